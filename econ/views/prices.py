"""Tables of prices: lists on a mix of tokens, their history, the parts of a price, break-even prices and affordable cuts."""

import dataclasses
import datetime
from collections.abc import Sequence

import numpy as np
import pandas as pd

from econ.case.belief import Step
from econ.case.calendar import month_start
from econ.case.file.schema import Source
from econ.outlook import Outlook, run
from econ.pricing import blended_price, depth_for_supply
from econ.risk.draws import elasticity_range
from econ.units import format_stated, format_value, per_cent, signed_text
from econ.views.price_list import format_change, review_moves
from econ.words import say

# Quantities and assumptions of the parts of a list: cached input ("hit"), uncached input, output.
PRICE_HEADS = ("hit", "input", "output")
TOKEN_COSTS = ("cached_input_cost", "input_cost", "serving_cost")
TOKEN_PRICES = ("cached_input_price", "input_price", "output_price")
OWN_LISTS = ("cached_list_price", "input_list_price", "output_list_price")
RIVAL_LIST_PARTS = ("cached", "input", "output")
CLOSE_RIVAL = 0.25  # of the closest rival's weight: with less, a rival does not compete with a tier
CHANGED_BY_USER = "changed_here"  # the basis of a price that is set by hand
WEAKER_MARK = "*"  # marks a price with a weaker basis than the best price of its list
BASES_BY_FIRMNESS = (
    "filing",
    "disclosed",
    "reported",
    "analyst",
    "planned",
    "judgement",
    CHANGED_BY_USER,
)
STAND_IN_NOTE = "stand-in"  # in the note of a list that replaces one that is not recorded
SHOWN_MARGINS = (0.0, 0.5, 0.8)  # lines of the break-even figure
BUSY_SHARES = np.linspace(0.05, 1.0, 39)  # of the hours of a card, in the break-even figure
ROOM_IN_SIGHT = 1.1  # times the largest demand: the most room that is drawn
SUPPLY_MULTIPLES = np.linspace(1.0, 10.0, 37)  # in the figure of affordable cuts


def token_mix(outlook: Outlook, tier: str, month: int) -> tuple[float, float]:
    """The share of cache hits in input and of output in all tokens, of a tier's own traffic."""
    return outlook.at(f"cache_hit_share.{tier}", month), outlook.at(f"output_share.{tier}", month)


def _on_mix(prices: Sequence[float], hit_share: float, output_share: float) -> float:
    """The price or cost of a million tokens of a mix, from those of hits, uncached input and output."""
    hit, uncached, output = prices
    return blended_price(hit, uncached, output, hit_share, output_share)


@dataclasses.dataclass(frozen=True, kw_only=True)
class PriceOrigin:
    """Origin of a price: basis, source, first day in force, and whether it is a stand-in for one not recorded."""

    basis: str
    source: Source
    since: datetime.date
    stands_in: bool


@dataclasses.dataclass(frozen=True, kw_only=True)
class PriceList:
    """A list: its name, its three prices in yuan/Mtok, since when it holds, and how well it is known."""

    name: str
    prices: list[float]
    since: str
    basis: str
    weaker: tuple[str, ...]  # heads of the prices with a weaker basis than the best of the list
    source: Source


def price_list_table(
    outlook: Outlook, tier: str, month: int, hit_share: float, output_share: float
) -> pd.DataFrame:
    """The company's lists and those of a tier's rivals at the end of a month, and the price of a mix on each, dearest first.

    Columns: list, since, the prices of `PRICE_HEADS` in yuan/Mtok, mix and dollar_mix (in yuan/Mtok and in dollars/Mtok),
    basis, weaker, source, address, and against_own: the mix as a multiple of the tier's own list. `hit_share` is the share
    of cache hits in input, `output_share` that of output in all tokens. `since` is "stand-in" for a list that replaces
    one not recorded; `weaker` names the prices whose basis is weaker than the best of their list.
    """
    yuan_per_dollar = outlook.at("yuan_per_dollar", 0)
    own_name = _own_list_name(outlook.case.label("tier", tier))
    lists = [
        *_own_lists(outlook, tier, month),
        *(_rival_list(outlook, rival, month) for rival in close_rivals(outlook, tier)),
    ]
    rows = []
    for price_list in lists:
        mix_price = _on_mix(price_list.prices, hit_share, output_share)
        rows.append(
            {
                "list": price_list.name,
                "since": price_list.since,
                **dict(zip(PRICE_HEADS, price_list.prices, strict=True)),
                "mix": mix_price,
                "dollar_mix": mix_price / yuan_per_dollar,
                "basis": price_list.basis,
                "weaker": price_list.weaker,
                "source": price_list.source.title,
                "address": price_list.source.address,
            }
        )
    table = pd.DataFrame(rows)
    table["against_own"] = table["mix"] / table.loc[table["list"] == own_name, "mix"].item()
    return table.sort_values("mix", ascending=False, kind="stable").reset_index(drop=True)


