"""Published cases and closed forms, through the model itself: overrides and forced quantities."""

import math

import numpy as np
import numpy_financial
import pytest
from support.plans import AS_PLANNED

import econ

# DeepSeek's own mix of tokens.
FEBRUARY = {
    "cache_hit_share.pro": 342 / 608,
    "cache_hit_share.flash": 342 / 608,
    "output_share.pro": 168 / 776,
    "output_share.flash": 168 / 776,
}


def read(case, key, overrides, month=0, preset="april-2026"):
    return econ.run(case.scenario(preset, overrides)).at(key, month)


def prices(tier, hit, miss, out):
    return {
        f"cached_list_price.{tier}": hit,
        f"input_list_price.{tier}": miss,
        f"output_list_price.{tier}": out,
    }


@pytest.mark.parametrize(
    ("amount", "pre", "share"), [(50, 300, 0.142857), (50, 350, 0.125), (30, 320, 0.085714)]
)
def test_k1_new_money_buys_its_share_of_the_post_money_value(case, amount, pre, share):
    bought = read(
        case, "new_money_share.first", {"round_amount.first": amount, "round_pre_money.first": pre}
    )
    assert bought == pytest.approx(share, abs=5e-7)


def test_k1_outsiders_buy_30_of_50(case):
    o = econ.run(
        case.scenario(overrides={"founder_part.first": 20 / 50, "initial_founder_stake": 1.0})
    )
    assert o.at("founder_stake", 59) == pytest.approx(1.0 - 0.085714, abs=5e-7)


def test_u1_a_day_of_tokens_at_the_r1_list_is_the_published_theoretical_revenue(case):
    tokens = (342 + 266 + 168) / 1000  # Ttok
    o = econ.run(
        case.scenario(
            overrides=FEBRUARY
            | prices("pro", 0.14, 0.55, 2.19)
            | {
                "served_tokens.pro": tokens,
                "sales_tax_rate": 0.0,
                "grant_share": 0.0,
                "payment_fee": 0.0,
            }
        )
    )
    dollars = o.at("api_revenue.pro", 0) * 1e9
    assert dollars == pytest.approx(562_100, abs=1)
    assert dollars == pytest.approx(562_027, rel=0.005)  # as published, from rounded tokens


@pytest.mark.parametrize(
    ("tier", "hit", "miss", "out", "blended"),
    [
        ("pro", 1, 12, 24, 9.750),
        ("pro", 0.1, 12, 24, 9.353),
        ("pro", 0.025, 3, 6, 2.338),
        ("flash", 0.2, 1, 2, 0.864),
        ("flash", 0.02, 1, 2, 0.785),
    ],
)
def test_u2_blended_prices_on_the_published_mix(case, tier, hit, miss, out, blended):
    price = read(case, f"blended_price.{tier}", FEBRUARY | prices(tier, hit, miss, out))
    assert price == pytest.approx(blended, abs=5e-4)


def test_u2_all_tokens_in_the_peak_pay_twice_the_price(case):
    peak = {"peak_multiplier": 2, "peak_share": 1.0, "peak_shift": 0.0}
    price = read(case, "blended_price.pro", FEBRUARY | prices("pro", 0.025, 3, 6) | peak)
    assert price == pytest.approx(4.677, abs=5e-4)


def test_u3_a_thousand_million_tokens_cost_522_dollars(case):
    mix = {"cache_hit_share.pro": 0.0, "output_share.pro": 0.2}
    price = read(case, "blended_price.pro", mix | prices("pro", 0.0036, 0.435, 0.87))
    assert price * 1000 == pytest.approx(522, abs=0.5)


def test_u4_peak_of_seven_hours_at_twice_the_price(case):
    multiplier = read(
        case, "peak_factor", {"peak_multiplier": 2, "peak_share": 7 / 24, "peak_shift": 0.0}
    )
    assert multiplier == pytest.approx(1.2917, abs=5e-5)


def test_u6_a_cut_of_three_quarters_multiplies_prepaid_claims_by_four(case):
    fixed = {
        **AS_PLANNED,
        "prepaid_balance": 0.5,
        "api_revenue.pro": 0.1,
        "api_revenue.flash": 0.1,
        "cut_rule.pro": 0,
        "cut_month.pro": 12,
        "cut_depth.pro": 0.75,
    }
    o = econ.run(case.scenario(overrides=fixed))
    assert o.at("prepaid_tokens.pro", 12) / o.at("prepaid_tokens.pro", 11) == pytest.approx(
        4.0, rel=1e-9
    )


