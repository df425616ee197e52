"""Tables of supply: everything that holds it back is named."""

import pytest
from support.reading import as_read

import econ
from econ.views import supply

PLATFORM = "ascend_950dt"


def test_less_memory_for_the_chip_brings_fewer_cards_and_is_named_as_the_bottleneck(case, april):
    short = econ.run(case.scenario(overrides={"hbm_supply.ascend_950dt": 10_000}))
    assert short["fleet.ascend_950dt"][0, 11] < april["fleet.ascend_950dt"][0, 11]
    assert (
        supply.bottleneck_table(short, "ascend_950dt")["what holds supply back"]
        .str.contains("Memory for the chip")
        .any()
    )
    assert (
        not supply.bottleneck_table(april, "ascend_950dt")["what holds supply back"]
        .str.contains("Memory for the chip")
        .any()
    )


def test_bottlenecks_cover_every_month_once(case, april):
    table = supply.bottleneck_table(april, "ascend_950dt")
    ends = [as_read(span).split(" to ") for span in table["months"]]
    assert ends[0][0] == case.month_name(0) and ends[-1][-1] == case.month_name(case.months - 1)


def test_a_low_yield_is_named_as_the_bottleneck_and_memory_is_not(case, april):
    short = econ.run(case.scenario(overrides={f"die_yield.{PLATFORM}": 0.1}))
    words = " ".join(supply.bottleneck_table(short, PLATFORM)["what holds supply back"])
    assert "Dies for the chip are short" in words
    assert "Memory for the chip" not in words
    usual = " ".join(supply.bottleneck_table(april, PLATFORM)["what holds supply back"])
    assert "Dies for the chip" not in usual


def test_every_binding_cause_is_named_although_money_binds_too(case):
    poor = econ.run(
        case.scenario(
            overrides={
                "order_rule": "as planned",
                "round_amount.first": 0.0,
                "hbm_supply.ascend_950dt": 10_000,
                "leased_power": 30,
            }
        )
    )
    table = supply.bottleneck_table(poor, "ascend_950dt")
    words = " ".join(table["what holds supply back"])
    causes = ("Memory for the chip is short", "have no power for", "wait for the maker’s ramp")
    assert all(cause in words for cause in causes)
    assert (table["money"] != "enough").any() and "money" not in words
    assert any(cell.count(".") > 1 for cell in table["what holds supply back"])


def test_the_cards_a_cause_costs_are_those_missing(case, april):
    late = econ.run(case.scenario(overrides={"delivery_delay.ascend_950dt": 6}))
    month = 9
    cards = supply.binding_causes(late, "ascend_950dt", month)
    missing = april.at("allocation.ascend_950dt", month) - late.at("allocation.ascend_950dt", month)
    assert cards[supply.LATE_RAMP] == pytest.approx(missing)
    assert not any(
        supply.LATE_RAMP in supply.binding_causes(april, "ascend_950dt", m)
        for m in range(case.months)
    )


def test_short_memory_is_the_only_cause_of_waiting_orders(case):
    outlook = econ.run(case.scenario(overrides={"hbm_supply.ascend_950dt": 0}))
    causes = supply.binding_causes(outlook, "ascend_950dt", 12)
    assert supply.MEMORY in causes and supply.UNFILLED_ORDERS not in causes
