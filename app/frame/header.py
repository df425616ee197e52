"""Above the answer: the pages of the section, how figures are read, and what is assumed, as chips that take themselves back."""

import datetime
import html
from collections.abc import Iterable

import numpy as np
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app import address, controls, page_parameters, session
from app.callbacks import to_the_end
from app.frame import navigation
from app.markdown import plain
from app.parts import history
from econ.case.scenario import Scenario
from econ.units import DOLLAR, IN_YUAN, YUAN, Currency, read_currency_from
from econ.views.export import all_quantities
from econ.words import say

CHIPS = 5  # chips in the row; others are in its popover


def months() -> list[str]:
    """The months of the plan, in words."""
    case = session.case()
    return [case.month_name(month) for month in range(case.months)]


def parameters() -> tuple[page_parameters.Parameter, page_parameters.Parameter]:
    """Return the parameters of the frame itself: the baseline, and the month of the figures."""
    return (
        page_parameters.choice(address.BASELINE, _baselines()),
        page_parameters.choice(address.MONTH, _months_to_read()),
    )


def currency() -> page_parameters.Parameter:
    """The currency that figures are read in."""
    return page_parameters.choice(session.CURRENCY, (YUAN, DOLLAR))


def see_money_in(name: str) -> None:
    """Show money in a currency from here on, at the exchange rate that the scenario has in its first month."""
    path = session.scenario().value("yuan_per_dollar")
    session.current().currency = Currency(
        name=name, yuan=float(np.ravel(path)[0]) if name == DOLLAR else 1.0
    )


def _currency_of_session():
    """The currency of the session of this thread, if it has one."""
    has_session = get_script_run_ctx(suppress_warning=True) is not None and session.begun()
    return session.current().currency if has_session else IN_YUAN


read_currency_from(_currency_of_session)


def _baselines():
    """Return the baselines with which a scenario can be compared: its own case, first, or another."""
    return [say("frame-unchanged"), *(preset.title for preset in session.case().presets.values())]


def _months_to_read():
    """The months that figures can be read in: that of the case, first, or any other."""
    return [say("frame-own-month"), *months()]


def draw(view: session.View, page: str) -> None:
    """The row above the page, and the chips of what is changed; a sheet of paper has a line of its own in place of the row."""
    case, preset = view.scenario.case, view.scenario.case.presets[view.scenario.preset]
    today = datetime.date.today().isoformat()
    reading = say("frame-month", month=case.month_name(view.month))
    _print_only((case.title, preset.title, reading, say("frame-printed-on", day=today)))
    with st.container(horizontal=True, key="ui_head", vertical_alignment="center", gap="small"):
        with st.container(horizontal=True, key="ui_sub", gap="small", vertical_alignment="center"):
            pages = navigation.siblings(page)
            if len(pages) > 1:
                for path, title in pages:
                    name = f"**{title}**" if title == page else title
                    st.page_link(path, label=name, width="content")
            else:
                st.markdown(f"**{plain(case.title)}** · {plain(case.story.question or '')}")
        history.draw()
        _reading(view)
        with st.popover(say("frame-share"), type="tertiary", key="ui_share"):
            st.caption(plain(say("frame-share-note")))
            st.code(address.link(view, st.context.url or ""), language=None, wrap_lines=True)
            _downloads(view)
    _chips(view.scenario)


def _downloads(view):
    """The scenario as a file and all its numbers as a table."""
    name = view.scenario.title.lower().replace(" ", "-").replace("+", "and")
    st.download_button(
        say("frame-download-scenario"),
        view.scenario.to_toml(),
        f"{name}.toml",
        "application/toml",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )
    st.download_button(
        say("frame-download-numbers"),
        lambda: all_quantities(view.outlook).to_csv(),
        f"{name}.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )


def _reading(view):
    """The baseline, and the month and the horizon that figures are read in."""
    case, (baseline, month) = view.scenario.case, parameters()
    title = case.presets[view.baseline.scenario.preset].title
    with st.popover(say("frame-baseline", title=title), type="tertiary", key="ui_baseline"):
        st.selectbox(say("frame-compare"), _baselines(), **baseline.widget())
    figures_of = say("frame-month", month=case.month_name(view.month))
    money = currency()
    with st.popover(figures_of, type="tertiary", key="ui_month"):
        st.selectbox(say("frame-read"), _months_to_read(), **month.widget())
        st.selectbox(
            say("frame-currency"),
            (YUAN, DOLLAR),
            format_func=lambda name: say("frame-currency-option", name=name),
            help=say("frame-currency-help"),
            **money.widget(),
        )
        st.selectbox(
            say("frame-horizon"),
            case.horizons,
            index=case.horizons.index(
                case.own_months
            ),  # what Streamlit sets where an address names none
            format_func=session.horizon_label,
            key=session.HORIZON,
            bind="query-params",
            on_change=to_the_end(session.drop_invalid_changes),
            help=say("frame-horizon-help"),
        )


def _chips(scenario: Scenario) -> None:
    """Each change as a button that takes it back."""
    stresses = session.case().stresses
    changes = [
        *((name, stresses[name].title, _without_stress) for name in scenario.stresses),
        *(
            (key, controls.lever_change_in_words(key), _without_change)
            for key, _ in scenario.overrides
        ),
    ]
    place = st.empty()  # also without a change: what follows would be built again at the first one
    if not changes:
        return
    with place.container(horizontal=True, key="ui_chips", gap="small", vertical_alignment="center"):
        st.markdown(say("frame-if"))
        for change in changes[:CHIPS]:
            _draw_chip(*change)
        if more := changes[CHIPS:]:
            with st.popover(say("frame-more", count=len(more)), key="ui_more_chips"):
                for change in more:
                    _draw_chip(*change)
            _print_only(words for _, words, _ in more)
        st.button(
            say("frame-reset"),
            key="ui_reset",
            on_click=reset,
            type="tertiary",
            help=say("frame-reset-help"),
        )


def _print_only(parts: Iterable[str]) -> None:
    """Write a line that is on paper only, where nothing opens and no address is seen."""
    st.html(f'<p class="printed">{html.escape(" · ".join(parts))}</p>')


def _draw_chip(name, words, take_back):
    """One change as a button that takes it back."""
    st.button(
        plain(words),
        key=f"ui_chip_{name}",
        icon=":material/close:",
        icon_position="right",
        on_click=to_the_end(take_back),
        args=(name,),
        help=say("frame-take-back"),
    )


def _without_stress(name):
    session.set_stresses([other for other in session.current().stresses if other != name])


def _without_change(key):
    session.restore(key)


@to_the_end
def reset() -> None:
    """Put the case in force as it is in its file. For callbacks."""
    session.replace(session.case().scenario(session.current().preset))
