"""Reading the file of assumptions: each problem is stated once, in one sentence."""

import collections
import re

import pytest
from support.tiny_case import MODULES, TEXT, changed, equations, problems, rivalry, tiny

from econ.case.case import load, parse
from econ.problems import AssumptionError

# Changes of the file, and what the sentence about it must hold: key, rule, value, nearest name.
BROKEN = {
    "limits": (
        ("base = 0.08", "base = 0.8"),
        ("growth", "base", "-0.5", "0.5", "share/month", "0.8"),
    ),
    "order": (("low = 0.03", "low = 0.1"), ("growth", "low ≤ base ≤ high", "0.1", "0.08")),
    "element order": (
        ("base = 2, high = 9", "base = 2, high = 1"),
        ("platform.new", "delivery_delay", "≤"),
    ),
    "infinite": (("base = 0.08", "base = inf"), ("growth", "base", "finite")),
    "nan": (("low = 0.03", "low = nan"), ("growth", "low", "finite")),
    "bool": (("base = 0.08", "base = true"), ("growth", "base", "number", "True")),
    "text": (("base = 0.08", 'base = "8 %"'), ("growth", "base", "number", "8 %")),
    "huge": (("base = 0.08", "base = 1" + "0" * 400), ("growth", "base", "number")),
    "basis": (
        ('basis = "judgement"', 'basis = "judgment"'),  # codespell:ignore judgment
        ("delivery_delay", "basis", "judgment", "«judgement»"),  # codespell:ignore judgment
    ),
    "no basis": (('basis = "judgement"', ""), ("delivery_delay", "states no «basis»")),
    "no source": (('source = "own"', ""), ("delivery_delay", "states no «source»")),
    "source": (('source = "own"', 'source = "owm"'), ("delivery_delay", "owm", "nearest is «own»")),
    "no date": (("held = 2026-04-24\nwhy", "why"), ("delivery_delay", "held")),
    "date text": (
        ("held = 2026-04-24\nwhy", 'held = "2026-04-24"\nwhy'),
        ("delivery_delay", "held", "must be a date"),
    ),
    "no why": (('why = "As before."', ""), ("growth", "why")),
    "empty why": (('why = "As before."', 'why = " "'), ("growth", "why")),
    "no value": (("base = 0.08\nlow = 0.03\nhigh = 0.15", ""), ("growth", "base")),
    "no element value": (
        ("rival_weight = { base = 0.5 }", ""),
        ("rival_weight.flash.glm", "no value", "(x)", "[competitor.glm.flash]"),
    ),
    "unit": (
        ('unit = "month"', 'unit = "months"'),
        ("delivery_delay", "months", "nearest is «month»"),
    ),
    "kind": (
        ('kind = "world"', 'kind = "word"'),
        ("delivery_delay", "kind", "word", "nearest is «world»"),
    ),
    "stage": (
        ('stage = "supply"', 'stage = "suply"'),  # codespell:ignore suply
        ("delivery_delay", "suply", "nearest is «supply»"),  # codespell:ignore suply
    ),
    "dimension": (
        ('per = ["platform"]', 'per = ["platforms"]'),
        ("delivery_delay", "nearest is «platform»"),
    ),
    "empty dimension": (
        ('per = ["platform"]', 'per = ["round"]'),
        ("delivery_delay", "there is no round"),
    ),
    "no meaning": (('meaning = "Growth a month."', ""), ("growth", "states no «meaning»")),
    "two lines": (
        ('"Growth a month."', '"Growth\\na month."'),
        ("growth", "meaning", "line of text"),
    ),
    "unknown field": (
        ("span = [0, 18]", "spam = [0, 18]"),
        ("delivery_delay", "spam", "nearest is «span»"),
    ),
    "span": (
        ("span = [0, 18]", "span = [0, 40]"),
        ("delivery_delay", "span", "0 to 40", "0 to 36"),
    ),
    "span below": (("span = [0, 18]", "span = [-1, 18]"), ("delivery_delay", "span", "-1 to 18")),
    "limits down": (("limits = [0, 36]", "limits = [36, 0]"), ("delivery_delay", "36 to 0")),
    "limits one": (
        ("limits = [0, 36]", "limits = [36]"),
        ("delivery_delay", "limits", "list of two"),
    ),
    "step": (("step = 1", "step = 0"), ("delivery_delay", "step", "greater than 0")),
    "options": (("limits = [0, 2]", "limits = [0, 3]"), ("cut_rule", "3 options", "0 to 2")),
    "part switch": (
        ("cut_rule = { base = 1", "cut_rule = { base = 0.5"),
        ("tier.pro", "cut_rule", "0.5", "«never»"),
    ),
    "undated": (("base = 0.08\nlow = 0.03\nhigh = 0.15", "steps = []"), ("growth", "not dated")),
    "descending": (("2026-06-16", "2026-04-24"), ("list_price", "ascending", "2026-04-24")),
    "step source": (
        ('value = 24, basis = "disclosed", source = "list"', 'value = 24, basis = "disclosed"'),
        ("tier.pro", "list_price", "source"),
    ),
    "step limits": (("value = 12", "value = 0"), ("tier.pro", "list_price", "2026-06-16", "0.001")),
    "step field": (
        ('note = "launch"', 'not = "launch"'),
        ("tier.pro", "list_price", "«steps not»", "is «note»"),
    ),
    "element field": (
        ("base = 2, high = 9", "bse = 2, high = 9"),
        ("platform.new", "bse", "nearest is «base»"),
    ),
    "bare": (
        ("rival_weight = { base = 0.5 }", "rival_weight = 0.5"),
        ("glm.flash", "rival_weight", "table"),
    ),
    "wrong place": (
        ('label = "Old chip"', 'label = "Old"\ngrowth = { base = 0 }'),
        ("platform.old", "growth", "all"),
    ),
    "half a place": (
        ('label = "Flash"', 'label = "Flash"\nrival_weight = { base = 0 }'),
        ("tier.flash", "rival_weight", "per tier and competitor"),
    ),
    "stranger": (
        ('label = "Old chip"', 'label = "Old"\ngrwth = { base = 0 }'),
        ("platform.old", "is «growth»"),
    ),
    "twice": (
        ("[competitor.glm]", "[tier.pro.glm]\nrival_weight = { base = 1 }\n[competitor.glm]"),
        ("rival_weight.pro.glm", "twice"),
    ),
    "twice in two spellings": (
        ("growth = 0.2\n", "growth = 0.2\ndelivery_delay.new = 5\n"),
        ("presets.june", "«delivery_delay.new» twice"),
    ),
    "twice in a stress": (
        ('{ "delivery_delay.new" = 12', '{ delivery_delay.new = 12, "delivery_delay.new" = 12'),
        ("stresses.late", "«delivery_delay.new» twice"),
    ),
    "twice where elements cross": (
        ("[platform.old]", "[tier.flash.glm]\nrival_weight = { base = 0.5 }\n[platform.old]"),
        ("rival_weight.flash.glm", "twice", "[competitor.glm.flash]", "[tier.flash.glm]"),
    ),
    "no label": (('label = "Old chip"', ""), ("platform.old", "label")),
    "element name": (("[platform.old]", '[platform."Old.1"]'), ("Old.1", "small letters")),
    "same name": (("[tier.flash]", "[tier.new]"), ("«new»", "platform", "tier")),
    "lever": (('"growth"', '"growht"'), ("levers", "growht", "nearest is «growth»")),
    "lever element": (
        ('"delivery_delay.new"', '"delivery_delay.mew"'),
        ("levers", "mew", "nearest is «new»"),
    ),
    "lever whole": (
        ('"delivery_delay.new"', '"delivery_delay"'),
        ("delivery_delay.old, delivery_delay.new",),
    ),
    "lever twice": (
        ('"cut_rule.pro"]', '"delivery_delay.new"]'),
        ("levers", "front", "delivery_delay.new", "twice"),
    ),
    "lever place": (("front =", "frnt ="), ("levers", "frnt", "nearest is «front»")),
    "dated lever": (
        ('price = ["growth"]', 'price = ["growth", "list_price.pro"]'),
        ("levers", "price", "«list_price.pro» cannot be a lever", "changes with time"),
    ),
    "preset's dated lever": (
        (
            "[presets.june.values]",
            '[presets.june.levers]\n"growth" = "list_price.pro"\n[presets.june.values]',
        ),
        ("presets.june", "levers", "«list_price.pro» cannot be a lever"),
    ),
    "preset levers": (
        (
            "[presets.june.values]",
            '[presets.june.levers]\n"grwoth" = "delivery_delay.mew"\n[presets.june.values]',
        ),
        ("presets.june", "«grwoth» is no lever", "nearest is «growth»"),
    ),
    "preset levers' element": (
        (
            "[presets.june.values]",
            '[presets.june.levers]\n"growth" = "delivery_delay.mew"\n[presets.june.values]',
        ),
        ("presets.june", "levers", "mew", "nearest is «new»"),
    ),
    "preset settled": (
        ("[presets.june.values]", 'settled = ["grwoth"]\n[presets.june.values]'),
        ("presets.june", "settled", "nearest is «growth»"),
    ),
    "preset lever twice": (
        (
            "[presets.june.values]",
            '[presets.june.levers]\n"growth" = "cut_rule.pro"\n[presets.june.values]',
        ),
        ("presets.june", "levers", "«cut_rule.pro» is a lever already"),
    ),
    "preset key": (("growth = 0.2", "grwoth = 0.2"), ("presets.june", "nearest is «growth»")),
    "preset limit": (("growth = 0.2", "growth = 2"), ("presets.june", "growth", "0.5", "2")),
    "preset option": (('"never"\n', '"no"\n'), ("presets.june", "cut_rule.pro", "«never»", "«no»")),
    "preset text": (("growth = 0.2", 'growth = "0.2"'), ("presets.june", "growth", "number")),
    "preset source": (
        ('high = 5, basis = "reported", source = "list"', 'high = 5, basis = "reported"'),
        ("presets.june", "delivery_delay.new", "source"),
    ),
    "stress list": (
        ("growth = 0 }", "growth = [0, 1] }"),
        ("stresses.frozen", "growth", "a list of 2"),
    ),
    "default preset": (('preset = "april"', 'preset = "apri"'), ("preset", "nearest is «april»")),
    "clash": (("[stresses.late]", "[stresses.june]"), ("june", "preset", "stress")),
    "start": (("start = 2026-05-01", "start = 2026-05-02"), ("start", "first day")),
    "months": (("months = 12", "months = 0"), ("months", "1")),
    "address": (
        ('"https://example.com/prices"', '"javascript:alert(1)"'),
        ("sources.list", "address", "https://"),
    ),
    "table": (("[presets.april]", "[preset.april]"), ("«preset»", "nearest is «presets»")),
    "reserved": (("[assumptions.growth]", "[assumptions.stress]"), ("stress", "reserved")),
}


