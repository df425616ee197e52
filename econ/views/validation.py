"""Tables of the page Validation: the roofline beside every published measurement, and its constants."""

import functools
import math
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.roofline import cost_by_position
from econ.roofline.claims import published_claims
from econ.roofline.measurements import (
    DECODE,
    MeasurementSet,
    fitted_measurements,
    held_out_measurements,
)
from econ.roofline.prediction import SHARED_CONSTANTS, evaluate_roofline, predict, prediction_errors
from econ.roofline.production_day import recomputed_figures
from econ.roofline.publications import publication
from econ.units import NOT_DEFINED, format_plain, format_value, signed_text
from econ.views.assumption_table import believed_range, value_in_force
from econ.words import say

# Numbers that are fitted for all chips together, and how full cards are in production.
CONSTANTS_OF_ALL_CHIPS = (*SHARED_CONSTANTS, "decode_fill", "prefill_fill")
CHIP_CONSTANTS = ("layer_latency", "overlap_share", "decode_error", "prefill_error")
LARGE_ERROR = 0.1  # relative error from which a point has a reason beside it


def _head(column: str) -> str:
    """The words of a column."""
    return say("validation-column", column=column)


def shared_constant_table(scenario: Scenario) -> pd.DataFrame:
    """The constants that all chips share: value in force, range, basis, source and why, one row a constant."""
    case = scenario.case
    rows = []
    for name in CONSTANTS_OF_ALL_CHIPS:
        belief = scenario.belief(name)
        rows.append(
            {
                "constant": case.label_of(name),
                say("head-in-force"): value_in_force(scenario, name),
                "range": believed_range(scenario, name),
                "basis": belief.basis,
                "source": case.sources[belief.source].title,
                "why": belief.why,
            }
        )
    return pd.DataFrame(rows)


def chip_constant_table(scenario: Scenario) -> pd.DataFrame:
    """The constants of each chip that are not its maker's peaks: value in force, range and basis, one row a chip."""
    case = scenario.case
    rows = []
    for chip, label in case.elements["chip"].items():
        row = {"chip": label}
        for name in CHIP_CONSTANTS:
            key = f"{name}.{chip}"
            basis = scenario.belief(key).basis
            row[case.assumptions[name].label] = (
                f"{value_in_force(scenario, key)} ({believed_range(scenario, key)}; {basis})"
            )
        rows.append(row)
    return pd.DataFrame(rows)


def _model_name(case: Case, shape: str) -> str:
    """The name of a model: the label of its shape without the word "shape"."""
    return case.label("shape", shape).removesuffix(" shape")


def measurement_table(scenario: Scenario, points: MeasurementSet) -> pd.DataFrame:
    """The measurements of one kind beside the predictions of a scenario, one row a point.

    Columns: point, platform, model, context in tokens, requests a rank (decode only), measured and predicted in the unit of
    the kind, off (the error in per cent), source, and why: the reason, for errors above `LARGE_ERROR`.
    """
    predicted = predict(scenario, points)
    relative_errors = prediction_errors(points, predicted)
    chips = scenario.case.elements["chip"]
    columns = {
        "point": points.names,
        "platform": [chips[chip] for chip in points.chips],
        "model": [_model_name(scenario.case, shape) for shape in points.shapes],
        _head("context"): points.given["context_length"],
    }
    if points.kind is DECODE:
        columns[_head("requests")] = points.given["batch_size"]
    return pd.DataFrame(
        columns
        | {
            "measured": points.measured,
            "predicted": predicted,
            "off": [_signed_per_cent(error) for error in relative_errors],
            "source": points.sources,
            "why": [
                why if abs(error) > LARGE_ERROR else ""
                for why, error in zip(points.reasons, relative_errors, strict=True)
            ],
        }
    )


def points_to_plot(
    scenario: Scenario, points: MeasurementSet, out_of_fit: Iterable[MeasurementSet]
) -> pd.DataFrame:
    """Rows for a scatter plot: the points of a fit over those kept out of it, which share one platform name."""
    others = [
        measurement_table(scenario, point_set).assign(platform=say("validation-out-of-fit"))
        for point_set in out_of_fit
    ]
    return pd.concat([*others, measurement_table(scenario, points)], ignore_index=True)


