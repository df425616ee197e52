"""The state of a visitor: one typed object under one key of Streamlit's session state.

The other keys of the session state belong to widgets. Streamlit ties a widget to the parameter of the address with the same key, so
it keeps the choice of company, preset and stresses, and each lever of the page, under that key. The overrides of the scenario are
those in `Session.overrides`, whatever the widgets show.
"""

import contextlib
import dataclasses
import functools
import gc
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

import econ
from app import cache
from app.parts.page_state import (
    Assumptions,
    BreakingPoints,
    HeldAxes,
    PriceCutTiming,
    Raising,
    RoundsEditor,
)
from econ.allocator import keep_freed_memory
from econ.case.belief import Belief
from econ.case.case import Case
from econ.case.library import (
    ShippedCase,
    case_file_times,
    case_of_scenario_file,
    shipped_cases,
)
from econ.case.scenario import Scenario, from_toml, largest_valid_scenario, of_length
from econ.data import CASE_FILE
from econ.explain import run_with_single_changes
from econ.headlines import HeadlineFigures
from econ.outlook import Outlook
from econ.problems import AssumptionError
from econ.risk.draws import load_sampler
from econ.units import IN_YUAN, Currency
from econ.words import say, say_all

if TYPE_CHECKING:
    from app.controls import Control
    from app.mending import Search
    from app.parts.history import History

KEY = "session"
# Widgets of the frame and their parameters.
COMPANY, PRESET, STRESSES, HORIZON = "company", "case", "stress", "plan-months"
OWN_LEVERS = "own-levers"  # the parameter with the levers that the reader has added
MOST_OWN_LEVERS = 6
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
    _set_widgets(company, scenario)
    st.session_state[KEY] = Session(
        company=company, overrides=dict(scenario.overrides), parameters=parameters
    )
    return current()


def _set_widgets(company, scenario):
    """Let the widgets of the frame show a company and the preset, stresses and horizon of a scenario."""
    st.session_state[COMPANY] = company
    st.session_state[PRESET], st.session_state[STRESSES] = scenario.preset, list(scenario.stresses)
    st.session_state[HORIZON] = scenario.case.months


@contextlib.contextmanager
def exclusive() -> Iterator[None]:
    """Keep other threads of the session out: Streamlit starts a newer run while an older one ends."""
    with current().lock if begun() else contextlib.nullcontext():
        yield


def companies() -> dict[str, ShippedCase]:
    """The cases to choose from, by name; the first is the default. `ECON_CASE` names another file for it."""
    return _companies(_main_file())[0]


def look_for_companies() -> None:
    """Read the list of companies again where a file was added to the folder of cases, changed or removed. Once a run."""
    if _companies(_main_file())[1] != case_file_times():
        _companies.cache_clear()


def _main_file():
    return os.environ.get("ECON_CASE") or CASE_FILE


@functools.cache
def _companies(main):
    times = case_file_times()  # first, so that a file that comes meanwhile is found in the next run
    return shipped_cases(Path(main)), times


def case_file(company: str) -> Path:
    """The file of a company's case."""
    return companies()[company].path


@functools.cache  # and not Streamlit's own, which costs as much as a slider each time it is asked
def load_case(path: Path) -> Case:
    """A case, read once a process; Python's garbage is frozen when everything is loaded."""
    keep_freed_memory()
    loaded = econ.load(path)
    gc.collect()
    gc.freeze()
    threading.Thread(target=load_sampler, daemon=True).start()
    return loaded


@functools.cache  # a handful of horizons for each case; results are kept by the identity of a case
def case_over(case_of_file: Case, months: int) -> Case:
    """A case over a horizon."""
    return case_of_file.with_horizon(months)


def case() -> Case:
    """The case of the company that is chosen, over the horizon that is chosen."""
    if not begun():
        return load_case(case_file(next(iter(companies()))))
    return case_over(load_case(case_file(current().company)), current().horizon)


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


