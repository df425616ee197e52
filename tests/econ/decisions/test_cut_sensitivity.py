"""Assumptions that turn the answer about the cut: coarse maps are part of the whole map, and ends of beliefs contradict nothing."""

import dataclasses

import numpy as np
import pytest
from support.plans import AS_PLANNED
from support.reading import as_read

import econ
from econ.case.contradictions import contradictions
from econ.decisions import cut_sensitivity, price_cut
from econ.views import price_cut as price_cut_view
from econ.views.sentences import price_cut_words

SUPPLY = ("delivery_delay.ascend_950dt", "ramp_length.ascend_950dt")
FEW = 4


def test_a_coarse_map_has_cells_of_the_whole_map(case):
    scenario = case.scenario(overrides=AS_PLANNED)
    *_, whole = price_cut.fill_cut_map(scenario, price_cut.NPV, SUPPLY, FEW)
    coarse = price_cut.compute_coarse_map(scenario, price_cut.NPV, SUPPLY, FEW)
    known = np.isfinite(coarse.values)
    assert known[:, 0].all() and known[:, 1:].any(axis=(1, 2)).sum() == 12
    assert np.array_equal(coarse.values[known], whole.values[known])


def test_a_best_cut_is_the_best_cell_of_its_map_and_gains_over_no_cut(case):
    scenario = case.scenario(overrides=AS_PLANNED)
    key, value = "leakage_sensitivity", 2.0
    cut = cut_sensitivity.best_cut(scenario, price_cut.NPV, SUPPLY, key, value)
    means = price_cut.compute_coarse_map(
        scenario.with_overrides({key: value}), price_cut.NPV, SUPPLY
    ).mean()
    assert means[cut.month, price_cut.DEPTHS.index(cut.depth)] == np.nanmax(means)
    assert cut.gain == pytest.approx(np.nanmax(means) - means[0, 0])
    assert cut.gain >= 0.0 and cut.error >= 0.0


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_the_ends_of_each_belief_can_be_entered(case, preset):
    scenario = case.scenario(preset)
    for key in case.story.turns_cut:
        ends = cut_sensitivity.ends_of_belief(scenario, key)
        assert ends[0] < ends[1], key
        for end in ends:
            changed = scenario.with_overrides({key: end})
            assert not contradictions(case, changed.value)


def test_where_demand_is_stiff_and_hosts_do_not_pull_not_to_cut_is_best(case):
    """A cut off a list that nobody answers gives money away."""
    nobody_answers = {
        "price_elasticity.pro": -0.1,
        "market_elasticity": -0.1,
        "leakage_sensitivity": 0.0,
        "app_diversion": 0.0,
        "cross_elasticity": 0.0,
    }
    scenario = case.scenario(overrides=AS_PLANNED | nobody_answers)
    cut = cut_sensitivity.best_cut(scenario, price_cut.NPV, SUPPLY, "host_markup", 0.5)
    assert cut.depth == 0.0 and cut.gain == 0.0
    outlook = econ.run(scenario)
    table = price_cut_view.best_cuts_table(outlook, [cut, cut], "bn yuan")
    assert table["best cut at the low end"].item() == "no cut"
    words = price_cut_words.best_cuts_caption(outlook, price_cut.NPV, [cut, cut], cut)
    assert words.startswith("If everything is as believed, not cutting is best.")
    assert f"an end of the range of {case.label_of('host_markup')}" in words


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
