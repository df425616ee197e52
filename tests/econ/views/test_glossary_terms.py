"""Words of the glossary in texts and in its search."""

import pytest

from econ.views.glossary_terms import matching_terms, written_forms
from econ.words import glossary


@pytest.mark.parametrize(
    ("form", "term"),
    [
        ("Multiple of money", "Multiple of money (MOIC)"),
        ("MOIC", "Multiple of money (MOIC)"),
        ("Refused demand", "Refused demand, customers turned away"),
        ("customers turned away", "Refused demand, customers turned away"),
        ("Learning rate", "Learning rate (cost)"),
    ],
)
def test_a_term_has_each_of_its_forms(form, term):
    assert written_forms()[form] == dict(glossary().values())[term]


def test_a_field_in_brackets_is_no_form_and_everyday_words_are_not_explained_in_texts():
    forms = written_forms()
    assert not {"cost", "AI", "Card", "Reset", "If", "draw"} & set(forms)
    meanings = {meaning for _, meaning in glossary().values()}
    assert set(forms.values()) <= meanings


def test_every_term_is_found_by_its_name_first_whatever_the_case_of_letters():
    for term, meaning in glossary().values():
        matches = matching_terms(term.upper())
        assert (term, meaning) in matches
        assert all(word in matches[0][0].casefold() for word in term.casefold().split())


def test_a_search_reads_meanings_and_needs_all_words():
    assert matching_terms("") == list(dict.fromkeys(glossary().values()))
    assert matching_terms("no-such-word") == matching_terms("runway no-such-word") == []
    everywhere = matching_terms("month")
    assert any("month" not in term.casefold() for term, _ in everywhere)
