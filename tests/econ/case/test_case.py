"""The case: its values, paths, presets and names, and how it checks a reader's changes."""

import calendar
import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import tiny_case as tiny

from econ.case.belief import Belief, Step
from econ.case.keys import label_of_name
from econ.case.typed_numbers import plain_number
from econ.problems import AssumptionError


@pytest.fixture(scope="module")
def case():
    return tiny.tiny()


def test_every_key_has_a_value_in_the_order_of_the_file(case):
    assert case.keys() == (
        "delivery_delay.old",
        "delivery_delay.new",
        "list_price.pro",
        "list_price.flash",
        "cut_rule.pro",
        "cut_rule.flash",
        "rival_weight.pro.glm",
        "rival_weight.flash.glm",
        "growth",
        "initial_cash",
    )
    assert case.sizes == (2, 2, 0, 1, 0)
    assert case.assumption_of("rival_weight.pro.glm").per == ("tier", "competitor")
    assert case.default_preset == "april"
    assert case.levers["front"] == ("delivery_delay.new", "cut_rule.pro")


def test_equal_cases_are_compared_part_by_part_once(case, monkeypatch):
    other, changed = tiny.tiny(), tiny.tiny(tiny.changed(("growth = ", "growth  = ")))
    different = tiny.tiny(tiny.changed(("base = 2, high = 9", "base = 3, high = 9")))
    assert case == other == changed
    assert case != different
    assert case != "case"
    for made in (case, other, changed):
        monkeypatch.setitem(made.__dict__, "beliefs", object())  # no part is looked at again
    assert case == other and other == changed and changed == case
    monkeypatch.undo()
    assert case != different and hash(case) == hash(other)


def test_an_element_fills_in_what_it_leaves_out_from_the_assumption(case):
    stated, default = case.belief("delivery_delay.new"), case.belief("delivery_delay.old")
    assert (stated.base, stated.low, stated.high, stated.why) == (2, 2, 9, "Slips.")
    assert (stated.basis, stated.source, stated.held) == (
        default.basis,
        default.source,
        default.held,
    )
    assert (default.base, default.low, default.high, default.why) == (0, 0, 6, "The plan.")


def test_a_reason_is_not_inherited_by_another_basis():
    text = tiny.changed(
        ('{ base = 2, high = 9, why = "Slips." }', '{ base = 2, basis = "filing" }')
    )
    assert tiny.tiny(text).belief("delivery_delay.new").why == ""


def test_elements_and_keys_have_labels(case):
    assert case.label_of("delivery_delay.new") == "Delivery delay · New chip"
    assert case.label_of("rival_weight.pro.glm") == "Rival weight · Pro · GLM"
    assert case.label_of("cash") == "Cash"
    assert label_of_name("cash_api_margin") == "Cash API margin"
    assert case.label_of("fleet.old") == "Fleet · Old chip"
    assert case.unit_of("fleet.old") == "card"
    assert case.unit_of("growth") == "share/month"


def test_months_have_names_and_numbers_that_agree(case):
    assert case.month_name(0) == "May 2026"
    assert case.month_name(8) == "Jan 2027"
    for month in range(case.months):
        first = datetime.date(2026 + (4 + month) // 12, (4 + month) % 12 + 1, 1)
        assert case.month_index(f"{first:%Y-%m}") == month


@pytest.mark.parametrize(
    "text", ["2026-04", "2027-05", "2027-13", "May 2026", "", None, 3, "0000-01", "٢٠٢٦-٠٥"]
)
def test_a_month_outside_the_horizon_is_refused_with_a_reason(case, text):
    with pytest.raises(ValueError, match=r"outside the horizon|a month is written like") as caught:
        case.month_index(text)
    assert isinstance(caught.value, AssumptionError)


def test_the_first_value_of_a_dated_assumption_feeds_the_equations_that_ask_for_it(case):
    assert set(case.model.inputs) - set(case.assumptions) == {"initial_list_price"}
    assert case.per("initial_list_price") == ("tier",)


def test_a_dated_value_is_a_mean_over_days(case):
    path = case.base_values()["list_price.pro"]
    assert path[0] == 24
    assert path[1] == pytest.approx((15 * 24 + 15 * 12) / 30)
    assert np.all(path[2:] == 12)
    last = case.belief("list_price.pro")
    assert (last.base, last.low, last.high, last.basis, last.first) == (12, 12, 12, "reported", 24)


@given(
    days=st.lists(st.integers(-90, 500), min_size=1, max_size=5, unique=True).map(sorted),
    values=st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=5),
)
def test_a_path_equals_the_mean_of_its_days(days, values):
    start, months = datetime.date(2026, 5, 1), 15
    dates = [start + datetime.timedelta(days=day) for day in days]
    steps = tuple(
        Step(start=d, value=v, basis="", source="", note="")
        for d, v in zip(dates, values, strict=False)
    )
    path = Belief(base=0, low=0, high=0, basis="", source="", held=start, steps=steps).path(
        start, months
    )
    for month in range(months):
        year, number = 2026 + (4 + month) // 12, (4 + month) % 12 + 1
        length = calendar.monthrange(year, number)[1]
        in_force = []
        for day in range(1, length + 1):
            begun = [step for step in steps if step.start <= datetime.date(year, number, day)]
            in_force.append(begun[-1] if begun else steps[0])
        assert path[month] == pytest.approx(
            sum(step.value for step in in_force) / length, rel=1e-9, abs=1e-6
        )
        if in_force[0] is in_force[-1]:
            assert path[month] == in_force[0].value  # to the last bit


