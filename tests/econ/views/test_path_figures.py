"""The figures on top of the pages: they add up with the path, every front lever moves one, and no text is broken."""

import dataclasses
import itertools
import math
import re

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st
from support.plans import SHORT_OF_MONEY
from support.reading import as_read
from support.sampling import EXAMPLES
from support.strategies import box

import econ
from econ.accounts.path_facts import PROFIT_MONTHS, path_facts
from econ.case.file.options import CLOSED, NOT_COUNTED
from econ.decisions import default_alive
from econ.decisions.default_alive import DEFAULT_ALIVE_QUANTITIES, path_facts_of
from econ.problems import AssumptionError
from econ.views.path_figures import (
    CLOSED_MONEY,
    CUT,
    PROFIT,
    REFUSED,
    WITH_ROUND,
    path_figures,
    unmoved_reason,
)
from econ.views.sentences.answers import half_of_futures
from econ.views.strip import UNCHANGED

PRESETS = ("april-2026", "november-2026")
PLACES = (0.0, 0.25, 0.5, 0.75, 1.0)  # of a lever's range
BROKEN_NUMBER = re.compile(
    r"\b(?:nan|inf|none)\b|[−-]0(?:\.0*)?(?![\d.]*[1-9])|[−-]−", re.IGNORECASE
)
SPACE_THAT_BREAKS = re.compile(
    r"\d (?:%|Ttok|bn|months?\b|points)|bn yuan|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d"
)
DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
# A smaller seed is no simpler a point.
WITHOUT_SHRINKING = (hypothesis.Phase.explicit, hypothesis.Phase.reuse, hypothesis.Phase.generate)
DELAY = "delivery_delay.ascend_950dt"


def number_of(scenario, key):
    return float(np.ravel(scenario.value(key))[0])


def facts_by_point(scenario, points):
    """Return the facts of a scenario, and of each point at which one lever alone is moved, in one batch."""
    keys = dict.fromkeys(key for key, _ in points)
    rows = {key: np.full(len(points) + 1, number_of(scenario, key)) for key in keys}
    for draw, (key, value) in enumerate(points, start=1):
        rows[key][draw] = value
    return facts_of_rows(scenario, rows, [{}, *({key: value} for key, value in points)])


def facts_of_rows(scenario, rows, changes):
    """Return the facts of each draw of a batch, each of the scenario with its changes."""
    outlook = econ.run(scenario, rows)
    draws = outlook.draws
    closed = {}
    for name in scenario.case.elements["round"]:
        status = outlook[f"round_status.{name}"][:, 0]
        closed[f"round_status.{name}"] = np.where(status == CLOSED, CLOSED, NOT_COUNTED)
    closed_money = econ.run(scenario, {**rows, **closed}, keep=DEFAULT_ALIVE_QUANTITIES)
    return [
        dataclasses.replace(
            path_facts(outlook, closed_money, draw),
            scenario=dataclasses.replace(scenario, overrides=tuple(changes[draw].items())),
        )
        for draw in range(draws)
    ]


def lever_points(scenario):
    """Return points of the range of each front lever that differ from its base and are possible."""
    case, points = scenario.case, []
    for key in case.levers_of("front", scenario.preset):
        assumption = case.assumption_of(key)
        low, high = assumption.span or assumption.limits
        step = assumption.step or (high - low) / 100
        for place in PLACES:
            value = low + round((high - low) * place / step) * step
            if value != number_of(scenario, key) and is_possible(scenario, key, value):
                points.append((key, value))
    return points


def is_possible(scenario, key, value):
    try:
        scenario.with_overrides({key: value})
    except AssumptionError:
        return False
    return True


@pytest.fixture(scope="module")
def levers(case):
    """Return, for each preset, its facts and those of each point of the front levers."""
    moved = {}
    for preset in PRESETS:
        scenario = case.scenario(preset)
        points = lever_points(scenario)
        base, *others = facts_by_point(scenario, points)
        moved[preset] = base, list(zip(points, others, strict=True))
    return moved


def by_key(now, before):
    return {figure.key: figure for figure in path_figures(now, before)}


def facts_with(case, overrides, preset="april-2026"):
    return path_facts_of(econ.run(case.scenario(preset, overrides)))


@pytest.mark.parametrize("preset", PRESETS)
def test_a_front_lever_moves_a_figure_or_the_reason_is_given(levers, preset):
    base, moves = levers[preset]
    assert len({key for (key, _), _ in moves}) == 7
    for point, facts in moves:
        changes = [figure.change for figure in path_figures(facts, base)]
        is_moved = any(change != UNCHANGED for change in changes)
        assert is_moved != bool(unmoved_reason(facts, base)), point
        assert all(changes), "a figure without a change says that it has none"


