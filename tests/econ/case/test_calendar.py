"""The calendar: months as numbers, days, moments and words."""

import datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from econ.case.calendar import moments, month_label, month_number, month_start, month_starts

starts = st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 12, 31)).map(
    lambda day: day.replace(day=1)
)
months = st.integers(-240, 240)


@given(start=starts, month=months, day=st.integers(0, 27))
def test_every_day_of_a_month_has_its_number(start, month, day):
    first = month_start(start, month)
    assert first.day == 1
    assert month_number(start, first + datetime.timedelta(days=day)) == month
    assert month_number(start, month_start(start, month + 1) - datetime.timedelta(days=1)) == month


@given(start=starts, month=months)
def test_a_month_has_the_name_of_its_first_day(start, month):
    assert month_label(start, month) == f"{month_start(start, month):%b %Y}"


@given(start=starts, count=st.integers(1, 120))
def test_all_first_days_are_those_of_single_months(start, count):
    days = month_starts(start, count).astype("datetime64[D]").astype(object)
    assert list(days) == [month_start(start, month) for month in range(count)]


@given(start=starts, month=months, part=st.floats(0.0, 1.0, exclude_max=True))
def test_a_moment_lies_as_far_into_its_month_as_the_fraction_says(start, month, part):
    begin, moment, end = moments(start, np.array([month, month + part, month + 1.0]))
    assert begin == np.datetime64(month_start(start, month), "ms")
    assert end == np.datetime64(month_start(start, month + 1), "ms")
    passed = (moment - begin).astype(int) / (end - begin).astype(int)
    assert begin <= moment <= end and abs(passed - part) < 1e-6


def test_moments_of_the_horizon_are_those_of_the_calendar():
    months = np.array([0.0, 1.0, 2.5, 59.999, 62.0])
    days = moments(datetime.date(2026, 5, 1), months).astype("datetime64[D]").astype(str)
    assert list(days) == ["2026-05-01", "2026-06-01", "2026-07-16", "2031-04-30", "2031-07-01"]
