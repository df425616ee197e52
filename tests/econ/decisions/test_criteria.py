"""Criteria are stated in the case file with a basis and a reason; each changes its own answer and no run of the model."""

import numpy as np

import econ
from econ.decisions.cut_alternatives import run_alternatives
from econ.decisions.price_cut import AFFORDABLE_SHARE
from econ.decisions.raising import smallest_raise


def criteria(case):
    return [name for name, assumption in case.assumptions.items() if assumption.criterion]


def test_every_criterion_is_a_choice_or_a_belief_about_the_promise_with_a_reason_and_moves_no_quantity(
    case, april
):
    names = criteria(case)
    assert names and not set(names) & set(case.model.inputs)
    for name in names:
        belief = case.belief(name)
        kind = "world" if name.startswith("promise_") else "choice"
        assert case.assumptions[name].kind == kind and belief.why
        low, high = case.assumptions[name].limits
        for value in (low, high):
            outlook = econ.run(case.scenario(overrides={name: value}), keep=["cash", "revenue"])
            assert np.array_equal(outlook["cash"], april["cash"])


def test_a_round_that_covers_more_months_is_never_smaller(with_criterion):
    amounts = [
        smallest_raise(with_criterion(raising_cover=months), "first") for months in (6, 18, 36)
    ]
    assert amounts == sorted(amounts) and amounts[0] < amounts[-1]
    assert smallest_raise(with_criterion(raising_cover=6), "first") == smallest_raise(
        with_criterion(), "first", cover=6
    )


def test_the_compared_cuts_are_as_far_apart_as_the_criterion_says(case, with_criterion):
    for shift in (2, 5):
        alternatives = run_alternatives(econ.run(with_criterion(cut_date_shift=shift)))
        tier = case.story.tier
        before, at, after, promised = alternatives[f"cut_month.{tier}"][:, 0]
        assert (at - before, after - at, promised - at) == (shift, shift, 0)


def test_a_share_of_the_class_counts_only_where_the_risk_is_accepted(case):
    for accepted, counts in ((0.0, False), (1.0, True)):
        scenario = case.scenario(overrides={"accepted_risk": accepted}, stresses=["round-fails"])
        outlook = econ.run(scenario, keep=AFFORDABLE_SHARE.keep)
        assert outlook.at("runway", 0) < 36
        paths = {name: value[..., np.newaxis, :] for name, value in outlook.values.items()}
        assert np.isfinite(AFFORDABLE_SHARE.measure(paths, scenario)).all() == counts
