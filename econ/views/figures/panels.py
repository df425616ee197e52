"""Panels as facts for a browser that draws them itself: lines, areas, events, numbers and the ends of their axes.

A panel has one unit. Its numbers are those of the model, in that unit; months are counted from zero.
"""

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from econ.arrays import Array
from econ.units import signed_text

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)  # times a power of ten: the distances between two labels
AXIS_STEPS = 6  # between the ends of an axis
SHRINKS_BELOW = 1.0 / 3.0  # of an axis: values that need less of it get a shorter one
SENT_DIGITS = 6  # significant digits of a number that is sent
PER_CENT = 100.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class AxisEnds:
    """The ends of an axis and the distance between its labels, in the unit of the panel."""

    low: float
    high: float
    step: float

    @property
    def labels(self) -> tuple[float, ...]:
        """The numbers that are written at the axis."""
        count = round((self.high - self.low) / self.step)
        return tuple(self.low + number * self.step for number in range(count + 1))

    def holds(self, low: float, high: float) -> bool:
        """Whether values lie on the axis and need enough of it to be read."""
        needed = (high - low) / (self.high - self.low)
        return self.low <= low and high <= self.high and needed >= SHRINKS_BELOW


WHOLE_SHARE = AxisEnds(low=0.0, high=1.0, step=0.2)


@dataclasses.dataclass(frozen=True, kw_only=True)
class PanelLine:
    """One line: its name, its colour (an index of the theme's colours), and its values and the baseline's by month."""

    key: str
    name: str
    hue: int
    values: Array
    before: Array
    is_subject: bool = True


@dataclasses.dataclass(frozen=True, kw_only=True)
class PanelArea:
    """A quantity drawn as the area between two paths; `values` are what tables and tooltips say, `before` the baseline's.

    A `hatched` area is a part of what is drawn already.
    """

    key: str
    name: str
    hue: int
    upper: Array
    lower: Array
    values: Array
    before: Array
    is_hatched: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class PanelEvent:
    """Event of a month, in a few words."""

    month: int
    words: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class PanelNumber:
    """The number of a panel: its first and its last value in words, what it is, and the change of the last one.

    `months` are those of the values in words.
    `better` is 1 where the change is good, -1 where it is bad, 0 where neither is clear; `rises` is its direction.
    """

    key: str
    values: str
    months: tuple[int, ...]
    note: str
    change: str = ""
    rises: bool = False
    better: int = 0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Panel:
    """One figure: title, number, unit, lines and areas, events and axis; `takeaway` is its sentence for a screen reader."""

    key: str
    title: str
    number: PanelNumber
    unit_line: str
    unit: str  # after a number
    decimals: int
    lines: tuple[PanelLine, ...]
    areas: tuple[PanelArea, ...]
    events: tuple[PanelEvent, ...]
    ends: AxisEnds
    takeaway: str
    is_share: bool = False
    is_wide: bool = False  # names and last values at the ends of the lines


def axis_around(low: float, high: float, held: AxisEnds | None = None) -> AxisEnds:
    """The ends of an axis with zero on it for values from `low` to `high`.

    An axis that is `held` stays while the values lie on it and use a third of it. Beyond its ends it grows to the next step.
    """
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = 1.0
    if held is not None:
        if held.holds(low, high):
            return held
        if (high - low) / (held.high - held.low) >= SHRINKS_BELOW:
            low, high = min(low, held.low), max(high, held.high)
    step = _step(high - low)
    while _steps(low, high, step) > AXIS_STEPS:
        step = _step(step * AXIS_STEPS * 1.001)
    return AxisEnds(low=_floor(low, step) * step, high=-_floor(-high, step) * step, step=step)


def _step(span):
    """The smallest distance between labels with which a span has no more than `AXIS_STEPS` of them."""
    rough = span / AXIS_STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in STEPS if step * power >= rough * (1.0 - 1e-9))


def _floor(value, step):
    """Return the whole steps below a value; one that is all but a whole number of steps is that number."""
    return math.floor(value / step + 1e-9)


def _steps(low, high, step):
    return -_floor(-high, step) - _floor(low, step)


def finite_ends(paths: Sequence[Array]) -> tuple[float, float]:
    """The least and the largest finite value of some paths; zero and zero where there are no paths."""
    values = np.concatenate([np.ravel(path) for path in paths])
    values = values[np.isfinite(values)]
    return (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)


def panel_message(panel: Panel) -> dict[str, Any]:
    """A panel as it is sent to the browser."""
    by_key = {line.key: line.values for line in panel.lines}
    scale = PER_CENT if panel.is_share else 1.0

    def edge(path):
        """An edge of an area: the key of the line that it follows, one number, or its path."""
        for key, values in by_key.items():
            if np.array_equal(path, values, equal_nan=True):
                return key
        return sent_number(path[0] * scale) if np.ptp(path) == 0.0 else sent_path(path * scale)

    return {
        "key": panel.key,
        "title": panel.title,
        "number": dataclasses.asdict(panel.number),
        "unitLine": panel.unit_line,
        "unit": panel.unit,
        "decimals": panel.decimals,
        "takeaway": panel.takeaway,
        "wide": panel.is_wide,
        "low": sent_number(panel.ends.low * scale),
        "high": sent_number(panel.ends.high * scale),
        "labels": [
            [sent_number(label * scale), label_words(label, panel.ends.step, panel.is_share)]
            for label in panel.ends.labels
        ],
        "lines": [
            {
                "key": line.key,
                "name": line.name,
                "hue": line.hue,
                "subject": line.is_subject,
                "values": sent_path(line.values * scale),
                "before": _unless_equal(line, scale),
            }
            for line in panel.lines
        ],
        "areas": [
            {
                "key": area.key,
                "name": area.name,
                "hue": area.hue,
                "hatched": area.is_hatched,
                "upper": edge(area.upper),
                "lower": edge(area.lower),
                "values": sent_path(area.values * scale),
                "before": _unless_equal(area, scale),
            }
            for area in panel.areas
        ],
        "events": [[event.month, event.words] for event in panel.events],
    }


def _unless_equal(series, scale):
    """The baseline's path, or nothing where it is that of the scenario."""
    same = np.array_equal(series.values, series.before, equal_nan=True)
    return None if same else sent_path(series.before * scale)


def label_words(label: float, step: float, is_share: bool = False) -> str:
    """A number at an axis: as many decimals as its step has; a share in per cent."""
    if is_share:
        return signed_text(label, ".0%")
    decimals = max(-math.floor(math.log10(step) + 1e-9), 0)
    if round(step, decimals) != step:
        decimals += 1
    return "0" if float(label) == 0.0 else signed_text(label, f",.{decimals}f")


def sent_number(value: float) -> float | None:
    """A number as it is sent: six significant digits; none where it is not finite."""
    return float(f"{value:.{SENT_DIGITS}g}") if math.isfinite(value) else None


def sent_path(path: Array) -> list[float | None]:
    """A path as it is sent."""
    return [sent_number(value) for value in path.tolist()]
