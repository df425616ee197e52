"""Cost by position in a text: published lines, what follows from them, and the roofline beside them."""

import numpy as np
import pytest

from econ.roofline import cost_by_position
from econ.roofline.measurements import fitted_measurements, unseen_prefill
from econ.roofline.production_day import production_day_facts

RATE = production_day_facts()["hour_price"] * 1e6 / 3600.0  # dollars per Mtok of a token a second


def mean_cost(line, length):
    """Mean over a text of a cost that is a line of corners."""
    places = np.linspace(0.0, length, 200_001)
    return np.interp(places, line["x"], line["y"]).mean()


def line_of(phase, model):
    return cost_by_position.published_costs().query("phase == @phase and series == @model")


def test_whole_prompts_kept_out_of_the_fit_are_sums_of_the_published_lines(case):
    points, count = unseen_prefill(case), 0
    for name, length, measured in zip(
        points.names, points.given["context_length"], points.measured, strict=True
    ):
        if name.startswith("H800"):
            assert measured == pytest.approx(
                RATE / mean_cost(line_of("prefill", name[5:9]), length), rel=1e-3
            ), name
            count += 1
    assert count == 5


def test_the_point_of_the_fit_is_where_the_published_line_begins(case):
    prefill = fitted_measurements(case)[1]
    measured = dict(zip(prefill.names, prefill.measured, strict=True))[
        "H800 V3.1 cost curve pos~0 (online)"
    ]
    assert measured == pytest.approx(RATE / line_of("prefill", "V3.1")["y"].iloc[0], rel=1e-3)


@pytest.mark.parametrize("phase", cost_by_position.PHASES)
def test_a_token_further_into_a_text_never_costs_less_and_dense_attention_costs_more_there(
    case, phase
):
    lines = dict(list(cost_by_position.cost_lines(case.scenario(), phase).groupby("series")))
    assert all((np.diff(line["y"]) >= -1e-12).all() for line in lines.values())
    assert lines["V3.1"]["y"].iloc[-1] > 3.0 * lines["V3.2"]["y"].iloc[-1]


def test_prefill_of_v3_1_is_a_line_and_its_slope_is_attention_alone(case):
    scenario = case.scenario()
    faster = case.scenario(
        overrides={"prefill_efficiency": 2.0 * scenario.value("prefill_efficiency")}
    )
    line = cost_by_position.cost_lines(scenario, "prefill").query("series == 'V3.1'")
    assert np.polyval(np.polyfit(line["x"], line["y"], 1), line["x"]) == pytest.approx(
        line["y"].to_numpy()
    )
    first, second = (
        cost_by_position.context_slopes(settings)
        .query("phase == 'prefill' and series == 'V3.1'")["predicted"]
        .item()
        for settings in (scenario, faster)
    )
    assert first == pytest.approx(2.0 * second)


def test_the_published_slopes_are_the_lines_of_the_report(case):
    """Both slopes of V3.1 were read as one rate of attention: reading five and writing seventeen MFLOP a context token."""
    slopes = (
        cost_by_position.context_slopes(case.scenario())
        .drop_duplicates(["phase", "series"])
        .set_index(["phase", "series"])["published"]
    )
    assert slopes["decode", "V3.1"] == pytest.approx(28.6, rel=0.01)
    assert slopes["decode", "V3.1"] / slopes["prefill", "V3.1"] == pytest.approx(
        17.0 / 5.0, rel=0.02
    )


def test_the_profile_is_the_point_of_the_fit(case):
    ours, line = cost_by_position.profile_costs(case)
    assert ours == pytest.approx(RATE / 2325.0, rel=1e-3) and line < ours