def _signed_per_cent(error: float, decimals: int = 1) -> str:
    return signed_text(error * 100.0, f"+.{decimals}f") + " %"


def with_readable_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """A measurement table with its numbers written with four significant digits."""
    numbers = {
        name: [format_plain(value) for value in table[name]]
        for name in ("measured", "predicted", _head("context"), _head("requests"))
        if name in table
    }
    return table.assign(**numbers)


def short_measurement_table(table: pd.DataFrame) -> pd.DataFrame:
    """The columns of a measurement table that say how well points are met, with readable numbers."""
    return with_readable_numbers(table)[["point", "measured", "predicted", "off", "why", "source"]]


def large_error_table(scenario: Scenario, points: MeasurementSet) -> pd.DataFrame:
    """The points of a fit with an error above `LARGE_ERROR`, the largest error first."""
    table = measurement_table(scenario, points)
    size = (table["predicted"] / table["measured"] - 1.0).abs()
    rows = table.assign(size=size)[size > LARGE_ERROR]
    return short_measurement_table(rows.sort_values("size", ascending=False))


def cost_by_position_table(scenario: Scenario) -> pd.DataFrame:
    """The corners of the published lines of cost by position in the context window, beside the roofline."""
    return pd.DataFrame(
        [
            {
                "line": f"{row['series']}, {row['phase']}",
                _head("position"): f"{row['x']:,.0f}",
                "published": format_plain(row["y"]),
                "predicted": format_plain(row["predicted"]),
                "off": _signed_per_cent(row["predicted"] / row["y"] - 1.0),
            }
            for row in cost_by_position.corner_costs(scenario).to_dict("records")
        ]
    )


def context_slope_table(scenario: Scenario) -> pd.DataFrame:
    """Table of the time that context adds to a token, published and predicted."""
    return pd.DataFrame(
        [
            {
                "line": f"{row['series']}, {row['phase']}"
                + (f": {row['setting']}" if row["setting"] else ""),
                "published": format_plain(row["published"], 3),
                "predicted": format_plain(row["predicted"], 3),
                "off": _signed_per_cent(row["predicted"] / row["published"] - 1.0),
            }
            for row in cost_by_position.context_slopes(scenario).to_dict("records")
        ]
    )


def error_summary(scenario: Scenario) -> pd.DataFrame:
    """Median, mean and largest error of the points of each fit and of those kept out of it, one row a set."""
    rows = []
    for points, out_of_fit in zip(
        fitted_measurements(scenario.case), held_out_measurements(scenario.case), strict=True
    ):
        for fitted, point_sets in ((True, (points,)), (False, out_of_fit)):
            off = np.abs(
                np.concatenate(
                    [
                        prediction_errors(point_set, predict(scenario, point_set))
                        for point_set in point_sets
                    ]
                )
            )
            if not len(off):
                continue
            row = {
                _head("set"): say("validation-set", kind=points.kind.name, fitted=fitted),
                _head("count"): f"{len(off)}",
            }
            sizes = (("median", np.median(off)), ("average", off.mean()), ("worst", off.max()))
            row |= {_head(name): format_value(float(size), "share") for name, size in sizes}
            rows.append(row)
    return pd.DataFrame(rows)


@functools.lru_cache(maxsize=4)
def cross_validation_table(case: Case) -> pd.DataFrame:
    """Errors of the shipped measurements that a fit has not seen: in five folds, by platform and by model."""
    from econ.roofline import fit  # SciPy takes longer to import than everything else

    decode, prefill = fitted_measurements(case)
    chips = case.elements["chip"]
    errors_by_set = {say("validation-folds"): fit.cross_validated_errors(case, decode, prefill)}
    for kind, pair in (("decode", (decode, prefill)), ("prefill", (prefill, decode))):
        for chip, relative_errors in fit.errors_without_platform(case, *pair).items():
            name = say("validation-without-chip", kind=kind, chip=chips[chip])
            errors_by_set[name] = relative_errors
    for (chip, shape), relative_errors in fit.errors_without_model(case, decode, prefill).items():
        model = _model_name(case, shape)
        name = say("validation-without-model", model=model, chip=chips[chip])
        errors_by_set[name] = relative_errors
    return pd.DataFrame(
        [
            {
                _head("left-out"): name,
                "points": len(relative_errors),
                _head("average"): format_value(float(np.abs(relative_errors).mean()), "share"),
                _head("worst"): format_value(float(np.abs(relative_errors).max()), "share"),
            }
            for name, relative_errors in errors_by_set.items()
        ]
    )


