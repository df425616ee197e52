"""Open a number: a dialog with its formula, its inputs and their sources, its causes three steps deep, and what it feeds.

What names a number and can be clicked has its key in `data-number`, in whatever part of the page, or is a link as `link` makes it.
The address has the way to the number that is open, so the dialog of one number can be linked to and survives a reload.
"""

from collections.abc import Callable, Sequence

import markupsafe
import streamlit as st

from app import components, session
from app.callbacks import to_the_end
from app.markdown import plain
from econ.engine.model import MONTH
from econ.explain import (
    TIME_LABELS,
    CausalGraph,
    causal_graph,
    explain_number,
    fed_by,
    number_problem,
)
from econ.units import plural_unit
from econ.views.assumption_table import believed_range, format_for_table
from econ.views.formula_words import formula_in_words
from econ.words import say

NAME = "open-number"  # in the address; with a hyphen, which the name of an assumption cannot have
CLICKS = "ui_number_clicks"
LONGEST_TRAIL = 12  # numbers
LONGEST_ADDRESS = 2000  # letters of a trail
INPUTS = 12  # listed at once
FED = 24  # numbers that one feeds, listed
# Units that the numbers of a range have with them, or do not need.
WITHOUT_UNIT = ("share", "elasticity", "x", "month of plan", "switch")
MakeView = Callable[[], session.View]

_NUMBERS = st.components.v2.component("numbers", html="<i></i>", js=components.read("numbers.js"))
_GRAPH = st.components.v2.component(
    "number",
    html=f'<div class="graph" role="group" aria-label="{say("number-graph-name")}"></div>',
    css=components.read("graph.css"),
    js=components.read("number.js"),
)


def link(key: str, text: str) -> str:
    """A number as a link in Markdown, which opens its dialog; the text must be harmless."""
    return f"[{text}](?{NAME}={key})"


def html_button(key: str, text: str) -> markupsafe.Markup:
    """A number as a button in HTML, which opens its dialog; `number.css` has its look."""
    button = '<button type="button" class="number" data-number="{}">{}</button>'
    return markupsafe.Markup(button).format(key, text)


def number_button(key: str, text: str) -> None:
    """Draw a button that opens a number."""
    st.html(f"{components.style('number.css')}{html_button(key, text)}")


def open_next(trail: str) -> None:
    """Open a number, the last one of a trail, in the next run. For callbacks, such as a step of a tour."""
    session.current().number_open = trail


def pick(keys: Sequence[str], label: Callable[[str], str], name: str) -> None:
    """Draw a list of numbers; the one that is chosen is opened, and the list is as before."""
    st.selectbox(
        "Quantity",
        keys,
        index=None,
        format_func=label,
        placeholder=say("number-choose"),
        label_visibility="collapsed",
        key=name,
        on_change=_picked,
        args=(name,),
    )


@to_the_end
def _picked(name):
    open_next(st.session_state[name] or "")
    st.session_state[name] = None


def draw(make_view: MakeView) -> None:
    """Take clicks on numbers, and draw the dialog of the number that is open. Before a page: a click waits for its end."""
    with st.container(key="ui_numbers", height=1, border=False):
        _open_numbers(make_view)


@st.fragment
def _open_numbers(make_view):
    current = session.current()
    trail, comes_late, current.number_comes_late = (
        current.number_open,
        current.number_comes_late,
        False,
    )
    if comes_late:  # a run of a fragment leaves a dialog that has come meanwhile, and a run of the page does not
        st.rerun()
    _NUMBERS(key=CLICKS, data={"open": trail}, on_number_change=_say)
    if trail:
        open_number(make_view(), trail)


@to_the_end
def _say():
    """Note which number is open now, and whether the dialog of another one was still on its way when it was closed."""
    now = st.session_state[CLICKS]["number"]
    open_next(str(now["trail"])[:LONGEST_ADDRESS])
    session.current().number_comes_late = bool(now["late"])


