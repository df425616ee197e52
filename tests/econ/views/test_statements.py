"""The figure of burn: its parts add up, and its sentence names them."""

import pytest

from econ.accounts.statements import (
    burn_parts,
)
from econ.views.statements import BURN_PARTS, burn_chart
from econ.words import say


def test_the_parts_of_burn_sum_to_net_burn_and_the_figure_states_them(everything):
    parts = burn_parts(everything)
    assert parts.groupby("month")["value"].sum().to_numpy() == pytest.approx(
        everything["net_burn"][0]
    )
    assert set(parts["part"]) == set(BURN_PARTS)
    figure = burn_chart("Burn", everything)
    names = [say("burn-part", part=part) for part in BURN_PARTS]
    assert all(name in figure.sentence for name in names)
    assert set(figure.data["part"].to_pylist()) == set(names)
    assert figure.data.num_rows == len(parts)
