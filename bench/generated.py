"""The generated twin: making it, one run, and draws of all uncertain assumptions, each beside the same by NumPy."""

import functools
from collections.abc import Iterator

from serving import ROOT
from timing import Row, Stopwatch

import econ
from econ import twin
from econ.risk.draws import SEED, sobol_draws

DRAWS = (16, 256, 4_096, 10_000)
KEPT = ("cash",)
KILOBYTE = 1000


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """Rows of the table about the twin, each as soon as it is measured."""
    case = econ.load(ROOT / "assumptions.toml")
    scenario = case.scenario()
    made = twin.generate(case)

    def generate():
        twin.forget()
        twin.generate(case)

    def generate_and_translate():
        twin.forget()
        econ.run(scenario)

    def generate_for_draws():
        twin.forget()
        econ.run(scenario, few, KEPT)

    yield stopwatch.time(generate).row("generate the module of one draw")
    yield Row("its size", f"{len(made.bytes) / KILOBYTE:,.0f} KB")
    first = stopwatch.time(generate_and_translate)
    yield first.row("first run: generate the module, have wasmtime translate it, run it")
    few = sobol_draws(scenario, twin.MANY_DRAWS, SEED)
    yield stopwatch.time(generate_for_draws).row(
        f"first run of {twin.MANY_DRAWS} draws, with both modules and the translation of both"
    )
    one_run = functools.partial(econ.run, scenario)
    yield stopwatch.time(one_run).row("one run by the twin", "≤ 2 ms")
    by_numpy = functools.partial(econ.run, scenario, generated=False)
    yield stopwatch.time(by_numpy, one_run).row("the same by NumPy")
    for draws in DRAWS:
        values = sobol_draws(scenario, draws, SEED)
        for generated, name in ((True, "the twin"), (False, "NumPy")):
            many_runs = functools.partial(econ.run, scenario, values, KEPT, generated=generated)
            many_runs()  # makes what is made once
            what = f"{draws:,} draws of all uncertain assumptions, cash kept, by {name}"
            yield stopwatch.time(many_runs, one_run).row(what)
