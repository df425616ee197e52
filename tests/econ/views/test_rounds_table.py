"""The table of rounds: cells are read one by one, refused in a sentence, and hold every term."""

import pytest
from support.currencies import IN_DOLLARS, RATE
from support.reading import as_read

import econ
from econ.case.rounds import counted_rounds
from econ.units import DOLLAR, Currency, showing
from econ.views import rounds_table

EDITS = {
    "pool above 100 %": ("pool", 120, "between 0 and 50 %", "0 %"),
    "a pool that is no number": ("pool", "much", "between 0 and 50 %", "0 %"),
    "negative pre-money": ("valuation", -5, "must be between 1 and 10000", "300 bn yuan"),
    "money without end": ("money", 1e9, "must be between 0 and 500", "50.0 bn yuan"),
    "before the beginning": (
        "month",
        "2026-04-30",
        "Apr 2026 lies before the beginning, May 2026",
        "Jul 2026",
    ),
    "beyond the horizon": (
        "month",
        "2031-05-01",
        "May 2031 lies beyond the plan, which ends in Apr 2031",
        "Jul 2026",
    ),
    "no date": ("month", "soon", "must be a date", "Jul 2026"),
    "two in a month": ("month", "2028-05-09", "only one round", "Jul 2026"),
    "nothing": ("money", None, "is empty", "50.0 bn yuan"),
    "a word nobody knows": ("status", "perhaps", "must be one of", "reported"),
}


def counting(case, **more):
    """April with the second round counted."""
    return case.scenario(overrides={"round_status.later": 1} | more)


@pytest.mark.parametrize("name", EDITS)
def test_an_invalid_cell_gets_one_sentence_and_blocks_no_other(case, name):
    column, value, words, stays = EDITS[name]
    good = {"founder": 10.0, "bearer": "everybody"}
    edits = rounds_table.read_edits(
        counting(case), {"first": {**good, column: value}, "later": {"founder": 20}}
    )
    assert (
        len(edits.problems) == 1
        and words in as_read(edits.problems[0])
        and "First round" in edits.problems[0]
    ), edits.problems
    assert edits.problems[0].endswith(f"stays {stays}.") and edits.refused == {
        "first": {column: value}
    }
    assert edits.changes == {
        "founder_part.first": 0.1,
        "pool_bearer.first": 1.0,
        "founder_part.later": 0.2,
    }


@pytest.mark.parametrize("name", EDITS)
def test_a_refused_cell_stays_in_the_table_as_typed_and_can_be_corrected(case, name):
    column, value, *_ = EDITS[name]
    waiting = rounds_table.read_edits(counting(case), {"first": {column: value}}).refused
    table = rounds_table.editable_table(counting(case), waiting)
    assert (
        rounds_table.editable_table(counting(case))
        .drop(columns=column)
        .equals(table.drop(columns=column))
    )
    assert rounds_table.shows_as_typed(counting(case), waiting, waiting) == (name != "no date")
    right = rounds_table.editable_table(counting(case)).loc["First round", column]
    mended = rounds_table.read_edits(counting(case), {"first": {column: right}})
    assert not mended.problems and not mended.refused


def test_two_rounds_can_be_swapped_in_one_edit_or_two(case):
    """The first of two edits waits, for it would bring both into one month; with the second both can stand."""
    scenario = counting(case)
    first = rounds_table.read_edits(scenario, {"first": {"month": "2028-05-01"}})
    assert not first.changes and first.refused == {"first": {"month": "2028-05-01"}}
    both = rounds_table.read_edits(scenario, {**first.refused, "later": {"month": "2026-07-01"}})
    assert not both.problems and both.changes == {"round_month.first": 24, "round_month.later": 2}
    assert counted_rounds(scenario.with_overrides(both.changes)) == ["later", "first"]


def test_each_invalid_cell_gets_a_sentence(case):
    edits = rounds_table.read_edits(
        counting(case),
        {
            "first": {"month": "2028-05-01", "money": 1e9},
            "later": {"valuation": 0},
        },
    )
    assert len(edits.problems) == 3 and not edits.changes
    assert edits.refused.keys() == {"first", "later"} and len(edits.refused["first"]) == 2


def test_the_table_shows_an_edit_of_any_column(case):
    cells = {
        "status": "closed",
        "month": "2027-09-01",
        "money": 60,
        "valuation": 500,
        "basis": "after the money",
        "founder": 25,
        "pool": 7.5,
        "bearer": "everybody",
    }
    edits = rounds_table.read_edits(case.scenario(), {"first": cells})
    after = case.scenario(overrides=edits.changes)
    assert not edits.problems and rounds_table.shows_as_typed(after, {"first": cells}, {})
    assert not rounds_table.shows_as_typed(after, {"first": {"month": "2027-09-15"}}, {}), (
        "a day is shown as its month"
    )


