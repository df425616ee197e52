"""Tables of cost: by platform, by part, what changed it, the makers side by side, and owning against renting."""

import itertools
import math
from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from econ.case.calendar import month_start
from econ.case.case import Case
from econ.outlook import Outlook
from econ.risk.attribution import attribute_change, shapley_values
from econ.roofline import error_ranges
from econ.roofline.error_ranges import CACHE_HIT, INPUT, OUTPUT
from econ.roofline.latency_targets import target_labels, unable_platforms
from econ.units import (
    BILLION,
    HOURS_A_MONTH,
    MILLION,
    NOT_DEFINED,
    SECONDS_AN_HOUR,
    YUAN,
    format_value,
    shown_factor,
    shown_unit,
    signed_text,
)
from econ.words import say

# The parts of an owned hour, and the quantities that hold them, in yuan a card-hour.
OWNED_HOUR_PARTS = {
    "capital": "capital_hour_cost",
    "power": "power_hour_cost",
    "building": "building_hour_cost",
    "operations": "operations_hour_cost",
}
# Rows of `own_or_rent_table` that are numbers of the model, as cases of their message, and the quantities that they show.
TENURE_ROWS = {
    "owned": "owned_hour_cost",
    "rented": "market_rent",
    "rented-share": "rented_part",
    "charged": "card_hour_cost",
    "break-even": "rent_break_even",
}
# By kind of token, the quantity that is its cost on one platform, in yuan/Mtok.
PLATFORM_COST_OF_KIND = {
    OUTPUT: "platform_serving_cost",
    INPUT: "platform_input_cost",
    CACHE_HIT: "platform_cached_cost",
}
# Likewise, its cost on the whole fleet.
FLEET_COST_OF_KIND = {OUTPUT: "serving_cost", INPUT: "input_cost", CACHE_HIT: "cached_input_cost"}
# Likewise, how full a busy card is, as a share.
_FILL_OF_KIND = {OUTPUT: "decode_fill", INPUT: "prefill_fill", CACHE_HIT: "prefill_fill"}
# Causes that change the cost of tokens on the fleet over time, as cases of their message, and the quantities that carry it.
COST_FACTORS = {
    "fleet": ("fleet_share",),
    "hour": ("card_hour_cost",),
    "fleet-stack": ("stack_maturity",),
    "algorithms": ("algorithmic_efficiency",),
}
# Rows of `maker_table` that are not defined where none of a maker's platforms can serve the tier, as cases of their message.
_MAKER_COSTS = ("hour", "throughput", "mature", "lost", "output", "porting", "total")
_SMALLEST_PART = 0.001  # of the larger cost: a smaller part of a change would be written as zero


def platform_cost_table(outlook: Outlook, tier: str, month: int) -> pd.DataFrame:
    """Table of the cost per million tokens of each kind on each platform, with its range, and missed latency targets.

    One row a platform; a column in yuan for each kind of token. The cost is "not defined" where the platform cannot serve
    the tier; the last column says why.
    """
    target_texts = target_labels(outlook, tier)
    rows = []
    for platform, label in outlook.case.elements["platform"].items():
        row = {"platform": label}
        for kind, name in PLATFORM_COST_OF_KIND.items():
            row[f"{kind}, {shown_unit(YUAN)}"] = error_ranges.format_range(
                outlook.at(f"{name}.{platform}.{tier}", month),
                error_ranges.cost_range_factors(outlook, kind, platform),
                "yuan/Mtok",
            )
        rows.append(row | {say("cost-head-latency"): target_texts[platform]})
    return pd.DataFrame(rows)


