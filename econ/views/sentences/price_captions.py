"""Captions of prices and demand: scarcity, the limit price, margins, and what a cut asks for."""

import math

import numpy as np

from econ.decisions import best_price, price_cut
from econ.outlook import Outlook, run
from econ.pricing import break_even_elasticity, supply_for_depth
from econ.risk.draws import elasticity_range
from econ.units import NOT_DEFINED, format_value
from econ.views.inert_levers import PASS_ON
from econ.views.price_list import list_marks

_SAME_SURCHARGE = 1e-9  # relative: a surcharge that is as high as can be
BREAK_EVEN_DEPTHS = (
    0.3,
    0.6,
    0.9,
)  # of the map, for which the caption has the break-even elasticity
FULLY_SERVED = 0.99  # of demand: from this share on no sentence says that users wait


def list_marks_caption(outlook: Outlook, tier: str) -> str:
    """The marks of a list with the numbers they have on the figure; empty if there are none."""
    marks = "; ".join(
        f"{number} on {day:%d %b %Y}, {words}"
        for number, (day, words) in enumerate(list_marks(outlook, tier), start=1)
    )
    return f"Marked: {marks}." if marks else ""


def rule_after_cut_caption(
    outlook: Outlook,
    rule_name: str,
    objective: price_cut.Objective | None = None,
    under_own_rule: tuple[float, float] = (math.nan, math.nan),
) -> str:
    """What the list does after the cut on the map, and what the plan's own rule makes of a cut.

    `under_own_rule` is the average of the objective under the plan's own rule, for no cut and for the best cell of the map.
    """
    case, tier = outlook.case, outlook.case.story.tier
    rule = case.assumption_of(f"list_rule.{tier}")
    own = rule.options[int(outlook.at(f"list_rule.{tier}", 0))]
    on_map = rule.options[int(price_cut.RULES_AFTER_CUT[rule_name])]
    if own == on_map:
        return f"On the map the list {rule_name} after the cut, as in the plan."
    margin, compared, level = "", "", ""
    if on_map == rule.options[PASS_ON] and objective and objective.name == price_cut.NPV.name:
        multiple = format_value(float(np.mean(outlook.scenario.value("terminal_multiple"))), "x")
        level = (
            " Where savings are passed on, the depth sets the level of the list for good, and what follows the plan counts as "
            f"{multiple} its last year: where the list is far above the best price, a deep cut wins even if it is late."
        )
    if own == rule.options[1]:
        margin = " Reviews that keep a margin soon undo a cut, so month and depth decide little: margin and pace do."
    if objective and all(map(math.isfinite, under_own_rule)):
        no_cut, best = under_own_rule
        gain = (best - no_cut) * objective.better
        verb = "gains" if gain >= 0.0 else "loses"
        compared = (
            f" Under it no cut comes to {format_value(no_cut, objective.unit)} on the same futures, and the best cell of the "
            f"map to {format_value(best, objective.unit)}: the cut {verb} {format_value(abs(gain), objective.unit)}."
        )
    return (
        f"On the map the list {rule_name} after the cut, and a click sets that rule too. The plan's own rule is "
        f"«{own}».{margin}{compared}{level}"
    )


def rationing_caption(outlook: Outlook, month: int) -> str:
    """Who is served first when cards are short; empty if they are not."""
    case, tier = outlook.case, outlook.case.story.tier
    if outlook.at(f"fill_rate.{tier}", month) > FULLY_SERVED:
        return ""
    first = [
        label
        for name, label in case.elements["tier"].items()
        if outlook.at(f"serve_first.{name}", month) > 0.5
    ]
    kept = format_value(outlook.at(f"reserved_share.{tier}", month), "share")
    training = format_value(1.0 - _serving_share(outlook, month), "share")
    rule = f"{' and '.join(first)} is served first" if first else "all tiers share what there is"
    name = case.label("tier", tier)
    return (
        f"Why {name} waits in {case.month_name(month)}: {rule}, {kept} of the serving fleet is kept for "
        f"{name}, and {training} of the cards train and are not lent."
    )


def release_caption(outlook: Outlook) -> str:
    """That releases of new models are the teeth in demand and revenue; empty if none within the horizon is worth anything to demand."""
    before = np.concatenate([[0.0], outlook["releases"][0, :-1]])
    months = np.flatnonzero(np.ceil(outlook["releases"][0]) > np.ceil(before))
    if not len(months) or outlook.at("release_gain", 0) <= 0.0:
        return ""
    first = outlook.case.month_name(int(months[0]))
    if len(months) == 1:
        return (
            f"The tooth in demand and revenue is the release of a new model in {first}: it lifts demand until rivals bring "
            "out theirs."
        )
    return (
        f"The teeth in demand and revenue are releases of new models, from {first} on: each lifts demand until rivals bring "
        "out theirs."
    )


