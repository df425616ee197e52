"""Answers of rivals to a cut: gross profit of both sides for each pair of moves, and the pairs in which neither would move."""

import dataclasses

import numpy as np

from econ.arrays import AXES, Array, BoolArray
from econ.case.file.options import CUT_ON_A_DATE, NOT_PROMISED
from econ.case.scenario import Scenario
from econ.decisions.price_cut import NPV, RULES_AFTER_CUT, first_cut_month, without_unused_triggers
from econ.outlook import Outlook
from econ.paired_runs import PairedRuns
from econ.risk.draws import SEED, draws_on_own_sequence
from econ.units import MONTHS_A_YEAR

RIVAL_ANSWERS = ("hold", "match", "undercut")
MATCHED = (0.0, 1.0, 1.0)  # share of our cut that rivals follow, by answer
UNDERCUTTING = (
    0.0,
    0.0,
    1.0,
)  # whether rivals cut their lists by `tried_undercut` besides, by answer
DRAWS = 64
EQUAL_WITHIN = 1e-9  # of the largest mean: answers that differ by less are equally good


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class ReplyTable:
    """Present value of gross profit of both sides, in bn yuan, for each pair of answers on each draw.

    `ours` and `theirs` have the shape (our cuts, rivals' answers, draws). `month` is that of our cut; rivals answer after their
    usual lag. Values of rivals are undefined where nobody can serve a tier.
    """

    month: int
    our_cuts: tuple[float, ...]  # depths
    undercut: float  # what rivals cut of their lists if they undercut
    ours: Array
    theirs: Array

    def our_best(self) -> BoolArray:
        """Mark which of our cuts is best on average for each answer of rivals, shape (our cuts, rivals' answers)."""
        return _is_best(self.ours.mean(axis=-1), axis=0)

    def their_best(self) -> BoolArray:
        """Mark the answer that is best for rivals on average for each of our cuts, shape (our cuts, rivals' answers)."""
        return _is_best(self.theirs.mean(axis=-1), axis=1)

    def equilibria(self) -> list[tuple[int, int]]:
        """The pairs in which neither side gains on average by another answer (Nash), in the order of the table."""
        stable = np.argwhere(self.our_best() & self.their_best())
        return [(ours, theirs) for ours, theirs in stable.tolist()]


def _is_best(means: Array, axis: int) -> BoolArray:
    """Mark the largest mean along an axis; nothing where means are undefined."""
    tolerance = EQUAL_WITHIN * np.abs(means).max()
    return means >= means.max(axis=axis, keepdims=True) - tolerance


def planned_cut_month(outlook: Outlook) -> int:
    """The month of the plan's cut, or the first in which one can still be made."""
    cut_in_force = outlook[f"cut_in_force.{outlook.case.story.tier}"][0]
    if not cut_in_force.any():
        return first_cut_month(outlook.scenario)
    return int(cut_in_force.argmax())


def our_cuts(scenario: Scenario) -> tuple[float, ...]:
    """The depths of our cut that are compared: none, and the two of the case."""
    tried = (float(scenario.value(f"{size}_tried_cut")) for size in ("smaller", "larger"))
    return 0.0, *sorted(tried)


def compute_rival_replies(
    scenario: Scenario,
    month: int,
    list_rule: float,
    uncertain: tuple[str, ...],
    count: int = DRAWS,
    seed: int = SEED,
) -> ReplyTable:
    """Both sides' gross profit where our cut comes in a month, and the list then follows a rule of reviews.

    The lists of our other tiers stand still, so that rivals answer this cut alone. The draws are of the `uncertain` keys, but
    not of what an answer sets.
    """
    tier = scenario.case.story.tier
    cuts, undercut = our_cuts(scenario), float(scenario.value("tried_undercut"))
    answer_month = month + float(np.ceil(np.mean(scenario.value("match_lag"))))
    ours, theirs = (grid.ravel() for grid in np.indices((len(cuts), len(RIVAL_ANSWERS))))
    choices = {
        f"cut_rule.{tier}": np.full(len(ours), CUT_ON_A_DATE),
        f"cut_promised.{tier}": np.full(len(ours), NOT_PROMISED),
        f"cut_month.{tier}": np.full(len(ours), float(month)),
        f"cut_depth.{tier}": np.array(cuts)[ours],
        "rival_match_share": np.array(MATCHED)[theirs],
        "rival_cut_depth": undercut * np.array(UNDERCUTTING)[theirs],
        "rival_cut_month": np.full(len(ours), answer_month),
    }
    for name in scenario.case.elements["tier"]:
        rule = list_rule if name == tier else RULES_AFTER_CUT["holds"]
        choices[f"list_rule.{name}"] = np.full(len(ours), rule)
    plain = scenario
    for key in choices:
        plain = plain.without(key)
    keep = {*NPV.keep, "rival_gross_profit", "discount_factor", "terminal_multiple"}
    runs = PairedRuns(
        without_unused_triggers(plain),
        draws_on_own_sequence(plain, uncertain, count, seed, held=choices),
        choices,
        keep,
    )
    paths = runs.run(0, len(ours))
    shape = (len(cuts), len(RIVAL_ANSWERS), count)
    return ReplyTable(
        month=month,
        our_cuts=cuts,
        undercut=undercut,
        ours=NPV.measure(paths, plain).reshape(shape),
        theirs=_rivals_value(paths, plain).reshape(shape),
    )


def _rivals_value(paths, scenario):
    """Present value of rivals' gross profit in all tiers, valued as ours is, shape (sets, draws)."""
    months = scenario.case.months
    discount = _by_month(paths["discount_factor"], months)
    profit = _by_month(paths["rival_gross_profit"], months)
    last_year = np.maximum(profit[-int(MONTHS_A_YEAR) :].sum(axis=0), 0.0)
    multiple = _by_month(paths["terminal_multiple"], months)[-1]
    return (profit * discount).sum(axis=0) + multiple * last_year * discount[-1]


def _by_month(values, months):
    """A quantity summed over all its elements, shape (months, sets, draws)."""
    path = values if values.ndim > AXES + 1 else values[np.newaxis]
    path = path.sum(axis=tuple(range(1, AXES)))
    return np.broadcast_to(path, (months, *path.shape[1:]))
