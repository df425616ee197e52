"""Sentences: the answer of each page in words, and the headline figures beside the baseline.

The words are in `words/`; here are the facts. An answer says what follows from the scenario, and not what was changed.
"""

import dataclasses
import datetime
import math

import numpy as np

from econ import words
from econ.accounts.path_facts import list_fall_of
from econ.arrays import Array
from econ.case.calendar import month_start
from econ.case.case import Case
from econ.case.file.options import CLOSED, CUT_ON_A_DATE, PROMISED, REPORTED
from econ.case.plausibility import unit_warnings
from econ.decisions import default_alive
from econ.outlook import Outlook
from econ.risk.survival import EVEN, median_of_runways
from econ.roofline import error_ranges
from econ.units import format_value
from econ.views.change_words import NOTHING
from econ.views.cut_verdict import month_of_planned_cut
from econ.views.inert_levers import inert_changes, inert_stresses
from econ.views.sentences.scenario_words import round_in_sentence
from econ.words import Amount, Fact, Facts, Message, message, say, say_all

_NOTABLE_MONEY = 0.1  # bn yuan: less is not worth a sentence
_OWN_SHARE_DECIMALS = 1  # of per cent: a stake is bought and sold by tenths


# ── The end of the money ─────────────────────────────────────────────────────────────────────────────────────────


def runway_month_label(case: Case, months: float) -> str:
    """The month in which money that lasts `months` is gone: "Dec 2029", or "beyond Apr 2031" if it outlasts the horizon."""
    return say_all(message("money-end-label", **money_end(case, months)))


def runway_messages(outlook: Outlook, baseline: Outlook) -> list[Message]:
    """State how long money in the bank lasts, and how long with rounds that have not closed; beside the baseline, what differs.

    Reported rounds that are more likely to fail are named as left out. The money in the bank is that of
    `default_alive.closed_money_runway`.
    """
    months = outlook.at("runway", 0)
    if math.isnan(months):
        return [message("runway-undefined")]
    now, before = (money_end(run.case, run.at("runway", 0)) for run in (outlook, baseline))
    facts: Facts = {"now": message("money-end", **now), "now_change": _end_change(now, before)}
    rounds, failing = _open_rounds(outlook), _failing_rounds(outlook)
    left_out = (
        [message("runway-round-not-counted", **_round_facts(outlook, failing))] if failing else []
    )
    closed, closed_before = (
        money_end(run.case, default_alive.closed_money_runway(run.scenario))
        for run in (outlook, baseline)
    )
    if not rounds:
        facts["now_change"] = _end_change(closed, closed_before)
        if _open_rounds(baseline) and before != closed_before:
            left_out.append(message("runway-round-lost", before=message("money-end", **before)))
        return [message("runway-closed", **facts), *left_out]
    named = message("open-rounds", **_round_facts(outlook, rounds))
    if closed == now:
        parts = [message("runway-closed", **facts)]
        if now["kind"] == "month":
            parts.append(message("runway-open-rounds-change-nothing", rounds=named))
        return parts + left_out
    return [
        message(
            "runway-with-open-rounds",
            closed=message("money-end", **closed),
            closed_change=NOTHING if now != before else _end_change(closed, closed_before),
            rounds=named,
            **facts,
        ),
        *left_out,
    ]


def half_of_futures(case: Case, runways: Array) -> str:
    """State when half of the futures are out of money, from their runways, shape (futures,).

    Where the share that has money beyond the plan is within its standard error of a half, it is about half.
    """
    facts = money_end(case, median_of_runways(runways))
    defined = runways[~np.isnan(runways)]
    error = EVEN / math.sqrt(max(len(defined), 1))
    if len(defined) and abs(float(np.isinf(defined).mean()) - EVEN) < error:
        facts = {"kind": "about", "month": month_start(case.start, case.months - 1)}
    return say_all(message("half-of-futures", **facts))


def money_end(case: Case, months: float) -> Facts:
    """The facts about the end of money that lasts `months`: the kind of end, and its month."""
    if math.isnan(months):
        return {"kind": "undefined", "month": month_start(case.start, 0)}
    last = case.months - 1
    if math.isinf(months):
        return {"kind": "beyond", "month": month_start(case.start, last)}
    return {"kind": "month", "month": month_start(case.start, min(int(months), last))}


