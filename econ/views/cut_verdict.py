"""What to do about the price cut, as facts: keep the plan, wait, cut earlier or not at all, and what the likeliest mistake costs."""

import dataclasses
import enum
import math

import numpy as np

from econ.arrays import Array
from econ.decisions import price_cut
from econ.decisions.price_cut import DEPTHS, CutMap
from econ.outlook import Outlook
from econ.views.price_cut import OF_MEANS, STATISTICS, best_cell, lower_is_better

_EQUAL_WITHIN = 1e-9  # of the larger number: two that differ by less are equal


class Advice(enum.StrEnum):
    """What to do about the cut, by the cases of the message `cut-verdict`."""

    KEEP_SUPPLY = "keep-supply"
    KEEP_DATE = "keep-date"
    KEEP_NO_CUT = "keep-no-cut"
    TIE_TO_SUPPLY = "tie-to-supply"
    SUPPLY_DEPTH = "supply-depth"
    DATE_DEPTH = "date-depth"
    WAIT = "wait"
    EARLIER = "earlier"
    DO_NOT_WAIT = "do-not-wait"
    CUT = "cut"
    NO_CUT = "no-cut"


class MistakeKind(enum.StrEnum):
    """What the likeliest mistake is: to cut too early or too late, to cut at all, or to go on with the plan."""

    EARLY = "early"
    LATE = "late"
    NO_SHIFT_COUNTS = "none"
    ANY_CUT = "any-cut"
    THE_PLAN = "plan"
    PLAN_NOT_ALLOWED = "plan-not-allowed"


@dataclasses.dataclass(frozen=True, kw_only=True)
class CutChoice:
    """A choice about the cut: a month and a depth, or a depth in the month in which supply lands; depth zero is no cut.

    `month` is None where the cut follows supply. `outcome` is its value in each future, shape (draws,), in the objective's unit.
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


@dataclasses.dataclass(frozen=True, kw_only=True)
class CutVerdict:
    """What to do about the cut: the advice, its month and depth, whether another choice looks better by chance, and a mistake."""

    advice: Advice
    choice: CutChoice
    others_look_better: bool
    mistake: Mistake | None

    @property
    def keeps_the_plan(self) -> bool:
        """Whether the advice is to go on with the plan."""
        return self.advice in (Advice.KEEP_SUPPLY, Advice.KEEP_DATE, Advice.KEEP_NO_CUT)


def statistic_of(cut_map: CutMap, outcomes: Array, statistic: str) -> Array:
    """A statistic of outcomes on the futures of a map, the draws last; shape without the draws."""
    better = cut_map.objective.better
    if statistic == "average":
        return outcomes.mean(axis=-1)
    if statistic == "loss":
        best = np.fmax.reduce((cut_map.mean() * better).ravel())
        return best - outcomes.mean(axis=-1) * better
    chance = price_cut.BAD_CASE_CHANCE
    if statistic == "bad case":
        return np.quantile(outcomes, chance if better > 0 else 1.0 - chance, axis=-1)
    return np.quantile(cut_map.regrets(outcomes), 1.0 - chance, axis=-1)


def best_fixed_choice(cut_map: CutMap, statistic: str) -> CutChoice | None:
    """The best cell of a map by a statistic; None where no cell has a value or all are equal."""
    values = STATISTICS[statistic](cut_map)
    best = best_cell(values, lower_is_better(cut_map.objective, statistic))
    if best is None:
        return None
    month, number = best
    return CutChoice(depth=DEPTHS[number], month=month, outcome=cut_map.values[month, number])


def best_promised_choice(cut_map: CutMap, promised: Array, statistic: str) -> CutChoice | None:
    """The best cut promised for the month in which supply lands; None where no value is known.

    `promised` is from `price_cut.promised_cut_values`, shape (depths, draws).
    """
    values = statistic_of(cut_map, promised, statistic)[1:]  # zero is no cut
    if not np.isfinite(values).any():
        return None
    lower = lower_is_better(cut_map.objective, statistic)
    number = int((np.nanargmin if lower else np.nanargmax)(values)) + 1
    return CutChoice(depth=DEPTHS[number], month=None, outcome=promised[number])


def planned_choice(outlook: Outlook, cut_map: CutMap, promised: Array) -> CutChoice | None:
    """The scenario's own cut on the futures of a map; None where the map does not have it, as for a cut that follows the queue."""
    scenario, tier = outlook.scenario, outlook.case.story.tier
    first, window = price_cut.first_cut_month(scenario), len(cut_map.values)
    depth = outlook.at(f"cut_depth.{tier}", 0)
    rule, planned = (float(scenario.value(f"{name}.{tier}")) for name in ("cut_rule", "cut_month"))
    if depth == 0.0:
        return CutChoice(depth=0.0, month=first, outcome=cut_map.values[first, 0])
    if depth > DEPTHS[-1]:
        return None
    if rule == price_cut.CUT_WHEN_SUPPLY_LANDS:
        return CutChoice(depth=depth, month=None, outcome=_at_depth(promised, depth))
    if rule == price_cut.CUT_ON_A_DATE and first <= planned < window:
        month = int(planned)
        outcome = _at_depth(cut_map.values[month], depth)
        return CutChoice(depth=depth, month=month, outcome=outcome)
    return None


