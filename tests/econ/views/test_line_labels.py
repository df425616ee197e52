"""Labels at the ends of lines: apart by a line of text on the axis that is drawn, and inside the frame."""

import numpy as np
import pytest

from econ.views.figures.lines import Line, LineLayout, lines_chart
from econ.views.supply import supply_events

HEIGHT = 250
LAYOUT = LineLayout()


def axis_end(spec):
    """The end of the vertical axis, where the specification fixes it."""
    ends = [
        part["encoding"]["y"].get("scale", {}).get("domainMax")
        for part in spec["layer"]
        if "y" in part.get("encoding", {})
    ]
    return next((end for end in ends if end), None)


@pytest.mark.parametrize("has_events", [False, True])
def test_labels_of_many_lines_near_zero_do_not_lie_on_each_other(case, april, has_events):
    lines = tuple(Line(f"fleet.{p}", label) for p, label in case.elements["platform"].items())
    events = supply_events(april) if has_events else ()
    figure = lines_chart("Cards", april, april, lines, height=HEIGHT, events=events)
    data = figure.data.to_pandas()
    top = axis_end(figure.spec) if has_events else data["value"].max()
    places = np.sort(data["place"].dropna().to_numpy())
    assert len(places) == len(lines)
    a_line_of_text = LAYOUT.label_height / (HEIGHT - LAYOUT.title_and_axis) * top
    assert np.all(np.diff(places) >= 0.999 * a_line_of_text)
    assert places[-1] <= top * 1.001
