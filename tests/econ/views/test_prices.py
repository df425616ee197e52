"""Tables of prices and the record: lists on a mix, where a price goes, what breaks even, and what was published."""

import datetime
import re

import numpy as np
import pytest
from support.plans import AS_PLANNED
from support.reading import as_read

import econ
from econ import pricing
from econ.decisions import best_price, price_cut_theory
from econ.risk.draws import elasticity_range
from econ.views.price_list import (
    LIST_OF_NAME,
    PEAK_NAME,
    list_line_name,
    list_marks,
    list_price_on,
    price_list_chart,
    steps_in_force,
)
from econ.views.prices import (
    BASES_BY_FIRMNESS,
    PRICE_HEADS,
    RIVAL_LIST_PARTS,
    affordable_cuts,
    break_even_prices,
    bridge_margin,
    close_rivals,
    current_price_point,
    elasticity_labels,
    price_bridge,
    price_list_table,
    price_origin,
    readable_price_lists,
    rival_list_name,
    runs_by_elasticity,
    token_mix,
    with_room_in_sight,
)
from econ.views.sentences import price_captions
from econ.views.sentences.price_captions import (
    FULLY_SERVED,
    break_even_caption,
    cut_premise_caption,
    elasticity_caption,
    limit_price_caption,
    list_marks_caption,
    scarcity_caption,
)
from econ.words import Amount, amount_text

STIFF = {"market_elasticity": -0.4, "price_elasticity.pro": -0.6, "price_elasticity.flash": -0.6}


def times_supply(elasticity):
    """How many times the supply a cut of 60 % needs, as a caption states it."""
    value = pricing.supply_for_depth(0.6, -elasticity)
    return Amount(value=value, unit="x", form="bare", decimals=1)


def test_lists_are_compared_on_the_mix_that_is_given(case, november):
    table = price_list_table(november, "pro", 6, 342 / 608, 168 / 776).set_index("list")
    # The fact is the August list on that mix.
    assert table.loc["V4-Pro, off-peak", "mix"] == pytest.approx(4.53, abs=0.3)
    assert table.loc["GPT-6 Sol", "input"] == 13.64 and table.loc[
        "GPT-6 Sol", "dollar_mix"
    ] == pytest.approx(table.loc["GPT-6 Sol", "mix"] / 6.82)
    # The three other rows are off-peak, peak, and the other tier.
    assert len(table) == 3 + len(close_rivals(november, "pro"))
    assert table["source"].str.len().min() > 0
    assert set(" ".join(table["basis"]).replace("; *", "").split()) <= {
        "disclosed",
        "reported",
        "judgement",
    }


def test_a_list_is_known_as_well_as_its_parts_and_what_is_known_less_well_has_a_star(
    case, april, november
):
    for o, month in ((april, 0), (november, 6)):
        table = price_list_table(o, "pro", month, 0.5, 0.2).set_index("list")
        readable = readable_price_lists(table.reset_index()).set_index("list")
        for rival in close_rivals(o, "pro"):
            name = rival_list_name(o, rival, month)
            bases = [
                price_origin(o, f"rival_{part}_price.{rival}", month).basis
                for part in RIVAL_LIST_PARTS
            ]
            assert all(basis in table.loc[name, "basis"] for basis in bases)
            starred = [
                readable.loc[name, f"{head}, yuan/Mtok"].endswith("*") for head in PRICE_HEADS
            ]
            assert starred == [
                len(set(bases)) > 1
                and basis != bases[bases.index(min(bases, key=BASES_BY_FIRMNESS.index))]
                for basis in bases
            ]
    assert (
        table.loc["MiniMax M3", "weaker"] == ("hit",)
        and "judgement" in table.loc["MiniMax M3", "basis"]
    )


def test_a_list_that_comes_from_the_planned_cut_is_a_plan_and_a_list_set_by_hand_is_the_users(
    case, april
):
    cut = int(april["cut_in_force.pro"][0].argmax())
    for month, basis in ((cut - 1, "disclosed"), (cut, "planned; judgement")):
        table = price_list_table(april, "pro", month, 0.5, 0.2).set_index("list")
        assert (
            table.loc["V4-Pro, off-peak", "basis"] == basis
            and table.loc["V4-Flash, off-peak", "basis"] == "disclosed"
        )
    mine = econ.run(case.scenario(overrides={"cut_depth.pro": 0.3, "rival_input_price.glm": 5.0}))
    table = price_list_table(mine, "pro", cut, 0.5, 0.2).set_index("list")
    assert table.loc["V4-Pro, off-peak", "basis"] == "planned; changed here"
    assert "changed here" in table.loc["GLM-5.1", "basis"] and table.loc["GLM-5.1", "input"] == 5.0


