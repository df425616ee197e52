"""Record: what was promised, what the model says of it, and what happened."""

import streamlit as st

from app import frame, layout, session
from app.markdown import plain
from econ.case.case import Case
from econ.risk import record_scores
from econ.views import number_keys, record
from econ.views.figures.lines import Line, lines_chart
from econ.views.price_list import price_list_chart
from econ.views.public_figures import public_table
from econ.views.sentences import evidence_words
from econ.words import say, say_all


@st.cache_resource(max_entries=4, hash_funcs={Case: id})
def scores_of_first_view(case):
    """The scores of what was published, and the share of futures that meet what was fitted, whatever the levers say."""
    presets = case.default_preset, list(case.presets)[-1]
    then, now = (session.outlook(case.scenario(preset)) for preset in presets)
    scored = record_scores.scores(record_scores.record_futures(case), then, now)
    return scored, record_scores.shares_meeting(case)


view = frame.view()
layout.opening(view, evidence_words.record_answer)
case, story = session.case(), session.case().story
tier, label = story.tier, case.label("tier", story.tier)
then, now = (
    session.outlook(case.scenario(preset))
    for preset in (case.default_preset, list(case.presets)[-1])
)
st.caption(
    plain(
        say_all(
            evidence_words.price_on_mixes_caption(case),
            evidence_words.compared_cases_caption(then, now),
        )
    )
)
promised = case.presets[then.scenario.preset].title
layout.titled_table(
    f"**{say('record-title-expected', case=promised)}**",
    record.verdict_table(case),
    cards=True,
)


def figures():
    st.markdown(evidence_words.figure_legend(then, now))
    first, second = st.columns(2)
    with first:
        layout.figure(
            price_list_chart(
                say("record-title-price", tier=label),
                now,
                then,
                tier,
                names=("output",),
                months=record.FIGURE_MONTHS,
                events=record.event_labels_by_day(case),
            ),
            "record_price",
        )
        layout.figure(
            lines_chart(
                evidence_words.fleet_figure_title(then, now),
                now,
                then,
                tuple(Line(f"fleet.{p}", case.label("platform", p)) for p in story.platforms),
                months=record.FIGURE_MONTHS,
            ),
            "record_fleet",
        )
    with second:
        layout.figure(
            lines_chart(
                say("record-title-revenue"),
                now,
                then,
                (Line("revenue", say("record-line-revenue")),),
                months=record.FIGURE_MONTHS,
                events=record.event_labels_by_month(case),
            ),
            "record_revenue",
        )
        layout.figure(
            lines_chart(
                say("record-title-cash"),
                now,
                then,
                (Line("cash", say("record-line-cash")),),
                floor=True,
                months=record.FIGURE_MONTHS,
            ),
            "record_cash",
        )
    if case.events:
        with st.expander(say("record-title-events")):
            layout.table(record.event_table(case).set_index("number"), cards=True)


def published():
    layout.titled_table(
        f"**{say('record-title-published')}**",
        record.reported_table(then, now),
        cards=True,
        numbers=number_keys.reported_keys(then, now),
    )
    if case.reported:
        st.caption(plain(say("record-dollars-note")))
        with st.expander(say("record-title-why")):
            st.markdown(evidence_words.figure_notes(case))
    layout.titled_table(
        f"**{say('public-title', case=now.scenario.title)}**",
        public_table(now),
        cards=True,
        origin=say("origin-years"),
    )


def scores():
    scored, share_meeting = scores_of_first_view(case)
    st.markdown(f"**{say('record-title-scored', case=promised)}**")
    if not scored:
        st.caption(plain(say("record-nothing-scored")))
        return
    fitted = evidence_words.fitted_sentence(case, share_meeting)
    st.markdown(plain(say_all(evidence_words.score_sentence(scored), fitted)))
    layout.table(
        record.score_table(scored).set_index("what"), cards=True, origin=say("origin-futures")
    )
    st.caption(plain(evidence_words.score_caption(record_scores.RECORD_FUTURES)))
    with st.expander(say("record-title-taken")):
        st.markdown(record.what_it_took(case, scored))


def promise():
    st.markdown(say("record-title-promise", tier=label))
    layout.table(
        record.promise_table(then, now).set_index("month"), cards=True, origin=say("origin-mix")
    )
    st.caption(plain(say_all(evidence_words.token_mix_clause(then, now), story.promise_note or "")))


parts = {
    say("record-tab-figures"): figures,
    say("record-tab-published"): published,
    say("record-tab-scores"): scores,
}
if story.compared_months:
    parts[say("record-tab-promise")] = promise
layout.tabs("record", parts)
