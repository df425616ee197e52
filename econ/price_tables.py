"""Tables of prices: lists on a mix of tokens, what happened to them, where a price goes, and the price that breaks even."""

import dataclasses

import numpy as np
import pandas as pd

from econ.outlook import Outlook, run
from econ.pricing import blended_price, depth_for_supply, pool_prices
from econ.units import HOURS_A_MONTH, MILLION, write
from econ.value import month_start

COSTS = ("cached_input_cost", "input_cost", "serving_cost")
LISTS, HEADS = ("cached_list_price", "input_list_price", "output_list_price"), ("hit", "input", "output")
SIGHT = 1.1  # times the largest demand: as far as room is drawn
CLOSE = 0.25  # of the closest rival's weight: what competes with a tier
STAND_IN = "stand-in"  # how a list is marked that stands for one that is not recorded
PARTS = ("cached", "input", "output")  # of a list: hits, uncached input, output
MARGINS = (0.0, 0.5, 0.8)  # of the break-even figure
BUSY = np.linspace(0.05, 1.0, 39)  # shares of its hours in which a card is in use


def mix(outlook: Outlook, tier: str, month: int) -> tuple[float, float]:
    """The share of hits in input and of output in all tokens on a tier's own traffic."""
    return outlook.at(f"cache_hit_share.{tier}", month), outlook.at(f"output_share.{tier}", month)


def price_lists(outlook: Outlook, tier: str, month: int, hit_share: float, output_share: float) -> pd.DataFrame:
    """The company's lists and those of the tier's rivals in a month, and what a million tokens of a mix cost on each.

    Dearest first; prices are yuan/Mtok. A list that stands in for one that is not recorded says so.
    """
    case, dollar = outlook.case, outlook.at("yuan_per_dollar", 0)
    peak, lists = outlook.at("peak_multiplier", month), []
    for one, name in case.elements["tier"].items():
        own = [outlook.at(f"{part}.{one}", month) for part in ("cached_input_price", "input_price", "output_price")]
        basis = _step(outlook, f"input_list_price.{one}", month)
        since, source = _own_since(outlook, one, month), case.sources[basis.source]
        lists.append((f"{name}, off-peak", own, since, basis.basis, source))
        if peak > 1.0 and one == tier:
            lists.append((f"{name}, peak", [price * peak for price in own], since, basis.basis, source))
    for rival in rivals_of(outlook, tier):
        parts = [outlook.at(f"rival_{part}_price.{rival}", month) for part in PARTS]
        basis, source, held, stands_in = _origin(outlook, f"rival_input_price.{rival}", month)
        since = "stand-in" if stands_in else f"{held:%d %b %Y}"
        lists.append((_name(outlook, rival, month), parts, since, basis, source))
    rows = [{"list": name, "list since": since, "hit": parts[0], "input": parts[1], "output": parts[2],
             "mix, yuan": blended_price(*parts, hit_share, output_share),
             "mix, dollars": blended_price(*parts, hit_share, output_share) / dollar, "basis": basis, "source": source.title,
             "address": source.address} for name, parts, since, basis, source in lists]
    table = pd.DataFrame(rows)
    ours = table.loc[table["list"] == f"{case.elements['tier'][tier]}, off-peak", "mix, yuan"].item()
    table["against ours"] = table["mix, yuan"] / ours
    return table.sort_values("mix, yuan", ascending=False, kind="stable").reset_index(drop=True)


def rivals_of(outlook: Outlook, tier: str) -> list[str]:
    """The rivals that compete with a tier at least a quarter as closely as the closest."""
    weights = {rival: outlook.at(f"rival_weight.{tier}.{rival}", 0) for rival in outlook.case.elements["competitor"]}
    return [rival for rival, weight in weights.items() if weight >= CLOSE * max(weights.values())]


def written(table: pd.DataFrame) -> pd.DataFrame:
    """A table of lists to be read, with the unit in the heads of its columns."""
    prices = {name: [write(value, "yuan/Mtok", with_unit=False) for value in table[name]]
              for name in ("hit", "input", "output", "mix, yuan", "mix, dollars")}
    told = table.assign(**prices, **{"against ours": [f"{value:.2f}x" for value in table["against ours"]]})
    told = told[["list", "list since", *prices, "against ours", "basis", "source", "address"]]
    return told.rename(columns={name: f"{name}, yuan/Mtok" for name in ("hit", "input", "output")}
                       | {"mix, yuan": "mix, yuan/Mtok", "mix, dollars": "mix, dollars/Mtok"})


def _step(outlook, key, month):
    """The step of a dated list that is in force in a month, if it has steps."""
    case, scenario = outlook.case, outlook.scenario
    steps = case.value(key, scenario.preset, scenario.stresses).steps or ()
    return next((step for step in reversed(steps) if case.month_of(step.start) <= month), steps[0] if steps else None)


