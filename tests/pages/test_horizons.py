"""Horizons of other lengths: every page, table, figure and question for files of one year to ten."""

import re

import numpy as np
import pytest
from support.app_driver import STRIPS, new_app
from support.paths import ROOT
from support.sampling import FULL, QUICK, few, some_pages

import econ
from app import session
from app.frame import navigation
from econ.case.case import parse
from econ.case.rounds import open_rounds
from econ.decisions import price_cut, price_cut_theory, raising
from econ.risk import outcomes
from econ.views import breaking_points, record
from econ.views import raising as raising_view
from econ.views.cut_gains import STATISTICS, MapComparison
from econ.views.cut_map import map_rows
from econ.views.cut_verdict import shifted_months
from econ.views.sentences import cut_verdict_words, price_cut_words

LENGTHS = (12, 24, 120)
# A question takes long on a long horizon; short ones are where a constant may not fit.
ASKED_LENGTHS = LENGTHS if FULL else few((12, 24), 1)
FILE = (ROOT / "assumptions.toml").read_text("utf-8")


def text_of(months):
    """The shipped file with another horizon, and with the months of its story that lie within."""
    text, count = re.subn("(?m)^months = 60$", f"months = {months}", FILE)
    assert count == 1
    return re.sub(
        r"(?m)^((?:compared|scored)_months) = \[(.*)\]$",
        lambda line: f"{line[1]} = {[m for m in map(int, line[2].split(',')) if m < months]}",
        text,
    )


@pytest.fixture(scope="module", params=(12, 24) if QUICK else LENGTHS)
def other(request):
    """The case as it ships, with another horizon."""
    return parse(text_of(request.param))


@pytest.fixture
def served(request, tmp_path, monkeypatch):
    """The app on a file with another horizon."""
    path = tmp_path / "assumptions.toml"
    path.write_text(text_of(request.param), "utf-8")
    monkeypatch.setenv("ECON_CASE", str(path))
    return request.param


@pytest.mark.parametrize(
    ("served", "preset"),
    [
        (12, "april-2026"),
        (120, "november-2026"),
        *([(24, "april-2026"), (24, "november-2026")] if FULL else []),
    ],
    indirect=["served"],
)
def test_every_page_opens(served, preset):
    app = new_app()
    app.query_params["case"] = preset
    app.run()
    assert session.case().months == served
    for path in some_pages(navigation.PAGES, f"{served} months"):
        app.switch_page(path).run()
        assert not app.exception, (path, [error.message for error in app.exception])
        assert len(app.metric) in STRIPS, path


@pytest.mark.parametrize("months", [-1, 0, 1, 11, 121, 600])
def test_an_unsupported_horizon_is_refused_with_a_reason(months):
    with pytest.raises(
        econ.AssumptionError, match=r"\[case\]: «months» must be .* or equal to 12"
    ) as caught:
        parse(text_of(months))
    assert len(caught.value.problems) == 1


def test_outcomes_and_objectives_that_do_not_fit_the_horizon_are_left_out(other):
    for preset in other.presets:
        scenario = other.scenario(preset)
        assert 0 <= other.month_shown(preset) < other.months
        names = [each.name for each in outcomes.standard_outcomes(scenario)]
        ends = [
            int(months)
            for name in names
            for months in re.findall("(?:after|within) ([0-9]+)", name)
        ]
        assert max(ends) <= other.months and outcomes.latest_cash(scenario).name in names
        outlook = econ.run(scenario)
        assert all(
            np.isfinite(
                outcomes.read_outcome(outlook, outcomes.outcome_by_name(scenario, name))
            ).all()
            for name in names
        )
    fitting = price_cut.cut_objectives(other)
    assert fitting.keys() - {"Cash after 24 months", "Cash after 36 months"} == {
        name for name in price_cut.OBJECTIVES if not name.startswith("Cash after")
    }
    for name, objective in fitting.items():
        named = [
            int(months) for months in re.findall("([0-9]+) months", f"{name} {objective.meaning}")
        ]
        assert all(months <= other.months for months in named), objective


