"""The first visit: one bar below the answer, and a tour of four steps that make their moves."""

from support.app_driver import DELAY, go, overrides, press, sound, start

from app.frame import first_visit

BAR = ("ui_first_do", "ui_first_tour", "ui_first_off")


def bar(at):
    """The buttons of the bar that are shown."""
    return [button.key for button in at.button if button.key in BAR]


def test_the_bar_moves_the_first_lever_and_is_gone(root):
    at = start(root)
    assert bar(at) == list(BAR)
    press(at, "ui_first_do")
    high = at.session_state["session"].controls[DELAY].belief.high
    assert overrides(at) == {DELAY: high} and bar(at) == []
    press(at, f"ui_back_{DELAY}")
    assert overrides(at) == {} and bar(at) == []


def test_the_bar_can_be_dismissed_and_stays_away(root):
    at = press(start(root), "ui_first_off")
    assert bar(at) == []
    go(at, "pages/compute_supply.py")
    assert bar(go(at, "pages/overview.py")) == []


def test_a_reader_who_comes_with_a_change_gets_no_bar(root):
    assert bar(start(root, **{DELAY: "6"})) == []


def test_the_tour_makes_its_moves_and_ends_with_an_open_number(root):
    at = press(start(root), "ui_first_tour")
    seen = []
    for step in range(1, first_visit.STEPS + 1):
        seen.append(overrides(at))
        at.button(key=f"ui_tour_{step}").click()
        sound(at.run())
    high = at.session_state["session"].controls[DELAY].belief.high
    assert seen == [{}, {DELAY: high}, {DELAY: high}, {}]
    assert at.session_state["session"].tour_step == 0 and bar(at) == []
    assert at.session_state["session"].number_open == first_visit.OPENED
