"""Enterprise: private deployment and support sold to companies, beside what they could do with the open weights alone."""

import numpy as np

from econ.engine.quantity import quantity
from econ.units import MONTHS_A_YEAR, THOUSAND


@quantity("bn yuan/year")
def enterprise_room(enterprise_market, self_hosting_share):
    """Contracts there are to be won: what companies pay for such models, less what runs on open weights without us."""
    return enterprise_market * (1.0 - self_hosting_share)


@quantity("bn yuan/year")
def signed_contracts(sales_staff, sales_productivity, opening_contract_value, enterprise_room):
    """Yearly value of contracts signed this month: what sales people bring, the less the more of the room is taken."""
    reached = 1.0 - np.exp(-sales_staff * sales_productivity / THOUSAND / enterprise_room)
    return np.maximum(enterprise_room - opening_contract_value, 0.0) * reached


@quantity("bn yuan/year", starts_empty=True)
def contract_value(opening_contract_value, signed_contracts, contract_churn):
    """Yearly value of the contracts in force."""
    return opening_contract_value * (1.0 - contract_churn) + signed_contracts


@quantity("bn yuan/month")
def enterprise_revenue(contract_value):
    """Revenue from private deployment and support."""
    return contract_value / MONTHS_A_YEAR


@quantity("bn yuan/month")
def enterprise_cost(enterprise_revenue, enterprise_cost_share):
    """People and machines that private deployment and support take."""
    return enterprise_revenue * enterprise_cost_share
