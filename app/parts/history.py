"""Undo and redo: the scenarios that were in force, each named by what changed, to be gone back to.

Each run that has drawn its page notes the scenario, whatever changed it: a lever, a map, a file, a stress, the case or the company.
The address follows as it follows any other change, and no entry of the browser's history is made.
"""

import collections
import dataclasses
import time

import streamlit as st

from app import session
from app.callbacks import to_the_end
from app.markdown import plain
from app.parts import case_files, open_case
from econ.case.scenario import Scenario
from econ.views.scenario_changes import (
    change_in_words,
    changed_keys,
    is_same_but_for_numbers,
)
from econ.words import say

KEPT = 64  # scenarios
LISTED = 8  # scenarios that can be clicked
QUICK = 2.0  # seconds within which further moves of one lever are the same change
UNDO, REDO, MENU = "ui_undo", "ui_redo", "ui_history"
UNDO_KEYS, REDO_KEYS = "Ctrl+Z", "Ctrl+Shift+Z"


@dataclasses.dataclass(frozen=True, kw_only=True)
class State:
    """A scenario that was in force, what had changed, and when it was last moved, in seconds of any clock."""

    number: int
    company: str
    scenario: Scenario
    name: str
    moved: float


@dataclasses.dataclass(frozen=True, kw_only=True)
class History:
    """The scenarios in the order in which they were in force, and the place of the one that is."""

    states: tuple[State, ...]
    place: int = 0

    @property
    def now(self) -> State:
        """The state in force."""
        return self.states[self.place]

    @property
    def undone_by(self) -> str:
        """The change that undo takes back; empty without one."""
        return self.now.name if self.place else ""

    @property
    def redone_by(self) -> str:
        """The change that redo makes again; empty without one."""
        later = self.states[self.place + 1 :]
        return later[0].name if later else ""

    def listed(self) -> tuple[State, ...]:
        """The last states, with the one in force among them, the newest first."""
        first = min(max(len(self.states) - LISTED, 0), self.place)
        return tuple(reversed(self.states[first : first + LISTED]))

    def with_state(self, company: str, scenario: Scenario, moment: float) -> "History":
        """The history once a scenario is in force; states that were undone are forgotten where it is another one.

        A further move of the same lever within `QUICK` seconds is the same change; a lever that is back where it was has not changed.
        """
        now = self.now
        if (now.company, now.scenario) == (company, scenario):
            return self
        kept, number = self.states[: self.place + 1], self.states[-1].number + 1
        if self._goes_on(company, scenario, moment):
            kept = kept[:-1]
            if kept[-1].scenario == scenario:
                return History(states=kept, place=self.place - 1)
        before = kept[-1]
        name = (
            change_in_words(before.scenario, scenario)
            if before.company == company
            else say("state-company", company=case_files.companies()[company].label)
        )
        state = State(number=number, company=company, scenario=scenario, name=name, moved=moment)
        states = (*kept, state)[-KEPT:]
        return History(states=states, place=len(states) - 1)

    def _goes_on(self, company, scenario, moment):
        """Whether a scenario continues the move that led to the one in force."""
        if not 0 < self.place == len(self.states) - 1 or moment - self.now.moved > QUICK:
            return False
        before, now = self.states[self.place - 1], self.now
        if not before.company == now.company == company:
            return False
        moves = ((before.scenario, now.scenario), (now.scenario, scenario))
        keys = {key for move in moves for key in changed_keys(*move)}
        return len(keys) == 1 and all(is_same_but_for_numbers(*move) for move in moves)

    def at(self, number: int) -> "History":
        """The history with the state of a number in force; as it is where that state is forgotten."""
        places = {state.number: place for place, state in enumerate(self.states)}
        return dataclasses.replace(self, place=places.get(number, self.place))

    def moved_by(self, steps: int) -> "History":
        """The history some states later, or earlier, as far as it goes."""
        place = min(max(self.place + steps, 0), len(self.states) - 1)
        return dataclasses.replace(self, place=place)


def known() -> History:
    """The history with the scenario in force as its last state."""
    current, scenario, moment = session.current(), session.scenario(), time.monotonic()
    if current.history is None:
        first = State(
            number=0,
            company=current.company,
            scenario=scenario,
            name=say("state-as-opened"),
            moved=moment,
        )
        return History(states=(first,))
    return current.history.with_state(current.company, scenario, moment)


def note() -> History:
    """Note the scenario in force, if it is another one than before, and return the history. Once a page is drawn."""
    noted = session.current().history = known()
    return noted


def draw() -> None:
    """The buttons that undo and redo the last change, and the list of the last states."""
    history = known()
    with st.container(
        horizontal=True,
        key="ui_steps",
        width="content",
        gap="xxsmall",
        vertical_alignment="center",
    ):
        undone, redone = history.undone_by, history.redone_by
        _button(
            UNDO,
            ":material/undo:",
            UNDO_KEYS,
            say("undo-this", change=undone, key=UNDO_KEYS) if undone else say("nothing-to-undo"),
            -1 if undone else 0,
        )
        _button(
            REDO,
            ":material/redo:",
            REDO_KEYS,
            say("redo-this", change=redone, key=REDO_KEYS) if redone else say("nothing-to-redo"),
            1 if redone else 0,
        )
        labels = _labels(history)
        st.menu_button(
            "",
            list(labels),
            key=MENU,
            icon=":material/history:",
            type="tertiary",
            disabled=len(labels) < 2,
            format_func=labels.get,
            help=say("go-back-to-a-state"),
            on_click=_choose,
        )


def _button(key, icon, shortcut, words, steps):
    """A button that goes some states on or back; it cannot be pressed for no states."""
    st.button(
        "",
        key=key,
        icon=icon,
        type="tertiary",
        disabled=not steps,
        help=plain(words),
        shortcut=shortcut,
        on_click=_step,
        args=(steps,),
    )


def _labels(history):
    """The listed states by number, the newest first: the one in force is marked, and each name is there once."""
    labels: dict[int, str] = {}
    times: collections.Counter[str] = collections.Counter()
    for state in reversed(history.listed()):
        times[state.name] += 1
        again = f" ({times[state.name]})" if times[state.name] > 1 else ""
        mark = "✓" if state == history.now else "·"
        labels[state.number] = f"{mark} {plain(state.name)}{again}"
    return dict(reversed(labels.items()))


@to_the_end
def _step(steps):
    """Undo or redo; a lever that was moved just before is the last change."""
    session.take_moves()
    _put_in_force(note().moved_by(steps))


@to_the_end
def _choose():
    session.take_moves()
    _put_in_force(note().at(st.session_state[MENU]))


def _put_in_force(history):
    """Put the state of a history in force: its company, and its scenario."""
    current, state = session.current(), history.now
    if state.company == current.company:
        session.replace(state.scenario)
    elif state.company in case_files.companies():
        open_case.open_company(state.company, state.scenario)
    else:
        current.notices.append(say("state-company-is-gone"))
        return
    session.current().history = history
