"""The twin of a case: made quickly and always alike, run without a change of the scenario's numbers, refused where it cannot be."""

import doctest
import statistics
import sys
import time

import numpy as np
import pytest
from support.paths import ROOT
from support.sampling import few, sample
from support.tiny_case import tiny
from support.twin_parity import CASES, TWINS, disagreements

import econ
from econ import twin
from econ.case.model_inputs import model_inputs
from econ.risk.draws import SEED, sobol_draws
from econ.twin.encoder import signed, unsigned
from econ.twin.machine import NEEDS_WASMTIME
from econ.twin.program import Program

RUNS = 3  # to make it takes no longer than this many runs of the engine
REPEATS = 5
PRESETS = ("april-2026", "november-2026")


def processor_time(work):
    """The median time that a piece of work takes of the processor, after a first call."""
    work()
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def test_it_is_made_in_the_time_of_a_few_runs(case):
    made = processor_time(lambda: twin.generate(case))
    assert made < RUNS * processor_time(lambda: econ.run(case.scenario(), generated=False))


def test_a_run_takes_a_small_part_of_the_engines(case):
    scenario = case.scenario()
    own = processor_time(lambda: TWINS["deepseek"].run(scenario))
    assert 10.0 * own < processor_time(lambda: econ.run(scenario, generated=False))


@pytest.mark.parametrize("name", CASES)
def test_it_is_made_of_the_same_bytes_each_time(name):
    again = twin.generate(CASES[name])
    assert again.bytes == TWINS[name].bytes and again.bytes[:4] == b"\0asm"


def test_the_same_scenario_gives_the_same_bits_whatever_was_run_before(case):
    made = twin.generate(case)
    scenarios = [
        case.scenario(),
        case.scenario("november-2026", {"known_release.pro": 1.0}, ["price-war"]),
        case.scenario(overrides={"cash": 3.0}),
    ]
    first = [made.run(scenario) for scenario in scenarios]
    for scenario, values in reversed(list(zip(scenarios, first, strict=True))):
        later = made.run(scenario)
        for name in values:
            assert np.array_equal(values[name], later[name], equal_nan=True), name


def test_its_values_make_an_outlook(case, november):
    scenario = case.scenario("november-2026")
    values = TWINS["deepseek"].run(scenario)
    outlook = econ.Outlook(scenario=scenario, values=values, draws=1)
    assert outlook["cash"].shape == november["cash"].shape == (1, case.months)
    assert outlook.at("runway", 0) == november.at("runway", 0)
    assert np.allclose(outlook["fleet.h20"], november["fleet.h20"], rtol=1e-9)
    assert len(values) == len(case.model.quantities) + len(case.model.inputs)


def test_a_scenario_of_another_case_is_refused(case):
    for other in (CASES["zhipu"], case.with_horizon(36)):
        with pytest.raises(ValueError, match="this twin is of"):
            TWINS["deepseek"].run(other.scenario())


def test_without_wasmtime_it_is_made_and_numpy_computes_runs(case, monkeypatch):
    scenario = case.scenario()
    inputs, forced, _ = model_inputs(scenario)
    model, made = case.model, TWINS["deepseek"]
    by_numpy = econ.run(scenario, generated=False)
    monkeypatch.setitem(sys.modules, "wasmtime", None)
    assert twin.generate(case).bytes == made.bytes
    with pytest.raises(ModuleNotFoundError) as refused:
        Program(model, made.layout, made.bytes).run(inputs, forced)
    assert str(refused.value) == NEEDS_WASMTIME
    outlook = econ.run(scenario)
    assert all(
        np.array_equal(outlook.values[name], by_numpy.values[name], equal_nan=True)
        for name in model.quantities
    )


def of_draw(values, draw):
    """The values of a draw; those that are the same in all draws may have one column."""
    return values[..., draw if values.shape[-1] > 1 else 0]


def is_same(value, alone):
    """Whether a value has the bits of the run alone, in each month; it may lack the months where all are the same."""
    has_shape = value.shape in (alone.shape, alone.shape[1:])
    return has_shape and np.array_equal(np.broadcast_to(value, alone.shape), alone, equal_nan=True)


def drawn(draws):
    """Numbers of assumptions, of a dated one and of forced quantities in some draws."""
    return {
        "delivery_delay.ascend_950dt": np.linspace(0.0, 9.0, draws),
        "peak_hours": np.linspace(0.0, 0.3, draws * 60).reshape(draws, 60),
        "cash": np.linspace(-5.0, 5.0, draws),
        "fleet.h20": np.linspace(1.0, 9.0, draws),
    }


@pytest.mark.every_case
@pytest.mark.parametrize("keys", [slice(0, 1), slice(0, 2), slice(1, 4)])
@pytest.mark.parametrize("draws", [40, twin.MANY_DRAWS + 1])
def test_a_draw_of_many_has_the_bits_of_the_run_alone(case, keys, draws):
    """Whether assumptions vary, dated ones, or forced quantities; and as NumPy has them within the limit of parity."""
    scenario = case.scenario("november-2026", {"fleet.h20": 7.0, "trend_growth": 0.05})
    rows = dict(list(drawn(draws).items())[keys])
    keep = ["runway", "revenue", "fleet", "reference_price"]
    many, by_numpy = (econ.run(scenario, rows, keep, generated=how) for how in (True, False))
    for draw in (0, 13, draws - 1):
        alone = econ.run(scenario, {key: row[draw : draw + 1] for key, row in rows.items()}, keep)
        for name in keep:
            value = many.values[name]
            assert is_same(of_draw(value, draw), alone.values[name][..., 0]), name
            wide = np.broadcast_to(by_numpy.values[name], value.shape)
            np.testing.assert_allclose(value, wide, rtol=1e-9, atol=1e-9)


