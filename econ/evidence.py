"""What stands behind the numbers: every assumption in force, every measurement beside the model."""

import numpy as np
import pandas as pd

from econ.calibration import errors, evaluate, predict, shipped
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


def measured(case, points) -> pd.DataFrame:
    """Every point of one kind: measured, predicted, how far off, and where it was published."""
    predicted = predict(case, points)
    chips, shapes = case.elements["chip"], case.elements["shape"]
    return pd.DataFrame({
        "point": points.names, "platform": [chips[chip] for chip in points.chips],
        "model": [shapes[shape].removesuffix(" shape") for shape in points.shapes], "measured": points.measured,
        "predicted": predicted, "off": [f"{error:+.1%}" for error in errors(points, predicted)], "source": points.sources})


def production_day(case) -> pd.DataFrame:
    """DeepSeek's own day: each published figure beside the computed one."""
    return pd.DataFrame([
        {"figure": one.name, "unit": one.unit, "published": f"{one.published:,.2f}", "computed": f"{one.computed:,.2f}",
         "off": f"{one.error:+.2%}", "how": "roofline and the operator's fill" if one.from_model else "published rates"}
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


def unmeasured(case) -> pd.DataFrame:
    """Chips without a published point: what the roofline says of them stands within two fifths, no better."""
    seen = {chip for points in shipped(case) for chip in points.chips}
    return pd.DataFrame({"chip": [label for chip, label in case.elements["chip"].items() if chip not in seen]})