def _end_change(now: Facts, before: Facts) -> Fact:
    """State how the end of the money differs from the baseline's, as a part of a sentence; nothing where they are the same."""
    if now == before:
        return NOTHING
    change, months = "other", 0
    if now["kind"] == before["kind"] == "month":
        end, end_before = now["month"], before["month"]
        assert isinstance(end, datetime.date) and isinstance(end_before, datetime.date)
        months = (end.year - end_before.year) * 12 + end.month - end_before.month
        change = "less" if months < 0 else "more"
    return message(
        "money-end-change",
        change=change,
        months=Amount(value=abs(months), unit="month"),
        before=message("money-end", **before),
    )


def _open_rounds(outlook: Outlook) -> list[str]:
    """The rounds that have not closed and bring money within the horizon."""
    last = outlook.case.months - 1
    return [
        name
        for name in outlook.case.elements["round"]
        if outlook.at(f"paid_in.{name}", last) > 0.0
        and outlook.at(f"round_status.{name}", 0) != CLOSED
    ]


def _failing_rounds(outlook: Outlook) -> list[str]:
    """The reported rounds that would bring money within the horizon and do not go through."""
    return [
        name
        for name in outlook.case.elements["round"]
        if outlook.at(f"round_status.{name}", 0) == REPORTED
        and outlook.at(f"round_goes_through.{name}", 0) < 0.5
        and outlook.at(f"round_amount.{name}", 0) > 0.0
        and outlook.at(f"round_month.{name}", 0) < outlook.case.months
    ]


def _round_facts(outlook: Outlook, names: list[str]) -> Facts:
    """The facts about open rounds: whether it is one, how likely that is, and how many there are."""
    kind = "several"
    if len(names) == 1:
        is_reported = outlook.at(f"round_status.{names[0]}", 0) == REPORTED
        kind = "reported" if is_reported else "assumed"
    chance = Amount(value=outlook.at(f"closing_chance.{names[0]}", 0), unit="share")
    label = round_in_sentence(outlook.case, names[0])
    return {"kind": kind, "chance": chance, "count": len(names), "round": label}


# ── Headline figures ─────────────────────────────────────────────────────────────────────────────────────────────


def headline_value(case: Case, key: str, value: float) -> str:
    """A headline figure in its unit; of a time beyond the horizon, that it is longer."""
    quantity = case.model.quantities[key.split(".", maxsplit=1)[0]]
    if math.isinf(value) and quantity.may_be_beyond:
        return say("longer-than", months=format_value(case.months, "month"))
    return format_value(value, quantity.unit)


