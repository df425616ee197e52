"""The words of equations against closed forms: delays with fractions of a month, write-downs, choices, roots, rates."""

import numpy as np
import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import brentq
from support.strategies import box

import econ
from econ.arrays import AXES, DIMENSIONS
from econ.engine import vocabulary
from econ.engine.evaluate import evaluate
from econ.engine.model import Model
from econ.engine.quantity import quantity
from econ.engine.vocabulary import (
    Past,
    added_within,
    choose,
    lagged,
    monthly,
    power_root,
    smooth_ramp,
    straight_line,
    sum_before,
    time_at_full_rate,
)

MONTHS = 24
TIME = np.arange(MONTHS, dtype=float).reshape((MONTHS,) + (1,) * AXES)
lags = st.floats(0.0, 30.0, allow_subnormal=False)


def column(values):
    """A path of one draw, laid out as the engine does."""
    return np.asarray(values, dtype=float).reshape((-1,) + (1,) * AXES)


def swept(path, lag):
    """The delayed path in one call for all months, as plain numbers."""
    return lagged(path, Past(path, TIME), np.full((1,) * AXES, lag)).ravel()


def stepped(path, lag):
    """The delayed path month by month; what is still to come is not a number, so that peeking shows."""
    values = []
    for month in range(len(path)):
        known = path.copy()
        known[month:] = np.nan
        values.append(
            lagged(path[month], Past(known, np.float64(month)), np.full((1,) * AXES, lag)).item()
        )
    return np.array(values)


@given(lag=lags, start=st.floats(-5, 5), slope=st.floats(-5, 5))
def test_a_delayed_straight_line_is_the_line_shifted(lag, start, slope):
    path = column(start + slope * np.arange(MONTHS))
    when = np.arange(MONTHS) - lag
    wanted = np.where(
        when >= 0.0, start + slope * when, np.where(when > -1.0, (1.0 + when) * start, 0.0)
    )
    assert np.allclose(swept(path, lag), wanted, atol=1e-9)


@given(lag=lags, values=st.lists(st.floats(-1e6, 1e6), min_size=MONTHS, max_size=MONTHS))
def test_a_delay_month_by_month_equals_all_months_at_once_bit_for_bit(lag, values):
    path = column(values)
    assert np.array_equal(swept(path, lag), stepped(path, lag))


@given(values=st.lists(st.floats(-1e6, 1e6), min_size=MONTHS, max_size=MONTHS))
def test_a_lag_of_zero_changes_nothing_and_a_lag_beyond_the_horizon_gives_zero(values):
    path = column(values)
    assert np.array_equal(swept(path, 0.0), path.ravel())
    assert np.all(swept(path, MONTHS) == 0.0) and np.all(swept(path, 30.5) == 0.0)


@given(lag=st.floats(0.0, 8.0), values=st.lists(st.floats(0, 1e6), min_size=12, max_size=12))
def test_a_delay_conserves_the_sum(lag, values):
    path = column([*values, *[0.0] * (MONTHS - 12)])
    assert swept(path, lag).sum() == pytest.approx(sum(values), abs=1e-6)


def test_a_fractional_lag_spreads_one_month_over_two():
    path = column([1.0] + [0.0] * (MONTHS - 1))
    assert swept(path, 2.25)[:5].tolist() == [0.0, 0.0, 0.75, 0.25, 0.0]


def test_each_draw_and_each_element_has_its_own_lag():
    random = np.random.default_rng(0)
    path = random.random((MONTHS, 3, 1, 1, 1, 1, 4))
    lag = random.uniform(0.0, 9.0, (3, 1, 1, 1, 1, 4))
    together = lagged(path, Past(path, TIME), lag)
    for place in range(3):
        for draw in range(4):
            alone = swept(column(path[:, place, 0, 0, 0, 0, draw]), lag[place, 0, 0, 0, 0, draw])
            assert np.array_equal(together[:, place, 0, 0, 0, 0, draw], alone)


def test_a_delay_gives_the_same_inside_and_outside_a_loop():
    @quantity("x")
    def pulse(month):
        """The month."""
        return month * month

    @quantity("x")
    def outside(pulse, past_pulse, lag):
        """A delay swept."""
        return lagged(pulse, past_pulse, lag)

    @quantity("x", starts_empty=True)
    def inside(echo, past_echo, lag):
        """A delay stepped."""
        return lagged(echo, past_echo, lag)

    @quantity("x", starts_empty=True)
    def echo(pulse, opening_inside):
        """The same path, tied into a loop."""
        return pulse + 0.0 * opening_inside

    model = Model(
        {f.quantity.name: f.quantity for f in (pulse, outside, inside, echo)}, {"lag": ()}
    )
    lag = np.array([0.0, 1.0, 2.5, 40.0]).reshape((1,) * (AXES - 1) + (4,))
    values = evaluate(model, {"lag": lag}, MONTHS, (1,) * (AXES - 1), 4)
    assert np.array_equal(values["inside"], values["outside"])
    assert values["outside"][5].ravel()[1] == 16.0


