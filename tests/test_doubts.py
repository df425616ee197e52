"""Signs that surprise: what `docs/doubts.md` says of them is what the model gives, in both presets."""

import re

import numpy as np
import pytest
from support.paths import ROOT

import econ
from econ.risk import draws

TEXT = (ROOT / "docs" / "doubts.md").read_text("utf-8")
ROWS = re.findall(r"^\| `([^=`]+)=([^`]+)` \| ([\d.]+) \| ([\d.]+) \|", TEXT, re.MULTILINE)
PRESETS = ("april-2026", "november-2026")
STRESSES = {
    ("memory-cut-off", "april-2026"): 0.7,
    ("h200-allowed", "april-2026"): -1.8,
    ("card-glut", "april-2026"): -3.5,
    ("card-glut", "november-2026"): 2.1,
    ("put-exercised", "april-2026"): 3.5,
}


def value(case, preset="april-2026", changes=(), stresses=()):
    scenario = case.scenario(preset, overrides=dict(changes), stresses=stresses)
    return econ.run(scenario).at("plan_value", 0)


def test_the_values_unchanged_are_those_of_the_case(case):
    assert len(ROWS) == sum(line.startswith("| `") for line in TEXT.splitlines())
    april, november = (f"{value(case, preset):.3g}" for preset in PRESETS)
    assert f"unchanged they are {april} in April and {november} in November" in TEXT


@pytest.mark.parametrize(("key", "changed", "april", "november"), ROWS)
def test_each_change_is_worth_what_is_stated(case, key, changed, april, november):
    for preset, stated in zip(PRESETS, (april, november), strict=True):
        worth = f"{value(case, preset, {key: float(changed)}):#.3g}".removesuffix(".")
        assert worth == stated, preset


def test_brakes_cost_a_plan_that_lasts_what_is_stated(case):
    tight = {"delivery_delay.ascend_950dt": 12, "round_amount.first": 20}
    runs = [econ.run(case.scenario(overrides=tight | {"brakes": on})) for on in (0, 1)]
    assert all(run.at("runway", 0) == float("inf") for run in runs)
    worth = [f"{run.at('plan_value', 0):.3g}" for run in runs]
    assert f"is worth {worth[0]} bn yuan without brakes and {worth[1]} with them" in TEXT


@pytest.mark.parametrize(("stress", "preset"), STRESSES)
def test_each_stress_moves_the_value_by_what_is_stated(case, stress, preset):
    moved = value(case, preset, stresses=(stress,)) - value(case, preset)
    stated = STRESSES[stress, preset]
    assert round(moved, 1) == stated and f"{abs(stated)}" in TEXT


FUTURES = 512


def test_the_chip_is_worth_in_the_futures_what_is_stated(case):
    """Three tenths of the mean of the futures or more, and less than a twentieth of the one run, where nothing surprises."""
    delay, share = "delivery_delay.ascend_950dt", "share_of_output.ascend_950dt"
    worth, year = [], []
    for preset in PRESETS:
        scenario = case.scenario(preset)
        rows = draws.sobol_draws(scenario, FUTURES)

        def mean(changes, rows=rows, scenario=scenario):
            changed = {key: np.full(FUTURES, number) for key, number in changes.items()}
            return econ.run(scenario, rows | changed, keep=("plan_value",))["plan_value"].mean()

        worth.append(mean({}) - mean({share: 0.0}))
        assert worth[-1] > 0.3 * mean({})
        year.append(mean({delay: 0.0}) - mean({delay: 12.0}))
        one_run = value(case, preset) - value(case, preset, {share: 0.0})
        assert 0.0 < one_run < 0.05 * value(case, preset)
    text = " ".join(TEXT.split())
    assert f"falls by {worth[0]:.0f} bn yuan in April without the chip" in text
    assert f"and by {worth[1]:.0f} in November" in text
    assert f"A year of delay costs {year[0]:.0f} and {year[1]:.0f}." in text


EXPECTED = re.findall(
    r"^\| [^|]*: `([^`]+)` \| ([^|]+) \| `([^`]+)` \| ([^|]+) \| ([^|]+) \|", TEXT, re.MULTILINE
)
TIERS = ("pro", "flash")


def along(case, preset, key, values, figure, held=None):
    """A figure at each value of a key in the one run: value, or the gross profit of all months."""
    outlook = econ.run(case.scenario(preset, held), {key: np.array(values, dtype=float)})
    return outlook[figure].sum(axis=1) if figure == "gross_profit" else outlook[figure][:, -1]


def at_hosts_prices(case, preset):
    """The prices of hosts as they are in a preset, held whatever else is changed."""
    outlook = econ.run(case.scenario(preset))
    return {f"host_price.{tier}": outlook[f"host_price.{tier}"][0].tolist() for tier in TIERS}


