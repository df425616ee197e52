"""Outcomes and inputs that tests of goals and of sensitivity share."""

import numpy as np

import econ
from econ.risk.outcomes import Outcome

END = Outcome(name="Cash at the end", key="cash", unit="bn yuan", month=11)
FEW = (
    "training_ratio",
    "frontier_compute_growth",
    "round_amount.first",
    "cut_depth.pro",
    "core_hiring",
    "cut_rule.pro",
    "build_start",
    "first_order.h20",
)
# Inputs that tests of sensitivity rank.
SIX = (
    "trend_growth",
    "market_elasticity",
    "delivery_delay.ascend_950dt",
    "card_price.ascend_950dt",
    "pay_growth",
    "load_factor",
)


def paid(scenario):
    """Cash that one unit of growth brings in each month of the tiny case."""
    return np.diff(econ.run(scenario)["cash"][0], prepend=10.0) / 0.08
