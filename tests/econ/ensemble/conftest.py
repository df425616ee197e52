"""Fixtures of the tests of ensembles."""

import sys
import types

import pytest
from support.ensembles import work

from econ.ensemble.run import run_ensemble
from econ.ensemble.workers import WorkerPool


@pytest.fixture(autouse=True)
def plain_main(monkeypatch):
    """An empty main module, which fresh processes would otherwise run: tests of pages leave a page there."""
    monkeypatch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))


@pytest.fixture(scope="module")
def whole(case, tmp_path_factory):
    """The results of an ensemble done by one worker, a block at a time."""
    folder = tmp_path_factory.mktemp("whole") / "made" / "here"
    assert run_ensemble(work(case), folder, WorkerPool(workers=1), blocks_per_task=1)
    return folder
