"""Tables for people: statements by year, platforms and price lists in a month, every assumption in force."""

import numpy as np
import pandas as pd

from econ.explain import each_alone
from econ.narrative import size_of_change
from econ.outlook import Outlook
from econ.units import write

FLOWS = {
    "Profit and loss": ("revenue", "cost_of_revenue", "gross_profit", "research_compute", "people_cost", "overhead",
                        "write_offs", "operating_income", "interest_income", "income_tax", "net_income", "ebitda",
                        "adjusted_net_income"),
    "Cash flow": ("net_income", "noncash_cost", "operating_cash_flow", "investing_cash_flow", "equity_raised",
                  "net_cash_flow", "net_burn"),
}
STOCKS = {
    "Balance sheet": ("cash", "receivables", "net_card_plant", "net_building", "total_assets", "payables",
                      "prepaid_balance", "total_liabilities", "equity", "balance_gap"),
}

STATEMENTS = (*FLOWS, *STOCKS)


def statements(outlook: Outlook, name: str) -> pd.DataFrame:
    """A statement by plan year, in bn yuan: flows are summed over the year, stocks are at its end.

    One row a line, one column a year; a year runs from the first month of the case.
    """
    flows = name in FLOWS
    lines = FLOWS[name] if flows else STOCKS[name]
    years = range(0, outlook.case.months, 12)
    columns = {}
    for first in years:
        last = min(first + 12, outlook.case.months)
        label = f"{outlook.case.month_name(first)} to {outlook.case.month_name(last - 1)}"
        columns[label] = [_line(outlook, line)[first:last].sum() if flows else _line(outlook, line)[last - 1]
                          for line in lines]
    rows = [line.replace("_", " ").capitalize() for line in lines]
    return pd.DataFrame(columns, index=pd.Index(rows, name="bn yuan"))


def _line(outlook, name):
    """A line of a statement: the quantity, or its sum over the platforms."""
    per = outlook.case.model.quantities[name].per
    return sum(outlook[f"{name}.{element}"][0] for element in outlook.case.elements["platform"]) if per else outlook[name][0]


def platforms(outlook: Outlook, tier: str, month: int) -> pd.DataFrame:
    """What each platform in the fleet does and costs in a month, one row a platform."""
    columns = ("fleet", "serving_fleet", "card_hour_cost", "stack_maturity", "output_throughput", "input_throughput",
               "platform_serving_cost", "platform_input_cost")
    rows = []
    for element, label in outlook.case.elements["platform"].items():
        row = {"platform": label}
        for name in columns:
            quantity = outlook.case.model.quantities[name]
            key = f"{name}.{element}" + (f".{tier}" if "tier" in quantity.per else "")
            row[f"{name.replace('_', ' ')} ({quantity.unit})"] = outlook.at(key, month)
        rows.append(row)
    return pd.DataFrame(rows)


def hour_cost(outlook: Outlook, month: int) -> pd.DataFrame:
    """Where an owned card's hour goes, yuan a card-hour: one row a platform and part."""
    parts = ("capital_hour_cost", "power_hour_cost", "building_hour_cost", "operations_hour_cost")
    return pd.DataFrame(
        [{"platform": label, "part": part.removesuffix("_hour_cost"), "value": outlook.at(f"{part}.{element}", month)}
         for element, label in outlook.case.elements["platform"].items() for part in parts])


def price_lists(outlook: Outlook, tier: str, month: int) -> pd.DataFrame:
    """The company's list and its rivals' in a month, yuan/Mtok, and what each costs on the tier's mix of tokens."""
    names = outlook.case.elements
    own = {"list": f"{names['tier'][tier]} (this company, off-peak)",
           "cache hit": outlook.at(f"cached_input_price.{tier}", month), "input": outlook.at(f"input_price.{tier}", month),
           "output": outlook.at(f"output_price.{tier}", month), "on this mix": outlook.at(f"off_peak_price.{tier}", month)}
    rivals = [{"list": label, "cache hit": outlook.at(f"rival_cached_price.{rival}", month),
               "input": outlook.at(f"rival_input_price.{rival}", month),
               "output": outlook.at(f"rival_output_price.{rival}", month),
               "on this mix": outlook.at(f"rival_price.{tier}.{rival}", month)}
              for rival, label in names["competitor"].items()]
    host = {"list": "Third-party hosts (estimate)", "on this mix": outlook.at(f"host_price.{tier}", month)}
    return pd.DataFrame([own, *rivals, host])


