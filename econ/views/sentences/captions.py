"""Captions: what stands beside a figure in words, and what is marked on its axis."""

import math

import numpy as np
import pandas as pd

from econ import finance
from econ.accounts.identities import LIGHT_FAILS, LIGHT_HOLDS
from econ.decisions import best_price
from econ.outlook import Outlook, run
from econ.pricing import supply_for_depth
from econ.risk.draws import elasticity_range
from econ.units import format_value
from econ.views.inert_levers import inert_rule

FULL = 0.99  # of demand served: as good as all


def rationing(outlook: Outlook, month: int) -> str:
    """Who is served when cards are short, if they are."""
    case, tier = outlook.case, outlook.case.story.tier
    if outlook.at(f"fill_rate.{tier}", month) > FULL:
        return ""
    first = [
        label
        for name, label in case.elements["tier"].items()
        if outlook.at(f"serve_first.{name}", month) > 0.5
    ]
    kept = outlook.at(f"reserved_share.{tier}", month)
    training = 1.0 - _share_that_serves(outlook, month)
    rule = f"{' and '.join(first)} is served first" if first else "all tiers share what there is"
    name = case.elements["tier"][tier]
    return (
        f"Why {name} waits in {case.month_name(month)}: {rule}, {format_value(kept, 'share')} of the serving fleet is kept for "
        f"{name}, and {format_value(training, 'share')} of the cards train and are not lent."
    )


def _share_that_serves(outlook, month):
    cards, serving = (
        sum(outlook.at(f"{name}.{p}", month) for p in outlook.case.elements["platform"])
        for name in ("fleet", "serving_fleet")
    )
    return serving / cards if cards else 1.0


def peak(outlook: Outlook, tier: str, month: int) -> str:
    """What scarcity would make of a price, by clearing the queue and by the best prices, and what the tariff moves."""
    case, name = outlook.case, outlook.case.elements["tier"][tier]
    worth, fits = (
        outlook.at("clearing_surcharge", month),
        outlook.at(f"clearing_multiple.{tier}", month),
    )
    tariff, share = outlook.at("peak_multiplier", month), outlook.at("shifted_peak_share", month)
    more, usable = (
        format_value(worth, "yuan/card-hour"),
        format_value(outlook.at("usable_share", month), "share"),
    )
    scarce = "nobody waits: there is no clearing surcharge"
    if worth > 0.0:
        scarce = f"a clearing surcharge of {more}, {fits:.2f} times the list of {name}, would empty the queue"
    return (
        f"In {case.month_name(month)} {scarce}. {_rent(outlook, tier, month)} The peak costs {format_value(tariff, 'x')} and takes "
        f"{format_value(share, 'share')} of tokens; cards can be busy {usable} of their hours."
    )


def _rent(outlook, tier, month):
    """The capacity rent of E11, at the elastic end of the range where demand is inelastic, and what a peak tariff says of it."""
    case, found = outlook.case, best_price.capacity_rent(outlook, month)
    where, words = "At the best prices", ""
    if found.rent is None:
        names = " and ".join(case.elements["tier"][one] for one in found.inelastic)
        words = f"No interior optimum (E11): {names} answers with an elasticity of one or less; the limit price stands for it. "
        found = best_price.capacity_rent_at_elastic_end(outlook, month)
        where = f"At the best prices of the elastic end of the range ({_elasticity(elasticity_range(outlook.scenario, tier)[1])})"
    if found.rent is not None:
        words += (
            f"{where} the capacity rent (E11) is {format_value(found.rent, 'yuan/card-hour')}, and scarcity makes "
            f"{found.multiples[tier]:.2f} times its avoidable cost of {case.elements['tier'][tier]}."
        )
    tariff, need = outlook.at("peak_multiplier", month), outlook.at(f"card_need.{tier}", month)
    if tariff > 1.0 and need > 0.0:
        meant = (
            (tariff - 1.0) * found.avoidable[tier] / need * outlook.at("price_realisation", month)
        )
        words += (
            f" A tariff of {format_value(tariff, 'x')} would be right at a rent of "
            f"{format_value(meant, 'yuan/card-hour')} in the peak."
        )
    return words.strip()


def _elasticity(value):
    return f"{value:.1f}".replace("-", "−")


