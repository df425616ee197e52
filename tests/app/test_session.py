"""A visitor's session: one typed object under one key, and never anybody else's scenario."""

import dataclasses
import threading

import pytest
from support.app_driver import DELAY, go, headlines, move, overrides, sound, start
from support.sampling import some_pages

from app import cache, frame, session
from app.frame.navigation import PAGES
from app.parts import case_files
from econ.case.scenario import Scenario

PAGE_FILES = list(PAGES)


def loose_keys(at):
    """Keys of Streamlit's session that belong to no widget."""
    state = at._session_state._state
    return set(state.filtered_state) - set(state._key_id_mapper._key_id_mapping)


def test_streamlits_session_has_one_key_besides_those_of_widgets(root):
    at = start(root, **{DELAY: "7", "tier": "V4-Flash", "nonsense": "1"})
    assert loose_keys(at) == {session.KEY}
    for page in some_pages(PAGE_FILES, "one key"):
        go(at, page)
        assert loose_keys(at) == {session.KEY}, page
        assert isinstance(at.session_state[session.KEY], session.Session)


def test_two_visitors_never_see_each_others_scenario(root):
    mine, yours = start(root, **{DELAY: "7"}), start(root, load_factor="0.6", futures="64")
    alone = headlines(mine), headlines(yours)
    assert alone[0] != alone[1]
    for page in PAGE_FILES[:4]:
        go(mine, page)
        go(yours, page)
        assert overrides(mine) == {DELAY: 7.0} and overrides(yours) == {"load_factor": 0.6}
        assert (headlines(mine), headlines(yours)) == alone
    move(mine, DELAY, 3)
    assert headlines(sound(yours.run())) == alone[1] and headlines(mine) != alone[0]
    theirs = yours.session_state[session.KEY].parameters
    assert theirs == {"futures-count": "64"} and mine.session_state[session.KEY].parameters == {}


def test_sessions_share_no_part_that_can_be_changed():
    first, second = (session.Session(company="one", overrides={}, parameters={}) for _ in range(2))
    for name, value in vars(first).items():
        other = getattr(second, name)
        is_frozen = dataclasses.is_dataclass(value) and type(value).__dataclass_params__.frozen
        assert value is not other or is_frozen or isinstance(value, str | int | None), name


def test_a_session_blocks_a_second_thread_and_readmits_the_first(root):
    at, order = start(root), []
    lock = at.session_state[session.KEY].lock

    def second():
        with lock:
            order.append("second")

    with lock, lock:
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.2)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


@pytest.fixture(scope="module")
def of_two_companies():
    """The default presets of two companies, which have one name."""
    scenarios = [
        case_files.load_case(shipped.path).scenario() for shipped in case_files.companies().values()
    ]
    assert len(scenarios) >= 2 and len({scenario.preset for scenario in scenarios}) == 1
    return scenarios


def test_cached_results_of_one_company_are_never_used_for_another(of_two_companies):
    assert len({cache.scenario_key(scenario) for scenario in of_two_companies}) == len(
        of_two_companies
    )
    for scenario in of_two_companies:
        outlook = session.outlook(scenario)
        assert outlook.scenario == scenario and outlook.case is scenario.case
        assert session.outlook(scenario.case.scenario()) is outlook


@pytest.mark.parametrize("decorate", [cache.resource, cache.data])
def test_results_are_cached_by_the_content_of_the_scenario_only(of_two_companies, decorate):
    counted = []

    @decorate(max_entries=8)
    def title(scenario: Scenario) -> str:
        counted.append(scenario)
        return scenario.title

    first, second = of_two_companies[:2]
    changed = first.with_overrides({DELAY: 7})
    stressed = first.case.scenario(stresses=list(first.case.stresses)[:1])
    for scenario in (first, second, changed, stressed) * 2:
        assert title(scenario) == scenario.title
    title(first.with_overrides({DELAY: 7}).without(DELAY))
    assert counted == [first, second, changed, stressed]


def test_the_end_of_an_older_run_leaves_a_newer_one_its_view():
    """Streamlit runs each request in a thread of its own, and the one it ends may end later than the next begins."""
    seen = {}

    def run(name, others_end):
        frame._VIEW.set(name)
        begun.wait(10)
        others_end.wait(10)
        seen[name] = frame.view()
        frame._VIEW.set(None)
        ended.set()

    begun, ended, at_once = threading.Barrier(2), threading.Event(), threading.Event()
    at_once.set()
    threads = [
        threading.Thread(target=run, args=arguments)
        for arguments in (("older", at_once), ("newer", ended))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert seen == {"older": "older", "newer": "newer"}


def test_a_lever_moved_too_far_keeps_what_it_had_and_the_sentence_is_true(root):
    """Own elasticity is no weaker than that of the class: neither lever passes the other, and nothing else is lost."""
    own, of_class = "price_elasticity.pro", "market_elasticity"
    at = start(root, **{DELAY: "3"})
    move(at, own, -1.2)
    move(at, own, -0.9)
    assert overrides(at) == {DELAY: 3.0, own: -1.2}
    assert "V4\\-Pro elasticity stays as it was" in at.warning[0].value
    go(at, "pages/api_price.py")
    move(at, of_class, -1.3)
    assert overrides(at) == {DELAY: 3.0, own: -1.2}
    assert "Market elasticity stays as it was" in at.warning[0].value
    move(at, of_class, -1.1)
    assert overrides(at) == {DELAY: 3.0, own: -1.2, of_class: -1.1}


def test_a_lever_has_one_notice_however_often_it_is_refused():
    """Only the last reason stands, at whatever point of a sentence the lever is named."""
    of_visitor = session.Session(company="one", overrides={}, parameters={}, notices=["a", "a"])
    for lever, reason in (("first", "early"), ("second", "early"), ("first", "late")):
        of_visitor.note_refused_move(lever, [reason])
    assert of_visitor.refused_moves == {"second": ["early"], "first": ["late"]}
    assert of_visitor.all_notices == ["a", "early", "late"]
    of_visitor.drop_notices()
    assert of_visitor.all_notices == []
