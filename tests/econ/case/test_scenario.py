"""Scenarios: what is in force, there and back through an address and a file, and what the model is given."""

import dataclasses
import itertools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import tiny_case as tiny

from econ.case.model_inputs import model_inputs
from econ.case.scenario import Scenario, from_query, from_toml
from econ.engine.evaluate import evaluate
from econ.problems import AssumptionError

CASE = tiny.tiny()
HEAD = '[scenario]\ncase = "Tiny"\n'


def forced(name):
    """Any number that may replace a computed one."""
    return st.floats(*CASE.model.quantities[name.split(".")[0]].bounds)


def within(key):
    """Any number or path an override of this key may have."""
    a = CASE.assumptions.get(key.split(".")[0])
    if a is None:
        any_number = forced(key)
        return any_number | st.lists(any_number, min_size=12, max_size=12).map(tuple)
    if a.options:
        return st.integers(0, len(a.options) - 1).map(float)
    number = st.floats(*a.limits)
    return number | st.lists(number, min_size=12, max_size=12).map(tuple) if a.dated else number


KEYS = (*CASE.keys(), "cash", "fleet", "fleet.new", "price.pro", "rivalry.flash")
OVERRIDES = st.fixed_dictionaries({}, optional={key: within(key) for key in KEYS})
SCENARIOS = st.builds(
    lambda preset, stresses, overrides: CASE.scenario(preset, overrides, stresses),
    st.sampled_from([None, *CASE.presets, *CASE.stresses]),
    st.lists(st.sampled_from(list(CASE.stresses)), unique=True),
    OVERRIDES,
)
HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def run(scenario, rows=None):
    """The model's answer."""
    given_inputs, forced, draws = model_inputs(scenario, rows)
    return evaluate(CASE.model, given_inputs, CASE.months, CASE.sizes, draws, forced)


def refused(data):
    """The problems of a scenario file."""
    with pytest.raises(AssumptionError) as caught:
        from_toml(CASE, data)
    return caught.value.problems


def mentions(problems, *parts):
    """Whether one problem holds all of these."""
    return any(all(part in problem for part in parts) for problem in problems)


@given(SCENARIOS)
def test_an_address_and_a_file_give_the_same_scenario_back(scenario):
    assert from_query(CASE, scenario.to_query()) == (scenario, [])
    assert from_toml(CASE, scenario.to_toml()) == (scenario, [])
    assert from_toml(CASE, scenario.to_toml().encode()) == (scenario, [])
    assert all(isinstance(value, str) for value in scenario.to_query().values())
    assert hash(from_toml(CASE, scenario.to_toml())[0]) == hash(scenario)


@given(SCENARIOS, OVERRIDES)
def test_an_override_is_in_force_and_can_be_removed(scenario, changes):
    new = scenario.with_overrides(changes)
    for key, value in changes.items():
        if key in CASE.beliefs or key in dict(new.overrides):
            assert np.all(new.value(key) == np.asarray(value))
        assert new.without(key).overrides == tuple(pair for pair in new.overrides if pair[0] != key)
    assert [key for key, _ in new.overrides] == sorted({*dict(new.overrides)})
    assert new.baseline() == CASE.scenario(scenario.preset)
    assert new.with_overrides({}) == new


@given(SCENARIOS)
def test_an_override_equal_to_the_base_is_dropped(scenario):
    plain = dataclasses.replace(scenario, overrides=())
    same = {key: plain.value(key) for key in CASE.keys()}
    assert plain.with_overrides(same) == plain
    assert scenario.with_overrides(same).overrides == tuple(
        p for p in scenario.overrides if p[0] not in CASE.beliefs
    )


def test_a_constant_path_equals_its_number():
    assert CASE.scenario("june", {"list_price.flash": [1] * 12}).overrides == ()
    assert CASE.scenario("june", {"list_price.flash": 1}).overrides == ()
    assert CASE.scenario("june", {"list_price.flash": 2}).overrides == (("list_price.flash", 2.0),)
    assert CASE.scenario("april", {"list_price.pro": 24}).overrides == (("list_price.pro", 24.0),)


def test_a_stress_given_as_a_preset_is_added_to_the_default_preset():
    assert CASE.scenario("late") == CASE.scenario("april", None, ["late"])
    assert CASE.scenario() == CASE.scenario("april")
    assert CASE.scenario("late", None, ["frozen", "late"]).stresses == ("late", "frozen")


