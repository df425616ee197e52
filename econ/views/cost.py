"""Tables of costs: by platform with their range, where a cost goes, what changed it, two paths, own or rent."""

import itertools
import math

import pandas as pd

from econ.outlook import Outlook
from econ.risk.attribution import attribute_change, shapley_values
from econ.roofline import error_ranges
from econ.roofline.error_ranges import CACHE_HIT, INPUT, OUTPUT
from econ.roofline.latency_targets import platforms_without_room, target_labels
from econ.units import BILLION, HOURS_A_MONTH, MILLION, SECONDS_AN_HOUR, format_value

PARTS = {
    "capital": "capital_hour_cost",
    "power": "power_hour_cost",
    "building": "building_hour_cost",
    "operations": "operations_hour_cost",
}
# What a million tokens may be, and the quantity that is its cost on a platform.
LEAST = 0.001  # of the larger cost: a part below it would be written as nothing
CHANGES = ["what", "yuan/Mtok", "of the change"]
KINDS = {
    OUTPUT: "platform_serving_cost",
    INPUT: "platform_input_cost",
    CACHE_HIT: "platform_cached_cost",
}
FILLS = {
    OUTPUT: "decode_fill",
    INPUT: "prefill_fill",
    CACHE_HIT: "prefill_fill",
}  # how full a busy card is
ON_FLEET = {OUTPUT: "serving_cost", INPUT: "input_cost", CACHE_HIT: "cached_input_cost"}
# What changes the cost of tokens on the fleet over time, and the quantities that carry it.
COST_FACTORS = {
    "volume: more of the new cards in the fleet": ("fleet_share",),
    "price of a card's hour": ("card_hour_cost",),
    "maturity of the stack": ("stack_maturity",),
    "better algorithms": ("algorithmic_efficiency",),
}


def by_platform(outlook: Outlook, tier: str, month: int) -> pd.DataFrame:
    """What a million tokens of each kind cost on each platform with its range, in yuan, and which promises it breaks."""
    words, without = target_labels(outlook, tier), platforms_without_room(outlook)[tier]
    return pd.DataFrame(
        [
            {"platform": label}
            | {
                f"{kind}, yuan": "none"
                if element in without
                else error_ranges.format_range(
                    outlook.at(f"{name}.{element}.{tier}", month),
                    error_ranges.cost_range_factors(outlook, kind, element),
                    "yuan/Mtok",
                )
                for kind, name in KINDS.items()
            }
            | {"latency promises": words[element]}
            for element, label in outlook.case.elements["platform"].items()
        ]
    )


def title(kind: str) -> str:
    """What a figure of the cost of a kind is called."""
    return f"Where the cost of {'a ' if kind == CACHE_HIT else ''}{kind} goes"


def cost_bridge(outlook: Outlook, tier: str, month: int, kind: str = "output") -> pd.DataFrame:
    """Where the cost of a million tokens goes: one row a platform and part, in yuan/Mtok; the parts sum to the cost.

    Columns platform, part, value, and low and high: the range of the whole cost.

    Idle is what hours cost in which a card is not full; communication is waiting for other ranks, which reading does not do;
    the rest is the busy hour. A platform on which the model does not fit is left out.
    """
    rows, without = [], platforms_without_room(outlook)[tier]
    for element, label in outlook.case.elements["platform"].items():
        if element in without:
            continue
        cost = outlook.at(f"{KINDS[kind]}.{element}.{tier}", month)
        busy = outlook.at("usable_share", month) * outlook.at(FILLS[kind], month)
        waiting = (
            outlook.at(f"communication_share.{element}.{tier}", month) if kind == "output" else 0.0
        )
        rented, hour = (
            outlook.at(f"rented_share.{element}", month),
            outlook.at(f"card_hour_cost.{element}", month),
        )
        hours = {"rent": rented * outlook.at(f"rent_price.{element}", month)}
        hours |= {
            part: (1.0 - rented) * outlook.at(f"{name}.{element}", month)
            for part, name in PARTS.items()
        }
        parts = {
            part: cost * busy * (1.0 - waiting) * value / hour for part, value in hours.items()
        }
        parts |= {"communication": cost * busy * waiting, "idle": cost * (1.0 - busy)}
        low, high = (
            cost * factor for factor in error_ranges.cost_range_factors(outlook, kind, element)
        )
        rows += [
            {"platform": label, "part": part, "value": value, "low": low, "high": high}
            for part, value in parts.items()
        ]
    return pd.DataFrame(rows)


