"""Each equation is an expression of words; whatever else it may be is refused with its name and its line."""

import math

import numpy as np
import pytest
from support.twin_parity import CASES

from econ.engine.expression import Expression
from econ.engine.model import Model
from econ.engine.quantity import ModelError, quantity
from econ.engine.vocabulary import lagged, total
from econ.twin.trees import expressions_of

SIZES = (2, 3, 1, 1, 1)


def trees_of(*equations):
    """The expressions of a model of these equations with the inputs x and y."""
    return expressions_of(
        Model({f.quantity.name: f.quantity for f in equations}, {"x": ("platform",), "y": ()}),
        SIZES,
    )


@pytest.mark.parametrize("name", CASES)
def test_every_equation_is_an_expression(name):
    case = CASES[name]
    trees = expressions_of(case.model, case.sizes)
    assert trees.keys() == case.model.quantities.keys()
    for quantity_name, tree in trees.items():
        per = case.per(quantity_name)
        dimensions = zip(tree.sizes, case.sizes, case.elements, strict=False)
        assert isinstance(tree, Expression)
        assert all(size == 1 or d in per for size, _, d in dimensions), quantity_name


def test_an_expression_has_the_sizes_of_its_parts():
    @quantity("x", per="platform")
    def wide(x, y):
        """A product."""
        return x * y

    @quantity("x")
    def narrow(x, y):
        """A sum."""
        return total(x * y, "platform")

    trees = trees_of(wide, narrow)
    assert trees["wide"].sizes == (2, 1, 1, 1, 1) and trees["narrow"].sizes == (1,) * 5


def power(x, y):
    """A power."""
    return x**y


def rest(x, y):
    """The rest of a division."""
    return x % y


def root(x, y):
    """A function that is no word."""
    return np.sqrt(x) + y


def foreign(x, y):
    """A function of another library."""
    return math.sqrt(x) + y


def choice(x, y):
    """A choice of the language."""
    return x if y else x + y


def both(x, y):
    """A joint condition of the language."""
    return np.where((x > 0.0) and (y > 0.0), x, y)


def part(x, y):
    """One element."""
    return x[0] + y


def method(x, y):
    """A method of an array."""
    return x.sum() + y


def sign(x, y):
    """A condition as a number."""
    return (x > y) * x


def condition(x, y):
    """A condition as the result."""
    return x > y


def switch(x, y):
    """A number as a condition."""
    return np.where(x, x, y)


def whole(x, y):
    """A loop over elements."""
    return sum(value for value in x) + y


def text(x, y):
    """A value that is no number."""
    return np.maximum(x, "platform") + y


def equal(x, y):
    """A comparison that rounding decides."""
    return np.where(x == y, x, y)


def unequal(x, y):
    """Its opposite."""
    return np.where(x != y, x, y)


WORDS = {
    root: "np.sqrt is not in the vocabulary of equations",
    choice: "a choice between two values is written np.where(condition, first, second)",
    both: "a choice between two values is written np.where(condition, first, second)",
    sign: "a number is expected where a condition is given",
    switch: "a condition is expected where a number is given",
    text: "a number is expected where a text is given",
    equal: "a number is expected where a truth value is given",
    unequal: "a number is expected where a truth value is given",
    condition: "a number is expected where a condition is given",
}
REFUSED = (
    condition,
    power,
    rest,
    root,
    foreign,
    choice,
    both,
    part,
    method,
    sign,
    switch,
    whole,
    text,
)


@pytest.mark.every_case
@pytest.mark.parametrize("equation", [*REFUSED, equal, unequal], ids=lambda f: f.__name__)
def test_what_is_no_expression_is_refused_with_its_name_and_line(equation):
    line = equation.__code__.co_firstlineno + 2
    with pytest.raises(ModelError) as refused:
        trees_of(quantity("x", per="platform")(equation))
    (problem,) = refused.value.problems
    start = f"«{equation.__name__}», line {line} of test_trees.py: "
    known = WORDS.get(equation, "equations have no such construct: return ")
    assert problem.startswith(start + known), problem


def test_all_that_is_wrong_is_named_at_once():
    with pytest.raises(ModelError) as refused:
        trees_of(*(quantity("x", per="platform")(equation) for equation in REFUSED))
    assert len(refused.value.problems) == len(REFUSED)


def test_a_delay_by_the_past_of_another_quantity_is_refused():
    @quantity("x")
    def first(x, y):
        """A sum."""
        return total(x, "platform") + y

    @quantity("x")
    def second(y, past_first, x):
        """A delay of one thing by the past of another."""
        return lagged(y, past_first, total(x, "platform"))

    with pytest.raises(ModelError, match="«y» is delayed by the past of «first»"):
        trees_of(first, second)
