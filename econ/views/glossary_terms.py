"""Words of the glossary as texts have them, and a search among them."""

import re

from econ.words import glossary

_PLACE = re.compile(r"\s*\(([^)]*)\)")  # an abbreviation, or the field that a word is of
_BETWEEN = re.compile(r",\s+|\s+/\s+")


def written_forms(language: str | None = None) -> dict[str, str]:
    """Each form in which a term is written that is no everyday word, with its meaning; of two terms with one form, the first.

    A term may have several forms, "Multiple of money (MOIC)" and "Inference, serving"; a word in brackets in small letters is no form,
    but the field of the term.
    """
    meanings: dict[str, str] = {}
    for term, meaning in glossary(language, everyday=False).values():
        for form in _forms_of(term):
            meanings.setdefault(form, meaning)
    return meanings


def _forms_of(term: str) -> list[str]:
    abbreviations = [text for text in _PLACE.findall(term) if text.isupper()]
    return [*_BETWEEN.split(_PLACE.sub("", term)), *abbreviations]


def matching_terms(words: str, language: str | None = None) -> list[tuple[str, str]]:
    """Terms with all of the words, in the term or its meaning, in any case of letters; those in the term come first."""
    wanted = words.casefold().split()
    terms = list(dict.fromkeys(glossary(language).values()))
    matches = [
        (term, meaning)
        for term, meaning in terms
        if all(word in f"{term} {meaning}".casefold() for word in wanted)
    ]
    return sorted(matches, key=lambda pair: not all(word in pair[0].casefold() for word in wanted))
