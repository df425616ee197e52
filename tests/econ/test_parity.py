"""The parity tool sees what it must: a changed bit, an undefined number, an infinity, and nothing where nothing changed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from support import parity

PATHS = arrays.arrays(
    np.float64, 12, elements=st.floats(allow_nan=True, allow_infinity=True, width=64)
)


@given(PATHS)
def test_a_path_does_not_differ_from_itself(path):
    assert not parity.path_difference(path, path.copy()).any()


@given(
    PATHS.filter(lambda path: np.isfinite(path).all()),
    st.integers(0, 11),
    st.sampled_from([np.nan, np.inf, -np.inf]),
)
def test_a_number_that_is_one_on_one_side_only_is_infinitely_far(path, month, odd):
    broken = path.copy()
    broken[month] = odd
    assert (
        parity.path_difference(path, broken)[month]
        == np.inf
        == parity.path_difference(broken, path)[month]
    )


@pytest.mark.parametrize(("before", "now"), [(np.inf, -np.inf), (np.nan, np.inf), (np.inf, np.nan)])
def test_undefined_and_the_two_infinities_are_three_things(before, now):
    assert parity.path_difference(np.array([1.0, before]), np.array([1.0, now]))[1] == np.inf


def test_the_last_bit_counts_and_is_measured_against_the_largest_of_the_path():
    path = np.array([1.0, 8.0])
    moved = np.array([np.nextafter(1.0, 2.0), 8.0])
    assert parity.path_difference(path, moved).tolist() == [np.spacing(1.0) / 8.0, 0.0]


@pytest.mark.parametrize("size", [1e-300, 1e-15, 1.0, 1e9])
def test_a_path_that_was_zero_is_compared_with_what_it_has_become(size):
    zero, path = np.zeros(3), np.array([0.0, size, size / 4.0])
    for before, now in ((zero, path), (path, zero)):
        assert parity.path_difference(before, now).tolist() == [0.0, 1.0, 0.25]


@given(PATHS, PATHS)
def test_no_difference_of_finite_numbers_is_more_than_twice_the_path(before, now):
    before, now = before / 2.0, now / 2.0  # their difference is a number too
    sizes = parity.path_difference(before, now)
    both = np.isfinite(before) & np.isfinite(now)
    assert np.all(sizes[both] <= 2.0)


def test_a_record_comes_back_from_its_file_and_names_what_was_changed(case, tmp_path):
    which = [
        {"preset": "april-2026", "stresses": [], "overrides": {"delivery_delay.ascend_950dt": 4.5}}
    ]
    paths = parity.record(case, which)
    parity.save(tmp_path / "record.npz", which, paths)
    read_scenarios, read_paths = parity.read(tmp_path / "record.npz")
    assert read_scenarios == which
    assert not parity.differences(read_paths, paths, which)
    paths["cash"][0, 7] += 1e-9
    (difference,) = parity.differences(read_paths, paths, which)
    assert (difference.key, difference.month) == ("cash", 7)


def test_random_scenarios_are_the_same_for_the_same_seed_and_hold_together(case):
    first, second = (list(parity.random_scenarios(case, 3)) for _ in range(2))
    assert first == second
    assert all(scenario["overrides"] for scenario in first)
