"""Sentences of Record, Validation and Assumptions: what is compared, how well it is met, and how many numbers there are.

The words are in `words/`; here are the facts.
"""

import math
from collections.abc import Sequence

import numpy as np

from econ.case.calendar import month_start
from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.outlook import Outlook, run
from econ.risk.record_scores import AS_PROMISED, LAST_TREND, NO_CHANGE, Score, SharesMeeting
from econ.roofline.measurements import fitted_measurements, held_out_measurements
from econ.roofline.prediction import measure_accuracy, predict, prediction_errors
from econ.views.facts import share_amount
from econ.views.record import MIX_QUANTITIES, price_on_mix
from econ.words import Amount, Message, amount_text, message, say, say_all

TAIL = 10.0  # percentiles on each side of the range that holds eight in ten


def record_answer(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """State what became of the promise by the last day that is known.

    It compares the first and the last preset of the case; neither levers nor `month` change it.
    """
    case, story = outlook.case, outlook.case.story
    now, (first_mix, *_), known = _compared_prices(case)
    parts: list[Message | str] = [
        message(
            "record-price",
            tier=case.label("tier", story.tier),
            month=month_start(case.start, known),
            against=_against_launch(now, first_mix, known),
        )
    ]
    if story.outcome:
        parts.append(f"{story.outcome[0].upper()}{story.outcome[1:]}.")
    elif case.verdicts:
        parts.append(f"{next(iter(case.verdicts.values())).verdict}.")
    elif not case.events:
        parts.append(message("record-nothing-happened"))
    return say_all(*parts)


def price_on_mixes_caption(case: Case) -> str:
    """State what was promised of the price that the answer compares, on which mix of tokens it is, and what it is on the other mix."""
    now, (first_mix, *other_mixes), month = _compared_prices(case)
    story, parts = case.story, []
    if story.promise:
        label = case.label("tier", story.tier)
        parts.append(message("record-promised", tier=label, promise=story.promise))
    parts += [message("record-price-of", both=bool(other_mixes), mix=_title(first_mix))]
    parts += [
        message("record-price-other-mix", mix=_title(mix), against=_against_launch(now, mix, month))
        for mix in other_mixes
    ]
    return say_all(*parts)


def _compared_prices(case):
    """The last preset, the presets whose mixes of tokens differ, and the last month that is known."""
    last = list(case.presets)[-1]
    then, now = (
        run(case.scenario(preset), keep=MIX_QUANTITIES) for preset in (case.default_preset, last)
    )
    known = case.months_over(last) if case.presets[last].known else case.month_shown(last)
    return now, _distinct(then, now), known


def _against_launch(now: Outlook, mix: Outlook, month: int) -> Message:
    """State how the price of `now` differs from the launch list, on the token mix of `mix`."""
    price, launch = price_on_mix(now, mix, month)
    size = Amount(value=abs(price / launch - 1.0), unit="share")
    side = "less" if price <= launch else "more"
    if amount_text(size) == amount_text(Amount(value=0.0, unit="share")):
        side = "same"
    return message("record-against-launch", side=side, size=size)


def score_sentence(scored: Sequence[Score]) -> str:
    """State how many outcomes the first view scored better than each naive forecast, and how many of them lie in its tails."""
    numbers = [score for score in scored if not score.is_event]
    outside = sum(not TAIL <= score.percentile <= 100.0 - TAIL for score in numbers)
    better = {
        name: sum(score.score < score.naive.get(name, -math.inf) for score in scored)
        for name in (NO_CHANGE, AS_PROMISED, LAST_TREND)
    }
    return say_all(
        message(
            "record-score-better",
            outcomes=len(scored),
            no_change=better[NO_CHANGE],
            as_promised=better[AS_PROMISED],
            last_trend=better[LAST_TREND],
            trends=sum(LAST_TREND in score.naive for score in scored),
        ),
        message("record-score-outside", outside=outside, numbers=len(numbers)),
    )


def fitted_sentence(case: Case, shares: SharesMeeting) -> str:
    """In how many futures of the latest preset the figures are met that it was fitted to, and the others of their quantities.

    Empty where it was fitted to nothing.
    """
    if math.isnan(shares.fitted):
        return ""
    title = case.presets[list(case.presets)[-1]].title
    share = Amount(value=shares.fitted, unit="share")
    parts = [message("record-fitted-share", case=title, share=share)]
    if shares.others:
        also = Amount(value=shares.with_others, unit="share")
        parts.append(message("record-others-share", share=also, figures=[*shares.others]))
    return say_all(*parts)


def score_caption(futures_count: int) -> str:
    """State what the scores are, and what the naive forecasts say."""
    return say("record-score-note", count=futures_count)


def _distinct(then: Outlook, now: Outlook) -> list[Outlook]:
    """The outlooks that are compared: both, or one where they are of the same preset."""
    return [now] if then.scenario.preset == now.scenario.preset else [then, now]


def _title(outlook: Outlook) -> str:
    return outlook.case.presets[outlook.scenario.preset].title


def compared_cases_caption(then: Outlook, now: Outlook) -> str:
    """State which presets the figures and tables hold: the first and the last, or the only one."""
    titles = [_title(outlook) for outlook in _distinct(then, now)]
    return say("record-cases", count=len(titles), cases=titles)


def figure_legend(then: Outlook, now: Outlook) -> str:
    """State what lines and numbers of the figures are, as Markdown; the promise is one where it is of another preset."""
    case, preset = now.case, now.case.presets[now.scenario.preset]
    parts = [message("record-solid-line", case=preset.title)]
    if preset.known:
        parts.append(message("record-forecast"))
    if len(_distinct(then, now)) > 1:
        parts.append(message("record-promise-line", case=_title(then)))
    if case.events:
        parts.append(message("record-event-numbers"))
    return say_all(*parts)


def fleet_figure_title(then: Outlook, now: Outlook) -> str:
    """The title of the figure of cards, which says what is grey if anything is."""
    return say("record-title-fleet", case=_title(then) if len(_distinct(then, now)) > 1 else None)


def token_mix_clause(then: Outlook, now: Outlook) -> str:
    """The token mixes of the outlooks that are compared: the share of cached input and the share of output in each."""
    case, parts = now.case, []
    for outlook in _distinct(then, now):
        month = case.month_shown(outlook.scenario.preset)
        cached, output = (
            Amount(value=outlook.at(f"{name}.{case.story.tier}", month), unit="share")
            for name in ("cache_hit_share", "output_share")
        )
        parts.append(
            message("record-token-mix", case=_title(outlook), cached=cached, output=output)
        )
    return say_all(*parts)


def figure_notes(case: Case) -> str:
    """Explain why each published figure may differ from the model, as a Markdown list with one line a figure."""
    return "\n".join(
        f"- {figure.what}: {figure.why[0].lower()}{figure.why[1:]}"
        for figure in case.reported.values()
    )


def assumption_count(scenario: Scenario) -> str:
    """State how many assumptions there are, how many of them are judgements, and how many are changed."""
    bases = _bases(scenario)
    return say(
        "assumption-count",
        count=len(bases),
        judgement=bases.count("judgement"),
        changed=len(scenario.overrides),
    )


def assumption_bases(scenario: Scenario) -> str:
    """State how many assumptions have each basis that is not a judgement."""
    bases = _bases(scenario)
    return say(
        "assumption-bases",
        disclosed=bases.count("disclosed"),
        filing=bases.count("filing"),
        reported=bases.count("reported"),
        analyst=bases.count("analyst"),
    )


def _bases(scenario: Scenario) -> list[str]:
    return [scenario.belief(key).basis for key in scenario.case.keys()]


def roofline_accuracy(scenario: Scenario) -> str:
    """State how well the roofline with the scenario's constants meets the points it was fitted to, and those kept out of the fit."""
    fitted = [points for points in fitted_measurements(scenario.case) if points.names]
    if not fitted:
        return say("validation-no-points")
    parts = [
        message(
            "validation-fit",
            first=number == 0,
            count=len(points.names),
            kind=points.kind.name,
            error=share_amount(measure_accuracy(points, predict(scenario, points)).mean),
        )
        for number, points in enumerate(fitted)
    ]
    off = np.abs(list(_errors_out_of_fit(scenario).values()))
    if len(off):
        median = share_amount(float(np.median(off)))
        parts.append(message("validation-kept-out", count=len(off), median=median))
    return say_all(*parts)


def worst_miss(scenario: Scenario) -> str:
    """By how much the roofline misses the worst point that was kept out of the fit; empty where none was."""
    errors = _errors_out_of_fit(scenario)
    if not errors:
        return ""
    name = max(errors, key=lambda point: abs(errors[point]))
    return say("validation-worst", name=name, worst=share_amount(abs(errors[name])))


def _errors_out_of_fit(scenario: Scenario) -> dict[str, float]:
    """The relative error of each point that was kept out of the fit, by its name."""
    return {
        name: float(error)
        for point_sets in held_out_measurements(scenario.case)
        for points in point_sets
        if points.names
        for name, error in zip(
            points.names, prediction_errors(points, predict(scenario, points)), strict=True
        )
    }
