"""Prose that stands in code and not in messages, and marks of typography in texts for readers."""

import ast
import csv
import re
import tomllib

import pytest
from support.code_texts import ENTRIES, MODULES
from support.paths import ROOT

import econ
from econ.units import UNITS

# String literals of three English words or more, by folder. A number may only fall: what people read is a message in `words/`.
PROSE_LEFT = {"app": 0, "pages": 0, "econ/views": 0}
# Shorter texts in code that no reader sees, by pattern.
UNREAD = re.compile(
    "|".join(
        (
            r"[a-z-]+\.\{\}|bn yuan\{\}",  # keys of numbers and figures, and units
            r"[-+,.{}]+[a-z]",  # formats of numbers
            r"datum\.\w+ [=+?].*|\(?(?:height|width) ?[<>].*|containerSize\(.*",  # expressions of Vega
            r"mark \{\}|phase == @phase",  # a kind of row, and a query of a table
            r"<[bi] style=.*|theme\.\{\}.*|words (?:long|phrase)",  # styles and their names
            r"\w+ \| None",  # types
        )
    )
)


UNREAD_TEXTS = {
    *("callback failed", "cannot draw %s", "empty map", "no result", "{}: no value"),  # in a log
    "«{}» not listed",  # an error of code
    *("as of", "runs out"),  # columns of tables that are not shown
    *(" a month", " a year", " bn yuan"),  # ends of `econ.units`, which a lever shortens
    "MMM YYYY",  # how a date is picked
}


# Options that an address has too: it stays the same in every language.
ADDRESS_TEXTS = {"bad case", "{} months"}


# ── Prose in code ────────────────────────────────────────────────────────────────────────────────────────────────


def literals(node, inside=False):
    """Every string literal below a node as one text, with braces for what is filled in; docstrings are none."""
    docstring = None
    if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        body = node.body
        if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            docstring = body[0]
    for child in ast.iter_child_nodes(node):
        if child is docstring:
            continue
        if isinstance(child, ast.JoinedStr):
            yield "".join(
                part.value if isinstance(part, ast.Constant) else "{}" for part in child.values
            )
            for part in child.values:
                if isinstance(part, ast.FormattedValue):
                    yield from literals(part)
        elif isinstance(child, ast.Constant):
            if isinstance(child.value, str):
                yield child.value
        else:
            yield from literals(child)


def english_words(text):
    """How many English words a text has; a unit has none."""
    english = r"(?<![\w{<#%.:/-])[A-Za-z]+(?:['’-][a-z]+)*(?=[\s.,:;?)…]|$)"
    return 0 if text in UNITS else len(re.findall(english, text))


def is_prose(text):
    """Whether a text has three English words or more."""
    return english_words(text) >= 3


def is_short_prose(text):
    """Whether a text has two English words, or one and what is filled in, and a reader may see it."""
    count = english_words(text)
    is_short = count == 2 or (count == 1 and "{}" in text)
    return is_short and not UNREAD.fullmatch(text) and text not in UNREAD_TEXTS | ADDRESS_TEXTS


def literals_in(folder):
    return [
        text
        for path in sorted((ROOT / folder).rglob("*.py"))
        for text in literals(ast.parse(path.read_text("utf-8")))
    ]


def prose_in(folder):
    return list(filter(is_prose, literals_in(folder)))


@pytest.mark.every_case
@pytest.mark.parametrize("folder", PROSE_LEFT)
def test_no_prose_is_added_to_code(folder):
    """Texts that people read are messages in `words/`: the number may only fall."""
    assert len(prose_in(folder)) <= PROSE_LEFT[folder]


@pytest.mark.every_case
@pytest.mark.parametrize("folder", PROSE_LEFT)
def test_no_short_words_are_added_to_code(folder):
    """Heads of tables, labels and values are messages too; `UNREAD` is for what no reader sees."""
    assert not list(filter(is_short_prose, literals_in(folder)))


def test_every_short_text_that_may_be_in_code_is_there():
    spelled = {text for folder in PROSE_LEFT for text in literals_in(folder)}
    assert spelled >= UNREAD_TEXTS | ADDRESS_TEXTS


# Fields and buttons of Streamlit, whose first argument is their name.
NAMED_FIELDS = {
    "button",
    "checkbox",
    "download_button",
    "expander",
    "file_uploader",
    "multiselect",
    "number_input",
    "pills",
    "popover",
    "radio",
    "segmented_control",
    "selectbox",
    "slider",
    "text_area",
    "text_input",
    "toggle",
}


def names_spelled_in(tree):
    """The names of fields that code spells out instead of saying a message."""
    return [
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in NAMED_FIELDS
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and re.search("[A-Za-z]", call.args[0].value)
    ]


def labels_of_lines_spelled_in(tree):
    """The labels of lines of a figure that code spells out instead of saying a message."""
    return [
        call.args[1].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "Line"
        and len(call.args) > 1
        and isinstance(call.args[1], ast.Constant)
    ]


