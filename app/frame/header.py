"""Above the answer: the pages of the section, how figures are read, and what is assumed, as chips that take themselves back."""

import streamlit as st

from app import address, controls, page_parameters, session
from app.callbacks import to_the_end
from app.frame import navigation
from app.markdown import plain
from app.parts import history
from econ.case.scenario import Scenario
from econ.views.export import all_quantities

UNCHANGED, OWN_MONTH = "the same case unchanged", "the case's own month"  # without a choice
CHIPS = 5  # chips in the row; others are in its popover


def months() -> list[str]:
    """The months of the plan, in words."""
    case = session.case()
    return [case.month_name(month) for month in range(case.months)]


def parameters() -> tuple[page_parameters.Parameter, page_parameters.Parameter]:
    """What the frame itself asks: the baseline, and the month that figures are read in."""
    titles = [UNCHANGED, *(preset.title for preset in session.case().presets.values())]
    return (
        page_parameters.choice(address.BASELINE, titles),
        page_parameters.choice(address.MONTH, [OWN_MONTH, *months()]),
    )


def draw(view: session.View, page: str) -> None:
    """The row above the page, and the chips of what is changed."""
    with st.container(horizontal=True, key="ui_head", vertical_alignment="center", gap="small"):
        with st.container(horizontal=True, key="ui_sub", gap="small", vertical_alignment="center"):
            pages = navigation.siblings(page)
            if len(pages) > 1:
                for path, title in pages:
                    name = f"**{title}**" if title == page else title
                    st.page_link(path, label=name, width="content")
            else:
                case = view.scenario.case
                st.markdown(f"**{plain(case.title)}** · {plain(case.story.question or '')}")
        history.draw()
        _reading(view)
        with st.popover("Share", type="tertiary", key="ui_share"):
            st.caption("The address of the browser carries the scenario; this is its part of it.")
            st.code(address.link(view), language=None, wrap_lines=True)
            _downloads(view)
    _chips(view.scenario)


def _downloads(view):
    """The scenario as a file and all its numbers as a table."""
    name = view.scenario.title.lower().replace(" ", "-").replace("+", "and")
    st.download_button(
        "Scenario as TOML",
        view.scenario.to_toml(),
        f"{name}.toml",
        "application/toml",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )
    st.download_button(
        "All numbers as CSV",
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
    with st.popover(f"vs {title}", type="tertiary", key="ui_baseline"):
        titles = [UNCHANGED, *(preset.title for preset in case.presets.values())]
        st.selectbox("Compare with", titles, **baseline.widget())
    with st.popover(f"figures of {case.month_name(view.month)}", type="tertiary", key="ui_month"):
        st.selectbox("Read figures in", [OWN_MONTH, *months()], **month.widget())
        st.selectbox(
            "Horizon",
            case.horizons,
            index=case.horizons.index(
                case.own_months
            ),  # what Streamlit sets where an address names none
            format_func=session.horizon_label,
            key=session.HORIZON,
            bind="query-params",
            on_change=to_the_end(session.drop_invalid_changes),
            help="How many months the plan has. A longer one shows what comes after; the months of a shorter one stay the same.",
        )


def _chips(scenario: Scenario) -> None:
    """Each change as a button that takes it back."""
    stresses = session.case().stresses
    changes = [
        *((name, stresses[name].title, _without_stress) for name in scenario.stresses),
        *((key, controls.change_in_words(key), _without_change) for key, _ in scenario.overrides),
    ]
    place = st.empty()  # also without a change: what follows would be built again at the first one
    if not changes:
        return
    with place.container(horizontal=True, key="ui_chips", gap="small", vertical_alignment="center"):
        st.markdown("If")
        for change in changes[:CHIPS]:
            _draw_chip(*change)
        if more := changes[CHIPS:]:
            with st.popover(f"+{len(more)} more", key="ui_more_chips"):
                for change in more:
                    _draw_chip(*change)
        st.button(
            "Reset all",
            key="ui_reset",
            on_click=reset,
            type="tertiary",
            help="Back to the case as it is in the file.",
        )


def _draw_chip(name, words, take_back):
    """One change as a button that takes it back."""
    st.button(
        plain(words),
        key=f"ui_chip_{name}",
        icon=":material/close:",
        icon_position="right",
        on_click=to_the_end(take_back),
        args=(name,),
        help="Take this change back.",
    )


def _without_stress(name):
    session.set_stresses([other for other in session.current().stresses if other != name])


def _without_change(key):
    session.restore(key)


@to_the_end
def reset() -> None:
    """Put the case in force as it is in its file. For callbacks."""
    session.replace(session.case().scenario(session.current().preset))
