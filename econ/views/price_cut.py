"""The decision in tables: the cells of the map with what theory marks on it, a cell that is chosen, and the four answers."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from econ.case.calendar import moments
from econ.decisions import price_cut
from econ.decisions.price_cut import DEPTHS, CutMap, Objective
from econ.decisions.price_cut_theory import CutTheory
from econ.outlook import Outlook
from econ.units import format_value

VIEWS = {"average": CutMap.mean, "bad case": CutMap.bad_case, "regret": CutMap.regret}
ANSWERS = ("before supply", "at supply", "after supply", "promised for supply")
ROOM = 0.04  # of depth, above the map: where the words of its dashed line stand
BAND, TOP = 0.05, DEPTHS[-1] + 0.05  # half the height of a row of the map, and its upper end
ALIKE = 1e-9  # of the largest: cells nearer than this are the same


def lower_is_better(objective: Objective, view: str) -> bool:
    """Whether the best cell of a view has the smallest number."""
    return view == "regret" or objective.better < 0


def cells(outlook: Outlook, found: CutMap, view: str, said: CutTheory) -> pd.DataFrame:
    """The map as rows: every cell of a view, and its marks: theory, the best cell, the cut as planned, and E12's depth.

    A cell without a number is of the kind "empty" and cannot be clicked: gone by, not known yet, or not allowed.
    """
    case, values, unit = outlook.case, VIEWS[view](found), found.objective.unit
    first, rows = price_cut.first_cut_month(outlook.scenario), []
    begins = moments(case.start, np.arange(len(values) + 1))
    for number, depth in enumerate(DEPTHS):
        for month in range(len(values)):
            value = float(values[month, number])
            name = f"{depth:.0%} in {case.month_name(month)}" if depth else "no cut"
            empty = "gone by" if month < first else "runs out too often" if found.done else "…"
            kind, words = (
                ("empty", empty) if np.isnan(value) else ("cell", format_value(value, unit))
            )
            rows.append(
                _row(
                    kind,
                    begins[month],
                    begins[month + 1],
                    depth,
                    value,
                    f"{month}|{number}" if kind == "cell" else "",
                    f"{name}: {words}",
                )
            )
    for column, kind in (
        ("lead", "theory, lead (E14)"),
        ("date", "theory, date (E15)"),
        ("elastic_lead", "E14 if elastic"),
        ("elastic_date", "E15 if elastic"),
    ):
        marked = said.table[said.table[column] + price_cut.HALF_MONTH >= first].dropna(
            subset=[column]
        )
        rows += [
            _mark(case, kind, row[column] + price_cut.HALF_MONTH, row["depth"])
            for _, row in marked.iterrows()
        ]
    best = best_cell(values, lower_is_better(found.objective, view))
    if best and found.done:
        rows.append(_mark(case, "best cell", best[0] + price_cut.HALF_MONTH, DEPTHS[best[1]]))
    rows += _planned(outlook)
    if said.carried_depth > 0.0:
        words = f"supply carries {format_value(said.carried_depth, 'share')} (E12)"
        rows += [
            _row("carried", begins[first], begins[-1], min(said.carried_depth, TOP), tip=words),
            _row(
                "carried words",
                begins[first],
                begins[-1],
                TOP + ROOM,
                tip=f"dashed: {words}"
                if said.carried_depth <= TOP
                else f"↑ off the scale: {words}",
            ),
        ]
    return pd.DataFrame(rows).astype({"begin": "datetime64[ms]", "end": "datetime64[ms]"})


def best_cell(values, lower):
    """The month and depth of the best cell; nothing where all that is known is alike, or nothing is."""
    known = values[np.isfinite(values)]
    if not len(known) or np.ptp(known) <= ALIKE * max(1.0, np.abs(known).max()):
        return None
    order = np.where(np.isfinite(values), values if lower else -values, np.inf)
    month, number = np.unravel_index(int(order.T.argmin()), order.T.shape)[
        ::-1
    ]  # of equals, the shallowest cut
    return int(month), int(number)


def _planned(outlook):
    """The cut of the scenario, where it lies on the map."""
    tier = outlook.case.story.tier
    cut, depth = outlook[f"cut_in_force.{tier}"][0], outlook.at(f"cut_depth.{tier}", 0)
    month = int(cut.argmax())
    marked = cut.any() and month < price_cut.cut_window(outlook.case) and depth > 0.0
    return (
        [_mark(outlook.case, "cut of the scenario", month + price_cut.HALF_MONTH, min(depth, TOP))]
        if marked
        else []
    )


def _row(kind, begin, end, depth, value=math.nan, cell="", tip=""):
    return {
        "begin": begin,
        "end": end,
        "depth": depth,
        "low": depth - BAND,
        "high": depth + BAND,
        "value": value,
        "cell": cell,
        "kind": kind,
        "tip": tip,
    }


def _mark(case, kind, month, depth):
    day = moments(case.start, month)
    return _row(kind, day, day, depth)


def choice(outlook: Outlook, cell: str) -> dict[str, float]:
    """The overrides that make a clicked cell the scenario; without a cut, everything else of it is as in the preset."""
    tier, (month, number) = outlook.case.story.tier, cell.split("|")
    depth = DEPTHS[int(number)]
    if depth == 0.0:
        own = price_cut.without_cut_choice(outlook.scenario)
        return {
            f"{name}.{tier}": float(own.value(f"{name}.{tier}")) for name in price_cut.CUT_CHOICES
        } | {f"cut_depth.{tier}": 0.0}
    return {
        f"cut_rule.{tier}": price_cut.CUT_ON_A_DATE,
        f"cut_month.{tier}": float(month),
        f"cut_depth.{tier}": depth,
        f"cut_promised.{tier}": 0.0,
    }


def answers(outlook: Outlook, over: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """What cutting before, at and after supply and promising it come to: in the scenario itself, and over futures.

    One row each; `over` is from `decision.risks`. Empty where no cut is planned or supply does not land, for then there is no
    before and after.
    """
    case, tier = outlook.case, outlook.case.story.tier
    if not compared(outlook):
        return pd.DataFrame(columns=["answer"])
    many = price_cut.run_alternatives(outlook)
    worth = price_cut.NPV.measure(
        {"gross_profit": many.values["gross_profit"][..., np.newaxis, :]}, outlook.scenario
    )[0]
    mean, count = over["worth"].mean(axis=1), over["worth"].shape[1]
    months = price_cut.cut_window(case)
    cash = many["cash"][:, months - 1]
    rows = []
    for draw, name in enumerate(ANSWERS):
        cut = many[f"cut_in_force.{tier}"][draw]
        refused = (
            many[f"unmet_demand.{tier}"][draw, :months].sum()
            / many[f"demand.{tier}"][draw, :months].sum()
        )
        rows.append(
            {
                "answer": name,
                "cut in": case.month_name(int(cut.argmax()))
                if cut.any()
                else "not within the horizon",
                "gross profit worth today, bn yuan": _against(worth, draw),
                f"cash after {months} months, bn yuan": _against(cash, draw),
                "runway": format_value(many.at("runway", 0, draw), "month"),
                f"served share, {case.month_name(months - 1)}": _per_cent(
                    many.at(f"served_share.{tier}", months - 1, draw)
                ),
                "demand refused": _per_cent(refused),
                f"worth over {count} futures, bn yuan": _against(mean, draw),
                f"runs out within {months} months": f"{format_value(float(over['runs out'][draw].mean()), 'share')} of futures",
            }
        )
    return pd.DataFrame(rows)


def compared(outlook: Outlook) -> bool:
    """Whether there are four answers to compare: a cut is planned, and supply lands within the horizon."""
    tier = outlook.case.story.tier
    return outlook.at(f"cut_depth.{tier}", 0) > 0.0 and bool(
        (outlook[f"supply_is_in.{tier}"][0] > 0.5).any()
    )


def _per_cent(share):
    """A share with the two decimals it takes to tell the answers apart."""
    return f"{share:.2%}".replace("%", " %")


def _against(values, place):
    """One of several sums of money, and how much less it is than the best of them."""
    short = float(np.max(values) - values[place])
    told = format_value(float(values[place]), "bn yuan", with_unit=False)
    return (
        f"{told} (best)"
        if short == 0.0
        else f"{told} ({format_value(short, 'bn yuan', with_unit=False)} less)"
    )
