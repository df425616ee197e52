"""Tables of validation: claims, points, corners, and constants with their reasons."""

import math

from support.claims import claims_of

from econ.roofline import cost_by_position
from econ.roofline.measurements import fitted_measurements, unseen_prefill
from econ.views.validation import (
    chip_constant_table,
    claim_table,
    cost_by_position_table,
    points_to_plot,
    shared_constant_table,
)


def test_every_miss_is_printed_with_its_size(case):
    table = claim_table(case.scenario())
    for claim, row in zip(claims_of(case).values(), table.to_dict("records"), strict=True):
        if math.isnan(claim.error):
            assert row["off"] == row["computed"] == "not defined"
        else:
            size = int(row["off"].replace("−", "-").removesuffix(" %").replace("+", ""))
            assert size == round(claim.error * 100.0)


def test_tables_have_every_corner_and_every_point(case):
    scenario = case.scenario()
    assert len(cost_by_position_table(scenario)) == len(cost_by_position.published_costs())
    assert len(
        points_to_plot(scenario, fitted_measurements(case)[1], (unseen_prefill(case),))
    ) == len(fitted_measurements(case)[1].names) + len(unseen_prefill(case).names)


def test_constants_are_shown_with_range_source_and_reason(case):
    table = shared_constant_table(case.scenario()).set_index("constant")
    assert {
        "Production efficiency, decode",
        "Production efficiency, prefill",
        "Weight-read efficiency",
        "Vector passes",
    } <= set(table.index) and (table["why"] != "").all()
    for name in ("Matrix efficiency", "Attention efficiency, decode"):
        assert table.loc[name, "why"].startswith("At its limit")
    assert set(chip_constant_table(case.scenario())["chip"]) == set(case.elements["chip"].values())
