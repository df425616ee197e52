"""Computations whose result fills in steps while somebody looks at it, and those of the price-cut map."""

import dataclasses
import threading
from collections.abc import Callable, Generator, Iterator
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from app import cache, session
from econ.arrays import Array
from econ.case.scenario import Scenario
from econ.decisions import (
    cut_alternatives,
    cut_sensitivity,
    price_cut,
    price_cut_theory,
    rival_replies,
)
from econ.decisions.price_cut import CutMap
from econ.views import cut_gains, cut_verdict
from econ.views.cut_gains import MapComparison

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
                raise ValueError("no result")
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
    """Return the advice of the theory of cuts for the scenario on the futures of its map."""
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
def risks_of_alternatives(scenario, uncertain, count):
    """Gross profit and the chance of running out under the four alternatives, over the futures of the map."""
    return cut_alternatives.alternative_risks(scenario, uncertain, count)


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
def values_under_own_rule(scenario, uncertain, name, cell, count):
    """The objective for no cut and for a cell, where the list keeps the plan's own rule, on the futures of the map."""
    (objective,) = _objectives(scenario, [name])
    return price_cut.values_under_own_rule(scenario, objective, uncertain, cell, count)


@cache.resource(max_entries=KEPT_MAPS, show_spinner=False)
def plan_in_futures(scenario, uncertain, names, months, count):
    """The objectives of the plan as it stands, and cut in other months, on the futures of a map."""
    wanted = _objectives(scenario, names)
    return price_cut.plan_in_futures(scenario, uncertain, wanted, months, count)


@cache.data(max_entries=KEPT_MAPS, show_spinner=False)
def unit_of_steps(scenario, name):
    """The unit of the steps of a map, which depends on the preset alone."""
    (objective,) = _objectives(scenario, [name])
    preset = scenario.case.scenario(scenario.preset)
    return cut_gains.unit_of_steps(price_cut.worth_of_plan(preset, objective))


@dataclasses.dataclass(frozen=True, kw_only=True)
class ComparisonBasis:
    """Reference of a map: the plan of the page and its cut under `list_rule`, on the futures of the map of `base`."""

    view: session.View
    base: Scenario
    uncertain: tuple[str, ...]
    names: tuple[str, ...]
    statistic: str
    list_rule: float

    @property
    def futures(self) -> int:
        """Return the number of futures of the map."""
        return price_cut.draws_per_map(self.base, self.uncertain)

    def plan(self, name: str) -> Array:
        """The plan as it stands, and cut earlier and later, by an objective."""
        return self._in_futures(self.view.scenario, name)

    def planned_cut(self, name: str) -> Array:
        """The plan's cut under the list rule of the map, by an objective, shape (draws,)."""
        planned = price_cut.plan_under_list_rule(self.view.scenario, self.list_rule)
        return self._in_futures(planned, name)[0]

    def _in_futures(self, scenario, name):
        months = tuple(cut_verdict.shifted_months(self.view.outlook).values())
        return plan_in_futures(scenario, self.uncertain, self.names, months, self.futures)[name]

    def empty(self, name: str) -> MapComparison:
        """A map on which nothing is known yet, not even the plan."""
        [objective] = _objectives(self.base, [name])
        depths, window = len(price_cut.DEPTHS), price_cut.cut_window(self.base.case)
        nothing = np.full((window, depths, self.futures), np.nan)
        return MapComparison(
            cut_map=CutMap(objective=objective, values=nothing, done=False),
            plan=nothing[0, :1],
            planned_cut=np.zeros(self.futures),  # of no matter where no cell is known
            promised=nothing[0],
            statistic=self.statistic,
            list_rule=self.list_rule,
        )

    def compare(self, cut_map: CutMap, *, is_full: bool) -> MapComparison:
        """A map compared with the plan; promised cuts are known only for a full one."""
        name = cut_map.objective.name
        promised = np.full((len(price_cut.DEPTHS), self.futures), np.nan)
        if is_full:
            promised = promised_values(self.base, self.uncertain, self.names)[name]
        return MapComparison(
            cut_map=cut_map,
            plan=self.plan(name),
            planned_cut=self.planned_cut(name),
            promised=promised,
            statistic=self.statistic,
            list_rule=self.list_rule,
        )


def map_of_baseline(basis: ComparisonBasis) -> MapJob | None:
    """The map of the baseline under the same rule; none where it is the map of the page, or of another case."""
    scenario = basis.view.baseline.scenario
    if scenario.case is not basis.base.case:
        return None
    before = price_cut.with_list_rule(scenario, basis.list_rule)
    if before == basis.base:
        return None
    return price_cut_job(before, basis.uncertain, basis.names)


def area_of(job: MapJob | None, name: str) -> NDArray[np.bool_] | None:
    """The cells that are as good as the best of a map; none as long as it is not full."""
    return job.finish()[name].is_as_good() if job is not None and job.done else None
