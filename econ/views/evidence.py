"""What stands behind the numbers: every assumption in force, every measurement beside the model."""

import functools

import numpy as np
import pandas as pd

from econ.roofline import cost_by_position
from econ.roofline.measurements import DECODE, PUBLISHED, kept_out, shipped
from econ.roofline.prediction import errors, evaluate, said, summary
from econ.roofline.production_day import identities
from econ.units import format_plain, format_value


def assumptions(scenario) -> pd.DataFrame:
    """Every assumption in force: value, base, range, unit, basis, source and why; one row a key."""
    case, overridden, rows = scenario.case, dict(scenario.overrides), []
    for key in case.keys():
        assumption, believed = (
            case.assumption_of(key),
            case.value(key, scenario.preset, scenario.stresses),
        )
        source = case.sources[believed.source]
        rows.append(
            {
                "key": key,
                "name": case.label_of(key),
                "stage": assumption.stage,
                "kind": assumption.kind,
                "in force": in_words(scenario.value(key), assumption),
                "changed": key in overridden,
                "base": in_words(
                    case.scenario(scenario.preset, None, scenario.stresses).value(key), assumption
                ),
                "low": _number(believed.low, assumption),
                "high": _number(believed.high, assumption),
                "unit": assumption.unit,
                "basis": believed.basis,
                "held": believed.held,
                "source": source.title,
                "address": source.address or None,
                "why": believed.why,
                "meaning": assumption.meaning,
            }
        )
    return pd.DataFrame(rows)


def in_force(scenario, key: str) -> str:
    """The value of one key in words."""
    return in_words(scenario.value(key), scenario.case.assumption_of(key))


def count(scenario) -> str:
    """How many numbers there are, and how solid they are."""
    case = scenario.case
    bases = [case.value(key, scenario.preset, scenario.stresses).basis for key in case.keys()]
    kinds = ", ".join(
        f"{bases.count(name)} {name}"
        for name in ("disclosed", "filing", "reported", "analyst", "judgement")
    )
    changed = len(scenario.overrides)
    return f"{len(bases)} numbers stand behind every figure: {kinds}; {changed} {'is' if changed == 1 else 'are'} changed here."


def in_words(value, assumption) -> str:
    """A value of an assumption in words: a number with its unit, a path by its ends, a switch by its option."""
    if np.ndim(value):
        first, last = float(value[0]), float(value[-1])
        return (
            format_value(first, assumption.unit)
            if first == last and len(set(value)) == 1
            else (
                f"{format_value(first, assumption.unit, with_unit=False)} → {format_value(last, assumption.unit)}"
            )
        )
    if assumption.options:
        return assumption.options[int(value)]
    return format_value(float(value), assumption.unit)


def _number(value, assumption):
    return "" if value is None else format_value(float(value), assumption.unit, with_unit=False)


# What is fitted: for all chips, and for each; and how full cards are in production.
CONSTANTS = (
    "weight_efficiency",
    "gemm_efficiency",
    "attention_efficiency",
    "cache_efficiency",
    "link_efficiency",
    "vector_passes",
    "draft_layers",
    "prefill_efficiency",
    "untuned_penalty",
    "decode_fill",
    "prefill_fill",
)
OF_CHIPS = ("layer_latency", "overlap_share", "decode_error", "prefill_error")


def constants(scenario) -> pd.DataFrame:
    """The roofline's constants and the operator's fill, shared by all chips: in force, range, basis, source and why."""
    case = scenario.case
    return pd.DataFrame(
        [
            {
                "constant": case.label_of(name),
                "in force": in_force(scenario, name),
                "range": _range(scenario, name),
                "basis": _believed(scenario, name).basis,
                "source": case.sources[_believed(scenario, name).source].title,
                "why": _believed(scenario, name).why,
            }
            for name in CONSTANTS
        ]
    )


def of_chips(scenario) -> pd.DataFrame:
    """What the roofline takes of each chip beside its maker's peaks: in force, with range and basis."""
    case = scenario.case
    return pd.DataFrame(
        [
            {"chip": label}
            | {
                case.assumptions[name].label: f"{in_force(scenario, f'{name}.{chip}')} "
                f"({_range(scenario, f'{name}.{chip}')}; {_believed(scenario, f'{name}.{chip}').basis})"
                for name in OF_CHIPS
            }
            for chip, label in case.elements["chip"].items()
        ]
    )


def _believed(scenario, key):
    return scenario.case.value(key, scenario.preset, scenario.stresses)


def _range(scenario, key):
    believed, assumption = _believed(scenario, key), scenario.case.assumption_of(key)
    return f"{_number(believed.low, assumption)} to {_number(believed.high, assumption)}"


TOLD = 0.1  # a miss beyond which a point says why
OUT = "kept out of the fit"


