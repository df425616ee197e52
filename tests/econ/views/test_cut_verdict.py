"""Advice about the cut: it follows from the map, and is to keep the plan wherever nothing is clearly better."""

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.comparing import compared_maps
from support.reading import as_read, sentences_of
from support.sampling import FULL

import econ
from econ.decisions import price_cut, price_cut_theory
from econ.decisions.cut_sensitivity import keys_of_map
from econ.decisions.price_cut import DEPTHS, NPV, CutMap
from econ.views.cut_gains import (
    AS_GOOD,
    HARDLY_WORSE,
    MUCH_BETTER,
    MUCH_WORSE,
    NAMED_STEPS,
    STATISTICS,
    Gains,
    MapComparison,
    Reference,
    gains_on_plan,
    statistic_of,
    step_names,
    steps_of,
    unit_of_steps,
)
from econ.views.cut_map import cut_map_figure, map_rows
from econ.views.cut_verdict import (
    Advice,
    MistakeKind,
    best_fixed_choice,
    cut_verdict,
    planned_choice,
)
from econ.views.sentences import cut_verdict_words, price_cut_words
from econ.words import message

FUTURES = 64
DELAYS = range(25) if FULL else (0, 8, 9, 10, 18)  # months late whose verdicts are compared
# Supply lands in the seventh month of the April case, and the plan is to cut sixty per cent.
PLAN_MONTH, PLAN_DEPTH = 6, 6
BY_DATE = {"cut_rule.pro": 0.0, "cut_month.pro": 12.0, "cut_promised.pro": 0.0}


def map_of(values):
    return CutMap(objective=NPV, values=values, done=True)


def level(worth=100.0):
    """Return a map on which every month and depth is worth the same in a future, and other futures are worth something else."""
    futures = worth + np.random.default_rng(7).normal(size=FUTURES)
    return np.broadcast_to(futures, (price_cut.CUT_MONTHS, len(DEPTHS), FUTURES)).copy()


KEEPS_A_MARGIN = 1.0  # the rule of the April plan's list


def judged_of(values, promised, statistic="average", plan=None, early=0.0, late=0.0):
    """Return a map compared with a plan, by default one that is worth what the level is; `early` and `late` are lost by a shift."""
    plan = level()[0, 0] if plan is None else plan
    return MapComparison(
        cut_map=map_of(values),
        plan=np.stack([plan, plan - early, plan - late]),
        planned_cut=plan,
        promised=promised,
        statistic=statistic,
        list_rule=KEEPS_A_MARGIN,
    )


def verdict_of(outlook, values, promised, statistic="average", **plan):
    return cut_verdict(outlook, judged_of(values, promised, statistic, **plan))


def words_of(outlook, values, promised, statistic="average", **plan):
    return as_read(
        cut_verdict_words.map_verdict(outlook, judged_of(values, promised, statistic, **plan))
    )


@pytest.fixture(scope="module")
def dated(case):
    """Return an outlook whose cut comes in the thirteenth month, whatever supply does."""
    return econ.run(case.scenario(overrides=BY_DATE))


def test_a_plan_that_nothing_beats_is_kept_and_an_early_cut_has_its_price(april):
    values, promised = level() - 3.0, level()[0] - 0.5
    verdict = verdict_of(april, values, promised, early=3.5)
    assert verdict.advice == Advice.KEEP_SUPPLY and verdict.choice.depth == 0.6
    assert not len(verdict.area.months) and verdict.mistake.kind == MistakeKind.EARLY
    assert verdict.mistake.month < PLAN_MONTH and verdict.mistake.loss == pytest.approx(3.5)
    assert words_of(april, values, promised, early=3.5) == (
        "Keep the plan: cut 60 % in the month supply lands. No date on the map is as good. "
        "Cutting in Aug 2026, before supply, loses 3.5 bn yuan."
    )
    late = verdict_of(april, values, promised, late=1.0)
    assert late.mistake.kind == MistakeKind.LATE and late.mistake.month > PLAN_MONTH


