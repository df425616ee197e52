"""A number that is opened: its formula in words, its causes, what it feeds, and the keys that tables lead to."""

import ast
import inspect
import itertools
import math
import re

import numpy as np
import pytest
from support.companies import CASES
from support.reading import as_read
from support.stages import stages_of

import econ
from econ.accounts import ownership
from econ.accounts.path_facts import refused_by_month
from econ.accounts.statements import (
    OPENING_COLUMN,
    STATEMENT_NAMES,
    STOCK_STATEMENTS,
    row_keys,
    rows_of_totals,
    statement_table,
)
from econ.case.calendar import month_start
from econ.decisions.default_alive import closed_money_outlook, path_facts_of, without_new_money
from econ.engine import vocabulary
from econ.explain import (
    causal_graph,
    explain_number,
    fed_by,
    formula_of,
    number_problem,
    run_with_single_changes,
)
from econ.units import BEYOND_WORDS, NOT_DEFINED, format_on_path
from econ.views import (
    cost,
    funding,
    number_keys,
    path_figures,
    record,
    rounds_table,
    validation,
    valuation,
)
from econ.views.formula_words import FUNCTION_WORDS, formula_in_words
from econ.views.number_trail import addresses_along, read_trail
from econ.views.overview import change_effect_table
from econ.views.path_figures import PATH_KEYS
from econ.views.path_parts import is_sum_of_months, months_of_sum, number_value, open_path_figure
from econ.views.peers import peer_table
from econ.views.short_numbers import digits_beyond
from econ.words import say

DELAY = "delivery_delay.ascend_950dt"
MONTH = 12
EMPTY_CELLS = ("", "–")


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
        ("algorithmic_gain", "last month’s algorithmic gain + last month’s algorithmic progress"),
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


def test_numbers_of_a_path_are_written_alike_and_zero_is_0(outlook):
    """All have as many decimals as give the largest of the path three digits at most; zero has none."""
    case, compared = outlook.case, 0
    for name in ("net_burn", "cash", "liquidity", "revenue", "total_assets"):
        for month in (0, MONTH, case.months - 1):
            for cause in explain_number(outlook, name, month).causes:
                if cause.key not in case.model.quantities or cause.value == "its path":
                    continue
                number, unit = as_read(cause.value).split(" ")[0], case.unit_of(cause.key)
                if number.strip("−0.,") == "":
                    assert number == "0" or outlook[cause.key].any(), cause
                elif unit.startswith("bn yuan"):
                    largest = np.abs(outlook[cause.key][0]).max()
                    places = len(number.partition(".")[2])
                    assert places == max(2 - math.floor(math.log10(largest)), 0), cause
                    compared += 1
    assert compared > 5


@pytest.mark.parametrize(
    ("value", "unit", "largest", "text"),
    [
        (0.0, "bn yuan/month", 4.2, "0 bn yuan/month"),
        (1.1937, "bn yuan/month", 4.2, "1.19 bn yuan/month"),
        (0.6, "bn yuan", 54.0, "0.6 bn yuan"),
        (-0.01, "bn yuan", 54.0, "0.0 bn yuan"),
        (0.0, "card", 9.0, "0 cards"),
        (7.5, "month", 60.0, "7.5 months"),
        (8.0, "month", 60.0, "8 months"),
        (math.inf, "month", 60.0, "beyond the plan"),
        (9.6, "yuan/Mtok", 24.0, "9.60 yuan/Mtok"),
        (0.0, "share", 0.5, "0 %"),
        (12345.6, "card", 90000.0, "12,346 cards"),
    ],
)
def test_a_number_of_a_path_has_the_decimals_of_its_largest(value, unit, largest, text):
    assert as_read(format_on_path(value, unit, largest)) == text


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
    opens(outlook, {figure.key for figures in stages_of(outlook.case) for figure in figures})


@pytest.fixture(scope="module", params=PATH_KEYS)
def opened(request, outlook):
    """Each figure of the whole path of each case, opened."""
    closed = econ.run(without_new_money(outlook.scenario))
    facts = path_facts_of(outlook)
    return request.param, facts, open_path_figure(outlook, closed, facts, request.param, MONTH)


def test_a_figure_of_the_path_opens_with_its_own_value(opened):
    key, facts, figure = opened
    shown = {tile.key: tile for tile in path_figures.path_figures(facts, facts)}[key]
    assert figure.figure == shown and figure.graph.nodes[0].value == shown.value
    assert figure.period and figure.lines and figure.code
    assert shown.label in text_of(figure.lines[0]) or "=" in text_of(figure.lines[0])


