"""Captions of cost: what stands beside tables and figures of the roofline in words."""

import functools
from collections.abc import Sequence

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.outlook import Outlook
from econ.roofline.latency_targets import (
    batches_beyond_measured,
    largest_measured_batches,
    missed_targets,
    platforms_without_room,
)
from econ.roofline.measurements import DECODE, fitted_measurements, unseen_decode
from econ.roofline.prediction import predict, prediction_errors, restrict_to_roofline
from econ.units import format_value

LONG = (100_000.0, 200_000.0)  # tokens: the contexts around 128 thousand


def misfits(outlook: Outlook) -> str:
    """Which models do not fit on which cards, weights and one request's context together; empty if all do."""
    case = outlook.case
    parts = [
        f"{case.label('tier', tier)} does not fit on {case.label('platform', platform)}"
        for tier, platforms in platforms_without_room(outlook).items()
        for platform in platforms
    ]
    return (
        f"{' and '.join(parts)}: weights and one context are more than the memory of an expert-parallel group. No cost is "
        "shown; in the chain such cards serve next to nothing."
        if parts
        else ""
    )


def broken_promises(outlook: Outlook) -> str:
    """Which latency promises are broken where, reached against promised; empty if all are kept."""
    names, parts = outlook.case.elements, []
    for (tier, workload), rows in missed_targets(outlook).groupby(["tier", "workload"], sort=False):
        reached = ", ".join(
            f"{row.reached:.1f} ms on {names['platform'][row.platform]}"
            for row in rows.itertuples()
        )
        parts.append(
            f"{names['tier'][tier]}, {names['workload'][workload]}: {reached}, where "
            f"{rows['promised'].iloc[0]:.4g} are promised"
        )
    return (
        f"Promises that are not kept. {'; '.join(parts)}. Costs there are those of the slower answer."
        if parts
        else ""
    )


def behind(case: Case) -> str:
    """Where the throughput of a card comes from."""
    points = fitted_measurements(case)
    sources = list(dict.fromkeys(source.split(",")[0] for one in points for source in one.sources))
    held = (
        f"a roofline fitted to {sum(len(one.names) for one in points)} published points ({', '.join(sources)}), each on the "
        "page Validation"
        if sources
        else "a roofline; no published point is of a model and a chip of this case"
    )
    return f"Throughput: {held}. Ranges: the roofline's error on a chip, and for hits the store of the cache."


def operating(outlook: Outlook, tier: str, drawn: Sequence[str]) -> str:
    """What the curves of speed of some chips assume, and where cards run beyond what was measured."""
    case, names = outlook.case, outlook.case.elements
    far = {
        case.refers["chip"][
            platform
        ]: f"{names['platform'][platform]} {served:,.0f} ({f'measured to {measured:,.0f}' if measured else 'none measured'})"
        for platform, (served, measured) in batches_beyond_measured(outlook, tier).items()
    }
    shape = case.refers["shape"][tier]
    unseen_on = [
        names["chip"][chip]
        for chip in drawn
        if chip not in far and (chip, shape) not in largest_measured_batches(case)
    ]
    context = format_value(outlook.at(f"context_length.{case.story.workload}", 0), "tok")
    told = (
        f"{names['workload'][case.story.workload]} alone at a context of {context}; fill, maturity and algorithms of the "
        "month change what a card makes, not how fast a user is answered. Bands: the roofline's error; dots: at the promise; "
        "dashed: more requests a rank than in any published point of the model."
    )
    name = names["tier"][tier]
    told += (
        f" {name} is served beyond what was measured, requests a rank: {', '.join(far.values())}."
        if far
        else ""
    )
    return told + (
        f" No point of {name} was published on {', '.join(unseen_on)}." if unseen_on else ""
    )


def context(outlook: Outlook) -> str:
    """What the curves over context assume."""
    case, story = outlook.case, outlook.case.story
    label, tier = case.label("workload", story.workload), case.label("tier", story.tier)
    fill = format_value(outlook.at("decode_fill", 0), "share")
    return (
        f"«{tier}, its mix» is what the model charges as the context of {label} alone is drawn out; dot: scenario, grey: "
        f"baseline. Other lines: {label} alone on one shape. Thick: up to the context in force. Fill {fill}, the month's "
        "maturity, algorithms and card-hour. "
        f"Dashed: the promise is broken. {long_context(outlook.scenario)}"
    )


def long_context(scenario: Scenario) -> str:
    """How far the roofline is off at long contexts on the awaited chip, for the smallest and the largest batch measured."""
    return _long_context(scenario.case, restrict_to_roofline(scenario))


@functools.lru_cache(maxsize=16)
def _long_context(case, scenario):
    chip, rows = case.refers["chip"][case.story.platform], []
    for points in (
        *(one for one in fitted_measurements(case) if one.kind is DECODE),
        unseen_decode(case),
    ):
        missed = prediction_errors(points, predict(scenario, points))
        rows += [
            (batch, error)
            for own, batch, context, error in zip(
                points.chips,
                points.given["batch_size"],
                points.given["context_length"],
                missed,
                strict=True,
            )
            if own == chip and LONG[0] <= context <= LONG[1]
        ]
    if not rows:
        return ""
    (few, early), (many, late) = min(rows), max(rows)
    label = case.label("platform", case.story.platform)
    told = [
        f"{format_value(abs(error), 'share')} too {'slow' if error > 0.0 else 'fast'} for {batch:.0f}"
        for batch, error in ((few, early), (many, late))
    ]
    ends = (
        "probably cost less there than is shown"
        if late > 0.0
        else "probably cost more there than is shown"
    )
    return (
        f"Around 128 thousand tokens the roofline of {label} is {told[0]} request a rank and {told[1]}: long documents, "
        f"served in large batches, {ends}."
    )


def tenure(outlook: Outlook, tier: str, month: int) -> str:
    """Which cards are owned though renting is cheaper, why, and what renting would change; empty if none are."""
    case, parts = outlook.case, []
    for platform, label in case.elements["platform"].items():
        owned, rent, charged = (
            outlook.at(f"{name}.{platform}", month)
            for name in ("owned_hour_cost", "rent_price", "card_hour_cost")
        )
        if outlook.at(f"rented_share.{platform}", month) < 1.0 and rent < owned:
            cost = outlook.at(f"platform_serving_cost.{platform}.{tier}", month)
            now, then = (
                format_value(value, "yuan/Mtok", with_unit=False)
                for value in (cost, cost * rent / charged)
            )
            parts.append(
                f"{label} is charged at its owned hour of {owned:.2f} yuan though one rents for {rent:.2f}: the cards "
                "are bought, and an hour of them counts as what it would take to buy them today. Rented, a million "
                f"output tokens would cost {then} instead of {now} yuan."
            )
    return " ".join(parts)


def card_use(outlook: Outlook, month: int) -> str:
    """How busy a card is in force, beside what owning asks."""
    usable, served, write_fill, read_fill = (
        format_value(outlook.at(name, month), "share")
        for name in ("usable_share", "utilisation", "decode_fill", "prefill_fill")
    )
    return (
        f"A card can be busy {usable} of its hours, and {served} of that is used. A busy card is filled to {write_fill} when "
        f"it writes and {read_fill} when it reads. Break-even is against rent by the hour, paid for busy hours alone: owning "
        "wins where the busy share lies above it. Rent paid round the clock is beaten wherever an owned hour costs less."
    )
