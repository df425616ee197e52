"""The map of price cuts as a figure: steps against the plan's cut, areas that are as good as the best, the plan, supply, and theory."""

import math
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from econ.arrays import Array
from econ.case.calendar import moments, month_start
from econ.case.case import Case
from econ.case.file.options import CUT_WHEN_SUPPLY_LANDS
from econ.decisions import price_cut
from econ.decisions.price_cut import DEPTHS, HALF_MONTH, CutMap
from econ.decisions.price_cut_theory import CutTheory
from econ.outlook import Outlook
from econ.units import shown_factor, shown_unit
from econ.views.cut_gains import (
    AS_GOOD,
    NAMED_STEPS,
    OF_MEANS,
    Gains,
    MapComparison,
    best_of,
    difference,
    gains_on,
    gains_on_plan,
    gains_on_reference,
    has_own_rule,
    reference_outcome,
    reference_words,
    sign_of,
    statistic_case,
    statistic_of,
    step_names,
    steps_of,
)
from econ.views.cut_verdict import month_of_planned_cut
from econ.views.figures.figure import Figure
from econ.views.figures.heatmap import (
    ABOVE_MAP,
    BASELINE_HUE,
    INK_HUE,
    LANDING_TOP,
    SUPPLY_HUE,
    THEORY_MARKS,
    heatmap,
)
from econ.views.figures.month_worth import MonthWorth, month_worth
from econ.words import Amount, Message, say

_HALF_ROW = 0.05  # half the height of a row of the map, of depth
MAP_TOP = DEPTHS[-1] + _HALF_ROW  # upper end of the map, of depth
_LABEL_GAP = 0.04  # of depth, from a line to its words
_TALLEST_LANDING = 0.22  # height of the bars of supply, of depth, at most
_LANDING_SCALE = 2.0  # depth for a share of the futures
_CAP = 0.02  # half the height of the ends of the plan's bar, of depth
_THIN, _PLAN_WEIGHT = 1.6, 3.0  # pixels of an outline and of the plan's bar
# Kinds of marks, by the column of `CutTheory.table` with their months.
_THEORY_MARKS = dict(
    zip(("lead", "date", "elastic_lead", "elastic_date"), THEORY_MARKS, strict=True)
)

_MapRow = dict[str, object]  # a row of the map's data, by the names of `HEATMAP_COLUMNS`


def cut_map_figure(
    outlook: Outlook,
    comparison: MapComparison,
    unit_of_steps: float,
    theory: CutTheory,
    *,
    shows_theory: bool = False,
    baseline_area: NDArray[np.bool_] | None = None,
) -> Figure:
    """The map of a statistic against the plan's cut, as far as it is filled, with its marks; theory's only where they are asked for.

    `baseline_area` are the cells that are as good as the best of the baseline's own map.
    """
    objective, case = comparison.cut_map.objective, outlook.case
    reference = reference_words(outlook, comparison)
    names = step_names(objective, unit_of_steps, reference)
    name = f"{objective.name[0].lower()}{objective.name[1:]}"
    best = best_of(comparison)
    takeaway = say("cut-map-empty")
    if best:
        gain = float(gains_on_reference(comparison).gain[best])
        worth = _gain_words(comparison, gain, reference)
        takeaway = say("cut-map-takeaway", cut=_cell_name(case, *best), worth=worth)
    return heatmap(
        say("cut-map-title", reference=reference),
        " · ".join(
            [
                say(
                    "cut-map-unit",
                    name=name,
                    unit=say("cut-map-points")
                    if objective.unit == "share"
                    else shown_unit(objective.unit),
                ),
                say(
                    "cut-map-statistic",
                    statistic=statistic_case(comparison.statistic),
                    count=comparison.cut_map.values.shape[-1],
                ),
            ]
        ),
        map_rows(
            outlook,
            comparison,
            unit_of_steps,
            theory,
            shows_theory=shows_theory,
            baseline_area=baseline_area,
        ),
        {str(step): names[step] for step in NAMED_STEPS},
        takeaway,
        has_theory=shows_theory,
    )


