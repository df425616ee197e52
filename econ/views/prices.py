"""Tables of prices: lists on a mix of tokens, what happened to them, where a price goes, and the price that breaks even."""

import dataclasses

import numpy as np
import pandas as pd

from econ.case.calendar import month_start
from econ.outlook import Outlook, run
from econ.pricing import blended_price, depth_for_supply
from econ.risk.draws import elasticity_range
from econ.units import format_value

COSTS = ("cached_input_cost", "input_cost", "serving_cost")
LISTS, HEADS = (
    ("cached_list_price", "input_list_price", "output_list_price"),
    ("hit", "input", "output"),
)
SIGHT = 1.1  # times the largest demand: as far as room is drawn
CLOSE = 0.25  # of the closest rival's weight: what competes with a tier
CHANGED, STAR = (
    "changed here",
    "*",
)  # a basis that is the user's own, and the mark of a price that is known less well
FIRMNESS = (
    "filing",
    "disclosed",
    "reported",
    "analyst",
    "planned",
    "judgement",
    CHANGED,
)  # bases from the best to the weakest
STAND_IN = "stand-in"  # how a list is marked that stands for one that is not recorded
PARTS = ("cached", "input", "output")  # of a list: hits, uncached input, output
MARGINS = (0.0, 0.5, 0.8)  # of the break-even figure
BUSY = np.linspace(0.05, 1.0, 39)  # shares of its hours in which a card is in use


def mix(outlook: Outlook, tier: str, month: int) -> tuple[float, float]:
    """The share of hits in input and of output in all tokens on a tier's own traffic."""
    return outlook.at(f"cache_hit_share.{tier}", month), outlook.at(f"output_share.{tier}", month)


def price_lists(
    outlook: Outlook, tier: str, month: int, hit_share: float, output_share: float
) -> pd.DataFrame:
    """The company's lists and those of the tier's rivals at the end of a month, and what a million tokens of a mix cost on each.

    Dearest first; prices are yuan/Mtok. A list that stands in for one that is not recorded says so; `weaker` names the prices
    whose basis is weaker than that of the others of their list.
    """
    case, dollar = outlook.case, outlook.at("yuan_per_dollar", 0)
    peak, lists = _listed(outlook, "peak_multiplier", month), []
    for one, name in case.elements["tier"].items():
        own = [
            _listed(outlook, f"{part}.{one}", month) * outlook.at(f"cut_multiple.{one}", month)
            for part in LISTS
        ]
        origin = _own_origin(outlook, one, month)
        lists.append((f"{name}, off-peak", own, *origin))
        if peak > 1.0 and one == tier:
            lists.append((f"{name}, peak", [price * peak for price in own], *origin))
    for rival in rivals_of(outlook, tier):
        keys = [f"rival_{part}_price.{rival}" for part in PARTS]
        parts, origins = (
            [_listed(outlook, key, month) for key in keys],
            [_origin(outlook, key, month) for key in keys],
        )
        _, source, held, stands_in = origins[1]
        since = "stand-in" if stands_in else f"{held:%d %b %Y}"
        lists.append(
            (
                _name(outlook, rival, month),
                parts,
                since,
                *_together([basis for basis, *_ in origins]),
                source,
            )
        )
    rows = [
        {
            "list": name,
            "list since": since,
            "hit": parts[0],
            "input": parts[1],
            "output": parts[2],
            "mix, yuan": blended_price(*parts, hit_share, output_share),
            "mix, dollars": blended_price(*parts, hit_share, output_share) / dollar,
            "basis": basis,
            "weaker": weaker,
            "source": source.title,
            "address": source.address,
        }
        for name, parts, since, basis, weaker, source in lists
    ]
    table = pd.DataFrame(rows)
    ours = table.loc[
        table["list"] == f"{case.elements['tier'][tier]}, off-peak", "mix, yuan"
    ].item()
    table["against ours"] = table["mix, yuan"] / ours
    return table.sort_values("mix, yuan", ascending=False, kind="stable").reset_index(drop=True)


def _together(bases):
    """The basis of a list from those of its prices, and which prices have a weaker one than the best of them."""
    best, worst = min(bases, key=FIRMNESS.index), max(bases, key=FIRMNESS.index)
    weaker = tuple(head for head, basis in zip(HEADS, bases, strict=True) if basis != best)
    return f"{best}; {STAR} {worst}" if weaker else best, weaker


def rivals_of(outlook: Outlook, tier: str) -> list[str]:
    """The rivals that compete with a tier at least a quarter as closely as the closest."""
    weights = {
        rival: outlook.at(f"rival_weight.{tier}.{rival}", 0)
        for rival in outlook.case.elements["competitor"]
    }
    return [rival for rival, weight in weights.items() if weight >= CLOSE * max(weights.values())]


