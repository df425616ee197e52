"""Levers, changes and stresses without effect in a scenario, and the reasons: facts for the sentences of pages."""

import dataclasses
import functools
import operator
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from econ.case.file.options import (
    CAPPED,
    CUT_ON_A_DATE,
    FROM_REVENUE,
    HOLD,
    HOSTS,
    MARGIN,
    NO_REDEMPTION,
    PASS_ON,
    REPORTED,
    RIVALS,
    SUPPLY_TRIGGERS,
    WHAT_CASH_COVERS,
)
from econ.case.scenario import Scenario
from econ.explain import changed_assumptions
from econ.outlook import Outlook

CUT_FOLLOWS_A_RULE = "cut-follows-a-rule"  # why the month of a cut has no effect
# Choices about a price cut, and about a funding round, that sentences name as one change.
CUT_TERMS = ("cut_depth", "cut_rule", "cut_month", "cut_promised")
ROUND_CHOICES = ("round_status", "round_amount", "round_pre_money", "round_month")
NAMED_CHANGES = 2  # in a sentence, before the rest is counted
# Terms of a round that have an effect only at an exit or when shares are given back.
EXIT_TERMS = (
    "preference_multiple",
    "participation",
    "cap_multiple",
    "seniority",
    "lock_up",
    "redemption_right",
    "redemption_term",
    "redemption_rate",
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class InertRule:
    """An assumption that has no effect while another one, of the same element, has certain values."""

    lever: str
    decided_by: str
    inert_if: Callable[[float], bool]
    reason: str  # a case of the message `lever-without-effect`


def _rules(levers: Iterable[str], **rule: Any) -> tuple[InertRule, ...]:
    """The same rule for several levers."""
    return tuple(InertRule(lever=lever, **rule) for lever in levers)


INERT_RULES = (
    InertRule(
        lever="delivery_delay",
        decided_by="first_delivery",
        inert_if=lambda month: month == 0.0,
        reason="delivered-already",
    ),
    InertRule(
        lever="first_order_month",
        decided_by="first_order",
        inert_if=lambda cards: cards == 0.0,
        reason="no-first-order",
    ),
    *_rules(
        ("closing_chance", "investor_appetite"),
        decided_by="round_status",
        inert_if=lambda status: status != REPORTED,
        reason="closing-is-certain",
    ),
    *_rules(
        ("tranche_trigger", "tranche_lag"),
        decided_by="closing_part",
        inert_if=lambda part: part >= 1.0,
        reason="paid-at-closing",
    ),
    InertRule(
        lever="tranche_lag",
        decided_by="tranche_trigger",
        inert_if=lambda trigger: trigger == SUPPLY_TRIGGERS,
        reason="tranche-waits-for-supply",
    ),
    *_rules(
        ("participation", "seniority", "cap_multiple"),
        decided_by="preference_multiple",
        inert_if=lambda multiple: multiple == 0.0,
        reason="no-preference",
    ),
    InertRule(
        lever="cap_multiple",
        decided_by="participation",
        inert_if=lambda kind: kind != CAPPED,
        reason="participation-has-no-cap",
    ),
    *_rules(
        ("redemption_term", "redemption_rate"),
        decided_by="redemption_right",
        inert_if=lambda right: right == NO_REDEMPTION,
        reason="no-redemption-right",
    ),
    *_rules(
        (
            "self_hosting_share",
            "enterprise_market",
            "sales_productivity",
            "contract_churn",
            "enterprise_cost_share",
        ),
        decided_by="sales_staff",
        inert_if=lambda staff: staff == 0.0,
        reason="no-sales-staff",
    ),
    *_rules(
        ("app_take_up", "usual_subscription_price", "subscription_elasticity", "subscriber_use"),
        decided_by="subscription_price",
        inert_if=lambda price: price == 0.0,
        reason="app-is-free",
    ),
    InertRule(
        lever="cut_month",
        decided_by="cut_rule",
        inert_if=lambda rule: rule != CUT_ON_A_DATE,
        reason=CUT_FOLLOWS_A_RULE,
    ),
    *_rules(
        ("review_start", "review_period", "review_step"),
        decided_by="list_rule",
        inert_if=lambda rule: rule == HOLD,
        reason="the-list-is-held",
    ),
    *(
        InertRule(
            lever=lever,
            decided_by="list_rule",
            inert_if=functools.partial(operator.ne, option),
            reason="the-list-follows-another-rule",
        )
        for lever, option in (
            ("target_margin", MARGIN),
            ("follow_share", RIVALS),
            ("follow_lag", RIVALS),
            ("host_premium", HOSTS),
            ("cost_pass_through", PASS_ON),
        )
    ),
    *_rules(
        ("training_share", "later_training_share", "training_floor"),
        decided_by="training_rule",
        inert_if=lambda rule: rule != FROM_REVENUE,
        reason="training-follows-no-revenue",
    ),
    InertRule(
        lever="training_ratio",
        decided_by="training_rule",
        inert_if=lambda rule: rule == FROM_REVENUE,
        reason="training-follows-revenue",
    ),
    InertRule(
        lever="research_cash_cover",
        decided_by="training_rule",
        inert_if=lambda rule: rule != WHAT_CASH_COVERS,
        reason="training-follows-no-cash",
    ),
)


def inert_rule(scenario: Scenario, key: str) -> InertRule | None:
    """The first rule under which a lever has no effect in a scenario; None if no rule holds."""
    name, _, element = key.partition(".")
    return next(
        (rule for rule in INERT_RULES if rule.lever == name and _holds(rule, scenario, element)),
        None,
    )


def waking_switch(scenario: Scenario, key: str) -> tuple[str, str] | None:
    """The choice that gives an effect to a lever without one, as a key and its option; None where no single choice does."""
    rule, case = inert_rule(scenario, key), scenario.case
    if rule is None:
        return None
    _, _, element = key.partition(".")
    tier = case.story.tier
    deciding = f"{rule.decided_by}.{element}" if element else rule.decided_by
    if not element and case.per(rule.decided_by) == ("tier",):
        deciding = f"{rule.decided_by}.{tier}"
    options = case.assumption_of(deciding).options
    awake = (option for place, option in enumerate(options) if not rule.inert_if(float(place)))
    option = next(awake, None)
    return None if option is None else (deciding, option)


def _holds(rule: InertRule, scenario: Scenario, element: str) -> bool:
    """Whether a rule holds in every month: for the element of the lever, or for all where the lever has none."""
    keys = (
        [f"{rule.decided_by}.{element}"] if element else scenario.case.key_indices(rule.decided_by)
    )
    return all(
        rule.inert_if(float(value)) for key in keys for value in np.atleast_1d(scenario.value(key))
    )


def inert_stresses(scenario: Scenario) -> list[str]:
    """The stresses of a scenario under which no assumption has another value than without them."""
    case = scenario.case

    def path(key, stresses):
        return case.belief(key, scenario.preset, stresses).path(case.start, case.months)

    return [
        name
        for name in scenario.stresses
        if all(
            np.array_equal(path(key, (name,)), path(key, ())) for key in case.stresses[name].values
        )
    ]


def inert_changes(outlook: Outlook, baseline: Outlook) -> list[str]:
    """The keys changed by hand that alone move neither a headline figure, cash nor the founder's stake.

    Empty unless `outlook` has a draw for each change alone (`explain.run_with_single_changes`) and `baseline` is its own. Terms of rounds
    with an effect only at an exit are not among them, nor parts of a cut by date, which is decided as one thing.
    """
    scenario = outlook.scenario
    changed = changed_assumptions(scenario, scenario.baseline())
    if outlook.draws != len(changed) + 1 or baseline.scenario != scenario.baseline():
        return []
    overridden = dict(scenario.overrides)
    watched = [*outlook.case.story.headline, "cash", "founder_stake"]
    return [
        key
        for draw, key in enumerate(changed, start=1)
        if key in overridden
        and key.split(".")[0] not in EXIT_TERMS
        and not _part_of_a_cut(scenario, key)
        and all(np.array_equal(outlook[name][draw], baseline[name][0]) for name in watched)
    ]


def _part_of_a_cut(scenario: Scenario, key: str) -> bool:
    """Whether a change is one of several that together make a cut by date: alone, each has no effect."""
    name, _, tier = key.partition(".")
    if name not in CUT_TERMS or scenario.value(f"cut_rule.{tier}") != CUT_ON_A_DATE:
        return False
    parts = [
        other
        for other, _ in scenario.overrides
        if other.partition(".")[0] in CUT_TERMS and other.endswith(f".{tier}")
    ]
    return len(parts) > 1