def map_rows(
    outlook: Outlook,
    comparison: MapComparison,
    unit_of_steps: float,
    theory: CutTheory,
    *,
    shows_theory: bool = False,
    baseline_area: NDArray[np.bool_] | None = None,
) -> pd.DataFrame:
    """The cells of a map and all that is drawn over and below it, one row each.

    A cell without a number is of the kind "empty" and cannot be clicked: its month is over, or its value is not allowed. While the
    map fills, it is of the kind "coarse" and has the step of the nearest month that is known.
    """
    cut_map, case = comparison.cut_map, outlook.case
    gains = gains_on_reference(comparison)
    steps = steps_of(gains, unit_of_steps)
    known = np.isfinite(gains.gain)
    first = price_cut.first_cut_month(outlook.scenario)
    begins = moments(case.start, np.arange(len(known) + 1, dtype=np.float64))
    stand_ins = _nearest_known(known) if not cut_map.done else np.full(known.shape, -1)
    words_of = _cell_words(outlook, comparison, gains)
    rows = []
    for number, month in np.ndindex(*known.T.shape):
        name, depth = _cell_name(case, month, number), DEPTHS[number]
        step, cell = "", ""
        if known[month, number]:
            kind, words = "cell", words_of(month, number)
            step, cell = str(steps[month, number]), f"{month}|{number}"
        elif month >= first and stand_ins[month, number] >= 0:
            kind, words = "coarse", "…"
            step = str(steps[stand_ins[month, number], number])
        else:
            kind = "empty"
            words = say("cut-cell-empty", reason=_reason(cut_map, month < first))
        begin, end = begins[month : month + 2]
        rows.append(_map_row(kind, begin, end, depth, tip=f"{name}: {words}", step=step, cell=cell))
    if baseline_area is not None:
        rows += _outline(begins, baseline_area, BASELINE_HUE)
    if cut_map.done:
        rows += _best_rows(outlook, comparison, gains, begins)
    rows += _plan_rows(outlook, theory, begins)
    rows += _landing_rows(case, theory, begins)
    if shows_theory:
        rows += _theory_rows(case, theory, begins, first)
    return pd.DataFrame(rows).astype({"begin": "datetime64[ms]", "end": "datetime64[ms]"})


def month_worth_figure(
    outlook: Outlook, comparison: MapComparison, unit_of_steps: float, theory: CutTheory
) -> Figure:
    """Draw the worth of the depth nearest to the plan's by month: a row of the map, compared with the reference of the map.

    Without a planned cut the depth is that of the best cell, or else the one in the middle.
    """
    case, objective = outlook.case, comparison.cut_map.objective
    number = shown_depth(outlook, comparison)
    gains = gains_on(
        comparison, comparison.cut_map.values[:, number], reference_outcome(comparison)
    )
    landed = theory.landing[np.isfinite(theory.landing)]
    shaded = None
    if len(landed) * 2 >= len(theory.landing):
        early, late = np.quantile(theory.landing, [0.25, 0.75], method="higher")
        window = len(gains.gain)
        shaded = moments(case.start, np.array([early, min(late + 1.0, window)]))
    of_shares = objective.unit == "share"
    factor = 100.0 if of_shares else shown_factor(objective.unit)
    values = gains.gain * factor
    return month_worth(
        say("month-worth-title", reference=reference_words(outlook, comparison)),
        say(
            "month-worth-unit",
            unit=say("cut-map-points") if of_shares else shown_unit(objective.unit),
        ),
        MonthWorth(
            begins=moments(case.start, np.arange(len(values) + 1, dtype=np.float64)),
            values=values,
            unit_of_steps=unit_of_steps * factor,
            shaded=shaded,
        ),
    )


