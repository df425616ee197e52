"""Figures of futures: they draw any distribution and do not grow with the number of futures."""

import math

import numpy as np
import pytest
from support.futures import with_runway

from econ.risk import survival
from econ.views import futures as futures_view


@pytest.mark.parametrize(
    "months", [[math.inf] * 50, [0.0] * 50, [59.99] * 50, list(np.linspace(0.0, 60.0, 50)), [30.0]]
)
def test_the_figures_can_draw_any_distribution_of_runways(futures, months):
    changed = with_runway(futures, months)
    dots = futures_view.runway_dots_chart(changed, futures)
    table = dots.data.to_pandas()
    piled = table[table["kind"] == "dot"]
    assert len(piled) == survival.DOT_COUNT and not piled.duplicated(["month", "place"]).any()
    highest = dots.spec["layer"][2]["encoding"]["y"]["scale"]["domain"][1]
    assert piled["place"].max() <= highest
    curve = futures_view.survival_chart(changed, futures).data.to_pandas()
    assert len(curve) == futures.case.months + 1
    assert (curve["low"] <= curve["share"]).all() and (curve["share"] <= curve["high"]).all()
    assert (curve["below"] <= curve["baseline"]).all() and (
        curve["baseline"] <= curve["above"]
    ).all()


def test_the_data_of_a_figure_do_not_grow_with_the_number_of_futures(case):
    few, many = (survival.run_futures(case.scenario(), count) for count in (32, 256))
    for figure in (
        futures_view.cash_fan_chart,
        futures_view.survival_chart,
        futures_view.runway_dots_chart,
    ):
        small, large = figure(few, few), figure(many, many)
        assert abs(large.data.num_rows - small.data.num_rows) <= 2
        assert large.sentence.endswith(".") and "nan" not in large.sentence


def test_the_money_axis_covers_the_fan_and_zero(futures):
    low, high = futures_view.cash_fan_chart(futures, futures).spec["layer"][5]["encoding"]["y"][
        "scale"
    ]["domain"]
    assert low <= min(futures.fan.min(), futures.samples.min(), 0.0) and high >= max(
        futures.fan.max(), futures.samples.max(), 0.0
    )


def test_the_fan_is_finite_and_each_sample_path_has_every_month(futures):
    table = futures_view.cash_fan_chart(futures, futures).data.to_pandas()
    bands = table[table["series"].isna()]
    assert (
        len(bands) == futures.case.months
        and np.isfinite(bands[["p0", "p1", "p2", "p3", "p4", "baseline"]]).all().all()
    )
    paths = table.dropna(subset=["series"]).groupby("series")["path"]
    assert (paths.count() == futures.case.months).all() and len(paths) == len(survival.FAN_CHANCES)