def test_a_preset_is_read_with_quotes_around_its_keys_and_without():
    quoted, plain = '"delivery_delay.new" = { base = 4', "delivery_delay.new = { base = 4"
    without = tiny(
        changed(
            (quoted, plain),
            ('"cut_rule.pro" =', "cut_rule.pro ="),
            ('{ "delivery_delay.new" = 12', "{ delivery_delay.new = 12"),
        )
    )
    assert (without.presets, without.stresses) == (tiny().presets, tiny().stresses)


@pytest.mark.parametrize("name", BROKEN)
def test_a_problem_names_key_rule_value_and_nearest_name(name):
    pair, parts = BROKEN[name]
    sentences = problems(changed(pair))
    assert any(all(part in problem for part in parts) for problem in sentences), sentences
    assert all("\n" not in problem for problem in sentences)


def test_all_problems_are_listed_at_once_without_repetition():
    names = ("order", "unit", "preset option", "lever", "preset key", "step limits", "no label")
    pairs = [BROKEN[name] for name in names]
    sentences = problems(changed(*(pair for pair, _ in pairs)))
    for _, parts in pairs:
        assert any(all(part in problem for part in parts) for problem in sentences), parts
    assert len(sentences) == len(set(sentences)) == len(pairs)


def test_a_source_that_is_not_there_is_named_beside_a_wrong_basis():
    entry = 'basis = "judgement"\nsource = "own"'
    wrong = TEXT.replace(entry, 'basis = "guess"\nsource = "ownn"', 1)
    assert wrong != TEXT
    refusals = problems(wrong)
    assert any("basis" in problem and "guess" in problem for problem in refusals), refusals
    assert any("no source «ownn»; the nearest is «own»" in problem for problem in refusals), (
        refusals
    )


