"""A number that is opened: its formula in words, its causes, what it feeds, and the keys that tables lead to."""

import ast
import inspect

import pytest
from support.companies import CASES

import econ
from econ.accounts import ownership
from econ.accounts.path_facts import path_facts
from econ.accounts.statements import STATEMENT_NAMES, row_keys, statement_table
from econ.decisions.default_alive import closed_money_outlook
from econ.engine import vocabulary
from econ.explain import (
    causal_graph,
    explain_number,
    fed_by,
    formula_of,
    number_problem,
    run_with_single_changes,
)
from econ.units import BEYOND_WORDS, NOT_DEFINED
from econ.views import cost, funding, number_keys, path_figures
from econ.views.formula_words import FUNCTION_WORDS, formula_in_words
from econ.views.overview import change_effect_table
from econ.views.stage_figures import stages_of

DELAY = "delivery_delay.ascend_950dt"
MONTH = 12


@pytest.fixture(scope="module", params=CASES)
def outlook(request):
    """Each shipped case with a change, in its first preset."""
    case = CASES[request.param]
    key = next(iter(case.levers_of("front", case.default_preset)))
    low, high = case.assumption_of(key).limits
    value = low if case.scenario().value(key) != low else high
    return run_with_single_changes(case.scenario(overrides={key: value}))


def text_of(line):
    return "".join(words.text for words in line)


def opens(outlook, keys):
    """Every key leads to a number."""
    problems = {key: number_problem(outlook, key) for key in keys}
    assert not {key: problem for key, problem in problems.items() if problem}


def test_every_quantity_has_its_formula_in_words_and_leads_to_numbers_that_exist(outlook):
    case, led_to = outlook.case, set()
    for name, quantity in case.model.quantities.items():
        key = next(iter(case.key_indices(name)))
        lines = formula_in_words(case, key)
        assert len(lines) == len(ast.parse(formula_of(quantity.equation)).body), name
        assert text_of(lines[-1]).startswith(f"{case.label_of(name)} = "), name
        for line in lines:
            text = text_of(line)
            assert not set("\x00\x01\x02_*{}") & set(text), (name, text)
            assert "  " not in text and text.count("(") == text.count(")"), (name, text)
            led_to |= {words.key for words in line if words.key}
        causes = {source for _, source in case.model.causes(name).values()}
        assert {words.key.split(".")[0] for line in lines for words in line if words.key} <= causes
    opens(outlook, led_to)


def test_every_function_of_equations_has_words():
    named = {name.removeprefix("np.") for name in FUNCTION_WORDS} | {"choose"}
    own = {
        name
        for name, function in inspect.getmembers(vocabulary, inspect.isfunction)
        if function.__module__ == vocabulary.__name__ and not name.startswith("_")
    }
    assert own - {"allowed"} <= named


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("gross_profit", "Gross profit = revenue − cost of revenue"),
        ("algorithmic_gain", "last month's algorithmic gain + last month's algorithmic progress"),
    ],
)
def test_a_formula_reads_as_people_say_it(case, key, words):
    assert words in text_of(formula_in_words(case, key)[-1])


def test_every_number_is_explained_and_feeds_numbers_that_exist(outlook):
    case, fed = outlook.case, set()
    for name in (*case.model.quantities, *case.model.inputs):
        key = next(iter(case.key_indices(name)))
        if number_problem(outlook, key):
            continue
        explanation = explain_number(outlook, key, MONTH)
        assert explanation.value and explanation.sentence, key
        fed |= set(fed_by(case, key))
    assert fed
    opens(outlook, fed)


def test_a_graph_goes_three_levels_back_and_its_links_go_one_level(outlook):
    case = outlook.case
    for name in case.model.quantities:
        graph = causal_graph(outlook, next(iter(case.key_indices(name))), MONTH)
        assert graph.nodes[0].level == 0 and max(node.level for node in graph.nodes) <= 3
        keys = [node.key for node in graph.nodes if node.key]
        assert len(set(keys)) == len(keys), name
        for cause, effect in graph.links:
            assert graph.nodes[cause].level == graph.nodes[effect].level + 1, name
        opens(outlook, keys)


def test_an_assumption_has_no_causes_and_a_forced_quantity_none_either(case):
    outlook = econ.run(case.scenario(overrides={DELAY: 3, "revenue": 1.0}))
    assert not causal_graph(outlook, DELAY, MONTH).nodes
    assert len(causal_graph(outlook, "revenue", MONTH).nodes) == 1
    assert explain_number(outlook, DELAY, MONTH).causes[0].basis == "changed here"
    assert "liquidity" in {key.split(".")[0] for key in fed_by(case, "cash")}


@pytest.mark.parametrize(
    "key", ["no_such_number", "cash.pro", "fleet", "fleet.nowhere", "a.b.c", ""]
)
def test_a_key_of_no_number_gets_a_sentence(april, key):
    problem = number_problem(april, key)
    assert problem and len(problem) < 400


def test_every_figure_of_a_strip_opens_a_number(outlook):
    case = outlook.case
    facts = path_facts(outlook, closed_money_outlook(outlook))
    keys = number_keys.path_figure_keys(case)
    assert [figure.key for figure in path_figures.path_figures(facts, facts)] == list(keys)
    opens(outlook, keys.values())
    opens(outlook, {figure.key for figures in stages_of(case) for figure in figures})


def tables(outlook):
    """Tables with the keys that their cells, rows and columns open."""
    case, baseline = outlook.case, econ.run(outlook.scenario.baseline())
    closed = closed_money_outlook(outlook)
    tier = case.story.tier
    for name in STATEMENT_NAMES:
        yield statement_table(outlook, name), row_keys(outlook, name)
    yield (
        funding.runway_table(outlook, closed, MONTH).set_index("runway"),
        number_keys.runway_keys(),
    )
    yield funding.burn_measures(outlook, MONTH).set_index("measure"), number_keys.burn_keys()
    yield ownership.stakes_table(outlook), number_keys.STAKE_KEYS
    yield (
        cost.platform_cost_table(outlook, tier, MONTH).set_index("platform"),
        number_keys.platform_cost_keys(case, tier),
    )
    yield cost.own_or_rent_table(outlook, MONTH), number_keys.own_or_rent_keys(case)
    prices = ownership.round_prices(outlook)
    if not prices.empty:
        yield prices.set_index("round"), number_keys.round_price_keys(case)
    yield (
        change_effect_table(outlook, baseline, MONTH).set_index("change"),
        number_keys.change_effect_keys(outlook),
    )


def test_every_table_that_opens_numbers_opens_some_and_each_exists(outlook):
    for table, keys in tables(outlook):
        opens(outlook, set(keys.values()))
        names = {*map(str, table.index), *map(str, table.columns)}
        cells = {(str(row), str(column)) for row in table.index for column in table.columns}
        assert set(keys) & (names | cells), keys


def test_words_without_a_number_are_those_of_units(case):
    texts = {
        text_of(line)
        for name in case.model.quantities
        for line in formula_in_words(case, next(iter(case.key_indices(name))))
    }
    assert any(NOT_DEFINED in text for text in texts) and any(
        BEYOND_WORDS in text for text in texts
    )
