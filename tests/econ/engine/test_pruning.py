"""Pruning: links that are inert are dropped and what repeats is computed once, and not a bit of any number differs."""

import functools

import numpy as np
import pytest
from support.plans import AS_PLANNED
from support.sampling import few, sample

from econ.case.model_inputs import model_inputs
from econ.engine import pruning
from econ.engine.evaluate import evaluate
from econ.engine.pruning import ZERO, evaluate_pruned, without_inert_links
from econ.equations.inert_links import INERT_LINKS
from econ.risk.survival import SURVIVAL_QUANTITIES

TWO = {"price_elasticity.pro": np.array([-1.6, -0.5]), "cut_month.pro": np.array([3, 20])}
UNLIKE = [
    {"credit_limit": 20},
    {"redemption_right.first": "exercised"},
    {"closing_part.first": 0.5},
    {"rival_input_price.glm": 5},
    {"input_list_price.pro": (6.0,) * 20 + (3.0,) * 40},
    {"peak_hours": tuple(np.linspace(0.1, 0.3, 60))},
    {"rival_price.pro.glm": 3},
    {"rival_list_move.pro.kimi": -0.5},
    {"debt": 3},
    {"redeemed.first": 1},
    {"rest_is_due.first": 0},
    {"cached_share.pro": 0.5},
    {"market_pull.pro": (1.0,) * 30 + (2.0,) * 30},
    {"rival_starting_share": 0.05},
]
# The list is held, and cards are ordered by the plan: all links are inert.
# Scenarios in which some links are not inert, and those links.
LIVE = [
    ({"cut_rule.pro": "when the queue is gone"}, {("cut_due", "queue_is_gone")}),
    ({"cut_rule.pro": "when a rival cuts"}, {("cut_due", "rival_has_cut")}),
    (
        {"training_rule": "what cash covers"},
        {("wanted_outside_training", "opening_cash")},
    ),
    (
        {"training_rule": "share of revenue"},
        {("planned_research_compute", "training_from_revenue")},
    ),
    (
        {"brakes": "on"},
        {
            ("pace_under_brakes", "opening_cash"),
            ("pace_under_brakes", "reserve"),
            ("kept_money", "opening_braked_reserve"),
        },
    ),
    ({"rival_input_price.glm": 5}, {("rival_list_pull", "rival_list_move")}),
    ({"yuan_per_dollar": 7.5}, {("rival_list_pull", "rival_list_move")}),
    (
        {"list_rule.pro": "keep a margin"},
        {("wanted_move", "margin_move"), ("list_move", "largest_fall")},
    ),
    (
        {"list_rule.pro": "follow rivals"},
        {("wanted_move", "rivals_move"), ("list_move", "largest_fall")},
    ),
    (
        {"list_rule.pro": "follow hosts"},
        {("wanted_move", "hosts_move"), ("list_move", "largest_fall")},
    ),
    (
        {"list_rule.flash": "pass cost on"},
        {("wanted_move", "pass_on_move"), ("list_move", "largest_fall")},
    ),
    (
        {"order_rule": "follow demand"},
        {("new_orders", "demanded_orders"), ("new_orders", "affordable_orders")},
    ),
    ({"rival_price": 5}, {("rival_list_pull", "rival_list_move")}),
    (
        {"redemption_right.first": "exercised"},
        {("redeemed_so_far", "redemption_claim"), ("redeemed_so_far", "redeemed")},
    ),
    ({"redeemed.first": 1}, {("redeemed_so_far", "redeemed")}),
    ({"closing_part.first": 0.5}, {("paid_in", "rest_is_due")}),
    ({"rest_is_due": 1}, {("paid_in", "rest_is_due")}),
    (
        {"credit_limit": 20},
        {(link.effect, link.cause) for link in INERT_LINKS if link.derived == ("debt",)},
    ),
]


@pytest.fixture(params=[1, 64], ids=["periods", "months"])
def fewest_draws(request, monkeypatch):
    """Both for many draws, of which what repeats itself is computed once, and for few."""
    monkeypatch.setattr(pruning, "FEWEST_DRAWS", request.param)


def assert_same_bits(expected, actual, names):
    """Every quantity of `names` is equal, whether or not either has months."""
    for name in names:
        np.testing.assert_array_equal(
            *np.broadcast_arrays(expected[name], actual[name]), err_msg=name
        )


