"""Enterprise: private deployment and support sold to companies, in competition with self-hosted open weights."""

import numpy as np

from econ.engine.quantity import quantity
from econ.units import MONTHS_A_YEAR, THOUSAND


@quantity("bn yuan/year")
def enterprise_room(enterprise_market, self_hosting_share):
    """Addressable enterprise market: company spending on such models, less the part self-hosted on open weights."""
    return enterprise_market * (1.0 - self_hosting_share)


@quantity("bn yuan/year")
def signed_contracts(sales_staff, sales_productivity, opening_contract_value, enterprise_room):
    """Annual value of contracts signed this month, with diminishing returns to sales staff as the market fills."""
    reached = 1.0 - np.exp(-sales_staff * sales_productivity / THOUSAND / enterprise_room)
    return np.maximum(enterprise_room - opening_contract_value, 0.0) * reached


@quantity("bn yuan/year", starts_empty=True)
def contract_value(opening_contract_value, signed_contracts, contract_churn):
    """Annual value of contracts in force."""
    return opening_contract_value * (1.0 - contract_churn) + signed_contracts


@quantity("bn yuan/month")
def enterprise_revenue(contract_value):
    """Revenue from private deployment and support."""
    return contract_value / MONTHS_A_YEAR


@quantity("bn yuan/month")
def enterprise_cost(enterprise_revenue, enterprise_cost_share):
    """Staff and machine cost of private deployment and support."""
    return enterprise_revenue * enterprise_cost_share