def test_a_title_states_preset_stresses_and_overrides():
    assert CASE.scenario().title == "April"
    assert CASE.scenario("june", {"growth": 0.1}).title == "June + 1 change"
    assert (
        CASE.scenario("june", {"growth": 0.1, "cash": 0}, ["late"]).title
        == "June + Late + 2 changes"
    )


def test_every_problem_of_a_scenario_is_raised_at_once():
    with pytest.raises(AssumptionError) as caught:
        CASE.scenario("jun", {"growth": 9, "grwth": 1}, ["lat"])
    assert len(caught.value.problems) == 4
    for near in ("«june»", "«late»", "«growth»", "-0.5 and 0.5"):
        assert near in str(caught.value)


def test_a_computed_quantity_has_a_value_only_where_it_is_forced():
    assert CASE.scenario("june", {"cash": 5}).value("cash") == 5
    with pytest.raises(AssumptionError):
        CASE.scenario().value("cash")


def test_scenarios_are_frozen_and_compared_by_content():
    scenario = CASE.scenario("june", {"growth": 0.1})
    with pytest.raises(dataclasses.FrozenInstanceError):
        scenario.preset = "april"
    assert scenario == tiny.tiny().scenario("june", {"growth": 0.1})
    assert "case" not in repr(scenario)
    assert {scenario: 1}[CASE.scenario("june", {"growth": "10 %"})] == 1


def test_scenarios_of_two_companies_differ_although_their_content_is_equal():
    other = tiny.tiny(tiny.changed(("base = 0.08", "base = 0.09"))).scenario()
    renamed = tiny.tiny(tiny.changed(('title = "Tiny"', 'title = "Other"'))).scenario()
    assert len({CASE.scenario(), other, renamed, tiny.tiny().scenario()}) == 3


def test_an_address_leaves_out_defaults():
    assert CASE.scenario().to_query() == {}
    query = CASE.scenario(
        "june", {"growth": 0.1, "delivery_delay.new": 6}, ["late", "frozen"]
    ).to_query()
    assert query == {
        "case": "june",
        "stress": "late,frozen",
        "growth": "0.1",
        "delivery_delay.new": "6",
    }


@given(
    st.dictionaries(
        st.text() | st.sampled_from(["case", "stress", *KEYS]) | st.integers() | st.none(), HOSTILE
    )
)
def test_no_address_raises_and_ignored_parameters_are_named(query):
    scenario, notices = from_query(CASE, query)
    assert isinstance(scenario, Scenario)
    assert all(notice.isprintable() and len(notice) < 300 for notice in notices)
    assert from_query(CASE, scenario.to_query()) == (scenario, [])


def test_an_invalid_parameter_does_not_lose_the_valid_ones():
    query = {
        "case": "juni",  # codespell:ignore juni
        "stress": "late,<b>",
        "growth": "nan",
        "delivery_delay.new": "5",
        "fleet": "1,2",
    }
    scenario, notices = from_query(CASE, query)
    assert scenario == CASE.scenario("april", {"delivery_delay.new": 5}, ["late"])
    assert len(notices) == 4
    for part in ("«june»", "«<b>»", "growth", "a list of 2"):
        assert mentions(notices, part)


def test_the_last_of_a_repeated_parameter_applies():
    expected = CASE.scenario(None, {"growth": 0.2})
    assert from_query(CASE, {"growth": ["0.2", "0.2"]}) == (expected, [])
    for texts, words in (
        (["0.1", "0.2"], "the first of «growth», which is given twice: «0.2» holds"),
        (["0", "0.1", "0.2"], "all but the last of «growth», which is given 3 times: «0.2» holds"),
    ):
        notice = f"ignored in the address: {words}"
        assert from_query(CASE, {"growth": texts}) == (expected, [notice])


def test_parameters_to_ignore_are_ignored():
    assert from_query(CASE, {"embed": "true", "x": "1"}, ignore=("embed", "x")) == (
        CASE.scenario(),
        [],
    )
    assert mentions(from_query(CASE, {"embed": "true"})[1], "«embed»")


def test_a_scenario_file_has_a_comment_for_each_key():
    text = CASE.scenario("june", {"growth": 0.1, "cut_rule.pro": 0, "cash": 5}).to_toml()
    assert "# Growth: Growth a month. Unit: share/month.\ngrowth = 0.1" in text
    assert '"cut_rule.pro" = "on a date"' in text
    assert "# Cash, set by hand: Money in the bank. Unit: bn yuan." in text