@given(
    life=st.floats(0.5, 30.0),
    months=st.floats(0.5, 30.0),
    values=st.lists(st.floats(0, 1e6), min_size=MONTHS, max_size=MONTHS),
)
def test_a_write_down_is_an_equal_part_of_each_addition_over_its_life(life, months, values):
    running = np.cumsum(values)
    past = Past(column(running), TIME)
    written = straight_line(
        column(running), past, np.full((1,) * AXES, life), np.full((1,) * AXES, months)
    ).ravel()
    within = added_within(column(running), past, np.full((1,) * AXES, months)).ravel()
    for month in range(MONTHS):
        shares = [
            min(max(months - (month - bought - 1), 0.0), 1.0) if bought < month else 0.0
            for bought in range(MONTHS)
        ]
        assert within[month] == pytest.approx(np.dot(values, shares), rel=1e-9, abs=1e-6)
        assert written[month] == pytest.approx(np.dot(values, shares) / life, rel=1e-9, abs=1e-6)


@given(
    values=st.lists(st.floats(-1e6, 1e6), min_size=MONTHS, max_size=MONTHS),
    life=st.floats(0.5, 30.0),
)
def test_a_write_down_gives_the_same_inside_and_outside_a_loop(values, life):
    path, lives = column(np.cumsum(values)), np.full((1,) * AXES, life)
    swept_path = straight_line(path, Past(path, TIME), lives)
    for month in range(MONTHS):
        known = path.copy()
        known[month:] = np.nan
        assert np.array_equal(
            straight_line(path[month], Past(known, np.float64(month)), lives), swept_path[month]
        )


@given(switch=st.integers(0, 3), options=st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4))
def test_choose_gives_the_option_of_its_number(switch, options):
    spoilt = [value if number == switch else np.nan for number, value in enumerate(options)]
    assert (
        choose(np.float64(switch), *options)
        == choose(np.float64(switch), *spoilt)
        == options[switch]
    )
    assert (
        choose(np.float64(switch), options[0], options[1], options[1], options[1])
        == options[min(switch, 1)]
    )


@given(progress=st.floats(-2.0, 3.0))
def test_a_smooth_ramp_is_flat_outside_symmetric_inside_and_never_falls(progress):
    assert 0.0 < progress < 1.0 or smooth_ramp(progress) == (progress >= 1.0)
    assert smooth_ramp(progress) + smooth_ramp(1.0 - progress) == pytest.approx(1.0, abs=1e-12)
    assert smooth_ramp(progress + 0.01) >= smooth_ramp(progress)


@given(passed=st.floats(0.0, 60.0), ramp=st.floats(0.5, 24.0))
def test_the_time_at_full_rate_is_the_integral_of_the_ramp(passed, ramp):
    on_ramp, _ = quad(lambda time: float(smooth_ramp(time / ramp)), 0.0, min(passed, ramp))
    wanted = on_ramp + max(passed - ramp, 0.0)
    assert time_at_full_rate(passed, ramp) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(0, 3)), min_size=1, max_size=6))
def test_sum_before_adds_higher_elements_and_earlier_ones_of_equal_rank(pairs):
    values, order = (
        np.array(side, dtype=float).reshape((-1,) + (1,) * (AXES - 1))
        for side in zip(*pairs, strict=True)
    )
    sums = sum_before(values, order, "platform").ravel()
    for place, (_, own) in enumerate(pairs):
        wanted = sum(
            value
            for other, (value, score) in enumerate(pairs)
            if score > own or (score == own and other < place)
        )
        assert sums[place] == pytest.approx(wanted)