def _serving_share(outlook: Outlook, month: int) -> float:
    """The share of all cards that serve; one if there are no cards."""
    platforms = outlook.case.elements["platform"]
    cards = sum(outlook.at(f"fleet.{platform}", month) for platform in platforms)
    serving = sum(outlook.at(f"serving_fleet.{platform}", month) for platform in platforms)
    return serving / cards if cards else 1.0


def scarcity_caption(outlook: Outlook, tier: str, month: int) -> str:
    """Whether a surcharge would clear a queue, the rent at the best prices, and what the peak tariff moves."""
    case, scarce = outlook.case, _queue_clause(outlook, tier, month)
    tariff = format_value(outlook.at("peak_multiplier", month), "x")
    shifted = format_value(outlook.at("shifted_peak_share", month), "share")
    usable = format_value(outlook.at("usable_share", month), "share")
    return (
        f"In {case.month_name(month)} {scarce}. {_rent_sentences(outlook, tier, month)} The peak costs {tariff} and takes "
        f"{shifted} of tokens; cards can be busy {usable} of their hours."
    )


def _queue_clause(outlook: Outlook, tier: str, month: int) -> str:
    """Who waits in a month, and what the clearing surcharge would do about it: it empties a queue only where there is one."""
    surcharge = outlook.at("clearing_surcharge", month)
    served = min(outlook.at(f"fill_rate.{name}", month) for name in outlook.case.elements["tier"])
    amount = (
        f"a clearing surcharge of {format_value(surcharge, 'yuan/card-hour')}, "
        f"{outlook.at(f'clearing_multiple.{tier}', month):.2f} times the list of {outlook.case.label('tier', tier)}"
    )
    if served <= FULLY_SERVED:
        if not surcharge > 0.0:
            return "users wait, and there is no clearing surcharge that would empty the queue"
        if surcharge >= _highest_surcharge(outlook, month) * (1.0 - _SAME_SURCHARGE):
            return f"users wait, and even {amount}, the highest that anybody would pay, would not empty the queue"
        return f"{amount}, would empty the queue"
    if not surcharge > 0.0:
        return "nobody waits: there is no clearing surcharge"
    if served < 1.0:
        refused = format_value(1.0 - served, "share")
        return f"hardly anybody waits: {amount}, would do for the {refused} that are refused"
    return f"nobody waits: there is no need for {amount}"


def _highest_surcharge(outlook: Outlook, month: int) -> float:
    """The surcharge beyond which nobody in the queue would pay."""
    revenue = (
        outlook.at(f"card_hour_revenue.{tier}", month) for tier in outlook.case.elements["tier"]
    )
    return max(revenue) * outlook.at("scarcity_limit", month)


def _rent_sentences(outlook: Outlook, tier: str, month: int) -> str:
    """The capacity rent, at the elastic end of the range if demand is inelastic, and the rent that a peak tariff implies."""
    case, rent = outlook.case, best_price.capacity_rent(outlook, month)
    where, words = "At the best prices", ""
    if rent.rent is None and rent.inelastic:
        names = " and ".join(case.label("tier", inelastic) for inelastic in rent.inelastic)
        words = f"No price is best: {names} answers with an elasticity of one or less; the limit price stands for it. "
        elastic = f"{elasticity_range(outlook.scenario, tier)[1]:.1f}".replace("-", "−")
        rent = best_price.capacity_rent_at_elastic_end(outlook, month)
        where = f"At the best prices of the elastic end of the range ({elastic})"
    if rent.rent is not None:
        words += (
            f"{where} the capacity rent is {format_value(rent.rent, 'yuan/card-hour')}: with it, a token of {case.label('tier', tier)} "
            f"costs {rent.multiples[tier]:.2f} times the electricity it takes."
        )
    tariff, need = outlook.at("peak_multiplier", month), outlook.at(f"card_need.{tier}", month)
    if tariff > 1.0 and need > 0.0:
        implied = (
            (tariff - 1.0) * rent.avoidable[tier] / need * outlook.at("price_realisation", month)
        )
        words += (
            f" A tariff of {format_value(tariff, 'x')} would be right at a rent of "
            f"{format_value(implied, 'yuan/card-hour')} in the peak."
        )
    return words.strip()


