"""Many futures of the scenario and of its baseline, kept for all pages that state chances: first a small sample, then all."""

import contextvars
import dataclasses

import streamlit as st

from app import cache, map_job, page_parameters, session
from econ.arrays import Array
from econ.case.scenario import Scenario
from econ.risk import survival
from econ.risk.draws import SEED
from econ.risk.survival import FutureSet, Spread, headline_spread
from econ.views.typed_input import parse_futures
from econ.words import message, say_all

COUNT = page_parameters.text("futures-count", str(survival.DEFAULT_FUTURES))
START = page_parameters.text("futures-seed", str(SEED))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Request:
    """Request for futures: their number, their seed, and a sentence if the typed number or seed is not valid."""

    count: int
    seed: int
    problem: str = ""


def requested() -> Request:
    """The number of futures and the seed of the address; the defaults and a sentence where they are not valid."""
    try:
        count, seed = parse_futures(COUNT.value, START.value)
    except ValueError as error:
        count, seed = survival.DEFAULT_FUTURES, SEED
        instead = message("typed-shown-instead", count=count, seed=str(seed))
        problem = say_all(str(error), instead)
        return Request(count=count, seed=seed, problem=problem)
    return Request(count=count, seed=seed)


@cache.resource(max_entries=32)
def spread(scenario: Scenario) -> Spread:
    """The headline figures of a scenario over some futures; shared, and never written to."""
    return headline_spread(scenario)


@cache.resource(max_entries=32)
def _job(scenario, count, seed) -> "map_job.MapJob[tuple[FutureSet, ...]]":
    """The samples of a scenario, one more with each step, each larger than the one before."""

    def samples():
        drawn: tuple[FutureSet, ...] = ()
        for size in survival.sample_sizes(count):
            drawn = (*drawn, survival.run_futures(scenario, size, seed))
            yield drawn

    return map_job.MapJob(samples)


def _jobs(view):
    request = requested()
    return [
        _job(scenario, request.count, request.seed)
        for scenario in (view.scenario, view.baseline.scenario)
    ]


def known(view: session.View) -> tuple[FutureSet, FutureSet]:
    """The futures of the scenario and of its baseline: the largest sample that is drawn for both, at least the first."""
    samples, baseline_samples = (job.first_result() for job in _jobs(view))
    both = min(len(samples), len(baseline_samples))
    _SHOWN.set(samples[both - 1])
    return samples[both - 1], baseline_samples[both - 1]


# The futures of the scenario that the page of this run shows itself.
_SHOWN: contextvars.ContextVar[FutureSet | None] = contextvars.ContextVar("shown", default=None)


def begin_page() -> None:
    """Forget which futures the page before has shown."""
    _SHOWN.set(None)


def runways(view: session.View) -> Array:
    """The runways of the futures that this page shows; of the sample of the headline figures where it shows none.

    Draws of other pages do not count, so that a page reads the same in whatever order pages are opened.
    """
    shown = _SHOWN.get()
    return spread(view.scenario).runways if shown is None else shown.runway


@cache.resource(max_entries=32)
def _braked(scenario, count, seed):
    return survival.run_futures(survival.with_brakes(scenario), count, seed)


def with_brakes_on(view: session.View) -> FutureSet | None:
    """The first sample of futures once more, with brakes on; none where the scenario has them on."""
    if survival.has_brakes(view.scenario):
        return None
    request = requested()
    return _braked(view.scenario, survival.sample_sizes(request.count)[0], request.seed)


def refine(view: session.View, shown: int) -> None:
    """Draw more futures than are shown if not all are known, and begin the page again; the last line of a page."""
    current, problem = session.current(), requested().problem
    if problem and COUNT.name not in current.drawn:  # no field of this page shows what was typed
        current.notices.append(problem)
    jobs = _jobs(view)
    behind = min(job.steps_taken for job in jobs)
    for job in jobs:
        if job.steps_taken == behind:
            job.step()
    if known(view)[0].count > shown:
        st.rerun()