def test_a_file_written_by_hand_may_leave_out_defaults_and_quotes():
    assert from_toml(CASE, HEAD) == (CASE.scenario(), [])
    text = HEAD + "[overrides]\ndelivery_delay.new = 6\nrival_weight.pro.glm = 2\n"
    text += 'cut_rule.pro = "never"\ngrowth = "10 %"\n'
    changes = {"delivery_delay.new": 6, "rival_weight.pro.glm": 2, "cut_rule.pro": 2, "growth": 0.1}
    assert from_toml(CASE, text) == (CASE.scenario(None, changes), [])


@pytest.mark.parametrize(
    ("data", "parts"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", ("not UTF-8",)),
        (b"", ("empty",)),
        (b"\n" * 1_048_577, ("1,048,577 bytes", "limit is 1 MB (1,048,576 bytes)")),
        ("[scenario]\ncase = ", ("not TOML", "column")),
        ("[scenario]\ncase = Tiny\n", ("not TOML", "line 2")),
        ("<b>hello</b>", ("not TOML", "line 1")),
        ("=1+1", ("not TOML", "line 1")),
        ('[case]\ntitle = "Tiny"', ("not a scenario file", "[scenario]")),
        ('scenario = "Tiny"', ("not a scenario file", "[scenario]")),
        ('[scenario]\ncase = "Other\\u001b"', ("«Other»", "«Tiny»")),
        ("[scenario]\ncase = 3", ("«3»", "«Tiny»")),
        ("[scenario]\n", ("does not say", "«Tiny»")),
        (
            HEAD + "[overides]\n",  # codespell:ignore overides
            ("overides", "nearest is «overrides»"),  # codespell:ignore overides
        ),
        (HEAD + 'prest = "june"', ("prest", "nearest is «preset»")),
        (HEAD + 'preset = "jun"', ("jun", "nearest is «june»")),
        (HEAD + 'preset = ""', ("no preset «»", "june")),
        (HEAD + "preset = 3", ("preset must be a name", "«3»")),
        (HEAD + 'stresses = "late"', ("stresses must be a list", "«late»")),
        (HEAD + "stresses = [3]", ("stresses must be a list",)),
        (HEAD + 'stresses = ["lat"]', ("lat", "nearest is «late»")),
        ("overrides = 3\n" + HEAD, ("overrides", "table")),
        (HEAD + '[overrides]\ngrowth = "=1+1"', ("growth", "finite number", "«=1+1»")),
        (HEAD + '[overrides]\ngrowth = "<b>"', ("growth", "finite number", "«<b>»")),
        (HEAD + "[overrides]\ngrowth = nan", ("growth", "finite number")),
        (HEAD + "[overrides]\ngrowth = true", ("growth", "number", "True")),
        (HEAD + "[overrides]\ngrowth = 2026-05-01", ("growth", "number", "2026-05-01")),
        (HEAD + "[overrides]\ngrwth = 1", ("grwth", "nearest is «growth»")),
        (HEAD + "[overrides]\ncash.a.b.c.d.e.f = 1", ("cash",)),
        (
            HEAD + '[overrides]\n"list_price.pro" = { steps = [{ from = 2026-06-01, value = 1 }] }',
            (
                "«list_price.pro.steps» has more parts than the keys of «list_price»: list_price.pro, list_price.flash",
            ),
        ),
    ],
)
def test_an_unusable_file_is_refused_with_a_reason(data, parts):
    problems = refused(data)
    assert mentions(problems, *parts), problems
    assert all(problem.isprintable() for problem in problems)


def test_all_problems_of_a_file_are_listed_at_once():
    text = '[scenario]\ncase = "X"\npreset = "jun"\nstresses = ["lat"]\nfoo = 1\n'
    text += "[overrides]\ngrowth = 9\nx = 1\n[bar]\n"
    assert len(refused(text)) == 7


@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: HEAD + "[overrides]\n" + text)
)
def test_any_bad_file_raises_an_assumption_error(data):
    try:
        scenario, notices = from_toml(CASE, data)
    except AssumptionError as error:
        assert error.problems
    else:
        assert notices == [] and from_toml(CASE, scenario.to_toml()) == (scenario, [])


