"""What stands behind the numbers: every assumption in force, every measurement beside the model."""

import functools

import numpy as np
import pandas as pd

from econ.calibration import errors, evaluate, predict
from econ.points import DECODE, shipped
from econ.production_day import identities
from econ.units import write


def assumptions(scenario) -> pd.DataFrame:
    """Every assumption in force: value, base, range, unit, basis, source and why; one row a key."""
    case, overridden, rows = scenario.case, dict(scenario.overrides), []
    for key in case.keys():
        assumption, believed = case.assumption_of(key), case.value(key, scenario.preset, scenario.stresses)
        source = case.sources[believed.source]
        rows.append({
            "key": key, "name": case.label_of(key), "stage": assumption.stage, "kind": assumption.kind,
            "in force": in_words(scenario.value(key), assumption), "changed": key in overridden,
            "base": in_words(case.scenario(scenario.preset, None, scenario.stresses).value(key), assumption),
            "low": _number(believed.low, assumption), "high": _number(believed.high, assumption),
            "unit": assumption.unit, "basis": believed.basis, "held": believed.held, "source": source.title,
            "address": source.address or None, "why": believed.why, "meaning": assumption.meaning})
    return pd.DataFrame(rows)


def in_force(scenario, key: str) -> str:
    """The value of one key in words."""
    return in_words(scenario.value(key), scenario.case.assumption_of(key))


def count(scenario) -> str:
    """How many numbers there are, and how solid they are."""
    case = scenario.case
    bases = [case.value(key, scenario.preset, scenario.stresses).basis for key in case.keys()]
    kinds = ", ".join(f"{bases.count(name)} {name}" for name in ("disclosed", "filing", "reported", "analyst", "judgement"))
    changed = len(scenario.overrides)
    return f"{len(bases)} numbers stand behind every figure: {kinds}; {changed} {'is' if changed == 1 else 'are'} changed here."


def in_words(value, assumption) -> str:
    """A value of an assumption in words: a number with its unit, a path by its ends, a switch by its option."""
    if np.ndim(value):
        first, last = float(value[0]), float(value[-1])
        return write(first, assumption.unit) if first == last and len(set(value)) == 1 else (
            f"{write(first, assumption.unit, with_unit=False)} → {write(last, assumption.unit)}")
    if assumption.options:
        return assumption.options[int(value)]
    return write(float(value), assumption.unit)


def _number(value, assumption):
    return "" if value is None else write(float(value), assumption.unit, with_unit=False)


# What is fitted: for all chips, and for each; and how full cards are in production.
CONSTANTS = ("weight_efficiency", "gemm_efficiency", "attention_efficiency", "cache_efficiency", "link_efficiency",
             "vector_passes", "draft_layers", "prefill_efficiency", "untuned_penalty", "decode_fill", "prefill_fill")
OF_CHIPS = ("layer_latency", "overlap_share", "decode_error", "prefill_error")


def constants(scenario) -> pd.DataFrame:
    """The roofline's constants and the operator's fill, shared by all chips: in force, range, basis, source and why."""
    case = scenario.case
    return pd.DataFrame([
        {"constant": case.label_of(name), "in force": in_force(scenario, name), "range": _range(scenario, name),
         "basis": _believed(scenario, name).basis, "source": case.sources[_believed(scenario, name).source].title,
         "why": _believed(scenario, name).why} for name in CONSTANTS])


def of_chips(scenario) -> pd.DataFrame:
    """What the roofline takes of each chip beside its maker's peaks: in force, with range and basis."""
    case = scenario.case
    return pd.DataFrame([
        {"chip": label} | {case.assumptions[name].label: f"{in_force(scenario, f'{name}.{chip}')} "
                           f"({_range(scenario, f'{name}.{chip}')}; {_believed(scenario, f'{name}.{chip}').basis})"
                           for name in OF_CHIPS} for chip, label in case.elements["chip"].items()])


def _believed(scenario, key):
    return scenario.case.value(key, scenario.preset, scenario.stresses)


def _range(scenario, key):
    believed, assumption = _believed(scenario, key), scenario.case.assumption_of(key)
    return f"{_number(believed.low, assumption)} to {_number(believed.high, assumption)}"


def measured(scenario, points) -> pd.DataFrame:
    """Every point of one kind: measured, predicted with the scenario's constants, how far off, and where it was published.

    Context in tokens, requests a rank for decode; the unit of the two numbers is that of the kind.
    """
    case, predicted = scenario.case, predict(scenario, points)
    batch = {"requests a rank": points.given["batch_size"]} if points.kind is DECODE else {}
    chips, shapes = case.elements["chip"], case.elements["shape"]
    return pd.DataFrame({
        "point": points.names, "platform": [chips[chip] for chip in points.chips],
        "model": [shapes[shape].removesuffix(" shape") for shape in points.shapes],
        "context, tokens": points.given["context_length"], **batch, "measured": points.measured,
        "predicted": predicted, "off": [_off(error) for error in errors(points, predicted)], "source": points.sources})


