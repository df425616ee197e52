"""What the tests have in common: the case as it ships, and how hard Hypothesis looks."""

import hypothesis
import pytest
from support.paths import ROOT

import econ

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


@pytest.fixture(scope="session")
def vague():
    """The text of a file like ours that is not sure of one rival's list, the only kind of path that is drawn."""
    text = (ROOT / "assumptions.toml").read_text("utf-8")
    sure = "rival_output_price = { base = 30 }\n"
    assert text.count(sure) == 1
    return text.replace(sure, "rival_output_price = { base = 30, low = 28, high = 31 }\n")
