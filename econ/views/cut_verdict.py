"""Verdict on the price cut, as facts: keep the plan, wait, cut earlier or not at all, and the cost of the likeliest mistake."""

import dataclasses
import enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from econ.arrays import Array
from econ.case.file.options import CUT_ON_A_DATE, CUT_WHEN_SUPPLY_LANDS
from econ.decisions import price_cut
from econ.decisions.price_cut import DEPTHS
from econ.outlook import Outlook
from econ.views.cut_gains import MapComparison, gains_on, gains_on_plan, has_own_rule, statistic_of


class Advice(enum.StrEnum):
    """Advice on the cut, by the cases of the message `cut-verdict`."""

    KEEP_SUPPLY = "keep-supply"
    KEEP_DATE = "keep-date"
    KEEP_RULE = "keep-rule"
    KEEP_NO_CUT = "keep-no-cut"
    TIE_TO_SUPPLY = "tie-to-supply"
    SUPPLY_DEPTH = "supply-depth"
    DATE_DEPTH = "date-depth"
    LIST_RULE = "list-rule"
    ANY_MONTH = "any-month"
    WAIT = "wait"
    EARLIER = "earlier"
    DO_NOT_WAIT = "do-not-wait"
    CUT = "cut"
    NO_CUT = "no-cut"


# An area of cells that reaches over this part of the months in which a cut can be made leaves the month open.
_WIDE = 0.5
KEEPS = (Advice.KEEP_SUPPLY, Advice.KEEP_DATE, Advice.KEEP_RULE, Advice.KEEP_NO_CUT)


class MistakeKind(enum.StrEnum):
    """Kind of the likeliest mistake: to cut too early or too late, to cut at all, or to go on with the plan."""

    EARLY = "early"
    LATE = "late"
    NO_SHIFT_COUNTS = "none"
    ANY_CUT = "any-cut"
    THE_PLAN = "plan"
    PLAN_NOT_ALLOWED = "plan-not-allowed"


@dataclasses.dataclass(frozen=True, kw_only=True)
class CutChoice:
    """A choice about the cut: a month and a depth, or a depth in the month in which a rule has it; depth zero is no cut.

    `month` is None where the cut follows supply or another rule; `outcome` is its value in each future,
    shape (draws,), in the objective's unit.
    """

    depth: float
    month: int | None
    outcome: Array


@dataclasses.dataclass(frozen=True, kw_only=True)
class Mistake:
    """The likeliest mistake: of which kind, in which month and with which depth, and what it loses, in the objective's unit."""

    kind: MistakeKind
    month: int = 0
    depth: float = 0.0
    loss: float = 0.0


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class GoodArea:
    """The choices that fall short of another by no more than chance explains.

    `cells` are those of the map, shape (months, depths), `promised` the cuts promised for supply, shape (depths,), the first depth being
    no cut. `open_months` are the months in which a cut can be made.
    """

    cells: NDArray[np.bool_]
    promised: NDArray[np.bool_]
    open_months: int

    @property
    def months(self) -> NDArray[np.int_]:
        """The months with a cut on a date in the area."""
        return np.flatnonzero(self.cells[:, 1:].any(axis=1))

    @property
    def depths(self) -> tuple[float, float]:
        """The smallest and the largest of its cuts on a date; there must be one."""
        return _depth_range(np.any(self.cells[:, 1:], axis=0))

    @property
    def promised_depths(self) -> tuple[float, float]:
        """The smallest and the largest of its promised cuts; there must be one."""
        return _depth_range(self.promised[1:])

    @property
    def has_no_cut(self) -> bool:
        """Whether not cutting is in it."""
        return bool(self.cells[:, 0].any())

    @property
    def has_promise(self) -> bool:
        """Whether a promised cut is in it."""
        return bool(self.promised[1:].any())

    @property
    def is_wide(self) -> bool:
        """Whether its dates span so much of the map that the month hardly matters."""
        months = self.months
        return bool(len(months) > 1 and np.ptp(months) + 1 >= _WIDE * self.open_months)

    @property
    def is_whole(self) -> bool:
        """Whether every month from its first date to its last has a cut in it."""
        months = self.months
        return bool(len(months) and len(months) == np.ptp(months) + 1)


