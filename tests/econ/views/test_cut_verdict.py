"""What to do about the cut: the advice follows from the map, and is to keep the plan wherever nothing is clearly better."""

import numpy as np
import pytest
from support.reading import as_read, sentences_of

import econ
from econ.decisions import price_cut
from econ.decisions.price_cut import DEPTHS, NPV, CutMap
from econ.views.cut_verdict import (
    Advice,
    MistakeKind,
    best_fixed_choice,
    cut_verdict,
    planned_choice,
    statistic_of,
)
from econ.views.price_cut import STATISTICS
from econ.views.sentences import price_cut_words

FUTURES = 64
PLAN_MONTH, PLAN_DEPTH = (
    6,
    6,
)  # supply lands in the seventh month of the April case, and the plan is to cut sixty per cent
BY_DATE = {"cut_rule.pro": 0.0, "cut_month.pro": 12.0, "cut_promised.pro": 0.0}


def map_of(values):
    return CutMap(objective=NPV, values=values, done=True)


def level(worth=100.0):
    """Return a map on which every month and depth is worth the same in a future, and other futures are worth something else."""
    futures = worth + np.random.default_rng(7).normal(size=FUTURES)
    return np.broadcast_to(futures, (price_cut.CUT_MONTHS, len(DEPTHS), FUTURES)).copy()


def verdict_of(outlook, values, promised, statistic="average"):
    return cut_verdict(outlook, map_of(values), promised, statistic)


def words_of(outlook, values, promised, statistic="average"):
    return as_read(price_cut_words.map_verdict(outlook, map_of(values), promised, statistic))


@pytest.fixture(scope="module")
def dated(case):
    """Return an outlook whose cut comes in the thirteenth month, whatever supply does."""
    return econ.run(case.scenario(overrides=BY_DATE))


def test_a_plan_that_nothing_beats_is_kept_and_an_early_cut_has_its_price(april):
    values, promised = level(), level()[0]
    values[:PLAN_MONTH] -= 3.0
    values[PLAN_MONTH:, 1:] -= 1.0
    promised[PLAN_DEPTH] += 0.5
    verdict = verdict_of(april, values, promised)
    assert verdict.advice == Advice.KEEP_SUPPLY and verdict.choice.depth == 0.6
    assert not verdict.others_look_better and verdict.mistake.kind == MistakeKind.EARLY
    assert verdict.mistake.month < PLAN_MONTH and verdict.mistake.loss == pytest.approx(3.5)
    assert words_of(april, values, promised) == (
        "Keep the plan: cut 60 % in the month supply lands. No fixed date beats it. "
        "Cutting in Aug 2026, before supply, loses 3.5 bn yuan."
    )


def test_a_plan_is_kept_where_chance_explains_what_looks_better(april):
    values, promised = level(), level()[0]
    noise = np.where(np.arange(FUTURES) % 2, 1.0, -1.0)
    values[20, 4] += 0.05 + noise
    verdict = verdict_of(april, values, promised)
    assert verdict.advice == Advice.KEEP_SUPPLY and verdict.others_look_better
    assert "No fixed date is clearly better." in words_of(april, values, promised)
    values[20, 4] += 1.0
    assert verdict_of(april, values, promised).advice == Advice.WAIT


def test_a_later_date_that_is_clearly_better_is_waited_for(april, dated):
    values, promised = level(), level()[0]
    values[30, 4] += 2.0
    for outlook in (april, dated):
        verdict = verdict_of(outlook, values, promised)
        assert verdict.advice == Advice.WAIT
        assert (verdict.choice.month, verdict.choice.depth) == (30, 0.4)
        assert verdict.mistake.kind == MistakeKind.THE_PLAN
        assert verdict.mistake.loss == pytest.approx(2.0)
    assert words_of(april, values, promised) == (
        "Wait until Nov 2028, then cut 40 %. The plan loses 2 bn yuan against that."
    )


@pytest.mark.parametrize(
    ("cell", "advice", "words"),
    [
        ((2, 8), Advice.EARLIER, "Cut earlier: 80 % in Jul 2026."),
        ((12, 3), Advice.DATE_DEPTH, "Cut 30 % in May 2027, not 60 %."),
        ((20, 3), Advice.WAIT, "Wait until Jan 2028, then cut 30 %."),
        ((slice(None), 0), Advice.NO_CUT, "Do not cut."),
    ],
)
def test_the_advice_names_the_best_cell_against_a_planned_date(dated, cell, advice, words):
    values, promised = level(), level()[0]
    values[cell] += 1.0
    assert verdict_of(dated, values, promised).advice == advice
    assert words_of(dated, values, promised).startswith(words)


