"""Draws: distributions through low, base and high, with the declared correlations, the same in any batch size."""

import functools

import hypothesis.strategies as some
import numpy as np
import pytest
from hypothesis import example, given
from scipy.special import ndtr, ndtri
from scipy.stats import qmc, spearmanr
from support.sampling import FULL
from support.tiny_case import changed, problems, tiny

import econ
from econ.case.case import parse
from econ.case.contradictions import made_consistent
from econ.risk import distributions
from econ.risk.draws import (
    MOST_DRAWS,
    assumption_quantile,
    drawable_keys,
    draws_at_points,
    draws_on_own_sequence,
    latin_hypercube_draws,
    normal_scores,
    sobol_draws,
    sobol_points,
    uncertain_keys,
)

PERCENTILES = np.array([0.1, 0.5, 0.9])
DELAY, RAMP = "delivery_delay.ascend_950dt", "ramp_length.ascend_950dt"
PAIR = """
[[correlations]]
of = "growth"
with = "delivery_delay.new"
rank = 0.6
why = "As it is."
"""


def keys_with_range(case):
    """Every key with a range."""
    return [key for key in case.keys() if case.belief(key).low < case.belief(key).high]


def test_low_base_and_high_are_percentiles_of_the_distribution(case):
    scenario = case.scenario()
    for key in keys_with_range(case):
        believed, kind = case.belief(key), case.assumption_of(key).distribution
        low, base, high = assumption_quantile(scenario, key, PERCENTILES)
        assert (low, high) == pytest.approx((believed.low, believed.high), rel=1e-5, abs=1e-6), key
        if kind not in distributions.FITTED_ONE_BY_ONE or base == believed.base:
            assert base == pytest.approx(
                believed.base, rel=1e-9, abs=2.0 * distributions.LOGIT_MARGIN
            ), key
        else:
            assert abs(base - believed.base) < 0.15 * (believed.high - believed.low), key


def test_named_distributions_are_in_use(case):
    assert {assumption.distribution for assumption in case.assumptions.values()} >= {
        "delay",
        *distributions.FITTED_ONE_BY_ONE,
    }


def test_a_delay_is_zero_with_probability_one_half_and_has_a_long_tail(case):
    chances = np.linspace(0.001, 0.999, 999)
    late = assumption_quantile(case.scenario(), DELAY, chances)
    assert (late[:499] == 0.0).all() and late[500:].min() > 0.0
    assert np.interp(0.9, chances, late) == pytest.approx(case.belief(DELAY).high, rel=1e-3)
    assert late[-1] > 2.0 * np.interp(0.9, chances, late)


def test_a_delay_with_a_positive_low_has_its_percentiles(case):
    late = case.scenario(stresses=["ascend-late"])
    believed = case.belief(DELAY, stresses=["ascend-late"])
    assert assumption_quantile(late, DELAY, PERCENTILES) == pytest.approx(
        [believed.low, believed.base, believed.high]
    )


@given(some.floats(0.02, 0.6), some.floats(0.05, 0.35))
def test_a_beta_distribution_has_low_and_high_as_percentiles_and_stays_between_zero_and_one(
    low, width
):
    values = distributions.beta(
        ndtri(np.array([1e-9, 0.1, 0.9, 1.0 - 1e-9])), low, low, low + width
    )
    assert values[1:3] == pytest.approx([low, low + width], abs=1e-5)
    assert (np.diff(values) > 0.0).all() and values[0] >= 0.0 and values[-1] <= 1.0


def test_an_override_moves_the_base_and_keeps_the_spread_on_the_scale_of_the_distribution(case):
    def quantiles(key, *by_hand):
        return assumption_quantile(
            case.scenario(overrides=dict.fromkeys([key] * len(by_hand), *by_hand)), key, PERCENTILES
        )

    assert quantiles("delivery_delay.ascend_950dt", 6) - quantiles(
        "delivery_delay.ascend_950dt"
    ) == pytest.approx([6.0] * 3)
    for key, by_hand in (
        ("card_price.ascend_950dt", 90.0),
        ("initial_cash", 1.0),
        ("reference_spend.pro", 0.04),
    ):
        assert quantiles(key, by_hand) / quantiles(key) == pytest.approx(
            [by_hand / quantiles(key)[1]] * 3
        )
    odds = (
        quantiles("load_factor", 0.5)
        / (1.0 - quantiles("load_factor", 0.5))
        / (quantiles("load_factor") / (1.0 - quantiles("load_factor")))
    )
    assert odds == pytest.approx([odds[1]] * 3)