def limit(outlook: Outlook, tier: str, month: int) -> str:
    """How dear the tier can be before a dearer list earns no more, since hosts have the same weights (E7), and where it is."""
    name, when = outlook.case.elements["tier"][tier], outlook.case.month_name(month)
    price, host = (
        outlook.at(f"{quantity}.{tier}", month) for quantity in ("blended_price", "host_price")
    )
    now, *ends = best_price.limit_price_range(outlook, tier, month)
    told = {0.0: "nothing", math.inf: "no limit at all"}
    low, high = (
        told.get(each) or format_value(each, "yuan/Mtok", with_unit=False) for each in sorted(ends)
    )
    span = f"{low} to {high} over the range of the elasticity"
    if now in told:
        why = (
            "would pay however low the list is"
            if now == 0.0
            else "earns more however dear it is, as hosts do not pull enough"
        )
        return f"Limit price of {name} in {when} (E7): a {'cheaper' if now == 0.0 else 'dearer'} list {why} ({span})."
    short = outlook.at(f"fill_rate.{tier}", month) < FULL
    queue = (
        ", though no cheaper one serves more while users are refused"
        if short and price > now
        else ""
    )
    side = (
        f"above it: a cheaper one would earn more{queue}"
        if price > now
        else "below it: a dearer one would earn more"
    )
    return (
        f"Limit price of {name} in {when} (E7): beyond {format_value(now, 'yuan/Mtok')} ({span}) a dearer list earns no more, once "
        f"rivals have matched and users have gone to hosts of the same weights, who ask {format_value(host, 'yuan/Mtok')}. The list "
        f"is {format_value(price, 'yuan/Mtok')}, {side}."
    )


def by_elasticity(outlook: Outlook, tier: str) -> str:
    """Why elastic demand can earn less than stiff demand in the end; empty where it does not."""
    scenario, last = outlook.scenario, outlook.case.months - 1
    decline, (_, elastic, stiff) = (
        scenario.value("rival_price_decline"),
        elasticity_range(scenario, tier),
    )
    if np.ndim(decline) or float(decline) <= 0.0:
        return ""
    rows = {
        f"price_elasticity.{tier}": [elastic, stiff] * 2,
        "rival_price_decline": [float(decline)] * 2 + [0.0] * 2,
    }
    found = run(scenario, rows, keep=["revenue"])["revenue"][:, last]
    if found[0] >= found[1]:
        return ""
    soft, hard, still_soft, still_hard = (
        format_value(float(each), "bn yuan/month", with_unit=False) for each in found
    )
    part = "" if found[2] >= found[3] else "in part "
    return (
        f"Elastic demand ends lower, at {soft} against {hard} bn yuan a month, {part}because rivals' prices fall by "
        f"{format_value(float(decline), 'share/year')} while the list stands: the more elastic, the more users follow them. With "
        f"rivals' prices as they are now it would be {still_soft} against {still_hard}."
    )


def margins(outlook: Outlook, tier: str, month: int, left: float) -> str:
    """The three margins, each with the cost it counts; `left` is that of the bridge, as a share."""
    name, when = outlook.case.elements["tier"][tier], outlook.case.month_name(month)
    shares = left, outlook.at("api_margin", month), outlook.at("gross_margin", month)
    bridge, api, company = (format_value(share, "share") for share in shares)
    return (
        f"Three margins in {when}. Bridge, {name}: {bridge}, at the full hour of a card (capital recovery, power, "
        f"building), cards as busy as they can be. API, all tiers on their own mix: {api}, on the same cost. Company (the "
        f"tile): {company}, at depreciation, rent and power of the whole serving fleet, busy or not, the free app's part "
        "included: old cards that are written down make it higher, idle ones lower."
    )


def events(outlook: Outlook) -> tuple[tuple[int, str], ...]:
    """What is marked on the cash figure: the rounds that count, and the month the money runs out."""
    case = outlook.case
    marks = [
        (int(outlook.at(f"round_month.{name}", 0)), label)
        for name, label in case.elements["round"].items()
        if outlook[f"round_closes.{name}"][0].any() and outlook.at(f"round_amount.{name}", 0) > 0
    ]
    runway = outlook.at("runway", 0)
    return tuple(marks if not math.isfinite(runway) else [*marks, (int(runway), "out of cash")])


