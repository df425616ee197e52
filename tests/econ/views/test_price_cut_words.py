"""Words and marks of the map of a price cut."""

import dataclasses
import re

import numpy as np
import pytest
from support.cut_maps import (
    HELD,
    NPV,
    PLAIN,
    SUPPLY,
    all_maps,
    compared,
    elastic,
    last,
    rows_of,
    whole_map,
)
from support.plans import AS_PLANNED
from support.reading import as_read

import econ
from econ.decisions import cut_alternatives, cut_sensitivity, price_cut, price_cut_theory
from econ.decisions.cut_sensitivity import keys_of_map
from econ.explain import run_with_single_changes
from econ.views import cut_map as cut_map_view
from econ.views import price_cut as price_cut_view
from econ.views.cut_gains import AS_GOOD, STATISTICS
from econ.views.sentences import answers, cut_verdict_words, price_cut_words
from econ.views.sentences.price_captions import rule_after_cut_caption


def test_marks_of_theory_are_placed_as_cells_are(case, april):
    """A month of theory and a cell of the map are placed by the same rule."""
    whole = whole_map(case.scenario(), NPV)
    theory = price_cut_theory.apply_theory(case.scenario(), np.full(4, 12.0))
    theory.table.loc[4, ["lead", "date"]] = 12.0
    table = rows_of(april, whole, theory, shows_theory=True).set_index("kind")
    cell = table[table["cell"] == "12|5"]
    middle = cell["begin"].item() + (cell["end"].item() - cell["begin"].item()) / 2
    for kind in ("theory-lead", "theory-date"):
        mark = table.loc[[kind]]
        mark = mark[mark["depth"] == cell["depth"].item()]
        assert abs((mark["begin"].item() - middle).days) <= 1


def test_a_flat_map_has_no_best_cell_and_its_verdict_says_so(case):
    flat = case.scenario(stresses=["round-fails"])
    objective = price_cut.OBJECTIVES["Chance of running out"]
    whole = last(price_cut.fill_cut_map(flat, objective, SUPPLY, 4))
    o = econ.run(flat)
    promised = price_cut.promised_cut_values(flat, SUPPLY, [objective], 4)[objective.name]
    plan = price_cut.plan_in_futures(flat, SUPPLY, [objective], (), 4)[objective.name]
    held = compared(whole, plan=plan, promised=promised)
    verdict = as_read(cut_verdict_words.map_verdict(o, held))
    assert verdict.endswith("makes no difference here. Every month and depth comes to 100 %.")
    assert price_cut_words.best_choices_sentence(o, held) == ""
    theory = price_cut_theory.apply_theory(flat, np.full(4, 6.0))
    table = cut_map_view.map_rows(o, held, 1.0, theory)
    assert "ring" not in set(table["kind"])
    assert set(table.loc[table["kind"] == "cell", "step"]) == {str(AS_GOOD)}


@pytest.mark.parametrize("view", list(STATISTICS))
def test_the_verdict_names_the_cell_that_the_map_marks(case, april, view):
    whole = all_maps(case.scenario(), 16)[NPV.name]
    promised = price_cut.promised_cut_values(case.scenario(), SUPPLY, [NPV], 16)[NPV.name]
    theory = price_cut_theory.apply_theory(april.scenario, np.full(4, 6.0))
    table = rows_of(april, whole, theory, view).set_index("kind")
    held = compared(whole, view, promised=promised)
    words = as_read(price_cut_words.best_choices_sentence(april, held))
    depth = table.loc["ring", "depth"]
    assert (f"a cut of {depth * 100:.0f} % in" if depth else "not to cut at all") in words


def test_a_standard_error_too_small_to_write_is_stated_as_an_upper_bound(case, april):
    values = np.full((price_cut.CUT_MONTHS, len(price_cut.DEPTHS), 64), 100.0)
    values[5, 3] = 101.0
    cut_map = price_cut.CutMap(objective=NPV, values=values, done=True)
    held = compared(cut_map, plan=values[5, 3:4] + 0.5)
    words = price_cut_words.best_choices_sentence(april, held)
    assert (
        "0.5 bn yuan worse than the plan’s cut, with a standard error below 0.01 bn yuan."
        in as_read(words)
    )


