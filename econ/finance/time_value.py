"""Time value of money: present values, rates of return, payments and growth.

Flows are one number a period, with inflows positive. A rate is a fraction a period: 0.1 is ten per cent.
"""

import datetime
import itertools
from collections.abc import Callable, Sequence

import numpy as np
import numpy_financial
from scipy.optimize import brentq

from econ.arrays import Array
from econ.finance.arguments import day_numbers, finite_array, finite_number

_DAYS_A_YEAR = 365.0  # the convention of spreadsheets for dated flows
# Where several rates fit, one outside these limits counts only if none lies inside.
_LOWEST_USUAL_RATE, _HIGHEST_USUAL_RATE = -1.0 + 1e-9, 1e6
_FIRST_INTERVALS = 8  # into which the search for several rates divides its range
_NARROWEST_INTERVAL = 1e-11  # half of the width at which an interval is no longer halved
# Derivatives of the present value that are computed in an interval; the next is bounded. Alternating flows cancel in those that
# are computed and not in the bound, so that with more of them wider intervals can be judged.
_TAYLOR_TERMS = 6
_DISCOUNT_BLOCK = 200_000  # flows times rates that are discounted at once, to bound memory
_SAME_RATE = 1e-9  # rates nearer to each other than this are one
_ZERO = 1e-12  # of the sum of all sizes: a present value nearer to zero counts as zero


class SeveralRatesError(ValueError):
    """More than one rate makes the present value of the flows zero; `rates` lists them in ascending order."""

    def __init__(self, rates: Sequence[float]):
        self.rates = tuple(0.0 if abs(rate) < _SAME_RATE else rate for rate in rates)
        super().__init__(
            "several rates of return fit these flows: "
            + ", ".join(f"{rate + 0.0:.4%}" for rate in self.rates)
        )


def _flow_list(flows) -> Array:
    array = finite_array(flows, "flows")
    if array.ndim != 1:
        raise ValueError("flows must be a list of numbers, one a period")
    return array


def _discount_rate(rate, name: str = "rate") -> float:
    """The rate; `ValueError` unless it is above −100 %."""
    number = finite_number(rate, name)
    if not number > -1.0:
        raise ValueError(f"the {name} must be a number above −100 %, not {number:.0%}")
    return number


def _discount_rates(rates) -> float | Array:
    """One rate, or an array of several; `ValueError` unless all are above −100 %."""
    if np.ndim(rates) == 1:
        return np.array([_discount_rate(rate) for rate in rates])
    return _discount_rate(rates)


def npv(rate: float | Array, flows) -> float | Array:
    """Present value of flows at a rate a period; the first flow is not discounted. Spreadsheets: `spreadsheet_npv`.

    Flows of shape (draws, periods) give a value for each draw, a list of rates one for each rate, both together an array
    of shape (rates, draws).
    """
    array, rates = finite_array(flows, "flows"), _discount_rates(rate)
    if array.ndim not in (1, 2):
        raise ValueError("flows must be a list of numbers, one a period, or one such list a draw")
    return _present_value(array, np.arange(array.shape[-1], dtype=np.float64), rates)


def _present_value(flows: Array, times: Array, rates: float | Array) -> float | Array:
    """The value at time zero of flows at these times, at one rate or at each of several."""
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        factors = (1.0 + np.asarray(rates)[..., np.newaxis]) ** -times
        if factors.ndim == 2 and flows.ndim == 2:
            factors = factors[:, np.newaxis]
        # A factor may be infinite where the flow is zero: the product then counts as zero.
        value = np.sum(np.where(flows == 0.0, 0.0, flows * factors), axis=-1)
    return value if value.ndim else float(value)


def spreadsheet_npv(rate: float | Array, flows) -> float | Array:
    """Present value by the NPV of spreadsheets, which discounts the first flow by one period."""
    value = npv(rate, flows)
    period = 1.0 + np.asarray(_discount_rates(rate))
    if np.ndim(value) == 2:
        return value / period[:, np.newaxis]
    return value / (period if period.ndim else float(period))


