"""Forced numbers: what a quantity cannot be is refused where it is given, and what the model computes never is."""

import re

import numpy as np
import pytest
from support.strategies import PER_BATCH, box, corners

import econ
from econ.case.scenario import from_query, from_toml
from econ.case.typed_numbers import ROUNDING_ERROR
from econ.cli import main
from econ.risk.draws import sobol_draws

IMPOSSIBLE = {
    "fleet_share.h20.pro": (-1.0, "must be between 0 and 1 (share), not -1"),
    "fill_rate.pro": (1.2, "must be between 0 and 1 (share), not 1.2"),
    "gross_margin": (1.5, "must be between -100 and 1 (share), not 1.5"),
    "fleet.h20": (-5.0, "must be between 0 and 1000000000000 (card), not -5"),
    "revenue": (-3.0, "must be between 0 and 1000000 (bn yuan/month), not -3"),
    "paid_load.pro": (-0.1, "must be between 0 and 100 (share), not -0.1"),
    "supply_is_in.pro": (0.5, "must be 0 or 1, not 0.5"),
}
POSSIBLE = {
    "fleet_share.h20.pro": 0.0,
    "fill_rate.pro": 1.0,
    "gross_margin": -2.0,
    "paid_load.pro": 2.0,
    "cash": -3.0,
    "growth_rate": -0.01,
    "supply_is_in.pro": 1.0,
}


@pytest.mark.parametrize("key", IMPOSSIBLE)
def test_what_a_quantity_cannot_be_is_refused_at_every_entry(case, key, capsys):
    number, words = IMPOSSIBLE[key]
    sentence = f"«{key}» {words}"
    document = f'[scenario]\ncase = "{case.title}"\n[overrides]\n"{key}" = {number}\n'
    path = [number] * case.months
    for attempt in (
        lambda: case.scenario(overrides={key: number}),
        lambda: case.scenario(overrides={key: str(number)}),
        lambda: case.scenario(overrides={key: path}),
        lambda: case.scenario().with_overrides({key: number}),
        lambda: from_toml(case, document),
    ):
        with pytest.raises(econ.AssumptionError, match=re.escape(sentence)) as refused:
            attempt()
        assert len(refused.value.problems) == 1
    scenario, (notice,) = from_query(case, {key: str(number)})
    assert scenario == case.scenario() and sentence in notice
    assert main(["run", "--set", f"{key}={number}"]) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("key", POSSIBLE)
def test_what_it_can_be_is_taken(case, key):
    assert case.check({key: POSSIBLE[key]}) == ({key: POSSIBLE[key]}, [])


def outside(case, outlook):
    """The quantities with a computed number that is below zero, above one or between off and on although it cannot be."""
    names = set()
    for name, quantity in case.model.quantities.items():
        low, high = quantity.bounds
        for key in case.key_indices(name):
            values = np.asarray(outlook[key])
            values = values[np.isfinite(values)]
            if low == 0.0 and np.any(values < -ROUNDING_ERROR):
                names.add(name)
            if high == 1.0 and np.any(values > 1.0 + ROUNDING_ERROR):
                names.add(name)
            if quantity.unit == "switch" and not np.all(np.isin(values, (0.0, 1.0))):
                names.add(name)
    return names


@pytest.mark.parametrize("seed", range(4))
def test_no_computed_number_anywhere_in_the_box_is_what_its_quantity_cannot_be(case, seed):
    assert not outside(case, econ.run(case.scenario(), box(case, seed, PER_BATCH)))


@pytest.fixture(scope="module")
def corner_outlook(case):
    """The case in every corner of the box."""
    return econ.run(case.scenario(), corners(case)[1])


def test_no_computed_number_at_a_corner_of_the_box_is_what_its_quantity_cannot_be(
    case, corner_outlook
):
    assert not outside(case, corner_outlook)


def test_no_computed_number_of_a_drawn_future_is_what_its_quantity_cannot_be(case):
    for preset in case.presets:
        scenario = case.scenario(preset)
        assert not outside(case, econ.run(scenario, sobol_draws(scenario, 256)))


def test_a_computed_path_can_be_forced_on_its_own_quantity(case):
    """A computed path is taken with its rounding errors."""
    outlook = econ.run(case.scenario())
    for name in case.model.quantities:
        for key in case.key_indices(name):
            path = outlook[key][0]
            if np.isfinite(path).all():
                assert case.check({key: path.tolist()})[1] == [], key


def test_what_is_said_to_be_below_zero_or_above_one_is_so_somewhere(case, corner_outlook):
    """No quantity is declared wider than it is."""
    lows, highs = {}, {}
    in_the_box = (econ.run(case.scenario(), box(case, seed)) for seed in range(2))
    runs = [corner_outlook, *in_the_box]
    for name, quantity in case.model.quantities.items():
        values = np.concatenate(
            [np.ravel(run[key]) for run in runs for key in case.key_indices(name)]
        )
        lows[name] = np.nanmin(values, initial=np.inf)
        highs[name] = np.nanmax(values, initial=-np.inf)
        if quantity.above_one:
            assert quantity.unit == "share"
    never_negative = {
        name
        for name, quantity in case.model.quantities.items()
        if quantity.signed and lows[name] >= 0.0
    }
    never_above = {
        name
        for name, quantity in case.model.quantities.items()
        if quantity.above_one and highs[name] <= 1.0
    }
    assert not never_negative and not never_above
