"""The map of price cuts, the cell that is clicked, and the four alternatives of a cut, as figures and tables."""

import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from econ.arrays import Array
from econ.case.calendar import moments
from econ.case.case import Case
from econ.decisions import price_cut
from econ.decisions.cut_sensitivity import BestCut
from econ.decisions.price_cut import DEPTHS, HALF_MONTH, CutMap, Objective
from econ.decisions.price_cut_theory import CutTheory
from econ.decisions.rival_replies import OUR_CUTS, RIVAL_ANSWERS, UNDERCUT, ReplyTable
from econ.outlook import Outlook
from econ.units import format_value
from econ.views.figures.figure import Figure
from econ.views.figures.heatmap import heatmap
from econ.views.figures.lines import Line, lines_chart

STATISTICS = {
    "average": CutMap.mean,
    "loss": CutMap.loss,
    "bad case": CutMap.bad_case,
    "regret": CutMap.regret,
}
OF_MEANS = ("average", "loss")  # the statistics that compare means of futures
_LESS_IS_BETTER = ("loss", "regret")
ALTERNATIVES = ("before supply", "at supply", "after supply", "promised for supply")
_HALF_ROW = 0.05  # half the height of a row of the map, of depth
MAP_TOP = DEPTHS[-1] + _HALF_ROW  # upper end of the map, of depth
_LABEL_GAP = 0.04  # of depth, from the top of the map to the label of its dashed line
_EQUAL_WITHIN = 1e-9  # of the largest value: cells that differ by less are equal
_THEORY_MARKS = {  # kinds of marks, by the column of `CutTheory.table` with their months
    "lead": "theory: lead before supply",
    "date": "theory: best date",
    "elastic_lead": "lead if elastic",
    "elastic_date": "date if elastic",
}
_FIGURE_HEIGHT = 240  # pixels of a figure of the alternatives

_MapRow = dict[str, object]  # a row of the map's data, by the names of `HEATMAP_COLUMNS`


def lower_is_better(objective: Objective, statistic: str) -> bool:
    """Whether the best cell of a statistic has the smallest number."""
    return statistic in _LESS_IS_BETTER or objective.better < 0


def cut_map_figure(outlook: Outlook, cut_map: CutMap, statistic: str, theory: CutTheory) -> Figure:
    """The map of a statistic of `STATISTICS` over month and depth, as far as it is filled, with its marks."""
    objective, case = cut_map.objective, outlook.case
    name = f"{objective.name[0].lower()}{objective.name[1:]}"
    return heatmap(
        f"{case.label('tier', case.story.tier)}: {name}, {statistic}",
        map_rows(outlook, cut_map, statistic, theory),
        objective.unit,
        lower_is_better=lower_is_better(objective, statistic),
    )


def map_rows(outlook: Outlook, cut_map: CutMap, statistic: str, theory: CutTheory) -> pd.DataFrame:
    """The cells of a map and its marks, one row each: theory, the best cell, the planned cut, and the depth that supply carries.

    A cell without a number is of the kind "empty" and cannot be clicked: its month is over, or its value is not known yet or
    not allowed.
    """
    case = outlook.case
    values = STATISTICS[statistic](cut_map)
    first = price_cut.first_cut_month(outlook.scenario)
    begins = moments(case.start, np.arange(len(values) + 1, dtype=np.float64))
    rows = [
        _cell_row(case, cut_map, values, begins, first, month, number)
        for number in range(len(DEPTHS))
        for month in range(len(values))
    ]
    for column, kind in _THEORY_MARKS.items():
        dates = theory.table[column] + HALF_MONTH
        rows += [
            _mark_row(case, kind, date, depth)
            for date, depth in zip(dates, theory.table["depth"], strict=True)
            if date >= first  # not where theory has no date
        ]
    best = best_cell(values, lower_is_better(cut_map.objective, statistic))
    if best and cut_map.done:
        if statistic in OF_MEANS:
            rows += [
                _mark_row(case, "as good", place + HALF_MONTH, DEPTHS[depth])
                for place, depth in np.argwhere(cut_map.is_as_good()).tolist()
            ]
        month, number = best
        rows.append(_mark_row(case, "best cell", month + HALF_MONTH, DEPTHS[number]))
    rows += _planned_cut_rows(outlook)
    if theory.carried_depth > 0.0:
        rows += _carried_depth_rows(theory.carried_depth, begins[first], begins[-1])
    return pd.DataFrame(rows).astype({"begin": "datetime64[ms]", "end": "datetime64[ms]"})


