"""Payments, present values and returns: published cases, laws, and the same answers the long way."""

import datetime
import math
import time

import numpy as np
import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st
from support.dated_flows import DATED, DATES

from econ import finance
from econ.finance import time_value


def test_t1_t2_payments():
    assert finance.payment(0.08 / 12, 10, 10_000) == pytest.approx(-1037.03, abs=0.005)
    assert finance.payment(0.075 / 12, 180, 200_000) == pytest.approx(
        -1854.0247200054619, rel=1e-12
    )


def test_t3_present_value_in_both_conventions():
    flows = [-10_000, 3_000, 4_200, 6_800]
    assert finance.spreadsheet_npv(0.10, flows) == pytest.approx(1188.4434, abs=5e-5)
    assert finance.npv(0.10, flows) == pytest.approx(1307.2878, abs=5e-5)


@pytest.mark.parametrize(
    ("flows", "rate", "digits"),
    [
        ([-100, 39, 59, 55, 20], 0.2809484211599611, 1e-12),
        ([-70_000, 12_000, 15_000, 18_000, 21_000], -0.0212448, 5e-8),
        ([-70_000, 12_000, 15_000, 18_000, 21_000, 26_000], 0.0866309, 5e-8),
        ([-150_000, 15_000, 25_000, 35_000, 45_000, 60_000], 0.0524, 5e-5),
        ([-50, *[0] * 59, 150], 3 ** (1 / 60) - 1, 1e-12),
    ],
)
def test_t4_t5_t6_t13_returns(flows, rate, digits):
    assert finance.irr(flows) == pytest.approx(rate, abs=digits)


def test_t7_dated_flows():
    assert finance.xirr(DATES, DATED) == pytest.approx(0.3733625335, abs=1e-8)
    assert finance.xnpv(0.09, DATES, DATED) == pytest.approx(2086.6476, abs=5e-5)


def test_t7_dates_in_any_order_give_the_same_return_and_no_present_value():
    order = [3, 0, 4, 1, 2]
    dates, flows = [DATES[i] for i in order], [DATED[i] for i in order]
    assert finance.xirr(dates, flows) == pytest.approx(finance.xirr(DATES, DATED), abs=1e-12)
    with pytest.raises(ValueError, match="before the first"):
        finance.xnpv(0.09, dates, flows)


def test_t8_modified_return():
    assert finance.mirr(
        [-120_000, 39_000, 30_000, 21_000, 37_000, 46_000], 0.10, 0.12
    ) == pytest.approx(0.1260941303659)


def test_t9_t10_t14_interest_growth_and_leases():
    assert finance.interest_between(0.055 / 12, 24, 5000, 4, 6, begin=True) == pytest.approx(
        -57.54, abs=0.005
    )
    assert finance.growth_rate(4, 7500, 10_000) == pytest.approx(0.0746, abs=5e-5)
    assert -finance.payment(0.005, 36, 95_000) == pytest.approx(2890.08, abs=0.005)
    assert -finance.payment(0.005, 36, 95_000, begin=True) == pytest.approx(2875.71, abs=0.005)
    assert finance.interest_part(0.01, 3, 12, 100) + finance.principal_part(
        0.01, 3, 12, 100
    ) == pytest.approx(finance.payment(0.01, 12, 100))


def test_t11_two_returns_are_flagged():
    with pytest.raises(finance.SeveralRatesError) as flagged:
        finance.irr([-1000, 2300, -1320])
    assert flagged.value.rates == pytest.approx((0.10, 0.20))


@pytest.mark.parametrize("flows", [[-100, 250, -200], [0, 0, 0], [100, 50], [-100, -50]])
def test_t12_no_return_is_not_a_number_and_no_exception(flows):
    assert math.isnan(finance.irr(flows))


def test_a_total_loss_is_minus_one_whatever_the_version_of_the_library():
    assert finance.irr([-100, 0, 0, 0]) == -1.0


@pytest.mark.parametrize(("flows", "rates"), [([-50, -100, 600, 300, -100], (-0.7689, 1.8544))])
def test_flows_on_which_versions_of_the_library_differ_are_flagged(flows, rates):
    with pytest.raises(finance.SeveralRatesError) as flagged:
        finance.irr(flows)
    assert flagged.value.rates == pytest.approx(rates, abs=5e-5)


