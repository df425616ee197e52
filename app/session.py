"""The state of a visitor: one typed object under one key of Streamlit's session state.

The other keys of the session state belong to widgets. Streamlit ties a widget to the parameter of the address with the same key, so
it keeps the choice of company, preset and stresses, and each lever of the page, under that key. The overrides of the scenario are
those in `Session.overrides`, whatever the widgets show.
"""

import contextlib
import dataclasses
import functools
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import streamlit as st

from app import cache
from app.parts import case_files
from app.parts.page_state import (
    Assumptions,
    BreakingPoints,
    HeldAxes,
    PriceCutTiming,
    Raising,
    RoundsEditor,
)
from econ.case.belief import Belief
from econ.case.case import Case
from econ.case.scenario import Scenario, largest_valid_scenario, of_length
from econ.explain import run_with_single_changes
from econ.headlines import HeadlineFigures
from econ.outlook import Outlook
from econ.problems import AssumptionError
from econ.units import IN_YUAN, Currency
from econ.words import say, say_all

if TYPE_CHECKING:
    from app.controls import Control
    from app.mending import Search
    from app.parts.history import History

KEY = "session"
# Widgets of the frame and their parameters.
COMPANY, PRESET, STRESSES, HORIZON = "company", "case", "stress", "plan-months"
CURRENCY = "money-in"  # the parameter with the currency that figures are read in


@dataclasses.dataclass(frozen=True, kw_only=True)
class View:
    """Outlooks of the scenario and of its baseline, and the month shown."""

    scenario: Scenario
    outlook: Outlook
    baseline: Outlook
    month: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class OtherModelsLink:
    """The link that began the session, if another version of the model may have made it, until the reader has done with it."""

    made_with: str | None  # the other model, in words; None where the link states none
    scenario: Scenario
    then: HeadlineFigures | None  # its figures of that time, if anybody recorded them
    seen: tuple[object, ...] = ()  # what the page showed beside the notice


@dataclasses.dataclass(kw_only=True)
class Session:
    """Everything the app remembers of one visitor, its pages' own state included."""

    company: str
    overrides: dict[str, float | tuple[float, ...]]
    parameters: dict[str, str]  # settings of pages, as written in the address
    notices: list[str] = dataclasses.field(default_factory=list)
    refused_moves: dict[str, list[str]] = dataclasses.field(default_factory=dict)  # by lever
    link: OtherModelsLink | None = None
    page: str = ""
    controls: dict[str, "Control"] = dataclasses.field(default_factory=dict)  # on the page
    drawn: set[str] = dataclasses.field(default_factory=set)  # controls and parameters of this run
    drawn_before: set[str] = dataclasses.field(default_factory=set)  # and of the run before it
    # Parameters as they were read.
    answers: dict[str, Any] = dataclasses.field(default_factory=dict)
    # widgets to set once more in the next run
    set_again: set[str] = dataclasses.field(default_factory=set)
    # widgets in a form that is new to Streamlit, which fills them from the address
    newer_than_address: set[str] = dataclasses.field(default_factory=set)
    runs: int = 0  # how often the address was written
    last_drawn: Scenario | None = None  # the last scenario a page was drawn for
    has_begun: bool = False  # whether the reader has changed anything, or wants no hint
    tour_step: int = 0  # the step of the tour that is open; zero without one
    search: "Search | None" = None  # for the change that a page cannot be drawn with
    candidate: Scenario | None = None  # to be put in force before the next run
    history: "History | None" = None  # the scenarios that were in force, to be gone back to
    number_open: str = ""  # the way to the number whose dialog is open
    currency: Currency = IN_YUAN  # that the reader sees money in
    number_comes_late: bool = False  # whether a dialog may come that was closed before it was there
    rounds_editor: RoundsEditor = dataclasses.field(default_factory=RoundsEditor)
    price_cut_timing: PriceCutTiming = dataclasses.field(default_factory=PriceCutTiming)
    raising: Raising = dataclasses.field(default_factory=Raising)
    breaking_points: BreakingPoints = dataclasses.field(default_factory=BreakingPoints)
    assumptions: Assumptions = dataclasses.field(default_factory=Assumptions)
    held_axes: HeldAxes = dataclasses.field(default_factory=HeldAxes)
    lock: threading.RLock = dataclasses.field(default_factory=threading.RLock)

    @property
    def all_notices(self) -> list[str]:
        """Each notice once: those of the scenario, then the reasons for which a lever stays as it was."""
        reasons = (reason for reasons in self.refused_moves.values() for reason in reasons)
        return list(dict.fromkeys([*self.notices, *reasons]))

    def note_refused_move(self, lever: str, reasons: list[str]) -> None:
        """Keep the reasons for which the last move of a lever was taken back, in place of earlier ones."""
        self.refused_moves.pop(lever, None)  # the latest stands last
        self.refused_moves[lever] = reasons

    def drop_notices(self) -> None:
        """Forget the notices, because they have been shown."""
        self.notices, self.refused_moves = [], {}

    @property
    def preset(self) -> str:
        """The preset that is chosen."""
        return st.session_state[PRESET]

    @property
    def horizon(self) -> int:
        """The months of the plan that are chosen."""
        return st.session_state[HORIZON]

    @property
    def fitted_overrides(self) -> dict[str, float | tuple[float, ...]]:
        """The overrides over the horizon that is chosen."""
        return {key: of_length(value, self.horizon) for key, value in self.overrides.items()}

    @property
    def stresses(self) -> tuple[str, ...]:
        """The stresses that are chosen."""
        return tuple(st.session_state[STRESSES])