@dataclasses.dataclass(frozen=True, kw_only=True)
class BestOfMap:
    """The best choice under the list rule of a map, and what it loses against the plan as it stands: nothing where chance explains it."""

    choice: CutChoice
    loss: float


@dataclasses.dataclass(frozen=True, kw_only=True)
class CutVerdict:
    """Verdict on the cut: the advice, the best choice, all choices as good as it, and a mistake.

    Where the plan is kept and has another list rule than the map, `best_of_map` is the best that the rule of the map can do.
    """

    advice: Advice
    choice: CutChoice
    area: GoodArea
    mistake: Mistake | None
    best_of_map: BestOfMap | None = None

    @property
    def keeps_the_plan(self) -> bool:
        """Whether the advice is to go on with the plan."""
        return self.advice in KEEPS


def best_fixed_choice(comparison: MapComparison) -> CutChoice | None:
    """The best cell of a map by its statistic, the shallowest of equal ones; None where no cell has a value."""
    gains = gains_on_plan(comparison).gain
    return _cell(comparison, gains, np.isfinite(gains))


def best_promised_choice(comparison: MapComparison) -> CutChoice | None:
    """The best cut promised for the month in which supply lands; None where no value is known."""
    gains = gains_on(comparison, comparison.promised, comparison.plan[0]).gain
    return _promised_cut(comparison, gains, np.isfinite(gains))


def planned_choice(outlook: Outlook, comparison: MapComparison) -> CutChoice:
    """The plan as it stands, on the futures of the map and under its own rules."""
    scenario, tier = outlook.scenario, outlook.case.story.tier
    depth = outlook.at(f"cut_depth.{tier}", 0)
    is_dated = float(scenario.value(f"cut_rule.{tier}")) == CUT_ON_A_DATE
    month = None
    if is_dated or not depth:
        month = int(scenario.value(f"cut_month.{tier}"))
    return CutChoice(depth=depth, month=month, outcome=comparison.plan[0])


def area_as_good(outlook: Outlook, comparison: MapComparison, choice: CutChoice) -> GoodArea:
    """All that is as good as a choice, or better, by the statistic of a map."""
    dated, promised = (
        gains_on(comparison, outcomes, choice.outcome)
        for outcomes in (comparison.cut_map.values, comparison.promised)
    )
    first = price_cut.first_cut_month(outlook.scenario)
    return GoodArea(
        cells=dated.gain >= -dated.error,
        promised=promised.gain >= -promised.error,
        open_months=len(comparison.cut_map.values) - first,
    )


def cut_verdict(outlook: Outlook, comparison: MapComparison) -> CutVerdict | None:
    """Return the verdict on the cut by the statistic of a map; None where no cell has a value, or all are equal to the plan.

    The plan as it stands is kept exactly where no cell and no promised cut beats it by more than chance explains. Otherwise the advice
    is all that is as good as the best choice: where neighbouring scenarios share such choices, their advice has them in common.
    """
    gains, plan = gains_on_plan(comparison), planned_choice(outlook, comparison)
    known = np.isfinite(comparison.cut_map.values).all(axis=-1)
    if not known.any():
        return None
    if not np.isfinite(plan.outcome).all():
        best = _best_without_plan(comparison)
        mistake = Mistake(kind=MistakeKind.PLAN_NOT_ALLOWED)
        return _change_of_plan(outlook, comparison, plan, best, mistake)
    if not np.ptp(comparison.cut_map.values[known]) and (gains.gain[known] == 0.0).all():
        return None
    promised = gains_on(comparison, comparison.promised, plan.outcome)
    clearly_better = [
        choice
        for choice in (
            _cell(comparison, gains.gain, gains.are_better()),
            _promised_cut(comparison, promised.gain, promised.are_better()),
        )
        if choice
    ]
    if clearly_better:
        best = max(clearly_better, key=lambda choice: _gain(comparison, choice, plan))
        loss = _gain(comparison, best, plan)
        mistake = Mistake(kind=MistakeKind.THE_PLAN, loss=loss)
        return _change_of_plan(outlook, comparison, plan, best, mistake)
    advice = Advice.KEEP_NO_CUT
    if plan.depth:
        rule = float(outlook.scenario.value(f"cut_rule.{outlook.case.story.tier}"))
        by_rule = {
            CUT_ON_A_DATE: Advice.KEEP_DATE,
            CUT_WHEN_SUPPLY_LANDS: Advice.KEEP_SUPPLY,
        }
        advice = by_rule.get(rule, Advice.KEEP_RULE)
    return CutVerdict(
        advice=advice,
        choice=plan,
        area=_area_beside(outlook, comparison, plan),
        mistake=_mistake_beside(outlook, comparison, plan),
        best_of_map=_best_under_another_rule(outlook, comparison),
    )


