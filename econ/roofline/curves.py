"""Curves: the roofline over context and over latency, and the price of cards over all cards made, each with its range."""

import functools
from collections.abc import Sequence

import numpy as np
import pandas as pd

from econ.case.case import Case
from econ.outlook import Outlook, run
from econ.roofline import error_ranges
from econ.roofline.latency_targets import TARGET_TOLERANCE, largest_measured_batches
from econ.roofline.prediction import evaluate_roofline, restrict_to_roofline
from econ.units import MILLION, SECONDS_AN_HOUR, THOUSAND

CONTEXTS = np.geomspace(1_000.0, 1_000_000.0, 31)  # tokens
PROMISES = np.geomspace(8.0, 200.0, 33)  # milliseconds per output token
TIERS_OWN = ("verified_tokens", "accepted_tokens")  # what a tier chooses for itself
POINT = (
    "decode_throughput",
    "tpot",
    "batch_size",
    "batch_by_memory",
)  # what is asked of an operating point


def workload_contexts(outlook: Outlook) -> tuple[tuple[float, str], ...]:
    """The context of each workload, in tokens, and its name."""
    return tuple(
        (outlook.at(f"context_length.{w}", 0), label)
        for w, label in outlook.case.elements["workload"].items()
    )


def story_context(outlook: Outlook) -> float:
    """The context of the story's workload, in tokens: how far the curves over context are drawn out."""
    return outlook.at(f"context_length.{outlook.case.story.workload}", 0)


def promised_speed(outlook: Outlook) -> float:
    """Tokens a second that the workload of the story is promised."""
    return THOUSAND / outlook.at(f"latency_promise.{outlook.case.story.workload}", 0)


@functools.lru_cache(maxsize=32)
def _by_context(case, scenario):
    """What a card makes and whether the promise is kept, by model shape and context; scenarios of two cases may be alike."""
    story = case.story
    contexts = np.unique([*CONTEXTS, scenario.value(f"context_length.{story.workload}")])
    chip, shapes = (
        case.refers["chip"][story.platform],
        [shape for shape in case.elements["shape"] for _ in contexts],
    )
    given = {name: scenario.value(f"{name}.{story.tier}") for name in TIERS_OWN}
    given |= {
        "context_length": np.tile(contexts, len(case.elements["shape"])),
        "latency_promise": scenario.value(f"latency_promise.{story.workload}"),
    }
    found = evaluate_roofline(scenario, [chip] * len(shapes), shapes, given, POINT)
    return pd.DataFrame(
        {
            "x": given["context_length"],
            "made": found["decode_throughput"],
            "shape": shapes,
            "sound": _kept(found, given["latency_promise"]),
        }
    )


def _kept(found, promised):
    """Whether the promise is kept and the batch fits in memory."""
    return (found["tpot"] <= promised * TARGET_TOLERANCE) & (
        found["batch_size"] <= found["batch_by_memory"] * TARGET_TOLERANCE
    )


def cost_by_context(outlook: Outlook, month: int) -> pd.DataFrame:
    """Cost of output on the awaited platform against context: columns x (tok), y (yuan/Mtok), series, sound.

    One line a model shape, serving the workload of the story alone, and one for the tier's real mix, in which only that
    workload's context is longer. Card-hour, fill, maturity and algorithms are those of the month, as in the chain. Where the
    latency promise of the workload is broken a point is not sound.
    """
    case, story = outlook.case, outlook.case.story
    table = _by_context(case, restrict_to_roofline(outlook.scenario))
    mine = table[table["shape"] == case.refers["shape"][story.tier]]
    names = [case.elements["shape"][shape].removesuffix(" shape") for shape in table["shape"]]
    alone = pd.DataFrame(
        {
            "x": table["x"],
            "y": _cost(outlook, table["made"], month),
            "series": names,
            "sound": table["sound"],
        }
    )
    taken = 1.0 / mine["made"] * outlook.at(f"output_mix.{story.tier}.{story.workload}", month)
    for workload in case.elements["workload"]:
        if workload != story.workload:
            key = f"{story.platform}.{story.tier}.{workload}"
            taken = taken + outlook.at(f"output_mix.{story.tier}.{workload}", month) / outlook.at(
                f"decode_throughput.{key}", 0
            )
    mixed = pd.DataFrame(
        {
            "x": mine["x"],
            "y": _cost(outlook, 1.0 / taken, month),
            "series": mix_label(case),
            "sound": mine["sound"],
        }
    )
    return pd.concat([mixed, alone], ignore_index=True)


def mix_label(case: Case) -> str:
    """What the line of the tier's real mix is called."""
    return f"{case.elements['tier'][case.story.tier]}, its mix"


def context_series_order(case: Case) -> tuple[str, ...]:
    """The series of `by_context` in the order of their colours: tiers have theirs everywhere, shapes alone take what is left."""
    tiers = [label for tier, label in case.elements["tier"].items() if tier != case.story.tier]
    shapes = [label.removesuffix(" shape") for label in case.elements["shape"].values()]
    return tuple(dict.fromkeys([mix_label(case), *tiers, *(name for name in reversed(shapes))]))


def cost_at_story_context(outlook: Outlook, month: int) -> pd.DataFrame:
    """What the chain charges for output of the tier on the awaited platform, at the context of the story's workload."""
    story = outlook.case.story
    return pd.DataFrame(
        [
            {
                "x": outlook.at(f"context_length.{story.workload}", month),
                "series": mix_label(outlook.case),
                "y": outlook.at(f"platform_serving_cost.{story.platform}.{story.tier}", month),
            }
        ]
    )


