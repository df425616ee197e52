"""Texts that people read: every message is there, used and given its facts; sentences are short; and no prose is added to code."""

import ast
import datetime
import math
import re
import threading

import pytest
from support.code_texts import ENTRIES, MODULES, MOST_WORDS
from support.reading import as_read

import econ
from econ import words
from econ.units import UNITS
from econ.words import Amount, amount_text, message, say, say_all

SAYING = ("say", "message")
# Ids that are put together: of units, of which each has a message, and of the glossary, which is read as a whole.
UNIT_IDS = {words.unit_message_id(unit) for unit in (*UNITS, words.POINTS)}


# ── Ids, variables and files ─────────────────────────────────────────────────────────────────────────────────────


def calls():
    """Every message that code says: its id, the facts given by name, whether there may be others, and where."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else None
            name = function.id if isinstance(function, ast.Name) else name
            if name not in (*SAYING, "_filled"):
                continue
            first = node.args[0]
            options = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
            given = {keyword.arg for keyword in node.keywords} - {"language"}
            for option in options:
                literal = isinstance(option, ast.Constant) and isinstance(option.value, str)
                if literal:
                    yield option.value, given - {None}, name == "_filled" or None in given, path
                else:
                    assert path.name == "words.py", f"{path}: the id of a message is spelled out"


CALLS = list(calls())
IDS = words.message_ids()


def test_every_message_that_code_says_is_there_and_gets_its_facts():
    assert len(CALLS) > 100
    for name, given, and_others, path in CALLS:
        assert name in IDS, f"{path.name}: there is no message «{name}»"
        if and_others:
            assert given <= IDS[name], f"{path.name}: {name}"
        else:
            assert given == IDS[name], f"{path.name}: {name}"


def test_every_message_is_used():
    used = {name.partition(".")[0] for name, *_ in CALLS} | UNIT_IDS
    referred = set().union(*(texts.references for *_, texts in ENTRIES))
    unused = [
        name for file, name, _ in ENTRIES if name not in used | referred and file != "glossary.ftl"
    ]
    assert not unused


def test_every_unit_has_its_words_and_no_other_unit_has():
    named = {name for name in IDS if name.startswith("unit-") and "." not in name}
    assert named == UNIT_IDS | {"unit-looks-wrong"}
    assert all(IDS[name] <= {"number", "count"} for name in UNIT_IDS)


def test_every_language_has_the_same_messages_with_the_same_facts():
    for language in words.languages():
        assert words.message_ids(language) == IDS, language


def test_a_message_holds_no_digit_and_no_odd_marks():
    for _, name, texts in ENTRIES:
        text = " ".join(texts.texts)
        assert not re.search(r"\d", text), (name, text)
        assert not re.search(r"[«»;!]| [—–] ", text), (name, text)


@pytest.fixture
def empty_words(tmp_path, monkeypatch):
    """Return an empty folder instead of `words/`."""
    caches = (words._index, words._read_file, words._read_shared, words._amount_text)
    monkeypatch.setattr(words, "WORDS", tmp_path)
    for cache in caches:
        cache.cache_clear()
    yield tmp_path
    for cache in caches:
        cache.cache_clear()


def test_no_message_is_there_twice_and_none_is_unreadable(empty_words):
    folder = empty_words / "fr"
    folder.mkdir()
    (folder / "one.ftl").write_text("hello = Hello\n", "utf-8")
    (folder / "other.ftl").write_text("hello = Good day\n", "utf-8")
    with pytest.raises(ValueError, match=r"hello.*one\.ftl.*other\.ftl"):
        say("hello", language="fr")
    (empty_words / "de").mkdir()
    (empty_words / "de" / "one.ftl").write_text("hello = { $name\n", "utf-8")
    with pytest.raises(ValueError, match=r"one\.ftl"):
        say("hello", language="de")


def test_an_unknown_message_or_language_is_refused():
    with pytest.raises(LookupError, match="there is no message «no-such-message»"):
        say("no-such-message")
    with pytest.raises(LookupError, match="no words in words/tlh"):
        say("no-change", language="tlh")


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"month": datetime.date(2027, 4, 1)},
        {"money": "x", "month": "y", "more": "z"},
        {"money": 0.5, "month": "y"},
        {"money": math.nan, "month": "y"},
        {"money": {}, "month": "y"},
    ],
)
def test_a_missing_fact_and_one_too_many_are_refused(facts):
    with pytest.raises(TypeError):
        say("money-missing", **facts)


# ── How facts are written ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (2.7834, "yuan/Mtok", "2.78 yuan/Mtok"),
        (24.0, "yuan/Mtok", "24.00 yuan/Mtok"),
        (0.532, "share", "53 %"),
        (0.0431, "share", "4.3 %"),
        (0.9962, "share", "99.6 %"),
        (0.99996, "share", "99.996 %"),
        (1.0, "share", "100 %"),
        (0.0, "share", "0 %"),
        (0.00039, "share", "0.039 %"),
        (50.0, "bn yuan", "50 bn yuan"),
        (31.37, "bn yuan", "31.4 bn yuan"),
        (0.049, "bn yuan", "0.049 bn yuan"),
        (155.4, "bn yuan", "155 bn yuan"),
        (-1554.4, "bn yuan", "−1,550 bn yuan"),
        (30382.0, "card", "30,400 cards"),
        (1.0, "card", "1 card"),
        (7.4, "month", "7 months"),
        (1.2, "month", "1 month"),
        (0.2, "month", "0.2 months"),
        (0.004, "points", "0.4 points"),
        (0.01, "points", "1 point"),
        (1.4, "elasticity", "1.4"),
        (2.5, "x", "2.5x"),
        (math.nan, "share", "not defined"),
        (math.inf, "bn yuan", "out of reach"),
    ],
)
def test_an_amount_has_three_significant_digits_at_most_and_its_unit(value, unit, text):
    assert as_read(amount_text(Amount(value=value, unit=unit))) == text


def test_a_share_that_is_not_whole_never_reads_as_one_or_none():
    for exponent in range(1, 7):
        for share in (1.0 - 10.0**-exponent, 10.0**-exponent):
            assert amount_text(Amount(value=share, unit="share"))[:4].strip() not in ("100", "0")


def test_a_number_and_its_unit_and_the_parts_of_a_month_stay_on_one_line():
    text = say(
        "money-missing", money=Amount(value=3, unit="bn yuan"), month=datetime.date(2031, 4, 1)
    )
    assert "3\N{NO-BREAK SPACE}bn yuan" in text and "Apr\N{NO-BREAK SPACE}2031" in text


def test_months_are_those_of_the_calendar_of_a_case(case):
    for month in range(case.months):
        day = econ.case.calendar.month_start(case.start, month)
        assert as_read(words.month_text(day)) == case.month_name(month)


def test_lists_are_british():
    assert words.join_list(["a", "b", "c"]) == "a, b and c"
    assert words.join_list(["a", "b"], style="or") == "a or b"


def test_facts_are_parts_of_a_sentence():
    parts = [message("no-change"), "x"]
    assert say("set-by-hand", names=parts, count=2).startswith("no change and x are set by hand.")
    assert say("set-by-hand", names=["x"], count=1).startswith("x is set by hand.")
    assert say_all(message("no-change"), "Said.") == "no change Said."


@pytest.fixture
def other_language(empty_words):
    """Return the code of the only language there is, with a message of each kind."""
    folder = empty_words / "zh-Hans"
    folder.mkdir()
    (folder / "units.ftl").write_text(
        'between-sentences = {""}\nunit-bn-yuan = { $number }0 亿元\n', "utf-8"
    )
    (folder / "some.ftl").write_text(
        "money-missing = 到{ $month }将缺{ $money }。\nnames = { $names }\n", "utf-8"
    )
    return "zh-Hans"


def test_another_language_has_its_own_order_months_and_lists(other_language):
    facts = {"money": Amount(value=39.1, unit="bn yuan"), "month": datetime.date(2031, 4, 1)}
    sentence = "到2031年4月将缺39.10 亿元。"
    assert say("money-missing", language=other_language, **facts) == sentence
    assert say("names", language=other_language, names=["甲", "乙", "丙"]) == "甲、乙和丙"
    whole = say_all(*[message("money-missing", **facts)] * 2, language=other_language)
    assert whole == sentence * 2


def test_the_language_of_one_thread_is_not_that_of_another(other_language):
    texts, begun, done = {}, threading.Event(), threading.Event()
    facts = {"money": Amount(value=1, unit="bn yuan"), "month": datetime.date(2031, 4, 1)}

    def speak():
        with words.speaking(other_language):
            texts["other"] = say("money-missing", **facts)
            begun.set()
            done.wait(10)

    thread = threading.Thread(target=speak)
    thread.start()
    assert begun.wait(10)
    with pytest.raises(LookupError, match="words/en"):  # the folder is empty
        say("money-missing", **facts)
    done.set()
    thread.join()
    assert texts["other"].startswith("到")


def test_many_threads_say_the_same(monkeypatch):
    words._read_file.cache_clear()
    wanted = say("money-missing", money="1", month="2")
    words._read_file.cache_clear()
    said = []
    threads = [
        threading.Thread(
            target=lambda: said.extend(
                say("money-missing", money="1", month="2") for _ in range(50)
            )
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [wanted] * 400


def test_a_file_is_read_once_and_only_where_it_is_needed(monkeypatch):
    read = []
    monkeypatch.setattr(
        words,
        "FluentResource",
        lambda text, r=words.FluentResource: (read.append(text), r(text))[1],
    )
    words._read_file.cache_clear()
    words._read_shared.cache_clear()
    for _ in range(3):
        say("money-missing", money="1", month="2")
        say("no-change")
    # Two files, and the one whose messages all may refer to.
    assert len(read) == len(set(read)) == 3


def test_the_glossary_has_each_term_with_its_meaning():
    glossary = words.glossary()
    assert len(glossary) >= 235
    for term, meaning in glossary.values():
        assert term and meaning.endswith(".") and not meaning[0].islower()
        assert len(meaning.split()) <= MOST_WORDS