def best_cell(values: Array, lower: bool) -> tuple[int, int] | None:
    """Month and number of the depth of the best cell; `None` where no value is known, or all known values are equal.

    `values` has the shape (months, depths). Of equal cells the shallowest cut is the best.
    """
    known = values[np.isfinite(values)]
    if not len(known) or np.ptp(known) <= _EQUAL_WITHIN * max(1.0, np.abs(known).max()):
        return None
    ranks = np.where(np.isfinite(values), values if lower else -values, np.inf)
    number, month = np.unravel_index(int(ranks.T.argmin()), ranks.T.shape)
    return int(month), int(number)


def _cell_row(
    case: Case,
    cut_map: CutMap,
    values: Array,
    begins: NDArray[np.datetime64],
    first: int,
    month: int,
    number: int,
) -> _MapRow:
    """One cell of the map; `first` is the first month in which a cut can still be made."""
    depth, value = DEPTHS[number], float(values[month, number])
    name = f"{depth:.0%} in {case.month_name(month)}" if depth else "no cut"
    kind, cell = "cell", f"{month}|{number}"
    if math.isnan(value):
        kind, cell = "empty", ""
        text = "gone by" if month < first else "runs out too often" if cut_map.done else "…"
    else:
        text = format_value(value, cut_map.objective.unit)
    return _map_row(
        kind, begins[month], begins[month + 1], depth, value=value, cell=cell, tip=f"{name}: {text}"
    )


def _carried_depth_rows(depth: float, begin: np.datetime64, end: np.datetime64) -> list[_MapRow]:
    """The dashed line at the depth that supply carries, and its label above the map."""
    text = f"supply carries {format_value(depth, 'share')}"
    label = f"dashed: {text}" if depth <= MAP_TOP else f"↑ off the scale: {text}"
    return [
        _map_row("carried", begin, end, min(depth, MAP_TOP), tip=text),
        _map_row("carried words", begin, end, MAP_TOP + _LABEL_GAP, tip=label),
    ]


def _planned_cut_rows(outlook: Outlook) -> list[_MapRow]:
    """The mark of the scenario's own cut; no row where it is not on the map."""
    tier = outlook.case.story.tier
    cut_in_force, depth = outlook[f"cut_in_force.{tier}"][0], outlook.at(f"cut_depth.{tier}", 0)
    month = int(cut_in_force.argmax())
    is_on_map = cut_in_force.any() and month < price_cut.cut_window(outlook.case) and depth > 0.0
    if not is_on_map:
        return []
    date = month + HALF_MONTH
    return [_mark_row(outlook.case, "cut of the scenario", date, min(depth, MAP_TOP))]


def _map_row(
    kind: str,
    begin: np.datetime64,
    end: np.datetime64,
    depth: float,
    *,
    value: float = math.nan,
    cell: str = "",
    tip: str = "",
) -> _MapRow:
    return {
        "begin": begin,
        "end": end,
        "depth": depth,
        "low": depth - _HALF_ROW,
        "high": depth + _HALF_ROW,
        "value": value,
        "cell": cell,
        "kind": kind,
        "tip": tip,
    }


