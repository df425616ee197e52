"""Cap tables and waterfalls: published cases, and the same answers the long way."""

import itertools
import math

import numpy as np
import pytest

from econ import finance
from econ.finance import ShareClass, waterfall


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
    ],
)
def test_invalid_terms_are_refused_with_a_reason(call, words):
    with pytest.raises(ValueError, match=words):
        call()
