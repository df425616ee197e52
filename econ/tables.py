"""Tables of money: statements by year, what each change does to the headline figures, everything as one table."""

import numpy as np
import pandas as pd

from econ.evidence import in_words
from econ.explain import each_alone
from econ.narrative import size_of_change
from econ.outlook import Outlook

# Lines of the statements: what a line is called, the quantity, and whether it is taken off.
FLOWS = {
    "Profit and loss": (
        ("{tier}: cache hits", "cached_input_revenue", 1), ("{tier}: uncached input", "input_revenue", 1),
        ("{tier}: output", "output_revenue", 1), ("Subscriptions", "subscription_revenue", 1), ("Revenue", "revenue", 1),
        ("Cost of revenue", "cost_of_revenue", -1), ("Gross profit", "gross_profit", 1),
        ("Research compute", "research_compute", -1), ("People, options included", "people_cost", -1),
        ("Overhead", "overhead", -1), ("Write-offs", "write_offs", -1), ("Operating income", "operating_income", 1),
        ("Interest", "interest_income", 1), ("Income tax", "income_tax", -1), ("Net income", "net_income", 1),
        ("EBITDA", "ebitda", 1), ("Net income before options", "adjusted_net_income", 1)),
    "Cash flow": (
        ("Net income", "net_income", 1), ("Depreciation", "depreciation", 1), ("Write-offs", "write_offs", 1),
        ("Options, not paid in cash", "share_based_pay", 1), ("Working capital set free", "working_capital_release", 1),
        ("Cash from operations", "operating_cash_flow", 1), ("Cards, servers and network", "card_capex", -1),
        ("Data-centre build", "building_capex", -1), ("Cash into plant", "investing_cash_flow", 1),
        ("Equity raised", "equity_raised", 1), ("Shares redeemed", "share_redemptions", -1),
        ("Change of cash", "net_cash_flow", 1)),
}
STOCKS = {
    "Balance sheet": (
        ("Cash", "cash", 1), ("Receivables", "receivables", 1), ("Cards, net", "net_card_plant", 1),
        ("Data centre, net", "net_building", 1), ("Total assets", "total_assets", 1), ("Payables", "payables", 1),
        ("Prepaid by customers", "prepaid_balance", 1), ("Equity", "equity", 1)),
}
STATEMENTS = (*FLOWS, *STOCKS)


def statements(outlook: Outlook, name: str) -> pd.DataFrame:
    """A statement by plan year, in bn yuan: flows are summed over the year, stocks are at its end.

    One row a line, one column a year; a year runs from the first month of the case. Costs are negative, so that each
    total is the sum of the lines above it since the last.
    """
    flows, case = name in FLOWS, outlook.case
    lines = [line for words, quantity, sign in (FLOWS[name] if flows else STOCKS[name])
             for line in _lines(outlook, words, quantity, sign)]
    columns = {}
    for first in range(0, case.months, 12):
        last = min(first + 12, case.months)
        label = f"{case.month_name(first)} to {case.month_name(last - 1)}"
        columns[label] = [path[first:last].sum() if flows else path[last - 1] for _, path in lines]
    return pd.DataFrame(columns, index=pd.Index([words for words, _ in lines], name="bn yuan")).round(9) + 0.0


def _lines(outlook, words, name, sign):
    """A line, one for each tier where it has tiers, and what it sums over the platforms."""
    case, per = outlook.case, outlook.case.model.quantities[name].per
    if "tier" in per:
        return [(words.format(tier=label), sign * outlook[f"{name}.{tier}"][0]) for tier, label in case.elements["tier"].items()]
    parts = [outlook[f"{name}.{element}"][0] for element in case.elements["platform"]] if per else [outlook[name][0]]
    return [(words, sign * sum(parts))]


def what_moved(outlook: Outlook, baseline: Outlook, month: int) -> pd.DataFrame:
    """What each change alone does to the headline figures in a month, and all together; empty without changes."""
    case, scenario = outlook.case, outlook.scenario
    months = {**dict.fromkeys(case.story.headline, month), "cash": case.months - 1}
    rows = []
    for changed, effects in each_alone(outlook, baseline, months).items():
        known = changed in case.values
        row = {"change": case.label_of(changed) if known else "All together",
               "from": in_words(baseline.scenario.value(changed), case.assumption_of(changed)) if known else "",
               "to": in_words(scenario.value(changed), case.assumption_of(changed)) if known else ""}
        for key, effect in effects.items():
            row[f"{case.label_of(key)} at the end" if key == "cash" else case.label_of(key)] = _signed(effect, case.unit_of(key))
        rows.append(row)
    different = scenario != baseline.scenario
    return pd.DataFrame(rows if different else [])


def _signed(difference, unit):
    if np.isinf(difference):
        return "now beyond the horizon" if difference > 0 else "no longer beyond the horizon"
    text = size_of_change(difference, unit)
    return ("+" if difference > 0 else "−") + text if text else "no change"


def everything(outlook: Outlook) -> pd.DataFrame:
    """All quantities by month, one column a quantity with its unit in the heading: what is downloaded."""
    model, case = outlook.case.model, outlook.case
    keys = [key for name in model.quantities for key in case.places(name)]
    frame = outlook.frame(keys)
    frame.columns = [f"{key} [{model.quantities[key.split('.')[0]].unit}]" for key in keys]
    return frame
