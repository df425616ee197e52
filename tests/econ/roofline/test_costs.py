"""Tables and captions of cost and supply: ranges, latency targets, parts that sum, and everything that holds supply back."""

import re

import numpy as np
import pytest
from support.plans import AS_PLANNED
from support.reading import as_read

import econ
from econ.case.case import parse
from econ.roofline import coverage, error_ranges, fit, latency_targets
from econ.roofline.measurements import fitted_measurements, unseen_decode
from econ.views import cost as cost_view
from econ.views import supply
from econ.views.sentences import cost_captions
from econ.views.validation import chip_constant_table, measurement_table, shared_constant_table


def numbers(text):
    return [float(word.replace(",", "")) for word in re.findall(r"[\d.,]*\d", text)]


@pytest.mark.parametrize("kind", error_ranges.UNCERTAIN_FACTORS)
def test_the_ends_of_a_range_are_the_costs_at_the_ends_of_the_assumption(case, kind):
    """Where orders are as planned: those that answer demand move the part of power that is in halls."""
    planned = econ.run(case.scenario(overrides=AS_PLANNED))
    factors, key = (
        error_ranges.cost_range_factors(planned, kind, "ascend_950pr"),
        f"{error_ranges.UNCERTAIN_FACTORS[kind]}.ascend_950pr",
    )
    believed = case.beliefs[key]
    for factor, end in zip(factors, (believed.high, believed.low), strict=True):
        there = econ.run(case.scenario(overrides=AS_PLANNED | {key: end})).at(
            f"{cost_view.PLATFORM_COST_OF_KIND[kind]}.ascend_950pr.pro", 11
        )
        assert there == pytest.approx(
            factor * planned.at(f"{cost_view.PLATFORM_COST_OF_KIND[kind]}.ascend_950pr.pro", 11)
        )


WIDTHS = {coverage.AS_SERVED: 0.2, coverage.MEASURED_OTHERWISE: 0.35, coverage.NOT_MEASURED: 0.4}


STEPS = {
    coverage.AS_SERVED: "measured as it is served",
    coverage.MEASURED_OTHERWISE: "measured, but not as it is served",
    coverage.NOT_MEASURED: "not measured",
}


def ranges_to_state(case):
    """A sentence for each error of the roofline whose range is not that of what was measured of its chip."""
    for (kind, chip), step in coverage.coverage_by_chip(case).items():
        belief, width = case.beliefs[f"{kind}_error.{chip}"], WIDTHS[step]
        if (1.0 - belief.low, belief.high - 1.0) != pytest.approx((width, width)):
            range_ = f"{1.0 - width:g} to {1.0 + width:g}"
            yield f"[chip.{chip}]: state {kind}_error {range_}: {STEPS[step]}"


def test_a_chip_with_fewer_measurements_has_a_wider_range_in_each_phase(case):
    assert not list(ranges_to_state(case))
    assert all(
        f"{width:.0%}".replace("%", " %") in coverage.coverage_sentence(case)
        for width in WIDTHS.values()
    )


def test_a_range_that_a_new_chip_must_state_is_named_with_its_numbers(root):
    text = (root / "assumptions.toml").read_text("utf-8")
    head, title, rest = text.partition("[chip.ascend_950pr]\n")
    table, blank, tail = rest.partition("\n\n")
    lines = [line for line in table.splitlines() if not line.startswith("decode_error")]
    sentences = list(ranges_to_state(parse(head + title + "\n".join(lines) + blank + tail)))
    assert sentences == ["[chip.ascend_950pr]: state decode_error 0.6 to 1.4: not measured"]


def test_the_ranges_cover_unseen_points(case):
    """Nine in ten of a model left out on its chip, every point of a chip left out, nine in ten in five folds."""
    decode, prefill = fitted_measurements(case)

    def within(errors, step):
        return np.mean(np.abs(np.concatenate(list(errors))) <= WIDTHS[step])

    assert (
        within(
            fit.errors_without_model(case, decode, prefill).values(), coverage.MEASURED_OTHERWISE
        )
        >= 0.9
    )
    assert (
        within(
            fit.errors_without_platform(case, decode, prefill).values(), coverage.MEASURED_OTHERWISE
        )
        == 1.0
    )
    assert (
        within(
            fit.errors_without_platform(case, prefill, decode).values(), coverage.MEASURED_OTHERWISE
        )
        == 1.0
    )
    assert within([fit.cross_validated_errors(case, decode, prefill)], coverage.AS_SERVED) >= 0.9


def test_a_model_not_measured_on_a_chip_has_a_wider_range(case):
    steps = coverage.coverage_by_chip(case)
    # V4-Flash, R1 and V3.2, but not V4-Pro.
    assert steps["decode", "ascend_910c"] == coverage.MEASURED_OTHERWISE
    assert (
        steps["prefill", "gb300"] == coverage.AS_SERVED
        and steps["decode", "ascend_950dt"] == coverage.MEASURED_OTHERWISE
    )
    assert steps["prefill", "ascend_950dt"] == steps["decode", "h20"] == coverage.NOT_MEASURED