def month_worth_heading(outlook: Outlook, comparison: MapComparison) -> str:
    """The heading of what a month is worth, with its depth."""
    depth = DEPTHS[shown_depth(outlook, comparison)]
    return say("month-worth-heading", depth=Amount(value=depth, unit="share"))


def shown_depth(outlook: Outlook, comparison: MapComparison) -> int:
    """The number of the depth whose months are drawn beside the map: that of the plan or, without a cut, of the best cell."""
    depth = outlook.at(f"cut_depth.{outlook.case.story.tier}", 0)
    if depth:
        return int(np.abs(np.array(DEPTHS[1:]) - depth).argmin()) + 1
    best = best_of(comparison)
    return best[1] if best and best[1] else len(DEPTHS) // 2


def _cell_name(case: Case, month: int, number: int) -> str:
    depth = Amount(value=DEPTHS[number], unit="share")
    when = month_start(case.start, month)
    return say("cut-cell-name", cuts=number > 0, depth=depth, month=when)


def _cell_words(
    outlook: Outlook, comparison: MapComparison, gains: Gains
) -> Callable[[int, int], str]:
    """The words of a cell, given its month and the number of its depth: its gain and, of a full map, what it is short of the best.

    Where the list of the map has another rule than that of the plan, also what it gains on the plan as it stands.
    """
    unit, reference = comparison.cut_map.objective.unit, reference_words(outlook, comparison)
    is_full, own_rule = comparison.cut_map.done, has_own_rule(outlook, comparison.list_rule)
    shortfalls, on_plan = _shortfalls(comparison), gains_on_plan(comparison).gain

    def words_of(month: int, number: int) -> str:
        words = _gain_words(comparison, float(gains.gain[month, number]), reference)
        shortfall, gain = float(shortfalls[month, number]), float(on_plan[month, number])
        if is_full and shortfall > 0.0:
            words = say("cut-cell-and-best", worth=words, size=difference(shortfall, unit))
        if own_rule or not math.isfinite(gain):
            return words
        sign, size = sign_of(gain, unit), difference(gain, unit)
        return say("cut-cell-and-plan", worth=words, sign=sign, size=size)

    return words_of


def _gain_words(comparison: MapComparison, gain: float, reference: Message) -> str:
    """A gain or a loss in words: "0.3 bn yuan worse than the plan’s cut"."""
    unit = comparison.cut_map.objective.unit
    sign, size = sign_of(gain, unit), difference(gain, unit)
    return say("cut-cell-worth", sign=sign, size=size, reference=reference)


def _shortfalls(comparison: MapComparison) -> Array:
    """Return the shortfall of each cell from the best one by the statistic of the map, shape (months, depths)."""
    values = (
        statistic_of(comparison.cut_map, comparison.cut_map.values, comparison.statistic)
        * comparison.sign
    )
    return np.fmax.reduce(values, axis=None) - values


def _reason(cut_map: CutMap, is_over: bool) -> str:
    if is_over:
        return "over"
    return "not-allowed" if cut_map.done else "coming"


def _nearest_known(known: NDArray[np.bool_]) -> NDArray[np.int_]:
    """For each month and depth the nearest month with a number at this depth, the earlier of two, or −1."""
    months = np.arange(len(known))
    nearest = np.full(known.shape, -1)
    for number in range(known.shape[1]):
        have = np.flatnonzero(known[:, number])
        if len(have):
            nearest[:, number] = have[np.abs(months[:, np.newaxis] - have).argmin(axis=1)]
    return nearest


