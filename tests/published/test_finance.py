"""Published cases of finance (finance.md §5): time value, runway, cap tables, waterfalls; and the same answers the long way."""

import datetime
import itertools
import math
import time

import numpy as np
import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st

from econ import finance
from econ.finance import ShareClass, time_value, waterfall
from econ.finance.runways import burn_multiple, growing_burn, runway


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


DATES = [
    datetime.date(2008, 1, 1),
    datetime.date(2008, 3, 1),
    datetime.date(2008, 10, 30),
    datetime.date(2009, 2, 15),
    datetime.date(2009, 4, 1),
]
DATED = [-10_000, 2_750, 4_250, 3_250, 2_750]


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


def test_r1_r2_runways_of_one_company_under_three_definitions():
    assert runway("loss", cash=2552, burn=1752 / 6) == pytest.approx(8.74, abs=0.005)
    assert runway("static", cash=2552, burn=327.3) == pytest.approx(7.80, abs=0.005)
    assert runway("static", cash=2552, burn=1327 / 6) == pytest.approx(11.54, abs=0.005)


def test_r3_r4_r5():
    assert runway("static", cash=6.0, burn=0.50 - 0.15) == pytest.approx(17.1, abs=0.05)
    assert growing_burn(50, 1, 0.03) == pytest.approx(31.0, abs=0.05)
    assert burn_multiple(500, 250) == 2.0


def test_r6_a_burn_ten_times_too_large_gets_a_warning_and_one_that_grew_does_not():
    assert (
        finance.unit_slip(280, [27.9])
        == "280 is 10 times what others of its kind are (27.9): is the unit right?"
    )
    assert "one part in 10" in finance.unit_slip(2.79, [27.9, 25.0, 30.0])
    assert (
        finance.unit_slip(55, [27.9])
        == finance.unit_slip(27.9, [])
        == finance.unit_slip(0.0, [27.9])
        == ""
    )


def test_b1_b2_gross_and_net_burn():
    """Money comes in at 30 and goes out at 100 for operations, 40 for plant and 5 to pay leases off."""
    gross, net = finance.gross_burn(100, 40, 5), finance.net_burn(30 - 100, -40, 5)
    assert gross == 145 and net == 115 and gross - net == 30


def test_r6_default_alive_deducts_new_equity_month_by_month():
    path = 50.0 - np.arange(61.0)  # one a month
    raised = np.zeros(60)
    raised[20] = 30.0
    with_it = path + np.concatenate([[0.0], np.cumsum(raised)])
    assert finance.runway("default-alive", cash=with_it, minimum=10.0, equity=raised) == 40.0
    assert finance.runway("default-alive", cash=path, minimum=10.0) == finance.runway(
        "covenant", cash=path, minimum=10.0
    )
    assert not finance.default_alive(with_it, 10.0, raised) and finance.default_alive(with_it, 10.0)
    both = finance.default_alive(np.stack([with_it, with_it + 100.0]), 10.0, raised)
    assert both.tolist() == [False, True]


def test_runway_on_a_path_by_each_definition():
    path = 50.0 - np.arange(61.0)  # one a month
    months = {
        name: runway(name, cash=path, minimum=10.0, undrawn=5.0, lead=6.0)
        for name in ("zero-cash", "covenant", "liquidity", "decision")
    }
    assert months == {"zero-cash": 50.0, "covenant": 40.0, "liquidity": 55.0, "decision": 34.0}
    both = runway("zero-cash", cash=np.stack([path, path + 100.0]))
    assert both.tolist() == [50.0, math.inf]


@given(
    cash=st.floats(0, 100),
    more=st.floats(0, 50),
    burn=st.lists(st.floats(-5, 5), min_size=1, max_size=30),
)
def test_more_cash_never_shortens_runway(cash, more, burn):
    spent = np.concatenate([[0.0], np.cumsum(burn)])
    for name in ("zero-cash", "covenant", "liquidity"):
        poor, rich = (
            runway(name, cash=start - spent, minimum=3.0, undrawn=2.0)
            for start in (cash, cash + more)
        )
        assert rich >= poor - 1e-9


