"""Ownership and returns: who holds what after each round, what an exit pays whom, and what it returns."""

import streamlit as st

from app import layout, page_parameters, rounds_editor, session
from app.markdown import plain
from econ.accounts import exits
from econ.accounts import ownership as ownership_accounts
from econ.views import ownership as ownership_view
from econ.views.figures.lines import Line, lines_chart
from econ.views.sentences import answers

view = layout.opening(answers.ownership)
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
layout.table(ownership_accounts.holders(view.outlook).map("{:.2%}".format))
st.caption(plain(ownership_accounts.squeezed(view.outlook)))

rounds_editor.draw(scenario)
found = ownership_accounts.prices(view.outlook)
if found.empty:
    st.info("No round brings money in this scenario.")
else:
    layout.table(found.set_index("round"))
    st.caption(
        "A share is a billionth of the company at the beginning. Paid for old shares: the value before the money, less an "
        "option pool that the old holders bear."
    )
known = {
    name: ownership_accounts.named_investors(view.outlook, name)
    for name in exits.invested(view.outlook)
}
if any(len(table) for table in known.values()):
    with st.expander(
        "Who invests, as far as it is known, and what the registry says of a round's value"
    ):
        for name, table in known.items():
            if len(table):
                st.markdown(f"**{plain(labels[name])}**")
                layout.table(table.set_index("investor"))
            registry = ownership_accounts.registry_check(view.outlook, name)
            if len(registry):
                layout.table(registry.set_index("ratio"))

with st.container(horizontal=True, vertical_alignment="bottom"):
    terms = st.radio(
        "Preference of the rounds",
        exits.TERMS,
        horizontal=True,
        **page_parameters.control("exit_terms", page_parameters.one_of(exits.TERMS)),
        help="As assumed: the terms of each round. None: all shares alike. Participating: money back, then a share.",
    )
    smallest, largest, usual = exits.slider(view.outlook)
    value = st.slider(
        "Exit value, bn yuan",
        smallest,
        largest,
        usual,
        smallest,
        width=360,
        **page_parameters.control(
            "exit_value", page_parameters.within(smallest, largest, smallest)
        ),
    )
left, right = st.columns(2, gap="medium")
with left:
    layout.figure(
        ownership_view.who_is_paid(view.outlook, view.baseline, terms, float(value)), "owners_exit"
    )
with right:
    st.markdown(f"**An exit at {value:,} bn yuan** after all rounds of the scenario")
    layout.table(exits.split(view.outlook, float(value), terms).set_index("class"))
    st.caption(
        "Equity value, after debt. A round's class holds the founder's part of it too; options count as shares."
    )
invested = exits.invested(view.outlook)
if invested:
    chosen = st.selectbox(
        "Returns of the", list(invested), format_func=invested.get, key="ui_owners_round", width=240
    )
    st.markdown(
        "**What it returns**: multiple of the money and rate a year, by exit value and years after the round closes; "
        "grey while its outside investors are locked up"
    )
    returned = exits.returns(view.outlook, chosen, terms)
    layout.table(returned, grey=exits.locked(view.outlook, chosen, returned))
    words = (
        exits.later_dilution(view.outlook, chosen),
        exits.put_words(view.outlook, chosen),
        ownership_accounts.not_locked(view.outlook, chosen),
    )
    st.caption(
        plain(" ".join(filter(None, words)))
        + " A conditional figure, not a forecast and not advice."
    )
layout.open_a_number(view, ("ownership", "rounds", "funding"), "founder_stake")