def cut_verdict(
    outlook: Outlook, cut_map: CutMap, promised: Array, statistic: str
) -> CutVerdict | None:
    """What to do about the cut by a statistic of `STATISTICS`; None where no cell has a value or all are equal.

    The plan is kept where no other choice is better by more than chance explains.
    """
    fixed = best_fixed_choice(cut_map, statistic)
    if fixed is None:
        return None
    judge = _Judge(cut_map, statistic)
    tied = best_promised_choice(cut_map, promised, statistic)
    others = [choice for choice in (fixed, tied) if choice]
    best = max(others, key=judge.gain)
    plan = planned_choice(outlook, cut_map, promised)
    allowed = plan is not None and bool(np.isfinite(plan.outcome).all())
    if plan and allowed and not any(judge.is_clearly_better(other, plan) for other in others):
        advice = Advice.KEEP_NO_CUT
        if plan.depth:
            advice = Advice.KEEP_SUPPLY if plan.month is None else Advice.KEEP_DATE
        rivals = [fixed] if advice == Advice.KEEP_SUPPLY else others
        return CutVerdict(
            advice=advice,
            choice=plan,
            others_look_better=any(judge.loss(plan, rival) > 0.0 for rival in rivals),
            mistake=_mistake_beside(outlook, judge, plan),
        )
    mistake = _mistake_beside(outlook, judge, best)
    if plan:
        mistake = Mistake(kind=MistakeKind.PLAN_NOT_ALLOWED)
        if allowed:
            mistake = Mistake(kind=MistakeKind.THE_PLAN, loss=judge.loss(plan, best))
    advice = _advice(outlook, plan, best)
    return CutVerdict(advice=advice, choice=best, others_look_better=False, mistake=mistake)


class _Judge:
    """Compares choices by a statistic of a map."""

    def __init__(self, cut_map: CutMap, statistic: str):
        self.cut_map, self.statistic = cut_map, statistic
        self.sign = -1.0 if lower_is_better(cut_map.objective, statistic) else 1.0

    def gain(self, choice: CutChoice) -> float:
        """The statistic of a choice, more being better."""
        return float(statistic_of(self.cut_map, choice.outcome, self.statistic)) * self.sign

    def loss(self, choice: CutChoice, other: CutChoice) -> float:
        """How much worse a choice is than another one; zero where they are equal."""
        loss = self.gain(other) - self.gain(choice)
        scale = max(abs(self.gain(choice)), abs(self.gain(other)), 1.0)
        return 0.0 if abs(loss) <= _EQUAL_WITHIN * scale else loss

    def is_clearly_better(self, choice: CutChoice, other: CutChoice) -> bool:
        """Whether a choice is better than another one by more than chance explains; other statistics than means have no error."""
        loss = self.loss(other, choice)
        if self.statistic not in OF_MEANS:
            return loss > 0.0
        return loss > price_cut.ERRORS_AS_GOOD * standard_error(choice.outcome - other.outcome)


