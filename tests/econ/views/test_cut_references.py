"""The two references of a map: colours compare cuts under one list rule, and advice compares with the plan as it stands."""

import dataclasses
import itertools
import re

import numpy as np
import pytest
from support.companies import CASES
from support.comparing import compared_maps
from support.reading import as_read, sentences_of
from support.sampling import sample

import econ
from econ.case.file.options import CUT_ON_A_DATE
from econ.decisions import price_cut, price_cut_theory
from econ.decisions.price_cut import DEPTHS, NPV, CutMap
from econ.views.cut_gains import (
    AS_GOOD,
    STATISTICS,
    MapComparison,
    Reference,
    gains_on,
    gains_on_plan,
    gains_on_reference,
    reference_of,
    reference_words,
    step_names,
    steps_of,
    unit_of_steps,
)
from econ.views.cut_map import cut_map_figure, map_rows, month_worth_figure
from econ.views.cut_verdict import cut_verdict
from econ.views.sentences import cut_verdict_words, price_cut_words

FUTURES = 64
PASSES_ON = price_cut.RULES_AFTER_CUT["passes on what cost saves"]
HOLDS = price_cut.RULES_AFTER_CUT["holds"]
ANY_MONTH = "any month"
DATED = {"cut_rule.pro": 0.0, "cut_month.pro": 12.0, "cut_promised.pro": 0.0}

KEEPS_A_MARGIN = 1.0  # the rule of both presets
SITUATIONS = [
    (preset, overrides, list_rule)
    for preset in ("april-2026", "november-2026")
    for overrides in ({}, DATED, {"cut_depth.pro": 0.0})
    for list_rule in (PASSES_ON, HOLDS, KEEPS_A_MARGIN)
]


def theory_of(scenario):
    return price_cut_theory.apply_theory(scenario, np.arange(5.0, 20.0))


def cells_of(outlook, comparison):
    """Return the drawn step of each cell of a map, by month and number of the depth, in the steps of the page."""
    objective = comparison.cut_map.objective
    unit = unit_of_steps(price_cut.worth_of_plan(outlook.scenario.baseline(), objective))
    rows = map_rows(outlook, comparison, unit, theory_of(outlook.scenario)).query("kind == 'cell'")
    places = (tuple(map(int, cell.split("|"))) for cell in rows["cell"])
    return dict(zip(places, rows["step"].astype(int), strict=True))


@pytest.fixture(scope="module")
def of_april(case):
    """Return April and its compared map on the page's first rule and objective."""
    scenario = case.scenario()
    return econ.run(scenario), compared_maps(scenario, PASSES_ON, [NPV], FUTURES)[NPV.name]


def test_colours_tell_months_and_depths_apart_and_the_advice_is_no_worse_than_the_plan(of_april):
    """The purpose of the page: the picture compares cuts, and no advice is worth less than the plan."""
    outlook, comparison = of_april
    steps = cells_of(outlook, comparison)
    assert len(set(steps.values())) > 4
    assert len({step for (month, _), step in steps.items() if month == 6}) > 2
    assert len({step for (_, depth), step in steps.items() if depth == 6}) > 2
    of_the_plan = {step for (month, depth), step in steps.items() if depth == 6 and 5 <= month < 20}
    assert AS_GOOD in of_the_plan
    verdict = cut_verdict(outlook, comparison)
    assert gains_on(comparison, verdict.choice.outcome, comparison.plan[0]).gain >= 0.0


@pytest.fixture(scope="module")
def under_all_rules(case):
    """Return outlook and compared maps of all objectives on four futures: of both presets, of cuts of all kinds, under all rules."""
    maps = []
    for preset, overrides, list_rule in sample(SITUATIONS, 6):
        scenario = case.scenario(preset, overrides)
        objectives = price_cut.cut_objectives(case).values()
        maps.append((econ.run(scenario), compared_maps(scenario, list_rule, objectives, 4)))
    return maps


def test_a_cell_that_is_the_plans_cut_is_as_good_as_it_by_every_objective_and_statistic(
    under_all_rules,
):
    """On a date it is the cell of its month and depth; without a cut it is every cell of no cut."""
    seen = set()
    for outlook, maps in under_all_rules:
        depth = outlook.at("cut_depth.pro", 0)
        if depth and outlook.scenario.value("cut_rule.pro") != CUT_ON_A_DATE:
            continue
        month = int(outlook.scenario.value("cut_month.pro")) if depth else -1
        for comparison, statistic in itertools.product(maps.values(), STATISTICS):
            drawn = dataclasses.replace(comparison, statistic=statistic)
            gains = gains_on_reference(drawn)
            known = np.isfinite(gains.gain[month])
            own = DEPTHS.index(round(float(depth), 1))
            own_rule = outlook.at("list_rule.pro", 0) == comparison.list_rule
            # A plan that makes no cut may have promised one, which a cell of the map has not.
            if known[own] and (depth or not own_rule):
                assert gains.are_as_good()[month, own]
                assert steps_of(gains, 1.0)[month, own] == AS_GOOD
                seen.add((comparison.cut_map.objective.name, statistic, bool(depth)))
    assert len(seen) >= len(STATISTICS) * (len(price_cut.OBJECTIVES) - 1)
    assert {is_cut for *_, is_cut in seen} == {True, False}