def cost_bridge(outlook: Outlook, tier: str, month: int, kind: str = OUTPUT) -> pd.DataFrame:
    """The parts of the cost of a million tokens: one row a platform and part, in yuan/Mtok; the parts sum to the cost.

    Columns platform, part, value, and low and high: the range of the whole cost.

    "idle" is the cost of hours in which a card is not full, less what they are worth in training. "communication" is the time
    that output waits for other ranks; input does not wait. The other parts are those of the busy hour. A platform that cannot
    serve the tier is left out.
    """
    rows = []
    unable = unable_platforms(outlook, tier, month)
    for platform, label in outlook.case.elements["platform"].items():
        if platform in unable:
            continue
        cost = outlook.at(f"{PLATFORM_COST_OF_KIND[kind]}.{platform}.{tier}", month)
        busy_share = outlook.at(_FILL_OF_KIND[kind], month) / outlook.at("charged_hours", month)
        waiting_share = (
            outlook.at(f"communication_share.{platform}.{tier}", month) if kind == OUTPUT else 0.0
        )
        hour_cost = outlook.at(f"card_hour_cost.{platform}", month)
        parts = {
            part: cost * busy_share * (1.0 - waiting_share) * hour_part / hour_cost
            for part, hour_part in _charged_hour_parts(outlook, platform, month).items()
        }
        parts["communication"] = cost * busy_share * waiting_share
        parts["idle"] = cost * (1.0 - busy_share)
        low_factor, high_factor = error_ranges.cost_range_factors(outlook, kind, platform)
        cost_range = {"low": cost * low_factor, "high": cost * high_factor}
        rows += [
            {"platform": label, "part": part, "value": value} | cost_range
            for part, value in parts.items()
        ]
    return pd.DataFrame(rows, columns=["platform", "part", "value", "low", "high"])


def platforms_without_cost(outlook: Outlook, tier: str, month: int) -> list[str]:
    """The labels of the platforms that cannot serve a tier in a month, so that `cost_bridge` leaves them out."""
    return [
        outlook.case.label("platform", platform)
        for platform in unable_platforms(outlook, tier, month)
    ]


def _charged_hour_parts(outlook: Outlook, platform: str, month: int) -> dict[str, float]:
    """The parts of the hour that is charged, in yuan a card-hour: rent of the rented share, owned parts of the rest."""
    rented_share = outlook.at(f"rented_part.{platform}", month)
    owned_parts = {
        part: (1.0 - rented_share) * outlook.at(f"{name}.{platform}", month)
        for part, name in OWNED_HOUR_PARTS.items()
    }
    return {"rent": rented_share * outlook.at(f"market_rent.{platform}", month)} | owned_parts


def platform_change_table(
    outlook: Outlook, tier: str, month: int, kind: str = OUTPUT
) -> pd.DataFrame:
    """Table of changes in cost from the replaced platform in the first month to the story's platform in `month`.

    Columns: what; yuan/Mtok; and the share of the change, if all parts have one sign. The first and the last row are the
    two costs, the rows between them the parts, which sum to the difference. Each part is averaged over all orders in which
    the factors could have changed (Shapley). Whether cards are owned or rented is one factor, their price another. Without
    rows if one of the two platforms cannot serve the tier.
    """
    case = outlook.case
    old, new = case.story.replaces, case.story.platform
    if old in unable_platforms(outlook, tier) or new in unable_platforms(outlook, tier, month):
        return pd.DataFrame(columns=_change_columns())
    factors = _platform_change_factors(outlook, tier, month, kind)
    first_cost = outlook.at(f"{PLATFORM_COST_OF_KIND[kind]}.{old}.{tier}", 0)
    last_cost = outlook.at(f"{PLATFORM_COST_OF_KIND[kind]}.{new}.{tier}", month)
    scale = first_cost / math.prod(before for before, _ in factors.values())
    costs = {
        state: scale
        * math.prod(pair[changed] for changed, pair in zip(state, factors.values(), strict=True))
        for state in itertools.product((0, 1), repeat=len(factors))
    }
    return _change_table(
        (_platform_in(case, old, 0), first_cost),
        shapley_values(costs, factors),
        (_platform_in(case, new, month), last_cost),
    )


def _platform_in(case: Case, platform: str, month: int) -> str:
    """The name of a platform and of a month."""
    label = case.label("platform", platform)
    return say("cost-of-platform-in", platform=label, month=month_start(case.start, month))