def begun() -> bool:
    """Whether the session has begun, with the scenario of its address."""
    return KEY in st.session_state


def current() -> Session:
    """The session of this run."""
    return st.session_state[KEY]


def start(company: str, scenario: Scenario, parameters: dict[str, str]) -> Session:
    """Begin a session with a scenario."""
    set_frame_widgets(company, scenario)
    st.session_state[KEY] = Session(
        company=company, overrides=dict(scenario.overrides), parameters=parameters
    )
    return current()


def set_frame_widgets(company: str, scenario: Scenario) -> None:
    """Let the widgets of the frame show a company and the preset, stresses and horizon of a scenario."""
    st.session_state[COMPANY] = company
    st.session_state[PRESET], st.session_state[STRESSES] = scenario.preset, list(scenario.stresses)
    st.session_state[HORIZON] = scenario.case.months


@contextlib.contextmanager
def exclusive() -> Iterator[None]:
    """Keep other threads of the session out: Streamlit starts a newer run while an older one ends."""
    with current().lock if begun() else contextlib.nullcontext():
        yield


def case() -> Case:
    """The case of the company that is chosen, over the horizon that is chosen."""
    if not begun():
        return case_files.load_case(case_files.case_file(next(iter(case_files.companies()))))
    case_of_file = case_files.load_case(case_files.case_file(current().company))
    return case_files.case_over(case_of_file, current().horizon)


@cache.resource(max_entries=48)
def outlook(scenario: Scenario) -> Outlook:
    """The outlook of a scenario, with each of its changes alone in further draws; shared, and never written to."""
    return run_with_single_changes(scenario)


def horizon_label(months: int) -> str:
    """A horizon as the picker and the address write it."""
    return f"{months} months"


def begin(page: str) -> None:
    """Begin a run of a page: the levers that were moved since the last run become overrides."""
    session = current()
    if session.page != page:
        session.controls, session.page, session.drawn_before = {}, page, set()
    session.drawn, session.answers = set(), {}
    take_moves()


def take_moves() -> None:
    """Make overrides of the levers that were moved since the last run, as far as the case allows it."""
    session = current()
    with exclusive():
        before = dict(session.overrides)
        for key, control in list(session.controls.items()):
            if key in st.session_state and key not in session.set_again:
                set_lever(key, control.read(st.session_state[key]))
        try:
            scenario()
        except AssumptionError:
            take_moves_back(before)  # such as two rounds in one month


