"""Curves: the roofline over context and over latency, and the price of cards over all cards made, each with its range."""

import functools
from collections.abc import Sequence

import numpy as np
import pandas as pd

from econ.assumptions import Case
from econ.calibration import evaluate
from econ.outlook import Outlook, run
from econ.scenario import Scenario
from econ.units import MILLION, SECONDS_AN_HOUR, THOUSAND

CONTEXTS = np.geomspace(1_000.0, 1_000_000.0, 31)  # tokens
PROMISES = np.geomspace(8.0, 200.0, 33)  # milliseconds per output token
TIERS_OWN = ("verified_tokens", "accepted_tokens")  # what a tier chooses for itself
WITHIN = 1.001  # of a promise, and it counts as kept


def workloads(outlook: Outlook) -> tuple[tuple[float, str], ...]:
    """The context of each workload, in tokens, and its name."""
    return tuple((outlook.at(f"context_length.{w}", 0), label) for w, label in outlook.case.elements["workload"].items())


def promise(outlook: Outlook) -> float:
    """Tokens a second that the workload of the story is promised."""
    return THOUSAND / outlook.at(f"latency_promise.{outlook.case.story.workload}", 0)


@functools.lru_cache(maxsize=32)
def _by_context(case, scenario):
    """Output tokens a second of a card, for each model shape and context; scenarios of two cases may be alike."""
    story = case.story
    chip, shapes = case.refers["chip"][story.platform], [shape for shape in case.elements["shape"] for _ in CONTEXTS]
    given = {name: scenario.value(f"{name}.{story.tier}") for name in TIERS_OWN}
    given |= {"context_length": np.tile(CONTEXTS, len(case.elements["shape"])),
              "latency_promise": scenario.value(f"latency_promise.{story.workload}")}
    made = evaluate(scenario, [chip] * len(shapes), shapes, given, ["decode_throughput"])["decode_throughput"]
    names = [case.elements["shape"][shape].removesuffix(" shape") for shape in shapes]
    return pd.DataFrame({"x": given["context_length"], "made": made * _error(scenario, chip)[1], "series": names})


def by_context(outlook: Outlook, month: int) -> pd.DataFrame:
    """Cost of output on the awaited platform against context, for every model shape: columns x (tok), y (yuan/Mtok), series.

    A mature stack, the platform's card-hour cost of the month, the latency promise of the story's workload.
    """
    made = _by_context(outlook.case, outlook.scenario)
    return pd.DataFrame({"x": made["x"], "y": _cost(outlook, made["made"], month), "series": made["series"]})


def context_point(outlook: Outlook, month: int) -> pd.DataFrame:
    """Where the tier of the story stands on its line of `by_context`, at the context of its workload."""
    case, story = outlook.case, outlook.case.story
    made = outlook.at(f"decode_throughput.{story.platform}.{story.tier}.{story.workload}", month)
    error = _error(outlook.scenario, case.refers["chip"][story.platform])[1]
    name = case.elements["shape"][case.refers["shape"][story.tier]].removesuffix(" shape")
    return pd.DataFrame([{"x": outlook.at(f"context_length.{story.workload}", month),
                          "y": _cost(outlook, made * error, month), "series": name}])


def _cost(outlook, made, month):
    """Cost of a million output tokens of the awaited platform when a full card makes so many a second, in yuan/Mtok."""
    busy = outlook.at("decode_fill", month) * outlook.at("usable_share", month)
    return outlook.at(f"card_hour_cost.{outlook.case.story.platform}", month) * MILLION / (made * SECONDS_AN_HOUR * busy)


def _error(scenario, chip):
    """Least, believed and most of what a card makes relative to the roofline; the range keeps its width when it is moved."""
    key = f"throughput_error.{chip}"
    believed, now = scenario.case.value(key, scenario.preset, scenario.stresses), scenario.value(key)
    return now * believed.low / believed.base, now, now * believed.high / believed.base


def chips(case: Case) -> dict[str, str]:
    """Every chip the roofline knows, by what its cards are called: as a platform where one serves, else as a chip."""
    platforms = {chip: case.elements["platform"][platform] for platform, chip in reversed(case.refers["chip"].items())}
    return {chip: platforms.get(chip, label) for chip, label in case.elements["chip"].items()}


def chips_of_story(case: Case) -> list[str]:
    """The chips of the platforms that the figures draw."""
    return list(dict.fromkeys(case.refers["chip"][platform] for platform in case.story.platforms))


def by_speed(scenario: Scenario, chosen: Sequence[str] = ()) -> pd.DataFrame:
    """Throughput of a card against speed for a user: columns x (tok/s of a user), y (tok/s/card), low, high and series.

    One line a chip, those of the story unless others are chosen. A mature stack and a full card, with the range of the
    roofline's error; where a batch would be smaller than the operator allows, or the model does not fit, the line ends.
    """
    return _frontier(scenario.case, scenario, tuple(PROMISES), tuple(chosen))


def operating_points(scenario: Scenario, chosen: Sequence[str] = ()) -> pd.DataFrame:
    """Where each chip stands on its line at the promise of the story's workload: columns as of `by_speed`."""
    return _frontier(scenario.case, scenario, (scenario.value(f"latency_promise.{scenario.case.story.workload}"),),
                     tuple(chosen))


@functools.lru_cache(maxsize=64)
def _frontier(case, scenario, promises, chosen):
    story, names = case.story, chips(case)
    drawn = chosen or chips_of_story(case)
    rows = [chip for chip in drawn for _ in promises]
    given = {name: scenario.value(f"{name}.{story.tier}") for name in TIERS_OWN}
    given |= {"context_length": scenario.value(f"context_length.{story.workload}"),
              "latency_promise": np.tile(promises, len(drawn))}
    shape = case.refers["shape"][story.tier]
    found = evaluate(scenario, rows, [shape] * len(rows), given, ["decode_throughput", "tpot", "batch_size", "batch_by_memory"])
    low, now, high = np.array([_error(scenario, chip) for chip in rows]).T * found["decode_throughput"]
    table = pd.DataFrame({"x": THOUSAND / found["tpot"], "y": now, "low": low, "high": high,
                          "series": [names[chip] for chip in rows]})
    kept = (found["tpot"] <= given["latency_promise"] * WITHIN) & (found["batch_size"] <= found["batch_by_memory"] * WITHIN)
    return table[kept].reset_index(drop=True)


def learning(outlook: Outlook) -> pd.DataFrame:
    """Price of a card in the rack against all cards made, by platform: columns x (cards), y (k yuan), low, high, series.

    Wright's law; the range is that of the learning rate. What is not made any longer is left out.
    """
    scenario, case = outlook.scenario, outlook.case
    platforms = [p for p in case.story.platforms if outlook.at(f"industry_cards.{p}", case.months - 1)
                 > outlook.at(f"industry_cards.{p}", 0)]
    rows = {}
    for platform in platforms:
        key = f"learning_rate.{platform}"
        believed, now = case.value(key, scenario.preset, scenario.stresses), float(scenario.value(key))
        shift = now - believed.base
        limits = case.assumption_of(key).limits
        rows[key] = np.clip([now, believed.low + shift, believed.high + shift], *limits)
    apart = run(scenario, rows, keep=["installed_price"])
    parts = [pd.DataFrame({"x": outlook[f"industry_cards.{p}"][0], "y": outlook[f"installed_price.{p}"][0],
                           "low": apart[f"installed_price.{p}"].min(axis=0), "high": apart[f"installed_price.{p}"].max(axis=0),
                           "series": case.elements["platform"][p]}) for p in platforms]
    return pd.concat(parts, ignore_index=True)
