"""Tables for people: statements by year, platforms and price lists in a month, every assumption in force."""

import numpy as np
import pandas as pd

from econ.calibration import errors, evaluate, predict, shipped
from econ.explain import attribution, each_alone
from econ.narrative import size_of_change
from econ.outlook import Outlook
from econ.production_day import identities
from econ.units import write

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
        ("Equity raised", "equity_raised", 1), ("Change of cash", "net_cash_flow", 1)),
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


def bottlenecks(outlook: Outlook, platform: str) -> pd.DataFrame:
    """What holds supply back, span by span: memory, the maker's ramp and our share, orders, power or money."""
    case = outlook.case
    path = {name: outlook[key][0] for name, key in (
        ("delivered", f"deliveries.{platform}"), ("allocated", f"allocation.{platform}"),
        ("ramped", f"ramped_output.{platform}"), ("memory", f"hbm_output.{platform}"),
        ("drawn", "power_drawn"), ("limit", "power_limit"), ("cash", "cash"), ("least", "minimum_cash"))}
    words = []
    for m in range(case.months):
        now = {name: values[m] for name, values in path.items()}
        if now["cash"] < now["least"]:
            words.append("money: less in the bank than the company wants to hold")
        elif now["drawn"] > now["limit"]:
            words.append("power: the fleet draws more than its sites have")
        elif now["allocated"] == 0.0:
            words.append("cards: the chip is not delivered yet")
        elif now["delivered"] < now["allocated"]:
            words.append("orders: everything ordered has come")
        else:
            short = now["memory"] < now["ramped"]
            words.append("memory for the chip" if short else "cards: the maker's ramp and our share of it")
    spans, first = [], 0
    for m in range(1, case.months + 1):
        if m == case.months or words[m] != words[first]:
            months = f"{case.month_name(first)} to {case.month_name(m - 1)}"
            spans.append({"months": months, "what holds supply back": words[first]})
            first = m
    return pd.DataFrame(spans)


PARTS = {"capital": "capital_hour_cost", "power": "power_hour_cost", "building": "building_hour_cost",
         "operations": "operations_hour_cost"}
# What changes the cost of output over time, and the quantities that carry it.
COST_FACTORS = {"other cards in the fleet": ("fleet_share",), "price of a card's hour": ("card_hour_cost",),
                "maturity of the stack": ("stack_maturity",), "better algorithms": ("algorithmic_efficiency",)}


def cost_bridge(outlook: Outlook, tier: str, month: int) -> pd.DataFrame:
    """Where the cost of a million output tokens goes: one row a platform and part, in yuan/Mtok; the parts sum to the cost.

    Idle is what hours cost in which a card is not full; communication is waiting for other ranks; the rest is the busy hour.
    """
    rows = []
    for element, label in outlook.case.elements["platform"].items():
        cost = outlook.at(f"platform_serving_cost.{element}.{tier}", month)
        busy = outlook.at("load_factor", month) * outlook.at("decode_fill", month)
        waiting = outlook.at(f"communication_share.{element}.{tier}", month)
        rented, hour = outlook.at(f"rented_share.{element}", month), outlook.at(f"card_hour_cost.{element}", month)
        hours = {"rent": rented * outlook.at(f"rent_price.{element}", month)}
        hours |= {part: (1.0 - rented) * outlook.at(f"{name}.{element}", month) for part, name in PARTS.items()}
        parts = {part: cost * busy * (1.0 - waiting) * value / hour for part, value in hours.items()}
        parts |= {"communication": cost * busy * waiting, "idle": cost * (1.0 - busy)}
        rows += [{"platform": label, "part": part, "value": value} for part, value in parts.items()]
    return pd.DataFrame(rows)


def own_or_rent(outlook: Outlook, month: int) -> pd.DataFrame:
    """An hour owned and rented on each platform, and how busy an owned card must be to be the cheaper."""
    return pd.DataFrame([
        {"platform": label, "owned hour, yuan": f"{outlook.at(f'owned_hour_cost.{element}', month):.2f}",
         "rented hour, yuan": f"{outlook.at(f'rent_price.{element}', month):.2f}",
         "own if busier than": write(outlook.at(f"rent_break_even.{element}", month), "share"),
         "in use": write(outlook.at("utilisation", month), "share"),
         "stack maturity": write(outlook.at(f"stack_maturity.{element}", month), "share")}
        for element, label in outlook.case.elements["platform"].items()])