def test_every_term_of_a_round_is_in_its_row_or_among_its_terms(case):
    """Every term that the file can state of a round can be changed at the table: nothing is left to another page."""
    in_the_table = {
        *rounds_table.ASSUMPTION_OF_COLUMN.values(),
        *(key for group in rounds_table.ROUND_TERMS.values() for key in group),
    }
    # The appetite of investors is luck, and no term.
    assert in_the_table == {name for name, a in case.assumptions.items() if a.per == ("round",)} - {
        "investor_appetite"
    }


def test_terms_are_listed_for_each_round_that_counts(case):
    terms = rounds_table.terms_table(
        counting(case, **{"participation.later": 2, "cap_multiple.later": 3})
    )
    assert list(terms.columns) == ["First round", "Second round"]
    assert terms.loc["Participation"].to_list() == ["no", "up to a cap"]
    assert terms.loc["Participation cap"].to_list() == ["–", "3x"]
    assert terms.loc["Redemption interest"].to_list() == ["–", "–"], (
        "there is no right to give shares back"
    )


def test_rounds_are_added_in_free_months_up_to_the_limit_and_removed_again(case):
    scenario = case.scenario(overrides={"round_month.first": 24})
    whole = len(case.elements["round"])
    for number in range(2, whole + 1):
        changes, problems = rounds_table.added_round(scenario)
        scenario = scenario.with_overrides(changes)
        assert not problems and len(counted_rounds(scenario)) == number
    months = [scenario.value(f"round_month.{name}") for name in counted_rounds(scenario)]
    assert len(set(months)) == whole and 25 in months, (
        "the second round's own month is taken, and the next is free"
    )
    changes, problems = rounds_table.added_round(scenario)
    assert not changes and len(problems) == 1 and "another table" in problems[0]
    for name in counted_rounds(scenario):
        scenario = scenario.with_overrides(rounds_table.removed_round(name))
    assert counted_rounds(scenario) == [] and rounds_table.editable_table(scenario).empty
    assert econ.run(scenario).at("raised_so_far", 59) == 0.0


@pytest.mark.parametrize("text", ["40", "４０", "40 %", "４０％", " 40"])
def test_a_cell_in_per_cent_is_read_the_same_way(case, text):
    assert (
        rounds_table.read_edits(case.scenario(), {"first": {"founder": text}}).changes[
            "founder_part.first"
        ]
        == 0.4
    )


def test_the_editor_of_rounds_shows_and_takes_money_in_the_readers_currency(case):
    scenario = case.scenario(overrides={"round_amount.first": 50.0, "round_pre_money.first": 300.0})
    with showing(IN_DOLLARS):
        row = rounds_table.editable_table(scenario).loc["First round"]
        assert (row["money"], row["valuation"]) == ("6.25", "37.5")
        cells = {"first": {"money": "10", "valuation": "40 bn dollars"}}
        edits = rounds_table.read_edits(scenario, cells)
        assert edits.changes == {"round_amount.first": 80.0, "round_pre_money.first": 320.0}
        assert rounds_table.shows_as_typed(
            scenario.with_overrides(edits.changes), {"first": {"money": "10"}}, {}
        )
        in_yuan = rounds_table.read_edits(scenario, {"first": {"money": "80 bn yuan"}})
        assert in_yuan.changes == {"round_amount.first": 80.0}


@pytest.mark.parametrize("yuan", [7.1, 7.2137])
def test_money_of_a_round_comes_back_as_it_was_typed_in_another_currency(case, yuan):
    scenario = case.scenario()
    with showing(Currency(name=DOLLAR, yuan=yuan)):
        for typed in ("0.1", "7", "33.3", "61.234"):
            cells = {"first": {"money": typed}}
            edits = rounds_table.read_edits(scenario, cells)
            after = scenario.with_overrides(edits.changes)
            assert rounds_table.shows_as_typed(after, cells, {}), typed


def test_a_limit_of_the_editor_is_told_in_the_readers_currency_and_can_be_typed(case):
    limit = case.assumption_of("round_amount").limits[1]
    with showing(IN_DOLLARS):
        beyond = rounds_table.read_edits(case.scenario(), {"first": {"money": limit / RATE + 1.0}})
        (problem,) = beyond.problems
        assert "yuan" not in problem and f"and {limit / RATE:g} (bn dollars)" in as_read(problem)
        at_limit = rounds_table.read_edits(case.scenario(), {"first": {"money": limit / RATE}})
        assert at_limit.changes == {"round_amount.first": limit}