def measured(scenario, points) -> pd.DataFrame:
    """Every point of one kind: measured, predicted with the scenario's constants, how far off, why, and where it was published.

    Context in tokens, requests a rank for decode; the unit of the two numbers is that of the kind. Why it is missed is said of
    points that are missed by more than a tenth.
    """
    case, predicted = scenario.case, said(scenario, points)
    missed = errors(points, predicted)
    batch = {"requests a rank": points.given["batch_size"]} if points.kind is DECODE else {}
    chips, shapes = case.elements["chip"], case.elements["shape"]
    return pd.DataFrame(
        {
            "point": points.names,
            "platform": [chips[chip] for chip in points.chips],
            "model": [shapes[shape].removesuffix(" shape") for shape in points.shapes],
            "context, tokens": points.given["context_length"],
            **batch,
            "measured": points.measured,
            "predicted": predicted,
            "off": [_off(error) for error in missed],
            "source": points.sources,
            "why": [
                why if abs(error) > TOLD else ""
                for why, error in zip(points.reasons, missed, strict=True)
            ],
        }
    )


def answer(scenario) -> str:
    """How well the roofline with the scenario's constants meets what it was fitted to, and what it was not, in a sentence."""
    inside = [
        f"{len(points.names)} published {points.kind.name} points within "
        f"{format_value(summary(points, said(scenario, points)).mean, 'share')}"
        for points in shipped(scenario.case)
        if points.names
    ]
    sets = [one for sets in kept_out(scenario.case) for one in sets if one.names]
    if not inside:
        return "No published measurement is of a model and a chip of this case."
    if not sets:
        return f"The roofline behind every cost meets {' and '.join(inside)} on average."
    off = np.abs(np.concatenate([errors(one, said(scenario, one)) for one in sets]))
    worst = [name for one in sets for name in one.names][int(off.argmax())]
    return (
        f"The roofline behind every cost meets {' and '.join(inside)} on average. Of {len(off)} points kept out of the fit "
        f"it meets half within {format_value(float(np.median(off)), 'share')} and misses the worst, {worst}, by "
        f"{format_value(float(off.max()), 'share')}."
    )


def summaries(scenario) -> str:
    """Median and worst error of each set of points, in a sentence."""
    told = []
    for points, others in zip(shipped(scenario.case), kept_out(scenario.case), strict=True):
        out = [np.abs(errors(one, said(scenario, one))) for one in others]
        for which, off in (
            ("in the fit", np.abs(errors(points, said(scenario, points)))),
            ("kept out", np.concatenate(out)),
        ):
            if not len(off):
                continue
            told.append(
                f"{points.kind.name} {which}: {len(off)} points, median {format_value(float(np.median(off)), 'share')}, "
                f"mean {format_value(float(off.mean()), 'share')}, worst {format_value(float(off.max()), 'share')}"
            )
    return "Off by: " + "; ".join(told) + "." if told else ""


def drawn(scenario, points, others) -> pd.DataFrame:
    """The points of a fit over those kept out of it, which are as if of a platform of their own: for a figure."""
    return pd.concat(
        [
            *(measured(scenario, one).assign(platform=OUT) for one in others),
            measured(scenario, points),
        ],
        ignore_index=True,
    )


def _off(error, decimals=1):
    """A relative error in words, with its sign."""
    return f"{error * 100.0:+.{decimals}f} %".replace("-", "−")


def in_words_of(table) -> pd.DataFrame:
    """A table of points to be read, with four digits: measured, predicted, how far off that is, why, and where published."""
    return rounded(table)[["point", "measured", "predicted", "off", "why", "source"]]


def rounded(table) -> pd.DataFrame:
    """A table of points with its numbers written with four digits."""
    numbers = {
        name: [format_plain(value) for value in table[name]]
        for name in ("measured", "predicted", "context, tokens", "requests a rank")
        if name in table
    }
    return table.assign(**numbers)


def missed(scenario, points) -> pd.DataFrame:
    """The points of a fit that are missed by more than a tenth, the worst first, as a table to be read."""
    table = measured(scenario, points)
    far = (table["predicted"] / table["measured"] - 1.0).abs()
    return in_words_of(table.assign(far=far)[far > TOLD].sort_values("far", ascending=False))


def positions_in_words(scenario) -> pd.DataFrame:
    """The corners of the published lines of cost by position beside the roofline, as a table to be read."""
    return pd.DataFrame(
        [
            {
                "line": f"{row.series}, {row.phase}",
                "position, tokens": f"{row.x:,.0f}",
                "published": format_plain(row.y),
                "predicted": format_plain(row.said),
                "off": _off(row.said / row.y - 1.0),
            }
            for row in cost_by_position.corners(scenario).itertuples()
        ]
    )


