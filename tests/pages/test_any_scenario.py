"""Any scenario on any page: what an address, a file, the text box or a cell gives is in force to the last digit, or is named.

Each way in is tried with a few scenarios, and each scenario on every page; with ECON_FULL=1 with many, with ECON_QUICK=1 with one
and on the pages that open in a moment.
"""

import json
import math
import re

import hypothesis
import pytest
from hypothesis import strategies as st
from streamlit.proto.WidgetStates_pb2 import WidgetState
from support import strategies
from support.app_driver import go, overrides, sound, start
from support.sampling import FULL, QUICK, some_pages

from app.frame.navigation import PAGES
from econ import AssumptionError
from econ.case.scenario import from_query, from_toml
from econ.units import number_text
from econ.views import rounds_table

PRESETS = ("april-2026", "november-2026")
EXAMPLES, CELLS = (40, 100) if FULL else (1, 3) if QUICK else (2, 5)
WAYS_IN = ("address", "file", "box")


def given_numbers(draw, case, preset):
    """A few keys with a number each, or of a dated one a path; now and then a number beyond its limits."""
    chosen = draw(
        st.lists(st.sampled_from(sorted(case.keys())), min_size=1, max_size=3, unique=True)
    )
    numbers = {key: draw(number(case, key)) for key in chosen}
    inside = {key: value for key, value in numbers.items() if within(case, key, value)}
    hypothesis.assume(stands(case, preset, inside))
    return numbers


def stands(case, preset, numbers):
    """Whether numbers are possible together: two rounds cannot close in one month, for example."""
    try:
        case.scenario(preset, numbers)
    except AssumptionError:
        return False
    return True


def number(case, key):
    """A number of one key: within its limits, off the step of its lever as well as on it, or beyond them."""
    assumption = case.assumption_of(key)
    low, high = assumption.limits
    values = strategies.values(case, key)
    if not strategies.whole(case, key):
        step = assumption.step or (high - low) / 7.0
        start = min(max(strategies.base(case, key), low), high)
        values |= (
            st.floats(0.05, 0.95)
            .map(lambda part: round(start + part * step, 6))
            .filter(lambda value: low <= value <= high)
        )
    if assumption.dated:
        values |= st.tuples(values, values, st.integers(1, case.months - 1)).map(
            lambda ends: (ends[0],) * ends[2] + (ends[1],) * (case.months - ends[2])
        )
    return values | st.just(high + 1.0)


def within(case, key, value):
    low, high = case.assumption_of(key).limits
    return all(
        low <= number <= high for number in (value if isinstance(value, tuple) else (value,))
    )


def written(value):
    return ",".join(map(number_text, value if isinstance(value, tuple) else (value,)))


def read(case, preset, numbers, way_in):
    """The scenario that the model reads from an address or a file, and the problems it reports."""
    if way_in == "address":
        return from_query(
            case, {"case": preset, **{key: written(value) for key, value in numbers.items()}}
        )
    sound_numbers = {key: value for key, value in numbers.items() if within(case, key, value)}
    return case.scenario(preset, sound_numbers), []


def enter(root, case, preset, numbers, way_in):
    """The app after these numbers were entered in one of the ways, and its warnings and errors."""
    if way_in == "address":
        at = start(root, case=preset, **{key: written(value) for key, value in numbers.items()})
        return at, words(at)
    at = go(start(root, case=preset), "pages/assumptions.py")
    if way_in == "file":
        scenario, _ = read(case, preset, numbers, way_in)
        assert from_toml(case, scenario.to_toml()) == (scenario, [])
        at.file_uploader(key="ui_upload").set_value(
            ("scenario.toml", scenario.to_toml().encode(), "application/toml")
        )
        # A saved file never holds a number beyond its limits.
        return sound(at.run()), words(at) + str(numbers)
    messages = ""
    for key, value in numbers.items():
        at.selectbox(key="ui_assumption").select(key)
        sound(at.run())
        at.text_input(key=f"ui_value_{key}").set_value(written(value))
        messages += words(sound(at.run()))
    return at, messages


def in_force(at, preset, expected):
    """The page shows the scenario as it was read, and nothing had to be left out for it to be drawn."""
    assert at.session_state["case"] == preset and overrides(at) == dict(expected.overrides)
    assert "cannot be drawn" not in words(at), words(at)


def words(at):
    """Warnings and errors of a page, without the marks that make them harmless."""
    return re.sub(r"\\(.)", r"\1", " ".join(block.value for block in (*at.warning, *at.error)))