def test_a_promise_that_beats_every_date_is_advised(april, dated):
    values, promised = level(), level()[0]
    values[:, 1:] -= 0.1
    promised[3] += 1.0
    assert verdict_of(april, values, promised).advice == Advice.SUPPLY_DEPTH
    assert words_of(april, values, promised).startswith(
        "Cut 30 % in the month supply lands, not 60 %."
    )
    assert verdict_of(dated, values, promised).advice == Advice.TIE_TO_SUPPLY


def test_without_a_planned_cut_none_is_made_where_none_pays(case):
    uncut = econ.run(case.scenario(overrides={"cut_depth.pro": 0.0}))
    values, promised = level(), level()[0]
    values[:, 1:] -= 0.4
    values[9, 2] += 0.1
    promised[1:] -= 0.4
    verdict = verdict_of(uncut, values, promised)
    assert verdict.advice == Advice.KEEP_NO_CUT and verdict.mistake.kind == MistakeKind.ANY_CUT
    assert words_of(uncut, values, promised) == (
        "Keep the plan: do not cut. No cut beats that. The best cut, 20 % in Feb 2027, loses 0.3 bn yuan."
    )


def test_where_supply_never_lands_the_advice_is_not_to_wait_for_it(case):
    never = econ.run(case.scenario(overrides={"supply_is_in.pro": 0.0}))
    values, promised = level(), level()[0]
    values[8, 5] += 1.0
    assert words_of(never, values, promised).startswith(
        "Do not wait for supply: cut 50 % in Jan 2027."
    )


def test_a_plan_that_runs_out_too_often_is_not_kept(april):
    values, promised = level(), level()[0]
    promised[PLAN_DEPTH] = np.nan
    values[20, 4] += 1.0
    verdict = verdict_of(april, values, promised)
    assert verdict.mistake.kind == MistakeKind.PLAN_NOT_ALLOWED
    assert "The plan runs out of money too often." in words_of(april, values, promised)


def test_a_map_without_values_or_differences_has_no_verdict(april):
    values = level()
    assert verdict_of(april, np.full_like(values, np.nan), values[0]) is None
    assert verdict_of(april, np.full_like(values, 4.0), values[0]) is None


@pytest.mark.parametrize("statistic", list(STATISTICS))
def test_a_statistic_of_a_cell_is_that_of_the_map(statistic):
    values = np.random.default_rng(3).normal(size=(36, len(DEPTHS), FUTURES))
    cut_map = map_of(values)
    whole = STATISTICS[statistic](cut_map)
    assert statistic_of(cut_map, values, statistic) == pytest.approx(whole)
    assert statistic_of(cut_map, values[7, 2], statistic) == pytest.approx(whole[7, 2])
    best = best_fixed_choice(cut_map, statistic)
    lower = statistic in ("loss", "regret")
    assert whole[best.month, DEPTHS.index(best.depth)] == (whole.min() if lower else whole.max())


def test_a_planned_depth_between_two_of_the_map_lies_between_their_outcomes(case):
    values = np.random.default_rng(4).normal(size=(36, len(DEPTHS), FUTURES))
    outlook = econ.run(case.scenario(overrides=BY_DATE | {"cut_depth.pro": 0.63}))
    plan = planned_choice(outlook, map_of(values), values[0])
    assert plan.month == 12
    assert plan.outcome == pytest.approx(0.7 * values[12, 6] + 0.3 * values[12, 7])
    deeper = econ.run(case.scenario(overrides=BY_DATE | {"cut_depth.pro": 0.95}))
    assert planned_choice(deeper, map_of(values), values[0]) is None


@pytest.mark.parametrize("statistic", ["bad case", "regret"])
def test_a_verdict_by_another_statistic_than_the_mean_says_so(april, statistic):
    values, promised = level(), level()[0]
    values[30, 4] += 2.0
    assert "judged by" in sentences_of(words_of(april, values, promised, statistic))[-1]