def production_day_table(case: Case) -> pd.DataFrame:
    """The published figures of a production day beside the computed ones."""
    return pd.DataFrame(
        [
            {
                "figure": identity.name,
                "unit": identity.unit,
                "published": f"{identity.published:,.2f}",
                "computed": f"{identity.computed:,.2f}",
                "off": _signed_per_cent(identity.error, 2),
                "how": say("validation-computed-by", roofline=identity.from_model),
            }
            for identity in recomputed_figures(case)
        ]
    )


def claim_table(scenario: Scenario) -> pd.DataFrame:
    """Published claims that are not in the fit beside the same numbers computed, one row a claim."""
    return pd.DataFrame(
        [
            {
                "claim": claim.name,
                "unit": claim.unit,
                "published": format_plain(claim.published),
                "computed": format_plain(claim.computed),
                "off": (
                    NOT_DEFINED if math.isnan(claim.error) else _signed_per_cent(claim.error, 0)
                ),
                _head("reading"): claim.reading,
                "source": f"{claim.source}, {claim.date}",
            }
            for claim in published_claims(scenario.case, scenario)
        ]
    )


def _compared_shapes(case: Case) -> list[str]:
    """The shapes of the case that the report compares with an older one."""
    return [shape for shape in publication("compared")["shapes"] if shape in case.elements["shape"]]


def predecessor_table(
    case: Case, contexts: Sequence[float] = (5_000.0, 131_072.0, 1_048_576.0)
) -> pd.DataFrame:
    """Arithmetic and cache of a token as a share of the older model's, one row a context (in tokens) and model.

    Empty where the case does not have what the report compares.
    """
    shapes, older = _compared_shapes(case), publication("compared")["with"]
    if not shapes or older not in case.elements["shape"]:
        return pd.DataFrame()
    chip = next(iter(case.elements["chip"]))
    rows = []
    for context in contexts:
        needs = evaluate_roofline(
            case.scenario(),
            [chip] * (len(shapes) + 1),
            [*shapes, older],
            {"context_length": context, "cache_precision": 1.0},
            ("token_flop", "stored_cache", "linear_flop"),
        )
        products = needs["linear_flop"]
        attention = needs["token_flop"] - products
        for number, shape in enumerate(shapes):
            rows.append(
                {
                    _head("context"): f"{context:,.0f}",
                    "model": _model_name(case, shape),
                    "arithmetic": _ratio(needs["token_flop"], number),
                    "cache": _ratio(needs["stored_cache"], number),
                    _head("products"): _against(products, number),
                    _head("attention"): _against(attention, number),
                }
            )
    return pd.DataFrame(rows)


def _ratio(values: np.ndarray, number: int) -> str:
    """One of several values as a share of the last."""
    return format_value(values[number] / values[-1], "share")


def _against(values: np.ndarray, number: int) -> str:
    """One of several values beside the last, as whole numbers."""
    own, older = (f"{values[place]:,.0f}" for place in (number, -1))
    return say("validation-against", own=own, older=older)


def overlap_gains(scenario: Scenario, context: float = 8192.0) -> pd.DataFrame:
    """Speed-up from hiding all exchange between experts behind computation: one row a chip, one column a model of the report.

    `context` is in tokens.
    """
    case, shapes = scenario.case, _compared_shapes(scenario.case)
    chips = list(
        dict.fromkeys(case.facts_of["chip"][platform] for platform in case.elements["platform"])
    )
    settings = [(chip, shape, share) for chip in chips for shape in shapes for share in (0.0, 1.0)]
    throughput = evaluate_roofline(
        scenario,
        [chip for chip, *_ in settings],
        [shape for _, shape, _ in settings],
        {"context_length": context, "overlap_share": [share for *_, share in settings]},
        ["decode_throughput"],
    )["decode_throughput"]
    without_overlap, with_overlap = throughput[::2], throughput[1::2]
    return pd.DataFrame(
        (with_overlap / without_overlap).reshape(len(chips), len(shapes)),
        columns=[_model_name(case, shape) for shape in shapes],
        index=pd.Index([case.label("chip", chip) for chip in chips], name="chip"),
    )