def _best_rows(
    outlook: Outlook, comparison: MapComparison, gains: Gains, begins: NDArray[np.datetime64]
) -> list[_MapRow]:
    """The outline of the cells as good as the best, and the ring at the best one with what it gains."""
    best = best_of(comparison)
    if best is None:
        return []
    case, rows = outlook.case, []
    if comparison.statistic in OF_MEANS:
        rows += _outline(begins, comparison.cut_map.is_as_good(), INK_HUE)
    month, number = best
    cuts = number > 0
    depth, unit = Amount(value=DEPTHS[number], unit="share"), comparison.cut_map.objective.unit
    gain = float(gains.gain[best])
    words = say(
        "cut-map-best",
        cuts=cuts,
        depth=depth,
        month=month_start(case.start, month),
        sign=sign_of(gain, unit),
        size=difference(gain, unit),
        reference=reference_words(outlook, comparison),
    )
    place = _place(case, month + HALF_MONTH)
    is_top = number == len(DEPTHS) - 1
    below = DEPTHS[number] + (-1.0 if is_top or number > 2 else 1.0) * (_HALF_ROW + _LABEL_GAP)
    return [
        *rows,
        _map_row("ring", place, place, DEPTHS[number], tip=words, hue=INK_HUE, step=str(AS_GOOD)),
        _words_row(begins, month, below, words, INK_HUE),
    ]


def _outline(begins: NDArray[np.datetime64], area: NDArray[np.bool_], hue: str) -> list[_MapRow]:
    """The edges of an area of cells, one row an edge."""
    rows = []
    padded = np.pad(area, 1)
    for month, number in np.argwhere(area).tolist():
        left, right = begins[month], begins[month + 1]
        low, high = DEPTHS[number] - _HALF_ROW, DEPTHS[number] + _HALF_ROW
        around = {
            (left, left, low, high): padded[month, number + 1],
            (right, right, low, high): padded[month + 2, number + 1],
            (left, right, low, low): padded[month + 1, number],
            (left, right, high, high): padded[month + 1, number + 2],
        }
        for (begin, end, bottom, top), is_inside in around.items():
            if not is_inside:
                rows.append(_line_row(begin, end, bottom, top, hue, _THIN))
    return rows


def _plan_rows(
    outlook: Outlook, theory: CutTheory, begins: NDArray[np.datetime64]
) -> list[_MapRow]:
    """The planned cut as a bar: over the months in which supply may land where it waits for supply, else in its month."""
    case, tier, window = outlook.case, outlook.case.story.tier, len(begins) - 1
    depth, month = outlook.at(f"cut_depth.{tier}", 0), month_of_planned_cut(outlook, tier)
    rule = int(outlook.scenario.value(f"cut_rule.{tier}"))
    if not depth:
        none = Amount(value=0.0, unit="share")
        words = say("cut-map-plan", kind="none", depth=none, month=month_start(case.start, 0))
        return [_words_row(begins, 0, 0.0, words, INK_HUE)]
    first, last = (month, month) if month is not None else (window, window)
    by_supply = rule == CUT_WHEN_SUPPLY_LANDS and theory.lands
    if by_supply:
        early, late = theory.landing_range()
        first, last = (int(min(end, window - 1)) for end in (early, late))
    if first >= window:
        return []
    height = min(depth, MAP_TOP)
    left, right = begins[first], begins[last + 1]
    words = say(
        "cut-map-plan",
        kind="supply" if by_supply else "date",
        depth=Amount(value=depth, unit="share"),
        month=month_start(case.start, first),
    )
    return [
        _line_row(left, right, height, height, INK_HUE, _PLAN_WEIGHT),
        _line_row(left, left, height - _CAP, height + _CAP, INK_HUE, _PLAN_WEIGHT),
        _line_row(right, right, height - _CAP, height + _CAP, INK_HUE, _PLAN_WEIGHT),
        _words_row(begins, first, height + _HALF_ROW, words, INK_HUE),
    ]


