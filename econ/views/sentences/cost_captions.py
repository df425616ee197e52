"""Captions and warnings of the page Inference cost, and what the roofline misses at long contexts.

The words are in `words/`; here are the facts.
"""

import functools
from collections.abc import Sequence

from econ.case.calendar import month_start
from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.outlook import Outlook
from econ.roofline.curves import mix_label
from econ.roofline.latency_targets import (
    batches_beyond_measured,
    largest_measured_batches,
    missed_targets,
    platforms_without_room,
    unable_platforms,
)
from econ.roofline.measurements import DECODE, fitted_measurements, unseen_decode
from econ.roofline.prediction import predict, prediction_errors, restrict_to_roofline
from econ.views.facts import share_amount
from econ.words import Amount, message, say, say_all

_LONG_CONTEXT = 128_000.0  # tokens
_SHORTEST_LONG, _LONGEST_LONG = 100_000.0, 200_000.0  # tokens: contexts around it
_THROUGHPUTS = ("base_output_throughput", "base_input_throughput")


def _share_of(outlook: Outlook, key: str, month: int = 0) -> Amount:
    return share_amount(outlook.at(key, month))


def _hour_cost(value: float) -> Amount:
    """The cost of a card-hour in yuan, without its unit."""
    return Amount(value=value, unit="yuan/card-hour", form="bare")


def misfit_warning(outlook: Outlook) -> str:
    """State which models do not fit on which cards, weights and one context or any prompt together; empty if all do."""
    case = outlook.case
    parts = [
        message(
            "cost-misfit",
            tier=case.label("tier", tier),
            platforms=[case.label("platform", platform) for platform in platforms],
        )
        for tier, platforms in platforms_without_room(outlook).items()
        if platforms
    ]
    return say_all(*parts, message("cost-misfit-why")) if parts else ""


def missed_target_warning(outlook: Outlook) -> str:
    """State which latency targets cannot be kept where, with the range of latency reached and the target; empty if all are kept."""
    case, missed, parts = outlook.case, missed_targets(outlook), []
    for _, rows in missed.groupby(["tier", "workload"], sort=False):
        first = rows.iloc[0]
        slowest, target = (
            Amount(value=float(latency), unit="ms")
            for latency in (rows["reached"].max(), first["target"])
        )
        fastest = Amount(value=float(rows["reached"].min()), unit="ms", form="bare")
        parts.append(
            message(
                "cost-too-slow",
                count=len(rows),
                platforms=[case.label("platform", platform) for platform in rows["platform"]],
                workload=case.label("workload", first["workload"]),
                tier=case.label("tier", first["tier"]),
                target=target,
                fastest=fastest,
                slowest=slowest,
            )
        )
    return say_all(*parts, message("cost-too-slow-meaning")) if parts else ""


def unserved_tier_warning(outlook: Outlook) -> str:
    """State which tiers no platform can serve, and what follows; empty if some platform can serve each."""
    case = outlook.case
    names = [
        label
        for tier, label in case.elements["tier"].items()
        if len(unable_platforms(outlook, tier)) == len(case.elements["platform"])
    ]
    if not names:
        return ""
    return say_all(
        message("cost-unserved", count=len(names), tiers=names), message("cost-unserved-meaning")
    )


def throughput_source_caption(case: Case) -> str:
    """State what the throughput of a card and its range come from."""
    point_sets = fitted_measurements(case)
    sources = list(
        dict.fromkeys(source.split(",")[0] for points in point_sets for source in points.sources)
    )
    ranges = message("cost-throughput-ranges")
    if not sources:
        return say_all(message("cost-throughput-unfitted"), ranges)
    return say_all(
        message("cost-throughput-fitted", count=sum(len(points.names) for points in point_sets)),
        message("cost-throughput-sources", sources=sources),
        ranges,
    )