def test_r3_costs_half_a_million_and_revenue_of_150_000_last_17_months(case):
    months = read(case, "runway", {"initial_cash": 6.0, "net_cash_flow": 0.15 - 0.50})
    assert months == pytest.approx(17.1, abs=0.05)


def test_r4_burn_that_grows_by_three_per_cent(case):
    burn = [-(1.03**month) for month in range(case.months)]
    runway_months = read(case, "runway", {"initial_cash": 50.0, "net_cash_flow": burn})
    assert runway_months == pytest.approx(math.log(1 + 50 * 0.03) / math.log(1.03), abs=0.01)
    assert runway_months == pytest.approx(31.0, abs=0.05)


@pytest.mark.parametrize(("elasticity", "need"), [(-1.1, 4.595), (-1.4, 6.964), (-2.0, 16.0)])
def test_p3_capacity_a_cut_of_three_quarters_calls_for(case, elasticity, need):
    multiple = read(
        case, "cut_capacity_need.pro", {"cut_depth.pro": 0.75, "price_elasticity.pro": elasticity}
    )
    assert multiple == pytest.approx(need, abs=5e-4)


@pytest.mark.parametrize(("elasticity", "cut"), [(-1.1, 0.63), (-1.4, 0.54), (-2.0, 0.42)])
def test_e12_tripled_supply_carries_this_cut(case, elasticity, cut):
    forced = {
        "token_room.pro": 300.0,
        "target_demand.pro": 100.0,
        "price_change.pro": 0.0,
        "own_elasticity.pro": elasticity,
    }
    assert read(case, "affordable_cut.pro", forced) == pytest.approx(cut, abs=0.005)


def test_p4_volume_that_pays_for_a_cut_of_a_fifth(case):
    volume = read(
        case, "break_even_volume.pro", {"cut_depth.pro": 0.2, "reference_margin.pro": 0.6}
    )
    assert volume == pytest.approx(0.50, abs=1e-9)


def test_p4_no_volume_pays_for_a_cut_deeper_than_the_margin(case):
    assert (
        read(case, "break_even_volume.pro", {"cut_depth.pro": 0.6, "reference_margin.pro": 0.6})
        == math.inf
    )


def test_p9_four_doublings_at_fifteen_per_cent(case):
    forced = {
        "learning_rate.ascend_950dt": 0.15,
        "initial_industry_cards.ascend_950dt": 10_000,
        "industry_cards.ascend_950dt": 160_000,
    }
    assert read(case, "learning_multiple.ascend_950dt", forced) == pytest.approx(0.52201, abs=5e-6)


def test_p9_half_life_of_adoption(case):
    forced = {
        "target_demand.pro": 100.0,
        "initial_adopted_demand.pro": 1.0,
        "adoption_speed": 0.25,
        "throttle_churn": 0.0,
    }
    path = econ.run(case.scenario(overrides=forced))["demand.pro"][0]
    gap = np.log(100.0 / path)  # halves every 2.409 months
    months = math.log(2) / np.mean(np.log(gap[:-1] / gap[1:])[:20])
    assert months == pytest.approx(2.409, abs=5e-4)


@pytest.mark.parametrize("life", [48, 36])
def test_i4_constant_spending_settles_at_half_the_life_and_a_half(case, life):
    forced = {
        "card_capex.h800": 1.0,
        "depreciation_life": life,
        "service_life.h800": 120,
        "initial_net_card_plant.h800": 0.0,
        "opening_fleet_depreciation.h800": 0.0,
    }
    plant = read(case, "net_card_plant.h800", forced, month=59)
    # Depreciation begins in the month after.
    assert plant == pytest.approx((life + 1) / 2, rel=1e-9)


@pytest.mark.parametrize(("capital_cost", "life"), [(0.12, 48), (0.08, 36), (0.05, 60)])
def test_capital_recovery_is_the_payment_on_a_loan(case, capital_cost, life):
    payment = read(
        case, "card_recovery.h800", {"capital_cost": capital_cost, "service_life.h800": life}
    )
    monthly = (1 + capital_cost) ** (1 / 12) - 1
    assert payment == pytest.approx(-numpy_financial.pmt(monthly, life, 1.0), rel=1e-12)


def test_the_registry_gives_the_founder_about_78_per_cent_after_the_first_round(case):
    assert read(case, "founder_stake", {}, month=3, preset="november-2026") == pytest.approx(
        0.843 * 300 / 351 + 20 / 351, abs=1e-4
    )
