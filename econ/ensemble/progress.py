"""Progress of long work: one line that is rewritten on a terminal; elsewhere a line for every tenth of the work."""

import time
from typing import TextIO

BAR_WIDTH = 30  # characters
TENTHS = 10
HOUR, MINUTE = 3600, 60  # seconds


class Progress:
    """Reports to a stream how many of all draws are done, how fast it goes and how long it will take."""

    def __init__(self, stream: TextIO):
        self.stream, self.is_terminal = stream, stream.isatty()
        self.started, self.done_at_start = 0.0, 0
        self.last_tenth: int | None = None

    def __call__(self, done: int, draws: int) -> None:
        """Report that `done` of `draws` draws are done."""
        if self.last_tenth is None:
            # The rate is measured from here: earlier draws may come from a checkpoint.
            self.started, self.done_at_start = time.monotonic(), done
        tenth = TENTHS * done // draws
        if self.is_terminal:
            filled = BAR_WIDTH * done // draws
            bar = "█" * filled + "·" * (BAR_WIDTH - filled)
            line = f"\r{bar} {self._status(done, draws)}\033[K"
            self.stream.write(line + ("\n" if done == draws else ""))
        elif tenth != self.last_tenth:
            self.stream.write(self._status(done, draws) + "\n")
        self.last_tenth = tenth
        self.stream.flush()

    def _status(self, done, draws):
        status = f"{done:,} of {draws:,} draws"
        new_draws, seconds = done - self.done_at_start, time.monotonic() - self.started
        if not new_draws or done == draws:
            return status
        rate = new_draws / seconds
        return f"{status}, {rate:,.0f} a second, {_duration((draws - done) / rate)} left"


def _duration(seconds):
    """A duration in seconds, minutes or hours."""
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    return f"{seconds / MINUTE:.0f} min" if seconds < HOUR else f"{seconds / HOUR:.1f} h"
