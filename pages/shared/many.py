"""Many futures of the scenario and of its baseline, kept for all pages that tell chances: a first look, then all of them."""

import streamlit as st

from econ import stress, stress_words
from econ.stress import Outcomes
from econ.uncertainty import SEED
from pages.shared import asked
from pages.shared.state import View

BEGIN = {"futures": str(stress.AT_REST), "seed": str(SEED)}


@st.cache_resource(max_entries=32)
def _found(preset, stresses, overrides, seed):
    """What is known of a scenario, kept: its outcomes by the number of futures."""
    return {}


def _kept(scenario, seed):
    return _found(scenario.preset, scenario.stresses, scenario.overrides, seed)


def _draw(scenario, count, seed):
    kept = _kept(scenario, seed)
    if count not in kept:
        kept[count] = stress.outcomes(scenario, count, seed)
    return kept[count]


def typed() -> tuple[int, int, str]:
    """The number of futures and the seed that are asked for; where they cannot be, those one begins with, and a sentence."""
    try:
        both = (asked.said(key, str, first) for key, first in BEGIN.items())
        return *stress_words.asked(*both), ""
    except ValueError as error:
        return stress.AT_REST, SEED, f"{stress_words.refusal(error)} Shown are {stress.AT_REST:,} futures with seed {SEED}."


def known(view: View) -> tuple[Outcomes, Outcomes]:
    """The outcomes of the scenario and of its baseline over the most futures known of both; if none are, over a first look."""
    count, seed, _ = typed()
    both, looks = (view.scenario, view.baseline.scenario), stress.looks(count)
    drawn = max((look for look in looks if all(look in _kept(one, seed) for one in both)), default=looks[0])
    return tuple(_draw(one, drawn, seed) for one in both)


def refine(view: View, drawn: int) -> None:
    """Draw more futures if not all are known, and begin the page again; the last word of a page, which can be read by now."""
    count, seed, _ = typed()
    more = next((look for look in stress.looks(count) if look > drawn), None)
    if more:
        for one in (view.scenario, view.baseline.scenario):
            _draw(one, more, seed)
        st.rerun()
