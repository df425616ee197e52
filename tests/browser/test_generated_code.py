"""The generated model has the same bits in a browser as here: it is the same module, and its instructions leave no choice."""

import base64

import numpy as np
import pytest
from support.companies import CASES

from econ.case.model_inputs import model_inputs
from econ.risk.draws import SEED, sobol_draws
from econ.twin import program_of

# Takes a module and the numbers that its memory begins with, and gives the numbers after a run.
RUN = """async ([code, numbers]) => {
    const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    const { instance } = await WebAssembly.instantiate(bytes(code));
    const given = bytes(numbers);
    const memory = new Uint8Array(instance.exports.memory.buffer, 0, given.length);
    memory.set(given);
    instance.exports.run();
    let text = '';
    for (let start = 0; start < memory.length; start += 32768)
        text += String.fromCharCode(...memory.subarray(start, start + 32768));
    return btoa(text);
}"""


def as_text(content):
    return base64.b64encode(content).decode()


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("draws", [1, 8])
def test_a_browser_computes_the_same_bits(browser, name, draws):
    """Of one draw, and of several side by side."""
    case = CASES[name]
    scenario = case.scenario("november-2026")
    rows = sobol_draws(scenario, draws, SEED)
    inputs, forced, _ = model_inputs(scenario, rows)
    part = (frozenset(case.model.quantities), ("cash", "runway")) if draws > 1 else None
    made = program_of(case.model, inputs, case.months, case.sizes, forced, part)
    with made.machine(inputs, forced) as machine:
        before = machine.numbers.tobytes()
        machine.run()
        wanted = machine.numbers.copy()
    page = browser.new_page()
    try:
        answer = page.evaluate(RUN, [as_text(made.bytes), as_text(before)])
    finally:
        page.close()
    values = np.frombuffer(base64.b64decode(answer)).reshape(wanted.shape)
    defined = ~np.isnan(wanted)
    assert defined.mean() > 0.9 and np.array_equal(defined, ~np.isnan(values))
    assert np.array_equal(values[defined].view(np.int64), wanted[defined].view(np.int64))
