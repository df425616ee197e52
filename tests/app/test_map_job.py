"""A job in steps: every step is taken once, a failed job restarts, and a finished job keeps its result."""

import itertools
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import map_job
from app.map_job import MapJob
from econ.decisions import price_cut

THREADS = 4
LONG = 10.0  # seconds after which a thread counts as hanging


def count_to(number, begun=None):
    """A job of `number` steps; each step gives its number."""

    def begin():
        if begun is not None:
            begun.append(None)
        yield from range(1, number + 1)

    return MapJob(begin)


@given(steps=st.integers(0, 12), looks=st.lists(st.integers(1, 4), max_size=8))
def test_a_reader_continues_where_the_last_one_stopped(steps, looks):
    begun = []
    job = count_to(steps, begun)
    seen = [result for look in looks for result in itertools.islice(job.results(), look)]
    seen += job.results()
    assert seen == list(range(1, steps + 1))
    assert job.done and job.steps_taken == steps and len(begun) == 1
    assert not job.step() and list(job.results()) == [] and len(begun) == 1


@given(steps=st.integers(1, 12), before=st.integers(0, 12))
def test_the_first_result_takes_a_step_only_if_there_is_no_result_yet(steps, before):
    job = count_to(steps)
    list(itertools.islice(job.results(), min(before, steps)))
    known = max(1, min(before, steps))
    assert job.first_result() == job.first_result() == known == job.steps_taken
    assert job.finish() == steps and job.done


def test_a_job_without_a_step_has_no_result_and_says_so():
    with pytest.raises(ValueError, match="no result"):
        count_to(0).finish()


def test_threads_share_the_steps_and_none_is_taken_twice():
    entered, steps = threading.Semaphore(0), 200
    inside = []

    def begin():
        for number in range(steps):
            inside.append(threading.get_ident())
            assert len(inside) == 1, "two threads are in the computation at a time"
            entered.release()
            inside.clear()
            yield number

    job, seen = MapJob(begin), [[] for _ in range(THREADS)]
    start = threading.Barrier(THREADS)

    def look(results):
        start.wait(LONG)
        results.extend(job.results())

    threads = [threading.Thread(target=look, args=(results,)) for results in seen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)
    assert sorted(itertools.chain(*seen)) == list(range(steps)) and job.done


def test_a_result_is_that_of_its_own_step_despite_other_threads():
    """Another visitor's step may fail, or the work be given up, between a step and the look at its result."""
    job = count_to(3)

    class Hasty:
        """A lock that lets somebody else give the work up as soon as it is free."""

        def __init__(self):
            self.lock = threading.Lock()

        def __enter__(self):
            self.lock.acquire()

        def __exit__(self, *how):
            self.lock.release()
            job._reset()

    job._lock = Hasty()
    assert next(job.results()) == 1 and job.latest is None
    assert job.first_result() == 1


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_failing_step_raises_leaves_no_result_and_restarts_the_job(error):
    attempts = []

    def begin():
        attempts.append(None)
        yield 1
        if len(attempts) == 1:
            raise error
        yield 2

    job = MapJob(begin)
    with pytest.raises(error):
        job.finish()
    assert job.latest is None and job.steps_taken == 0 and not job.done
    assert job.finish() == 2 and len(attempts) == 2


def test_a_job_that_cannot_begin_can_be_begun_again():
    broken = [True]

    def begin():
        if broken.pop() if broken else False:
            raise ValueError("not now")
        return iter([7])

    job = MapJob(begin)
    with pytest.raises(ValueError, match="not now"):
        job.step()
    assert job.finish() == 7


@given(steps=st.integers(1, 8), before=st.integers(0, 8))
def test_a_cancelled_job_restarts_and_a_finished_one_keeps_its_result(steps, before):
    begun = []
    job = count_to(steps, begun)
    taken = list(itertools.islice(job.results(), before))
    was_done = job.done
    job.cancel()
    assert was_done == job.done
    if not was_done:
        assert job.latest is None and job.steps_taken == 0
    assert job.finish() == steps and job.steps_taken == steps
    assert len(begun) == 1 + bool(taken and not was_done)


def test_cancelling_closes_the_computation():
    closed = []

    def begin():
        try:
            yield 1
            yield 2
        finally:
            closed.append(True)

    job = MapJob(begin)
    job.step()
    job.cancel()
    assert closed == [True]


def test_a_map_left_half_filled_keeps_its_work_until_it_drops_out_of_the_cache(case):
    """Another scenario does not give the work up; as many others as are kept do, and the computation is closed."""
    uncertain, names = next(iter(case.story.uncertain.values())), (price_cut.NPV.name,)
    map_job.price_cut_job.clear()

    def job_of(growth):
        scenario = case.scenario(overrides={"trend_growth": growth})
        return map_job.price_cut_job(scenario, uncertain, names)

    left = job_of(0.01)
    assert left.step()
    job_of(0.02)
    assert job_of(0.01) is left and left.steps_taken == 1 and left.latest
    for number in range(map_job.KEPT_MAPS):
        job_of(0.03 + 0.001 * number)
    assert left.latest is None and left.steps_taken == 0
    assert job_of(0.01) is not left
