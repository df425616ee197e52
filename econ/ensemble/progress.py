"""How far long work is, on one line of a terminal; elsewhere a line for every tenth of it."""

import time
from typing import TextIO

BAR_WIDTH = 30  # characters of the bar
TENTHS = 10
HOUR, MINUTE = 3600, 60  # seconds


class Progress:
    """Tells a stream how many of all draws are done, how fast it goes and how long it will take."""

    def __init__(self, stream: TextIO):
        self.stream, self.bar = stream, stream.isatty()
        self.begun, self.before, self.told = 0.0, None, None

    def __call__(self, done: int, draws: int) -> None:
        """Say that so many draws are done."""
        if (
            self.before is None
        ):  # what was done before, or to begin with, says nothing of how fast it goes
            self.begun, self.before = time.monotonic(), done
        tenth = TENTHS * done // draws
        if self.bar:
            full = BAR_WIDTH * done // draws
            text = f"\r{'█' * full}{'·' * (BAR_WIDTH - full)} {self._words(done, draws)}\033[K"
            self.stream.write(text + ("\n" if done == draws else ""))
        elif tenth != self.told:
            self.stream.write(self._words(done, draws) + "\n")
        self.told = tenth
        self.stream.flush()

    def _words(self, done, draws):
        words = f"{done:,} of {draws:,} draws"
        fresh, taken = done - self.before, time.monotonic() - self.begun
        if not fresh or done == draws:
            return words
        rate = fresh / taken
        return f"{words}, {rate:,.0f} a second, {_span((draws - done) / rate)} left"


def _span(seconds):
    """A span of time in words."""
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    return f"{seconds / MINUTE:.0f} min" if seconds < HOUR else f"{seconds / HOUR:.1f} h"