@pytest.mark.parametrize("preset", PRESETS)
def test_each_figure_is_moved_by_front_levers(levers, preset):
    base, moves = levers[preset]
    moved = {f.key for _, facts in moves for f in path_figures(facts, base) if f.is_moved}
    assert moved == {CUT, REFUSED, PROFIT, CLOSED_MONEY, WITH_ROUND}


@pytest.mark.parametrize("preset", PRESETS)
def test_each_delay_has_figures_of_its_own(case, preset):
    delays = facts_by_point(case.scenario(preset), [(DELAY, d) for d in (4, 8, 12, 18)])
    for first, second in itertools.combinations(delays, 2):
        pairs = zip(path_figures(first, first), path_figures(second, second), strict=True)
        assert sum(a.value != b.value for a, b in pairs) >= 2
    cuts = [facts.list_fall.next_cut.month for facts in delays]
    assert cuts == sorted(cuts) and cuts[0] < cuts[-1]


@pytest.mark.parametrize("preset", PRESETS)
def test_money_of_an_open_round_never_shortens_the_runway(levers, preset):
    base, moves = levers[preset]
    with_round = [facts for facts in (base, *(facts for _, facts in moves)) if facts.open_rounds]
    assert with_round
    for facts in with_round:
        assert facts.closed_runway <= facts.runway
        if math.isinf(facts.closed_runway):
            assert facts.closed_cash_at_end <= facts.cash_at_end


@pytest.mark.parametrize("preset", PRESETS)
def test_what_is_refused_and_what_is_served_are_all_that_is_asked_for(case, preset):
    outlook = econ.run(case.scenario(preset, {DELAY: 8}))
    demand = path_facts_of(outlook).demand
    tiers = case.elements["tier"]
    served = sum(outlook[f"served_tokens.{tier}"][0].sum() for tier in tiers)
    wanted = sum(outlook[f"demand.{tier}"][0].sum() for tier in tiers)
    assert demand.wanted == pytest.approx(wanted, rel=1e-12)
    assert demand.refused + served == pytest.approx(wanted, rel=1e-12)
    assert demand.share + served / wanted == pytest.approx(1.0, rel=1e-12)
    assert 0.0 < demand.share < demand.worst_share < 1.0


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("months", [36, 60])
def test_gross_profit_is_the_sum_of_the_path(case, preset, months):
    outlook = econ.run(case.with_horizon(months).scenario(preset))
    facts = path_facts_of(outlook)
    assert facts.profit_months == PROFIT_MONTHS
    earned = outlook["revenue"][0, :PROFIT_MONTHS] - outlook["cost_of_revenue"][0, :PROFIT_MONTHS]
    assert facts.gross_profit == pytest.approx(earned.sum(), rel=1e-12)


@pytest.mark.parametrize("depth", [0.2, 0.6])
@pytest.mark.parametrize("month", [0, 7, 20])
def test_a_single_cut_is_the_next_and_the_whole_fall(case, depth, month):
    plan = {"list_rule.pro": 0, "cut_rule.pro": 0, "cut_month.pro": month, "cut_depth.pro": depth}
    fall = facts_with(case, plan).list_fall
    assert fall.share == pytest.approx(depth, rel=1e-12)
    assert (fall.next_cut.month, fall.next_cut.last) == (month, month)
    assert fall.next_cut.share == pytest.approx(depth, rel=1e-12)


def test_a_list_that_is_held_has_no_cut(case, april):
    held = facts_with(case, {"list_rule.pro": 0, "cut_depth.pro": 0})
    assert held.list_fall.next_cut is None
    figure = by_key(held, path_facts_of(april))[CUT]
    assert figure.value == "no cut" and figure.rises == -1
    assert as_read(figure.change) == "from 60 % in Nov 2026"


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("rule", range(5))
def test_before_the_next_cut_the_list_does_not_fall(case, preset, rule):
    outlook = econ.run(case.scenario(preset, {"list_rule.pro": rule}))
    cut, path = path_facts_of(outlook).list_fall.next_cut, outlook["output_price.pro"][0]
    ahead = path[max(outlook.scenario.months_over - 1, 0) : cut.month]
    assert (np.diff(ahead) >= -1e-9).all() and ahead[-1] == cut.before
    assert path[cut.last] == cut.after < cut.before
    assert not path[cut.last + 1] < cut.after * (1.0 - 1e-6)