def platform_change_caption(outlook: Outlook, tier: str) -> str:
    """State what the story's platform alone does to the cost of output and of uncached input, at the same price of an hour.

    Says also how the hour of the replaced platform is charged, if some of it is rented. Empty if one of the two platforms
    cannot serve the tier.
    """
    case, story = outlook.case, outlook.case.story
    if {story.replaces, story.platform} & set(unable_platforms(outlook, tier)):
        return ""
    old, new = case.label("platform", story.replaces), case.label("platform", story.platform)
    output, uncached = (
        outlook.at(f"{name}.{story.replaces}.{tier}", 0)
        / outlook.at(f"{name}.{story.platform}.{tier}", 0)
        - 1.0
        for name in _THROUGHPUTS
    )
    parts = [
        message(
            "cost-platform-change",
            new=new,
            old=old,
            output_size=share_amount(abs(output)),
            output_dearer=bool(output > 0.0),
            input_size=share_amount(abs(uncached)),
            input_dearer=bool(uncached > 0.0),
        )
    ]
    if outlook.at(f"rented_share.{story.replaces}", 0) > 0.0:
        parts.append(
            message(
                "cost-replaced-is-rented",
                share=_share_of(outlook, f"rented_share.{story.replaces}"),
                platform=old,
                rented=_hour_cost(outlook.at(f"market_rent.{story.replaces}", 0)),
                owned=_hour_cost(outlook.at(f"owned_hour_cost.{story.replaces}", 0)),
                basis=case.belief(f"rented_share.{story.replaces}", outlook.scenario.preset).basis,
            )
        )
    return say_all(*parts)


def undefined_platform_change(outlook: Outlook, tier: str, month: int) -> str:
    """Explain why there is no change of cost from the replaced platform to the story's: which of them cannot serve the tier."""
    case, story = outlook.case, outlook.case.story
    unable = [
        case.label("platform", platform)
        for platform, month_of_cost in ((story.replaces, 0), (story.platform, month))
        if platform in unable_platforms(outlook, tier, month_of_cost)
    ]
    return say("cost-platform-change-undefined", platforms=unable, tier=case.label("tier", tier))


def undefined_cost_change(outlook: Outlook, tier: str, month: int) -> str:
    """Explain why there is no change of cost on the fleet since the first month."""
    case = outlook.case
    return say(
        "cost-fleet-change-undefined",
        tier=case.label("tier", tier),
        same=month == 0,
        first=month_start(case.start, 0),
        month=month_start(case.start, month),
    )


def speed_caption(outlook: Outlook, tier: str, chips: Sequence[str]) -> str:
    """State what the curves of throughput by speed of some chips assume, and where cards run beyond what was measured."""
    case, workload = outlook.case, outlook.case.story.workload
    name, shape = case.label("tier", tier), case.facts_of["shape"][tier]
    context = Amount(value=outlook.at(f"context_length.{workload}", 0), unit="tok")
    parts = [
        message("cost-speed-lines", workload=case.label("workload", workload), context=context)
    ]
    beyond = batches_beyond_measured(outlook, tier)
    parts += [
        message(
            "cost-speed-beyond",
            platform=case.label("platform", platform),
            tier=name,
            served=round(served),
            measured=round(measured),
        )
        for platform, (served, measured) in beyond.items()
        if measured
    ]
    without_points = {key: served for key, (served, measured) in beyond.items() if not measured}
    if without_points:
        parts.append(
            message(
                "cost-speed-without-points",
                count=len(without_points),
                tier=name,
                platforms=[case.label("platform", platform) for platform in without_points],
                smallest=round(min(without_points.values())),
                largest=round(max(without_points.values())),
            )
        )
    chips_beyond = [case.facts_of["chip"][platform] for platform in beyond]
    unmeasured = [
        case.label("chip", chip)
        for chip in chips
        if chip not in chips_beyond and (chip, shape) not in largest_measured_batches(case)
    ]
    if unmeasured:
        parts.append(message("cost-speed-unmeasured", tier=name, chips=unmeasured))
    return say_all(*parts)


