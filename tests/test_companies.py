"""Code and messages name no company, chip, model, tier or rival of a case that ships: these are in the case files and beside the data.

A case that extends another mentions the other company only in texts of its own file.
"""

import re

import pytest
from support.companies import (
    CASES,
    belief_texts,
    file_tables,
    foreign_names,
    is_foreign,
    others_names,
)
from support.paths import ROOT
from support.sampling import few

import econ
from econ.explain import explain_number
from econ.views.assumption_table import assumption_table, inheritance_note

GROUPS = ("platform", "chip", "shape", "tier", "competitor")
FILES = sorted(
    path
    for pattern in ("econ/**/*.py", "econ/**/*.toml", "app/**/*", "pages/*.py", "words/**/*.ftl")
    for path in ROOT.glob(pattern)
    if path.is_file() and path.suffix in (".py", ".toml", ".js", ".css", ".html", ".ftl")
)
# Words of labels that are ordinary ones, and what is called like a chip or a tier and is something else.
ORDINARY = {"Seed"}
OTHER_MEANINGS = (r"pro[- ]rata", r"\bR1\b(?= (?:to|static|and R2))", r'"r1"(?=: R1)')


def names():
    """The names of companies and of elements of all cases that ship: keys, labels, and the words of labels that are names."""
    words_of_cases = set()
    for case in CASES.values():
        words_of_cases.add(case.company)
        for group in GROUPS:
            for key, label in case.elements[group].items():
                words = re.split(r"[ (),]+", label)
                words_of_cases |= {key, label}
                words_of_cases |= {
                    word for word in words if word[:1].isupper() or re.search(r"\d", word)
                }
    return {name for name in words_of_cases if re.search("[A-Za-z]", name)} - ORDINARY


NAMES = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, names()), key=len, reverse=True))})(?!\w)"
)


def named(text):
    """The names in a text that should not be there."""
    for pattern in OTHER_MEANINGS:
        text = re.sub(pattern, "", text, flags=re.IGNORECASE)
    return NAMES.findall(text)


def test_a_name_is_recognised_in_a_key_a_label_and_a_sentence():
    for text in ('"h800"', "of V4-Pro and others", "DeepSeek's", "case.elements.flash", "glm"):
        assert named(text), text
    for text in ("pro-rata rights", "professional", "flashing", "R1 to R7", "seed"):
        assert not named(text), text


def test_code_and_messages_name_no_company_and_nothing_of_a_case():
    for path in FILES:
        assert not named(path.read_text("utf-8")), path


EXTENDING = [
    (name, preset)
    for name, case in CASES.items()
    if "extends" in file_tables(name)
    for preset in few(case.presets, 1)
]


@pytest.mark.parametrize(("name", "preset"), EXTENDING)
def test_inherited_texts_do_not_name_the_other_company(name, preset):
    """Labels, meanings, reasons, notes and sources of assumptions; shapes and rivals may be of the other company."""
    case = CASES[name]
    scenario = case.scenario(preset)
    for key in case.keys():
        if not is_foreign(case, key):
            belief, assumption = scenario.belief(key), case.assumption_of(key)
            source = case.sources[belief.source].title
            texts = (assumption.label, assumption.meaning, source, *belief_texts(case, belief))
            assert not [(key, text) for text in texts if foreign_names(name, text)]
    rows = assumption_table(scenario).set_index("key")
    for key, row in rows[["name", "meaning", "source", "why"]].iterrows():
        if not is_foreign(case, key):
            assert not [(key, text) for text in row if foreign_names(name, text)]


@pytest.mark.parametrize(("name", "preset"), EXTENDING)
def test_no_explanation_names_the_other_company(name, preset):
    case = CASES[name]
    outlook = econ.run(case.scenario(preset))
    month = case.month_shown(preset)
    for quantity in case.model.quantities:
        for key in case.key_indices(quantity):
            text = explain_number(outlook, key, month).plain_text()
            assert not [line for line in text.split("\n") if foreign_names(name, line)], key


def test_words_about_another_company_are_recognised():
    (name, _), *_ = EXTENDING
    for text in (
        "Expert mode of the app runs on V4-Pro; its share of traffic is not public.",
        "Equipment power of the data centre to be built in Ulanqab.",
        "V3.2 and R1 forced a round of cuts.",
        "DeepSeek open infra index",
    ):
        assert foreign_names(name, text), text
    assert not foreign_names(name, "GLM-5.3 at half price")
    assert all(others_names(name) for name in CASES)


@pytest.mark.parametrize(("name", "preset"), EXTENDING)
def test_what_a_case_takes_over_is_marked(name, preset):
    """A number that the file of the case states itself is its own, and one that it does not is that of the case it extends."""
    case, parent = CASES[name], econ.load(CASES[name].extends)
    table = assumption_table(case.scenario(preset)).set_index("key")
    taken = table["taken_over"]
    assert 0 < taken.sum() < len(taken)
    theirs = preset if preset in parent.presets else parent.default_preset
    for key in table.index[taken]:
        assert case.belief(key, preset) == parent.belief(key, theirs), key
    own = file_tables(name)["assumptions"]
    stated = [key for key, entry in own.items() if key in table.index and "base" in entry]
    assert stated and not taken[stated].all()
    note = inheritance_note(case.scenario(preset))
    assert note.startswith(f"{taken.sum()} of {len(taken):,} numbers are taken over")
    assert not inheritance_note(parent.scenario(theirs))
