"""Another case put in force: that of the company that was just chosen, or the one that a scenario file names. For callbacks."""

import streamlit as st

from app import session
from app.parts import case_files, own_lever_keys
from app.parts.page_state import RoundsEditor
from econ.case.library import case_of_scenario_file
from econ.case.scenario import Scenario, from_toml
from econ.problems import AssumptionError
from econ.words import say


def change_company() -> None:
    """Open the case of the company that was just chosen, as it is in its file. For callbacks."""
    current = session.current()
    before, chosen = (
        case_files.companies()[current.company],
        case_files.companies()[st.session_state[session.COMPANY]],
    )
    try:
        case_files.load_case(chosen.path)
    except AssumptionError as error:
        st.session_state[session.COMPANY] = current.company
        current.notices.append(
            say("frame-case-not-opened", chosen=chosen.label, before=before.label)
        )
        current.notices.extend(error.problems)
        return
    if current.overrides or current.stresses:
        current.notices.append(say("frame-case-opened", chosen=chosen.label, before=before.label))
    open_company(chosen.name, case_files.load_case(chosen.path).scenario())


def open_company(company: str, scenario: Scenario) -> None:
    """Put a scenario of another company in force, and keep what was to be said and the scenarios before. For callbacks."""
    before, kept = session.current(), own_lever_keys.keys_for_levers(scenario.case)
    own = ",".join(key for key in own_lever_keys.own_levers() if key in kept)
    st.session_state[session.KEY] = session.Session(
        company=company,
        overrides=dict(scenario.overrides),
        parameters={
            name: text
            for name, text in (
                (own_lever_keys.OWN_LEVERS, own),
                (session.CURRENCY, before.parameters.get(session.CURRENCY, "")),
            )
            if text
        },
        notices=before.all_notices,
        newer_than_address=set(before.controls),
        runs=before.runs,  # the address is not written for a number of runs that it has had
        rounds_editor=RoundsEditor(tables=before.rounds_editor.tables + 1),
        history=before.history,
        lock=before.lock,
    )
    session.set_frame_widgets(company, scenario)


def load_scenario_file(data: bytes, name: str) -> list[str]:
    """Put the scenario of a file in force and open the case that the file names; what has to be said of it.

    `AssumptionError` lists what is wrong with the file, and then nothing is changed. For callbacks.
    """
    chosen = case_files.companies()[
        case_of_scenario_file(data, case_files.companies(), session.current().company)
    ]
    scenario, ignored = from_toml(case_files.load_case(chosen.path), data)
    notices = [say("frame-ignored-in-file", file=name, notice=notice) for notice in ignored]
    if chosen.name == session.current().company:
        session.replace(scenario)
        return notices
    open_company(chosen.name, scenario)
    return [say("frame-file-of-other-case", file=name, chosen=chosen.label), *notices]