@pytest.mark.parametrize("flows", [[], [math.nan, 1.0], [math.inf, -1.0], [[1.0], [2.0]]])
def test_an_invalid_list_of_flows_is_refused_with_a_reason(flows):
    with pytest.raises(ValueError, match="flows must be"):
        finance.irr(flows)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 3000), st.floats(0.5, 5e3)), min_size=1, max_size=8),
    st.floats(10, 1e4),
)
def test_dated_returns_agree_with_an_independent_library(later, paid):
    first = datetime.date(2020, 1, 1)
    dates = [first, *(first + datetime.timedelta(days=days) for days, _ in later)]
    flows = [-paid, *(money for _, money in later)]
    ours, theirs = finance.xirr(dates, flows), pyxirr.xirr(dates, flows)
    if theirs is not None and -0.99 < theirs < 1e4:
        assert ours == pytest.approx(theirs, abs=1e-7, rel=1e-7)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: finance.npv(-1.0, [1, 2]), "above −100 %"),
        (lambda: finance.npv(math.nan, [1]), "rate must be a finite"),
        (lambda: finance.spreadsheet_npv(-1, [1]), "above −100 %"),
        (lambda: finance.npv(0.1, []), "flows must be"),
        (lambda: finance.npv(0.1, [[]]), "flows must be"),
        (lambda: finance.npv(0.1, 5.0), "flows must be"),
        (lambda: finance.xirr([], [1.0]), "no dates"),
        (lambda: finance.xirr(["a", "b"], [-1, 2]), "must be dates"),
        (lambda: finance.xirr(DATES, [1.0]), "as many"),
        (lambda: finance.xnpv(-1.5, DATES, DATED), "above −100 %"),
        (lambda: finance.payment(0.1, 0, 100), "number of periods"),
        (lambda: finance.payment(-1, 10, 100), "above −100 %"),
        (lambda: finance.interest_part(0.1, 0, 10, 100), "from 1 to 10"),
        (lambda: finance.principal_part(0.1, 11, 10, 100), "from 1 to 10"),
        (lambda: finance.growth_rate(4, -1, 5), "growth is"),
        (lambda: finance.growth_rate(0, 1, 5), "number of periods"),
        (lambda: finance.monthly_rate(-2), "above −100 %"),
        (lambda: finance.mirr([-1, 2], -1, 0.1), "finance rate"),
        (lambda: finance.mirr([], 0.1, 0.1), "flows must be"),
    ],
)
def test_invalid_arguments_are_refused_with_a_reason(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize(
    ("flows", "rate"),
    [
        ([0, 0, -100, 110], 0.10),
        ([100, -110], 0.10),
        ([-100, 0, 0, 0], -1.0),
        ([0, -100, 0], -1.0),
        ([-100, -50, 0, 0], -1.0),
        ([-100, 1e-6], 1e-8 - 1.0),
        ([-1e-6, 1e6], 1e12 - 1.0),
        ([-100, *[0] * 1199, 200], 2 ** (1 / 1200) - 1),
        ([-100, *[1] * 5000], 0.01),
        ([-1, 0, 0, 8], 1.0),
        ([100, -220, 121], 0.10),
    ],
)
def test_extreme_late_and_nearly_flat_returns_are_found(flows, rate):
    assert finance.irr(flows) == pytest.approx(rate, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize(
    ("flows", "rates"),
    [
        (np.poly([1.1, 1.2, 1.3, 1.4, 1.5]), (0.1, 0.2, 0.3, 0.4, 0.5)),
        (np.poly([0.01, 3.0]), (-0.99, 2.0)),
        (np.poly([1.1, 1.1, 1.3]), (0.1, 0.3)),
        (np.poly([1e9, 1e12]), (1e9, 1e12)),
        ([1, -1e9, 1.2e9], (0.2,)),
        (np.poly([1.0, 2.0]), (0.0, 1.0)),
        (np.poly([1e-12, 1.5]), (0.5,)),
        (np.poly([1.2, 1.2, 1.2]), (0.2,)),
    ],
)
def test_every_root_of_a_polynomial_is_one_return_and_an_extreme_one_only_if_alone(flows, rates):
    """A triple root is known to the third root of what a number can tell."""
    try:
        assert (finance.irr(flows),) == pytest.approx(rates, abs=1e-4)
    except finance.SeveralRatesError as flagged:
        assert flagged.rates == pytest.approx(rates, rel=1e-6, abs=1e-7)


@given(
    roots=st.lists(st.integers(-18, 60), min_size=1, max_size=4, unique=True),
    scale=st.floats(1e-6, 1e6),
)
def test_flows_constructed_from_rates_have_exactly_these_rates(roots, scale):
    """The last factor has no return: 1 + x² is never zero."""
    rates = sorted(root / 20.0 for root in roots)
    flows = scale * np.polymul(np.poly([1.0 + rate for rate in rates]), [1.0, 0.0, 1.0])
    try:
        returned = (finance.irr(flows),)
    except finance.SeveralRatesError as flagged:
        returned = flagged.rates
    assert returned == pytest.approx(rates, abs=1e-6)


@pytest.mark.parametrize(
    ("flows", "rate"),
    [
        ([-1.0, 1.001] * 2500, 0.001),
        ([-1.0, *[2.0, -2.0] * 2499, 1.0], 0.0),
    ],
)
def test_thousands_of_flows_of_alternating_sign_are_discounted_at_a_few_rates(
    monkeypatch, flows, rate
):
    """Nothing else takes as long; with bounds on single flows it was up to 66,000 rates and a quarter of a minute."""
    counts = []
    discounted_sums = time_value._discounted_sums

    def counted_sums(log_rates, times, columns):
        counts.append(len(log_rates))
        return discounted_sums(log_rates, times, columns)

    monkeypatch.setattr(time_value, "_discounted_sums", counted_sums)
    assert finance.irr(flows) == pytest.approx(rate, abs=1e-9)
    assert sum(counts) < 400


FIRST, LATER = datetime.date(2026, 1, 1), datetime.date(2027, 1, 1)


@pytest.mark.parametrize(
    ("dates", "flows", "rate"),
    [
        ([FIRST, FIRST, LATER], [-100, 120, 50], math.nan),
        ([FIRST, FIRST, LATER], [-100, 100, 50], math.nan),
        ([FIRST, FIRST, LATER], [0.3, -0.1 - 0.2, 50], math.nan),
        ([LATER, FIRST, FIRST], [126, -100, -20], 0.05),
        ([FIRST, LATER, LATER], [-100, 5, -5], -1.0),
        ([FIRST, LATER, LATER], [-100, 50, 60], 0.1),
        ([FIRST, FIRST, LATER, LATER], [-100, 50, 200, -200], -1.0),
        ([FIRST, FIRST], [-100, 110], math.nan),
    ],
)
def test_flows_of_one_day_are_one_flow(dates, flows, rate):
    assert finance.xirr(dates, flows) == pytest.approx(rate, abs=1e-12, nan_ok=True)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(-10_000, 10_000)), min_size=1, max_size=30),
    st.randoms(),
)
def test_splitting_or_reordering_flows_of_a_day_does_not_change_the_return(flows, random):
    def returned(pairs):
        try:
            return (
                finance.xirr(
                    [FIRST + datetime.timedelta(days=day) for day, _ in pairs],
                    [flow for _, flow in pairs],
                ),
            )
        except finance.SeveralRatesError as flagged:
            return flagged.rates

    apart = [(day, part) for day, flow in flows for part in (flow - 7, 4, 3)]
    random.shuffle(apart)
    whole = {}
    for day, flow in flows:
        whole[day] = whole.get(day, 0) + flow
    assert returned(apart) == pytest.approx(
        returned(sorted(whole.items())), rel=1e-9, abs=1e-12, nan_ok=True
    )


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 3000), st.floats(0.5, 5e3)), min_size=1, max_size=8),
    st.floats(10, 1e4),
)
def test_split_flows_agree_with_an_independent_library(later, paid):
    dates = [
        FIRST,
        FIRST,
        *(FIRST + datetime.timedelta(days=days) for days, _ in later for _ in range(2)),
    ]
    flows = [
        -1.5 * paid,
        0.5 * paid,
        *(part for _, money in later for part in (2.0 * money, -money)),
    ]
    ours, theirs = finance.xirr(dates, flows), pyxirr.xirr(dates, flows)
    if theirs is not None and -0.99 < theirs < 1e4:
        assert ours == pytest.approx(theirs, abs=1e-7, rel=1e-7)


