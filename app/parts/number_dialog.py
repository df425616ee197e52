"""Open a number: a dialog with its formula, its inputs and their sources, its causes three steps deep, and what it feeds.

An element that names a number and can be clicked has its key in `data-number`, in whatever part of the page, or is a link as `link` makes
it. The address has the way to the number that is open, so the dialog of one number can be linked to and survives a reload.
"""

from collections.abc import Callable, Sequence

import markupsafe
import streamlit as st

from app import components, session
from app.callbacks import to_the_end
from app.markdown import plain
from app.parts.closing_raise import draw_closing_raise
from econ.accounts.path_facts import rounds_not_closed
from econ.decisions.default_alive import path_facts_of, without_new_money
from econ.engine.model import MONTH
from econ.explain import (
    TIME_LABELS,
    CausalGraph,
    causal_graph,
    explain_number,
    fed_by,
    number_problem,
)
from econ.outlook import Outlook
from econ.problems import AssumptionError
from econ.units import format_value, plural_unit
from econ.views.assumption_table import believed_range, format_for_table
from econ.views.formula_words import FormulaLine, formula_in_words
from econ.views.number_trail import (
    CLOSED_MONEY_RUN,
    NumberAddress,
    addresses_along,
    read_trail,
)
from econ.views.path_figures import RUNWAY_FIGURES
from econ.views.path_parts import (
    is_path_figure,
    is_sum_of_months,
    months_of_sum,
    number_value,
    open_path_figure,
    path_figure_label,
    sum_over_months,
)
from econ.views.short_numbers import digits_beyond
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
        say("label-quantity"),
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
        title = say("number-dialog-title")  # in the language of the run
        st.dialog(title, width="medium", position="right")(open_number)(make_view(), trail)


@to_the_end
def _say():
    """Note which number is open now, and whether the dialog of another one was still on its way when it was closed."""
    now = st.session_state[CLICKS]["number"]
    open_next(str(now["trail"])[:LONGEST_ADDRESS])
    session.current().number_comes_late = bool(now["late"])


def open_number(view: session.View, trail: str) -> None:
    """The dialog of the last number of a trail: numbers with commas between them. One dialog a run."""
    parts = trail.split(",")[-LONGEST_TRAIL:]
    numbers = [_Number(view, address) for address in read_trail(parts)]
    way = [place for place, number in enumerate(numbers) if not number.problem]
    shown = numbers[-1]
    if shown.problem:
        st.warning(plain(say("number-is-unknown", problem=_sentence_case(shown.problem))))
        _GRAPH(key="ui_number_graph", data={"trail": trail, "graph": {"nodes": [], "links": []}})
        return
    trails = addresses_along([parts[place] for place in way])
    crumbs = [
        {"label": numbers[place].label, "trail": back}
        for place, back in zip(way, trails, strict=True)
    ]
    body = components.template("number.html")
    facts = _facts_of_figure(shown) if shown.is_figure else _facts(shown)
    st.html(
        components.style("number.css")
        + body.render(part="top", way=trails[-1], trail=crumbs, **facts)
    )
    graph = facts["graph"]
    if graph.nodes[1:]:
        title = say("number-graph-title", month=shown.case.month_name(shown.month))
        st.html(f'<div class="opened"><h4>{title}</h4></div>')
    drawn = _graph_data(graph, facts.get("run", ""))
    _GRAPH(key="ui_number_graph", data={"trail": trails[-1], "graph": drawn})
    if graph.left_out:
        st.caption(say("number-causes-left-out", count=graph.left_out))
    if shown.key in RUNWAY_FIGURES:
        st.html(f'<div class="opened"><h4>{say("funding-tab-closing")}</h4></div>')
        draw_closing_raise(view.scenario)
    feeds_on = () if shown.is_figure else fed_by(shown.case, shown.key)
    fed = [{"key": name, "label": shown.case.label_of(name)} for name in feeds_on]
    nothing = say("figure-feeds") if shown.is_figure else say("number-feeds-nothing")
    st.html(
        body.render(part="end", way=trails[-1], fed=fed[:FED], more=len(fed[FED:]), nothing=nothing)
    )


def _sentence_case(problem):
    return problem[:1].upper() + problem[1:]


