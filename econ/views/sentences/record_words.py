"""Sentences of the page Record: what became of the promise, the token mixes, and why figures may differ from the model."""

from econ.case.case import Case
from econ.outlook import Outlook, run
from econ.units import format_value
from econ.views.record import MIX_QUANTITIES, price_on_mix


def record_answer(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """What became of the promise by the last day that is known, in one sentence.

    It compares the first and the last preset of the case; neither levers nor `month` change it.
    """
    case, story = outlook.case, outlook.case.story
    last = list(case.presets)[-1]
    then, now = (
        run(case.scenario(preset), keep=MIX_QUANTITIES) for preset in (case.default_preset, last)
    )
    month = case.months_over(last) if case.presets[last].known else case.month_shown(last)
    comparisons = []
    for mix in (then, now):
        price, launch = price_on_mix(now, mix, month)
        side = "less" if price <= launch else "more"
        difference = format_value(abs(price / launch - 1.0), "share")
        title = case.presets[mix.scenario.preset].title
        comparisons.append(f"{difference} {side} on the mix of {title}")
    label = case.label("tier", story.tier)
    subject = f"{label}, {story.promise}," if story.promise else label
    outcome = f": {story.outcome}" if story.outcome else ""
    verdict = f" {next(iter(case.verdicts.values())).verdict}." if case.verdicts else ""
    return (
        f"{subject} costs {' and '.join(comparisons)} than the launch list does, in {case.month_name(month)}, as known, peak and "
        f"off-peak together{outcome}.{verdict}"
    )


def token_mix_clause(then: Outlook, now: Outlook) -> str:
    """The token mixes of two outlooks: the share of cached input and the share of output in each."""
    case, mixes = now.case, []
    for outlook in (then, now):
        preset = outlook.scenario.preset
        month = case.month_shown(preset)
        cached = outlook.at(f"cache_hit_share.{case.story.tier}", month)
        output = outlook.at(f"output_share.{case.story.tier}", month)
        mixes.append(
            f"{case.presets[preset].title}: {cached:.0%} of input cached and {output:.0%} output"
        )
    return "; ".join(mixes)


def figure_notes(case: Case) -> str:
    """Why each published figure may differ from the model, as a Markdown list with one line a figure."""
    return "\n".join(
        f"- {figure.what}: {figure.why[0].lower()}{figure.why[1:]}"
        for figure in case.reported.values()
    )
