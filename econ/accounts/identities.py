"""Identities of the statements: equations that hold in every month of an outlook, each computed as its gap.

`check_identities` returns a table of all identities with a light for each, `identity_failures` the months of those that
fail.
"""

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd

from econ.accounts.exits import EXIT_VALUES, exit_proceeds
from econ.accounts.ownership import round_closings
from econ.accounts.statements import burn_parts, cash_changes
from econ.arrays import Array
from econ.outlook import Outlook
from econ.units import THOUSAND, format_value

_TOLERANCE = 1e-9  # of the largest balance, for floating-point error
_BALANCES = (
    "cash",
    "total_assets",
    "total_liabilities",
    "equity",
    "paid_in_capital",
    "retained_earnings",
)
LIGHT_HOLDS, LIGHT_FAILS, LIGHT_TESTED = "● holds", "▲ FAILS", "○ tested"


@dataclasses.dataclass(frozen=True)
class Identity:
    """An identity: its number in the literature, its sentence, its unit, and its gap by month."""

    name: str
    sentence: str
    unit: str
    gap: Callable[[Outlook], Array]


def _path(outlook: Outlook, name: str) -> Array:
    """A quantity by month, summed over its elements."""
    return sum(
        (outlook[key][0] for key in outlook.case.key_indices(name)), np.zeros(outlook.case.months)
    )


def _opening(outlook: Outlook, stock: str, initial: str | None) -> Array:
    """The balances of a stock at the beginning of each month; the first is `initial`, or zero without one."""
    first = _path(outlook, initial)[:1] if initial else np.zeros(1)
    return np.concatenate([first, _path(outlook, stock)[:-1]])


def _roll_forward(
    stock: str, initial: str | None, added: tuple[str, ...], taken: tuple[str, ...] = ()
) -> Callable[[Outlook], Array]:
    """The gap of a stock that rolls forward: closing less opening, less additions, plus reductions."""

    def gap(outlook):
        return (
            _path(outlook, stock)
            - _opening(outlook, stock, initial)
            - sum(_path(outlook, name) for name in added)
            + sum(_path(outlook, name) for name in taken)
        )

    return gap


def _sum_of_parts(
    total: str, parts: tuple[str, ...], less: tuple[str, ...] = ()
) -> Callable[[Outlook], Array]:
    """The gap of a total that is the sum of some parts less others."""
    return lambda outlook: (
        _path(outlook, total)
        - sum(_path(outlook, name) for name in parts)
        + sum(_path(outlook, name) for name in less)
    )


def _negative_part(*names: str) -> Callable[[Outlook], Array]:
    """The size of all negative elements of some quantities."""
    return lambda outlook: sum(
        np.maximum(-outlook[key][0], 0.0)
        for name in names
        for key in outlook.case.key_indices(name)
    )


def _excess(lower: str, upper: str) -> Callable[[Outlook], Array]:
    """The excess of elements of the first quantity over those of the second."""
    return lambda outlook: sum(
        np.maximum(outlook[low][0] - outlook[high][0], 0.0)
        for low, high in zip(
            outlook.case.key_indices(lower), outlook.case.key_indices(upper), strict=True
        )
    )


def _cash_is_bank_less_gap(outlook):
    """Cash less bank balance plus funding gap, and the lesser of the two where both are above zero."""
    bank, funding_gap = outlook["bank_balance"][0], outlook["funding_gap"][0]
    both = np.maximum(np.minimum(bank, funding_gap), 0.0)
    return np.abs(outlook["cash"][0] - bank + funding_gap) + both


def _drawn_above_minimum(outlook):
    """Debt that is drawn while cash is above its minimum."""
    above_minimum = np.maximum(outlook["cash"][0] - outlook["minimum_cash"][0], 0.0)
    return np.minimum(outlook["debt"][0], above_minimum)


def _lease_principal_gap(outlook):
    """Leased additions less principal repaid, less the lease liability."""
    added, paid = (
        np.cumsum(_path(outlook, name)) for name in ("leased_additions", "lease_principal")
    )
    return added - paid - outlook["lease_liability"][0]


def _lease_liability(outlook):
    return np.abs(_lease_principal_gap(outlook)) + _negative_part("lease_liability")(outlook)


def _api_revenue(outlook):
    sold = sum(
        outlook[f"served_tokens.{tier}"][0] * outlook[f"blended_price.{tier}"][0]
        for tier in outlook.case.elements["tier"]
    )
    return _path(outlook, "api_revenue") - sold * outlook["price_realisation"][0] / THOUSAND