def test_every_cost_in_the_table_lies_within_its_range(april):
    table = cost_view.platform_cost_table(april, "pro", 11).set_index("platform")
    for kind in cost_view.PLATFORM_COST_OF_KIND:
        for text in table[f"{kind}, yuan"]:
            value, low, high = numbers(text)
            assert low < value < high


def test_the_bridge_has_the_range_of_the_whole_cost(april):
    bars = cost_view.cost_bridge(april, "pro", 11, error_ranges.INPUT).groupby(
        "platform", sort=False
    )
    whole = bars["value"].sum()
    assert (bars["low"].first() < whole).all() and (whole < bars["high"].first()).all()


def test_the_parts_of_a_change_of_platform_sum_and_its_ends_are_the_models(april):
    table = (
        cost_view.platform_change_table(april, "pro", 11)["yuan/Mtok"]
        .str.replace("−", "-")
        .astype(float)
    )
    assert table.iloc[0] == pytest.approx(
        april.at("platform_serving_cost.ascend_910c.pro", 0), abs=0.005
    )
    assert table.iloc[-1] == pytest.approx(
        april.at("platform_serving_cost.ascend_950dt.pro", 11), abs=0.005
    )
    assert table.iloc[:-1].sum() == pytest.approx(table.iloc[-1], abs=0.04)


def test_owning_or_renting_is_separated_from_the_price_of_the_card(case, april):
    owned = econ.run(case.scenario(overrides={"rented_share.ascend_910c": 0.0}))
    before, after = (
        cost_view.platform_change_table(outlook, "pro", 11)
        .set_index("what")["yuan/Mtok"]
        .str.replace("−", "-")
        .astype(float)
        for outlook in (april, owned)
    )
    assert (
        before["owning instead of renting"] < 0.0 and "owning instead of renting" not in after.index
    )
    rented = econ.run(
        case.scenario(overrides={"rented_share.ascend_910c": 0.0, "rented_share.ascend_950dt": 1.0})
    )
    assert (
        cost_view.platform_change_table(rented, "pro", 11)
        .set_index("what")
        .loc["renting more of it", "yuan/Mtok"]
        .startswith("+")
    )


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


def platforms_by_maker(case):
    """The platforms of each maker, the first word of their labels, in the order of the file."""
    makers = {}
    for platform, label in case.elements["platform"].items():
        makers.setdefault(label.split()[0], []).append(platform)
    return makers


def test_the_column_of_a_maker_is_weighted_by_the_cards_that_serve(april):
    table = cost_view.maker_table(april, "pro", 11)
    makers = platforms_by_maker(april.case)
    assert {"NVIDIA", "Ascend"} <= makers.keys() and list(table.columns) == list(makers)
    for path in table.columns:
        cost, mature, lost, porting, total = (
            numbers(table.loc[row, path])[0]
            for row in (
                "output, yuan/Mtok",
                "on a mature stack, yuan/Mtok",
                "lost to immaturity, yuan/Mtok",
                "porting this month, yuan/Mtok",
                "total, yuan/Mtok",
            )
        )
        assert cost == pytest.approx(mature + lost, abs=0.011) and total == pytest.approx(
            cost + porting, abs=0.011
        )
    cards = np.array([april.at(f"serving_fleet.{p}", 11) for p in makers["NVIDIA"]])
    hours = np.array([april.at(f"card_hour_cost.{p}", 11) for p in makers["NVIDIA"]])
    assert numbers(table.loc["card-hour, yuan", "NVIDIA"])[0] == pytest.approx(
        (cards * hours).sum() / cards.sum(), abs=0.006
    )
    assert numbers(table.loc["porting this month, yuan/Mtok", "Ascend"])[0] > 0.0


def test_porting_per_token_times_tokens_is_the_porting_cost(april):
    """Porting cost a token in the table, times all tokens, is the money spent on porting."""
    platforms = platforms_by_maker(april.case)["Ascend"]
    made = sum(
        april.at(f"serving_fleet.{p}", 11) * april.at(f"output_throughput.{p}.pro", 11)
        for p in platforms
    )
    tokens = made * april.at("usable_share", 11) * 3600.0 * 730.5 / 1e6  # Mtok a month
    spent = sum(april.at(f"porting_cost.{p}", 11) for p in platforms) * 1e9
    stated = numbers(
        cost_view.maker_table(april, "pro", 11).loc["porting this month, yuan/Mtok", "Ascend"]
    )[0]
    assert stated == pytest.approx(spent / tokens, abs=0.006)


def test_the_parts_of_an_owned_hour_sum_and_the_charge_lies_between_owned_and_rented(april):
    table = cost_view.own_or_rent_table(april, 11)
    for column in table:
        parts = sum(float(table.loc[part, column]) for part in cost_view.OWNED_HOUR_PARTS)
        owned, rent, charged = (
            float(table.loc[row, column]) for row in ("an owned hour", "a rented hour", "charged")
        )
        assert (
            parts == pytest.approx(owned, abs=0.021)
            and min(owned, rent) - 0.01 <= charged <= max(owned, rent) + 0.01
        )


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


