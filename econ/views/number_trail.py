"""The way to a number that is open, as an address has it: numbers one after another, each with a month and a run where it names them.

`cash@2027-01~closed-money` is cash in a month of the run in which only closed money counts. What names no month or run is read as
the number before it.
"""

import dataclasses
import itertools
from collections.abc import Iterable, Sequence

from econ.case.calendar import month_start
from econ.case.case import Case

CLOSED_MONEY_RUN = "closed-money"  # in which no round counts that has not closed
_MONTH_MARK, _RUN_MARK = "@", "~"


@dataclasses.dataclass(frozen=True, kw_only=True)
class NumberAddress:
    """A number by its key, the month it is read in ("2027-01"), and the run: a preset or `CLOSED_MONEY_RUN`; empty as on the page."""

    key: str
    month: str = ""
    run: str = ""

    @property
    def text(self) -> str:
        """The number as a trail has it."""
        month = f"{_MONTH_MARK}{self.month}" if self.month else ""
        return self.key + month + (f"{_RUN_MARK}{self.run}" if self.run else "")


def number_in_month(case: Case, key: str, month: int, run: str = "") -> str:
    """A number in a month of the plan, as a trail has it."""
    return NumberAddress(key=key, month=f"{month_start(case.start, month):%Y-%m}", run=run).text


def read_trail(parts: Iterable[str]) -> list[NumberAddress]:
    """The numbers of a trail, each with the month and the run that hold for it."""
    own = []
    for part in parts:
        rest, _, run = part.partition(_RUN_MARK)
        key, _, month = rest.partition(_MONTH_MARK)
        own.append(NumberAddress(key=key, month=month, run=run))
    return list(itertools.accumulate(own, _inherited))


def _inherited(before: NumberAddress, number: NumberAddress) -> NumberAddress:
    return dataclasses.replace(
        number, month=number.month or before.month, run=number.run or before.run
    )


def addresses_along(parts: Sequence[str]) -> list[str]:
    """The part of a trail that leads to each of its numbers."""
    return [",".join(parts[: place + 1]) for place in range(len(parts))]
