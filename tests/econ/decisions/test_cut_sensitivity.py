"""Assumptions that turn the answer about the cut: coarse maps are part of the whole map, and ends of beliefs contradict nothing."""

import numpy as np
import pytest
from support.plans import AS_PLANNED

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