def _mark_row(case: Case, kind: str, date: float, depth: float) -> _MapRow:
    """A mark at a depth and a date, in months from the beginning."""
    moment = moments(case.start, np.array([date]))[0]
    return _map_row(kind, moment, moment, depth)


def cut_overrides(outlook: Outlook, cell: str, list_rule: float) -> dict[str, float]:
    """The overrides that make a clicked cell the scenario; `cell` is the month and the number of the depth, as "30|6".

    `list_rule` is the rule of reviews under which the map is drawn. Without a cut, everything else is as in the preset.
    """
    scenario, tier = outlook.scenario, outlook.case.story.tier
    month, number = map(int, cell.split("|"))
    depth = DEPTHS[number]
    if depth == 0.0:
        preset = price_cut.without_cut_choice(scenario)
        keys = [f"{name}.{tier}" for name in price_cut.CUT_CHOICES]
        no_cut = {f"cut_depth.{tier}": 0.0, f"list_rule.{tier}": list_rule}
        return {key: float(preset.value(key)) for key in keys} | no_cut
    return {
        f"cut_rule.{tier}": price_cut.CUT_ON_A_DATE,
        f"cut_month.{tier}": float(month),
        f"cut_depth.{tier}": depth,
        f"cut_promised.{tier}": 0.0,
        f"list_rule.{tier}": list_rule,
    }


def best_cuts_table(outlook: Outlook, best_cuts: Sequence[BestCut], unit: str) -> pd.DataFrame:
    """The best cut at both ends of what is believed of hosts, rivals and demand, as text: a row for each assumption."""
    case = outlook.case
    rows: dict[str, dict[str, str]] = {}
    for cut, head in zip(best_cuts, itertools.cycle(("at the low end", "at the high end"))):
        row = rows.setdefault(cut.key, {"believed": case.label_of(cut.key)})
        row[head] = format_value(cut.value, case.unit_of(cut.key))
        row[f"best cut {head}"] = (
            f"{cut.depth:.0%} in {case.month_name(cut.month)}".replace("%", " %")
            if cut.depth
            else "no cut"
        )
        row[f"gain {head}"] = (
            f"{format_value(cut.gain, unit)} (± {format_value(cut.error, unit, with_unit=False)})"
            if cut.depth
            else "–"
        )
    return pd.DataFrame(rows.values())


def reply_table(replies: ReplyTable) -> pd.DataFrame:
    """Gross profit of both sides for each pair of answers, as text: a row for each of our cuts, a column for each answer.

    A cell has our present value in bn yuan, and the change of rivals' against the pair in which nobody moves. A star marks the
    best answer to what the other side does.
    """
    ours, theirs = replies.ours.mean(axis=-1), replies.theirs.mean(axis=-1)
    our_best, their_best = replies.our_best(), replies.their_best()
    rows = []
    for row, depth in enumerate(OUR_CUTS):
        cells = {"our cut": cut_name(depth)}
        for column in range(len(RIVAL_ANSWERS)):
            own = format_value(float(ours[row, column]), "bn yuan", with_unit=False)
            change = float(theirs[row, column] / theirs[0, 0] - 1.0)
            rivals = format_value(change, "share") if np.isfinite(change) else "undefined"
            stars = ["*" * int(best[row, column]) for best in (our_best, their_best)]
            cells[f"rivals {answer_name(column)}"] = f"{own}{stars[0]}; rivals {rivals}{stars[1]}"
        rows.append(cells)
    return pd.DataFrame(rows)


def cut_name(depth: float) -> str:
    """One of our cuts in words: "none" or "60 %"."""
    return format_value(depth, "share") if depth else "none"


def answer_name(column: int) -> str:
    """An answer of rivals in words: "hold", "match" or "match and undercut by 15 %"."""
    if not UNDERCUT[column]:
        return RIVAL_ANSWERS[column]
    return f"match and undercut by {format_value(UNDERCUT[column], 'share')}"


