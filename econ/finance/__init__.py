"""Plain functions of finance, usable without the model: time value, cap tables, burn and runway."""

from econ.finance.cap_table import ShareClass, ratchet_price, waterfall, weighted_average_price
from econ.finance.runways import (
    burn_multiple,
    default_alive,
    gross_burn,
    growing_burn,
    net_burn,
    runway,
)
from econ.finance.time_value import (
    SeveralRatesError,
    growth_rate,
    interest_between,
    interest_part,
    irr,
    mirr,
    monthly_rate,
    npv,
    payment,
    present_value_of_burn,
    principal_part,
    spreadsheet_npv,
    xirr,
    xnpv,
)
from econ.finance.unit_slips import unit_slip

__all__ = [
    "SeveralRatesError",
    "ShareClass",
    "burn_multiple",
    "default_alive",
    "gross_burn",
    "growing_burn",
    "growth_rate",
    "interest_between",
    "interest_part",
    "irr",
    "mirr",
    "monthly_rate",
    "net_burn",
    "npv",
    "payment",
    "present_value_of_burn",
    "principal_part",
    "ratchet_price",
    "runway",
    "spreadsheet_npv",
    "unit_slip",
    "waterfall",
    "weighted_average_price",
    "xirr",
    "xnpv",
]
