"""Ownership and returns: who holds what after each round, what an exit pays whom, and what it returns."""

import streamlit as st

from app import frame, layout, page_parameters, rounds_editor, session
from app.markdown import plain
from econ.accounts.exits import (
    PREFERENCE_TERMS,
    exit_slider_range,
    exit_split,
    round_returns,
    rounds_with_money,
)
from econ.accounts.ownership import (
    named_investors,
    registry_check,
    round_prices,
)
from econ.accounts.path_facts import month_money_ends
from econ.decisions.closing_raise import closing_raise, with_closing_raise
from econ.views import number_keys, valuation
from econ.views import ownership as ownership_view
from econ.views.figures.lines import Line, lines_chart
from econ.views.sentences import answers, ownership_words
from econ.views.sentences.funding_captions import closing_raise_sentences
from econ.views.stage_figures import ownership_figures
from econ.words import Amount, say

view = frame.view()
layout.opening(view, answers.ownership, ownership_figures(session.case()))
scenario, labels = view.scenario, session.case().elements["round"]
smallest_exit, largest_exit, usual_exit = exit_slider_range(view.outlook)
EXIT_TERMS = page_parameters.choice("exit-terms", PREFERENCE_TERMS)
EXIT_VALUE = page_parameters.number(
    "exit-value", smallest_exit, largest_exit, usual_exit, smallest_exit
)
FUND_GAP = page_parameters.switch("ownership-fund-gap")
terms, exit_value = EXIT_TERMS.value, EXIT_VALUE.value
invested = rounds_with_money(view.outlook)
RETURNS_OF = page_parameters.choice("ownership-round", invested, write=invested.__getitem__)

left, right = st.columns(2, gap="medium")
with left:
    layout.figure(ownership_view.holders_figure(view.outlook), "owners_bars")
with right:
    layout.figure(
        lines_chart(
            say("ownership-shares"),
            view.outlook,
            view.baseline,
            (
                Line("founder_stake", say("ownership-line-founder")),
                Line("outside_stake", say("ownership-line-investors")),
                Line("other_stake", say("ownership-line-others")),
                Line("pool_stake", say("ownership-line-pool")),
            ),
            height=270,
            steps=True,
            events=(),
            marks_end=True,
            end=month_money_ends(view.outlook),
        ),
        "owners_path",
    )
rounds_editor.draw(scenario)


def shares():
    layout.table(ownership_view.stakes_text(view.outlook), numbers=number_keys.STAKE_KEYS)
    st.caption(plain(ownership_words.pool_sentence(view.outlook)))


def prices():
    table = round_prices(view.outlook)
    if table.empty:
        st.info(say("ownership-no-money"))
    else:
        keys = number_keys.round_price_keys(view.outlook.case)
        layout.table(table.set_index("round"), numbers=keys)
        st.caption(plain(say("ownership-prices")))
    layout.titled_table(
        f"**{say('valuation-multiples')}**: {say('valuation-multiples-what')}",
        valuation.multiple_table(view.outlook),
        cards=True,
        numbers=number_keys.multiple_keys(view.outlook),
    )
    layout.titled_table(
        f"**{say('valuation-revenue')}**, {session.case().month_name(view.month)}",
        valuation.revenue_table(view.outlook, view.month),
        cards=True,
        numbers=number_keys.revenue_keys(session.case()),
    )


def investors():
    st.caption(plain(say("ownership-investors")))
    for name in invested:
        named, registry = named_investors(view.outlook, name), registry_check(view.outlook, name)
        if len(named):
            st.markdown(f"**{plain(labels[name])}**")
            layout.table(named.set_index("investor"))
        if len(registry):
            layout.table(registry.set_index("ratio"))


def exit_payouts():
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.radio(
            say("ownership-preference"),
            PREFERENCE_TERMS,
            horizontal=True,
            **EXIT_TERMS.widget(),
            help=say("ownership-preference-help"),
        )
        st.slider(
            say("ownership-exit-value"),
            smallest_exit,
            largest_exit,
            usual_exit,
            smallest_exit,
            width=360,
            **EXIT_VALUE.widget(),
        )
    first, second = st.columns(2, gap="medium")
    with first:
        layout.figure(
            ownership_view.payouts_figure(view.outlook, view.baseline, terms, float(exit_value)),
            "owners_exit",
        )
    with second:
        exit_text = say("ownership-exit", value=Amount(value=exit_value, unit="bn yuan"))
        st.markdown(f"**{exit_text}** {say('ownership-exit-when')}")
        layout.table(
            exit_split(view.outlook, float(exit_value), terms).set_index("class"),
            origin=say("origin-exit"),
        )
        st.caption(plain(say("ownership-exit-note")))


def returns():
    layout.titled_table(
        f"**{say('valuation-returns')}**",
        valuation.end_return_table(view.outlook),
        numbers=number_keys.end_return_keys(view.outlook),
    )
    st.caption(plain(valuation.end_value_caption(view.outlook)))
    name = st.selectbox(
        say("ownership-returns-of"),
        list(invested),
        format_func=invested.__getitem__,
        width=240,
        **RETURNS_OF.widget(),
    )
    outlook, funded = view.outlook, with_closing_raise(scenario)
    gap_help = say("ownership-fund-gap-help")
    if funded and st.toggle(say("ownership-fund-gap"), **FUND_GAP.widget(), help=gap_help):
        outlook = session.outlook(funded)
        raised = closing_raise_sentences(outlook.case, closing_raise(scenario))
        st.caption(plain(" ".join(raised)))
    returned = round_returns(outlook, name, terms)
    st.markdown(ownership_words.returns_title(returned))
    layout.table(
        ownership_view.returns_table(returned),
        grey=returned.locked_up | returned.out_of_money,
        origin=say("origin-exit"),
    )
    st.caption(plain(ownership_words.returns_caption(outlook, name)))


parts = {
    say("ownership-tab-shares"): shares,
    say("ownership-tab-prices"): prices,
    say("ownership-tab-exit"): exit_payouts,
}
if invested:
    parts[say("ownership-tab-returns")] = returns
if any(len(named_investors(view.outlook, name)) for name in invested):
    parts[say("ownership-tab-investors")] = investors
chosen = say("ownership-tab-exit") if EXIT_VALUE.is_chosen or EXIT_TERMS.is_chosen else None
if RETURNS_OF.is_chosen or FUND_GAP.is_chosen:
    chosen = say("ownership-tab-returns")
layout.tabs("ownership", parts, chosen)
layout.open_a_number(view, ("ownership", "rounds", "funding"), "founder_stake")