@given(seed=st.integers(0, 10_000), shift=st.floats(-2.0, 2.0))
def test_the_plan_is_kept_exactly_where_no_cell_beats_it_by_more_than_its_error(april, seed, shift):
    """The definition, spelled out over every cell and every promised cut."""
    generator = np.random.default_rng(seed)
    values = generator.normal(size=(36, len(DEPTHS), 8))
    promised = generator.normal(size=(len(DEPTHS), 8)) - 1.0
    plan = generator.normal(size=8) + shift
    beaten = False
    for choice in [*values.reshape(-1, 8), *promised[1:]]:
        differences = choice - plan
        error = np.std(differences, ddof=1) / np.sqrt(8)
        beaten |= bool(differences.mean() > price_cut.ERRORS_AS_GOOD * error)
    verdict = verdict_of(april, values, promised, plan=plan)
    assert verdict.keeps_the_plan != beaten
    assert words_of(april, values, promised, plan=plan).startswith("Keep the plan") != beaten


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
@pytest.mark.parametrize("rule_name", list(price_cut.RULES_AFTER_CUT))
def test_the_published_plans_are_held_against_the_map_under_their_own_rule(case, preset, rule_name):
    """The headline says what the numbers say: the plan loses only where a cell beats the plan as it stands."""
    scenario, list_rule = case.scenario(preset), price_cut.RULES_AFTER_CUT[rule_name]
    outlook = econ.run(scenario)
    comparison = compared_maps(scenario, list_rule, [NPV], 16)[NPV.name]
    gains, words = (
        gains_on_plan(comparison),
        as_read(cut_verdict_words.map_verdict(outlook, comparison)),
    )
    is_beaten = bool(gains.are_better().any())
    assert words.startswith("Keep the plan and its list rule: cut ") != is_beaten
    if is_beaten:
        gain = np.where(gains.are_better(), gains.gain, 0.0).max()
        assert f"The plan loses {gain:.2g}" in words and f"The list then {rule_name}." in words
    steps = steps_of(gains, unit_of_steps(price_cut.worth_of_plan(scenario, NPV)))
    known = np.isfinite(gains.gain)
    assert (steps > AS_GOOD)[known].any() == is_beaten


def test_a_best_cell_on_the_edge_of_the_map_says_that_it_is(april):
    values, promised = level(), level()[0]
    values[20, 9] += 2.0
    note = price_cut_words.map_note(april, judged_of(values, promised), has_area=False)
    assert "lies on the edge of the map (deepest cut)" in as_read(note)
    values[20, 8] += 4.0
    note = price_cut_words.map_note(april, judged_of(values, promised), has_area=False)
    assert "edge of the map" not in as_read(note)


def test_an_advice_under_another_rule_than_the_plans_says_so(april):
    values, promised = level(), level()[0]
    values[20, 4] += 2.0
    comparison = judged_of(values, promised)
    held = dataclasses.replace(comparison, list_rule=price_cut.RULES_AFTER_CUT["holds"])
    assert "The list then holds." in cut_verdict_words.map_verdict(april, held)
    assert "The list then" not in cut_verdict_words.map_verdict(april, comparison)


def test_the_same_cut_under_another_rule_is_a_change_of_the_rule(april):
    values, promised = level(), level()[0]
    promised[PLAN_DEPTH] += 2.0
    assert verdict_of(april, values, promised).advice == Advice.LIST_RULE
    assert words_of(april, values, promised).startswith("Cut 60 % as planned, and change")


# ── What is as good ─────────────────────────────────────────────────────────────────────────────────────────────────


def named_choices(verdict):
    """Return all that a verdict names: the plan where it is kept, and the hull of the dates, depths and promises as good as its choice."""
    area = verdict.area
    named = {"plan"} if verdict.keeps_the_plan else set()
    if len(area.months):
        first, last = area.months[[0, -1]].tolist()
        low, high = (DEPTHS.index(depth) for depth in area.depths)
        named |= {
            (month, depth) for month in range(first, last + 1) for depth in range(low, high + 1)
        }
    if area.has_promise:
        low, high = (DEPTHS.index(depth) for depth in area.promised_depths)
        named |= {("supply", depth) for depth in range(low, high + 1)}
    return named | ({"no cut"} if area.has_no_cut else set())


