"""Contradictions: facts that cannot all be true are refused in the file, in presets, by hand and in addresses; no draw has any."""

import functools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from econ.case.case import parse
from econ.case.contradictions import RULES, contradictions, made_consistent
from econ.case.scenario import from_query, from_toml
from econ.problems import AssumptionError
from econ.risk import draws

EACH_RULE = pytest.mark.parametrize(
    "rule", RULES, ids=lambda rule: f"{' '.join(rule.parts)} in {rule.whole}"
)


def names(rule):
    return (*rule.parts, rule.whole)


def keys_of(case, rule, element):
    """The keys of a rule's facts for an element; a fact that all elements share has none."""
    return [f"{name}.{element}" if case.assumptions[name].per else name for name in names(rule)]


def opposite(case, rule, element):
    """Changes inside the limits that break the rule: its parts as large as they can be, the whole as small."""
    *parts, whole = keys_of(case, rule, element)
    largest = {key: case.assumption_of(key).limits[1] for key in parts}
    return largest | {whole: case.assumption_of(whole).limits[0]}


def refused(rule, act):
    """Whether something is refused with the reason of the rule, in a sentence that can be shown."""
    with pytest.raises(AssumptionError) as caught:
        act()
    assert all(problem.isprintable() for problem in caught.value.problems)
    return any(problem.endswith(rule.reason) for problem in caught.value.problems)


@functools.lru_cache(maxsize=4)
def problems_of(text):
    with pytest.raises(AssumptionError) as caught:
        parse(text)
    return caught.value.problems


def refused_as(rule, text):
    """Whether one of the problems of a file is this rule."""
    return any(problem.endswith(rule.reason) for problem in problems_of(text))


@EACH_RULE
def test_the_shipped_case_has_no_contradiction(case, rule):
    for element in case.elements[rule.of]:
        *parts, whole = (case.belief(key).base for key in keys_of(case, rule, element))
        assert rule.together(parts) <= whole


@EACH_RULE
def test_a_contradictory_override_is_refused_at_every_entry(case, rule):
    for element in case.elements[rule.of]:
        changes = opposite(case, rule, element)
        lines = "".join(f'"{key}" = {number!r}\n' for key, number in changes.items())
        text = f'[scenario]\ncase = "{case.title}"\n[overrides]\n{lines}'
        assert refused(rule, lambda changes=changes: case.scenario(None, changes))
        assert refused(rule, lambda text=text: from_toml(case, text))
        scenario, notices = from_query(case, {key: repr(n) for key, n in changes.items()})
        assert notices and not contradictions(case, scenario.value)
        assert dict(scenario.overrides).keys() < changes.keys()


HALVES = (RULES[::2], RULES[1::2])  # what one rule wants large another may want small


def everything_opposite(case, rules, which):
    """The opposite of several rules, each of one element of its dimension."""
    changes = {}
    for rule in rules:
        changes |= opposite(case, rule, list(case.elements[rule.of])[which])
    return changes


@pytest.mark.parametrize("rules", HALVES)
@pytest.mark.parametrize("group", ["presets", "stresses"])
def test_a_preset_or_a_stress_in_the_file_is_refused_with_every_problem(case, root, rules, group):
    text = (root / "assumptions.toml").read_text("utf-8")
    text += f'\n[{group}.odd]\ntitle = "Odd"\nmeaning = "A test."\n[{group}.odd.values]\n'
    text += "".join(
        f'"{key}" = {number!r}\n' for key, number in everything_opposite(case, rules, 0).items()
    )
    assert all(refused_as(rule, text) for rule in rules)


@pytest.mark.parametrize("rules", HALVES)
def test_values_in_the_file_are_refused_with_every_problem(case, root, rules):
    text = (root / "assumptions.toml").read_text("utf-8")
    changes = everything_opposite(case, rules, -1)
    for key, number in changes.items():
        name, _, element = key.partition(".")
        if not element:
            head, title, rest = text.partition(f"[assumptions.{name}]\n")
            table, blank, tail = rest.partition("\n\n")
            table = re.sub("(?m)^(base|low|high) = .*", rf"\1 = {number!r}", table)
            text = head + title + table + blank + tail
            continue
        per = case.per(name)[0]
        head, title, rest = text.partition(f"[{per}.{element}]\n")
        table, blank, tail = rest.partition("\n\n")
        lines = [line for line in table.splitlines() if line.split(" = ")[0] != name]
        origin = 'basis = "judgement", source = "own", held = 2026-04-24, why = "A test."'
        lines.append(f"{name} = {{ base = {number!r}, {origin} }}")
        text = head + title + "\n".join(lines) + blank + tail
    assert all(refused_as(rule, text) for rule in rules)


