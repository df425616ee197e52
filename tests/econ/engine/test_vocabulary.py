"""The equations keep to their small language, which is read from their syntax trees."""

import ast
import re

import pytest
from support.paths import ROOT

from econ import units
from econ.arrays import DIMENSIONS
from econ.engine.vocabulary import VOCABULARY

ECON = ROOT / "econ"
EQUATIONS = sorted(
    path
    for path in (ECON / "equations").glob("*.py")
    if path.stem not in ("__init__", "inert_links")
)
# Modules of the engine, each above those before it.
PARTS = (
    "expression",
    "registry",
    "vocabulary",
    "quantity",
    "model",
    "evaluate",
    "pruning",
    "unit_check",
)
CONSTANTS = {name for name, value in vars(units).items() if isinstance(value, units.Constant)} | {
    "BEYOND",
    "UNDEFINED",
}
NUMBERS = {0.0, 1.0, 2.0}
STATEMENTS, INPUTS, ENGINE = 12, 6, 180
SPEECH = (
    ast.Return,
    ast.Assign,
    ast.BinOp,
    ast.UnaryOp,
    ast.Compare,
    ast.Call,
    ast.Attribute,
    ast.Name,
    ast.Constant,
    ast.Load,
    ast.Store,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.USub,
    ast.Lt,
    ast.LtE,
    ast.Gt,
    ast.GtE,
    ast.BitAnd,
)


def functions():
    """Every function of an equation module."""
    return [
        node
        for path in EQUATIONS
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
    ]