@pytest.mark.every_case
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("preset", PRESETS)
def test_each_quantity_of_a_draw_of_very_many_has_the_bits_of_the_run_alone(name, preset):
    """Whether all are kept or a few, with what these need; and whether the last pair of draws is whole or not."""
    case, draws = CASES[name], twin.MANY_DRAWS + 5
    scenario = case.scenario(preset, stresses=sample(case.stresses, 2))
    rows = sobol_draws(scenario, 2 * twin.MANY_DRAWS, SEED)
    rows = {key: values[:draws] for key, values in rows.items()}
    alone = {
        draw: econ.run(scenario, {key: row[draw : draw + 1] for key, row in rows.items()})
        for draw in (0, 1, 7, 8, 64, draws - 2, draws - 1)
    }
    names = list(case.model.quantities)
    for keep in (names, *(names[first::50] for first in few(sample(range(50), 4), 1))):
        many = econ.run(scenario, rows, keep)
        for draw, outlook in alone.items():
            for quantity in keep:
                value, own = of_draw(many.values[quantity], draw), outlook.values[quantity][..., 0]
                assert is_same(value, own), (quantity, draw)


@pytest.mark.parametrize("keys", [["cash"], ["known_release.pro", "peak_hours"], ["fleet.h20"]])
def test_what_no_difference_reaches_is_as_in_the_run_alone(case, keys):
    """Whether kept quantities differ in all draws, or in none: before a forced stock, or beside what changes."""
    scenario = case.scenario("november-2026", {"trend_growth": 0.05})
    draws = twin.MANY_DRAWS + 1
    rows = {key: np.linspace(0.0, 0.3, draws) for key in keys}
    many = econ.run(scenario, rows)
    assert any(many.values[name].shape[-1] == 1 for name in case.model.quantities)
    for draw in (0, draws - 1):
        alone = econ.run(scenario, {key: row[draw : draw + 1] for key, row in rows.items()})
        for name in case.model.quantities:
            value = of_draw(many.values[name], draw)
            assert is_same(value, alone.values[name][..., 0]), name


def test_models_of_the_same_equations_share_what_is_made_of_them(case):
    again = econ.load(ROOT / "assumptions.toml")
    assert again.model is not case.model and again.model == case.model
    assert hash(again.model) == hash(case.model)
    assert tiny().model != case.model and case.model != "a model"


def test_each_assumption_is_written_to_its_own_slots(case):
    """A fact of a chip stands at each platform that has the chip, and a fact of a shape at each tier that runs it."""
    made = TWINS["deepseek"]
    taken = [(place.timed, place.start) for key in case.keys() for place in made.slots(key)]
    assert len(taken) == len(set(taken))
    read = {key for key in case.keys() if made.slots(key)}
    assert {key.split(".")[0] for key in read} == case.model.inputs.keys() & case.assumptions.keys()
    for kind, facts in case.facts_of.items():
        name = next(n for n, a in case.assumptions.items() if a.per == (kind,))
        for fact in set(facts.values()):
            users = [user for user, own in facts.items() if own == fact]
            assert len(made.slots(f"{name}.{fact}")) == len(users)


def test_a_run_writes_the_number_of_an_override_to_its_slots_and_nowhere_else(case):
    made, base = TWINS["deepseek"], case.scenario()
    usual = made.run(base)
    keys = {key.split(".")[0]: key for key in case.keys() if made.slots(key)}
    written = 0
    for name, key in sample(keys.items(), 30):
        belief, whole = case.belief(key), made.layout.places[name]
        try:
            changed = base.with_overrides({key: belief.high})
        except econ.AssumptionError:
            continue  # it contradicts another number
        before, after = (
            values[name].reshape(-1, whole.count) for values in (usual, made.run(changed))
        )
        own = [place.start - whole.start for place in made.slots(key)]
        assert np.all(after[:, own] == belief.high), key
        others = np.delete(np.arange(whole.count), own)
        assert np.array_equal(after[:, others], before[:, others]), key
        written += 1
    assert written > 20


@pytest.mark.parametrize("number", [0, 1, 63, 64, 127, 128, 300, 2**31 - 1])
def test_numbers_are_written_in_seven_bits_a_byte(number):
    def read(code):
        return sum((byte & 0x7F) << 7 * place for place, byte in enumerate(code))

    assert read(unsigned(number)) == number
    assert all(byte & 0x80 for byte in unsigned(number)[:-1]) and unsigned(number)[-1] < 0x80
    for signed_number in (number, -number):
        code = signed(signed_number)
        bits = 7 * len(code)
        value = read(code)
        assert (value - (1 << bits) if value >> (bits - 1) else value) == signed_number


def test_a_company_of_other_equations_has_a_twin_too():
    assert not disagreements(tiny().scenario())


def test_the_example_of_its_page_gives_what_it_says(monkeypatch):
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testfile(str(ROOT / "docs" / "twin.md"), module_relative=False)
    assert tried > 5 and not failed