def test_a_cut_of_several_months_is_one_and_a_rise_is_none(case):
    path = np.concatenate([np.full(10, 30.0), [20.0, 12.0], np.full(10, 10.0), np.full(38, 5.0)])
    fall = facts_with(case, {"output_price.pro": tuple(path)}).list_fall
    cut = fall.next_cut
    assert (cut.month, cut.last, cut.before, cut.after) == (10, 12, 30.0, 10.0)
    assert fall.end == 5.0
    dearer = facts_with(case, {"output_price.pro": 25.0})
    assert dearer.list_fall.next_cut is None and dearer.list_fall.share < 0.0
    figure = by_key(dearer, dearer)[CUT]
    assert "above launch" in figure.value and "above its launch" in figure.sentence


def test_a_known_cut_is_not_the_next_one(case, november):
    """The cut of April stands before the months that November knows."""
    known, cut = november.scenario.months_over, path_facts_of(november).list_fall.next_cut
    assert known > 0 and cut.month >= known


def test_later_reviews_alone_move_the_figure_by_what_they_leave_at_the_end(case, april):
    looser = facts_with(case, {"target_margin": 0.5})
    now, before = looser.list_fall, path_facts_of(april).list_fall
    assert now.next_cut == before.next_cut and now.share > before.share
    figure = by_key(looser, path_facts_of(april))[CUT]
    assert as_read(figure.change).endswith("more by the end") and figure.rises == 1


def test_figures_of_the_baseline_have_no_change(april, november):
    for outlook in (april, november):
        facts = path_facts_of(outlook)
        assert {figure.change for figure in path_figures(facts, facts)} == {""}
        assert unmoved_reason(facts, facts) == ""


def test_money_outlasting_the_plan_is_compared_by_its_cash_at_the_end(case, november):
    now, before = facts_with(case, {DELAY: 12}, "november-2026"), path_facts_of(november)
    figure = by_key(now, before)[CLOSED_MONEY]
    assert math.isinf(now.closed_runway) and math.isinf(before.closed_runway)
    lost = before.closed_cash_at_end - now.closed_cash_at_end
    assert figure.change == f"−{lost:.1f}\N{NO-BREAK SPACE}bn\N{NO-BREAK SPACE}yuan at the end"
    assert figure.rises == -1 and "cash in Apr\N{NO-BREAK SPACE}2031" in figure.sentence


def test_runways_differ_by_whole_months_of_the_calendar(april):
    before = path_facts_of(april)
    for months, change, rises in (
        (3.01, "−4\N{NO-BREAK SPACE}months", -1),
        (7.99, UNCHANGED, 0),
        (8.0, "+1\N{NO-BREAK SPACE}month", 1),
        (math.inf, "from Dec\N{NO-BREAK SPACE}2026", 1),
        (math.nan, "from Dec\N{NO-BREAK SPACE}2026", 0),
    ):
        now = moved_in_name(dataclasses.replace(before, closed_runway=months))
        figure = by_key(now, before)[CLOSED_MONEY]
        assert (figure.change, figure.rises) == (change, rises)
        assert (figure.value == "not defined") == math.isnan(months)
    back = by_key(moved_in_name(before), dataclasses.replace(before, closed_runway=math.inf))
    assert back[CLOSED_MONEY].change == "no longer beyond Apr\N{NO-BREAK SPACE}2031"
    assert back[CLOSED_MONEY].rises == -1


def moved_in_name(facts):
    """Return the facts as those of another scenario."""
    return dataclasses.replace(
        facts, scenario=dataclasses.replace(facts.scenario, overrides=(("pue", 1.3),))
    )


def test_without_an_open_round_there_is_no_runway_with_one(case, april):
    now, before = facts_with(case, {"round_amount.first": 0}), path_facts_of(april)
    figure = by_key(now, before)[WITH_ROUND]
    assert figure.value == "no open round" and figure.rises == -1
    assert figure.change == "from beyond Apr\N{NO-BREAK SPACE}2031"
    assert now.closed_runway == now.runway and now.open_rounds == ()


def test_open_rounds_are_named_with_their_chance(case):
    rounds = {"round_status.later": "reported", "round_status.third": "scenario"}
    now = facts_with(case, rounds)
    figure = by_key(now, now)[WITH_ROUND]
    assert figure.label.endswith("rounds")
    assert figure.sentence.replace("\N{NO-BREAK SPACE}", " ").endswith(
        "close too. They are the first round (Jul 2026, 85 % likely), the second round (May 2028, 75 % likely) "
        "and the third round (Feb 2029, assumed)."
    )


