"""The formula of a quantity in words, made from its equation and the labels of what it reads."""

import ast
import dataclasses
import re
from collections.abc import Sequence

from econ.arrays import DIMENSIONS
from econ.case.case import Case
from econ.engine.model import MONTH
from econ.engine.quantity import Quantity
from econ.explain import formula_of
from econ.units import BEYOND_WORDS, NOT_DEFINED
from econ.views.sentences.scenario_words import name_in_sentence
from econ.words import say

# The functions that equations may call, and their words in the message `formula-call`.
FUNCTION_WORDS = {
    "np.floor": "floor",
    "np.minimum": "minimum",
    "np.maximum": "maximum",
    "np.where": "where",
    "np.clip": "clip",
    "np.exp": "exp",
    "np.log": "log",
    "total": "total",
    "largest": "largest",
    "sum_before": "sum_before",
    "ratio": "ratio",
    "shared_fill": "shared_fill",
    "monthly": "monthly",
    "smooth_ramp": "smooth_ramp",
    "time_at_full_rate": "time_at_full_rate",
    "lagged": "lagged",
    "added_within": "added_within",
    "straight_line": "straight_line",
    "power_root": "power_root",
}
# The words where the last argument is a plain number.
_LIMITS = {"np.minimum": "at-most", "np.maximum": "at-least"}
_ARGUMENTS = "abcdef"  # what the message calls them
_COMPARISONS = {
    ast.Lt: "below",
    ast.LtE: "at-most",
    ast.Gt: "above",
    ast.GtE: "at-least",
}
_SIGNS: dict[type[ast.operator], tuple[str, int]] = {  # and how tightly they bind
    ast.Add: ("+", 2),
    ast.Sub: ("−", 2),
    ast.Mult: ("×", 3),
    ast.Div: ("÷", 3),
    ast.BitAnd: ("and", 1),
}
_A_PHRASE, _AN_ATOM = 0, 5
# Functions whose first argument would run into what follows, and how tightly it must bind to stand without brackets.
_NEEDS_BRACKETS = {
    **dict.fromkeys(("np.floor", "np.exp", "np.log", "monthly", "smooth_ramp"), 4),
    **dict.fromkeys(("total", "largest"), 3),
}
_CONSTANTS = {"BEYOND": BEYOND_WORDS, "UNDEFINED": NOT_DEFINED}
_MARK = re.compile("\x00(.*?)\x01(.*?)\x02")  # around the key and the text of a number
_STEP = "="  # instead of a key, for an intermediate value


@dataclasses.dataclass(frozen=True, kw_only=True)
class FormulaWords:
    """Some words of a formula; a number that they name has its key, and a step is an intermediate value."""

    text: str
    key: str = ""
    is_step: bool = False


FormulaLine = tuple[FormulaWords, ...]
Part = tuple[str, int]  # a text, and how tightly its last operation binds


def formula_in_words(case: Case, key: str) -> tuple[FormulaLine, ...]:
    """The formula of a quantity: a line for each intermediate value, and one for the quantity itself."""
    name, *elements = key.split(".")
    quantity = case.model.quantities[name]
    place = dict(zip((d for d in DIMENSIONS if d in quantity.per), elements, strict=True))
    reader = _Reader(case, quantity, place)
    (*assignments, result) = ast.parse(formula_of(quantity.equation)).body
    lines = [reader.line(statement) for statement in (*assignments, result)]
    return tuple(line_of_marked(text) for text in lines)


def marked(key: str, text: str) -> str:
    """Words that name a number, to be put into a text that `line_of_marked` reads."""
    return f"\x00{key}\x01{text}\x02"


def line_of_marked(text: str) -> FormulaLine:
    """The words of a text, those that name a number with their key."""
    words, end = [], 0
    for mark in _MARK.finditer(text):
        is_step = mark[1] == _STEP
        words += [
            FormulaWords(text=text[end : mark.start()]),
            FormulaWords(text=mark[2], key="" if is_step else mark[1], is_step=is_step),
        ]
        end = mark.end()
    return tuple(word for word in (*words, FormulaWords(text=text[end:])) if word.text)