def test_an_unknown_definition_of_runway_is_refused_with_a_reason():
    with pytest.raises(ValueError, match="there is no runway called «best»"):
        runway("best", cash=1.0)


def test_k2_k3_option_pool_before_the_money():
    """A pool of a part of the post-money value, made before the money, lowers the price the old holders are bought at."""
    for pre, money, pool, effective in ((8, 2, 0.20, 6.0), (300, 50, 0.10, 265.0)):
        assert pre - pool * (pre + money) == pytest.approx(effective)


def test_k4_narrow_weighted_average():
    price = finance.weighted_average_price(1.0, 3.0, 1.5, 0.40)
    assert price == pytest.approx(0.6667, abs=5e-5) and 3.0 / price == pytest.approx(4.5)


@pytest.mark.parametrize(
    ("money", "share", "exit_value", "participating", "proceeds"),
    [
        (50, 0.60, 100, False, 60),
        (50, 0.60, 100, True, 80),
        (2, 0.30, 10, True, 4.4),
        (10, 0.20, 100, True, 28),
        (10, 0.20, 100, False, 20),
        (5, 0.25, 20, True, 8.75),
    ],
)
def test_k5_k7_k8_k9_one_preferred_class(money, share, exit_value, participating, proceeds):
    classes = [
        ShareClass("preferred", share, money, participating),
        ShareClass("common", 1 - share),
    ]
    paid = waterfall(classes, exit_value)
    assert paid["preferred"] == pytest.approx(proceeds) and sum(paid.values()) == pytest.approx(
        exit_value
    )


def test_k10_conversion_point():
    classes = [ShareClass("A", 50, 50), ShareClass("common", 300)]
    below, above = waterfall(classes, 349.9), waterfall(classes, 350.1)
    assert below["A"] == pytest.approx(50) and above["A"] == pytest.approx(350.1 / 7)


def test_k12_two_classes_at_six_exits():
    classes = [ShareClass("A", 50, 50), ShareClass("B", 28, 40), ShareClass("common", 300)]
    paid = waterfall(classes, np.array([60, 90, 200, 400, 540, 800]))
    assert paid["A"] == pytest.approx([33.333, 50, 50, 51.429, 71.429, 105.820], abs=5e-4)
    assert paid["B"] == pytest.approx([26.667, 40, 40, 40, 40, 59.259], abs=5e-4)


def test_k13_down_round():
    price = 200 / 350
    broad = finance.weighted_average_price(1.0, 350, 40, price)
    assert broad == pytest.approx(0.928571, abs=5e-7)
    held, new = 50 / broad, 40 / price
    assert held == pytest.approx(53.846, abs=5e-4) and held / (300 + held + new) == pytest.approx(
        0.12704, abs=5e-6
    )
    full = 50 / price
    assert full == pytest.approx(87.5) and full / (300 + full + new) == pytest.approx(
        0.19126, abs=5e-6
    )
    assert finance.ratchet_price(200, 50, 300) == pytest.approx(0.5)


def test_k14_two_later_rounds_and_an_exit():
    proceeds = 1000 * (50 / 350) * 0.9 * 0.9
    assert proceeds == pytest.approx(115.714, abs=5e-4) and proceeds / 50 == pytest.approx(
        2.3143, abs=5e-5
    )
    assert finance.irr([-50, 0, 0, 0, 0, proceeds]) == pytest.approx(0.18272, abs=5e-6)
    assert pytest.approx(1318.66, abs=0.005) == 50 * 1.25**5 / (50 / 350 * 0.81)