def test_the_list_is_drawn_as_announced_and_its_average_over_a_month_is_the_models(
    case, april, november
):
    for o, tier in ((april, "pro"), (november, "pro"), (november, "flash")):
        days = [o.case.start + datetime.timedelta(days=number) for number in range(300)]
        for name, key in LIST_OF_NAME.items():
            drawn = list_price_on(o, tier, name, days)
            known = {step.value for step in steps_in_force(o, f"{key}.{tier}")}
            assert (
                set(
                    np.round(
                        drawn
                        / o["cut_multiple." + tier][0][[o.case.month_of(day) for day in days]],
                        9,
                    )
                )
                <= known
            )
            for month in range(9):
                mean = np.mean(
                    [
                        price
                        for day, price in zip(days, drawn, strict=True)
                        if o.case.month_of(day) == month
                    ]
                )
                price = o.at(f"{key}.{tier}", month) * o.at(f"cut_multiple.{tier}", month)
                assert mean == pytest.approx(price, rel=0.02)


def test_launch_promotion_rise_peak_tariff_and_planned_cut_are_on_the_figure_of_the_list(
    case, april, november
):
    marks = dict(list_marks(november, "pro"))
    assert (
        "promotion" in marks[datetime.date(2026, 4, 25)]
        and "tenth" in marks[datetime.date(2026, 4, 26)]
    )
    august = marks[datetime.date(2026, 8, 17)]
    assert august.startswith("rise") and "peak tariff" in august
    assert "planned cut, already made by reviews" in marks.values()
    first, *reviews = [words for _, words in list_marks(april, "pro")]
    assert first == "planned cut" and reviews
    assert all(words.startswith("review −") for words in reviews)
    held = econ.run(case.scenario(overrides=AS_PLANNED))
    assert [words for _, words in list_marks(held, "pro")] == ["planned cut"]
    drawn = price_list_chart("", november, april, "pro").data.to_pandas()
    words = as_read(list_marks_caption(november, "pro"))
    assert all(
        f"Mark {number}, {day.day} {day:%b %Y}: {text}." in words
        for number, (day, text) in enumerate(marks.items(), start=1)
    )
    output = drawn[drawn["series"] == "output"].set_index("month")["value"]
    assert output.iloc[0] == 24.0 and output[:"2026-12"].unique().tolist() == [24.0, 6.0, 13.5]
    peak = drawn[drawn["series"] == list_line_name(PEAK_NAME)].set_index("month")["value"]
    assert (peak["2026-08-17":] == 2.0 * output["2026-08-17":]).all()
    numbers = [words.strip() for side in ("early", "late") for words in drawn[side].dropna()]
    assert sorted(numbers) == [str(number) for number in range(1, len(marks) + 1)]


@pytest.mark.parametrize("elasticity", [0.3, 0.6, 0.9])
def test_e7_with_one_elasticity_the_limit_price_is_where_hosts_take_what_is_missing_to_one(
    elasticity,
):
    host, pull, parity = 2.0, 1.5, 0.3
    lost = (1.0 - elasticity) / pull
    closed = host * (lost / (1.0 - lost) * (1.0 - parity) / parity) ** (1.0 / pull)
    for price in (0.5, 5.0):
        kept = 1.0 / (1.0 + parity / (1.0 - parity) * (price / host) ** pull)
        assert pricing.limit_price(price, 0.2, kept, elasticity, elasticity, pull) == pytest.approx(
            closed
        )
    assert np.isinf(pricing.limit_price(1.0, 0.2, 0.7, 0.5, 0.5, 0.3))
    assert pricing.limit_price(1.0, 0.2, 0.7, 2.0, 1.5, 1.0) == 0.0


