"""The equations keep to their small language, and imports go down only; both are read from the syntax trees."""

import ast
import re

import pytest
from conftest import ROOT

ECON = ROOT / "econ"
EQUATIONS = sorted(path for path in (ECON / "equations").glob("*.py") if path.stem not in ("__init__", "inert_links"))
PARTS = ("vocabulary", "quantity", "model", "evaluate", "pruning", "unit_check")  # of the engine, each above those before it
NUMPY = {"minimum", "maximum", "where", "clip", "exp", "log"}
HELPERS = {"total", "ahead", "largest", "ratio", "monthly", "lagged", "bisect"}
CONSTANTS = {"HOURS_A_MONTH", "SECONDS_AN_HOUR", "MONTHS_A_YEAR", "THOUSAND", "MILLION", "BILLION", "WATTS_A_MEGAWATT",
             "BEYOND", "TOKEN", "CARD", "FLOP_A_PARAMETER", "FLOP_A_PAIR", "BYTES_A_NUMBER", "EXCHANGE_BYTES"}
DIMENSIONS = {"platform", "tier", "workload", "competitor", "round"}
NUMBERS = {0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0}
LINES, INPUTS, ENGINE = 12, 6, 300
SPEECH = (ast.Return, ast.Assign, ast.FunctionDef, ast.arguments, ast.arg, ast.BinOp, ast.UnaryOp, ast.Compare, ast.Call,
          ast.Attribute, ast.Name, ast.Constant, ast.Load, ast.Store, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.USub, ast.Lt,
          ast.LtE, ast.Gt, ast.GtE, ast.BitAnd)
# From the ground up: a module may import from the rows below its own; modules of one row, from left to right.
LAYERS = (("names",), ("units", "arrays"), ("engine",), ("equations",),
          ("schema", "keys", "dependence", "value", "told", "reading", "rounds", "assumptions"),
          ("scenario",), ("outlook",), ("prepared", "distributions", "uncertainty"),
          ("arguments", "shares", "runways", "finance", "pricing", "explain", "points", "calibration", "fitting",
           "production_day", "positions", "ranges", "promises", "breadth", "curves", "decision", "theory", "best_prices",
           "outcomes", "crossing", "stress", "sensitivity", "reverse", "discovery", "raising", "seek", "exchange", "deadline",
           "alive", "memory", "ensemble", "ensemble_folder", "crew", "ensemble_run", "progress"),
          ("premises", "slips", "narrative", "price_tables", "statement_tables", "ownership", "exits", "identities", "checks",
           "captions", "cost_captions", "evidence", "measurements", "tables", "supply_tables", "cost_tables", "decision_tables",
           "decision_words", "funding_tables", "peers", "rounds_table", "findings", "finding_notes", "figure", "charts",
           "list_prices", "record", "diagrams", "gauge", "statement_figures", "stress_words", "fan_figures", "finding_figures",
           "finding_tables", "targets", "breaking", "raising_figures", "ownership_figures"),
          ("__init__",), ("__main__",))
DOORS = {("assumptions", "econ.scenario")}  # upwards on purpose: `case.scenario()` is a name that does not move
RANK = {name: (row, place) for row, names in enumerate(LAYERS) for place, name in enumerate(names)}


def functions():
    """Every function of an equation module."""
    return [pytest.param(node, id=f"{path.stem}.{node.name}") for path in EQUATIONS
            for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]