def limit_price_caption(outlook: Outlook, tier: str, month: int) -> str:
    """The price from which a dearer list earns no more, since hosts have the same weights, and where the list is."""
    name, when = outlook.case.label("tier", tier), outlook.case.month_name(month)
    price = outlook.at(f"blended_price.{tier}", month)
    limit, *ends = best_price.limit_price_range(outlook, tier, month)
    low, high = (_limit_words(end) for end in sorted(ends))
    span = f"{low} to {high} over the range of the elasticity"
    head = f"Limit price of {name} in {when}:"
    if limit == 0.0:
        return (
            f"{head} where cards are enough and rivals have matched, a cheaper list would bring in more revenue however low it "
            f"is, which is more profit only above cost ({span})."
        )
    if math.isinf(limit):
        return f"{head} a dearer list brings in more however dear it is, as hosts do not pull enough ({span})."
    side = "below it: a dearer one would bring in more"
    if price > limit:
        side = "above it: a cheaper one would bring in more"
        if outlook.at(f"fill_rate.{tier}", month) < FULLY_SERVED:
            side += ", though no cheaper one serves more while users are refused"
    host = format_value(outlook.at(f"host_price.{tier}", month), "yuan/Mtok")
    return (
        f"{head} beyond {format_value(limit, 'yuan/Mtok')} ({span}) a dearer list brings in no more, once "
        f"rivals have matched and users have gone to hosts of the same weights, who ask {host}. The list "
        f"is {format_value(price, 'yuan/Mtok')}, {side}."
    )


def _limit_words(price: float) -> str:
    """A limit price without its unit: zero, a number, or that there is no limit."""
    if price == 0.0:
        return "zero"
    return (
        "no limit at all"
        if math.isinf(price)
        else format_value(price, "yuan/Mtok", with_unit=False)
    )


def elasticity_caption(outlook: Outlook, tier: str) -> str:
    """Why elastic demand can earn less than stiff demand in the end; empty if rivals' prices are no reason for it."""
    scenario, last = outlook.scenario, outlook.case.months - 1
    fall = 1.0 - math.exp(outlook.at(f"rival_steady_move.{tier}", last))
    if not fall > 0.0:
        return ""
    _, elastic, stiff = elasticity_range(scenario, tier)
    ends = {f"price_elasticity.{tier}": [elastic, stiff]}
    steady = {f"rival_steady_move.{tier}": [0.0, 0.0]}
    moving, standing = (
        run(scenario, rows, keep=["revenue"])["revenue"][:, last] for rows in (ends, ends | steady)
    )
    if moving[0] >= moving[1]:
        return ""
    soft, hard, still_soft, still_hard = (
        format_value(float(value), "bn yuan/month", with_unit=False)
        for value in (*moving, *standing)
    )
    part = "" if standing[0] >= standing[1] else "in part "
    return (
        f"Elastic demand ends lower, at {soft} against {hard} bn yuan a month, {part}because rivals pass on cheaper hardware "
        f"and progress of their own, and ask {format_value(fall, 'share')} less by then: the more elastic, the more users follow "
        f"them. With rivals' prices as they are now it would be {still_soft} against {still_hard}."
    )


_RULE_WORDS = (
    "the list is held after the planned cut",
    "each review sets the list to leave a margin of {target_margin}",
    "each review follows {follow_share} of what rivals have moved on their own",
    "each review sets the list {host_premium} above what hosts ask",
    "each review passes on {cost_pass_through} of what serving costs less since the planned cut",
)
_RULE_TERMS = ("target_margin", "follow_share", "host_premium", "cost_pass_through")


def list_rule_caption(outlook: Outlook, tier: str, month: int) -> str:
    """The rule of reviews with the reason for it, and the margin in force beside the one that Lerner's rule asks for."""
    case, scenario = outlook.case, outlook.scenario
    rule = int(outlook.at(f"list_rule.{tier}", 0))
    terms = {name: format_value(outlook.at(name, 0), "share") for name in _RULE_TERMS}
    words = _RULE_WORDS[rule].format(**terms)
    pace = ""
    if rule > 0:
        first = case.month_name(int(outlook.at("review_start", 0)))
        period = format_value(outlook.at("review_period", 0), "month")
        step = format_value(outlook.at("review_step", 0), "share")
        pace = (
            f", from {first} every {period}, down by {step} at most, no further than cards that come can carry, "
            "and never while users are refused"
        )
    key = f"list_rule.{tier}"
    belief = scenario.belief(key)
    reason = f" {belief.why}" if belief.why and key not in dict(scenario.overrides) else ""
    name, when = case.label("tier", tier), case.month_name(month)
    margin = outlook.at(f"unit_margin.{tier}", month)
    leaves = f"the list leaves {format_value(margin, 'share')}"
    if math.isnan(margin):
        leaves = f"the margin of the list is {NOT_DEFINED}"
    response = format_value(outlook.at(f"own_response.{tier}", month), "elasticity")
    best = outlook.at(f"lerner_margin.{tier}", month)
    lerner = (
        "Lerner's rule has no best margin at a response of "
        f"{response}, for a dearer token always earns more"
        if math.isinf(best)
        else f"Lerner's rule asks for {format_value(best, 'share')} at a response of {response} while rivals and hosts stand still"
    )
    return (
        f"Rule for {name}: {words}{pace}.{reason} In {when} {leaves} at full cost. {lerner}; scarce cards and "
        "rivals who follow raise it."
    )


