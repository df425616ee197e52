"""Curves: cost over context, throughput over speed for a user, and card price over cumulative output, with their ranges."""

import functools
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from econ.arrays import Array
from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.outlook import Outlook, run
from econ.roofline.error_ranges import scaled_range
from econ.roofline.latency_targets import BATCH_TOLERANCE, largest_measured_batches
from econ.roofline.prediction import OPERATING_POINT, evaluate_roofline, restrict_to_roofline
from econ.units import MILLION, SECONDS_AN_HOUR, THOUSAND

_CONTEXTS = np.geomspace(1_000.0, 1_000_000.0, 31)  # tokens
_LATENCY_TARGETS = tuple(np.geomspace(8.0, 200.0, 33))  # milliseconds per output token


def workload_contexts(outlook: Outlook) -> tuple[tuple[float, str], ...]:
    """The context of each workload, in tokens, and its label."""
    return tuple(
        (outlook.at(f"context_length.{workload}", 0), label)
        for workload, label in outlook.case.elements["workload"].items()
    )


def story_context(outlook: Outlook) -> float:
    """The context of the story's workload, in tokens: the end of the curves over context."""
    return outlook.at(f"context_length.{outlook.case.story.workload}", 0)


def target_speed(outlook: Outlook) -> float:
    """The speed at the latency target of the story's workload, in tokens a second."""
    return THOUSAND / outlook.at(f"latency_promise.{outlook.case.story.workload}", 0)


def _given_for_story(scenario: Scenario) -> dict[str, object]:
    """Return inputs that operating points take from the story's tier: tokens verified and accepted a step."""
    tier = scenario.case.story.tier
    names = ("verified_tokens", "accepted_tokens")
    return {name: scenario.value(f"{name}.{tier}") for name in names}


@functools.lru_cache(maxsize=32)
def _throughput_by_context(case: Case, scenario: Scenario) -> pd.DataFrame:
    """Decode throughput of a card by shape and context, where the latency target is kept: columns x (tok), throughput, shape.

    Kept by case too, because scenarios of two cases may be equal.
    """
    story, all_shapes = case.story, case.elements["shape"]
    contexts = np.unique([*_CONTEXTS, scenario.value(f"context_length.{story.workload}")])
    shapes = [shape for shape in all_shapes for _ in contexts]
    given = _given_for_story(scenario) | {
        "context_length": np.tile(contexts, len(all_shapes)),
        "latency_promise": scenario.value(f"latency_promise.{story.workload}"),
    }
    chips = [case.facts_of["chip"][story.platform]] * len(shapes)
    points = evaluate_roofline(scenario, chips, shapes, given, OPERATING_POINT)
    table = pd.DataFrame(
        {
            "x": given["context_length"],
            "throughput": points["decode_throughput"],
            "shape": shapes,
        }
    )
    return table[_keeps_target(points)].reset_index(drop=True)


def _keeps_target(points: Mapping[str, Array]) -> NDArray[np.bool_]:
    """Whether the latency target is kept and the batch fits in memory."""
    return points["keeps_target"] > 0.0


def cost_by_context(outlook: Outlook, month: int) -> pd.DataFrame:
    """Cost of output on the story's platform over context: columns x (tok), y (yuan/Mtok), series.

    One line a model shape, which serves the story's workload alone, and one for the tier's real mix, in which only that
    workload has a longer context. Card-hour, fill, maturity and algorithms are those of the month, as in the chain. A line
    ends where the latency target is not kept or the batch does not fit in memory: there is no cost beyond.
    """
    case, story = outlook.case, outlook.case.story
    table = _throughput_by_context(case, restrict_to_roofline(outlook.scenario))
    labels = [case.label("shape", shape).removesuffix(" shape") for shape in table["shape"]]
    alone = pd.DataFrame(
        {
            "x": table["x"],
            "y": _output_cost(outlook, table["throughput"], month),
            "series": labels,
        }
    )
    of_tier = table[table["shape"] == case.facts_of["shape"][story.tier]]
    time_of_token = (
        1.0 / of_tier["throughput"] * outlook.at(f"output_mix.{story.tier}.{story.workload}", month)
    )
    for workload in case.elements["workload"]:
        if workload != story.workload:
            if _is_missed(outlook, workload):
                return alone
            throughput = outlook.at(
                f"decode_throughput.{story.platform}.{story.tier}.{workload}", 0
            )
            time_of_token = (
                time_of_token
                + outlook.at(f"output_mix.{story.tier}.{workload}", month) / throughput
            )
    mixed = pd.DataFrame(
        {
            "x": of_tier["x"],
            "y": _output_cost(outlook, 1.0 / time_of_token, month),
            "series": mix_label(case),
        }
    )
    return pd.concat([mixed, alone], ignore_index=True)