def supply_events(outlook: Outlook) -> tuple[tuple[int, str], ...]:
    """What is marked on the fleet figure: the month the awaited cards count as landed."""
    landed = outlook[f"supply_is_in.{outlook.case.story.tier}"][0]
    return ((int(landed.argmax()), "supply has landed"),) if landed.any() else ()


BRIDGE = (
    "Gross profit and training are before depreciation, and people without options, which are not cash. Plant has "
    "deposits in it and no sales tax, taxes have both kinds, leases have their interest. Cards, building, rent and "
    "training are priced without sales tax; what goes in lies with the tax office until it is used or refunded."
)


def rule(outlook: Outlook) -> str:
    """When the cut comes by its rule, and whether the month of the cut counts."""
    case, tier = outlook.case, outlook.case.story.tier
    cut = outlook[f"cut_in_force.{tier}"][0]
    when = (
        f"comes in {case.month_name(int(cut.argmax()))}"
        if cut.any()
        else "does not come within the horizon"
    )
    words = inert_rule(outlook.scenario, f"cut_month.{tier}")
    month = case.label_of(f"cut_month.{tier}").split(" · ")[0]
    effect = "does not count now; a click on the map sets both" if words else "moves it"
    return f"By this rule the cut of {case.elements['tier'][tier]} {when}. «{month}» at the left {effect}."


def lights(found: pd.DataFrame) -> str:
    """How many identities of the statements hold."""
    held, wrong = (int((found["light"] == light).sum()) for light in (LIGHT_HOLDS, LIGHT_FAILS))
    if not wrong:
        return f"All {held} identities of the statements hold"
    first = found[found["light"] == LIGHT_FAILS].iloc[0]
    return f"{wrong} of {held + wrong} identities FAIL, the first by {first['amount']} in {first['month']}: {first['what holds']}"


def worth_of_burn(outlook: Outlook) -> str:
    """What all the burn to the horizon is worth today."""
    rate = outlook.at("capital_cost", 0)
    worth = finance.present_value_of_burn(outlook["net_burn"][0], rate)
    burn, training = (
        float(outlook[name][0].sum()) for name in ("net_burn", "outside_research_compute")
    )
    until = outlook.case.month_name(outlook.case.months - 1)
    today = f"worth {format_value(worth, 'bn yuan')} today at {format_value(rate, 'share')} a year"
    driver = (
        ": its growth, more than anything in serving, sets the runway"
        if 2.0 * training > burn > 0.0
        else ""
    )
    return (
        f"Net burn until {until} is {format_value(burn, 'bn yuan')}, {today}. Rented training compute takes "
        f"{format_value(training, 'bn yuan')} until then{driver}."
    )


def presupposes(outlook: Outlook, tier: str, month: int) -> str:
    """What the planned cut asks of supply and volume, over the range of the elasticity, and what is paid for already."""
    depth = outlook.at(f"cut_depth.{tier}", 0)
    claim = format_value(outlook.at(f"prepaid_tokens.{tier}", month), "Ttok")
    paid = (
        f"For information: balances paid in advance are worth {claim} at today's price. A cut multiplies that claim; in the "
        "model it lasts longer, as users ask for what the price makes them want, and top-ups fall with revenue in cash."
    )
    if depth == 0.0:
        return paid
    need, volume = (
        outlook.at(f"{name}.{tier}", month) for name in ("cut_capacity_need", "break_even_volume")
    )
    ends = sorted(
        supply_for_depth(depth, -elasticity)
        for elasticity in elasticity_range(outlook.scenario, tier)[1:]
    )
    more = format_value(volume, "share")
    pays = (
        "no extra volume pays for it"
        if math.isinf(volume)
        else f"it pays for itself with {more} more volume"
    )
    return (
        f"A cut of {format_value(depth, 'share')} presupposes {need:.1f} times the supply of a price that just cleared "
        f"({ends[0]:.1f} to {ends[1]:.1f} over the range of the elasticity), and {pays} at the margin of the launch list. "
        f"{paid}"
    )


def capacity(outlook: Outlook, tier: str) -> str:
    """What the figure of demand and capacity shows, and the exception to its law."""
    name = outlook.case.elements["tier"][tier]
    return (
        f"Room is what the fleet could serve of {name} with everything else served first, or its reserve if that is more; "
        "it is drawn as far as demand can be seen beside it. "
        "More capacity refuses a smaller share over time; in a single month more can be refused, since users who were served "
        "stay and ask again (churn of refused users)."
    )
