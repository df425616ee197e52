"""Results kept for all sessions, by the scenario they belong to."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from econ.case.scenario import Scenario


def scenario_key(scenario: Scenario) -> tuple:
    """The content that distinguishes a scenario; a case is read once per process, so its identity distinguishes companies."""
    return id(scenario.case), scenario.preset, scenario.stresses, scenario.overrides


def resource(**options: Any) -> Callable:
    """`st.cache_resource` for functions that take scenarios; results are shared and must not be written to."""
    return st.cache_resource(hash_funcs={Scenario: scenario_key}, **options)


def data(**options: Any) -> Callable:
    """`st.cache_data` for functions that take scenarios; each caller gets a copy."""
    return st.cache_data(hash_funcs={Scenario: scenario_key}, **options)
