"""The figures that the strips of the pages of stages show."""

from econ.case.case import Case
from econ.views.stage_figures import (
    StageFigure,
    cost_figures,
    funding_figures,
    ownership_figures,
    price_figures,
    supply_figures,
)


def stages_of(case: Case) -> tuple[tuple[StageFigure, ...], ...]:
    """Return the figures of every stage, those of the price for the story's tier."""
    return (
        supply_figures(case),
        cost_figures(case),
        price_figures(case, case.story.tier),
        funding_figures(case),
        ownership_figures(case),
    )
