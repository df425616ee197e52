"""Texts that people read: every message is there, used and given its facts; sentences are short; and no prose is added to code."""

import ast
import csv
import dataclasses
import datetime
import math
import re
import threading
import tomllib

import numpy as np
import pandas as pd
import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor
from support.paths import ROOT
from support.reading import as_read, sentences_of
from support.sampling import FULL, sample

import econ
from econ import words
from econ.data import WORDS
from econ.decisions import price_cut
from econ.decisions.cut_sensitivity import BestCut
from econ.decisions.default_alive import without_new_money
from econ.decisions.price_cut import DEPTHS, CutMap
from econ.decisions.price_cut_theory import CutTheory
from econ.decisions.rival_replies import RIVAL_ANSWERS, ReplyTable, our_cuts
from econ.headlines import headline_figures
from econ.units import UNITS
from econ.views import cut_verdict_words, link_words
from econ.views.cut_gains import STATISTICS, MapComparison
from econ.views.cut_verdict import shifted_months
from econ.views.inert_levers import INERT_RULES
from econ.views.sentences import (
    answers,
    funding_captions,
    price_cut_words,
    scenario_words,
)
from econ.words import Amount, amount_text, message, say, say_all

FILES = sorted((WORDS / words.ENGLISH).glob("*.ftl"))
MODULES = sorted([*ROOT.glob("econ/**/*.py"), *ROOT.glob("app/**/*.py"), *ROOT.glob("pages/*.py")])
SAYING = ("say", "message")
# Ids that are put together: of units, of which each has a message, and of the glossary, which is read as a whole.
UNIT_IDS = {words.unit_message_id(unit) for unit in (*UNITS, words.POINTS)}
# A sentence: words on average and at most, and amounts at most. Months and names do not count as amounts.
MEAN_WORDS, MOST_WORDS, MOST_AMOUNTS = 16, 28, 2
STAGES = ("front", "supply", "cost", "price", "funding")  # that have levers
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


class Texts(Visitor):
    """The text of a message, and the messages that it refers to."""

    def __init__(self, node):
        self.texts, self.references = [], set()
        self.visit(node)

    def visit_TextElement(self, node):  # noqa: N802
        self.texts.append(node.value)

    def visit_StringLiteral(self, node):  # noqa: N802
        self.texts.append(node.value)

    def visit_MessageReference(self, node):  # noqa: N802
        self.references.add(node.id.name)


def entries():
    """Every message of the English files: its file, its id and what is spelled in it."""
    for path in FILES:
        for item in FluentParser().parse(path.read_text("utf-8")).body:
            if isinstance(item, ftl.Message):
                yield path.name, item.id.name, Texts(item)


ENTRIES = list(entries())


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


# ── How sentences read ───────────────────────────────────────────────────────────────────────────────────────────


def random_scenarios(case, preset, count):
    """Some scenarios with a few changes anywhere within their limits, half of them of levers, always the same ones."""
    generator = np.random.default_rng(16)
    keys = sorted(
        key for key in case.keys() if not isinstance(case.scenario().value(key), np.ndarray)
    )
    levers = sorted({key for stage in STAGES for key in case.levers_of(stage, preset)} & {*keys})
    stresses = [(), *((name,) for name in case.stresses)]
    made = []
    while len(made) < count:
        changes = {}
        chosen = [generator.choice(some, size=2, replace=False).tolist() for some in (levers, keys)]
        for key in dict.fromkeys([*chosen[0], *chosen[1]]):
            assumption = case.assumption_of(key)
            low, high = assumption.limits
            value = generator.uniform(low, high)
            changes[key] = float(round(value)) if assumption.takes_whole_numbers else value
        try:
            stress = stresses[generator.integers(len(stresses))]
            made.append(case.scenario(preset, changes, stress))
        except econ.AssumptionError:
            continue
    return made