def swap(outlook: Outlook, tier: str, month: int, kind: str = OUTPUT) -> pd.DataFrame:
    """From tokens on the platform that is replaced, in the first month, to tokens on the awaited one: what each thing does.

    In yuan/Mtok, averaged over all orders in which they could have come; the parts sum to the difference. Whether a card is
    owned or rented is told apart from what it costs. Without rows where the model fits on only one of the two.
    """
    old, new = outlook.case.story.replaces, outlook.case.story.platform
    if {old, new} & set(platforms_without_room(outlook)[tier]):
        return pd.DataFrame(columns=CHANGES)

    def both(name, tail=""):
        return outlook.at(f"{name}.{old}{tail}", 0), outlook.at(f"{name}.{new}{tail}", month)

    hour, rented = both("card_hour_cost"), both("rented_share")
    as_new = rented[1] * outlook.at(f"rent_price.{old}", 0) + (1.0 - rented[1]) * outlook.at(
        f"owned_hour_cost.{old}", 0
    )
    taught = hour[1] / outlook.at(f"card_hour_cost.{new}", 0)
    factors = {
        "the card alone": _need(kind, both, tier),
        "renting more of it" if rented[1] > rented[0] else "owning instead of renting": (
            hour[0],
            as_new,
        ),
        "the price of the card": (as_new, hour[1] / taught),
        "volume: cards made teach": (1.0, taught),
        "maturity of its stack": tuple(1.0 / share for share in both("stack_maturity")),
        "better algorithms": tuple(
            1.0 / outlook.at("algorithmic_efficiency", when) for when in (0, month)
        ),
    }
    first, last = (
        outlook.at(f"{KINDS[kind]}.{element}.{tier}", when)
        for element, when in ((old, 0), (new, month))
    )
    scale = first / math.prod(before for before, _ in factors.values())
    values = {
        state: scale
        * math.prod(pair[moved] for moved, pair in zip(state, factors.values(), strict=True))
        for state in itertools.product((0, 1), repeat=len(factors))
    }
    return _changes(outlook, (old, 0, first), shapley_values(values, factors), (new, month, last))


def _need(kind, both, tier):
    """Busy card time a million tokens of a kind take on each of the two platforms, relative to each other."""
    read = tuple(1.0 / made for made in both("base_input_throughput", f".{tier}"))
    if kind == CACHE_HIT:
        return tuple(
            need * work for need, work in zip(read, both("cache_hit_work", f".{tier}"), strict=True)
        )
    return (
        read
        if kind == INPUT
        else tuple(1.0 / made for made in both("base_output_throughput", f".{tier}"))
    )


def swap_words(outlook: Outlook, tier: str) -> str:
    """What a swap of the card alone, at the same price of an hour, does to the cost of output and of reading."""
    case, story = outlook.case, outlook.case.story
    old, new = (case.label("platform", platform) for platform in (story.replaces, story.platform))
    if {story.replaces, story.platform} & set(platforms_without_room(outlook)[tier]):
        return ""
    changes = []
    for name, words in (
        ("base_output_throughput", "output"),
        ("base_input_throughput", "uncached input"),
    ):
        before, after = (
            outlook.at(f"{name}.{platform}.{tier}", 0)
            for platform in (story.replaces, story.platform)
        )
        changes.append(
            f"{words} {format_value(abs(before / after - 1.0), 'share')} {'dearer' if after < before else 'cheaper'}"
        )
    told = f"At the same price of an hour and on a mature stack, {new} in the place of {old} makes {' and '.join(changes)}."
    share, rent, owned = (
        outlook.at(f"{name}.{story.replaces}", 0)
        for name in ("rented_share", "rent_price", "owned_hour_cost")
    )
    basis = case.belief(f"rented_share.{story.replaces}", outlook.scenario.preset).basis
    return told + (
        f" {old} is charged as rented for {format_value(share, 'share')} at {rent:.2f} yuan an hour; owned, an hour would "
        f"cost {owned:.2f}. That share is {basis}."
        if share > 0.0
        else ""
    )


def _changes(outlook, begin, parts, end):
    """A change taken apart, as a table: what it was, each part, what it became; shares only where all parts pull one way."""
    names, case = outlook.case.elements["platform"], outlook.case
    (first, _, before), (last, month, after) = begin, end
    total, digits = (
        after - before,
        max(2, 1 - math.floor(math.log10(max(before, after)))) if max(before, after) > 0.0 else 2,
    )
    told = {
        name: value for name, value in parts.items() if abs(value) >= LEAST * max(before, after)
    }
    aligned = total and all(value / total >= 0.0 for value in told.values())
    rows = [
        (f"{names.get(first, first)}, {case.month_name(begin[1])}", f"{before:.{digits}f}", ""),
        *(
            (
                name,
                f"{value:+.{digits}f}".replace("-", "−"),
                format_value(value / total, "share") if aligned else "",
            )
            for name, value in told.items()
        ),
        (f"{names.get(last, last)}, {case.month_name(month)}", f"{after:.{digits}f}", ""),
    ]
    return pd.DataFrame(rows, columns=CHANGES)[CHANGES if aligned else CHANGES[:2]]