def scenario() -> Scenario:
    """The scenario in force."""
    session = current()
    return case().scenario(session.preset, session.fitted_overrides, session.stresses)


def belief(key: str) -> Belief:
    """The belief of one key under the preset and its stresses: base, range, basis and source."""
    return _belief(case(), key, current().preset, current().stresses)[0]


def base(key: str) -> float:
    """The number of one key under the preset and its stresses, without its override."""
    return _belief(case(), key, current().preset, current().stresses)[1]


@functools.lru_cache(maxsize=4096)
def _belief(of_case, key, preset, stresses):
    stated = of_case.belief(key, preset, stresses)
    return stated, stated.path(of_case.start, of_case.months)


def set_lever(key: str, value: float | tuple[float, ...]) -> None:
    """Set a lever: its value becomes an override where it differs from the number under the preset and its stresses."""
    if value == base(key):
        current().overrides.pop(key, None)
    else:
        current().overrides[key] = value


def is_possible(key: str, value: float | tuple[float, ...]) -> bool:
    """Whether the scenario in force allows a lever this value."""
    try:
        scenario().with_overrides({key: value})
    except AssumptionError:
        return False
    return True


def override(values: dict[str, Any]) -> list[str]:
    """Set overrides; a sentence for each that is wrong, and then none is set. For callbacks."""
    try:
        new = scenario().with_overrides(values)
    except AssumptionError as error:
        return list(error.problems)
    current().overrides = dict(new.overrides)
    drop_invalid_changes()
    return []


def restore(key: str) -> None:
    """Remove the override of one key. For callbacks."""
    current().overrides.pop(key, None)
    drop_invalid_changes()


def set_stresses(stresses: list[str]) -> None:
    """Put the scenario under these stresses and no others. For callbacks."""
    st.session_state[STRESSES] = [name for name in case().stresses if name in stresses]
    drop_invalid_changes()


def replace(new: Scenario) -> None:
    """Put another scenario of the same case in force. For callbacks."""
    session = current()
    set_frame_widgets(session.company, new)
    session.overrides = dict(new.overrides)
    session.rounds_editor.refused = {}  # cells that were typed for the scenario before
    drop_invalid_changes()


def drop_invalid_changes() -> None:
    """Drop changes that the case does not allow together, with a notice for each, and update the controls. For callbacks."""
    session = current()
    now, problems = largest_valid_scenario(
        case(), session.preset, session.fitted_overrides, session.stresses
    )
    session.overrides = dict(now.overrides)
    session.notices.extend(problems)
    for key, control in list(session.controls.items()):
        value = float(now.value(key))
        if control.with_value(value).form == control.form:
            st.session_state[key] = control.write(value)
        else:
            del session.controls[key]
            session.newer_than_address.add(key)


def take_moves_back(before: dict[str, Any]) -> None:
    """Keep the moves since the overrides `before` that are possible, and give a notice for each of the others."""
    session = current()
    wanted, session.overrides = session.overrides, before
    try:
        kept = scenario()
    except AssumptionError:  # it is not the moves: the preset or the stresses have changed too
        session.overrides = wanted
        drop_invalid_changes()
        return
    for key in {**wanted, **before}:
        if wanted.get(key) == before.get(key):
            continue
        try:
            kept = kept.with_overrides({key: wanted.get(key, base(key))})
        except AssumptionError as error:
            stays = say("frame-stays", name=case().label_of(key))
            reasons = [say_all(f"{text}.", stays) for text in error.problems]
            session.note_refused_move(key, reasons)
    session.overrides = dict(kept.overrides)
    drop_invalid_changes()


def close_link() -> None:
    """Close the notice about the link that began the session. For callbacks."""
    current().link = None


def end() -> None:
    """End the session, so that the next run begins one from the address."""
    del st.session_state[KEY]