def spellings(key):
    """Every way in which TOML can spell a key with dots: quotes around any stretch of its parts."""
    parts = key.split(".")
    for cuts in itertools.product((False, True), repeat=len(parts) - 1):
        words = [parts[0]]
        for cut, part in zip(cuts, parts[1:], strict=True):
            words = [*words, part] if cut else [*words[:-1], f"{words[-1]}.{part}"]
        yield ".".join(f'"{word}"' if "." in word else word for word in words)


@pytest.mark.parametrize("key", ["delivery_delay.new", "rival_weight.glm.pro", "fleet.new"])
def test_a_key_is_read_in_every_spelling_and_refused_if_stated_twice(key):
    key = {
        "rival_weight.glm.pro": next(k for k in CASE.keys() if k.startswith("rival_weight"))
    }.get(key, key)
    single, double = HEAD + "[overrides]\n{} = 4\n", HEAD + "[overrides]\n{} = 4\n{} = {}\n"
    for spelling in spellings(key):
        scenario, _ = from_toml(CASE, single.format(spelling))
        assert scenario == CASE.scenario(None, {key: 4})
    for (first, second), value in itertools.product(
        itertools.permutations(spellings(key), 2), (4, 5)
    ):
        assert mentions(refused(double.format(first, second, value)), f"«{key}» twice")
    name, _, place = key.partition(".")
    table = f'{HEAD}[overrides]\n"{key}" = 4\n[overrides.{name}]\n{place} = 5\n'
    assert mentions(refused(table), f"«{key}» twice")


def test_inputs_have_the_shape_of_what_they_vary_with():
    made, forced, draws = model_inputs(CASE.scenario("april"))
    shapes = {name: array.shape for name, array in made.items()}
    assert shapes == {
        "delivery_delay": (2, 1, 1, 1, 1, 1),
        "list_price": (12, 1, 2, 1, 1, 1, 1),
        "initial_list_price": (1, 2, 1, 1, 1, 1),
        "cut_rule": (1, 2, 1, 1, 1, 1),
        "rival_weight": (1, 2, 1, 1, 1, 1),
        "growth": (1, 1, 1, 1, 1, 1),
        "initial_cash": (1, 1, 1, 1, 1, 1),
    }
    assert (forced, draws) == ({}, 1)
    assert made["delivery_delay"].ravel().tolist() == [0, 2]
    assert made["rival_weight"].ravel().tolist() == [1.5, 0.5]
    assert made.keys() == CASE.model.inputs.keys()


def test_an_initial_value_is_not_changed_by_later_months():
    for scenario in (CASE.scenario("june", {"list_price.pro": 5}, ["frozen"]), CASE.scenario()):
        assert model_inputs(scenario)[0]["initial_list_price"].ravel().tolist() == [24, 2]
    changed, _, _ = model_inputs(
        CASE.scenario("april", {"list_price.pro": 5, "list_price.flash": range_path()})
    )
    assert np.all(changed["list_price"][:, 0, 0] == 5)
    assert changed["list_price"][:, 0, 1].ravel().tolist() == range_path()


def range_path():
    """A path with a different value in each month."""
    return [float(month) for month in range(1, 13)]


def test_rows_add_draws_only_to_the_inputs_they_vary():
    rows = {"delivery_delay.new": [1.0, 2.0, 3.0], "list_price.pro": np.array([4.0, 5.0, 6.0])}
    made, _, draws = model_inputs(CASE.scenario("april", {"delivery_delay.new": 9}), rows)
    assert draws == 3
    assert made["delivery_delay"].shape == (2, 1, 1, 1, 1, 3)
    assert made["delivery_delay"][1].ravel().tolist() == [1, 2, 3]
    assert made["delivery_delay"][0].ravel().tolist() == [0, 0, 0]
    assert made["list_price"].shape == (12, 1, 2, 1, 1, 1, 3)
    assert made["list_price"][7, 0, 0].ravel().tolist() == [4, 5, 6]
    assert made["growth"].shape[-1] == 1


def test_a_forced_quantity_reaches_the_model():
    scenario = CASE.scenario(
        "april", {"fleet": 7, "fleet.new": range_path(), "cash": 3, "price.pro": range_path()}
    )
    _, forced, _ = model_inputs(scenario)
    assert [(index, value.shape) for index, value in forced["fleet"]] == [
        ((0, 0, 0, 0, 0), (1,)),
        ((1, 0, 0, 0, 0), (1,)),
        ((1, 0, 0, 0, 0), (12, 1)),
    ]
    values = run(scenario)
    assert np.all(values["fleet"][:, 0] == 7)
    assert values["fleet"][:, 1].ravel().tolist() == range_path()
    assert np.all(values["cash"] == 3)
    assert values["price"][:, 0, 0].ravel().tolist() == range_path()


