"""Finance: time value, returns, burn and runway by name, and shares: plain functions, usable on their own.

Flows are one number a period, money coming in positive. A rate is a share a period: 0.1 is ten per cent.
"""

import datetime
import itertools
from collections.abc import Sequence

import numpy as np
import numpy_financial
from scipy.optimize import brentq

from econ.arrays import Array
from econ.finance.arguments import days, number, numbers

DAYS_A_YEAR = 365.0  # of the spreadsheet convention for dated flows
LEAST, MOST = (
    -1.0 + 1e-9,
    1e6,
)  # of several rates that fit, one outside of these counts only where none is inside
PARTS, NARROW = (
    32,
    1e-11,
)  # into which the search for several returns begins, and where it stops to halve them
AT_ONCE = 200_000  # flows times rates that are discounted together
NEAR = 1e-9  # two returns nearer than this are one
NOTHING = 1e-12  # of all money that flows: a value nearer to zero is zero


class SeveralRatesError(ValueError):
    """More than one rate makes the flows worth nothing; `rates` has them in ascending order."""

    def __init__(self, rates: Sequence[float]):
        self.rates = tuple(0.0 if abs(rate) < NEAR else rate for rate in rates)
        super().__init__(
            "several rates of return fit these flows: "
            + ", ".join(f"{rate + 0.0:.4%}" for rate in self.rates)
        )


def _flows(flows):
    array = numbers(flows, "flows")
    if array.ndim != 1:
        raise ValueError("flows must be a list of numbers, one a period")
    return array


def _rate_above(rate, name="rate"):
    """The rate, if money can be discounted at it."""
    given = number(rate, name)
    if not given > -1.0:
        raise ValueError(f"the {name} must be a number above −100 %, not {given:.0%}")
    return given


def _rates(rates):
    """One rate or an array of them, if money can be discounted at each."""
    return (
        np.array([_rate_above(rate) for rate in rates])
        if np.ndim(rates) == 1
        else _rate_above(rates)
    )


def npv(rate: float | Array, flows) -> float | Array:
    """Present value of flows at a rate a period; the first flow is not discounted. Spreadsheets: `spreadsheet_npv`.

    Flows of the shape (draws, periods) give one value a draw, a list of rates one value a rate; both, (rates, draws).
    """
    array, discount = numbers(flows, "flows"), _rates(rate)
    if array.ndim not in (1, 2):
        raise ValueError("flows must be a list of numbers, one a period, or one such list a draw")
    return _worth_of(array, np.arange(array.shape[-1], dtype=np.float64), discount)


def _worth_of(flows, times, rates):
    """Flows at these times discounted at one rate or at each of several; where nothing flows there is nothing to discount."""
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        factors = (1.0 + np.asarray(rates)[..., np.newaxis]) ** -times
        factors = factors[:, np.newaxis] if factors.ndim == 2 and flows.ndim == 2 else factors
        worth = np.sum(np.where(flows == 0.0, 0.0, flows * factors), axis=-1)
    return worth if worth.ndim else float(worth)


def spreadsheet_npv(rate: float | Array, flows) -> float | Array:
    """Present value as spreadsheets compute NPV: the first flow is discounted by one period."""
    worth = npv(rate, flows)
    once = 1.0 + np.asarray(_rates(rate))
    return worth / (
        once[:, np.newaxis] if np.ndim(worth) == 2 else once if once.ndim else float(once)
    )


def irr(flows) -> float:
    """The rate a period at which flows are worth nothing.

    Not a number where no rate fits: where nothing flows, where money only comes in, where it is only paid in and the last
    period is one of payment, so that nothing is lost yet, and where the value is zero at no rate. −1 where money is only paid
    in and a period without a flow follows. Far out the nearest number that there is: infinite above 1e308, and −1 where next
    to nothing comes back. `SeveralRatesError` where more than one rate fits; then a rate above 1e6, or nearer to −1 than 1e-9,
    counts only where no other fits.
    """
    given = _flows(flows)
    return _rate(given, np.arange(len(given), dtype=np.float64))


def xnpv(rate: float | Array, dates: Sequence[datetime.date], flows) -> float | Array:
    """Present value of dated flows at a yearly rate, or at each of several, at the first date given.

    `ValueError` if a later date lies before the first.
    """
    given, years = _dated(dates, flows)
    if (years < 0.0).any():
        raise ValueError(
            "a date lies before the first: present value is at the first date, so it must be the earliest"
        )
    return _worth_of(given, years, _rates(rate))


def xirr(dates: Sequence[datetime.date], flows) -> float:
    """The yearly rate at which dated flows are worth nothing, over days of 365 to the year; dates may be in any order.

    Dates are those of Python, numpy or pandas. The flows of a day are added up before anything else. Not a number where no
    rate fits, also where all flows are on one day; −1 where money is only paid in and a later day is stated on which nothing
    flows, or what flows adds up to nothing; far out, and where more than one rate fits, as in `irr`.
    """
    given, years = _dated(dates, flows)
    order = np.argsort(years, kind="stable")
    return _rate(given[order], years[order] - years.min())


