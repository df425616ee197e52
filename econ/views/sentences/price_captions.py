"""Captions of prices and demand: scarcity, the limit price, margins, and what a cut asks for.

The words are in `words/`; here are the facts.
"""

import math

import numpy as np

from econ.case.calendar import month_start
from econ.case.file.options import HOLD, HOSTS, MARGIN, PASS_ON, RIVALS
from econ.decisions import best_price, price_cut
from econ.outlook import Outlook, run
from econ.pricing import break_even_elasticity, supply_for_depth
from econ.risk.draws import elasticity_range
from econ.views.facts import share_amount
from econ.views.price_list import day_words, list_marks
from econ.words import POINTS, Amount, Message, message, say, say_all

_SAME_SURCHARGE = 1e-9  # relative: a surcharge that is as high as can be
# Depths of the map for which the caption has the break-even elasticity.
BREAK_EVEN_DEPTHS = (0.3, 0.6, 0.9)
FULLY_SERVED = 0.99  # of demand: from this share on no sentence says that users wait
_MARGIN_BEYOND_TARGET = (
    0.05  # from this much on the margin that a rule leaves is stated beside its target
)
_TIMES_DECIMALS = 1  # of a multiple that is uncertain
_REVENUE_DECIMALS = 2  # of two revenues that are compared


def _elasticity(value: float) -> Amount:
    return Amount(value=float(value), unit="elasticity")


def _times(value: float, decimals: int | None = None) -> Amount:
    """Return the ratio of one thing to another, as a number alone."""
    return Amount(value=float(value), unit="x", form="bare", decimals=decimals)


def _per_card_hour(value: float) -> Amount:
    return Amount(value=float(value), unit="yuan/card-hour")


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────


def list_marks_caption(outlook: Outlook, tier: str) -> str:
    """The marks of a list with the numbers they have on the figure; empty if there are none."""
    return say_all(
        *(
            message("api-price-mark", number=number, date=day_words(day), what=words)
            for number, (day, words) in enumerate(list_marks(outlook, tier), start=1)
        )
    )


def rule_after_cut_caption(
    outlook: Outlook,
    rule_name: str,
    objective: price_cut.Objective | None = None,
    under_own_rule: tuple[float, float] = (math.nan, math.nan),
) -> str:
    """State what the list does after the cut on the map, and what the plan's own rule makes of a cut.

    `under_own_rule` is the average of the objective under the plan's own rule, for no cut and for the best cell of the map.
    """
    list_rule = outlook.case.assumption_of(f"list_rule.{outlook.case.story.tier}")
    own = int(outlook.at(f"list_rule.{outlook.case.story.tier}", 0))
    on_map = int(price_cut.rules_after_cut(outlook.scenario)[rule_name])
    is_same = own == on_map
    own_name = message("quoted", text=list_rule.option_of(own))
    parts = [message("map-list-rule", same=is_same, rule=rule_name, own=own_name)]
    if is_same:
        return say_all(*parts)
    if own == MARGIN:
        parts.append(message("map-rule-keeps-a-margin"))
    if objective and all(map(math.isfinite, under_own_rule)):
        no_cut, best = under_own_rule
        gain, unit = (best - no_cut) * objective.better, objective.unit
        parts.append(
            message(
                "map-under-own-rule",
                no_cut=Amount(value=no_cut, unit=unit),
                best=Amount(value=best, unit=unit),
                gains=gain >= 0.0,
                size=Amount(value=abs(gain), unit=POINTS if unit == "share" else unit),
            )
        )
    if on_map == PASS_ON and objective and objective.name == price_cut.NPV.name:
        multiple = float(np.mean(outlook.scenario.value("terminal_multiple")))
        parts.append(message("map-savings-passed-on", multiple=_times(multiple)))
    return say_all(*parts)


def release_caption(outlook: Outlook) -> str:
    """Say that releases of new models are the bumps in demand and revenue; empty if none within the horizon is worth anything to demand."""
    before = np.concatenate([[0.0], outlook["releases"][0, :-1]])
    months = np.flatnonzero(np.ceil(outlook["releases"][0]) > np.ceil(before))
    if not len(months) or outlook.at("release_gain", 0) <= 0.0:
        return ""
    return say("release-bumps", count=len(months), month=month_start(outlook.case.start, months[0]))


