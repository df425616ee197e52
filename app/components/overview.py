"""Figures that the browser draws itself: panels of the Overview, and bars of effects."""

import pathlib
from typing import Any

import streamlit as st

from app import components, session
from econ.case.calendar import month_starts
from econ.case.case import Case
from econ.views.figures.panels import AxisEnds, Panel, panel_message
from econ.views.number_trail import number_in_month
from econ.views.runway_effects import EffectBars
from econ.views.sentences import overview_captions as words

# The page on the subject of each panel; the title of the panel leads there.
PAGES_OF_PANELS = {
    "supply": "pages/compute_supply.py",
    "price": "pages/inference_cost.py",
    "demand": "pages/api_price.py",
    "margin": "pages/funding_runway.py",
    "cash": "pages/funding_runway.py",
}
LOCALE = "en-GB"
JANUARY = 1
# The code is a component without data, so that the browser keeps it; data are sent to a component that has next to no code.
_CODE = st.components.v2.component(
    "overview_code",
    css=components.read("overview.css"),
    js=components.read("overview.js"),
    isolate_styles=False,
)
_VIEW = st.components.v2.component(
    "overview_view", js=components.read("overview_view.js"), isolate_styles=False
)
_LATER = st.components.v2.component("later", js=components.read("later.js"), isolate_styles=False)


def _load(panels):
    """Send the code that draws, and the links that the titles of panels follow; neither is shown."""
    with st.container(key="ui_overview_code"):
        _CODE(key="ui_overview_script")
        for page, title in {PAGES_OF_PANELS[panel.key]: panel.title for panel in panels}.items():
            st.page_link(page, label=title)


def held_axes(view: session.View) -> dict[str, AxisEnds]:
    """The axes as the panels had them last; none after a change of company, case, baseline or horizon."""
    axes, scenario = session.current().held_axes, view.scenario
    scope = (scenario.case, scenario.preset, view.baseline.scenario.preset)
    if axes.scope != scope:
        axes.scope, axes.ends = scope, {}
    return axes.ends


def draw_panels(case: Case, panels: tuple[Panel, ...]) -> None:
    """Draw panels, and remember their axes."""
    _load(panels)
    session.current().held_axes.ends = {panel.key: panel.ends for panel in panels}
    figures = [
        panel_message(panel)
        | {"page": pathlib.PurePosixPath(PAGES_OF_PANELS[panel.key]).stem}
        | {"opens": [number_in_month(case, panel.number.key, at) for at in panel.number.months]}
        for panel in panels
    ]
    _VIEW(data=_frame(case) | {"figures": figures}, key="ui_overview_panels")


def draw_bars(bars: EffectBars) -> None:
    """Draw bars of effects."""
    _VIEW(data={"bars": bars.message}, key="ui_overview_bars")


def is_time_for(what: str) -> bool:
    """Whether nothing has run since `what` became what is asked; in a fragment, which then runs once more."""
    later = _LATER(data={"what": what}, key="ui_overview_later", on_what_change=lambda: None)
    return bool(later.what == what)


def _frame(case: Case) -> dict[str, Any]:
    """Return the common part of all panels: months, years and a few words."""
    days = month_starts(case.start, case.months).tolist()
    return {
        "locale": LOCALE,
        "months": [case.month_name(month) for month in range(case.months)],
        "years": [
            [number, str(day.year)] for number, day in enumerate(days) if day.month == JANUARY
        ],
        "words": {
            "missing": words.NO_VALUE,
            **{
                word: words.frame_words(word) for word in ("baseline", "month", "read", "unchanged")
            },
        },
    }
