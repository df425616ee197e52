"""Measurement of a row of the table: medians of several calls, each beside a call of the same reference."""

import dataclasses
import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple


class Row(NamedTuple):
    """One row of the table, as text."""

    what: str
    median: str
    calls: str = ""
    ratio: str = ""
    aim: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Timing:
    """Medians of several calls: seconds of processor time, and the same relative to the reference."""

    seconds: float
    ratio: float | None
    calls: int

    def row(self, what: str, aim: str = "") -> Row:
        """The row of the table, where the reference is one run."""
        ratio = "" if self.ratio is None else f"{format_ratio(self.ratio)} × one run"
        return Row(what, milliseconds(self.seconds), str(self.calls), ratio, aim)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Stopwatch:
    """Times calls: at least `fewest`, then until `seconds` have passed, and at most `most`.

    A model that becomes slower thus has fewer calls, and a row takes no longer than `seconds` or `fewest` calls.
    """

    fewest: int = 3
    most: int = 15
    seconds: float = 3.0

    def goes_on(self, calls: int, begun: float) -> bool:
        """Whether a row that began at `begun` needs another call after `calls`."""
        return calls < self.fewest or (
            calls < self.most and time.perf_counter() - begun < self.seconds
        )

    def time(
        self, function: Callable[[], Any], reference: Callable[[], Any] | None = None
    ) -> Timing:
        """Medians of the calls of a function, each directly after a call of the reference.

        Both calls of a pair meet the machine in the same state, so that the ratio holds on a machine that others use.
        """
        durations: list[float] = []
        ratios: list[float] = []
        begun = time.perf_counter()
        while self.goes_on(len(durations), begun):
            beside = processor_seconds(reference) if reference else None
            durations.append(processor_seconds(function))
            if beside:
                ratios.append(durations[-1] / beside)
        return Timing(
            seconds=statistics.median(durations),
            ratio=statistics.median(ratios) if ratios else None,
            calls=len(durations),
        )


def processor_seconds(function: Callable[[], Any]) -> float:
    """Processor time that one call takes in this process, all threads together; other processes do not count."""
    begun = time.process_time()
    function()
    return time.process_time() - begun


def milliseconds(seconds: float) -> str:
    """Format seconds as milliseconds: whole, or with one decimal below ten."""
    return f"{seconds * 1000:,.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"


def format_ratio(ratio: float) -> str:
    """Format a ratio: whole from ten on, with one decimal from one on, else with two."""
    if ratio >= 10.0:
        return f"{ratio:,.0f}"
    return f"{ratio:.1f}" if ratio >= 1.0 else f"{ratio:.2f}"