@pytest.mark.parametrize(("first", "second"), [(108.02, 107.83), (31.41, 31.361), (3.0, 3.0)])
def test_two_choices_that_would_read_the_same_are_told_apart_by_their_difference(
    april, first, second
):
    values = np.full((price_cut.CUT_MONTHS, len(price_cut.DEPTHS), 8), second - 1.0)
    values[5, 3] = second
    cut_map = price_cut.CutMap(objective=NPV, values=values, done=True)
    held = compared(
        cut_map, plan=np.full((1, 8), second), promised=np.full(values.shape[1:], first)
    )
    words = price_cut_words.best_choices_sentence(april, held)
    stated = re.search(r"It is ([0-9.]+) bn yuan better than the plan’s cut", as_read(words))
    if first == second:
        assert not stated and "It comes to the same as the plan’s cut." in words
    else:
        assert float(stated[1]) == pytest.approx(first - second, rel=0.1)


@pytest.mark.parametrize("named", ["lead", "date"])
def test_a_best_cell_on_a_mark_of_theory_is_stated_for_either_mark(case, april, named):
    values = np.zeros((price_cut.CUT_MONTHS, len(price_cut.DEPTHS), 4))
    values[20, 5] = 1.0
    cut_map = price_cut.CutMap(objective=NPV, values=values, done=True)
    theory = price_cut_theory.apply_theory(case.scenario(), np.full(4, 8.0))
    theory.table.loc[4, ["lead", "date"]] = 10.0
    theory.table.loc[4, named] = 20.0
    sentence = as_read(price_cut_words.theory_comparison(april, cut_map, "average", theory))
    assert f"The {named} of theory is the same month." in sentence
    other, month = "date" if named == "lead" else "lead", case.month_name(10)
    assert f"The {other} of theory, {month}, is 10 months earlier." in sentence


def test_the_depth_that_supply_carries_is_on_the_map_at_any_depth(case, april):
    whole = whole_map(case.scenario(), NPV)
    for carried in (0.3, 0.95):
        theory = price_cut_theory.apply_theory(
            case.scenario(), np.full(4, 12.0), carried_depth=carried
        )
        table = rows_of(april, whole, theory, shows_theory=True).set_index("kind")
        top = table.loc["cell", "high"].max()
        assert table.loc["carried", "depth"] == min(carried, top)
        words = table.loc["carried", "tip"]
        assert words in set(table["tip"].drop("carried"))
        assert words.startswith("off the map" if carried > top else "dashed")


def test_what_a_click_set_can_be_undone_without_the_rest_of_the_scenario(case, april):
    before = case.scenario(overrides={"trend_growth": 0.05, "cut_depth.pro": 0.4})
    clicked = before.with_overrides(price_cut_view.cut_overrides(econ.run(before), "30|6", HELD))
    later = clicked.with_overrides({"trend_growth": 0.10})
    undone = price_cut.with_cut_choice_of(later, before)
    assert dict(undone.overrides) == {"trend_growth": 0.10, "cut_depth.pro": 0.4}
    assert price_cut.has_same_cut(later, clicked) and not price_cut.has_same_cut(later, before)
    november = case.scenario("november-2026", dict(clicked.overrides))
    assert not price_cut.has_same_cut(november, clicked), "the preset is another"


