"""Ownership and returns: who holds what after each round, what an exit pays whom, and what it returns."""

import streamlit as st

from app import frame, layout, page_parameters, rounds_editor, session
from app.markdown import plain
from econ.accounts.exits import (
    PREFERENCE_TERMS,
    exit_slider_range,
    exit_split,
    later_dilution,
    locked_up_cells,
    redemption_sentence,
    round_returns,
    rounds_with_money,
)
from econ.accounts.ownership import (
    investors_not_locked_up,
    named_investors,
    pool_shortfall,
    registry_check,
    round_prices,
    stakes_table,
)
from econ.views import ownership as ownership_view
from econ.views.figures.lines import Line, lines_chart
from econ.views.sentences import answers

view = frame.view()
layout.opening(view, answers.ownership)
case, story, scenario = session.case(), session.case().story, view.scenario
labels = case.elements["round"]

left, right = st.columns(2, gap="medium")
with left:
    layout.figure(ownership_view.who_holds(view.outlook), "owners_bars")
with right:
    layout.figure(
        lines_chart(
            "Shares of the company",
            view.outlook,
            view.baseline,
            (
                Line("founder_stake", "founder"),
                Line("outside_stake", "investors"),
                Line("other_stake", "others"),
                Line("pool_stake", "pool"),
            ),
            height=270,
            steps=True,
            events=(),
        ),
        "owners_path",
    )
layout.table(stakes_table(view.outlook).map("{:.2%}".format))
st.caption(plain(pool_shortfall(view.outlook)))

rounds_editor.draw(scenario)
prices = round_prices(view.outlook)
if prices.empty:
    st.info("No round brings money in this scenario.")
else:
    layout.table(prices.set_index("round"))
    st.caption(
        "A share is a billionth of the company at the beginning. Paid for old shares: the value before the money, less an "
        "option pool that the old holders bear."
    )
known = {name: named_investors(view.outlook, name) for name in rounds_with_money(view.outlook)}
if any(len(table) for table in known.values()):
    with st.expander(
        "Who invests, as far as it is known, and what the registry says of a round's value"
    ):
        for name, table in known.items():
            if len(table):
                st.markdown(f"**{plain(labels[name])}**")
                layout.table(table.set_index("investor"))
            registry = registry_check(view.outlook, name)
            if len(registry):
                layout.table(registry.set_index("ratio"))

with st.container(horizontal=True, vertical_alignment="bottom"):
    terms = st.radio(
        "Preference of the rounds",
        PREFERENCE_TERMS,
        horizontal=True,
        **page_parameters.choice("exit-terms", PREFERENCE_TERMS).widget(),
        help="As assumed: the terms of each round. None: all shares alike. Participating: money back, then a share.",
    )
    smallest, largest, usual = exit_slider_range(view.outlook)
    value = st.slider(
        "Exit value, bn yuan",
        smallest,
        largest,
        usual,
        smallest,
        width=360,
        **page_parameters.number("exit-value", smallest, largest, usual, smallest).widget(),
    )
left, right = st.columns(2, gap="medium")
with left:
    layout.figure(
        ownership_view.who_is_paid(view.outlook, view.baseline, terms, float(value)), "owners_exit"
    )
with right:
    st.markdown(f"**An exit at {value:,} bn yuan** after all rounds of the scenario")
    layout.table(exit_split(view.outlook, float(value), terms).set_index("class"))
    st.caption(
        "Equity value, after debt. A round's class holds the founder's part of it too; options count as shares."
    )
invested = rounds_with_money(view.outlook)
if invested:
    chosen = st.selectbox(
        "Returns of the",
        list(invested),
        format_func=invested.__getitem__,
        key="ui_owners_round",
        width=240,
    )
    st.markdown(
        "**What it returns**: multiple of the money and rate a year, by exit value and years after the round closes; "
        "grey while its outside investors are locked up"
    )
    returned = round_returns(view.outlook, chosen, terms)
    layout.table(returned, grey=locked_up_cells(view.outlook, chosen, returned))
    words = (
        later_dilution(view.outlook, chosen),
        redemption_sentence(view.outlook, chosen),
        investors_not_locked_up(view.outlook, chosen),
    )
    st.caption(
        plain(" ".join(filter(None, words)))
        + " A conditional figure, not a forecast and not advice."
    )
layout.open_a_number(view, ("ownership", "rounds", "funding"), "founder_stake")
