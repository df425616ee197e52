"""Tables of cards and costs: platforms, bottlenecks, where a cost goes and what changed it."""

import pandas as pd

from econ.explain import attribution
from econ.outlook import Outlook
from econ.units import write


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
        ("powered", "powered_share"), ("cash", "cash"), ("least", "minimum_cash"))}
    words = []
    for m in range(case.months):
        now = {name: values[m] for name, values in path.items()}
        if now["cash"] < now["least"]:
            words.append("money: less in the bank than the company wants to hold; orders go on, and runway says how long")
        elif now["powered"] < 1.0:
            words.append("power: the sites cannot run every card")
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
         "own if busier than": _busier(outlook.at(f"rent_break_even.{element}", month)),
         "in use": write(outlook.at("utilisation", month), "share"),
         "stack maturity": write(outlook.at(f"stack_maturity.{element}", month), "share")}
        for element, label in outlook.case.elements["platform"].items()])


def _busier(share):
    return write(share, "share") if share < 1.0 else "never"


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
