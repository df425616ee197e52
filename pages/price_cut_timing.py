"""Price-cut timing: every month and depth of the cut on the same futures, and the answer that is best."""

import streamlit as st

from app import controls, layout, page_parameters, session
from app.callbacks import to_the_end
from app.markdown import plain
from econ.decisions import price_cut, price_cut_theory
from econ.views import price_cut as price_cut_view
from econ.views.figures.heatmap import heatmap
from econ.views.figures.lines import Line, lines_chart
from econ.views.sentences import answers, price_cut_words
from econ.views.sentences.price_cut_words import cut_rule_caption

view = layout.opening(answers.timing)
case, story = session.case(), session.case().story
label = case.elements["tier"][story.tier]
A_LOOK = 6  # batches of cells between two looks at a map that fills


@to_the_end
def clicked() -> None:
    """Make the clicked cell the scenario; the map is drawn anew, so that the same cell can be clicked again."""
    chosen = st.session_state[drawn_as]["selection"]["cell"]
    if chosen and chosen[0].get("cell"):
        before = price_cut.cut_choice(view.scenario)
        session.override(price_cut_view.choice(view.outlook, chosen[0]["cell"]))
        st.session_state["undo"] = (
            view.scenario.preset,
            before,
            price_cut.cut_choice(session.scenario()),
        )
        st.session_state["clicks"] = st.session_state.get("clicks", 0) + 1


@to_the_end
def undo() -> None:
    """Take the last click back, and nothing that was changed since."""
    _, before, _ = st.session_state.pop("undo")
    session.replace(price_cut.without_cut_choice(session.scenario()).with_overrides(before))


def stands() -> bool:
    """Whether the last click is still what the cut of the scenario is: not where the case or the cut was changed since."""
    if (
        "undo" in st.session_state
        and (view.scenario.preset, price_cut.cut_choice(view.scenario))
        != st.session_state["undo"][::2]
    ):
        st.session_state.pop("undo")
    return "undo" in st.session_state


@st.cache_resource(max_entries=24)
def found(preset, stresses, overrides, uncertain, names):
    """Finished maps, kept: the futures' values by objective, the promise's, and what theory says."""
    return {}


@st.cache_data(max_entries=24)
def risked(preset, stresses, overrides, uncertain):
    """What the four answers come to over the futures of the map."""
    scenario = case.scenario(preset, dict(overrides), stresses)
    return price_cut.alternative_risks(
        scenario, uncertain, price_cut.draws_per_map(scenario, uncertain)
    )


objectives = price_cut.cut_objectives(case)
with st.container(horizontal=True):
    name = st.selectbox(
        "Judge the cut by",
        list(objectives),
        width=320,
        **page_parameters.control("judge", page_parameters.one_of(objectives)),
    )
    drawn = st.selectbox(
        "Uncertain",
        list(story.uncertain),
        width=220,
        **page_parameters.control("uncertain", page_parameters.one_of(story.uncertain)),
    )
    shown = st.radio(
        "Show the",
        list(price_cut_view.VIEWS),
        horizontal=True,
        **page_parameters.control("show", page_parameters.one_of(price_cut_view.VIEWS)),
    )
    if stands():
        st.button("Undo the click", key="ui_timing_undo", on_click=undo, icon=":material/undo:")
objective, uncertain = objectives[name], story.uncertain[drawn]
answer, place = st.empty(), st.empty()

base, drawn_as = (
    price_cut.without_cut_choice(view.scenario),
    f"ui_timing_map_{st.session_state.get('clicks', 0)}",
)
beside = price_cut.objectives_at_no_cost(objective, objectives)
kept = found(
    base.preset, base.stresses, base.overrides, uncertain, tuple(each.name for each in beside)
)
title = f"{label}: {name[0].lower()}{name[1:]}, {shown}"


def draw(surface, said, **options):
    cells = price_cut_view.cells(view.outlook, surface, shown, said)
    chart = heatmap(
        title,
        cells,
        objective.unit,
        lower_is_better=price_cut_view.lower_is_better(objective, shown),
    )
    place.vega_lite_chart(chart.data, chart.spec, alt=chart.sentence, width="stretch", **options)


if "maps" not in kept:
    count = price_cut.draws_per_map(base, uncertain)
    answer.markdown(f"Drawing {count} futures …")
    said = price_cut_theory.apply_theory(
        base, *price_cut_theory.supply_landing(base, uncertain, count)
    )
    for number, maps in enumerate(price_cut.fill_cut_maps(base, uncertain, beside, count)):
        if number % A_LOOK == 0:
            draw(maps[name], said)
    kept |= {
        "said": said,
        "promised": price_cut.promised_cut_values(base, uncertain, beside, count),
        "maps": maps,
    }
surface, said = kept["maps"][name], kept["said"]
answer.markdown(
    f"**{plain(price_cut_words.verdict(view.outlook, surface, kept['promised'][name], shown))}**"
)
if surface.has_values():
    draw(surface, said, on_select=clicked, selection_mode="cell", key=drawn_as)
st.caption(plain(price_cut_words.caption(view.outlook, objective, uncertain)))
st.markdown(plain(price_cut_words.differences(view.outlook, surface, shown, said)))
with st.expander("What is drawn, and what theory was given"):
    for words in (
        price_cut_words.futures(view.outlook, uncertain, said),
        price_cut_words.premises(view.outlook, said),
        price_cut_words.VIEWS_IN_WORDS,
    ):
        st.markdown(plain(words))
with st.container(border=True):
    controls.group(f"{each}.{story.tier}" for each in ("cut_rule", "cut_promised"))
    st.caption(plain(cut_rule_caption(view.outlook)))
st.markdown("**Before, at or after supply, or on a promise**")
if price_cut_view.compared(view.outlook):
    now = view.scenario
    table = price_cut_view.answers(
        view.outlook, risked(now.preset, now.stresses, now.overrides, uncertain)
    )
    st.caption(plain(price_cut_words.COMPARED))
    layout.table(table.set_index("answer"), cards=True)
    many = price_cut.run_alternatives(view.outlook)
    FIGURES = (
        (f"fill_rate.{story.tier}", "Served share of paid demand"),
        ("revenue", "Revenue"),
        (f"served_share.{story.tier}", "Share of the class that is served"),
    )
    for column, (path, words) in zip(st.columns(3), FIGURES, strict=True):
        with column:
            lines = tuple(
                Line(path, each, number) for number, each in enumerate(price_cut_view.ANSWERS)
            )
            layout.figure(
                lines_chart(
                    words,
                    many,
                    view.baseline,
                    lines,
                    height=240,
                    months=price_cut.cut_window(case),
                ),
                f"timing_{path.split('.')[0]}",
            )
else:
    st.markdown(plain(price_cut_words.uncompared(view.outlook)))
layout.open_a_number(view, ("price", "rivals", "demand"), f"cut_in_force.{story.tier}")