def test_every_label_of_a_line_is_a_message():
    spelled = ast.parse('[Line("cash", "cash"), Line("revenue", say("line"))]')
    assert labels_of_lines_spelled_in(spelled) == ["cash"]
    for folder in PROSE_LEFT:
        for path in sorted((ROOT / folder).rglob("*.py")):
            assert not labels_of_lines_spelled_in(ast.parse(path.read_text("utf-8"))), path


def test_every_name_of_a_field_is_a_message():
    assert names_spelled_in(ast.parse('st.radio("Tier", tiers); column.button(say("go"))')) == [
        "Tier"
    ]
    for folder in ("app", "pages"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            assert not names_spelled_in(ast.parse(path.read_text("utf-8"))), path


@pytest.mark.parametrize("name", ["answers", "scenario_words", "price_cut_words"])
def test_no_sentence_is_spelled_where_messages_are_said(name):
    path = ROOT / "econ" / "views" / "sentences" / f"{name}.py"
    texts = [text for text in literals(ast.parse(path.read_text("utf-8"))) if is_prose(text)]
    assert not texts


# ── Quotes ───────────────────────────────────────────────────────────────────────────────────────────────────────

# A straight apostrophe in a word or after its end, and a straight double quote around words.
STRAIGHT = re.compile(r"""[A-Za-z]'(?:[a-z]|\s|$)|"[A-Za-z]|[A-Za-z]\"""")
CODE = re.compile(r'^\w+ = [{"]|==')  # a line of a file that code writes, and a query of a table


def texts_in(node):
    """Every text in what a TOML file holds."""
    if isinstance(node, dict | list):
        for child in node.values() if isinstance(node, dict) else node:
            yield from texts_in(child)
    elif isinstance(node, str):
        yield node


def texts_for_readers():
    """Where a text is, and the text: messages, files of cases and definitions, data, equations, and prose in code."""
    for file, name, texts in ENTRIES:
        yield file, name, " ".join(texts.texts)
    for path in [
        ROOT / "assumptions.toml",
        *ROOT.glob("cases/*/*.toml"),
        *ROOT.glob("data/*.toml"),
        *ROOT.glob("econ/equations/*.toml"),
    ]:
        for text in texts_in(tomllib.loads(path.read_text("utf-8"))):
            yield path.name, "", text
    for path in ROOT.glob("data/*.csv"):
        for row in csv.reader(path.read_text("utf-8").splitlines()):
            yield path.name, row[0] if row else "", " ".join(row)
    for name, quantity in econ.load(ROOT / "assumptions.toml").model.quantities.items():
        yield "equations", name, quantity.sentence
    for path in MODULES:
        for text in literals(ast.parse(path.read_text("utf-8"))):
            if is_prose(text) and not CODE.search(text):
                yield path.name, "", text


def test_no_text_for_readers_has_a_straight_apostrophe_or_quote():
    texts = list(texts_for_readers())
    assert len(texts) > 5000
    assert not [text for text in texts if STRAIGHT.search(text[-1])]


def test_the_company_is_not_us():
    """“Our” price would be that of the reader; what the project judges itself says so of a guess or a reading alone."""
    ours = re.compile(r"\bours?\b(?! (?:guess|reading))", re.IGNORECASE)
    voice = {"glossary.ftl", "assumptions.ftl"}  # whose model it is, and whose judgement
    texts = [
        text
        for text in texts_for_readers()
        if text[0] not in voice and text[0].endswith((".ftl", "inputs.toml", "equations"))
    ]
    assert texts and not [text for text in texts if ours.search(text[-1])]


def test_a_straight_quote_is_seen():
    for text in ("the maker's rate", "rivals' cuts", 'the rule "holds"', "the makers'"):
        assert STRAIGHT.search(text)
    for text in ("the maker’s rate", "the rule “holds”", "1' 2"):
        assert not STRAIGHT.search(text)


def test_prose_is_told_from_names_and_formats():
    assert is_prose("the money lasts {}") and is_prose("Show what theory says")
    code = 'def f(x):\n    """A docstring of many words."""\n    return f"the {x} of {g(\'two more words\')} all"'
    assert list(literals(ast.parse(code))) == ["the {} of {} all", "two more words"]
    for text in (
        "price cut",
        "ui_timing_map",
        "cut_rule.{}",
        "%d %b %Y",
        ":material/undo:",
        "month of plan",
    ):
        assert not is_prose(text)


def test_short_words_are_told_from_keys_and_formats():
    for text in ("older chips", "below {}", "{} to {}", "{}, off-peak", "list since", "{}x {} now"):
        assert is_short_prose(text)
    for text in (
        "fleet.{}",
        ",.{}f",
        "{}; {}",
        "width<300 ? {} : {}",
        "month of plan",
        "bn yuan{}",
    ):
        assert not is_short_prose(text)