def imports(path):
    """What a module imports, as dotted names; `from econ import x` counts as econ.x."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = node.module or "econ"
            yield from ([f"{package}.{name.name}" for name in node.names] if package in ("econ", "pages") else [package])


def body_of(node):
    """The statements of an equation after its docstring."""
    return node.body[1:] if ast.get_docstring(node) else node.body


@pytest.mark.parametrize("node", list(functions()))
def test_an_equation_keeps_to_the_vocabulary(node):
    local = {argument.arg for inner in ast.walk(node) if isinstance(inner, ast.FunctionDef) for argument in inner.args.args}
    local |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    inner = {n.name for n in ast.walk(node) if isinstance(n, ast.FunctionDef)} - {node.name}
    for statement in body_of(node):
        for part in ast.walk(statement):
            assert isinstance(part, SPEECH), ast.unparse(part)
            if isinstance(part, ast.Attribute):
                assert isinstance(part.value, ast.Name) and part.value.id == "np" and part.attr in NUMPY, ast.unparse(part)
            if isinstance(part, ast.Call):
                helper = isinstance(part.func, ast.Name) and part.func.id in HELPERS
                assert helper or isinstance(part.func, ast.Attribute), ast.unparse(part)
                assert not part.keywords
            if isinstance(part, ast.Name):
                assert part.id in local | inner | HELPERS | CONSTANTS | {"np"}, part.id


@pytest.mark.parametrize("node", list(functions()))
def test_an_equation_has_no_number_without_a_name(node):
    for part in (part for statement in body_of(node) for part in ast.walk(statement)):
        if isinstance(part, ast.Constant):
            assert part.value in DIMENSIONS if isinstance(part.value, str) else float(part.value) in NUMBERS, part.value


@pytest.mark.parametrize("node", list(functions()))
def test_an_equation_is_short_and_has_few_inputs(node):
    body = body_of(node)
    assert body[-1].end_lineno - body[0].lineno + 1 <= LINES
    assert len(node.args.args) in range(1, INPUTS + 1)
    assert not (node.args.vararg or node.args.kwarg or node.args.kwonlyargs or node.args.defaults)


@pytest.mark.parametrize("node", list(functions()))
def test_an_equation_is_one_sentence_without_digits(node):
    sentence = ast.get_docstring(node)
    assert sentence and re.fullmatch(r"[A-Z][^.\d\n]*\.", sentence), sentence


@pytest.mark.parametrize("node", list(functions()))
def test_every_function_of_an_equation_module_declares_a_quantity(node):
    assert [d.func.id for d in node.decorator_list] == ["quantity"]


@pytest.mark.parametrize("path", EQUATIONS, ids=lambda path: path.stem)
def test_an_equation_module_imports_the_vocabulary_and_nothing_else(path):
    assert set(imports(path)) <= {"numpy", "econ.engine.quantity", "econ.engine.vocabulary", "econ.units"}
    kinds = {type(node) for node in ast.parse(path.read_text("utf-8")).body}
    assert kinds <= {ast.Expr, ast.Import, ast.ImportFrom, ast.FunctionDef}


def test_only_the_numbers_that_are_used_are_allowed():
    used = {float(part.value) for parameter in functions() for part in ast.walk(parameter.values[0])
            if isinstance(part, ast.Constant) and isinstance(part.value, int | float) and not isinstance(part.value, bool)}
    assert used == NUMBERS


@pytest.mark.parametrize("part", PARTS)
def test_the_engine_stays_small_and_imports_only_its_lower_parts(part):
    path = ECON / "engine" / f"{part}.py"
    assert len(path.read_text("utf-8").splitlines()) <= ENGINE
    own = {name.removeprefix("econ.engine.") for name in imports(path) if name.startswith("econ.engine")}
    assert own <= set(PARTS[:PARTS.index(part)])


def test_the_engine_has_no_other_parts():
    assert {path.stem for path in (ECON / "engine").glob("*.py")} == {"__init__", *PARTS}


def test_every_module_has_a_place_in_the_layers():
    names = {path.stem for path in ECON.glob("*.py")} | {"engine", "equations"}
    assert names <= set(RANK), f"give these a place in LAYERS: {sorted(names - set(RANK))}"


@pytest.mark.parametrize("path", sorted(ECON.rglob("*.py")), ids=lambda path: str(path.relative_to(ECON)))
def test_imports_go_down_only(path):
    inside = path.parent.name if path.parent.name in ("engine", "equations") else None
    own = inside or path.stem
    for name in imports(path):
        package, _, rest = name.partition(".")
        assert package not in ("streamlit", "pages", "streamlit_app"), f"{path.name} imports {name}"
        target = rest.split(".")[0]
        if package != "econ" or target == inside or (own, name) in DOORS:
            continue
        target = target if target in RANK else "__init__"
        assert RANK[target] < RANK[own], f"{path.name} imports {name}, which is not below it"


def test_no_text_is_run_as_a_program():
    for path in ECON.rglob("*.py"):
        called = {n.func.id for n in ast.walk(ast.parse(path.read_text("utf-8")))
                  if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
        assert not called & {"eval", "exec", "compile", "__import__"}, path.name