def _own_list_name(tier: str, *, at_peak: bool = False) -> str:
    return say("api-price-own-list", tier=tier, at_peak=at_peak)


def _own_lists(outlook: Outlook, tier: str, month: int) -> list[PriceList]:
    """The lists of all tiers off-peak, and of one tier at peak if peak hours cost more."""
    lists = []
    peak_multiple = _price_at_month_end(outlook, "peak_multiplier", month)
    for own_tier, label in outlook.case.elements["tier"].items():
        multiple = outlook.at(f"list_multiple.{own_tier}", month)
        prices = [
            _price_at_month_end(outlook, f"{part}.{own_tier}", month) * multiple
            for part in OWN_LISTS
        ]
        off_peak = _own_list(outlook, own_tier, month, _own_list_name(label), prices)
        lists.append(off_peak)
        if peak_multiple > 1.0 and own_tier == tier:
            at_peak = [price * peak_multiple for price in prices]
            name = _own_list_name(label, at_peak=True)
            lists.append(dataclasses.replace(off_peak, name=name, prices=at_peak))
    return lists


def _own_list(outlook: Outlook, tier: str, month: int, name: str, prices: list[float]) -> PriceList:
    """The list of a tier with its origin.

    Once the planned cut has been made, the list is a plan, known as well as its depth; after a review it is known as well as
    the rule of reviews.
    """
    reviews = [past for past in review_moves(outlook, tier) if past <= month]
    if reviews:
        rule = price_origin(outlook, f"list_rule.{tier}", month)
        return PriceList(
            name=name,
            prices=prices,
            since=f"{month_start(outlook.case.start, reviews[-1]):%d %b %Y}",
            basis=_basis_after("reviewed", rule.basis),
            weaker=(),
            source=rule.source,
        )
    cut, depth_key = outlook[f"cut_in_force.{tier}"][0], f"cut_depth.{tier}"
    if cut[month] > 0.5 and outlook.at(depth_key, 0) > 0.0:
        depth = price_origin(outlook, depth_key, month)
        day = month_start(outlook.case.start, int(cut.argmax()))
        return PriceList(
            name=name,
            prices=prices,
            since=f"{day:%d %b %Y}",
            basis=_basis_after("planned", depth.basis),
            weaker=(),
            source=depth.source,
        )
    origins = [price_origin(outlook, f"{part}.{tier}", month) for part in OWN_LISTS]
    basis, weaker = _joint_basis(origins)
    return PriceList(
        name=name,
        prices=prices,
        since=f"{max(origin.since for origin in origins):%d %b %Y}",
        basis=basis,
        weaker=weaker,
        source=origins[1].source,
    )


def _rival_list(outlook: Outlook, rival: str, month: int) -> PriceList:
    """The list of a rival in a month with its origin."""
    keys = [f"rival_{part}_price.{rival}" for part in RIVAL_LIST_PARTS]
    origins = [price_origin(outlook, key, month) for key in keys]
    basis, weaker = _joint_basis(origins)
    uncached = origins[1]
    return PriceList(
        name=rival_list_name(outlook, rival, month),
        prices=[_price_at_month_end(outlook, key, month) for key in keys],
        since=STAND_IN_NOTE if uncached.stands_in else f"{uncached.since:%d %b %Y}",
        basis=basis,
        weaker=weaker,
        source=uncached.source,
    )


def _basis_after(move: str, basis: str) -> str:
    """The basis of a list after a move of the company, "reviewed" or "planned", that is known as well as a basis says."""
    return f"{say('api-price-basis', move=move)}; {_basis_words(basis)}"