@pytest.mark.parametrize("way_in", WAYS_IN)
@hypothesis.settings(max_examples=EXAMPLES)
@hypothesis.given(data=st.data())
def test_a_number_is_in_force_on_every_page_or_is_named_in_a_message(root, case, way_in, data):
    """One session visits all pages, as a reader does: a start for each page would take most of the time."""
    preset = data.draw(st.sampled_from(PRESETS))
    numbers = given_numbers(data.draw, case, preset)
    expected, _ = read(case, preset, numbers, way_in)
    at, messages = enter(root, case, preset, numbers, way_in)
    in_force(at, preset, expected)
    for page in data.draw(st.permutations(some_pages(PAGES, str(numbers)))):
        in_force(go(at, page), preset, expected)
    for key, value in numbers.items():
        if not within(case, key, value):
            assert key in messages or case.label_of(key) in messages, (key, messages)


@pytest.mark.parametrize(
    ("page", "preset"),
    [(page, PRESETS[number % 2]) for number, page in enumerate(some_pages(PAGES, "between steps"))],
)
def test_numbers_between_the_steps_of_a_lever_are_kept_exactly(root, case, page, preset):
    """Each lever of a page is at a round number when a change of the scenario brings one between its steps."""
    at = go(start(root, case=preset), page)
    brought = {}
    for key in at.session_state["session"].controls:
        assumption = case.assumption_of(key)
        low, high = assumption.limits
        value = round(case.scenario(preset).value(key) + (assumption.step or 0.01) * 0.37, 9)
        if not strategies.whole(case, key) and low <= value <= high:
            brought[key] = value
    at.session_state["session"].overrides = dict(brought)
    at.multiselect(key="stress").set_value(["price-war"])
    assert overrides(sound(at.run())) == brought and len(brought) >= 6
    assert overrides(sound(at.run())) == brought
    shown = {
        lever.key: lever.value for lever in (*at.slider, *at.select_slider) if lever.key in brought
    }
    assert shown == {key: brought[key] for key in shown} and len(shown) >= 6


def type_cells(at, cells):
    """Type into cells of the table of rounds; the browser would send the same."""
    states, editor = (
        at._tree.get_widget_states(),
        next(table for table in at.dataframe if "ui_rounds_" in table.proto.id),
    )
    edit = {"edited_rows": {"0": cells}, "added_rows": [], "deleted_rows": []}
    states.widgets.append(WidgetState(id=editor.proto.id, string_value=json.dumps(edit)))
    return sound(at._run(states))


@hypothesis.settings(max_examples=CELLS)
@hypothesis.given(data=st.data())
def test_a_typed_cell_of_the_table_of_rounds_is_in_force_or_is_named_in_a_message(root, case, data):
    columns = {**rounds_table.MONEY_COLUMNS, **rounds_table.PER_CENT_COLUMNS}
    column = data.draw(st.sampled_from(sorted(columns)))
    key, per_cent = f"{columns[column]}.first", column in rounds_table.PER_CENT_COLUMNS
    typed = data.draw(
        st.sampled_from([".5", "0.5", "60.5", "1,234.5", "６０", "0,5", "lots", ""])
        | st.floats(0.0, 600.0).map(lambda value: number_text(round(value, 4)))
    )
    at = type_cells(
        go(start(root, **{"delivery_delay.ascend_950dt": "4.5"}), "pages/ownership.py"),
        {column: typed},
    )
    now = overrides(at)
    assert now.pop("delivery_delay.ascend_950dt") == 4.5
    refused = [block.value for block in at.error]
    if refused:
        assert (
            now == {}
            and len(refused) == 1
            and re.sub(r"\\(.)", r"\1", refused[0]).startswith("First round")
        ), refused
        assert overrides(sound(at.run())) == {"delivery_delay.ascend_950dt": 4.5}
    else:
        value = float(typed.replace(",", "")) / (100.0 if per_cent else 1.0)
        base = case.scenario().value(key)
        assert now == ({} if math.isclose(value, base) else {key: pytest.approx(value, rel=1e-12)})
    if typed in ("0,5", "lots", ""):
        assert refused


def test_half_a_billion_typed_as_a_point_and_a_five_is_half_a_billion(root):
    for typed in (".5", "0.5"):
        at = type_cells(go(start(root), "pages/ownership.py"), {"money": typed})
        assert overrides(at) == {"round_amount.first": 0.5} and not at.error
