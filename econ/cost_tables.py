"""Tables of cards and costs: platforms, bottlenecks, where a cost goes and what changed it."""

import itertools
import math

import pandas as pd

from econ.explain import attribution, shapley
from econ.outlook import Outlook
from econ.units import write


def bottlenecks(outlook: Outlook, platform: str) -> pd.DataFrame:
    """What holds supply back, span by span: memory, the maker's ramp and our share, orders, power or money."""
    case = outlook.case
    path = {name: outlook[key][0] for name, key in (
        ("delivered", f"deliveries.{platform}"), ("allocated", f"allocation.{platform}"),
        ("ramped", f"ramped_output.{platform}"), ("memory", f"hbm_output.{platform}"),
        ("powered", f"powered_share.{platform}"), ("cash", "cash"), ("least", "minimum_cash"))}
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
# What a million tokens may be, and the quantity that is its cost on a platform.
LEAST = 0.005  # yuan/Mtok: a part below it would be written as nothing
KINDS = {"output": "platform_serving_cost", "uncached input": "platform_input_cost", "cache hit": "platform_cached_cost"}
FILLS = {"output": "decode_fill", "uncached input": "prefill_fill", "cache hit": "prefill_fill"}  # how full a busy card is
# What changes the cost of output on the fleet over time, and the quantities that carry it.
COST_FACTORS = {"volume: more of the new cards in the fleet": ("fleet_share",), "price of a card's hour": ("card_hour_cost",),
                "maturity of the stack": ("stack_maturity",), "better algorithms": ("algorithmic_efficiency",)}


def by_platform(outlook: Outlook, tier: str, month: int) -> pd.DataFrame:
    """What a million tokens of each kind cost on each platform, in yuan/Mtok."""
    case = outlook.case
    return pd.DataFrame([
        {"platform": label} | {f"{kind}, yuan/Mtok": write(outlook.at(f"{name}.{element}.{tier}", month), "yuan/Mtok",
                                                           with_unit=False) for kind, name in KINDS.items()}
        for element, label in case.elements["platform"].items()])


def cost_bridge(outlook: Outlook, tier: str, month: int, kind: str = "output") -> pd.DataFrame:
    """Where the cost of a million tokens goes: one row a platform and part, in yuan/Mtok; the parts sum to the cost.

    Idle is what hours cost in which a card is not full; communication is waiting for other ranks, which reading does not do;
    the rest is the busy hour.
    """
    rows = []
    for element, label in outlook.case.elements["platform"].items():
        cost = outlook.at(f"{KINDS[kind]}.{element}.{tier}", month)
        busy = outlook.at("usable_share", month) * outlook.at(FILLS[kind], month)
        waiting = outlook.at(f"communication_share.{element}.{tier}", month) if kind == "output" else 0.0
        rented, hour = outlook.at(f"rented_share.{element}", month), outlook.at(f"card_hour_cost.{element}", month)
        hours = {"rent": rented * outlook.at(f"rent_price.{element}", month)}
        hours |= {part: (1.0 - rented) * outlook.at(f"{name}.{element}", month) for part, name in PARTS.items()}
        parts = {part: cost * busy * (1.0 - waiting) * value / hour for part, value in hours.items()}
        parts |= {"communication": cost * busy * waiting, "idle": cost * (1.0 - busy)}
        rows += [{"platform": label, "part": part, "value": value} for part, value in parts.items()]
    return pd.DataFrame(rows)


def swap(outlook: Outlook, tier: str, month: int) -> pd.DataFrame:
    """From output on the platform that is replaced, in the first month, to output on the awaited one: what each thing does.

    In yuan/Mtok, over all orders in which they could have come; the parts sum to the difference.
    """
    old, new = outlook.case.story.replaces, outlook.case.story.platform

    def both(name, tail=""):
        return outlook.at(f"{name}.{old}{tail}", 0), outlook.at(f"{name}.{new}{tail}", month)

    hour = both("card_hour_cost")
    taught = hour[1] / outlook.at(f"card_hour_cost.{new}", 0)
    factors = {"the card alone": tuple(1.0 / made for made in both("base_output_throughput", f".{tier}")),
               "the price of its hour": (hour[0], hour[1] / taught),
               "volume: cards made teach": (1.0, taught),
               "maturity of its stack": tuple(1.0 / share for share in both("stack_maturity")),
               "better algorithms": tuple(1.0 / outlook.at("algorithmic_efficiency", when) for when in (0, month))}
    first, last = (outlook.at(f"platform_serving_cost.{element}.{tier}", when) for element, when in ((old, 0), (new, month)))
    scale = first / math.prod(before for before, _ in factors.values())
    values = {state: scale * math.prod(pair[moved] for moved, pair in zip(state, factors.values(), strict=True))
              for state in itertools.product((0, 1), repeat=len(factors))}
    return _changes(outlook, (old, 0, first), shapley(values, factors), (new, month, last))


def _changes(outlook, begin, parts, end):
    """A change taken apart, as a table: what it was, each part, what it became."""
    names, case = outlook.case.elements["platform"], outlook.case
    (first, _, before), (last, month, after) = begin, end
    total = after - before
    rows = [(f"{names.get(first, first)}, {case.month_name(begin[1])}", f"{before:.2f}", ""),
            *((name, f"{value:+.2f}", f"{value / total:.0%}" if total else "") for name, value in parts.items()
              if abs(value) >= LEAST),
            (f"{names.get(last, last)}, {case.month_name(month)}", f"{after:.2f}", "")]
    return pd.DataFrame(rows, columns=["what", "yuan/Mtok", "of the change"])


def own_or_rent(outlook: Outlook, month: int) -> pd.DataFrame:
    """An hour owned and rented on each platform, and how busy an owned card must be to be the cheaper."""
    return pd.DataFrame([
        {"platform": label, "owned hour, yuan": f"{outlook.at(f'owned_hour_cost.{element}', month):.2f}",
         "rented hour, yuan": f"{outlook.at(f'rent_price.{element}', month):.2f}",
         "own if busier than": _busier(outlook.at(f"rent_break_even.{element}", month)),
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
    """What made the cost of output on the fleet change since the first month, in yuan/Mtok; the parts sum."""
    parts = attribution(outlook, f"serving_cost.{tier}", COST_FACTORS, month)
    first, last = (outlook.at(f"serving_cost.{tier}", when) for when in (0, month))
    return _changes(outlook, ("the fleet", 0, first), parts, ("the fleet", month, last))