def _origin(outlook, key, month):
    """Basis, source and date of a rival's list in a month, and whether it stands in for one that is not recorded."""
    case, step = outlook.case, _step(outlook, key, month)
    value = case.value(key, outlook.scenario.preset, outlook.scenario.stresses)
    one, held = (step, step.start) if step else (value, value.held)
    words = step.note if step else value.why
    return one.basis, case.sources[one.source], held, STAND_IN in words.lower()


def _own_since(outlook, tier, month):
    """Since when the company's list holds: its last step, or the planned cut."""
    case, cut = outlook.case, outlook[f"cut_in_force.{tier}"][0]
    if cut[month] > 0.5 and outlook.at(f"cut_depth.{tier}", 0) > 0.0:
        return f"{month_start(case.start, int(cut.argmax())):%d %b %Y}"
    return f"{_step(outlook, f'input_list_price.{tier}', month).start:%d %b %Y}"


def _name(outlook, rival, month):
    """What a rival's list is for in a month: its own note, or the rival's name."""
    step = _step(outlook, f"rival_input_price.{rival}", month)
    return (step.note if step and step.note else outlook.case.elements["competitor"][rival]).removesuffix(f" ({STAND_IN})")


def price_events(outlook: Outlook) -> pd.DataFrame:
    """The history of the company's list, one row a day and tier: hit, input, output after it, with status and source.

    Notices without a new price are in it as far as the preset knows of them, and the cut that is planned, as a share off.
    """
    case, scenario = outlook.case, outlook.scenario
    known = case.presets[scenario.preset].known
    rows = [(event.date, "all", {}, event.what, event.basis, event.source) for event in case.events.values()
            if event.price and known and event.date <= known]
    for tier, label in case.elements["tier"].items():
        paths = [case.value(f"{name}.{tier}", scenario.preset, scenario.stresses).steps or () for name in LISTS]
        for day in sorted({step.start for path in paths for step in path}):
            on = [step for path in paths for step in path if step.start == day]
            in_force = [[step.value for step in path if step.start <= day][-1:] for path in paths]
            prices = {name: write(value[0], "yuan/Mtok", with_unit=False)
                      for name, value in zip(HEADS, in_force, strict=True) if value}
            rows.append((day, label, prices, "; ".join(dict.fromkeys(step.note for step in on)), on[0].basis, on[0].source))
        cut, depth = outlook[f"cut_in_force.{tier}"][0], outlook.at(f"cut_depth.{tier}", 0)
        if cut.any() and depth > 0.0:
            rows.append((month_start(case.start, int(cut.argmax())), label, dict.fromkeys(HEADS, f"−{write(depth, 'share')}"),
                         "the planned cut", "planned", case.value(f"cut_rule.{tier}", scenario.preset).source))
    for step in case.value("peak_multiplier", scenario.preset, scenario.stresses).steps or ():
        rows.append((step.start, "all", {"peak": write(step.value, "x")}, step.note, step.basis, step.source))
    return pd.DataFrame([{"date": day, "tier": tier, **dict.fromkeys((*HEADS, "peak"), ""), **prices, "what happened": what,
                          "status": status, "source": case.sources[source].title, "address": case.sources[source].address}
                         for day, tier, prices, what, status, source in sorted(rows, key=lambda row: row[:2])])


def bridge(outlook: Outlook, tier: str, month: int, hit_share: float, output_share: float) -> pd.DataFrame:
    """From the list to the margin of a million tokens of a mix, in yuan: columns what and value; the parts sum to the margin."""
    at = {name: outlook.at(f"{name}.{tier}", month) for name in (
        "cached_input_price", "input_price", "output_price", *COSTS)}
    without = blended_price(at["input_price"], at["input_price"], at["output_price"], hit_share, output_share)
    price = blended_price(at["cached_input_price"], at["input_price"], at["output_price"], hit_share, output_share)
    cost = blended_price(at["cached_input_cost"], at["input_cost"], at["serving_cost"], hit_share, output_share)
    charged = price * outlook.at("peak_factor", month)
    given = charged * (outlook.at("grant_share", 0) + outlook.at("payment_fee", 0))
    kept = charged * outlook.at("price_realisation", month)
    parts = [("list, no hits", without), ("cache hits", price - without), ("peak tariff", charged - price),
             ("grants and fees", -given), ("sales tax", kept - (charged - given)), ("cost", -cost)]
    return pd.DataFrame([*parts, ("margin", kept - cost)], columns=["what", "value"])


def margin_share(table: pd.DataFrame) -> float:
    """What is left at the end of a bridge, as a share of what the company keeps of the price."""
    parts = dict(zip(table["what"], table["value"], strict=True))
    return parts["margin"] / (parts["margin"] - parts["cost"])


def break_even(outlook: Outlook, tier: str, month: int, hit_share: float, output_share: float) -> pd.DataFrame:
    """The price of a mix that leaves a margin, against how busy cards are: columns x (share), y (yuan/Mtok) and series."""
    at = [outlook.at(f"{name}.{tier}", month) for name in COSTS]
    cost = blended_price(*at, hit_share, output_share) * outlook.at("usable_share", month) / BUSY
    kept = outlook.at("price_realisation", month)
    return pd.concat([pd.DataFrame({"x": BUSY, "y": cost / kept / (1.0 - margin), "series": f"{margin:.0%} margin"})
                      for margin in MARGINS], ignore_index=True)