# ── Scarcity ─────────────────────────────────────────────────────────────────────────────────────────────────────


def scarcity_caption(outlook: Outlook, tier: str, month: int) -> str:
    """Whether a surcharge would clear a queue, the rent at the best prices, and what the peak tariff moves."""
    tariff = outlook.at("peak_multiplier", month)
    return say_all(
        *_queue_parts(outlook, tier, month),
        *_rent_parts(outlook, tier, month),
        message(
            "api-price-peak",
            differs=tariff != 1.0,
            multiple=_times(tariff),
            share=share_amount(outlook.at("shifted_peak_share", month)),
            usable=share_amount(outlook.at("usable_share", month)),
        ),
    )


def _queue_parts(outlook: Outlook, tier: str, month: int) -> list[Message]:
    """State who waits in a month, and what the clearing surcharge would do about it: it ends a queue only where there is one."""
    case, surcharge = outlook.case, outlook.at("clearing_surcharge", month)
    served = min(outlook.at(f"fill_rate.{name}", month) for name in case.elements["tier"])
    parts = [
        message(
            "api-price-queue",
            state=_queue_state(served, surcharge, _highest_surcharge(outlook, month)),
            surcharge=_per_card_hour(surcharge),
            refused=share_amount(1.0 - served),
            month=month_start(case.start, month),
        )
    ]
    dearer = outlook.at(f"clearing_multiple.{tier}", month) - 1.0
    if surcharge > 0.0 and math.isfinite(dearer):
        name = case.label("tier", tier)
        parts.append(message("api-price-surcharge-share", tier=name, dearer=share_amount(dearer)))
    return parts


def _queue_state(served: float, surcharge: float, highest: float) -> str:
    """Whether anybody waits and a surcharge helps, as the case of a message; `served` is the share of the tier served least."""
    if served <= FULLY_SERVED:
        if not surcharge > 0.0:
            return "hopeless"
        return "highest" if surcharge >= highest * (1.0 - _SAME_SURCHARGE) else "ends"
    if not surcharge > 0.0:
        return "nobody"
    return "few" if served < 1.0 else "no-need"


def _highest_surcharge(outlook: Outlook, month: int) -> float:
    """The surcharge beyond which nobody in the queue would pay."""
    revenue = (
        outlook.at(f"card_hour_revenue.{tier}", month) for tier in outlook.case.elements["tier"]
    )
    return max(revenue) * outlook.at("scarcity_limit", month)


def _rent_parts(outlook: Outlook, tier: str, month: int) -> list[Message]:
    """The capacity rent, at the elastic end of the range if demand is inelastic, and the rent that a peak tariff implies."""
    case, rent = outlook.case, best_price.capacity_rent(outlook, month)
    parts: list[Message] = []
    where = "now"
    if rent.rent is None and rent.inelastic:
        names = [case.label("tier", inelastic) for inelastic in rent.inelastic]
        parts.append(message("api-price-no-best-price", count=len(names), tiers=names))
        rent, where = best_price.capacity_rent_at_elastic_end(outlook, month), "elastic-end"
    if rent.rent is not None:
        parts.append(
            message(
                "api-price-rent",
                where=where,
                elasticity=_elasticity(elasticity_range(outlook.scenario, tier)[1]),
                rent=_per_card_hour(rent.rent),
                tier=case.label("tier", tier),
                multiple=_times(rent.multiples[tier]),
            )
        )
    tariff, need = outlook.at("peak_multiplier", month), outlook.at(f"card_need.{tier}", month)
    if tariff > 1.0 and need > 0.0:
        implied = (
            (tariff - 1.0) * rent.avoidable[tier] / need * outlook.at("price_realisation", month)
        )
        tariff_amount = Amount(value=tariff, unit="x")
        parts.append(
            message("api-price-tariff-rent", tariff=tariff_amount, rent=_per_card_hour(implied))
        )
    return parts


def capacity_caption(outlook: Outlook, tier: str) -> str:
    """State what the figure of demand and capacity shows, and the exception to its law."""
    return say("api-price-room", tier=outlook.case.label("tier", tier))


# ── The limit price ──────────────────────────────────────────────────────────────────────────────────────────────