def best_choices(comparison):
    """Return all choices that no other clearly beats, spelled out over the plan, every cell and every promise."""
    outcomes = {"plan": comparison.plan[0]}
    values = comparison.cut_map.values
    outcomes |= {cell: values[cell] for cell in np.ndindex(*values.shape[:2]) if cell[1]}
    outcomes |= {("supply", depth): comparison.promised[depth] for depth in range(1, len(DEPTHS))}
    outcomes["no cut"] = values[price_cut.CUT_MONTHS - 1, 0]
    known = {name: worth for name, worth in outcomes.items() if np.isfinite(worth).all()}
    best = max(known.values(), key=np.mean)
    return {
        name
        for name, worth in known.items()
        if np.mean(best - worth)
        <= price_cut.ERRORS_AS_GOOD * np.std(best - worth, ddof=1) / np.sqrt(len(best)) + 1e-9
    }


@pytest.fixture(scope="module")
def verdicts_by_delay(case):
    """Return the verdict and all best choices for each month of delay, of coarse maps on few futures."""
    uncertain, count = keys_of_map(case, "supply"), 16
    list_rule = price_cut.RULES_AFTER_CUT["passes on what cost saves"]
    pairs = []
    for delay in DELAYS:
        scenario = case.scenario(overrides={"delivery_delay.ascend_950dt": float(delay)})
        outlook, base = econ.run(scenario), price_cut.with_list_rule(scenario, list_rule)
        coarse = {NPV.name: price_cut.compute_coarse_map(base, NPV, uncertain, count)}
        comparison = compared_maps(scenario, list_rule, [NPV], count, cut_maps=coarse)[NPV.name]
        pairs.append(
            (cut_verdict(outlook, comparison), best_choices(comparison), comparison, outlook)
        )
    return pairs


def test_a_verdict_names_all_that_is_best(verdicts_by_delay):
    """So a choice that is best before and after a month more of delay is named before and after it."""
    for verdict, best, _, _ in verdicts_by_delay:
        assert best <= named_choices(verdict)


def test_verdicts_of_neighbouring_delays_have_something_in_common_where_their_best_choices_do(
    verdicts_by_delay,
):
    for (verdict, best, *_), (later_verdict, later_best, *_) in itertools.pairwise(
        verdicts_by_delay
    ):
        if best & later_best:
            assert named_choices(verdict) & named_choices(later_verdict) >= best & later_best


def test_a_single_date_is_named_only_where_no_far_date_is_as_good(verdicts_by_delay):
    """Where dates over half of the map are as good, the verdict says that the month hardly matters, from the first to the last."""
    for verdict, _, comparison, outlook in verdicts_by_delay:
        months, words = (
            verdict.area.months,
            as_read(cut_verdict_words.map_verdict(outlook, comparison)),
        )
        spans = len(months) > 1 and np.ptp(months) + 1 >= price_cut.CUT_MONTHS / 2
        assert ("The month hardly matters" in words) == spans
        if spans:
            first, last = (outlook.case.month_name(int(month)) for month in months[[0, -1]])
            assert f"between {as_read(first)} and {as_read(last)}" in words


@pytest.mark.parametrize("far", [False, True])
def test_dates_far_apart_that_are_as_good_leave_the_month_open(april, far):
    values, promised = level(), level()[0]
    values[30, 4] += 2.0
    values[4 if far else 28, 6] += 2.0
    words = words_of(april, values, promised)
    if far:
        assert words.startswith(
            "Cut 40 % to 60 %. The month hardly matters: some months between Sep 2026 and Nov 2028 have a cut as good."
        )
    else:
        assert words.startswith("Wait, then cut 40 % to 60 % between Sep 2028 and Nov 2028.")


def test_a_mistake_under_another_rule_than_the_maps_says_so(april):
    values, promised = level() - 3.0, level()[0] - 0.5
    comparison = judged_of(values, promised, early=3.5)
    held = dataclasses.replace(comparison, list_rule=price_cut.RULES_AFTER_CUT["holds"])
    own, other = (
        as_read(cut_verdict_words.map_verdict(april, drawn)) for drawn in (comparison, held)
    )
    assert own.endswith("Cutting in Aug 2026, before supply, loses 3.5 bn yuan.")
    assert "Cutting in Aug" not in other
    own, other = (
        as_read(cut_verdict_words.mistake_under_own_rule(april, drawn))
        for drawn in (comparison, held)
    )
    assert not own
    assert other == (
        "Under the plan’s own list rule, cutting in Aug 2026, before supply, loses 3.5 bn yuan."
    )


# ── Steps of the map ─────────────────────────────────────────────────────────────────────────────────────────────


