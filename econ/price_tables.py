"""Tables of prices: lists on a mix of tokens, what happened to them, where a price goes, and the price that breaks even."""

import numpy as np
import pandas as pd

from econ.outlook import Outlook
from econ.pricing import blended_price, depth_for_supply
from econ.units import write
from econ.value import month_start

PARTS = ("cached", "input", "output")  # of a list: hits, uncached input, output
MARGINS = (0.0, 0.5, 0.8)  # of the break-even figure
BUSY = np.linspace(0.05, 1.0, 39)  # shares of its hours in which a card is in use


def mix(outlook: Outlook, tier: str, month: int) -> tuple[float, float]:
    """The share of hits in input and of output in all tokens on a tier's own traffic."""
    return outlook.at(f"cache_hit_share.{tier}", month), outlook.at(f"output_share.{tier}", month)


def price_lists(outlook: Outlook, tier: str, month: int, hit_share: float, output_share: float) -> pd.DataFrame:
    """The company's list and its rivals' in a month, and what a million tokens of a mix cost on each, dearest first."""
    case, dollar = outlook.case, outlook.at("yuan_per_dollar", 0)
    own = [outlook.at(f"{name}.{tier}", month) for name in ("cached_input_price", "input_price", "output_price")]
    name, peak = case.elements["tier"][tier], outlook.at("peak_multiplier", month)
    cut = outlook[f"cut_in_force.{tier}"][0]
    since = _since(outlook, f"input_list_price.{tier}", month)
    if cut[month] > 0.5 and outlook.at(f"cut_depth.{tier}", 0) > 0.0:
        since = f"{month_start(case.start, int(cut.argmax())):%d %b %Y}"
    lists = [(f"{name}, off-peak", own, since)]
    lists += [(f"{name}, peak", [price * peak for price in own], since)] if peak > 1.0 else []
    for rival in case.elements["competitor"]:
        parts = [outlook.at(f"rival_{part}_price.{rival}", month) for part in PARTS]
        lists.append((_name(outlook, rival, month), parts, _since(outlook, f"rival_input_price.{rival}", month)))
    rows = []
    for name, parts, since in lists:
        price = blended_price(*parts, hit_share, output_share)
        rows.append({"list": name, "list of": since, "hit": parts[0], "input": parts[1], "output": parts[2],
                     "mix, yuan": price, "mix, dollars": price / dollar})
    table = pd.DataFrame(rows)
    table["against ours"] = table["mix, yuan"] / table["mix, yuan"].iloc[0]  # off-peak
    return table.sort_values("mix, yuan", ascending=False, kind="stable").reset_index(drop=True)


def written(table: pd.DataFrame) -> pd.DataFrame:
    """A table of lists to be read."""
    prices = {name: [write(value, "yuan/Mtok", with_unit=False) for value in table[name]]
              for name in ("hit", "input", "output", "mix, yuan", "mix, dollars")}
    return table.assign(**prices, **{"against ours": [f"{value:.2f}x" for value in table["against ours"]]})


def _step(outlook, key, month):
    """The step of a dated list that is in force in a month, if it has steps."""
    case, scenario = outlook.case, outlook.scenario
    steps = case.value(key, scenario.preset, scenario.stresses).steps or ()
    return next((step for step in reversed(steps) if case.month_of(step.start) <= month), steps[0] if steps else None)


def _since(outlook, key, month):
    step = _step(outlook, key, month)
    held = step.start if step else outlook.case.value(key, outlook.scenario.preset, outlook.scenario.stresses).held
    return f"{held:%d %b %Y}"


def _name(outlook, rival, month):
    """What a rival's list is for in a month: its own note, or the rival's name."""
    step = _step(outlook, f"rival_input_price.{rival}", month)
    return step.note if step and step.note else outlook.case.elements["competitor"][rival]


def price_events(outlook: Outlook) -> pd.DataFrame:
    """The dated steps behind the company's list, and the cut that is planned: one row a step, with its status."""
    case, scenario, rows = outlook.case, outlook.scenario, []
    for key in case.keys():
        assumption = case.assumption_of(key)
        if assumption.dated and assumption.stage == "price":
            for step in case.value(key, scenario.preset, scenario.stresses).steps or ():
                source = case.sources[step.source]
                rows.append({"date": step.start, "price": case.label_of(key), "value": step.value, "unit": assumption.unit,
                             "what happened": step.note, "status": step.basis, "source": source.title,
                             "address": source.address or None})
    for tier, label in case.elements["tier"].items():
        cut, depth = outlook[f"cut_in_force.{tier}"][0], outlook.at(f"cut_depth.{tier}", 0)
        if cut.any() and depth > 0.0:
            rows.append({"date": month_start(case.start, int(cut.argmax())), "price": f"All prices · {label}", "value": depth,
                         "unit": "share off the list", "what happened": "the planned cut", "status": "planned",
                         "source": case.sources[case.value(f"cut_rule.{tier}", scenario.preset).source].title, "address": None})
    return pd.DataFrame(rows).sort_values(["date", "price"], kind="stable").reset_index(drop=True)


def bridge(outlook: Outlook, tier: str, month: int, hit_share: float, output_share: float) -> pd.DataFrame:
    """From the list to the margin of a million tokens of a mix, in yuan: columns what and value; the parts sum to the margin."""
    at = {name: outlook.at(f"{name}.{tier}", month) for name in (
        "cached_input_price", "input_price", "output_price", "cached_input_cost", "input_cost", "serving_cost")}
    without = blended_price(at["input_price"], at["input_price"], at["output_price"], hit_share, output_share)
    price = blended_price(at["cached_input_price"], at["input_price"], at["output_price"], hit_share, output_share)
    cost = blended_price(at["cached_input_cost"], at["input_cost"], at["serving_cost"], hit_share, output_share)
    charged = price * outlook.at("peak_factor", month)
    given = charged * (outlook.at("grant_share", 0) + outlook.at("payment_fee", 0))
    kept = charged * outlook.at("price_realisation", month)
    parts = [("list, no hits", without), ("cache hits", price - without), ("peak tariff", charged - price),
             ("grants and fees", -given), ("sales tax", kept - (charged - given)), ("cost", -cost)]
    return pd.DataFrame([*parts, ("margin", kept - cost)], columns=["what", "value"])


def break_even(outlook: Outlook, tier: str, month: int) -> pd.DataFrame:
    """The price that leaves a margin, against how busy cards are: columns x (share), y (yuan/Mtok) and series."""
    cost = outlook.at(f"blended_cost.{tier}", month) * outlook.at("usable_share", month) / BUSY
    kept = outlook.at("price_realisation", month)
    return pd.concat([pd.DataFrame({"x": BUSY, "y": cost / kept / (1.0 - margin), "series": f"{margin:.0%} margin"})
                      for margin in MARGINS], ignore_index=True)


def standing(outlook: Outlook, tier: str, month: int) -> pd.DataFrame:
    """Today's price at today's use of the cards: a point for `break_even`."""
    busy = outlook.at("utilisation", month) * outlook.at("usable_share", month)
    return pd.DataFrame([{"x": max(busy, BUSY[0]), "y": outlook.at(f"blended_price.{tier}", month),
                          "series": "price now, cards as busy as now"}])


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
