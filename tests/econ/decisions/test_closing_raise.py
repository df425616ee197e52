"""The raise that closes the hole in a plan: how much, when, and at what price."""

import pytest

import econ
from econ.decisions.closing_raise import closing_raise
from econ.decisions.default_alive import without_new_money
from econ.decisions.raising import AMOUNT_TOLERANCE


@pytest.mark.parametrize(
    "changes", [{}, {"delivery_delay.ascend_950dt": 12}, {"round_amount.first": 5}]
)
def test_the_raise_closes_the_hole_and_a_smaller_one_does_not(case, changes):
    scenario = without_new_money(case.scenario(overrides=changes))
    closing = closing_raise(scenario)
    headroom = econ.run(scenario)["cash_headroom"][0]
    assert closing.is_searched and closing.month == int((headroom < 0.0).argmax())
    assert closing.share_sold == pytest.approx(
        closing.amount / (closing.pre_money + closing.amount), rel=1e-12
    )
    assert closing.pre_money == scenario.value("round_pre_money.first")
    assert closing.share_sold < closing.share_sold_at_plan_value < 1.0

    def lowest(amount):
        raised = scenario.with_overrides(
            {
                "round_status.tenth": "scenario",
                "round_month.tenth": closing.month,
                "round_amount.tenth": amount,
            }
        )
        return econ.run(raised)["cash_headroom"][0].min()

    assert lowest(closing.amount) >= 0.0 > lowest(closing.amount - 2.0 * AMOUNT_TOLERANCE)


def test_a_raise_has_the_price_after_the_round_that_closed_last(case):
    plan = {"round_amount.first": 10, "training_ratio": 1.6}
    closing = closing_raise(case.scenario(overrides=plan))
    assert (closing.priced_as, closing.pre_money) == ("first", 310.0)


def test_a_raise_gives_way_to_a_round_of_the_same_month(case, closing):
    month = closing.month
    with_other = without_new_money(case.scenario()).with_overrides(
        {
            "round_status.later": "closed",
            "round_month.later": month,
            "round_amount.later": 0.01,
        }
    )
    assert closing_raise(with_other).month == month - 1


def test_a_plan_without_a_free_round_is_short_of_its_hole(case):
    names = [name for name in case.elements["round"] if name != "first"]
    taken = {f"round_status.{name}": "reported" for name in names}
    none_of_them = {f"round_amount.{name}": 0 for name in names}
    scenario = without_new_money(case.scenario()).with_overrides({**taken, **none_of_them})
    closing = closing_raise(scenario)
    headroom = econ.run(scenario)["cash_headroom"][0]
    assert not closing.is_searched and closing.amount == -headroom.min()