def test_presets_restate_values_and_a_bare_number_keeps_the_spread(case):
    assert case.belief("delivery_delay.new", "june").source == "list"
    growth = case.belief("growth", "june")
    assert (growth.base, growth.low, growth.high) == (0.2, 0.03, 0.2)
    assert growth.why == case.belief("growth").why
    assert case.belief("cut_rule.pro", "june").base == 2
    assert np.all(case.base_values("june")["list_price.flash"] == 1)


def test_the_last_of_preset_and_stresses_applies(case):
    assert case.belief("delivery_delay.new", "june", ["late"]).base == 12
    assert case.base_values("june", ["late", "frozen"])["growth"] == 0
    assert case.base_values(None, ["frozen"])["list_price.pro"] == 20
    # A stress without a preset is added to the default preset.
    assert case.base_values("late")["delivery_delay.old"] == 3
    assert case.belief("list_price.pro", "april", ["frozen"]).first == 20
    assert case.belief("growth", "april", ["late"]) == case.belief("growth")


@pytest.mark.parametrize(
    ("preset", "stresses", "near"),
    [
        ("jun", (), "june"),
        ("june", ["lat"], "late"),
        (None, "froze", "frozen"),
    ],
)
def test_an_unknown_preset_or_stress_names_the_nearest(case, preset, stresses, near):
    with pytest.raises(AssumptionError, match=f"nearest is «{near}»"):
        case.belief("growth", preset, stresses)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (6, 6),
        (6.5, 6.5),
        ("6", 6),
        (" 6.5 ", 6.5),
        ("6 month", 6),
        ("1e1", 10),
        ("+3", 3),
        (".5", 0.5),
        ("36", 36),
        ("6 months", 6),
        (np.float64(3), 3),
        (np.int64(3), 3),
        (-0.0, 0),
        (np.array(2.0), 2),
    ],
)
def test_a_number_is_read_with_or_without_its_own_unit(case, value, number):
    assert case.check({"delivery_delay.new": value}) == ({"delivery_delay.new": number}, [])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("20,000", 20000),
        ("20,000 cards", 20000),
        ("1,234,567.5", 1234567.5),
        ("20000 card", 20000),
    ],
)
def test_a_large_number_may_have_grouped_thousands(text, number):
    assert plain_number(text, "card") == number


def test_an_unreadable_value_is_refused_with_its_limits_and_unit(case):
    assert "between 0 and 36 (month)" in case.check({"delivery_delay.new": "soon"})[1][0]