@pytest.mark.parametrize("match", [0.0, 0.5])
@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_e7_at_the_limit_price_the_model_itself_earns_most(case, preset, match):
    """The price is forced, and rivals match at once: what everybody wants in the end, times the price, peaks there.

    Of a tier that would earn more at any dearer list, if nobody else hosted it; where demand is elastic there is no such price.
    """
    month, lag = 20, STIFF | AS_PLANNED | {"rival_match_share": match, "match_lag": 0}
    lag |= {"cut_promised.pro": 0}
    o = econ.run(case.scenario(preset, lag))
    limit = best_price.limit_prices(o, "pro")[month]
    prices = limit * np.exp(np.linspace(-0.5, 0.5, 101))
    forced = econ.run(
        case.scenario(preset, lag), {"blended_price.pro": prices}, keep=["target_demand"]
    )
    assert abs(int((prices * forced["target_demand.pro"][:, month]).argmax()) - 50) <= 1


def test_the_price_page_names_the_limit_price_and_the_rent_of_the_elastic_end_where_demand_is_stiff(
    case, april, november
):
    for elastic in (april, november):
        preset = elastic.scenario.preset
        month = int(elastic["fill_rate.pro"][0].argmin())  # of the longest queue
        assert "a cheaper V4-Pro list would bring in more" in limit_price_caption(
            elastic, "pro", month
        )
        o = econ.run(case.scenario(preset, STIFF))
        limit = best_price.limit_prices(o, "pro")[month]
        words = as_read(limit_price_caption(o, "pro", month))
        assert f"The limit price of V4-Pro is {limit:.2f} yuan/Mtok in" in words
        assert ("above the limit price" in words) == (o.at("blended_price.pro", month) > limit)
        rent = best_price.capacity_rent_at_elastic_end(o, month)
        _, end, _ = elasticity_range(o.scenario, "pro")
        assert best_price.capacity_rent(o, month).rent is None and rent.rent > 0.0
        assert (
            f"elastic end of the range, {amount_text(Amount(value=end, unit='elasticity'))}, the capacity rent at the best "
            f"prices is {amount_text(Amount(value=rent.rent, unit='yuan/card-hour'))}."
            in scarcity_caption(o, "pro", month)
        )


def queue_words(case, preset, changes, month=8):
    """The outlook, and the sentence of the page on the queue, for both tiers."""
    outlook = econ.run(case.scenario(preset, changes))
    return outlook, [
        as_read(scarcity_caption(outlook, tier, month)) for tier in case.elements["tier"]
    ]


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
@pytest.mark.parametrize("size", [0.01, 0.5, 1.0, 1.5, 3.0])
@pytest.mark.parametrize("surcharge", [None, 0.0, 4.0])
def test_a_queue_is_emptied_only_where_somebody_waits(case, preset, size, surcharge):
    """Whatever demand is in relation to the fleet, and also where the surcharge is set by hand."""
    month, now = 8, econ.run(case.scenario(preset))
    changes = {
        f"demand.{tier}": size * float(now.at(f"demand.{tier}", month))
        for tier in case.elements["tier"]
    }
    changes |= {} if surcharge is None else {"clearing_surcharge": surcharge}
    outlook, sentences = queue_words(case, preset, changes, month)
    waits = any(
        outlook.at(f"fill_rate.{tier}", month) <= FULLY_SERVED for tier in case.elements["tier"]
    )
    is_above_zero = outlook.at("clearing_surcharge", month) > 0.0
    for words in sentences:
        highest = "the highest that anybody would pay" in words
        assert ("would end the queue in" in words and "Users wait" not in words) == (
            waits and is_above_zero and not highest
        )
        assert ("Nobody waits" in words) == (not waits)
        assert ("Users wait" in words) == (waits and (highest or not is_above_zero))
        assert ("so a clearing surcharge of 4 yuan/card-hour is not needed" in words) == (
            not waits and surcharge == 4.0
        )


def test_a_few_users_who_are_refused_are_no_queue(case):
    changes = {f"fill_rate.{tier}": 0.995 for tier in case.elements["tier"]}
    _, sentences = queue_words(case, None, changes | {"clearing_surcharge": 0.1})
    for words in sentences:
        assert "Hardly anybody waits" in words and "0.5 % of demand is refused" in words
        assert "queue" not in words


def test_where_no_card_serves_no_surcharge_empties_the_queue(case):
    changes = {f"fleet.{platform}": 0.0 for platform in case.elements["platform"]}
    outlook, sentences = queue_words(case, None, changes)
    assert outlook.at("clearing_surcharge", 8) == 0.0
    for words in sentences:
        assert "Users wait in" in words and "no surcharge would end the queue" in words