def _dated(dates, flows):
    """The flows, and the years from the first date given to that of each."""
    day, given = np.array(days(dates), dtype=np.float64), _flows(flows)
    if len(day) != len(given):
        raise ValueError(f"there are {len(day)} dates and {len(given)} flows: they must be as many")
    return given, (day - day[0]) / DAYS_A_YEAR


def _rate(flows, times):
    """The rate at which flows at these times, in order, are worth nothing; what flows at one time counts as one flow."""
    when, place = np.unique(times, return_inverse=True)
    scaled = np.ldexp(
        flows, -np.frexp(np.abs(flows).max())[1]
    )  # by a power of two, which rounds nothing
    net, gross = np.bincount(place, scaled), np.bincount(place, np.abs(scaled))
    net[np.abs(net) <= NOTHING * gross] = 0.0
    if len(when) == 1 or not net.any() or net.min() >= 0.0:
        return float("nan")
    if net.max() <= 0.0:
        return -1.0 if net[-1] == 0.0 else float("nan")
    flows, times = (
        net[net != 0.0],
        when[net != 0.0],
    )  # what weighs most at either end must not be nothing
    changes = int(np.count_nonzero(np.diff(np.sign(flows))))
    powers = [_only(flows, times)] if changes == 1 else _several(flows, times)
    with np.errstate(over="ignore"):  # a rate beyond the largest number is infinite
        rates = [float(np.expm1(power)) for power in powers]
    rates = [rate for rate in rates if LEAST <= rate <= MOST] or rates
    if len(rates) > 1:
        raise SeveralRatesError(rates)
    return rates[0] if rates else float("nan")


def _worth(power, flows, times):
    """What flows are worth at the rate exp(power) − 1, and the size of all of them, both in the unit of the heaviest.

    In these powers a return is as easily found below zero as above.
    """
    exponents = -power * times
    weights = np.exp(exponents - exponents.max())
    return float(flows @ weights), float(np.abs(flows) @ weights)


def _only(flows, times):
    """The power where flows change their sign once: there is one and no other, however far out."""

    def worth(power):
        return _worth(power, flows, times)[0]

    reach = 1.0
    while worth(-reach) * worth(reach) > 0.0:
        reach *= 2.0
    return _root(worth, -reach, reach)


def _root(function, low, high):
    return float(brentq(function, low, high, xtol=1e-15, rtol=8.9e-16))


def _several(flows, times):
    """All powers at which flows are worth nothing, in order, also those at which their value only touches zero."""
    backwards = flows[::-1], times[-1] - times[::-1]
    roots = sorted(
        [*(-power for power in _from_zero(*backwards)), *_from_zero(flows, times - times[0])]
    )
    groups = []
    for root in roots:
        if groups and _are_one(groups[-1][-1], root, flows, times):
            groups[-1].append(root)
        else:
            groups.append([root])
    return [_middle(group, flows, times) for group in groups]