class _Reader:
    """Reads the equation of a quantity at a place aloud."""

    def __init__(self, case: Case, quantity: Quantity, place: dict[str, str]) -> None:
        self.case, self.quantity, self.place = case, quantity, place
        self.wires = case.model.causes(quantity.name)

    def line(self, statement: ast.stmt) -> str:
        """An assignment: the name of what it gives, and how."""
        if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
            raise TypeError(f"{self.quantity.name}: no value")
        name = statement.targets[0].id
        is_result = name == self.quantity.name
        label = self.case.label_of(name) if is_result else _step(name.capitalize())
        return f"{label} = {self.read(statement.value)[0]}"

    def read(self, node: ast.expr) -> Part:
        """An expression in words."""
        if isinstance(node, ast.Name):
            return self.name(node.id)
        if isinstance(node, ast.Constant):
            return _number(node.value), _AN_ATOM
        if isinstance(node, ast.UnaryOp):
            return f"−{self.within(node.operand, _AN_ATOM)}", 4
        if isinstance(node, ast.BinOp):
            sign, binds = _SIGNS[type(node.op)]
            # A term to the right of a minus or a division is bound more tightly.
            right = binds + isinstance(node.op, ast.Sub | ast.Div)
            return f"{self.within(node.left, binds)} {sign} {self.within(node.right, right)}", binds
        if isinstance(node, ast.Compare):
            ends = [self.within(end, 2) for end in (node.left, node.comparators[0])]
            left, right_end = ends
            how = _COMPARISONS[type(node.ops[0])]
            return say("formula-comparison", how=how, left=left, right=right_end), 1
        if isinstance(node, ast.Call):
            arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
            return self.call(ast.unparse(node.func), arguments)
        raise TypeError(f"{self.quantity.name}: {ast.unparse(node)}")

    def within(self, node: ast.expr, binds: int) -> str:
        """An expression inside another one, in brackets where it binds less tightly."""
        text, own = self.read(node)
        return text if own >= binds else f"({text})"

    def name(self, name: str) -> Part:
        """A cause by its label and its time, an intermediate value by its name, a constant by its number."""
        if name == MONTH:
            return say("formula-month"), _AN_ATOM
        if name in self.wires:
            time, source = self.wires[name]
            key = self.key(source)
            label = name_in_sentence(self.case, key if self.case.label_form_of(key) else source)
            text = label if time == "now" else say("formula-time", time=time, number=label)
            return marked(key, text), _AN_ATOM
        constants = self.quantity.equation.__globals__
        if name in constants:
            return _CONSTANTS.get(name) or _number(float(constants[name])), _AN_ATOM
        return _step(name), _AN_ATOM

    def key(self, source: str) -> str:
        """The key of a cause at this place; empty where the equation reads it for all elements of a dimension."""
        per = [dimension for dimension in DIMENSIONS if dimension in self.case.model.per(source)]
        if any(dimension not in self.place for dimension in per):
            return ""
        return ".".join([source, *(self.place[dimension] for dimension in per)])

    def call(self, function: str, arguments: Sequence[ast.expr]) -> Part:
        """A call of a function that equations may use."""
        if function == "choose":
            return self.choice(*arguments), _A_PHRASE
        words = FUNCTION_WORDS[function]
        is_number = isinstance(arguments[-1], ast.Constant)
        binds, tightness = _NEEDS_BRACKETS.get(function, 1), _A_PHRASE
        if function in _LIMITS and is_number:
            words = _LIMITS[function]
        elif function == "straight_line" and len(arguments) > len("abc"):
            words = "straight_line-within"
        texts = [self.argument(argument, binds) for argument in arguments]
        if function == "ratio":
            texts[:2] = [self.within(arguments[0], 3), self.within(arguments[1], 4)]
            words, tightness = ("ratio-or", _A_PHRASE) if len(arguments) > 2 else (words, 3)
        facts: dict[str, str] = dict.fromkeys(_ARGUMENTS, "") | dict(
            zip(_ARGUMENTS, texts, strict=False)
        )
        return say("formula-call", function=words, whole="1", **facts), tightness

    def argument(self, node: ast.expr, binds: int = 1) -> str:
        """An argument of a function: a dimension by its name, what binds less tightly in brackets."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        return self.within(node, binds)

    def choice(self, switch: ast.expr, *options: ast.expr) -> str:
        """State the formula for each position of a switch; an assumption's positions have names."""
        source = self.wires[switch.id][1] if isinstance(switch, ast.Name) else ""
        names: tuple[str, ...] = ()
        if source in self.case.assumptions:
            names = self.case.assumptions[source].options
        held = self.argument(switch)
        return "; ".join(
            say(
                "formula-option",
                value=self.argument(option),
                switch=held,
                option=names[place] if names else str(place),
            )
            for place, option in enumerate(options)
        )


def _step(name: str) -> str:
    """An intermediate value, marked as one."""
    return marked(_STEP, name.replace("_", " "))


def _number(value: object) -> str:
    """A number of an equation."""
    if not isinstance(value, int | float):
        return str(value)
    return f"{value:,.10f}".rstrip("0").rstrip(".")
