"""The cases that the app offers: one company each, listed from the folder of cases, each file read once a process."""

import functools
import gc
import os
import threading
from pathlib import Path

import econ
from econ.allocator import keep_freed_memory
from econ.case.case import Case
from econ.case.library import ShippedCase, case_file_times, shipped_cases
from econ.data import CASE_FILE
from econ.risk.draws import load_sampler


def companies() -> dict[str, ShippedCase]:
    """The cases to choose from, by name; the first is the default. `ECON_CASE` names another file for it."""
    return _companies(_main_file())[0]


def look_for_companies() -> None:
    """Read the list of companies again where a file was added to the folder of cases, changed or removed. Once a run."""
    if _companies(_main_file())[1] != case_file_times():
        _companies.cache_clear()


def _main_file():
    return os.environ.get("ECON_CASE") or CASE_FILE


@functools.cache
def _companies(main):
    times = case_file_times()  # first, so that a file that comes meanwhile is found in the next run
    return shipped_cases(Path(main)), times


def case_file(company: str) -> Path:
    """The file of a company's case."""
    return companies()[company].path


@functools.cache  # and not Streamlit's own, which costs as much as a slider each time it is asked
def load_case(path: Path) -> Case:
    """A case, read once a process; Python's garbage is frozen when everything is loaded."""
    keep_freed_memory()
    loaded = econ.load(path)
    gc.collect()
    gc.freeze()
    threading.Thread(target=load_sampler, daemon=True).start()
    return loaded


@functools.cache  # a handful of horizons for each case; results are kept by the identity of a case
def case_over(case_of_file: Case, months: int) -> Case:
    """A case over a horizon."""
    return case_of_file.with_horizon(months)