def test_a_click_is_stated_as_one_change_and_none_of_its_parts_as_without_effect(case, april):
    passes_on = price_cut.RULES_AFTER_CUT["passes on what cost saves"]
    for list_rule in (passes_on, HELD, april.scenario.value("list_rule.pro")):
        for cell, depth in (("11|6", "60 %"), ("11|4", "40 % instead of 60 %")):
            clicked = run_with_single_changes(
                april.scenario.with_overrides(price_cut_view.cut_overrides(april, cell, list_rule))
            )
            sentence = as_read(answers.timing(clicked, april, 11))
            assert sentence.startswith(
                f"The planned cut of V4-Pro is {depth}. It comes in Apr 2027 instead of Nov 2026."
            )
            assert "changes nothing here" not in answers.scenario_notes(clicked, april, 11)
    uncut = econ.run(april.scenario.with_overrides({"cut_depth.pro": 0.0}))
    assert (
        as_read(answers.timing(uncut, april, 11))
        == "No cut of V4-Pro is planned. The baseline cuts it by 60 % in Nov 2026."
    )


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
@pytest.mark.parametrize("depth", [0, 6])
def test_the_scenario_of_a_click_is_worth_what_its_cell_is(case, preset, depth):
    outlook = econ.run(case.scenario(preset))
    drawn = last(
        price_cut.fill_cut_map(price_cut.with_list_rule(outlook.scenario, HELD), NPV, (), 1)
    )
    month = int(np.isfinite(drawn.values[:, depth, 0]).argmax()) + 8
    clicked = outlook.scenario.with_overrides(
        price_cut_view.cut_overrides(outlook, f"{month}|{depth}", HELD)
    )
    worth = price_cut.worth_of_plan(clicked, NPV)
    assert worth == pytest.approx(drawn.values[month, depth, 0], rel=1e-9)


def test_not_cutting_promises_nothing_and_sets_only_what_the_list_does_afterwards(case, april):
    cut = april.scenario.with_overrides(price_cut_view.cut_overrides(april, "30|6", HELD))
    uncut = cut.with_overrides(price_cut_view.cut_overrides(econ.run(cut), "30|0", HELD))
    assert dict(uncut.overrides) == {
        "cut_depth.pro": 0.0,
        "cut_promised.pro": 0.0,
        "list_rule.pro": HELD,
    }


def _map_of(values):
    return price_cut.CutMap(objective=NPV, values=values, done=True)


def test_a_cell_is_as_good_where_chance_explains_the_difference():
    """One that is worse in every future is not, however little; one that is as often better is."""
    generator = np.random.default_rng(2)
    values = np.full((36, len(price_cut.DEPTHS), 64), -10.0)
    values[0, 0] = generator.normal(size=64)
    values[1, 0] = values[0, 0] - 1e-6
    values[2, 0] = values[0, 0] - 0.001 + 0.1 * np.where(np.arange(64) % 2, 1.0, -1.0)
    good = _map_of(values).is_as_good()
    assert good[0, 0] and good[2, 0] and good.sum() == 2
    values[3:] = np.nan
    assert _map_of(values).is_as_good().sum() == 2
    assert not _map_of(np.full_like(values, np.nan)).is_as_good().any()


def test_a_map_says_how_many_cells_are_as_good_and_what_it_loses_not_to_cut(case, april):
    whole = last(price_cut.fill_cut_map(case.scenario(overrides=AS_PLANNED), NPV, SUPPLY, 16))
    good = int(whole.is_as_good().sum())
    words = price_cut_words.as_good_sentence(april, compared(whole, plan=whole.values[0, 6:7]))
    known = np.isfinite(whole.mean()).sum()
    if good > 1:
        assert words.startswith(f"{good} of {known} cells are as good as the best")
    else:
        assert words.startswith(f"No other of the {known} cells is as good as the best")
    assert "Not cutting at all is " in words and "than the plan’s cut." in words
    own_rule = april.at(f"list_rule.{case.story.tier}", 0)
    of_the_plan = compared(whole, plan=whole.values[0, 6:7], list_rule=own_rule)
    assert "than the plan." in price_cut_words.as_good_sentence(april, of_the_plan)
    assert price_cut_words.as_good_sentence(april, compared(whole, "regret")) == ""
    theory = price_cut_theory.apply_theory(case.scenario(), np.full(4, 12.0))
    ink = rows_of(april, whole, theory).query("kind == 'line' and weight < 2")
    assert (
        len(ink) >= 4
        and rows_of(april, whole, theory, "regret").query("kind == 'line' and weight < 2").empty
    )


@pytest.mark.parametrize(("best", "said"), [(103.5, "gains 3.5"), (98.0, "loses 2")])
def test_a_cut_is_told_what_it_gains_under_the_plans_own_rule(april, best, said):
    words = as_read(rule_after_cut_caption(april, "holds", NPV, (100.0, best)))
    assert f"The cut {said} bn yuan" in words and "savings are passed on" not in words
    passed_on = rule_after_cut_caption(april, "passes on what cost saves", NPV, (100.0, best))
    assert "5 times its last year" in passed_on
    assert "Under the plan’s rule" not in rule_after_cut_caption(april, "holds")


