"""The worth of a month: the axis moves in steps, and the line is the row of the map at the depth of the plan."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from econ.decisions import price_cut, price_cut_theory
from econ.decisions.price_cut import DEPTHS, NPV, CutMap
from econ.views.cut_gains import MapComparison
from econ.views.cut_map import month_worth_figure, month_worth_heading
from econ.views.figures.month_worth import axis_end


@given(largest=st.floats(0.0, 1e6), unit=st.sampled_from([0.01, 1.0, 100.0]))
def test_an_axis_ends_at_a_round_number_that_is_hardly_larger_than_needed(largest, unit):
    end = axis_end(np.array([-largest, 0.0, np.nan]), unit)
    assert end >= largest and (end == unit or end <= 2.5 * largest * (1 + 1e-9))
    leading = end / 10.0 ** np.floor(np.log10(end * (1 + 1e-12)))
    assert (
        leading == pytest.approx(1.0)
        or leading == pytest.approx(2.0)
        or leading == pytest.approx(5.0)
    )


def test_the_line_is_the_row_of_the_map_at_the_depth_of_the_plan(april):
    values = np.random.default_rng(5).normal(size=(price_cut.CUT_MONTHS, len(DEPTHS), 8))
    comparison = MapComparison(
        cut_map=CutMap(objective=NPV, values=values, done=True),
        plan=values[4, :1],
        planned_cut=values[3, 0],
        promised=values[0],
        statistic="average",
        list_rule=0.0,
    )
    theory = price_cut_theory.apply_theory(april.scenario, np.array([6.0, 8.0, 9.0, 20.0]))
    figure = month_worth_figure(april, comparison, 1.0, theory)
    rows = figure.data.to_pandas().set_index("kind")
    drawn = rows.loc["worth", "value"].to_numpy()
    assert drawn == pytest.approx((values[:, 6] - values[3, 0]).mean(axis=-1))
    assert "60" in month_worth_heading(april, comparison) and len(rows.loc[["supply"]]) == 1
    never = price_cut_theory.apply_theory(april.scenario, np.full(4, np.inf))
    assert "supply" not in set(
        month_worth_figure(april, comparison, 1.0, never).data["kind"].to_pylist()
    )
