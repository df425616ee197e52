"""Futures of the map of cuts: they draw what may turn the answer, after the keys of a set, and every cell has the same ones."""

import dataclasses

import numpy as np
import pytest
from support.companies import CASES
from support.paths import ROOT

from econ.case.case import parse
from econ.case.file.options import PASS_ON
from econ.decisions import cut_sensitivity, price_cut
from econ.decisions.cut_sensitivity import keys_of_map
from econ.decisions.price_cut import DEPTHS, NPV
from econ.problems import AssumptionError
from econ.risk.draws import (
    can_be_drawn,
    drawable_keys,
    draws_on_own_sequence,
    sobol_draws,
    uncertain_keys,
)

FEW = 16
companies = pytest.mark.parametrize("company", CASES.values(), ids=CASES)
presets = pytest.mark.parametrize("preset", ["april-2026", "november-2026"])


def sets_of(case):
    return case.story.uncertain.items()


def gains_of_deep_cut(scenario, keys):
    """Return what the deepest cut of the first month that a coarse map has gains over no cut, in each future."""
    cut_map = price_cut.compute_coarse_map(scenario, NPV, keys, FEW)
    first = price_cut.first_cut_month(scenario)
    return cut_map.values[first, -1] - cut_map.values[first, 0]


@companies
@presets
def test_all_that_may_turn_the_answer_is_drawn_or_is_a_choice(company, preset):
    """A verdict on futures that share what turns it would be surer than anybody is."""
    scenario, turning = company.scenario(preset), company.story.turns_cut
    names = {key.split(".")[0] for key in turning}
    assert names >= {
        "leakage_sensitivity",
        "host_markup",
        "rival_pass_through",
        "rival_progress",
        "market_elasticity",
    }
    for name, keys in sets_of(company):
        drawn = keys_of_map(company, name)
        assert drawn[: len(keys)] == keys and len(set(drawn)) == len(drawn)
        rows = draws_on_own_sequence(scenario, drawn, FEW)
        for key in turning:
            is_drawn = key in drawn and key in uncertain_keys(scenario) and np.ptp(rows[key]) > 0.0
            assert is_drawn or company.assumption_of(key).kind == "choice", key


@companies
@presets
def test_what_may_turn_the_answer_spreads_the_gain_of_a_deep_cut(company, preset):
    """On the set with which the page opens; one that draws growth is spread by the size of the market already."""
    base = price_cut.with_list_rule(company.scenario(preset), PASS_ON)
    name, keys = next(iter(sets_of(company)))
    alone, with_turning = (
        gains_of_deep_cut(base, drawn) for drawn in (keys, keys_of_map(company, name))
    )
    assert with_turning.std() > 2.0 * alone.std()


@companies
@presets
def test_keys_of_a_set_keep_their_points_where_others_follow(company, preset):
    scenario = company.scenario(preset)
    for name, keys in sets_of(company):
        rows = draws_on_own_sequence(scenario, keys_of_map(company, name), FEW)
        for key, values in draws_on_own_sequence(scenario, keys, FEW).items():
            assert np.array_equal(rows[key], values), (name, key)


def test_further_columns_are_as_even_as_those_of_one_sequence(case):
    """No key follows another by chance, though columns of two scramblings are put together."""
    keys, count = keys_of_map(case, "supply"), 256
    rows = draws_on_own_sequence(case.scenario(), keys, count)
    drawn = [key for key in keys if len(np.unique(rows[key])) > count / 2]
    further = [key not in case.story.uncertain["supply"] for key in drawn]
    assert sum(further) >= 5
    ranks = np.argsort(np.argsort([rows[key] for key in drawn], axis=1), axis=1)
    correlations = np.corrcoef(ranks) - np.eye(len(drawn))
    assert np.abs(correlations[further]).max() < 0.1