def test_a_planned_cut_that_does_not_wait_for_the_queue_says_so(case, april):
    tenfold = {"reference_spend.pro": 3.68, "reference_spend.flash": 2.6}
    crowded = econ.run(case.scenario(overrides=tenfold))
    month = int(crowded["cut_in_force.pro"][0].argmax())
    refused = 1.0 - crowded.at("fill_rate.pro", month - 1)
    words = as_read(price_cut_words.cut_rule_caption(crowded))
    of_tier = f"% of demand for {case.label('tier', 'pro')} is refused"
    stated = re.search(f"does not wait for the queue: ([0-9.]+) {of_tier}", words)[1]
    assert float(stated) / 100.0 == pytest.approx(refused, abs=0.005)
    served = econ.run(case.scenario(overrides={"cut_rule.pro": "on a date", "cut_month.pro": 20}))
    assert served.at("fill_rate.pro", 19) == 1.0
    for outlook in (served, econ.run(crowded.scenario.with_overrides({"cut_depth.pro": 0.0}))):
        assert "wait for the queue" not in price_cut_words.cut_rule_caption(outlook)


@pytest.mark.parametrize(
    "changes", [{}, {"reference_spend.pro": 3.68}, {"cut_rule.pro": 3}], ids=str
)
def test_the_share_of_demand_that_is_refused_is_said_to_be_of_the_tier_that_is_cut(
    case, april, changes
):
    outlook = econ.run(case.scenario(overrides=changes))
    cut = int(outlook["cut_in_force.pro"][0].argmax()) or case.months
    wanted, served = (outlook[f"{name}.pro"][0, :cut].sum() for name in ("demand", "served_tokens"))
    words = as_read(answers.timing(outlook, april, 11))
    stated = re.search("([0-9.]+) % of paid demand for V4-Pro is refused", words)[1]
    assert float(stated) / 100.0 == pytest.approx(1.0 - served / wanted, abs=0.006)


def captions_and_cells(outlook, cuts):
    """The caption of some best cuts, and the cells of their table, by column."""
    words = price_cut_words.best_cuts_caption(outlook, price_cut.NPV, cuts, cuts[0])
    return as_read(words), price_cut_view.best_cuts_table(outlook, cuts, "bn yuan")


def test_a_depth_that_every_end_has_is_told_once_and_each_end_tells_its_month(april):
    """The deepest cut of the map is no finding of its own: beyond it nothing was looked at."""
    cut = cut_sensitivity.BestCut(
        key="host_markup", value=0.5, month=7, depth=0.9, gain=0.3, error=0.1
    )
    later = dataclasses.replace(cut, month=9)
    words, table = captions_and_cells(april, [cut, later])
    assert "90 % at every end" in words and "deepest cut of the map" in words
    months = [table[f"best month at the {end} end"].item() for end in ("low", "high")]
    assert [as_read(month) for month in months] == ["Dec 2026", "Feb 2027"]
    within = [dataclasses.replace(best, depth=0.7) for best in (cut, later)]
    words, _ = captions_and_cells(april, within)
    assert "70 % at every end" in words and "deepest" not in words
    words, table = captions_and_cells(april, [cut, within[1]])
    assert "At one end the best depth is 90 %, the deepest of the map" in words
    assert as_read(table["best cut at the high end"].item()) == "70 % in Feb 2027"
    words, _ = captions_and_cells(april, [dataclasses.replace(cut, depth=0.0), within[1]])
    assert "every end" not in words and "deepest" not in words


def test_the_page_names_all_that_the_map_draws(case, april):
    keys = keys_of_map(case, "supply")
    theory = price_cut_theory.apply_theory(april.scenario, np.full(4, 9.0))
    words = as_read(price_cut_words.landing_caption(april, keys, theory))
    drawn, turning = words.split("They also draw what may turn the answer: ")
    for key in keys:
        assert as_read(case.label_of(key)) in (turning if key in case.story.turns_cut else drawn)
    supply = case.story.uncertain["supply"]
    assert "They also draw" not in price_cut_words.landing_caption(april, supply, theory)


