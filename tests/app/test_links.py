"""Links and files made with an earlier model: what they state that is gone, and their figures then and now."""

import json
import re
import urllib.parse

import pytest
from streamlit.testing.v1 import AppTest
from support.app_driver import (
    DELAY,
    go,
    live_links,
    move,
    overrides,
    press,
    sound,
    start,
)
from support.reading import as_read, sentences_of

import econ
from app import address, session
from app.parts import case_files
from econ import equations
from econ.case.file.retired import retired_names, retirement
from econ.headlines import (
    FIRST_VERSION,
    figures_in_text,
    headline_figures,
    headline_text,
    recorded_figures,
)
from econ.views.sentences.answers import headline_value

OLD = "restlessness"
OTHER = "zhipu"
NOT_RECORDED = "not recorded in the link"
NO_MODEL = "This link does not say which model made it. "
OF_TODAY = "Its figures are those of today’s model."


def words(blocks):
    """The words of the notices, without the marks that make them harmless."""
    return re.sub(r"\\(.)", r"\1", " ".join(block.value for block in blocks))


@pytest.fixture
def retired(monkeypatch):
    """The sentence about a name that is retired for the length of a test."""
    monkeypatch.setitem(retired_names(), OLD, "releases are late instead: see «release_gain»")
    return retirement(OLD)


def test_an_address_with_a_retired_key_opens_without_it_and_says_so_once(root, retired):
    at = start(root, **{DELAY: "7", f"{OLD}.pro": "3", OLD: "nan"})
    assert overrides(at) == {DELAY: 7.0}
    assert words(at.warning).count(retired) == 1 and not at.error
    assert not sound(at.run()).warning


def load(at, text):
    data = ("kept.toml", text.encode(), "application/toml")
    at.file_uploader(key="ui_upload").set_value(data)
    return sound(at.run())


def test_a_scenario_file_with_a_retired_key_is_loaded_without_it_and_says_so_beside_the_file(
    root, case, retired
):
    at = go(start(root), "pages/assumptions.py")
    text = case.scenario(overrides={DELAY: 7}).to_toml()
    load(at, text + f'"{OLD}.pro" = 3\n')
    assert overrides(at) == {DELAY: 7.0} and not at.error
    assert words(at.info) == f"- ignored in kept.toml: {retired}"
    load(at, text)
    assert overrides(at) == {DELAY: 7.0} and not at.info and not at.error


@pytest.fixture
def later_model(monkeypatch):
    """Raise the version of the model for the length of a test."""
    monkeypatch.setattr(equations, "MODEL_VERSION", str(int(equations.MODEL_VERSION) + 1))


def link_of(at):
    """The parameters of the link that the app shows."""
    (code,) = [block.value for block in at.code]
    return dict(urllib.parse.parse_qsl(code.removeprefix("?")))


def written(at):
    """The parameters that a run writes into the address, beside those of levers and of the frame."""
    (component,) = [
        c.proto for c in at.get("bidi_component") if c.proto.component_name == "address"
    ]
    return json.loads(component.json)["want"]


def notice(at):
    """The words of the page about the link that the session began with; empty where it says nothing."""
    sentences = [text for block in at.info if "This link" in (text := words([block]))]
    assert len(sentences) <= 1
    return "".join(sentences)


@pytest.mark.parametrize("query", [{}, {"case": "november-2026", "read-month": "2028-04"}])
def test_each_link_and_address_carries_the_version_and_the_figures_that_are_shown(
    root, case, query
):
    at = start(root, **query, **{DELAY: "7"})
    link = link_of(at)
    assert link[DELAY] == "7" and link["model"] == equations.MODEL_VERSION
    figures = figures_in_text(case, link["headline"])
    outlook = econ.run(case.scenario(query.get("case"), {DELAY: 7.0}))
    assert figures.values == {
        key: pytest.approx(outlook.at(key, figures.month)) for key in case.story.headline
    }
    usual = case.month_shown(at.session_state["case"])
    assert figures.month == (case.month_index(query["read-month"]) if query else usual)
    for name in ("model", "headline"):
        assert written(at)[name] == link[name]
    moved = link_of(move(at, DELAY, 9))
    assert moved["headline"] != link["headline"] and written(at)["headline"] == moved["headline"]


@pytest.mark.parametrize("company", [None, OTHER])
def test_a_link_of_the_current_model_needs_no_notice(root, company):
    link = link_of(start(root, **({} if company is None else {"company": company})))
    for query in (link, {**link, "model": equations.MODEL_VERSION, "headline": "<b>"}):
        at = start(root, **query)
        assert not at.info and not at.warning


def test_a_link_of_an_earlier_model_shows_its_figures_then_and_now(root, case, later_model):
    at = start(root, **{DELAY: "7"})
    figures = figures_in_text(case, link_of(at)["headline"])
    key = next(iter(figures.values))
    then = dict(figures.values) | {key: 123.0}
    text = headline_text(case, type(figures)(month=figures.month, values=then))
    at = start(root, model="1", headline=text, **{DELAY: "7"})
    assert overrides(at) == {DELAY: 7.0} and not at.warning
    sentences = sentences_of(notice(at))
    assert sentences[0] == "This link was made with an earlier model." and len(sentences) == 3
    assert (
        sentences[1] == f"These figures of {case.month_name(figures.month)} had other values then."
    )
    was, now = sentences[2].split(" and is ")
    assert was.startswith(f"{case.label_of(key)} was 123 ")
    assert now == f"{headline_value(case, key, figures.values[key])} now."
    assert link_of(at)["model"] == equations.MODEL_VERSION != "1"


