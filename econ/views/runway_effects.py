"""Effects on runway: bars for the changes made, and for levers over their likely ranges.

Where money outlasts the horizon in any of the runs that are compared, all of them count cash at its end instead.
"""

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.explain import ALL_CHANGES, effects_of_single_changes
from econ.outlook import Outlook, run
from econ.problems import AssumptionError
from econ.risk.goal_seek import adjustable_choices
from econ.risk.outcomes import constant_keys, lowest_cash_within
from econ.risk.point_of_no_return import find_deadlines
from econ.units import YUAN, shown_factor
from econ.views.figures.panels import axis_around, label_words, sent_number
from econ.views.sentences import overview_captions
from econ.words import say

MOST_BARS = 7  # changes that have a bar of their own
LEAST_EFFECT = 0.05  # months or bn yuan: a smaller one would be written as zero
_HALVINGS = 12  # of the way to the end of a range that the case does not allow
NEXT_TO_NONE = 1.0  # months or bn yuan: a lever that moves less hardly moves the outcome


@dataclasses.dataclass(frozen=True, kw_only=True)
class EffectBar:
    """A bar from one number to another, in the unit of its figure, with words at both ends.

    `look` is "single", "together" (what changes do beyond their sum), "all" or "range".
    """

    key: str
    name: str
    begin: float
    end: float
    look: str
    before: str = ""
    after: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class EffectBars:
    """Bars under a title, with a line that says what they measure; `base` is where a rule is drawn."""

    title: str
    unit_line: str
    bars: tuple[EffectBar, ...]
    base: float = 0.0
    labels: tuple[tuple[float, str], ...] = ()

    @property
    def message(self) -> dict[str, Any]:
        """The bars as they are sent to the browser."""
        rows = [
            dataclasses.asdict(bar) | {"begin": sent_number(bar.begin), "end": sent_number(bar.end)}
            for bar in self.bars
        ]
        labels = [[sent_number(value), text] for value, text in self.labels]
        return {"title": self.title, "rows": rows, "base": sent_number(self.base), "labels": labels}


def what_moved(outlook: Outlook, baseline: Outlook) -> EffectBars:
    """The effect of each change alone, the largest first, what they do beyond their sum, and all of them together.

    Each bar begins where the one before it ends. Without bars where the effects are not defined.
    """
    case, last = outlook.case, outlook.case.months - 1
    effects = effects_of_single_changes(outlook, baseline, {"runway": 0, "cash": last})
    runways = [outlook.at("runway", 0), baseline.at("runway", 0)]
    counts_cash = not all(
        math.isfinite(value) for value in (*runways, *(row["runway"] for row in effects.values()))
    )
    factor = shown_factor(YUAN) if counts_cash else 1.0
    measured = {
        key: row["cash" if counts_cash else "runway"] * factor for key, row in effects.items()
    }
    title, unit_line = overview_captions.moved_title(case, counts_cash=counts_cash)
    if not all(math.isfinite(effect) for effect in measured.values()):
        return EffectBars(title=title, unit_line=say("bars-not-comparable"), bars=())
    total = measured.pop(ALL_CHANGES)
    return EffectBars(
        title=title, unit_line=unit_line, bars=tuple(_waterfall(case, measured, total))
    )


def _waterfall(case: Case, effects: dict[str, float], total: float) -> list[EffectBar]:
    """The bars of `what_moved`, from the effect of each key and that of all together."""
    order = sorted(effects, key=lambda key: -abs(effects[key]))
    named = order if len(order) <= MOST_BARS else order[: MOST_BARS - 1]
    rest = order[len(named) :]
    parts = [(key, case.label_of(key), effects[key], "single") for key in named]
    if rest:
        name = say("bars-smaller-changes", count=len(rest))
        parts.append(("rest", name, sum(effects[key] for key in rest), "single"))
    beyond_sum = total - sum(effects.values())
    if not effects or abs(beyond_sum) >= LEAST_EFFECT:
        is_forced = not effects
        name = say("bars-by-hand") if is_forced else say("bars-interaction")
        parts.append(("together", name, beyond_sum, "single" if is_forced else "together"))
    bars, place = [], 0.0
    for key, name, effect, look in parts:
        bars.append(_effect_bar(key, name, place, effect, look))
        place += effect
    if len(parts) > 1:
        bars.append(_effect_bar("all", say("bars-all-together"), 0.0, total, "all"))
    return bars


