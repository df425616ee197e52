"""A figure of the whole path, opened: how it is made in words and as code, over which months, and what it is made of."""

import dataclasses
import datetime
import math
from collections.abc import Callable

import numpy as np

from econ.accounts.path_facts import (
    PathFacts,
    fall_from_launch,
    find_next_cut,
    profit_over,
    refused_by_month,
    refused_over,
    refused_tokens,
)
from econ.case.calendar import month_start
from econ.case.case import Case
from econ.explain import CausalGraph, explain_number, figure_graph, formula_of
from econ.outlook import Outlook
from econ.views import path_figures
from econ.views.formula_words import FormulaLine, line_of_marked, marked
from econ.views.number_trail import CLOSED_MONEY_RUN, number_in_month
from econ.views.sentences.scenario_words import name_in_sentence
from econ.views.short_numbers import end_month, short_amount, whole_months
from econ.views.strip import StripFigure
from econ.words import Amount, say

LARGEST_MONTHS = 3  # months that are listed first
WHOLE = "1"
_PER_MONTH = "/month"  # the end of the unit of what is summed over months


@dataclasses.dataclass(frozen=True, kw_only=True)
class FigurePart:
    """A number that a figure is made of: as a trail has it, its name with its month, and its value."""

    number: str
    label: str
    value: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class PartGroup:
    """Numbers that belong together, under a title."""

    title: str
    parts: tuple[FigurePart, ...]
    is_folded: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class OpenedFigure:
    """A figure of the whole path: as a strip shows it, its months in words, how it is made, its parts, and the causes of these.

    `run` is that of the causes, as a trail has it.
    """

    figure: StripFigure
    period: str
    lines: tuple[FormulaLine, ...]
    code: str
    groups: tuple[PartGroup, ...]
    graph: CausalGraph
    run: str


def is_path_figure(key: str) -> bool:
    """Whether a key is that of a figure of the whole path."""
    return key in path_figures.PATH_KEYS


def path_figure_label(key: str, facts: PathFacts) -> str:
    """The name of a figure of the whole path."""
    return _shown_figure(key, facts).label


def open_path_figure(
    outlook: Outlook, closed_money: Outlook, facts: PathFacts, key: str, month: int
) -> OpenedFigure:
    """A figure of the whole path, opened; the graph of its causes has their numbers in `month`."""
    figure = _shown_figure(key, facts)
    is_closed = key == path_figures.CLOSED_MONEY
    read = closed_money if is_closed else outlook
    made = _MADE[key](_Path(outlook=read, facts=facts, figure=figure))
    graph = figure_graph(read, (figure.label, figure.value), made.causes, month)
    return OpenedFigure(
        figure=figure,
        period=made.period,
        lines=tuple(line_of_marked(text) for text in made.lines),
        code="\n".join(formula_of(function) for function in made.functions),
        groups=tuple(made.groups),
        graph=graph,
        run=CLOSED_MONEY_RUN if is_closed else "",
    )


def number_value(outlook: Outlook, key: str, month: int) -> str:
    """A number as strips and dialogs begin with it: a quantity with three digits, an assumption as its lever has it."""
    opened = explain_number(outlook, key, month)
    return opened.value if opened.stated else short_amount(outlook.at(key, month), opened.unit)


def is_sum_of_months(case: Case, key: str) -> bool:
    """Whether a number is money of a month, so that it can be summed over months."""
    return not is_path_figure(key) and case.unit_of(key) == f"bn yuan{_PER_MONTH}"


def sum_over_months(outlook: Outlook, key: str, first: int, last: int) -> str:
    """A quantity of a month summed over months, as strips and dialogs begin with it."""
    unit = explain_number(outlook, key, last).unit.removesuffix(_PER_MONTH)
    return short_amount(float(outlook[key][0, first : last + 1].sum()), unit)


def months_of_sum(outlook: Outlook, key: str, first: int, last: int, run: str = "") -> PartGroup:
    """The months that a sum is made of."""
    months = range(first, last + 1)
    parts = tuple(_part(outlook, key, month, run) for month in months)
    return PartGroup(title=say("figure-all-months"), parts=parts)


def _part(outlook: Outlook, key: str, month: int, run: str) -> FigurePart:
    """A number in a month."""
    case = outlook.case
    when = month_start(case.start, month)
    return FigurePart(
        number=number_in_month(case, key, month, run),
        label=say("number-of-month", number=case.label_of(key), month=when),
        value=number_value(outlook, key, month),
    )


def _shown_figure(key, facts):
    return next(f for f in path_figures.path_figures(facts, facts) if f.key == key)


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Made:
    """Parts of a figure's explanation: its period, formulas in words with marks, functions whose code is shown, parts, causes."""

    period: str
    lines: list[str]
    functions: list[Callable]
    groups: list[PartGroup]
    causes: list[str]


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Path:
    """The run that a figure is read from, and what the figure is."""

    outlook: Outlook
    facts: PathFacts
    figure: StripFigure

    @property
    def case(self) -> Case:
        """The case of the run."""
        return self.outlook.case

    @property
    def last(self) -> int:
        """The last month of the plan."""
        return self.case.months - 1

    def month(self, month: int) -> datetime.date:
        """A month as messages take it."""
        return month_start(self.case.start, month)

    def part(self, key: str, month: int, run: str = "") -> FigurePart:
        """A number in a month."""
        return _part(self.outlook, key, month, run)

    def named(self, key: str, month: int) -> str:
        """A number in a month inside a formula; it opens that number."""
        words = say(
            "number-in-formula", number=name_in_sentence(self.case, key), month=self.month(month)
        )
        return marked(number_in_month(self.case, key, month), words)


