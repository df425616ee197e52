"""Tables of prices and the record: lists on a mix, where a price goes, what breaks even, and what was published."""

import numpy as np
import pytest

import econ
from econ import price_tables, pricing, record


@pytest.fixture(scope="module")
def november(case):
    return econ.run(case.scenario("november-2026"))


def test_lists_are_compared_on_the_mix_that_is_given(case, november):
    table = price_tables.price_lists(november, "pro", 6, 342 / 608, 168 / 776).set_index("list")
    assert table.loc["V4-Pro, off-peak", "mix, yuan"] == pytest.approx(4.53, abs=0.3)  # facts: the August list on that mix
    assert table.loc["GPT-6 Sol", "input"] == 13.64 and table.loc["GPT-6 Sol", "mix, dollars"] == pytest.approx(
        table.loc["GPT-6 Sol", "mix, yuan"] / 6.82)
    assert len(table) == 2 + len(case.elements["competitor"])  # off-peak and peak


def test_a_list_has_the_date_from_which_it_holds(november):
    before, after = (price_tables.price_lists(november, "pro", month, 0.5, 0.2).set_index("list") for month in (0, 6))
    assert before.loc["GPT-5.5", "list of"] == "24 Apr 2026" and after.loc["GPT-6 Sol", "list of"] == "22 Sep 2026"


@pytest.mark.parametrize("month", [0, 4, 12])
def test_the_bridge_sums_and_on_the_tiers_own_mix_ends_at_the_models_margin(november, month):
    hits, written = price_tables.mix(november, "pro", month)
    table = price_tables.bridge(november, "pro", month, hits, written)
    assert table["value"][:-1].sum() == pytest.approx(table["value"].iloc[-1])
    price, kept = november.at("blended_price.pro", month), november.at("price_realisation", month)
    assert table["value"].iloc[-1] == pytest.approx(price * kept - november.at("blended_cost.pro", month))
    assert table["value"].iloc[-1] / (price * kept) == pytest.approx(november.at("unit_margin.pro", month))


def test_at_the_break_even_price_the_margin_is_the_one_on_the_line(case, april):
    table = price_tables.break_even(april, "pro", 11)
    line = table[table["series"] == "50% margin"]
    busy = april.at("usable_share", 11)
    price = float(np.interp(busy, line["x"], line["y"]))
    assert 1.0 - april.at("blended_cost.pro", 11) / (price * april.at("price_realisation", 11)) == pytest.approx(0.5, abs=0.005)


def test_the_depth_of_supply_is_a_band_over_the_elasticity(april):
    table = price_tables.depths(april, "pro", 11)
    assert (table["low"] <= table["y"]).all() and (table["y"] <= table["high"]).all() and (table["high"] > table["low"])[1:].all()
    assert table["y"].iloc[8] == pytest.approx(pricing.depth_for_supply(3.0, -april.at("own_elasticity.pro", 11)))


def test_the_planned_cut_is_an_event_with_its_status(case, april):
    events = price_tables.price_events(april)
    planned = events[events["status"] == "planned"]
    assert planned["what happened"].to_list() == ["the planned cut"] and planned["value"].item() == 0.6
    none = econ.run(case.scenario(overrides={"cut_depth.pro": 0}))
    assert "planned" not in set(price_tables.price_events(none)["status"])


def test_run_rates_lie_within_what_was_reported(case, april, november):
    table = record.reported(april, november)
    assert table["against the range"].to_list() == ["within"] * 3
    off = record.reported(april, april)["against the range"]
    assert off.str.contains("below").sum() == 2  # what April's knowledge gives: a miss, with its size


def test_events_are_in_the_order_of_time_and_numbered_on_the_axis(case):
    dates = sorted(case.events.values(), key=lambda one: one.date)
    assert record.events(case)["what"].to_list() == [one.what for one in dates]
    numbers = ", ".join(words for _, words in record.on_axis(case)).split(", ")
    assert [int(number) for number in numbers] == list(range(1, len(dates) + 1))


def test_more_capacity_never_raises_what_is_refused_and_a_cut_never_lowers_demand_where_nothing_was_promised(case):
    depth = np.linspace(0.0, 0.9, 10)
    silent = case.scenario(overrides={"cut_rule.pro": 0, "cut_promised.pro": 0, "cut_month.pro": 3})
    o = econ.run(silent, {"cut_depth.pro": depth})
    assert (np.diff(o["target_demand.pro"], axis=0) >= -1e-9).all()
    room = econ.run(case.scenario(), {"load_factor": np.linspace(0.4, 0.95, 10)})
    for tier in case.elements["tier"]:
        assert (np.diff(room[f"unmet_demand.{tier}"][:, :2], axis=0) <= 1e-9).all()
