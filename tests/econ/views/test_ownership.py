"""Tables, figures and sentences of ownership: redemption rights, holders, and cells that are grey."""

import json

import numpy as np
import pytest
from support.exits import returns_table
from support.reading import as_read

import econ
from econ.accounts import exits
from econ.accounts.path_facts import month_money_ends
from econ.decisions.closing_raise import closing_raise, with_closing_raise
from econ.views import ownership as ownership_view
from econ.views.figures.lines import Line, lines_chart
from econ.views.sentences import ownership_words
from econ.views.statements import burn_chart


def test_x1_a_redemption_right_beyond_the_horizon_is_stated_too(case):
    """Fifty at eight per cent simple for five years is seventy: 1.4 times, 6.96 per cent a year."""
    held = {"redemption_right.first": "held", "redemption_term.first": 60, "initial_cash": 400}
    o = econ.run(case.scenario(overrides=held))
    right = exits.redemption(o, "first")
    assert (
        right.claim == pytest.approx(70.0)
        and right.claim_rate == pytest.approx(1.4**0.2 - 1.0)
        and not right.exercised
    )
    assert (
        "may give their shares back in Jul 2031 for 70 bn yuan. That is 1.4 times their money, or 7 % a year"
        in as_read(ownership_words.redemption_sentence(o, "first"))
    )
    table = returns_table(o, "first")
    assert (
        table.loc["100", "year 5"] == "1.40x, +7 % put"
        and "put" not in table.loc["2,000", "year 5"]
    )
    assert not any("put" in cell for cell in table.iloc[:, :4].to_numpy().ravel())
    given_back = econ.run(case.scenario(overrides=held | {"redemption_right.first": "exercised"}))
    assert returns_table(given_back, "first").loc["2,000", "year 5"] == "1.40x, +7 % put"
    poor = econ.run(case.scenario(overrides={**held, "initial_cash": 5, "training_ratio": 3.0}))
    assert exits.redemption(poor, "first").shortfall == pytest.approx(70.0), (
        "no cash is left at the end of the horizon to pay it"
    )
    assert "put" not in returns_table(poor, "first").loc["100", "year 5"]
    none = econ.run(case.scenario())
    assert (
        exits.redemption(none, "first") is None
        and ownership_words.redemption_sentence(none, "first") == ""
    )


def test_figures_of_owners_and_exits_have_every_holder_and_add_up(case, april):
    rounds = case.elements["round"]
    every = econ.run(case.scenario(overrides={f"round_status.{name}": 3 for name in rounds}))
    bars = ownership_view.holders_figure(every).data.to_pandas()
    # Beside the rounds there are the founder, the others and the pool.
    assert bars["stage"].nunique() == len(rounds) + 1 and bars["part"].nunique() == len(rounds) + 3
    assert bars.groupby("stage")["value"].sum().to_numpy() == pytest.approx(
        np.ones(len(rounds) + 1)
    )
    assert (
        ownership_view.holders_figure(every).spec["height"]
        > ownership_view.holders_figure(april).spec["height"]
    )
    for terms in exits.PREFERENCE_TERMS:
        paid = (
            ownership_view.payouts_figure(every, april, terms, 500.0)
            .data.to_pandas()
            .dropna(subset=["value"])
        )
        assert paid.groupby("exit")["value"].sum().to_numpy() == pytest.approx(
            np.ones(paid["exit"].nunique())
        )


def test_grey_cells_are_explained_where_there_are_some(november):
    returns = exits.round_returns(november, "later", "as assumed")
    assert returns.locked_up.any(axis=None) and not returns.out_of_money.any(axis=None)
    assert "grey: outside investors are locked up" in ownership_words.returns_title(returns)
    sold_at_once = econ.run(november.scenario.with_overrides({"lock_up.later": 0.0}))
    returns = exits.round_returns(sold_at_once, "later", "as assumed")
    assert not returns.locked_up.any(axis=None)
    assert "grey" not in ownership_words.returns_title(returns)


SHORT_OF_MONEY = {"trend_growth": 0.02, "training_ratio": 1.6}


def test_returns_after_the_money_has_ended_are_grey_until_the_gap_is_funded(case):
    short = econ.run(case.scenario(overrides=SHORT_OF_MONEY))
    end = month_money_ends(short)
    assert end is not None and short.at("cash", end) < 0.0 <= short.at("cash", end - 1)
    returns = exits.round_returns(short, "first")
    closing = int(short.at("round_month.first", 0))
    years = {year for year in returns.out_of_money if returns.out_of_money[year].all()}
    assert years == {year for year in returns.out_of_money if closing + 12 * year > end}
    assert "the money has ended by then" in ownership_words.returns_title(returns)
    funded = econ.run(with_closing_raise(short.scenario))
    after = exits.round_returns(funded, "first")
    assert month_money_ends(funded) is None and not after.out_of_money.any(axis=None)
    sold = closing_raise(short.scenario).share_sold
    kept = funded.at("outside_stake", 59) - (1.0 - sold) * short.at("outside_stake", 59)
    assert kept == pytest.approx(sold)
    first = short.at("outside_stake", closing)
    assert (after.multiple[8] <= returns.multiple[8]).all() and 0.0 < sold < first
    bare = [exits.round_returns(run, "first", "none").multiple[8] for run in (funded, short)]
    assert (bare[0] < bare[1]).all(), "without preferences every exit pays less"


def test_a_plan_that_lacks_no_money_has_no_gap_to_fund(april):
    assert month_money_ends(april) is None and with_closing_raise(april.scenario) is None


def test_what_comes_after_the_money_is_grey_in_figures(case, april):
    short = econ.run(case.scenario(overrides=SHORT_OF_MONEY))
    line = (Line("cash", "cash"),)
    for outlook in (april, short):
        end = month_money_ends(outlook)
        lines = lines_chart("Cash", outlook, april, line, marks_end=True, end=end)
        for figure in (lines, burn_chart("Burn", outlook)):
            rows = figure.data.to_pandas().dropna(subset=["until"])
            assert len(rows) == (0 if end is None else 1)
            if end is None:
                continue
            assert case.month_index(f"{rows['month'].iloc[0]:%Y-%m}") == end
            assert rows["until"].iloc[0] == figure.data.to_pandas()["month"].max()
            words = json.dumps(figure.spec, ensure_ascii=False)
            assert f"grey after {case.month_name(end)}, when the money ends" in words