class _Number:
    """A number of a trail: the run and the month that it is read in, and why it cannot be read, if it cannot."""

    def __init__(self, view: session.View, address: NumberAddress) -> None:
        self.view, self.key, self.run = view, address.key, address.run
        self.case, self.month, self.problem = view.outlook.case, view.month, ""
        self.first = None  # the first month of a sum
        self.is_figure = is_path_figure(self.key)
        try:
            if address.month:
                self.month = self.case.month_index(address.month)
            since = self.case.month_index(address.since) if address.since else None
            if self.run and self.run != CLOSED_MONEY_RUN:
                self.run, _ = self.case.named(self.run)
        except AssumptionError as error:
            self.problem = error.problems[0]
        else:
            self.problem = "" if self.is_figure else number_problem(self.outlook, self.key)
            if since is not None and not self.problem and is_sum_of_months(self.case, self.key):
                self.first, self.month = sorted((since, self.month))

    @property
    def outlook(self) -> Outlook:
        """The run that the number is of."""
        if not self.run:
            return self.view.outlook
        if self.run != CLOSED_MONEY_RUN:
            return session.outlook(self.case.scenario(self.run))
        return self.closed_money

    @property
    def closed_money(self) -> Outlook:
        """The run in which only closed money counts."""
        if not rounds_not_closed(self.view.outlook):
            return self.view.outlook
        return session.outlook(without_new_money(self.view.scenario))

    @property
    def label(self) -> str:
        """The name of the number, and the month where it is another one than the page's."""
        if self.is_figure:
            return path_figure_label(self.key, path_facts_of(self.view.outlook))
        label = self.case.label_of(self.key)
        if self.month == self.view.month:
            return label
        return say("number-of-month", number=label, month=self.case.month_name(self.month))

    @property
    def when(self) -> str:
        """The month and the run, in words."""
        name = self.case.month_name
        month = say("number-in-month", month=name(self.month))
        if self.first is not None:
            month = say("figure-from-to", first=name(self.first), last=name(self.month))
        if not self.run:
            return month
        is_preset = self.run != CLOSED_MONEY_RUN
        title = self.case.presets[self.run].title if is_preset else ""
        return f"{month}, {say('number-in-run', run=self.run, case=title)}"


def _facts_of_figure(number):
    """Return the dialog's facts of a figure of the whole path."""
    outlook = number.view.outlook
    opened = open_path_figure(
        outlook, number.closed_money, path_facts_of(outlook), number.key, number.month
    )
    return {
        "label": opened.figure.label,
        "value": opened.figure.value,
        "when": opened.period,
        "sentence": opened.figure.sentence,
        "formula": opened.code,
        "lines": opened.lines,
        "groups": opened.groups,
        "graph": opened.graph,
        "run": opened.run,
    }


def _facts(number):
    """Return the dialog's facts of a number above its graph, and the graph."""
    outlook, key, case = number.outlook, number.key, number.case
    opened = explain_number(outlook, key, number.month)
    lines: tuple[FormulaLine, ...] = ()
    facts, value = [], number_value(outlook, key, number.month)
    months, groups = (number.first, number.month), []
    if number.first is not None:
        value = sum_over_months(outlook, key, *months)
        groups = [months_of_sum(outlook, key, *months, number.run)]
    if opened.stated:
        facts = _facts_of_assumption(outlook.scenario, opened)
    else:
        lines = formula_in_words(case, key) if opened.causes else ()
    return {
        "label": case.label_of(key),
        "value": value,
        "when": number.when,
        "more_digits": "" if opened.stated or groups else _more_digits(number, value, opened.unit),
        "sentence": opened.sentence,
        "formula": opened.formula,
        "lines": lines,
        "forced": say("formula-forced"),
        "facts": facts,
        "listed": INPUTS,
        "groups": groups,
        "rows": [_row(case, cause) for cause in opened.causes],
        "rows_title": say("number-inputs", month=case.month_name(number.month)),
        "sources": sorted(
            {(cause.source, cause.address) for cause in opened.causes if cause.source}
        ),
        "graph": causal_graph(outlook, key, number.month),
    }


def _more_digits(number, short, unit):
    """A sentence with a number to more digits, where there are any."""
    value = number.outlook.at(number.key, number.month)
    digits = digits_beyond(short, format_value(value, unit, with_unit=False))
    return say("number-to-more-digits", value=digits) if digits else ""


def _facts_of_assumption(scenario, opened):
    """Range, basis, source and reason of an assumption, each with its address."""
    case, (cause,) = scenario.case, opened.causes
    assumption = case.assumption_of(opened.stated)
    belief = scenario.belief(opened.stated)
    likely = believed_range(scenario, opened.stated)
    if opened.unit not in WITHOUT_UNIT:
        likely = say("number-range", range=likely, unit=plural_unit(opened.unit))
    before, source = None, (cause.source, cause.address)
    if opened.stated in dict(scenario.overrides):
        before = format_for_table(scenario.without(opened.stated).value(opened.stated), assumption)
        source = (case.sources[belief.source].title, case.sources[belief.source].address)
    basis = say("number-basis", before=before, basis=belief.basis, day=f"{belief.held:%d %b %Y}")
    facts = [
        (say("label-likely"), "" if assumption.options else likely, ""),
        (say("label-basis"), basis, ""),
        (say("label-source"), *source),
        (say("label-why"), belief.why, ""),
    ]
    return [fact for fact in facts if fact[1]]


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


def _graph_data(graph: CausalGraph, run: str):
    """A graph for the script that draws it; what it opens is of the run, or of that on the way to the number."""
    nodes = [
        {
            "key": node.key and NumberAddress(key=node.key, run=run).text,
            "label": node.label,
            "value": node.value,
            "level": node.level,
            "assumption": node.is_assumption,
        }
        for node in graph.nodes
    ]
    return {"nodes": nodes, "links": graph.links}
