"""Published claims that are not in the fit, and the same numbers computed: `data/claims.toml` says how each is read."""

import dataclasses
import datetime
import functools
import math
from collections.abc import Mapping
from typing import Any

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.outlook import run
from econ.roofline.prediction import evaluate_roofline
from econ.roofline.publications import publication
from econ.units import MILLION, SECONDS_AN_HOUR


@dataclasses.dataclass(frozen=True, kw_only=True)
class PublishedClaim:
    """A published number, the same number computed, and how it was read; `computed` is `nan` where the model has none."""

    name: str
    unit: str
    published: float
    computed: float
    reading: str
    source: str
    date: str

    @property
    def error(self) -> float:
        """The relative error of the computed number: 0.1 is ten per cent too high."""
        return self.computed / self.published - 1.0


@functools.lru_cache(maxsize=16)
def published_claims(case: Case, scenario: Scenario) -> tuple[PublishedClaim, ...]:
    """The claims whose chip and shape the case has, in the order of the file, computed under a scenario.

    Kept by case too, because scenarios of two cases may be equal.
    """
    return tuple(
        PublishedClaim(
            **{name: value for name, value in claim.items() if name != "model"},
            computed=_computed(scenario, claim["model"]),
        )
        for claim in publication("claims")["claim"]
        if _is_of_case(case, claim["model"])
    )


def _is_of_case(case: Case, stated: Mapping[str, Any]) -> bool:
    """Whether the case has each chip and shape of a claim, and a tier and the month if the claim is about these."""
    chips = {stated.get("chip"), stated.get("ratio_to", {}).get("chip")} - {None}
    shape = stated.get("shape")
    has_shape = shape is None or shape in case.elements["shape"]
    if stated["measure"] == "quantity":
        year, month = map(int, stated["month"].split("-"))
        is_in_horizon = 0 <= case.month_of(datetime.date(year, month, 1)) < case.months
        has_shape = _tier_of(case, shape) is not None and is_in_horizon
    return chips <= case.elements["chip"].keys() and has_shape


def _tier_of(case: Case, shape: str | None) -> str | None:
    """The first tier that runs a shape."""
    tiers = (tier for tier, its_shape in case.facts_of["shape"].items() if its_shape == shape)
    return next(tiers, None)


def _computed(scenario: Scenario, stated: Mapping[str, Any]) -> float:
    """The number of a claim, `nan` where the model has none; relative to a second one where the claim is a ratio."""
    if "ratio_to" not in stated:
        return _number(scenario, stated)
    differs = stated["ratio_to"]
    merged = {
        name: {**stated[name], **value} if isinstance(value, Mapping) else value
        for name, value in differs.items()
    }
    second = {name: value for name, value in stated.items() if name != "ratio_to"} | merged
    return _number(scenario, stated) / _number(scenario, second)


def _number(scenario: Scenario, stated: Mapping[str, Any]) -> float:
    measure = stated["measure"]
    if measure == "quantity":
        return _fleet_quantity(scenario, stated)
    if measure == "input":
        throughput = _prefill_throughput(scenario, stated)
    elif measure == "output":
        throughput = _decode_throughput(scenario, stated)
    else:
        throughput = _service_throughput(scenario, stated)
    if "hour_price" not in stated:
        return throughput
    return stated["hour_price"] * float(MILLION) / (float(SECONDS_AN_HOUR) * throughput)


def _decode_throughput(scenario: Scenario, stated: Mapping[str, Any]) -> float:
    """Output of a card that decodes, in tok/s; `nan` where no batch keeps the latency target."""
    given = stated["decode"]
    point = evaluate_roofline(
        scenario,
        [stated["chip"]],
        [stated["shape"]],
        given,
        ["decode_throughput", "keeps_target"],
    )
    is_kept = "batch_size" in given or point["keeps_target"][0] > 0.0
    return float(point["decode_throughput"][0]) if is_kept else math.nan


def _prefill_throughput(scenario: Scenario, stated: Mapping[str, Any]) -> float:
    """Uncached input of a card that prefills, in tok/s; `nan` where no chunk fits in its memory."""
    name = "prefill_throughput"
    chips, shapes = [stated["chip"]], [stated["shape"]]
    point = evaluate_roofline(scenario, chips, shapes, stated["prefill"], [name])
    return float(point[name][0]) or math.nan


def _service_throughput(scenario: Scenario, stated: Mapping[str, Any]) -> float:
    """Input and output of a card in tok/s, over a pool that prefills and one that decodes, both always busy."""
    read, written = stated["input_tokens"], stated["output_tokens"]
    card_time = read / _prefill_throughput(scenario, stated)
    card_time += written / _decode_throughput(scenario, stated)
    return (read + written) / card_time


def _fleet_quantity(scenario: Scenario, stated: Mapping[str, Any]) -> float:
    """A quantity of the tier that runs the claim's shape, in the month that is stated."""
    case = scenario.case
    month = case.month_index(stated["month"])
    key = f"{stated['key']}.{_tier_of(case, stated['shape'])}"
    outlook = run(scenario, keep=[stated["key"], "yuan_per_dollar"])
    value = outlook.at(key, month)
    return value / outlook.at("yuan_per_dollar", month) if stated.get("in_dollars") else value
