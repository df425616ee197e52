"""Textbook cases of returns, dates, waterfalls and protection beyond the usual ones, and what no textbook would ask."""

import datetime
import math

import numpy as np
import pandas as pd
import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st
from support.dated_flows import DATED, DATES

from econ import finance
from econ.finance import ShareClass, waterfall


@pytest.mark.parametrize(
    ("flows", "rates"),
    [
        ([-1600, 10_000, -10_000], (0.25, 4.0)),  # the oil pump of Lorie and Savage
        ([-1.0, 3.6, -4.31, 1.716], (0.10, 0.20, 0.30)),
        ([10, -30, 20], (0.0, 1.0)),
        ([-10, 21, -11], (0.0, 0.10)),
        ([-4000, 25_000, -25_000], (0.25, 4.0)),
    ],
)
def test_all_rates_of_return_are_found(flows, rates):
    with pytest.raises(finance.SeveralRatesError) as flagged:
        finance.irr(flows)
    assert flagged.value.rates == pytest.approx(rates, abs=1e-9)


@pytest.mark.parametrize(
    ("flows", "rate"),
    [
        ([-100, 0, 0, 74], -0.0955),
        ([-100, 100, 0, 7], 0.06206),
        ([-123_400, 36_200, 54_800, 48_100], 0.0596),
    ],
)
def test_returns_of_manuals(flows, rate):
    assert finance.irr(flows) == pytest.approx(rate, abs=5e-5)


def test_a_modified_return_where_money_is_paid_in_twice():
    assert finance.mirr([-1000, -4000, 5000, 2000], 0.10, 0.12) == pytest.approx(0.1791, abs=5e-5)


@pytest.mark.parametrize(
    "dates",
    [
        np.array(DATES, dtype="datetime64[D]"),
        np.array(DATES, dtype="datetime64[ns]"),
        [np.datetime64(day) for day in DATES],
        pd.DatetimeIndex(DATES),
        pd.Series(pd.to_datetime(DATES), index=range(7, 12)),
        tuple(DATES),
        iter(DATES),
        [datetime.datetime(day.year, day.month, day.day, 23) for day in DATES],
    ],
    ids=lambda dates: type(dates).__name__,
)
def test_dates_of_python_numpy_and_pandas_are_the_same_dates(dates):
    assert finance.xirr(dates, DATED) == pytest.approx(pyxirr.xirr(DATES, DATED), abs=1e-9)


def test_present_value_of_numpy_dates_is_that_of_an_independent_library():
    days = np.array(DATES, dtype="datetime64[D]")
    rates = [0.0, 0.09, 0.5]
    assert finance.xnpv(rates, days, DATED) == pytest.approx(
        [pyxirr.xnpv(rate, DATES, DATED) for rate in rates]
    )


@given(rates=st.lists(st.floats(-0.9, 3.0), min_size=1, max_size=4), draws=st.integers(1, 3))
def test_present_value_at_several_rates_is_that_at_each(rates, draws):
    flows = np.random.default_rng(draws).normal(size=(draws, 12))
    for value in (finance.npv, finance.spreadsheet_npv):
        assert value(rates, flows) == pytest.approx(
            np.array([value(rate, flows) for rate in rates])
        )
        assert value(rates, flows[0]) == pytest.approx([value(rate, flows[0]) for rate in rates])


def test_a_flow_of_zero_has_present_value_zero_at_any_rate():
    assert finance.npv(-0.999999, [1.0, *[0.0] * 400]) == 1.0


# Preferences of 1 and 3 for a share each in five: everybody shares alike from 15 on.
SERIES = {"A": (1, 1), "B": (1, 3)}


def series(seniority=(0, 0)):
    return [
        ShareClass("common", 3),
        *(
            ShareClass(name, shares, money, seniority=rank)
            for (name, (shares, money)), rank in zip(SERIES.items(), seniority, strict=True)
        ),
    ]