def own_or_rent(outlook: Outlook, month: int) -> pd.DataFrame:
    """An hour owned, part by part, and rented, one column a platform, and how busy a card must be and is to be owned.

    In yuan a card-hour, and a busy hour with the idle ones it has to carry. Rent is compared as that of the busy hours alone.
    """
    busy = outlook.at("usable_share", month) * outlook.at("utilisation", month)
    columns = {}
    for element, label in outlook.case.elements["platform"].items():
        rent, share = (
            outlook.at(f"{name}.{element}", month) for name in ("rent_price", "rented_share")
        )
        columns[label] = {
            **{
                part: f"{outlook.at(f'{name}.{element}', month):.2f}"
                for part, name in PARTS.items()
            },
            "an owned hour": f"{outlook.at(f'owned_hour_cost.{element}', month):.2f}",
            "a rented hour": f"{rent:.2f}",
            "rented share": format_value(share, "share"),
            "charged": f"{outlook.at(f'card_hour_cost.{element}', month):.2f}",
            "busy share of the hours": format_value(busy, "share"),
            "idle hours, owned, a busy hour": _idle(
                outlook.at(f"owned_hour_cost.{element}", month), busy
            ),
            "own if busier than": _busier(outlook.at(f"rent_break_even.{element}", month)),
            "cheaper for the busy hours": "owning"
            if outlook.at(f"rent_break_even.{element}", month) < busy
            else "renting",
        }
    return pd.DataFrame(columns).rename_axis("yuan/card-hour")


def _idle(hour, busy):
    return f"{hour * (1.0 / busy - 1.0):.2f}" if busy > 0.0 else "no hour is busy"


def _busier(share):
    return format_value(share, "share") if share < 1.0 else "never"


def paths(outlook: Outlook, tier: str, month: int) -> pd.DataFrame:
    """Output on the cards of each maker side by side, weighed by the cards that serve: one column a path.

    A path is named by the first word of what its platforms are called. Porting of the month is spread over the path's
    card-hours, as everything a card costs is.
    """
    columns = {}
    for path, platforms in _makers(outlook.case).items():
        cards = _weights(outlook, platforms, month)
        hour, made = (
            sum(cards[p] * outlook.at(f"{name}.{p}{tail}", month) for p in platforms)
            for name, tail in (("card_hour_cost", ""), ("output_throughput", f".{tier}"))
        )
        mature = sum(
            cards[p]
            * outlook.at(f"output_throughput.{p}.{tier}", month)
            / outlook.at(f"stack_maturity.{p}", month)
            for p in platforms
        )
        porting = sum(outlook.at(f"porting_cost.{p}", month) for p in platforms)
        busy = outlook.at("usable_share", month)
        cost, best = (hour * MILLION / (rate * SECONDS_AN_HOUR * busy) for rate in (made, mature))
        serving = sum(outlook.at(f"serving_fleet.{p}", month) for p in platforms)
        spent = sum(
            outlook.at(f"serving_fleet.{p}", month) * outlook.at(f"card_hour_cost.{p}", month)
            for p in platforms
        )
        ported = cost * porting * BILLION / (spent * HOURS_A_MONTH) if serving >= 1.0 else 0.0
        total = sum(cards.values())
        columns[path] = {
            "platforms": ", ".join(
                outlook.case.label("platform", p).removeprefix(f"{path} ") for p in platforms
            ),
            "cards that serve": format_value(serving, "card", with_unit=False)
            if serving >= 1.0
            else "none",
            "card-hour, yuan": f"{hour / total:.2f}",
            "output of a busy card, tok/s": f"{made / total:,.0f}",
            "on a mature stack, yuan/Mtok": f"{best:.2f}",
            "lost to immaturity, yuan/Mtok": f"{cost - best:.2f}",
            "output, yuan/Mtok": f"{cost:.2f}",
            "porting this month, yuan/Mtok": f"{ported:.2f}",
            "total, yuan/Mtok": f"{cost + ported:.2f}",
            "porting so far, bn yuan": f"{sum(outlook[f'porting_cost.{p}'][0, : month + 1].sum() for p in platforms):.2f}",
        }
    return pd.DataFrame(columns).rename_axis("path")


def _makers(case):
    """The platforms of each maker."""
    makers = {}
    for platform, label in case.elements["platform"].items():
        makers.setdefault(label.split()[0], []).append(platform)
    return makers


def _weights(outlook, platforms, month):
    """The cards of each platform that serve; where not one does, all count alike."""
    cards = {p: outlook.at(f"serving_fleet.{p}", month) for p in platforms}
    return cards if sum(cards.values()) >= 1.0 else dict.fromkeys(platforms, 1.0)


def cost_changes(outlook: Outlook, tier: str, month: int, kind: str = OUTPUT) -> pd.DataFrame:
    """What made the cost of tokens of a kind on the fleet change since the first month, in yuan/Mtok; the parts sum."""
    key = f"{ON_FLEET[kind]}.{tier}"
    parts = attribute_change(outlook, key, COST_FACTORS, month)
    first, last = (outlook.at(key, when) for when in (0, month))
    return _changes(outlook, ("the fleet", 0, first), parts, ("the fleet", month, last))
