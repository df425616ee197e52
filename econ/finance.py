"""Finance: time value, returns, runway by name, and shares: plain functions, usable on their own.

Flows are one number a period, money coming in positive. A rate is a share a period: 0.1 is ten per cent.
"""

import datetime
from collections.abc import Sequence

import numpy as np
import numpy_financial
from scipy.optimize import brentq

from econ.runways import growing_burn, runway
from econ.shares import ShareClass, ratchet_price, waterfall, weighted_average_price
from econ.vocabulary import Array

DAYS_A_YEAR = 365.0  # of the spreadsheet convention for dated flows
LEAST, MOST = -1.0 + 1e-9, 1e6  # rates between which a return is sought
NEAR = 1e-9  # two returns nearer than this are one


class SeveralRatesError(ValueError):
    """More than one rate makes the flows worth nothing; `rates` has them in ascending order."""

    def __init__(self, rates: Sequence[float]):
        self.rates = tuple(rates)
        super().__init__("several rates of return fit these flows: " + ", ".join(f"{rate:.4%}" for rate in self.rates))


def _flows(flows):
    array = np.asarray(flows, dtype=np.float64)
    if array.ndim != 1 or not len(array):
        raise ValueError("flows must be a list of numbers, one a period")
    if not np.isfinite(array).all():
        raise ValueError("flows must be finite numbers")
    return array


def npv(rate: float, flows) -> float:
    """Present value of flows at a rate a period; the first flow is not discounted. Spreadsheets: `spreadsheet_npv`."""
    return float(numpy_financial.npv(rate, _flows(flows)))


def spreadsheet_npv(rate: float, flows) -> float:
    """Present value as spreadsheets compute NPV: the first flow is discounted by one period."""
    return npv(rate, flows) / (1.0 + rate)


def irr(flows) -> float:
    """The rate a period at which flows are worth nothing.

    Not a number where no rate fits; −1 where everything is lost; `SeveralRatesError` where more than one fits.
    """
    given = _flows(flows)
    return _rate(given, np.arange(len(given), dtype=np.float64))


def xnpv(rate: float, dates: Sequence[datetime.date], flows) -> float:
    """Present value of dated flows at a yearly rate, at the first date given; `ValueError` if a later one lies before it."""
    given, years = _flows(flows), _years(dates)
    if len(years) != len(given):
        raise ValueError(f"there are {len(years)} dates and {len(given)} flows: they must be as many")
    if (years < 0.0).any():
        raise ValueError("a date lies before the first: present value is at the first date, so it must be the earliest")
    if rate <= -1.0:
        raise ValueError(f"the rate must be above −100 %, not {rate:.0%}")
    return float(np.sum(given * (1.0 + rate) ** -years))


def xirr(dates: Sequence[datetime.date], flows) -> float:
    """The yearly rate at which dated flows are worth nothing, over days of 365 to the year; dates may be in any order.

    Not a number where no rate fits; −1 where everything is lost; `SeveralRatesError` where more than one fits.
    """
    given, years = _flows(flows), _years(dates)
    if len(years) != len(given):
        raise ValueError(f"there are {len(years)} dates and {len(given)} flows: they must be as many")
    order = np.argsort(years, kind="stable")
    return _rate(given[order], years[order] - years.min())


def _years(dates):
    first = next(iter(dates), None)
    if first is None:
        raise ValueError("there are no dates")
    return np.array([(date - first).days / DAYS_A_YEAR for date in dates])


def _rate(flows, times):
    """The rate at which flows at these times, in order, are worth nothing."""
    changes = int(np.count_nonzero(np.diff(np.sign(flows[flows != 0.0]))))
    if changes == 0:
        lost = len(flows) > 1 and flows[0] < 0.0 and not flows[1:].any()
        return -1.0 if lost else float("nan")

    def worth(power):  # at the rate exp(power) − 1; in these powers a return is as easily found below zero as above
        exponents = -power * times
        return float(np.sum(flows * np.exp(exponents - exponents.max())))

    grid = np.linspace(np.log(1.0 + LEAST), np.log(1.0 + MOST), 40_001 if changes > 1 else 201)
    values = np.array([worth(power) for power in grid]) if changes == 1 else _worths(flows, times, grid)
    found = [brentq(worth, low, high, xtol=1e-15, rtol=8.9e-16) for low, high, a, b in zip(
        grid[:-1], grid[1:], values[:-1], values[1:], strict=True) if a * b < 0.0]
    found += [float(power) for power, value in zip(grid, values, strict=True) if value == 0.0]
    rates = sorted(float(np.expm1(power)) for power in found)
    apart = [rate for number, rate in enumerate(rates) if number == 0 or rate - rates[number - 1] > NEAR]
    if len(apart) > 1:
        raise SeveralRatesError(apart)
    return apart[0] if apart else float("nan")


def _worths(flows, times, powers):
    exponents = -np.outer(powers, times)
    return np.sum(flows * np.exp(exponents - exponents.max(axis=1, keepdims=True)), axis=1)


def mirr(flows, finance_rate: float, reinvest_rate: float) -> float:
    """The modified rate of return: money paid in costs one rate, money received earns another."""
    return float(numpy_financial.mirr(_flows(flows), finance_rate, reinvest_rate))


def payment(rate: float, periods: int, present: float, future: float = 0.0, *, begin: bool = False) -> float:
    """The equal payment a period that settles a present amount: negative where money was received."""
    return float(numpy_financial.pmt(rate, periods, present, future, _when(begin)))


def interest_part(rate: float, period: int, periods: int, present: float, *, begin: bool = False) -> float:
    """The interest in the payment of one period, counted from one."""
    return float(numpy_financial.ipmt(rate, period, periods, present, 0.0, _when(begin)))


def principal_part(rate: float, period: int, periods: int, present: float, *, begin: bool = False) -> float:
    """The repayment in the payment of one period, counted from one."""
    return float(numpy_financial.ppmt(rate, period, periods, present, 0.0, _when(begin)))


def interest_between(rate: float, periods: int, present: float, first: int, last: int, *, begin: bool = False) -> float:
    """The interest in the payments from one period to another, both included."""
    return sum(interest_part(rate, period, periods, present, begin=begin) for period in range(first, last + 1))


def growth_rate(periods: float, present: float, future: float) -> float:
    """The rate a period at which a present amount grows to a future one."""
    return float((future / present) ** (1.0 / periods) - 1.0)


def _when(begin):
    return "begin" if begin else "end"


def monthly_rate(yearly_rate: float) -> float:
    """The rate a month that compounds to a yearly rate."""
    return float((1.0 + yearly_rate) ** (1.0 / 12.0) - 1.0)


def present_value_of_burn(net_burn: Array, capital_cost: float) -> float:
    """Money today that would pay a path of monthly net burn, discounted at a yearly cost of capital; bn yuan."""
    return npv(monthly_rate(capital_cost), net_burn)


__all__ = ["SeveralRatesError", "ShareClass", "growing_burn", "growth_rate", "interest_between", "interest_part", "irr", "mirr",
           "monthly_rate", "npv", "payment", "present_value_of_burn", "principal_part", "ratchet_price", "runway",
           "spreadsheet_npv", "waterfall", "weighted_average_price", "xirr", "xnpv"]
