"""Cost of a token by its position in a long text, as published and as computed by the roofline.

The report does not state the requests that share a step, the drafts, or the format of the cache: decode is computed with the
settings of the published production day. These settings decide the level of decode, not its slope.
"""

import csv
import functools
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from econ.arrays import Array
from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.data import DATA
from econ.roofline.measurements import DECODE, SHAPE_NAMES, fitted_measurements
from econ.roofline.prediction import evaluate_roofline, restrict_to_roofline
from econ.roofline.production_day import (
    DECODE_SETTINGS,
    PRODUCTION_CHIP,
    PRODUCTION_SHAPE,
    production_day_facts,
)
from econ.roofline.publications import publication, settings
from econ.units import MILLION, SECONDS_AN_HOUR, THOUSAND, format_plain, format_value

PHASES = ("prefill", "decode")
_POSITIONS = np.linspace(1.0, 131_072.0, 33)
_MICROSECONDS = 1e6  # a second
COST_REPORT = publication("positions")
REPORT_PREFILL_SETTINGS = settings("positions", "prefill")


@functools.lru_cache(maxsize=1)
def published_costs() -> pd.DataFrame:
    """The corners of the published lines: columns phase, series, x (position in tokens), y (dollars per Mtok), source."""
    with (DATA / "positions.csv").open(encoding="utf-8") as file:
        return pd.DataFrame(
            [
                {
                    "phase": row["phase"],
                    "series": row["model"],
                    "x": float(row["position"]),
                    "y": float(row["dollars_per_mtok"]),
                    "source": row["source"],
                }
                for row in csv.DictReader(file)
            ]
        )


def cost_at_positions(
    scenario: Scenario,
    phase: str,
    model: str,
    positions: Array | Sequence[float],
    given: Mapping[str, float] | None = None,
) -> Array:
    """The roofline's cost of a token at each position, in dollars per Mtok, at the published price of a card-hour.

    `given` replaces settings of decode.
    """
    decode_given = DECODE_SETTINGS | COST_REPORT["line"][model]["given"] | dict(given or {})
    all_given = REPORT_PREFILL_SETTINGS if phase == "prefill" else decode_given
    return _cost_at_positions(
        scenario.case,
        restrict_to_roofline(scenario),
        phase,
        model,
        tuple(np.maximum(positions, 1.0)),
        tuple(all_given.items()),
    )


@functools.lru_cache(maxsize=128)
def _cost_at_positions(
    case: Case,  # noqa: ARG001 - scenarios of two cases may be equal
    scenario: Scenario,
    phase: str,
    model: str,
    positions: tuple[float, ...],
    given: tuple[tuple[str, float], ...],
) -> Array:
    # A token attends to all positions before it, where a prompt attends to half of itself.
    position = "attended_length" if phase == "prefill" else "context_length"
    quantity, count = f"{phase}_throughput", len(positions)
    throughput = evaluate_roofline(
        scenario,
        [PRODUCTION_CHIP] * count,
        [SHAPE_NAMES[model]] * count,
        {**dict(given), position: np.array(positions)},
        [quantity],
    )[quantity]
    return _dollars_per_mtok(throughput)


def _dollars_per_mtok(throughput: Array) -> Array:
    """The cost of a token from the throughput of a card in tok/s, at the published price of a card-hour."""
    hour_price = production_day_facts()["hour_price"]
    return hour_price * float(MILLION) / (float(SECONDS_AN_HOUR) * throughput)


def published_models(case: Case) -> list[str]:
    """The models with published lines whose shape the case has, if it has the chip too."""
    if PRODUCTION_CHIP not in case.elements["chip"]:
        return []
    return [model for model in COST_REPORT["line"] if SHAPE_NAMES[model] in case.elements["shape"]]


def published_costs_of(case: Case) -> pd.DataFrame:
    """The corners of the published lines of the models that the case has; columns as in `published_costs`."""
    costs = published_costs()
    return costs[costs["series"].isin(published_models(case))]