def _indirect_cash_flow(outlook):
    """Operating cash flow by the indirect method, from net income, less the direct one, from revenue."""
    back = (
        "net_income",
        "depreciation",
        "write_offs",
        "share_based_pay",
        "working_capital_release",
    )
    return sum(_path(outlook, name) for name in back) - outlook["operating_cash_flow"][0]


def _tax_losses(outlook):
    made = np.maximum(-outlook["taxable_profit"][0], 0.0)
    return _roll_forward("loss_pool", "initial_loss_pool", (), ("losses_used",))(outlook) - made


def _tax_despite_losses(outlook):
    """Income tax of months whose profit earlier losses would have covered."""
    covered = _opening(outlook, "loss_pool", "initial_loss_pool") >= outlook["taxable_profit"][0]
    return np.where(covered, np.abs(outlook["income_tax"][0]), 0.0)


def _input_tax(outlook):
    """Input tax carried forward, less the tax used, refunded or still carried."""
    gone = sum(np.cumsum(_path(outlook, name)) for name in ("tax_credit_used", "tax_credit_refund"))
    return np.cumsum(_path(outlook, "tax_credit_added")) - gone - _path(outlook, "tax_credit")


def _bridge(outlook):
    return sum(cash_changes(outlook).values()) - outlook["net_cash_flow"][0]


def _burn_build_up(outlook):
    parts = burn_parts(outlook).groupby("month")["value"].sum().to_numpy()
    return parts - outlook["net_burn"][0]


def _gross_burn(outlook):
    """Gross burn less all receipts and the fall of cash, equity and the credit line apart."""
    received = (
        _path(outlook, "customer_receipts")
        + _path(outlook, "interest_income")
        + _path(outlook, "net_equity_raised")
    )
    lost = _opening(outlook, "cash", "initial_cash") - outlook["cash"][0]
    return (
        _path(outlook, "gross_burn")
        - received
        - lost
        - _path(outlook, "debt_draws")
        + _path(outlook, "debt_repayments")
    )


def _all_stakes(outlook):
    holders = ("founder", "outside", "other", "pool")
    return sum(outlook[f"{holder}_stake"][0] for holder in holders) - 1.0


def _founder_stake(outlook):
    stake = outlook["founder_stake"][0]
    return np.maximum(stake - 1.0, 0.0) + np.maximum(-stake, 0.0)


def _at_closings(outlook: Outlook, gap: Callable[[str, int], float]) -> Array:
    """A gap that is defined only in months in which a round closes."""
    path = np.zeros(outlook.case.months)
    for name, month in round_closings(outlook):
        path[month] = np.maximum(path[month], np.abs(gap(name, month)))
    return path


def _post_money(outlook):
    """Price times all shares where a round closes, less post-money value and a pool that everybody bears.

    Promised money counts as if paid in, and shares of other rounds count as of the month before. Draws may contain what no
    scenario can: rounds that close together, which are priced as one, and a price of zero. Both are left out.
    """

    def gap(name, month):
        if outlook.at("rounds_closing", month) > 1.0 or outlook.at("share_price", month) <= 0.0:
            return 0.0
        price = outlook.at("share_price", month)
        pool = outlook.at(f"pool_grant.{name}", 0) * outlook.at(f"pool_bearer.{name}", 0)
        others = sum(
            outlook[f"round_shares.{other}"][0, month]
            - (outlook[f"round_shares.{other}"][0, month - 1] if month else 0.0)
            for other in outlook.case.elements["round"]
            if other != name
        )
        promised = outlook.at(f"round_amount.{name}", 0) - outlook.at(f"paid_in.{name}", month)
        return (
            price * (outlook.at("shares_outstanding", month) - others)
            + promised
            - outlook.at(f"post_money.{name}", 0)
            - pool
        )

    return _at_closings(outlook, gap)


def _exit_proceeds(outlook):
    """Proceeds of exits of several sizes after each closing, less their size; or the size of a negative one."""

    def gap(_round, month):
        paid = exit_proceeds(outlook, EXIT_VALUES, month=month)
        return max(
            np.abs(paid.sum(axis=1) - paid.index).max(), -min(float(paid.to_numpy().min()), 0.0)
        )

    return _at_closings(outlook, gap)