def _cost(outlook, made, month):
    """Cost of a million output tokens of the awaited platform when the roofline says so many a second, in yuan/Mtok."""
    platform = outlook.case.story.platform
    busy = _busy(outlook, outlook.case.refers["chip"][platform], month) * outlook.at(
        "usable_share", month
    )
    return (
        outlook.at(f"card_hour_cost.{platform}", month) * MILLION / (made * SECONDS_AN_HOUR * busy)
    )


def _busy(outlook, chip, month):
    """What a busy card makes in a month relative to the roofline: fill, error, algorithms, and maturity where it serves."""
    serves = next(
        (platform for platform, own in outlook.case.refers["chip"].items() if own == chip), None
    )
    maturity = outlook.at(f"stack_maturity.{serves}", month) if serves else 1.0
    error = float(outlook.scenario.value(f"decode_error.{chip}"))
    return (
        outlook.at("decode_fill", month)
        * error
        * maturity
        * outlook.at("algorithmic_efficiency", month)
    )


def chip_labels(case: Case) -> dict[str, str]:
    """Every chip the roofline knows, by what its cards are called: as a platform where one serves, else as a chip."""
    platforms = {
        chip: case.elements["platform"][platform]
        for platform, chip in reversed(case.refers["chip"].items())
    }
    return {chip: platforms.get(chip, label) for chip, label in case.elements["chip"].items()}


def story_chips(case: Case) -> list[str]:
    """The chips of the platforms that the figures draw."""
    return list(dict.fromkeys(case.refers["chip"][platform] for platform in case.story.platforms))


def throughput_by_speed(outlook: Outlook, month: int, chosen: Sequence[str] = ()) -> pd.DataFrame:
    """Output of a busy card against speed for a user: columns x (tok/s of a user), y (tok/s/card), low, high, series, sound.

    One line a chip, those of the story unless others are chosen, serving the workload of the story alone; fill, maturity and
    algorithms are those of the month, and the range is that of the roofline's error. Where a batch would be smaller than the
    operator allows, or the model does not fit, the line ends; beyond the batches anybody measured it is not sound.
    """
    known = restrict_to_roofline(outlook.scenario)
    return _months_own(
        outlook, month, _frontier(outlook.case, known, tuple(PROMISES), tuple(chosen))
    )


def operating_points(outlook: Outlook, month: int, chosen: Sequence[str] = ()) -> pd.DataFrame:
    """Where each chip stands on its line at the promise of the story's workload: columns as of `by_speed`."""
    promised = float(outlook.scenario.value(f"latency_promise.{outlook.case.story.workload}"))
    return _months_own(
        outlook,
        month,
        _frontier(outlook.case, restrict_to_roofline(outlook.scenario), (promised,), tuple(chosen)),
    )


def _months_own(outlook, month, table):
    """The curves of the roofline as busy cards of a month run along them."""
    factor = {chip: _busy(outlook, chip, month) for chip in set(table["chip"])}
    doubt = {
        chip: error_ranges.scaled_range(outlook.scenario, f"decode_error.{chip}") for chip in factor
    }
    made = table["made"] * table["chip"].map(factor)
    low, high = (
        made * table["chip"].map({chip: span[end] / span[1] for chip, span in doubt.items()})
        for end in (0, 2)
    )
    return table.assign(y=made, low=low, high=high).drop(columns=["made", "chip"])


@functools.lru_cache(maxsize=64)
def _frontier(case, scenario, promises, chosen):
    story, names = case.story, chip_labels(case)
    drawn = chosen or story_chips(case)
    rows = [chip for chip in drawn for _ in promises]
    given = {name: scenario.value(f"{name}.{story.tier}") for name in TIERS_OWN}
    given |= {
        "context_length": scenario.value(f"context_length.{story.workload}"),
        "latency_promise": np.tile(promises, len(drawn)),
    }
    shape = case.refers["shape"][story.tier]
    found = evaluate_roofline(scenario, rows, [shape] * len(rows), given, POINT)
    measured = np.array([largest_measured_batches(case).get((chip, shape), 0.0) for chip in rows])
    table = pd.DataFrame(
        {
            "x": THOUSAND / found["tpot"],
            "made": found["decode_throughput"],
            "chip": rows,
            "series": [names[chip] for chip in rows],
            "sound": found["batch_size"] <= measured * TARGET_TOLERANCE,
        }
    )
    return table[_kept(found, given["latency_promise"])].reset_index(drop=True)


def learning_curve(outlook: Outlook) -> pd.DataFrame:
    """Price of a card in the rack against all cards made, by platform: columns x (cards), y (k yuan), low, high, series.

    Wright's law; the range is that of the learning rate. What is not made any longer is left out.
    """
    scenario, case = outlook.scenario, outlook.case
    platforms = [
        p
        for p in case.story.platforms
        if outlook.at(f"industry_cards.{p}", case.months - 1) > outlook.at(f"industry_cards.{p}", 0)
    ]
    rows = {}
    for platform in platforms:
        key = f"learning_rate.{platform}"
        believed, now = (
            scenario.belief(key),
            float(scenario.value(key)),
        )
        shift = now - believed.base
        limits = case.assumption_of(key).limits
        rows[key] = np.clip([now, believed.low + shift, believed.high + shift], *limits)
    apart = run(scenario, rows, keep=["installed_price"])
    parts = [
        pd.DataFrame(
            {
                "x": outlook[f"industry_cards.{p}"][0],
                "y": outlook[f"installed_price.{p}"][0],
                "low": apart[f"installed_price.{p}"].min(axis=0),
                "high": apart[f"installed_price.{p}"].max(axis=0),
                "series": case.elements["platform"][p],
            }
        )
        for p in platforms
    ]
    return pd.concat(parts, ignore_index=True)