def test_classes_convert_one_after_the_other_at_their_break_points():
    paid = waterfall(series(), [4, 7, 10, 15, 20])
    assert paid["A"].tolist() == pytest.approx([1, 1, 1.75, 3, 4])
    assert paid["B"].tolist() == pytest.approx([3, 3, 3, 3, 4])
    assert paid["common"].tolist() == pytest.approx([0, 3, 5.25, 9, 12])


@pytest.mark.parametrize(
    ("ranks", "paid"), [((0, 0), (0.5, 1.5)), ((0, 1), (0.0, 2.0)), ((1, 0), (1.0, 1.0))]
)
def test_a_small_exit_is_paid_in_proportion_or_by_rank(ranks, paid):
    proceeds = waterfall(series(ranks), 2.0)
    assert (proceeds["A"], proceeds["B"], proceeds["common"]) == pytest.approx((*paid, 0.0))


def test_three_ranks_of_which_the_middle_is_shared():
    classes = [
        ShareClass("common", 100),
        ShareClass("senior", 10, 10, seniority=2),
        ShareClass("one", 10, 20, seniority=1),
        ShareClass("other", 10, 10, seniority=1),
        ShareClass("junior", 10, 30),
    ]
    proceeds = waterfall(classes, [8, 25, 40, 55])
    assert proceeds["senior"].tolist() == pytest.approx([8, 10, 10, 10]) and proceeds[
        "one"
    ].tolist() == pytest.approx([0, 10, 20, 20])
    assert proceeds["other"].tolist() == pytest.approx([0, 5, 10, 10]) and proceeds[
        "junior"
    ].tolist() == pytest.approx([0, 0, 0, 15])


def test_a_cap_of_three_times_binds_and_is_given_up():
    """A fifth for 5, taking part up to 15: capped from 55 on, as good as common from 75 on."""
    proceeds = waterfall(
        [ShareClass("A", 20, 5, True, 15), ShareClass("common", 80)], [5, 50, 55, 60, 75, 100]
    )
    assert proceeds["A"].tolist() == pytest.approx([5, 14, 15, 15, 15, 20])


@given(classes=st.lists(st.tuples(st.floats(1, 100), st.floats(0, 50)), min_size=1, max_size=4))
def test_classes_convert_in_the_order_of_their_preference_a_share(classes):
    """Where a common share gets what share_class of a class is owed, that class and all that are owed less a share have converted."""
    table = [
        ShareClass("common", 50),
        *(ShareClass(str(number), *terms) for number, terms in enumerate(classes)),
    ]
    for shares, preference in classes:
        value = preference / shares
        worth = sum(share_class.claim(value) for share_class in table)
        proceeds = waterfall(table, float(worth))
        assert proceeds["common"] == pytest.approx(50 * value, abs=1e-9)
        assert all(
            proceeds[share_class.name]
            == pytest.approx(max(share_class.preference, share_class.shares * value), abs=1e-9)
            for share_class in table
        )


@pytest.mark.parametrize(
    ("exits", "kind"), [(0, float), (750, float), ([0, 750], np.ndarray), ([], np.ndarray)]
)
def test_a_waterfall_has_the_shape_of_its_exit_values(exits, kind):
    assert all(isinstance(money, kind) for money in waterfall(series(), exits).values())


def test_broad_and_narrow_averages_and_a_full_ratchet_in_their_order():
    """A round of 40 at 0.4 after one of 50 shares at 1 among 350: the ratchet gives most, the broad average least."""
    broad, narrow = (finance.weighted_average_price(1.0, shares, 40, 0.4) for shares in (350, 50))
    assert broad == pytest.approx(390 / 450) and narrow == pytest.approx(90 / 150)
    assert 0.4 < narrow < broad < 1.0


def test_the_price_of_a_full_ratchet_gives_the_protected_money_its_worth():
    price = finance.ratchet_price(200, 50, 300)
    assert price * (300 + 50 / price) == pytest.approx(200)


NO_NUMBER = (None, "1", math.nan, [1.0, 2.0], math.inf)


