"""How much to raise and when: the map, the smallest raise, and the effects of pressures."""

import numpy as np
import pytest
from support.plans import AS_PLANNED
from support.reading import as_read

import econ
from econ.case.library import shipped_cases
from econ.case.rounds import open_rounds
from econ.decisions import default_alive, raising
from econ.decisions.raising import (
    AMOUNT_TOLERANCE,
    RAISE_MONTHS,
    compute_raise_map,
    cover_months,
    pressure_effects,
    smallest_raise,
    smallest_raise_by_stress,
)
from econ.risk import outcomes, point_of_no_return
from econ.units import format_value
from econ.views import funding
from econ.views import raising as raising_view


def test_a_cell_of_the_map_is_the_run_of_its_scenario(case, april, raise_map):
    month, number = 8, 4
    outlook = econ.run(
        case.scenario(
            overrides=AS_PLANNED | raising_view.raise_overrides(april, "first", f"{month}|{number}")
        )
    )
    assert (
        outlook.at("round_amount.first", 0) == raise_map.amounts[number]
        and outlook.at("round_closes.first", month) == 1.0
    )
    assert raise_map.runway[month, number] == outlook.at("runway", 0)
    assert raise_map.founder_stake[month, number] == pytest.approx(
        outlook.at("founder_stake", 59), rel=1e-12
    )
    assert raise_map.lowest_cash[month, number] == pytest.approx(outlook["cash"].min(), rel=1e-12)


def test_the_amounts_of_the_map_are_as_large_as_the_rounds_of_the_company(case, raise_map):
    assert raise_map.amounts == raising.raise_amounts(case) == tuple(range(0, 161, 10))
    other = econ.load(shipped_cases()["zhipu"].path)  # its largest round raises 15
    assert raising.raise_amounts(other) == tuple(range(0, 33, 2))


def test_more_money_never_shortens_the_runway_or_raises_the_founders_stake(raise_map):
    assert (np.diff(np.minimum(raise_map.runway, 999), axis=1) >= -1e-9).all()
    assert (np.diff(raise_map.founder_stake, axis=1) <= 1e-12).all()


def test_a_later_round_never_raises_the_lowest_cash(raise_map):
    assert (np.diff(raise_map.lowest_cash, axis=0) <= 1e-9).all()


def test_the_line_on_the_map_is_the_smallest_raise_of_each_month(case, raise_map):
    line = raise_map.sufficient_amounts()
    for month in (0, 2, 5):
        plan = AS_PLANNED | {"round_month.first": month}
        least = smallest_raise(case.scenario(overrides=plan), "first")
        assert line[month] == pytest.approx(least, abs=0.05)
    assert np.isnan(line[raise_map.too_late]).all()


def test_a_round_is_too_late_from_the_month_after_cash_runs_out(case, raise_map):
    gone = econ.run(case.scenario(overrides=AS_PLANNED | {"round_status.first": 0})).at("runway", 0)
    assert (np.flatnonzero(raise_map.too_late) == np.arange(int(gone) + 1, RAISE_MONTHS)).all()
    assert (
        raise_map.runway[raise_map.too_late] < np.flatnonzero(raise_map.too_late)[:, None]
    ).all()


@pytest.mark.parametrize("stress", [(), ("heavy-build",), ("talent-drain",)])
def test_the_smallest_raise_suffices_and_a_smaller_one_does_not(case, stress):
    scenario = case.scenario(stresses=stress)
    amount = smallest_raise(scenario, "first")
    first = int(scenario.value("round_month.first"))

    def lowest(amount_raised):
        path = econ.run(scenario.with_overrides({"round_amount.first": amount_raised}))[
            "cash_headroom"
        ][0]
        return path[first : first + 18].min()

    assert lowest(amount) >= -1e-9
    assert lowest(amount - 2 * AMOUNT_TOLERANCE) < 0.0


def test_the_smallest_raise_is_zero_with_ample_cash_and_infinite_where_no_amount_suffices(case):
    assert smallest_raise(case.scenario(overrides={"initial_cash": 500}), "first") == 0.0
    assert (
        smallest_raise(
            case.scenario(overrides={"frontier_compute_budget": 100, "long_run_compute_growth": 3}),
            "first",
            cover=59,
        )
        == np.inf
    )


def test_a_harder_stress_or_longer_cover_never_needs_less(case):
    amounts = [smallest_raise(case.scenario(), "first", cover) for cover in (6, 12, 18, 24, 36)]
    assert amounts == sorted(amounts)
    table = smallest_raise_by_stress(case.scenario(), "first").set_index("stress")
    assert table.loc["Heavy build", "amount"] > table.loc["as it is", "amount"]
    assert table.loc["Heavy build", "stake"] < table.loc["as it is", "stake"]


def test_closed_rounds_are_not_open_rounds(case):
    assert "first" in open_rounds(case.scenario())
    assert "first" not in open_rounds(case.scenario("november-2026"))