_FLOW, _STOCK = "bn yuan/month", "bn yuan"
IDENTITIES = (
    Identity(
        "I1",
        "Cash rolls forward by operations, plant and financing.",
        _STOCK,
        _roll_forward(
            "cash",
            "initial_cash",
            ("operating_cash_flow", "investing_cash_flow", "financing_cash_flow"),
        ),
    ),
    Identity(
        "I1",
        "Cash is the bank balance less the funding gap, and one of the two is zero.",
        _STOCK,
        _cash_is_bank_less_gap,
    ),
    Identity("I2", "Assets are liabilities and equity.", _STOCK, _sum_of_parts("balance_gap", ())),
    Identity(
        "I3",
        "Cards roll forward by what is bought, depreciation and write-offs.",
        _STOCK,
        _roll_forward(
            "net_card_plant",
            "initial_net_card_plant",
            ("card_capex",),
            ("card_depreciation", "card_write_offs"),
        ),
    ),
    Identity(
        "I3",
        "The data centre rolls forward by what is built and depreciation.",
        _STOCK,
        _roll_forward("net_building", None, ("building_capex",), ("building_depreciation",)),
    ),
    Identity(
        "I3",
        "Leased cards roll forward by additions, depreciation and write-offs.",
        _STOCK,
        _roll_forward(
            "right_of_use_assets",
            None,
            ("leased_additions",),
            ("lease_depreciation", "lease_write_offs"),
        ),
    ),
    Identity(
        "I3",
        "No plant is written down below zero.",
        _STOCK,
        _negative_part("net_card_plant", "net_building", "right_of_use_assets"),
    ),
    Identity(
        "I5",
        "Prepaid balances roll forward by top-ups, use and forfeits.",
        _STOCK,
        _roll_forward(
            "prepaid_balance", "initial_prepaid_balance", ("top_ups",), ("api_revenue", "breakage")
        ),
    ),
    Identity(
        "I5",
        "Prepaid balances and top-ups are never negative.",
        _STOCK,
        _negative_part("prepaid_balance", "top_ups"),
    ),
    Identity(
        "I6",
        "The credit line rolls forward by what is drawn and repaid.",
        _STOCK,
        _roll_forward("debt", None, ("debt_draws",), ("debt_repayments",)),
    ),
    Identity(
        "I6",
        "The credit line is between zero and its limit.",
        _STOCK,
        _negative_part("debt", "undrawn_credit"),
    ),
    Identity(
        "I6",
        "The credit line is drawn only while cash is no more than its minimum.",
        _STOCK,
        _drawn_above_minimum,
    ),
    Identity(
        "I7",
        "Leases roll forward by additions and interest, less instalments.",
        _STOCK,
        _roll_forward(
            "lease_liability", None, ("leased_additions", "lease_interest"), ("lease_payments",)
        ),
    ),
    Identity(
        "I7",
        "Interest and principal are the instalments.",
        _FLOW,
        _sum_of_parts("lease_payments", ("lease_interest", "lease_principal")),
    ),
    Identity(
        "I7",
        "The lease liability is leased additions less principal repaid, and is never negative.",
        _STOCK,
        _lease_liability,
    ),
    Identity(
        "I8",
        "Equity rolls forward by earnings, options and money raised, less shares redeemed.",
        _STOCK,
        _roll_forward(
            "equity",
            "initial_paid_in_capital",
            ("net_income", "share_based_pay", "equity_raised"),
            ("share_redemptions",),
        ),
    ),
    Identity("I9", "Tax losses roll forward by losses made and used.", _STOCK, _tax_losses),
    Identity(
        "I9",
        "Neither income tax nor the pool of losses is negative.",
        _STOCK,
        _negative_part("income_tax", "loss_pool"),
    ),
    Identity(
        "I9",
        "No income tax is due while earlier losses cover the profit.",
        _FLOW,
        _tax_despite_losses,
    ),
    Identity(
        "I9",
        "Income tax payable rolls forward by tax due and tax paid.",
        _STOCK,
        _roll_forward("income_tax_payable", None, ("income_tax",), ("income_tax_paid",)),
    ),
    Identity(
        "I9",
        "Input tax carried forward is used, refunded or still there.",
        _STOCK,
        _input_tax,
    ),
    Identity(
        "I9",
        "Neither sales tax payable nor the tax credit is negative.",
        _STOCK,
        _negative_part("sales_tax_payable", "tax_credit", "tax_credit_refund"),
    ),
    Identity(
        "I10", "API revenue is tokens times price, less tax, grants and fees.", _FLOW, _api_revenue
    ),
    Identity(
        "I10",
        "Revenue is the sum of tiers, components, subscriptions, companies and forfeits.",
        _FLOW,
        _sum_of_parts(
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
        "I11",
        "Tokens served do not exceed demand.",
        "Ttok/month",
        _excess("served_tokens", "demand"),
    ),
    Identity(
        "I11",
        "Utilisation of the fleet does not exceed the whole.",
        "share",
        lambda outlook: np.maximum(outlook["utilisation"][0] - 1.0, 0.0),
    ),
    Identity(
        "I12",
        "Operating income is gross profit less operating expenses.",
        _FLOW,
        _sum_of_parts(
            "operating_income",
            ("gross_profit",),
            ("research_compute", "people_cost", "overhead", "write_offs"),
        ),
    ),
    Identity(
        "I12",
        "EBITDA from revenue is operating income before depreciation and write-offs.",
        _FLOW,
        _sum_of_parts("ebitda", ("operating_income", "depreciation", "write_offs")),
    ),
    Identity(
        "I12",
        "Cash from operations is the same from net income and from revenue.",
        _FLOW,
        _indirect_cash_flow,
    ),
    Identity("I12", "The bars of the cash bridge sum to the change of cash.", _FLOW, _bridge),
    Identity("I12", "The parts of the burn build-up sum to net burn.", _FLOW, _burn_build_up),
    Identity(
        "I12",
        "Net burn is cash used by operations, plant and leases.",
        _FLOW,
        _sum_of_parts(
            "net_burn", ("lease_principal",), ("operating_cash_flow", "investing_cash_flow")
        ),
    ),
    Identity(
        "I12",
        "Gross burn less receipts from customers and interest income is net burn.",
        _FLOW,
        _gross_burn,
    ),
    Identity("I13", "The founder’s stake is between zero and the whole.", "share", _founder_stake),
    Identity(
        "I13",
        "Stakes of founder, investors, other holders and the option pool sum to the whole.",
        "share",
        _all_stakes,
    ),
    Identity(
        "I13",
        "A round’s price times all shares is its post-money value. Shares that protection adds to "
        "earlier rounds come on top, and so does a pool that everybody bears.",
        _STOCK,
        _post_money,
    ),
    Identity(
        "I14",
        "Proceeds of an exit sum to its value, and none is negative.",
        _STOCK,
        _exit_proceeds,
    ),
)
# Identities that one outlook cannot show: number, sentence, and the file of their test.
TESTED_ELSEWHERE = (
    (
        "I4",
        "Under constant spending net plant settles at half a life and half a month of it.",
        "tests/published/test_cases.py",
    ),
    (
        "I15",
        "A row of a batch equals its own run, bit for bit.",
        "tests/econ/accounts/test_identities.py",
    ),
    (
        "I16",
        "An empty change leaves all numbers alone; scaling money inputs scales money only.",
        "tests/econ/accounts/test_identities.py",
    ),
    (
        "I17",
        "More opening cash never shortens runway; later supply never serves more.",
        "tests/econ/equations/test_extremes.py",
    ),
    (
        "I18",
        "The chance of having run out of cash never falls with time.",
        "tests/econ/accounts/test_statements.py",
    ),
)


def check_identities(outlook: Outlook) -> pd.DataFrame:
    """All identities on this outlook, in the order of their numbers: light, and month and amount of the largest gap.

    Those that one outlook cannot show name their test instead.
    """
    tolerance = _tolerance(outlook)
    rows = []
    for identity in IDENTITIES:
        gap = np.abs(identity.gap(outlook))
        month, amount = int(gap.argmax()), float(gap.max())
        holds = amount <= tolerance
        rows.append(
            {
                "identity": identity.name,
                "what": identity.sentence,
                "light": LIGHT_HOLDS if holds else LIGHT_FAILS,
                "month": "" if holds else outlook.case.month_name(month),
                "amount": "" if holds else format_value(amount, identity.unit),
                "where": "on this outlook",
            }
        )
    for name, sentence, where in TESTED_ELSEWHERE:
        rows.append(
            {
                "identity": name,
                "what": sentence,
                "light": LIGHT_TESTED,
                "month": "",
                "amount": "",
                "where": where,
            }
        )
    rows.sort(key=lambda row: int(row["identity"][1:]))
    return pd.DataFrame(rows)


def identity_failures(outlook: Outlook) -> pd.DataFrame:
    """Months in which identities fail: a row for each run of months, with the largest amount and the identity."""
    tolerance, rows = _tolerance(outlook), []
    for identity in IDENTITIES:
        gap = np.abs(identity.gap(outlook))
        failing = np.flatnonzero(~(gap <= tolerance))
        if not len(failing):
            continue
        for stretch in np.split(failing, np.flatnonzero(np.diff(failing) > 1) + 1):
            first, last = (outlook.case.month_name(int(month)) for month in stretch[[0, -1]])
            months = first if first == last else f"{first} to {last}"
            amount = format_value(float(gap[stretch].max()), identity.unit)
            rows.append((months, amount, identity.sentence))
    return pd.DataFrame(rows, columns=["months", "largest amount", "what should hold"])


def _tolerance(outlook: Outlook) -> float:
    """The largest gap that floating-point error explains, in bn yuan."""
    return _TOLERANCE * max(1.0, *(float(np.abs(outlook[name][0]).max()) for name in _BALANCES))