def _is_missed(outlook: Outlook, workload: str) -> bool:
    """Whether the story's tier has a workload whose latency target the story's platform does not keep."""
    story = outlook.case.story
    place = f"{story.tier}.{workload}"
    is_served = outlook.at(f"workload_weight.{place}", 0) > 0.0
    return is_served and outlook.at(f"keeps_target.{story.platform}.{place}", 0) == 0.0


def mix_label(case: Case) -> str:
    """The label of the line of the tier's real mix."""
    return f"{case.label('tier', case.story.tier)}, its mix"


def context_series_order(case: Case) -> tuple[str, ...]:
    """The series of `cost_by_context` in the order of their colours: tiers keep theirs, other shapes follow."""
    tiers = [label for tier, label in case.elements["tier"].items() if tier != case.story.tier]
    shapes = [label.removesuffix(" shape") for label in case.elements["shape"].values()]
    return tuple(dict.fromkeys([mix_label(case), *tiers, *reversed(shapes)]))


def cost_at_story_context(outlook: Outlook, month: int) -> pd.DataFrame:
    """The chain's cost of output of the tier on the story's platform, at the context of the story's workload.

    One row, and none where the cost is not defined.
    """
    story = outlook.case.story
    point = pd.DataFrame(
        [
            {
                "x": outlook.at(f"context_length.{story.workload}", month),
                "series": mix_label(outlook.case),
                "y": outlook.at(f"platform_serving_cost.{story.platform}.{story.tier}", month),
            }
        ]
    )
    return point.dropna(ignore_index=True)


def _output_cost(outlook: Outlook, throughput: pd.Series, month: int) -> pd.Series:
    """Cost of output of the story's platform at a throughput of the roofline in tok/s, in yuan/Mtok."""
    platform = outlook.case.story.platform
    factor = _throughput_factor(outlook, outlook.case.facts_of["chip"][platform], month)
    used = factor / outlook.at("charged_hours", month)
    hour_cost = outlook.at(f"card_hour_cost.{platform}", month)
    return hour_cost * MILLION / (throughput * SECONDS_AN_HOUR * used)


def _throughput_factor(outlook: Outlook, chip: str, month: int) -> float:
    """Throughput of a busy card in a month relative to the roofline: fill, error, maturity where it serves, algorithms."""
    platforms = (
        platform for platform, its_chip in outlook.case.facts_of["chip"].items() if its_chip == chip
    )
    platform = next(platforms, None)
    maturity = outlook.at(f"stack_maturity.{platform}", month) if platform else 1.0
    error = float(outlook.scenario.value(f"decode_error.{chip}"))
    fill = outlook.at("decode_fill", month)
    return fill * error * maturity * outlook.at("algorithmic_efficiency", month)


def chip_labels(case: Case) -> dict[str, str]:
    """The label of each chip: that of the platform where it serves, else its own."""
    platforms = {
        chip: case.label("platform", platform)
        for platform, chip in reversed(case.facts_of["chip"].items())
    }
    return {chip: platforms.get(chip, label) for chip, label in case.elements["chip"].items()}


def story_chips(case: Case) -> list[str]:
    """The chips of the platforms that the figures draw."""
    return list(dict.fromkeys(case.facts_of["chip"][platform] for platform in case.story.platforms))


def throughput_by_speed(outlook: Outlook, month: int, chosen: Sequence[str] = ()) -> pd.DataFrame:
    """Output of a busy card over speed for a user, with its range.

    Columns: x (tok/s of a user), y (tok/s/card), low, high, series, is_measured.

    One line a chip, those of the story unless others are chosen, serving the story's workload alone. Fill, maturity and
    algorithms are those of the month, and the range is that of the roofline's error. The line ends where a batch would be
    smaller than the operator allows, or the model does not fit. A point is measured where its batch is no larger than the
    largest of the measurements.
    """
    return _points_of_busy_cards(outlook, month, _LATENCY_TARGETS, chosen)


