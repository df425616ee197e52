"""Uncertainty against the literature: shortfalls, ranks of a Gaussian copula, PERT, and the first passage of Brownian cash."""

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import spearmanr
from support.first_passage import first_passage_chance

from econ.case.correlations import mixing, normal_correlation
from econ.case.file.schema import Correlation
from econ.risk import distributions, survival

CHANCES = (np.arange(400_000) + 0.5) / 400_000


def test_s2_expected_shortfall_of_a_normal_and_a_lognormal():
    assert -survival.expected_shortfall(ndtri(CHANCES), 0.05) == pytest.approx(2.06271, abs=2e-5)
    assert -survival.expected_shortfall(-np.exp(0.5 * ndtri(CHANCES)), 0.05) == pytest.approx(
        2.85859, abs=2e-4
    )


def rank_correlation(normal):
    """The rank correlation (Spearman) of two variables whose normal scores are correlated by `normal`."""
    return 6.0 / np.pi * np.arcsin(normal / 2.0)


def test_s3_ranks_and_correlations_of_normal_scores():
    assert normal_correlation(0.6) == pytest.approx(0.618034, abs=5e-7)
    assert rank_correlation(0.6) == pytest.approx(0.581920, abs=5e-7)
    ranks = np.linspace(-1.0, 1.0, 41)
    assert rank_correlation(normal_correlation(ranks)) == pytest.approx(ranks)


def test_s3_a_declared_rank_is_that_of_what_is_drawn():
    pair = Correlation.model_validate({"of": "a", "with": "b", "rank": 0.6, "why": "As published."})
    tied, factor = mixing([pair], ("b", "c", "a"))
    mixed = factor @ np.random.default_rng(3).normal(size=(2, 200_000))
    assert tied == ("b", "a") and spearmanr(*mixed).statistic == pytest.approx(0.6, abs=0.005)


def test_s6_mean_and_variance_of_a_pert_curve():
    first, second = distributions.pert_beta_shapes(0.0, 3.0, 14.0)
    mean, size = first / (first + second), first + second
    assert 14.0 * mean == pytest.approx(4.3333, abs=5e-5)
    assert 14.0**2 * mean * (1.0 - mean) / (size + 1.0) == pytest.approx(5.98413, abs=5e-6)


def test_s6_the_curve_through_two_percentiles_is_the_pert_curve_that_has_them():
    low, high = 14.0 * distributions.betaincinv(
        *distributions.pert_beta_shapes(0.0, 3.0, 14.0), [0.1, 0.9]
    )
    drawn = distributions.pert(ndtri(CHANCES), low, 3.0, high)
    assert drawn.mean() == pytest.approx(4.3333, abs=1e-3) and drawn.var() == pytest.approx(
        5.98413, abs=1e-2
    )


def test_first_passage_of_brownian_cash_watched_always_and_once_a_month():
    assert first_passage_chance(50.0, -1.0, 4.0, 48.0, monitored=False) == pytest.approx(
        0.5763, abs=5e-5
    )
    assert first_passage_chance(50.0, -1.0, 4.0, 48.0) == pytest.approx(0.5399, abs=5e-5)
