"""Open a number: its formula, the numbers in it, their sources; and which change did what."""

import ast
import dataclasses
import functools
import inspect
import textwrap

import numpy as np
import pandas as pd

from econ.arrays import DIMENSIONS
from econ.case.scenario import Scenario
from econ.outlook import Outlook, run
from econ.units import format_value

TIME_WORDS = {
    "now": "this month",
    "opening": "last month",
    "past": "earlier months",
    "final": "at the end",
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Cause:
    """One number in a formula: where it comes from and what it is."""

    key: str
    time: str
    value: str
    meaning: str
    basis: str
    source: str
    address: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Explanation:
    """A number opened: its sentence, formula and causes."""

    key: str
    month: str
    value: str
    unit: str
    sentence: str
    formula: str
    causes: tuple[Cause, ...]

    def table(self) -> pd.DataFrame:
        """One row a cause: input, value, what it is, when it is read, and, where there are any, its basis, source and address."""
        rows = [
            {
                "input": c.key,
                "value": c.value,
                "what it is": c.meaning,
                "read": TIME_WORDS[c.time],
                "basis": c.basis or "computed",
                "source": c.source,
                "address": c.address,
            }
            for c in self.causes
        ]
        found = pd.DataFrame(
            rows, columns=["input", "value", "what it is", "read", "basis", "source", "address"]
        )
        return found.drop(columns=[name for name in ("source", "address") if not found[name].any()])

    def text(self) -> str:
        """The explanation as plain text for the shell."""
        lines = [f"{self.key} in {self.month}: {self.value}", self.sentence, "", self.formula, ""]
        for cause in self.causes:
            source = f"  [{cause.basis}: {cause.source}]" if cause.basis else ""
            when = "" if cause.time == "now" else f" ({TIME_WORDS[cause.time]})"
            lines.append(f"  {cause.key}{when} = {cause.value}{source}")
        return "\n".join(lines)


@functools.cache
def formula(equation) -> str:
    """The equation as it stands in the code, without its docstring."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(equation))).body
    if not isinstance(tree, ast.FunctionDef):
        raise TypeError(f"{equation.__name__} is not written as a function")
    body = tree.body[1:] if ast.get_docstring(tree) else tree.body
    lines = [ast.unparse(statement) for statement in body]
    return "\n".join(
        line.replace("return ", f"{equation.__name__} = ", 1)
        if line.startswith("return ")
        else line
        for line in lines
    )


def explain(outlook: Outlook, key: str, month: int, draw: int = 0) -> Explanation:
    """Open one number of an outlook; raises `ModelError` for a name that is not there."""
    case = outlook.case
    name, *elements = key.split(".")
    value = outlook.at(key, month, draw)
    quantity = case.model.quantities.get(name)
    if quantity is None:
        assumption = case.assumption_of(key)
        cause = _assumption(outlook, key, "now", month, draw)
        return Explanation(
            key=key,
            month=case.month_name(month),
            value=format_value(value, assumption.unit),
            unit=assumption.unit,
            sentence=assumption.meaning,
            formula=f"{name} is an assumption",
            causes=(cause,),
        )
    position = dict(zip([d for d in DIMENSIONS if d in quantity.per], elements, strict=True))
    forced = key in dict(outlook.scenario.overrides) or name in dict(outlook.scenario.overrides)
    wires = case.model.causes(name)
    causes = tuple(
        cause
        for parameter in quantity.causes
        for cause in _causes(outlook, *wires[parameter], position, month, draw)
        if not forced
    )
    return Explanation(
        key=key,
        month=case.month_name(month),
        value=format_value(value, quantity.unit),
        unit=quantity.unit,
        sentence=quantity.sentence,
        formula=f"{name} is forced" if forced else formula(quantity.equation),
        causes=causes,
    )


def _causes(outlook, time, source, position, month, draw):
    """The numbers behind one parameter: the same element, or every element it is summed over."""
    if source == "month":
        yield Cause(
            key="month",
            time="now",
            value=str(month),
            meaning="Months since the beginning.",
            basis="",
            source="",
            address="",
        )
        return
    for key in _keys(outlook.case, source, position):
        if source in outlook.case.model.quantities:
            yield _quantity(outlook, key, time, month, draw)
        else:
            yield _assumption(outlook, key, time, month, draw)


def _keys(case, source, position):
    model = case.model
    per = model.quantities[source].per if source in model.quantities else model.inputs[source]
    keys = [source]
    for dimension in (d for d in DIMENSIONS if d in per):
        elements = (
            [position[dimension]] if dimension in position else list(case.elements[dimension])
        )
        keys = [f"{key}.{element}" for key in keys for element in elements]
    return keys


def _quantity(outlook, key, time, month, draw):
    quantity = outlook.case.model.quantities[key.split(".")[0]]
    if time == "opening" and month == 0:
        start = f"initial_{key}"
        value = (
            outlook.at(start, 0, draw) if start.split(".", maxsplit=1)[0] in outlook.values else 0.0
        )
    else:
        when = {"opening": month - 1, "final": outlook.case.months - 1}.get(time, month)
        value = outlook.at(key, when, draw)
    text = "its path" if time == "past" else format_value(value, quantity.unit)
    return Cause(
        key=key, time=time, value=text, meaning=quantity.sentence, basis="", source="", address=""
    )


def _assumption(outlook, key, time, month, draw):
    case, scenario = outlook.case, outlook.scenario
    first = (
        case.source_of(key) not in case.beliefs
    )  # the first value of a dated assumption, under its own name
    own = case.source_of(key.removeprefix("initial_") if first else key)
    assumption = case.assumption_of(own)
    believed = case.beliefs[own] if first else scenario.belief(own)
    basis, source = _origin(case, believed, 0 if first else month)
    if own in dict(scenario.overrides) and not first:
        basis, source = "changed here", None
    return Cause(
        key=key,
        time=time,
        value=format_value(outlook.at(key, month, draw), assumption.unit),
        meaning=assumption.meaning,
        basis=basis,
        source=source.title if source else "",
        address=source.address if source else "",
    )


def _origin(case, believed, month):
    """Basis and source of a value in a month: of a dated one, those of the step in force when the month ends."""
    steps = [s for s in believed.steps if case.month_of(s.start) <= month] or believed.steps[:1]
    origin = steps[-1] if steps else believed
    return origin.basis, case.sources.get(origin.source)


def run_apart(scenario: Scenario) -> Outlook:
    """The scenario in draw 0 and, in the draws after it, each of its `changes` alone: one batch of runs.

    A scenario with a computed quantity set by hand cannot be taken apart and has the one draw.
    """
    before, changed = scenario.baseline(), changes(scenario, scenario.baseline())
    if not changed or dict(scenario.overrides).keys() - set(changed):
        return run(scenario)
    alone = {key: (0, draw) for draw, key in enumerate(changed, start=1)}
    return dataclasses.replace(
        run(before, _rows(scenario, before, alone, len(changed) + 1)), scenario=scenario
    )


def _rows(scenario, before, changed, draws):
    """Rows in which each key has its changed value in the draws named for it, and in all others the value it had before."""
    rows = {}
    for key, its_own in changed.items():
        after, was = np.broadcast_arrays(scenario.value(key), before.value(key))
        rows[key] = np.repeat(was[np.newaxis], draws, axis=0)
        rows[key][list(its_own)] = after
    return rows


def changes(scenario: Scenario, before: Scenario) -> list[str]:
    """The assumptions in which two scenarios of one case differ, in the order of the file."""
    keys = list(scenario.case.keys())
    if scenario.preset == before.preset:  # then only what one of them restates can differ
        stresses = {*scenario.stresses, *before.stresses}
        touched = {key for name in stresses for key in scenario.case.stresses[name].values}
        touched |= {key for one in (scenario, before) for key, _ in one.overrides}
        keys = [key for key in keys if key in touched]
    return [key for key in keys if np.any(scenario.value(key) != before.value(key))]


def each_alone(
    outlook: Outlook, baseline: Outlook, months: dict[str, int]
) -> dict[str, dict[str, float]]:
    """What each changed number alone does to some quantities, and all of them together, in their units.

    `months` says in which month each quantity is read. Change → quantity → difference from the baseline; the last
    change is called "together". An outlook made by `run_apart` has them in its draws already.
    """
    changed = changes(outlook.scenario, baseline.scenario)
    if outlook.draws == len(changed) + 1 and baseline.scenario == outlook.scenario.baseline():
        alone = {name: (outlook, draw) for draw, name in enumerate(changed, start=1)}
    elif changed:
        rows = _rows(
            outlook.scenario,
            baseline.scenario,
            {name: (draw,) for draw, name in enumerate(changed)},
            len(changed),
        )
        apart = run(baseline.scenario, rows, keep=months)
        alone = {name: (apart, draw) for draw, name in enumerate(changed)}
    else:
        alone = {}
    return {
        name: {
            key: _difference(one.at(key, month, draw), baseline.at(key, month))
            for key, month in months.items()
        }
        for name, (one, draw) in {**alone, "together": (outlook, 0)}.items()
    }


def _difference(after, before):
    """The change; none between two values beyond the horizon."""
    return 0.0 if after == before else after - before


def causal_map(case) -> list[tuple[str, str, str]]:
    """Every wire of the model as (cause, effect, time): what the reference page and the diagrams are drawn from."""
    model = case.model
    return [
        (source, name, time)
        for name in model.quantities
        for time, source in model.causes(name).values()
    ]
