"""A case file that extends another takes over what is not of its company, and says where it differs."""

import re

import pytest
import tomlkit
from support.tiny_case import MODULES, TEXT

import econ
from econ.case.case import parse
from econ.case.file.inheritance import OWN, complete_tables, standalone_text
from econ.case.file.toml_file import read_toml, read_toml_file
from econ.problems import Problems

PARENT = (
    TEXT
    + """
[[correlations]]
of = "growth"
with = "delivery_delay.old"
rank = 0.4
why = "Both follow the economy."
[[correlations]]
of = "growth"
with = "rival_weight.pro.glm"
rank = 0.2
why = "Of a tier that another company has not."
"""
)
CHILD = """
extends = "parent.toml"
[case]
title = "Other"
summary = "One tier of its own."
start = 2026-05-01
months = 12
preset = "june"
[tier.max]
label = "Max"
list_price = { base = 9, basis = "disclosed", source = "list", held = 2026-04-25 }
[competitor.glm.max]
rival_weight = { base = 2 }
[presets.june]
title = "June"
meaning = "As held in June."
inherits = ["delivery_delay"]
values = { growth = 0.1 }
"""


@pytest.fixture
def family(tmp_path):
    """Load a child, and its parent with replacements, as a case; or the problems with them."""

    def family(child=CHILD, *replacements):
        text = PARENT
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / "parent.toml").write_text(text, "utf-8")
        problems = Problems()
        tables = complete_tables(
            read_toml(child, "child.toml"), tmp_path / "child.toml", {}, problems
        )
        problems.raise_any()
        return parse(tomlkit.dumps(tables), modules=MODULES)

    return family


def refusal(family, child):
    """The one sentence that is wrong with a child."""
    with pytest.raises(econ.AssumptionError) as caught:
        family(child)
    (problem,) = caught.value.problems
    return problem


def parent_case():
    """The file that is extended, alone."""
    return parse(PARENT, modules=MODULES)


def own_tables(path):
    """The tables of a file that a file which extends it must state itself, and the values of its tiers."""
    _, tables = read_toml_file(path)
    own = {name: tables[name] for name in OWN if name in tables}
    tiers = {*tables["tier"], *tables["round"]}
    for group in ("competitor", "workload"):
        own[group] = {
            element: {name: entry for name, entry in table.items() if name in tiers}
            for element, table in tables[group].items()
        }
    return tomlkit.dumps(own)


def test_tables_of_the_company_are_its_own_and_all_others_are_inherited(family):
    case, parent = family(), parent_case()
    assert list(case.elements["tier"]) == ["max"]
    assert list(case.presets) == ["june"] and not case.stresses and not case.levers
    assert case.sources == parent.sources
    assert case.elements["platform"] == parent.elements["platform"]
    for key in ("delivery_delay.old", "delivery_delay.new", "growth", "initial_cash"):
        assert case.beliefs[key] == parent.beliefs[key]
    assert case.belief("rival_weight.max.glm").base == 2.0


def test_a_child_that_restates_the_tables_that_are_not_inherited_equals_its_parent(root, tmp_path):
    path = root / "assumptions.toml"
    child = tmp_path / "child.toml"
    child.write_text(f'extends = "{path.as_posix()}"\n{own_tables(path)}', "utf-8")
    case, parent = econ.load(child), econ.load(path)
    for part in ("assumptions", "beliefs", "presets", "stresses", "sources", "events", "elements"):
        assert getattr(case, part) == getattr(parent, part), part
        assert list(getattr(case, part)) == list(getattr(parent, part)), part
    assert (case.correlations, case.story) == (parent.correlations, parent.story)


