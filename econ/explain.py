"""Explain a number: its formula, inputs and sources, its causes some levels deep, and what it feeds; and the effects of changes."""

import ast
import dataclasses
import functools
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from econ.arrays import DIMENSIONS, Array
from econ.case.belief import Belief, Step
from econ.case.case import Case
from econ.case.file.retired import retirement
from econ.case.file.schema import Source
from econ.case.scenario import Scenario
from econ.engine.model import MONTH
from econ.engine.quantity import ModelError
from econ.outlook import Outlook, run
from econ.problems import AssumptionError, hint, shown
from econ.units import format_on_path, format_or_zero

ALL_CHANGES = "together"  # the name of all changes in one run
LONGEST_PROBLEM = 300  # letters of a sentence about a key
TIME_LABELS = {
    "now": "this month",
    "opening": "last month",
    "past": "earlier months",
    "final": "at the end",
}


# A name, and the elements of its key by dimension.
Place = tuple[str, tuple[tuple[str, str], ...]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Cause:
    """One input of a formula: its value, its meaning and its source."""

    key: str
    time: str  # "now", "opening", "past" or "final"
    value: str
    meaning: str
    basis: str = ""
    source: str = ""
    address: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Explanation:
    """A number with its sentence, its formula and the inputs of the formula."""

    key: str
    month: str
    value: str
    unit: str
    sentence: str
    formula: str
    causes: tuple[Cause, ...]
    stated: str = ""  # of an assumption, the key under which the file states it

    def plain_text(self) -> str:
        """The explanation as plain text for the shell."""
        lines = [f"{self.key} in {self.month}: {self.value}", self.sentence, "", self.formula, ""]
        for cause in self.causes:
            origin = ": ".join(filter(None, (cause.basis, cause.source)))
            source = f"  [{origin}]" if origin else ""
            time = "" if cause.time == "now" else f" ({TIME_LABELS[cause.time]})"
            lines.append(f"  {cause.key}{time} = {cause.value}{source}")
        return "\n".join(lines)


@dataclasses.dataclass(frozen=True, kw_only=True)
class CausalNode:
    """A number among the causes of another: how many steps before it, and its value in the month that is read.

    Without a key and a value it stands for the number of each element of a dimension.
    """

    key: str
    label: str
    level: int
    value: str
    is_assumption: bool


@dataclasses.dataclass(frozen=True, kw_only=True)
class CausalGraph:
    """The causes of a number, level by level: nodes, pairs of cause and effect as their places, and how many are left out."""

    nodes: tuple[CausalNode, ...]
    links: tuple[tuple[int, int], ...]
    left_out: int


@functools.cache
def formula_of(equation: Callable) -> str:
    """The code of an equation without its docstring, with its value written as an assignment."""
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


def explain_number(outlook: Outlook, key: str, month: int, draw: int = 0) -> Explanation:
    """Explain one number of an outlook; `ModelError` for a name that does not exist."""
    case = outlook.case
    name, *elements = key.split(".")
    value = _number_in_words(outlook, key, month, draw)
    quantity = case.model.quantities.get(name)
    if quantity is None:
        assumption = case.assumption_of(_stated_key(case, key)[1])
        return Explanation(
            key=key,
            month=case.month_name(month),
            value=value,
            unit=assumption.unit,
            sentence=assumption.meaning,
            formula=f"{name} is an assumption",
            causes=(_cause_of_assumption(outlook, key, "now", month, draw),),
            stated=_stated_key(case, key)[1],
        )
    overrides = dict(outlook.scenario.overrides)
    if key in overrides or name in overrides:
        formula = f"{name} is forced"
        causes: tuple[Cause, ...] = ()
    else:
        dimensions = [dimension for dimension in DIMENSIONS if dimension in quantity.per]
        place = dict(zip(dimensions, elements, strict=True))
        sources = case.model.causes(name)
        formula = formula_of(quantity.equation)
        causes = tuple(
            cause
            for parameter in quantity.causes
            for cause in _causes(outlook, *sources[parameter], place, month, draw)
        )
    return Explanation(
        key=key,
        month=case.month_name(month),
        value=value,
        unit=quantity.unit,
        sentence=quantity.sentence,
        formula=formula,
        causes=causes,
    )


def _causes(
    outlook: Outlook, time: str, name: str, place: Mapping[str, str], month: int, draw: int
) -> Iterator[Cause]:
    """The inputs of one parameter: the same element, or each element over which the equation sums."""
    if name == "month":
        yield Cause(
            key="month", time="now", value=str(month), meaning="Months since the beginning."
        )
        return
    for key in _keys_at(outlook.case, name, place):
        if name in outlook.case.model.quantities:
            yield _cause_of_quantity(outlook, key, time, month, draw)
        else:
            yield _cause_of_assumption(outlook, key, time, month, draw)


def _keys_at(case: Case, name: str, place: Mapping[str, str]) -> list[str]:
    """The keys of a name at the elements of a place; of all elements where the place has none of a dimension."""
    model = case.model
    per = model.quantities[name].per if name in model.quantities else model.inputs[name]
    keys = [name]
    for dimension in (dimension for dimension in DIMENSIONS if dimension in per):
        elements = [place[dimension]] if dimension in place else list(case.elements[dimension])
        keys = [f"{key}.{element}" for key in keys for element in elements]
    return keys


def _cause_of_quantity(outlook: Outlook, key: str, time: str, month: int, draw: int) -> Cause:
    name, _, _ = key.partition(".")
    quantity = outlook.case.model.quantities[name]
    if time == "opening" and month == 0:
        has_initial = f"initial_{name}" in outlook.values
        value = outlook.at(f"initial_{key}", 0, draw) if has_initial else 0.0
    else:
        when = {"opening": month - 1, "final": outlook.case.months - 1}.get(time, month)
        value = outlook.at(key, when, draw)
    text = "its path" if time == "past" else _on_path(outlook, key, value, draw)
    return Cause(key=key, time=time, value=text, meaning=quantity.sentence)


def _stated_key(case: Case, key: str) -> tuple[bool, str]:
    """Whether a key is the first value of a dated assumption, and the key under which the file states it.

    `initial_x` is the first value of a dated assumption x unless the file states it itself.
    """
    first_value = case.source_of(key) not in case.beliefs
    return first_value, case.source_of(key.removeprefix("initial_") if first_value else key)


def _cause_of_assumption(outlook: Outlook, key: str, time: str, month: int, draw: int) -> Cause:
    case, scenario = outlook.case, outlook.scenario
    first_value, stated_key = _stated_key(case, key)
    assumption = case.assumption_of(stated_key)
    if first_value:
        basis, source = _origin(case, case.beliefs[stated_key], 0)
    elif stated_key in dict(scenario.overrides):
        basis, source = "changed here", None
    else:
        belief = scenario.belief(stated_key)
        basis, source = _origin(case, belief, month)
    return Cause(
        key=key,
        time=time,
        value=_number_in_words(outlook, key, month, draw),
        meaning=assumption.meaning,
        basis=basis,
        source=source.title if source else "",
        address=source.address if source else "",
    )


def _origin(case: Case, belief: Belief, month: int) -> tuple[str, Source | None]:
    """Basis and source of a value in a month: for a dated value, those of the step in force at the end of the month."""
    origin: Belief | Step = belief
    if belief.steps:
        in_force = [step for step in belief.steps if case.month_of(step.start) <= month]
        origin = in_force[-1] if in_force else belief.steps[0]
    return origin.basis, case.sources.get(origin.source)


def _number_in_words(outlook: Outlook, key: str, month: int, draw: int = 0) -> str:
    """A number in its unit; of a switch in the case file the option, of a month of the plan its name."""
    case, value = outlook.case, outlook.at(key, month, draw)
    name = key.split(".", maxsplit=1)[0]
    if name in case.model.quantities:
        return format_or_zero(value, case.model.quantities[name].unit)
    assumption = case.assumption_of(_stated_key(case, key)[1])
    if assumption.options and value in range(len(assumption.options)):
        return assumption.option_of(value)
    if assumption.unit == "month of plan" and 0 <= value < case.months:
        return case.month_name(int(value))
    return format_or_zero(value, assumption.unit)


def _on_path(outlook: Outlook, key: str, value: float, draw: int) -> str:
    """A value of a quantity in its unit, with the decimals that suit its path."""
    sizes = np.abs(outlook[key][draw])
    largest = float(np.max(sizes, where=np.isfinite(sizes), initial=0.0))
    return format_on_path(value, outlook.case.unit_of(key), largest)


def number_problem(outlook: Outlook, key: str) -> str:
    """Return the reason why a key has no number, in words; empty where it has one."""
    case, name = outlook.case, key.split(".", maxsplit=1)[0]
    known = {*case.model.quantities, *case.model.inputs, *case.assumptions}
    if name not in known:
        return retirement(key) or f"there is no number «{shown(key)}»{hint(name, sorted(known))}"
    try:
        outlook.at(key, 0)
    except (ModelError, AssumptionError) as error:
        return shown(error.problems[0], LONGEST_PROBLEM)
    return ""


def _places(case: Case, key: str) -> list[dict[str, str]]:
    """The elements of a key by dimension; a fact of a chip is read at each platform that has the chip."""
    name, *elements = key.split(".")
    dimensions = [dimension for dimension in DIMENSIONS if dimension in _dimensions(case, name)]
    kinds = [kind for kind in case.facts_of if kind in case.per(name)]
    if kinds and key in case.beliefs:
        users = [user for user, fact in case.facts_of[kinds[0]].items() if fact == elements[0]]
        return [dict(zip(dimensions, [user, *elements[1:]], strict=True)) for user in users]
    return [dict(zip(dimensions, elements, strict=True))]


def _dimensions(case: Case, name: str) -> tuple[str, ...]:
    """The dimensions along which the model reads a name; those of the file where no equation reads it."""
    model = case.model
    return model.per(name) if name in {*model.quantities, *model.inputs} else case.per(name)


def _label(case: Case, name: str, place: Mapping[str, str], known: Mapping[str, str]) -> str:
    """The label of a name at a place, without the elements that are known; "each" where the place has none."""
    key = ".".join([name, *place.values()])
    if len(place) == len(_dimensions(case, name)) and case.label_form_of(key):
        return case.label_of(key)
    words = [
        case.label(dimension, place[dimension]) if dimension in place else f"each {dimension}"
        for dimension in DIMENSIONS
        if dimension in _dimensions(case, name)
        and (dimension not in place or place[dimension] != known.get(dimension))
    ]
    return " · ".join([case.label_of(name), *words])


def causal_graph(
    outlook: Outlook, key: str, month: int, depth: int = 3, most: int = 12
) -> CausalGraph:
    """Return the causes of a number up to `depth` steps back, each name once, on its first level, and at most `most` on a level.

    A link goes from one level to the level before; what feeds back is not drawn twice.
    An element of the number is that of its causes; a cause in all elements of a dimension is one node. `month` and a number's own
    value before are left out. An assumption has no causes, and neither has a quantity that is held by force.
    """
    case = outlook.case
    name = key.split(".", maxsplit=1)[0]
    if name not in case.model.quantities:
        return CausalGraph(nodes=(), links=(), left_out=0)
    known = _places(case, key)[0]
    place = (name, tuple(known.items()))
    root = _causal_node(outlook, *place, {}, 0, month)
    return _graph_behind(outlook, root, place, (), month, depth, most)


def figure_graph(
    outlook: Outlook,
    figure: tuple[str, str],
    causes: Iterable[str],
    month: int,
    depth: int = 3,
    most: int = 12,
) -> CausalGraph:
    """Return the causes of a figure that is no quantity of the model, in the form of `causal_graph`: name, value and causes."""
    label, value = figure
    root = CausalNode(key="", label=label, level=0, value=value, is_assumption=False)
    places = [
        (key.split(".", maxsplit=1)[0], tuple(_places(outlook.case, key)[0].items()))
        for key in causes
    ]
    return _graph_behind(outlook, root, ("", ()), places, month, depth, most)


def _graph_behind(
    outlook: Outlook,
    root: CausalNode,
    root_place: Place,
    causes_of_root: Iterable[Place],
    month: int,
    depth: int,
    most: int,
) -> CausalGraph:
    """The graph of what is behind a node: of a quantity the causes of its equation, of a figure those that are given."""
    case, known = outlook.case, dict(root_place[1])
    forced = {changed for changed, _ in outlook.scenario.overrides}
    places, nodes = {root_place: 0}, [root]
    links: list[tuple[int, int]] = []
    level, left_out = list(places), 0
    for step in range(1, depth + 1):
        next_level: list[Place] = []
        for effect in level:
            if forced & {effect[0], nodes[places[effect]].key}:
                continue
            for cause in _causes_by_name(case, *effect) if effect[0] else causes_of_root:
                if cause not in places and len(next_level) < most:
                    places[cause] = len(nodes)
                    nodes.append(_causal_node(outlook, *cause, known, step, month))
                    next_level.append(cause)
                if cause not in places:
                    left_out += 1
                elif nodes[places[cause]].level == step:
                    links.append((places[cause], places[effect]))
        level = next_level
    return CausalGraph(nodes=tuple(nodes), links=tuple(dict.fromkeys(links)), left_out=left_out)


def _causes_by_name(case: Case, name: str, place: tuple[tuple[str, str], ...]) -> Iterator[Place]:
    """The causes of a name at a place, each once: its name, and what of the place it has a dimension for."""
    sources = dict.fromkeys(source for _, source in case.model.causes(name).values())
    for source in sources:
        if source not in (MONTH, name):
            per = _dimensions(case, source)
            yield source, tuple(pair for pair in place if pair[0] in per)


def _causal_node(
    outlook: Outlook,
    name: str,
    place: tuple[tuple[str, str], ...],
    known: Mapping[str, str],
    level: int,
    month: int,
) -> CausalNode:
    case, elements = outlook.case, dict(place)
    whole = len(elements) == len(_dimensions(case, name))
    key, value = ".".join([name, *elements.values()]) if whole else "", ""
    if key and name in case.model.quantities:
        value = _on_path(outlook, key, outlook.at(key, month), 0)
    elif key:
        value = _number_in_words(outlook, key, month)
    return CausalNode(
        key=key,
        label=_label(case, name, elements, known),
        level=level,
        value=value,
        is_assumption=name not in case.model.quantities,
    )


def fed_by(case: Case, key: str) -> tuple[str, ...]:
    """The quantities whose equations read a number, at any time, in the order of the model."""
    name = key.split(".", maxsplit=1)[0]
    names = {name, f"initial_{name}"} - (case.assumptions.keys() - {name})
    readers = [
        reader
        for reader, wires in case.model.wires.items()
        if reader != name and names & {source for _, source in wires.values()}
    ]
    places = _places(case, key)
    keys = (fed for reader in readers for place in places for fed in _keys_at(case, reader, place))
    return tuple(dict.fromkeys(keys))


def run_with_single_changes(scenario: Scenario) -> Outlook:
    """One batch of runs: the scenario in draw 0, and each of its changed assumptions alone in the draws after it.

    A scenario that forces a computed quantity cannot be split into its changes and has only draw 0.
    """
    baseline = scenario.baseline()
    changed = changed_assumptions(scenario, baseline)
    if not changed or dict(scenario.overrides).keys() - set(changed):
        return run(scenario)
    draws_of = {key: (0, draw) for draw, key in enumerate(changed, start=1)}
    rows = _rows(scenario, baseline, draws_of, len(changed) + 1)
    return dataclasses.replace(run(baseline, rows), scenario=scenario)


def _rows(
    scenario: Scenario, baseline: Scenario, draws_of: Mapping[str, Sequence[int]], draws: int
) -> dict[str, Array]:
    """Rows for `run` in which each key is changed in its own draws and as in the baseline in all others."""
    rows = {}
    for key, own_draws in draws_of.items():
        after, before = np.broadcast_arrays(scenario.value(key), baseline.value(key))
        rows[key] = np.repeat(before[np.newaxis], draws, axis=0)
        rows[key][list(own_draws)] = after
    return rows


def changed_assumptions(scenario: Scenario, baseline: Scenario) -> list[str]:
    """The assumptions in which two scenarios of one case differ, in the order of the file."""
    keys = list(scenario.case.keys())
    if (
        scenario.preset == baseline.preset
    ):  # only keys that a stress or an override restates can differ
        stresses = {*scenario.stresses, *baseline.stresses}
        restated = {key for name in stresses for key in scenario.case.stresses[name].values}
        restated |= {key for key, _ in (*scenario.overrides, *baseline.overrides)}
        keys = [key for key in keys if key in restated]
    return [key for key in keys if np.any(scenario.value(key) != baseline.value(key))]


def effects_of_single_changes(
    outlook: Outlook, baseline: Outlook, months: Mapping[str, int]
) -> dict[str, dict[str, float]]:
    """The effect of each changed assumption alone, and of all together, on some quantities, in their units.

    `months` has the month in which each quantity is read. Returns change → quantity → difference from the baseline; the last
    change is `ALL_CHANGES`. An outlook of `run_with_single_changes` has the runs already.
    """
    changed = changed_assumptions(outlook.scenario, baseline.scenario)
    runs: dict[str, tuple[Outlook, int]] = {}
    if outlook.draws == len(changed) + 1 and baseline.scenario == outlook.scenario.baseline():
        runs = {key: (outlook, draw) for draw, key in enumerate(changed, start=1)}
    elif changed:
        draws_of = {key: (draw,) for draw, key in enumerate(changed)}
        rows = _rows(outlook.scenario, baseline.scenario, draws_of, len(changed))
        single_changes = run(baseline.scenario, rows, keep=list(months))
        runs = {key: (single_changes, draw) for draw, key in enumerate(changed)}
    return {
        change: {
            key: _difference(changed_outlook.at(key, month, draw), baseline.at(key, month))
            for key, month in months.items()
        }
        for change, (changed_outlook, draw) in {**runs, ALL_CHANGES: (outlook, 0)}.items()
    }


def _difference(after: float, before: float) -> float:
    """The change; zero between two equal values, infinite ones included."""
    return 0.0 if after == before else after - before
