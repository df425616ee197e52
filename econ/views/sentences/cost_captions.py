"""Captions and warnings of the page Inference cost, and what the roofline misses at long contexts."""

import functools
from collections.abc import Sequence

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.outlook import Outlook
from econ.roofline.error_ranges import CACHE_HIT
from econ.roofline.latency_targets import (
    batches_beyond_measured,
    largest_measured_batches,
    missed_targets,
    platforms_without_room,
    unable_platforms,
)
from econ.roofline.measurements import DECODE, fitted_measurements, unseen_decode
from econ.roofline.prediction import predict, prediction_errors, restrict_to_roofline
from econ.units import NOT_DEFINED, format_value

_SHORTEST_LONG, _LONGEST_LONG = 100_000.0, 200_000.0  # tokens: contexts around 128 thousand


def cost_bridge_title(kind: str) -> str:
    """The title of the figure of the parts of a kind of token's cost."""
    return f"Where the cost of {'a ' if kind == CACHE_HIT else ''}{kind} goes"


def misfit_warning(outlook: Outlook) -> str:
    """Which models do not fit on which cards, weights and one context or any prompt together; empty if all do."""
    case = outlook.case
    parts = [
        f"{case.label('tier', tier)} does not fit on {case.label('platform', platform)}"
        for tier, platforms in platforms_without_room(outlook).items()
        for platform in platforms
    ]
    if not parts:
        return ""
    return (
        f"{' and '.join(parts)}: weights and one context, or weights where prompts are read, are more than the memory of an "
        "expert-parallel group. No cost is defined there, and such cards serve nothing of it."
    )


def missed_target_warning(outlook: Outlook) -> str:
    """Which latency targets cannot be kept where, with the latency reached and the target; empty if all are kept."""
    case, missed, parts = outlook.case, missed_targets(outlook), []
    for _, rows in missed.groupby(["tier", "workload"], sort=False):
        records = rows.to_dict("records")
        first = records[0]
        reached = ", ".join(
            f"{row['reached']:.1f} ms on {case.label('platform', row['platform'])}"
            for row in records
        )
        parts.append(
            f"{case.label('tier', first['tier'])}, {case.label('workload', first['workload'])}: {reached}, where "
            f"{first['target']:.4g} are promised"
        )
    if not parts:
        return ""
    return (
        f"Promises that cannot be kept. {'; '.join(parts)}. Such a platform does not serve the tier: its cost is "
        f"{NOT_DEFINED}, and it is left out of the fleet's."
    )


def unserved_tier_warning(outlook: Outlook) -> str:
    """Which tiers no platform can serve, and what follows; empty if some platform can serve each."""
    case = outlook.case
    names = [
        label
        for tier, label in case.elements["tier"].items()
        if len(unable_platforms(outlook, tier)) == len(case.elements["platform"])
    ]
    if not names:
        return ""
    return (
        f"No platform can serve {' and '.join(names)}: there is no capacity, demand is refused, and the cost of a token is "
        f"{NOT_DEFINED}."
    )


def throughput_source_caption(case: Case) -> str:
    """What the throughput of a card and its range come from."""
    point_sets = fitted_measurements(case)
    sources = list(
        dict.fromkeys(source.split(",")[0] for points in point_sets for source in points.sources)
    )
    basis = "a roofline; no published point is of a model and a chip of this case"
    if sources:
        count = sum(len(points.names) for points in point_sets)
        basis = (
            f"a roofline fitted to {count} published points ({', '.join(sources)}), each on the "
            "page Validation"
        )
    return f"Throughput: {basis}. Ranges: the roofline's error on a chip, and for hits the store of the cache."


def platform_change_caption(outlook: Outlook, tier: str) -> str:
    """What the story's platform alone does to the cost of output and of uncached input, at the same price of an hour.

    Says also how the hour of the replaced platform is charged, if some of it is rented. Empty if one of the two platforms
    cannot serve the tier.
    """
    case, story = outlook.case, outlook.case.story
    if {story.replaces, story.platform} & set(unable_platforms(outlook, tier)):
        return ""
    old, new = case.label("platform", story.replaces), case.label("platform", story.platform)
    changes = []
    for name, tokens in (
        ("base_output_throughput", "output"),
        ("base_input_throughput", "uncached input"),
    ):
        before = outlook.at(f"{name}.{story.replaces}.{tier}", 0)
        after = outlook.at(f"{name}.{story.platform}.{tier}", 0)
        size = format_value(abs(before / after - 1.0), "share")
        changes.append(f"{tokens} {size} {'dearer' if after < before else 'cheaper'}")
    caption = (
        f"At the same price of an hour and on a mature stack, {new} in place of {old} makes "
        f"{' and '.join(changes)}."
    )
    rented_share = outlook.at(f"rented_share.{story.replaces}", 0)
    if rented_share > 0.0:
        rented_hour = outlook.at(f"market_rent.{story.replaces}", 0)
        owned_hour = outlook.at(f"owned_hour_cost.{story.replaces}", 0)
        basis = case.belief(f"rented_share.{story.replaces}", outlook.scenario.preset).basis
        caption += (
            f" {old} is charged as rented for {format_value(rented_share, 'share')} at {rented_hour:.2f} yuan an hour; "
            f"owned, an hour would cost {owned_hour:.2f}. That share is {basis}."
        )
    return caption


