"""Definitions of assumptions are kept apart from the beliefs of a case, and a case cannot change what the equations rest on."""

import json
import re
import tomllib

import pytest
from support.paths import ROOT

import econ
from econ.case.case import parse
from econ.case.file.definitions import FIELDS, RESTATABLE, shipped_definitions
from econ.case.file.options import option_value

DEFINED = shipped_definitions()


@pytest.fixture(scope="module")
def text(root):
    """The text of the shipped case."""
    return (root / "assumptions.toml").read_text("utf-8")


def refusal(text):
    """The problems of a text."""
    with pytest.raises(econ.AssumptionError) as caught:
        parse(text)
    return caught.value.problems


def test_definitions_have_no_values_and_the_case_only_its_own_wording(text):
    for name, definition in DEFINED.items():
        assert definition.keys() <= set(FIELDS), name
    for name, table in tomllib.loads(text)["assumptions"].items():
        restated = table.keys() & set(FIELDS)
        assert name in DEFINED and restated <= set(RESTATABLE), name
        assert all(table[field] != DEFINED[name].get(field) for field in restated), name


def test_a_case_has_the_assumptions_that_are_defined_in_their_order(case):
    assert list(case.assumptions) == list(DEFINED)


def test_a_file_that_repeats_every_definition_is_the_same_case(case, text):
    heads = {name: f"[assumptions.{name}]\n" for name in DEFINED}
    stated = tomllib.loads(text)["assumptions"]
    for name, head in heads.items():
        repeated = {
            field: value
            for field, value in DEFINED[name].items()
            if field not in stated.get(name, {})
        }
        lines = "".join(f"{field} = {written(value)}\n" for field, value in repeated.items())
        text = text.replace(head, head + lines) if head in text else f"{text}\n{head}{lines}"
    other = parse(text)
    assert (other.assumptions, other.beliefs) == (case.assumptions, case.beliefs)
    assert list(other.beliefs) == list(case.beliefs)


def written(value):
    """A value of a definition as TOML."""
    return json.dumps(value, ensure_ascii=False)


def test_a_case_may_word_an_assumption_for_its_company(text):
    wording = {"label": "Opening cards", "meaning": "Cards at the start.", "step": 500.0}
    head = "[assumptions.initial_fleet]\n"
    lines = "".join(f"{field} = {written(value)}\n" for field, value in wording.items())
    assumption = parse(text.replace(head, head + lines)).assumptions["initial_fleet"]
    assert {field: getattr(assumption, field) for field in wording} == wording
    assert assumption.limits == tuple(DEFINED["initial_fleet"]["limits"])


OTHER = {
    "unit": "x",
    "kind": "choice",
    "stage": "cost",
    "per": ["tier"],
    "limits": [0, 9],
    "options": ["no", "yes"],
    "dated": True,
    "policy": True,
    "criterion": True,
    "of_company": False,
    "compounds": True,
    "whole": True,
}


@pytest.mark.parametrize("field", OTHER)
def test_a_case_cannot_change_the_definition_of_an_assumption(text, field):
    assert {*OTHER, *RESTATABLE} == set(FIELDS)
    head = "[assumptions.initial_fleet]\n"
    (problem,) = refusal(text.replace(head, f"{head}{field} = {written(OTHER[field])}\n"))
    assert "initial_fleet" in problem and field in problem


def test_values_of_an_assumption_that_is_not_defined_are_refused_with_the_nearest(text):
    (problem,) = refusal(text + "\n[assumptions.initial_flete]\nbase = 1\n")
    assert "initial_flete" in problem and "nearest is «initial_fleet»" in problem


def test_a_number_instead_of_a_table_is_one_problem(text):
    (problem,) = (p for p in refusal("[assumptions]\ncompression = 3\n" + text) if "table" in p)
    assert "[assumptions.compression] must be a table" in problem


def test_labels_that_name_their_element_are_different_for_each(case):
    named = [key for key in case.keys() if case.label_form_of(key)]
    assert named and len({case.label_of(key) for key in named}) == len(named)
    assert not [key for key in named if "{}" in case.label_of(key)]


def test_an_option_of_a_switch_is_known_by_name_and_by_number(case):
    switches = {name: a for name, a in case.assumptions.items() if a.options}
    assert len(switches) > 20
    for name, switch in switches.items():
        for number, option in enumerate(switch.options):
            assert option_value(name, option) == number
            assert switch.option_of(float(number)) == option
    with pytest.raises(LookupError, match="no option «on the date»; the nearest is «on a date»"):
        option_value("cut_rule", "on the date")


def test_the_option_in_force_is_that_of_the_override_or_of_the_case(case):
    for option in case.assumption_of("cut_rule").options:
        assert case.scenario(overrides={"cut_rule.pro": option}).option("cut_rule.pro") == option
    believed = case.belief("cut_rule.pro").base
    assert option_value("cut_rule", case.scenario().option("cut_rule.pro")) == believed


def test_code_outside_equations_reads_no_option_by_its_number():
    for path in [*ROOT.glob("econ/**/*.py"), *ROOT.glob("app/**/*.py"), *ROOT.glob("pages/*.py")]:
        if path.name != "schema.py":
            assert not re.search(r"options\[(int|round)\(", path.read_text("utf-8")), path


def test_what_compounds_is_a_growth_rate_read_together_with_the_month(case):
    """The equation reads the month, and either the rate or a quantity computed from the rate alone."""
    reads = [set(wires.values()) for wires in case.model.wires.values()]
    compounding = {name for name, definition in DEFINED.items() if definition.get("compounds")}
    assert "trend_growth" in compounding and "app_user_growth" not in compounding
    for name in compounding:
        growth = {("now", name)}
        growth |= {
            ("now", quantity)
            for quantity, wires in case.model.wires.items()
            if set(wires.values()) == growth
        }
        assert any(("now", "month") in causes and causes & growth for causes in reads), name
        assert case.unit_of(name).startswith("share"), name
