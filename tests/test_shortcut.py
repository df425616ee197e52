"""Where no cut waits for the queue, or no training for money, a loop is open, and not a bit of any number differs."""

import numpy as np
import pytest

from econ.scenario import inputs
from econ.shortcut import NOTHING, model_for


def both_ways(case, scenario, rows):
    """The values of the whole model and of the one that is taken."""
    given, forced, draws = inputs(scenario, rows)
    model, enlarged = model_for(case, given)
    run = [(case.model, given), (model, enlarged)]
    return model, *(each.run(values, case.months, case.sizes, draws, forced) for each, values in run)


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
@pytest.mark.parametrize("rule", ["on a date", "when supply lands", "when a rival cuts"])
@pytest.mark.parametrize("cover", [0, 6])
def test_the_short_way_is_the_long_way(case, preset, rule, cover):
    scenario = case.scenario(preset, overrides={"cut_rule.pro": rule, "cut_depth.pro": 0.4, "research_cash_cover": cover})
    rows = {"price_elasticity.pro": np.array([-1.6, -0.5]), "cut_month.pro": np.array([3, 20])}
    model, long, short = both_ways(case, scenario, rows)
    assert model is not case.model
    for name in case.model.quantities:
        np.testing.assert_array_equal(*np.broadcast_arrays(long[name], short[name]), err_msg=name)


def test_a_cut_that_waits_for_the_queue_goes_the_long_way(case):
    rows = {"cut_rule.pro": np.array([0.0, 2.0]), "research_cash_cover": np.array([12.0, 0.0])}
    given, _, _ = inputs(case.scenario(), rows)
    model, enlarged = model_for(case, given)
    assert model is case.model and NOTHING not in enlarged
    assert len(max((order for order, _ in model.blocks), key=len)) > 9
