"""Limits of the maker, the premium of scarcity, and rented cards that are given back: cards add up whatever is done."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.companies import CASES
from support.plans import AS_PLANNED
from support.sampling import QUICK

import econ
from econ.units import BILLION, HOURS_A_MONTH
from econ.views import supply

PLATFORM, RENTED = "ascend_950dt", "ascend_910c"


def by_platform(outlook, name):
    return np.array([outlook[f"{name}.{p}"] for p in outlook.case.elements["platform"]])


def test_the_maker_delivers_no_more_than_each_limit_allows(case, april):
    made = by_platform(april, "maker_output")
    limits = [by_platform(april, f"{name}_output") for name in ("ramped", "hbm", "wafer")]
    assert np.all(made <= np.min(np.broadcast_arrays(*limits), axis=0) * (1.0 + 1e-12))
    assert np.array_equal(made, np.minimum.reduce(np.broadcast_arrays(*limits)))


@pytest.mark.parametrize("name", ["wafer_supply", "die_yield", "cards_per_wafer", "wafer_growth"])
def test_more_wafers_and_a_better_yield_never_bring_fewer_cards(case, name):
    scenario = case.scenario(overrides={**AS_PLANNED, f"wafer_supply.{PLATFORM}": 1500})
    low, high = case.assumption_of(f"{name}.{PLATFORM}").limits
    rows = {f"{name}.{PLATFORM}": np.linspace(low, min(high, 100.0 * max(low, 1.0)), 9)}
    arrived = econ.run(scenario, rows)[f"cumulative_deliveries.{PLATFORM}"]
    assert np.all(np.diff(arrived, axis=0) >= -1e-6) and arrived[-1, -1] > arrived[0, -1]


def test_memory_that_is_missing_for_a_year_delays_cards_and_is_made_up_for(case):
    usual, short = (
        econ.run(case.scenario(stresses=stresses, overrides={"order_rule": "as planned"}))
        for stresses in ([], ["memory-cut-off"])
    )
    arrived = [o[f"cumulative_deliveries.{PLATFORM}"][0] for o in (usual, short)]
    assert arrived[1][8] < 0.9 * arrived[0][8] and np.all(arrived[1] <= arrived[0])
    assert np.array_equal(arrived[0][:6], arrived[1][:6])


@given(
    share=st.floats(0.0, 1.0),
    term=st.floats(3.0, 60.0),
    demand=st.floats(0.02, 1.0),
    preset=st.sampled_from(["april-2026", "november-2026"]),
)
@settings(max_examples=4 if QUICK else 12)
def test_cards_add_up_and_own_cards_are_never_given_back(case, share, term, demand, preset):
    names = case.elements["platform"]
    overrides = {"rent_term": term, **{f"rented_share.{p}": share for p in names}}
    if preset == "april-2026":
        overrides |= {"reference_spend.pro": demand}
    o = econ.run(case.scenario(preset, overrides))
    start = by_platform(o, "initial_fleet")[:, 0, :1]
    came, ended, back, fleet, rented = (
        by_platform(o, name)[:, 0]
        for name in ("commissioning", "retirements", "returned_cards", "fleet", "rented_fleet")
    )
    np.testing.assert_allclose(
        start + np.cumsum(came - ended - back, axis=1), fleet, rtol=1e-9, atol=1e-6
    )
    assert np.all(back >= 0.0) and np.all(rented <= fleet * (1.0 + 1e-9) + 1e-6)
    owned = start * (1.0 - share) + np.cumsum(
        came * (1.0 - share) - (ended - by_platform(o, "rented_retirements")[:, 0]), axis=1
    )
    np.testing.assert_allclose(fleet - rented, owned, rtol=1e-9, atol=1e-6)
    if share == 0.0:
        assert not back.any()


def test_cards_are_given_back_only_after_a_month_in_which_they_were_not_needed(case, april):
    back = april[f"returned_cards.{RENTED}"][0]
    not_needed = np.maximum(april["cover_is_ample"][0], april[f"is_outdated.{RENTED}"][0])
    may_go = (not_needed > 0.5) & (april["nobody_is_refused"][0] > 0.5)
    assert back.any() and not back[0] and not back[1:][~may_go[:-1]].any()
    kept = econ.run(case.scenario(overrides={"order_rule": "as planned"}))
    assert not kept[f"returned_cards.{RENTED}"].any()
    assert np.all(april[f"fleet.{RENTED}"] <= kept[f"fleet.{RENTED}"] + 1e-9)


def test_a_rent_above_the_full_cost_of_new_cards_for_the_same_work_ends_with_its_contract(case):
    """By hand: an hour of the rented card for all demand, and of the cheapest card that can be ordered."""
    o = econ.run(case.scenario())
    month = 30
    offered = [p for p in case.elements["platform"] if o.at(f"is_offered.{p}", month)]
    cheapest = min(
        o.at(f"card_hour_cost.{p}", month) * o.at(f"cards_for_all.{p}", month) for p in offered
    )
    for platform in case.elements["platform"]:
        rent = o.at(f"market_rent.{platform}", month) * o.at(f"cards_for_all.{platform}", month)
        assert o.at(f"is_outdated.{platform}", month) == float(rent > cheapest), platform
    assert o.at(f"is_outdated.{RENTED}", month) == 1.0


def test_a_rented_card_is_never_dearer_than_itself():
    """Where the cheapest card that can be ordered is rented, its rent and its cost are one number, however they are rounded."""
    alone = 0
    for name, case in CASES.items():
        for preset in case.presets:
            o = econ.run(case.scenario(preset))
            rented = by_platform(o, "rented_part")[:, 0] == 1.0
            cost, cheapest = by_platform(o, "cost_of_all")[:, 0], o["cheapest_offer"][0]
            is_cheapest = rented & np.isclose(cost, cheapest, rtol=1e-9, atol=0.0)
            assert not by_platform(o, "is_outdated")[:, 0][is_cheapest].any(), (name, preset)
            alone += is_cheapest.sum()
    assert alone


@pytest.mark.parametrize("rounding", [0.0, 1e-12, -1e-12])
def test_what_rounding_leaves_of_a_fleet_is_none(case, rounding):
    """So that no share is read of it: the cards that leave are those that were there, but for the last digit."""
    there = case.scenario().value(f"initial_fleet.{RENTED}")
    flows = {"commissioning": 0.0, "returned_cards": 0.0}
    flows |= {"retirements": there + rounding, "rented_retirements": there + rounding}
    o = econ.run(case.scenario(overrides={f"{name}.{RENTED}": v for name, v in flows.items()}))
    assert there > 0.0 and not o[f"fleet.{RENTED}"].any() and not o[f"rented_fleet.{RENTED}"].any()
    assert np.all(o[f"rented_part.{RENTED}"] == o[f"rented_share.{RENTED}"])


def test_longer_contracts_are_given_back_more_slowly(case):
    overrides = {"reference_spend.pro": 0.05, "reference_spend.flash": 0.1}
    rows = {"rent_term": np.array([6.0, 12.0, 24.0, 48.0])}
    fleet = econ.run(case.scenario(overrides=overrides), rows)[f"fleet.{RENTED}"]
    assert np.all(np.diff(fleet[:, 36]) > 0.0)


def test_a_premium_that_ends_leaves_the_price_without_it(case):
    rows = {f"scarcity_premium.{PLATFORM}": np.array([0.0, 0.2, 0.4])}
    overrides = {"scarcity_end": 20, "scarcity_fade": 10, f"learning_rate.{PLATFORM}": 0.0}
    o = econ.run(case.scenario(overrides=overrides), rows)
    price = o[f"installed_price.{PLATFORM}"] - o.at(f"installation_cost.{PLATFORM}", 0)
    assert np.all(price[:, :20] == price[:, :1])
    assert price[:, 40] == pytest.approx(price[:, 0] * np.array([1.0, 0.8, 0.6]))
    assert np.all(np.diff(price, axis=1) <= 1e-12)


def test_dearer_rent_of_training_costs_what_it_says_and_buys_no_more(case):
    """A plan that keeps pace pays the rise in full; a share of revenue buys less."""
    own = {"own_research_compute": 0.0, **AS_PLANNED}
    for rule, pays in (("pace", True), ("share of revenue", False)):
        usual, dear = (
            econ.run(
                case.scenario(
                    overrides={**own, "training_rule": rule, "training_rent_multiple": level}
                )
            )
            for level in (1.0, 1.5)
        )
        spent = dear["outside_research_compute"][0, 0] / usual["outside_research_compute"][0, 0]
        assert spent == pytest.approx(1.5 if pays else 1.0)
        pace = dear["compute_pace"][0, 0] / usual["compute_pace"][0, 0]
        assert pace == pytest.approx(1.0 if pays else 1.0 / 1.5)


def test_who_is_served_first_follows_the_rule(case):
    """Without reserved capacity: all alike have the same share, and who pays most waits for nobody."""
    none_reserved = {"reserved_share.pro": 0.0, "reserved_share.flash": 0.0}
    planned, alike, paying = (
        econ.run(case.scenario(overrides={**none_reserved, "service_rule": rule}))
        for rule in ("priority tiers first", "all alike", "who pays most per card-hour")
    )
    assert np.all(planned["fill_rate.flash"][0] >= planned["fill_rate.pro"][0] - 1e-12)
    short = (alike["fill_rate.pro"][0] < 1.0) | (alike["fill_rate.flash"][0] < 1.0)
    assert short.any()
    np.testing.assert_allclose(
        alike["fill_rate.pro"][0][short], alike["fill_rate.flash"][0][short], rtol=1e-9
    )
    pro_pays_more = paying["card_hour_revenue.pro"][0] > paying["card_hour_revenue.flash"][0]
    fills = paying["fill_rate.pro"][0], paying["fill_rate.flash"][0]
    assert np.all(fills[0][pro_pays_more] >= fills[1][pro_pays_more] - 1e-12)
    assert np.all(fills[1][~pro_pays_more] >= fills[0][~pro_pays_more] - 1e-12)


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_where_the_h200_is_allowed_its_cards_come_and_serve(case, preset):
    """All that are ordered at first, as the maker delivers them; without the stress not one comes."""
    key = "cumulative_deliveries.h200"
    banned, allowed = (
        econ.run(case.scenario(preset, stresses=stresses)) for stresses in ([], ["h200-allowed"])
    )
    assert not banned[key].any() and not banned["fleet.h200"].any()
    arrived, ordered = allowed[key][0], allowed.at("first_order.h200", 0)
    assert ordered == 20_000 and arrived[-1] >= ordered and not arrived[:6].any()
    possible = np.cumsum(allowed["allocation.h200"][0])
    on_order = arrived < ordered
    np.testing.assert_allclose(arrived[on_order], possible[on_order], rtol=1e-12)
    assert allowed["fleet.h200"][0].max() >= ordered
    assert np.all(allowed["serving_fleet.h200"][0, 12:24] > 0.0)


@pytest.mark.parametrize(
    ("stress", "key"),
    [
        ("overseas-rent-ban", "outside_research_compute"),
        ("card-glut", "installed_price.ascend_950dt"),
    ],
)
def test_a_stress_with_dates_moves_nothing_before_its_date(case, april, stress, key):
    stressed = econ.run(case.scenario(stresses=[stress]))
    before = 8 if stress == "overseas-rent-ban" else 20
    assert np.array_equal(stressed[key][0, :before], april[key][0, :before])
    assert not np.array_equal(stressed[key][0], april[key][0])


def test_a_card_is_switched_off_once_running_it_costs_more_than_the_work_on_a_new_one(case):
    platform = "h20"  # where demand hardly grows, cards are more than enough
    o = econ.run(case.scenario(overrides={"electricity_price": 3.0, "trend_growth": 0.01}))
    off, ratio = o[f"switched_off.{platform}"][0], o[f"running_cost_ratio.{platform}"][0]
    first = int((off > 0.0).argmax())
    assert off[first] == pytest.approx(1.0 / o.at("switch_off_term", 0))
    assert ratio[first - 1] > 1.0 and np.all(off[: int((ratio > 1.0).argmax())] == 0.0)
    runs = o[f"powered_share.{platform}"][0] / o[f"share_with_power.{platform}"][0]
    assert runs == pytest.approx(1.0 - off)
    assert supply.binding_causes(o, platform, first)[supply.OBSOLETE_CARDS] == pytest.approx(
        o.at(f"fleet.{platform}", first) * off[first]
    )
    saved = o.at(f"fleet.{platform}", first) * off[first] * HOURS_A_MONTH / BILLION
    hour = sum(o.at(f"{kind}_hour_cost.{platform}", first) for kind in ("power", "operations"))
    always_on = econ.run(o.scenario.with_overrides({f"switched_off.{platform}": 0.0}))
    costs = [x.at(f"own_card_cost.{platform}", first) for x in (always_on, o)]
    assert costs[0] - costs[1] == pytest.approx(saved * hour)


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_dearer_electricity_makes_cards_obsolete_no_later(case, preset):
    dear = econ.run(case.scenario(preset, overrides={"electricity_price": 1.5}))
    usual = econ.run(case.scenario(preset))
    first = [
        [
            np.append(np.flatnonzero(o[f"is_obsolete.{p}"][0]), case.months)[0]
            for p in ("h20", "ascend_950pr")
        ]
        for o in (dear, usual)
    ]
    assert np.all(np.array(first[0]) <= first[1]) and first[0] != first[1]


def test_cards_are_switched_off_by_steps_and_only_where_they_are_obsolete(case, box_outlook):
    o = box_outlook
    step = 1.0 / o["switch_off_term"] * (1.0 + 1e-9)
    for platform in case.elements["platform"]:
        off = np.broadcast_to(o[f"switched_off.{platform}"], (o.draws, case.months))
        change = np.diff(off, axis=1, prepend=0.0)
        assert np.all((off >= 0.0) & (off <= 1.0)) and np.all(np.abs(change) <= step)
        was_obsolete = np.broadcast_to(o[f"is_obsolete.{platform}"], off.shape)[:, :-1] > 0.0
        assert not (change[:, 1:] > 0.0)[~was_obsolete].any()
        planned = o["order_rule"][:, 0] == 0.0
        assert not off[planned].any()
