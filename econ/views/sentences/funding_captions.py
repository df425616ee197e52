"""Captions of funding: the identities of the statements, the worth of the burn, and the bridge of cash."""

import pandas as pd

from econ import finance
from econ.accounts.identities import LIGHT_FAILS, LIGHT_HOLDS
from econ.outlook import Outlook
from econ.units import format_value

CASH_BRIDGE_CAPTION = (
    "Gross profit and training are before depreciation, and people without options, which are not cash. Plant has "
    "deposits in it and no sales tax, taxes have both kinds, leases have their interest. Cards, building, rent and "
    "training are priced without sales tax; what goes in lies with the tax office until it is used or refunded."
)


def identity_caption(checks: pd.DataFrame) -> str:
    """How many identities of the statements hold, from the table of `check_identities`."""
    failed = checks[checks["light"] == LIGHT_FAILS]
    held = int((checks["light"] == LIGHT_HOLDS).sum())
    if failed.empty:
        return f"All {held} identities of the statements hold"
    first = failed.iloc[0]
    return (
        f"{len(failed)} of {held + len(failed)} identities FAIL, the first by {first['amount']} in {first['month']}: "
        f"{first['what holds']}"
    )


def burn_caption(outlook: Outlook) -> str:
    """What all the burn to the horizon is worth today, and how much of it is training compute."""
    rate = outlook.at("capital_cost", 0)
    burn = float(outlook["net_burn"][0].sum())
    training = float(outlook["outside_research_compute"][0].sum())
    worth = format_value(
        float(finance.present_value_of_burn(outlook["net_burn"][0], rate)), "bn yuan"
    )
    driver = ""
    if 2.0 * training > burn > 0.0:
        driver = ": its growth, more than anything in serving, sets the runway"
    return (
        f"Net burn until {outlook.case.month_name(outlook.case.months - 1)} is {format_value(burn, 'bn yuan')}, worth "
        f"{worth} today at {format_value(rate, 'share')} a year. Rented training compute takes "
        f"{format_value(training, 'bn yuan')} until then{driver}."
    )
