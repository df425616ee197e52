"""Credit: a revolving credit line, drawn last and repaid first; cash, liquidity and their runway."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import choose, ratio
from econ.units import BEYOND, MONTHS_A_YEAR


@quantity("bn yuan/month")
def credit_interest(opening_debt, deposit_rate, credit_spread):
    """Interest on the balance drawn on the credit line at the start of the month."""
    return opening_debt * (deposit_rate + credit_spread) / MONTHS_A_YEAR


@quantity("bn yuan/month")
def credit_fee(credit_limit, opening_debt, commitment_fee):
    """Commitment fee on the part of the credit line that was undrawn at the start of the month."""
    return (credit_limit - opening_debt) * commitment_fee / MONTHS_A_YEAR


@quantity("bn yuan/month", signed=True)
def net_burn(operating_cash_flow, investing_cash_flow, lease_principal):
    """Cash used by operations, investment and lease principal, before new equity and borrowing."""
    return lease_principal - operating_cash_flow - investing_cash_flow


@quantity("bn yuan", signed=True)
def net_cash(opening_cash, opening_debt, net_burn, net_equity_raised):
    """Cash less drawn credit; drawing and repaying the credit line do not change it."""
    return opening_cash - opening_debt - net_burn + net_equity_raised


@quantity("bn yuan", starts_empty=True)
def debt(net_cash, minimum_cash, credit_limit):
    """Balance drawn on the credit line: enough to hold cash at its minimum, up to the limit."""
    return np.clip(minimum_cash - net_cash, 0.0, credit_limit)


@quantity("bn yuan/month")
def debt_draws(debt, opening_debt):
    """Amount drawn on the credit line this month."""
    return np.maximum(debt - opening_debt, 0.0)


@quantity("bn yuan/month")
def debt_repayments(debt, opening_debt):
    """Amount repaid on the credit line this month."""
    return np.maximum(opening_debt - debt, 0.0)


@quantity("bn yuan/month", signed=True)
def financing_cash_flow(net_equity_raised, debt_draws, debt_repayments, lease_principal):
    """Cash flow from financing: net equity raised and credit drawn, less credit and lease principal repaid."""
    return net_equity_raised + debt_draws - debt_repayments - lease_principal


@quantity("bn yuan/month", signed=True)
def net_cash_flow(operating_cash_flow, investing_cash_flow, financing_cash_flow):
    """Change in cash: cash flow from operations, investing and financing."""
    return operating_cash_flow + investing_cash_flow + financing_cash_flow


@quantity("bn yuan", signed=True)
def cash(opening_cash, net_cash_flow, debt, credit_limit, minimum_cash):
    """Cash at month end, held at its minimum while the credit line is partly drawn; a negative balance is a funding gap."""
    held = (debt > 0.0) & (debt < credit_limit)
    return np.where(held, minimum_cash, opening_cash + net_cash_flow)


@quantity("bn yuan")
def undrawn_credit(credit_limit, debt):
    """Undrawn part of the credit line."""
    return credit_limit - debt


@quantity("bn yuan")
def initial_liquidity(initial_cash, credit_limit):
    """Cash and available credit at the start of the forecast."""
    return initial_cash + credit_limit


@quantity("bn yuan", signed=True)
def liquidity(cash, undrawn_credit, undrawn_commitments):
    """Cash, undrawn credit, and commitments of closed rounds that are not yet paid in."""
    return cash + undrawn_credit + undrawn_commitments


@quantity("switch", starts_empty=True)
def out_of_liquidity(opening_out_of_liquidity, liquidity):
    """Whether liquidity has fallen below zero."""
    return np.maximum(opening_out_of_liquidity, np.where(liquidity < 0.0, 1.0, 0.0))


@quantity("month", starts_empty=True)
def liquid_months(opening_liquid_months, opening_out_of_liquidity, opening_liquidity, liquidity):
    """Months for which liquidity has lasted, with the final part-month interpolated linearly."""
    within = np.clip(ratio(opening_liquidity, opening_liquidity - liquidity), 0.0, 1.0)
    part = np.where(liquidity >= 0.0, 1.0, within)
    return opening_liquid_months + (1.0 - opening_out_of_liquidity) * part


@quantity("month", may_be_beyond=True)
def liquidity_runway(final_out_of_liquidity, final_liquid_months):
    """Months from the start of the forecast until liquidity is exhausted."""
    return np.maximum(
        final_liquid_months, choose(final_out_of_liquidity, BEYOND, final_liquid_months)
    )