def test_steps_are_told_in_words_and_a_difference_within_the_error_is_as_good():
    gain = np.array(
        [0.0, 0.4, -0.4, -0.6, -1.0, -1.1, -5.0, -19.0, -21.0, 0.6, 5.0, 5.1, 20.0, 21.0]
    )
    error = np.full(gain.shape, 0.5)
    steps = steps_of(Gains(gain=gain, rounding=error * 0.0, error=error), 1.0)
    names = step_names(NPV, 1.0, message("cut-reference", kind=Reference.PLAN))
    named = [names[step] for step in steps.tolist()]
    assert [as_read(name) for name in named] == [
        "as good as the plan",
        "as good as the plan",
        "as good as the plan",
        "up to 1 worse",
        "up to 1 worse",
        "1 to 5 worse",
        "1 to 5 worse",
        "5 to 20 worse",
        "worse by more than 20",
        "up to 5 better",
        "up to 5 better",
        "5 to 20 better",
        "5 to 20 better",
        "better by more than 20",
    ]


@given(
    gain=st.floats(-1e4, 1e4), error=st.floats(0.0, 10.0), unit=st.sampled_from([0.01, 1.0, 100.0])
)
def test_a_cell_has_one_step_and_a_larger_loss_never_has_a_better_one(gain, error, unit):
    def step(size):
        gains = Gains(gain=np.array([size]), rounding=np.zeros(1), error=np.array([error]))
        return int(steps_of(gains, unit)[0])

    assert step(gain) in NAMED_STEPS
    assert (step(gain) == AS_GOOD) == (abs(gain) <= error)
    assert step(gain - abs(gain) - 1.0) <= step(gain)
    assert sorted(NAMED_STEPS) == [*range(MUCH_WORSE, HARDLY_WORSE + 1), AS_GOOD, 7, 8, MUCH_BETTER]


def test_the_unit_of_the_steps_is_near_a_hundredth_of_the_plan_and_some_number_anywhere():
    assert unit_of_steps(109.0) == unit_of_steps(286.0) == 1.0
    assert unit_of_steps(0.082) == pytest.approx(0.001)
    assert unit_of_steps(0.0) == unit_of_steps(float("nan")) == 0.01


def theory_of(scenario):
    return price_cut_theory.apply_theory(scenario, np.full(4, 12.0), carried_depth=0.3)


def test_colours_and_their_names_stay_while_a_lever_moves(case, april):
    """The specification is the same for any scenario of a preset; only the rows of the map differ."""
    comparison, unit = judged_of(level(), level()[0]), 1.0
    theory = theory_of(april.scenario)
    moved = econ.run(case.scenario(overrides={"trend_growth": 0.12, "cut_depth.pro": 0.3}))
    worse = judged_of(level() - 7.0, level()[0])
    first = cut_map_figure(april, comparison, unit, theory)
    second = cut_map_figure(moved, worse, unit, theory)
    assert first.spec == second.spec and first.data != second.data
    marks = [layer for layer in first.spec["layer"] if "fill" in layer["encoding"]]
    assert all(mark["encoding"]["fill"]["scale"]["range"] == "diverging" for mark in marks)


def test_theory_is_hidden_unless_it_is_asked_for(april):
    comparison, theory = judged_of(level(), level()[0]), theory_of(april.scenario)
    hidden = map_rows(april, comparison, 1.0, theory)
    shown = map_rows(april, comparison, 1.0, theory, shows_theory=True)
    marks = {"theory-lead", "theory-date", "carried"}
    assert not marks & set(hidden["kind"]) and marks <= set(shown["kind"])
    assert "theory" not in str(cut_map_figure(april, comparison, 1.0, theory).spec)
    assert "theory" in str(cut_map_figure(april, comparison, 1.0, theory, shows_theory=True).spec)


def test_a_map_that_fills_has_no_holes_and_what_stands_in_cannot_be_clicked(april):
    values = np.full_like(level(), np.nan)
    values[:, 0], values[[6, 18], 1:] = level()[:, 0], level()[[6, 18], 1:] - 7.0
    comparison = MapComparison(
        cut_map=CutMap(objective=NPV, values=values, done=False),
        plan=level()[0, :1],
        planned_cut=level()[0, 0],
        promised=level()[0],
        statistic="average",
        list_rule=KEEPS_A_MARGIN,
    )
    rows = map_rows(april, comparison, 1.0, theory_of(april.scenario))
    coarse = rows[rows["kind"] == "coarse"]
    assert "empty" not in set(rows["kind"]) and len(coarse) == 34 * (len(DEPTHS) - 1)
    assert set(coarse["cell"]) == {""} and set(coarse["step"]) == {"2"}


