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
    loops = []
    for rules, covers in (([0.0, 2.0], [12.0, 0.0]), ([0.0, 1.0], [0.0, 0.0]), ([2.0, 3.0], [12.0, 0.0])):
        rows = {"cut_rule.pro": np.array(rules), "research_cash_cover": np.array(covers)}
        model, enlarged = model_for(case, inputs(case.scenario(), rows)[0])
        loops.append({name for order, again in model.blocks if again and len(order) > 5 for name in order})
    assert {"output_price", "outside_research_compute"} <= loops[0] and loops[0] == loops[2]
    assert not {"output_price", "outside_research_compute"} & loops[1]
    assert model is case.model and NOTHING not in enlarged
