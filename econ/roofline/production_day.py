"""A published production day, recomputed: its cost, revenue, margin and nodes, with the roofline for comparison."""

import csv
import dataclasses

from econ.case.case import Case
from econ.data import DATA
from econ.roofline.prediction import evaluate_roofline
from econ.roofline.publications import publication, settings
from econ.units import SECONDS_AN_HOUR, THOUSAND

FILE = DATA / "production_day.csv"
HOURS = 24.0
PRODUCTION_DAY = publication("production_day")
PRODUCTION_CHIP, PRODUCTION_SHAPE = PRODUCTION_DAY["chip"], PRODUCTION_DAY["shape"]
DECODE_SETTINGS, PREFILL_SETTINGS = (
    settings("production_day", "decode"),
    settings("production_day", "prefill"),
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class PublishedFigure:
    """A published figure and the same figure computed; `error` is a fraction."""

    name: str
    unit: str
    published: float
    computed: float
    from_model: bool  # whether the roofline had a part in it, or only arithmetic on published rates

    @property
    def error(self) -> float:
        """How far the computed value is from the published one, as a share of it."""
        return self.computed / self.published - 1.0


def production_day_facts() -> dict[str, float]:
    """The published figures of the day, by key."""
    with FILE.open(encoding="utf-8") as file:
        return {row["key"]: float(row["value"]) for row in csv.DictReader(file)}


def case_has_production_day(case: Case) -> bool:
    """Whether a case has the chip and the shape that served that day."""
    return PRODUCTION_CHIP in case.elements["chip"] and PRODUCTION_SHAPE in case.elements["shape"]


def recomputed_figures(case: Case) -> tuple[PublishedFigure, ...]:
    """Cost, revenue, margin and nodes from published rates; throughput of a card from the roofline and the operator's fill.

    A case that does not have the chip and the shape of that day has no throughput to compare.
    """
    day = production_day_facts()
    cost = day["nodes"] * day["cards_a_node"] * HOURS * day["hour_price"]
    missed = day["input_tokens"] - day["hit_tokens"]
    revenue = THOUSAND * (
        day["hit_tokens"] * day["hit_price"]
        + missed * day["input_price"]
        + day["output_tokens"] * day["output_price"]
    )
    seconds = HOURS * SECONDS_AN_HOUR
    prefill_nodes, decode_nodes = (
        THOUSAND * THOUSAND * day[f"{kind}_tokens"] / (day[f"{kind}_rate"] * seconds)
        for kind in ("input", "output")
    )
    written = THOUSAND * day["output_rate"] / day["cards_a_node"]
    read = THOUSAND * day["input_rate"] / day["cards_a_node"] * missed / day["input_tokens"]
    model = [
        float(
            evaluate_roofline(
                case.scenario(),
                [PRODUCTION_CHIP],
                [PRODUCTION_SHAPE],
                given,
                [f"{kind}_throughput"],
            )[f"{kind}_throughput"][0]
        )
        * case.beliefs[f"{kind}_fill"].base
        for kind, given in (("decode", DECODE_SETTINGS), ("prefill", PREFILL_SETTINGS))
        if case_has_production_day(case)
    ]
    made = zip(("Output", "Uncached input"), (written, read), model, strict=False)
    rows = (
        ("Cost of the day", "dollar", day["published_cost"], cost, False),
        ("Revenue of the day", "dollar", day["published_revenue"], revenue, False),
        ("Profit over cost", "x", day["published_margin"], (revenue - cost) / cost, False),
        ("Prefill nodes", "node", day["published_prefill_nodes"], prefill_nodes, False),
        ("Decode nodes", "node", day["published_decode_nodes"], decode_nodes, False),
        *((f"{what} tok/s of a card", "tok/s/card", day, ours, True) for what, day, ours in made),
    )
    return tuple(
        PublishedFigure(
            name=name, unit=unit, published=published, computed=computed, from_model=from_model
        )
        for name, unit, published, computed, from_model in rows
    )