def enumerated(classes, worth):
    """The waterfall by brute force: every set of conversions, and the one that no holder would rather change."""
    choosers = [holder for holder in classes if holder.preference > 0 or holder.participating]

    def paid(converted):
        converted_or_common = [
            holder for holder in classes if holder in converted or holder not in choosers
        ]
        preferred = [holder for holder in choosers if holder not in converted]
        out, left = dict.fromkeys((holder.name for holder in classes), 0.0), worth
        for rank in sorted({holder.seniority for holder in preferred}, reverse=True):
            equals = [holder for holder in preferred if holder.seniority == rank]
            claims = sum(holder.preference for holder in equals)
            share = min(left / claims, 1.0) if claims else 0.0
            for holder in equals:
                out[holder.name] += holder.preference * share
            left = max(left - claims, 0.0)
        sharing = converted_or_common + [holder for holder in preferred if holder.participating]
        while left > 1e-12 and sharing:
            total = sum(holder.shares for holder in sharing)
            if total == 0:
                break
            step = min(
                [
                    left / total,
                    *[
                        (holder.cap - out[holder.name]) / holder.shares
                        for holder in sharing
                        if holder.cap is not None and holder in preferred and holder.shares
                    ],
                ]
            )
            for holder in sharing:
                out[holder.name] += holder.shares * step
            left -= step * total
            sharing = [
                holder
                for holder in sharing
                if not (
                    holder in preferred
                    and holder.cap is not None
                    and out[holder.name] >= holder.cap - 1e-12
                )
            ]
        return out

    for count in range(len(choosers) + 1):
        for converted in itertools.combinations(choosers, count):
            now = paid(converted)
            better = any(
                paid(tuple(set(converted) ^ {holder}))[holder.name] > now[holder.name] + 1e-9
                for holder in choosers
            )
            if not better and abs(sum(now.values()) - worth) < 1e-6:
                return now
    raise AssertionError("no choice of conversions is stable")


def test_the_waterfall_is_the_equilibrium_of_holders_on_2000_random_tables():
    random = np.random.default_rng(7)
    for _ in range(2000):
        classes = [ShareClass("common", float(random.integers(1, 300)))]
        for number in range(int(random.integers(1, 4))):
            money, shares = float(random.integers(1, 80)), float(random.integers(1, 120))
            participating = bool(random.random() < 0.5)
            cap = (
                money * float(random.choice([1.0, 1.5, 2.0, 3.0]))
                if participating and random.random() < 0.5
                else None
            )
            classes.append(
                ShareClass(
                    f"class {number}", shares, money, participating, cap, int(random.integers(0, 3))
                )
            )
        worth = float(
            random.choice(
                [random.uniform(0, 60), random.uniform(60, 300), random.uniform(300, 2000)]
            )
        )
        ours, theirs = waterfall(classes, worth), enumerated(classes, worth)
        assert sum(ours.values()) == pytest.approx(worth, rel=1e-9, abs=1e-9)
        assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-6), (classes, worth)


@pytest.mark.parametrize(
    ("classes", "worth", "words"),
    [
        ([], 1.0, "table of share classes is empty"),
        ([ShareClass("a", 1), ShareClass("a", 1)], 1.0, "the same name"),
        ([ShareClass("a", 0)], 1.0, "nobody holds a share"),
        ([ShareClass("a", 1)], -1.0, "not negative"),
    ],
)
def test_an_invalid_table_of_classes_is_refused_with_a_reason(classes, worth, words):
    with pytest.raises(ValueError, match=words):
        waterfall(classes, worth)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"shares": -1}, "shares that is not negative"),
        ({"shares": 1, "preference": -1}, "preference that is not negative"),
        ({"shares": 1, "cap": 2.0}, "only participation can be capped"),
        ({"shares": 1, "preference": 3, "participating": True, "cap": 2.0}, "cannot be below it"),
    ],
)
def test_an_invalid_share_class_is_refused_with_a_reason(given, words):
    with pytest.raises(ValueError, match=words):
        ShareClass("a", **given)