def test_the_causes_of_closed_money_are_those_of_its_own_run(case):
    outlook = econ.run(case.scenario())
    closed = econ.run(without_new_money(outlook.scenario))
    facts = path_facts_of(outlook)
    figures = {
        key: open_path_figure(outlook, closed, facts, key, MONTH)
        for key in (path_figures.CLOSED_MONEY, path_figures.WITH_ROUND)
    }
    runways = [
        next(node.value for node in figure.graph.nodes if node.key == "runway")
        for figure in figures.values()
    ]
    assert runways == [explain_number(read, "runway", 0).value for read in (closed, outlook)]
    assert runways[0] != runways[1]
    assert [figure.run for figure in figures.values()] == ["closed-money", ""]


def test_the_parts_of_a_figure_are_numbers_with_their_month(outlook, opened):
    _, _, figure = opened
    parts = [part for group in figure.groups for part in group.parts]
    numbers = read_trail(part.number for part in parts)
    assert parts and all(number.month for number in numbers)
    opens(outlook, {number.key for number in numbers})
    opens(outlook, {node.key for node in figure.graph.nodes if node.key})
    assert {node.level for node in figure.graph.nodes} == {0, 1, 2, 3}


def test_the_months_of_gross_profit_add_up_to_its_figure(outlook):
    facts = path_facts_of(outlook)
    figure = open_path_figure(outlook, outlook, facts, path_figures.PROFIT, MONTH)
    largest, months = figure.groups
    case = outlook.case
    values = [
        outlook.at("gross_profit", case.month_index(number.month))
        for number in read_trail(part.number for part in months.parts)
    ]
    assert sum(values) == pytest.approx(facts.gross_profit, rel=1e-12)
    assert len(values) == facts.profit_months and figure.period.endswith(
        say("number-in-month", month=month_start(case.start, len(values) - 1)).removeprefix("in ")
    )
    first = case.month_index(read_trail([largest.parts[0].number])[0].month)
    assert values[first] == max(values)


def test_what_is_refused_is_the_sum_of_its_months(outlook):
    facts = path_facts_of(outlook)
    assert refused_by_month(outlook).sum() == pytest.approx(facts.demand.refused, rel=1e-12)


@pytest.mark.parametrize(
    ("trail", "months", "runs"),
    [
        ("a,b@2027-01,c", ("", "2027-01", "2027-01"), ("", "", "")),
        ("a@2027-01~x,b,c~y", ("2027-01",) * 3, ("x", "x", "y")),
        ("a~x,b@2027-01,c@2028-02", ("", "2027-01", "2028-02"), ("x", "x", "x")),
        ("", ("",), ("",)),
    ],
)
def test_a_number_is_read_in_the_month_and_the_run_of_the_one_before(trail, months, runs):
    numbers = read_trail(trail.split(","))
    assert tuple(number.month for number in numbers) == months
    assert tuple(number.run for number in numbers) == runs
    assert addresses_along(trail.split(","))[-1] == trail


def test_no_number_of_the_model_is_called_as_a_figure_of_the_path(case):
    assert path_figures.PREFIX_OF_PATH not in {
        *case.model.quantities,
        *case.model.inputs,
        *case.assumptions,
    }


@pytest.mark.parametrize(
    ("short", "long", "more"),
    [
        ("2.3 bn", "2.297", "2.297"),
        ("9.60", "9.6", ""),
        ("58,500", "58,517", "58,517"),
        ("12", "12.00", ""),
    ],
)
def test_more_digits_are_given_where_there_are_any(short, long, more):
    assert digits_beyond(short, long) == more


def tables(outlook):
    """Tables with the keys that their cells, rows and columns open."""
    case, baseline = outlook.case, econ.run(outlook.scenario.baseline())
    closed = closed_money_outlook(outlook)
    tier = case.story.tier
    for name in STATEMENT_NAMES:
        yield statement_table(outlook, name), number_keys.statement_keys(outlook, name)
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
    yield from tables_of_values(outlook)
    yield (
        change_effect_table(outlook, baseline, MONTH).set_index("change"),
        number_keys.change_effect_keys(outlook),
    )


