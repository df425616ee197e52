"""The address: it is read once when a session begins, and each run writes the parameters that no widget of the page writes."""

import urllib.parse

import streamlit as st

from app import components, controls, page_parameters, session
from app.parts import case_files, number_dialog, own_lever_keys
from econ import equations
from econ.case.calendar import month_start
from econ.case.case import Case
from econ.case.file.retired import retirement
from econ.case.library import cases_called
from econ.case.scenario import Scenario, from_query, name_from_title, repeated_parameter
from econ.headlines import (
    FIRST_VERSION,
    figures_in_text,
    headline_figures,
    headline_text,
    model_in_words,
    recorded_figures,
)
from econ.problems import near_name, shown
from econ.words import join_list, message, say

EMBEDDING = ("embed", "embed_options")  # Streamlit's own
FRAME = (session.COMPANY, session.PRESET, session.STRESSES, session.HORIZON)
BASELINE, MONTH = "compare-with", "read-month"  # parameters of the frame
# The version of the model that made a link, and the headline figures that it gave.
MODEL, HEADLINE = "model", "headline"


def begin_session() -> None:
    """Begin a session with the company, the scenario and the page parameters of the address.

    A session whose company is no longer among the cases begins again.
    """
    case_files.look_for_companies()
    if session.begun():
        if session.current().company in case_files.companies():
            return
        session.end()
    notices: list[str] = []
    chosen = named_company(notices)
    company_is_known = not notices
    case = case_files.load_case(case_files.case_file(chosen))
    query = {
        _current_name(case, key): [text for text in st.query_params.get_all(key) if text]
        for key in st.query_params
        if key not in (session.COMPANY, number_dialog.NAME)
    }
    query[session.STRESSES] = [",".join(st.query_params.get_all(session.STRESSES))]
    case = case_files.case_over(case, _named_horizon(case, query.get(session.HORIZON), notices))
    scenario, ignored = from_query(
        case,
        {key: texts for key, texts in query.items() if any(texts)},
        ignore=(*page_parameters.NAMES, *EMBEDDING, MODEL, HEADLINE, session.HORIZON),
    )
    parameters = {key: query[key][-1] for key in page_parameters.NAMES if query.get(key)}
    notices += [
        say("frame-ignored", notice=notice)
        for key in (session.COMPANY, *parameters)
        if (notice := repeated_parameter(key, query.get(key, st.query_params.get_all(key))))
    ]
    _drop_unknown_levers(case, parameters, notices)
    current = session.start(chosen, scenario, parameters)
    current.notices = [*notices, *ignored]
    number_dialog.open_next(st.query_params.get(number_dialog.NAME, ""))
    current.link = _link_of_another_model(case, scenario, query, company_is_known)
    _write_as_widgets_do(case, scenario, parameters)


def _drop_unknown_levers(case, parameters, notices):
    """Drop the levers of the reader's own that the case does not have, or that are too many, with a notice for each."""
    known = own_lever_keys.keys_for_levers(case)
    named = [key for key in parameters.pop(own_lever_keys.OWN_LEVERS, "").split(",") if key]
    kept = [key for key in dict.fromkeys(named) if key in known]
    wrong = [
        say("own-lever-unknown", name=shown(key), nearest=near_name(key, known) or None)
        for key in dict.fromkeys(named)
        if key not in known
    ]
    wrong += [
        say("own-lever-too-many", name=case.label_of(key))
        for key in kept[own_lever_keys.MOST_OWN_LEVERS :]
    ]
    notices += [page_parameters.ignored(own_lever_keys.OWN_LEVERS, problem) for problem in wrong]
    if kept:
        parameters[own_lever_keys.OWN_LEVERS] = ",".join(kept[: own_lever_keys.MOST_OWN_LEVERS])


def _named_horizon(case, texts, notices):
    """The horizon that the address names, as a number or as the picker writes it; that of the file, with a notice, for any other."""
    given = (texts or [""])[-1]
    for months in case.horizons:
        if given in (str(months), session.horizon_label(months)):
            return months
    if given:
        known = join_list([str(months) for months in case.horizons], style="or")
        problem = say("frame-no-horizon", given=shown(given), months=known)
        notices.append(page_parameters.ignored(session.HORIZON, problem))
    return case.own_months


def _link_of_another_model(case, scenario, query, company_is_known):
    """The link in the address, if another version of the model may have made it; one without a version is compared with the first.

    An address without any parameter is no link, and neither is one that only names a company whose figures were never recorded.
    """
    made_with = (query.get(MODEL) or [FIRST_VERSION])[-1]
    if made_with == equations.MODEL_VERSION or not (
        st.query_params.keys() - {*EMBEDDING, number_dialog.NAME}
    ):
        return None
    then = None
    if company_is_known:
        then = figures_in_text(case, (query.get(HEADLINE) or [""])[-1])
        if then is None and _is_preset_unchanged(case, scenario, query):
            then = recorded_figures(case, made_with, scenario.preset)
    if then is None and not any(any(texts) for texts in query.values()):
        return None
    return session.OtherModelsLink(
        made_with=model_in_words(made_with) if query.get(MODEL) else None,
        scenario=scenario,
        then=then,
    )


def _is_preset_unchanged(case, scenario, query):
    """Whether an address asks for a preset that the case has, without stresses and without changes, also of retired names."""
    preset = (query.get(session.PRESET) or [scenario.preset])[-1]
    changes = [
        key
        for key in query
        if key.split(".")[0] in case.assumptions
        or key.split(".")[0] in case.model.quantities
        or retirement(key)
    ]
    return (
        name_from_title(preset, case.presets) == scenario.preset
        and not any(query[session.STRESSES])
        and not changes
    )


