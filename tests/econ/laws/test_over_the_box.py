"""Laws of the chain at every point of the box: each holds still what would answer, and says why the rest follows.

Without that none of them holds everywhere: hosts, rivals and orders answer what the company does. The part of a law that remains once
they do is a law about the mean of futures, and stands in `test_over_futures.py`.
"""

import numpy as np
import pytest
from support.sampling import BATCHES, POINTS
from support.strategies import box

import econ

SLACK = 1e-9
MARGIN, HOLD = 1.0, 0.0
# Cards come by the plan, and neither a brake nor an empty purse moves training.
PLANNED = {"order_rule": 0.0, "brakes": 0.0, "training_rule": 0.0}
# An hour in which a card waits for users is worth nothing, so that its cost does not depend on what is trained.
NO_IDLE_WORTH = {"idle_worth": 0.0}
# Lists are held, users look at no host's price, refused users return as readily as others, and no credit expires.
NOBODY_ANSWERS = {"leakage_sensitivity": 0.0, "throttled_adoption": 1.0, "breakage_rate": 0.0}


def with_all(rows, numbers):
    """The points of a batch with the same number for each of some keys."""
    points = len(next(iter(rows.values())))
    return rows | {key: np.full(points, number) for key, number in numbers.items()}


def between(random, low, high):
    """A number between two for each point."""
    return low + (high - low) * random.random(POINTS)


def never_below(more, less):
    """Fail unless one path stays at or above the other wherever it is defined; both are defined at the same places."""
    defined = np.isfinite(less)
    assert np.array_equal(defined, np.isfinite(more)) and defined.any()
    wrong = defined & (more < less - SLACK * np.maximum(np.abs(less), SLACK))
    assert not wrong.any(), f"broken in {wrong.sum()} places, first at {np.argwhere(wrong)[0]}"
    return np.any(more[defined] > less[defined])


def raised(case, key, rows, random):
    """A batch with a higher number for one key, up to its limit."""
    low = rows[key]
    return rows | {key: between(random, low, case.assumption_of(key).limits[1])}


@pytest.mark.parametrize("cause", ["algorithmic_progress", "load_factor"])
@pytest.mark.parametrize("seed", range(BATCHES))
def test_more_tokens_a_card_never_cost_tokens_or_gross_profit_while_nobody_answers(
    case, seed, cause
):
    """The same cards serve more users at the same list and cost the same; users who are no longer refused stay.

    Hosts run the same software and have the same peak, so that their price falls too: here users do not look at it. A held list
    passes nothing on. A slow adoption of refused users would take the room of one tier for another, and credit that is used does
    not expire. Hours that wait for the peak train, so that a better load leaves fewer of them: here they are worth nothing.
    """
    random = np.random.default_rng(seed)
    held = PLANNED | NO_IDLE_WORTH | NOBODY_ANSWERS
    held |= {f"list_rule.{tier}": HOLD for tier in case.elements["tier"]}
    rows = with_all(box(case, seed, POINTS), held)
    for tier in case.elements["tier"]:  # a cut by the queue would come sooner
        rows[f"cut_rule.{tier}"] = np.minimum(rows[f"cut_rule.{tier}"], 1.0)
    if cause == "algorithmic_progress":
        rows = rows | {cause: between(random, 0.0, 0.05)}
        better = rows | {cause: between(random, 0.05, 0.15)}
    else:
        better = raised(case, cause, rows, random)
    names = ("served_tokens", "gross_profit", "blended_cost")
    before, after = (econ.run(case.scenario(), batch, keep=names) for batch in (rows, better))
    assert never_below(after["gross_profit"], before["gross_profit"])
    for tier in case.elements["tier"]:
        assert never_below(after[f"served_tokens.{tier}"], before[f"served_tokens.{tier}"])
        assert never_below(-after[f"blended_cost.{tier}"], -before[f"blended_cost.{tier}"])