@pytest.mark.parametrize(
    "value",
    [
        True,
        False,
        np.True_,
        None,
        float("nan"),
        float("inf"),
        -float("inf"),
        "nan",
        "inf",
        "-Infinity",
        "1e400",
        10**400,
        10**5000,
        "1" * 5000,
        "",
        " ",
        "six",
        "6 weeks",
        "6 card",
        "6 %",
        "1_0",
        "1,5",
        "0x10",
        "٣",
        "=1+1",
        "<b>6</b>",
        [6],
        (),
        {},
        {"base": 6},
        "6\x00",
        37,
        -0.1,
        "37",
        np.zeros(12),
        object(),
        datetime.date(2026, 5, 1),
        b"6",
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_outside_the_limits_is_refused_with_a_reason(case, value):
    clean, sentences = case.check({"delivery_delay.new": value})
    assert clean == {}
    (problem,) = sentences
    assert "«delivery_delay.new» must be " in problem
    assert len(problem) < 200
    assert problem.isprintable()


def test_the_sentence_about_limits_names_them_with_the_unit(case):
    (problem,) = case.check({"delivery_delay.new": 99})[1]
    assert problem == "«delivery_delay.new» must be between 0 and 36 (month), not 99"
    assert "in month" in case.check({"delivery_delay.new": "6 weeks"})[1][0]


def test_shares_may_be_written_in_per_cent(case):
    for text in ("35 %", "35%", "35 % a month", "35 %/month", "0.35", "0.35 share/month"):
        assert case.check({"growth": text})[0] == {"growth": 0.35}
    assert case.check({"growth": "−5 %"})[0] == {"growth": -0.05}
    assert case.check({"growth": "35 % a year"})[1]


def test_an_option_is_read_by_name_or_number(case):
    for value in ("never", " Never", 2, "2", 2.0):
        assert case.check({"cut_rule.pro": value})[0] == {"cut_rule.pro": 2}
    for value in ("neve", 3, 0.5, -1, "on"):
        (problem,) = case.check({"cut_rule.pro": value})[1]
        assert "«on a date» (0), «when supply lands» (1), «never» (2)" in problem


def test_a_switch_without_options_takes_whole_numbers():
    options = 'options = ["on a date", "when supply lands", "never"]\n'
    case = tiny.tiny(
        tiny.changed((options, ""), ('"cut_rule.pro" = "never"', '"cut_rule.pro" = 2'))
    )
    assert case.check({"cut_rule.pro": 1}) == ({"cut_rule.pro": 1}, [])
    assert "a whole number, not 0.5" in case.check({"cut_rule.pro": 0.5})[1][0]
    assert "between 0 and 2, not 3" in case.check({"cut_rule.pro": 3})[1][0]


def test_a_path_is_accepted_for_dated_values_and_quantities(case):
    path = list(range(1, 13))
    for key in ("list_price.pro", "fleet.new", "fleet", "cash"):
        assert case.check({key: path}) == ({key: tuple(map(float, path))}, [])
        assert case.check({key: np.array(path)})[0] == {key: tuple(path)}
        assert "a list of 11" in case.check({key: path[1:]})[1][0]
        assert "month 3" in case.check({key: [*path[:3], "x", *path[4:]]})[1][0]
    assert "month 0" in case.check({"list_price.pro": [0] * 12})[1][0]  # outside the limits
    assert "month 0" in case.check({"cash": [[1, 2]] * 12})[1][0]
    assert "does not change with time" in case.check({"growth": [0.1] * 12})[1][0]


def test_a_computed_quantity_is_forced_to_a_finite_number_in_its_unit(case):
    assert case.check({"cash": "-5000 bn yuan", "fleet": 1e12})[0] == {"cash": -5000, "fleet": 1e12}
    assert len(case.check({"cash": "nan", "fleet": "5 month"})[1]) == 2


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("delivery_dela.new", "nearest is «delivery_delay.new»"),
        ("grwth", "nearest is «growth»"),
        ("delivery_delay", "delivery_delay.old, delivery_delay.new"),
        ("delivery_delay.mew", "nearest is «new»"),
        ("fleet.mew", "nearest is «new»"),
        ("delivery_delay.new.pro", "delivery_delay.new, delivery_delay.old"),
        ("rival_weight.glm.pro", "there is no tier «glm»"),
        ("growth.new", "write «growth»"),
        ("cash.", "write «cash»"),
        ("initial_list_price.pro", "there is nothing called"),
        ("month", "there is nothing called"),
        ("", "there is nothing called"),
        ("<script>\x1b[2J\u202e" + "x" * 500, "<script>[2Jxxx"),
        (7, "a key is text"),
        (10**5000, "a key is text"),
    ],
    ids=lambda part: type(part).__name__,
)
def test_an_unknown_key_is_refused_with_the_nearest_names(case, key, words):
    clean, (problem,) = case.check({key: 1})
    assert clean == {}
    assert words in problem
    assert problem.isprintable()
    assert len(problem) < 200


def test_thousands_of_wrong_keys_are_counted_and_valid_ones_kept(case):
    clean, sentences = case.check({**{f"k{i}": 1 for i in range(5000)}, "growth": 0.1})
    assert clean == {"growth": 0.1}
    assert len(sentences) == 51
    assert "4950 more" in sentences[-1]


def test_a_file_without_a_story_is_about_its_first_elements_and_the_end_of_its_horizon(case):
    story = tiny.tiny().story
    assert (story.tier, story.platform, story.platforms) == ("pro", "old", ("old", "new"))
    assert (story.round, story.workload) == ("", "") and story.headline == {"cash": 1}
    assert tiny.tiny().month_shown("april") == tiny.tiny().months - 1
    assert case.label("tier", case.story.tier) == case.elements["tier"][case.story.tier]
