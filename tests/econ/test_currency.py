"""Money in the reader's currency: amounts in words, figures and exports are divided by the rate, and nothing else changes."""

import numpy as np
import pandas as pd
import pytest
from support.currencies import IN_DOLLARS, RATE
from support.reading import as_read

import econ
from econ.units import (
    DOLLAR,
    IN_YUAN,
    UNITS,
    YUAN,
    Currency,
    format_stated,
    format_value,
    is_money,
    showing,
    shown_currency,
    shown_unit,
)
from econ.views import export, overview, rounds_table, runway_effects, short_numbers
from econ.views.figures.bars import waterfall_chart
from econ.views.figures.curves import curves_chart
from econ.views.figures.lines import Line, lines_chart
from econ.views.statements import burn_chart
from econ.words import Amount, amount_text


@pytest.fixture(scope="module")
def outlook(case):
    return econ.run(case.scenario())


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (80.0, "bn yuan", "10.0 bn dollars"),
        (-80.0, "bn yuan/month", "−10.0 bn dollars/month"),
        (8.0, "yuan/Mtok", "1.00 dollars/Mtok"),
        (280.0, "k yuan/card", "35.0 k dollars/card"),
        (7.1, "yuan/dollar", "7.10 yuan/dollar"),
        (0.3, "dollar/Mtok", "0.300 dollar/Mtok"),
        (0.5, "share", "50 %"),
        (float("inf"), "bn yuan", "out of reach"),
        (float("nan"), "bn yuan", "not defined"),
    ],
)
def test_amounts_are_in_the_readers_currency(value, unit, text):
    with showing(IN_DOLLARS):
        assert format_value(value, unit) == text
        assert format_stated(value, unit) == format_value_in_yuan(value, unit)
    assert shown_currency() == IN_YUAN


def format_value_in_yuan(value, unit):
    with showing(IN_YUAN):
        return format_value(value, unit)


def test_words_and_short_numbers_are_in_the_readers_currency():
    with showing(IN_DOLLARS):
        assert as_read(amount_text(Amount(value=80.0, unit="bn yuan"))) == "10 bn dollars"
        assert as_read(amount_text(Amount(value=80.0, unit="month"))) == "80 months"
        assert as_read(short_numbers.short_money(824.0)) == "103 bn dollars"
        assert as_read(short_numbers.money_difference(-8.0)) == "−1.0 bn dollars"
    assert as_read(amount_text(Amount(value=80.0, unit="bn yuan"))) == "80 bn yuan"


def test_every_unit_of_money_but_a_rate_and_a_price_in_dollars_is_shown_in_dollars():
    with showing(IN_DOLLARS):
        for unit in UNITS:
            money = any(name == "yuan" for name, _ in UNITS[unit].dimensions)
            assert is_money(unit) == (money and "dollar" not in unit)
            assert (YUAN in shown_unit(unit)) == (unit == "yuan/dollar")


def numbers(figure):
    """The numbers of a figure by column."""
    frame = figure.data.to_pandas()
    return {
        name: frame[name].to_numpy(float)
        for name in frame
        if pd.api.types.is_float_dtype(frame[name])
    }


def subtitle(figure):
    return str(figure.spec["title"].get("subtitle", ""))


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


def test_the_editor_of_rounds_shows_and_takes_money_in_the_readers_currency(case):
    scenario = case.scenario(overrides={"round_amount.first": 50.0, "round_pre_money.first": 300.0})
    with showing(IN_DOLLARS):
        row = rounds_table.editable_table(scenario).loc["First round"]
        assert (row["money"], row["valuation"]) == ("6.25", "37.5")
        cells = {"first": {"money": "10", "valuation": "40 bn dollars"}}
        edits = rounds_table.read_edits(scenario, cells)
        assert edits.changes == {"round_amount.first": 80.0, "round_pre_money.first": 320.0}
        assert rounds_table.shows_as_typed(
            scenario.with_overrides(edits.changes), {"first": {"money": "10"}}, {}
        )
        in_yuan = rounds_table.read_edits(scenario, {"first": {"money": "80 bn yuan"}})
        assert in_yuan.changes == {"round_amount.first": 80.0}


@pytest.mark.parametrize("yuan", [7.1, 7.2137])
def test_money_of_a_round_comes_back_as_it_was_typed_in_another_currency(case, yuan):
    scenario = case.scenario()
    with showing(Currency(name=DOLLAR, yuan=yuan)):
        for typed in ("0.1", "7", "33.3", "61.234"):
            cells = {"first": {"money": typed}}
            edits = rounds_table.read_edits(scenario, cells)
            after = scenario.with_overrides(edits.changes)
            assert rounds_table.shows_as_typed(after, cells, {}), typed


def test_a_limit_of_the_editor_is_told_in_the_readers_currency_and_can_be_typed(case):
    limit = case.assumption_of("round_amount").limits[1]
    with showing(IN_DOLLARS):
        beyond = rounds_table.read_edits(case.scenario(), {"first": {"money": limit / RATE + 1.0}})
        (problem,) = beyond.problems
        assert "yuan" not in problem and f"and {limit / RATE:g} (bn dollars)" in as_read(problem)
        at_limit = rounds_table.read_edits(case.scenario(), {"first": {"money": limit / RATE}})
        assert at_limit.changes == {"round_amount.first": limit}


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
