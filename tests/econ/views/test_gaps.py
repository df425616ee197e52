"""An undefined value is a gap in a figure and is named in words: lines, curves, bars, waterfalls and tornados."""

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest

import econ
from econ.decisions import best_price
from econ.risk import outcomes
from econ.risk.sensitivity import compute_tornado, estimate_indices
from econ.views import sensitivity
from econ.views.figures.bars import stacked_bars, waterfall_chart
from econ.views.figures.curves import curves_chart
from econ.views.figures.figure import GAP
from econ.views.figures.lines import Line, lines_chart

COST = (Line("serving_cost.pro", "cost"), Line("output_price.pro", "list price"))
NOBODY = {"latency_promise.chat": 1.0}  # ms a token: no chip keeps it
WHOLLY = "Not defined in this scenario, and so not drawn."
PART = "Not defined, and so not drawn: "


def changed(outlook, key, months, value):
    """The outlook with one value in some months of one key."""
    name = key.split(".")[0]
    values = outlook.values[name].copy()
    (indices,) = (place for known, place in outlook.case.key_indices(name).items() if known == key)
    place = tuple(
        index if size > 1 else 0 for index, size in zip(indices, values.shape[2:], strict=True)
    )
    for month in months:
        values[(month, slice(None), *place)] = value
    new = dataclasses.replace(outlook, values={**outlook.values, name: values})
    assert np.array_equal(new[key][0][list(months)], [value] * len(months), equal_nan=True)
    return new


def marks(figure, kinds):
    """The marks of some kinds that a specification has."""
    layers = [layer["mark"] for layer in figure.spec["layer"]]
    return [mark for mark in layers if isinstance(mark, dict) and mark["type"] in kinds]


@pytest.mark.parametrize(
    ("months", "value", "words"),
    [
        ((3, 4, 5), math.nan, f"{PART}cost (Aug 2026 to Oct 2026)."),
        ((3,), math.nan, f"{PART}cost (Aug 2026)."),
        ((0, 5), math.nan, f"{PART}cost (in places)."),
        (tuple(range(60)), math.nan, f"{PART}cost."),
        ((3,), math.inf, "Off the scale, and so not drawn: cost (Aug 2026)."),
    ],
)
def test_a_line_has_a_gap_where_it_has_no_value_and_words_say_where(april, months, value, words):
    outlook = changed(april, "serving_cost.pro", months, value)
    figure = lines_chart("Cost and price", outlook, april, COST)
    data = figure.data.to_pandas().set_index("series").loc["cost"]
    assert np.flatnonzero(data["value"].isna()).tolist() == list(months)
    assert figure.missing == words and not figure.is_blank
    drawn = marks(figure, ("line", "area"))
    assert len(drawn) == 2 and {mark["invalid"] for mark in drawn} == {GAP}
    assert lines_chart("Cost and price", april, april, COST).missing == ""


def test_a_line_of_the_baseline_that_is_not_defined_is_named_too(april):
    before = changed(april, "serving_cost.pro", (3,), math.nan)
    figure = lines_chart("Cost and price", april, before, COST)
    assert figure.missing == f"{PART}cost of the baseline (Aug 2026)."


def test_a_shaded_area_has_a_gap_where_one_of_its_edges_has_no_value(april):
    outlook = changed(april, "serving_cost.pro", (3, 4), math.nan)
    figure = lines_chart("Cost and price", outlook, april, COST, shaded=True)
    data = figure.data.to_pandas().iloc[:60]
    for edge in ("low", "high"):
        assert np.flatnonzero(data[edge].isna()).tolist() == [3, 4]
    assert {mark["invalid"] for mark in marks(figure, ("area",))} == {GAP}


def test_a_margin_below_what_is_drawn_is_off_the_scale(case, april):
    small = econ.run(case.scenario(overrides={"revenue": 1e-6}))
    figure = lines_chart("Gross margin", small, april, (Line("gross_margin", "gross margin"),))
    assert figure.missing == "Off the scale, and so not drawn: gross margin."


def test_a_limit_price_that_cannot_be_drawn_beside_the_list_is_off_the_scale(april, monkeypatch):
    limit = np.full(april.case.months, 5.0)
    limit[:3] = 0.0, np.inf, np.nan
    monkeypatch.setattr(best_price, "limit_prices", lambda outlook, tier: limit)
    paths = best_price.limit_price_lines(april, april, "pro")
    figure = lines_chart("Price", april, april, COST[1:], extra_paths=paths)
    data = figure.data.to_pandas().set_index("series").loc["limit price"]
    assert np.flatnonzero(data["value"].isna()).tolist() == [0, 1, 2]
    assert f"{PART}limit price (Jul 2026)" in figure.missing
    assert "Off the scale, and so not drawn: limit price (May 2026 to Jun 2026" in figure.missing
    limit[:] = 0.0
    assert best_price.limit_price_lines(april, april, "pro") == {}


