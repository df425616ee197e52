"""Ensembles that several tests share."""

import dataclasses

from econ.ensemble.blocks import (
    specify_ensemble,
)
from support.paths import ROOT

TEXT = (ROOT / "assumptions.toml").read_text("utf-8")
SMALL = 32  # draws of a block here
LATE = {"delivery_delay.ascend_950dt": 6.0}
PATHS = ("cash", "revenue", "runway")


def work(case, draws=200, **changes):
    """A small ensemble of the case as it ships."""
    ensemble = specify_ensemble(
        case.scenario(overrides=LATE), TEXT, draws=draws, seed=7, quantities=PATHS, block=SMALL
    )
    return dataclasses.replace(ensemble, **changes)
