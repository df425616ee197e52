"""Hints: a name in other letter case is answered with the name itself, not with one that shares more capitals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.sampling import few

import econ
from econ.case.keys import key_problem
from econ.problems import AssumptionError, hint, shown
from econ.risk.outcomes import outcome_by_name, standard_outcomes

NAMES = st.lists(
    st.text("abcdefgh_0123456789", min_size=3, max_size=12), min_size=1, max_size=8, unique=True
)


@given(st.text(), st.text("\xa0\u2003\u3000\u200b\u2028\t\x00a "), st.integers(1, 80))
def test_any_text_is_shown_in_characters_that_are_printed_and_no_longer_than_asked(
    text, spaces, longest
):
    for given_text in (text, spaces, text + spaces):
        assert (
            shown(given_text, longest).isprintable() and len(shown(given_text, longest)) <= longest
        )


@given(NAMES, st.data(), st.sampled_from([str.upper, str.title, str.capitalize, str.swapcase]))
def test_a_hint_ignores_letter_case(names, data, change_case):
    name = data.draw(st.sampled_from(names))
    assert hint(change_case(name), names) == f"; the nearest is «{name}»"
    capitals = [change_case(known) for known in names]
    assert hint(name, capitals) == f"; the nearest is «{change_case(name)}»"


@pytest.mark.parametrize("change_case", [str.upper, str.title])
def test_the_hint_for_a_key_or_element_in_capitals_is_its_name(case, change_case):
    for key in few(case.keys(), 60):
        name, dot, place = key.partition(".")
        if dot and "." not in place:
            assert f"the nearest is «{place}»" in key_problem(
                f"{name}.{change_case(place)}", case.assumptions, case.elements
            )
    for name in few(case.assumptions, 60):
        assert f"the nearest is «{name}»" in key_problem(
            change_case(name), case.assumptions, case.elements
        )


@pytest.mark.parametrize("change_case", [str.upper, str.title])
def test_every_lookup_hints_at_a_name_in_capitals(case, april, change_case):
    """Presets, stresses and quantities; an outcome is found by its name in capitals."""
    tries = [
        *((lambda name=name: case.scenario(change_case(name)), name) for name in case.presets),
        *(
            (lambda name=name: case.scenario(None, None, [change_case(name)]), name)
            for name in case.stresses
        ),
        *(
            (lambda name=name: april[change_case(name)], name)
            for name in case.model.quantities
            if name != change_case(name)
        ),
    ]
    for ask, name in few(tries, 60):
        with pytest.raises((AssumptionError, econ.ModelError)) as caught:
            ask()
        assert f"the nearest is «{name}»" in str(caught.value)
    for outcome in standard_outcomes(case.scenario()):
        assert outcome_by_name(case.scenario(), change_case(outcome.name)) == outcome


def test_of_names_that_differ_only_in_letter_case_the_first_is_the_nearest():
    assert hint("Alpa", ["alpha", "Alpha"]) == "; the nearest is «alpha»"
