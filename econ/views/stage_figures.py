"""The figures of one month on the page of a stage: what that page is about."""

from collections.abc import Mapping

from econ.case.case import Case

# Key with the story's tier, platform and round in braces, and whether more is better (1), less (-1) or neither (0).
STAGE_FIGURES: Mapping[str, Mapping[str, int]] = {
    "supply": {
        "fleet.{platform}": 1,
        "supply_landed": 1,
        "utilisation": 0,
        "powered_share.{platform}": 1,
        "fill_rate.{tier}": 1,
    },
    "cost": {
        "serving_cost.{tier}": -1,
        "input_cost.{tier}": -1,
        "blended_cost.{tier}": -1,
        "marginal_serving_cost.{tier}": -1,
        "cash_api_margin": 1,
    },
    "price": {
        "output_price.{tier}": 0,
        "blended_price.{tier}": 0,
        "host_price.{tier}": 0,
        "affordable_cut.{tier}": 1,
        "fill_rate.{tier}": 1,
    },
    "funding": {
        "cash": 1,
        "net_burn": -1,
        "gross_margin": 0,
        "raised_so_far": 0,
        "founder_stake": 1,
    },
    "ownership": {
        "founder_stake": 1,
        "new_money_share.{round}": 0,
        "post_money.{round}": 1,
        "raised_so_far": 0,
        "plan_value": 1,
    },
}


def stage_figures(case: Case, stage: str, tier: str = "") -> dict[str, int]:
    """The keys of a stage's figures in the case, each with whether more is better (1), less (-1) or neither (0).

    Without `tier` they are those of the story's tier.
    """
    story = case.story
    names = {"tier": tier or story.tier, "platform": story.platform, "round": story.round}
    return {key.format(**names): better for key, better in STAGE_FIGURES[stage].items()}
