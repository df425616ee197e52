"""Finance: time value, returns, burn and runway by name, and shares: plain functions, usable on their own.

Flows are one number a period, money coming in positive. A rate is a share a period: 0.1 is ten per cent.
"""

import datetime
from collections.abc import Sequence

import numpy as np
import numpy_financial
from scipy.optimize import brentq, minimize_scalar

from econ.arguments import days, number, numbers
from econ.arrays import Array
from econ.runways import burn_multiple, default_alive, gross_burn, growing_burn, net_burn, runway, unit_slip
from econ.shares import ShareClass, ratchet_price, waterfall, weighted_average_price

DAYS_A_YEAR = 365.0  # of the spreadsheet convention for dated flows
LEAST, MOST = -1.0 + 1e-9, 1e6  # rates between which more than one return is sought
STEPS, AT_ONCE = 4_000, 500  # of the search for several returns, and how many rates are tried together
NEAR = 1e-9  # two returns nearer than this are one
NOTHING = 1e-12  # of all money that flows: a present value nearer to zero is zero


class SeveralRatesError(ValueError):
    """More than one rate makes the flows worth nothing; `rates` has them in ascending order."""

    def __init__(self, rates: Sequence[float]):
        self.rates = tuple(0.0 if abs(rate) < NEAR else rate for rate in rates)
        super().__init__("several rates of return fit these flows: " + ", ".join(f"{rate + 0.0:.4%}" for rate in self.rates))


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
    return np.array([_rate_above(rate) for rate in rates]) if np.ndim(rates) == 1 else _rate_above(rates)


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
    return worth / (once[:, np.newaxis] if np.ndim(worth) == 2 else once if once.ndim else float(once))


def irr(flows) -> float:
    """The rate a period at which flows are worth nothing.

    Not a number where no rate fits; −1 where money was paid in and nothing came back in a later period;
    `SeveralRatesError` where more than one fits.
    """
    given = _flows(flows)
    return _rate(given, np.arange(len(given), dtype=np.float64))


def xnpv(rate: float | Array, dates: Sequence[datetime.date], flows) -> float | Array:
    """Present value of dated flows at a yearly rate, or at each of several, at the first date given.

    `ValueError` if a later date lies before the first.
    """
    given, years = _dated(dates, flows)
    if (years < 0.0).any():
        raise ValueError("a date lies before the first: present value is at the first date, so it must be the earliest")
    return _worth_of(given, years, _rates(rate))


