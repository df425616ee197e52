"""Computations whose result fills in steps while somebody looks at it, and those of the price-cut map with the questions about it."""

import threading
from collections.abc import Callable, Generator, Iterator
from typing import Generic, TypeVar

import streamlit as st

from app import cache, layout, session
from app.markdown import plain
from econ.case.scenario import Scenario
from econ.decisions import cut_sensitivity, price_cut, price_cut_theory, rival_replies
from econ.decisions.price_cut_theory import CutTheory
from econ.views import price_cut as price_cut_view
from econ.views.sentences import price_captions, price_cut_words

Result = TypeVar("Result")
KEPT_MAPS = 24  # maps, each of a scenario, that are kept for all sessions


class MapJob(Generic[Result]):
    """A computation in steps, each of which gives a fuller result; shared by all sessions that look at it.

    `begin` returns the generator of results and is called again only after a step has failed. Each reader takes the next step:
    a run that Streamlit ends halfway leaves the job where it was, and two visitors do not compute the same step twice.
    """

    def __init__(self, begin: Callable[[], Generator[Result, None, None]]):
        self._begin, self._lock = begin, threading.Lock()
        self._work: Generator[Result, None, None] | None = None
        self.latest: Result | None = None
        self.steps_taken = 0
        self.done = False

    def step(self) -> bool:
        """Take one step; False if no step is left. A job whose step fails restarts."""
        with self._lock:
            return self._advance()

    def results(self) -> Iterator[Result]:
        """The result after each further step, until the job is done or the caller stops looking."""
        while True:
            with self._lock:  # another thread may give the result up as soon as the lock is free
                if not self._advance():
                    return
                result = self.latest
            yield result  # type: ignore[misc]  # a step has just set it

    def first_result(self) -> Result:
        """The latest result, after a first step if there is no result yet."""
        with self._lock:
            if self.latest is None:
                self._advance()
            if self.latest is None:
                raise ValueError("a job without a step has no result")
            return self.latest

    def finish(self) -> Result:
        """The whole result, without looking at the steps."""
        for _ in self.results():
            pass
        return self.first_result()

    def _advance(self):
        """Take one step, with the lock held; whether there was one left."""
        if self.done:
            return False
        self._work = self._work or self._begin()
        try:
            self.latest = next(self._work)
        except StopIteration:
            self.done, self._work = True, None
            return False
        except BaseException:
            self._reset()
            raise
        self.steps_taken += 1
        return True

    def cancel(self) -> None:
        """Discard the work done so far and its threads; the next step restarts the job. A job that is done keeps its result."""
        with self._lock:
            if not self.done:
                self._reset()

    def _reset(self):
        if self._work is not None:
            self._work.close()
        self._work, self.latest, self.steps_taken = None, None, 0


def _objectives(scenario, names):
    """The objectives of these names."""
    known = price_cut.cut_objectives(scenario.case)
    return [known[name] for name in names]


@cache.resource(max_entries=KEPT_MAPS, on_release=MapJob.cancel)
def price_cut_job(scenario, uncertain, names):
    """The maps of some objectives as they fill; a map that is left half-filled keeps its work until others take its place."""
    draws = price_cut.draws_per_map(scenario, uncertain)
    wanted = _objectives(scenario, names)
    return MapJob(lambda: price_cut.fill_cut_maps(scenario, uncertain, wanted, draws))


@cache.resource(max_entries=KEPT_MAPS)
def cut_theory(scenario, uncertain):
    """What the theory of cuts says of the scenario on the futures of its map."""
    draws = price_cut.draws_per_map(scenario, uncertain)
    landing = price_cut_theory.supply_landing(scenario, uncertain, draws)
    return price_cut_theory.apply_theory(scenario, *landing)


@cache.resource(max_entries=KEPT_MAPS)
def promised_values(scenario, uncertain, names):
    """The objectives under the promised cut, on the futures of the map."""
    draws = price_cut.draws_per_map(scenario, uncertain)
    wanted = _objectives(scenario, names)
    return price_cut.promised_cut_values(scenario, uncertain, wanted, draws)


