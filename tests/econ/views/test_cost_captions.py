"""Captions of cost: latency promises, measured batches, models that do not fit, and cards that are owned."""

import re

import pytest
from support.reading import as_read

import econ
from econ.roofline import curves, latency_targets
from econ.roofline.measurements import unseen_decode
from econ.views import cost as cost_view
from econ.views.sentences import cost_captions
from econ.views.validation import measurement_table


def test_latency_targets_that_no_batch_meets_are_named(case, april):
    strict = econ.run(case.scenario(overrides={"latency_promise.chat": 5.0}))
    missed = latency_targets.missed_targets(strict).query("tier == 'pro' and workload == 'chat'")
    assert (
        set(missed["platform"]) == set(case.elements["platform"])
        and (missed["reached"] > missed["target"]).all()
    )
    words = as_read(cost_captions.missed_target_warning(strict))
    assert "too slow for Chat with V4-Pro. The promise is 5 ms a token" in words
    fastest, slowest = missed["reached"].min(), missed["reached"].max()
    assert f"They take {fastest:.1f} to {slowest:.1f} ms." in words and "NVIDIA H800" in words
    assert "Its cost is not defined" in words
    assert cost_captions.unserved_tier_warning(strict).startswith("No platform can serve V4-Pro")
    loose = econ.run(
        case.scenario(overrides={f"latency_promise.{w}": 500.0 for w in case.elements["workload"]})
    )
    assert (
        latency_targets.missed_targets(loose).empty
        and cost_captions.missed_target_warning(loose) == ""
    )
    assert (cost_view.platform_cost_table(loose, "pro", 11)["latency promises"] == "kept").all()
    row = cost_view.platform_cost_table(strict, "pro", 11).set_index("platform").loc["NVIDIA H800"]
    assert "Chat" in row["latency promises"] and row["output, yuan"] == "not defined"
    assert cost_captions.unserved_tier_warning(loose) == ""


def test_operation_beyond_the_measured_batch_is_stated(case, april):
    served, measured = latency_targets.batches_beyond_measured(april, "pro")["ascend_950dt"]
    assert (
        served
        > measured
        == latency_targets.largest_measured_batches(case)["ascend_950dt", "v4_pro"]
    )
    stated = f"{served:,.0f} requests a rank, and at most {measured:,.0f} were measured"
    assert stated in cost_captions.speed_caption(april, "pro", ("ascend_950dt",))
    words = cost_captions.speed_caption(april, "pro", ("ascend_950dt", "gb200"))
    assert words.endswith(f"No point of V4-Pro was published on {case.elements['chip']['gb200']}.")


def test_slow_answers_cost_no_users_and_the_page_says_so(case, april):
    workload = case.story.workload
    twice = 2.0 * april.at(f"latency_promise.{workload}", 0)
    slow = econ.run(case.scenario(overrides={f"latency_promise.{workload}": twice}))
    for tier in case.elements["tier"]:
        wanted = f"desired_demand.{tier}"
        assert slow.at(wanted, 0) == april.at(wanted, 0)
        said = cost_captions.speed_caption(slow, tier, ("ascend_950dt",))
        assert "Slow answers cost no users here" in said


def test_cards_owned_though_renting_is_cheaper_are_explained(case, april):
    dear = {"unrecovered_share.h800": 1.0}
    owned = econ.run(case.scenario(overrides=dear))
    words = as_read(cost_captions.owned_though_dearer_caption(owned, "pro", 11))
    rented = econ.run(case.scenario(overrides=dear | {"rented_share.h800": 1.0}))
    stated = next(float(amount) for amount in re.findall(r"would cost ([\d.]+) instead of", words))
    assert "NVIDIA H800" in words and stated == pytest.approx(
        rented.at("platform_serving_cost.h800.pro", 11), abs=0.006
    )
    assert cost_captions.owned_though_dearer_caption(rented, "pro", 11) == ""
    assert cost_captions.owned_though_dearer_caption(april, "pro", 11) == ""


def test_the_error_at_long_contexts_comes_from_the_points(case):
    words = cost_captions.long_context_caption(case.scenario())
    off = (
        measurement_table(case.scenario(), unseen_decode(case))
        .set_index("point")
        .loc["950DT-Flash-b48-128K", "off"]
    )
    stated = f"{float(off.removeprefix('+').removesuffix(' %')):.0f} % too slow for 48"
    assert stated in as_read(words)


def test_a_model_that_does_not_fit_a_chip_is_named_and_not_drawn(case, april):
    small = econ.run(case.scenario(overrides={"memory.ascend_950dt": 1.0}))
    assert "V4-Pro does not fit on Ascend 950DT" in cost_captions.misfit_warning(
        small
    ) and not cost_captions.misfit_warning(april)
    assert "Ascend 950DT" not in set(curves.throughput_by_speed(small, 11)["series"])