def xirr(dates: Sequence[datetime.date], flows) -> float:
    """The yearly rate at which dated flows are worth nothing, over days of 365 to the year; dates may be in any order.

    Dates are those of Python, numpy or pandas. Not a number where no rate fits; −1 where everything is lost;
    `SeveralRatesError` where more than one fits.
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
    """The rate at which flows at these times, in order, are worth nothing."""
    changes = int(np.count_nonzero(np.diff(np.sign(flows[flows != 0.0]))))
    if np.ptp(times) == 0.0:
        return float("nan")  # all on one day: no rate makes anything of it
    if changes == 0:
        return -1.0 if flows.any() and flows.max() <= 0.0 and flows[-1] == 0.0 else float("nan")
    flows, times = flows[flows != 0.0], times[flows != 0.0]  # what weighs most at either end must not be nothing

    def worth(power):  # at the rate exp(power) − 1; in these powers a return is as easily found below zero as above
        exponents = -power * times
        return float(np.sum(flows * np.exp(exponents - exponents.max())))

    powers = [_only(worth)] if changes == 1 else _several(worth, flows, times)
    with np.errstate(over="ignore"):  # a rate beyond the largest number is infinite
        rates = sorted(float(np.expm1(power)) for power in powers)
    apart = [rate for number, rate in enumerate(rates) if number == 0 or rate - rates[number - 1] > NEAR]
    if len(apart) > 1:
        raise SeveralRatesError(apart)
    return apart[0] if apart else float("nan")


def _only(worth):
    """The root where flows change their sign once: there is one and no other, however far out."""
    reach = 1.0
    while worth(-reach) * worth(reach) > 0.0:
        reach *= 2.0
    return _root(worth, -reach, reach)


def _root(worth, low, high):
    return float(brentq(worth, low, high, xtol=1e-15, rtol=8.9e-16))


def _several(worth, flows, times):
    """All roots between the least and the most rate, also those at which the value only touches zero."""
    grid = np.linspace(np.log(1.0 + LEAST), np.log(1.0 + MOST), STEPS + 1)
    values, sizes = (np.concatenate([_worths(some, times, part) for part in np.array_split(grid, STEPS // AT_ONCE)])
                     for some in (flows, np.abs(flows)))
    found = [float(power) for power, value in zip(grid, values, strict=True) if value == 0.0]
    found += [_root(worth, grid[n], grid[n + 1]) for n in np.flatnonzero(values[:-1] * values[1:] < 0.0)]
    high = np.abs(values)
    for n in np.flatnonzero((high[1:-1] <= high[:-2]) & (high[1:-1] <= high[2:])) + 1:
        if values[n - 1] * values[n] > 0.0 and values[n] * values[n + 1] > 0.0:  # it comes near zero and turns back
            found += _touching(worth, grid[n - 1], grid[n + 1], np.sign(values[n]), NOTHING * sizes[n])
    return found


def _touching(worth, low, high, sign, nothing):
    """The roots where a value that is on one side at both ends comes nearest to zero between them: none, one or two."""
    nearest = minimize_scalar(lambda power: sign * worth(power), bounds=(low, high), method="bounded", options={"xatol": 1e-12})
    if nearest.fun < -nothing:
        return [_root(worth, low, nearest.x), _root(worth, nearest.x, high)]
    return [float(nearest.x)] if nearest.fun <= nothing else []


def _worths(flows, times, powers):
    exponents = -np.outer(powers, times)
    return np.sum(flows * np.exp(exponents - exponents.max(axis=1, keepdims=True)), axis=1)


def mirr(flows, finance_rate: float, reinvest_rate: float) -> float:
    """The modified rate of return: money paid in costs one rate, money received earns another; not a number without both."""
    rates = _rate_above(finance_rate, "finance rate"), _rate_above(reinvest_rate, "reinvestment rate")
    given = _flows(flows)
    return float(numpy_financial.mirr(given, *rates)) if given.min() < 0.0 < given.max() else float("nan")


def payment(rate: float, periods: int, present: float, future: float = 0.0, *, begin: bool = False) -> float:
    """The equal payment a period that settles a present amount: negative where money was received."""
    amounts = number(present, "present amount"), number(future, "future amount")
    return float(numpy_financial.pmt(_rate_above(rate), _periods(periods), *amounts, _when(begin)))


def interest_part(rate: float, period: int, periods: int, present: float, *, begin: bool = False) -> float:
    """The interest in the payment of one period, counted from one."""
    counts = _period(period, periods), _periods(periods), number(present, "present amount")
    return float(numpy_financial.ipmt(_rate_above(rate), *counts, 0.0, _when(begin)))


def principal_part(rate: float, period: int, periods: int, present: float, *, begin: bool = False) -> float:
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


def interest_between(rate: float, periods: int, present: float, first: int, last: int, *, begin: bool = False) -> float:
    """The interest in the payments from one period to another, both included; `ValueError` where the last is the earlier."""
    begins, ends = _period(first, periods), _period(last, periods)
    if ends < begins:
        raise ValueError(f"the last period, {ends:g}, must not lie before the first, {begins:g}")
    return sum(interest_part(rate, period, periods, present, begin=begin) for period in range(int(begins), int(ends) + 1))


def growth_rate(periods: float, present: float, future: float) -> float:
    """The rate a period at which a present amount grows to a future one; both above zero, or −1 where nothing is left."""
    begins, ends = number(present, "present amount"), number(future, "future amount")
    if not (begins > 0.0 and ends >= 0.0):
        raise ValueError(f"growth is from an amount above zero to one not below it, not from {begins:g} to {ends:g}")
    return float((ends / begins) ** (1.0 / _periods(periods)) - 1.0)


def _when(begin):
    return "begin" if begin else "end"


def monthly_rate(yearly_rate: float) -> float:
    """The rate a month that compounds to a yearly rate."""
    return float((1.0 + _rate_above(yearly_rate)) ** (1.0 / 12.0) - 1.0)


def present_value_of_burn(net_burn: Array, capital_cost: float) -> float:
    """Money today that would pay a path of monthly net burn, discounted at a yearly cost of capital; bn yuan."""
    return npv(monthly_rate(capital_cost), net_burn)


__all__ = ["SeveralRatesError", "ShareClass", "burn_multiple", "default_alive", "gross_burn", "growing_burn", "growth_rate",
           "interest_between", "interest_part", "irr", "mirr", "monthly_rate", "net_burn", "npv", "payment",
           "present_value_of_burn", "principal_part", "ratchet_price", "runway", "spreadsheet_npv", "unit_slip", "waterfall",
           "weighted_average_price", "xirr", "xnpv"]
