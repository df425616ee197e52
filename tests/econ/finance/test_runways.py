"""Runways and burn: published cases and laws."""

import datetime
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from econ import finance
from econ.finance.runways import burn_multiple, growing_burn, runway


def test_r1_r2_runways_of_one_company_under_three_definitions():
    assert runway("loss", cash=2552, burn=1752 / 6) == pytest.approx(8.74, abs=0.005)
    assert runway("static", cash=2552, burn=327.3) == pytest.approx(7.80, abs=0.005)
    assert runway("static", cash=2552, burn=1327 / 6) == pytest.approx(11.54, abs=0.005)


def test_r3_r4_r5():
    assert runway("static", cash=6.0, burn=0.50 - 0.15) == pytest.approx(17.1, abs=0.05)
    assert growing_burn(50, 1, 0.03) == pytest.approx(31.0, abs=0.05)
    assert burn_multiple(500, 250) == 2.0


def test_r6_a_burn_ten_times_too_large_gets_a_warning_and_one_that_grew_does_not():
    assert (
        finance.unit_slip(280, [27.9])
        == "280 is 10 times what others of its kind are (27.9): is the unit right?"
    )
    assert "one part in 10" in finance.unit_slip(2.79, [27.9, 25.0, 30.0])
    assert (
        finance.unit_slip(55, [27.9])
        == finance.unit_slip(27.9, [])
        == finance.unit_slip(0.0, [27.9])
        == ""
    )


def test_b1_b2_gross_and_net_burn():
    """Money comes in at 30 and goes out at 100 for operations, 40 for plant and 5 to pay leases off."""
    gross, net = finance.gross_burn(100, 40, 5), finance.net_burn(30 - 100, -40, 5)
    assert gross == 145 and net == 115 and gross - net == 30


def test_r6_default_alive_deducts_new_equity_month_by_month():
    path = 50.0 - np.arange(61.0)  # one a month
    raised = np.zeros(60)
    raised[20] = 30.0
    with_it = path + np.concatenate([[0.0], np.cumsum(raised)])
    assert finance.runway("default-alive", cash=with_it, minimum=10.0, equity=raised) == 40.0
    assert finance.runway("default-alive", cash=path, minimum=10.0) == finance.runway(
        "covenant", cash=path, minimum=10.0
    )
    assert not finance.default_alive(with_it, 10.0, raised) and finance.default_alive(with_it, 10.0)
    both = finance.default_alive(np.stack([with_it, with_it + 100.0]), 10.0, raised)
    assert both.tolist() == [False, True]


def test_runway_on_a_path_by_each_definition():
    path = 50.0 - np.arange(61.0)  # one a month
    months = {
        name: runway(name, cash=path, minimum=10.0, undrawn=5.0, lead=6.0)
        for name in ("zero-cash", "covenant", "liquidity", "decision")
    }
    assert months == {"zero-cash": 50.0, "covenant": 40.0, "liquidity": 55.0, "decision": 34.0}
    both = runway("zero-cash", cash=np.stack([path, path + 100.0]))
    assert both.tolist() == [50.0, math.inf]


@given(
    cash=st.floats(0, 100),
    more=st.floats(0, 50),
    burn=st.lists(st.floats(-5, 5), min_size=1, max_size=30),
)
def test_more_cash_never_shortens_runway(cash, more, burn):
    spent = np.concatenate([[0.0], np.cumsum(burn)])
    for name in ("zero-cash", "covenant", "liquidity"):
        poor, rich = (
            runway(name, cash=start - spent, minimum=3.0, undrawn=2.0)
            for start in (cash, cash + more)
        )
        assert rich >= poor - 1e-9


def test_an_unknown_definition_of_runway_is_refused_with_a_reason():
    with pytest.raises(ValueError, match="there is no runway called «best»"):
        runway("best", cash=1.0)


def test_flows_of_one_day_have_no_rate_and_negative_cash_has_no_runway():
    assert math.isnan(finance.xirr([datetime.date(2026, 1, 1)] * 2, [-100, 110]))
    assert runway("static", cash=-5.0, burn=1.0) == 0.0
    with pytest.raises(ValueError, match="numbers in every month"):
        runway("zero-cash", cash=[1.0, math.nan, -1.0])
    with pytest.raises(ValueError, match="cannot shrink"):
        growing_burn(0.1, 1.0, -2.0)
