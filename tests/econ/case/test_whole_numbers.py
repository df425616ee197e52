"""Assumptions that count something, such as months of the plan or layers: a fraction is refused at every entry."""

import re

import pytest

import econ
from econ.case.scenario import from_query, from_toml
from econ.cli import main

COUNTS = (
    "round_month.first",
    "cut_month.pro",
    "build_start",
    "layers.v4_pro",
    "rival_cut_month",
    "group_ranks.h800",
    "node_ranks.h20",
    "attention_split.gb300",
)


@pytest.mark.parametrize("key", COUNTS)
def test_a_fraction_is_refused_at_every_entry_of_a_scenario(case, key, capsys):
    assert case.assumption_of(key).whole
    sentence = f"«{key}» must be a whole number, not 5.5"
    document = f'[scenario]\ncase = "{case.title}"\n[overrides]\n"{key}" = 5.5\n'
    for attempt in (
        lambda: case.scenario(overrides={key: 5.5}),
        lambda: case.scenario(overrides={key: "5.5"}),
        lambda: case.scenario().with_overrides({key: 5.5}),
        lambda: from_toml(case, document),
    ):
        with pytest.raises(econ.AssumptionError, match=re.escape(sentence)):
            attempt()
    scenario, (notice,) = from_query(case, {key: "5.5"})
    assert scenario == case.scenario() and sentence in notice
    assert main(["run", "--set", f"{key}=5.5"]) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("key", COUNTS)
def test_a_whole_number_is_taken(case, key):
    number = float(case.scenario().value(key)) + 1.0
    assert not case.check({key: number})[1]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (
            r"(\[shape\.v4_pro\][^[]*?\nlayers = \{ base = \d+)",
            r"layers.*base must be a whole number",
        ),
        (
            r"(\[round\.later\][^[]*?\nround_month = \{ base = \d+)",
            r"round_month.*base must be a whole number",
        ),
        (r'("round_month\.later" = \{ base = 9)', r"round_month.*base must be a whole number"),
        (
            r"(\[assumptions\.rival_cut_month\]\nbase = 6)",
            r"cut_month.*base must be a whole number",
        ),
        (
            r"(\[chip\.h800\][^[]*?\ngroup_ranks = \{ base = 144, low = 72)",
            r"group_ranks.*low must be a whole number",
        ),
    ],
)
def test_a_fraction_is_refused_in_a_case_file(root, tmp_path, pattern, words):
    text = (root / "assumptions.toml").read_text("utf-8")
    changed, count = re.subn(pattern, r"\g<1>.5", text, count=1)
    assert count == 1
    path = tmp_path / "assumptions.toml"
    path.write_text(changed, "utf-8")
    with pytest.raises(econ.AssumptionError, match=words):
        econ.load(path)


def test_the_limits_of_what_is_whole_are_whole(case):
    for assumption in case.assumptions.values():
        if assumption.takes_whole_numbers:
            assert all(limit % 1.0 == 0.0 for limit in assumption.limits), assumption.name
