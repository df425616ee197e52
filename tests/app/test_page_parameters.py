"""Page parameters: what an old address asked is asked by the new, and a text that cannot be used gets a sentence."""

import re

import pytest
from support.app_driver import DELAY, go, headlines, overrides, sound, start

from app import page_parameters
from econ.decisions.price_cut import OWN_RULE, RULES_AFTER_CUT
from econ.units import YUAN
from econ.views.breaking_points import STEP_QUESTION, question_name

OLD = {  # other than the default, in the words of an old address, and what a widget holds
    "compare": ("November 2026", "November 2026"),
    "read": ("Apr 2028", "Apr 2028"),
    "judge": ("Runway", "Runway"),
    "uncertain": ("supply and money", "supply and money"),
    "show": ("regret", "regret"),
    "tier": ("V4-Flash", "flash"),
    "mix": ("true", True),
    "hits": ("0.5", 0.5),
    "output": ("0.25", 0.25),
    "futures": ("64", "64"),
    "seed": ("7", "7"),
    "outcome": ("Gross margin", "Gross margin"),
    "question": ("point of no return", "deadline"),
    "lasts": ("24", 24),
    "save": ("36", 36),
    "goal": ("Gross margin", "Gross margin"),
    "one_more": ("Demand growth", "trend_growth"),
    "exit_value": ("300", 300),
    "exit_terms": ("none", "none"),
}
SHOWN = {  # pages on which a widget shows each
    "pages/overview.py": {"compare-with", "read-month"},
    "pages/price_cut_timing.py": {"timing-objective", "timing-uncertain", "timing-statistic"},
    "pages/api_price.py": {"price-tier", "price-mix", "price-hits", "price-output"},
    "pages/stress_test.py": {"futures-count", "futures-seed"},
    "pages/what_matters.py": {"matters-outcome"},
    "pages/breaking_points.py": {"breaking-question", "breaking-saved-months"},
    "pages/ownership.py": {"exit-value", "exit-terms"},
}
ASKED = {  # parameters of one question only
    "single": {"breaking-months"},
    "target": {"breaking-outcome"},
    "step": {"breaking-lever"},
}
UNUSABLE = {
    "pages/price_cut_timing.py": {"timing-objective": "Runaway", "timing-statistic": "best"},
    "pages/api_price.py": {
        "price-tier": "zzz",
        "price-mix": "maybe",
        "price-hits": "lots",
        "price-output": "1.5",
    },
    "pages/what_matters.py": {"matters-outcome": "<b>x</b>", "futures-count": "many"},
    "pages/breaking_points.py": {
        "breaking-question": "why",
        "breaking-months": "7",
        "breaking-saved-months": "1e9",
    },
    "pages/ownership.py": {"exit-value": "-1", "exit-terms": "9" * 300},
    "pages/overview.py": {"read-month": "2199-01", "compare-with": "zzz"},
}


OLD_QUERY = {name: text for name, (text, _) in OLD.items()}
NEW_QUERY = {page_parameters.CURRENT_NAMES[name]: text for name, text in OLD_QUERY.items()}
HELD = {page_parameters.CURRENT_NAMES[name]: held for name, (_, held) in OLD.items()}
FRAME = SHOWN["pages/overview.py"]


def words(at):
    """The words of the notices, without the marks that make them harmless."""
    return re.sub(r"\\(.)", r"\1", " ".join(block.value for block in at.warning))


def parameters(at):
    return at.session_state["session"].parameters


def test_no_assumption_or_quantity_can_have_the_name_of_a_parameter(case):
    for name in page_parameters.NAMES:
        assert "-" in name and name not in case.keys() and name not in case.model.quantities
    renamed = page_parameters.NAMES - page_parameters.PARAMETERS_WITHOUT_OLD_NAME
    assert len(renamed) == len(page_parameters.CURRENT_NAMES)


def test_an_old_address_sets_the_same_parameters_as_the_new_one(root):
    assert OLD.keys() == page_parameters.CURRENT_NAMES.keys()
    old, new = (
        start(root, load_factor="0.6", stress="price-war", **query)
        for query in (OLD_QUERY, NEW_QUERY)
    )
    assert not old.warning and not new.warning, words(old)
    assert parameters(old) == parameters(new) and parameters(new).keys() >= NEW_QUERY.keys() - FRAME
    assert overrides(old) == overrides(new) == {"load_factor": 0.6}
    assert headlines(old) == headlines(new)


@pytest.mark.parametrize(
    ("page", "question"),
    [*((page, "deadline") for page in SHOWN)]
    + [("pages/breaking_points.py", question) for question in ASKED],
)
def test_the_widgets_of_a_page_show_the_values_of_an_old_address(root, page, question):
    at = go(start(root, **OLD_QUERY | {"question": question_name(question)}), page)
    assert not at.warning, words(at)
    wanted = HELD | {
        "breaking-question": question,
        "timing-after": next(iter(RULES_AFTER_CUT)),
        "timing-theory": False,
        "money-in": YUAN,
        "ownership-round": "first",
    }
    if page == "pages/ownership.py":
        at.session_state[TABS["ownership"]] = "An exit"
        sound(at.run())
    names = ASKED.get(question) or SHOWN[page]
    assert {name: at.session_state[name] for name in names} == {
        name: wanted[name] for name in names
    }
    answers = at.session_state["session"].answers
    assert answers.items() <= wanted.items() and answers.keys() >= FRAME