def test_a_surcharge_at_its_limit_does_not_empty_the_queue(case):
    now = econ.run(case.scenario())
    changes = {
        f"demand.{tier}": 40.0 * float(now.at(f"demand.{tier}", 8))
        for tier in case.elements["tier"]
    }
    outlook, sentences = queue_words(case, None, changes | {"scarcity_limit": 1.0})
    revenue = max(outlook.at(f"card_hour_revenue.{tier}", 8) for tier in case.elements["tier"])
    assert outlook.at("clearing_surcharge", 8) == pytest.approx(revenue)
    for words in sentences:
        assert "Users wait in" in words and "Even a clearing surcharge of" in words
        assert "would not end the queue" in words and "would end" not in words


@pytest.mark.parametrize("moved", [None, -1.8, -3.0])
def test_the_range_of_the_elasticity_is_one_on_every_page_and_no_line_is_drawn_twice(case, moved):
    o = econ.run(case.scenario(overrides={} if moved is None else {"price_elasticity.pro": moved}))
    now, elastic, stiff = elasticity_range(o.scenario, "pro")
    assert now == (moved or case.belief("price_elasticity.pro").base)
    assert case.assumption_of("price_elasticity.pro").limits[0] <= elastic <= now < stiff
    names, lines = elasticity_labels(o, "pro"), runs_by_elasticity(o, "pro")
    assert len(names) == len(set(names)) == lines.draws == len({now, elastic, stiff})
    assert price_cut_theory.apply_theory(o.scenario, np.full(2, 12.0)).elasticities == (
        now,
        elastic,
        stiff,
    )
    words = cut_premise_caption(o, "pro", 11)
    low, high = sorted(
        (times_supply(end) for end in (elastic, stiff)), key=lambda times: times.value
    )
    assert f"it needs {amount_text(low)} to {amount_text(high)} times." in words


def test_why_elastic_demand_ends_lower_is_explained_beside_what_it_would_be_without_the_fall_of_rivals(
    case, april
):
    """Where the list is held, and rivals pass cheaper hardware on."""
    last, believed = case.months - 1, case.belief("price_elasticity.pro")
    words = elasticity_caption(econ.run(case.scenario(overrides=AS_PLANNED)), "pro")
    both = {"price_elasticity.pro": [believed.low, believed.high]}
    ends = econ.run(case.scenario(overrides=AS_PLANNED), both)["revenue"][:, last]
    texts = [
        amount_text(Amount(value=end, unit="bn yuan", form="bare", decimals=2)) for end in ends
    ]
    assert ends[0] < ends[1] < 10.0
    assert f"ends at {texts[0]}, against {texts[1]} bn yuan a month with stiff" in as_read(words)
    still = {"rival_progress": 0, "rival_pass_through": 0}
    assert elasticity_caption(econ.run(case.scenario(overrides=AS_PLANNED | still)), "pro") == ""


def test_a_list_has_the_date_from_which_it_holds(november):
    before, after = (
        price_list_table(november, "pro", month, 0.5, 0.2).set_index("list") for month in (0, 6)
    )
    assert (
        before.loc["GPT-5.5", "since"] == "24 Apr 2026"
        and after.loc["GPT-6 Sol", "since"] == "22 Sep 2026"
    )


@pytest.mark.parametrize("month", [0, 4, 12])
def test_the_bridge_sums_and_on_the_tiers_own_mix_ends_at_the_models_margin(november, month):
    hits, written = token_mix(november, "pro", month)
    table = price_bridge(november, "pro", month, hits, written)
    assert table["value"][:-1].sum() == pytest.approx(table["value"].iloc[-1])
    price, kept = november.at("blended_price.pro", month), november.at("price_realisation", month)
    assert table["value"].iloc[-1] == pytest.approx(
        price * kept - november.at("blended_cost.pro", month)
    )
    assert table["value"].iloc[-1] / (price * kept) == pytest.approx(
        november.at("unit_margin.pro", month)
    )


def test_at_the_break_even_price_the_margin_is_the_one_on_the_line(case, april):
    mix = token_mix(april, "pro", 11)
    table = break_even_prices(april, "pro", 11, *mix)
    line = table[table["series"] == "50 % margin"]
    busy = april.at("usable_share", 11)
    price = float(np.interp(busy, line["x"], line["y"]))
    margin = 1.0 - april.at("blended_cost.pro", 11) / (price * april.at("price_realisation", 11))
    assert margin == pytest.approx(0.5, abs=0.005)


