"""The rules of the list: what a review does, when it may, and that cost reaches price where the rule lets it."""

import numpy as np
import pytest

import econ

HOLD, MARGIN, RIVALS, HOSTS, PASS_ON = range(5)
TIER = "pro"
# Nobody is or will be refused.
SERVED = {"fill_rate.pro": 1.0, "fill_rate.flash": 1.0, "cover_at_present_rate": 1.0}
WIDE = {"review_step": 0.95}  # a review moves the list as far as the rule wants


def under(case, rule, **changes):
    rules = {f"list_rule.{tier}": rule for tier in case.elements["tier"]}
    return econ.run(case.scenario(overrides=rules | SERVED | WIDE | changes))


def reviews(outlook):
    return np.flatnonzero(outlook["review_is_due"][0])


def test_by_default_cost_reaches_price(case):
    """The sentence the product is named for: cheaper compute makes the price fall, without a date typed in."""
    usual = case.scenario(overrides={"cut_depth.pro": 0.0})
    dear = usual.with_overrides({"installation_cost.ascend_950dt": 400.0})
    prices = [econ.run(s)[f"output_price.{TIER}"][0] for s in (usual, dear)]
    assert prices[0][-1] < 0.5 * prices[0][0]
    assert np.all(prices[1][36:] >= prices[0][36:]) and prices[1][36] > prices[0][36]


def test_price_rises_with_the_price_of_a_card_and_falls_with_progress(case):
    rows = {"card_price.ascend_950dt": np.array([35.0, 70.0, 140.0, 280.0])}
    rules = {f"list_rule.{tier}": MARGIN for tier in case.elements["tier"]}
    scenario = case.scenario(overrides=rules | SERVED)
    by_card = econ.run(scenario, rows)[f"blended_price.{TIER}"][:, 36]
    assert np.all(np.diff(by_card) > 0.0)
    by_progress = econ.run(scenario, {"algorithmic_progress": np.array([0.0, 0.02, 0.05])})
    assert np.all(np.diff(by_progress[f"blended_price.{TIER}"][:, 36]) < 0.0)


def test_the_list_is_reviewed_on_time_and_held_otherwise(case):
    o = under(case, MARGIN, review_start=9, review_period=5)
    assert reviews(o).tolist() == list(range(9, case.months, 5))
    for rule in range(5):
        path = under(case, rule, review_start=9, review_period=5)[f"list_move.{TIER}"][0]
        assert set(np.flatnonzero(np.diff(path, prepend=0.0))) <= set(range(9, case.months, 5))
    assert not under(case, HOLD)[f"list_move.{TIER}"].any()


def test_a_review_leaves_the_target_margin(case):
    o = under(case, MARGIN, target_margin=0.6)
    for tier in case.elements["tier"]:
        assert o[f"unit_margin.{tier}"][0][reviews(o)] == pytest.approx(0.6)


def test_a_review_follows_hosts_at_a_premium(case):
    o = under(case, HOSTS, host_premium=0.2)
    due = reviews(o)
    assert o[f"blended_price.{TIER}"][0][due] == pytest.approx(
        1.2 * o[f"host_price.{TIER}"][0][due]
    )


def test_a_review_passes_on_what_cost_saves_since_the_cut(case):
    o = under(case, PASS_ON, cost_pass_through=0.7)
    cut = int(o[f"cut_in_force.{TIER}"][0].argmax())
    due = reviews(o)
    since = max(cut, due[0] - 1)  # of the cut, or of the month before the first review
    cost = o[f"blended_cost.{TIER}"][0]
    assert o[f"list_move.{TIER}"][0][due] == pytest.approx(0.7 * np.log(cost[due] / cost[since]))


def test_cost_is_passed_on_while_a_late_cut_is_waited_for(case):
    by_date = {f"cut_rule.{TIER}": 0, f"cut_promised.{TIER}": 0, f"cut_month.{TIER}": 40}
    none = under(case, PASS_ON, **by_date, **{f"cut_depth.{TIER}": 0.0})
    late = under(case, PASS_ON, **by_date, **{f"cut_depth.{TIER}": 0.5})
    key = f"output_price.{TIER}"
    assert late[key][0, :40] == pytest.approx(none[key][0, :40]) and none.at(key, 39) < 20.0


def test_a_cut_that_reviews_have_made_already_changes_nothing(case):
    given = {f"cut_rule.{TIER}": 0, f"cut_promised.{TIER}": 0, f"cut_month.{TIER}": 40}
    given |= {f"{key}.{TIER}": 1.0 for key in ("cached_list_price", "input_list_price")}
    given |= {f"output_list_price.{TIER}": 24.0}
    for rule in (MARGIN, PASS_ON):
        none, small = (
            under(case, rule, **given, **{f"cut_depth.{TIER}": depth}) for depth in (0.0, 0.01)
        )
        for key in (f"output_price.{TIER}", "gross_profit"):
            assert small[key][0] == pytest.approx(none[key][0])


@pytest.mark.parametrize("rule", range(5))
@pytest.mark.parametrize("depth", [0.2, 0.6, 0.9])
def test_the_planned_cut_takes_the_list_to_its_depth_below_the_announced_one(case, rule, depth):
    """A fall by earlier reviews counts towards it, and a list that is lower already stays where it is."""
    month = 40
    given = {f"cut_rule.{TIER}": 0, f"cut_month.{TIER}": month, f"cut_depth.{TIER}": depth}
    o = under(case, rule, **given)
    assert month not in reviews(o)
    multiple = o[f"list_multiple.{TIER}"][0]
    assert multiple[month] == pytest.approx(min(multiple[month - 1], 1.0 - depth))


