"""Figures, panels and exports in the reader’s currency: money is divided by the rate, and nothing else changes."""

import numpy as np
import pandas as pd
import pytest
from support.currencies import IN_DOLLARS, RATE

import econ
from econ.units import DOLLAR, Currency, is_money, showing
from econ.views import export, overview, runway_effects
from econ.views.figures.bars import waterfall_chart
from econ.views.figures.curves import curves_chart
from econ.views.figures.lines import Line, lines_chart
from econ.views.statements import burn_chart

FIGURES = {
    "cash": lambda o: lines_chart("t", o, o, (Line("cash", "cash"),)),
    "cards": lambda o: lines_chart("t", o, o, (Line("fleet.h800", "cards"),)),
    "margin": lambda o: lines_chart("t", o, o, (Line("gross_margin", "margin"),)),
    "burn": lambda o: burn_chart("t", o),
    "bridge": lambda o: waterfall_chart(
        "t", pd.DataFrame({"what": ["a", "b", "c"], "value": [8.0, -3.0, 5.0]}), "bn yuan"
    ),
    "curve": lambda o: curves_chart(
        "t",
        table := pd.DataFrame({"x": [1.0, 2.0], "y": [4.0, 9.0], "series": "a"}),
        table,
        "x",
        unit="yuan/Mtok",
        number_formats=(".0f", ".0f"),
    ),
}
NOT_MONEY = ("cards", "margin")
NOT_HEIGHTS = ("x", "order")


@pytest.fixture(scope="module")
def outlook(case):
    return econ.run(case.scenario())


def numbers(figure):
    """The numbers of a figure by column."""
    frame = figure.data.to_pandas()
    return {
        name: frame[name].to_numpy(float)
        for name in frame
        if pd.api.types.is_float_dtype(frame[name])
    }


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_has_its_money_divided_by_the_rate(name, outlook):
    in_yuan = FIGURES[name](outlook)
    with showing(IN_DOLLARS):
        in_dollars = FIGURES[name](outlook)
    before, after = numbers(in_yuan), numbers(in_dollars)
    assert before.keys() == after.keys() and before
    for column, values in before.items():
        rate = 1.0 if name in NOT_MONEY or column in NOT_HEIGHTS else RATE
        np.testing.assert_allclose(after[column] * rate, values, rtol=1e-12, err_msg=column)
    words = str(in_dollars.spec)
    assert "yuan" not in words and ("dollars" in words) == (name not in NOT_MONEY)


def test_the_panels_of_the_overview_have_their_money_divided_by_the_rate(outlook):
    in_yuan = overview.overview_panels(outlook, outlook, outlook)
    with showing(IN_DOLLARS):
        in_dollars = overview.overview_panels(outlook, outlook, outlook)
    for before, after in zip(in_yuan, in_dollars, strict=True):
        rate = RATE if before.key in ("price", "margin", "cash") else 1.0
        for first, second in zip(before.lines, after.lines, strict=True):
            np.testing.assert_allclose(second.values * rate, first.values, rtol=1e-12)
        assert after.unit == before.unit.replace("yuan", "dollars")


def test_the_export_has_every_quantity_in_the_readers_currency(outlook):
    in_yuan = export.all_quantities(outlook)
    with showing(IN_DOLLARS):
        in_dollars = export.all_quantities(outlook)
    for before, after in zip(in_yuan, in_dollars, strict=True):
        unit = before.rpartition(" [")[2].removesuffix("]")
        rate = RATE if is_money(unit) else 1.0
        np.testing.assert_allclose(
            in_dollars[after].to_numpy() * rate, in_yuan[before].to_numpy(), rtol=1e-12
        )
        assert (before == after) == (rate == 1.0)


def test_a_lever_hardly_moves_the_outcome_in_every_currency_alike(case):
    scenario = case.scenario()
    levers = case.levers_of("front", scenario.preset)

    def hardly_moving():
        bars = runway_effects.what_could_move(scenario, levers).bars
        return {bar.key for bar in bars if "hardly" in bar.before + bar.after}

    in_yuan = hardly_moving()
    with showing(Currency(name=DOLLAR, yuan=100.0)):
        assert "bn dollars" in runway_effects.what_could_move(scenario, levers).unit_line
        in_dollars = hardly_moving()
    assert in_dollars == in_yuan
