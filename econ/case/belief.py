"""A belief: what is held of one assumption, how sure one is of it, and where it is from."""

import dataclasses
import datetime
import math

import numpy as np

from econ.arrays import Array
from econ.case.calendar import month_start


@dataclasses.dataclass(frozen=True, kw_only=True)
class Step:
    """A value from a date on, with its source."""

    start: datetime.date
    value: float
    basis: str
    source: str
    note: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Belief:
    """Belief about one number: base, low (p10), high (p90), and its basis.

    Of a dated value `steps` holds the path; base, basis and source are then those of its last step.
    """

    base: float
    low: float
    high: float
    basis: str
    source: str
    held: datetime.date
    why: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def first(self) -> float:
        """The value to begin with: that of the first step, or the base."""
        return self.steps[0].value if self.steps else self.base

    def restated(self, base: float) -> "Belief":
        """The same belief around another base: the spread stays, widened where it must be to include it."""
        low, high = (base, base) if self.steps else (min(self.low, base), max(self.high, base))
        return dataclasses.replace(self, base=base, low=low, high=high, steps=())

    def path(self, start: datetime.date, months: int) -> float | Array:
        """The base, or for a dated value its mean over each calendar month, weighted by days."""
        if not self.steps:
            return self.base
        ends = np.array(
            [month_start(start, m).toordinal() for m in range(months + 1)], dtype=np.float64
        )
        dates = [-math.inf, *(step.start.toordinal() for step in self.steps[1:]), math.inf]
        path = np.zeros(months)
        for step, since, until in zip(self.steps, dates[:-1], dates[1:], strict=True):
            days = np.minimum(ends[1:], until) - np.maximum(ends[:-1], since)
            path += np.clip(days, 0.0, None) / np.diff(ends) * step.value
        return path
