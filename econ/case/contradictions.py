"""Contradictions: facts of a chip, a model or a platform that cannot all be true, and rounds that exclude each other."""

import dataclasses
import functools
import itertools
from collections.abc import Callable, Collection, Iterable, Mapping

import numpy as np

from econ.arrays import Array
from econ.case.rounds import Clash, clashes
from econ.units import format_value, number_text

HALVINGS = 40  # of the way from a contradictory draw to the numbers in force: they end at the nearest draw without a contradiction


def _total(parts: Iterable[Array]) -> Array:
    return functools.reduce(np.add, parts)


def _product(parts: Iterable[Array]) -> Array:
    return functools.reduce(np.multiply, parts)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule for facts of one element: `whole` is never below its `parts` together.

    `together` adds or multiplies the parts. `reason` ends the sentence that refuses numbers which break the rule. A fact may be
    shared by all elements, if it is the whole of one part: the part of each element moves, and the whole only for a part that
    is not drawn.
    """

    of: str  # the dimension of the element
    parts: tuple[str, ...]
    whole: str
    reason: str
    together: Callable[[Iterable[Array]], Array] = _total


RULES = (
    Rule(
        of="shape",
        parts=("moe_layers",),
        whole="layers",
        reason="a layer with experts is one of the layers",
    ),
    Rule(
        of="shape",
        parts=("full_layers", "selecting_layers", "compressing_layers", "window_layers"),
        whole="layers",
        reason="a layer attends in one way",
    ),
    Rule(
        of="shape",
        parts=("routed_experts",),
        whole="experts",
        reason="a token goes to experts of its layer, so no more parameters are active than there are",
    ),
    Rule(
        of="shape",
        parts=("moe_layers", "routed_experts", "expert_parameters"),
        whole="active_parameters",
        reason="the parameters of the experts that a token goes to are among the active ones",
        together=_product,
    ),
    Rule(
        of="shape",
        parts=("entry_bytes_fp8",),
        whole="entry_bytes_bf16",
        reason="an entry in eight bits is no larger than in sixteen",
    ),
    Rule(
        of="shape",
        parts=("index_bytes_low",),
        whole="index_bytes_bf16",
        reason="an entry of the index in fewer bits is no larger than in sixteen",
    ),
    Rule(
        of="chip",
        parts=("peak_bf16",),
        whole="peak_fp8",
        reason="a chip is no slower in eight bits; one that has none takes its peak in sixteen",
    ),
    Rule(
        of="chip",
        parts=("peak_fp8",),
        whole="peak_fp4",
        reason="a chip is no slower in four bits; one that has none takes its peak in eight",
    ),
    Rule(
        of="chip",
        parts=("attention_split",),
        whole="group_ranks",
        reason="attention is split over ranks of the group",
    ),
    Rule(
        of="chip",
        parts=("crosses_nodes",),
        whole="node_ranks",
        reason="a group that spans nodes has ranks in each of them",
    ),
    Rule(
        of="chip",
        parts=("crosses_nodes", "link_bandwidth"),
        whole="node_bandwidth",
        reason="where a group spans nodes, the link between them is the slower one",
        together=_product,
    ),
    Rule(
        of="tier",
        parts=("price_elasticity",),
        whole="market_elasticity",
        reason="users of one maker can also turn to another, so its demand answers its price no less than the class answers all prices",
    ),
    Rule(
        of="platform",
        parts=("initial_fleet",),
        whole="initial_industry_cards",
        reason="the company’s cards are among those that the industry had made",
    ),
)


def contradictions(
    case, value: Callable[[str], float], touched: Collection[str] | None = None
) -> list[Clash]:
    """The contradictions among the rounds and among the facts of a case; `value` gives the number in force of a key.

    If `touched` is given, only rules that involve one of its keys are checked: the other facts are known to agree.
    """
    problems = clashes(case, value)
    names = None if touched is None else {key.split(".")[0] for key in touched}
    for rule in RULES if names is None else [rule for rule in RULES if names & {*_names(rule)}]:
        for element in _elements(case, rule):
            keys = _keys(case, rule, element)
            if touched is not None and not any(key in touched for key in keys):
                continue
            numbers = {key: value(key) for key in keys}
            if _broken(rule, numbers):
                problems.append(
                    Clash(
                        sentence=_sentence(case, rule, numbers),
                        keys=tuple(numbers),
                        in_file=_sentence_in_file(rule, element, numbers),
                    )
                )
    return problems


def contradictions_of_file(case) -> list[str]:
    """Return contradictions under a preset, alone or with one stress on it, in the words of the file: each sentence once.

    A sentence that holds under every preset names none, and one that holds without a stress names no stress. Otherwise it
    begins with all presets and stresses under which it holds.
    """
    layers_by_sentence: dict[str, list[tuple[str, str]]] = {}
    for stress in ("", *case.stresses):
        for preset in case.presets:
            value = functools.partial(_base, case, preset, stress)
            for clash in contradictions(case, value):
                layers = layers_by_sentence.setdefault(clash.in_file or clash.sentence, [])
                if (preset, "") not in layers:
                    layers.append((preset, stress))
    return [
        f"{where}: {sentence}" if (where := _layers_text(case, layers)) else sentence
        for sentence, layers in layers_by_sentence.items()
    ]


def _layers_text(case, layers):
    """The tables of presets and stresses together with which something holds; empty where it holds under every preset."""
    presets_by_stress: dict[str, list[str]] = {}
    for preset, stress in layers:
        presets_by_stress.setdefault(stress, []).append(preset)
    places = []
    for stress, presets in presets_by_stress.items():
        everywhere = len(presets) == len(case.presets)
        tables = [] if everywhere else [" and ".join(f"[presets.{preset}]" for preset in presets)]
        places.append(" with ".join([*tables, *([f"[stresses.{stress}]"] if stress else [])]))
    return ", ".join(places)


def _base(case, preset, stress, key):
    """The base of a key under a preset and a stress; an empty name is no stress."""
    return case.belief(key, preset, (stress,) if stress else ()).base


def made_consistent(
    case, value: Callable[[str], float | Array], rows: Mapping[str, Array]
) -> dict[str, Array]:
    """The draws without contradictions: where facts of an element contradict each other, they are moved towards those in force.

    They are moved no farther than they must.

    `rows` has an array of draws a key, and `value` the numbers in force, which do not contradict each other.
    """
    rows = dict(rows)
    for dimension in dict.fromkeys(rule.of for rule in RULES):
        for element in case.elements[dimension]:
            rules = [
                rule
                for rule in RULES
                if rule.of == dimension and _is_stated(case, rule) and not _is_shared(case, rule)
            ]
            keys = {rule: _keys(case, rule, element) for rule in rules}
            every_key = dict.fromkeys(itertools.chain.from_iterable(keys.values()))
            drawn = [key for key in every_key if key in rows]
            if not drawn:
                continue
            now = {key: value(key) for key in every_key}
            wrong = _any_broken(keys, {**now, **rows})
            if np.any(wrong):
                edge = _edge(keys, now, {key: rows[key][wrong] for key in drawn})
                rows |= {key: _replaced(rows[key], wrong, edge[key]) for key in drawn}
    for rule in RULES:
        if _is_stated(case, rule) and _is_shared(case, rule):
            parts = [f"{rule.parts[0]}.{element}" for element in case.elements[rule.of]]
            if rule.whole in rows:  # a part that is not drawn stays as it is
                fixed = [value(part) for part in parts if part not in rows]
                rows[rule.whole] = functools.reduce(np.maximum, fixed, rows[rule.whole])
            most = rows.get(rule.whole, value(rule.whole))
            rows |= {part: np.minimum(rows[part], most) for part in parts if part in rows}
    return rows


def made_whole(case, rows: Mapping[str, Array]) -> dict[str, Array]:
    """The draws with whole numbers where an assumption counts something.

    They are the nearest ones, except for facts of a rule: its parts are rounded down and its whole up, so that draws without
    contradictions have none afterwards.
    """
    parts = {name for rule in RULES for name in rule.parts}
    wholes = {rule.whole for rule in RULES}
    rounded = dict(rows)
    for key, values in rows.items():
        if case.assumption_of(key).takes_whole_numbers:
            name = key.split(".")[0]
            rounding = np.floor if name in parts else np.ceil if name in wholes else np.round
            rounded[key] = rounding(values)
    return rounded


def _replaced(values, where, others):
    values = np.array(values)
    values[where] = others
    return values


def _any_broken(keys, numbers):
    """Whether any rule is broken; `keys` has those of each rule, and `numbers` may have more."""
    broken = [
        _broken(rule, {key: numbers[key] for key in its_keys}) for rule, its_keys in keys.items()
    ]
    return functools.reduce(np.logical_or, broken)


def _edge(keys, now, tried):
    """The numbers on the way from those in force to those tried at which all rules still hold, by bisection."""
    low = np.zeros(len(next(iter(tried.values()))))
    high = np.ones_like(low)
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        broken = _any_broken(keys, {**now, **_between(now, tried, middle)})
        low, high = np.where(broken, low, middle), np.where(broken, middle, high)
    return _between(now, tried, low)


def _between(now, tried, part):
    return {key: now[key] + part * (values - now[key]) for key, values in tried.items()}


def _names(rule):
    return (*rule.parts, rule.whole)


def _keys(case, rule, element):
    """The keys of a rule's facts for an element: parts in their order, and then the whole; a shared fact has no element."""
    return [f"{name}.{element}" if case.assumptions[name].per else name for name in _names(rule)]


