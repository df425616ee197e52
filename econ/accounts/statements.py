"""The three statements as tables by plan year or by month, and what changes cash and makes up net burn.

Each total of a statement is the sum of the rows that it names.
"""

import dataclasses
import itertools
from collections.abc import Iterator

import numpy as np
import pandas as pd

from econ.arrays import Array
from econ.case.case import Case
from econ.outlook import Outlook
from econ.units import signed_text

PLAN_YEAR_MONTHS = 12  # a plan year begins with the first month of the case
OPENING_COLUMN = "opening"
# A label with one of these marks is a row for each element of the dimension.
_DIMENSION_OF_MARK = {"{tier}": "tier", "{platform}": "platform"}


@dataclasses.dataclass(frozen=True)
class Row:
    """A row of a statement: its label and its quantity; a cost has the sign −1. A total names the rows that it sums.

    A memo stands below the statement and is part of no total. It is left out where it is zero in every month.
    """

    label: str
    quantity: str
    sign: int = 1
    sums: tuple[str, ...] = ()
    memo: bool = False


PROFIT_AND_LOSS = (
    Row("{tier}: cache hits", "cached_input_revenue"),
    Row("{tier}: uncached input", "input_revenue"),
    Row("{tier}: output", "output_revenue"),
    Row(
        "{tier}",
        "api_revenue",
        1,
        ("{tier}: cache hits", "{tier}: uncached input", "{tier}: output"),
    ),
    Row("Subscriptions", "subscription_revenue"),
    Row("Companies", "enterprise_revenue"),
    Row("Balances forfeited", "breakage"),
    Row("Revenue", "revenue", 1, ("{tier}", "Subscriptions", "Companies", "Balances forfeited")),
    Row("Cost of revenue", "cost_of_revenue", -1),
    Row("Gross profit", "gross_profit", 1, ("Revenue", "Cost of revenue")),
    Row("Research compute", "research_compute", -1),
    Row("Pay", "staff_cost", -1),
    Row("Replacing leavers", "replacement_cost", -1),
    Row("Options", "share_based_pay", -1),
    Row("Overhead", "overhead", -1),
    Row("Write-offs", "write_offs", -1),
    Row(
        "Operating income",
        "operating_income",
        1,
        (
            "Gross profit",
            "Research compute",
            "Pay",
            "Replacing leavers",
            "Options",
            "Overhead",
            "Write-offs",
        ),
    ),
    Row("Interest income", "interest_income"),
    Row("Interest expense", "interest_expense", -1),
    Row(
        "Profit before tax",
        "profit_before_tax",
        1,
        ("Operating income", "Interest income", "Interest expense"),
    ),
    Row("Income tax", "income_tax", -1),
    Row("Net income", "net_income", 1, ("Profit before tax", "Income tax")),
    Row("Options added back", "share_based_pay"),
    Row("Adjusted net income", "adjusted_net_income", 1, ("Net income", "Options added back")),
    Row("Depreciation added back", "depreciation"),
    Row("Write-offs added back", "write_offs"),
    Row(
        "EBITDA",
        "ebitda",
        1,
        ("Operating income", "Depreciation added back", "Write-offs added back"),
    ),
)
CASH_FLOW = (
    Row("Net income", "net_income"),
    Row("Depreciation", "depreciation"),
    Row("Write-offs", "write_offs"),
    Row("Options, not paid in cash", "share_based_pay"),
    Row("Customers, suppliers and tax", "working_capital_release"),
    Row(
        "Cash from operations",
        "operating_cash_flow",
        1,
        (
            "Net income",
            "Depreciation",
            "Write-offs",
            "Options, not paid in cash",
            "Customers, suppliers and tax",
        ),
    ),
    Row("Cards, servers and network", "card_capex", -1),
    Row("Data-centre build", "building_capex", -1),
    Row("Deposits on orders", "deposits_paid", -1),
    Row(
        "Cash into plant",
        "investing_cash_flow",
        1,
        ("Cards, servers and network", "Data-centre build", "Deposits on orders"),
    ),
    Row("Equity raised", "equity_raised"),
    Row("Shares redeemed", "share_redemptions", -1),
    Row("Credit line drawn", "debt_draws"),
    Row("Credit line repaid", "debt_repayments", -1),
    Row("Leases paid off", "lease_principal", -1),
    Row(
        "Cash from financing",
        "financing_cash_flow",
        1,
        (
            "Equity raised",
            "Shares redeemed",
            "Credit line drawn",
            "Credit line repaid",
            "Leases paid off",
        ),
    ),
    Row(
        "Change of cash",
        "net_cash_flow",
        1,
        ("Cash from operations", "Cash into plant", "Cash from financing"),
    ),
)
BALANCE_SHEET = (
    Row("Cash", "bank_balance"),
    Row("Receivables", "receivables"),
    Row("Sales tax to come back", "tax_credit"),
    Row("Deposits with makers", "supplier_deposits"),
    Row(
        "Current assets",
        "current_assets",
        1,
        ("Cash", "Receivables", "Sales tax to come back", "Deposits with makers"),
    ),
    Row("{platform}, net", "net_card_plant"),
    Row("Cards, net", "net_card_plant", 1, ("{platform}, net",)),
    Row("Data centre, net", "net_building"),
    Row("Leased cards, net", "right_of_use_assets"),
    Row("Fixed assets", "fixed_assets", 1, ("Cards, net", "Data centre, net", "Leased cards, net")),
    Row("Total assets", "total_assets", 1, ("Current assets", "Fixed assets")),
    Row("Payables", "payables"),
    Row("Prepaid by customers", "prepaid_balance"),
    Row("Sales tax payable", "sales_tax_payable"),
    Row("Income tax payable", "income_tax_payable"),
    Row(
        "Current liabilities",
        "current_liabilities",
        1,
        ("Payables", "Prepaid by customers", "Sales tax payable", "Income tax payable"),
    ),
    Row("Leases", "lease_liability"),
    Row("Credit line", "debt"),
    Row("Funding gap", "funding_gap"),
    Row(
        "Total liabilities",
        "total_liabilities",
        1,
        ("Current liabilities", "Leases", "Credit line", "Funding gap"),
    ),
    Row("Paid-in capital", "paid_in_capital"),
    Row("Option reserve", "option_reserve"),
    Row("Retained earnings", "retained_earnings"),
    Row("Equity", "equity", 1, ("Paid-in capital", "Option reserve", "Retained earnings")),
    Row("Liabilities and equity", "total_assets", 1, ("Total liabilities", "Equity")),
    Row("Memo: owed if investors give shares back", "open_redemption_claims", memo=True),
)
STATEMENT_ROWS = {
    "Profit and loss": PROFIT_AND_LOSS,
    "Cash flow": CASH_FLOW,
    "Balance sheet": BALANCE_SHEET,
}
STATEMENT_NAMES = tuple(STATEMENT_ROWS)
STOCK_STATEMENTS = ("Balance sheet",)  # read at the end of a year; flows are summed over it
_OPENING_OF = {"bank_balance": "cash"}  # quantities whose opening value is called by another name
_BRIDGE_FLOWS = (
    "revenue",
    "enterprise_cost",
    "outside_research_compute",
    "staff_cost",
    "replacement_cost",
    "overhead",
    "net_interest",
    "income_tax",
    "working_capital_release",
    "investing_cash_flow",
    "net_equity_raised",
    "debt_draws",
    "debt_repayments",
    "lease_principal",
    "lease_interest",
)