def _landing_rows(case: Case, theory: CutTheory, begins: NDArray[np.datetime64]) -> list[_MapRow]:
    """Below the map, in how many futures supply lands in each month; and a dotted line at the month by which half have it."""
    window = len(begins) - 1
    if not theory.lands:
        return []
    shares = np.array([np.mean(theory.landing == month) for month in range(window)])
    heights = np.minimum(shares * _LANDING_SCALE, _TALLEST_LANDING)
    rows = [
        _map_row(
            "landing",
            begins[month],
            begins[month + 1],
            LANDING_TOP,
            low=LANDING_TOP - height,
            hue=SUPPLY_HUE,
        )
        for month, height in enumerate([*heights, heights[-1]])
        if month < window
    ]
    words = say("cut-map-landing")
    foot = LANDING_TOP - _TALLEST_LANDING
    is_late = theory.median_landing >= window / 2  # the words are on the side with fewer bars
    rows.append(_words_row(begins, 0 if is_late else window - 1, foot, words, SUPPLY_HUE))
    if theory.median_landing < window:
        month = int(theory.median_landing)
        place = _place(case, month + HALF_MONTH)
        words = say("cut-map-median", month=month_start(case.start, month))
        rows += [
            _map_row("dotted", place, place, MAP_TOP, low=foot, high=ABOVE_MAP, hue=BASELINE_HUE),
            _words_row(begins, month, ABOVE_MAP, words, BASELINE_HUE),
        ]
    return rows


def _theory_rows(
    case: Case, theory: CutTheory, begins: NDArray[np.datetime64], first: int
) -> Iterator[_MapRow]:
    """The marks of theory: its leads and dates, and a dashed line at the depth that supply carries."""
    for column, kind in _THEORY_MARKS.items():
        for date, depth in zip(theory.table[column], theory.table["depth"], strict=True):
            if date + HALF_MONTH >= first:  # not where theory has no date
                place = _place(case, date + HALF_MONTH)
                yield _map_row(kind, place, place, depth)
    depth = theory.carried_depth
    if depth > 0.0:
        text = say(
            "cut-map-carried", on_map=depth <= MAP_TOP, depth=Amount(value=depth, unit="share")
        )
        height = min(depth, MAP_TOP)
        yield _map_row("carried", begins[first], begins[-1], height, tip=text, hue=INK_HUE)
        yield _words_row(begins, first, height - _LABEL_GAP, text, INK_HUE)


def _place(case: Case, date: float) -> np.datetime64:
    """A date, in months from the beginning, as a moment."""
    return moments(case.start, np.array([date]))[0]


def _words_row(
    begins: NDArray[np.datetime64], month: int, depth: float, words: str, hue: str
) -> _MapRow:
    """Words that begin at a month, have it in their middle or end with it, by the third of the map, so that they stay inside."""
    kind, moment = "words", begins[month]
    third = (len(begins) - 1) / 3
    if month >= 2 * third:
        kind, moment = "words_to", begins[month + 1]
    elif month >= third:
        kind = "words_around"
    halo = str(AS_GOOD) if 0.0 <= depth <= MAP_TOP else ""
    return _map_row(kind, moment, moment, depth, tip=words, hue=hue, step=halo)


def _line_row(
    begin: np.datetime64, end: np.datetime64, low: float, high: float, hue: str, weight: float
) -> _MapRow:
    step = str(AS_GOOD)  # of its edge
    return _map_row("line", begin, end, low, low=low, high=high, step=step, hue=hue, weight=weight)


def _map_row(
    kind: str,
    begin: np.datetime64,
    end: np.datetime64,
    depth: float,
    *,
    low: float | None = None,
    high: float | None = None,
    step: str = "",
    cell: str = "",
    tip: str = "",
    hue: str = "",
    weight: float = 0.0,
) -> _MapRow:
    return {
        "begin": begin,
        "end": end,
        "depth": depth,
        "low": depth - _HALF_ROW if low is None else low,
        "high": depth + _HALF_ROW if high is None else high,
        "step": step,
        "cell": cell,
        "kind": kind,
        "tip": tip,
        "colour": hue,
        "weight": weight,
    }
