"""Credit: a line that is drawn last and repaid first, cash, and how long both last."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import choose, ratio
from econ.units import BEYOND, MONTHS_A_YEAR


@quantity("bn yuan/month")
def credit_interest(opening_debt, deposit_rate, credit_spread):
    """Interest on what was drawn at the start of the month."""
    return opening_debt * (deposit_rate + credit_spread) / MONTHS_A_YEAR


@quantity("bn yuan/month")
def credit_fee(credit_limit, opening_debt, commitment_fee):
    """Fee for what could have been drawn at the start of the month and was not."""
    return (credit_limit - opening_debt) * commitment_fee / MONTHS_A_YEAR


@quantity("bn yuan/month")
def net_burn(operating_cash_flow, investing_cash_flow, lease_principal):
    """Cash that operations, plant and leases use up, before new equity and what is drawn."""
    return lease_principal - operating_cash_flow - investing_cash_flow


@quantity("bn yuan")
def net_cash(opening_cash, opening_debt, net_burn, net_equity_raised):
    """Money in the bank less what is drawn; drawing and repaying do not change it."""
    return opening_cash - opening_debt - net_burn + net_equity_raised


@quantity("bn yuan", starts_empty=True)
def debt(net_cash, minimum_cash, credit_limit):
    """What is drawn: as much as keeps cash at its minimum, up to the limit."""
    return np.clip(minimum_cash - net_cash, 0.0, credit_limit)


@quantity("bn yuan/month")
def debt_draws(debt, opening_debt):
    """What is drawn this month."""
    return np.maximum(debt - opening_debt, 0.0)


@quantity("bn yuan/month")
def debt_repayments(debt, opening_debt):
    """What is repaid this month."""
    return np.maximum(opening_debt - debt, 0.0)


@quantity("bn yuan/month")
def financing_cash_flow(net_equity_raised, debt_draws, debt_repayments, lease_principal):
    """Cash from investors and lenders, less what leases are paid off by."""
    return net_equity_raised + debt_draws - debt_repayments - lease_principal


@quantity("bn yuan/month")
def net_cash_flow(operating_cash_flow, investing_cash_flow, financing_cash_flow):
    """Change of cash: operations, plant and financing."""
    return operating_cash_flow + investing_cash_flow + financing_cash_flow


@quantity("bn yuan")
def cash(opening_cash, net_cash_flow, debt, credit_limit, minimum_cash):
    """Money in the bank; a line that is drawn in part keeps it at its minimum, and below zero somebody has to fill the hole."""
    held = (debt > 0.0) & (debt < credit_limit)
    return np.where(held, minimum_cash, opening_cash + net_cash_flow)


@quantity("bn yuan")
def undrawn_credit(credit_limit, debt):
    """What could still be drawn."""
    return credit_limit - debt


@quantity("bn yuan")
def initial_liquidity(initial_cash, credit_limit):
    """Money in the bank and what can be drawn when the story begins."""
    return initial_cash + credit_limit


@quantity("bn yuan")
def liquidity(cash, undrawn_credit, undrawn_commitments):
    """Money in the bank, what could still be drawn, and what rounds have promised and not paid."""
    return cash + undrawn_credit + undrawn_commitments


@quantity("switch", starts_empty=True)
def out_of_liquidity(opening_out_of_liquidity, liquidity):
    """Whether cash and line together have been used up."""
    return np.maximum(opening_out_of_liquidity, np.where(liquidity < 0.0, 1.0, 0.0))


@quantity("month", starts_empty=True)
def liquid_months(opening_liquid_months, opening_out_of_liquidity, opening_liquidity, liquidity):
    """Months that cash and line have lasted; the last one counts up to the day on a straight line."""
    within = np.clip(ratio(opening_liquidity, opening_liquidity - liquidity), 0.0, 1.0)
    part = np.where(liquidity >= 0.0, 1.0, within)
    return opening_liquid_months + (1.0 - opening_out_of_liquidity) * part


@quantity("month", may_be_beyond=True)
def liquidity_runway(final_out_of_liquidity, final_liquid_months):
    """Months from the beginning until cash and what can be drawn are used up."""
    return np.maximum(
        final_liquid_months, choose(final_out_of_liquidity, BEYOND, final_liquid_months)
    )
