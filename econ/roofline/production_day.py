"""A published production day, recomputed: cost, revenue, margin and nodes, and throughput by the roofline."""

import csv
import dataclasses
from collections.abc import Mapping

from econ.case.case import Case
from econ.data import DATA
from econ.roofline.prediction import evaluate_roofline
from econ.roofline.publications import publication, settings
from econ.units import SECONDS_AN_HOUR, THOUSAND

PRODUCTION_DAY = publication("production_day")
PRODUCTION_CHIP, PRODUCTION_SHAPE = PRODUCTION_DAY["chip"], PRODUCTION_DAY["shape"]
DECODE_SETTINGS = settings("production_day", "decode")
PREFILL_SETTINGS = settings("production_day", "prefill")
_HOURS_A_DAY = 24.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class PublishedFigure:
    """A published figure and the same figure computed."""

    name: str
    unit: str
    published: float
    computed: float
    from_model: bool  # by the roofline, or by arithmetic on published rates alone

    @property
    def error(self) -> float:
        """The relative error of the computed figure: 0.1 is ten per cent too high."""
        return self.computed / self.published - 1.0


def production_day_facts() -> dict[str, float]:
    """The published figures of the day, by key."""
    with (DATA / "production_day.csv").open(encoding="utf-8") as file:
        return {row["key"]: float(row["value"]) for row in csv.DictReader(file)}


def case_has_production_day(case: Case) -> bool:
    """Whether a case has the chip and the model shape of that day."""
    return PRODUCTION_CHIP in case.elements["chip"] and PRODUCTION_SHAPE in case.elements["shape"]


def recomputed_figures(case: Case) -> tuple[PublishedFigure, ...]:
    """Cost, revenue, margin and nodes from published rates; throughput of a card from the roofline and the operator's fill.

    Without throughput where the case does not have the chip and the model shape of that day.
    """
    day = production_day_facts()
    cost = day["nodes"] * day["cards_a_node"] * _HOURS_A_DAY * day["hour_price"]
    missed_tokens = day["input_tokens"] - day["hit_tokens"]
    revenue = THOUSAND * (
        day["hit_tokens"] * day["hit_price"]
        + missed_tokens * day["input_price"]
        + day["output_tokens"] * day["output_price"]
    )
    seconds = _HOURS_A_DAY * SECONDS_AN_HOUR
    prefill_nodes, decode_nodes = (
        THOUSAND * THOUSAND * day[f"{kind}_tokens"] / (day[f"{kind}_rate"] * seconds)
        for kind in ("input", "output")
    )
    rows = [
        ("Cost of the day", "dollar", day["published_cost"], cost, False),
        ("Revenue of the day", "dollar", day["published_revenue"], revenue, False),
        ("Profit over cost", "x", day["published_margin"], (revenue - cost) / cost, False),
        ("Prefill nodes", "node", day["published_prefill_nodes"], prefill_nodes, False),
        ("Decode nodes", "node", day["published_decode_nodes"], decode_nodes, False),
    ]
    if case_has_production_day(case):
        output = THOUSAND * day["output_rate"] / day["cards_a_node"]
        all_input = THOUSAND * day["input_rate"] / day["cards_a_node"]
        uncached_input = all_input * missed_tokens / day["input_tokens"]
        for name, published, kind, given in (
            ("Output", output, "decode", DECODE_SETTINGS),
            ("Uncached input", uncached_input, "prefill", PREFILL_SETTINGS),
        ):
            computed = _card_throughput(case, kind, given)
            rows.append((f"{name} tok/s of a card", "tok/s/card", published, computed, True))
    return tuple(
        PublishedFigure(
            name=name, unit=unit, published=published, computed=computed, from_model=from_model
        )
        for name, unit, published, computed, from_model in rows
    )


def _card_throughput(case: Case, kind: str, given: Mapping[str, float]) -> float:
    """Throughput of a card of that day from the roofline and the operator's fill, in tok/s."""
    quantity = f"{kind}_throughput"
    throughput = evaluate_roofline(
        case.scenario(), [PRODUCTION_CHIP], [PRODUCTION_SHAPE], given, [quantity]
    )[quantity]
    return float(throughput[0]) * case.beliefs[f"{kind}_fill"].base