def limit_price_caption(outlook: Outlook, tier: str, month: int) -> str:
    """The price from which a dearer list earns no more, since hosts have the same weights, and where the list is."""
    case, price = outlook.case, outlook.at(f"blended_price.{tier}", month)
    limit, *ends = best_price.limit_price_range(outlook, tier, month)
    kind = _limit_kind(limit)
    parts = [
        message(
            "api-price-limit",
            kind=kind,
            tier=case.label("tier", tier),
            month=month_start(case.start, month),
            price=Amount(value=float(limit), unit="yuan/Mtok"),
            host=Amount(value=outlook.at(f"host_price.{tier}", month), unit="yuan/Mtok"),
        ),
        _limit_range(*sorted(ends)),
    ]
    if kind == "number":
        parts.append(
            message(
                "api-price-limit-side",
                above=bool(price > limit),
                price=Amount(value=price, unit="yuan/Mtok"),
                refused=outlook.at(f"fill_rate.{tier}", month) < FULLY_SERVED,
            )
        )
    return say_all(*parts)


def _limit_kind(price: float) -> str:
    """A limit price as the case of a message: zero, none, or a number."""
    return "zero" if price == 0.0 else "none" if math.isinf(price) else "number"


def _limit_range(low: float, high: float) -> Message:
    """The range of a limit price, with its unit behind the second number."""
    bare = "bare" if _limit_kind(low) == _limit_kind(high) == "number" else ""
    low_end, high_end = (
        message(
            "api-price-limit-end",
            kind=_limit_kind(end),
            price=Amount(value=float(end), unit="yuan/Mtok", form=form),
        )
        for end, form in ((low, bare), (high, ""))
    )
    return message("api-price-limit-range", same=bool(low == high), low=low_end, high=high_end)


def elasticity_caption(outlook: Outlook, tier: str) -> str:
    """Explain why elastic demand can earn less than stiff demand in the end; empty if rivals' prices are no reason for it."""
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
    soft, still_soft = (
        Amount(
            value=float(value), unit="bn yuan/month", form="bare", decimals=_revenue_decimals(value)
        )
        for value in (moving[0], standing[0])
    )
    hard, still_hard = (
        Amount(value=float(value), unit="bn yuan/month", decimals=_revenue_decimals(value))
        for value in (moving[1], standing[1])
    )
    return say(
        "api-price-elastic-ends-lower",
        elastic=soft,
        stiff=hard,
        part=bool(standing[0] < standing[1]),
        fall=share_amount(fall),
        still_elastic=still_soft,
        still_stiff=still_hard,
    )


def _revenue_decimals(revenue: float) -> int | None:
    """More decimals than usual for revenue of a month below ten, which is compared with another."""
    return _REVENUE_DECIMALS if 0.1 <= revenue < 10.0 else None


# ── The rule of reviews, and margins ─────────────────────────────────────────────────────────────────────────────

# Cases of the message.
_RULE_CASES = {HOLD: "hold", MARGIN: "margin", RIVALS: "rivals", HOSTS: "hosts", PASS_ON: "cost"}
_RULE_TERMS = {
    MARGIN: "target_margin",
    RIVALS: "follow_share",
    HOSTS: "host_premium",
    PASS_ON: "cost_pass_through",
}


def list_rule_caption(outlook: Outlook, tier: str, month: int) -> str:
    """The rule of reviews with the reason for it, and the margin in force beside the one that Lerner's rule asks for."""
    case, key = outlook.case, f"list_rule.{tier}"
    rule = int(outlook.at(key, 0))
    term = outlook.at(_RULE_TERMS[rule], 0) if rule in _RULE_TERMS else 0.0
    parts: list[Message | str] = [
        message(
            "api-price-rule",
            rule=_RULE_CASES[rule],
            tier=case.label("tier", tier),
            term=share_amount(term),
        )
    ]
    if rule != HOLD:
        parts.append(
            message(
                "api-price-reviews",
                first=month_start(case.start, outlook.at("review_start", 0)),
                period=Amount(value=outlook.at("review_period", 0), unit="month"),
                step=share_amount(outlook.at("review_step", 0)),
            )
        )
    last = case.months - 1
    left = outlook.at(f"unit_margin.{tier}", last)
    if rule == MARGIN and left > term + _MARGIN_BEYOND_TARGET:
        parts.append(
            message(
                "api-price-margin-at-end",
                month=month_start(case.start, last),
                margin=share_amount(left),
            )
        )
    belief = outlook.scenario.belief(key)
    if belief.why and key not in dict(outlook.scenario.overrides):
        parts.append(belief.why)
    margin, best = (
        outlook.at(f"{name}.{tier}", month) for name in ("unit_margin", "lerner_margin")
    )
    parts += [
        message(
            "api-price-list-margin",
            defined=not math.isnan(margin),
            month=month_start(case.start, month),
            margin=share_amount(margin),
        ),
        message(
            "api-price-lerner",
            exists=not math.isinf(best),
            margin=share_amount(best),
            response=_elasticity(outlook.at(f"own_response.{tier}", month)),
        ),
    ]
    return say_all(*parts)