def test_the_wiring_is_checked_with_the_file():
    begin, end = TEXT.index("[assumptions.growth]"), TEXT.index("[assumptions.initial_cash]")
    spare = TEXT + TEXT[begin:end].replace("growth", "luck")
    assert any("«luck» is used by no equation" in problem for problem in problems(spare))
    cut = TEXT.index("[assumptions.initial_cash]"), TEXT.index("[presets.april]")
    assert any("initial_cash" in problem for problem in problems(TEXT[: cut[0]] + TEXT[cut[1] :]))
    less = tuple(m for m in MODULES if m.__name__ != "tiny.supply")
    assert any(
        "delivery_delay" in problem
        for problem in problems(TEXT.replace('"supply"', '"price"'), less)
    )


@pytest.mark.parametrize(
    ("name", "number"), [("pue", "its base (x)"), ("peak_hours", "its base or steps (share)")]
)
def test_an_assumption_whose_table_is_missing_is_one_sentence(root, name, number):
    text = (root / "assumptions.toml").read_text("utf-8")
    head, title, rest = text.partition(f"[assumptions.{name}]\n")
    assert title
    with pytest.raises(AssumptionError) as caught:
        parse(head + rest[rest.index("\n[") :])
    sentences = [problem for problem in caught.value.problems if name in problem]
    assert sentences == [
        f"there is no [assumptions.{name}] with a value: state {number}, basis, source and held"
    ]


