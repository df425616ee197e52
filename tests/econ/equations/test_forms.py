"""Equations use only what a sheet or a compiled module can compute too."""

import ast
import dataclasses
import inspect
import textwrap
import types

import numpy as np
import pytest
from support.strategies import box

from econ.arrays import AXES
from econ.case.model_inputs import model_inputs
from econ.engine.evaluate import evaluate
from econ.engine.model import Model

DRAWS = 100


class StrictNumpy:
    """NumPy without logarithms of zero or less."""

    def __getattr__(self, name):
        return getattr(np, name)

    @staticmethod
    def log(values):
        """The logarithm of positive or undefined numbers; any other number fails."""
        assert not np.any(np.asarray(values) <= 0.0), "a logarithm of zero or less"
        return np.log(values)


def strict(quantity):
    """A quantity whose equation refuses logarithms of zero or less, naming itself."""
    function = types.FunctionType(
        quantity.equation.__code__, {**quantity.equation.__globals__, "np": StrictNumpy()}
    )

    def equation(*causes):
        try:
            return function(*causes)
        except AssertionError as error:
            raise AssertionError(f"«{quantity.name}» takes {error}") from None

    return dataclasses.replace(quantity, equation=equation)


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
@pytest.mark.parametrize("seed", range(2))
def test_no_equation_takes_the_logarithm_of_zero_anywhere_in_the_box(case, preset, seed):
    given, forced, draws = model_inputs(case.scenario(preset), box(case, seed, DRAWS))
    model = Model(
        {name: strict(quantity) for name, quantity in case.model.quantities.items()},
        case.model.inputs,
    )
    evaluate(model, given, case.months, case.sizes, draws, forced)


def logarithms(equation):
    """For each logarithm in an equation, the parameters that it depends on."""
    body = ast.parse(textwrap.dedent(inspect.getsource(equation))).body[0]
    behind = {name: {name} for name in inspect.signature(equation).parameters}
    for statement in body.body:
        for part in ast.walk(statement):
            if isinstance(part, ast.Call) and ast.unparse(part.func) == "np.log":
                yield set().union(*(behind[n.id] for n in names(part.args[0]) if n.id in behind))
        if isinstance(statement, ast.Assign):
            read = [behind[n.id] for n in names(statement.value) if n.id in behind]
            behind[statement.targets[0].id] = set().union(*read)


def names(tree):
    """The names in a piece of an equation."""
    return [part for part in ast.walk(tree) if isinstance(part, ast.Name)]


def test_a_logarithm_that_is_constant_over_time_is_a_quantity_of_its_own(case, april):
    timed = {name for name, value in april.values.items() if np.ndim(value) > AXES} | {"month"}
    timed |= {name for name, a in case.assumptions.items() if a.dated}
    for name in timed & case.model.quantities.keys():
        wires = case.model.causes(name)
        for parameters in logarithms(case.model.quantities[name].equation):
            assert any(wires[p][1] in timed for p in parameters), f"{name}: of {parameters}"


# Quantities, besides a runway, that are one number of the whole plan: the sum of the first year, and values with what comes after the
# horizon.
OF_THE_WHOLE_PLAN = {"frontier_research_compute", "gross_profit_value", "plan_value"}


def test_only_a_runway_or_a_number_of_the_whole_plan_reads_the_last_month(case):
    for name, quantity in case.model.quantities.items():
        if any(time == "final" for time, _ in case.model.causes(name).values()):
            is_runway = quantity.unit == "month" and quantity.may_be_beyond
            assert is_runway or name in OF_THE_WHOLE_PLAN, name