def margin_caption(outlook: Outlook, tier: str, month: int, bridge_margin: float) -> str:
    """The margins on tokens by the cost they count, and the company's; `bridge_margin` is a share."""
    return say(
        "api-price-margins",
        month=month_start(outlook.case.start, month),
        cash=share_amount(outlook.at("cash_api_margin", month)),
        book=share_amount(outlook.at("book_api_margin", month)),
        full=share_amount(outlook.at("api_margin", month)),
        tier=outlook.case.label("tier", tier),
        bridge=share_amount(bridge_margin),
        company=share_amount(outlook.at("gross_margin", month)),
    )


# ── What a cut asks for ──────────────────────────────────────────────────────────────────────────────────────────


def cut_premise_caption(outlook: Outlook, tier: str, month: int) -> str:
    """State what the planned cut asks of supply and volume, over the range of the elasticity, and what is paid for already."""
    depth = outlook.at(f"cut_depth.{tier}", 0)
    claim = Amount(value=outlook.at(f"prepaid_tokens.{tier}", month), unit="Ttok")
    balances = message("api-price-balances", claim=claim)
    if depth == 0.0:
        return say_all(balances)
    low, high = sorted(
        supply_for_depth(depth, -elasticity)
        for elasticity in elasticity_range(outlook.scenario, tier)[1:]
    )
    return say_all(
        message(
            "api-price-cut-need",
            depth=share_amount(depth),
            need=_times(outlook.at(f"cut_capacity_need.{tier}", month), _TIMES_DECIMALS),
            low=_times(low, _TIMES_DECIMALS),
            high=_times(high, _TIMES_DECIMALS),
        ),
        _cut_pays(outlook, tier, month, depth),
        balances,
    )


def _cut_pays(outlook: Outlook, tier: str, month: int, depth: float) -> Message:
    """With how much more volume, and from which elasticity, a cut pays for itself at the margin of the launch list."""
    volume = outlook.at(f"break_even_volume.{tier}", month)
    pays, elasticity = "yes", math.nan
    if math.isnan(volume):
        pays = "undefined"
    elif math.isinf(volume):
        pays = "never"
    else:
        elasticity = break_even_elasticity(depth, outlook.at(f"reference_margin.{tier}", month))
    return message(
        "api-price-cut-pays",
        pays=pays,
        volume=share_amount(volume),
        elasticity=_elasticity(-elasticity),
    )


def break_even_caption(outlook: Outlook, tier: str, month: int) -> str:
    """From which elasticity cuts of some depths pay for themselves at the margin of the launch list; empty where no cut does."""
    case, margin = outlook.case, outlook.at(f"reference_margin.{tier}", month)
    parts: list[Message] = []
    for depth in BREAK_EVEN_DEPTHS:
        if not depth < margin:
            continue
        elasticity = _elasticity(-break_even_elasticity(depth, margin))
        if parts:
            also = message(
                "api-price-break-even-also", depth=share_amount(depth), elasticity=elasticity
            )
            parts.append(also)
        else:
            parts.append(
                message(
                    "api-price-break-even",
                    month=month_start(case.start, month),
                    depth=share_amount(depth),
                    elasticity=elasticity,
                )
            )
    if not parts:
        return ""
    own = _elasticity(outlook.at(f"price_elasticity.{tier}", 0))
    return say_all(
        *parts, message("api-price-own-elasticity", tier=case.label("tier", tier), own=own)
    )