def test_the_effect_of_a_lever_is_the_difference_of_two_runs(case):
    """In a plan whose cash runs out with the lever and without it; two runways beyond the horizon do not differ."""
    plan = {"training_ratio": 1.5, "round_amount.first": 15}
    scenario = case.scenario(overrides=plan)
    table = pressure_effects(scenario, "Talent", {"runway": 0, "cash": 36, "capability": 36})
    row = table[(table["key"] == "core_attrition") & (table["value"] == 0.20)].iloc[0]
    before, after = econ.run(scenario), econ.run(scenario.with_overrides({"core_attrition": 0.20}))
    assert row["runway"] == pytest.approx(after.at("runway", 0) - before.at("runway", 0))
    assert row["cash"] == pytest.approx(after.at("cash", 36) - before.at("cash", 36))
    assert row["runway"] < 0.0 and row["capability"] < 0.0
    assert (pressure_effects(case.scenario(), "Talent", {"runway": 0})["runway"] == 0.0).all()


def test_every_pressure_affects_cash_and_talent_and_compute_affect_capability(case):
    for name in case.story.pressures:
        table = pressure_effects(case.scenario(), name, {"cash": 59, "capability": 59})
        assert (table["cash"] != 0.0).any(), name
        assert (table["capability"] != 0.0).any() == (name != "Commercialisation"), name


def test_no_amount_suffices_if_the_round_closes_after_cash_runs_out(case):
    late = case.scenario(overrides={"round_month.first": 24})
    assert econ.run(case.scenario(overrides={"round_status.first": 0})).at("runway", 0) < 24
    assert smallest_raise(late, "first") == np.inf


def test_stresses_without_the_round_are_left_out(case):
    stresses = set(smallest_raise_by_stress(case.scenario(), "first")["stress"])
    assert "The round does not close" not in stresses and "Heavy build" in stresses
    assert "No further round" not in set(
        smallest_raise_by_stress(case.scenario("november-2026"), "later")["stress"]
    )


def test_the_smallest_raise_of_each_stress_is_that_of_its_scenario(case):
    changes = {"trend_growth": 0.03, "demand.flash": [900.0] * case.months}
    scenario = case.scenario(overrides=changes, stresses=["price-war"])
    table = smallest_raise_by_stress(scenario, "first").set_index("stress")
    last = int(scenario.value("round_month.first")) + cover_months(scenario)
    as_it_is = econ.run(scenario)["cash"][0, :last]
    for stress in ("heavy-build", "ascend-late", "talent-drain"):
        stressed = case.scenario(overrides=changes, stresses=["price-war", stress])
        row = table.loc[case.stresses[stress].title]
        assert row["amount"] == smallest_raise(stressed, "first") > 0.0
        raised = econ.run(stressed.with_overrides({"round_amount.first": row["amount"]}))
        assert row["stake"] == raised.at("founder_stake", case.months - 1)
        assert row["idle"] == np.array_equal(econ.run(stressed)["cash"][0, :last], as_it_is)
    assert not table.loc["as it is", "idle"]


def test_the_smallest_raises_of_all_stresses_take_as_many_runs_as_one(case, monkeypatch):
    """A law of work and not of seconds: all stresses are draws of the same runs."""
    counted = []
    monkeypatch.setattr(
        raising, "run", lambda *given, **how: counted.append(given) or econ.run(*given, **how)
    )
    smallest_raise(case.scenario(), "first")
    runs = len(counted)
    smallest_raise_by_stress(case.scenario(), "first")
    assert len(counted) - runs <= runs + 3  # cash as it is, and stakes with the status of the round


def test_past_months_are_neither_offered_for_a_round_nor_measured(case):
    """In November the map, the trough, the headroom and the points of no return begin in November; in April they begin in April."""
    scenario = case.scenario("november-2026")
    now, outlook = scenario.months_over, econ.run(scenario)
    raise_map = compute_raise_map(scenario, "later")
    assert now == 6 and case.scenario().months_over == 0
    rows = raising_view.raise_map_figure(outlook, raise_map, "lowest_cash").data.to_pandas()
    assert rows["begin"].min() == np.datetime64("2026-11-01") and raise_map.first == now
    chosen = econ.run(
        scenario.with_overrides(raising_view.raise_overrides(outlook, "later", f"{now + 3}|4"))
    )
    assert (
        raise_map.runway[3, 4] == chosen.at("runway", 0)
        and chosen.at("round_month.later", 0) == now + 3
    )
    assert raise_map.lowest_cash[3, 4] == pytest.approx(chosen["cash"][0, now:].min(), rel=1e-12)
    measures = funding.burn_measures(outlook, 18).set_index("measure")
    assert measures.loc["Trough of cash", "value"].startswith(
        format_value(outlook["cash"][0, now:].min(), "bn yuan")
    )
    runways = funding.runway_table(outlook, default_alive.default_alive_outlook(scenario), 18)
    assert "months from the start of Nov 2026" in map(as_read, runways.columns)
    outcome = outcomes.outcome_by_name(scenario, "Cash after 36 months")
    deadlines = point_of_no_return.find_deadlines(
        scenario,
        outcome,
        ["round_amount.first", "round_amount.later"],
        outcomes.read_outcome(outlook, outcome)[0] + 5.0,
        {"round_amount.first": 80.0, "round_amount.later": 100.0},
    )
    assert deadlines.set_index("key").loc["round_amount.later", "last_month"] >= now
    assert not deadlines.set_index("key").loc["round_amount.first", "saves"], "it has closed"


def test_levers_of_a_closed_round_are_replaced_by_those_of_the_open_one(case):
    assert "round_amount.first" in case.levers_of("front", "april-2026")
    november = case.levers_of("front", "november-2026")
    assert "round_amount.later" in november and "round_amount.first" not in november
    assert len(november) == len(case.levers["front"])