def _basis_words(basis: str) -> str:
    """A basis as the table has it: that of the case file, or that the price is set by hand."""
    return say("api-price-basis", move="changed") if basis == CHANGED_BY_USER else basis


def _joint_basis(origins: list[PriceOrigin]) -> tuple[str, tuple[str, ...]]:
    """The basis of a list, and the heads of its prices that have a weaker basis than the best of them."""
    bases = [origin.basis for origin in origins]
    best = min(bases, key=BASES_BY_FIRMNESS.index)
    weaker = tuple(head for head, basis in zip(PRICE_HEADS, bases, strict=True) if basis != best)
    if not weaker:
        return _basis_words(best), ()
    weakest = _basis_words(max(bases, key=BASES_BY_FIRMNESS.index))
    return f"{_basis_words(best)}; {WEAKER_MARK} {weakest}", weaker


def close_rivals(outlook: Outlook, tier: str) -> list[str]:
    """The rivals that compete with a tier at least a quarter as closely as the closest one."""
    weights = {
        rival: outlook.at(f"rival_weight.{tier}.{rival}", 0)
        for rival in outlook.case.elements["competitor"]
    }
    required_weight = CLOSE_RIVAL * max(weights.values())
    return [rival for rival, weight in weights.items() if weight >= required_weight]


def readable_price_lists(table: pd.DataFrame) -> pd.DataFrame:
    """A table of `price_list_table` with its numbers as text and the units in the names of its columns."""
    prices = {
        name: [format_stated(value, "yuan/Mtok", with_unit=False) for value in table[name]]
        for name in (*PRICE_HEADS, "mix", "dollar_mix")
    }
    for head in PRICE_HEADS:
        prices[head] = [
            text + WEAKER_MARK * (head in weaker)
            for text, weaker in zip(prices[head], table["weaker"], strict=True)
        ]
    ratios = [say("unit-x", number=f"{value:.2f}") for value in table["against_own"]]
    columns = ["list", "since", *prices, "against_own", "basis", "source", "address"]
    heads = {name: say("api-price-head", column=name) for name in ("since", *prices, "against_own")}
    return table.assign(**prices, against_own=ratios)[columns].rename(columns=heads)


def _step_in_force(outlook: Outlook, key: str, month: int) -> Step | None:
    """The step of a dated price that holds at the end of a month, the first before all others; None without steps."""
    steps = outlook.scenario.belief(key).steps or ()
    return next(
        (step for step in reversed(steps) if outlook.case.month_of(step.start) <= month),
        steps[0] if steps else None,
    )


def _price_at_month_end(outlook: Outlook, key: str, month: int) -> float:
    """A dated price at the end of a month; the model has the average of a month in which it changed."""
    step = _step_in_force(outlook, key, month)
    if step and key not in dict(outlook.scenario.overrides):
        return step.value
    return outlook.at(key, month)


def price_origin(outlook: Outlook, key: str, month: int) -> PriceOrigin:
    """Return the origin of a price in a month."""
    belief, step = outlook.scenario.belief(key), _step_in_force(outlook, key, month)
    basis, source, since, note = (
        (step.basis, step.source, step.start, step.note)
        if step
        else (belief.basis, belief.source, belief.held, belief.why)
    )
    overridden = key in dict(outlook.scenario.overrides)
    return PriceOrigin(
        basis=CHANGED_BY_USER if overridden else basis,
        source=outlook.case.sources[source],
        since=since,
        stands_in=STAND_IN_NOTE in note.lower(),
    )


def rival_list_name(outlook: Outlook, rival: str, month: int) -> str:
    """The name of a rival's list in a month: the model it is for, from its note, or the rival's name."""
    step = _step_in_force(outlook, f"rival_input_price.{rival}", month)
    name = step.note if step and step.note else outlook.case.label("competitor", rival)
    return name.removesuffix(f" ({STAND_IN_NOTE})")