def texts_about(scenario, baseline, generator):
    """The words of the answers, of the notes and of the price cut about a scenario."""
    case, outlook = scenario.case, econ.run(scenario)
    month = case.month_shown(scenario.preset)
    for answer in (
        answers.overview,
        answers.supply,
        answers.cost,
        answers.price,
        answers.timing,
        answers.ownership,
        answers.funding,
        answers.raising,
        answers.scenario_notes,
    ):
        yield answer(outlook, baseline, month)
    then = headline_figures(baseline, month)
    yield link_words.figures_then_and_now(outlook, "an earlier model", then)
    yield link_words.figures_then_and_now(outlook, "another model", None)
    yield link_words.figures_then_and_now(outlook, None, then)
    yield link_words.figures_then_and_now(outlook, None, None)
    for key in dict.fromkeys(
        key for rule in INERT_RULES for key in case.key_indices(rule.lever) if key in case.beliefs
    ):
        yield scenario_words.inert_note(scenario, key)
    yield funding_captions.end_of_money_caption(econ.run(without_new_money(scenario)))
    for _ in range(3):
        yield from texts_about_the_cut(outlook, generator)


def theory_at_random(case, generator):
    """Advice of theory that is not that of any scenario: supply may never land, and no cut may pay."""
    count = len(DEPTHS) - 1
    columns = ("lead", "date", "elastic_lead", "elastic_date")
    months = generator.uniform(0, 30, size=(count, len(columns)))
    months[generator.random(size=months.shape) < 0.2] = np.nan
    table = pd.DataFrame(months, columns=columns) * generator.choice([1.0, 1.0, np.nan])
    landing = generator.choice([6.0, 12.0, 30.0, np.inf], size=8)
    return CutTheory(
        landing=np.full(8, np.inf) if generator.random() < 0.1 else landing,
        table=table.assign(depth=DEPTHS[1:], elasticity=1.5),
        elasticities=tuple(-generator.uniform(0.5, 3, size=3)),
        matched_elasticities=tuple(generator.uniform(0.5, 3, size=3)),
        adoption_speed=generator.uniform(0.05, 4),
        throttled_adoption=generator.random(),
        fill_rate=generator.choice([1.0, generator.random()]),
        carried_depth=generator.choice([np.nan, -0.3, generator.random(), 0.98]),
    )


def texts_about_the_cut(outlook, generator):
    """The words of the price cut on maps and for theory at random, so that any advice may come about."""
    scenario, case = outlook.scenario, outlook.case
    uncertain = next(iter(case.story.uncertain.values()))
    theory = theory_at_random(case, generator)
    shape = (price_cut.cut_window(case), len(DEPTHS), 8)
    for objective in sample(price_cut.cut_objectives(case).values(), 3):
        values = generator.uniform(0.1, 1.0, size=shape) * generator.choice([1.0, 90.0])
        values[: price_cut.first_cut_month(scenario)] = np.nan
        cut_map = CutMap(objective=objective, values=values, done=True)
        promised = generator.uniform(0.1, 1.0, size=shape[1:]) * 90.0
        plan = generator.uniform(0.1, 1.0, size=(1 + len(shifted_months(outlook)), 8)) * 90.0
        for statistic in STATISTICS:
            comparison = MapComparison(
                cut_map=cut_map,
                plan=plan,
                planned_cut=plan[-1],
                promised=promised,
                statistic=statistic,
                list_rule=generator.choice([0.0, 4.0]),
            )
            yield cut_verdict_words.map_verdict(outlook, comparison)
            yield cut_verdict_words.mistake_under_own_rule(outlook, comparison)
            yield price_cut_words.best_choices_sentence(outlook, comparison)
            yield price_cut_words.map_note(outlook, comparison, has_area=True)
            yield price_cut_words.theory_comparison(outlook, cut_map, statistic, theory)
        for list_rule in price_cut.rules_after_cut(scenario).values():
            yield price_cut_words.map_caption(outlook, objective, list_rule, 256)
        cuts = [
            BestCut(key=key, value=1.0, month=7, depth=cut, gain=0.3, error=0.1)
            for key, cut in (("leakage_sensitivity", 0.0), ("host_markup", 0.4))
        ]
        deepest = dataclasses.replace(cuts[1], depth=price_cut.DEPTHS[-1])
        for turning in (cuts, cuts[1:], [deepest], [cuts[0], deepest], [*cuts, deepest, deepest]):
            for as_believed in cuts:
                yield price_cut_words.best_cuts_caption(outlook, objective, turning, as_believed)
    for name, list_rule in price_cut.rules_after_cut(scenario).items():
        yield price_cut_words.statistics_note(outlook, list_rule)
        yield price_cut_words.map_rule_note(outlook, name, list_rule)
    yield price_cut_words.landing_caption(outlook, uncertain, theory)
    yield price_cut_words.theory_caption(outlook, theory)
    yield price_cut_words.alternatives_caption(outlook)
    yield price_cut_words.no_alternatives_sentence(outlook)
    yield price_cut_words.cut_rule_caption(outlook)
    cuts = our_cuts(outlook.scenario)
    pairs = (len(cuts), len(RIVAL_ANSWERS), 2)
    ours, theirs = (np.round(generator.uniform(0, 2, size=pairs)) for _ in range(2))
    replies = ReplyTable(month=6, our_cuts=cuts, undercut=0.15, ours=ours, theirs=theirs)
    yield price_cut_words.equilibrium_sentence(outlook, replies)
    yield price_cut_words.replies_caption(outlook, replies, "holds")