def _off(error, decimals=1):
    """A relative error in words, with its sign."""
    return f"{error * 100.0:+.{decimals}f} %".replace("-", "−")


def in_words_of(table) -> pd.DataFrame:
    """A table of points to be read, with four digits: what was measured, predicted, and how far off that is."""
    return rounded(table)[["point", "measured", "predicted", "off"]]


def rounded(table) -> pd.DataFrame:
    """A table of points with its numbers written with four digits."""
    numbers = {name: [f"{value:,.0f}" if value >= 100.0 else f"{value:.4g}" for value in table[name]]
               for name in ("measured", "predicted", "context, tokens", "requests a rank") if name in table}
    return table.assign(**numbers)


@functools.lru_cache(maxsize=4)
def left_out(case) -> pd.DataFrame:
    """How decode is met where a fit has not seen it, under the shipped measurements: in five folds, and platform by platform."""
    from econ import fitting  # SciPy takes longer to import than everything else

    decode, prefill = shipped(case)
    found = {"points, in five folds": fitting.cross_validated(case, decode, prefill)}
    found |= {case.elements["chip"][chip]: missed for chip, missed in fitting.without_platform(case, decode, prefill).items()}
    return pd.DataFrame([{"left out": name, "points": len(missed), "off on average": write(float(np.abs(missed).mean()), "share"),
                          "at worst": write(float(np.abs(missed).max()), "share")} for name, missed in found.items()])


def worst(scenario, count: int = 8) -> pd.DataFrame:
    """The points of the fit that are missed by most."""
    both = pd.concat([measured(scenario, points).assign(kind=points.kind.name) for points in shipped(scenario.case)])
    far = (both["predicted"] / both["measured"] - 1.0).abs()
    first = both.assign(far=far, point=both["kind"] + ": " + both["point"]).sort_values("far", ascending=False).head(count)
    return in_words_of(first)


def production_day(case) -> pd.DataFrame:
    """DeepSeek's own day: each published figure beside the computed one."""
    return pd.DataFrame([
        {"figure": one.name, "unit": one.unit, "published": f"{one.published:,.2f}", "computed": f"{one.computed:,.2f}",
         "off": _off(one.error, 2), "how": "roofline and the operator's fill" if one.from_model else "published rates"}
        for one in identities(case)])


def against_v3_2(case, contexts: tuple[float, ...] = (5_000.0, 131_072.0, 1_048_576.0)) -> pd.DataFrame:
    """Arithmetic and cache of a token on V4 as a share of V3.2's, at a few contexts; one row a context and model."""
    rows = []
    for context in contexts:
        given = {"context_length": context, "cache_precision": 1.0}
        shapes = ("v4_pro", "v4_flash", "v3_2")
        found = evaluate(case.scenario(), ["ascend_950dt"] * 3, shapes, given, ("token_flop", "stored_cache", "linear_flop"))
        for number, shape in enumerate(shapes[:2]):
            parts = {name: values[number] / values[2] for name, values in found.items()}
            rows.append({"context, tokens": f"{context:,.0f}", "model": case.elements["shape"][shape].removesuffix(" shape"),
                         "arithmetic": write(parts["token_flop"], "share"), "cache": write(parts["stored_cache"], "share"),
                         "of V4's arithmetic, matrix products": write(found["linear_flop"][number] / found["token_flop"][number],
                                                                      "share")})
    return pd.DataFrame(rows)


def unmeasured(case) -> dict[str, list[str]]:
    """Chips without a published point of a kind: what the roofline says of them there stands within its range, no better."""
    return {points.kind.name: [label for chip, label in case.elements["chip"].items() if chip not in points.chips]
            for points in shipped(case)}


def overlap_gains(scenario, context: float = 8192.0) -> pd.DataFrame:
    """Speed-up of V4 from hiding all exchange between experts behind computation, by platform: the report gives 1.5 to 1.96."""
    case, shapes = scenario.case, ("v4_pro", "v4_flash")
    chips = list(dict.fromkeys(case.refers["chip"][platform] for platform in case.elements["platform"]))
    rows = [(chip, shape, hidden) for chip in chips for shape in shapes for hidden in (0.0, 1.0)]
    given = {"context_length": context, "overlap_share": [hidden for *_, hidden in rows]}
    found = evaluate(scenario, [row[0] for row in rows], [row[1] for row in rows], given, ["decode_throughput"])
    made = found["decode_throughput"]
    gains = (made[1::2] / made[::2]).reshape(len(chips), len(shapes))
    return pd.DataFrame(gains, columns=[case.elements["shape"][shape].removesuffix(" shape") for shape in shapes],
                        index=pd.Index([case.elements["chip"][chip] for chip in chips], name="chip"))
