"""The statements as tables: by plan year or by month, each total the sum of the rows it names; cash and burn taken apart."""

import dataclasses
import itertools

import numpy as np
import pandas as pd

from econ.arrays import Array
from econ.outlook import Outlook

EACH = {
    "{tier}": "tier",
    "{platform}": "platform",
}  # in the words of a row: the row is there once for each element
OPENING = "opening"  # the column of what there is when the case begins
YEAR = 12  # months of a plan year, which runs from the first month of the case


@dataclasses.dataclass(frozen=True)
class Row:
    """A row of a statement: its words and its quantity; a cost has the sign −1. A total names the rows it sums.

    A memo is told below the statement, is in none of its totals, and is left out where it is nothing throughout.
    """

    words: str
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
ROWS = {"Profit and loss": PROFIT_AND_LOSS, "Cash flow": CASH_FLOW, "Balance sheet": BALANCE_SHEET}
STATEMENTS = tuple(ROWS)
FLOWS = (
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
)  # what the bridge of cash reads
STOCKS = ("Balance sheet",)  # read at the end of a year; everything else is summed over it


def statements(outlook: Outlook, name: str, monthly: bool = False) -> pd.DataFrame:
    """A statement in bn yuan, one row a line, one column a plan year, or a month; of stocks the opening ones before them.

    Flows are summed over the year, stocks are at its end. Costs are negative, so that each total is the sum of the rows
    that `totals` names for it.
    """
    lines = [(row.words, row.sign * _sum(outlook, row.quantity)) for row in _rows(outlook, name)]
    columns = {OPENING: _opening(outlook, name)} if name in STOCKS else {}
    for label, first, last in _spans(outlook.case, 1 if monthly else YEAR):
        columns[label] = [
            path[last - 1] if name in STOCKS else path[first:last].sum() for _, path in lines
        ]
    return (
        pd.DataFrame(columns, index=pd.Index([words for words, _ in lines], name="bn yuan")) + 0.0
    )


def written(table: pd.DataFrame) -> pd.DataFrame:
    """A statement as text, to two decimals."""
    return (table.round(2) + 0.0).map(lambda value: f"{value:,.2f}".replace("-", "−"))


def totals(outlook: Outlook, name: str) -> dict[str, list[str]]:
    """Of each total of a statement the rows it is the sum of."""
    return {row.words: list(row.sums) for row in _rows(outlook, name) if row.sums}


def _spans(case, length):
    """Label, first month and end of each column."""
    for first in range(0, case.months, length):
        last = min(first + length, case.months)
        name = case.month_name(first)
        yield name if length == 1 else f"{name} to {case.month_name(last - 1)}", first, last


def _opening(outlook, name):
    """Each line of a balance when the case begins: what has no beginning of its own begins with nothing."""
    found = {}
    for row in _rows(outlook, name):
        quantity, _, element = row.quantity.partition(".")
        begin = f"initial_{BEGINS.get(quantity, quantity)}"
        there = not row.sums and begin in outlook.values
        own = _sum(outlook, f"{begin}.{element}" if element else begin)[0] if there else 0.0
        found[row.words] = (
            row.sign * own if not row.sums else sum(found[words] for words in row.sums)
        )
    return list(found.values())


BEGINS = {"bank_balance": "cash"}  # what a line begins with where it is not what it is called


def _rows(outlook, name):
    """The rows of a statement; those of tiers stand together, one tier after the other, and so those of platforms."""
    for mark, rows in itertools.groupby(
        ROWS[name], lambda row: next((mark for mark in EACH if mark in row.words), "")
    ):
        rows = list(rows)
        for element, label in outlook.case.elements[EACH[mark]].items() if mark else ():
            yield from (
                Row(
                    row.words.replace(mark, label),
                    f"{row.quantity}.{element}",
                    row.sign,
                    tuple(words.replace(mark, label) for words in row.sums),
                )
                for row in rows
            )
        for row in rows if not mark else ():
            if row.memo and not _sum(outlook, row.quantity).any():
                continue
            each = (_named(outlook.case, words) for words in row.sums)
            yield dataclasses.replace(row, sums=tuple(itertools.chain.from_iterable(each)))