def undefined_platform_change(outlook: Outlook, tier: str, month: int) -> str:
    """Why there is no change of cost from the replaced platform to the story's: which of them cannot serve the tier."""
    case, story = outlook.case, outlook.case.story
    unable = [
        case.label("platform", platform)
        for platform, month_of_cost in ((story.replaces, 0), (story.platform, month))
        if platform in unable_platforms(outlook, tier, month_of_cost)
    ]
    return (
        f"{' and '.join(unable)} cannot serve {case.label('tier', tier)}: the cost there is {NOT_DEFINED}, and there is no "
        "change to explain."
    )


def undefined_cost_change(outlook: Outlook, tier: str, month: int) -> str:
    """Why there is no change of cost on the fleet since the first month."""
    case = outlook.case
    months = [case.month_name(number) for number in dict.fromkeys((0, month))]
    return (
        f"No platform can serve {case.label('tier', tier)} in {' or '.join(months)}: its cost is {NOT_DEFINED}, and there "
        "is no change to explain."
    )


def speed_caption(outlook: Outlook, tier: str, chips: Sequence[str]) -> str:
    """What the curves of throughput by speed of some chips assume, and where cards run beyond what was measured."""
    case = outlook.case
    name, shape = case.label("tier", tier), case.facts_of["shape"][tier]
    beyond = {}
    for platform, (served, measured) in batches_beyond_measured(outlook, tier).items():
        limit = f"measured to {measured:,.0f}" if measured else "none measured"
        beyond[case.facts_of["chip"][platform]] = (
            f"{case.label('platform', platform)} {served:,.0f} ({limit})"
        )
    without_points = [
        case.label("chip", chip)
        for chip in chips
        if chip not in beyond and (chip, shape) not in largest_measured_batches(case)
    ]
    context = format_value(outlook.at(f"context_length.{case.story.workload}", 0), "tok")
    caption = (
        f"{case.label('workload', case.story.workload)} alone at a context of {context}; fill, maturity and algorithms of "
        "the month change what a card makes, not how fast a user is answered. Bands: the roofline's error; dots: at the "
        "promise; dashed: more requests a rank than in any published point of the model."
    )
    if beyond:
        caption += f" {name} is served beyond what was measured, requests a rank: {', '.join(beyond.values())}."
    if without_points:
        caption += f" No point of {name} was published on {', '.join(without_points)}."
    return caption


def context_caption(outlook: Outlook) -> str:
    """What the curves of cost by context assume."""
    case, story = outlook.case, outlook.case.story
    label, tier = case.label("workload", story.workload), case.label("tier", story.tier)
    fill = format_value(outlook.at("decode_fill", 0), "share")
    return (
        f"«{tier}, its mix» is what the model charges as the context of {label} alone is drawn out; dot: scenario, grey: "
        f"baseline. Other lines: {label} alone on one shape. Thick: up to the context in force. Fill {fill}, the month's "
        "maturity, algorithms and card-hour. "
        f"A line ends where the promise cannot be kept. {long_context_caption(outlook.scenario)}"
    )


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
    smallest, largest = min(errors_by_batch), max(errors_by_batch)
    small_batch, large_batch = (
        f"{format_value(abs(error), 'share')} too {'slow' if error > 0.0 else 'fast'} for {batch:.0f}"
        for batch, error in (smallest, largest)
    )
    _, large_batch_error = largest
    return (
        f"Around 128 thousand tokens the roofline of {case.label('platform', case.story.platform)} is {small_batch} request "
        f"a rank and {large_batch}: long documents, served in large batches, probably cost "
        f"{'less' if large_batch_error > 0.0 else 'more'} there than is shown."
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
    """Which cards are owned though renting is cheaper, why, and what renting would change; empty if none are."""
    case, sentences = outlook.case, []
    for platform, label in case.elements["platform"].items():
        owned_hour = outlook.at(f"owned_hour_cost.{platform}", month)
        rented_hour = outlook.at(f"market_rent.{platform}", month)
        if platform in unable_platforms(outlook, tier, month):
            continue
        if outlook.at(f"rented_part.{platform}", month) < 1.0 and rented_hour < owned_hour:
            cost = outlook.at(f"platform_serving_cost.{platform}.{tier}", month)
            rented_cost = cost * rented_hour / outlook.at(f"card_hour_cost.{platform}", month)
            unrecovered = format_value(outlook.at(f"unrecovered_share.{platform}", month), "share")
            now = format_value(cost, "yuan/Mtok", with_unit=False)
            rented = format_value(rented_cost, "yuan/Mtok", with_unit=False)
            sentences.append(
                f"{label} is charged at its owned hour of {owned_hour:.2f} yuan though one rents for {rented_hour:.2f}: "
                f"the cards are bought, and {unrecovered} of what one costs installed is still to be recovered. Rented, a "
                f"million output tokens would cost {rented} instead of {now} yuan."
            )
    return " ".join(sentences)


def card_use_caption(outlook: Outlook, month: int) -> str:
    """How busy cards are in a month, and what the break-even of owning against renting compares."""
    usable, served, decode_fill, prefill_fill, idle = (
        format_value(outlook.at(name, month), "share")
        for name in ("usable_share", "utilisation", "decode_fill", "prefill_fill", "idle_value")
    )
    return (
        f"A card can be busy {usable} of its hours, and {served} of that is used. An hour that waits for users is worth {idle} of "
        f"its cost, because training uses it; tokens carry the rest. A busy card is filled to {decode_fill} when it writes and "
        f"{prefill_fill} when it reads. Break-even is against rent by the hour, paid for busy hours alone, and counts nothing "
        "for training: owning wins where the busy share lies above it. Rent paid round the clock is beaten wherever an owned hour costs "
        "less."
    )