@st.dialog(say("number-dialog-title"), width="medium", position="right")
def open_number(view: session.View, trail: str) -> None:
    """The dialog of the last number of a trail: keys with commas between them. One dialog a run."""
    *before, key = trail.split(",")[-LONGEST_TRAIL:]
    case = view.outlook.case
    way = [name for name in before if not number_problem(view.outlook, name)]
    problem = number_problem(view.outlook, key)
    if problem:
        st.warning(plain(say("number-is-unknown", problem=problem[:1].upper() + problem[1:])))
        _GRAPH(key="ui_number_graph", data={"trail": trail, "graph": {"nodes": [], "links": []}})
        return
    way.append(key)
    crumbs = [
        {"label": case.label_of(name), "trail": ",".join(way[: place + 1])}
        for place, name in enumerate(way)
    ]
    body = components.template("number.html")
    st.html(
        components.style("number.css") + body.render(part="top", trail=crumbs, **_facts(view, key))
    )
    graph = causal_graph(view.outlook, key, view.month)
    if graph.nodes[1:]:
        st.html(f'<div class="opened"><h4>{say("number-graph-title")}</h4></div>')
    _GRAPH(key="ui_number_graph", data={"trail": ",".join(way), "graph": _graph_data(graph)})
    if graph.left_out:
        st.caption(say("number-causes-left-out", count=graph.left_out))
    fed = [{"key": name, "label": case.label_of(name)} for name in fed_by(case, key)]
    st.html(body.render(part="end", fed=fed[:FED], more=len(fed[FED:])))


def _facts(view, key):
    """What the dialog says of a number above its graph."""
    case, scenario = view.outlook.case, view.outlook.scenario
    opened = explain_number(view.outlook, key, view.month)
    lines, facts = (), []
    if opened.stated:
        (cause,) = opened.causes
        belief = scenario.belief(opened.stated)
        likely = believed_range(scenario, opened.stated)
        if opened.unit not in WITHOUT_UNIT:
            likely = say("number-range", range=likely, unit=plural_unit(opened.unit))
        assumption = case.assumption_of(opened.stated)
        before, source = None, (cause.source, cause.address)
        if opened.stated in dict(scenario.overrides):
            before = format_for_table(
                scenario.without(opened.stated).value(opened.stated), assumption
            )
            source = (case.sources[belief.source].title, case.sources[belief.source].address)
        facts = [
            ("Likely", "" if assumption.options else likely, ""),
            (
                "Basis",
                say(
                    "number-basis", before=before, basis=belief.basis, day=f"{belief.held:%d %b %Y}"
                ),
                "",
            ),
            ("Source", *source),
            ("Why", belief.why, ""),
        ]
    elif opened.causes:
        lines = formula_in_words(case, key)
    return {
        "label": case.label_of(key),
        "opened": opened,
        "lines": lines,
        "forced": say("formula-forced"),
        "facts": [fact for fact in facts if fact[1]],
        "listed": INPUTS,
        "rows": [_row(case, cause) for cause in opened.causes],
        "sources": sorted(
            {(cause.source, cause.address) for cause in opened.causes if cause.source}
        ),
    }


def _row(case, cause):
    """An input of a formula; the number of the month has no dialog."""
    is_month = cause.key == MONTH
    return {
        "key": "" if is_month else cause.key,
        "label": say("number-month-row") if is_month else case.label_of(cause.key),
        "value": cause.value,
        "time": "" if cause.time == "now" else TIME_LABELS[cause.time],
        "basis": cause.basis or "computed",
        "source": cause.source,
        "address": cause.address,
    }


def _graph_data(graph: CausalGraph):
    """A graph for the script that draws it."""
    nodes = [
        {
            "key": node.key,
            "label": node.label,
            "value": node.value,
            "level": node.level,
            "assumption": node.is_assumption,
        }
        for node in graph.nodes
    ]
    return {"nodes": nodes, "links": graph.links}