def _fleet_in(case: Case, month: int) -> str:
    """The fleet of a month."""
    return say("cost-of-fleet-in", month=month_start(case.start, month))


def _platform_change_factors(
    outlook: Outlook, tier: str, month: int, kind: str
) -> dict[str, tuple[float, float]]:
    """By factor, a case of `cost-factor`, what multiplies the cost on the replaced platform at first, and on the story's in `month`."""
    old, new = outlook.case.story.replaces, outlook.case.story.platform

    def before_and_after(name: str, suffix: str = "") -> tuple[float, float]:
        return outlook.at(f"{name}.{old}{suffix}", 0), outlook.at(f"{name}.{new}{suffix}", month)

    hour_before, hour_after = before_and_after("card_hour_cost")
    rented_before, rented_after = before_and_after("rented_part")
    # The cost of an hour of the replaced platform if as much of it were rented as of the story's platform.
    old_rented_alike = rented_after * outlook.at(f"market_rent.{old}", 0)
    old_rented_alike += (1.0 - rented_after) * outlook.at(f"owned_hour_cost.{old}", 0)
    learning = hour_after / outlook.at(f"card_hour_cost.{new}", 0)
    tenure = "renting" if rented_after > rented_before else "owning"
    maturity_before, maturity_after = before_and_after("stack_maturity")
    return {
        "card": _card_time(kind, before_and_after, tier),
        tenure: (hour_before, old_rented_alike),
        "card-price": (old_rented_alike, hour_after / learning),
        "learning": (1.0, learning),
        "stack": (1.0 / maturity_before, 1.0 / maturity_after),
        "algorithms": (
            1.0 / outlook.at("algorithmic_efficiency", 0),
            1.0 / outlook.at("algorithmic_efficiency", month),
        ),
    }


def _card_time(
    kind: str, before_and_after: Callable[[str, str], tuple[float, float]], tier: str
) -> tuple[float, float]:
    """Busy card time for tokens of a kind on each of two platforms, in a unit that both have in common."""
    name = "base_output_throughput" if kind == OUTPUT else "base_input_throughput"
    throughput_before, throughput_after = before_and_after(name, f".{tier}")
    work_before, work_after = (
        before_and_after("cache_hit_work", f".{tier}") if kind == CACHE_HIT else (1.0, 1.0)
    )
    return 1.0 / throughput_before * work_before, 1.0 / throughput_after * work_after


def _change_table(
    start: tuple[str, float], parts: Mapping[str, float], end: tuple[str, float]
) -> pd.DataFrame:
    """A change of cost and its parts: a row for the start, each part and the end; `start` and `end` are (label, yuan/Mtok).

    `parts` are by factor, a case of `cost-factor`.

    Parts below `_SMALLEST_PART` are left out. Shares are given only if all parts have the sign of the change.
    """
    (start_label, start_cost), (end_label, end_cost) = start, end
    in_currency = shown_factor("yuan/Mtok")
    start_cost, end_cost = start_cost * in_currency, end_cost * in_currency
    parts = {cause: part * in_currency for cause, part in parts.items()}
    larger_cost, difference = max(start_cost, end_cost), end_cost - start_cost
    decimals = max(2, 1 - math.floor(math.log10(larger_cost))) if larger_cost > 0.0 else 2
    shown_parts = {
        factor: part for factor, part in parts.items() if abs(part) >= _SMALLEST_PART * larger_cost
    }
    one_sign = difference and all(part / difference >= 0.0 for part in shown_parts.values())
    rows = [(start_label, f"{start_cost:.{decimals}f}", "")]
    for factor, part in shown_parts.items():
        share = format_value(part / difference, "share") if one_sign else ""
        rows.append((_factor_words(factor), signed_text(part, f"+.{decimals}f"), share))
    rows.append((end_label, f"{end_cost:.{decimals}f}", ""))
    columns = _change_columns()
    table = pd.DataFrame(rows, columns=columns)
    return table if one_sign else table.drop(columns=columns[-1])