@pytest.mark.parametrize("undefined", [0, 3])
def test_an_undefined_draw_does_not_change_the_others(undefined):
    path = np.arange(1.0, 4.0 * MONTHS + 1.0).reshape((MONTHS,) + (1,) * (AXES - 1) + (4,))
    path[..., undefined] = np.inf
    lags, month = (
        np.array([0.0, 1.0, 2.5, 0.0]),
        np.arange(MONTHS, dtype=float).reshape((MONTHS,) + (1,) * AXES),
    )
    with np.errstate(invalid="ignore"):  # as in a run
        delayed = lagged(path, Past(path, month), lags.reshape((1,) * (AXES - 1) + (4,)))
    for draw in {0, 1, 2, 3} - {undefined}:
        single = path[..., draw : draw + 1]
        alone_delayed = lagged(single, Past(single, month), lags[draw].reshape((1,) * AXES))
        assert (
            np.array_equal(delayed[..., draw : draw + 1], alone_delayed)
            and np.isfinite(alone_delayed).all()
        ), draw


@pytest.mark.parametrize(
    ("life", "service", "lag"),
    [(48.0, 120.0, 0.0), (24.5, 120.0, 1.0), (48.0, 18.25, 1.5), (30.0, 12.0, 0.0)],
)
def test_a_card_is_written_down_over_its_life_or_until_it_is_retired(case, life, service, lag):
    platform = "ascend_950dt"
    bought = [2.0] + [0.0] * (case.months - 1)
    o = econ.run(
        case.scenario(
            overrides={
                "depreciation_life": life,
                f"service_life.{platform}": service,
                f"commissioning_lag.{platform}": lag,
                f"card_capex.{platform}": bought,
            }
        )
    )
    depreciation = o[f"new_card_depreciation.{platform}"][0]
    written_off = o[f"card_write_offs.{platform}"][0]
    window = min(life, service + lag)
    assert depreciation[0] == 0.0
    assert np.allclose(depreciation[1 : int(window) + 1], 2.0 / life)
    assert np.allclose(depreciation[int(window) + 2 :], 0.0)
    assert depreciation.sum() == pytest.approx(2.0 * window / life)
    assert written_off.sum() == pytest.approx(2.0 * (1.0 - window / life))
    assert np.all(written_off[: int(window)] == 0.0)


COUNT = 4000  # sums a seed


def logarithmic(generator, low, high, shape):
    """Numbers of any order of magnitude between two."""
    return np.exp(generator.uniform(np.log(low), np.log(high), shape))


def sums_of_powers(seed, elements):
    """Weights, scales, powers, level and highest x of sums, over far more than equations reach: as arrays of the engine."""
    generator = np.random.default_rng(seed)
    shape = (elements, COUNT)
    alike = generator.random(COUNT) < 0.5
    weights = np.where(
        alike, logarithmic(generator, 1e-3, 10, shape), logarithmic(generator, 1e-12, 1e12, shape)
    )
    alike = generator.random(COUNT) < 0.5
    scales = np.where(
        alike, logarithmic(generator, 1, 30, shape), logarithmic(generator, 1e-10, 1e4, shape)
    )
    powers = -logarithmic(generator, 0.05, 30, shape)
    powers = np.where(
        generator.random(shape) < 0.3, generator.choice([-0.05, -30.0], shape), powers
    )
    part = np.where(
        generator.random(COUNT) < 0.5,
        logarithmic(generator, 1e-9, 1, COUNT),
        1.0 - logarithmic(generator, 1e-9, 1, COUNT),
    )
    level = part * weights.sum(axis=0)
    highest = scales.max(axis=0) * logarithmic(generator, 1, 1000, COUNT)
    axes = (1,) * (AXES - 2)
    split = [each.reshape((elements, *axes, COUNT)) for each in (weights, scales, powers)]
    return [
        *(each.swapaxes(0, TIER) for each in split),
        *(each.reshape((1, *axes, COUNT)) for each in (level, highest)),
    ]


TIER = DIMENSIONS.index("tier")


def bisected_root(weights, scales, powers, level, highest):
    """The same root by halving, on the logarithm of x, where orders of magnitude are alike."""
    with np.errstate(all="ignore"):
        least = np.where(scales > 0.0, scales, np.inf).min(axis=TIER, keepdims=True)
        low, high = np.zeros(level.shape), np.log1p(highest / least)
        for _ in range(110):
            middle = (low + high) / 2.0
            x = least * np.expm1(middle)
            terms = weights * np.exp(powers * np.log1p(np.where(scales > 0.0, x / scales, 0.0)))
            above = terms.sum(axis=TIER, keepdims=True) > level
            low, high = np.where(above, middle, low), np.where(above, high, middle)
        root = least * np.expm1((low + high) / 2.0)
    return np.where(weights.sum(axis=TIER, keepdims=True) > level, root, 0.0)


def newton_root(sums, steps, monkeypatch):
    """The root after `steps` Newton steps."""
    monkeypatch.setattr(vocabulary, "NEWTON_STEPS", steps)
    with np.errstate(all="ignore"):
        return power_root(*sums, "tier")