def test_the_laws_that_do_not_hold_are_all_read():
    section = TEXT.partition("## Laws that were expected")[2].partition("\n## ")[0]
    assert len(EXPECTED) == section.count("\n| ") - 1 == 4


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("row", EXPECTED, ids=[row[0] for row in EXPECTED])
def test_each_law_that_does_not_hold_has_the_figures_that_are_stated(case, preset, row):
    key, values, figure, *stated = row
    worth = along(case, preset, key, values.split(", "), figure)
    written = [f"{number:#.3g}".removesuffix(".") for number in worth]
    assert ", ".join(written) == stated[PRESETS.index(preset)]


@pytest.mark.parametrize("preset", PRESETS)
def test_a_more_even_load_is_worth_more_where_hosts_prices_are_held(case, preset):
    held = at_hosts_prices(case, preset)
    loads = (0.5, 0.6, 0.7, 0.77, 0.9)
    assert np.all(np.diff(along(case, preset, "load_factor", loads, "plan_value", held)) > 0.0)


def test_a_more_even_load_lowers_the_price_of_hosts_by_more_than_own_cost(case):
    runs = econ.run(case.scenario("november-2026"), {"load_factor": np.array([0.6, 0.9])})
    for tier in TIERS:
        cost, price = (
            runs[f"{name}.{tier}"][1, 24:] / runs[f"{name}.{tier}"][0, 24:]
            for name in ("blended_cost", "host_price")
        )
        assert price == pytest.approx(np.full(36, 2.0 / 3.0), rel=0.02)
        assert 1.0 - cost == pytest.approx(np.full(36, 0.1), abs=0.02)


def test_a_stronger_pull_loses_early_and_gains_late_in_november(case):
    runs = econ.run(case.scenario("november-2026"), {"leakage_sensitivity": np.array([0.3, 5.0])})
    years = np.diff(runs["gross_profit"].reshape(2, 5, 12).sum(axis=2), axis=0)[0]
    assert f"The first two years lose {-years[:2].sum():.0f} and the last three gain" in TEXT
    assert f"the last three gain {years[2:].sum():.0f}." in TEXT
    for preset, sign in zip(PRESETS, (1.0, -1.0), strict=True):
        usual = econ.run(case.scenario(preset))
        for tier in TIERS:
            gap = np.log(usual[f"blended_price.{tier}"][0] / usual[f"host_price.{tier}"][0])
            assert np.all(sign * gap.reshape(5, 12).mean(axis=1)[3:] > 0.0), (preset, tier)


def test_the_second_year_of_a_delay_gives_back_what_is_stated(case):
    runs = econ.run(case.scenario(), {"delivery_delay.ascend_950dt": np.array([12.0, 24.0])})
    factor = runs["discount_factor"][:, -1]
    flows = runs["present_cash_flow"][:, -1] - runs["present_share_based_pay"][:, -1]
    after = [runs[name][:, -1] * factor for name in ("terminal_value", "fleet_surplus")]
    lost, by_multiple, by_fleet = (np.diff(part)[0] for part in (flows, *after))
    text = " ".join(TEXT.split())
    assert f"the second costs {-lost:.1f} in the months of the plan" in text
    assert (
        f"gives back {by_multiple:.1f} by the multiple of the last year and {by_fleet:.1f}" in text
    )


@pytest.mark.parametrize("preset", PRESETS)
def test_progress_brings_gross_profit_up_to_three_times_and_beyond_it_where_a_review_may_follow(
    case, preset
):
    key, rates = "algorithmic_progress_rate", (0.0, 0.2, 0.4, 0.6)
    assert np.all(np.diff(along(case, preset, key, rates, "gross_profit")) > 0.0)
    free = along(case, preset, key, (*rates, 0.8, 1.0), "gross_profit", {"review_step": 0.95})
    assert np.all(np.diff(free) > 0.0)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_dearer_chip_lowers_the_list_only_where_orders_move(case, preset):
    """In some of the futures in which nobody is refused; a list that does not move at all counts for neither."""
    served = {"cover_at_present_rate": 1.0} | {f"fill_rate.{tier}": 1.0 for tier in TIERS}
    shares = []
    for rule in (1.0, 0.0):
        scenario = case.scenario(preset, served | {"order_rule": rule})
        futures = draws.sobol_draws(scenario, FUTURES // 2)
        lists = [
            econ.run(
                scenario,
                futures | {"card_price.ascend_950dt": np.full(FUTURES // 2, price)},
                keep=["blended_price"],
            )["blended_price.pro"][:, 36]
            for price in (35.0, 70.0, 140.0, 280.0)
        ]
        falls = np.diff(np.log(lists), axis=0) < -1e-9
        shares.append(falls.any(axis=0).mean())
    assert 0.0 < shares[0] < 0.06 and shares[1] == 0.0
