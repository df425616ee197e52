"""Gains of a cut on the plan's cut under the same list rule, and on the plan as it stands, by a statistic; and its named steps."""

import dataclasses
import enum
import math

import numpy as np
from numpy.typing import NDArray

from econ.arrays import Array
from econ.decisions import price_cut
from econ.decisions.price_cut import CutMap, Objective
from econ.outlook import Outlook
from econ.words import POINTS, Amount, Message, message, reads_as_zero, say

STATISTICS = {
    "average": CutMap.mean,
    "bad case": CutMap.bad_case,
    "regret": CutMap.regret,
}
OF_MEANS = ("average",)  # the statistics that compare means of futures
_LESS_IS_BETTER = ("regret",)
_EQUAL_WITHIN = 1e-9  # of the larger number: two that differ by less are equal
# Ends of the steps of loss, as multiples of the map's unit of steps, and of the steps of gain.
_ENDS_OF_LOSS = (1.0, 5.0, 20.0)
_ENDS_OF_GAIN = (5.0, 20.0)
_PART_OF_PLAN = 0.01  # of what the preset's plan is worth: about one unit of steps
_UNIT_WITHOUT_PLAN = (
    0.01  # where the preset's plan is worth nothing, as a chance of running out may be
)
# The steps from the largest loss to the largest gain, as places in the diverging colours of the theme.
MUCH_WORSE, WORSE, RATHER_WORSE, HARDLY_WORSE, AS_GOOD = 1, 2, 3, 4, 5
RATHER_BETTER, BETTER, MUCH_BETTER = 7, 8, 9
NAMED_STEPS = (
    AS_GOOD,
    HARDLY_WORSE,
    RATHER_WORSE,
    WORSE,
    MUCH_WORSE,
    RATHER_BETTER,
    BETTER,
    MUCH_BETTER,
)


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class MapComparison:
    """A map with the two choices it is compared with, on the same futures.

    Cuts are compared with `planned_cut`: the plan's cut, or no cut where it makes none, under `list_rule`, which is what the list does
    after a cut of the map, an option of `list_rule`; shape (draws,). The advice follows from a comparison with `plan`: the plan as it
    stands, under its own rules, shape (plan and shifted plans, draws). Both are from `price_cut.plan_in_futures`. `promised` is from
    `price_cut.promised_cut_values`, shape (depths, draws).
    """

    cut_map: CutMap
    plan: Array
    planned_cut: Array
    promised: Array
    statistic: str
    list_rule: float

    @property
    def sign(self) -> float:
        """1 where more of the statistic is better, and -1 where less is."""
        return -1.0 if lower_is_better(self.cut_map.objective, self.statistic) else 1.0


class Reference(enum.StrEnum):
    """Choice with which the cells of a map are compared, by the cases of the message `cut-reference`."""

    PLAN = "plan"
    CUT = "cut"
    NO_CUT = "no-cut"
    BEST_CELL = "best-cell"


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Gains:
    """Gains of choices on another, negative where they lose, with the share due to rounding or chance; all of one shape."""

    gain: Array
    rounding: Array
    error: Array

    def are_better(self) -> NDArray[np.bool_]:
        """Mark choices that beat the other by more than chance explains."""
        return self.gain > self.error

    def are_as_good(self) -> NDArray[np.bool_]:
        """Mark choices that differ from the other by no more than chance explains."""
        return np.abs(self.gain) <= self.error


def lower_is_better(objective: Objective, statistic: str) -> bool:
    """Whether the best cell of a statistic has the smallest number."""
    return statistic in _LESS_IS_BETTER or objective.better < 0


def statistic_of(cut_map: CutMap, outcomes: Array, statistic: str) -> Array:
    """A statistic of outcomes on the futures of a map, the draws last; shape without the draws."""
    if statistic in OF_MEANS:
        return outcomes.mean(axis=-1)
    chance = price_cut.BAD_CASE_CHANCE
    if statistic == "bad case":
        better = cut_map.objective.better
        return np.quantile(outcomes, chance if better > 0 else 1.0 - chance, axis=-1)
    return np.quantile(cut_map.regrets(outcomes), 1.0 - chance, axis=-1)


def gains_on(comparison: MapComparison, outcomes: Array, other: Array) -> Gains:
    """Return the gains of outcomes on another choice, shape (draws,), by the statistic of a map; the draws are the last axis.

    Other statistics than means have no error: there any difference counts that is more than rounding.
    """
    cut_map, statistic = comparison.cut_map, comparison.statistic
    values, level = (statistic_of(cut_map, draws, statistic) for draws in (outcomes, other))
    gain = (values - level) * comparison.sign
    rounding = np.fmax(np.maximum(np.abs(values), np.abs(level)), 1.0) * _EQUAL_WITHIN
    error = rounding
    if statistic in OF_MEANS:
        error = np.fmax(rounding, price_cut.ERRORS_AS_GOOD * standard_error(outcomes - other))
    return Gains(gain=gain, rounding=rounding, error=error)


def gains_on_plan(comparison: MapComparison) -> Gains:
    """Return the gain of each cell of a map on the plan as it stands, shape (months, depths)."""
    return gains_on(comparison, comparison.cut_map.values, comparison.plan[0])