LATER = {  # parameters that never had another name: page, what else is open there, text in the address, what the widget holds
    "supply-platform": ("compute_supply", {}, "Ascend 910C", "ascend_910c"),
    "cost-kind": ("inference_cost", {}, "cache hit", "cache hit"),
    "cost-chips": ("inference_cost", {}, "NVIDIA H800,NVIDIA H20", ["h800", "h20"]),
    "ownership-round": ("ownership", {"tab": "Returns"}, "Second round", "later"),
    "raising-round": ("raising", {}, "Third round", "third"),
    "raising-map": ("raising", {}, "Lowest cash", "lowest_cash"),
    "raising-pressure": ("raising", {"tab": "The three pressures"}, "Talent", "Talent"),
    "funding-statement": ("funding_runway", {"tab": "Statements"}, *["Balance sheet"] * 2),
    "funding-span": ("funding_runway", {"tab": "Statements"}, "by month", "months"),
    "funding-year": ("funding_runway", {"tab": "Cash bridge"}, *["the whole plan"] * 2),
    "breaking-target": ("breaking_points", {"breaking-question": "target"}, "50", "50"),
}
TABS = {
    "funding_runway": "ui_funding_tabs",
    "ownership": "ui_ownership_tabs",
    "raising": "ui_raising_tabs",
}
UNTIED = {"cost-chips": "ui_cost-chips", "breaking-target": "ui_breaking-target_Runway"}


@pytest.mark.parametrize("name", LATER)
def test_a_link_keeps_the_choices_of_a_page_also_while_another_page_is_open(root, name):
    page, opened, text, held = LATER[name]
    question = {key: opened[key] for key in opened if key != "tab"}
    at = start(root, case="november-2026", **question, **{name: text})
    for _ in range(2):
        go(at, f"pages/{page}.py")
        if "tab" in opened:
            at.session_state[TABS[page]] = opened["tab"]
            sound(at.run())
        assert not at.warning, words(at)
        assert at.session_state[UNTIED.get(name, name)] == held
        at.query_params[name] = text  # as the browser has it
        go(at, "pages/overview.py")
        assert parameters(at)[name] == text


def test_a_target_is_forgotten_when_another_outcome_is_chosen(root):
    query = {"breaking-question": "target", "breaking-target": "50"}
    at = go(start(root, **query), "pages/breaking_points.py")
    at.selectbox(key="breaking-outcome").set_value("Gross margin")
    sound(at.run())
    assert "breaking-target" not in parameters(at) and not at.error
    at.text_input(key="ui_breaking-target_Gross margin").set_value("40 %")
    assert parameters(sound(at.run()))["breaking-target"] == "40 %"


def test_chips_that_are_none_of_the_case_get_a_notice_and_the_usual_ones(root):
    at = go(start(root, **{"cost-chips": "NVIDIA H800,Abacus"}), "pages/inference_cost.py")
    assert "Abacus" in words(at) and "cost-chips" not in parameters(at)
    at = go(start(root, **{"cost-chips": ","}), "pages/inference_cost.py")
    assert not at.warning


@pytest.mark.parametrize("page", UNUSABLE)
def test_an_invalid_parameter_gets_one_sentence_once_and_the_default(root, page):
    at = start(root, load_factor="0.6", **UNUSABLE[page])
    messages = words(at)
    messages += words(go(at, page))
    for name in UNUSABLE[page]:
        assert messages.count(f"“{name}”") == (name != "futures-count"), (name, messages)
    assert ("futures is a whole number" in messages) == ("futures-count" in UNUSABLE[page])
    assert len(messages) < 1500
    assert overrides(at) == {"load_factor": 0.6}
    usual = go(start(root, load_factor="0.6"), page).session_state["session"].answers
    assert at.session_state["session"].answers == usual
    again = words(sound(at.run()))
    assert not any(f"“{name}”" in again for name in UNUSABLE[page]), again


def test_an_old_name_that_is_a_number_of_the_case_is_that_number(root, monkeypatch):
    monkeypatch.setitem(page_parameters.CURRENT_NAMES, "load_factor", "price-hits")
    at = start(root, load_factor="0.6", hits="0.5")
    assert overrides(at) == {"load_factor": 0.6} and parameters(at) == {"price-hits": "0.5"}


@pytest.mark.parametrize("text", ["follows the plan's rule", "FOLLOWS THE PLAN’S RULE "])
def test_an_option_is_read_with_either_apostrophe_and_in_any_letters(root, text):
    at = go(start(root, **{"timing-after": text}), "pages/price_cut_timing.py")
    assert not at.warning and at.session_state["timing-after"] == OWN_RULE


def test_a_lever_is_read_by_its_key_as_by_its_name(root, case):
    key = case.levers_of("front", case.default_preset)[2]
    for text in (key, case.label_of(key)):
        query = {"breaking-question": question_name(STEP_QUESTION), "breaking-lever": text}
        at = go(start(root, **query), "pages/breaking_points.py")
        assert not at.warning and at.session_state["breaking-lever"] == key


def test_an_unknown_parameter_name_is_an_error_of_the_page():
    with pytest.raises(ValueError, match="not listed"):
        page_parameters.text("no-such-name", "")


def test_a_parameter_that_an_address_gives_twice_gets_a_notice_with_the_value_that_holds(root):
    first, last = "April 2026", "November 2026"
    at = start(
        root, **{DELAY: ["5", "7"], "compare-with": [first, last], "read-month": ["Sep 2026"]}
    )
    notices = at.warning[0].value.replace("\\", "")
    for key, value in ((DELAY, "7"), ("compare-with", last)):
        assert f"the first of «{key}», which is given twice: «{value}» holds" in notices
    assert notices.count("given twice") == 2
    assert overrides(at) == {DELAY: 7.0} and at.session_state["compare-with"] == last
    assert not sound(at.run()).warning