@pytest.mark.parametrize("elements", [1, 2, 3, 5])
@pytest.mark.parametrize("seed", range(6))
def test_newton_steps_approach_the_root_from_below(seed, elements, monkeypatch):
    steps, sums = vocabulary.NEWTON_STEPS, sums_of_powers(seed, elements)
    size, root = sums[1].max(axis=TIER, keepdims=True), bisected_root(*sums)
    scale = 1e-12 * (size + root)
    before = np.zeros(root.shape)
    for count in range(steps + 1):
        after = newton_root(sums, count, monkeypatch)
        assert np.all(after >= before - scale) and np.all(after <= root + scale)
        before = after
    assert np.all(np.abs(after - root) <= scale), "as near as a number can be"
    assert elements == 1 or np.any(
        np.abs(newton_root(sums, 4, monkeypatch) - root) > 1e3 * scale
    ), "not at once"


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0, 2.0, 3.0])
@pytest.mark.parametrize("scale", [0.0, 1.0])
def test_the_root_is_the_highest_value_or_zero_where_there_is_no_crossing(level, scale):
    weights, scales, powers = (
        np.reshape(each, (1, 2) + (1,) * (AXES - 2))
        for each in ([1.0, 1.0], [1.0, scale], [-1.0, -2.0])
    )
    ones = np.ones((1,) * AXES)
    with np.errstate(all="ignore"):
        root = power_root(weights, scales, powers, level * ones, 8.0 * ones, "tier").item()
        flat = power_root(weights, scales, 0.0 * powers, level * ones, 8.0 * ones, "tier").item()
    if level >= 2.0:
        assert root == flat == 0.0
    elif level == 0.0 or (scale == 0.0 and level == 1.0):
        assert root == flat == 8.0
    elif scale == 0.0:
        assert root == flat == 8.0, "the second element alone is more"
    else:
        assert flat == 8.0
        assert 1.0 / (1.0 + root) + 1.0 / (1.0 + root) ** 2 == pytest.approx(level)


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
@pytest.mark.parametrize("seed", range(3))
def test_the_clearing_surcharge_balances_demand_and_capacity_anywhere_in_the_box(
    case, preset, seed
):
    names = ("demand_load", "card_hour_revenue", "own_elasticity", "paid_room", "scarcity_limit")
    o = econ.run(case.scenario(preset), box(case, seed, 300), keep=("clearing_surcharge", *names))
    load, worth, elasticity, room, limit = (o.values[name] for name in names)
    highest = worth.max(axis=TIER - AXES, keepdims=True) * limit
    several = [
        np.broadcast_to(each, (case.months, *each.shape[-AXES:]))
        for each in (load, worth, elasticity, room, highest)
    ]
    surcharge = np.broadcast_to(o.values["clearing_surcharge"], several[-1].shape)
    for month in range(0, case.months, 3):
        sums = [each[month] for each in several]
        root = bisected_root(*sums)
        assert np.all(
            np.abs(surcharge[month] - root)
            <= 1e-12 * (sums[1].max(axis=TIER, keepdims=True) + root)
        )


def test_the_clearing_surcharge_equals_the_root_found_by_scipy(case):
    o = econ.run(case.scenario(overrides={"trend_growth": 0.2}))
    month = int(np.argmax(o["clearing_surcharge"][0]))
    tiers = list(case.elements["tier"])
    load, worth, elasticity = (
        np.array([o.at(f"{name}.{tier}", month) for tier in tiers])
        for name in ("demand_load", "card_hour_revenue", "own_elasticity")
    )
    room, limit = o.at("paid_room", month), o.at("scarcity_limit", month) * worth.max()

    def excess(surcharge):
        return float(np.sum(load * (1.0 + surcharge / worth) ** elasticity)) - room

    wanted = brentq(excess, 0.0, limit, xtol=1e-12) if excess(limit) < 0.0 else limit
    assert o.at("clearing_surcharge", month) == pytest.approx(wanted, rel=1e-8) and wanted > 0.0


@given(rate=st.floats(-0.9, 3.0).filter(lambda rate: abs(rate) > 1e-6))
def test_a_monthly_rate_compounds_to_the_yearly_one(rate):
    assert (1.0 + monthly(rate)) ** 12 == pytest.approx(1.0 + rate, rel=1e-12)
    assert numpy_financial.fv(monthly(rate), 12, 0.0, -1.0) == pytest.approx(1.0 + rate, rel=1e-12)