def shifted_months(outlook: Outlook) -> dict[MistakeKind, int]:
    """The months in which the plan's cut would come too early and too late; those that the map has, none without a cut."""
    scenario, window = outlook.scenario, price_cut.cut_window(outlook.case)
    first = price_cut.first_cut_month(scenario)
    month = month_of_planned_cut(outlook, outlook.case.story.tier)
    if month is None:
        return {}
    shift = max(1, round(float(scenario.value("cut_date_shift"))))
    shifted = {MistakeKind.EARLY: max(month - shift, first), MistakeKind.LATE: month + shift}
    return {
        kind: other for kind, other in shifted.items() if other != month and first <= other < window
    }


def _change_of_plan(
    outlook: Outlook, comparison: MapComparison, plan: CutChoice, best: CutChoice, mistake: Mistake
) -> CutVerdict:
    area = area_as_good(outlook, comparison, best)
    advice = _advice(outlook, plan, best, area)
    return CutVerdict(advice=advice, choice=best, area=area, mistake=mistake)


def _area_beside(outlook: Outlook, comparison: MapComparison, plan: CutChoice) -> GoodArea:
    """All that is as good as the plan, without the cell that has its month and depth and is the plan."""
    area = area_as_good(outlook, comparison, plan)
    if not has_own_rule(outlook, comparison.list_rule):
        return area
    cells = area.cells.copy()
    if plan.month is not None and plan.month < len(cells) and plan.depth in DEPTHS:
        cells[plan.month, DEPTHS.index(plan.depth)] = False
    return dataclasses.replace(area, cells=cells)


def _best_under_another_rule(outlook: Outlook, comparison: MapComparison) -> BestOfMap | None:
    """The best choice under the list rule of the map; None where it is the plan's own rule."""
    best = [
        choice
        for choice in (best_fixed_choice(comparison), best_promised_choice(comparison))
        if choice
    ]
    if has_own_rule(outlook, comparison.list_rule) or not best:
        return None
    plan = comparison.plan[0]
    choice = max(best, key=lambda choice: float(gains_on(comparison, choice.outcome, plan).gain))
    gains = gains_on(comparison, choice.outcome, plan)
    loss = 0.0 if gains.gain >= -gains.error else -float(gains.gain)
    return BestOfMap(choice=choice, loss=loss)


def _depth_range(are_cut: ArrayLike) -> tuple[float, float]:
    """The smallest and the largest depth of those marked, without the first, which is no cut."""
    numbers = np.flatnonzero(are_cut) + 1
    return DEPTHS[numbers[0]], DEPTHS[numbers[-1]]


def _gain(comparison: MapComparison, choice: CutChoice, other: CutChoice) -> float:
    return float(gains_on(comparison, choice.outcome, other.outcome).gain)


def _cell(comparison: MapComparison, gains: Array, among: NDArray[np.bool_]) -> CutChoice | None:
    """The cell that gains most among some, the shallowest of equal ones; None without any."""
    if not among.any():
        return None
    ranks = np.where(among, gains, -np.inf)
    number, month = np.unravel_index(int(ranks.T.argmax()), ranks.T.shape)
    return CutChoice(
        depth=DEPTHS[int(number)],
        month=int(month),
        outcome=comparison.cut_map.values[month, number],
    )