@pytest.mark.parametrize(("key", "by_hand"), [("initial_cash", 0.5), ("reference_spend.pro", 0.04)])
def test_draws_around_a_low_override_do_not_pile_up_at_the_limit(case, key, by_hand):
    scenario = case.scenario(overrides={key: by_hand})
    drawn, limit = sobol_draws(scenario, 1024)[key], case.assumption_of(key).limits[0]
    assert (drawn > limit).all() and np.median(drawn) == pytest.approx(by_hand, rel=0.01)


def test_quantiles_stay_within_limits_and_rise_with_probability(case):
    for key in keys_with_range(case):
        values = assumption_quantile(case.scenario(), key, np.linspace(0.001, 0.999, 101))
        low, high = case.assumption_of(key).limits
        assert (
            (values >= low).all() and (values <= high).all() and (np.diff(values) >= -1e-12).all()
        ), key


def test_without_a_range_every_draw_is_the_base(case):
    assert (
        assumption_quantile(case.scenario(), "first_order.h20", np.array([0.01, 0.99]))
        == case.belief("first_order.h20").base
    ).all()


def test_an_overridden_path_is_drawn_as_one_factor_for_all_months(vague):
    case = parse(vague)
    path = np.linspace(30.0, 20.0, case.months)
    scenario = case.scenario(overrides={"rival_output_price.glm": path})
    drawn = sobol_draws(scenario, 8)["rival_output_price.glm"]
    assert drawn.shape == (8, case.months)
    assert (
        np.ptp(drawn / path, axis=1) == pytest.approx(0.0, abs=1e-12) and np.ptp(drawn[:, 0]) > 0.0
    )
    rows = {"rival_output_price.glm": drawn}
    outlook_cash = econ.run(scenario, rows, keep=["cash"])["cash"]
    for draw in (0, 7):
        single_scenario = case.scenario(overrides={"rival_output_price.glm": drawn[draw]})
        assert np.array_equal(
            outlook_cash[draw], econ.run(single_scenario, keep=["cash"])["cash"][0]
        )


def test_facts_of_the_world_are_drawn_and_choices_and_switches_are_not(case):
    for name in case.presets:
        scenario = case.scenario(name)
        keys = uncertain_keys(scenario)
        assert keys and all(
            case.assumption_of(key).kind == "world" and not case.assumption_of(key).options
            for key in keys
        )
        some_range = [
            key for key in keys_with_range(case) if case.assumption_of(key).kind == "world"
        ]
        idle = set(some_range) - set(drawable_keys(case))
        assert len(keys) > 200 and len(idle) < len(keys), sorted(idle)


def test_every_drawn_key_is_an_input_of_the_model(case):
    sources = {case.source_of(key) for name in case.model.inputs for key in case.key_indices(name)}
    assert set(drawable_keys(case)) <= sources
    assert "decode_error.gb300" in case.beliefs and "decode_error.gb300" not in drawable_keys(case)


@given(some.integers(0, 300), some.integers(1, 300))
@example(0, 1)
@example(1, 1)
@example(255, 2)
@example(256, 256)
def test_a_draw_does_not_depend_on_the_batch_it_is_in(case, first, count):
    whole, piece = (
        sobol_draws(case.scenario(), 600),
        sobol_draws(case.scenario(), count, first=first),
    )
    assert all(np.array_equal(piece[key], whole[key][first : first + count]) for key in whole)


@given(
    some.lists(
        some.tuples(some.integers(0, 3000), some.integers(2, 3), some.integers(7, 8)), max_size=6
    )
)
@example([(1024, 2, 7), (2048, 2, 7), (1, 2, 7), (1024, 3, 7), (1024, 2, 8), (1040, 2, 7)])
def test_a_point_does_not_depend_on_earlier_requests(requests):
    for first, dimensions, seed in requests:
        points = sobol_points(16, dimensions, seed, first)
        assert np.array_equal(points, all_points(dimensions, seed)[first : first + 16])