def alternatives_table(outlook: Outlook, risks: Mapping[str, Array]) -> pd.DataFrame:
    """Cutting before, at and after supply, and promising it, as text: one row each, in the scenario and over futures.

    `risks` is from `price_cut.alternative_risks`. Empty where there is nothing to compare (`has_alternatives`).
    """
    case, tier = outlook.case, outlook.case.story.tier
    if not has_alternatives(outlook):
        return pd.DataFrame(columns=["answer"])
    runs = price_cut.run_alternatives(outlook)
    months = price_cut.cut_window(case)
    kept = {name: runs.values[name][..., np.newaxis, :] for name in price_cut.NPV.keep}
    worth = price_cut.NPV.measure(kept, outlook.scenario)[0]
    cash = runs["cash"][:, months - 1]
    average_worth, future_count = risks["worth"].mean(axis=1), risks["worth"].shape[1]
    refused = runs[f"unmet_demand.{tier}"][:, :months].sum(axis=1)
    demanded = runs[f"demand.{tier}"][:, :months].sum(axis=1)
    rows = []
    for draw, name in enumerate(ALTERNATIVES):
        cut_in_force = runs[f"cut_in_force.{tier}"][draw]
        cut_month = "not within the horizon"
        if cut_in_force.any():
            cut_month = case.month_name(int(cut_in_force.argmax()))
        chance = format_value(float(risks["runs out"][draw].mean()), "share")
        rows.append(
            {
                "answer": name,
                "cut in": cut_month,
                "gross profit worth today, bn yuan": _money_and_shortfall(worth, draw),
                f"cash after {months} months, bn yuan": _money_and_shortfall(cash, draw),
                "runway": format_value(runs.at("runway", 0, draw), "month"),
                f"served share, {case.month_name(months - 1)}": _precise_per_cent(
                    runs.at(f"served_share.{tier}", months - 1, draw)
                ),
                "demand refused": _precise_per_cent(refused[draw] / demanded[draw]),
                f"worth over {future_count} futures, bn yuan": _money_and_shortfall(
                    average_worth, draw
                ),
                f"runs out within {months} months": f"{chance} of futures",
            }
        )
    return pd.DataFrame(rows)


def alternative_figures(outlook: Outlook, baseline: Outlook) -> dict[str, Figure]:
    """Figures of the four alternatives, a line each, by the quantity they show."""
    case, tier = outlook.case, outlook.case.story.tier
    runs = price_cut.run_alternatives(outlook)
    titles = {
        f"fill_rate.{tier}": "Served share of paid demand",
        "revenue": "Revenue",
        f"served_share.{tier}": "Share of the class that is served",
    }
    return {
        key: lines_chart(
            title,
            runs,
            baseline,
            tuple(Line(key, name, draw) for draw, name in enumerate(ALTERNATIVES)),
            height=_FIGURE_HEIGHT,
            months=price_cut.cut_window(case),
        )
        for key, title in titles.items()
    }


def has_alternatives(outlook: Outlook) -> bool:
    """Whether there are four alternatives to compare: a cut is planned, and supply lands within the horizon."""
    tier = outlook.case.story.tier
    has_landed = outlook[f"supply_is_in.{tier}"][0] > 0.5
    return outlook.at(f"cut_depth.{tier}", 0) > 0.0 and bool(has_landed.any())


def _precise_per_cent(share: float) -> str:
    """A share with two decimals, without which the alternatives may look the same."""
    return f"{share:.2%}".replace("%", " %")


def _money_and_shortfall(amounts: Array, place: int) -> str:
    """One of several amounts in bn yuan, and how much less it is than the best of them."""
    shortfall = float(np.max(amounts) - amounts[place])
    text = format_value(float(amounts[place]), "bn yuan", with_unit=False)
    if shortfall == 0.0:
        return f"{text} (best)"
    return f"{text} ({format_value(shortfall, 'bn yuan', with_unit=False)} less)"
