"""What says nothing is left out and what repeats itself is computed once, and not a bit of any number differs."""

import numpy as np
import pytest

from econ import shortcut
from econ.scenario import inputs
from econ.shortcut import NOTHING, OPENINGS, evaluate, model_for
from econ.stress import KEEP

TWO = {"price_elasticity.pro": np.array([-1.6, -0.5]), "cut_month.pro": np.array([3, 20])}
UNLIKE = [{"credit_limit": 20}, {"redemption_right.first": "exercised"}, {"closing_part.first": 0.5},
          {"rival_input_price.glm": 5},
          {"input_list_price.pro": (6.0,) * 20 + (3.0,) * 40}, {"peak_hours": tuple(np.linspace(0.1, 0.3, 60))},
          {"rival_price.pro.glm": 3}, {"rival_list_move.pro.kimi": -0.5}, {"debt": 3}, {"redeemed.first": 1},
          {"rest_is_due.first": 0}, {"cached_share.pro": 0.5}, {"market_pull.pro": (1.0,) * 30 + (2.0,) * 30},
          {"rival_starting_share": 0.05}]


@pytest.fixture(autouse=True, params=[1, 64], ids=["periods", "months"])
def worthwhile(request, monkeypatch):
    """Both for many draws, of which what repeats itself is computed once, and for few."""
    monkeypatch.setattr(shortcut, "WORTHWHILE", request.param)


def same(case, scenario, rows):
    """Whether the whole model, and the short way with and without a choice of quantities, give the same bits."""
    given, forced, draws = inputs(scenario, rows)
    long = case.model.run(given, case.months, case.sizes, draws, forced)
    short, some = (evaluate(case, given, draws, forced, keep) for keep in (None, KEEP))
    for name in case.model.quantities:
        np.testing.assert_array_equal(*np.broadcast_arrays(long[name], short[name]), err_msg=name)
    for name in KEEP:
        np.testing.assert_array_equal(*np.broadcast_arrays(long[name], some[name]), err_msg=name)


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
@pytest.mark.parametrize("rule", ["on a date", "when supply lands", "when the queue is gone", "when a rival cuts"])
@pytest.mark.parametrize("cover", [0, 6])
def test_the_short_way_is_the_long_way(case, preset, rule, cover):
    same(case, case.scenario(preset, overrides={"cut_rule.pro": rule, "cut_depth.pro": 0.4, "research_cash_cover": cover}), TWO)


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
@pytest.mark.parametrize("change", UNLIKE, ids=lambda change: next(iter(change)))
def test_the_short_way_is_the_long_way_whatever_is_set_or_forced(case, preset, change):
    same(case, case.scenario(preset, overrides=change), TWO)


def heard(case, overrides=None, rows=None):
    """What is still asked in a scenario, as pairs of the quantity that asks and what it asks."""
    given, forced, _ = inputs(case.scenario(overrides=overrides), rows)
    model, enlarged = model_for(case, given, forced)
    assert (NOTHING in enlarged) is (model is not case.model)
    return {(one.asks, one.asked) for one in OPENINGS if one.asked in model.causes(one.asks)}


def test_only_what_says_nothing_is_left_out(case):
    every = {(one.asks, one.asked) for one in OPENINGS}
    assert every == {pair for pair in every if pair[1] in case.model.causes(pair[0])}, "each is a wire of the model"
    assert not heard(case), "in the plain case none of them says anything"
    speaks = [({"cut_rule.pro": "when the queue is gone"}, {("cut_due", "queue_is_gone")}),
              ({"cut_rule.pro": "when a rival cuts"}, {("cut_due", "rival_has_cut")}),
              ({"research_cash_cover": 6}, {("outside_research_compute", "opening_cash")}),
              ({"rival_input_price.glm": 5}, {("rival_list_pull", "rival_list_move")}),
              ({"rival_price": 5}, {("rival_list_pull", "rival_list_move")}),
              ({"redemption_right.first": "exercised"}, {pair for pair in every if pair[0] == "redeemed_so_far"}),
              ({"redeemed.first": 1}, {("redeemed_so_far", "redeemed")}),
              ({"closing_part.first": 0.5}, {("paid_in", "rest_is_due")}),
              ({"rest_is_due": 1}, {("paid_in", "rest_is_due")}),
              ({"credit_limit": 20}, {pair for pair in every if pair[1] in ("debt", "opening_debt")})]
    for change, said in speaks:
        assert heard(case, change) == said, change
    assert set().union(*(said for _, said in speaks)) == every


def test_one_of_a_batch_is_enough_to_ask(case):
    assert heard(case, rows={"cut_rule.pro": np.array([0.0, 2.0]), "research_cash_cover": np.array([12.0, 0.0])}) == {
        ("cut_due", "queue_is_gone"), ("outside_research_compute", "opening_cash")}
    assert not heard(case, rows={"cut_rule.pro": np.array([0.0, 1.0])})
