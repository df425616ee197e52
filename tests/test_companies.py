"""Code names no company, and no chip, model, tier or rival of a case that ships: they are in the case files and beside the data."""

import re

import pytest
from support.paths import ROOT

import econ
from econ.case.library import shipped_cases

GROUPS = ("platform", "chip", "shape", "tier", "competitor")
FILES = sorted(
    path
    for pattern in ("econ/**/*.py", "econ/**/*.toml", "app/**/*", "pages/*.py")
    for path in ROOT.glob(pattern)
    if path.is_file() and path.suffix in (".py", ".toml", ".js", ".css", ".html")
)
# Words of labels that are ordinary ones, and what is called like a chip or a tier and is something else.
ORDINARY = {"Seed", "Max", "Air", "Opus", "Luna"}
OTHER_MEANINGS = (r"pro[- ]rata", r"\bR1\b(?= (?:to|static|and R2))", r'"r1"(?=: R1)')


def names():
    """The names of companies and of elements of all cases that ship: keys, labels, and the words of labels that are names."""
    found = set()
    for shipped in shipped_cases().values():
        case = econ.load(shipped.path)
        found.add(case.company)
        for group in GROUPS:
            for key, label in case.elements[group].items():
                words = re.split(r"[ (),]+", label)
                found |= {key, label}
                found |= {word for word in words if word[:1].isupper() or re.search(r"\d", word)}
    return {name for name in found if re.search("[A-Za-z]", name)} - ORDINARY


NAMES = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, names()), key=len, reverse=True))})(?!\w)"
)


def named(text):
    """What a text names although it should not."""
    for pattern in OTHER_MEANINGS:
        text = re.sub(pattern, "", text, flags=re.IGNORECASE)
    return NAMES.findall(text)


def test_a_name_is_recognised_in_a_key_a_label_and_a_sentence():
    for text in ('"h800"', "of V4-Pro and others", "DeepSeek's", "case.elements.flash", "glm"):
        assert named(text), text
    for text in ("pro-rata rights", "professional", "flashing", "R1 to R7", "seed"):
        assert not named(text), text


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_code_names_no_company_and_nothing_of_a_case(path):
    assert not named(path.read_text("utf-8"))