def test_the_depth_of_supply_is_a_band_over_the_elasticity(april):
    table = affordable_cuts(april, "pro", 11)
    assert (
        (table["low"] <= table["y"]).all()
        and (table["y"] <= table["high"]).all()
        and (table["high"] > table["low"])[1:].all()
    )
    assert table["y"].iloc[8] == pytest.approx(
        pricing.depth_for_supply(3.0, -april.at("own_elasticity.pro", 11))
    )


def test_each_tier_is_compared_with_its_own_class_and_with_its_sister(case, november):
    pro, flash = (
        set(price_list_table(november, tier, 6, 0.5, 0.2)["list"]) for tier in ("pro", "flash")
    )
    assert {
        "GPT-6 Luna",
        "GLM-5.3-Flash",
        "Claude Haiku 5.5",
        "V4-Pro, off-peak",
    } <= flash and "GPT-6 Sol" not in flash
    assert {"GPT-6 Sol", "Kimi K3", "V4-Flash, off-peak"} <= pro and "GPT-6 Luna" not in pro


def test_what_was_not_known_in_april_is_a_stand_in_there_and_dated_in_november(april, november):
    for tier in ("pro", "flash"):
        then = price_list_table(april, tier, 0, 0.5, 0.2)
        late = then[then["since"] != "stand-in"]["since"]
        own = april.case.presets["april-2026"].known
        assert all(
            datetime.datetime.strptime(day, "%d %b %Y").date()
            <= max(own, datetime.date(2026, 4, 27))
            for day in late
        )
        assert (then["since"] == "stand-in").any()
        assert not (price_list_table(november, tier, 6, 0.5, 0.2)["since"] == "stand-in").any()


def test_a_mix_of_ones_own_reaches_bridge_frontier_and_dot_alike(april):
    mine = ("pro", 11, 0.9, 0.05)
    bridge, line, dot = (
        make(april, *mine) for make in (price_bridge, break_even_prices, current_price_point)
    )
    parts = dict(zip(bridge["what"], bridge["value"], strict=True))
    assert dot["y"].item() == pytest.approx(
        parts["list, no hits"] + parts["cache hits"] + parts["peak tariff"]
    )
    busy = april.at("usable_share", 11)
    price = float(
        np.interp(busy, *(line[line["series"] == "0 % margin"][axis] for axis in ("x", "y")))
    )
    assert price * april.at("price_realisation", 11) == pytest.approx(-parts["cost"], rel=0.01)
    assert bridge_margin(bridge) == pytest.approx(
        parts["margin"] / (parts["margin"] - parts["cost"])
    )


def test_e11_the_capacity_rent_is_the_markup_that_the_model_s_own_numbers_ask_for(case):
    """With elasticities above one and a fleet that is full: demand at the best prices takes what there is."""
    elastic = {
        "market_elasticity": -1.4,
        "price_elasticity.pro": -1.8,
        "price_elasticity.flash": -1.6,
    }
    o = econ.run(
        case.scenario(
            overrides=elastic | {"reference_demand.pro": 200.0, "initial_adopted_demand.pro": 100.0}
        )
    )
    rent = best_price.capacity_rent(o, 3)
    assert rent.rent > 0.0 and not rent.inelastic
    mu, asked = rent.rent / o.at("price_realisation", 3), 0.0
    for tier in case.elements["tier"]:
        need, e = o.at(f"card_need.{tier}", 3), -o.at(f"own_elasticity.{tier}", 3)
        assert rent.multiples[tier] == pytest.approx(1.0 + mu * need / rent.avoidable[tier])
        price = (rent.avoidable[tier] + mu * need) * e / (e - 1.0)
        asked += need * o.at(f"demand.{tier}", 3) * (price / o.at(f"blended_price.{tier}", 3)) ** -e
    hours = (
        sum(o.at(f"serving_fleet.{p}", 3) for p in case.elements["platform"]) * 365.25 * 2.0 / 1e6
    )
    assert asked == pytest.approx(hours * o.at("paid_room", 3), rel=1e-6)