def test_a_curve_without_values_is_named_and_has_no_label(april):
    x = np.array([1.0, 2.0, 3.0])
    before = pd.concat(
        [pd.DataFrame({"x": x, "y": x, "series": name}) for name in ("one", "two", "three")],
        ignore_index=True,
    )
    now = before[before["series"] != "three"].copy()
    now.loc[now["series"] == "two", "y"] = np.nan
    figure = curves_chart("Curves", now, before, "x", "y", ends_where_undefined=True)
    assert figure.missing == f"{PART}two and three."
    assert figure.sentence == "Curves, y: one from 1 to 3; two not defined; three not defined."
    data = figure.data.to_pandas()
    assert data.loc[data["kind"] == "end", "label"].tolist() == ["one"]
    assert curves_chart("Curves", now, before, "x", "y").missing == f"{PART}two."
    nothing = curves_chart("Curves", now[:0], before, "x", "y", ends_where_undefined=True)
    assert nothing.missing == WHOLLY


def test_bars_that_are_not_defined_are_named():
    table = pd.DataFrame({"platform": ["A", "A"], "part": ["power", "rent"], "value": [1.0, 2.0]})
    figure = stacked_bars("Cost", table, "yuan/Mtok", ["B", "C"])
    assert figure.missing == f"{PART}B and C." and "B not defined" in figure.sentence
    blank = stacked_bars("Cost", table[:0], "yuan/Mtok", ["A", "B", "C"])
    assert blank.is_blank and blank.missing == WHOLLY and blank.title == "Cost"


def test_a_step_of_a_waterfall_that_is_not_defined_has_no_bar():
    table = pd.DataFrame(
        {"what": ["list", "tax", "cost", "margin"], "value": [5.0, -1.0, np.nan, np.nan]}
    )
    figure = waterfall_chart("Bridge", table, "yuan/Mtok", math.nan)
    data = figure.data.to_pandas().set_index("what")
    for end in ("begin", "end", "top"):
        assert data[end].isna().tolist() == [False, False, True, True]
    assert figure.missing == f"{PART}cost and margin."
    assert data.loc["margin", "words"] == "not defined"


@pytest.fixture(scope="module")
def edge(case):
    """A scenario in which one chip keeps a latency target, and the outcome that depends on it."""
    scenario = case.scenario(overrides={"latency_promise.chat": 7.5})
    return scenario, outcomes.outcome_by_name(scenario, "Serving cost of V4-Pro")


def test_an_end_of_a_tornado_that_is_not_defined_has_no_bar(edge):
    scenario, outcome = edge
    tornado = compute_tornado(scenario, outcome, ("layer_latency.ascend_970", "trend_growth"))
    figure = sensitivity.tornado_chart(tornado, scenario)
    ends = dict(
        zip(("low", "high"), figure.data.to_pandas().iloc[:2].to_dict("records"), strict=True)
    )
    assert math.isnan(tornado.bars["at_high"][0]) and not math.isnan(tornado.bars["at_low"][0])
    assert math.isnan(ends["high"]["begin"]) and math.isnan(ends["high"]["end"])
    assert ends["low"]["begin"] < ends["low"]["end"]
    assert figure.missing == f"{PART}Layer latency · Ascend 970 at 160 µs."


def test_an_outcome_that_is_not_defined_has_words_and_no_bars_or_curves(case):
    scenario = case.scenario(overrides=NOBODY)
    outcome = outcomes.outcome_by_name(scenario, "Serving cost of V4-Pro")
    keys = ("trend_growth", "latency_promise.chat")
    tornado = compute_tornado(scenario, outcome, keys)
    assert math.isnan(tornado.base)
    figure = sensitivity.tornado_chart(tornado, scenario)
    assert figure.is_blank and figure.missing == WHOLLY
    table = pd.DataFrame(
        {"key": "trend_growth", "x": [0.0, 0.1], "y": [np.nan, np.nan], "now": [True, False]}
    )
    (curve,) = sensitivity.response_charts(table, outcome, scenario).values()
    assert curve.is_blank and curve.missing == WHOLLY
    table["y"] = [1.0, np.nan]
    (curve,) = sensitivity.response_charts(table, outcome, scenario).values()
    assert curve.missing == f"{PART}Demand growth (10 % a month)."
    assert curve.data.column("y").null_count == 1


def test_an_outcome_that_is_nowhere_defined_has_no_share_of_variance(case):
    nothing = np.full(8, np.nan)
    for part in estimate_indices(nothing, nothing, np.array([nothing, nothing])):
        assert np.isnan(part).all()
    outcome = outcomes.outcome_by_name(case.scenario(), "Gross margin")
    columns = ("first", "first_error", "total", "total_error")
    table = pd.DataFrame(
        {"outcome": outcome.name, "label": ["A", "B"]} | dict.fromkeys(columns, np.nan)
    )
    figure = sensitivity.variance_chart(table, outcome)
    assert figure.is_blank and figure.missing == WHOLLY and "nan" not in figure.sentence