def imports(path):
    """The imports of a module, as dotted names; `from econ import x` counts as econ.x."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = node.module or "econ"
            yield from (
                [f"{package}.{name.name}" for name in node.names]
                if package in ("econ", "pages")
                else [package]
            )


def body_of(node):
    """The statements of an equation after its docstring."""
    return node.body[1:] if ast.get_docstring(node) else node.body


def faults(node):
    """The constructs of an equation that are outside the language of equations."""
    local = {argument.arg for argument in node.args.args}
    local |= {
        n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    parts = [part for statement in body_of(node) for part in ast.walk(statement)]
    calls = [part for part in parts if isinstance(part, ast.Call)]
    named = {id(call.func) for call in calls} | {
        id(call.func.value) for call in calls if isinstance(call.func, ast.Attribute)
    }
    for part in parts:
        if not isinstance(part, SPEECH) or (
            isinstance(part, ast.Attribute) and id(part) not in named
        ):
            yield f"{ast.unparse(part)}: equations have no such construct"
        elif (
            isinstance(part, ast.Name)
            and id(part) not in named
            and part.id not in local | CONSTANTS
        ):
            yield f"{part.id} is neither a cause nor a constant of units"
        elif isinstance(part, ast.Constant) and not (
            part.value in NUMBERS if isinstance(part.value, float) else part.value in DIMENSIONS
        ):
            yield f"{part.value!r} is a number without a name"
        elif isinstance(part, ast.Call):
            yield from faults_of_call(part, {n.id for n in conditions(node)})


def conditions(node):
    """Local names that hold a condition."""
    return [
        part.targets[0]
        for part in ast.walk(node)
        if isinstance(part, ast.Assign) and is_condition(part.value)
    ]


def is_condition(part, names=()):
    """Whether it is a comparison of two things, or several joined by &."""
    if isinstance(part, ast.BinOp) and isinstance(part.op, ast.BitAnd):
        return is_condition(part.left, names) and is_condition(part.right, names)
    return (isinstance(part, ast.Compare) and len(part.ops) == 1) or (
        isinstance(part, ast.Name) and part.id in names
    )


def faults_of_call(call, names):
    """The faults of a call: the word, how many arguments it has, and what kind of thing each of them is."""
    name = ast.unparse(call.func)
    if name not in VOCABULARY:
        yield f"{name} is not in the vocabulary"
        return
    try:
        terms = VOCABULARY[name].arguments(len(call.args))
    except TypeError as error:
        yield str(error)
        return
    if call.keywords:
        yield f"{name}: arguments are passed by position"
    for term, before, argument in zip(terms, [None, *call.args], call.args, strict=False):
        text = ast.unparse(argument)
        if term == "dimension" and text.strip("'") not in DIMENSIONS:
            yield f"{name}: {text} is not a dimension"
        if term.startswith("past ") and not (
            isinstance(before, ast.Name) and text == f"past_{before.id}"
        ):
            yield f"{name}: {text} is not the past of the argument before it"
        if (term == "condition") is not is_condition(argument, names):
            yield f"{name}: {text} is passed where a {term} is expected"


def equation(text):
    """A function from its text."""
    return ast.parse(text).body[0]


def test_an_equation_uses_only_the_vocabulary():
    assert not [(node.name, *faults(node)) for node in functions() if list(faults(node))]


@pytest.mark.parametrize(
    "body",
    [
        "return np.sqrt(x)",
        "return x ** y",
        "return x % y",
        "return x // y",
        "return np.tanh(x)",
        "return x[0]",
        "return x.sum()",
        "return [x, y]",
        "return x if y else x",
        "return x and y",
        "return not x",
        "return x == y",
        "return z",
        "return x * 7.0",
        "return x * 1",
        "return total(x, y)",
        "return total(x, 'chip')",
        "return total(x)",
        "return total(x, over='tier')",
        "return ratio(x)",
        "return lagged(x, past_y, y)",
        "return lagged(x, y, y)",
        "return np.where(x, y, x)",
        "return np.log",
        "return np.maximum(x > y, x)",
        "return np.where(x < y < x, x, y)",
        "return choose(x)",
        "x += y\n return x",
        "for z in x: y = z\n return y",
        "if x: y = x\n return y",
        "def inner(z): return z\n return inner(x)",
        "return (lambda z: z)(x)",
    ],
)
def test_a_construct_outside_the_language_of_equations_is_refused(body):
    assert list(faults(equation(f"def wrong(x, past_x, y, past_y):\n {body}")))


@pytest.mark.parametrize(
    "body",
    [
        "return lagged(x, past_x, y)",
        "low = (x > 0.0) & (y <= 1.0)\n return np.where(low, -x, x / y)",
        "return total(x, 'tier')",
        "return ratio(x, y, 1.0)",
        "return choose(x, y, x, 0.0)",
        "return straight_line(x, past_x, y) * MILLION",
    ],
)
def test_a_construct_of_the_language_of_equations_is_not_refused(body):
    assert not list(faults(equation(f"def right(x, past_x, y, past_y):\n {body}")))


def test_every_word_is_used_by_an_equation():
    used = {
        ast.unparse(part.func)
        for node in functions()
        for part in ast.walk(node)
        if isinstance(part, ast.Call)
    }
    assert VOCABULARY.keys() <= used


def test_choose_has_as_many_options_as_its_assumption(case):
    for node in functions():
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "choose":
                assumption = case.assumptions.get(ast.unparse(call.args[0]))
                options = assumption.options if assumption else ("no", "yes")
                assert len(call.args) - 1 == len(options), (
                    f"{node.name} chooses by {ast.unparse(call.args[0])}"
                )


def test_an_equation_is_short_and_has_few_inputs():
    for node in functions():
        arguments = node.args
        assert len(body_of(node)) <= STATEMENTS, node.name
        assert len(arguments.args) in range(1, INPUTS + 1), node.name
        others = (arguments.vararg, arguments.kwarg, arguments.kwonlyargs, arguments.defaults)
        assert not any(others), node.name


def test_an_equation_is_one_sentence_without_digits():
    for node in functions():
        sentence = ast.get_docstring(node)
        assert sentence and re.fullmatch(r"[A-Z][^.\d\n]*\.", sentence), (node.name, sentence)


def test_every_function_of_an_equation_module_declares_a_quantity():
    for node in functions():
        assert [d.func.id for d in node.decorator_list] == ["quantity"], node.name


@pytest.mark.parametrize("path", EQUATIONS, ids=lambda path: path.stem)
def test_an_equation_module_imports_only_the_vocabulary(path):
    assert set(imports(path)) <= {
        "numpy",
        "econ.engine.quantity",
        "econ.engine.vocabulary",
        "econ.units",
    }
    kinds = {type(node) for node in ast.parse(path.read_text("utf-8")).body}
    assert kinds <= {ast.Expr, ast.Import, ast.ImportFrom, ast.FunctionDef}


def test_only_the_numbers_that_are_used_are_allowed():
    used = {
        float(part.value)
        for node in functions()
        for part in ast.walk(node)
        if isinstance(part, ast.Constant)
        and isinstance(part.value, int | float)
        and not isinstance(part.value, bool)
    }
    assert used == NUMBERS


@pytest.mark.parametrize("part", PARTS)
def test_the_engine_stays_small_and_imports_only_its_lower_parts(part):
    path = ECON / "engine" / f"{part}.py"
    assert (
        sum(isinstance(node, ast.stmt) for node in ast.walk(ast.parse(path.read_text("utf-8"))))
        <= ENGINE
    )
    own = {
        name.removeprefix("econ.engine.")
        for name in imports(path)
        if name.startswith("econ.engine")
    }
    assert own <= set(PARTS[: PARTS.index(part)])


def test_the_engine_knows_no_economics(case):
    known = {*case.model.quantities, *case.assumptions, *case.elements} - {"month"}
    for path in (ECON / "engine").glob("*.py"):
        strings = {
            part.value
            for part in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(part, ast.Constant)
        }
        assert (
            not {
                word
                for text in strings
                if isinstance(text, str)
                for word in re.findall(r"\w+", text)
                if "_" in word or text == word
            }
            & known
        ), path.name


def test_the_engine_has_no_other_parts():
    assert {path.stem for path in (ECON / "engine").glob("*.py")} == {"__init__", *PARTS}


def test_no_text_is_run_as_a_program():
    for path in ECON.rglob("*.py"):
        called = {
            n.func.id
            for n in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
        }
        assert not called & {"eval", "exec", "compile", "__import__"}, path.name