def written(table: pd.DataFrame) -> pd.DataFrame:
    """A table of lists to be read, with the unit in the heads of its columns."""
    prices = {
        name: [format_value(value, "yuan/Mtok", with_unit=False) for value in table[name]]
        for name in ("hit", "input", "output", "mix, yuan", "mix, dollars")
    }
    for head in HEADS:
        prices[head] = [
            text + STAR * (head in weaker)
            for text, weaker in zip(prices[head], table["weaker"], strict=True)
        ]
    told = table.assign(
        **prices, **{"against ours": [f"{value:.2f}x" for value in table["against ours"]]}
    )
    told = told[["list", "list since", *prices, "against ours", "basis", "source", "address"]]
    return told.rename(
        columns={name: f"{name}, yuan/Mtok" for name in ("hit", "input", "output")}
        | {"mix, yuan": "mix, yuan/Mtok", "mix, dollars": "mix, dollars/Mtok"}
    )


def _step(outlook, key, month):
    """The step of a dated list that is in force in a month, if it has steps."""
    case, scenario = outlook.case, outlook.scenario
    steps = scenario.belief(key).steps or ()
    return next(
        (step for step in reversed(steps) if case.month_of(step.start) <= month),
        steps[0] if steps else None,
    )


def _listed(outlook, key, month):
    """A dated price at the end of a month: where it changed within the month the model has the average."""
    step = _step(outlook, key, month)
    return (
        step.value
        if step and key not in dict(outlook.scenario.overrides)
        else outlook.at(key, month)
    )


def _origin(outlook, key, month):
    """Basis, source and date of a list in a month, and whether it stands in for one that is not recorded."""
    case, step = outlook.case, _step(outlook, key, month)
    value = outlook.scenario.belief(key)
    one, held = (step, step.start) if step else (value, value.held)
    basis = CHANGED if key in dict(outlook.scenario.overrides) else one.basis
    return (
        basis,
        case.sources[one.source],
        held,
        STAND_IN in (step.note if step else value.why).lower(),
    )


def _own_origin(outlook, tier, month):
    """Of the company's list in a month: since when it holds, its basis, which prices have a weaker one, and its source.

    Where the planned cut has been made in the model, the list is that plan, and as well known as its depth.
    """
    case, cut, key = outlook.case, outlook[f"cut_in_force.{tier}"][0], f"cut_depth.{tier}"
    if cut[month] > 0.5 and outlook.at(key, 0) > 0.0:
        depth, source, *_ = _origin(outlook, key, month)
        return (
            f"{month_start(case.start, int(cut.argmax())):%d %b %Y}",
            f"planned; {depth}",
            (),
            source,
        )
    bases, sources, days, _ = zip(
        *(_origin(outlook, f"{name}.{tier}", month) for name in LISTS), strict=True
    )
    return f"{max(days):%d %b %Y}", *_together(bases), sources[1]


def _name(outlook, rival, month):
    """What a rival's list is for in a month: its own note, or the rival's name."""
    step = _step(outlook, f"rival_input_price.{rival}", month)
    return (
        step.note if step and step.note else outlook.case.elements["competitor"][rival]
    ).removesuffix(f" ({STAND_IN})")


def price_events(outlook: Outlook) -> pd.DataFrame:
    """The history of the company's list, one row a day and tier: hit, input, output after it, with status and source.

    Notices without a new price are in it as far as the preset knows of them, and the cut that is planned, as a share off.
    """
    case, scenario = outlook.case, outlook.scenario
    known = case.presets[scenario.preset].known
    rows = [
        (event.date, "all", {}, event.what, event.basis, event.source)
        for event in case.events.values()
        if event.price and known and event.date <= known
    ]
    for tier, label in case.elements["tier"].items():
        paths = [scenario.belief(f"{name}.{tier}").steps or () for name in LISTS]
        for day in sorted({step.start for path in paths for step in path}):
            on = [step for path in paths for step in path if step.start == day]
            in_force = [[step.value for step in path if step.start <= day][-1:] for path in paths]
            prices = {
                name: format_value(value[0], "yuan/Mtok", with_unit=False)
                for name, value in zip(HEADS, in_force, strict=True)
                if value
            }
            rows.append(
                (
                    day,
                    label,
                    prices,
                    "; ".join(dict.fromkeys(step.note for step in on)),
                    on[0].basis,
                    on[0].source,
                )
            )
        cut, depth = outlook[f"cut_in_force.{tier}"][0], outlook.at(f"cut_depth.{tier}", 0)
        if cut.any() and depth > 0.0:
            rows.append(
                (
                    month_start(case.start, int(cut.argmax())),
                    label,
                    dict.fromkeys(HEADS, f"−{format_value(depth, 'share')}"),
                    "the planned cut",
                    "planned",
                    case.belief(f"cut_rule.{tier}", scenario.preset).source,
                )
            )
    tariff = scenario.belief("peak_multiplier").steps or ()
    rows += [
        (
            step.start,
            "all",
            {"peak": format_value(step.value, "x")},
            step.note,
            step.basis,
            step.source,
        )
        for step in tariff
    ]
    return pd.DataFrame(
        [
            {
                "date": day,
                "tier": tier,
                **dict.fromkeys((*HEADS, "peak"), ""),
                **prices,
                "what happened": what,
                "status": status,
                "source": case.sources[source].title,
                "address": case.sources[source].address,
            }
            for day, tier, prices, what, status, source in sorted(rows, key=lambda row: row[:2])
        ]
    )