def scenario_notes(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """State what to know of the scenario before its figures are read; empty where there is nothing.

    That is: stresses and changes without effect, units that look wrong, figures that are undefined or not credible, and
    quantities that are set by hand.
    """
    case, scenario = outlook.case, outlook.scenario
    parts: list[Message | str] = [
        message(
            "stress-without-effect",
            stress=case.stresses[name].title,
            preset=case.presets[scenario.preset].title,
        )
        for name in inert_stresses(scenario)
    ]
    parts += [
        message("change-without-effect", name=case.label_of(key))
        for key in inert_changes(outlook, baseline)
    ]
    if outlook.at("brakes", 0):
        parts.append(message("brakes-are-on"))
    parts += unit_warnings(scenario)
    fill_key, margin_key = f"fill_rate.{case.story.tier}", "gross_margin"
    margin_change = outlook.at(margin_key, month) - baseline.at(margin_key, month)
    fill_change = outlook.at(fill_key, month) - baseline.at(fill_key, month)
    if margin_change > 0.0 > fill_change:
        parts.append(message("margin-looks-better"))
    parts += _later_payments(outlook, baseline)
    runway = outlook.at("runway", 0)
    if math.isnan(runway):
        parts.append(message("cash-not-defined"))
    if runway < month:
        parts.append(message("money-gone-before", month=month_start(case.start, month)))
    forced = [
        case.label_of(key)
        for key, _ in scenario.overrides
        if key.split(".")[0] in case.model.quantities
    ]
    if forced:
        parts.append(message("set-by-hand", names=forced, count=len(forced)))
    return say_all(*parts)


def _later_payments(outlook: Outlook, baseline: Outlook) -> list[Message]:
    """Explain why money in the bank lasts longer where it does because less is paid for cards before it would have ended."""
    now, before = (default_alive.closed_money_runway(run.scenario) for run in (outlook, baseline))
    if not now > before:
        return []
    end = min(math.ceil(before), outlook.case.months - 1)
    paid, paid_before = (
        sum(
            float(run[f"card_capex.{platform}"][0][:end].sum())
            for platform in run.case.elements["platform"]
        )
        for run in (outlook, baseline)
    )
    less = Amount(value=paid_before - paid, unit="bn yuan")
    if less.value < _NOTABLE_MONEY:
        return []
    return [message("cards-paid-later", less=less, month=month_start(outlook.case.start, end))]


# ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _instead(now: Amount, before: Amount, *, bare: bool = False) -> Fact:
    """The baseline's amount behind that of the scenario, where the two read differently; `bare` is without its unit."""
    if words.amount_text(now) == words.amount_text(before):
        return NOTHING
    return message(
        "instead-of", before=dataclasses.replace(before, form="bare" if bare else now.form)
    )


def _amounts(
    outlook: Outlook,
    baseline: Outlook,
    key: str,
    month: int,
    form: str = "",
    decimals: int | None = None,
) -> tuple[Amount, Amount]:
    """A number of the scenario and of the baseline."""
    unit = outlook.case.unit_of(key)
    now, before = (
        Amount(value=run.at(key, month), unit=unit, form=form, decimals=decimals)
        for run in (outlook, baseline)
    )
    return now, before


def overview(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """The answer of the page Overview: when the list falls, how long the money lasts, and whether a chip can serve the tier.

    It has room for two lines, so that what tokens cost and sell for is left to the figures.
    """
    case, tier = outlook.case, outlook.case.story.tier
    parts = [*_list_falls(outlook, baseline), *runway_messages(outlook, baseline)]
    if math.isnan(outlook.at(f"serving_cost.{tier}", month)):
        facts: Facts = {"month": month_start(case.start, month), "tier": case.label("tier", tier)}
        parts.append(message("overview-no-cost", **facts))
    return say_all(*parts)


def _list_falls(outlook: Outlook, baseline: Outlook) -> list[Message]:
    """State when the list of the story's tier falls next and to what, with the baseline's month where that is another.

    Empty where a list price is not defined.
    """
    case, tier = outlook.case, outlook.case.story.tier
    fall, fall_before = (list_fall_of(run) for run in (outlook, baseline))
    if not (math.isfinite(fall.share) and math.isfinite(fall_before.share)):
        return []
    label = case.label("tier", tier)
    month, month_before = (
        None if run.next_cut is None else month_start(case.start, run.next_cut.month)
        for run in (fall, fall_before)
    )
    if fall.next_cut is None:
        parts = [
            message("overview-no-fall", tier=label, month=month_start(case.start, case.months - 1))
        ]
        if month_before is not None:
            parts.append(message("overview-fall-of-baseline", month=month_before))
        return parts
    price = Amount(
        value=fall.next_cut.after, unit=case.unit_of(f"output_price.{tier}"), form="short"
    )
    instead: Fact = NOTHING
    if month_before not in (None, month):
        instead = message("instead-of", before=month_before)
    return [message("overview-fall", tier=label, month=month, price=price, instead=instead)]


def supply(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """The answer of the page Compute supply: cards in service, and the share of demand that is served."""
    case, story = outlook.case, outlook.case.story
    cards, cards_before = _amounts(outlook, baseline, f"fleet.{story.platform}", month, form="bare")
    landed, landed_before = _amounts(outlook, baseline, "supply_landed", month)
    served, served_before = _amounts(outlook, baseline, f"fill_rate.{story.tier}", month)
    facts: Facts = {
        "platform": case.label("platform", story.platform),
        "month": month_start(case.start, month),
    }
    if words.amount_text(cards) == words.amount_text(dataclasses.replace(cards, value=0.0)):
        planned = None if _instead(cards, cards_before) == NOTHING else cards_before
        parts = [message("supply-no-cards", planned=planned, **facts)]
    else:
        instead = _instead(cards, cards_before)
        parts = [
            message("supply-cards", cards=cards, instead=instead, **facts),
            message("supply-landed", landed=landed, instead=_instead(landed, landed_before)),
        ]
    return say_all(
        *parts,
        message(
            "supply-served",
            served=served,
            tier=case.label("tier", story.tier),
            instead=_instead(served, served_before),
        ),
    )


def cost(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """The answer of the page Inference cost: the cost of output on the fleet and on the story's platform."""
    case, story = outlook.case, outlook.case.story
    tier, platform = case.label("tier", story.tier), case.label("platform", story.platform)
    on_fleet, on_fleet_before = _amounts(
        outlook, baseline, f"serving_cost.{story.tier}", month, form="short"
    )
    if math.isnan(on_fleet.value):
        return say("cost-of-fleet-undefined", tier=tier, month=month_start(case.start, month))
    parts = [
        message(
            "cost-of-fleet",
            tier=tier,
            cost=on_fleet,
            month=month_start(case.start, month),
            instead=_instead(on_fleet, on_fleet_before, bare=True),
        )
    ]
    key = f"platform_serving_cost.{story.platform}.{story.tier}"
    alone, alone_before = _amounts(outlook, baseline, key, month, form="short")
    if math.isnan(alone.value):
        parts.append(message("cost-on-platform-undefined", platform=platform, tier=tier))
        return say_all(*parts)
    factors = error_ranges.cost_range_factors(outlook, error_ranges.OUTPUT, story.platform)
    low, high = (dataclasses.replace(alone, value=alone.value * factor) for factor in factors)
    parts += [
        message(
            "cost-on-platform",
            platform=platform,
            cost=alone,
            instead=_instead(alone, alone_before, bare=True),
        ),
        message("cost-range", low=dataclasses.replace(low, form="bare"), high=high),
    ]
    return say_all(*parts)


def price(outlook: Outlook, baseline: Outlook, month: int, tier: str = "") -> str:
    """The answer of the page API price: a tier's list, and the cut that supply could carry; without `tier` for the story's."""
    case = outlook.case
    tier = tier or case.story.tier
    listed, listed_before = _amounts(outlook, baseline, f"output_price.{tier}", month, form="short")
    cut, cut_before = _amounts(outlook, baseline, f"affordable_cut.{tier}", month)
    month_of_cut = month_of_planned_cut(outlook, tier)
    plan, when = "comes", month_of_cut
    if outlook.at(f"cut_depth.{tier}", 0) == 0.0:
        plan, when = "none", None
    elif month_of_cut is None:
        plan, when = "late", case.months - 1
    return say_all(
        message(
            "price-list",
            tier=case.label("tier", tier),
            price=listed,
            month=month_start(case.start, month),
            instead=_instead(listed, listed_before, bare=True),
        ),
        message("price-cut-plan", plan=plan, month=month_start(case.start, when or 0)),
        _affordable_cut(cut, cut_before),
    )


def _affordable_cut(cut: Amount, before: Amount) -> Message:
    """The cut that supply could carry, in words where it could carry none."""
    instead = _instead(cut, before)
    if words.amount_text(cut) != words.amount_text(dataclasses.replace(cut, value=0.0)):
        return message("price-affordable-cut", cut=cut, instead=instead)
    return message("price-no-affordable-cut", before=None if instead == NOTHING else before)


def timing(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """The answer of the page Price-cut timing: depth and month of the planned cut, and the demand refused until then."""
    case, tier = outlook.case, outlook.case.story.tier
    label = case.label("tier", tier)
    depth, depth_before = _amounts(outlook, baseline, f"cut_depth.{tier}", 0)
    when, when_before = (month_of_planned_cut(run, tier) for run in (outlook, baseline))
    if depth.value == 0.0:
        parts = [message("timing-no-cut", tier=label)]
        if depth_before.value > 0.0:
            comes = when_before is not None
            facts: Facts = {
                "depth": depth_before,
                "month": month_start(case.start, when_before or 0),
            }
            parts.append(message("timing-baseline-cut", comes=comes, **facts))
        return say_all(*parts)
    instead = NOTHING if depth_before.value == 0.0 else _instead(depth, depth_before)
    promised = outlook.at(f"cut_promised.{tier}", 0) == PROMISED
    parts = [message("timing-depth", promised=promised, tier=label, depth=depth, instead=instead)]
    last = case.months - 1
    if when is None:
        parts.append(message("timing-never", month=month_start(case.start, last)))
        if when_before is not None:
            parts.append(
                message("timing-baseline-month", month=month_start(case.start, when_before))
            )
    else:
        differs = when_before not in (None, when)
        rule = f"cut_rule.{tier}"
        parts.append(
            message(
                "timing-month",
                month=month_start(case.start, when),
                instead=message("instead-of", before=month_start(case.start, when_before or 0))
                if differs
                else NOTHING,
                by_rule=outlook.scenario.value(rule) != CUT_ON_A_DATE,
                condition=outlook.scenario.option(rule),
            )
        )
    months_until = case.months if when is None else max(when, 1)
    demand, served = (
        float(outlook[f"{name}.{tier}"][0][:months_until].sum())
        for name in ("demand", "served_tokens")
    )
    refused = Amount(value=1.0 - served / demand, unit="share")
    parts.append(message("timing-refused", comes=when is not None, refused=refused, tier=label))
    return say_all(*parts)


def ownership(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """The answer of the page Ownership: what is raised, what the round sells, and the founder's stake at the end."""
    case, story = outlook.case, outlook.case.story
    share, share_before = _amounts(
        outlook, baseline, f"new_money_share.{story.round}", 0, decimals=_OWN_SHARE_DECIMALS
    )
    return say_all(
        message(
            "round-sells",
            counted=outlook.at(f"round_counts.{story.round}", 0) > 0.5,
            round=round_in_sentence(case, story.round),
            share=share,
            instead=_instead(share, share_before),
        ),
        *_money_raised(outlook, baseline),
        _founder_stake(outlook, baseline),
    )


def funding(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """The answer of the page Funding runway: how long the money lasts, its lowest point, and the founder's stake."""
    case = outlook.case
    last, now = case.months - 1, outlook.scenario.months_over
    lowest = float(outlook["cash"][0][now:].min())
    money = Amount(value=abs(lowest), unit="bn yuan")
    parts = runway_messages(outlook, baseline)
    if lowest < 0.0:
        parts.append(message("money-missing", money=money, month=month_start(case.start, last)))
    elif math.isfinite(lowest):
        since = month_start(case.start, now) if now else None
        parts.append(message("money-lowest", money=money, since=since))
    borrowed = float(outlook["debt"][0].max())
    if borrowed > 0.0:
        drawn, limit = (
            Amount(value=value, unit="bn yuan")
            for value in (borrowed, outlook.at("credit_limit", 0))
        )
        parts.append(message("credit-drawn", money=drawn, limit=limit))
    return say_all(*parts, _founder_stake(outlook, baseline))


def raising(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """The answer of the page Raising: what rounds bring, and how long the money lasts with and without those that are open."""
    return say_all(*_money_raised(outlook, baseline), *runway_messages(outlook, baseline))


def _founder_stake(outlook: Outlook, baseline: Outlook) -> Message:
    last = outlook.case.months - 1
    stake, before = _amounts(outlook, baseline, "founder_stake", last, decimals=_OWN_SHARE_DECIMALS)
    return message("founder-ends-with", stake=stake, instead=_instead(stake, before))


def _money_raised(outlook: Outlook, baseline: Outlook) -> list[Message]:
    """State what rounds bring within the horizon, and how much of it has not closed."""
    case, last = outlook.case, outlook.case.months - 1
    end = month_start(case.start, last)
    money, before = _amounts(outlook, baseline, "raised_so_far", last)
    if money.value == 0.0:
        return [message("no-rounds", month=end)]
    instead = _instead(money, before, bare=True)
    parts = [message("rounds-bring", money=money, month=end, instead=instead)]
    not_closed = sum(outlook.at(f"paid_in.{name}", last) for name in _open_rounds(outlook))
    if not_closed:
        part = "all" if math.isclose(not_closed, money.value) else "some"
        open_money = Amount(value=not_closed, unit="bn yuan")
        parts.append(message("rounds-not-closed", part=part, money=open_money))
    return parts
