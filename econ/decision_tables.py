"""The decision in tables and words: the cells of the map, what theory marks on it, the four answers, and the verdict."""

import datetime

import numpy as np
import pandas as pd

from econ import decision
from econ.decision import DEPTHS, MONTHS, Objective, Surface
from econ.outlook import Outlook
from econ.units import write
from econ.value import month_start

VIEWS = {"average": Surface.mean, "bad case": Surface.bad, "regret": Surface.regret}
ANSWERS = ("before supply", "at supply", "after supply", "promised for supply")
TAKES = tuple(f"{depth:.0%}" for depth in DEPTHS)[::-1]  # depths from the top of the map down
A_MONTH = 30.0  # days, where something falls between two months


def lower_is_better(objective: Objective, view: str) -> bool:
    """Whether the best cell of a view has the smallest number."""
    return view == "regret" or objective.better < 0


def cells(outlook: Outlook, found: Surface, view: str, said: pd.DataFrame) -> pd.DataFrame:
    """The map as rows: every cell of a view, and what is marked: theory, the best cell, and the cut as it is planned."""
    case, values, unit = outlook.case, VIEWS[view](found), found.objective.unit
    rows = []
    for number in reversed(range(len(DEPTHS))):
        for month in range(MONTHS):
            value = float(values[month, number])
            tip = f"{DEPTHS[number]:.0%} in {case.month_name(month)}: {'…' if np.isnan(value) else write(value, unit)}"
            rows.append({"begin": _day(case, month), "end": _day(case, month + 1), "depth": f"{DEPTHS[number]:.0%}",
                         "value": value, "cell": f"{month}|{number}", "kind": "cell", "tip": tip})
    for kind, column, words in (("theory", "lead", "lead time (E14)"), ("newsvendor", "date", "newsvendor date (E15)")):
        rows += [_mark(case, kind, row[column], row["depth"], words) for _, row in said.dropna(subset=[column]).iterrows()]
    if np.isfinite(values).all():
        flat = np.where(np.isnan(values), np.inf, values * (1.0 if lower_is_better(found.objective, view) else -1.0))
        month, number = np.unravel_index(int(flat.argmin()), values.shape)
        rows.append(_mark(case, "best", month + decision.HALF, DEPTHS[number], "best cell"))
    rows += _planned(outlook)
    return pd.DataFrame(rows).assign(begin=lambda t: t["begin"].astype("datetime64[ms]"),
                                     end=lambda t: t["end"].astype("datetime64[ms]"))


def _planned(outlook):
    """The cut of the scenario, where it lies on the map."""
    tier = outlook.case.story.tier
    cut, depth = outlook[f"cut_in_force.{tier}"][0], outlook.at(f"cut_depth.{tier}", 0)
    month = int(cut.argmax())
    near = min(DEPTHS, key=lambda one: abs(one - depth))
    if not cut.any() or month >= MONTHS or abs(near - depth) > 0.051:
        return []
    return [_mark(outlook.case, "now", month + decision.HALF, near, f"the scenario: {depth:.0%}")]


def _day(case, month):
    whole = int(np.floor(month))
    return datetime.datetime.combine(month_start(case.start, whole), datetime.time()) + datetime.timedelta(
        days=A_MONTH * float(month - whole))


def _mark(case, kind, month, depth, words):
    day = _day(case, month)
    return {"begin": day, "end": day, "depth": f"{depth:.0%}", "value": np.nan, "cell": "", "kind": kind,
            "tip": f"{words}, {depth:.0%} in {case.month_name(min(int(month), case.months - 1))}"}


def choice(outlook: Outlook, cell: str) -> dict[str, float]:
    """The overrides that make a clicked cell the scenario."""
    tier, (month, number) = outlook.case.story.tier, cell.split("|")
    return {f"cut_rule.{tier}": decision.ON_A_DATE, f"cut_month.{tier}": float(month), f"cut_depth.{tier}": DEPTHS[int(number)],
            f"cut_promised.{tier}": 0.0}


def verdict(outlook: Outlook, found: Surface, promised: np.ndarray) -> str:
    """The best fixed date and the best promise, on average over the same futures."""
    case, objective = outlook.case, found.objective
    if not np.isfinite(found.mean()).any():
        return f"No cut keeps the chance of running out within {MONTHS} months at {decision.RISK:.0%} or less."
    month, number = found.best()
    fixed = float(found.mean()[month, number])
    averages = promised.mean(axis=-1) * objective.better
    if not np.isfinite(averages).any():
        return f"The best fixed cut is {DEPTHS[number]:.0%} in {case.month_name(month)}: {write(fixed, objective.unit)}."
    best = int(np.nanargmax(averages))
    kept = float(promised[best].mean())
    gain = (kept - fixed) * objective.better
    size = write(abs(gain), objective.unit)
    than = f"{size} better than" if gain > 0 else f"{size} worse than"
    return (f"On average over {found.values.shape[-1]} futures the best fixed cut is {DEPTHS[number]:.0%} in "
            f"{case.month_name(month)}: {write(fixed, objective.unit)}. A cut of {DEPTHS[best]:.0%} promised for the month "
            f"supply lands comes to {write(kept, objective.unit)}, {than} any fixed date.")


def legend(outlook: Outlook, objective: Objective, uncertain: tuple[str, ...], landed: np.ndarray) -> str:
    """What is marked on the map, what is drawn, and under which conditions theory speaks."""
    carried = write(decision.carried(outlook, landed), "share")
    keys = ", ".join(outlook.case.label_of(key) for key in uncertain)
    return (
        "A click makes a cell the scenario. Red diamond: the best cell. Black cross: the cut of the scenario. White dots: how "
        "long before the median month of supply theory would cut, for each depth (E14). Orange squares: the best fixed date "
        "where the "
        f"month of supply is uncertain (E15). Supply a year after it lands carries a cut of {carried} (E12). {objective.name}: "
        f"{objective.meaning}. {decision.DRAWS} futures of {keys}, the same in every cell (seed {decision.SEED}). Bad case: one "
        "future in twenty is worse. Regret: what a cell gives away on average against the best cell of each future. Theory takes "
        "demand that answers with one elasticity, capacity just full before supply and ample after, no rival that moves, nobody "
        "who waits, and costs that do not depend on what is served.")


def answers(outlook: Outlook) -> pd.DataFrame:
    """What cutting before, at and after supply and promising it come to in the scenario itself: one row each."""
    case, tier, many = outlook.case, outlook.case.story.tier, decision.alternatives(outlook)
    worth = decision.NPV.value({"gross_profit": many.values["gross_profit"][..., np.newaxis, :]}, outlook.scenario)[0]
    rows = []
    for draw, name in enumerate(ANSWERS):
        cut = many[f"cut_in_force.{tier}"][draw]
        refused = many[f"unmet_demand.{tier}"][draw, :MONTHS].sum() / many[f"demand.{tier}"][draw, :MONTHS].sum()
        rows.append({
            "answer": name, "cut in": case.month_name(int(cut.argmax())) if cut.any() else "not within the horizon",
            "gross profit, worth today": write(float(worth[draw]), "bn yuan"),
            f"cash after {MONTHS} months": write(many.at("cash", MONTHS - 1, draw), "bn yuan"),
            "runway": write(many.at("runway", 0, draw), "month"),
            "share of the class": write(many.at(f"market_share.{tier}", MONTHS - 1, draw), "share"),
            "demand refused": write(float(refused), "share")})
    return pd.DataFrame(rows)