def context_caption(outlook: Outlook) -> str:
    """State what the curves of cost by context assume."""
    case = outlook.case
    lines = message(
        "cost-context-lines",
        workload=case.label("workload", case.story.workload),
        mix=mix_label(case),
        fill=_share_of(outlook, "decode_fill"),
    )
    return say_all(lines, long_context_caption(outlook.scenario))


def long_context_caption(scenario: Scenario) -> str:
    """The roofline's error at long contexts on the chip of the story's platform, for the smallest and the largest batch measured.

    Empty if no measurement has a long context on that chip.
    """
    return _long_context_caption(scenario.case, restrict_to_roofline(scenario))


@functools.lru_cache(maxsize=16)
def _long_context_caption(case: Case, scenario: Scenario) -> str:
    """The caption, kept by case too, because scenarios of two cases may be equal."""
    errors_by_batch = _long_context_errors(case, scenario)
    if not errors_by_batch:
        return ""
    (small_batch, small_error), (large_batch, large_error) = (
        min(errors_by_batch),
        max(errors_by_batch),
    )
    return say(
        "cost-long-context",
        context=Amount(value=_LONG_CONTEXT, unit="tok"),
        platform=case.label("platform", case.story.platform),
        small_batch=round(small_batch),
        small_error=share_amount(abs(small_error)),
        small_slow=small_error > 0.0,
        large_batch=round(large_batch),
        large_error=share_amount(abs(large_error)),
        large_slow=large_error > 0.0,
    )


def _long_context_errors(case: Case, scenario: Scenario) -> list[tuple[float, float]]:
    """Decode measurements at long contexts on the chip of the story's platform: requests a rank, and the relative error there."""
    story_chip = case.facts_of["chip"][case.story.platform]
    decode = [points for points in fitted_measurements(case) if points.kind is DECODE]
    errors_by_batch = []
    for points in (*decode, unseen_decode(case)):
        errors = prediction_errors(points, predict(scenario, points))
        batches, contexts = points.given["batch_size"], points.given["context_length"]
        for chip, batch, context, error in zip(
            points.chips, batches, contexts, errors, strict=True
        ):
            if chip == story_chip and _SHORTEST_LONG <= context <= _LONGEST_LONG:
                errors_by_batch.append((float(batch), float(error)))
    return errors_by_batch


def owned_though_dearer_caption(outlook: Outlook, tier: str, month: int) -> str:
    """State which cards are owned though renting is cheaper, why, and what renting would change; empty if none are."""
    case, parts = outlook.case, []
    for platform, label in case.elements["platform"].items():
        owned_hour = outlook.at(f"owned_hour_cost.{platform}", month)
        rented_hour = outlook.at(f"market_rent.{platform}", month)
        if platform in unable_platforms(outlook, tier, month):
            continue
        if outlook.at(f"rented_part.{platform}", month) < 1.0 and rented_hour < owned_hour:
            cost = outlook.at(f"platform_serving_cost.{platform}.{tier}", month)
            rented_cost = cost * rented_hour / outlook.at(f"card_hour_cost.{platform}", month)
            parts.append(
                message(
                    "cost-owned-though-dearer",
                    platform=label,
                    owned=_hour_cost(owned_hour),
                    rented=_hour_cost(rented_hour),
                    unrecovered=_share_of(outlook, f"unrecovered_share.{platform}", month),
                    cost_rented=Amount(value=rented_cost, unit="yuan/Mtok", form="bare"),
                    cost=Amount(value=cost, unit="yuan/Mtok", form="short"),
                )
            )
    return say_all(*parts)


def card_use_caption(outlook: Outlook, month: int) -> str:
    """State how busy cards are in a month, and what the break-even of owning against renting compares."""
    return say(
        "cost-card-use",
        usable=_share_of(outlook, "usable_share", month),
        served=_share_of(outlook, "utilisation", month),
        idle=_share_of(outlook, "idle_value", month),
        decode_fill=_share_of(outlook, "decode_fill", month),
        prefill_fill=_share_of(outlook, "prefill_fill", month),
    )