def test_both_references_are_one_exactly_where_the_map_has_the_plans_rule(under_all_rules):
    for outlook, maps in under_all_rules:
        for comparison in maps.values():
            own_rule = outlook.at("list_rule.pro", 0) == comparison.list_rule
            reference = reference_of(outlook, comparison)
            words = texts_of(outlook, comparison)
            if own_rule:
                assert np.array_equal(comparison.planned_cut, comparison.plan[0], equal_nan=True)
                assert reference in (Reference.PLAN, Reference.BEST_CELL)
            assert own_rule == ("as it stands" not in words)
            assert own_rule == ("the rule of the map" not in words)


def texts_of(outlook, comparison):
    """Return all that the page says of a map: its title, legend, tooltips, the note below it, and how to read it."""
    theory = theory_of(outlook.scenario)
    figure = cut_map_figure(outlook, comparison, 1.0, theory)
    names = step_names(comparison.cut_map.objective, 1.0, reference_words(outlook, comparison))
    rule = comparison.list_rule
    return as_read(
        " ".join(
            [
                figure.title,
                figure.sentence,
                *names.values(),
                *map_rows(outlook, comparison, 1.0, theory)["tip"],
                price_cut_words.map_note(outlook, comparison, has_area=False),
                price_cut_words.map_rule_note(outlook, rule_name(outlook, rule), rule),
                price_cut_words.best_choices_sentence(outlook, comparison),
                price_cut_words.statistics_note(outlook, rule),
                price_cut_words.answers_heading(outlook, rule),
            ]
        )
    )


def rule_name(outlook, list_rule):
    rules = price_cut.rules_after_cut(outlook.scenario)
    return next(name for name, option in rules.items() if option == list_rule)


def test_nothing_is_advised_that_is_worth_less_than_the_plan_as_it_stands(under_all_rules):
    """By every objective and statistic; and the plan is kept exactly where nothing under the rule of the map beats it."""
    kept = set()
    for outlook, maps in under_all_rules:
        for comparison, statistic in itertools.product(maps.values(), STATISTICS):
            drawn = dataclasses.replace(comparison, statistic=statistic)
            verdict = cut_verdict(outlook, drawn)
            if verdict is None or not np.isfinite(comparison.plan[0]).all():
                continue
            assert gains_on(drawn, verdict.choice.outcome, comparison.plan[0]).gain >= 0.0
            promised = gains_on(drawn, comparison.promised[1:], comparison.plan[0])
            is_beaten = gains_on_plan(drawn).are_better().any() or promised.are_better().any()
            assert verdict.keeps_the_plan != is_beaten
            own_rule = outlook.at("list_rule.pro", 0) == comparison.list_rule
            assert (verdict.best_of_map is not None) == (verdict.keeps_the_plan and not own_rule)
            kept.add(verdict.keeps_the_plan)
    assert kept == {True, False}


def test_a_kept_plan_says_what_the_rule_of_the_map_can_do_at_best(of_april):
    outlook, comparison = of_april
    plan = comparison.plan[0]
    best = max(
        (*comparison.cut_map.values.reshape(-1, FUTURES), *comparison.promised[1:]), key=np.mean
    )
    words = sentences_of(cut_verdict_words.map_verdict(outlook, comparison))
    assert words[0] == "Keep the plan and its list rule: cut 60 % in the month supply lands."
    stated = re.fullmatch(
        "Where the list passes on what cost saves, the best cut, 80 % in .* [0-9]{4}, "
        r"is worth ([0-9.]+) bn yuan less than the plan\.",
        words[1],
    )
    assert float(stated[1]) == pytest.approx((plan - best).mean(), rel=0.02)


@pytest.mark.parametrize(
    ("values", "promised", "said"),
    [
        ({(20, 4): 9.0}, {}, "the best cut, 40 % in Jan 2028, is worth 1 bn yuan less than"),
        ({}, {3: 8.0}, "the best cut, 30 % when supply lands, is worth 2 bn yuan less than"),
        ({(ANY_MONTH, 0): 7.0}, {}, "not cutting is best and is worth 3 bn yuan less than"),
        ({(20, 4): 10.0}, {}, "cuts of 40 % in Jan 2028 are as good as"),
        ({}, {3: 10.0}, "the best cut, 30 % when supply lands, is as good as"),
        ({(ANY_MONTH, 0): 10.0}, {}, "not cutting is best and is as good as"),
    ],
)
def test_the_best_under_the_rule_of_the_map_may_be_a_date_a_promise_or_no_cut(
    april, values, promised, said
):
    comparison = flat_map(HOLDS, values, promised)
    words = as_read(cut_verdict_words.map_verdict(april, comparison))
    assert words == (
        "Keep the plan and its list rule: cut 60 % in the month supply lands. "
        f"Where the list holds, {said} the plan."
    )


