"""Identities of the statements: what must hold in every month of an outlook, each as its gap."""

import dataclasses
from collections.abc import Callable

import numpy as np

from econ.accounts import exits, ownership
from econ.accounts.statements import burn_parts, cash_changes
from econ.arrays import Array
from econ.outlook import Outlook
from econ.units import THOUSAND


@dataclasses.dataclass(frozen=True)
class Identity:
    """An identity: its number in the literature, its sentence, its unit, and its gap in every month."""

    name: str
    sentence: str
    unit: str
    gap: Callable[[Outlook], Array]


def _path(outlook, name):
    """A quantity by month, summed over its elements."""
    return sum(
        (outlook[key][0] for key in outlook.case.places(name)), np.zeros(outlook.case.months)
    )


def _roll(stock, start, added, taken=()):
    """The gap of a stock that rolls forward: closing less opening, less what is added, plus what is taken."""

    def gap(o):
        first = _path(o, start)[:1] if start else np.zeros(1)
        opening = np.concatenate([first, _path(o, stock)[:-1]])
        return (
            _path(o, stock)
            - opening
            - sum(_path(o, name) for name in added)
            + sum(_path(o, name) for name in taken)
        )

    return gap


def _sum(whole, parts, less=()):
    """The gap of a whole that is the sum of its parts."""
    return lambda o: (
        _path(o, whole)
        - sum(_path(o, name) for name in parts)
        + sum(_path(o, name) for name in less)
    )


def _never_below(*names):
    """By how much any element of these is below zero."""
    return lambda o: sum(
        np.maximum(-o[key][0], 0.0) for name in names for key in o.case.places(name)
    )


def _above(lower, upper):
    """By how much any element of the first is above the second."""
    return lambda o: sum(
        np.maximum(o[low][0] - o[high][0], 0.0)
        for low, high in zip(o.case.places(lower), o.case.places(upper), strict=True)
    )


def _bank(o):
    """What cash differs from money in the bank less the gap, and the lesser of the two where both are above nothing."""
    bank, gap = o["bank_balance"][0], o["funding_gap"][0]
    return np.abs(o["cash"][0] - bank + gap) + np.maximum(np.minimum(bank, gap), 0.0)


def _drawn_last(o):
    """What is drawn although cash is above its minimum."""
    return np.minimum(o["debt"][0], np.maximum(o["cash"][0] - o["minimum_cash"][0], 0.0))


def _paid_off(o):
    """What was leased and is not paid off, less what is owed."""
    added, paid = (np.cumsum(_path(o, name)) for name in ("leased_additions", "lease_principal"))
    return added - paid - o["lease_liability"][0]


def _tokens(o):
    sold = sum(
        o[f"served_tokens.{tier}"][0] * o[f"blended_price.{tier}"][0]
        for tier in o.case.elements["tier"]
    )
    return _path(o, "api_revenue") - sold * o["price_realisation"][0] / THOUSAND


def _indirect(o):
    """Cash from operations counted from net income, less the same counted from revenue."""
    back = (
        "net_income",
        "depreciation",
        "write_offs",
        "share_based_pay",
        "working_capital_release",
    )
    return sum(_path(o, name) for name in back) - o["operating_cash_flow"][0]


def _losses(o):
    made = np.maximum(-o["taxable_profit"][0], 0.0)
    return _roll("loss_pool", "initial_loss_pool", (), ("losses_used",))(o) - made


def _taxed_while_losses_last(o):
    """Income tax of months whose profit earlier losses would have covered."""
    opening = np.concatenate([o["initial_loss_pool"][0, :1], o["loss_pool"][0, :-1]])
    return np.where(opening >= o["taxable_profit"][0], np.abs(o["income_tax"][0]), 0.0)


def _input_tax_comes_back(o):
    """Input tax carried forward, less what was used, refunded or is still there."""
    gone = sum(np.cumsum(_path(o, name)) for name in ("tax_credit_used", "tax_credit_refund"))
    return np.cumsum(_path(o, "tax_credit_added")) - gone - _path(o, "tax_credit")


def _bridge(o):
    return sum(cash_changes(o).values()) - o["net_cash_flow"][0]


def _build_up(o):
    parts = burn_parts(o).groupby("month")["value"].sum().to_numpy()
    return parts - o["net_burn"][0]


def _gross(o):
    """What went out beyond what came in and what cash lost, equity and the line apart."""
    came = (
        _path(o, "customer_receipts") + _path(o, "interest_income") + _path(o, "net_equity_raised")
    )
    lost = np.concatenate([o["initial_cash"][0, :1], o["cash"][0, :-1]]) - o["cash"][0]
    return (
        _path(o, "gross_burn") - came - lost - _path(o, "debt_draws") + _path(o, "debt_repayments")
    )