def _promised_cut(
    comparison: MapComparison, gains: Array, among: NDArray[np.bool_]
) -> CutChoice | None:
    """The promised cut that gains most among some, the shallowest of equal ones; None without any."""
    ranks = np.where(among, gains, -np.inf)[1:]  # zero is no cut
    if not np.isfinite(ranks).any():
        return None
    number = int(ranks.argmax()) + 1
    return CutChoice(depth=DEPTHS[number], month=None, outcome=comparison.promised[number])


def _best_without_plan(comparison: MapComparison) -> CutChoice:
    """The best cell of a map whose plan is not allowed, so that it cannot be compared with the plan."""
    values = (
        statistic_of(comparison.cut_map, comparison.cut_map.values, comparison.statistic)
        * comparison.sign
    )
    best = _cell(comparison, values, np.isfinite(values))
    if best is None:
        raise ValueError("empty map")
    return best


def month_of_planned_cut(outlook: Outlook, tier: str) -> int | None:
    """The month of the planned cut of a tier; None if none is planned or it does not come within the horizon."""
    in_force = outlook[f"cut_in_force.{tier}"][0]
    if outlook.at(f"cut_depth.{tier}", 0) == 0.0 or not in_force.any():
        return None
    return int(in_force.argmax())


def _advice(outlook: Outlook, plan: CutChoice, best: CutChoice, area: GoodArea) -> Advice:
    """The advice to make another cut than the planned one: one of the area of the best."""
    if not best.depth:
        return Advice.NO_CUT
    if best.month is None:
        return _promised_advice(outlook, plan, area)
    if area.is_wide or not plan.depth:
        return Advice.ANY_MONTH if area.is_wide else Advice.CUT
    planned = month_of_planned_cut(outlook, outlook.case.story.tier)
    if planned is None:
        return Advice.DO_NOT_WAIT
    first, last = area.months[[0, -1]].tolist()
    if not first <= planned <= last:
        return Advice.WAIT if planned < first else Advice.EARLIER
    has_depth = plan.depth in DEPTHS and area.cells[planned, DEPTHS.index(plan.depth)]
    return Advice.LIST_RULE if has_depth else Advice.DATE_DEPTH


def _promised_advice(outlook: Outlook, plan: CutChoice, area: GoodArea) -> Advice:
    rule = float(outlook.scenario.value(f"cut_rule.{outlook.case.story.tier}"))
    if not plan.depth or rule != CUT_WHEN_SUPPLY_LANDS:
        return Advice.TIE_TO_SUPPLY
    has_depth = plan.depth in DEPTHS and area.promised[DEPTHS.index(plan.depth)]
    return Advice.LIST_RULE if has_depth else Advice.SUPPLY_DEPTH


def _mistake_beside(outlook: Outlook, comparison: MapComparison, plan: CutChoice) -> Mistake | None:
    """Return the loss if the plan's cut comes some months earlier or, if that loses nothing, later; for no cut, that of the best cut.

    The shifted cut is as deep, and the list follows the plan's own rule. A loss of the best cut under another rule is no mistake about
    the month: `BestOfMap` has it.
    """
    if not plan.depth:
        own_rule = has_own_rule(outlook, comparison.list_rule)
        return _best_cut_as_mistake(comparison, plan) if own_rule else None
    shifted = shifted_months(outlook)
    for (kind, month), outcome in zip(shifted.items(), comparison.plan[1:], strict=True):
        gains = gains_on(comparison, plan.outcome, outcome)
        if gains.are_better():
            return Mistake(kind=kind, month=month, depth=plan.depth, loss=float(gains.gain))
    return Mistake(kind=MistakeKind.NO_SHIFT_COUNTS) if shifted else None


def _best_cut_as_mistake(comparison: MapComparison, no_cut: CutChoice) -> Mistake | None:
    """Return the loss of the best of all cuts against no cut; None where it loses nothing or none is allowed."""
    gains = gains_on_plan(comparison).gain
    cuts = np.isfinite(gains) & (np.array(DEPTHS) > 0.0)
    cut = _cell(comparison, gains, cuts)
    loss = -_gain(comparison, cut, no_cut) if cut else 0.0
    if cut is None or cut.month is None or loss <= 0.0:
        return None
    return Mistake(kind=MistakeKind.ANY_CUT, month=cut.month, depth=cut.depth, loss=loss)
