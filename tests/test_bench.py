"""The benchmarks print each row at once and in bounded time, and the core that is compared with other tools is the same model."""

import contextlib
import math
import os
import subprocess
import sys
import threading
import types
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

import numpy as np
import pytest
from support.paths import ROOT

sys.path.insert(0, str(ROOT / "bench"))
import core
import repaint
import sessions
import timing

import bench

BOUND = 60  # seconds in which the first row is printed, on a machine that others use


def test_the_model_part_prints_its_first_row_into_a_pipe_soon():
    command = [sys.executable, ROOT / "bench" / "bench.py", "--only", "model", "--calls", "1"]
    buffered = os.environ | {"PYTHONUNBUFFERED": ""}  # as a pipe is, where nothing else is set
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=buffered) as process:
        alarm = threading.Timer(BOUND, process.kill)
        alarm.start()
        try:
            lines = iter(process.stdout.readline, "")
            row = next((line for line in lines if line.startswith("| one run")), "no row")
            with pytest.raises(subprocess.TimeoutExpired):  # it still measures the rows below
                process.wait(timeout=1)
        finally:
            alarm.cancel()
            process.kill()
    assert row.count("|") == len(bench.HEADS) + 1


def test_each_row_is_printed_before_the_next_is_measured(monkeypatch, capsys):
    def rows(stopwatch):
        for number in range(3):
            yield timing.Row(f"row {number}", "1 ms")
            assert capsys.readouterr().out.splitlines()[-1].startswith(f"| row {number} |")

    monkeypatch.setattr(bench, "PARTS", {"part": "part_of_three_rows"})
    monkeypatch.setitem(sys.modules, "part_of_three_rows", types.SimpleNamespace(rows=rows))
    monkeypatch.setattr(sys, "argv", ["bench.py"])
    bench.main()
    assert "Seconds taken: part " in capsys.readouterr().out


class Machine:
    """A clock that only work advances, on a machine whose speed changes from pair to pair."""

    def __init__(self, monkeypatch):
        self.now, self.slowness = 0.0, 1.0
        clock = types.SimpleNamespace(perf_counter=self.read, process_time=self.read)
        monkeypatch.setattr(timing, "time", clock)

    def read(self):
        return self.now

    def work(self, seconds):
        self.now += seconds * self.slowness


@pytest.mark.parametrize("seconds", [2**-6, 0.25, 0.75, 2.0, 50.0])
def test_a_slow_row_has_fewer_calls_and_never_fewer_than_the_fewest(seconds, monkeypatch):
    machine, stopwatch = Machine(monkeypatch), timing.Stopwatch()
    measured = stopwatch.time(lambda: machine.work(seconds))
    wanted = math.ceil(stopwatch.seconds / seconds)
    assert measured.calls == min(max(wanted, stopwatch.fewest), stopwatch.most)
    assert measured.seconds == pytest.approx(seconds)
    assert machine.now <= max(stopwatch.seconds + seconds, stopwatch.fewest * seconds) + 1e-9


def test_the_ratio_holds_while_the_machine_becomes_slower(monkeypatch):
    machine = Machine(monkeypatch)

    def reference():
        machine.slowness *= 1.5
        machine.work(0.1)

    measured = timing.Stopwatch().time(lambda: machine.work(0.4), reference)
    assert measured.ratio == pytest.approx(4.0) and measured.seconds > 0.4


def test_a_count_of_zero_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["bench.py", "--calls", "0"])
    with pytest.raises(SystemExit):
        bench.main()
    assert "--calls must be at least 1" in capsys.readouterr().err


@pytest.mark.parametrize("moves", [[], [math.inf], [0.2, math.inf, math.inf]])
def test_a_page_that_is_not_repainted_has_a_row_that_says_so(moves):
    row = repaint.repaint_row("Overview repainted", moves, [0.1])
    assert row.median == "not repainted within 20 s" and not row.ratio


def test_a_page_is_compared_with_the_empty_one():
    row = repaint.repaint_row("Overview repainted", [0.3, 0.2, math.inf], [0.1])
    assert row.median == "300 ms" and row.ratio == "3.0 × the empty page (100 ms)"
    assert not repaint.repaint_row("Assumptions repainted", [0.3], []).ratio


def test_sessions_that_are_not_answered_have_a_row_that_says_so(monkeypatch):
    async def no_answer(host):
        raise TimeoutError

    monkeypatch.setattr(sessions, "server", lambda: contextlib.nullcontext(("localhost", 0.0)))
    monkeypatch.setattr(sessions, "_crowd", no_answer)
    with ThreadPoolExecutor(
        1
    ) as thread:  # a browser test of this process keeps an event loop in the main thread
        (row,) = thread.submit(lambda: list(sessions.rows(timing.Stopwatch()))).result()
    assert row.median == "a session was not answered within 60 s"


def by_hand(given):
    """Return cash at the end of each month, with stocks and flows read at its start."""
    fleet, demand, cash, path = (
        given["initial_fleet"],
        given["reference_demand"],
        given["initial_cash"],
        [],
    )
    for month in range(core.MONTHS):
        arriving = given["delivery_delay"] <= month < given["delivery_delay"] + given["ramp_length"]
        deliveries = given["cards_ordered"] / given["ramp_length"] if arriving else 0.0
        price = given["first_price"] * (
            1.0 - given["cut_depth"] if month >= given["cut_month"] else 1.0
        )
        drift = given["market_growth"] * month - given["elasticity"] * np.log(
            price / given["first_price"]
        )
        revenue = min(demand, fleet * given["card_throughput"]) * price / 1000.0
        cash -= (
            given["team_cost"] * np.exp(given["team_growth"] * month)
            + given["card_upkeep"] * fleet
            + given["card_price"] * deliveries
            - revenue
        )
        demand += (given["reference_demand"] * np.exp(drift) - demand) / given["adoption_time"]
        fleet += deliveries - fleet / given["service_life"]
        path.append(cash)
    return path


def test_the_engine_computes_the_core_as_a_stock_and_flow_model_does():
    inputs = core.draws(20)
    paths = core.run(inputs, 20)
    assert paths.shape == (20, core.MONTHS)
    for number, path in enumerate(paths):
        given = core.GIVEN | {key: values[number] for key, values in inputs.items()}
        assert path == pytest.approx(by_hand(given), rel=1e-9, abs=1e-9)


def test_the_file_for_other_tools_has_the_same_constants_and_horizon():
    tree = ElementTree.parse(ROOT / "bench" / "core.xmile")
    space = {"x": "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"}
    written = {
        aux.get("name").replace(" ", "_"): aux.find("x:eqn", space).text
        for aux in tree.iterfind(".//x:aux", space)
    }
    assert {name: float(written[name]) for name in core.GIVEN} == core.GIVEN
    assert float(tree.find(".//x:stop", space).text) == core.MONTHS
    computed = {name for name in written if name not in core.GIVEN}
    computed |= {
        element.get("name")
        for kind in ("stock", "flow")
        for element in tree.iterfind(f".//x:{kind}", space)
    }
    assert computed == {element.quantity.name for element in core.EQUATIONS} - {
        "initial_demand",
        "outlay",
    } | {"adoption"}
