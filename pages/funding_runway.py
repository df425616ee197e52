"""Funding runway: how long the money lasts, what uses it up, and statements that tie out."""

import functools

import streamlit as st

from app import cache, frame, futures, layout, page_parameters, session
from app.markdown import plain
from app.parts.closing_raise import draw_closing_raise
from econ.accounts.identities import LIGHT_FAILS, check_identities, identity_failures
from econ.accounts.path_facts import month_money_ends
from econ.accounts.statements import (
    STATEMENT_NAMES,
    cash_bridge,
    plan_years,
    rows_of_totals,
    statement_table,
    statement_text,
)
from econ.decisions import default_alive, long_runway
from econ.views import funding, number_keys, peers, runway_gauge
from econ.views.export import in_readers_currency
from econ.views.figures.bars import waterfall_chart
from econ.views.figures.lines import Line
from econ.views.sentences import answers, stress_words
from econ.views.sentences.funding_captions import (
    burn_caption,
    end_of_money_caption,
    identity_caption,
    peers_caption,
)
from econ.views.stage_figures import funding_figures
from econ.views.statements import burn_chart
from econ.words import say

# The key of each figure, and the quantity it shows.
SMALL_FIGURES = (("margin", "gross_margin"), ("stake", "founder_stake"))

SPANS = ("years", "months")  # of a column of a statement


def span_words(span):
    return say("funding-span", span=span)


view = frame.view()
years, whole = plan_years(view.outlook), say("funding-whole-plan")
STATEMENT = page_parameters.choice("funding-statement", STATEMENT_NAMES)
SPAN = page_parameters.choice("funding-span", SPANS, write=span_words)
YEAR = page_parameters.choice("funding-year", [*years, whole])
top = layout.opening(view, answers.funding, funding_figures(session.case()))
case = session.case()
without_new_money = default_alive.closed_money_outlook(view.outlook)
if what_ends_it := end_of_money_caption(
    session.outlook(default_alive.without_new_money(view.scenario))
):
    top.row.caption(plain(what_ends_it))


@cache.resource(max_entries=24)
def months_at_longest(scenario):
    """The runway over the longest horizon."""
    return long_runway.runway_on_longest_horizon(session.outlook(scenario))


end = month_money_ends(view.outlook)
draw = functools.partial(layout.draw_lines, view, "funding", marks_end=True, end=end)


def closing():
    draw_closing_raise(view.scenario)


def runways():
    layout.figure(
        runway_gauge.gauge_figure(
            say("funding-gauge"), view.outlook, without_new_money, view.month
        ),
        "funding_gauge",
    )
    layout.table(
        funding.runway_table(view.outlook, without_new_money, view.month).set_index("runway"),
        cards=True,
        numbers=number_keys.runway_keys(),
    )
    layout.table(
        funding.burn_measures(view.outlook, view.month).set_index("measure"),
        cards=True,
        numbers=number_keys.burn_keys(),
    )


def compared():
    layout.table(
        peers.peer_table(view.outlook, view.month).set_index("company"),
        cards=True,
        numbers=number_keys.peer_keys(),
    )
    st.caption(plain(peers_caption(funding.averaged_months(view.outlook))))


def statements():
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.segmented_control(
            say("funding-statement"),
            STATEMENT_NAMES,
            default=STATEMENT_NAMES[0],
            required=True,
            **STATEMENT.widget(),
        )
        columns = st.segmented_control(
            say("funding-columns"),
            SPANS,
            format_func=span_words,
            default=SPANS[0],
            required=True,
            **SPAN.widget(),
        )
        table = in_readers_currency(
            statement_table(view.outlook, name, monthly=columns == "months")
        )
        st.download_button(
            say("funding-download"),
            table.to_csv,
            f"{name} {span_words(columns)}.csv".lower().replace(" ", "-"),
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
    layout.table(
        statement_text(table),
        totals=rows_of_totals(view.outlook, name),
        numbers=number_keys.statement_keys(view.outlook, name, monthly=columns == "months"),
    )


def bridge():
    year = st.segmented_control(
        say("funding-bridge-year"),
        [*years, whole],
        default=next(iter(years)),
        required=True,
        **YEAR.widget(),
    )
    span = (0, case.months) if year == whole else (years[year],)
    steps = cash_bridge(view.outlook, *span)
    layout.figure(
        waterfall_chart(say("funding-bridge-title", year=year), steps, "bn yuan"), "funding_bridge"
    )
    st.caption(plain(say("funding-bridge-note")))


def checks():
    st.markdown(plain(identity_caption(identities)))
    heads = {"what": say("funding-what-holds")}
    layout.table(identities.set_index("identity").rename(columns=heads))


layout.stage_levers("funding")
closed_line = funding.closed_money_line(
    view.outlook, without_new_money, default_alive.closed_money_outlook(view.baseline)
)
left, right = st.columns([2, 1], gap="medium")
with left:
    draw(
        "cash",
        say("funding-cash"),
        [Line("cash", say("funding-cash-line")), Line("minimum_cash", say("funding-minimum-line"))],
        height=430,
        floor=True,
        shaded=bool(closed_line),
        events=funding.cash_events(view.outlook),
        extra_paths=closed_line,
    )
with right:
    lasting = st.empty()
first, *others = st.columns([2, 1, 1], gap="medium")
with first:
    layout.figure(burn_chart(say("funding-burn"), view.outlook), "funding_burn")
for column, (key, name) in zip(others, SMALL_FIGURES, strict=True):
    line = Line(name, say("funding-line", figure=key))
    with column:
        draw(key, say("funding-title", figure=key), [line], small=True, floor=True)
st.caption(plain(burn_caption(view.outlook)))
identities = check_identities(view.outlook)
if LIGHT_FAILS in set(identities["light"]):
    st.error(plain(identity_caption(identities)))
    layout.table(identity_failures(view.outlook).set_index("months"))
layout.tabs(
    "funding",
    {
        say("funding-tab-closing"): closing,
        say("funding-tab-runways"): runways,
        say("funding-tab-statements"): statements,
        say("funding-tab-bridge"): bridge,
        say("funding-tab-peers"): compared,
        say("funding-tab-checks"): checks,
    },
)
layout.open_a_number(
    view,
    ("funding", "credit", "balance", "statements", "tax", "leases", "plant", "people"),
    "runway",
)
spread = futures.spread(view.scenario)
with lasting.container():
    layout.table(
        funding.lasting_table(
            view.outlook, months_at_longest(view.scenario), spread.survival(), spread.count
        ).set_index(say("funding-lasting")),
        cards=True,
        numbers=number_keys.lasting_keys(),
    )
    st.caption(plain(stress_words.one_sided_text(spread, view.outlook)))
