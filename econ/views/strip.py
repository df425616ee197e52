"""A figure as a strip shows it: its name, its value, and its change against the baseline."""

import dataclasses

UNCHANGED = "unchanged"


@dataclasses.dataclass(frozen=True, kw_only=True)
class StripFigure:
    """One figure of a strip."""

    key: str
    label: str
    value: str
    change: str  # empty where the scenario is the baseline
    rises: int  # 1 if the figure is more than in the baseline, -1 if it is less, 0 if neither
    better: int  # 1 if more is better, -1 if less is, 0 if neither is
    sentence: str  # what the figure is

    @property
    def is_moved(self) -> bool:
        """Whether the figure differs from the baseline by what it shows."""
        return self.change not in {"", UNCHANGED}

    @property
    def verdict(self) -> int:
        """1 if the change is for the better, -1 if for the worse, 0 if neither."""
        return self.rises * self.better