def bridge(
    outlook: Outlook, tier: str, month: int, hit_share: float, output_share: float
) -> pd.DataFrame:
    """From the list to the margin of a million tokens of a mix, in yuan: columns what and value; the parts sum to the margin."""
    at = {
        name: outlook.at(f"{name}.{tier}", month)
        for name in ("cached_input_price", "input_price", "output_price", *COSTS)
    }
    without = blended_price(
        at["input_price"], at["input_price"], at["output_price"], hit_share, output_share
    )
    price = blended_price(
        at["cached_input_price"], at["input_price"], at["output_price"], hit_share, output_share
    )
    cost = blended_price(
        at["cached_input_cost"], at["input_cost"], at["serving_cost"], hit_share, output_share
    )
    charged = price * outlook.at("peak_factor", month)
    given = charged * (outlook.at("grant_share", 0) + outlook.at("payment_fee", 0))
    kept = charged * outlook.at("price_realisation", month)
    parts = [
        ("list, no hits", without),
        ("cache hits", price - without),
        ("peak tariff", charged - price),
        ("grants and fees", -given),
        ("sales tax", kept - (charged - given)),
        ("cost", -cost),
    ]
    return pd.DataFrame([*parts, ("margin", kept - cost)], columns=["what", "value"])


def margin_share(table: pd.DataFrame) -> float:
    """What is left at the end of a bridge, as a share of what the company keeps of the price."""
    parts = dict(zip(table["what"], table["value"], strict=True))
    return parts["margin"] / (parts["margin"] - parts["cost"])


def break_even(
    outlook: Outlook, tier: str, month: int, hit_share: float, output_share: float
) -> pd.DataFrame:
    """The price of a mix that leaves a margin, against how busy cards are: columns x (share), y (yuan/Mtok) and series."""
    at = [outlook.at(f"{name}.{tier}", month) for name in COSTS]
    cost = blended_price(*at, hit_share, output_share) * outlook.at("usable_share", month) / BUSY
    kept = outlook.at("price_realisation", month)
    return pd.concat(
        [
            pd.DataFrame(
                {"x": BUSY, "y": cost / kept / (1.0 - margin), "series": f"{margin:.0%} margin"}
            )
            for margin in MARGINS
        ],
        ignore_index=True,
    )


def standing(
    outlook: Outlook, tier: str, month: int, hit_share: float, output_share: float
) -> pd.DataFrame:
    """Today's price of a mix at today's use of the cards: a point for `break_even`."""
    busy = outlook.at("utilisation", month) * outlook.at("usable_share", month)
    at = [
        outlook.at(f"{name}.{tier}", month)
        for name in ("cached_input_price", "input_price", "output_price")
    ]
    price = blended_price(*at, hit_share, output_share) * outlook.at("peak_factor", month)
    return pd.DataFrame(
        [{"x": max(busy, BUSY[0]), "y": price, "series": "price now, cards as busy as now"}]
    )


def elastic(outlook: Outlook, tier: str) -> Outlook:
    """The scenario as it is and at the ends of the range of the tier's elasticity: a draw for each of `ends`."""
    return run(
        outlook.scenario,
        {f"price_elasticity.{tier}": list(_ends(outlook, tier).values())},
        keep=["demand", "revenue"],
    )


def in_sight(outlook: Outlook, tier: str, months: int) -> Outlook:
    """The outlook with the room of a tier cut off where demand of the first months would no longer be seen beside it."""
    most = SIGHT * float(outlook[f"demand.{tier}"][0, :months].max())
    return dataclasses.replace(
        outlook,
        values={**outlook.values, "tier_room": np.minimum(outlook.values["tier_room"], most)},
    )


def ends(outlook: Outlook, tier: str) -> list[str]:
    """The names of the draws of `elastic`, each with its elasticity: fewer where an end of the range is where the lever is."""
    return [
        f"{words} {value:.1f}".replace("-", "−") for words, value in _ends(outlook, tier).items()
    ]


def _ends(outlook, tier):
    """The elasticity as it is, and the ends of its range that are not the same."""
    now, elastic, stiff = elasticity_range(outlook.scenario, tier)
    return {"at": now} | {
        words: end for words, end in (("elastic", elastic), ("stiff", stiff)) if end != now
    }


def depths(outlook: Outlook, tier: str, month: int) -> pd.DataFrame:
    """The cut that more supply carries, at today's elasticity and at the ends of its range: columns x (times), y, low, high."""
    more, now = np.linspace(1.0, 10.0, 37), outlook.at(f"own_elasticity.{tier}", month)
    carried = [
        np.array([depth_for_supply(times, -each) for times in more])
        for each in (now, *elasticity_range(outlook.scenario, tier)[1:])
    ]
    return pd.DataFrame(
        {
            "x": more,
            "y": carried[0],
            "low": np.min(carried, axis=0),
            "high": np.max(carried, axis=0),
            "series": "elasticity now",
        }
    )