def test_new_numbers_come_with_their_own_origin_and_a_reason_alone_keeps_the_numbers(family):
    new = (
        '[assumptions.growth]\nbase = 0.2\nbasis = "disclosed"\nsource = "list"\nheld = 2026-06-01'
    )
    growth = family(f"{CHILD}\n{new}").belief("growth")
    assert (growth.base, growth.low, growth.high, growth.source) == (0.1, 0.1, 0.2, "list")
    believed = family(f"{CHILD}\n{new}").beliefs["growth"]
    assert (believed.base, believed.low, believed.high, believed.why) == (0.2, 0.2, 0.2, "")
    reason = family(f'{CHILD}\n[assumptions.growth]\nwhy = "Another reason."').beliefs["growth"]
    parent = parent_case().beliefs["growth"]
    assert (reason.base, reason.low, reason.high) == (parent.base, parent.low, parent.high)
    assert (reason.source, reason.why) == (parent.source, "Another reason.")
    with pytest.raises(econ.AssumptionError, match=r"initial_cash.*states no «basis»"):
        family(f"{CHILD}\n[assumptions.initial_cash]\nbase = 3")


def test_a_value_of_an_inherited_element_outranks_a_new_default_and_keeps_its_origin(family):
    new = (
        "[assumptions.delivery_delay]\nbase = 5\n"
        'basis = "disclosed"\nsource = "list"\nheld = 2026-06-01'
    )
    case, parent = family(f"{CHILD}\n{new}"), parent_case()
    assert case.beliefs["delivery_delay.old"].base == 5.0
    assert case.beliefs["delivery_delay.new"] == parent.beliefs["delivery_delay.new"]
    stated = family(
        f'{CHILD}\n{new}\n[platform.new]\ndelivery_delay = {{ base = 1 }}\nlabel = "Newer"'
    )
    assert stated.beliefs["delivery_delay.new"].base == 1.0
    assert stated.beliefs["delivery_delay.new"].source == "list"
    assert stated.elements["platform"]["new"] == "Newer"


def test_elements_can_be_left_out(family):
    case = family(CHILD + '\n[without]\nplatform = ["old"]')
    assert list(case.elements["platform"]) == ["new"]
    assert "delivery_delay.old" not in case.beliefs and not case.correlations
    assert "nearest is «old»" in refusal(family, CHILD + '\n[without]\nplatform = ["odl"]')
    assert "nearest is «platform»" in refusal(family, CHILD + '\n[without]\nplatfrom = ["old"]')
    assert "list of names" in refusal(family, CHILD + "\n[without]\nplatform = 3")
    assert "nothing of this kind" in refusal(family, CHILD + '\n[without]\ntier = ["pro"]')


def test_a_preset_inherits_the_keys_it_names_from_the_preset_of_its_name(family):
    june, parent = family().presets["june"], parent_case().presets["june"]
    assert june.values["delivery_delay.new"] == parent.values["delivery_delay.new"]
    assert june.values["growth"] == 0.1 and set(june.values) == {"delivery_delay.new", "growth"}
    key = family(CHILD.replace('["delivery_delay"]', '["delivery_delay.new", "growth"]'))
    assert key.presets["june"] == june, "what is stated outranks what is taken over"
    gone = CHILD.replace('["delivery_delay"]', '["list_price", "delivery_delay"]')
    assert set(family(gone).presets["june"].values) == set(june.values), "of no tier of its own"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('["delivery_delay"]', '["delivery_dely"]', "nearest is «delivery_delay»"),
        ('["delivery_delay"]', '"delivery_delay"', "list of names"),
        ("june", "july", "no preset «july»; the nearest is «june»"),
        ('extends = "parent.toml"\n', "", "no file to inherit from"),
    ],
)
def test_a_preset_that_cannot_inherit_is_refused(family, tmp_path, old, new, words):
    with pytest.raises(econ.AssumptionError) as caught:
        family(CHILD.replace(old, new))
    assert any(words in problem for problem in caught.value.problems)


def test_correlations_are_inherited_where_both_keys_exist(family):
    (held,) = family().correlations
    assert (held.of, held.with_, held.rank) == ("growth", "delivery_delay.old", 0.4)
    restated = '[[correlations]]\nof = "delivery_delay.old"\nwith = "growth"\nrank = {}\nwhy = "x"'
    (stronger,) = family(f"{CHILD}\n{restated.format(0.7)}").correlations
    assert stronger.rank == 0.7
    assert family(f"{CHILD}\n{restated.format(0)}").correlations == ()