@pytest.mark.parametrize(
    ("company", "preset"),
    [(None, "april-2026"), (None, "november-2026"), (OTHER, None), (OTHER, "november-2026")],
)
def test_a_link_without_figures_shows_those_recorded_of_its_preset(
    root, later_model, company, preset
):
    name = company or next(iter(case_files.companies()))
    case = case_files.load_case(case_files.case_file(name))
    query = {"company": company, "case": preset, "model": None}
    at = start(root, **{key: text for key, text in query.items() if text or key == "model"})
    then = recorded_figures(case, FIRST_VERSION, preset or case.default_preset)
    assert NO_MODEL in notice(at)
    now = headline_figures(econ.run(case.scenario(preset)), then.month, then.values)
    moved = [
        key
        for key in then.values
        if headline_value(case, key, then.values[key]) != headline_value(case, key, now.values[key])
    ]
    assert moved and set(sentences_of(notice(at))[2:]) == {
        f"{case.label_of(key)} was {as_read(headline_value(case, key, then.values[key]))} "
        f"and is {as_read(headline_value(case, key, now.values[key]))} now."
        for key in moved
    }


@pytest.mark.parametrize(
    "query",
    [
        {DELAY: "7"},
        {"stress": "price-war"},
        {"case": "price-war"},
        {"case": "no-such-case"},
        {OLD: "3"},
        {"load_factor": "nan"},
        {"company": "no-such-company", "case": "november-2026"},
        {"model": "999"},
    ],
    ids=lambda query: next(iter(query)),
)
def test_where_the_figures_of_that_time_are_not_recorded_the_notice_says_so(
    root, later_model, retired, query
):
    at = start(root, **({"model": None} | query))
    first, second = sentences_of(notice(at))
    if "model" in query:
        assert first == "This link was made with another model." and NOT_RECORDED in second
    else:
        assert (first, second) == (NO_MODEL.strip(), OF_TODAY)


def test_the_first_version_is_that_of_addresses_without_one(root, case, monkeypatch):
    monkeypatch.setattr(equations, "MODEL_VERSION", FIRST_VERSION)
    assert not notice(start(root, model=None, **{DELAY: "7"}))


def test_an_address_without_parameters_is_no_link(root, later_model):
    at = start(root)
    assert not notice(at) and link_of(at)["model"] == equations.MODEL_VERSION
    assert not notice(start(root, model=None, embed="true"))


def test_an_address_that_only_names_a_company_of_ones_own_is_no_link(root, later_model):
    assert not notice(start(root, model=None, company="no-such-company"))


HOSTILE = (
    "<script>alert(1)</script>",
    "[x](https://evil.example)",
    "nan",
    "1e999",
    "-1",
    "9" * 5000,
    "2027-04,gross_margin:<b>0.5</b>",
    "2027-04,gross_margin:nan",
    "2027-04,gross_margin:" + "9" * 300,
    "2027-04,<b>x</b>:1",
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_tampered_parameters_are_never_shown(root, later_model, text):
    for query in ({"headline": text, "model": "1"}, {"model": text}, {"model": [text, text]}):
        at = start(root, **query, **{DELAY: "7"})
        assert overrides(at) == {DELAY: 7.0} and not at.error and not at.warning
        (block,) = [block for block in at.info if "This link" in block.value]
        assert NOT_RECORDED in notice(at) and len(notice(at)) < 600
        assert not live_links(block.value) and not re.search("<|script|evil|nan|99999", block.value)


@pytest.fixture
def opened(root, later_model):
    """The app after a link of an earlier model was opened."""
    at = start(root, model="1", case="november-2026", **{DELAY: "7"})
    assert notice(at)
    return at


def test_the_notice_stays_while_nothing_changes_and_can_be_closed(opened):
    assert notice(sound(opened.run()))
    assert not notice(press(opened, "ui_close_link"))
    assert not notice(sound(opened.run())) and not notice(go(opened, "pages/record.py"))
    assert overrides(opened) == {DELAY: 7.0}


CHANGES = {
    "a lever": lambda at: move(at, DELAY, 9),
    "the case": lambda at: at.segmented_control(key="case").set_value("april-2026"),
    "a stress": lambda at: at.multiselect(key="stress").set_value(["price-war"]),
    "the company": lambda at: at.selectbox(key="company").select(OTHER),
    "the month": lambda at: at.selectbox(key="read-month").select("Apr 2028"),
    "the baseline": lambda at: at.selectbox(key="compare-with").select("April 2026"),
    "the page": lambda at: at.switch_page("pages/record.py"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_notice_is_gone_for_good_after_the_reader_changes_something(opened, change):
    CHANGES[change](opened)
    assert not notice(sound(opened.run()))
    move(opened, DELAY, 7)
    assert not notice(opened)


def test_a_company_that_is_opened_instead_of_an_unusable_one_needs_no_notice(root, later_model):
    def open_other():
        import streamlit as st

        from app import address as of_app

        of_app.name_company("zhipu")
        st.write(sorted(st.query_params))

    at = AppTest.from_function(open_other).run()
    assert set(at.query_params) == {address.MODEL, session.COMPANY}
    assert at.query_params[address.MODEL] in (equations.MODEL_VERSION, [equations.MODEL_VERSION])


@pytest.mark.parametrize(
    ("page", "key", "value"),
    [
        ("pages/overview.py", "price_elasticity.pro", "-0.7"),
        ("pages/inference_cost.py", "price_elasticity.pro", "-0.9"),
        ("pages/api_price.py", "market_elasticity", "-1.8"),
    ],
)
def test_a_link_with_nothing_but_a_refused_value_opens_the_case_and_says_so(root, page, key, value):
    at = start(root, **{key: value})
    go(at, page)
    assert overrides(at) == {} and not at.error
    assert at.slider(key=key).value == at.session_state["session"].controls[key].base