@functools.cache
def all_points(dimensions, seed):
    """The first points of a sequence, drawn at once."""
    return qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed)).random(4096)


def test_late_points_of_the_sequence_are_reached_in_several_skips(monkeypatch):
    monkeypatch.setattr("econ.risk.draws.SKIPPED_AT_ONCE", 300)
    assert np.array_equal(sobol_points(16, 2, 7, 1000), all_points(2, 7)[1000:1016])


def test_the_end_of_the_sequence_is_reached_directly_and_differs_from_its_start(case):
    # The way to the very last takes a quarter of a minute.
    last = MOST_DRAWS if FULL else MOST_DRAWS // 64
    far = sobol_draws(case.scenario(), 64, first=last - 64)
    near = sobol_draws(case.scenario(), 64)
    assert all(np.isfinite(far[key]).all() for key in far)
    assert not np.array_equal(far["trend_growth"], near["trend_growth"])


def test_scenarios_share_their_draws_and_seeds_differ(case):
    april, november = (
        sobol_draws(case.scenario("april-2026"), 32),
        sobol_draws(case.scenario("november-2026", stresses=["price-war"]), 32),
    )
    shared = [
        key
        for key in april.keys() & november.keys()
        if case.belief(key, "april-2026") == case.belief(key, "november-2026", ["price-war"])
    ]
    assert len(shared) > 100 and all(np.array_equal(april[key], november[key]) for key in shared)
    assert not np.array_equal(
        april["trend_growth"], sobol_draws(case.scenario(), 32, seed=1)["trend_growth"]
    )


def test_draws_of_a_few_keys_equal_those_among_all_keys(case):
    keys = ("trend_growth", DELAY, RAMP)
    some_keys, all_keys = (
        sobol_draws(case.scenario(), 64, keys=keys),
        sobol_draws(case.scenario(), 64),
    )
    assert tuple(some_keys) == keys and all(
        np.array_equal(some_keys[key], all_keys[key]) for key in keys
    )


def test_draws_of_all_keys_are_the_quantiles_of_each_without_contradictions(case):
    scenario, scores = case.scenario(), normal_scores(case, 16)
    rows = sobol_draws(scenario, 16)
    quantiles = {
        key: assumption_quantile(scenario, key, ndtr(scores[place]))
        for place, key in enumerate(drawable_keys(case))
        if key in rows
    }
    consistent = made_consistent(case, scenario.value, quantiles)
    moved = {key for key in quantiles if not np.array_equal(quantiles[key], consistent[key])}
    assert {key.split(".")[0] for key in moved} <= {"market_elasticity", "price_elasticity"}
    for key, values in rows.items():
        assert values == pytest.approx(consistent[key], rel=1e-9), key


def test_draws_at_points_of_the_sequence_equal_its_draws(case):
    drawn, at_points = (
        sobol_draws(case.scenario(), 32, seed=3),
        draws_at_points(case.scenario(), sobol_points(32, len(drawable_keys(case)), 3)),
    )
    assert drawn.keys() == at_points.keys() and all(
        np.array_equal(drawn[key], at_points[key]) for key in drawn
    )


def test_draws_have_the_declared_rank_correlations(case):
    scores = normal_scores(case, 4096)
    place = {key: number for number, key in enumerate(drawable_keys(case))}
    assert case.correlations
    for c in case.correlations:
        assert spearmanr(scores[place[c.of]], scores[place[c.with_]]).statistic == pytest.approx(
            c.rank, abs=0.02
        ), c


def test_other_pairs_are_independent_and_more_even_than_at_random(case):
    scores, count = normal_scores(case, 4096), 4096
    tied = {key for c in case.correlations for key in (c.of, c.with_)}
    free = [number for number, key in enumerate(drawable_keys(case)) if key not in tied]
    correlations = np.abs(np.corrcoef(scores[free])[np.triu_indices(len(free), 1)])
    assert np.sqrt((correlations**2).mean()) < 0.5 / np.sqrt(count)
    levers = np.abs(np.corrcoef(scores[free[:30]])[np.triu_indices(30, 1)])
    assert levers.max() < 3.0 / np.sqrt(count)


