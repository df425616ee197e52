"""Labels at the ends of lines: apart by a line of text on the axis that is drawn, and inside the frame."""

import itertools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import econ
from econ.case.case import parse
from econ.views.figures.lines import (
    AWAITED_HUE,
    THEME_COLOUR_COUNT,
    Line,
    LineLayout,
    coloured_names,
    lines_chart,
    platform_hues,
)
from econ.views.record import event_labels_by_month
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


def test_a_margin_below_minus_one_hundred_per_cent_is_told_and_does_not_stretch_the_axis(
    case, april
):
    small = econ.run(case.scenario(overrides={"revenue": 1e-6}))
    figure = lines_chart("Gross margin", small, april, (Line("gross_margin", "gross margin"),))
    data = figure.data.to_pandas()
    assert small["gross_margin"].max() < -1.0 and data["value"].isna().all()
    assert data["tip"][0].count("gross margin: below −100 %") == 1
    assert "from below −100 % to below −100 %" in figure.sentence
    assert "from −100 %" in figure.subtitle


def test_a_margin_without_sales_is_not_defined(case, april):
    nothing = econ.run(case.scenario(overrides={"revenue": 0.0}))
    next_to_nothing = econ.run(case.scenario(overrides={"revenue": 1e-10}))
    for outlook in (nothing, next_to_nothing):
        assert np.isnan(outlook["gross_margin"]).all()
    figure = lines_chart("Gross margin", nothing, april, (Line("gross_margin", "gross margin"),))
    assert "gross margin: not defined" in figure.data.to_pandas()["tip"][0]


def test_the_area_between_two_lines_is_drawn_of_the_rows_of_one_line(april):
    """The browser draws rows in the order of months, so that rows of other lines between them would break the area."""
    lines = (Line("cash", "cash"), Line("minimum_cash", "minimum"))
    figure = lines_chart("Cash", april, april, lines, shaded=True)
    (area,) = (layer for layer in figure.spec["layer"] if layer["mark"]["type"] == "area")
    shaded = figure.data.to_pandas().dropna(subset=["low"])
    assert area["encoding"]["detail"]["field"] == "series" and shaded["series"].nunique() == 1


def with_platforms(root, count):
    """The shipped case with further platforms, each like its last one, up to a number of them."""
    text = (root / "assumptions.toml").read_text("utf-8")
    case = parse(text)
    model = list(case.elements["platform"])[-1]
    for group in ("chip", "platform"):
        table = re.search(rf"^\[{group}\.{model}\]\nlabel = .*\n((?:.+\n)+)", text, re.MULTILINE)[1]
        for number in range(len(case.elements["platform"]), count):
            label = f'label = "Example {number}"'
            text += f"\n[{group}.example_{number}]\n{label}\n{table}"
    return parse(text)


@pytest.mark.parametrize("count", [0, 9, 10, 2 * THEME_COLOUR_COUNT + 1])
def test_each_chip_has_a_colour_and_the_awaited_one_that_of_supply(root, count):
    case = with_platforms(root, count)
    hues = platform_hues(case)
    assert len(hues) == max(count, len(case.elements["platform"]))
    assert hues[case.story.platform] == AWAITED_HUE
    assert len(set(hues.values())) == min(len(hues), THEME_COLOUR_COUNT)
    names = coloured_names(case)
    assert len(set(names)) == len(names) >= THEME_COLOUR_COUNT
    for platform, hue in hues.items():
        assert names.index(case.label("platform", platform)) % THEME_COLOUR_COUNT == hue


def test_more_chips_than_colours_share_them_in_every_figure(root):
    """A figure of every platform is drawn, and the awaited chip shares its colour with none."""
    case = with_platforms(root, 2 * THEME_COLOUR_COUNT + 1)
    hues = list(platform_hues(case).values())
    assert hues.count(AWAITED_HUE) == 1
    outlook = econ.run(case.scenario(), keep=["fleet"])
    lines = tuple(Line(f"fleet.{p}", label) for p, label in case.elements["platform"].items())
    path = outlook["fleet." + case.story.platform][0]
    figure = lines_chart("Cards", outlook, outlook, lines, extra_paths={"limit": (path, path)})
    data = figure.data.to_pandas()
    assert data["series"].nunique() == len(lines) + 1
    assert set(data["hue"]) == set(map(str, range(THEME_COLOUR_COUNT)))


def test_a_quantity_with_a_place_of_its_own_is_drawn_in_its_colour(april):
    for key, hue in (("cash", "7"), ("revenue", "0"), ("cost_of_revenue", "1")):
        figure = lines_chart("One", april, april, (Line(key, "one"),))
        assert set(figure.data.to_pandas()["hue"]) == {hue}


def boxes_of_events(figure):
    """Where the names of events are on a phone: left and right in pixels, and the line, one box for each line of a name."""
    table = figure.data.to_pandas().drop_duplicates("month")
    along = (table["month"] - table["month"].min()) / (table["month"].max() - table["month"].min())
    for side, end in (("early", 1.0), ("late", -1.0)):
        for at, words in zip(along * LAYOUT.narrow_plot, table[side].fillna(""), strict=True):
            for line, name in enumerate(words.split("\n")):
                far = at + end * (LAYOUT.letter_width * len(name) + LAYOUT.name_gap)
                if name.strip():
                    yield min(at, far), max(at, far), line


@given(st.lists(st.tuples(st.integers(0, 35), st.sampled_from(["4", "12-15", "First round"]))))
def test_names_of_events_touch_nowhere_and_stand_as_high_as_they_can(april, events):
    figure = lines_chart("", april, april, (Line("cash", "cash"),), months=36, events=events)
    boxes = list(boxes_of_events(figure))
    assert len(boxes) == len(events)
    for (left, right, line), (other_left, other_right, other) in itertools.combinations(boxes, 2):
        assert line != other or right <= other_left + 1e-9 or other_right <= left + 1e-9
    assert not boxes or min(line for *_, line in boxes) == 0


def test_the_record_has_room_for_its_events_above_its_lines(case):
    now, then = (econ.run(case.scenario(preset)) for preset in ("november-2026", "april-2026"))
    events = event_labels_by_month(case)
    figure = lines_chart("", now, then, (Line("revenue", "revenue"),), months=18, events=events)
    lines = {line for *_, line in boxes_of_events(figure)}
    assert len(events) > 3 and max(lines) <= 2
