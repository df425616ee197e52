"""Figures of one month on the pages of stages."""

import functools

import pytest
from support.companies import CASES
from support.reading import as_read
from support.stages import stages_of

import econ
from econ.views import stage_figures
from econ.views.strip import UNCHANGED

DELAY = "delivery_delay.ascend_950dt"


@functools.cache
def late_and_base(case):
    """Return the outlook of a case with the awaited chip a year late, and that of the case."""
    delay = f"delivery_delay.{case.story.platform}"
    return econ.run(case.scenario(overrides={delay: 12.0})), econ.run(case.scenario())


@pytest.mark.parametrize("stage", range(5))
@pytest.mark.parametrize("name", CASES)
def test_every_stage_has_five_figures_of_the_model_in_every_case(name, stage):
    case = CASES[name]
    rows = stages_of(case)[stage]
    assert len({row.key for row in rows}) == len({row.label for row in rows}) == 5
    for row in rows:
        assert row.key in case.key_indices(row.key.split(".")[0])
    for shown in stage_figures.month_figures(*late_and_base(case), 11, rows):
        assert (shown.rises == 0) == (shown.change == UNCHANGED)
        assert shown.verdict in (-1, 0, 1) and shown.value


def test_the_figures_of_another_tier_are_of_that_tier(case):
    keys = [figure.key for figure in stage_figures.price_figures(case, "flash")]
    assert "output_price.flash" in keys and not any(key.endswith(".pro") for key in keys)


def test_fewer_cards_and_dearer_tokens_are_for_the_worse(case):
    late, base = late_and_base(case)
    cards = stage_figures.month_figures(late, base, 11, stage_figures.supply_figures(case))[0]
    assert cards.rises == cards.verdict == -1 and as_read(cards.change).startswith("−")
    cost = stage_figures.month_figures(late, base, 11, stage_figures.cost_figures(case))[0]
    assert cost.rises == 1 and cost.verdict == -1


def test_nothing_is_said_of_change_where_nothing_is_changed(case, april):
    for row in stage_figures.month_figures(april, april, 11, stage_figures.funding_figures(case)):
        assert (row.change, row.rises, row.verdict) == ("", 0, 0)
