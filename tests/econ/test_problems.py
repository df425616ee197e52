"""Hints: whoever writes a name in other letters than ours is told the name itself, not one that shares more capitals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import econ
from econ.case.keys import key_problem
from econ.problems import AssumptionError, hint
from econ.risk.outcomes import outcome_by_name, standard_outcomes

NAMES = st.lists(
    st.text("abcdefgh_0123456789", min_size=3, max_size=12), min_size=1, max_size=8, unique=True
)


@given(NAMES, st.data(), st.sampled_from([str.upper, str.title, str.capitalize, str.swapcase]))
def test_letter_case_counts_for_nothing(names, data, other):
    name = data.draw(st.sampled_from(names))
    assert hint(other(name), names) == f"; the nearest is «{name}»"
    assert hint(name, [other(known) for known in names]) == f"; the nearest is «{other(name)}»"


@pytest.mark.parametrize("other", [str.upper, str.title])
def test_every_key_and_element_in_capitals_is_told_its_name(case, other):
    for key in case.keys():
        name, dot, place = key.partition(".")
        if dot and "." not in place:
            assert f"the nearest is «{place}»" in key_problem(
                f"{name}.{other(place)}", case.assumptions, case.elements
            )
    for name in case.assumptions:
        assert f"the nearest is «{name}»" in key_problem(
            other(name), case.assumptions, case.elements
        )


@pytest.mark.parametrize("other", [str.upper, str.title])
def test_every_door_tells_a_name_in_capitals(case, april, other):
    """Presets, stresses, quantities, outcomes and models in a file of measurements."""
    tries = [
        *((lambda name=name: case.scenario(other(name)), name) for name in case.presets),
        *(
            (lambda name=name: case.scenario(None, None, [other(name)]), name)
            for name in case.stresses
        ),
        *(
            (lambda name=name: april[other(name)], name)
            for name in case.model.quantities
            if name != other(name)
        ),
        *(
            (lambda one=one: outcome_by_name(case.scenario(), other(one.name)), one.name)
            for one in standard_outcomes(case.scenario())
            if other(one.name) != one.name
        ),
    ]
    for ask, name in tries:
        with pytest.raises((AssumptionError, econ.ModelError)) as caught:
            ask()
        assert f"the nearest is «{name}»" in str(caught.value)


def test_of_names_that_differ_only_in_letter_case_the_first_is_the_nearest():
    assert hint("Alpa", ["alpha", "Alpha"]) == "; the nearest is «alpha»"
