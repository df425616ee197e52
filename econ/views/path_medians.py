"""The medians of the figures of the whole path over many futures, and where the scenario lies among them."""

import dataclasses
import math
from collections.abc import Callable

from econ.accounts.path_facts import PathFacts
from econ.case.calendar import month_start
from econ.case.case import Case
from econ.risk.survival import Spread
from econ.units import per_cent
from econ.views.path_figures import CLOSED_MONEY, CUT, PROFIT, REFUSED, WITH_ROUND, path_figures
from econ.views.short_numbers import money_lasts, short_money, short_tokens
from econ.words import month_text, say

MANY_EQUAL = (
    0.05  # share of futures with the figure of the scenario from which that share is written
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class MedianNote:
    """The median of a figure in words, and the place of the scenario; empty where the figure does not exist."""

    key: str
    label: str
    text: str


def _month_of_cut(facts: PathFacts) -> float:
    """The month of the next cut; infinite without one."""
    cut = facts.list_fall.next_cut
    return math.inf if cut is None else float(cut.month)


def _cut_in(case: Case, month: float) -> str:
    return say("path-no-cut") if math.isinf(month) else month_text(month_start(case.start, month))


def _tokens(_: Case, amount: float) -> str:
    return short_tokens(amount)


def _money(_: Case, amount: float) -> str:
    return short_money(amount)


# Of each figure: what it is read from, and how it is written.
_FIGURES: dict[str, tuple[Callable[[PathFacts], float], Callable[[Case, float], str]]] = {
    CUT: (_month_of_cut, _cut_in),
    REFUSED: (lambda facts: facts.demand.refused, _tokens),
    PROFIT: (lambda facts: facts.gross_profit, _money),
    CLOSED_MONEY: (lambda facts: facts.closed_runway, money_lasts),
    WITH_ROUND: (lambda facts: facts.runway, money_lasts),
}


def median_notes(now: PathFacts, spread: Spread) -> list[MedianNote]:
    """One note for each figure of the strip, in its order: "median 8.5 bn yuan, percentile 85"."""
    return [
        MedianNote(key=figure.key, label=figure.label, text=_median_text(figure.key, now, spread))
        for figure in path_figures(now, now)
    ]


def _median_text(key: str, now: PathFacts, spread: Spread) -> str:
    if key == WITH_ROUND and not now.open_rounds:
        return ""
    read, write = _FIGURES[key]
    placement = spread.path_placement(read, now)
    if math.isnan(placement.median) or math.isnan(placement.value):
        return say("path-median-undefined")
    median = write(now.case, placement.median)
    if placement.equal > MANY_EQUAL:
        ends = math.isinf(placement.value), math.isinf(placement.median)
        beyond = "uncut" if key == CUT else "beyond"
        kind = "both" if all(ends) else beyond if ends[0] else "equal"
        return say("path-median-many", median=median, share=per_cent(placement.equal), kind=kind)
    return say("path-median-place", median=median, percentile=round(placement.percentile))


def medians_meaning(spread: Spread) -> str:
    """Explain the notes."""
    return say("path-medians-meaning", count=spread.count)