@pytest.mark.parametrize("seed", range(BATCHES))
def test_a_list_that_keeps_a_margin_rises_with_the_price_of_a_card_and_falls_with_progress(
    case, seed
):
    """With the same cards a token costs what they cost: the rule passes it on in full, by steps that are alike in both directions.

    Where orders answer, a dearer chip moves them to another one, and a token may become cheaper. Nobody is refused, so that no
    review is held back, and what hours are worth that wait for users does not depend on what is trained. The planned cut does not
    wait for a rival's: rivals pass on how far their cost falls, which may be further where chips are dear.
    """
    random = np.random.default_rng(seed)
    held = PLANNED | NO_IDLE_WORTH | {"cover_at_present_rate": 1.0}
    held |= {f"list_rule.{tier}": MARGIN for tier in case.elements["tier"]}
    held |= {f"fill_rate.{tier}": 1.0 for tier in case.elements["tier"]}
    rows = with_all(box(case, seed, POINTS), held)
    for tier in case.elements["tier"]:
        rows[f"cut_rule.{tier}"] = np.minimum(rows[f"cut_rule.{tier}"], 2.0)
    chips = [f"card_price.{platform}" for platform in case.elements["platform"]]
    dear = rows
    for key in chips:
        dear = raised(case, key, dear, random)
    progress = (
        {"algorithmic_progress": rate} for rate in (np.zeros(POINTS), random.random(POINTS))
    )
    usual, dearer, none, better = (
        econ.run(case.scenario(), batch, keep=["blended_price"])
        for batch in (rows, dear, *(rows | change for change in progress))
    )
    for tier in case.elements["tier"]:
        key = f"blended_price.{tier}"
        assert never_below(dearer[key], usual[key])
        assert never_below(none[key], better[key])


@pytest.mark.parametrize("seed", range(BATCHES))
def test_the_larger_its_share_the_less_demand_answers_a_makers_price(case, seed):
    """A maker with all of the class answers as the class does, and one with nothing of it as users between makers do.

    At given prices: a list that is reviewed moves with the share too. And between makers: how many users a tier loses to the
    other tier depends on what is spent on each. With both, a few futures in a hundred have it the other way round in some month.
    """
    random = np.random.default_rng(seed)
    tiers = case.elements["tier"]
    rows = with_all(box(case, seed, POINTS), PLANNED | {"cross_elasticity": 0.0})
    rows |= {f"price_change.{tier}": between(random, -3.0, 1.0) for tier in tiers}
    larger = rows
    for tier in tiers:
        larger = raised(case, f"starting_share.{tier}", larger, random)
    small, large = (
        econ.run(case.scenario(), batch, keep=["own_elasticity", "market_share"])
        for batch in (rows, larger)
    )
    for tier in tiers:
        for key in (f"market_share.{tier}", f"own_elasticity.{tier}"):  # weaker is nearer to zero
            assert never_below(large[key], small[key])


@pytest.mark.parametrize("seed", range(BATCHES))
def test_a_stronger_pull_of_hosts_takes_users_from_a_dear_list_and_brings_them_to_a_cheap_one(
    case, seed
):
    """The odds of a host move with the ratio of the prices, to the power of the pull; at equal prices the pull does nothing."""
    random = np.random.default_rng(seed)
    rows = box(case, seed, POINTS)
    for tier in case.elements["tier"]:
        rows |= {
            f"{name}.{tier}": between(random, 0.1, 9.0) for name in ("blended_price", "host_price")
        }
    stronger = raised(case, "leakage_sensitivity", rows, random)
    weak, strong = (
        econ.run(case.scenario(), batch, keep=["own_share"]) for batch in (rows, stronger)
    )
    for tier in case.elements["tier"]:
        dearer = (rows[f"blended_price.{tier}"] > rows[f"host_price.{tier}"])[:, np.newaxis]
        kept, kept_then = (outlook[f"own_share.{tier}"] for outlook in (weak, strong))
        side = np.where(dearer, -1.0, 1.0)
        assert never_below(side * kept_then, side * kept)


def test_what_is_refused_here_is_taken_elsewhere_and_nothing_is_lost(case, box_outlook):
    """Of what users ask for by now, each token is served, refused, or asked for elsewhere by users who left."""
    o = box_outlook
    for tier in case.elements["tier"]:
        adopted, gone = o[f"adopted_demand.{tier}"], o[f"taken_elsewhere.{tier}"]
        left = adopted * (1.0 - o[f"goodwill.{tier}"])
        refused, served = o[f"unmet_demand.{tier}"], o[f"served_tokens.{tier}"]
        allowed = SLACK * np.maximum(adopted, 1.0)
        assert np.all(np.abs(gone - left - refused) <= allowed)
        assert np.all(np.abs(gone + served - adopted) <= allowed)
        for part in (gone, left, refused, served):
            assert np.all(part >= -allowed)
        assert (refused > 0.0).any() and (left > 0.0).any()


def test_users_of_a_class_are_with_the_company_its_hosts_or_a_rival(case, box_outlook):
    """Tokens that one of them loses arrive at the others, whatever prices, releases and cuts do."""
    o = box_outlook
    for tier in case.elements["tier"]:
        rivals = sum(o[f"rival_share.{tier}.{rival}"] for rival in case.elements["competitor"])
        ours = o[f"market_share.{tier}"]
        parts = (ours * o[f"own_share.{tier}"], ours * o[f"leakage.{tier}"], rivals)
        assert all(np.all(part >= 0.0) for part in parts)
        np.testing.assert_allclose(sum(parts), 1.0, rtol=1e-9)