def _owners(o):
    return sum(o[f"{holder}_stake"][0] for holder in ("founder", "outside", "other", "pool")) - 1.0


def _outside(o):
    return np.maximum(o["founder_stake"][0] - 1.0, 0.0) + np.maximum(-o["founder_stake"][0], 0.0)


def _at_closings(o, gap):
    """A gap that is there to see only where a round closes."""
    path = np.zeros(o.case.months)
    for name, month in ownership.closings(o):
        path[month] = np.maximum(path[month], np.abs(gap(name, month)))
    return path


def _priced(o):
    """Price times all shares where a round closes, less the value after the money and a pool that everybody bears.

    What is promised counts as if it had come, and shares of other rounds as they were the month before. Draws may have what
    no scenario can: rounds that close together, which are priced as one, and a price of nothing.
    """

    def gap(name, month):
        if o.at("rounds_closing", month) > 1.0 or o.at("share_price", month) <= 0.0:
            return 0.0
        price, pool = (
            o.at("share_price", month),
            o.at(f"pool_grant.{name}", 0) * o.at(f"pool_bearer.{name}", 0),
        )
        others = sum(
            o[f"round_shares.{other}"][0, month]
            - (o[f"round_shares.{other}"][0, month - 1] if month else 0.0)
            for other in o.case.elements["round"]
            if other != name
        )
        promised = o.at(f"round_amount.{name}", 0) - o.at(f"paid_in.{name}", month)
        return (
            price * (o.at("shares_outstanding", month) - others)
            + promised
            - o.at(f"post_money.{name}", 0)
            - pool
        )

    return _at_closings(o, gap)


def _paid_out(o):
    """What exits of several sizes pay all holders after each round that closes, less their size; or pay anybody below nothing."""

    def gap(name, month):
        paid = exits.exits(o, exits.EXITS, month=month)
        return max(
            np.abs(paid.sum(axis=1) - paid.index).max(), -min(float(paid.to_numpy().min()), 0.0)
        )

    return _at_closings(o, gap)