@cache.data(max_entries=KEPT_MAPS)
def risks_of_alternatives(scenario, uncertain):
    """Gross profit and the chance of running out under the four alternatives, over the futures of the map."""
    return price_cut.alternative_risks(
        scenario, uncertain, price_cut.draws_per_map(scenario, uncertain)
    )


@cache.data(max_entries=KEPT_MAPS)
def best_cuts(scenario, uncertain, name):
    """The best cut by an objective as everything is believed, and where hosts, rivals and demand are other than that."""
    (objective,) = _objectives(scenario, [name])
    as_believed = cut_sensitivity.best_cut(scenario, objective, uncertain)
    return as_believed, cut_sensitivity.compute_best_cuts(scenario, objective, uncertain)


@cache.resource(max_entries=KEPT_MAPS)
def rival_reply_table(scenario, month, list_rule, uncertain):
    """Gross profit of both sides for each of our cuts in a month and each answer of rivals, over a few futures of the map."""
    return rival_replies.compute_rival_replies(scenario, month, list_rule, uncertain)


@cache.data(max_entries=KEPT_MAPS)
def values_under_own_rule(scenario, uncertain, name, cell):
    """The objective for no cut and for a cell, where the list keeps the plan's own rule, on the futures of the map."""
    (objective,) = _objectives(scenario, [name])
    count = price_cut.draws_per_map(scenario, uncertain)
    return price_cut.values_under_own_rule(scenario, objective, uncertain, cell, count)


def rule_note(
    view: session.View,
    rule_name: str,
    objective: price_cut.Objective,
    uncertain: tuple[str, ...],
    job: MapJob,
) -> None:
    """What the list does after the cut on the map, what the best cell gains under the plan's own rule, and when a cut pays for itself."""
    values = (float("nan"), float("nan"))
    if job.done:
        cut_map = job.finish()[objective.name]
        best = price_cut_view.best_cell(cut_map.mean(), objective.better < 0)
        if best is not None and best[1]:
            values = values_under_own_rule(view.scenario, uncertain, objective.name, best)
    tier = view.outlook.case.story.tier
    rule = price_captions.rule_after_cut_caption(view.outlook, rule_name, objective, values)
    break_even = price_captions.break_even_caption(view.outlook, tier, view.month)
    st.caption(plain(f"{rule} {break_even}".strip()))


def map_notes(view: session.View, uncertain: tuple[str, ...], theory: CutTheory) -> None:
    """What is drawn on the map, and what theory was given."""
    with st.expander("What is drawn, and what theory was given"):
        st.markdown(plain(price_cut_words.landing_caption(view.outlook, uncertain, theory)))
        st.markdown(plain(price_cut_words.theory_caption(view.outlook, theory)))
        st.markdown(plain(price_cut_words.statistics_note()))


def turning_points(
    view: session.View, base: Scenario, objective: price_cut.Objective, uncertain: tuple[str, ...]
) -> None:
    """The best cut where hosts, rivals and demand are other than believed; `base` is the scenario of the map."""
    with st.expander("What would turn the answer", on_change="rerun", key="ui_timing_turns") as box:
        if not box.open:
            return
        as_believed, turns = best_cuts(base, uncertain, objective.name)
        caption = price_cut_words.best_cuts_caption(view.outlook, objective, turns, as_believed)
        st.caption(plain(caption))
        table = price_cut_view.best_cuts_table(view.outlook, turns, objective.unit)
        layout.table(table.set_index("believed"), cards=True)


def rival_answers(view: session.View, rule_name: str, uncertain: tuple[str, ...]) -> None:
    """Gross profit of both sides for our cuts and rivals' answers; the list then follows a rule of `RULES_AFTER_CUT`."""
    with st.expander("What rivals may answer", on_change="rerun", key="ui_timing_replies") as box:
        if not box.open:
            return
        month = rival_replies.planned_cut_month(view.outlook)
        list_rule = price_cut.RULES_AFTER_CUT[rule_name]
        replies = rival_reply_table(view.scenario, month, list_rule, uncertain)
        st.markdown(plain(price_cut_words.equilibrium_sentence(view.outlook, replies)))
        layout.table(price_cut_view.reply_table(replies).set_index("our cut"), cards=True)
        st.caption(plain(price_cut_words.replies_caption(view.outlook, replies, rule_name)))