NODES = "crosses_nodes = 1 needs node_ranks of at least 1, and node_ranks is 0 there: "
CROSSING = """
[{group}.odd]
title = "Odd"
meaning = "A test."
[{group}.odd.values]
"crosses_nodes.ascend_910c" = 1
"node_ranks.ascend_910c" = 0
"""


def test_what_depends_on_no_preset_is_stated_once_in_the_words_of_the_file(case, root):
    text = (root / "assumptions.toml").read_text("utf-8")
    head, title, rest = text.partition("[chip.ascend_910c]\n")
    wrong = (
        head + title + rest.replace("crosses_nodes = { base = 0,", "crosses_nodes = { base = 1,", 1)
    )
    problems = [problem for problem in problems_of(wrong) if "node_ranks" in problem]
    assert len(case.presets) * (1 + len(case.stresses)) > 10
    assert len(problems) == 1 and problems[0].startswith(f"[chip.ascend_910c] {NODES}")


@pytest.mark.parametrize(
    ("group", "place"), [("stresses", "[stresses.odd]: "), ("presets", "[presets.odd]: ")]
)
def test_what_a_preset_or_a_stress_brings_about_names_it_once(root, group, place):
    text = (root / "assumptions.toml").read_text("utf-8") + CROSSING.format(group=group)
    problems = [problem for problem in problems_of(text) if "node_ranks" in problem]
    assert len(problems) == 1 and problems[0].startswith(f"{place}[chip.ascend_910c] {NODES}")


TOO_MANY = "[shape.v4_pro] moe_layers = 100 needs layers of at least 100, and layers is 61 there: "
LAYER = """
[{group}.{name}]
title = "{name}"
meaning = "A test."
[{group}.{name}.values]
"{key}" = {number}
"""


@pytest.mark.parametrize(
    ("layers", "places"),
    [
        # Every preset but one, which states more layers.
        (
            [("presets", "deep", "layers.v4_pro", 100)],
            "[presets.april-2026] and [presets.november-2026]: ",
        ),
        # Every preset but one, and that one too under a stress.
        (
            [
                ("presets", "deep", "layers.v4_pro", 100),
                ("stresses", "shallow", "layers.v4_pro", 61),
            ],
            "[presets.april-2026] and [presets.november-2026], [presets.deep] with [stresses.shallow]: ",
        ),
        # A stress that changes nothing of it.
        ([("stresses", "same", "layers.v4_pro", 61)], ""),
    ],
)
def test_what_holds_under_several_presets_and_stresses_is_stated_once_with_all_of_them(
    root, layers, places
):
    text = (root / "assumptions.toml").read_text("utf-8")
    head, title, rest = text.partition("[shape.v4_pro]\n")
    wrong = (
        head + title + rest.replace("moe_layers = { base = 61,", "moe_layers = { base = 100,", 1)
    )
    for group, name, key, number in layers:
        wrong += LAYER.format(group=group, name=name, key=key, number=number)
    problems = [problem for problem in problems_of(wrong) if "of the layers" in problem]
    assert len(problems) == 1 and problems[0].startswith(f"{places}{TOO_MANY}")


@pytest.mark.parametrize(
    ("key", "number", "words"),
    [
        ("moe_layers.v4_pro", 62, "V4-Pro shape: .* 62 .* 61 cannot both be true"),
        ("experts.v3_2", 4, "no more parameters are active than there are"),
        ("active_parameters.v4_flash", 5, "5.0 bn parameters cannot all be true"),
    ],
)
def test_the_sentence_names_the_model_and_both_facts(case, key, number, words):
    with pytest.raises(AssumptionError, match=words):
        case.scenario(None, {key: number})


@pytest.mark.parametrize(
    ("peaks", "slower"),
    [
        (
            (1000, 500, 2000),
            "peak_bf16 = 1000 needs peak_fp8 of at least 1000, and peak_fp8 is 500",
        ),
        (
            (500, 2000, 1000),
            "peak_fp8 = 2000 needs peak_fp4 of at least 2000, and peak_fp4 is 1000",
        ),
        ((500, 500, 500), ""),  # a chip that has neither of the smaller formats
        ((500, 1000, 1000), ""),
    ],
)
def test_a_chip_that_is_slower_in_fewer_bits_is_refused_in_one_sentence(root, peaks, slower):
    text = (root / "assumptions.toml").read_text("utf-8")
    table = re.search(r"^\[chip\.h100\]\nlabel = .*\n((?:.+\n)+)", text, re.MULTILINE)[1]
    for name, peak in zip(("peak_bf16", "peak_fp8", "peak_fp4"), peaks, strict=True):
        table = re.sub(rf"(?m)^{name} = {{ base = \d+", f"{name} = {{ base = {peak}", table)
    text += f'\n[chip.example]\nlabel = "Example chip"\n{table}'
    if not slower:
        assert parse(text).beliefs["peak_fp4.example"].base == peaks[-1]
        return
    (problem,) = problems_of(text)
    assert problem.startswith(f"[chip.example] {slower} there: a chip is no slower in ")


