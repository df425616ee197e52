"""The panels of the Overview and the bars beside them: facts of the model, on axes that stay."""

import itertools
import json
import math
import re

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies
from support.plans import SHORT_OF_MONEY
from support.reading import as_read

import econ
from econ.case.calendar import month_start
from econ.decisions.default_alive import default_alive_outlook, path_facts_of
from econ.explain import run_with_single_changes
from econ.risk import outcomes
from econ.risk.point_of_no_return import outcome_if_changed_late
from econ.views import runway_effects
from econ.views.figures import panels as kit
from econ.views.overview import MOST_EVENTS, chain_charts, overview_panels
from econ.views.sentences import answers, overview_captions
from econ.words import say

DELAY = "delivery_delay.ascend_950dt"
LATE = {DELAY: 12.0, "trend_growth": 0.05}
_ROUNDING = 0.005  # of a number with three digits


def panels_of(scenario, held=None):
    outlook = run_with_single_changes(scenario)
    baseline = econ.run(scenario.baseline())
    drawn = overview_panels(outlook, baseline, default_alive_outlook(scenario), held)
    return outlook, baseline, {panel.key: panel for panel in drawn}


@pytest.fixture(scope="module", params=["april-2026", "november-2026"])
def late(case, request):
    return panels_of(case.scenario(request.param, LATE))


numbers = strategies.floats(-1e5, 1e5)


@hypothesis.given(numbers, numbers)
def test_an_axis_holds_its_values_and_zero_with_few_labels(one_end, other_end):
    low, high = sorted((one_end, other_end))
    axis = kit.axis_around(low, high)
    slack = 1e-6 * (axis.high - axis.low)
    assert axis.low - slack <= min(low, 0.0) and max(high, 0.0) <= axis.high + slack
    assert 2 <= len(axis.labels) <= kit.AXIS_STEPS + 1
    assert any(abs(label) < slack for label in axis.labels)
    words = [kit.label_words(label, axis.step) for label in axis.labels]
    assert len(set(words)) == len(words)


@hypothesis.given(strategies.floats(0.01, 1e4), strategies.floats(0.4, 1.0))
def test_an_axis_stays_while_values_move_on_it_and_grows_in_steps_beyond(high, part):
    held = kit.axis_around(0.0, high)
    assert kit.axis_around(0.0, held.high * part, held) is held
    grown = kit.axis_around(0.0, held.high * 1.01, held)
    assert grown.high >= held.high * 1.01 and grown.step >= held.step
    assert kit.axis_around(0.0, held.high * 1.005, grown) is grown
    assert kit.axis_around(0.0, grown.high / 100.0, grown).high < grown.high / 2.0


def test_lines_and_areas_are_the_numbers_of_the_model(late):
    outlook, baseline, panels = late
    case, tier = outlook.case, outlook.case.story.tier
    for run, part in ((outlook, "values"), (baseline, "before")):

        def path(key, run=run):
            return run[key][0]

        def drawn(panel, place, of="lines", part=part):
            return getattr(getattr(panels[panel], of)[place], part)

        cards = sum(path(f"fleet.{platform}") for platform in case.story.platforms)
        assert sum(getattr(line, part) for line in panels["supply"].lines) * 1e3 == pytest.approx(
            cards
        )
        assert drawn("supply", -1) * 1e3 == pytest.approx(path(f"fleet.{case.story.platform}"))
        assert np.array_equal(drawn("price", 0), path(f"output_price.{tier}"))
        assert np.array_equal(drawn("price", 1), path(f"serving_cost.{tier}"))
        assert np.array_equal(drawn("demand", 0), path(f"fill_rate.{tier}"))
        assert drawn("demand", 0, "areas") == pytest.approx(1.0 - path(f"fill_rate.{tier}"))
        assert drawn("margin", 0, "areas") == pytest.approx(
            path("revenue") - path("cost_of_revenue")
        )
        assert np.array_equal(drawn("cash", 0), path("cash"))