def irr(flows) -> float:
    """The rate a period at which the present value of flows is zero.

    `nan` where no rate fits: where all flows are zero, where all are inflows, where all are payments and the last period has
    one (the money is not lost yet), and where the present value is zero at no rate. −1 where all flows are payments and a
    period without a flow follows. A rate too far out for a float is rounded to the nearest one: infinite above 1e308, and −1
    where almost all is lost. `SeveralRatesError` where more than one rate fits; then a rate above 1e6, or nearer to −1 than
    1e-9, counts only where no other fits.
    """
    array = _flow_list(flows)
    return _rate_of_return(array, np.arange(len(array), dtype=np.float64))


def xnpv(rate: float | Array, dates: Sequence[datetime.date], flows) -> float | Array:
    """Present value of dated flows on the first date given, at one yearly rate or at each of several.

    `ValueError` if a later date lies before the first.
    """
    array, years = _dated_flows(dates, flows)
    if (years < 0.0).any():
        raise ValueError(
            "a date lies before the first: present value is at the first date, so it must be the earliest"
        )
    return _present_value(array, years, _discount_rates(rate))


def xirr(dates: Sequence[datetime.date], flows) -> float:
    """The yearly rate at which the present value of dated flows is zero, with 365 days to the year, dates in any order.

    Dates are those of Python, NumPy or pandas. Flows of one day are added up first. `nan` where no rate fits, also where all
    flows are on one day; −1 where all flows are payments and a later day follows whose flows add up to zero. Rates far out,
    and more than one rate, are as in `irr`.
    """
    array, years = _dated_flows(dates, flows)
    order = np.argsort(years, kind="stable")
    return _rate_of_return(array[order], years[order] - years.min())


def _dated_flows(dates: Sequence[datetime.date], flows) -> tuple[Array, Array]:
    """The flows, and the years of each from the first date given."""
    days, array = np.array(day_numbers(dates), dtype=np.float64), _flow_list(flows)
    if len(days) != len(array):
        raise ValueError(
            f"there are {len(days)} dates and {len(array)} flows: they must be as many"
        )
    return array, (days - days[0]) / _DAYS_A_YEAR


def _rate_of_return(flows: Array, times: Array) -> float:
    """The rate at which the present value of flows at these times, in order, is zero; flows at one time are added up."""
    net_times, place = np.unique(times, return_inverse=True)
    # Scaling by a power of two is exact.
    scaled = np.ldexp(flows, -np.frexp(np.abs(flows).max())[1])
    net, gross = np.bincount(place, scaled), np.bincount(place, np.abs(scaled))
    net[np.abs(net) <= _ZERO * gross] = 0.0
    if len(net_times) == 1 or not net.any() or net.min() >= 0.0:
        return float("nan")
    if net.max() <= 0.0:
        return -1.0 if net[-1] == 0.0 else float("nan")
    # The search needs flows other than zero at both ends.
    flows, times = net[net != 0.0], net_times[net != 0.0]
    sign_changes = int(np.count_nonzero(np.diff(np.sign(flows))))
    log_rates = [_only_root(flows, times)] if sign_changes == 1 else _all_roots(flows, times)
    with np.errstate(over="ignore"):  # a rate beyond the largest float is infinite
        rates = [float(np.expm1(log_rate)) for log_rate in log_rates]
    rates = [rate for rate in rates if _LOWEST_USUAL_RATE <= rate <= _HIGHEST_USUAL_RATE] or rates
    if len(rates) > 1:
        raise SeveralRatesError(rates)
    return rates[0] if rates else float("nan")


def _value_and_size(log_rate: float, flows: Array, times: Array) -> tuple[float, float]:
    """Present value of flows at the rate exp(log_rate) − 1, and the sum of their sizes, in units of the heaviest flow.

    With logarithms of rates, a return below zero is found as easily as one above.
    """
    exponents = -log_rate * times
    weights = np.exp(exponents - exponents.max())
    return float(flows @ weights), float(np.abs(flows) @ weights)


def _only_root(flows: Array, times: Array) -> float:
    """The log rate of flows that change their sign once: there is exactly one, however far out."""

    def value(log_rate):
        return _value_and_size(log_rate, flows, times)[0]

    reach = 1.0
    while value(-reach) * value(reach) > 0.0:
        reach *= 2.0
    return _root_between(value, -reach, reach)


def _root_between(function: Callable[[float], float], low: float, high: float) -> float:
    return float(brentq(function, low, high, xtol=1e-15, rtol=8.9e-16))


