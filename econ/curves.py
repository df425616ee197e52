"""Curves: the roofline over context and over latency, for chips and shapes the fleet has and for those it has not."""

import numpy as np
import pandas as pd

from econ.calibration import evaluate
from econ.outlook import Outlook
from econ.units import MILLION, SECONDS_AN_HOUR

CONTEXTS = np.geomspace(1_000.0, 1_000_000.0, 31)  # tokens
PROMISES = np.geomspace(8.0, 200.0, 33)  # milliseconds per output token
GIVEN = ("verified_tokens", "accepted_tokens")  # what a tier chooses for itself


def _of_tier(scenario, tier):
    return {name: scenario.value(f"{name}.{tier}") for name in GIVEN}


def context_curve(outlook: Outlook, platform: str, tier: str, promise: float, month: int) -> pd.DataFrame:
    """Cost of output against context on one platform, for every model shape: columns x (tok), y (yuan/Mtok), series.

    A mature stack, the platform's card-hour cost of the month, a latency promise in ms per token.
    """
    scenario, case = outlook.scenario, outlook.case
    shapes = [shape for shape in case.elements["shape"] for _ in CONTEXTS]
    chip = case.refers["chip"][platform]
    given = _of_tier(scenario, tier) | {"context_length": np.tile(CONTEXTS, len(case.elements["shape"])),
                                        "latency_promise": promise}
    made = evaluate(scenario, [chip] * len(shapes), shapes, given, ["decode_throughput"])["decode_throughput"]
    busy = outlook.at("decode_fill", month) * outlook.at("load_factor", month)
    cost = outlook.at(f"card_hour_cost.{platform}", month) * MILLION / (made * SECONDS_AN_HOUR * busy)
    names = [case.elements["shape"][shape].removesuffix(" shape") for shape in shapes]
    return pd.DataFrame({"x": given["context_length"], "y": cost, "series": names})


def frontier(outlook: Outlook, tier: str, context: float, platforms: tuple[str, ...]) -> pd.DataFrame:
    """Throughput of a card against speed for a user: columns x (tok/s of a user), y (tok/s/card) and series, by platform.

    A mature stack and a full card; where a batch would be smaller than the operator allows, the line ends.
    """
    scenario, case = outlook.scenario, outlook.case
    chips = [case.refers["chip"][platform] for platform in platforms]
    rows = [chip for chip in chips for _ in PROMISES]
    given = _of_tier(scenario, tier) | {"context_length": context, "latency_promise": np.tile(PROMISES, len(chips))}
    found = evaluate(scenario, rows, [case.refers["shape"][tier]] * len(rows), given, ["decode_throughput", "tpot"])
    table = pd.DataFrame({"x": 1000.0 / found["tpot"], "y": found["decode_throughput"],
                          "series": [case.elements["platform"][platform] for platform in platforms for _ in PROMISES]})
    return table[found["tpot"] <= given["latency_promise"] * 1.001].reset_index(drop=True)
