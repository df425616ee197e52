"""Names that the model had once: a link and a scenario file are used without them, and a case file with one is refused."""

import itertools
import re

import pytest
from support import tiny_case as tiny

import econ
from econ.case.case import parse
from econ.case.file.definitions import shipped_definitions
from econ.case.file.retired import RETIRED, retired_names, retirement
from econ.case.scenario import from_query, from_toml
from econ.cli import main
from econ.engine.quantity import ModelError
from econ.problems import AssumptionError

CASE = tiny.tiny()
HEAD = '[scenario]\ncase = "Tiny"\npreset = "june"\n[overrides]\n'
OLD, ALSO_OLD = "restlessness", "patience"
REPLACED = {OLD: "prices move at once: see «growth»", ALSO_OLD: "see «cash»"}
SENTENCE = f"«{OLD}» is no longer part of the model; {REPLACED[OLD]}"
KEYS = (OLD, f"{OLD}.pro", f"{OLD}.pro.glm", f"{OLD}.<b>", f"{OLD}.a.b.c.d")


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    """Retire two names for the length of a test."""
    for name, replaced in REPLACED.items():
        monkeypatch.setitem(retired_names(), name, replaced)


def faults(registry, live):
    """The problems of a registry of retired names."""
    for name, replaced in registry.items():
        if name in live:
            yield f"«{name}» is retired and part of the model"
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            yield f"«{name}» cannot be the name of a quantity"
        if not replaced.isprintable() or replaced[:1].isupper() or replaced.endswith("."):
            yield f"«{name}»: the end of a sentence begins with a small letter and has no full stop"
        for key in re.findall("«([^»]*)»", replaced):
            if key not in live:
                yield f"the sentence of «{name}» names «{key}», which is not part of the model"


def test_no_retired_name_is_live_and_each_sentence_names_live_ones_only(case, monkeypatch):
    monkeypatch.undo()
    live = {*shipped_definitions(), *case.model.quantities}
    assert not list(faults(retired_names(), live)), f"correct {RETIRED.name}"


def test_what_is_wrong_with_a_registry_is_found(case):
    live = {"growth", "cash"}
    assert not list(faults(REPLACED, live))
    wrong = {
        "cash": "see «growth»",
        "Old": "see «growth»",
        "old": "See «growth»",
        "older": "see «growth».",
        "ancient": f"see «growth» and «{OLD}»",
    }
    assert len(list(faults(wrong, live))) == len(wrong)


def test_a_sentence_is_of_the_name_whatever_element_the_key_has():
    assert {retirement(key) for key in KEYS} == {SENTENCE}
    for key in ("growth", "", ".", f"x.{OLD}", None, 3, (OLD,)):
        assert retirement(key) == ""


@pytest.mark.parametrize("key", KEYS)
def test_an_address_is_used_without_a_retired_key_and_says_so_once(key):
    query = {"case": "june", "stress": "late", "growth": "0.1"}
    scenario, notices = from_query(CASE, {**query, key: ["0.2"], OLD: "nan"})
    assert (scenario, []) == from_query(CASE, query)
    assert notices == [f"ignored in the address: {SENTENCE}"]


def test_an_address_of_nothing_but_retired_keys_has_a_notice_for_each_name():
    query = {f"{name}.{number}": "1" for name in REPLACED for number in range(2000)}
    scenario, notices = from_query(CASE, query)
    assert scenario == CASE.scenario() and len(notices) == len(REPLACED)


@pytest.mark.parametrize("spelling", [OLD, f'"{OLD}.pro"', f"{OLD}.pro", f"{OLD}.pro.glm"])
@pytest.mark.parametrize("value", ["0.2", '"never"', "[1, 2]", "nan"])
def test_a_scenario_file_is_used_without_a_retired_key_and_says_so_once(spelling, value):
    text = HEAD + f"growth = 0.1\n{spelling} = {value}\n"
    assert from_toml(CASE, text) == (CASE.scenario("june", {"growth": 0.1}), [SENTENCE])


def test_other_problems_of_a_scenario_file_are_listed_without_the_retired_keys():
    with pytest.raises(AssumptionError) as refused:
        from_toml(CASE, HEAD + f"{OLD} = 1\ngrwth = 1\n")
    (problem,) = refused.value.problems
    assert "«grwth»" in problem


