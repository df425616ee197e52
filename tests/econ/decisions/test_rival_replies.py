"""Answers of rivals: payoffs are those of single runs, and equilibria are those of the definition."""

import itertools

import numpy as np
import pytest
from support.cut_maps import HELD, SUPPLY

import econ
from econ.decisions import price_cut, rival_replies
from econ.decisions.rival_replies import MATCHED, RIVAL_ANSWERS, UNDERCUTTING, ReplyTable
from econ.views import price_cut as price_cut_view
from econ.views.sentences import price_cut_words

CUTS = (0.0, 0.3, 0.5)
SHAPE = (len(CUTS), len(RIVAL_ANSWERS), 1)


def table_of(ours, theirs):
    values = [np.reshape(np.asarray(side, dtype=float), SHAPE) for side in (ours, theirs)]
    return ReplyTable(month=6, our_cuts=CUTS, undercut=0.2, ours=values[0], theirs=values[1])


def test_a_prisoners_dilemma_ends_where_both_cut():
    ours = [[5, 3, 1], [6, 4, 2], [7, 5, 3]]
    theirs = [[5, 6, 7], [3, 4, 5], [1, 2, 3]]
    assert table_of(ours, theirs).equilibria() == [(2, 2)]


def test_a_game_of_opposed_interests_may_have_no_equilibrium():
    ours = [[0, 1, -1], [-1, 0, 1], [1, -1, 0]]  # rock, paper, scissors
    table = table_of(ours, -np.array(ours))
    assert table.equilibria() == []


def test_each_equilibrium_is_a_pair_that_nobody_leaves_alone():
    generator = np.random.default_rng(3)
    for _ in range(200):
        table = table_of(*generator.integers(0, 4, size=(2, 9)))
        ours, theirs = table.ours[..., 0], table.theirs[..., 0]
        by_definition = [
            (row, column)
            for row, column in itertools.product(range(3), range(3))
            if ours[row, column] == ours[:, column].max()
            and theirs[row, column] == theirs[row].max()
        ]
        assert table.equilibria() == by_definition


def test_undefined_profits_have_no_equilibrium(april):
    table = table_of(np.ones(9), np.full(9, np.nan))
    assert table.equilibria() == []
    assert "undefined" in price_cut_words.equilibrium_sentence(april, table)
    assert "undefined" in price_cut_view.reply_table(table).to_string()


def test_a_pair_is_the_run_of_its_scenario(case, april, replies):
    row, column, tier = 2, 2, case.story.tier
    lag = float(april.scenario.value("match_lag"))
    scenario = price_cut.without_unused_triggers(
        april.scenario.with_overrides(
            {
                f"cut_rule.{tier}": 0.0,
                f"cut_promised.{tier}": 0.0,
                f"cut_month.{tier}": replies.month,
                f"cut_depth.{tier}": rival_replies.our_cuts(april.scenario)[row],
                **{f"list_rule.{name}": HELD for name in case.elements["tier"]},
                "rival_match_share": MATCHED[column],
                "rival_cut_depth": UNDERCUTTING[column] * april.scenario.value("tried_undercut"),
                "rival_cut_month": replies.month + np.ceil(lag),
            }
        )
    )
    rows = rival_replies.draws_on_own_sequence(april.scenario, SUPPLY, 4)
    outlook = econ.run(scenario, rows)
    assert replies.ours[row, column] == pytest.approx(
        outlook["gross_profit_value"][:, 0], rel=1e-12
    )
    profit = sum(outlook[f"rival_gross_profit.{t}"] for t in case.elements["tier"])
    discount = outlook["discount_factor"][0]
    after = outlook.at("terminal_multiple", 0) * profit[:, -12:].sum(axis=1) * discount[-1]
    assert replies.theirs[row, column] == pytest.approx((profit * discount).sum(axis=1) + after)


def test_rivals_cannot_match_where_we_do_not_cut(replies):
    assert replies.ours[0, 0] == pytest.approx(replies.ours[0, 1], rel=1e-12)
    assert replies.theirs[0, 0] == pytest.approx(replies.theirs[0, 1], rel=1e-12)


def test_we_never_gain_by_rivals_that_match_or_undercut(replies):
    means = replies.ours.mean(axis=-1)
    assert np.all(np.diff(means, axis=1) <= 1e-9 * means.max())


def test_shares_of_rivals_and_of_this_company_add_to_one(case, april):
    for tier in case.elements["tier"]:
        rivals = sum(april[f"rival_share.{tier}.{c}"] for c in case.elements["competitor"])
        assert rivals + april[f"market_share.{tier}"] == pytest.approx(np.ones_like(rivals))