@pytest.mark.parametrize(
    "flows", [[-1000.0, *[0.3, -0.1] * 2500], [-1.0, 1.0] * 2500, [-1000.0, *[0.3] * 5000]]
)
def test_the_return_on_thousands_of_flows_is_fast(flows):
    """The present value at every rate that is returned is zero; the search took seconds."""
    began = time.process_time()
    try:
        rates = (finance.irr(flows),)
    except finance.SeveralRatesError as flagged:
        rates = flagged.rates
    assert time.process_time() - began < 0.5
    for rate in rates:
        discounted = np.array(flows) * np.exp(
            -np.log1p(rate) * (np.arange(len(flows)) - (0 if rate >= 0 else len(flows) - 1))
        )
        assert abs(discounted.sum()) <= 1e-9 * np.abs(discounted).sum()


def test_two_returns_near_each_other_are_both_found():
    """(1 + r) squared less the sum of the roots and their product: they are a tenth of a per cent apart."""
    lower, upper = 1.100, 1.101
    with pytest.raises(finance.SeveralRatesError) as flagged:
        finance.irr([-1, lower + upper, -lower * upper])
    assert flagged.value.rates == pytest.approx((0.100, 0.101), abs=1e-6)


@given(rate=st.floats(-0.95, 5.0), paid=st.lists(st.floats(0.1, 100.0), min_size=1, max_size=40))
def test_the_return_recovers_the_discount_rate(rate, paid):
    price = finance.npv(rate, [0.0, *paid])
    assert finance.irr([-price, *paid]) == pytest.approx(rate, rel=1e-6, abs=1e-8)


def test_present_value_of_a_batch_equals_that_of_each_draw():
    flows = np.random.default_rng(3).normal(size=(50, 24))
    assert finance.npv(0.01, flows) == pytest.approx([finance.npv(0.01, row) for row in flows])
    assert finance.spreadsheet_npv(0.01, flows).shape == (50,)


def test_no_modified_return_without_money_paid_in_and_received():
    assert math.isnan(finance.mirr([1, 2], 0.1, 0.1)) and math.isnan(
        finance.mirr([-1, -2], 0.1, 0.1)
    )