@pytest.fixture(scope="module")
def plain_run(case):
    """Inputs, forced values and the plain run of a scenario in two draws, made once; nobody writes to them."""

    @functools.cache
    def run(scenario):
        given, forced, draws = model_inputs(scenario, TWO)
        return given, forced, evaluate(case.model, given, case.months, case.sizes, draws, forced)

    return run


def assert_pruned_is_plain(case, scenario, plain_run):
    """The pruned run gives the bits of the plain one, with and without a choice of quantities."""
    given, forced, plain = plain_run(scenario)
    for keep in (None, SURVIVAL_QUANTITIES):
        pruned = evaluate_pruned(
            case.model, INERT_LINKS, given, case.months, case.sizes, 2, forced, keep
        )
        assert_same_bits(plain, pruned, keep or case.model.quantities)


@pytest.mark.usefixtures("fewest_draws")
@pytest.mark.parametrize("preset", few(["april-2026", "november-2026"], 1))
@pytest.mark.parametrize(
    "rule", ["on a date", "when supply lands", "when the queue is gone", "when a rival cuts"]
)
@pytest.mark.parametrize("cover", [0, 6])
def test_a_pruned_run_equals_the_plain_run(case, plain_run, preset, rule, cover):
    changes = {"cut_rule.pro": rule, "cut_depth.pro": 0.4, "research_cash_cover": cover}
    assert_pruned_is_plain(case, case.scenario(preset, overrides=changes), plain_run)


@pytest.mark.usefixtures("fewest_draws")
@pytest.mark.parametrize("preset", few(["april-2026", "november-2026"], 1))
@pytest.mark.parametrize("change", UNLIKE, ids=lambda change: next(iter(change)))
def test_a_pruned_run_equals_the_plain_run_for_any_override(case, plain_run, preset, change):
    assert_pruned_is_plain(case, case.scenario(preset, overrides=change), plain_run)


@pytest.fixture(scope="module")
def plain_runs(case, plain_run):
    """Inputs, overrides and plain runs of scenarios in which each fact holds or not."""
    return [
        plain_run(case.scenario(preset, overrides=AS_PLANNED | changes))
        for preset in case.presets
        for changes in ({}, *(change for change, _ in LIVE))
    ]


@pytest.mark.parametrize("link", INERT_LINKS, ids=lambda link: f"{link.effect}-{link.cause}")
def test_each_link_alone_is_inert_where_its_fact_holds(case, plain_runs, link):
    assert link.cause in case.model.causes(link.effect), "it is a wire of the model"
    assert (
        set(link.inputs) <= case.model.inputs.keys()
        and set(link.derived) <= case.model.quantities.keys()
    )
    inert = []
    for given, forced, plain in plain_runs:
        cut, enlarged = without_inert_links(case.model, [link], given, forced)
        if cut is not case.model:
            inert.append((cut, enlarged, forced, plain))
    assert 0 < len(inert) < len(plain_runs), "its fact holds somewhere, and not everywhere"
    for cut, enlarged, forced, plain in few(sample(inert, 3), 1):
        again = evaluate(cut, enlarged, case.months, case.sizes, 2, forced)
        assert_same_bits(plain, again, case.model.quantities)


def kept_links(case, overrides=None, rows=None):
    """The links that a scenario keeps, as pairs of effect and cause."""
    given, forced, _ = model_inputs(case.scenario(overrides=AS_PLANNED | (overrides or {})), rows)
    model, enlarged = without_inert_links(case.model, INERT_LINKS, given, forced)
    assert (ZERO in enlarged) is (model is not case.model)
    return {
        (link.effect, link.cause) for link in INERT_LINKS if link.cause in model.causes(link.effect)
    }


def test_only_inert_links_are_dropped(case):
    assert not kept_links(case), "in the plain case all of them are inert"
    for change, links in LIVE:
        assert kept_links(case, change) == links, change
    assert set().union(*(links for _, links in LIVE)) == {
        (link.effect, link.cause) for link in INERT_LINKS
    }


def test_one_draw_of_a_batch_is_enough_to_keep_a_link(case):
    assert kept_links(
        case,
        rows={"cut_rule.pro": np.array([0.0, 2.0]), "training_rule": np.array([2.0, 0.0])},
    ) == {("cut_due", "queue_is_gone"), ("wanted_outside_training", "opening_cash")}
    assert not kept_links(case, rows={"cut_rule.pro": np.array([0.0, 1.0])})