@functools.lru_cache(maxsize=16)
def keys_for_levers(of_case: Case) -> tuple[str, ...]:
    """The keys of a case that have one number each, and not one for each month."""
    preset = of_case.default_preset
    return tuple(
        key for key in of_case.keys() if np.ndim(_belief(of_case, key, preset, ())[1]) == 0
    )


def own_levers() -> tuple[str, ...]:
    """The keys that the reader has made levers; those that the sidebar has anyway are left out."""
    named = current().parameters.get(OWN_LEVERS, "").split(",")
    front = case().levers_of("front", current().preset)
    return tuple(key for key in named if key and key not in front)


def add_own_lever(key: str) -> None:
    """Make a key a lever of the sidebar. For callbacks."""
    _keep_own_levers([*own_levers(), key])


def remove_own_lever(key: str) -> None:
    """Take a lever that was added out of the sidebar; its value stays. For callbacks."""
    _keep_own_levers([other for other in own_levers() if other != key])


def _keep_own_levers(keys):
    current().parameters[OWN_LEVERS] = ",".join(keys)
    if not keys:
        del current().parameters[OWN_LEVERS]


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
    _set_widgets(session.company, new)
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
            ending = say("frame-stays", name=case().label_of(key))
            earlier = [text for text in session.notices if not text.endswith(ending)]
            session.notices = earlier + [say_all(f"{text}.", ending) for text in error.problems]
    session.overrides = dict(kept.overrides)
    drop_invalid_changes()


def close_link() -> None:
    """Close the notice about the link that began the session. For callbacks."""
    current().link = None


def end() -> None:
    """End the session, so that the next run begins one from the address."""
    del st.session_state[KEY]


def change_company() -> None:
    """Open the case of the company that was just chosen, as it is in its file. For callbacks."""
    session = current()
    before, chosen = companies()[session.company], companies()[st.session_state[COMPANY]]
    try:
        load_case(chosen.path)
    except AssumptionError as error:
        st.session_state[COMPANY] = session.company
        session.notices.append(
            say("frame-case-not-opened", chosen=chosen.label, before=before.label)
        )
        session.notices.extend(error.problems)
        return
    if session.overrides or session.stresses:
        session.notices.append(say("frame-case-opened", chosen=chosen.label, before=before.label))
    open_company(chosen.name, load_case(chosen.path).scenario())


def open_company(company: str, scenario: Scenario) -> None:
    """Put a scenario of another company in force, and keep what was to be said and the scenarios before. For callbacks."""
    before, kept = current(), keys_for_levers(scenario.case)
    own = ",".join(key for key in own_levers() if key in kept)
    st.session_state[KEY] = Session(
        company=company,
        overrides=dict(scenario.overrides),
        parameters={
            name: text
            for name, text in (
                (OWN_LEVERS, own),
                (CURRENCY, before.parameters.get(CURRENCY, "")),
            )
            if text
        },
        notices=before.notices,
        newer_than_address=set(before.controls),
        runs=before.runs,  # the address is not written for a number of runs that it has had
        rounds_editor=RoundsEditor(tables=before.rounds_editor.tables + 1),
        history=before.history,
        lock=before.lock,
    )
    _set_widgets(company, scenario)


def load_scenario_file(data: bytes, name: str) -> list[str]:
    """Put the scenario of a file in force and open the case that the file names; what has to be said of it.

    `AssumptionError` lists what is wrong with the file, and then nothing is changed. For callbacks.
    """
    chosen = companies()[case_of_scenario_file(data, companies(), current().company)]
    scenario, ignored = from_toml(load_case(chosen.path), data)
    notices = [say("frame-ignored-in-file", file=name, notice=notice) for notice in ignored]
    if chosen.name == current().company:
        replace(scenario)
        return notices
    open_company(chosen.name, scenario)
    return [say("frame-file-of-other-case", file=name, chosen=chosen.label), *notices]