def test_every_binding_cause_is_named_although_money_binds_too(case):
    poor = econ.run(
        case.scenario(
            overrides={
                "order_rule": "as planned",
                "round_amount.first": 0.0,
                "hbm_supply.ascend_950dt": 10_000,
                "leased_power": 30,
            }
        )
    )
    table = supply.bottleneck_table(poor, "ascend_950dt")
    words = " ".join(table["what holds supply back"])
    causes = ("Memory for the chip is short", "have no power for", "wait for the maker’s ramp")
    assert all(cause in words for cause in causes)
    assert (table["money"] != "enough").any() and "money" not in words
    assert any(cell.count(".") > 1 for cell in table["what holds supply back"])


def test_the_cards_a_cause_costs_are_those_missing(case, april):
    late = econ.run(case.scenario(overrides={"delivery_delay.ascend_950dt": 6}))
    month = 9
    cards = supply.binding_causes(late, "ascend_950dt", month)
    missing = april.at("allocation.ascend_950dt", month) - late.at("allocation.ascend_950dt", month)
    assert cards[supply.LATE_RAMP] == pytest.approx(missing)
    assert not any(
        supply.LATE_RAMP in supply.binding_causes(april, "ascend_950dt", m)
        for m in range(case.months)
    )


def test_constants_are_shown_with_range_source_and_reason(case):
    table = shared_constant_table(case.scenario()).set_index("constant")
    assert {
        "Production efficiency, decode",
        "Production efficiency, prefill",
        "Weight-read efficiency",
        "Vector passes",
    } <= set(table.index) and (table["why"] != "").all()
    for name in ("Matrix efficiency", "Attention efficiency, decode"):
        assert table.loc[name, "why"].startswith("At its limit")
    assert set(chip_constant_table(case.scenario())["chip"]) == set(case.elements["chip"].values())


def test_the_error_at_long_contexts_comes_from_the_points(case):
    words = cost_captions.long_context_caption(case.scenario())
    off = (
        measurement_table(case.scenario(), unseen_decode(case))
        .set_index("point")
        .loc["950DT-Flash-b48-128K", "off"]
    )
    stated = f"{float(off.removeprefix('+').removesuffix(' %')):.0f} % too slow for 48"
    assert stated in as_read(words)


def test_a_model_that_does_not_fit_has_no_cost(case):
    outlook = econ.run(case.scenario(overrides={"group_ranks.h800": 8, "memory.ascend_950dt": 20}))
    without_room = latency_targets.platforms_without_room(outlook)
    assert without_room.keys() == case.elements["tier"].keys()
    assert without_room["pro"] == ("h800", "ascend_950dt")
    assert without_room["flash"] == ()
    table = cost_view.platform_cost_table(outlook, "pro", 11).set_index("platform")
    for platform in ("NVIDIA H800", "Ascend 950DT"):
        assert set(table.loc[platform]) == {"not defined", latency_targets.DOES_NOT_FIT}
        assert platform not in set(cost_view.cost_bridge(outlook, "pro", 11)["platform"])
        assert platform in cost_captions.misfit_warning(outlook)
    assert cost_view.platform_change_table(
        outlook, "pro", 11
    ).empty and not cost_captions.platform_change_caption(outlook, "pro")


@pytest.mark.parametrize("kind", list(cost_view.PLATFORM_COST_OF_KIND))
def test_the_parts_of_a_change_of_platform_sum_for_every_kind_of_token(case, april, kind):
    table = cost_view.platform_change_table(april, "pro", 11, kind)
    numbers = [float(text.replace("−", "-")) for text in table["yuan/Mtok"]]
    digits = len(table["yuan/Mtok"].iloc[0].split(".")[1])
    assert numbers[0] + sum(numbers[1:-1]) == pytest.approx(
        numbers[-1], abs=len(numbers) * 10.0**-digits
    )


def test_a_maker_without_cards_in_service_has_no_cost(case, april):
    last = case.months - 1
    gone = [p for p in case.elements["platform"] if april.at(f"serving_fleet.{p}", last) < 1.0]
    there = [
        april.at(f"platform_serving_cost.{p}.pro", last)
        for p in case.elements["platform"]
        if p not in gone
    ]
    assert "h800" in gone and april.at("marginal_serving_cost.pro", last) == max(there)
    assert cost_view.maker_table(april, "pro", last).loc["cards that serve", "NVIDIA"] == "none"


def test_short_memory_is_the_only_cause_of_waiting_orders(case):
    outlook = econ.run(case.scenario(overrides={"hbm_supply.ascend_950dt": 0}))
    causes = supply.binding_causes(outlook, "ascend_950dt", 12)
    assert supply.MEMORY in causes and supply.UNFILLED_ORDERS not in causes