def test_the_map_of_cuts_ends_with_the_horizon(other):
    scenario = other.scenario()
    outlook, uncertain = econ.run(scenario), next(iter(other.story.uncertain.values()))
    fitting, months = price_cut.cut_objectives(other), price_cut.cut_window(other)
    assert months == min(other.months, price_cut.CUT_MONTHS)
    *_, maps = price_cut.fill_cut_maps(scenario, uncertain, fitting.values(), 4)
    theory = price_cut_theory.apply_theory(
        scenario, *price_cut_theory.supply_landing(scenario, uncertain, 4)
    )
    promised = price_cut.promised_cut_values(scenario, uncertain, fitting.values(), 4)
    shifts = tuple(shifted_months(outlook).values())
    plan = price_cut.plan_in_futures(scenario, uncertain, fitting.values(), shifts, 4)
    for name, cut_map in maps.items():
        assert cut_map.done and cut_map.values.shape == (months, len(price_cut.DEPTHS), 4)
        for statistic in STATISTICS:
            comparison = MapComparison(
                cut_map=cut_map,
                plan=plan[name],
                planned_cut=plan[name][0],
                promised=promised[name],
                statistic=statistic,
                list_rule=0.0,
            )
            cells = map_rows(outlook, comparison, 1.0, theory)
            assert (cells["kind"].isin(["cell", "empty"])).sum() == months * len(price_cut.DEPTHS)
            assert cut_verdict_words.map_verdict(outlook, comparison)
            price_cut_words.theory_comparison(outlook, cut_map, statistic, theory)


def test_maps_and_tables_of_raising_end_with_the_horizon(other):
    for preset in other.presets:
        scenario = other.scenario(preset)
        outlook = econ.run(scenario)
        for name in open_rounds(scenario)[:2]:
            raise_map = raising.compute_raise_map(scenario, name)
            assert len(raise_map.sufficient_amounts()) == min(
                raising.RAISE_MONTHS, other.months - scenario.months_over
            )
            late = scenario.value(f"round_month.{name}") >= other.months
            assert np.isnan(raising.smallest_raise(scenario, name)) == late
            words = raising_view.smallest_raise_table(outlook, name).iloc[0, 0]
            assert ("after the plan" in words) == late
        then, now = (econ.run(other.scenario(each)) for each in other.presets)
        assert len(record.promise_table(then, now)) and len(record.reported_table(then, now))


def test_a_round_after_the_horizon_needs_no_amount(case):
    """So it is in the case as it ships, where a round may be put in the month after the last."""
    scenario = case.scenario(overrides={"round_month.later": case.months})
    assert np.isnan(raising.smallest_raise(scenario, "later"))


@pytest.mark.parametrize("question", list(breaking_points.MONTH_QUESTIONS))
@pytest.mark.parametrize("other", ASKED_LENGTHS, indirect=True)
def test_every_question_about_months_is_answered(other, question):
    scenario = other.scenario()
    least, most, step = breaking_points.month_choices(other)
    first = breaking_points.first_failing_horizon(econ.run(scenario))
    assert 0 < least < most == other.months and step > 0 and first <= most
    assert breaking_points.MONTH_QUESTIONS[question](scenario, first).sentence


def test_exchange_rates_and_goals_are_of_outcomes_within_the_horizon(other):
    scenario = other.scenario()
    wanted = outcomes.latest_cash(scenario)
    key = other.levers_of("front", scenario.preset)[0]
    answer = breaking_points.answer_step_worth(scenario, key)
    assert len(answer.table) and answer.sentence
    reached = float(outcomes.read_outcome(econ.run(scenario), wanted)[0])
    assert breaking_points.answer_target(scenario, wanted.name, reached + 1.0).sentence