# ── What is advised ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_plan_is_kept_where_chance_explains_what_looks_better(april):
    values, promised = level(), level()[0]
    noise = np.where(np.arange(FUTURES) % 2, 1.0, -1.0)
    values[20, 4] += 0.05 + noise
    verdict = verdict_of(april, values, promised)
    assert verdict.advice == Advice.KEEP_SUPPLY and verdict.area.cells[20, 4]
    assert "The month hardly matters: a cut of 10 % to 90 % is as good in every month" in words_of(
        april, values, promised
    )
    values[:20], values[21:] = values[:20] - 1.0, values[21:] - 1.0
    values[20, :4], values[20, 5:] = -1.0, -1.0
    assert "Cuts of 40 % in Jan 2028 are as good." in words_of(april, values, promised)
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
        "Wait, then cut 40 % in Nov 2028. The plan loses 2 bn yuan."
    )


@pytest.mark.parametrize(
    ("cell", "advice", "words"),
    [
        ((2, 8), Advice.EARLIER, "Cut earlier: 80 % in Jul 2026."),
        ((12, 3), Advice.DATE_DEPTH, "Cut 30 % in May 2027, not 60 %."),
        ((20, 3), Advice.WAIT, "Wait, then cut 30 % in Jan 2028."),
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
        "Keep the plan: do not cut. No cut on the map is as good. "
        "The best cut of the map, 20 % in Feb 2027, loses 0.3 bn yuan."
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
    values[20, 4] += 1.0
    verdict = verdict_of(april, values, promised, plan=np.full(FUTURES, np.nan))
    assert verdict.mistake.kind == MistakeKind.PLAN_NOT_ALLOWED
    assert (verdict.choice.month, verdict.choice.depth) == (20, 0.4)
    words = words_of(april, values, promised, plan=np.full(FUTURES, np.nan))
    assert "The plan runs out of money too often." in words


def test_a_map_without_values_or_differences_has_no_verdict(april):
    values = level()
    assert verdict_of(april, np.full_like(values, np.nan), values[0]) is None
    flat, plan = np.full_like(values, 4.0), np.full(FUTURES, 4.0)
    assert verdict_of(april, flat, values[0], plan=plan) is None


@pytest.mark.parametrize("statistic", list(STATISTICS))
def test_a_statistic_of_a_cell_is_that_of_the_map(statistic):
    values = np.random.default_rng(3).normal(size=(36, len(DEPTHS), FUTURES))
    cut_map = map_of(values)
    whole = STATISTICS[statistic](cut_map)
    assert statistic_of(cut_map, values, statistic) == pytest.approx(whole)
    assert statistic_of(cut_map, values[7, 2], statistic) == pytest.approx(whole[7, 2])
    best = best_fixed_choice(judged_of(values, values[0], statistic))
    lower = statistic == "regret"
    assert whole[best.month, DEPTHS.index(best.depth)] == (whole.min() if lower else whole.max())


def test_the_plan_is_what_it_is_at_any_depth_and_by_any_rule(case):
    for depth in (0.63, 0.95):
        outlook = econ.run(case.scenario(overrides=BY_DATE | {"cut_depth.pro": depth}))
        plan = planned_choice(outlook, judged_of(level(), level()[0]))
        assert (plan.month, plan.depth) == (12, depth)
        assert plan.outcome == pytest.approx(level()[0, 0])
    queue = econ.run(case.scenario(overrides={"cut_rule.pro": 2.0}))
    words = words_of(queue, level() - 1.0, level()[0] - 1.0)
    assert words.startswith("Keep the plan: cut 60 % when the queue is gone.")


@pytest.mark.parametrize("statistic", ["bad case", "regret"])
def test_a_verdict_by_another_statistic_than_the_mean_says_so(april, statistic):
    values, promised = level(), level()[0]
    values[30, 4] += 2.0
    assert "judged by" in sentences_of(words_of(april, values, promised, statistic))[-1]
