"""The functions of the generated code against NumPy's, over the whole range of doubles, and alike in both instruction sets."""

import numpy as np
import pytest
import wasmtime
from support.sampling import FULL

from econ.twin.encoder import F64, I32, V128, Function, module
from econ.twin.functions import EXP, LOG, exp_function, log_function
from econ.twin.instruction_sets import ONE_DRAW, PAIRS

COUNT = 8192  # numbers that are computed at once
ROUNDS = 100 if FULL else 8
NUMBER_BYTES = 8
SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, 5e-324, -5e-324, 2.0**-1022, 1.0, -1.0]
LARGEST = np.finfo(np.float64).max


def over_memory(function, instructions):
    """A function of a module that replaces each number in memory by its value."""
    place = ("local.get", 0)
    steps = ["loop", place, place, ("f64.load", 0), ("call", function), ("f64.store", 0)]
    steps += [place, ("i32.const", instructions.group_bytes), "i32.add", ("local.tee", 0)]
    steps += [("i32.const", COUNT * NUMBER_BYTES), "i32.lt_s", ("br_if", 0), "end"]
    code = instructions.assembled(steps)
    return Function(locals=(I32,), code=code, exported=f"number {function}")


def computing(instructions):
    """Return a function that computes EXP or LOG of COUNT numbers in an instruction set."""
    functions = [exp_function(instructions), log_function(instructions)]
    functions += [over_memory(EXP, instructions), over_memory(LOG, instructions)]
    code = module(functions, COUNT * NUMBER_BYTES)
    store = wasmtime.Store()
    instance = wasmtime.Instance(store, wasmtime.Module(store.engine, code), [])
    exports = instance.exports(store)

    def compute(function, numbers):
        exports["memory"].write(store, numbers.tobytes())
        exports[f"number {function}"](store)
        return np.frombuffer(exports["memory"].read(store, 0, COUNT * NUMBER_BYTES))

    return compute


@pytest.fixture(scope="module")
def computed():
    """Return a function that computes EXP or LOG of COUNT numbers, one after the other."""
    return computing(ONE_DRAW)


@pytest.fixture(scope="module")
def computed_in_pairs():
    """Return a function that does so two at a time."""
    return computing(PAIRS)


def units_apart(first, second):
    """How many doubles lie between two of them."""
    places = [array.view(np.int64).astype(object) for array in (first, second)]
    ordered = [np.where(place < 0, -(2**63) - place, place) for place in places]
    return np.abs(ordered[0] - ordered[1])


def any_bits(generator):
    """Doubles of any bits, so of any size and sign, infinities and undefined ones among them."""
    return generator.integers(0, 2**64, COUNT, dtype=np.uint64).view(np.float64)


RANGES = {
    EXP: (
        any_bits,
        lambda generator: generator.uniform(-746.0, 710.0, COUNT),
        lambda generator: generator.uniform(-1.0, 1.0, COUNT),
        lambda generator: generator.uniform(-745.2, -708.0, COUNT),
    ),
    LOG: (
        any_bits,
        lambda generator: np.exp(generator.uniform(-744.0, 709.0, COUNT)),
        lambda generator: generator.uniform(0.5, 2.0, COUNT),
        lambda generator: 1.0 + generator.normal(0.0, 1e-9, COUNT),
    ),
}


@pytest.mark.every_case
@pytest.mark.parametrize(("function", "numpy"), [(EXP, np.exp), (LOG, np.log)])
@pytest.mark.parametrize("part", range(4))
def test_exp_and_log_are_within_one_unit_in_the_last_place(computed, function, numpy, part):
    generator = np.random.default_rng(part)
    for _ in range(ROUNDS):
        numbers = RANGES[function][part](generator)
        numbers[: len(SPECIAL)] = SPECIAL
        numbers[len(SPECIAL)] = LARGEST
        with np.errstate(all="ignore"):
            wanted = numpy(numbers)
        values = computed(function, numbers)
        undefined = np.isnan(wanted)
        assert np.array_equal(undefined, np.isnan(values))
        apart = units_apart(wanted[~undefined], values[~undefined])
        assert apart.max() <= 1, numbers[~undefined][apart.argmax()]


def test_exp_and_log_of_special_numbers_are_exact(computed):
    numbers = np.resize(SPECIAL, COUNT)
    powers = computed(EXP, numbers)[: len(SPECIAL)]
    assert powers[:4].tolist() == [1.0, 1.0, np.inf, 0.0] and np.isnan(powers[4])
    assert powers[5:8].tolist() == [1.0, 1.0, 1.0]
    logarithms = computed(LOG, numbers)[: len(SPECIAL)]
    assert logarithms[:3].tolist() == [-np.inf, -np.inf, np.inf] and logarithms[8] == 0.0
    assert np.isnan(logarithms[[3, 4, 6, 9]]).all()


@pytest.mark.every_case
@pytest.mark.parametrize("function", [EXP, LOG])
@pytest.mark.parametrize("part", range(4))
def test_a_number_has_the_same_bits_beside_any_other(computed, computed_in_pairs, function, part):
    generator = np.random.default_rng(part)
    for _ in range(ROUNDS):
        numbers = RANGES[function][part](generator)
        generator.shuffle(numbers[: 2 * len(SPECIAL)])
        numbers[: 2 * len(SPECIAL) : 2] = SPECIAL  # each beside a usual one
        alone, in_pairs = computed(function, numbers), computed_in_pairs(function, numbers)
        defined = ~np.isnan(alone)
        assert np.array_equal(defined, ~np.isnan(in_pairs))
        assert np.array_equal(alone[defined].view(np.int64), in_pairs[defined].view(np.int64))


@pytest.mark.parametrize(("instructions", "number"), [(ONE_DRAW, F64), (PAIRS, V128)])
def test_a_function_takes_what_its_types_say(instructions, number):
    function = exp_function(instructions)
    assert (function.takes, function.gives) == ((number,), (number,))
