"""Positions: what a token costs by its place in a long text, published and computed.

The report gives neither the requests that share a step nor how tokens are drafted and the cache is kept: decode is computed
as the published production day was. The level of decode is then ours to choose; its slope is not.
"""

import csv
import functools
from typing import Any

import numpy as np
import pandas as pd

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.data import DATA
from econ.roofline.measurements import SHAPE_NAMES, fitted_measurements
from econ.roofline.prediction import evaluate_roofline, restrict_to_roofline
from econ.roofline.production_day import (
    DECODE_SETTINGS,
    PRODUCTION_CHIP,
    PRODUCTION_SHAPE,
    production_day_facts,
)
from econ.roofline.publications import publication, settings
from econ.units import MILLION, SECONDS_AN_HOUR, THOUSAND, format_plain, format_value

POSITIONS = np.linspace(1.0, 131_072.0, 33)
PHASES = ("prefill", "decode")
COST_REPORT = publication("positions")
DECODED_LINES: dict[str, Any] = COST_REPORT["line"]  # how each published model decoded
REPORT_PREFILL_SETTINGS = settings("positions", "prefill")
LINE = ("series", "x", "y")  # the columns of a line
THOUSAND_TOKENS, MICROSECONDS = 1e3, 1e6


@functools.lru_cache(maxsize=1)
def published_costs() -> pd.DataFrame:
    """The corners of the published lines: columns phase, series, x (position in tokens) and y (dollars per Mtok), source."""
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


def cost_at_positions(scenario: Scenario, phase: str, model: str, places, given=None) -> np.ndarray:
    """Dollars per Mtok that the roofline says of a token at each place, at the price the company put on a card's hour.

    `given` takes the place of how decode was set up.
    """
    decoded = DECODE_SETTINGS | DECODED_LINES[model]["given"] | (given or {})
    settings_given = () if phase == "prefill" else tuple(decoded.items())
    return _cost(
        scenario.case,
        restrict_to_roofline(scenario),
        phase,
        model,
        tuple(np.maximum(places, 1.0)),
        settings_given,
    )


@functools.lru_cache(maxsize=128)
def _cost(case, scenario, phase, model, places, settings):  # noqa: ARG001
    """Scenarios of two cases may be alike: the case tells them apart."""
    inputs, name, many = (
        dict(settings) | {"context_length": np.array(places)},
        f"{phase}_throughput",
        len(places),
    )
    if (
        phase == "prefill"
    ):  # a token attends to what stands before it, where a prompt attends to half of itself
        inputs = REPORT_PREFILL_SETTINGS | {"attended_length": np.array(places)}
    found = evaluate_roofline(
        scenario, [PRODUCTION_CHIP] * many, [SHAPE_NAMES[model]] * many, inputs, [name]
    )[name]
    return production_day_facts()["hour_price"] * float(MILLION) / (float(SECONDS_AN_HOUR) * found)


def published_models(case: Case) -> list[str]:
    """The published models whose shape the case has, if it has the chip too."""
    return [
        model
        for model in DECODED_LINES
        if PRODUCTION_CHIP in case.elements["chip"] and SHAPE_NAMES[model] in case.elements["shape"]
    ]


def published_costs_of(case: Case) -> pd.DataFrame:
    """The corners of the published lines of those models."""
    return published_costs()[published_costs()["series"].isin(published_models(case))]


def cost_lines(scenario: Scenario, phase: str) -> pd.DataFrame:
    """The computed cost by position: columns series, x and y, a line for each model that the case has."""
    computed = [
        pd.DataFrame(
            {
                "series": model,
                "x": POSITIONS,
                "y": cost_at_positions(scenario, phase, model, POSITIONS),
            }
        )
        for model in published_models(scenario.case)
    ]
    return pd.concat(computed, ignore_index=True) if computed else pd.DataFrame(columns=LINE)


def corner_costs(scenario: Scenario) -> pd.DataFrame:
    """The corners of the published lines beside the roofline, which adds the column said, in dollars per Mtok."""
    ours = published_costs_of(scenario.case)
    beside = [
        line.assign(said=cost_at_positions(scenario, phase, model, line["x"]))
        for (phase, model), line in ours.groupby(["phase", "series"], sort=False)
    ]
    return pd.concat(beside, ignore_index=True) if beside else ours.assign(said=np.empty(0))


def context_slopes(scenario: Scenario) -> pd.DataFrame:
    """What a thousand tokens of context add to the time of a token, in microseconds, on the last stretch of each line.

    Columns phase, series, setting, published and said; where the setting of decode was not published, a row for each.
    """
    rows = []
    ours = published_costs_of(scenario.case)
    for (phase, model), line in ours.groupby(["phase", "series"], sort=False):
        ends = line.iloc[[min(1, len(line) - 2), -1]]
        told = _slope(ends["x"], ends["y"])
        ways = {"": {}}
        if phase == "decode":
            several = [DECODED_LINES[model], *DECODED_LINES[model].get("otherwise", ())]
            ways = {way["setting"]: way["given"] for way in several}
        rows += [
            {
                "phase": phase,
                "series": model,
                "setting": setting,
                "published": told,
                "said": _slope(
                    ends["x"], cost_at_positions(scenario, phase, model, ends["x"], given)
                ),
            }
            for setting, given in ways.items()
        ]
    return pd.DataFrame(rows)


def _slope(places, dollars):
    """Microseconds of a card that a thousand tokens of context add to a token, from its cost at two places."""
    seconds = (
        np.asarray(dollars)
        * float(SECONDS_AN_HOUR)
        / (production_day_facts()["hour_price"] * float(MILLION))
    )
    return float(np.diff(seconds)[0] / np.diff(places)[0] * THOUSAND_TOKENS * MICROSECONDS)


def profile_costs(case: Case) -> tuple[float, float] | None:
    """Dollars per Mtok of decode at the context of the published profile: from the profile, and from the published line.

    None where the case does not have the chip and the shape of the profile.
    """
    decode = fitted_measurements(case)[0]
    measured = list(zip(decode.chips, decode.shapes, strict=True))
    if (PRODUCTION_CHIP, PRODUCTION_SHAPE) not in measured:
        return None
    row = measured.index((PRODUCTION_CHIP, PRODUCTION_SHAPE))
    made = decode.given["batch_size"][row] / decode.measured[row] * float(THOUSAND)
    line = published_costs().query("phase == 'decode' and series == @COST_REPORT['profiled']")
    return (
        production_day_facts()["hour_price"] * float(MILLION) / (float(SECONDS_AN_HOUR) * made),
        float(np.interp(decode.given["context_length"][row], line["x"], line["y"])),
    )


def position_sentences(scenario: Scenario) -> str:
    """What the lines by position say of the roofline, in a few sentences; empty where the case has no such line."""
    profile = profile_costs(scenario.case)
    if profile is None or len(published_models(scenario.case)) < len(DECODED_LINES):
        return ""
    ours, line = profile
    reading = format_value(scenario.value("prefill_efficiency"), "share")
    return COST_REPORT["note"].format(
        reading=reading,
        line=format_plain(line, 3),
        profile=format_plain(ours, 3),
        requests=f"{DECODE_SETTINGS['batch_size']:.0f}",
    )