def test_a_chain_of_files_is_followed_to_its_end(family, tmp_path):
    family()
    (tmp_path / "middle.toml").write_text(
        CHILD + '\n[sources.middle]\ntitle = "Middle"\naddress = ""\ndate = 2026-05-01\n', "utf-8"
    )
    last = re.sub(
        "parent.toml", "middle.toml", CHILD.replace('inherits = ["delivery_delay"]\n', "")
    )
    case = family(last)
    assert "middle" in case.sources and "list" in case.sources
    assert list(case.presets["june"].values) == ["growth"]
    assert case.beliefs["delivery_delay.new"] == parent_case().beliefs["delivery_delay.new"]


def test_files_that_extend_one_another_are_refused_by_name(tmp_path):
    for name, other in (("a", "b"), ("b", "c"), ("c", "b")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "case.toml").write_text(f'extends = "../{other}/case.toml"\n', "utf-8")
    with pytest.raises(econ.AssumptionError) as caught:
        econ.load(tmp_path / "a" / "case.toml")
    assert "circle: b/case.toml extends c/case.toml extends b/case.toml" in str(caught.value)
    (tmp_path / "self.toml").write_text('extends = "self.toml"\n', "utf-8")
    with pytest.raises(econ.AssumptionError, match=r"circle: .*self\.toml extends .*self\.toml"):
        econ.load(tmp_path / "self.toml")


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ('"none.toml"', ("child.toml extends none.toml", "none.toml cannot be read: no such file")),
        ('"broken.toml"', ("child.toml extends broken.toml", "broken.toml is not TOML", "line 1")),
        ('"."', ("child.toml extends .", "cannot be read")),
        ("3", ("must be the path of a case file, not «3»",)),
        ('" "', ("must be the path of a case file",)),
        ('"a\\u0000b"', ("must be the path of a case file",)),
    ],
)
def test_a_file_that_cannot_be_extended_is_refused_in_one_sentence(tmp_path, stated, words):
    (tmp_path / "broken.toml").write_text("[case", "utf-8")
    (tmp_path / "child.toml").write_text(f"extends = {stated}\n", "utf-8")
    with pytest.raises(econ.AssumptionError) as caught:
        econ.load(tmp_path / "child.toml")
    (problem,) = caught.value.problems
    assert all(word in problem for word in words), problem


def test_inheritance_without_an_extended_file_is_refused(family):
    with pytest.raises(econ.AssumptionError, match="relative to a file"):
        parse(CHILD, modules=MODULES)
    with pytest.raises(econ.AssumptionError, match="leaves out elements of the file"):
        parse(TEXT + '\n[without]\nplatform = ["old"]', modules=MODULES)
    with pytest.raises(econ.AssumptionError, match="nearest is «extends»"):
        parse('extend = "parent.toml"\n' + TEXT, modules=MODULES)


def test_a_wrong_table_of_the_extended_file_is_refused(family):
    with pytest.raises(econ.AssumptionError) as caught:
        family(CHILD, ('[platform.old]\nlabel = "Old chip"', "[platform]\nold = 3"))
    assert any("[platform.old]" in problem for problem in caught.value.problems)


def test_the_merged_text_is_the_same_case(root, tmp_path):
    main = root / "assumptions.toml"
    assert standalone_text(main) == main.read_text("utf-8")
    child = tmp_path / "child.toml"
    child.write_text(f'extends = "{main.as_posix()}"\n' + own_tables(main), "utf-8")
    case, alone = econ.load(child), parse(standalone_text(child))
    assert alone.beliefs == case.beliefs and alone.presets == case.presets
    assert econ.run(alone.scenario()).at("runway", 0) == econ.run(case.scenario()).at("runway", 0)
