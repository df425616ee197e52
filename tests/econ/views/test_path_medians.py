"""Medians of the figures of the whole path: those of the futures, in words, with the percentile of the scenario."""

import math

import numpy as np
import pytest
from support.reading import as_read

import econ
from econ.decisions.default_alive import path_facts_of
from econ.risk.draws import sobol_draws
from econ.risk.survival import headline_spread
from econ.views.path_figures import CUT, PATH_KEYS
from econ.views.path_medians import median_notes, medians_meaning
from econ.views.short_numbers import short_money

COUNT = 32


@pytest.fixture(scope="module", params=["april-2026", "november-2026"])
def preset_spread(request, case):
    return headline_spread(case.scenario(request.param), COUNT)


def test_each_future_has_the_facts_of_its_own_run(case, preset_spread):
    """Gross profit and runway of some futures are those of a run of that draw alone."""
    scenario, rows = preset_spread.scenario, sobol_draws(preset_spread.scenario, COUNT)
    for draw in (0, COUNT - 1):
        alone = econ.run(scenario, {key: values[draw : draw + 1] for key, values in rows.items()})
        facts = preset_spread.futures[draw]
        assert facts.gross_profit == alone["gross_profit"][0, :36].sum()
        assert facts.runway == alone.at("runway", 0)
        assert facts.closed_runway <= facts.runway


def test_a_note_has_the_median_and_the_place_of_the_scenario(preset_spread):
    now = path_facts_of(econ.run(preset_spread.scenario))
    notes = {note.key: as_read(note.text) for note in median_notes(now, preset_spread)}
    assert tuple(notes) == PATH_KEYS
    profits = np.sort([facts.gross_profit for facts in preset_spread.futures])
    percentile = round(100.0 * np.mean(profits < now.gross_profit))
    median = as_read(short_money(profits[COUNT // 2 - 1]))
    assert notes["path.gross_profit"] == f"median {median}, percentile {percentile}"
    cuts = [facts.list_fall.next_cut for facts in preset_spread.futures]
    month = sorted(math.inf if cut is None else cut.month for cut in cuts)[COUNT // 2 - 1]
    assert preset_spread.scenario.case.month_name(month) in notes[CUT]
    assert all(notes[key].startswith("median ") for key in PATH_KEYS[:3])
    assert str(COUNT) in medians_meaning(preset_spread)


def test_a_runway_beyond_the_plan_says_how_many_futures_are_beyond_it(case):
    rich = case.scenario(overrides={"initial_cash": 500.0})
    spread, now = headline_spread(rich, COUNT), path_facts_of(econ.run(rich))
    assert math.isinf(now.runway)
    share = np.mean([math.isinf(facts.runway) for facts in spread.futures])
    text = as_read(median_notes(now, spread)[-1].text)
    assert text == f"beyond Apr 2031 in {share * 100.0:.0f} % of futures"


def test_a_plan_without_an_open_round_has_no_note_for_one(case):
    closed = case.scenario(overrides={"round_status.first": 2.0})
    now = path_facts_of(econ.run(closed))
    assert not now.open_rounds
    assert median_notes(now, headline_spread(closed, 8))[-1].text == ""


def test_where_no_cut_comes_the_note_says_in_how_many_futures(case):
    held = case.scenario(overrides={"list_rule.pro": 0, "cut_depth.pro": 0})
    now = path_facts_of(econ.run(held))
    notes = {note.key: as_read(note.text) for note in median_notes(now, headline_spread(held, 8))}
    assert notes[CUT] == "no cut in 100 % of futures"
