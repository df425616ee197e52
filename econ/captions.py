"""Captions: what stands beside a figure in words, and what is marked on its axis."""

import math

import pandas as pd

from econ import finance
from econ.outlook import Outlook
from econ.scenario import Scenario
from econ.units import write


def rationing(outlook: Outlook, month: int) -> str:
    """Who is served when cards are short, if they are."""
    case, tier = outlook.case, outlook.case.story.tier
    if outlook.at(f"fill_rate.{tier}", month) > 0.99:
        return ""
    first = [label for name, label in case.elements["tier"].items() if outlook.at(f"serve_first.{name}", month) > 0.5]
    kept = outlook.at(f"reserved_share.{tier}", month)
    training = 1.0 - _share_that_serves(outlook, month)
    rule = f"{' and '.join(first)} is served first" if first else "all tiers share what there is"
    name = case.elements["tier"][tier]
    return (f"Why {name} waits in {case.month_name(month)}: {rule}, {write(kept, 'share')} of the serving fleet is kept for "
            f"{name}, and {write(training, 'share')} of the cards train and are not lent.")


def _share_that_serves(outlook, month):
    cards, serving = (sum(outlook.at(f"{name}.{p}", month) for p in outlook.case.elements["platform"])
                      for name in ("fleet", "serving_fleet"))
    return serving / cards if cards else 1.0


def misfits(outlook: Outlook) -> str:
    """Which models do not fit on which cards of the story, weights and one request's context together; empty if all do."""
    case, story = outlook.case, outlook.case.story
    parts = [f"{label} does not fit on {case.elements['platform'][platform]}" for tier, label in case.elements["tier"].items()
             for platform in story.platforms if outlook.at(f"batch_size.{platform}.{tier}.{story.workload}", 0)
             > outlook.at(f"batch_by_memory.{platform}.{tier}.{story.workload}", 0)]
    return f"{' and '.join(parts)}: weights and one context are more than the group's memory. Its cost there means nothing." \
        if parts else ""


def peak(outlook: Outlook, tier: str, month: int) -> str:
    """What scarcity would make of a peak price, and what the tariff moves."""
    case = outlook.case
    worth, fits = outlook.at("clearing_surcharge", month), outlook.at(f"clearing_multiple.{tier}", month)
    tariff, share = outlook.at("peak_multiplier", month), outlook.at("shifted_peak_share", month)
    more, usable = write(worth, "yuan/card-hour"), write(outlook.at("usable_share", month), "share")
    scarce = "nobody waits: scarcity is worth nothing"
    if worth > 0.0:
        scarce = (f"an hour of a card would be worth {more} more to those who wait, and {fits:.2f} times the list of "
                  f"{case.elements['tier'][tier]} would clear the queue")
    return (f"In {case.month_name(month)} {scarce}. The peak costs {write(tariff, 'x')} and takes {write(share, 'share')} of "
            f"tokens; cards can be busy {usable} of their hours.")


def events(outlook: Outlook) -> tuple[tuple[int, str], ...]:
    """What is marked on the cash figure: the rounds that count, and the month the money runs out."""
    case = outlook.case
    marks = [(int(outlook.at(f"round_month.{name}", 0)), label) for name, label in case.elements["round"].items()
             if outlook[f"round_closes.{name}"][0].any() and outlook.at(f"round_amount.{name}", 0) > 0]
    runway = outlook.at("runway", 0)
    return tuple(marks if math.isinf(runway) else [*marks, (int(runway), "out of cash")])


def supply_events(outlook: Outlook) -> tuple[tuple[int, str], ...]:
    """What is marked on the fleet figure: the month the awaited cards count as landed."""
    landed = outlook[f"supply_is_in.{outlook.case.story.tier}"][0]
    return ((int(landed.argmax()), "supply has landed"),) if landed.any() else ()


def price_events(outlook: Outlook) -> tuple[tuple[int, str], ...]:
    """What is marked on the price figure: the planned cut, if it changes anything."""
    tier = outlook.case.story.tier
    cut = outlook[f"cut_in_force.{tier}"][0]
    return ((int(cut.argmax()), "planned cut"),) if cut.any() and outlook.at(f"cut_depth.{tier}", 0) > 0 else ()


def idle(scenario: Scenario, key: str) -> str:
    """Why a lever moves nothing at present, where that is known: a month of the cut while the cut does not go by date."""
    name, _, tier = key.partition(".")
    if name != "cut_month" or scenario.value(f"cut_rule.{tier}") == 0.0:
        return ""
    rule = scenario.case.assumption_of("cut_rule")
    return (f"No effect: the cut comes {rule.options[int(scenario.value(f'cut_rule.{tier}'))]}. Set «{rule.label}» to "
            f"«{rule.options[0]}» on Price-cut timing, or click its map.")


def rule(outlook: Outlook) -> str:
    """When the cut comes by its rule, and whether the month of the cut counts."""
    case, tier = outlook.case, outlook.case.story.tier
    cut = outlook[f"cut_in_force.{tier}"][0]
    when = f"comes in {case.month_name(int(cut.argmax()))}" if cut.any() else "does not come within the horizon"
    words = idle(outlook.scenario, f"cut_month.{tier}")
    month = case.label_of(f"cut_month.{tier}").split(" · ")[0]
    effect = "does not count now; a click on the map sets both" if words else "moves it"
    return f"By this rule the cut of {case.elements['tier'][tier]} {when}. «{month}» at the left {effect}."


def lights(found: pd.DataFrame) -> str:
    """How many identities of the statements hold."""
    wrong = int((found["light"] != "holds").sum())
    return f"All {len(found)} identities of the statements hold" if not wrong else f"{wrong} of {len(found)} identities FAIL"


def worth_of_burn(outlook: Outlook) -> str:
    """What all the burn to the horizon is worth today."""
    rate = outlook.at("capital_cost", 0)
    worth = finance.present_value_of_burn(outlook["net_burn"][0], rate)
    burn, training = (float(outlook[name][0].sum()) for name in ("net_burn", "outside_research_compute"))
    until = outlook.case.month_name(outlook.case.months - 1)
    today = f"worth {write(worth, 'bn yuan')} today at {write(rate, 'share')} a year"
    driver = ": its growth, more than anything in serving, sets the runway" if 2.0 * training > burn > 0.0 else ""
    return (f"Net burn until {until} is {write(burn, 'bn yuan')}, {today}. Rented training compute takes "
            f"{write(training, 'bn yuan')} until then{driver}.")


def presupposes(outlook: Outlook, tier: str, month: int) -> str:
    """What the planned cut asks of supply and volume, and what customers have paid for already."""
    depth = outlook.at(f"cut_depth.{tier}", 0)
    claim = write(outlook.at(f"prepaid_tokens.{tier}", month), "Ttok")
    paid = f"Customers have paid {claim} in advance, which a cut multiplies."
    if depth == 0.0:
        return paid
    need, volume = (outlook.at(f"{name}.{tier}", month) for name in ("cut_capacity_need", "break_even_volume"))
    more = write(volume, "share")
    pays = "no extra volume pays for it" if math.isinf(volume) else f"it pays for itself with {more} more volume"
    return (f"A cut of {write(depth, 'share')} presupposes {need:.1f} times the supply of a price that just cleared, and {pays} "
            f"at the margin of the launch list. {paid}")
