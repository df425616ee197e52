"""Figures of one month on the pages of stages."""

import pytest
from support.reading import as_read

import econ
from econ.case.library import load_case
from econ.data import CASE_FILE
from econ.views.sentences.answers import headlines
from econ.views.stage_figures import STAGE_FIGURES, stage_figures
from econ.views.strip import UNCHANGED

DELAY = "delivery_delay.ascend_950dt"


@pytest.mark.parametrize("stage", STAGE_FIGURES)
@pytest.mark.parametrize("file", [CASE_FILE, "cases/zhipu/assumptions.toml"])
def test_every_stage_has_five_figures_of_the_model_in_every_case(file, stage):
    case = load_case(file)
    keys = stage_figures(case, stage)
    assert len(keys) == 5
    for key in keys:
        assert key in case.key_indices(key.split(".")[0])


def test_the_figures_of_another_tier_are_of_that_tier(case):
    keys = stage_figures(case, "price", tier="flash")
    assert "output_price.flash" in keys and not any(key.endswith(".pro") for key in keys)


def test_a_change_has_a_direction_and_a_verdict(case, april):
    late = econ.run(case.scenario(overrides={DELAY: 12.0}))
    rows = {row.key: row for row in headlines(late, april, 11, stage_figures(case, "supply"))}
    cards = rows["fleet.ascend_950dt"]
    assert cards.rises == -1 and cards.verdict == -1 and as_read(cards.change).startswith("−")
    cost = headlines(late, april, 11, stage_figures(case, "cost"))[0]
    assert cost.rises == 1 and cost.verdict == -1
    for row in rows.values():
        assert (row.rises == 0) == (row.change == UNCHANGED)


def test_nothing_is_said_of_change_where_nothing_is_changed(april):
    for row in headlines(april, april, 11, stage_figures(april.case, "funding")):
        assert (row.change, row.rises, row.verdict) == ("", 0, 0)