def _named(case, words):
    """The words of a row, or of one row an element where they stand for several."""
    mark = next((mark for mark in EACH if mark in words), "")
    return (
        [words.replace(mark, label) for label in case.elements[EACH[mark]].values()]
        if mark
        else [words]
    )


def _sum(outlook: Outlook, key: str) -> Array:
    """A quantity by month: one element where the key names one, else the sum of all."""
    keys = [key] if "." in key else outlook.case.places(key)
    return sum((outlook[each][0] for each in keys), np.zeros(outlook.case.months))


def parts_of_cash(outlook: Outlook) -> dict[str, Array]:
    """What changes cash, by month, in bn yuan: money in is positive, and the parts sum to the change.

    Gross profit and training are before depreciation, people without options; plant has deposits in it, leases interest.
    """
    case = outlook.case
    runs = {p: outlook[f"running_cost.{p}"][0] for p in case.elements["platform"]}
    serving = sum(path * outlook[f"serving_share.{p}"][0] for p, path in runs.items())
    flow = {name: outlook[name][0] for name in FLOWS}
    owed = _more_owed_to_tax(outlook)
    return {
        "Gross profit": flow["revenue"] - serving - flow["enterprise_cost"],
        "Training": serving - sum(runs.values()) - flow["outside_research_compute"],
        "People": -flow["staff_cost"] - flow["replacement_cost"],
        "Overhead": -flow["overhead"],
        "Interest": flow["net_interest"] + flow["lease_interest"],
        "Taxes": owed - flow["income_tax"],
        "Working capital": flow["working_capital_release"] - owed,
        "Plant": flow["investing_cash_flow"],
        "Leases": -flow["lease_principal"] - flow["lease_interest"],
        "Credit line": flow["debt_draws"] - flow["debt_repayments"],
        "Equity": flow["net_equity_raised"],
    }


def _more_owed_to_tax(outlook):
    """Change of what is owed to the tax office less what lies there."""
    owed = (
        outlook["sales_tax_payable"][0]
        + outlook["income_tax_payable"][0]
        - outlook["tax_credit"][0]
    )
    return np.diff(owed, prepend=0.0)


def plan_years(outlook: Outlook) -> dict[str, int]:
    """The plan years, and the first month of each."""
    return {label: first for label, first, _ in _spans(outlook.case, YEAR)}


def cash_bridge(outlook: Outlook, first: int, months: int = YEAR) -> pd.DataFrame:
    """From opening to closing cash over a year, or so many months, from one on: columns what and value, bn yuan.

    The first row is the opening balance, the last the closing one; what lies between sums to the difference.
    """
    last = min(first + months, outlook.case.months)
    cash = outlook["cash"][0]
    opening = float(outlook["initial_cash"][0, 0] if first == 0 else cash[first - 1])
    moved = {what: float(path[first:last].sum()) for what, path in parts_of_cash(outlook).items()}
    kept = {what: value for what, value in moved.items() if value != 0.0}
    rows = [("Opening", opening), *kept.items(), ("Closing", float(cash[last - 1]))]
    return pd.DataFrame(rows, columns=["what", "value"])


def burn_parts(outlook: Outlook) -> pd.DataFrame:
    """What net burn is made of, by month: columns month (a number), part and value in bn yuan; what brings cash is negative."""
    cash = parts_of_cash(outlook)
    rest = -(cash["Interest"] + cash["Taxes"] + cash["Working capital"])
    parts = {
        "compute for training": -cash["Training"],
        "people": -cash["People"],
        "plant": -cash["Plant"],
        "overhead": -cash["Overhead"],
        "leases": -cash["Leases"],
        "interest, tax and working capital": rest,
        "less gross profit": -cash["Gross profit"],
    }
    months = np.arange(outlook.case.months)
    return pd.concat(
        [
            pd.DataFrame({"month": months, "part": part, "value": path})
            for part, path in parts.items()
        ],
        ignore_index=True,
    )