def test_e11_has_no_interior_optimum_where_demand_is_inelastic(case):
    o = econ.run(case.scenario(overrides={"market_elasticity": -0.7, "price_elasticity.pro": -0.8}))
    rent = best_price.capacity_rent(o, 3)
    assert rent.rent is None and "pro" in rent.inelastic
    words = scarcity_caption(o, "pro", 3)
    differs = o.at("peak_multiplier", 3) != 1.0
    assert ("nobody who moves off the peak is lost" in words) == differs
    assert "The elasticity of V4-Pro is one or less, so no price is best." in words


def test_room_is_drawn_only_as_far_as_demand_can_be_seen_beside_it(april):
    shown = with_room_in_sight(april, "pro", 18)
    room, whole, asked = (
        shown["tier_room.pro"][0][:18],
        april["tier_room.pro"][0][:18],
        april["demand.pro"][0][:18],
    )
    assert (room <= whole).all() and room.max() < 2.0 * asked.max()
    assert (room[whole <= asked] == whole[whole <= asked]).all()


def test_what_a_cut_presupposes_is_a_range_over_the_elasticity(case, april):
    words = cut_premise_caption(april, "pro", 11)
    believed = case.belief("price_elasticity.pro")
    low, high = sorted(
        (times_supply(end) for end in (believed.low, believed.high)), key=lambda times: times.value
    )
    assert f"it needs {amount_text(low)} to {amount_text(high)} times." in words


def test_a_cut_never_lowers_demand_where_nothing_was_promised(case):
    depth = np.linspace(0.0, 0.9, 10)
    """While the list is held after it: a rule of reviews may ask more afterwards, and orders answer what is expected."""
    now = {"cut_rule.pro": 0, "cut_promised.pro": 0, "cut_month.pro": 3}
    silent = case.scenario(overrides=AS_PLANNED | now)
    o = econ.run(silent, {"cut_depth.pro": depth})
    assert (np.diff(o["target_demand.pro"], axis=0) >= -1e-9).all()


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_more_capacity_never_raises_what_is_refused(case, preset):
    """In no month where nobody leaves after being refused; otherwise users who stay ask again, and the share of all counts.

    Lists and orders are as planned: cheaper tokens and fewer cards are what more capacity a card leads to otherwise.
    """
    rows = {"load_factor": np.linspace(0.4, 0.95, 12)}
    steady = econ.run(case.scenario(preset, AS_PLANNED | {"throttle_churn": 0}), rows)
    o = econ.run(case.scenario(preset, AS_PLANNED), rows)
    for tier in case.elements["tier"]:
        assert (np.diff(steady[f"unmet_demand.{tier}"], axis=0) <= 1e-9).all()
        refused, asked = (
            np.cumsum(o[f"{name}.{tier}"], axis=1) for name in ("unmet_demand", "demand")
        )
        assert (np.diff(refused / asked, axis=0) <= 1e-9).all()


def test_the_break_even_elasticity_of_a_cut_is_told_where_its_margin_allows_it(case, april):
    margin = april.at("reference_margin.pro", 11)
    words = as_read(break_even_caption(april, "pro", 11))
    for depth in (0.3, 0.6, 0.9):
        elasticity = -np.log(margin / (margin - depth)) / np.log(1.0 - depth)
        stated = amount_text(Amount(value=-elasticity, unit="elasticity"))
        assert re.search(
            rf"a cut of {depth * 100:.0f} % pays (for itself )?from (an elasticity of )?{stated}\.",
            words,
            re.I,
        )
    thin = case.scenario(overrides={"reference_margin.pro": 0.5})
    assert "60 %" not in as_read(break_even_caption(econ.run(thin), "pro", 11))
    none = case.scenario(overrides={"reference_margin.pro": 0.1})
    assert break_even_caption(econ.run(none), "pro", 11) == ""


@pytest.mark.parametrize("target", [0.3, 0.5])
def test_a_margin_that_reviews_do_not_reach_is_stated_beside_its_target(case, target):
    outlook = econ.run(case.scenario(overrides={"target_margin": target}))
    text = as_read(price_captions.list_rule_caption(outlook, "pro", 12))
    assert f"a margin of {target:.0%}".replace("%", " %") in text
    left = outlook.at("unit_margin.pro", case.months - 1)
    assert left > target + 0.05
    assert f"In Apr 2031 the list leaves {100 * left:.0f} %" in text