def statement_table(outlook: Outlook, name: str, monthly: bool = False) -> pd.DataFrame:
    """A statement in bn yuan: one row a line, one column a plan year or a month; for stocks, opening balances come first.

    Flows are summed over the year, stocks are read at its end. Costs are negative, so that each total is the sum of the
    rows that `rows_of_totals` names for it.
    """
    rows = list(_rows(outlook, name))
    paths = [row.sign * _path(outlook, row.quantity) for row in rows]
    columns = {OPENING_COLUMN: _opening_balances(outlook, rows)} if name in STOCK_STATEMENTS else {}
    for label, first, end in column_spans(outlook.case, monthly=monthly):
        columns[label] = [
            path[end - 1] if name in STOCK_STATEMENTS else path[first:end].sum() for path in paths
        ]
    table = pd.DataFrame(columns, index=pd.Index([row.label for row in rows], name="bn yuan"))
    return table + 0.0  # no zero is negative


def statement_text(table: pd.DataFrame) -> pd.DataFrame:
    """A statement as text, to two decimals."""
    return table.map(lambda value: signed_text(value, ",.2f"))


def rows_of_totals(outlook: Outlook, name: str) -> dict[str, list[str]]:
    """For each total of a statement, the labels of the rows that it sums."""
    return {row.label: list(row.sums) for row in _rows(outlook, name) if row.sums}