def _change_columns() -> list[str]:
    """The columns of a change of cost: what, its part, and the share of the change."""
    return ["what", shown_unit("yuan/Mtok"), say("cost-share-of-change")]


def _factor_words(factor: str) -> str:
    """Name the factor that changed a cost, in words."""
    return say("cost-factor", factor=factor.replace(" ", "-"))


def own_or_rent_table(outlook: Outlook, month: int) -> pd.DataFrame:
    """An owned hour with its parts beside a rented hour, and the busy share from which owning is cheaper.

    One column a platform, in yuan a card-hour. The idle hours are those a busy hour of an owned card has to carry; rent is
    paid for busy hours alone.
    """
    busy_share = outlook.at("usable_share", month) * outlook.at("utilisation", month)
    columns, factor = {}, shown_factor("yuan/card-hour")
    for platform, label in outlook.case.elements["platform"].items():
        owned_hour = outlook.at(f"owned_hour_cost.{platform}", month)
        break_even = outlook.at(f"rent_break_even.{platform}", month)
        column = {
            part: f"{outlook.at(f'{name}.{platform}', month) * factor:.2f}"
            for part, name in OWNED_HOUR_PARTS.items()
        }
        idle_hours = say("cost-no-busy-hour")
        if busy_share > 0.0:
            idle_hours = f"{owned_hour * (1.0 / busy_share - 1.0) * factor:.2f}"
        rows = {
            "owned": f"{owned_hour * factor:.2f}",
            "rented": f"{outlook.at(f'market_rent.{platform}', month) * factor:.2f}",
            "rented-share": format_value(outlook.at(f"rented_part.{platform}", month), "share"),
            "charged": f"{outlook.at(f'card_hour_cost.{platform}', month) * factor:.2f}",
            "busy-share": format_value(busy_share, "share"),
            "idle": idle_hours,
            "break-even": (
                format_value(break_even, "share") if break_even < 1.0 else say("cost-never-owned")
            ),
            "cheaper": say("cost-cheaper-way", owns=bool(break_even < busy_share)),
        }
        named = {say("cost-own-or-rent-row", row=row): text for row, text in rows.items()}
        columns[label] = column | named
    return pd.DataFrame(columns).rename_axis(shown_unit("yuan/card-hour"))


def maker_table(outlook: Outlook, tier: str, month: int) -> pd.DataFrame:
    """The cost of output on the cards of each maker, weighted by the cards that serve: one column a maker.

    A maker is named by the first word of its platforms' labels. Platforms that cannot serve the tier are left out of its
    costs. The cost of porting in the month is spread over all card-hours of the others, as all costs of a card are.
    """
    columns = {
        maker: _maker_column(outlook, maker, platforms, tier, month)
        for maker, platforms in _platforms_by_maker(outlook.case).items()
    }
    return pd.DataFrame(columns).rename_axis("path")