def test_an_area_lies_between_the_paths_that_it_is_the_difference_of(late):
    _, _, panels = late
    refused, profit = panels["demand"].areas[0], panels["margin"].areas[0]
    assert refused.upper - refused.lower == pytest.approx(refused.values)
    gains = profit.values > 0.0
    assert (profit.upper - profit.lower)[gains] == pytest.approx(profit.values[gains])
    assert not (profit.upper - profit.lower)[~gains].any()


def test_the_hatched_part_of_cash_is_what_open_rounds_bring(case):
    scenario = case.scenario("november-2026")
    _, _, panels = panels_of(scenario)
    (part,) = panels["cash"].areas
    closed = default_alive_outlook(scenario)["cash"][0]
    cash = panels["cash"].lines[0].values
    assert part.is_hatched and part.values == pytest.approx(
        np.maximum(cash, 0.0) - np.clip(closed, 0.0, np.maximum(cash, 0.0))
    )
    assert part.values.max() > 50.0 and part.values[0] == 0.0
    nothing_open = case.scenario("november-2026", {"round_status.later": 2.0})
    assert panels_of(nothing_open)[2]["cash"].areas == ()


def test_every_scenario_is_sent_as_finite_numbers(case):
    for preset, stress in itertools.product(
        case.presets, [(), *((name,) for name in case.stresses)]
    ):
        _, _, panels = panels_of(case.scenario(preset, {}, stress))
        text = json.dumps([kit.panel_message(panel) for panel in panels.values()], allow_nan=False)
        assert len(text) < 25_000
        for panel in panels.values():
            assert panel.takeaway.endswith(".") and len(panel.events) <= MOST_EVENTS
            low, high = kit.finite_ends([line.values for line in panel.lines])
            assert panel.ends.low <= low and high <= panel.ends.high * (1.0 + 1e-9)


def test_events_are_in_their_months_and_those_of_one_month_are_one(case):
    _, _, panels = panels_of(case.scenario())
    by_words = {event.words: event.month for event in panels["cash"].events}
    together = next(
        words for words in by_words if overview_captions.event_name("price-cut") in words
    )
    assert overview_captions.event_name("volume") in together
    assert case.month_name(by_words[together]) == "Nov 2026"
    outlook, _, short = panels_of(case.scenario(overrides=SHORT_OF_MONEY))
    ends = [event.month for event in short["cash"].events if "out of cash" in event.words]
    assert ends == [int(outlook.at("runway", 0))]


def test_axes_are_those_that_are_held(case):
    first = panels_of(case.scenario())[2]
    held = {key: panel.ends for key, panel in first.items()}
    moved = panels_of(case.scenario(overrides={DELAY: 3.0}), held)[2]
    assert {key: panel.ends for key, panel in moved.items()} == held


def test_the_number_over_a_panel_is_its_first_and_last_value_and_prints_no_change_of_nothing(case):
    _, _, panels = panels_of(case.scenario())
    assert [panel.number.change for panel in panels.values()] == [""] * 5
    outlook, _, _ = panels_of(case.scenario())
    first, last = (outlook.at("cash", month) for month in (0, case.months - 1))
    assert panels["cash"].number.values == f"{first:.1f} → {last:.1f}"
    assert panels["demand"].number.values.count("→") == 2, "the dip in between is shown"
    for panel in panels.values():
        assert len(panel.number.months) == len(panel.number.values.split(" → "))
        assert panel.number.months[0] == 0 and panel.number.months[-1] == case.months - 1
    served = outlook[f"fill_rate.{case.story.tier}"][0]
    assert served[panels["demand"].number.months[1]] == served.min()
    _, _, moved = panels_of(case.scenario(overrides={"round_amount.first": 45.0}))
    assert moved["price"].number.change == overview_captions.frame_words("unchanged")
    number = moved["cash"].number
    assert number.change and not number.rises and number.better == 1


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (2.78, 1.30, "1.48"),
        (0.277, 0.228, "0.05"),
        (0.0614, 0.061401, ""),
        (0.00123, 0.00321, "0.002"),
    ],
)
def test_a_change_of_a_price_has_two_decimals_and_is_left_out_where_it_is_not_seen(
    now, before, words
):
    line = kit.PanelLine(
        key="serving_cost.x",
        name="",
        hue=0,
        values=np.array([3.0, now]),
        before=np.array([3.0, before]),
    )
    number = overview_captions.cost_number(line, is_changed=True)
    assert number.change == (words or overview_captions.frame_words("unchanged"))