def test_a_few_assumptions_on_their_own_sequence_keep_their_correlations(case):
    rows = draws_on_own_sequence(case.scenario(), [RAMP, "card_price.ascend_950dt", DELAY], 4096)
    late = rows[DELAY] > 0.0
    assert rows[RAMP][late].mean() > 1.3 * rows[RAMP][~late].mean()
    assert (
        rows["card_price.ascend_950dt"][late].mean() > rows["card_price.ascend_950dt"][~late].mean()
    )
    again = draws_on_own_sequence(case.scenario(), [RAMP, "card_price.ascend_950dt", DELAY], 4096)
    assert all(np.array_equal(rows[key], again[key]) for key in rows)


@pytest.mark.parametrize("count", [0, -1, 10**12, 1.5, "many", True, None, float("nan")])
def test_an_invalid_number_of_draws_is_refused_with_a_reason(case, count):
    with pytest.raises(ValueError, match="draw"):
        sobol_draws(case.scenario(), count)


@pytest.mark.parametrize("seed", [-1, 0.5, "now", None])
def test_an_invalid_seed_is_refused_with_a_reason(case, seed):
    with pytest.raises(ValueError, match="a seed is a whole number"):
        sobol_draws(case.scenario(), 4, seed=seed)


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("trend_grwth", "«trend_growth»"),
        ("cut_depth.pro", "choice"),
        ("sales_tax_rate", "no range"),
    ],
)
def test_asking_for_a_key_that_is_not_drawn_is_refused_with_the_reason(case, key, reason):
    with pytest.raises(econ.AssumptionError, match=reason):
        sobol_draws(case.scenario(), 4, keys=[key])