def _effect_bar(key, name, begin, effect, look):
    """A bar with its number at the end that it points to."""
    text = overview_captions.effect_size(effect)
    before, after = (text, "") if effect < 0.0 else ("", text)
    return EffectBar(
        key=key, name=name, begin=begin, end=begin + effect, look=look, before=before, after=after
    )


def what_could_move(scenario: Scenario, keys: Sequence[str]) -> EffectBars:
    """The outcome over the likely range of each lever alone, the widest first, with the ends of the range named."""
    case, last = scenario.case, scenario.case.months - 1
    keys = [
        key
        for key in constant_keys(scenario, keys)
        if not case.assumption_of(key).options
        and scenario.belief(key).low < scenario.belief(key).high
    ]
    ends = {
        key: tuple(_possible(scenario, key, end) for end in (belief.low, belief.high))
        for key, belief in ((key, scenario.belief(key)) for key in keys)
    }
    rows = {}
    for number, (key, (low, high)) in enumerate(ends.items()):
        rows[key] = np.full(2 * len(keys) + 1, float(scenario.value(key)))
        rows[key][2 * number + 1 : 2 * number + 3] = low, high
    outlook = run(scenario, rows, keep=("cash", "runway"))
    counts_cash = not np.isfinite(outlook["runway"][:, 0]).all()
    factor = shown_factor(YUAN) if counts_cash else 1.0
    outcomes = (outlook["cash"][:, last] if counts_cash else outlook["runway"][:, 0]) * factor
    title, unit_line = overview_captions.could_move_title(case, counts_cash=counts_cash)
    if not keys or not np.isfinite(outcomes).all():
        return EffectBars(title=title, unit_line=say("bars-not-comparable"), bars=())
    base = float(outcomes[0])
    bars = sorted(
        (
            _range_bar(
                case,
                key,
                ends[key],
                outcomes[2 * number + 1 : 2 * number + 3],
                base,
                hardly_below=NEXT_TO_NONE * factor,
            )
            for number, key in enumerate(keys)
        ),
        key=lambda bar: -abs(bar.end - bar.begin),
    )
    axis = axis_around(
        min(min(bar.begin, bar.end) for bar in bars), max(max(bar.begin, bar.end) for bar in bars)
    )
    labels = tuple((label, label_words(label, axis.step)) for label in axis.labels)
    return EffectBars(title=title, unit_line=unit_line, bars=tuple(bars), base=base, labels=labels)


def _possible(scenario, key, end):
    """The end of a likely range, or the value nearest to it that the case allows beside all others."""
    allowed, refused = float(scenario.value(key)), float(end)
    if _is_allowed(scenario, key, refused):
        return refused
    for _ in range(_HALVINGS):
        middle = (allowed + refused) / 2.0
        if _is_allowed(scenario, key, middle):
            allowed = middle
        else:
            refused = middle
    return allowed


def _is_allowed(scenario, key, value):
    try:
        scenario.with_overrides({key: value})
    except AssumptionError:
        return False
    return True


def _range_bar(case, key, ends, outcomes, base, *, hardly_below):
    """The bar of one lever; each end of its range is named where the outcome lies at it and it moves more than hardly."""
    low, high = (float(value) for value in outcomes)
    begin, end = min(low, high, base), max(low, high, base)
    furthest = max(low - base, high - base, key=abs)
    before, after = "", ""
    if abs(furthest) < hardly_below:
        words = (
            overview_captions.hardly(furthest)
            if abs(furthest) >= LEAST_EFFECT
            else overview_captions.NONE
        )
        before, after = (words, "") if furthest < 0.0 else ("", words)
    else:
        unit = case.unit_of(key)
        for value, outcome in zip(ends, (low, high), strict=True):
            text = overview_captions.end_of_range(value, unit)
            if outcome == begin < base:
                before = text
            elif outcome == end > base:
                after = text
    return EffectBar(
        key=key,
        name=case.label_of(key),
        begin=begin,
        end=end,
        look="range",
        before=before,
        after=after,
    )


def last_month_to_act(scenario: Scenario, keys: Sequence[str]) -> str:
    """In one line: the last month in which one of some choices alone still keeps cash above zero until the end."""
    outcome = lowest_cash_within(scenario, scenario.case.months)
    choices = set(adjustable_choices(scenario, outcome))
    deadlines = find_deadlines(scenario, outcome, [key for key in keys if key in choices])
    return overview_captions.last_month_line(deadlines, scenario)
