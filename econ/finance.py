"""Time value of money: plain functions, usable on their own."""

import numpy as np
import numpy_financial

from econ.vocabulary import Array


def npv(rate: float, flows) -> float:
    """Present value of flows at a rate a period; the first flow is not discounted.

    `flows` has the shape (periods,) in any unit of money, and the answer has the same unit. A spreadsheet's NPV
    discounts the first flow once: divide by (1 + rate) for its convention.
    """
    return float(numpy_financial.npv(rate, np.asarray(flows, dtype=np.float64)))


def monthly_rate(yearly_rate: float) -> float:
    """The rate a month that compounds to a yearly rate."""
    return float((1.0 + yearly_rate) ** (1.0 / 12.0) - 1.0)


def present_value_of_burn(net_burn: Array, capital_cost: float) -> float:
    """Money today that would pay a path of monthly net burn, discounted at a yearly cost of capital; bn yuan."""
    return npv(monthly_rate(capital_cost), net_burn)