def _all_roots(flows: Array, times: Array) -> list[float]:
    """All log rates at which the present value is zero, in order, also where it touches zero without crossing."""
    backwards = flows[::-1], times[-1] - times[::-1]
    negative = [-root for root in _roots_from_zero(*backwards)]
    roots = sorted([*negative, *_roots_from_zero(flows, times - times[0])])
    groups: list[list[float]] = []
    for root in roots:
        if groups and _is_same_root(groups[-1][-1], root, flows, times):
            groups[-1].append(root)
        else:
            groups.append([root])
    return [_root_of_group(group, flows, times) for group in groups]


def _root_of_group(group: list[float], flows: Array, times: Array) -> float:
    """One root for several that floating point cannot distinguish: where the value changes its sign, or has its extreme."""
    if len(group) == 1:
        return group[0]
    low, high = group[0] - _SAME_RATE, group[-1] + _SAME_RATE
    for weighted in (flows, flows * times):

        def value(log_rate, weighted=weighted):
            return _value_and_size(log_rate, weighted, times)[0]

        if value(low) * value(high) < 0.0:
            return _root_between(value, low, high)
    return group[len(group) // 2]


def _is_same_root(low: float, high: float, flows: Array, times: Array) -> bool:
    """Whether two roots are one: they are too near to each other, or the present value between them is zero."""
    value, size = _value_and_size((low + high) / 2.0, flows, times)
    return high - low <= _SAME_RATE or abs(value) <= 4.0 * _ZERO * size


def _roots_from_zero(flows: Array, times: Array) -> list[float]:
    """Log rates from zero on at which the present value is zero; the first flow is at time zero.

    Intervals are searched by Taylor bounds: one that the bound shows to hold no root is dropped; one where the value is zero
    throughout is a root; one where the bound shows the value or its slope to be monotonic is solved; all others are halved.
    """
    sizes, reach = np.abs(flows), 1.0
    # Beyond the reach the first flow outweighs all others.
    while sizes[1:] @ np.exp(-reach * times[1:]) >= sizes[0]:
        reach *= 2.0
    powers = times[:, np.newaxis] ** np.arange(_TAYLOR_TERMS + 1)
    columns = np.column_stack([flows[:, np.newaxis] * powers[:, :-1], sizes, sizes * powers[:, -1]])
    edges = np.linspace(0.0, reach, _FIRST_INTERVALS + 1)
    low, high = edges[:-1], edges[1:]
    bound = _discounted_sums(low, times, columns[:, -1:])[:, 0]  # of the derivative above the last
    roots: list[float] = []
    while len(low):
        middle, half = (low + high) / 2.0, (high - low) / 2.0
        *derivatives, size, bound_at_middle = np.abs(_discounted_sums(middle, times, columns)).T
        change, change_of_slope, change_of_curvature = (
            _largest_change(derivatives[order + 1 :], bound, half) for order in range(3)
        )
        value, slope, curvature = derivatives[:3]
        zero = _ZERO * size
        flat, may_hold_root = value + change <= 2.0 * zero, value <= change + zero
        monotonic = (
            (slope > change_of_slope)
            | (curvature > change_of_curvature)
            | (half < _NARROWEST_INTERVAL)
        )
        roots += middle[flat].tolist()
        solvable = may_hold_root & monotonic & ~flat
        for begin, end in zip(low[solvable], high[solvable], strict=True):
            roots += _roots_between(begin, end, flows, times)
        halved = may_hold_root & ~monotonic & ~flat
        low, high, bound = (
            np.concatenate([low[halved], middle[halved]]),
            np.concatenate([middle[halved], high[halved]]),
            np.concatenate([bound[halved], bound_at_middle[halved]]),
        )
    return roots


def _largest_change(derivatives: Sequence[Array], bound: Array, half: Array) -> Array:
    """The most by which a function can differ from its value in the middle of intervals of half-width `half`.

    `derivatives` are the sizes of its first, second and further derivatives in the middle; `bound` is the largest size of the
    next one anywhere in the interval.
    """
    change = np.zeros_like(half)
    for order, derivative in reversed(list(enumerate([*derivatives, bound], start=1))):
        change = (derivative + change) * half / order
    return change


def _discounted_sums(log_rates: Array, times: Array, columns: Array) -> Array:
    """The sum of each column, discounted at each log rate, a block of rates at a time."""
    blocks = np.array_split(log_rates, -(-len(log_rates) * len(times) // _DISCOUNT_BLOCK))
    return np.concatenate([np.exp(-np.outer(block, times)) @ columns for block in blocks])


def _roots_between(low: float, high: float, flows: Array, times: Array) -> list[float]:
    """The roots in an interval in which the present value has at most one extreme."""

    def value(log_rate):
        return _value_and_size(log_rate, flows, times)[0]

    def slope(log_rate):
        return float((flows * times) @ np.exp(-log_rate * times))

    extremes = [_root_between(slope, low, high)] if slope(low) * slope(high) < 0.0 else []
    touching = [
        extreme
        for extreme in extremes
        if abs(value(extreme)) <= _ZERO * _value_and_size(extreme, flows, times)[1]
    ]
    crossing = [
        _root_between(value, begin, end)
        for begin, end in itertools.pairwise((low, *extremes, high))
        if value(begin) * value(end) <= 0.0
    ]
    return touching + crossing


def mirr(flows, finance_rate: float, reinvest_rate: float) -> float:
    """The modified rate of return: payments cost one rate, inflows earn another; `nan` unless there are both."""
    rates = (
        _discount_rate(finance_rate, "finance rate"),
        _discount_rate(reinvest_rate, "reinvestment rate"),
    )
    array = _flow_list(flows)
    if not array.min() < 0.0 < array.max():
        return float("nan")
    return float(numpy_financial.mirr(array, *rates))


def payment(
    rate: float, periods: int, present: float, future: float = 0.0, *, begin: bool = False
) -> float:
    """The equal payment a period that settles a present amount; negative where the amount was received."""
    amounts = finite_number(present, "present amount"), finite_number(future, "future amount")
    count = _period_count(periods)
    return float(numpy_financial.pmt(_discount_rate(rate), count, *amounts, _due(begin)))


def interest_part(
    rate: float, period: int, periods: int, present: float, *, begin: bool = False
) -> float:
    """The interest in the payment of one period, counted from one."""
    terms = _period_number(period, periods), _period_count(periods)
    amount = finite_number(present, "present amount")
    return float(numpy_financial.ipmt(_discount_rate(rate), *terms, amount, 0.0, _due(begin)))


def principal_part(
    rate: float, period: int, periods: int, present: float, *, begin: bool = False
) -> float:
    """The principal in the payment of one period, counted from one."""
    terms = _period_number(period, periods), _period_count(periods)
    amount = finite_number(present, "present amount")
    return float(numpy_financial.ppmt(_discount_rate(rate), *terms, amount, 0.0, _due(begin)))


def _period_count(periods) -> float:
    return finite_number(periods, "number of periods", above_zero=True)


def _period_number(period, periods) -> float:
    number = finite_number(period, "period")
    if not (number.is_integer() and 1 <= number <= _period_count(periods)):
        raise ValueError(f"the period must be a whole number from 1 to {periods:g}, not {number:g}")
    return number


def _due(begin: bool) -> str:
    return "begin" if begin else "end"


def interest_between(
    rate: float, periods: int, present: float, first: int, last: int, *, begin: bool = False
) -> float:
    """The interest in all payments from one period to another; `ValueError` where the last is before the first."""
    first_period, last_period = _period_number(first, periods), _period_number(last, periods)
    if last_period < first_period:
        raise ValueError(
            f"the last period, {last_period:g}, must not lie before the first, {first_period:g}"
        )
    return sum(
        interest_part(rate, period, periods, present, begin=begin)
        for period in range(int(first_period), int(last_period) + 1)
    )


def growth_rate(periods: float, present: float, future: float) -> float:
    """The rate a period at which a present amount above zero grows to a future one; −1 where that is zero."""
    start = finite_number(present, "present amount")
    end = finite_number(future, "future amount")
    if not (start > 0.0 and end >= 0.0):
        raise ValueError(
            f"growth is from an amount above zero to one that is not negative, not from {start:g} to {end:g}"
        )
    return float((end / start) ** (1.0 / _period_count(periods)) - 1.0)


def monthly_rate(yearly_rate: float) -> float:
    """The rate a month that compounds to a yearly rate."""
    return float((1.0 + _discount_rate(yearly_rate)) ** (1.0 / 12.0) - 1.0)


def present_value_of_burn(net_burn: Array, capital_cost: float) -> float | Array:
    """Money today that would pay a path of monthly net burn, or one path a draw, at a yearly cost of capital; bn yuan."""
    return npv(monthly_rate(capital_cost), net_burn)