def test_what_a_promise_is_worth_is_told_by_whether_supply_comes_in_time(case, april):
    """The two parts are the whole difference between the promised cut and the same cut without a promise."""
    risks = cut_alternatives.alternative_risks(april.scenario, SUPPLY, 16)
    _, unannounced, _, announced = risks["worth"]
    worth, in_time = announced - unannounced, risks["lands"] <= april.scenario.value("promised_by")
    assert 0 < in_time.sum() < 16 and worth[in_time].mean() > 0.0 > worth[~in_time].mean()
    words = as_read(price_cut_words.promise_sentence(april, risks))
    brings, costs = (f"{abs(worth[part].mean()):.1f} bn yuan" for part in (in_time, ~in_time))
    assert f"by Dec 2026, the promise brings {brings}" in words
    assert f"later, the promise costs {costs}" in words
    for part, sentence in zip((in_time, ~in_time), words.split(". "), strict=False):
        error = worth[part].std(ddof=1) / np.sqrt(part.sum())
        assert f"with a standard error of {error:.2f} bn yuan" in sentence
        is_doubtful = "which chance alone may explain" in sentence
        assert is_doubtful == (abs(worth[part].mean()) < 2.0 * error)
    silent = econ.run(case.scenario(overrides={"cut_promised.pro": 0}))
    assert price_cut_words.promise_sentence(silent, risks) == ""


def test_theory_has_no_marks_where_supply_never_lands(case):
    never = case.scenario(overrides={"supply_is_in.pro": 0.0})
    landed, rows, depth = price_cut_theory.supply_landing(never, SUPPLY, 4)
    assert np.isinf(landed).all() and np.isnan(depth)
    theory, o = price_cut_theory.apply_theory(never, landed, rows, depth), econ.run(never)
    assert theory.table[["lead", "date", "elastic_lead", "elastic_date"]].isna().all(axis=None)
    assert price_cut_view.alternatives_table(
        o, {}
    ).empty and "does not land" in price_cut_words.no_alternatives_sentence(o)
    whole = whole_map(never, NPV)
    words = [
        price_cut_words.theory_caption(o, theory),
        price_cut_words.theory_comparison(o, whole, "average", theory),
        price_cut_words.landing_caption(o, SUPPLY, theory),
    ]
    assert all("none of the futures" in text or "no future" in text for text in words)
    assert not any("nan" in text or "no month" in text for text in words)
    marks = set(rows_of(o, whole, theory, shows_theory=True)["kind"])
    assert not marks & {"theory-lead", "theory-date", "carried"}


def test_where_no_cut_pays_theory_has_no_marks_and_says_so(case):
    stiff = case.scenario(overrides=PLAIN | elastic(0.83))
    theory = price_cut_theory.apply_theory(stiff, np.full(4, 12.0))
    assert theory.table.iloc[:, 2:4].isna().all(axis=None)
    o = econ.run(stiff)
    assert (
        "With an elasticity of 0.83 after matching, theory would not cut at any date."
        in price_cut_words.theory_caption(o, theory)
    )
    whole = whole_map(stiff, NPV)
    kinds = set(rows_of(o, whole, theory, shows_theory=True)["kind"])
    assert not any(kind.startswith("theory") for kind in kinds)


def test_words_name_the_pair_and_the_stars(april, replies):
    sentence = price_cut_words.equilibrium_sentence(april, replies)
    assert sentence.startswith("Neither side gains by another answer where V4-Pro is ")
    table = price_cut_view.reply_table(replies).set_index(price_cut_view.OWN_CUT)
    assert list(table.index) == ["none", "25 %", "60 %"]
    assert [as_read(head) for head in table.columns] == [
        "rivals hold",
        "rivals match",
        "rivals match and undercut by 15 %",
    ]
    for ours, theirs in replies.equilibria():
        assert table.iloc[ours, theirs].count("*") == 2
    assert "4 futures" in price_cut_words.replies_caption(april, replies, "holds")