def tables_of_values(outlook):
    """Tables whose cells that open numbers have them as the dialog has them."""
    case = outlook.case
    scenario = outlook.scenario
    presets = [econ.run(case.scenario(name)) for name in case.presets]
    first, last = presets[0], presets[-1]
    reported = record.reported_table(first, last)
    if any(figure.since is None for figure in case.reported.values()):
        yield reported.set_index("what"), number_keys.reported_keys(first, last)
    named = {say("valuation-name"): valuation.multiple_table(outlook)}
    for index, table in named.items():
        yield table.set_index(index), number_keys.multiple_keys(outlook)
    returns = valuation.end_return_table(outlook)
    if not returns.empty:
        yield returns.set_index("round"), number_keys.end_return_keys(outlook)
    yield (
        peer_table(outlook, MONTH).set_index(say("peers-head", column="company")),
        number_keys.peer_keys(),
    )
    yield rounds_table.terms_table(scenario), number_keys.term_keys(case)
    shared = validation.shared_constant_table(scenario).set_index("constant")
    yield shared, number_keys.label_keys(case, shared.index)
    yield (
        validation.chip_constant_table(scenario).set_index("chip"),
        number_keys.chip_constant_keys(case),
    )
    revenue = valuation.revenue_table(outlook, MONTH)
    yield revenue.set_index(say("valuation-measure")), number_keys.revenue_keys(case)


def test_a_cell_shows_the_number_that_it_opens(outlook):
    case = outlook.case
    compared = 0
    for table, keys in tables_of_values(outlook):
        for row, column in (key for key in keys if isinstance(key, tuple)):
            if row not in table.index or column not in table.columns:
                continue
            cell = table.loc[[row], column].iloc[0]
            if cell in EMPTY_CELLS:
                continue
            (number,) = read_trail([keys[row, column]])
            read = econ.run(case.scenario(number.run)) if number.run else outlook
            month = case.month_index(number.month) if number.month else MONTH
            values = (
                number_value(read, number.key, month),
                explain_number(read, number.key, month).value,
            )
            digits = [re.match(r"[−\d.,]*", text)[0] or text for text in values]
            compared += 1
            assert any(as_read(cell).startswith(as_read(text)) for text in digits), (
                row,
                column,
                cell,
                values,
            )
    assert compared > 5


@pytest.mark.parametrize("monthly", [False, True])
@pytest.mark.parametrize("name", STATEMENT_NAMES)
def test_a_cell_of_a_statement_opens_its_number_in_the_months_of_its_column(outlook, name, monthly):
    """A flow is summed over the months of its column, and a stock is read in the last of them; costs have the other sign."""
    case, table = outlook.case, statement_table(outlook, name, monthly=monthly)
    keys = number_keys.statement_keys(outlook, name, monthly=monthly)
    rows = [row for row in table.index if row in keys]
    assert rows
    for row, column in itertools.product(rows, table.columns.drop(OPENING_COLUMN, errors="ignore")):
        (number,) = read_trail([keys[row, column]])
        last = case.month_index(number.month)
        assert column.endswith(case.month_name(last))
        assert bool(number.since) == (not monthly and is_sum_of_months(case, number.key))
        first = case.month_index(number.since) if number.since else last
        assert column.startswith(case.month_name(first)) or not number.since
        value = float(outlook[number.key][0, first : last + 1].sum())
        assert abs(value) == pytest.approx(abs(table.loc[row, column]), abs=1e-9)
        if number.since:
            months = months_of_sum(outlook, number.key, first, last).parts
            assert len(months) == last - first + 1
            assert read_trail([months[0].number])[0].month == number.since


@pytest.mark.parametrize("name", STOCK_STATEMENTS)
def test_an_opening_balance_opens_what_the_plan_begins_with(outlook, name):
    """Each that is not zero and no sum; it has the value of its cell."""
    table, keys = statement_table(outlook, name), number_keys.statement_keys(outlook, name)
    opened = {row for row in table.index if (row, OPENING_COLUMN) in keys}
    begins = set(table.index[table[OPENING_COLUMN] != 0.0]) & set(row_keys(outlook, name))
    assert opened and begins - set(rows_of_totals(outlook, name)) <= opened
    for row in opened:
        (number,) = read_trail([keys[row, OPENING_COLUMN]])
        value = outlook.at(number.key, 0)
        assert abs(value) == pytest.approx(abs(table.loc[row, OPENING_COLUMN]), abs=1e-12)


def test_every_table_that_opens_numbers_opens_some_and_each_exists(outlook):
    for table, keys in tables(outlook):
        opens(outlook, {number.key for number in read_trail(keys.values())})
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
