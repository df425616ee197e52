"""Many futures of the scenario and of its baseline, kept for all pages that tell chances: a first look, then all of them."""

import streamlit as st

from app import page_parameters
from app.session import View
from econ.risk import survival
from econ.risk.draws import SEED
from econ.risk.survival import FutureSet
from econ.views.typed_input import as_sentence, parse_futures

BEGIN = {"futures": str(survival.DEFAULT_FUTURES), "seed": str(SEED)}


@st.cache_resource(max_entries=32)
def _found(preset, stresses, overrides, seed):
    """What is known of a scenario, kept: its outcomes by the number of futures."""
    return {}


def _kept(scenario, seed):
    return _found(scenario.preset, scenario.stresses, scenario.overrides, seed)


def _draw(scenario, count, seed):
    kept = _kept(scenario, seed)
    if count not in kept:
        kept[count] = survival.run_futures(scenario, count, seed)
    return kept[count]


def typed() -> tuple[int, int, str]:
    """The number of futures and the seed that are asked for; where they cannot be, those one begins with, and a sentence."""
    try:
        both = (page_parameters.said(key, str, first) for key, first in BEGIN.items())
        return *parse_futures(*both), ""
    except ValueError as error:
        return (
            survival.DEFAULT_FUTURES,
            SEED,
            f"{as_sentence(error)} Shown are {survival.DEFAULT_FUTURES:,} futures with seed {SEED}.",
        )


def known(view: View) -> tuple[FutureSet, FutureSet]:
    """The outcomes of the scenario and of its baseline over the most futures known of both; if none are, over a first look."""
    count, seed, _ = typed()
    both, looks = (view.scenario, view.baseline.scenario), survival.sample_sizes(count)
    drawn = max(
        (look for look in looks if all(look in _kept(one, seed) for one in both)), default=looks[0]
    )
    return tuple(_draw(one, drawn, seed) for one in both)


def refine(view: View, drawn: int) -> None:
    """Draw more futures if not all are known, and begin the page again; the last word of a page, which can be read by now."""
    count, seed, _ = typed()
    more = next((look for look in survival.sample_sizes(count) if look > drawn), None)
    if more:
        for one in (view.scenario, view.baseline.scenario):
            _draw(one, more, seed)
        st.rerun()