def standard_error(differences: Array) -> float:
    """The standard error of a mean of differences, one a future; zero for a single one."""
    count = len(differences)
    return float(np.std(differences, ddof=1) / math.sqrt(count)) if count > 1 else 0.0


def _at_depth(outcomes: Array, depth: float) -> Array:
    """Outcomes at a depth between those of the map, shape (draws,); `outcomes` has the shape (depths, draws)."""
    above = int(np.searchsorted(DEPTHS, depth - _EQUAL_WITHIN))
    if math.isclose(DEPTHS[above], depth):
        return outcomes[above]
    part = (depth - DEPTHS[above - 1]) / (DEPTHS[above] - DEPTHS[above - 1])
    return outcomes[above - 1] * (1.0 - part) + outcomes[above] * part


def month_of_planned_cut(outlook: Outlook, tier: str) -> int | None:
    """The month of the planned cut of a tier; None if none is planned or it does not come within the horizon."""
    in_force = outlook[f"cut_in_force.{tier}"][0]
    if outlook.at(f"cut_depth.{tier}", 0) == 0.0 or not in_force.any():
        return None
    return int(in_force.argmax())


def _advice(outlook: Outlook, plan: CutChoice | None, best: CutChoice) -> Advice:
    """The advice to make another cut than the planned one."""
    if not best.depth:
        return Advice.NO_CUT
    if best.month is None:
        return Advice.SUPPLY_DEPTH if plan and plan.month is None else Advice.TIE_TO_SUPPLY
    if plan and not plan.depth:
        return Advice.CUT
    planned = month_of_planned_cut(outlook, outlook.case.story.tier)
    if planned is None:
        return Advice.DO_NOT_WAIT
    if planned == best.month:
        return Advice.DATE_DEPTH
    return Advice.WAIT if planned < best.month else Advice.EARLIER


def _mistake_beside(outlook: Outlook, judge: _Judge, choice: CutChoice) -> Mistake | None:
    """What it loses to cut as deep some months earlier or, where that loses nothing, later; of no cut, what the best cut loses."""
    cut_map, scenario = judge.cut_map, outlook.scenario
    first, window = price_cut.first_cut_month(scenario), len(cut_map.values)
    if not choice.depth:
        return _best_cut_as_mistake(judge, choice)
    month = (
        month_of_planned_cut(outlook, outlook.case.story.tier)
        if choice.month is None
        else choice.month
    )
    if month is None:
        return None
    shift = max(1, round(float(scenario.value("cut_date_shift"))))
    tried = False
    for kind, other in (
        (MistakeKind.EARLY, max(month - shift, first)),
        (MistakeKind.LATE, month + shift),
    ):
        if other == month or not first <= other < window:
            continue
        outcome = _at_depth(cut_map.values[other], choice.depth)
        shifted = CutChoice(depth=choice.depth, month=other, outcome=outcome)
        tried = True
        if np.isfinite(outcome).all() and judge.is_clearly_better(choice, shifted):
            loss = judge.loss(shifted, choice)
            return Mistake(kind=kind, month=other, depth=choice.depth, loss=loss)
    return Mistake(kind=MistakeKind.NO_SHIFT_COUNTS) if tried else None


def _best_cut_as_mistake(judge: _Judge, no_cut: CutChoice) -> Mistake | None:
    """What the best of all cuts loses against no cut; None where it loses nothing or none is allowed."""
    gains = STATISTICS[judge.statistic](judge.cut_map)[:, 1:] * judge.sign
    if not np.isfinite(gains).any():
        return None
    month, place = np.unravel_index(int(np.nanargmax(gains)), gains.shape)
    number = int(place) + 1
    outcome = judge.cut_map.values[month, number]
    cut = CutChoice(depth=DEPTHS[number], month=int(month), outcome=outcome)
    loss = judge.loss(cut, no_cut)
    if loss <= 0.0:
        return None
    return Mistake(kind=MistakeKind.ANY_CUT, month=int(month), depth=cut.depth, loss=loss)