def test_each_future_of_a_cell_is_the_run_of_that_future(case):
    """The same futures in each cell: a cell is a run of its choices, and a future is a run of its numbers."""
    scenario = price_cut.with_list_rule(case.scenario(), PASS_ON)
    keys = keys_of_map(case, "supply")
    cells = price_cut.compute_coarse_map(scenario, NPV, keys, 4).values
    rows = draws_on_own_sequence(scenario, keys, 4)
    for month, number in ((0, 0), (18, 3), (33, 9)):
        cut = {"cut_rule.pro": 0, "cut_month.pro": month, "cut_promised.pro": 0}
        chosen = scenario.with_overrides(cut | {"cut_depth.pro": DEPTHS[number]})
        for future in range(4):
            drawn = {key: float(values[future]) for key, values in rows.items()}
            worth = price_cut.worth_of_plan(chosen.with_overrides(drawn), NPV)
            assert cells[month, number, future] == pytest.approx(worth)


@pytest.mark.parametrize(
    ("key", "value"), [("leakage_sensitivity", 2.0), ("host_markup", 1.0), ("rival_progress", 0.1)]
)
def test_futures_are_drawn_around_the_lever(case, key, value):
    keys = keys_of_map(case, "supply")
    medians = [
        np.median(draws_on_own_sequence(scenario, keys, 256)[key])
        for scenario in (case.scenario(), case.scenario(overrides={key: value}))
    ]
    assert medians == pytest.approx([case.scenario().value(key), value], rel=0.02)


def test_a_held_key_is_not_drawn_and_moves_no_other(case):
    keys = keys_of_map(case, "supply")
    whole = draws_on_own_sequence(case.scenario(), keys, FEW)
    rows = draws_on_own_sequence(case.scenario(), keys, FEW, held=("host_markup",))
    assert set(whole) - set(rows) == {"host_markup"}
    assert all(np.array_equal(values, whole[key]) for key, values in rows.items())


def test_the_best_cut_at_an_end_of_a_belief_holds_that_belief_in_every_future(case):
    keys, at_end = keys_of_map(case, "supply"), {"leakage_sensitivity": 3.0}
    scenario = case.scenario()
    cut = cut_sensitivity.best_cut(scenario, NPV, keys, *next(iter(at_end.items())))
    rows = draws_on_own_sequence(scenario.with_overrides(at_end), keys, FEW, held=at_end)
    means = [
        price_cut.compute_coarse_map(
            scenario.with_overrides(at_end | {key: float(v[future]) for key, v in rows.items()}),
            NPV,
            (),
            1,
        ).values[..., 0]
        for future in range(FEW)
    ]
    assert np.nanmax(np.mean(means, axis=0)) == pytest.approx(
        np.mean(means, axis=0)[cut.month, DEPTHS.index(cut.depth)]
    )


def test_what_the_map_draws_moves_no_draw_elsewhere(case):
    story = case.story.model_copy(update={"turns_cut": ()})
    silent = dataclasses.replace(case, story=story)
    assert drawable_keys(silent) == drawable_keys(case)
    draws, others = (sobol_draws(which.scenario(), FEW) for which in (case, silent))
    assert all(np.array_equal(values, others[key]) for key, values in draws.items())
    assert keys_of_map(silent, "supply") == silent.story.uncertain["supply"]


def test_a_choice_that_may_turn_the_answer_is_not_drawn(case):
    story = case.story.model_copy(update={"turns_cut": ("target_margin", "host_markup")})
    chosen = dataclasses.replace(case, story=story)
    assert not can_be_drawn(case, "target_margin")
    assert keys_of_map(chosen, "supply") == (*case.story.uncertain["supply"], "host_markup")


def test_a_key_that_turns_the_answer_must_name_an_assumption():
    text = (ROOT / "assumptions.toml").read_text("utf-8")
    with pytest.raises(AssumptionError) as caught:
        parse(text.replace('"host_markup", "rival_pass', '"host_markups", "rival_pass'))
    assert len(caught.value.problems) == 1
    assert "turns_cut" in caught.value.problems[0] and "host_markup»" in caught.value.problems[0]
