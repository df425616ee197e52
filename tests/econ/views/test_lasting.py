"""How long the money lasts, in words: the one run, the board that would brake, and the futures."""

import math
import re

import numpy as np
import pytest
from support.reading import as_read

import econ
from econ.accounts.statements import burn_parts
from econ.decisions.default_alive import without_new_money
from econ.views.funding import lasting_table
from econ.views.sentences.funding_captions import end_of_money_caption
from econ.words import Amount, amount_text, say

SMALL_ROUND = {"round_amount.first": 16.0, "delivery_delay.ascend_950dt": 12.0}


def rows_of(outlook, longest=math.inf):
    survival = np.linspace(1.0, 0.4, outlook.case.months + 1)
    table = lasting_table(outlook, longest, survival, 400)
    rows = table.map(as_read).itertuples(index=False)
    return {name: (answer, meaning) for name, answer, meaning in rows}


def test_money_that_outlasts_the_horizon_is_followed_on_the_longest_one(april):
    answer, meaning = rows_of(april, 71.3)["This scenario"]
    assert answer == "beyond Apr 2031"
    assert meaning == "With brakes off. Over 120 months it lasts until Apr 2032."
    assert rows_of(april)["This scenario"][1].endswith("The money outlasts 120 months too.")


def test_months_left_count_from_the_day_that_the_preset_knows(november):
    known = november.scenario.months_over
    answer, meaning = rows_of(november)["Months left"]
    assert answer == f"> {november.case.months - known}" and "Nov 2026" in meaning


def test_the_month_of_braking_is_named_with_the_reserve_of_that_month(case):
    outlook = econ.run(case.scenario(overrides=SMALL_ROUND))
    month = int(outlook.at("brake_month", 0))
    answer, meaning = rows_of(outlook)["A board would brake"]
    assert answer == case.month_name(month)
    reserve = amount_text(Amount(value=outlook.at("reserve", month), unit="bn yuan"))
    assert as_read(reserve) in meaning and "12 months" in meaning


def test_a_reserve_that_is_never_touched_has_no_month_of_braking(april):
    assert rows_of(april)["A board would brake"][0] == "never"


@pytest.mark.parametrize(
    ("months", "terms"), [(36, "24 and 36"), (60, "24, 36 and 48"), (24, "24")]
)
def test_futures_are_counted_after_the_terms_within_the_horizon(case, months, terms):
    outlook = econ.run(case.with_horizon(months).scenario())
    rows = rows_of(outlook)
    name = next(name for name in rows if name.startswith("Futures"))
    assert name == f"Futures with money after {terms} months"
    assert rows[name][0].count("%") == len(re.findall(r"\d+", terms))
    assert "400 futures, within 4.9 points" in rows[name][1]


def test_a_run_with_brakes_is_named_as_one(case):
    outlook = econ.run(case.scenario(overrides={"brakes": 1}))
    assert rows_of(outlook)["This scenario"][1].startswith("With brakes on.")


def test_money_that_is_gone_before_the_preset_knows_leaves_no_months(case):
    outlook = econ.run(case.scenario("november-2026", {"round_status.first": 0}))
    assert outlook.at("runway", 0) < outlook.scenario.months_over
    answer, meaning = rows_of(outlook)["Months left"]
    assert answer == "none" and meaning.startswith("The money is gone before Nov 2026")


def test_what_uses_the_money_up_is_said_of_the_months_until_it_ends(case):
    """The two largest parts of net burn; with opening cash and gross profit all parts leave less than nothing in that month."""
    closed = econ.run(without_new_money(case.scenario()))
    months = closed.at("runway", 0)
    end = int(months)
    parts = burn_parts(closed)
    sums = parts[parts["month"] <= end].groupby("part")["value"].sum()
    largest = sums.drop("gross-profit").nlargest(2)
    text = as_read(end_of_money_caption(closed))
    assert f" until {case.month_name(end)} is " in text
    places = [text.index(say("burn-part", part=part)) for part in largest.index]
    assert places == sorted(places)
    for amount in (*largest, -sums["gross-profit"], closed.at("initial_cash", 0)):
        assert as_read(amount_text(Amount(value=float(amount), unit="bn yuan"))) in text


def test_of_money_that_outlasts_the_plan_nothing_uses_it_up(case):
    outlook = econ.run(case.scenario())
    assert outlook.at("runway", 0) == math.inf and end_of_money_caption(outlook) == ""