def _elements(case, rule):
    """The elements a rule is about; none in a case that does not state such facts."""
    return case.elements[rule.of] if _is_stated(case, rule) else ()


def _is_shared(case, rule):
    """Whether the whole of a rule is one fact for all elements."""
    return not case.assumptions[rule.whole].per


def _is_stated(case, rule):
    return all(name in case.assumptions for name in _names(rule))


def _broken(rule, numbers):
    """Whether numbers break a rule: those of its parts, and then that of the whole."""
    *parts, whole = numbers.values()
    return rule.together(parts) > whole


def _sentence(case, rule, numbers):
    """Return a sentence with the facts stated of the element and the reason why they cannot all be true."""
    element = case.elements[rule.of][next(iter(numbers)).split(".")[1]]
    facts = [
        f"«{case.assumption_of(key).label}» {_written(case.assumption_of(key), number)}"
        for key, number in numbers.items()
    ]
    stated = f"{', '.join(facts[:-1])} and {facts[-1]}"
    return (
        f"{element}: {stated} cannot {'both' if len(facts) == 2 else 'all'} be true: {rule.reason}"
    )


def _sentence_in_file(rule, element, numbers):
    """The same in the words of the file: the table, and its keys with their values."""
    *parts, whole = numbers.values()
    sign = " × " if rule.together is _product else " + "
    least = number_text(rule.together(parts))
    return (
        f"[{rule.of}.{element}] {sign.join(rule.parts)} = {least} needs {rule.whole} of at least {least}, "
        f"and {rule.whole} is {number_text(whole)} there: {rule.reason}"
    )


def _written(assumption, number):
    if assumption.options:
        return f"«{assumption.option_of(number)}»"
    return format_value(float(number), assumption.unit, with_unit=assumption.unit != "x")
