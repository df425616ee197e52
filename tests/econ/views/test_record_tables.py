"""Tables of the record: events, run-rates, margins, and promised and known prices."""

import datetime

import pytest
from support.plans import AS_PLANNED
from support.reading import as_read

import econ
from econ.risk import record_scores
from econ.risk.record_scores import NAIVE_FORECASTS
from econ.views import record
from econ.views.price_list import LIST_OF_NAME, list_marks, steps_in_force
from econ.views.prices import price_history
from econ.views.sentences import evidence_words


def test_the_history_of_the_list_is_one_row_a_day_and_tier(case, april, november):
    events = price_history(november)
    assert not events.duplicated(["date", "tier", "what happened"]).any()
    august = events[(events["date"] == datetime.date(2026, 8, 17)) & (events["tier"] == "V4-Pro")]
    assert august[["hit", "input", "output"]].to_numpy().tolist() == [["0.15", "4.50", "13.50"]]
    assert (
        "reported" in set(events["status"]) and events["what happened"].str.contains("22 May").any()
    )
    assert not price_history(april)["what happened"].str.contains("22 May").any()


def test_the_planned_cut_is_an_event_with_its_status_and_of_its_own_tier(case, april):
    events = price_history(april)
    planned = events[events["status"] == "planned"]
    assert (
        planned["what happened"].iloc[0] == "the planned cut"
        and planned["output"].iloc[0] == "−60 %"
    )
    assert set(planned["what happened"].iloc[1:]) == {"a review"}
    none = econ.run(case.scenario(overrides=AS_PLANNED | {"cut_depth.pro": 0}))
    assert "planned" not in set(price_history(none)["status"])
    held = econ.run(case.scenario(overrides=AS_PLANNED))
    assert list_marks(held, "pro") and not list_marks(held, "flash")


def test_run_rates_lie_within_what_was_reported_and_are_called_fitted(case, april, november):
    table = record.reported_table(april, november).set_index("what")
    rates = [figure.what for figure in case.reported.values() if figure.dollars]
    assert table.loc[rates, "against it"].to_list() == ["fitted to it"] * 2
    off = record.reported_table(april, april).set_index("what").loc[rates, "against it"]
    assert off.str.contains("below").all()  # what April's knowledge gives: a miss, with its size
    assert table["address"].str.startswith("https://").all()


def test_a_run_rate_in_dollars_goes_by_the_exchange_rate_of_the_case(case, november):
    figure = case.reported["july"]
    assert record_scores.published_value(figure.low, figure, november) == pytest.approx(
        400e6 * november.at("yuan_per_dollar", 0) / 12.0 / 1e9
    )
    dollars = record.reported_table(november, november)[
        "dollars a year, in millions: published, then model"
    ][0]
    assert (
        dollars
        == f"400 to 500; {november.at('revenue', 2) * 12e3 / november.at('yuan_per_dollar', 0):,.0f}"
    )


def test_margins_of_the_api_are_held_against_the_api(case, november):
    margins = [figure for figure in case.reported.values() if "margin" in figure.what]
    assert (
        len(margins) == 2
        and {figure.quantity for figure in margins} == {"cash_api_margin", "book_api_margin"}
        and not any(figure.fitted for figure in margins)
    )
    cost = (
        sum(
            november.at(f"blended_cost.{t}", 2) * november.at(f"served_tokens.{t}", 2)
            for t in case.elements["tier"]
        )
        / 1e3
    )
    paid = sum(november.at(f"api_revenue.{t}", 2) for t in case.elements["tier"])
    assert november.at("api_margin", 2) == pytest.approx(1.0 - cost / paid)


def test_the_headline_of_the_record_does_not_move_with_the_levers_or_the_month(
    case, april, november
):
    words = evidence_words.record_answer(april, april, 11)
    assert words == evidence_words.record_answer(november, april, 3)
    known = case.month_of(case.presets["november-2026"].known)
    caption = evidence_words.price_on_mixes_caption(case)
    for mix, text in ((april, words), (november, caption)):
        price, launch = record.price_on_mix(november, mix, known)
        less = f"{100 * (1.0 - price / launch):.0f} % less than on the launch list"
        assert less in as_read(text)
        assert f"n the token mix of {case.presets[mix.scenario.preset].title}" in caption
    assert "launch list in Nov 2026" in as_read(words)


def test_the_promise_is_compared_on_one_mix_of_tokens_and_against_the_launch_list_on_the_same(
    case, april, november
):
    table = record.promise_table(april, november)
    _, launch = record.price_on_mix(april, april, 0)
    assert (
        launch == pytest.approx(april.at("reference_price.pro", 0))
        and record.price_on_mix(november, april, 6)[1] == launch
    )
    first, second, third = table.columns[1:4]
    assert (
        all(f"launch {launch:.2f}" in head for head in (first, second))
        and f"launch {launch:.2f}" not in third
    )
    # The price is on its own mix, in the month its mix is read.
    price = november.at("blended_price.pro", case.month_shown("november-2026"))
    assert record.price_on_mix(november, november, case.month_shown("november-2026"))[
        0
    ] == pytest.approx(price)


def test_what_is_said_of_august_is_what_the_lists_did(case, november):
    day, words = case.events["august"].date, case.events["august"].what
    for tier in case.elements["tier"]:
        for key in LIST_OF_NAME.values():
            before, after = (
                max(
                    (
                        step
                        for step in steps_in_force(november, f"{key}.{tier}")
                        if step.start < end
                    ),
                    key=lambda step: step.start,
                ).value
                for end in (day, day + datetime.timedelta(days=1))
            )
            assert f"{after / before:g}" in words
    assert "output was raised 2.25 times" in case.verdicts["price"].happened


def test_a_margin_of_several_months_is_that_of_their_revenue_and_says_which_months(case, november):
    figure, tiers = case.reported["margin"], list(case.elements["tier"])
    paid = sum(november[f"api_revenue.{tier}"][0][:3] for tier in tiers)
    margin = (november["cash_api_margin"][0][:3] * paid).sum() / paid.sum()
    assert record.modelled_value(november, figure, 2) == pytest.approx(margin)
    assert f"{figure.what} (model: May 2026 to Jul 2026, weighted by API revenue)" in set(
        record.reported_table(november, november)["what"]
    )


def test_events_are_in_the_order_of_time_and_numbered_on_the_axis(case):
    events = sorted(case.events.values(), key=lambda event: event.date)
    assert record.event_table(case)["what"].to_list() == [event.what for event in events]
    numbers = []
    for _, words in record.event_labels_by_month(case):
        first, _, last = words.split(";")[0].partition("-")
        numbers += range(int(first), int(last or first) + 1)
    assert numbers == list(range(1, len(events) + 1))
    last_known_month = case.month_of(list(case.presets.values())[-1].known)
    assert dict(record.event_labels_by_month(case))[last_known_month].endswith("known until here")


def test_words_and_table_say_what_was_scored(case, scored):
    table = record.score_table(scored)
    assert len(table) == len(scored) and not table.isna().any(axis=None)
    assert list(table.columns[4:8]) == ["score", *NAIVE_FORECASTS]
    assert "nan" not in table.to_string()
    sentence = evidence_words.score_sentence(scored)
    assert f"of {len(scored)} outcomes" in sentence and "numbers lie outside" in sentence
    july = next(score for score in scored if "July" in score.what or "mid-July" in score.what)
    assert july.took, "what it would have taken stands out"
    assert f"- {july.what}: " in record.what_it_took(case, scored)