@pytest.fixture(scope="module")
def names_of(case):
    """A pattern of all names that may be in a sentence: of assumptions and elements, of cases, and of what a cut is judged by."""
    names = {case.label_of(key) for key in [*case.keys(), *case.story.headline]}
    names |= {label for labels in case.elements.values() for label in labels.values()}
    names |= {assumption.label for assumption in case.assumptions.values()}
    names |= {entry.title for entry in [*case.presets.values(), *case.stresses.values()]}
    for objective in price_cut.cut_objectives(case).values():
        names |= {objective.name, objective.meaning}
    longest_first = sorted((name for name in names if name), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


MONTH = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}\b")
AMOUNT = re.compile(r"\d[\d,.]*")


def size_of(sentence, names):
    """How many words a sentence has, a name being one, and how many amounts."""
    text = names.sub("Name", MONTH.sub("Month", sentence))
    return len(text.split()), len(AMOUNT.findall(text))


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_sentences_are_short_and_have_two_amounts_at_most(case, preset, names_of):
    baseline = econ.run(case.scenario(preset))
    scenarios = [
        case.scenario(preset, {}, stress) for stress in [(), *((name,) for name in case.stresses)]
    ]
    scenarios += random_scenarios(case, preset, 20 if FULL else 4)
    lengths, generator = {}, np.random.default_rng(61)
    for scenario in scenarios:
        for text in texts_about(scenario, baseline, generator):
            assert not re.search(r"[«»;{}]|\bnan\b|\binf\b|  ", text), text
            for sentence in sentences_of(text):
                if sentence in lengths:
                    continue
                count, amounts = size_of(sentence, names_of)
                assert count <= MOST_WORDS, (count, sentence)
                assert amounts <= MOST_AMOUNTS, (amounts, sentence)
                assert re.search(r"[.?]$", sentence), sentence
                lengths[sentence] = count
    assert len(lengths) > 100
    assert sum(lengths.values()) / len(lengths) <= MEAN_WORDS


def test_the_answer_of_the_overview_never_lists_the_changes(case, april):
    changes = {"delivery_delay.ascend_950dt": 12.0, "trend_growth": 0.05, "cut_depth.pro": 0.75}
    answer = as_read(answers.overview(econ.run(case.scenario(overrides=changes)), april, 11))
    assert "12 months" not in answer and "75 %" not in answer and "growth" not in answer
    assert len(answer) <= 210  # two lines


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