def cost_lines(scenario: Scenario, phase: str) -> pd.DataFrame:
    """The computed cost by position: columns series, x and y, a line for each model that the case has."""
    lines = [
        pd.DataFrame(
            {
                "series": model,
                "x": _POSITIONS,
                "y": cost_at_positions(scenario, phase, model, _POSITIONS),
            }
        )
        for model in published_models(scenario.case)
    ]
    if not lines:
        return pd.DataFrame(columns=["series", "x", "y"])
    return pd.concat(lines, ignore_index=True)


def corner_costs(scenario: Scenario) -> pd.DataFrame:
    """The corners of the published lines, with the column predicted for the roofline's cost in dollars per Mtok."""
    costs = published_costs_of(scenario.case)
    lines = []
    for names, line in costs.groupby(["phase", "series"], sort=False):
        phase, model = map(str, names)
        predicted = cost_at_positions(scenario, phase, model, line["x"].to_numpy())
        lines.append(line.assign(predicted=predicted))
    return pd.concat(lines, ignore_index=True) if lines else costs.assign(predicted=np.empty(0))


def context_slopes(scenario: Scenario) -> pd.DataFrame:
    """The time that a thousand tokens of context add to a token, in microseconds, on the last stretch of each line.

    Columns phase, series, setting, published and predicted; one row for each setting of decode that may have been used.
    """
    rows = []
    costs = published_costs_of(scenario.case)
    for names, line in costs.groupby(["phase", "series"], sort=False):
        phase, model = map(str, names)
        stretch = line.iloc[[min(1, len(line) - 2), -1]]
        positions, published = stretch["x"].to_numpy(), stretch["y"].to_numpy()
        ways = _decode_settings_of(model) if phase == "decode" else {"": {}}
        for setting, given in ways.items():
            predicted = cost_at_positions(scenario, phase, model, positions, given)
            rows.append(
                {
                    "phase": phase,
                    "series": model,
                    "setting": setting,
                    "published": _microseconds_slope(positions, published),
                    "predicted": _microseconds_slope(positions, predicted),
                }
            )
    return pd.DataFrame(rows)


def _decode_settings_of(model: str) -> dict[str, dict[str, float]]:
    """The settings of decode with which a line may have been published, by name."""
    line = COST_REPORT["line"][model]
    return {way["setting"]: way["given"] for way in (line, *line.get("otherwise", ()))}


def _microseconds_slope(positions: Array, dollars: Array) -> float:
    """Microseconds of a card that a thousand tokens of context add to a token, from its cost at two positions."""
    hour_price = production_day_facts()["hour_price"]
    seconds = dollars * float(SECONDS_AN_HOUR) / (hour_price * float(MILLION))
    return float(np.diff(seconds)[0] / np.diff(positions)[0] * float(THOUSAND) * _MICROSECONDS)


def profile_costs(case: Case) -> tuple[float, float] | None:
    """Dollars per Mtok of decode at the context of the published profile: by the profile, and on the published line.

    `None` where the case does not have the chip and the shape of the profile.
    """
    decode = next(points for points in fitted_measurements(case) if points.kind is DECODE)
    measured = list(zip(decode.chips, decode.shapes, strict=True))
    if (PRODUCTION_CHIP, PRODUCTION_SHAPE) not in measured:
        return None
    row = measured.index((PRODUCTION_CHIP, PRODUCTION_SHAPE))
    throughput = decode.given["batch_size"][row] / decode.measured[row] * float(THOUSAND)
    line = published_costs().query("phase == 'decode' and series == @COST_REPORT['profiled']")
    context = decode.given["context_length"][row]
    return float(_dollars_per_mtok(throughput)), float(np.interp(context, line["x"], line["y"]))


def position_sentences(scenario: Scenario) -> str:
    """Sentences about the lines by position and the roofline; empty unless the case has all published models."""
    profile = profile_costs(scenario.case)
    if profile is None or len(published_models(scenario.case)) < len(COST_REPORT["line"]):
        return ""
    profiled, line = profile
    return COST_REPORT["note"].format(
        reading=format_value(float(scenario.value("prefill_efficiency")), "share"),
        line=format_plain(line, 3),
        profile=format_plain(profiled, 3),
        requests=f"{DECODE_SETTINGS['batch_size']:.0f}",
    )
