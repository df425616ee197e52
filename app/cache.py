"""Results kept for all sessions, by the scenario they belong to."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from econ.case.scenario import Scenario
from econ.units import shown_currency


def scenario_key(scenario: Scenario) -> tuple:
    """The content that distinguishes a scenario; a case is read once per process, so its identity distinguishes companies."""
    return id(scenario.case), scenario.preset, scenario.stresses, scenario.overrides


def key_for_words(scenario: Scenario) -> tuple:
    """Return the key of a scenario in words, including the currency in which they state money."""
    return *scenario_key(scenario), shown_currency()


def resource(*, in_words: bool = False, **options: Any) -> Callable:
    """`st.cache_resource` for functions that take scenarios; results are shared and must not be written to.

    Results with amounts in words, or with numbers that are drawn, are kept apart by the reader's currency with `in_words`.
    """
    key = key_for_words if in_words else scenario_key
    return st.cache_resource(hash_funcs={Scenario: key}, **options)


def data(*, in_words: bool = False, **options: Any) -> Callable:
    """`st.cache_data` for functions that take scenarios; each caller gets a copy. `in_words` is that of `resource`."""
    key = key_for_words if in_words else scenario_key
    return st.cache_data(hash_funcs={Scenario: key}, **options)
