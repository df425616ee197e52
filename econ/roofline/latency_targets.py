"""Latency targets that no batch keeps, models that do not fit in memory, and batches larger than any that was measured.

A platform serves a tier if it keeps the latency target of each of its workloads and holds its model (`can_serve`).
"""

import functools

import pandas as pd

from econ.case.case import Case
from econ.outlook import Outlook
from econ.roofline.measurements import DECODE, fitted_measurements, unseen_decode

BATCH_TOLERANCE = 1.001  # of the largest measured batch, up to which a batch counts as measured
DOES_NOT_FIT = "does not fit in memory"


def missed_targets(outlook: Outlook) -> pd.DataFrame:
    """Latency targets that no batch keeps: columns tier, workload, platform (keys), reached and target (ms a token).

    A batch is not made smaller than the operator allows. `reached` is the latency of the smallest batch. A batch that does
    not fit in memory is not listed.
    """
    case, rows = outlook.case, []
    for tier in case.elements["tier"]:
        for workload in _served_workloads(outlook, tier):
            target = outlook.at(f"latency_promise.{workload}", 0)
            for platform in case.elements["platform"]:
                place = f"{platform}.{tier}.{workload}"
                is_kept = outlook.at(f"keeps_target.{place}", 0) > 0.0
                if not is_kept and _batch_fits(outlook, place):
                    reached = outlook.at(f"tpot.{place}", 0)
                    rows.append((tier, workload, platform, reached, target))
    return pd.DataFrame(rows, columns=["tier", "workload", "platform", "reached", "target"])


def _served_workloads(outlook: Outlook, tier: str) -> list[str]:
    return [
        workload
        for workload in outlook.case.elements["workload"]
        if outlook.at(f"workload_weight.{tier}.{workload}", 0) > 0.0
    ]


def _batch_fits(outlook: Outlook, place: str) -> bool:
    return outlook.at(f"batch_size.{place}", 0) <= outlook.at(f"batch_by_memory.{place}", 0)


def unable_platforms(outlook: Outlook, tier: str, month: int = 0) -> tuple[str, ...]:
    """The platforms (keys) that cannot serve a tier in a month, so that its cost there is not defined."""
    return tuple(
        platform
        for platform in outlook.case.elements["platform"]
        if outlook.at(f"can_serve.{platform}.{tier}", month) == 0.0
    )


def platforms_without_room(outlook: Outlook) -> dict[str, tuple[str, ...]]:
    """By tier, the platforms (keys) whose memory does not hold its model: weights, and one context of a group or any prompt."""
    return {
        tier: tuple(
            platform
            for platform in outlook.case.elements["platform"]
            if not _fits(outlook, tier, platform)
        )
        for tier in outlook.case.elements["tier"]
    }


def _fits(outlook: Outlook, tier: str, platform: str) -> bool:
    return outlook.at(f"prefill_chunk.{platform}.{tier}", 0) > 0.0 and all(
        _batch_fits(outlook, f"{platform}.{tier}.{workload}")
        for workload in _served_workloads(outlook, tier)
    )


def target_labels(outlook: Outlook, tier: str) -> dict[str, str]:
    """By platform, whether it keeps the latency targets of a tier, in words for a table."""
    missed = missed_targets(outlook).query("tier == @tier")
    workloads, without_room = outlook.case.elements["workload"], platforms_without_room(outlook)
    labels = {}
    for platform in outlook.case.elements["platform"]:
        rows = missed[missed["platform"] == platform].to_dict("records")
        parts = [
            f"{workloads[row['workload']]} {row['reached']:.0f} ms for {row['target']:.0f}"
            for row in rows
        ]
        labels[platform] = "; ".join(parts) or "kept"
        if platform in without_room[tier]:
            labels[platform] = DOES_NOT_FIT
    return labels


@functools.lru_cache(maxsize=4)
def largest_measured_batches(case: Case) -> dict[tuple[str, str], float]:
    """The most requests a rank in any published decode measurement, by chip and shape."""
    largest: dict[tuple[str, str], float] = {}
    decode = [points for points in fitted_measurements(case) if points.kind is DECODE]
    for points in (*decode, unseen_decode(case)):
        batches = points.given["batch_size"].tolist()
        for chip, shape, batch in zip(points.chips, points.shapes, batches, strict=True):
            largest[chip, shape] = max(largest.get((chip, shape), 0.0), batch)
    return largest


def batches_beyond_measured(outlook: Outlook, tier: str) -> dict[str, tuple[float, float]]:
    """By platform of the story, the largest batch that serves the tier and the largest measured one, where that is smaller.

    Batches are in requests a rank.
    """
    case, beyond = outlook.case, {}
    measured_batches, shape = largest_measured_batches(case), case.facts_of["shape"][tier]
    for platform in case.story.platforms:
        served = max(
            outlook.at(f"batch_size.{platform}.{tier}.{workload}", 0)
            for workload in case.elements["workload"]
        )
        measured = measured_batches.get((case.facts_of["chip"][platform], shape), 0.0)
        if served > measured:
            beyond[platform] = (served, measured)
    return beyond