def test_rows_may_force_a_computed_quantity():
    rows = {"fleet.new": [1.0, 2.0], "growth": [0.0, 0.1], "cash": [5.0, 6.0]}
    values = run(CASE.scenario("april", {"cash": 3}), rows)
    assert values["fleet"][3, 1].ravel().tolist() == [1, 2]
    assert values["cash"][11].ravel().tolist() == [5, 6]


@given(
    SCENARIOS, st.lists(st.tuples(st.floats(0, 36), st.floats(-0.5, 0.5)), min_size=1, max_size=4)
)
def test_a_row_is_the_run_of_that_row_alone(scenario, points):
    rows = {"delivery_delay.new": [p[0] for p in points], "growth": [p[1] for p in points]}
    batch = run(scenario, rows)
    for draw, (delay, growth) in enumerate(points):
        alone = run(scenario.with_overrides({"delivery_delay.new": delay, "growth": growth}))
        for name in CASE.model.quantities:
            of_row = batch[name][..., min(draw, batch[name].shape[-1] - 1)]
            assert np.array_equal(of_row, alone[name][..., 0], equal_nan=True)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({"growth": [1.0, 2.0], "cash": [1.0]}, "«growth» has 2 draws and «cash» has 1"),
        ({"growth": []}, "at least one"),
        ({"growth": 1.0}, "one number a draw"),
        ({"growth": [[1.0]]}, "one number a draw"),
        ({"list_price.pro": [[1.0] * 11]}, "one number a draw or one path of 12 months a draw"),
        ({"growth": [float("nan")]}, "finite"),
        ({"growth": [float("inf")]}, "finite"),
        ({"growth": ["a"]}, "numbers"),
        ({"growth": [None, {}]}, "numbers"),
        ({"grwth": [1.0]}, "nearest is «growth»"),
        ({"delivery_delay": [1.0]}, "delivery_delay.old, delivery_delay.new"),
    ],
)
def test_invalid_rows_are_refused(rows, words):
    with pytest.raises(ValueError, match=words.replace(".", r"\.")):
        model_inputs(CASE.scenario(), rows)


def test_an_empty_name_is_refused_at_every_entry(case):
    for refuse in (
        lambda: case.scenario(""),
        lambda: from_toml(case, case.scenario().to_toml().replace('"april-2026"', '""')),
    ):
        with pytest.raises(AssumptionError, match="no preset «»"):
            refuse()
    scenario, notices = from_query(case, {"case": ""})
    assert scenario == case.scenario() and len(notices) == 1 and "no preset «»" in notices[0]


def test_presets_and_stresses_can_be_named_by_title(case):
    for name, variant in {**case.presets, **case.stresses}.items():
        assert case.named(variant.title) == case.named(name)
    assert case.named("November 2026", ["Price war", "price-war"]) == (
        "november-2026",
        ("price-war",),
    )
    assert case.scenario("November 2026", stresses="Price war") == case.scenario(
        "november-2026", stresses="price-war"
    )


def test_no_stress_undoes_what_has_happened(case):
    for preset, first in (("april-2026", 0.0), ("november-2026", 2.0)):
        scenario = case.scenario(preset, stresses="round-fails")
        assert (
            scenario.value("round_status.first") == first
            and scenario.value("round_status.later") == 0.0
        )
    assert (
        case.scenario("november-2026", {"round_status.first": "not counted"}).value(
            "round_status.first"
        )
        == 0.0
    ), "a hand may"


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        ('initial_cash = 5\n"initial_cash" = 6', "initial_cash"),
        (
            "'delivery_delay.ascend_950dt' = 5\n\"delivery_delay.ascend_950dt\" = [\n6,\n]",
            "delivery_delay.ascend_950dt",
        ),
        ("delivery_delay = 5\ndelivery_delay.ascend_950dt = 6", "delivery_delay.ascend_950dt"),
    ],
)
def test_a_key_that_a_file_states_twice_is_named(lines, key):
    with pytest.raises(AssumptionError, match=f"«{re.escape(key)}» is stated twice .at line "):
        from_toml(CASE, HEAD + "[overrides]\n" + lines)