def _maker_column(
    outlook: Outlook, maker: str, platforms: list[str], tier: str, month: int
) -> dict[str, str]:
    """A column of `maker_table`: the numbers of one maker as text, by row label."""
    labels = [outlook.case.label("platform", platform) for platform in platforms]
    names = ", ".join(label.removeprefix(f"{maker} ") for label in labels)
    factor = shown_factor(YUAN)
    porting = sum(outlook.at(f"porting_cost.{platform}", month) for platform in platforms)
    porting_so_far = sum(
        outlook[f"porting_cost.{platform}"][0, : month + 1].sum() for platform in platforms
    )
    unable = unable_platforms(outlook, tier, month)
    platforms = [platform for platform in platforms if platform not in unable]
    if not platforms:
        return _maker_rows(
            {
                "platforms": names,
                "cards": "none",
                **dict.fromkeys(_MAKER_COSTS, NOT_DEFINED),
                "porting-so-far": f"{porting_so_far * factor:.2f}",
            }
        )
    weights = _card_weights(outlook, platforms, month)
    total_weight = sum(weights.values())

    def weighted(values: Iterable[float]) -> float:
        return sum(weight * value for weight, value in zip(weights.values(), values, strict=True))

    hour_costs = [outlook.at(f"card_hour_cost.{platform}", month) for platform in platforms]
    throughputs = [
        outlook.at(f"output_throughput.{platform}.{tier}", month) for platform in platforms
    ]
    mature_throughputs = [
        throughput / outlook.at(f"stack_maturity.{platform}", month)
        for platform, throughput in zip(platforms, throughputs, strict=True)
    ]
    hour, throughput = weighted(hour_costs), weighted(throughputs)
    charged_hours = outlook.at("charged_hours", month)
    busy_seconds = SECONDS_AN_HOUR / charged_hours  # of a card-hour
    cost = hour * MILLION / (throughput * busy_seconds)
    mature_cost = hour * MILLION / (weighted(mature_throughputs) * busy_seconds)
    serving_cards = [outlook.at(f"serving_fleet.{platform}", month) for platform in platforms]
    porting_cost, has_cards = 0.0, sum(serving_cards) >= 1.0
    if has_cards:
        hourly_spend = sum(
            cards * hour_cost for cards, hour_cost in zip(serving_cards, hour_costs, strict=True)
        )
        busy_share = outlook.at("usable_share", month)  # tokens carry all of it, idle hours nothing
        porting_cost = (
            cost * porting * BILLION / (hourly_spend * HOURS_A_MONTH * busy_share * charged_hours)
        )
    return _maker_rows(
        {
            "platforms": names,
            "cards": (
                format_value(sum(serving_cards), "card", with_unit=False) if has_cards else "none"
            ),
            "hour": f"{hour / total_weight * factor:.2f}",
            "throughput": f"{throughput / total_weight:,.0f}",
            "mature": f"{mature_cost * factor:.2f}",
            "lost": f"{(cost - mature_cost) * factor:.2f}",
            "output": f"{cost * factor:.2f}",
            "porting": f"{porting_cost * factor:.2f}",
            "total": f"{(cost + porting_cost) * factor:.2f}",
            "porting-so-far": f"{porting_so_far * factor:.2f}",
        }
    )


def _maker_rows(texts: Mapping[str, str]) -> dict[str, str]:
    """The numbers of a maker by the words of their rows, from those by case."""
    return {say("cost-maker-row", row=row): text for row, text in texts.items()}


def _platforms_by_maker(case: Case) -> dict[str, list[str]]:
    """The platforms (keys) of each maker, which is the first word of their labels."""
    platforms_by_maker: dict[str, list[str]] = {}
    for platform, label in case.elements["platform"].items():
        platforms_by_maker.setdefault(label.split()[0], []).append(platform)
    return platforms_by_maker


def _card_weights(outlook: Outlook, platforms: list[str], month: int) -> dict[str, float]:
    """By platform, the cards that serve; equal weights if no card of these platforms serves."""
    cards = {platform: outlook.at(f"serving_fleet.{platform}", month) for platform in platforms}
    return cards if sum(cards.values()) >= 1.0 else dict.fromkeys(platforms, 1.0)


def cost_change_table(outlook: Outlook, tier: str, month: int, kind: str = OUTPUT) -> pd.DataFrame:
    """Table of changes in the cost of a kind of token on the fleet since the first month: columns as in `platform_change_table`.

    Without rows if no platform can serve the tier in one of the two months.
    """
    key = f"{FLEET_COST_OF_KIND[kind]}.{tier}"
    case = outlook.case
    if math.isnan(outlook.at(key, 0)) or math.isnan(outlook.at(key, month)):
        return pd.DataFrame(columns=_change_columns())
    return _change_table(
        (_fleet_in(case, 0), outlook.at(key, 0)),
        attribute_change(outlook, key, COST_FACTORS, month),
        (_fleet_in(case, month), outlook.at(key, month)),
    )