def test_the_chain_can_be_drawn_as_charts_with_a_specification(april):
    charts = chain_charts(april, april)
    assert list(charts) == ["supply", "price", "demand", "margin", "cash"]
    for chart in charts.values():
        assert chart.spec["layer"] and chart.data.num_rows and chart.sentence.endswith(".")


def effects(scenario):
    return runway_effects.what_moved(
        run_with_single_changes(scenario), econ.run(scenario.baseline())
    )


def test_bars_of_changes_are_in_the_order_of_effect_and_end_where_all_together_end(case):
    bars = effects(case.scenario(overrides=LATE | {"round_amount.first": 20.0})).bars
    *parts, together, whole = bars
    sizes = [abs(bar.end - bar.begin) for bar in parts]
    assert sizes == sorted(sizes, reverse=True) and len(parts) == 3
    assert together.look == "together" and whole.look == "all"
    for earlier, later in itertools.pairwise([*parts, together]):
        assert later.begin == earlier.end
    assert together.end == pytest.approx(whole.end) and whole.begin == 0.0
    assert all(bar.before or bar.after for bar in bars), "no bar is without a number"


def test_changes_are_measured_in_months_where_the_money_ends_and_else_in_cash_at_the_end(case):
    rich = case.scenario(overrides={DELAY: 6.0})
    moved, before, after = effects(rich), econ.run(rich.baseline()), econ.run(rich)
    last = case.months - 1
    assert math.isinf(after.at("runway", 0)) and "cash" in moved.title
    assert moved.bars[-1].end == pytest.approx(after.at("cash", last) - before.at("cash", last))
    assert len(moved.bars) == 1, "one change has no bar of all together"
    short = case.scenario(overrides=SHORT_OF_MONEY)
    moved = runway_effects.what_moved(econ.run(short.with_overrides({DELAY: 6.0})), econ.run(short))
    assert "runway" in moved.title
    ends = [econ.run(s).at("runway", 0) for s in (short, short.with_overrides({DELAY: 6.0}))]
    assert moved.bars[-1].end == pytest.approx(ends[1] - ends[0])


def test_many_changes_are_folded_into_one_bar_and_a_number_set_by_hand_has_its_own(case):
    other = case.scenario("november-2026")
    bars = runway_effects.what_moved(econ.run(case.scenario()), econ.run(other)).bars
    assert len(bars) == runway_effects.MOST_BARS + 2 and "smaller changes" in bars[-3].name
    forced = effects(case.scenario(overrides={"cash": 1.0}))
    assert [bar.name for bar in forced.bars] == ["Set by hand"]


def test_bars_of_levers_are_the_outcomes_at_the_ends_of_their_likely_ranges(case):
    scenario = case.scenario()
    levers = case.levers_of("front", scenario.preset)
    bars = runway_effects.what_could_move(scenario, levers)
    last, base = case.months - 1, econ.run(scenario).at("cash", case.months - 1)
    assert bars.base == pytest.approx(base) and {bar.key for bar in bars.bars} == set(levers)
    widths = [bar.end - bar.begin for bar in bars.bars]
    assert widths == sorted(widths, reverse=True)
    for bar in bars.bars:
        assert bar.before or bar.after
        if bar.key != REFUSED[0]:
            belief = scenario.belief(bar.key)
            ends = [
                econ.run(scenario.with_overrides({bar.key: value})).at("cash", last)
                for value in (belief.low, belief.high)
            ]
            assert (bar.begin, bar.end) == pytest.approx((min(*ends, base), max(*ends, base)))