def test_an_equation_cannot_have_the_name_of_a_parameter_of_the_address():
    module = equations("price", stress=(rivalry, "x", "tier"))
    assert any(
        "«stress»" in problem and "reserved" in problem
        for problem in problems(TEXT, (*MODULES, module))
    )


def test_a_dated_assumption_has_no_separate_initial_value():
    text = changed(("[assumptions.initial_cash]", "[assumptions.initial_list_price]"))
    assert any("initial_list_price" in problem and "dated" in problem for problem in problems(text))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", ("empty",)),
        (b" \n\t", ("empty",)),
        (b"\xef\xbb\xbf", ("empty",)),
        (b"\x89PNG\r\n\x1a\n", ("not UTF-8", "byte 1")),
        (b"title = 1\xff", ("not UTF-8", "byte 10")),
        (b"#" * 1_048_577, ("1,048,577", "1,048,576")),
        (b"[case]\ntitle = = 3", ("line 2", "column 9")),
        (b"[case]\na = 1\na = 2\n", ("line 3",)),
        (b"[case]\n[case]\n", ("line 2",)),
        (b"a = " + b"[" * 50_000, ("nested",)),
        (b"a." * 100_000 + b"a = 1", ("nested",)),
        (b"a = " + b"1" * 5_000, ("digits",)),
        (b"a = 2026-02-31", ("line 1",)),
    ],
)
def test_a_file_that_is_no_case_file_is_refused_in_one_sentence(tmp_path, data, words):
    path = tmp_path / "odd.toml"
    path.write_bytes(data)
    with pytest.raises(AssumptionError) as caught:
        load(path)
    (problem,) = caught.value.problems
    assert all(word in problem for word in ("odd.toml", *words)), problem


def test_a_missing_file_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(AssumptionError, match=r"nowhere\.toml cannot be read: no such file"):
        load(tmp_path / "nowhere.toml")


def test_a_lone_surrogate_is_refused():
    assert "not UTF-8" in problems("title = '\ud800'")[0]


@pytest.mark.parametrize("group", ["platform", "tier", "competitor"])
def test_a_new_element_loads_once_the_values_named_in_the_problems_are_stated(group):
    text = f'{TEXT}\n[{group}.fresh]\nlabel = "Fresh"\n'
    bare = text.replace("base = 0\nlow = 0\nhigh = 6\n", "")  # no delay that is common to all
    bare = bare.replace('label = "Old chip"', 'label = "Old chip"\ndelivery_delay = { base = 0 }')
    tables = collections.defaultdict(list)
    for problem in problems(bare):
        name, table = re.search(r"state (\w+) \(.+?\) in \[([a-z.]+)\]", problem).groups()
        origin = 'basis = "judgement", source = "own", held = 2026-04-24, why = "New."'
        tables[table].append(f"{name} = {{ base = 1, {origin} }}\n")
    assert tables
    stated = {table: "".join(lines) for table, lines in tables.items()}
    bare += stated.pop(f"{group}.fresh", "")
    bare += "".join(f"[{table}]\n{lines}" for table, lines in stated.items())
    assert "fresh" in tiny(bare).elements[group]