def operating_points(outlook: Outlook, month: int, chosen: Sequence[str] = ()) -> pd.DataFrame:
    """The point of each chip at the latency target of the story's workload: columns as in `throughput_by_speed`."""
    latency_target = float(outlook.scenario.value(f"latency_promise.{outlook.case.story.workload}"))
    return _points_of_busy_cards(outlook, month, (latency_target,), chosen)


def _points_of_busy_cards(
    outlook: Outlook, month: int, latency_targets: tuple[float, ...], chosen: Sequence[str]
) -> pd.DataFrame:
    """Points of the frontier of chips, with the throughput of busy cards of a month and its range."""
    scenario = outlook.scenario
    table = _frontier(outlook.case, restrict_to_roofline(scenario), latency_targets, tuple(chosen))
    chips = set(table["chip"])
    factor = {chip: _throughput_factor(outlook, chip, month) for chip in chips}
    errors = {chip: scaled_range(scenario, f"decode_error.{chip}") for chip in chips}
    low = {chip: least / value for chip, (least, value, _) in errors.items()}
    high = {chip: largest / value for chip, (_, value, largest) in errors.items()}

    def of_chip(numbers: dict[str, float]) -> pd.Series:
        """A number for each row; of a table without rows too, where the model fits on no chip."""
        return table["chip"].map(numbers).astype(np.float64)

    throughput = table["throughput"].astype(np.float64) * of_chip(factor)
    return table.assign(
        y=throughput,
        low=throughput * of_chip(low),
        high=throughput * of_chip(high),
    ).drop(columns=["throughput", "chip"])


@functools.lru_cache(maxsize=64)
def _frontier(
    case: Case,
    scenario: Scenario,
    latency_targets: tuple[float, ...],
    chosen: tuple[str, ...],
) -> pd.DataFrame:
    """Throughput of chips at latency targets that are met: columns x (tok/s of a user), throughput, chip, series, is_measured."""
    story, labels = case.story, chip_labels(case)
    drawn = chosen or story_chips(case)
    chips = [chip for chip in drawn for _ in latency_targets]
    targets = np.tile(latency_targets, len(drawn))
    given = _given_for_story(scenario) | {
        "context_length": scenario.value(f"context_length.{story.workload}"),
        "latency_promise": targets,
    }
    shape = case.facts_of["shape"][story.tier]
    points = evaluate_roofline(scenario, chips, [shape] * len(chips), given, OPERATING_POINT)
    measured = np.array([largest_measured_batches(case).get((chip, shape), 0.0) for chip in chips])
    table = pd.DataFrame(
        {
            "x": THOUSAND / points["tpot"],
            "throughput": points["decode_throughput"],
            "chip": chips,
            "series": [labels[chip] for chip in chips],
            "is_measured": points["batch_size"] <= measured * BATCH_TOLERANCE,
        }
    )
    return table[_keeps_target(points)].reset_index(drop=True)


def learning_curve(outlook: Outlook) -> pd.DataFrame:
    """Price of a card in the rack over cumulative output: columns x (cards), y (k yuan), low, high, series.

    Wright's law; the range is that of the learning rate. Platforms that are no longer made are left out.
    """
    scenario, case = outlook.scenario, outlook.case
    last = case.months - 1
    platforms = [
        platform
        for platform in case.story.platforms
        if outlook.at(f"industry_cards.{platform}", last)
        > outlook.at(f"industry_cards.{platform}", 0)
    ]
    rows = {}
    for platform in platforms:
        key = f"learning_rate.{platform}"
        belief, value = scenario.belief(key), float(scenario.value(key))
        shift = value - belief.base
        draws = [value, belief.low + shift, belief.high + shift]
        rows[key] = np.clip(draws, *case.assumption_of(key).limits)
    by_learning_rate = run(scenario, rows, keep=["installed_price"])
    tables = []
    for platform in platforms:
        prices = by_learning_rate[f"installed_price.{platform}"]
        tables.append(
            pd.DataFrame(
                {
                    "x": outlook[f"industry_cards.{platform}"][0],
                    "y": outlook[f"installed_price.{platform}"][0],
                    "low": prices.min(axis=0),
                    "high": prices.max(axis=0),
                    "series": case.label("platform", platform),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)