def row_keys(outlook: Outlook, name: str) -> dict[str, str]:
    """The quantity that each row of a statement shows, by label; without rows that sum over elements."""
    return {
        row.label: row.quantity
        for row in _rows(outlook, name)
        if row.quantity in outlook.case.key_indices(row.quantity.split(".")[0])
    }


def opening_keys(outlook: Outlook, name: str) -> dict[str, str]:
    """The number that each row of `row_keys` begins with, by label, where it has one; none of a statement of flows."""
    rows = _rows(outlook, name) if name in STOCK_STATEMENTS else ()
    known = row_keys(outlook, name)
    return {
        row.label: key for row in rows if row.label in known and (key := _opening_key(outlook, row))
    }


def plan_years(outlook: Outlook) -> dict[str, int]:
    """The plan years by label, with the first month of each."""
    return {label: first for label, first, _ in column_spans(outlook.case)}


def column_spans(case: Case, *, monthly: bool = False) -> Iterator[tuple[str, int, int]]:
    """Label, first month and month after the last of each column of a statement by plan year or by month."""
    length = 1 if monthly else PLAN_YEAR_MONTHS
    for first in range(0, case.months, length):
        end = min(first + length, case.months)
        name = case.month_name(first)
        yield name if length == 1 else f"{name} to {case.month_name(end - 1)}", first, end


def _opening_balances(outlook: Outlook, rows: list[Row]) -> list[float]:
    """The value of each row before the first month; zero for a stock that has no opening quantity."""
    opening: dict[str, float] = {}
    for row in rows:
        if row.sums:
            opening[row.label] = sum(opening[label] for label in row.sums)
            continue
        key = _opening_key(outlook, row)
        opening[row.label] = row.sign * _path(outlook, key)[0] if key else 0.0
    return list(opening.values())


def _opening_key(outlook: Outlook, row: Row) -> str:
    """The quantity or assumption that a row begins with; empty for a sum, and for a stock that has no opening quantity."""
    quantity, _, element = row.quantity.partition(".")
    initial = f"initial_{_OPENING_OF.get(quantity, quantity)}"
    if row.sums or initial not in outlook.values:
        return ""
    return f"{initial}.{element}" if element else initial


def _mark_of(label: str) -> str:
    """The mark in a label, or an empty text."""
    return next((mark for mark in _DIMENSION_OF_MARK if mark in label), "")


def _rows(outlook: Outlook, name: str) -> Iterator[Row]:
    """The rows of a statement; neighbouring rows of a dimension are repeated for one element after the other."""
    for mark, group in itertools.groupby(STATEMENT_ROWS[name], key=lambda row: _mark_of(row.label)):
        rows = list(group)
        if mark:
            for element, label in outlook.case.elements[_DIMENSION_OF_MARK[mark]].items():
                yield from (_row_of_element(row, mark, element, label) for row in rows)
            continue
        for row in rows:
            if row.memo and not _path(outlook, row.quantity).any():
                continue
            sums = (label for sum_ in row.sums for label in _labels(outlook.case, sum_))
            yield dataclasses.replace(row, sums=tuple(sums))


