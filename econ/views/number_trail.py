"""The way to a number that is open, as an address has it: numbers one after another, each with a month and a run where it names them.

`cash@2027-01~closed-money` is cash in a month of the run in which only closed money counts, and `revenue@2026-05..2027-04` the sum of
revenue over a year. A step that names no month or run is read as the number before it, in the last of its months.
"""

import dataclasses
import itertools
from collections.abc import Iterable, Sequence

from econ.case.calendar import month_start
from econ.case.case import Case

CLOSED_MONEY_RUN = "closed-money"  # in which no round counts that has not closed
_MONTH_MARK, _RUN_MARK, _SPAN_MARK = "@", "~", ".."


@dataclasses.dataclass(frozen=True, kw_only=True)
class NumberAddress:
    """A number by its key, the month it is read in ("2027-01"), and the run: a preset or `CLOSED_MONEY_RUN`; empty as on the page.

    With `since` it is the sum over the months from that one to `month`.
    """

    key: str
    month: str = ""
    run: str = ""
    since: str = ""

    @property
    def text(self) -> str:
        """The number as a trail has it."""
        span = f"{self.since}{_SPAN_MARK}" if self.since else ""
        month = f"{_MONTH_MARK}{span}{self.month}" if self.month else ""
        return self.key + month + (f"{_RUN_MARK}{self.run}" if self.run else "")


def number_in_month(case: Case, key: str, month: int, run: str = "") -> str:
    """A number in a month of the plan, as a trail has it."""
    return NumberAddress(key=key, month=_month_text(case, month), run=run).text


def number_over_months(case: Case, key: str, first: int, last: int) -> str:
    """The sum of a number over months of the plan, as a trail has it."""
    since, month = (_month_text(case, place) for place in (first, last))
    return NumberAddress(key=key, month=month, since=since).text


def _month_text(case: Case, month: int) -> str:
    return f"{month_start(case.start, month):%Y-%m}"


def read_trail(parts: Iterable[str]) -> list[NumberAddress]:
    """The numbers of a trail, each with the month and the run that hold for it."""
    own = []
    for part in parts:
        rest, _, run = part.partition(_RUN_MARK)
        key, _, months = rest.partition(_MONTH_MARK)
        since, _, month = months.rpartition(_SPAN_MARK)
        own.append(NumberAddress(key=key, month=month, run=run, since=since))
    return list(itertools.accumulate(own, _inherited))


def _inherited(before: NumberAddress, number: NumberAddress) -> NumberAddress:
    return dataclasses.replace(
        number, month=number.month or before.month, run=number.run or before.run
    )


def addresses_along(parts: Sequence[str]) -> list[str]:
    """The part of a trail that leads to each of its numbers."""
    return [",".join(parts[: place + 1]) for place in range(len(parts))]