def test_values_at_the_limit_are_accepted(case):
    case.scenario(None, {"moe_layers.v3_2": 61, "routed_experts.v4_pro": 6, "group_ranks.gb300": 1})


def test_stresses_that_only_contradict_together_are_refused(root):
    text = (root / "assumptions.toml").read_text("utf-8")
    tables = {
        "shallow": "layers.r1 = 61\nmoe_layers.r1 = 58\nfull_layers.r1 = 50\nlayers.v3_2 = 70",
        "many": "moe_layers.v3_2 = 65\nlayers.v3_2 = 66",
        "few": "layers.v3_2 = 62",
    }
    for name, values in tables.items():
        text += f'\n[stresses.{name}]\ntitle = "{name}"\nmeaning = "A test."\n[stresses.{name}.values]\n{values}\n'
    case = parse(text)
    with pytest.raises(AssumptionError, match="layer with experts"):
        case.scenario(None, None, ["many", "few"])
    scenario, notices = from_query(case, {"stress": "many,few"})
    assert scenario.stresses == () and "the stresses are left out" in notices[0]
    query = {"stress": "many,few", "moe_layers.v3_2": "62", "layers.v3_2": "61.5"}
    scenario, notices = from_query(case, query)
    assert notices and not contradictions(case, scenario.value)


@pytest.fixture(scope="module")
def unsure(root):
    """The case with ranges around facts of one shape that are close to each other."""
    text = (root / "assumptions.toml").read_text("utf-8")
    head, title, rest = text.partition("[shape.v4_pro]")
    for name, base, spread in (
        ("layers", 61, 3),
        ("moe_layers", 61, 3),
        ("active_parameters", 49, 30),
    ):
        old = f"\n{name} = {{ base = {base},"
        assert old in rest
        rest = rest.replace(old, f"{old} low = {base - spread}, high = {base + spread},", 1)
    return parse(head + title + rest)


def test_no_draw_has_a_contradiction(unsure):
    scenario = unsure.scenario()
    keys = [f"{name}.v4_pro" for name in ("layers", "moe_layers", "active_parameters")]
    alone = {
        key: draws.assumption_quantile(scenario, key, np.linspace(0.05, 0.95, 99)) for key in keys
    }
    assert np.any(alone["moe_layers.v4_pro"] > 61.0)
    for rows in (
        draws.sobol_draws(scenario, 256),
        draws.sobol_draws(scenario, 256, keys=keys),
        draws.draws_on_own_sequence(scenario, keys, 256),
        draws.latin_hypercube_draws(scenario, 256),
    ):
        for draw in range(len(rows[keys[0]])):

            def value(key, rows=rows, draw=draw):
                return rows[key][draw] if key in rows else scenario.value(key)

            assert not contradictions(unsure, value, keys)
            assert all(value(key) % 1.0 == 0.0 for key in keys[:2])


@given(st.data())
def test_a_contradictory_draw_is_moved_as_little_as_possible(case, data):
    """Every draw lies between what was drawn and what is in force; one that agrees is not moved, one that is lies at an edge."""
    dimension = data.draw(st.sampled_from(sorted({rule.of for rule in RULES})))
    element = data.draw(st.sampled_from(list(case.elements[dimension])))
    rules, value = [rule for rule in RULES if rule.of == dimension], case.scenario().value
    keys = sorted({key for rule in rules for key in keys_of(case, rule, element)})
    drawn = [
        key for key in keys if not case.assumption_of(key).options and data.draw(st.booleans())
    ]
    rows = {key: np.array([data.draw(st.floats(*case.assumption_of(key).limits))]) for key in drawn}

    def agrees(numbers):
        return not contradictions(
            case, lambda key: numbers[key][0] if key in numbers else value(key), keys
        )

    sound = made_consistent(case, value, rows)
    assert agrees(sound)
    if agrees(rows):
        assert sound == rows
    else:
        assert not agrees({key: sound[key] + 1e-6 * (rows[key] - value(key)) for key in rows})
    shared = [sound[key] for key in rows if "." not in key]  # to which parts may move
    for key, drawn in rows.items():
        least = min(value(key), drawn, *shared)
        assert least - 1e-9 <= sound[key] <= max(value(key), drawn) + 1e-9


def test_draws_of_the_shipped_case_need_no_change(case):
    """The rules change no future of the case."""
    for preset in case.presets:
        scenario = case.scenario(preset)
        rows = draws.sobol_draws(scenario, 4096)
        for rule in RULES:
            for element in case.elements[rule.of]:
                *parts, whole = (
                    rows.get(key, scenario.value(key)) for key in keys_of(case, rule, element)
                )
                assert np.all(rule.together(parts) <= np.asarray(whole))