def standing(outlook: Outlook, tier: str, month: int, hit_share: float, output_share: float) -> pd.DataFrame:
    """Today's price of a mix at today's use of the cards: a point for `break_even`."""
    busy = outlook.at("utilisation", month) * outlook.at("usable_share", month)
    at = [outlook.at(f"{name}.{tier}", month) for name in ("cached_input_price", "input_price", "output_price")]
    price = blended_price(*at, hit_share, output_share) * outlook.at("peak_factor", month)
    return pd.DataFrame([{"x": max(busy, BUSY[0]), "y": price, "series": "price now, cards as busy as now"}])


@dataclasses.dataclass(frozen=True, kw_only=True)
class Rent:
    """What an hour of a card is worth at the best prices (E11): none where no price is the best.

    `avoidable` is the cost that stops when a card rests, by tier, in yuan/Mtok; `multiples` what scarcity makes of it.
    """

    rent: float | None
    avoidable: dict[str, float]
    multiples: dict[str, float]
    inelastic: tuple[str, ...]


def capacity_rent(outlook: Outlook, month: int) -> Rent:
    """The capacity rent of one month, from each tier's own elasticity, avoidable cost, need of cards and demand (E11).

    Avoidable is the electricity of the fleet, over what the company keeps of a price.
    """
    case, tiers = outlook.case, list(outlook.case.elements["tier"])
    at = {name: {tier: outlook.at(f"{name}.{tier}", month) for tier in tiers}
          for name in ("card_need", "own_elasticity", "demand", "blended_price")}
    share, hour, cards = ([outlook.at(f"{name}.{platform}", month) for platform in case.elements["platform"]]
                          for name in ("fleet_share", "power_hour_cost", "serving_fleet"))
    power, kept = float(np.average(hour, weights=share)), outlook.at("price_realisation", month)
    cost = {tier: power * at["card_need"][tier] / kept for tier in tiers}
    stiff = tuple(tier for tier in tiers if -at["own_elasticity"][tier] <= 1.0)
    if stiff or not all(at["card_need"].values()):
        return Rent(rent=None, avoidable=cost, multiples={}, inelastic=stiff)
    found = pool_prices(*([pick[tier] for tier in tiers] for pick in (
        cost, {tier: -at["own_elasticity"][tier] for tier in tiers}, at["demand"], at["blended_price"], at["card_need"])),
        sum(cards) * HOURS_A_MONTH / MILLION * outlook.at("paid_room", month))
    rent = found.shadow_price
    return Rent(rent=rent * kept, avoidable=cost, inelastic=(),
                multiples={tier: (cost[tier] + rent * at["card_need"][tier]) / cost[tier] for tier in tiers})


def elastic(outlook: Outlook, tier: str) -> Outlook:
    """The scenario at the base and at both ends of the range of the tier's elasticity: three draws."""
    scenario, key = outlook.scenario, f"price_elasticity.{tier}"
    believed = outlook.case.value(key, scenario.preset, scenario.stresses)
    return run(scenario, {key: [float(scenario.value(key)), believed.low, believed.high]}, keep=["demand", "revenue"])


def in_sight(outlook: Outlook, tier: str, months: int) -> Outlook:
    """The outlook with the room of a tier cut off where demand of the first months would no longer be seen beside it."""
    most = SIGHT * float(outlook[f"demand.{tier}"][0, :months].max())
    return dataclasses.replace(outlook, values={**outlook.values, "tier_room": np.minimum(outlook.values["tier_room"], most)})


def ends(outlook: Outlook, tier: str) -> list[str]:
    """The names of the three draws of `elastic`, each with its elasticity."""
    scenario, key = outlook.scenario, f"price_elasticity.{tier}"
    believed = outlook.case.value(key, scenario.preset, scenario.stresses)
    values = (float(scenario.value(key)), believed.low, believed.high)
    return [f"{words} {value:.1f}".replace("-", "−") for words, value in zip(("at", "elastic", "stiff"), values, strict=True)]


def depths(outlook: Outlook, tier: str, month: int) -> pd.DataFrame:
    """The cut that more supply carries, at today's elasticity and at the ends of its range: columns x (times), y, low, high."""
    scenario, more = outlook.scenario, np.linspace(1.0, 10.0, 37)
    believed = outlook.case.value(f"price_elasticity.{tier}", scenario.preset, scenario.stresses)
    now = outlook.at(f"own_elasticity.{tier}", month)
    rows = {name: np.array([depth_for_supply(times, -elasticity) for times in more])
            for name, elasticity in (("y", now), ("low", believed.high), ("high", believed.low))}
    ordered = np.sort(np.stack([rows["low"], rows["high"]]), axis=0)
    return pd.DataFrame({"x": more, "y": rows["y"], "low": np.minimum(ordered[0], rows["y"]),
                         "high": np.maximum(ordered[1], rows["y"]), "series": "elasticity now"})