FLOW, STOCK = "bn yuan/month", "bn yuan"
IDENTITIES = (
    Identity(
        "I1",
        "Cash rolls forward by operations, plant and financing.",
        STOCK,
        _roll(
            "cash",
            "initial_cash",
            ("operating_cash_flow", "investing_cash_flow", "financing_cash_flow"),
        ),
    ),
    Identity(
        "I1",
        "Cash is the money in the bank less the funding gap, and there is never both.",
        STOCK,
        _bank,
    ),
    Identity("I2", "Assets are liabilities and equity.", STOCK, _sum("balance_gap", ())),
    Identity(
        "I3",
        "Cards roll forward by what is bought, depreciation and write-offs.",
        STOCK,
        _roll(
            "net_card_plant",
            "initial_net_card_plant",
            ("card_capex",),
            ("card_depreciation", "card_write_offs"),
        ),
    ),
    Identity(
        "I3",
        "The data centre rolls forward by what is built and depreciation.",
        STOCK,
        _roll("net_building", None, ("building_capex",), ("building_depreciation",)),
    ),
    Identity(
        "I3",
        "Leased cards roll forward by additions, depreciation and write-offs.",
        STOCK,
        _roll(
            "right_of_use_assets",
            None,
            ("leased_additions",),
            ("lease_depreciation", "lease_write_offs"),
        ),
    ),
    Identity(
        "I3",
        "No plant is written down below nothing.",
        STOCK,
        _never_below("net_card_plant", "net_building", "right_of_use_assets"),
    ),
    Identity(
        "I5",
        "Prepaid balances roll forward by top-ups, use and forfeits.",
        STOCK,
        _roll(
            "prepaid_balance", "initial_prepaid_balance", ("top_ups",), ("api_revenue", "breakage")
        ),
    ),
    Identity(
        "I5",
        "Prepaid balances and top-ups are never negative.",
        STOCK,
        _never_below("prepaid_balance", "top_ups"),
    ),
    Identity(
        "I6",
        "The credit line rolls forward by what is drawn and repaid.",
        STOCK,
        _roll("debt", None, ("debt_draws",), ("debt_repayments",)),
    ),
    Identity(
        "I6",
        "The line is between nothing and its limit.",
        STOCK,
        _never_below("debt", "undrawn_credit"),
    ),
    Identity(
        "I6", "The line is drawn only while cash is no more than its minimum.", STOCK, _drawn_last
    ),
    Identity(
        "I7",
        "Leases roll forward by additions and interest, less instalments.",
        STOCK,
        _roll("lease_liability", None, ("leased_additions", "lease_interest"), ("lease_payments",)),
    ),
    Identity(
        "I7",
        "Interest and principal are the instalments.",
        FLOW,
        _sum("lease_payments", ("lease_interest", "lease_principal")),
    ),
    Identity(
        "I7",
        "What is owed on leases is what has not been paid off, never less than nothing.",
        STOCK,
        lambda o: np.abs(_paid_off(o)) + _never_below("lease_liability")(o),
    ),
    Identity(
        "I8",
        "Equity rolls forward by earnings, options and money raised, less shares redeemed.",
        STOCK,
        _roll(
            "equity",
            "initial_paid_in_capital",
            ("net_income", "share_based_pay", "equity_raised"),
            ("share_redemptions",),
        ),
    ),
    Identity("I9", "Tax losses roll forward by losses made and used.", STOCK, _losses),
    Identity(
        "I9",
        "Neither income tax nor the pool of losses is negative.",
        STOCK,
        _never_below("income_tax", "loss_pool"),
    ),
    Identity(
        "I9",
        "No tax is owed while earlier losses cover the profit.",
        FLOW,
        _taxed_while_losses_last,
    ),
    Identity(
        "I9",
        "Income tax owed rolls forward by what falls due and is paid.",
        STOCK,
        _roll("income_tax_payable", None, ("income_tax",), ("income_tax_paid",)),
    ),
    Identity(
        "I9",
        "Input tax carried forward is used, refunded or still there.",
        STOCK,
        _input_tax_comes_back,
    ),
    Identity(
        "I9",
        "Neither sales tax owed nor the credit is negative.",
        STOCK,
        _never_below("sales_tax_payable", "tax_credit", "tax_credit_refund"),
    ),
    Identity("I10", "API revenue is tokens times price, less tax, grants and fees.", FLOW, _tokens),
    Identity(
        "I10",
        "Revenue is the sum of tiers, components, subscriptions, companies and forfeits.",
        FLOW,
        _sum(
            "revenue",
            (
                "cached_input_revenue",
                "input_revenue",
                "output_revenue",
                "subscription_revenue",
                "enterprise_revenue",
                "breakage",
            ),
        ),
    ),
    Identity(
        "I11", "No more is served than asked for.", "Ttok/month", _above("served_tokens", "demand")
    ),
    Identity(
        "I11",
        "No more of the fleet is used than there is.",
        "share",
        lambda o: np.maximum(o["utilisation"][0] - 1.0, 0.0),
    ),
    Identity(
        "I12",
        "Operating income is gross profit less what stands between.",
        FLOW,
        _sum(
            "operating_income",
            ("gross_profit",),
            ("research_compute", "people_cost", "overhead", "write_offs"),
        ),
    ),
    Identity(
        "I12",
        "EBITDA, counted from revenue, is operating income before depreciation and write-offs.",
        FLOW,
        _sum("ebitda", ("operating_income", "depreciation", "write_offs")),
    ),
    Identity(
        "I12",
        "Cash from operations is the same counted from net income and from revenue.",
        FLOW,
        _indirect,
    ),
    Identity("I12", "The bars of the cash bridge sum to the change of cash.", FLOW, _bridge),
    Identity("I12", "The parts of the burn build-up sum to net burn.", FLOW, _build_up),
    Identity(
        "I12",
        "Net burn is what operations, plant and leases use up.",
        FLOW,
        _sum("net_burn", ("lease_principal",), ("operating_cash_flow", "investing_cash_flow")),
    ),
    Identity("I12", "Gross burn less what customers and the bank pay is net burn.", FLOW, _gross),
    Identity("I13", "The founder holds between nothing and everything.", "share", _outside),
    Identity(
        "I13",
        "Founder, investors, other holders and the option pool hold all of it.",
        "share",
        _owners,
    ),
    Identity(
        "I13",
        "A round's price times all shares is the value after its money. Shares that protection adds to "
        "earlier rounds come on top, and so does a pool that everybody bears.",
        STOCK,
        _priced,
    ),
    Identity(
        "I14",
        "What an exit pays all holders sums to its value, and nobody is paid less than nothing.",
        STOCK,
        _paid_out,
    ),
)
# What one outlook cannot show: its sentence, and where it is tested.
ELSEWHERE = (
    ("I4", "Constant spending settles at half a life and a half.", "tests/published/test_cases.py"),
    (
        "I15",
        "A row of a batch is its own run, bit for bit.",
        "tests/econ/accounts/test_identities.py",
    ),
    (
        "I16",
        "No change changes nothing; all money scaled scales money and nothing else.",
        "tests/econ/accounts/test_identities.py",
    ),
    (
        "I17",
        "More opening cash never shortens runway; later supply never serves more.",
        "tests/econ/equations/test_extremes.py",
    ),
    (
        "I18",
        "The chance of having run out never falls with time.",
        "tests/econ/accounts/test_statements.py",
    ),
)