def slopes_in_words(scenario) -> pd.DataFrame:
    """What context adds to the time of a token, published and computed, as a table to be read."""
    return pd.DataFrame(
        [
            {
                "line": f"{row.series}, {row.phase}" + (f": {row.setting}" if row.setting else ""),
                "published": format_plain(row.published, 3),
                "predicted": format_plain(row.said, 3),
                "off": _off(row.said / row.published - 1.0),
            }
            for row in cost_by_position.slopes(scenario).itertuples()
        ]
    )


@functools.lru_cache(maxsize=4)
def left_out(case) -> pd.DataFrame:
    """How points are met where a fit has not seen them, under the shipped measurements: in five folds, by platform, by model."""
    from econ.roofline import fit  # SciPy takes longer to import than everything else

    decode, prefill = shipped(case)
    chips, shapes = case.elements["chip"], case.elements["shape"]
    found = {"decode, in five folds": fit.cross_validated(case, decode, prefill)}
    for kind, pair in (("decode", (decode, prefill)), ("prefill", (prefill, decode))):
        found |= {
            f"{kind} on {chips[chip]}": off
            for chip, off in fit.without_platform(case, *pair).items()
        }
    found |= {
        f"decode of {shapes[shape].removesuffix(' shape')} on {chips[chip]}": off
        for (chip, shape), off in fit.without_model(case, decode, prefill).items()
    }
    return pd.DataFrame(
        [
            {
                "left out": name,
                "points": len(off),
                "off on average": format_value(float(np.abs(off).mean()), "share"),
                "at worst": format_value(float(np.abs(off).max()), "share"),
            }
            for name, off in found.items()
        ]
    )


def production_day(case) -> pd.DataFrame:
    """DeepSeek's own day: each published figure beside the computed one."""
    return pd.DataFrame(
        [
            {
                "figure": one.name,
                "unit": one.unit,
                "published": f"{one.published:,.2f}",
                "computed": f"{one.computed:,.2f}",
                "off": _off(one.error, 2),
                "how": "roofline and the operator's fill" if one.from_model else "published rates",
            }
            for one in identities(case)
        ]
    )


def _compared(case):
    """The shapes of the case that the report compares with an older one."""
    return [shape for shape in PUBLISHED["compared"]["shapes"] if shape in case.elements["shape"]]


def against_predecessor(
    case, contexts: tuple[float, ...] = (5_000.0, 131_072.0, 1_048_576.0)
) -> pd.DataFrame:
    """Arithmetic and cache of a token as a share of the older model's, at a few contexts; one row a context and model.

    Empty where the case does not have what the report compares.
    """
    shapes, older, chip = (
        _compared(case),
        PUBLISHED["compared"]["with"],
        next(iter(case.elements["chip"])),
    )
    rows = []
    for context in contexts if shapes and older in case.elements["shape"] else ():
        given = {"context_length": context, "cache_precision": 1.0}
        found = evaluate(
            case.scenario(),
            [chip] * (len(shapes) + 1),
            [*shapes, older],
            given,
            ("token_flop", "stored_cache", "linear_flop"),
        )
        for number, shape in enumerate(shapes):
            parts = {name: values[number] / values[-1] for name, values in found.items()}
            products, rest = (
                [float(value) for value in (values[number], values[-1])]
                for values in (found["linear_flop"], found["token_flop"] - found["linear_flop"])
            )
            rows.append(
                {
                    "context, tokens": f"{context:,.0f}",
                    "model": case.elements["shape"][shape].removesuffix(" shape"),
                    "arithmetic": format_value(parts["token_flop"], "share"),
                    "cache": format_value(parts["stored_cache"], "share"),
                    "matrix products, GFLOP": _beside(products),
                    "attention and index, GFLOP": _beside(rest),
                }
            )
    return pd.DataFrame(rows)


def _beside(pair):
    """A number of a model beside that of the older one."""
    return " against ".join(f"{value:,.0f}" for value in pair)


def overlap_gains(scenario, context: float = 8192.0) -> pd.DataFrame:
    """Speed-up from hiding all exchange between experts behind computation, by platform and model of the report."""
    case, shapes = scenario.case, _compared(scenario.case)
    chips = list(
        dict.fromkeys(case.refers["chip"][platform] for platform in case.elements["platform"])
    )
    rows = [(chip, shape, hidden) for chip in chips for shape in shapes for hidden in (0.0, 1.0)]
    given = {"context_length": context, "overlap_share": [hidden for *_, hidden in rows]}
    found = evaluate(
        scenario, [row[0] for row in rows], [row[1] for row in rows], given, ["decode_throughput"]
    )
    made = found["decode_throughput"]
    gains = (made[1::2] / made[::2]).reshape(len(chips), len(shapes))
    return pd.DataFrame(
        gains,
        columns=[case.elements["shape"][shape].removesuffix(" shape") for shape in shapes],
        index=pd.Index([case.elements["chip"][chip] for chip in chips], name="chip"),
    )
