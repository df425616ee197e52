"""Each word of equations has three forms, and its generated form gives what its NumPy form gives."""

import numpy as np
import pytest
from support.sampling import EXAMPLES
from support.twin_parity import WITHIN

from econ.arrays import AXES
from econ.engine.evaluate import evaluate
from econ.engine.model import Model
from econ.engine.quantity import quantity
from econ.engine.unit_check import check
from econ.engine.vocabulary import (
    VOCABULARY,
    added_within,
    choose,
    lagged,
    largest,
    monthly,
    power_root,
    ratio,
    shared_fill,
    smooth_ramp,
    straight_line,
    sum_before,
    time_at_full_rate,
    total,
)
from econ.twin.instruction_sets import ONE_DRAW, PAIRS
from econ.twin.layout import layout_of
from econ.twin.program import Program
from econ.twin.trees import expressions_of
from econ.twin.wasm import module_of

SIZES, MONTHS = (3, 2, 1, 1, 1), 12
# The inputs of a word: a and b have an element a platform, c is one number, d is a number for each month and platform.
INPUTS = {"a": ("platform",), "b": ("platform",), "c": (), "d": ("platform",)}


def whole(d):
    return np.floor(d)


def smaller(a, b):
    return np.minimum(a, b)


def greater(a, b):
    return np.maximum(a, b)


def either(a, b, d):
    return np.where((a > b) & (d <= a), a, d)


def within(a, b, c):
    return np.clip(a, b, c)


def power(d):
    return np.exp(d)


def logarithm(d):
    return np.log(d)


def sums(a, d):
    return total(a * d, "platform") + total(a, "tier")


def most(d):
    return largest(d, "platform")


def before(a, b):
    return sum_before(a, b, "platform")


def chosen(c, a, b, d):
    return choose(c, a, b, d)


def quotient(a, d):
    return ratio(a, d, 2.0)


def filled(a, b, c):
    return shared_fill(c, a, b, "platform")


def rate(d):
    return monthly(d)


def ramp(d):
    return smooth_ramp(d)


def full_time(a, b):
    return time_at_full_rate(a, b)


def late(stock, past_stock, b):
    return lagged(stock, past_stock, b)


def lately(stock, past_stock, c):
    return added_within(stock, past_stock, c)


def written_down(stock, past_stock, b, c):
    return straight_line(stock, past_stock, b, c)


def crossing(a, b, c, d):
    return power_root(a, b, 0.0 - a, c, d, "platform")


LOOK_BACK = ("lagged", "added_within", "straight_line")
WORDS = {
    "np.floor": whole,
    "np.minimum": smaller,
    "np.maximum": greater,
    "np.where": either,
    "np.clip": within,
    "np.exp": power,
    "np.log": logarithm,
    "total": sums,
    "largest": most,
    "sum_before": before,
    "choose": chosen,
    "ratio": quotient,
    "shared_fill": filled,
    "monthly": rate,
    "smooth_ramp": ramp,
    "time_at_full_rate": full_time,
    **dict(zip(LOOK_BACK, (late, lately, written_down), strict=True)),
    "power_root": crossing,
}
ODD = np.array([0.0, -0.0, 1.0, 2.0, -1.0, np.inf, -np.inf, np.nan, 0.5])


@quantity("share", per="platform", starts_empty=True)
def stock(opening_stock, d):
    """A sum so far."""
    return opening_stock + d


def rest(a, b, c, d, stock):
    """All other inputs, so that no input is without use."""
    return a + b + c + d + stock


def model_of(word):
    """A model of a quantity that is a word of the inputs, and of all that it may read."""
    declared = [quantity("share", per="platform")(equation) for equation in (WORDS[word], rest)]
    return Model({f.quantity.name: f.quantity for f in [*declared, stock]}, INPUTS)


def inputs_of(word, generator, *, odd):
    """Numbers for the inputs: usual ones, or zeros, infinities and undefined ones among them."""
    shapes = {"a": (3,), "b": (3,), "c": (), "d": (MONTHS, 3)}
    given = {name: generator.uniform(0.0, 4.0, shape) for name, shape in shapes.items()}
    if word == "choose":
        given["c"] = np.array(float(generator.integers(0, 3)))
    elif odd and word not in LOOK_BACK:
        given = {
            name: np.where(
                generator.random(values.shape) < 0.4, generator.choice(ODD, values.shape), values
            )
            for name, values in given.items()
        }
    return {
        name: values.reshape((*values.shape[:-1], *(values.shape[-1:] or (1,)), *(1,) * (AXES - 1)))
        for name, values in given.items()
    }


def program(model, instructions=ONE_DRAW):
    """The program of a model of words in an instruction set."""
    layout = layout_of(model, SIZES, MONTHS, ["d"])
    code = module_of(model, layout, expressions_of(model, SIZES), instructions)
    return Program(model, layout, code, instructions.draws)


def same_bits(first, second):
    """Whether numbers have the same bits, or are both undefined."""
    both = np.isnan(first) & np.isnan(second)
    return np.all(both | (first.view(np.int64) == second.view(np.int64)))


def test_every_word_has_three_forms_and_is_tried():
    assert WORDS.keys() == VOCABULARY.keys()
    for word in VOCABULARY.values():
        assert callable(word.numpy) and callable(word.generated) and word.takes and word.gives


@pytest.mark.parametrize("word", WORDS)
def test_a_word_has_a_unit(word):
    model = model_of(word)
    unit_of = dict.fromkeys([*INPUTS, "stock"], "share")
    assert check(model.quantities[WORDS[word].__name__], model, unit_of) is None


@pytest.mark.every_case
@pytest.mark.parametrize("word", WORDS)
def test_the_generated_form_gives_what_the_numpy_form_gives(word):
    model = model_of(word)
    made = program(model)
    generator = np.random.default_rng(3)
    for example in range(20 * EXAMPLES):
        given = inputs_of(word, generator, odd=example % 2)
        wanted = evaluate(model, given, MONTHS, SIZES, 1)[WORDS[word].__name__]
        values = made.run(given, {})[WORDS[word].__name__]
        shape = (MONTHS, 3, *(1,) * (AXES - 1))
        np.testing.assert_allclose(
            np.broadcast_to(values, shape), np.broadcast_to(wanted, shape), rtol=WITHIN, atol=1e-12
        )


@pytest.mark.every_case
@pytest.mark.parametrize("word", WORDS)
def test_a_draw_has_the_same_bits_beside_any_other(word):
    """In particular beside one that is infinite or undefined where it is not."""
    model = model_of(word)
    alone, in_pairs = program(model), program(model, PAIRS)
    generator = np.random.default_rng(5)
    draws = [inputs_of(word, generator, odd=number % 3) for number in range(20 * EXAMPLES + 1)]
    together = {name: np.concatenate([draw[name] for draw in draws], axis=-1) for name in INPUTS}
    name = WORDS[word].__name__
    values = in_pairs.run_draws(together, {}, len(draws), [name])[name]
    for number, draw in enumerate(draws):
        own = alone.run(draw, {})[name][..., 0]
        assert same_bits(np.ascontiguousarray(values[..., number]), np.ascontiguousarray(own))
