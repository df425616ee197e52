"""State that single pages keep for a visitor, beside that of their widgets; each is a part of `session.Session`."""

import dataclasses
from typing import TYPE_CHECKING, Any

from econ.case.scenario import Scenario
from econ.views.figures.panels import AxisEnds

if TYPE_CHECKING:
    from app.map_job import MapJob


@dataclasses.dataclass(kw_only=True)
class RoundsEditor:
    """The table of rounds: cells that cannot be taken as they were typed, and what is wrong with them."""

    refused: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
    problems: list[str] = dataclasses.field(default_factory=list)
    tables: int = 0  # how often the table was redrawn to show the accepted values


@dataclasses.dataclass(kw_only=True)
class PriceCutTiming:
    """The map of price cuts: its last click, to be undone, and a map whose filling was stopped."""

    before_click: Scenario | None = None
    after_click: Scenario | None = None
    clicks: int = 0  # a map is redrawn after a click, so that the same cell can be clicked again
    stopped: "MapJob | None" = None


@dataclasses.dataclass(kw_only=True)
class Raising:
    """The map of raises: how often it was clicked, and why a click could not be taken."""

    clicks: int = 0
    problems: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(kw_only=True)
class BreakingPoints:
    """Scenarios of a button of the page: the one from which it started and the one to which it led."""

    left: Scenario | None = None
    reached: Scenario | None = None


@dataclasses.dataclass(kw_only=True)
class Assumptions:
    """Problems of a typed number and of a scenario file, and the parts of a loaded file that were left out."""

    problems: list[str] = dataclasses.field(default_factory=list)
    file_problems: list[str] = dataclasses.field(default_factory=list)
    file_notices: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(kw_only=True)
class HeldAxes:
    """The ends of the axes of the Overview, which stay while a lever moves; `scope` is what begins them again."""

    scope: tuple[object, ...] = ()
    ends: dict[str, AxisEnds] = dataclasses.field(default_factory=dict)
