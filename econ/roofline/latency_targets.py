"""Promises: where answers come slower than promised, and where more requests share a card than anybody has measured."""

import functools

import pandas as pd

from econ.case.case import Case
from econ.outlook import Outlook
from econ.roofline.measurements import DECODE, fitted_measurements, unseen_decode

TARGET_TOLERANCE = 1.001  # of a promise, and it counts as kept
DOES_NOT_FIT = "does not fit in memory"


def missed_targets(outlook: Outlook) -> pd.DataFrame:
    """The latency promises no batch keeps: columns tier, workload, platform (keys), reached and promised (ms a token).

    A batch is not made smaller than the operator allows: where that many requests are already too slow, the promise gives
    way, and cost is that of the speed that is reached.
    """
    case, rows = outlook.case, []
    for tier in case.elements["tier"]:
        for workload in case.elements["workload"]:
            promised = outlook.at(f"latency_promise.{workload}", 0)
            for platform in case.elements["platform"]:
                reached = outlook.at(f"tpot.{platform}.{tier}.{workload}", 0)
                if (
                    reached > promised * TARGET_TOLERANCE
                    and outlook.at(f"workload_weight.{tier}.{workload}", 0) > 0.0
                ):
                    rows.append((tier, workload, platform, reached, promised))
    return pd.DataFrame(rows, columns=["tier", "workload", "platform", "reached", "promised"])


def platforms_without_room(outlook: Outlook) -> dict[str, tuple[str, ...]]:
    """By tier the platforms (keys) on which its model does not fit: weights and one context are more than a group's memory."""
    case = outlook.case
    return {
        tier: tuple(
            platform
            for platform in case.elements["platform"]
            if any(
                outlook.at(f"batch_size.{platform}.{tier}.{workload}", 0)
                > outlook.at(f"batch_by_memory.{platform}.{tier}.{workload}", 0) * TARGET_TOLERANCE
                for workload in case.elements["workload"]
                if outlook.at(f"workload_weight.{tier}.{workload}", 0) > 0.0
            )
        )
        for tier in case.elements["tier"]
    }


def target_labels(outlook: Outlook, tier: str) -> dict[str, str]:
    """Whether each platform keeps the promises of a tier, in words: for a table."""
    found, label = missed_targets(outlook).query("tier == @tier"), outlook.case.elements["workload"]
    words = {
        platform: "; ".join(
            f"{label[row.workload]} {row.reached:.0f} ms for {row.promised:.0f}"
            for row in rows.itertuples()
        )
        for platform, rows in found.groupby("platform")
    }
    return {
        platform: DOES_NOT_FIT
        if platform in platforms_without_room(outlook)[tier]
        else words.get(platform, "kept")
        for platform in outlook.case.elements["platform"]
    }


@functools.lru_cache(maxsize=4)
def largest_measured_batches(case: Case) -> dict[tuple[str, str], float]:
    """The most requests a rank in any published decode point, by chip and shape."""
    most: dict[tuple[str, str], float] = {}
    for points in (
        *(one for one in fitted_measurements(case) if one.kind is DECODE),
        unseen_decode(case),
    ):
        for chip, shape, batch in zip(
            points.chips, points.shapes, points.given["batch_size"], strict=True
        ):
            most[chip, shape] = max(most.get((chip, shape), 0.0), float(batch))
    return most


def batches_beyond_measured(outlook: Outlook, tier: str) -> dict[str, tuple[float, float]]:
    """By platform of the story: most requests a rank that the tier is served with, and that were measured, if fewer."""
    case, found = outlook.case, {}
    for platform in case.story.platforms:
        served = max(
            outlook.at(f"batch_size.{platform}.{tier}.{workload}", 0)
            for workload in case.elements["workload"]
        )
        measured = largest_measured_batches(case).get(
            (case.refers["chip"][platform], case.refers["shape"][tier]), 0.0
        )
        if served > measured:
            found[platform] = (served, measured)
    return found