def _middle(group, flows, times):
    """The one return of roots that cannot be told apart: where the value changes its sign, or where it turns."""
    if len(group) == 1:
        return group[0]
    low, high = group[0] - NEAR, group[-1] + NEAR
    for weighed in (flows, flows * times):
        ends = [_worth(power, weighed, times)[0] for power in (low, high)]
        if ends[0] * ends[1] < 0.0:
            return _root(lambda power: _worth(power, weighed, times)[0], low, high)  # noqa: B023 - used at once
    return group[len(group) // 2]


def _are_one(low, high, flows, times):
    """Whether two powers stand for one return: they lie too near each other, or the value between them is nothing."""
    worth, size = _worth((low + high) / 2.0, flows, times)
    return high - low <= NEAR or abs(worth) <= 4.0 * NOTHING * size


def _from_zero(flows, times):
    """The powers from zero on at which flows are worth nothing; the first flow is at time zero.

    A part of the way is left out where Taylor's bound shows that it holds no root, is a root where the value is nothing all
    along, is solved where the bound shows that the value or its slope runs one way, and is halved otherwise.
    """
    sizes, reach = np.abs(flows), 1.0
    while (
        sizes[1:] @ np.exp(-reach * times[1:]) >= sizes[0]
    ):  # beyond, the first flow outweighs all others
        reach *= 2.0
    sums = np.array(
        [flows, flows * times, flows * times**2, sizes, sizes * times**2, sizes * times**3]
    ).T
    edges, roots = np.linspace(0.0, reach, PARTS + 1), []
    low, high = edges[:-1], edges[1:]
    while len(low):
        middle, half = (low + high) / 2.0, (high - low) / 2.0
        worth, slope, bend, size = np.abs(_sums(middle, times, sums[:, :4])).T
        most_bend, most_change = _sums(low, times, sums[:, 4:]).T
        change, nothing = slope * half + most_bend * half**2 / 2.0, NOTHING * size
        flat, may_hold = worth + change <= 2.0 * nothing, worth <= change + nothing
        simple = (slope > most_bend * half) | (bend > most_change * half) | (half < NARROW)
        roots += middle[flat].tolist()
        for begin, end in zip(
            low[may_hold & simple & ~flat], high[may_hold & simple & ~flat], strict=True
        ):
            roots += _between(begin, end, flows, times)
        again = may_hold & ~simple & ~flat
        low, high = (
            np.concatenate([low[again], middle[again]]),
            np.concatenate([middle[again], high[again]]),
        )
    return roots


def _sums(powers, times, columns):
    """The sums of some columns, discounted at each power, a few powers at a time."""
    parts = np.array_split(powers, -(-len(powers) * len(times) // AT_ONCE))
    return np.concatenate([np.exp(-np.outer(part, times)) @ columns for part in parts])


def _between(low, high, flows, times):
    """The roots between two powers where the value turns at most once."""

    def worth(power):
        return _worth(power, flows, times)[0]

    def slope(power):
        return float((flows * times) @ np.exp(-power * times))

    turns = [_root(slope, low, high)] if slope(low) * slope(high) < 0.0 else []
    roots = [turn for turn in turns if abs(worth(turn)) <= NOTHING * _worth(turn, flows, times)[1]]
    return roots + [
        _root(worth, begin, end)
        for begin, end in itertools.pairwise((low, *turns, high))
        if worth(begin) * worth(end) <= 0.0
    ]


def mirr(flows, finance_rate: float, reinvest_rate: float) -> float:
    """The modified rate of return: money paid in costs one rate, money received earns another; not a number without both."""
    rates = (
        _rate_above(finance_rate, "finance rate"),
        _rate_above(reinvest_rate, "reinvestment rate"),
    )
    given = _flows(flows)
    return (
        float(numpy_financial.mirr(given, *rates))
        if given.min() < 0.0 < given.max()
        else float("nan")
    )


def payment(
    rate: float, periods: int, present: float, future: float = 0.0, *, begin: bool = False
) -> float:
    """The equal payment a period that settles a present amount: negative where money was received."""
    amounts = number(present, "present amount"), number(future, "future amount")
    return float(numpy_financial.pmt(_rate_above(rate), _periods(periods), *amounts, _when(begin)))


def interest_part(
    rate: float, period: int, periods: int, present: float, *, begin: bool = False
) -> float:
    """The interest in the payment of one period, counted from one."""
    counts = _period(period, periods), _periods(periods), number(present, "present amount")
    return float(numpy_financial.ipmt(_rate_above(rate), *counts, 0.0, _when(begin)))


def principal_part(
    rate: float, period: int, periods: int, present: float, *, begin: bool = False
) -> float:
    """The repayment in the payment of one period, counted from one."""
    counts = _period(period, periods), _periods(periods), number(present, "present amount")
    return float(numpy_financial.ppmt(_rate_above(rate), *counts, 0.0, _when(begin)))


def _periods(periods):
    return number(periods, "number of periods", above_zero=True)


def _period(period, periods):
    whole = number(period, "period")
    if not (whole.is_integer() and 1 <= whole <= _periods(periods)):
        raise ValueError(f"the period must be a whole number from 1 to {periods:g}, not {whole:g}")
    return whole


def interest_between(
    rate: float, periods: int, present: float, first: int, last: int, *, begin: bool = False
) -> float:
    """The interest in the payments from one period to another, both included; `ValueError` where the last is the earlier."""
    begins, ends = _period(first, periods), _period(last, periods)
    if ends < begins:
        raise ValueError(f"the last period, {ends:g}, must not lie before the first, {begins:g}")
    return sum(
        interest_part(rate, period, periods, present, begin=begin)
        for period in range(int(begins), int(ends) + 1)
    )


def growth_rate(periods: float, present: float, future: float) -> float:
    """The rate a period at which a present amount grows to a future one; both above zero, or −1 where nothing is left."""
    begins, ends = number(present, "present amount"), number(future, "future amount")
    if not (begins > 0.0 and ends >= 0.0):
        raise ValueError(
            f"growth is from an amount above zero to one not below it, not from {begins:g} to {ends:g}"
        )
    return float((ends / begins) ** (1.0 / _periods(periods)) - 1.0)


def _when(begin):
    return "begin" if begin else "end"


def monthly_rate(yearly_rate: float) -> float:
    """The rate a month that compounds to a yearly rate."""
    return float((1.0 + _rate_above(yearly_rate)) ** (1.0 / 12.0) - 1.0)


def present_value_of_burn(net_burn: Array, capital_cost: float) -> float:
    """Money today that would pay a path of monthly net burn, discounted at a yearly cost of capital; bn yuan."""
    return npv(monthly_rate(capital_cost), net_burn)