def test_k6_capped_participation_converts_above_the_cap_over_its_shares():
    """A share of three tenths, one times back, capped at three times: above ten times the money common pays more."""
    classes = [ShareClass("A", 30, 10, True, 30), ShareClass("common", 70)]
    exits = np.array([5.0, 20.0, 76.0, 90.0, 100.0, 200.0])
    paid = waterfall(classes, exits)["A"]
    assert paid == pytest.approx([5, 13, 29.8, 30, 30, 60])


@pytest.mark.parametrize("seed", range(4))
def test_a_waterfall_of_many_exits_equals_the_waterfall_of_each(seed):
    random = np.random.default_rng(seed)
    for _ in range(50):
        classes = [ShareClass("common", float(random.integers(1, 300)))]
        for number in range(int(random.integers(1, 6))):
            money, participating = float(random.integers(0, 80)), bool(random.random() < 0.5)
            cap = (
                money * float(random.choice([1.0, 2.0, 5.0]))
                if participating and random.random() < 0.5
                else None
            )
            classes.append(
                ShareClass(
                    f"class {number}",
                    float(random.integers(0, 120)),
                    money,
                    participating,
                    cap,
                    int(random.integers(0, 3)),
                )
            )
        exits = np.concatenate([[0.0], np.sort(random.uniform(0, 3000, 20)), [1e6, 1e9]])
        payouts = waterfall(classes, exits)
        for place in (0, 3, 12, -2, -1):
            share_class = waterfall(classes, float(exits[place]))
            assert {name: paid[place] for name, paid in payouts.items()} == pytest.approx(
                share_class, rel=1e-12, abs=1e-12
            )
        assert sum(payouts.values()) == pytest.approx(exits, rel=1e-9, abs=1e-9)
        assert all(
            (np.diff(paid) >= -1e-9 * (1.0 + paid[1:])).all() for paid in payouts.values()
        ), "a larger exit pays nobody less"
        share_count = sum(share_class.shares for share_class in classes)
        if not any(
            share_class.participating and share_class.cap is None and share_class.preference
            for share_class in classes
        ):
            assert [
                payouts[share_class.name][-1] / 1e9 for share_class in classes
            ] == pytest.approx([share_class.shares / share_count for share_class in classes])


@pytest.mark.parametrize("exits", [[10.0, 400.0], (10, 400), np.array([[10.0, 400.0]])])
def test_an_exit_may_be_a_number_a_list_or_an_array_of_any_shape(exits):
    paid = waterfall([ShareClass("A", 50, 50), ShareClass("common", 300)], exits)["A"]
    assert np.ravel(paid) == pytest.approx([10, 400 / 7]) and np.shape(paid) == np.shape(exits)
    assert isinstance(waterfall([ShareClass("A", 1)], 5)["A"], float)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: waterfall([ShareClass("a", 1)], math.nan), "not negative"),
        (lambda: ShareClass("", 1), "needs a name"),
        (lambda: ShareClass("a", math.nan), "shares of «a»"),
        (lambda: finance.weighted_average_price(0, 1, 1, 1), "old price"),
        (lambda: finance.weighted_average_price(1, math.nan, 1, 1), "number of shares"),
        (lambda: finance.weighted_average_price(1, 1, -1, 0.5), "must not be negative"),
        (lambda: finance.ratchet_price(50, 50, 1), "leaves nothing"),
        (lambda: finance.ratchet_price(math.nan, 50, 1), "pre-money value must be"),
        (lambda: finance.ratchet_price(60, 50, 0), "other shares"),
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


def test_flows_of_one_day_have_no_rate_and_negative_cash_has_no_runway():
    assert math.isnan(finance.xirr([datetime.date(2026, 1, 1)] * 2, [-100, 110]))
    assert runway("static", cash=-5.0, burn=1.0) == 0.0
    with pytest.raises(ValueError, match="numbers in every month"):
        runway("zero-cash", cash=[1.0, math.nan, -1.0])
    with pytest.raises(ValueError, match="cannot shrink"):
        growing_burn(0.1, 1.0, -2.0)