def test_a_list_that_follows_rivals_makes_their_own_moves_and_not_those_that_answer_it(case):
    o = under(case, RIVALS, follow_share=1.0, follow_lag=3)
    due, period = reviews(o), int(case.scenario().value("review_period"))
    rivals = o[f"rivals_own_move.{TIER}"][0]
    before = np.where(due - 3 - period >= 0, rivals[np.maximum(due - 3 - period, 0)], 0.0)
    moves = np.diff(o[f"list_move.{TIER}"][0][due], prepend=0.0)
    assert moves == pytest.approx(rivals[due - 3] - before)
    alone = under(case, RIVALS, follow_share=1.0, follow_lag=3, rival_match_share=0.0)
    assert alone[f"list_move.{TIER}"] == pytest.approx(o[f"list_move.{TIER}"], rel=0.2)


def test_no_review_moves_the_list_by_more_than_a_step_or_down_while_users_are_refused(
    case, box_outlook
):
    o = box_outlook
    step = -np.log(1.0 - o["review_step"])
    for tier in case.elements["tier"]:
        moves = np.diff(o[f"list_move.{tier}"], axis=1)
        moves = np.where(o[f"cut_made.{tier}"][:, 1:] > 0.0, 0.0, moves)  # the cut is no review
        assert np.all(np.abs(moves) <= step[:, 1:] + 1e-9)
        assert not np.any(moves[o["review_is_due"][:, 1:] == 0.0])
        refused = o[f"fill_rate.{tier}"][:, :-1] < o["fill_threshold"][:, 1:]
        assert np.all(moves[refused] >= 0.0)
        assert np.all(o[f"output_price.{tier}"] > 0.0)


def test_no_review_brings_more_demand_than_cards_that_come_carry(case, box_outlook):
    """At the list after the review, what is expected fits the cover, which counts the fall that the rule wants."""
    o = box_outlook
    for tier in case.elements["tier"]:
        fall = np.maximum(-np.diff(o[f"list_move.{tier}"], axis=1), 0.0)
        fall = np.where(o[f"cut_made.{tier}"][:, 1:] > 0.0, 0.0, fall)  # the cut is no review
        cover = np.clip(
            np.broadcast_to(o["cover_at_present_rate"], o["cash"].shape)[:, :-1], 1e-6, 1.0
        )
        wanted = np.clip(
            o[f"carried_move.{tier}"] - o[f"wanted_move.{tier}"], 0.0, o["largest_move"]
        )[:, 1:]
        response = -np.broadcast_to(o[f"price_elasticity.{tier}"], o["cash"].shape)[:, 1:]
        more = np.exp(response * (fall - wanted))
        assert np.all((fall <= 1e-9) | (more <= cover * (1.0 + 1e-9)))


def test_fewer_cards_that_come_let_the_list_fall_less_and_not_all_at_once(case):
    covers = np.linspace(0.3, 1.0, 15)
    rules = {f"list_rule.{tier}": MARGIN for tier in case.elements["tier"]}
    served = {key: value for key, value in SERVED.items() if key != "cover_at_present_rate"}
    scenario = case.scenario(overrides=rules | served)
    first = int(scenario.value("review_start"))
    falls = -econ.run(scenario, {"cover_at_present_rate": covers})[f"list_move.{TIER}"][:, first]
    assert falls[0] == 0.0 and np.all(np.diff(falls) >= 0.0) and falls[-1] > 0.3
    assert np.diff(falls).max() < 0.3 * falls[-1]


def test_a_cost_that_is_not_defined_leaves_the_list_where_it_is(case):
    o = under(case, MARGIN, **{"latency_promise.chat": 1.0})
    assert np.isnan(o[f"blended_cost.{TIER}"]).all()
    assert np.isfinite(o[f"list_move.{TIER}"]).all() and not o[f"list_move.{TIER}"].any()


def test_lerners_margin_is_that_of_the_highest_gross_profit(case):
    """Rivals and hosts stand still, everybody has adapted, and cards are not scarce."""
    still = {
        "rival_match_share": 0.0,
        "cross_elasticity": 0.0,
        "promise_wait": 0.0,
        "cut_depth.pro": 0.0,
        "cache_response": 0.0,
        "blended_cost.pro": 1.0,
    }
    o = under(case, HOLD, **still)
    margin, month = o.at(f"lerner_margin.{TIER}", 0), 0
    kept = o.at("price_realisation", 0)
    best = 1.0 / ((1.0 - margin) * kept)

    def at_prices(*prices):
        moved = np.log(np.array(prices) / o.at("reference_price.pro", 0))
        rows = {"price_change.pro": moved, "blended_price.pro": np.array(prices)}
        return econ.run(o.scenario, rows, ["lerner_margin", "target_demand"])

    # The margin is that of the response at its own price, which moves with the price: a fixed point.
    for _ in range(60):
        before = best
        best = 1.0 / ((1.0 - at_prices(best)[f"lerner_margin.{TIER}"][0, month]) * kept)
        if best == pytest.approx(before, rel=1e-12):
            break
    prices = best * np.array([1.0, 0.97, 1.03])
    demand = at_prices(*prices)[f"target_demand.{TIER}"][:, month]
    assert (demand * (prices * kept - 1.0)).argmax() == 0


def test_where_demand_is_inelastic_no_margin_is_best(case):
    o = econ.run(
        case.scenario(
            overrides={
                "price_elasticity.pro": -0.5,
                "market_elasticity": -0.3,
                "leakage_sensitivity": 0.0,
            }
        )
    )
    assert np.isinf(o.at(f"lerner_margin.{TIER}", 0))
