"""The decision in tables and words: the cells of the map, what theory marks on it, the four answers, and the verdict."""

import datetime
import math

import numpy as np
import pandas as pd

from econ import decision
from econ.decision import DEPTHS, MONTHS, Objective, Surface
from econ.outlook import Outlook
from econ.units import write
from econ.value import month_start

VIEWS = {"average": Surface.mean, "bad case": Surface.bad, "regret": Surface.regret}
ANSWERS = ("before supply", "at supply", "after supply", "promised for supply")
BAND, TOP = 0.05, DEPTHS[-1] + 0.05  # half the height of a row of the map, and its upper end
ALIKE = 1e-9  # of the largest: cells nearer than this are the same
A_MONTH = 30.0  # days, where something falls between two months


def lower_is_better(objective: Objective, view: str) -> bool:
    """Whether the best cell of a view has the smallest number."""
    return view == "regret" or objective.better < 0


def cells(outlook: Outlook, found: Surface, view: str, said: pd.DataFrame, carried: float = math.nan) -> pd.DataFrame:
    """The map as rows: every cell of a view, and what is marked: theory, the best cell, the cut as planned, and E12's depth."""
    case, values, unit = outlook.case, VIEWS[view](found), found.objective.unit
    rows = []
    for number, depth in enumerate(DEPTHS):
        for month in range(MONTHS):
            value = float(values[month, number])
            name = f"{depth:.0%} in {case.month_name(month)}" if depth else "no cut"
            rows.append(_row("cell", _day(case, month), _day(case, month + 1), depth, value, f"{month}|{number}",
                             f"{name}: {'…' if np.isnan(value) else write(value, unit)}"))
    for kind, column in (("theory", "lead"), ("newsvendor", "date")):
        rows += [_mark(case, kind, row[column] + decision.HALF, row["depth"])
                 for _, row in said.dropna(subset=[column]).iterrows()]
    best = _best(values, lower_is_better(found.objective, view))
    if best and found.done:
        rows.append(_mark(case, "best", best[0] + decision.HALF, DEPTHS[best[1]]))
    rows += _planned(outlook)
    if not math.isnan(carried):
        rows.append(_row("carried", _day(case, 0), _day(case, MONTHS), min(carried, TOP)))
    return pd.DataFrame(rows).astype({"begin": "datetime64[ms]", "end": "datetime64[ms]"})


def _best(values, lower):
    """The month and depth of the best cell; nothing where all that is known is alike, or nothing is."""
    known = values[np.isfinite(values)]
    if not len(known) or np.ptp(known) <= ALIKE * max(1.0, np.abs(known).max()):
        return None
    order = np.where(np.isfinite(values), values if lower else -values, np.inf)
    month, number = np.unravel_index(int(order.T.argmin()), order.T.shape)[::-1]  # of equals, the shallowest cut
    return int(month), int(number)


def _planned(outlook):
    """The cut of the scenario, where it lies on the map."""
    tier = outlook.case.story.tier
    cut, depth = outlook[f"cut_in_force.{tier}"][0], outlook.at(f"cut_depth.{tier}", 0)
    month = int(cut.argmax())
    return [_mark(outlook.case, "now", month + decision.HALF, min(depth, TOP))] if cut.any() and month < MONTHS else []


def _day(case, month):
    whole = int(np.floor(month))
    return datetime.datetime.combine(month_start(case.start, whole), datetime.time()) + datetime.timedelta(
        days=A_MONTH * float(month - whole))


def _row(kind, begin, end, depth, value=math.nan, cell="", tip=""):
    return {"begin": begin, "end": end, "depth": depth, "low": depth - BAND, "high": depth + BAND, "value": value, "cell": cell,
            "kind": kind, "tip": tip}


def _mark(case, kind, month, depth):
    return _row(kind, _day(case, month), _day(case, month), depth)


def choice(outlook: Outlook, cell: str) -> dict[str, float]:
    """The overrides that make a clicked cell the scenario."""
    tier, (month, number) = outlook.case.story.tier, cell.split("|")
    return {f"cut_rule.{tier}": decision.ON_A_DATE, f"cut_month.{tier}": float(month), f"cut_depth.{tier}": DEPTHS[int(number)],
            f"cut_promised.{tier}": 0.0}