def paths(outlook: Outlook, tier: str, month: int) -> pd.DataFrame:
    """Each platform's cost of output as its stack is and as it would be mature, and what porting to it costs."""
    rows = []
    for element, label in outlook.case.elements["platform"].items():
        cost = outlook.at(f"platform_serving_cost.{element}.{tier}", month)
        mature = cost * outlook.at(f"stack_maturity.{element}", month)
        rows.append({"platform": label, "output, yuan/Mtok": f"{cost:.2f}", "on a mature stack": f"{mature:.2f}",
                     "price of immaturity": f"{cost - mature:.2f}",
                     "porting so far, bn yuan": f"{outlook[f'porting_cost.{element}'][0, :month + 1].sum():.2f}"})
    return pd.DataFrame(rows)


def cost_changes(outlook: Outlook, tier: str, month: int) -> pd.DataFrame:
    """What made the cost of output change since the first month, in yuan/Mtok; the parts sum."""
    parts = attribution(outlook, f"serving_cost.{tier}", COST_FACTORS, month)
    first, last = (outlook.at(f"serving_cost.{tier}", when) for when in (0, month))
    rows = [(f"cost in {outlook.case.month_name(0)}", f"{first:.2f}"),
            *((name, f"{value:+.2f}") for name, value in parts.items()),
            (f"cost in {outlook.case.month_name(month)}", f"{last:.2f}")]
    return pd.DataFrame(rows, columns=["what", "yuan/Mtok"])


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


def measured(case, points) -> pd.DataFrame:
    """Every point of one kind: measured, predicted, how far off, and where it was published."""
    predicted = predict(case, points)
    chips, shapes = case.elements["chip"], case.elements["shape"]
    return pd.DataFrame({
        "point": points.names, "platform": [chips[chip] for chip in points.chips],
        "model": [shapes[shape].removesuffix(" shape") for shape in points.shapes], "measured": points.measured,
        "predicted": predicted, "off": [f"{error:+.1%}" for error in errors(points, predicted)], "source": points.sources})


def production_day(case) -> pd.DataFrame:
    """DeepSeek's own day: each published figure beside the computed one."""
    return pd.DataFrame([
        {"figure": one.name, "unit": one.unit, "published": f"{one.published:,.2f}", "computed": f"{one.computed:,.2f}",
         "off": f"{one.error:+.2%}", "how": "roofline and the operator's fill" if one.from_model else "published rates"}
        for one in identities(case)])


def against_v3_2(case, contexts: tuple[float, ...] = (5_000.0, 131_072.0, 1_048_576.0)) -> pd.DataFrame:
    """Arithmetic and cache of a token on V4 as a share of V3.2's, at a few contexts; one row a context and model."""
    rows = []
    for context in contexts:
        given = {"context_length": context, "cache_precision": 1.0}
        shapes = ("v4_pro", "v4_flash", "v3_2")
        found = evaluate(case.scenario(), ["ascend_950dt"] * 3, shapes, given, ("token_flop", "stored_cache", "linear_flop"))
        for number, shape in enumerate(shapes[:2]):
            parts = {name: values[number] / values[2] for name, values in found.items()}
            rows.append({"context, tokens": f"{context:,.0f}", "model": case.elements["shape"][shape].removesuffix(" shape"),
                         "arithmetic": write(parts["token_flop"], "share"), "cache": write(parts["stored_cache"], "share"),
                         "of V4's arithmetic, matrix products": write(found["linear_flop"][number] / found["token_flop"][number],
                                                                      "share")})
    return pd.DataFrame(rows)


def unmeasured(case) -> pd.DataFrame:
    """Chips without a published point: what the roofline says of them stands within two fifths, no better."""
    seen = {chip for points in shipped(case) for chip in points.chips}
    return pd.DataFrame({"chip": [label for chip, label in case.elements["chip"].items() if chip not in seen]})


__all__ = ["assumptions", "everything", "platforms", "price_lists", "statements"]
