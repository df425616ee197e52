"""Undo and redo: each change of the scenario can be taken back and made again, whatever made it."""

import pytest
from support.app_driver import DELAY, go, headlines, move, overrides, press, sound, start

from app import session
from app.parts import case_files, history, number_dialog

OTHER = "zhipu"
ASSUMPTIONS = "pages/assumptions.py"


@pytest.fixture
def instant(monkeypatch):
    """A clock that the test moves; without a move all changes are made at once."""
    clock = [0.0]
    monkeypatch.setattr(history.time, "monotonic", lambda: clock[0])
    return clock


def apart(clock):
    """Let the time pass after which a lever's next move is another change."""
    clock[0] += 2 * history.QUICK


def state(at):
    """The state that undo brings back: the company, the scenario and the headline figures."""
    current = at.session_state["session"]
    stresses = tuple(at.session_state["stress"])
    return current.company, at.session_state["case"], stresses, overrides(at), headlines(at)


def names(at):
    """The names of the listed states, the newest first; the one in force is marked."""
    return list(at.menu_button(key=history.MENU).options)


def can(at):
    """Whether there is something to undo and something to redo."""
    return tuple(not at.button(key=key).disabled for key in (history.UNDO, history.REDO))


def choose_stresses(at, stresses):
    at.multiselect(key="stress").set_value(stresses)
    at.query_params["stress"] = ",".join(stresses)
    return sound(at.run())


def choose_preset(at):
    at.segmented_control(key="case").set_value("november-2026")
    at.query_params["case"] = "november-2026"
    return sound(at.run())


def load_file(at):
    text = session.case().scenario("november-2026", {DELAY: 5.0, "load_factor": 0.6}).to_toml()
    file = ("kept.toml", text.encode(), "application/toml")
    at.file_uploader(key="ui_upload").set_value(file)
    return sound(at.run())


def load_other_companys_file(at):
    text = (
        case_files.load_case(case_files.case_file(OTHER)).scenario(overrides={DELAY: 5}).to_toml()
    )
    file = ("kept.toml", text.encode(), "application/toml")
    at.file_uploader(key="ui_upload").set_value(file)
    return sound(at.run())


def choose_company(at):
    at.selectbox(key="company").select(OTHER)
    return sound(at.run())


CHANGES = {
    "a lever": lambda at: move(at, DELAY, 12),
    "a stress": lambda at: choose_stresses(at, ["price-war"]),
    "a preset": choose_preset,
    "reset": lambda at: press(at, "ui_reset"),
    "a chip": lambda at: press(at, "ui_chip_load_factor"),
    "a company": choose_company,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_undone_and_made_again(root, instant, change):
    at = start(root, load_factor="0.6", **{DELAY: "3"})
    before = state(at)
    assert can(at) == (False, False)
    CHANGES[change](at)
    after = state(at)
    assert after != before and can(at) == (True, False)
    press(at, history.UNDO)
    assert state(at) == before and can(at) == (False, True) and not at.error
    press(at, history.REDO)
    assert state(at) == after and can(at) == (True, False) and not at.error


@pytest.mark.parametrize("load", [load_file, load_other_companys_file])
def test_a_loaded_file_is_undone_and_loaded_again(root, instant, load):
    at = go(start(root, **{DELAY: "3"}), ASSUMPTIONS)
    before = state(at)
    load(at)
    after = state(at)
    assert after != before
    press(at, history.UNDO)
    assert state(at) == before
    press(at, history.REDO)
    assert state(at) == after


def test_the_levers_show_what_undo_brings_back(root, instant):
    at = move(start(root), DELAY, 12)
    press(at, history.UNDO)
    assert at.slider(key=DELAY).value == 0
    press(at, history.REDO)
    assert at.slider(key=DELAY).value == 12


def test_states_are_listed_by_what_changed_and_a_click_goes_to_one(root, instant):
    at = start(root)
    opened = state(at)
    assert at.menu_button(key=history.MENU).disabled
    for months in range(1, 11):
        apart(instant)
        move(at, DELAY, months)
    listed = names(at)
    assert len(listed) == history.LISTED and listed[0].startswith("✓")
    assert "9 → 10 months" in listed[0] and "3 → 4 months" in listed[6]
    at.menu_button(key=history.MENU).click_index(6)
    sound(at.run())
    assert overrides(at) == {DELAY: 4.0} and can(at) == (True, True)
    assert [name.startswith("✓") for name in names(at)].count(True) == 1
    for _ in range(4):
        press(at, history.UNDO)
    assert state(at) == opened and can(at) == (False, True)


def test_a_change_after_undo_forgets_what_was_undone(root, instant):
    at = start(root)
    for months in (3, 6):
        apart(instant)
        move(at, DELAY, months)
    press(at, history.UNDO)
    apart(instant)
    choose_stresses(at, ["price-war"])
    assert can(at) == (True, False) and overrides(at) == {DELAY: 3.0}
    press(at, history.UNDO)
    assert overrides(at) == {DELAY: 3.0} and at.session_state["stress"] == []
    assert at.slider(key=DELAY).value == 3


def test_moves_of_one_lever_in_quick_succession_are_one_change(root, instant):
    at = start(root)
    for months in (3, 6, 9):
        move(at, DELAY, months)
    assert len(at.session_state["session"].history.states) == 2
    press(at, history.UNDO)
    assert overrides(at) == {} and can(at) == (False, True)


def test_a_lever_that_is_back_where_it_was_has_not_changed(root, instant):
    at = start(root)
    move(at, DELAY, 3)
    move(at, DELAY, 0)
    assert can(at) == (False, False)


def test_a_visit_to_another_page_and_a_run_without_a_change_are_no_states(root, instant):
    at = move(start(root), DELAY, 3)
    for page in (ASSUMPTIONS, "pages/overview.py"):
        go(at, page)
    sound(at.run())
    assert len(at.session_state["session"].history.states) == 2
    press(at, history.UNDO)
    assert overrides(at) == {}


def test_without_a_change_there_is_nothing_to_undo(root):
    at = start(root)
    assert can(at) == (False, False)
    assert at.button(key=history.UNDO).help == "Nothing to undo"
    kept = at.session_state["session"].history
    assert kept.moved_by(-1) == kept and kept.at(99) == kept
    assert kept.undone_by == kept.redone_by == ""


def test_the_states_that_are_kept_are_limited(root, case):
    first = history.State(
        number=0, company="acme", scenario=case.scenario(), name="first", moved=0.0
    )
    kept = history.History(states=(first,))
    for place in range(2 * history.KEPT):
        scenario = case.scenario(overrides={DELAY: 1 + place % 30})
        kept = kept.with_state("acme", scenario, 10.0 * place)
    assert len(kept.states) == history.KEPT and kept.now.scenario == scenario
    assert len(kept.listed()) == history.LISTED


def test_the_address_of_a_number_opens_it_and_says_what_is_wrong_with_it(root):
    at = start(root, **{number_dialog.NAME: "runway,cash"})
    assert at.session_state["session"].number_open == "runway,cash" and not at.warning
    at = start(root, **{number_dialog.NAME: "no_such_number"})
    assert any("There is no number" in warning.value for warning in at.warning)


def test_the_same_change_made_again_is_listed_under_a_name_of_its_own(root, instant):
    at = start(root)
    for _ in range(3):
        apart(instant)
        move(at, DELAY, 6)
        apart(instant)
        press(at, "ui_reset")
    listed = names(at)
    assert len(set(listed)) == len(listed) > 5
    assert not at.error and not at.warning and overrides(at) == {}
