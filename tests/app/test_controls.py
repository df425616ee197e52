"""Controls hold what the scenario has: to the last digit, in the widget and in the address, for every assumption."""

from hypothesis import given
from hypothesis import strategies as st
from support import strategies

from app.controls import Control, number_of
from app.parts.case_files import load_case
from econ.case.scenario import from_query
from econ.data import CASE_FILE

CASE = load_case(CASE_FILE)
KEYS, PRESETS = sorted(CASE.keys()), list(CASE.presets)


def control(key, preset, value=None):
    """The control of a key where a preset is changed by hand to a value, or not at all."""
    belief = CASE.belief(key, preset, ())
    base = number_of(belief.path(CASE.start, CASE.months))
    return Control(
        case=CASE,
        key=key,
        assumption=CASE.assumption_of(key),
        belief=belief,
        base=base,
        value=base if value is None else value,
    )


@st.composite
def keys_and_values(draw):
    """A key, a preset and any number within the limits of the key, on the step of its lever or off it."""
    key = draw(st.sampled_from(KEYS))
    value = draw(strategies.values(CASE, key))
    lever = control(key, PRESETS[0])
    if not lever.assumption.options:
        low, high, step = lever.span
        on_step = low + step * draw(st.integers(0, int((high - low) / step)))
        value = draw(st.sampled_from([value, on_step]))
    return (
        key,
        draw(st.sampled_from(PRESETS)),
        min(max(value, lever.assumption.limits[0]), lever.assumption.limits[1]),
    )


@given(drawn=keys_and_values())
def test_a_control_shows_any_base_and_any_value(drawn):
    key, preset, value = drawn
    lever = control(key, preset, value)
    assert lever.read(lever.write(value)) == value
    assert lever.read(lever.write(lever.base)) == lever.base
    low, high, step = lever.span
    assert low <= min(value, lever.base) and max(value, lever.base) <= high and step > 0


@given(drawn=keys_and_values())
def test_a_control_shows_every_number_that_leaves_its_form_as_it_is(drawn):
    """A slider of whole numbers reads a fraction as another number, and none goes beyond its end: it has to be redrawn."""
    key, preset, value = drawn
    lever = control(key, preset)
    if lever.with_value(value).form == lever.form:
        assert lever.read(lever.write(value)) == value
        assert lever.assumption.options or lever.span[0] <= value <= lever.span[1]
    assert lever.with_value(value) == control(key, preset, value)


@given(drawn=keys_and_values())
def test_the_address_has_the_value_of_the_widget_and_restores_it(drawn):
    key, preset, value = drawn
    lever = control(key, preset, value)
    text = lever.address_text(value)
    scenario, notices = from_query(CASE, {"case": preset, key: text})
    if not notices:  # such as two rounds in one month
        assert number_of(scenario.value(key)) == value
    assert isinstance(text, str) and text == text.strip()


def test_every_option_has_a_place_in_its_list_and_every_number_a_label():
    for key in KEYS:
        lever = control(key, PRESETS[0])
        for place, option in enumerate(lever.assumption.options or ()):
            assert lever.write(float(place)) == option and lever.read(option) == place, key
        assert lever.label() and lever.number_in_words(lever.base), key