# A price elasticity nearer to zero than the market's own is refused by the case.
REFUSED = ("price_elasticity.pro", -0.9)


def test_a_bar_ends_where_the_case_refuses_to_go_further(case):
    scenario, last = case.scenario(), case.months - 1
    key, end = REFUSED
    with pytest.raises(econ.AssumptionError):
        scenario.with_overrides({key: end})
    (bar,) = runway_effects.what_could_move(scenario, (key,)).bars
    nearest = float(scenario.value("market_elasticity"))
    assert bar.before == overview_captions.end_of_range(nearest, "elasticity")
    reached = econ.run(scenario.with_overrides({key: nearest})).at("cash", last)
    assert bar.begin == pytest.approx(reached, abs=0.01)


def test_a_lever_that_hardly_moves_the_outcome_says_so_and_one_without_effect_says_none(case):
    scenario = case.scenario(overrides=SHORT_OF_MONEY)
    bars = runway_effects.what_could_move(scenario, ("lock_up.first", "pue", "remaining_life.h20"))
    words = {bar.key: bar.before + bar.after for bar in bars.bars}
    assert "runway" in bars.title and words["lock_up.first"] == overview_captions.NONE
    assert words["remaining_life.h20"].startswith("hardly ("), words


def test_the_last_month_to_act_is_the_last_in_which_its_choice_saves_the_plan(case):
    scenario = case.scenario(overrides={**LATE, "trend_growth": 0.04, "round_amount.first": 15.0})
    levers = case.levers_of("front", scenario.preset)
    line = as_read(runway_effects.last_month_to_act(scenario, levers))
    month = next(number for number in range(case.months) if case.month_name(number) in line)
    outcome = outcomes.lowest_cash_within(scenario, case.months)
    label = case.label_of("round_amount.first")
    value = float(re.search(rf"{label} at ([\d.]+)", line)[1])  # rounded to three digits
    saved, lost = outcome_if_changed_late(
        scenario,
        outcome,
        [
            ("round_amount.first", value * (1.0 + _ROUNDING), month),
            ("round_amount.first", value * (1.0 - _ROUNDING), month + 1),
        ],
    )
    assert saved >= 0.0 > lost


def test_a_plan_that_holds_has_no_last_month_and_one_that_nothing_saves_says_so(case):
    levers = case.levers_of("front", "april-2026")
    line = runway_effects.last_month_to_act(case.scenario(), levers)
    assert line == say("last-month-not-needed", open=True)
    lost = case.scenario(stresses=("round-fails",), overrides={"trend_growth": 0.0, DELAY: 36.0})
    assert "No lever" in runway_effects.last_month_to_act(lost, levers)


def test_the_answer_begins_with_the_month_in_which_the_price_falls(case, april):
    later = econ.run(case.scenario(overrides={"delivery_delay.ascend_950dt": 12.0}))
    held = econ.run(case.scenario(overrides={"list_rule.pro": "hold", "cut_depth.pro": 0.0}))
    for outlook in (april, later):
        cut = path_facts_of(outlook).list_fall.next_cut
        month = as_read(f"{month_start(case.start, cut.month):%b %Y}")
        instead = "" if outlook is april else " instead of Nov 2026"
        words = f"The V4-Pro price falls in {month}{instead}, to {cut.after:.2f} yuan"
        assert as_read(answers.overview(outlook, april, 11)).startswith(words)
    assert as_read(answers.overview(held, april, 11)).startswith(
        "The V4-Pro price does not fall by Apr 2031. In the baseline it falls in Nov 2026. Money"
    )
    assert as_read(answers.overview(held, held, 11)).startswith(
        "The V4-Pro price does not fall by Apr 2031. Money"
    )