def named_company(notices: list[str] | None = None) -> str:
    """The case that the address names, by its name, as the picker writes it or by its company.

    It is the first, with a notice, where the address names none that is known, or a company of several cases.
    """
    given, companies = st.query_params.get(session.COMPANY, ""), case_files.companies()
    called, first = cases_called(given, companies), next(iter(companies))
    if given and len(called) != 1 and notices is not None:
        if called:
            names = [message("quoted", text=name) for name in called]
            problem = message("frame-several-cases", given=shown(given), names=names)
        else:
            words = (*companies, *(shipped.label for shipped in companies.values()))
            near = near_name(given, words) or None
            problem = message("frame-no-company", given=shown(given), nearest=near)
        company = companies[first].label
        notices.append(say("frame-company-ignored", problem=problem, company=company))
    return called[0] if len(called) == 1 else first


def name_company(name: str) -> None:
    """Make the address that of a company as it is in its file. For callbacks."""
    companies = case_files.companies()
    other = {} if name == next(iter(companies)) else {session.COMPANY: companies[name].label}
    st.query_params.from_dict({**other, MODEL: equations.MODEL_VERSION})


def _current_name(case, key):
    """The current name of a parameter; older names of page parameters still work, unless the case has a number of that name."""
    known = key in case.assumptions or key in case.model.quantities
    return key if known else page_parameters.CURRENT_NAMES.get(key, key)


def _write_as_widgets_do(case: Case, scenario: Scenario, parameters: dict[str, str]) -> None:
    """Write the address as the widgets would, which clear what they do not know: titles, and each of them once."""
    given, companies = st.query_params, case_files.companies()
    wanted = {_current_name(case, key): [given[key]] for key in given if key != session.STRESSES}
    chosen = session.current().company
    wanted[session.COMPANY] = [companies[chosen].label] * (chosen != next(iter(companies)))
    wanted[session.PRESET] = [case.presets[scenario.preset].title] * (
        scenario.preset != case.default_preset
    )
    wanted[session.HORIZON] = [session.horizon_label(case.months)] * (
        case.months != case.own_months
    )
    wanted[session.STRESSES] = [case.stresses[name].title for name in scenario.stresses]
    months = {
        case.month_name(month): f"{month_start(case.start, month):%Y-%m}"
        for month in range(case.months)
    }
    titles = {preset.title: name for name, preset in case.presets.items()}
    for key, known in ((BASELINE, titles), (MONTH, months)):
        word = parameters.get(key, "")
        title = next((title for title, name in known.items() if word in (title, name)), "")
        if word and not title:
            problem = page_parameters.not_an_option(word, known)
            session.current().notices.append(page_parameters.ignored(key, problem))
        parameters.pop(key, None)
        if title:
            parameters[key] = title
        wanted[key] = [title] * bool(title)
    if any(given.get_all(key) != texts for key, texts in wanted.items()) or any(
        key not in wanted for key in given
    ):
        st.query_params.from_dict({key: texts for key, texts in wanted.items() if texts})
        st.rerun()


def link(shown_view: session.View, page: str = "") -> str:
    """The address of what is on the screen, on the page with this address: company, scenario, version of the model and headline figures."""
    companies, company = case_files.companies(), session.current().company
    other = {session.COMPANY: company} if company != next(iter(companies)) else {}
    case = shown_view.scenario.case
    if case.months != case.own_months:
        other[session.HORIZON] = str(case.months)
    query = other | shown_view.scenario.to_query() | _model_parameters(shown_view)
    return f"{page.partition('?')[0]}?{urllib.parse.urlencode(query, safe=',:')}"


def _model_parameters(shown_view):
    """The version of the model, and its headline figures in the month that is shown."""
    figures = headline_figures(shown_view.outlook, shown_view.month)
    return {
        MODEL: equations.MODEL_VERSION,
        HEADLINE: headline_text(shown_view.outlook.case, figures),
    }


def write_scenario(shown_view: session.View) -> None:
    """Write the scenario into the address, without a new entry in the browser's history.

    A lever on the page writes its own parameter when it is moved, but not when the app sets its value, as happens when it has
    just come onto the page. The answer to a move is written at once, unless the lever has been moved meanwhile: then the address
    follows when everything asked has been answered. Streamlit may rewrite the address in any run, so each run writes it; a
    component whose data is as before is not run again, hence the number of the run.
    """
    controls.release()
    current, scenario = session.current(), session.scenario()
    changed, levers = dict(scenario.overrides), current.controls
    want = {
        key: text
        for key, text in scenario.to_query().items()
        if key not in levers and key not in FRAME
    }
    want |= page_parameters.parameters_of_other_pages() | _model_parameters(shown_view)
    current.runs += 1
    with st.container(key="ui_address", height=1, border=False):
        _ADDRESS(
            data={
                "want": want,
                "levers": {
                    key: lever.address_text(controls.number_of(changed[key]))
                    if key in changed
                    else None
                    for key, lever in levers.items()
                },
                "keep": [*levers, *FRAME, *current.drawn, *EMBEDDING, number_dialog.NAME],
                "run": current.runs,
            },
            key="ui_carried",
        )


_ADDRESS = st.components.v2.component("address", html="<i></i>", js=components.read("address.js"))