@pytest.mark.parametrize("value", NO_NUMBER, ids=str)
@pytest.mark.parametrize(
    "ask",
    [
        lambda value: finance.ratchet_price(value, 50, 300),
        lambda value: finance.ratchet_price(200, value, 300),
        lambda value: finance.ratchet_price(200, 50, value),
        lambda value: finance.weighted_average_price(value, 1, 1, 1),
        lambda value: finance.weighted_average_price(1, value, 1, 0.5),
        lambda value: finance.weighted_average_price(1, 1, value, 0.5),
        lambda value: finance.weighted_average_price(1, 1, 1, value),
        lambda value: finance.payment(0.1, value, 100),
        lambda value: finance.payment(0.1, 12, value),
        lambda value: finance.payment(value, 12, 100),
        lambda value: finance.interest_part(0.1, value, 12, 100),
        lambda value: finance.interest_between(0.1, 12, 100, 1, value),
        lambda value: finance.growth_rate(4, 1, value),
        finance.monthly_rate,
        lambda value: finance.mirr([-1, 2], value, 0.1),
        lambda value: finance.burn_multiple(value, 1),
        lambda value: finance.growing_burn(50, value, 0.03),
        lambda value: finance.growing_burn(50, 1, value),
        lambda value: ShareClass("A", value),
        lambda value: ShareClass("A", 1, value),
        lambda value: ShareClass("A", 1, 1, seniority=value),
        lambda value: finance.runway("covenant", cash=[3, 1, -1], minimum=value),
        lambda value: finance.runway("decision", cash=[3, 1, -1], lead=value),
    ],
)
def test_an_argument_that_is_no_number_is_refused_by_name(ask, value):
    with pytest.raises(ValueError, match="number"):
        ask(value)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: finance.ratchet_price(200, -50, 300), "must not be negative"),
        (lambda: finance.ratchet_price(-200, 0, 300), "leaves nothing"),
        (lambda: finance.xirr([np.datetime64("NaT"), DATES[0]], [-1, 2]), "must be dates"),
        (lambda: finance.xirr([pd.NaT, DATES[0]], [-1, 2]), "must be dates"),
        (lambda: finance.xirr(["2026-01-01"], [1]), "must be dates"),
        (lambda: finance.xirr([0, 365], [-1, 2]), "must be dates"),
        (lambda: finance.xirr(None, [1]), "list of dates"),
        (lambda: finance.xirr(DATES[0], [1]), "list of dates"),
        (lambda: finance.irr(["a", 1]), "flows must be numbers"),
        (lambda: finance.irr(None), "flows must be numbers"),
        (lambda: finance.npv([0.1, -2.0], [1, 2]), "above −100 %"),
        (lambda: finance.interest_between(0.01, 12, 100, 6, 4), "must not lie before the first"),
        (lambda: finance.interest_part(0.01, 1.5, 12, 100), "whole number"),
        (lambda: waterfall(None, 1.0), "a ShareClass for each"),
        (lambda: waterfall([1, 2], 1.0), "a ShareClass for each"),
        (lambda: waterfall(series(), [1, None]), "not negative"),
        (lambda: waterfall(series(), "much"), "not negative"),
        (lambda: ShareClass("A", 1, 1, "no"), "True or False"),
        (lambda: ShareClass(5, 1), "needs a name"),
        (lambda: ShareClass("A", 1, 1, True, math.nan), "cap of «A»"),
        (lambda: finance.runway([], cash=1.0), "no runway called"),
        (lambda: finance.runway("static", cash="x"), "numbers in every month"),
        (lambda: finance.runway("static", cash=1.0, burn=math.inf), "burn must be finite"),
        (lambda: finance.runway("static", cash=[1, 2], burn=[1, 2, 3]), "must be alike"),
        (lambda: finance.runway("liquidity", cash=[1, 2], undrawn=-1), "must not be negative"),
    ],
)
def test_meaningless_arguments_are_refused_with_a_reason(ask, words):
    with pytest.raises(ValueError, match=words):
        ask()