def verdict(outlook: Outlook, found: Surface, promised: np.ndarray, view: str) -> str:
    """The best fixed date and the best promise over the same futures, by the view that is shown."""
    case, objective = outlook.case, found.objective
    values, lower, count = VIEWS[view](found), lower_is_better(found.objective, view), found.values.shape[-1]
    over = {"average": f"On average over {count} futures", "bad case": f"In a future as bad as one in twenty of {count}",
            "regret": f"By what is given away in one future of twenty, of {count},"}[view]
    if not np.isfinite(values).any():
        return f"No cut keeps the chance of running out within {MONTHS} months at {decision.RISK:.0%} or less."
    best = _best(values, lower)
    if best is None:
        return f"{over} every month and depth comes to the same: {write(float(values[np.isfinite(values)][0]), objective.unit)}."
    month, number = best
    name = f"a cut of {DEPTHS[number]:.0%} in {case.month_name(month)}" if DEPTHS[number] else "not to cut at all"
    fixed = f"{over} the best of the fixed choices is {name}: {write(float(values[best]), objective.unit)}."
    each = _by_view(found, promised, view)[1:]
    if not np.isfinite(each).any():
        return fixed
    most = int(np.nanargmin(each) if lower else np.nanargmax(each)) + 1
    gain = (float(each[most - 1]) - float(values[best])) * (-1.0 if lower else 1.0)
    noise = float(np.std(promised[most] - found.values[month, number], ddof=1) / math.sqrt(count)) if count > 1 else 0.0
    size, doubt = (_points(amount, objective.unit) for amount in (abs(gain), noise))
    sure = f" (± {doubt}, one standard error)" if view == "average" else ""
    return (f"{fixed} A cut of {DEPTHS[most]:.0%} promised for the month supply lands comes to "
            f"{write(float(each[most - 1]), objective.unit)}: {size} {'better' if gain > 0 else 'worse'} than that{sure}.")


def _by_view(found, promised, view):
    """The value of each promised depth as the view has it."""
    if view == "average":
        return promised.mean(axis=-1)
    bad = decision.BAD if found.objective.better > 0 else 1.0 - decision.BAD
    return np.quantile(promised, bad, axis=-1) if view == "bad case" else np.quantile(
        found.given_away(promised), 1.0 - decision.BAD, axis=-1)


def _points(amount, unit):
    return write(amount, unit).replace(" %", " points")


def legend(outlook: Outlook, objective: Objective, uncertain: tuple[str, ...], said: pd.DataFrame, carried: float) -> str:
    """What is marked on the map, and what is drawn."""
    keys = ", ".join(outlook.case.label_of(key) for key in uncertain)
    depth = "does not land in any future" if math.isnan(carried) else f"carries a cut of {write(carried, 'share')}"
    date = ("orange squares: the best fixed date where the month of supply is uncertain (E15)" if said["date"].notna().any() else
            "no best date under uncertain supply (E15), since lateness costs nothing at this elasticity")
    return (f"A click makes a cell the scenario. Red diamond: the best cell; black cross: the cut of the scenario; white dots: "
            f"the lead before the median month of supply that theory gives (E14); {date}; line: supply a year after it lands "
            f"{depth} (E12). {objective.name}: {objective.meaning}. {decision.futures(outlook.scenario, uncertain)} futures of "
            f"{keys}, the same in every cell (seed {decision.SEED}).")


CONDITIONS = ("Bad case: one future in twenty is worse. Regret: what a cell gives away against the best cell of the same "
              "future, exceeded in one future of twenty. Theory takes demand that answers with one elasticity, after rivals' "
              "matching; "
              "capacity just full before supply and ample after; nobody who waits; and costs that do not depend on what is "
              "served.")


def answers(outlook: Outlook) -> pd.DataFrame:
    """What cutting before, at and after supply and promising it come to in the scenario itself: one row each."""
    case, tier, many = outlook.case, outlook.case.story.tier, decision.alternatives(outlook)
    lands = bool((many[f"supply_is_in.{tier}"][0] > 0.5).any())
    worth = decision.NPV.value({"gross_profit": many.values["gross_profit"][..., np.newaxis, :]}, outlook.scenario)[0]
    rows = []
    for draw, name in enumerate(ANSWERS):
        cut = many[f"cut_in_force.{tier}"][draw]
        refused = many[f"unmet_demand.{tier}"][draw, :MONTHS].sum() / many[f"demand.{tier}"][draw, :MONTHS].sum()
        rows.append({
            "answer": name if lands else f"{name} (which does not land)",
            "cut in": case.month_name(int(cut.argmax())) if cut.any() else "not within the horizon",
            "gross profit, worth today": write(float(worth[draw]), "bn yuan"),
            f"cash after {MONTHS} months": write(many.at("cash", MONTHS - 1, draw), "bn yuan"),
            "runway": write(many.at("runway", 0, draw), "month"),
            "share of the class": write(many.at(f"market_share.{tier}", MONTHS - 1, draw), "share"),
            "demand refused": write(float(refused), "share")})
    return pd.DataFrame(rows)
