"""What the tests have in common: the case as it ships, and how hard Hypothesis looks."""

import pathlib

import hypothesis
import pytest

import econ

ROOT = pathlib.Path(__file__).resolve().parent.parent

hypothesis.settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    max_examples=25,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large],
)
hypothesis.settings.load_profile("ci")


@pytest.fixture(scope="session")
def root():
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def case():
    """The case as it ships."""
    return econ.load(ROOT / "assumptions.toml")


@pytest.fixture(scope="session")
def april(case):
    """What a reader could know in April, run."""
    return econ.run(case.scenario("april-2026"))


@pytest.fixture(scope="session")
def november(case):
    """What had happened by November, run."""
    return econ.run(case.scenario("november-2026"))
