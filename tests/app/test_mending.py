"""An exception while a scenario is run or a page is drawn: a sentence names it, and only its cause is left out."""

import re
import runpy

import pytest
from support.app_driver import DELAY, go, overrides, sound, start

from app import frame, session
from app.frame import navigation
from econ import AssumptionError
from econ.views.sentences import answers

CAUSE = "load_factor"
KEPT = {DELAY: 6.0, "cut_depth.pro": 0.5}


def said(at):
    """All warnings and errors, without the marks that make them harmless."""
    return re.sub(r"\\(.)", r"\1", " ".join(block.value for block in (*at.warning, *at.error)))


def breaks(monkeypatch, where, name, wrong, error):
    """Make a function of the project fail where its scenario is wrong."""
    works = getattr(where, name)

    def fails(first, *more):
        if wrong(getattr(first, "scenario", first)):
            raise error
        return works(first, *more)

    monkeypatch.setattr(where, name, fails)


def moved(scenario):
    return CAUSE in dict(scenario.overrides)


RUNNING = (session, "run_with_single_changes")
DRAWING = (answers, "funding")


@pytest.mark.parametrize("place", [RUNNING, DRAWING])
@pytest.mark.parametrize(
    "error",
    [TypeError("not length-1"), ZeroDivisionError(), AssumptionError(["there is no money"])],
)
def test_only_a_change_that_cannot_be_shown_is_left_out_with_the_reason(
    root, monkeypatch, place, error
):
    session.outlook.clear()
    breaks(monkeypatch, *place, moved, error)
    at = go(
        start(root, **{key: str(value) for key, value in KEPT.items()}), "pages/funding_runway.py"
    )
    at.session_state["session"].overrides = {**KEPT, CAUSE: 0.5}
    sound(at.run())
    assert overrides(at) == KEPT and not at.error
    assert "Load factor at 50" in said(at) and (str(error) or "ZeroDivisionError") in said(at), (
        said(at)
    )
    assert not sound(at.run()).warning, "a notice is given once"


def test_an_address_with_such_a_change_opens_the_page_without_it(root, monkeypatch):
    session.outlook.clear()
    breaks(monkeypatch, *RUNNING, moved, ValueError("no rate fits"))
    at = start(
        root, stress="price-war", **{key: str(value) for key, value in {**KEPT, CAUSE: 0.5}.items()}
    )
    assert overrides(at) == KEPT and at.session_state["stress"] == ["price-war"]
    assert "Load factor" in said(at) and "no rate fits" in said(at)


def test_a_lever_that_breaks_a_page_goes_back_and_the_page_is_drawn(root, monkeypatch):
    session.outlook.clear()
    breaks(
        monkeypatch,
        *DRAWING,
        lambda scenario: dict(scenario.overrides).get(DELAY) == 7.0,
        ValueError("seven"),
    )
    at = go(start(root, **{CAUSE: "0.5"}), "pages/funding_runway.py")
    at.slider(key=DELAY).set_value(7)
    sound(at.run())
    assert overrides(at) == {CAUSE: 0.5} and at.slider(key=DELAY).value == 0 and "seven" in said(at)
    at.slider(key=DELAY).set_value(8)
    assert overrides(sound(at.run())) == {CAUSE: 0.5, DELAY: 8.0} and not said(at)


def test_a_stress_that_breaks_a_page_is_taken_away(root, monkeypatch):
    session.outlook.clear()
    breaks(
        monkeypatch, *DRAWING, lambda scenario: "price-war" in scenario.stresses, ValueError("war")
    )
    at = go(start(root, **{CAUSE: "0.5"}), "pages/funding_runway.py")
    at.multiselect(key="stress").set_value(["price-war"])
    sound(at.run())
    assert (
        at.session_state["stress"] == []
        and overrides(at) == {CAUSE: 0.5}
        and "the stress “Price war”" in said(at)
    )


def test_a_page_that_cannot_be_drawn_says_so_and_keeps_the_scenario(root, monkeypatch):
    session.outlook.clear()
    breaks(monkeypatch, *DRAWING, lambda scenario: True, ValueError("always"))
    at = start(root, stress="price-war", **{key: str(value) for key, value in KEPT.items()})
    go_there = at.switch_page("pages/funding_runway.py").run()
    assert (
        not at.exception
        and len(go_there.error) == 1
        and "always" in said(at)
        and "not even for the case" in said(at)
    )
    go(at, "pages/compute_supply.py")
    assert overrides(at) == KEPT and at.session_state["stress"] == ["price-war"] and not said(at)


class Left(Exception):
    """Replaces the exception by which Streamlit starts a run again."""


@pytest.mark.parametrize("path", navigation.PAGES)
def test_a_page_reads_nothing_before_it_is_in_the_frame(root, monkeypatch, path):
    """The first visitor of a fresh server may come to the page without the frame, and with a file that cannot be used."""

    def unusable():
        raise AssumptionError(["the file cannot be used"])

    def leave():
        raise Left

    monkeypatch.setattr(session, "case", unusable)
    monkeypatch.setattr(frame, "view", leave)
    with pytest.raises(Left):
        runpy.run_path(str(root / path))