def price_history(outlook: Outlook) -> pd.DataFrame:
    """The history of the company's lists, one row a day and tier: the prices after it, with status and source.

    It includes notices without a new price, as far as the preset knows them, and the planned cut, as a share off.
    """
    case, scenario = outlook.case, outlook.scenario
    known = case.presets[scenario.preset].known
    rows: list[tuple] = [
        (event.date, "all", {}, event.what, event.basis, event.source)
        for event in case.events.values()
        if event.price and known and event.date <= known
    ]
    for tier in case.elements["tier"]:
        rows += [
            *_list_changes(outlook, tier),
            *_planned_cut(outlook, tier),
            *_reviews(outlook, tier),
        ]
    rows += [
        (
            step.start,
            "all",
            {"peak": format_value(step.value, "x")},
            step.note,
            step.basis,
            step.source,
        )
        for step in scenario.belief("peak_multiplier").steps or ()
    ]
    return pd.DataFrame(
        [
            {
                "date": day,
                "tier": tier,
                **dict.fromkeys((*PRICE_HEADS, "peak"), ""),
                **prices,
                say("head-what-happened"): what,
                "status": status,
                "source": case.sources[source].title,
                "address": case.sources[source].address,
            }
            for day, tier, prices, what, status, source in sorted(rows, key=lambda row: row[:2])
        ]
    )


def _list_changes(outlook: Outlook, tier: str) -> list[tuple]:
    """Rows of the days on which a price of a tier's list changed, with all prices in force after it."""
    paths = [outlook.scenario.belief(f"{part}.{tier}").steps or () for part in OWN_LISTS]
    rows = []
    for day in sorted({step.start for path in paths for step in path}):
        changed = [step for path in paths for step in path if step.start == day]
        prices = {}
        for head, path in zip(PRICE_HEADS, paths, strict=True):
            past = [step.value for step in path if step.start <= day]
            if past:
                prices[head] = format_stated(past[-1], "yuan/Mtok", with_unit=False)
        notes = "; ".join(dict.fromkeys(step.note for step in changed))
        label = outlook.case.label("tier", tier)
        rows.append((day, label, prices, notes, changed[0].basis, changed[0].source))
    return rows


def _planned_cut(outlook: Outlook, tier: str) -> list[tuple]:
    """The row of a tier's planned cut; none if no cut is planned within the horizon."""
    case = outlook.case
    cut, depth = outlook[f"cut_in_force.{tier}"][0], outlook.at(f"cut_depth.{tier}", 0)
    if not cut.any() or depth <= 0.0:
        return []
    day = month_start(case.start, int(cut.argmax()))
    off = dict.fromkeys(PRICE_HEADS, f"−{format_value(depth, 'share')}")
    source = case.belief(f"cut_rule.{tier}", outlook.scenario.preset).source
    return [
        (
            day,
            case.label("tier", tier),
            off,
            say("api-price-history-event", event="cut"),
            "planned",
            source,
        )
    ]


def _reviews(outlook: Outlook, tier: str) -> list[tuple]:
    """The rows of the reviews that move a tier's list."""
    case, source = outlook.case, outlook.scenario.belief(f"list_rule.{tier}").source
    return [
        (
            month_start(case.start, month),
            case.label("tier", tier),
            dict.fromkeys(PRICE_HEADS, format_change(change)),
            say("api-price-history-event", event="review"),
            "planned",
            source,
        )
        for month, change in review_moves(outlook, tier).items()
    ]


def price_bridge(
    outlook: Outlook, tier: str, month: int, hit_share: float, output_share: float
) -> pd.DataFrame:
    """From the list to the margin of a million tokens of a mix, in yuan: columns what and value; the parts sum to the margin."""
    hit, uncached, output = (outlook.at(f"{name}.{tier}", month) for name in TOKEN_PRICES)
    costs = [outlook.at(f"{name}.{tier}", month) for name in TOKEN_COSTS]
    without_hits = _on_mix([uncached, uncached, output], hit_share, output_share)
    price = _on_mix([hit, uncached, output], hit_share, output_share)
    cost = _on_mix(costs, hit_share, output_share)
    charged = price * outlook.at("peak_factor", month)
    grants_and_fees = charged * (outlook.at("grant_share", 0) + outlook.at("payment_fee", 0))
    kept = charged * outlook.at("price_realisation", month)
    at_stated_rate = kept / outlook.at("revenue_exchange", month)
    parts = [
        ("list", without_hits),
        ("hits", price - without_hits),
        ("peak", charged - price),
        ("fees", -grants_and_fees),
        ("tax", at_stated_rate - (charged - grants_and_fees)),
        *([("exchange", kept - at_stated_rate)] if kept != at_stated_rate else []),
        ("cost", -cost),
        ("margin", kept - cost),
    ]
    return pd.DataFrame(
        [(say("api-price-bridge-part", part=part), value) for part, value in parts],
        columns=["what", "value"],
    )