def assumptions(scenario) -> pd.DataFrame:
    """Every assumption in force: value, base, range, unit, basis, source and why; one row a key."""
    case, overridden, rows = scenario.case, dict(scenario.overrides), []
    for key in case.keys():
        assumption, believed = case.assumption_of(key), case.value(key, scenario.preset, scenario.stresses)
        source = case.sources[believed.source]
        rows.append({
            "key": key, "name": case.label_of(key), "stage": assumption.stage, "kind": assumption.kind,
            "in force": _written(scenario.value(key), assumption), "changed": key in overridden,
            "base": _written(case.scenario(scenario.preset, None, scenario.stresses).value(key), assumption),
            "low": _number(believed.low, assumption), "high": _number(believed.high, assumption),
            "unit": assumption.unit, "basis": believed.basis, "held": believed.held, "source": source.title,
            "address": source.address or None, "why": believed.why, "meaning": assumption.meaning})
    return pd.DataFrame(rows)


def in_force(scenario, key: str) -> str:
    """The value of one key in words."""
    return _written(scenario.value(key), scenario.case.assumption_of(key))


def count(scenario) -> str:
    """How many numbers there are, and how solid they are."""
    case = scenario.case
    bases = [case.value(key, scenario.preset, scenario.stresses).basis for key in case.keys()]
    kinds = ", ".join(f"{bases.count(name)} {name}" for name in ("disclosed", "filing", "reported", "analyst", "judgement"))
    changed = len(scenario.overrides)
    return f"{len(bases)} numbers stand behind every figure: {kinds}; {changed} {'is' if changed == 1 else 'are'} changed here."


def _written(value, assumption):
    if np.ndim(value):
        first, last = float(value[0]), float(value[-1])
        return write(first, assumption.unit) if first == last and len(set(value)) == 1 else (
            f"{write(first, assumption.unit, with_unit=False)} → {write(last, assumption.unit)}")
    if assumption.options:
        return assumption.options[int(value)]
    return write(float(value), assumption.unit)


def _number(value, assumption):
    return "" if value is None else write(float(value), assumption.unit, with_unit=False)


def price_events(scenario) -> pd.DataFrame:
    """The dated steps behind the company's list in this scenario, one row a step."""
    case, rows = scenario.case, []
    for key in case.keys():
        assumption = case.assumption_of(key)
        if assumption.dated and assumption.stage == "price":
            for step in case.value(key, scenario.preset, scenario.stresses).steps or ():
                source = case.sources[step.source]
                rows.append({"date": step.start, "price": case.label_of(key), "value": step.value, "unit": assumption.unit,
                             "what happened": step.note, "status": step.basis, "source": source.title,
                             "address": source.address or None})
    return pd.DataFrame(rows).sort_values(["date", "price"], kind="stable")


def what_moved(outlook: Outlook, baseline: Outlook, month: int) -> pd.DataFrame:
    """What each change alone does to the headline figures in a month, and all together; empty without changes."""
    case, scenario = outlook.case, outlook.scenario
    months = {**dict.fromkeys(case.story.headline, month), "cash": case.months - 1}
    rows = []
    for changed, effects in each_alone(outlook, baseline, months).items():
        known = changed in case.values
        row = {"change": case.label_of(changed) if known else "All together",
               "from": _written(baseline.scenario.value(changed), case.assumption_of(changed)) if known else "",
               "to": _written(scenario.value(changed), case.assumption_of(changed)) if known else ""}
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


__all__ = ["assumptions", "everything", "hour_cost", "platforms", "price_lists", "statements"]