def test_the_shell_says_on_standard_error_what_it_leaves_out(capsys):
    words = ["run", "--set", "trend_growth=0.05", "--format", "json"]
    assert main(words) == 0
    without = capsys.readouterr()
    assert main([*words, "--set", f"{OLD}.pro=3", "--set", f"{OLD}=4"]) == 0
    printed = capsys.readouterr()
    assert printed.out == without.out
    assert printed.err == f"ignored in --set: {SENTENCE}\n"


def test_python_code_that_states_a_retired_key_is_refused_with_the_sentence():
    for attempt in (
        lambda: CASE.scenario(None, {f"{OLD}.pro": 1}),
        lambda: CASE.belief(OLD),
        lambda: CASE.name_of(f"{OLD}.pro"),
    ):
        with pytest.raises(AssumptionError) as refused:
            attempt()
        assert refused.value.problems == (SENTENCE,)


def test_a_retired_quantity_that_is_asked_for_is_refused_with_the_sentence(april, capsys):
    with pytest.raises(ModelError, match=re.escape(SENTENCE)):
        april.at(f"{OLD}.pro", 0)
    assert main(["run", "--quantity", OLD]) == 2
    assert capsys.readouterr().err == SENTENCE + "\n"


VALUE = '{ base = 1, basis = "judgement", source = "own", held = 2026-04-24, why = "As it was." }'
PLACES = {  # where a case file may state an assumption: a text in the file → what is put before it
    "[assumptions.restlessness]": (
        "[assumptions.pue]\n",
        f"[assumptions.{OLD}]\nbase = 1\nlow = 0\nhigh = 2\n",
    ),
    "[assumptions.restlessness] ": (
        "[assumptions.pue]\n",
        f'[assumptions.{OLD}]\nunit = "share"\nmeaning = "Defined too."\nbase = 1\n',
    ),
    "[tier.pro] restlessness": ('label = "V4-Pro"\n', f"{OLD} = {VALUE}\n"),
    "[platform.h20] restlessness": ("[platform.h20]\n", f"{OLD} = {VALUE}\n"),
    "[stresses.old]": (
        "[sources.own]\n",
        f'[stresses.old]\ntitle = "Old"\nmeaning = "Old."\nvalues = {{ {OLD} = 1 }}\n',
    ),
    "[levers] front": ("front = [", f'"{OLD}.pro", '),
    "[[correlations]]": (
        "[sources.own]\n",
        f'[[correlations]]\nof = "{OLD}"\nwith = "trend_growth"\nrank = 0.2\nwhy = "Old."\n',
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_case_file_with_a_retired_assumption_is_refused_with_the_sentence(place, root):
    text = (root / "assumptions.toml").read_text("utf-8")
    beginning, stated = PLACES[place]
    after = beginning.startswith(("label", "[platform", "front"))
    changed = beginning + stated if after else stated + beginning
    assert text.count(beginning) == 1
    with pytest.raises(AssumptionError) as refused:
        parse(text.replace(beginning, changed))
    assert [SENTENCE in problem for problem in refused.value.problems] == [True]
    assert place.strip().split()[0] in refused.value.problems[0]


def test_a_case_file_with_a_retired_field_of_a_definition_is_refused_with_the_sentence(root):
    text, place = (root / "assumptions.toml").read_text("utf-8"), "[assumptions.pue]\n"
    for field in (OLD, "short"):
        with pytest.raises(AssumptionError) as refused:
            parse(text.replace(place, f'{place}{field} = "Old"\n'))
        assert refused.value.problems == (f"[assumptions.pue]: {retirement(field)}",)


def test_a_company_that_inherits_a_retired_assumption_of_a_preset_is_refused_with_the_sentence(
    root, tmp_path
):
    path = tmp_path / "assumptions.toml"
    text = (root / "cases" / "zhipu" / "assumptions.toml").read_text("utf-8")
    text = text.replace('extends = "../../', f'extends = "{root}/')
    inherits = re.search(r"^inherits = \[", text, re.MULTILINE)[0]
    path.write_text(text.replace(inherits, f'{inherits}"{OLD}", ', 1), "utf-8")
    with pytest.raises(AssumptionError) as refused:
        econ.load(path)
    assert [SENTENCE in problem for problem in refused.value.problems] == [True]


def test_a_model_of_other_equations_may_use_the_name(monkeypatch):
    for name in itertools.islice(CASE.assumptions, 2):
        monkeypatch.setitem(retired_names(), name, "see «growth»")
    other = tiny.tiny()
    assert other.beliefs == CASE.beliefs
    assert from_query(other, {"delivery_delay.new": "3"}) == (
        other.scenario(None, {"delivery_delay.new": 3}),
        [],
    )
