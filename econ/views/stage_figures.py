"""The figures of one month on the page of a stage: what that page is about."""

import dataclasses
from collections.abc import Iterable

from econ.case.case import Case
from econ.outlook import Outlook
from econ.views.change_words import change_text
from econ.views.short_numbers import short_amount
from econ.views.strip import UNCHANGED, StripFigure
from econ.words import say


@dataclasses.dataclass(frozen=True, kw_only=True)
class StageFigure:
    """A quantity that a strip shows: its key, its name there, and whether more is better (1), less (-1) or neither (0)."""

    key: str
    label: str
    better: int


def _figure(key, label, better):
    return StageFigure(key=key, label=label, better=better)


def supply_figures(case: Case) -> tuple[StageFigure, ...]:
    """Cards of the awaited platform, how much of the fleet works, and who is served."""
    tier, platform = case.story.tier, case.story.platform
    chip, model = case.label("platform", platform), case.label("tier", tier)
    return (
        _figure(f"fleet.{platform}", say("stage-cards-in-service", platform=chip), 1),
        _figure("supply_landed", say("stage-first-order-arrived"), 1),
        _figure("utilisation", say("stage-cards-in-use"), 0),
        _figure(f"powered_share.{platform}", say("stage-cards-with-power", platform=chip), 1),
        _figure(f"fill_rate.{tier}", say("stage-demand-served", tier=model), 1),
    )


def cost_figures(case: Case) -> tuple[StageFigure, ...]:
    """Figures of the cost of a million tokens and of the margin left of their price."""
    tier = case.story.tier
    model = case.label("tier", tier)
    return (
        _figure(f"serving_cost.{tier}", say("stage-output-cost", tier=model), -1),
        _figure(f"input_cost.{tier}", say("stage-input-cost", tier=model), -1),
        _figure(f"blended_cost.{tier}", say("stage-mix-cost", tier=model), -1),
        _figure(f"marginal_serving_cost.{tier}", say("stage-dearest-cost"), -1),
        _figure("cash_api_margin", say("stage-token-margin"), 1),
    )


def price_figures(case: Case, tier: str) -> tuple[StageFigure, ...]:
    """The list of a tier, what hosts charge, and the cut that supply carries."""
    model = case.label("tier", tier)
    return (
        _figure(f"output_price.{tier}", say("stage-list-price", tier=model), 0),
        _figure(f"blended_price.{tier}", say("stage-mix-price", tier=model), 0),
        _figure(f"host_price.{tier}", say("stage-host-price"), 0),
        _figure(f"affordable_cut.{tier}", say("stage-affordable-cut"), 1),
        _figure(f"fill_rate.{tier}", say("stage-demand-served", tier=model), 1),
    )


def funding_figures(case: Case) -> tuple[StageFigure, ...]:
    """Cash, what uses it up, and what was raised."""
    return (
        _figure("cash", say("stage-cash"), 1),
        _figure("net_burn", say("stage-net-burn"), -1),
        _figure("gross_margin", say("stage-gross-margin"), 0),
        _figure("raised_so_far", say("stage-raised"), 0),
        _figure("founder_stake", say("stage-founder-stake"), 1),
    )


def ownership_figures(case: Case) -> tuple[StageFigure, ...]:
    """Figures of the holders' stakes, and of the share that a round sells at which value."""
    name = case.story.round
    label = case.label("round", name)
    return (
        _figure("founder_stake", say("stage-founder-stake"), 1),
        _figure(f"new_money_share.{name}", say("stage-share-sold", round=label), 0),
        _figure(f"post_money.{name}", say("stage-post-money", round=label), 1),
        _figure("raised_so_far", say("stage-raised"), 0),
        _figure("plan_value", say("stage-plan-value"), 1),
    )


def month_figures(
    outlook: Outlook, baseline: Outlook, month: int, figures: Iterable[StageFigure]
) -> list[StripFigure]:
    """Figures of one month, each with its change against the baseline."""
    case, is_changed = outlook.case, outlook.scenario != baseline.scenario
    rows = []
    for figure in figures:
        quantity = case.model.quantities[figure.key.split(".")[0]]
        value, before = (run.at(figure.key, month) for run in (outlook, baseline))
        change = change_text(value, before, quantity.unit)
        rows.append(
            StripFigure(
                key=figure.key,
                label=figure.label,
                value=short_amount(value, quantity.unit),
                better=figure.better,
                change=change if change else UNCHANGED if is_changed else "",
                rises=((value > before) - (value < before)) if change else 0,
                sentence=quantity.sentence,
            )
        )
    return rows
