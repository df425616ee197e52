"""The sidebar: company, case, stresses, and the front levers in two groups."""

import streamlit as st

from app import address, components, controls, session
from app.callbacks import to_the_end
from app.frame import glossary, own_levers
from app.parts import case_files, open_case
from econ.words import say

OTHER_COMPANY = "ui_other_company"  # the picker where a case cannot be used
KINDS = ("world", "choice")


def draw() -> None:
    """Draw the sidebar; where the browser's back button led to an address of another company, begin again with that."""
    case, current, companies = session.case(), session.current(), case_files.companies()
    with st.container(key="ui_case"):
        if len(companies) > 1:
            st.selectbox(
                say("label-company"),
                list(companies),
                format_func=lambda name: companies[name].label,
                key=session.COMPANY,
                bind="query-params",
                on_change=to_the_end(open_case.change_company),
                label_visibility="collapsed",
            )
            if st.session_state[session.COMPANY] != current.company:
                session.end()
                st.rerun()
        st.segmented_control(
            say("label-case"),
            list(case.presets),
            default=next(iter(case.presets)),  # what Streamlit sets where an address names none
            required=True,
            format_func=lambda name: case.presets[name].title,
            key=session.PRESET,
            bind="query-params",
            on_change=to_the_end(session.drop_invalid_changes),
            label_visibility="collapsed",
            width="stretch",
        )
        st.multiselect(
            say("frame-stresses"),
            list(case.stresses),
            format_func=lambda name: case.stresses[name].title,
            key=session.STRESSES,
            bind="query-params",
            on_change=to_the_end(session.drop_invalid_changes),
            placeholder=say("frame-add-stress"),
            label_visibility="collapsed",
        )
    for kind in KINDS:
        st.html(f'<div class="group">{say("frame-levers-of", kind=kind)}</div>')
        controls.draw_levers(
            key
            for key in case.levers_of("front", current.preset)
            if case.assumption_of(key).kind == kind
        )
    own_levers.draw(beside=glossary.draw)
    st.html(components.style("frame.css"))


def choose_another_company(unusable: str) -> None:
    """The picker of companies where the file of one cannot be used."""
    companies = case_files.companies()
    if len(companies) == 1:
        return
    with st.sidebar:
        st.selectbox(
            say("label-company"),
            list(companies),
            index=list(companies).index(unusable),
            format_func=lambda name: companies[name].label,
            key=OTHER_COMPANY,
            on_change=_open_company,
        )


@to_the_end
def _open_company():
    """Ask for the company that was just chosen, and nothing else: there is no session to keep."""
    address.name_company(st.session_state[OTHER_COMPANY])