def _row_of_element(row: Row, mark: str, element: str, label: str) -> Row:
    """The row of one tier or platform."""
    return dataclasses.replace(
        row,
        label=row.label.replace(mark, label),
        quantity=f"{row.quantity}.{element}",
        sums=tuple(part.replace(mark, label) for part in row.sums),
    )


def _labels(case: Case, label: str) -> list[str]:
    """The labels of the rows of all elements, or the label itself where it has no mark."""
    mark = _mark_of(label)
    if not mark:
        return [label]
    return [label.replace(mark, name) for name in case.elements[_DIMENSION_OF_MARK[mark]].values()]


def _path(outlook: Outlook, key: str) -> Array:
    """A quantity by month: of one element where the key names one, else summed over all."""
    keys = [key] if "." in key else outlook.case.key_indices(key)
    return sum((outlook[place][0] for place in keys), np.zeros(outlook.case.months))


def cash_changes(outlook: Outlook) -> dict[str, Array]:
    """Return the changes of cash by month, in bn yuan: inflows are positive, and the parts sum to the change.

    Gross profit and training are before depreciation, people are without options, plant includes deposits, and leases
    include their interest.
    """
    case = outlook.case
    running_costs = {
        platform: outlook[f"running_cost.{platform}"][0] for platform in case.elements["platform"]
    }
    serving = sum(
        cost * outlook[f"serving_share.{platform}"][0] for platform, cost in running_costs.items()
    )
    flow = {name: outlook[name][0] for name in _BRIDGE_FLOWS}
    tax_deferred = _tax_deferred(outlook)
    return {
        "Gross profit": flow["revenue"] - serving - flow["enterprise_cost"],
        "Training": serving - sum(running_costs.values()) - flow["outside_research_compute"],
        "People": -flow["staff_cost"] - flow["replacement_cost"],
        "Overhead": -flow["overhead"],
        "Interest": flow["net_interest"] + flow["lease_interest"],
        "Taxes": tax_deferred - flow["income_tax"],
        "Working capital": flow["working_capital_release"] - tax_deferred,
        "Plant": flow["investing_cash_flow"],
        "Leases": -flow["lease_principal"] - flow["lease_interest"],
        "Credit line": flow["debt_draws"] - flow["debt_repayments"],
        "Equity": flow["net_equity_raised"],
    }


def _tax_deferred(outlook: Outlook) -> Array:
    """Increase in a month of tax payable less tax credits."""
    payable = outlook["sales_tax_payable"][0] + outlook["income_tax_payable"][0]
    return np.diff(payable - outlook["tax_credit"][0], prepend=0.0)


def cash_bridge(outlook: Outlook, first: int, months: int = PLAN_YEAR_MONTHS) -> pd.DataFrame:
    """The bridge from opening to closing cash over some months: columns what and value, in bn yuan.

    The first row is the opening balance, the last the closing one; the rows between sum to the difference. Changes of zero
    are left out.
    """
    end = min(first + months, outlook.case.months)
    cash = outlook["cash"][0]
    opening = float(outlook["initial_cash"][0, 0] if first == 0 else cash[first - 1])
    changes = {what: float(path[first:end].sum()) for what, path in cash_changes(outlook).items()}
    rows = [
        ("Opening", opening),
        *((what, change) for what, change in changes.items() if change != 0.0),
        ("Closing", float(cash[end - 1])),
    ]
    return pd.DataFrame(rows, columns=["what", "value"])


def burn_parts(outlook: Outlook) -> pd.DataFrame:
    """The parts of net burn: columns month (a number), part and value, in bn yuan; inflows are negative."""
    cash = cash_changes(outlook)
    rest = -(cash["Interest"] + cash["Taxes"] + cash["Working capital"])
    parts = {
        "training": -cash["Training"],
        "people": -cash["People"],
        "plant": -cash["Plant"],
        "overhead": -cash["Overhead"],
        "leases": -cash["Leases"],
        "other": rest,
        "gross-profit": -cash["Gross profit"],
    }
    months = np.arange(outlook.case.months)
    tables = [
        pd.DataFrame({"month": months, "part": part, "value": path}) for part, path in parts.items()
    ]
    return pd.concat(tables, ignore_index=True)