def flat_map(list_rule, values, promised, **changes):
    """Return a map that is worth nothing but in some cells and promises, beside a plan that is worth ten under its own rule."""
    cells, depths = np.zeros((price_cut.CUT_MONTHS, len(DEPTHS), 8)), np.zeros((len(DEPTHS), 8))
    for (month, depth), worth in values.items():
        cells[slice(None) if month == ANY_MONTH else month, depth] = worth
    for depth, worth in promised.items():
        depths[depth] = worth
    comparison = MapComparison(
        cut_map=CutMap(objective=NPV, values=cells, done=True),
        plan=np.full((3, 8), 10.0),
        planned_cut=np.full(8, 4.0),
        promised=depths,
        statistic="average",
        list_rule=list_rule,
    )
    return dataclasses.replace(comparison, **changes)


def test_a_tooltip_has_both_references_and_the_note_the_distance_between_them(april):
    comparison = flat_map(HOLDS, {(20, 4): 9.0, (20, 3): 6.5}, {})
    tips = map_rows(april, comparison, 1.0, theory_of(april.scenario)).set_index("cell")["tip"]
    assert as_read(tips["20|3"]) == (
        "30 % in Jan 2028: 2.5 bn yuan better than the plan’s cut, 2.5 bn yuan short of the best cell. "
        "It is 3.5 bn yuan worse than the plan as it stands."
    )
    note = as_read(price_cut_words.map_note(april, comparison, has_area=False))
    assert note.startswith(
        "Under the rule of the map the plan’s cut is 6 bn yuan worse than the plan as it stands."
    )
    above = price_cut_words.map_rule_note(april, "holds", HOLDS)
    assert "Colours compare with the plan’s cut under the rule of the map." in above


def test_without_a_planned_cut_colours_compare_with_no_cut(case):
    uncut = econ.run(case.scenario(overrides={"cut_depth.pro": 0.0}))
    comparison = flat_map(HOLDS, {(20, 4): 9.0}, {})
    assert reference_of(uncut, comparison) == Reference.NO_CUT
    words = texts_of(uncut, comparison)
    assert "5 bn yuan better than no cut" in words and "the plan’s cut" not in words
    assert "Under the rule of the map no cut is 6 bn yuan worse than the plan" in words
    verdict = as_read(cut_verdict_words.map_verdict(uncut, comparison))
    assert verdict == (
        "Keep the plan and its list rule: do not cut. Where the list holds, "
        "the best cut, 40 % in Jan 2028, is worth 1 bn yuan less than the plan."
    )


def test_where_the_plans_cut_has_no_value_colours_compare_with_the_best_cell(april):
    """A limit on the chance of running out may exclude the plan's cut under the rule of the map, and not the plan."""
    comparison = flat_map(HOLDS, {(20, 4): 9.0}, {}, planned_cut=np.full(8, np.nan))
    rows = map_rows(april, comparison, 1.0, theory_of(april.scenario)).query("kind == 'cell'")
    steps = rows.set_index("cell")["step"].astype(int)
    assert len(steps) == price_cut.CUT_MONTHS * len(DEPTHS)
    assert steps["20|4"] == AS_GOOD and (steps.drop("20|4") < AS_GOOD).all()
    note = price_cut_words.map_note(april, comparison, has_area=False)
    assert note.startswith("Under the rule of the map the plan’s cut runs out of money too often.")


def test_what_a_month_is_worth_is_the_row_of_the_map_against_what_its_colours_compare_with(april):
    comparison = flat_map(HOLDS, {(20, 6): 9.0}, {})
    figure = month_worth_figure(april, comparison, 1.0, theory_of(april.scenario))
    drawn = figure.data.to_pandas().set_index("kind").loc["worth", "value"].to_numpy()
    assert drawn[20] == pytest.approx(5.0) and drawn[0] == pytest.approx(-4.0)


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_company_has_a_picture_that_compares_cuts_and_an_advice_no_worse_than_its_plan(name):
    scenario = CASES[name].scenario()
    outlook = econ.run(scenario)
    for rule, list_rule in price_cut.rules_after_cut(scenario).items():
        comparison = compared_maps(scenario, list_rule, [NPV], 4)[NPV.name]
        verdict = cut_verdict(outlook, comparison)
        assert (
            verdict is None
            or gains_on(comparison, verdict.choice.outcome, comparison.plan[0]).gain >= 0
        )
        has_own_rule = outlook.at(f"list_rule.{CASES[name].story.tier}", 0) == list_rule
        assert has_own_rule == ("as it stands" not in texts_of(outlook, comparison)), rule