def _profit(path):
    """Gross profit: a sum over months."""
    months, values = path.facts.profit_months, path.outlook["gross_profit"][0]
    first, last = path.month(0), path.month(months - 1)
    parts = [path.part("gross_profit", month) for month in range(months)]
    largest = np.argsort(-values[:months], kind="stable")[:LARGEST_MONTHS]
    line = say(
        "figure-sum",
        figure=path.figure.label,
        number=marked("gross_profit", name_in_sentence(path.case, "gross_profit")),
        months=whole_months(months),
        first=first,
        last=last,
    )
    return _Made(
        period=say("figure-from-to", first=first, last=last),
        lines=[line],
        functions=[profit_over],
        groups=[
            PartGroup(title=say("figure-largest"), parts=tuple(parts[m] for m in largest)),
            PartGroup(title=say("figure-all-months"), parts=tuple(parts), is_folded=True),
        ],
        causes=["gross_profit"],
    )


def _refused(path):
    """Demand refused: a sum over months and tiers, and the largest share of one month."""
    demand, tiers = path.facts.demand, path.case.elements["tier"]
    keys = [f"{name}.{tier}" for tier in tiers for name in ("demand", "served_tokens")]
    refused = refused_by_month(path.outlook)
    largest = [
        month
        for month in np.argsort(-refused, kind="stable")[:LARGEST_MONTHS]
        if refused[month] > 0.0
    ]
    worst = (
        [demand.worst_month] if math.isfinite(demand.worst_share) and demand.refused > 0.0 else []
    )
    names = {name: name_in_sentence(path.case, name) for name in ("demand", "served_tokens")}
    end = path.month(path.last)
    groups = [
        PartGroup(
            title=say(
                "figure-refused-in",
                month=path.month(month),
                refused=Amount(value=float(refused[month]), unit="Ttok"),
                worst=month in worst,
            ),
            parts=tuple(path.part(key, month) for key in keys),
        )
        for month in dict.fromkeys(int(month) for month in [*worst, *largest])
    ]
    lines = [say("figure-refused", wanted=names["demand"], served=names["served_tokens"], end=end)]
    lines += [
        say("figure-worst", wanted=names["demand"], month=path.month(month)) for month in worst
    ]
    return _Made(
        period=say("figure-from-to", first=path.month(0), last=end),
        lines=lines,
        functions=[refused_tokens, refused_over],
        groups=groups
        or [
            PartGroup(
                title=say("figure-parts"), parts=tuple(path.part(key, path.last) for key in keys)
            )
        ],
        causes=keys,
    )


def _cut(path):
    """The next cut: the price before it and after it; and the price of the last month beside that of launch."""
    fall, tier = path.facts.list_fall, path.case.story.tier
    price, launch = f"output_price.{tier}", f"initial_output_list_price.{tier}"
    at_launch = marked(launch, name_in_sentence(path.case, launch))
    lines, months = [], []
    if fall.next_cut is not None:
        first, last = fall.next_cut.month, fall.next_cut.last
        months = [month for month in (first - 1, last) if month >= 0]
        before = path.named(price, first - 1) if first else at_launch
        lines.append(say("figure-cut", whole=WHOLE, after=path.named(price, last), before=before))
    lines.append(
        say("figure-fall", whole=WHOLE, end=path.named(price, path.last), launch=at_launch)
    )
    parts = [
        path.part(launch, 0),
        *(path.part(price, month) for month in dict.fromkeys([*months, path.last])),
    ]
    return _Made(
        period=say("figure-since-launch", last=path.month(path.last)),
        lines=lines,
        functions=[find_next_cut, fall_from_launch],
        groups=[PartGroup(title=say("figure-parts"), parts=tuple(parts))],
        causes=[price],
    )


def _runway(path, run=""):
    """A runway: the month in which cash reaches zero."""
    months = path.outlook.at("runway", 0)
    end = end_month(path.case, months)
    around = [path.last] if end is None else [month for month in (end - 1, end) if month >= 0]
    keys = [("runway", 0), *(("cash", month) for month in around), ("lowest_cash", path.last)]
    if not run:
        keys += [(f"paid_in.{counted.name}", counted.month) for counted in path.facts.open_rounds]
    line = say(
        "figure-runway",
        figure=path.figure.label,
        kind="undefined" if math.isnan(months) else "beyond" if end is None else "month",
        runway=marked(
            number_in_month(path.case, "runway", 0, run),
            number_value(path.outlook, "runway", 0),
        ),
        cash=marked(
            number_in_month(path.case, "cash", path.last, run), name_in_sentence(path.case, "cash")
        ),
        first=path.month(0),
        last=path.month(path.last),
    )
    lines = [line] if not run else [line, say("figure-closed")]
    return _Made(
        period=say("figure-in-plan", first=path.month(0), last=path.month(path.last)),
        lines=lines,
        functions=[end_month],
        groups=[
            PartGroup(
                title=say("figure-parts"),
                parts=tuple(path.part(key, month, run) for key, month in keys),
            )
        ],
        causes=["runway"],
    )


def _closed_runway(path):
    return _runway(path, CLOSED_MONEY_RUN)


_MADE = {
    path_figures.CUT: _cut,
    path_figures.REFUSED: _refused,
    path_figures.PROFIT: _profit,
    path_figures.CLOSED_MONEY: _closed_runway,
    path_figures.WITH_ROUND: _runway,
}