def bridge_margin(table: pd.DataFrame) -> float:
    """The margin at the end of a bridge, as a share of what the company keeps of the price."""
    *_, cost, margin = table["value"]
    return margin / (margin - cost)


def break_even_prices(
    outlook: Outlook, tier: str, month: int, hit_share: float, output_share: float
) -> pd.DataFrame:
    """The price of a mix that leaves a margin, against how busy cards are: columns x (share), y (yuan/Mtok) and series."""
    costs = [outlook.at(f"{name}.{tier}", month) for name in TOKEN_COSTS]
    idle_cost = (1.0 - outlook.at("idle_value", month)) * (1.0 - BUSY_SHARES)
    busy_cost = _on_mix(costs, hit_share, output_share) / outlook.at("charged_hours", month)
    cost = busy_cost * (BUSY_SHARES + idle_cost) / BUSY_SHARES
    kept = outlook.at("price_realisation", month)
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "x": BUSY_SHARES,
                    "y": cost / kept / (1.0 - margin),
                    "series": say("api-price-frontier-line", margin=per_cent(margin)),
                }
            )
            for margin in SHOWN_MARGINS
        ],
        ignore_index=True,
    )


def current_price_point(
    outlook: Outlook, tier: str, month: int, hit_share: float, output_share: float
) -> pd.DataFrame:
    """The price of a mix at the present use of the cards: a point for `break_even_prices`, none where no card is in use."""
    busy = outlook.at("utilisation", month) * outlook.at("usable_share", month)
    prices = [outlook.at(f"{name}.{tier}", month) for name in TOKEN_PRICES]
    price = _on_mix(prices, hit_share, output_share) * outlook.at("peak_factor", month)
    words = say("api-price-frontier-point")
    point = pd.DataFrame([{"x": max(busy, BUSY_SHARES[0]), "y": price, "series": words}])
    return point if busy > 0.0 else point.head(0)


def runs_by_elasticity(outlook: Outlook, tier: str) -> Outlook:
    """The scenario as it is and at the ends of the range of a tier's elasticity: a draw for each of `elasticity_labels`."""
    return run(
        outlook.scenario,
        {f"price_elasticity.{tier}": list(_distinct_elasticities(outlook, tier).values())},
        keep=["demand", "revenue"],
    )


def elasticity_labels(outlook: Outlook, tier: str) -> list[str]:
    """The names of the draws of `runs_by_elasticity`, each with its elasticity."""
    return [
        f"{label} {signed_text(elasticity, '.1f')}"
        for label, elasticity in _distinct_elasticities(outlook, tier).items()
    ]


def _distinct_elasticities(outlook: Outlook, tier: str) -> dict[str, float]:
    """By label, the elasticity in force and the ends of its range that differ from it."""
    now, elastic, stiff = elasticity_range(outlook.scenario, tier)
    ends = {"elastic": elastic, "stiff": stiff}
    return {"at": now} | {label: end for label, end in ends.items() if end != now}


def with_room_in_sight(outlook: Outlook, tier: str, months: int) -> Outlook:
    """The outlook with a tier's room capped a little above the largest demand of the first `months`, so that both are visible."""
    highest_room = ROOM_IN_SIGHT * float(outlook[f"demand.{tier}"][0, :months].max())
    room = np.minimum(outlook.values["tier_room"], highest_room)
    return dataclasses.replace(outlook, values={**outlook.values, "tier_room": room})


def affordable_cuts(outlook: Outlook, tier: str, month: int) -> pd.DataFrame:
    """The cut that more supply carries, at the elasticity in force: columns x (times the supply), y, and series.

    The columns low and high are the ends of the range of the elasticity.
    """
    own = outlook.at(f"own_elasticity.{tier}", month)
    depths = [
        np.array([depth_for_supply(multiple, -elasticity) for multiple in SUPPLY_MULTIPLES])
        for elasticity in (own, *elasticity_range(outlook.scenario, tier)[1:])
    ]
    return pd.DataFrame(
        {
            "x": SUPPLY_MULTIPLES,
            "y": depths[0],
            "low": np.min(depths, axis=0),
            "high": np.max(depths, axis=0),
            "series": say("api-price-depths-line"),
        }
    )