def gains_on_reference(comparison: MapComparison) -> Gains:
    """Return the gain of each cell of a map on the choice with which its colour compares it, shape (months, depths)."""
    return gains_on(comparison, comparison.cut_map.values, reference_outcome(comparison))


def reference_outcome(comparison: MapComparison) -> Array:
    """Return the outcome compared with cells of a map, shape (draws,): the plan's cut under its rule or, if undefined, the best cell."""
    best = best_of(comparison)
    if np.isfinite(comparison.planned_cut).all() or best is None:
        return comparison.planned_cut
    outcome: Array = comparison.cut_map.values[best]
    return outcome


def reference_of(outlook: Outlook, comparison: MapComparison) -> Reference:
    """Return the choice with which the cells of a map are compared."""
    if not np.isfinite(comparison.planned_cut).all():
        return Reference.BEST_CELL
    if has_own_rule(outlook, comparison.list_rule):
        return Reference.PLAN
    makes_cut = outlook.at(f"cut_depth.{outlook.case.story.tier}", 0) > 0.0
    return Reference.CUT if makes_cut else Reference.NO_CUT


def reference_words(outlook: Outlook, comparison: MapComparison) -> Message:
    """Name the choice with which the cells of a map are compared, as a part of a sentence."""
    return message("cut-reference", kind=reference_of(outlook, comparison))


def has_own_rule(outlook: Outlook, list_rule: float) -> bool:
    """Whether the list of the plan follows this rule after the cut."""
    return float(outlook.at(f"list_rule.{outlook.case.story.tier}", 0)) == float(list_rule)


def difference(size: float, unit: str) -> Amount:
    """The size of a difference between two numbers of a unit: of shares, in points."""
    return Amount(value=abs(size), unit=POINTS if unit == "share" else unit)


def sign_of(gain: float, unit: str) -> str:
    """Whether a choice comes to more or to less than another, or to the same as far as it is written, as a case of a message."""
    if not math.isfinite(gain) or reads_as_zero(difference(gain, unit)):
        return "none"
    return "more" if gain > 0.0 else "less"


def statistic_case(statistic: str) -> str:
    """A statistic of `STATISTICS` as the case of a message."""
    return statistic.replace(" ", "-")


def standard_error(differences: Array) -> Array:
    """The standard error of a mean of differences, one a future, the last axis; zero for a single one."""
    count = differences.shape[-1]
    if count < 2:
        return np.zeros(differences.shape[:-1])
    return np.std(differences, axis=-1, ddof=1) / math.sqrt(count)


def best_of(comparison: MapComparison) -> tuple[int, int] | None:
    """Month and number of the depth of the best cell of a map by its statistic."""
    values = statistic_of(comparison.cut_map, comparison.cut_map.values, comparison.statistic)
    return best_cell(values, comparison.sign < 0.0)


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


# ── Named steps ──────────────────────────────────────────────────────────────────────────────────────────────────


def unit_of_steps(worth_of_preset: float) -> float:
    """The unit of a map's steps: a power of ten near one per cent of what the plan of the preset is worth.

    It depends on no lever, so that colours stay what they are while one moves.
    """
    size = abs(worth_of_preset) * _PART_OF_PLAN
    if not math.isfinite(size) or size == 0.0:
        return _UNIT_WITHOUT_PLAN
    return 10.0 ** round(math.log10(size))


def steps_of(gains: Gains, unit: float) -> NDArray[np.int_]:
    """The step of each gain, of `NAMED_STEPS`; of a gain that is not a number it means nothing."""
    gain = gains.gain / unit
    worse = np.select(
        [-gain <= end for end in _ENDS_OF_LOSS],
        [HARDLY_WORSE, RATHER_WORSE, WORSE],
        default=MUCH_WORSE,
    )
    better = np.select(
        [gain <= end for end in _ENDS_OF_GAIN], [RATHER_BETTER, BETTER], default=MUCH_BETTER
    )
    return np.where(gains.are_as_good(), AS_GOOD, np.where(gains.gain > 0.0, better, worse))


def step_names(objective: Objective, unit: float, reference: Message) -> dict[int, str]:
    """Return the name of each step, by its place in `NAMED_STEPS`, with numbers in the unit of the objective."""
    of_shares = objective.unit == "share"

    def bare(multiple: float) -> Amount:
        size = multiple * unit
        if of_shares:
            return Amount(value=size, unit=POINTS)
        return Amount(value=size, unit=objective.unit, form="bare")

    small, middle, large = map(bare, _ENDS_OF_LOSS)
    low, high = map(bare, _ENDS_OF_GAIN)
    return {
        AS_GOOD: say("cut-step-as-good", reference=reference),
        HARDLY_WORSE: say("cut-step-up-to", size=small),
        RATHER_WORSE: say("cut-step-between", low=small, high=middle),
        WORSE: say("cut-step-between", low=middle, high=large),
        MUCH_WORSE: say("cut-step-more", size=large),
        RATHER_BETTER: say("cut-step-better", size=low),
        BETTER: say("cut-step-between-better", low=low, high=high),
        MUCH_BETTER: say("cut-step-much-better", size=high),
    }