BROKEN = {
    "unknown": ((('of = "growth"', 'of = "growht"'),), ("growht", "«growth»")),
    "self": ((('with = "delivery_delay.new"', 'with = "growth"'),), ("growth", "itself")),
    "beyond one": ((("rank = 0.6", "rank = 1.5"),), ("rank", "1.5")),
    "one": ((("rank = 0.6", "rank = 1"),), ("positive definite", "growth", "delivery_delay.new")),
    "choice": (
        (('with = "delivery_delay.new"', 'with = "cut_rule.pro"'),),
        ("cut_rule.pro", "choice"),
    ),
    "no rank": ((("rank = 0.6\n", ""),), ("states no «rank»",)),
    "no why": ((('why = "As it is."', 'why = ""'),), ("why",)),
    "field": ((("rank = 0.6", "rnak = 0.6"),), ("rnak", "«rank»")),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_invalid_correlation_is_refused_with_a_reason(name):
    pairs, words = BROKEN[name]
    text = PAIR
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    sentences = problems(changed() + text)
    assert any(
        "correlations" in sentence and all(word in sentence for word in words)
        for sentence in sentences
    ), sentences


def test_only_the_correlations_that_contradict_each_other_are_named():
    ranks = (
        ("growth", "delivery_delay.new", 0.9),
        ("delivery_delay.new", "initial_cash", 0.9),
        ("growth", "initial_cash", -0.9),
        ("initial_cash", "delivery_delay.old", 0.1),
    )
    text = "".join(
        f'[[correlations]]\nof = "{first}"\nwith = "{second}"\nrank = {rank}\nwhy = "So."\n'
        for first, second, rank in ranks
    )
    sentences = problems(changed() + text)
    assert (
        len(sentences) == 1
        and "positive definite" in sentences[0]
        and "delivery_delay.old" not in sentences[0]
    )
    assert all(key in sentences[0] for key in ("growth", "delivery_delay.new", "initial_cash"))


def test_a_pair_correlated_twice_and_a_table_that_is_no_list_are_refused():
    assert any("twice" in sentence for sentence in problems(changed() + PAIR + PAIR))
    assert any(
        "[[correlations]]" in sentence
        for sentence in problems(changed() + "[correlations]\nof = 1\n")
    )


def test_a_distribution_must_suit_its_assumption():
    for old, new, words in (
        ('kind = "choice"', 'kind = "choice"\ndistribution = "delay"', "choice"),
        ('unit = "month"', 'unit = "month"\ndistribution = "beta"', "share"),
        ('unit = "month"', 'unit = "month"\ndistribution = "normal"', "normal"),
    ):
        assert any(
            words in sentence and "distribution" in sentence
            for sentence in problems(changed((old, new)))
        )


def test_a_case_in_which_nothing_is_uncertain_has_nothing_to_draw():
    flat = tiny(
        changed(
            ("high = 6", "high = 0"),
            ("base = 2, high = 9", "base = 2, low = 2, high = 2"),
            ("low = 0.03\nhigh = 0.15", "low = 0.08\nhigh = 0.08"),
            ("low = 3, high = 5", "low = 4, high = 4"),
        )
    )
    assert sobol_draws(flat.scenario(), 16) == {}


def test_a_latin_hypercube_is_even_in_each_input_and_determined_by_its_seed(case):
    scenario = case.scenario()
    rows, again = (
        latin_hypercube_draws(scenario, 256, seed=3),
        latin_hypercube_draws(scenario, 256, seed=3),
    )
    assert rows.keys() == sobol_draws(scenario, 2).keys() and all(
        np.array_equal(rows[key], again[key]) for key in rows
    )
    free = next(
        key
        for key in rows
        if key not in {key_of_pair for c in case.correlations for key_of_pair in (c.of, c.with_)}
        and len(np.unique(rows[key])) == 256
    )
    edges = assumption_quantile(scenario, free, np.arange(257) / 256.0)
    assert (np.histogram(rows[free], edges)[0] == 1).all()
    with pytest.raises(ValueError, match="at least one draw"):
        latin_hypercube_draws(scenario, 0)


@pytest.mark.parametrize(
    ("low", "base", "high"), [(0.0, 0.0, 0.5), (0.8, 1.0, 1.0), (0.0, 0.4, 0.9), (0.2, 0.6, 1.0)]
)
def test_a_share_that_may_be_zero_or_one_is_drawn_from_a_linear_half(low, base, high):
    """Its percentiles hold, its tail does not exceed a straight line through them, and its median stays."""
    z = np.linspace(-3.0, 3.0, 601)
    drawn = distributions.split_logit_normal(z, low, base, high)
    assert np.interp(
        [-distributions.P90_SCORE, 0.0, distributions.P90_SCORE], z, drawn
    ) == pytest.approx([low, base, high], abs=1e-3)
    assert np.all(np.diff(drawn) >= 0.0) and drawn.min() >= 0.0 and drawn.max() <= 1.0
    line = np.clip(distributions.split_normal(z, low, base, high), 0.0, 1.0)
    for below, end in ((z < 0.0, low), (z > 0.0, high)):
        if {base, end} & {0.0, 1.0}:
            assert drawn[below] == pytest.approx(line[below])


def test_a_uniform_rank_is_accepted_only_if_its_base_is_in_the_middle():
    chance = (np.arange(1000) + 0.5) / 1000
    drawn = distributions.uniform(ndtri(chance), 0.1, 0.5, 0.9)
    assert drawn == pytest.approx(chance, abs=1e-12)
    assert distributions.distribution_fits(
        "uniform", 0.1, 0.5, 0.9
    ) and not distributions.distribution_fits("uniform", 0.1, 0.4, 0.9)


COUNTED = ("rival_cut_month", "group_ranks.ascend_950dt")
CHANGED_COUNTS = {"rival_cut_month": 9.0, "group_ranks.ascend_950dt": 37.0}


@pytest.mark.parametrize("changes", [{}, CHANGED_COUNTS], ids=["as in the file", "moved"])
def test_draws_of_what_counts_something_are_whole_and_each_is_a_possible_value(case, changes):
    scenario = case.scenario(overrides=changes)
    assert set(COUNTED) <= set(uncertain_keys(scenario))
    for rows in (
        sobol_draws(scenario, 256),
        sobol_draws(scenario, 256, keys=COUNTED),
        draws_on_own_sequence(scenario, COUNTED, 256),
        latin_hypercube_draws(scenario, 256),
    ):
        for key in COUNTED:
            assert np.all(rows[key] % 1.0 == 0.0) and len(np.unique(rows[key])) > 8
            assert not any(case.check({key: number})[1] for number in rows[key])
    for key in COUNTED:
        low, base, high = assumption_quantile(scenario, key, PERCENTILES)
        assert base == scenario.value(key)
        if not changes:
            assert (low, high) == (case.belief(key).low, case.belief(key).high)