def test_closed_money_takes_a_run_only_where_an_open_round_brings_money(case, monkeypatch):
    runs = []

    def counted(*arguments, **options):
        runs.append(options)
        return econ.run(*arguments, **options)

    open_plan = econ.run(case.scenario())
    closed_plan = econ.run(case.scenario(overrides={"round_status.first": CLOSED}))
    default_alive.default_alive_outlook.cache_clear()
    monkeypatch.setattr(default_alive, "run", counted)
    path_facts_of(closed_plan)
    assert runs == []
    path_facts_of(open_plan)
    assert len(runs) == 1 and runs[0]["keep"] == DEFAULT_ALIVE_QUANTITIES


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize(
    "changes", [{}, SHORT_OF_MONEY, {"round_amount.first": 0}, {"investor_appetite.first": 0}]
)
def test_closed_money_is_that_of_default_alive(case, preset, changes):
    scenario = case.scenario(preset, changes)
    short = default_alive.closed_money_outlook(econ.run(scenario))
    own_run = default_alive.default_alive_outlook(scenario)
    for name in DEFAULT_ALIVE_QUANTITIES:
        assert np.array_equal(short[name][0], own_run[name][0])


def test_a_round_that_does_not_go_through_is_not_open(case):
    facts = facts_with(case, {"investor_appetite.first": 0})
    assert facts.open_rounds == () and facts.runway == facts.closed_runway


def unmoved(case, overrides, preset="april-2026", stresses=()):
    scenario = case.scenario(preset, overrides, stresses)
    now, before = (path_facts_of(econ.run(s)) for s in (scenario, scenario.baseline()))
    assert all(figure.change == UNCHANGED for figure in path_figures(now, before))
    return unmoved_reason(now, before)


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        ({"cut_month.pro": 20}, "the cut comes when supply lands"),
        ({"round_amount.later": 90}, "the second round is not counted"),
        ({"preference_multiple.first": 2}, "terms of the first round count at a sale"),
        ({"cut_month.pro": 20, "round_month.later": 30}, " and the second round is not counted"),
        ({"round_pre_money.first": 310}, "valuation of the first round has no effect"),
        ({"round_pre_money.first": 310, "round_amount.later": 9}, "these 2 changes have no effect"),
        ({"trend_growth": 0.0800001}, "smaller than the last digit"),
    ],
)
def test_the_reason_why_no_figure_moves_is_in_words(case, overrides, words):
    reason = unmoved(case, overrides)
    assert reason.startswith("No figure moves: ") and reason.endswith(".") and words in reason


def test_a_stress_that_is_already_assumed_is_a_reason(case):
    reason = unmoved(case, {}, stresses=("no-further-round",))
    assert case.stresses["no-further-round"].title in reason and "already assumes" in reason


def texts(facts, before):
    """Return every text that is made of facts, also in the words of the runway."""
    for figure in path_figures(facts, before):
        yield from (figure.label, figure.value, figure.change, figure.sentence)
    yield unmoved_reason(facts, before)
    for runway in (math.nan, math.inf, 0.0, facts.runway):
        yield half_of_futures(facts.case, np.array([runway]))
    yield half_of_futures(facts.case, np.array([facts.runway, math.inf]))


def assert_is_written_well(text):
    assert not BROKEN_NUMBER.search(text), text
    assert not SPACE_THAT_BREAKS.search(text), text
    for number in DIGITS.findall(text):
        digits = re.sub(r"[.,]", "", number).lstrip("0")
        is_year = re.fullmatch(r"20\d\d", number)
        assert len(digits.rstrip("0")) <= 3 or is_year or "bn" in text, text


@pytest.mark.parametrize("preset", PRESETS)
def test_texts_of_every_lever_are_written_well(levers, preset):
    base, moves = levers[preset]
    for _, facts in moves:
        for text in texts(facts, base):
            assert_is_written_well(text)


@pytest.mark.parametrize("preset", PRESETS)
@hypothesis.settings(max_examples=max(EXAMPLES // 8, 1), phases=WITHOUT_SHRINKING)
@hypothesis.given(seed=st.integers(0, 2**32 - 1))
def test_texts_are_written_well_in_the_whole_box(case, preset, seed):
    scenario = case.scenario(preset)
    base = path_facts_of(econ.run(scenario))
    rows = box(case, seed, draws=24)
    changes = [{"pue": float(value)} for value in rows["pue"]]
    with np.errstate(all="ignore"):
        facts = facts_of_rows(scenario, rows, changes)
    for now in facts:
        for text in itertools.chain(texts(now, base), texts(now, facts[0])):
            assert_is_written_well(text)