def margin_caption(outlook: Outlook, tier: str, month: int, bridge_margin: float) -> str:
    """The margins on tokens by the cost they count, and the company's; `bridge_margin` is a share."""
    name, when = outlook.case.label("tier", tier), outlook.case.month_name(month)
    bridge = format_value(bridge_margin, "share")
    cash, book, full, company = (
        format_value(outlook.at(key, month), "share")
        for key in ("cash_api_margin", "book_api_margin", "api_margin", "gross_margin")
    )
    return (
        f"Margins on tokens in {when}, all tiers on their own mix: cash {cash}, after rent, electricity and operations of the "
        f"hours that serve; accounting {book}, after depreciation too; full {full}, with capital recovery and building "
        f"instead of depreciation. The bridge is {name} at full cost: {bridge}. The tile is the company's gross margin, "
        f"{company}: accounting, with the hours in which cards wait, the free app and other products."
    )


def cut_premise_caption(outlook: Outlook, tier: str, month: int) -> str:
    """What the planned cut asks of supply and volume, over the range of the elasticity, and what is paid for already."""
    depth = outlook.at(f"cut_depth.{tier}", 0)
    claim = format_value(outlook.at(f"prepaid_tokens.{tier}", month), "Ttok")
    prepaid = (
        f"For information: balances paid in advance are worth {claim} at today's price. A cut multiplies that claim; in the "
        "model it lasts longer, as users ask for what the price makes them want, and top-ups fall with revenue in cash."
    )
    if depth == 0.0:
        return prepaid
    need = outlook.at(f"cut_capacity_need.{tier}", month)
    volume = outlook.at(f"break_even_volume.{tier}", month)
    low, high = sorted(
        supply_for_depth(depth, -elasticity)
        for elasticity in elasticity_range(outlook.scenario, tier)[1:]
    )
    pays = "no extra volume pays for it"
    if math.isnan(volume):
        pays = f"the volume that would pay for it is {NOT_DEFINED}"
    elif not math.isinf(volume):
        elasticity = break_even_elasticity(depth, outlook.at(f"reference_margin.{tier}", month))
        pays = (
            f"it pays for itself with {format_value(volume, 'share')} more volume, that is at an elasticity of "
            f"{format_value(-elasticity, 'elasticity')},"
        )
    return (
        f"A cut of {format_value(depth, 'share')} presupposes {need:.1f} times the supply of a price that just cleared "
        f"({low:.1f} to {high:.1f} over the range of the elasticity), and {pays} at the margin of the launch list. "
        f"{prepaid}"
    )


def break_even_caption(outlook: Outlook, tier: str, month: int) -> str:
    """From which elasticity cuts of some depths pay for themselves at the margin of the launch list; empty where no cut does."""
    case, margin = outlook.case, outlook.at(f"reference_margin.{tier}", month)
    pays = [
        f"{format_value(-break_even_elasticity(depth, margin), 'elasticity')} for {format_value(depth, 'share')}"
        for depth in BREAK_EVEN_DEPTHS
        if depth < margin
    ]
    if not pays:
        return ""
    own = format_value(outlook.at(f"price_elasticity.{tier}", 0), "elasticity")
    return (
        f"At the margin of the launch list in {case.month_name(month)} a cut pays for itself from an elasticity of "
        f"{', '.join(pays)}; that of {case.label('tier', tier)} is {own}."
    )


def capacity_caption(outlook: Outlook, tier: str) -> str:
    """What the figure of demand and capacity shows, and the exception to its law."""
    name = outlook.case.label("tier", tier)
    return (
        f"Room is what the fleet could serve of {name} with everything else served first, or its reserve if that is more; "
        "it is drawn as far as demand can be seen beside it. "
        "More capacity refuses a smaller share over time; in a single month more can be refused, since users who were served "
        "stay and ask again (churn of refused users)."
    )
