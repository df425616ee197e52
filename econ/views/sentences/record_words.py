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
    label = case.label("tier", story.tier)
    subject = f"{label}, {story.promise}," if story.promise else label
    outcome = f": {story.outcome}" if story.outcome else ""
    verdict = f" {next(iter(case.verdicts.values())).verdict}." if case.verdicts else ""
    if not (outcome or verdict or case.events):
        verdict = " The file has nothing yet that happened."
    comparison = _launch_comparison(then, now, month)
    return (
        f"{subject} costs {comparison}, in {case.month_name(month)}, as known, peak and off-peak "
        f"together{outcome}.{verdict}"
    )


def _launch_comparison(then: Outlook, now: Outlook, month: int) -> str:
    """How the price of `now` differs from the launch list, on the token mix of both presets, or of the only one."""
    case = now.case
    mixes = [now] if then.scenario.preset == now.scenario.preset else [then, now]
    differences = []
    for mix in mixes:
        price, launch = price_on_mix(now, mix, month)
        amount = format_value(abs(price / launch - 1.0), "share")
        side = "less" if price <= launch else "more"
        is_equal = amount == format_value(0.0, "share")
        differences.append("as much" if is_equal else f"{amount} {side}")
    if set(differences) == {"as much"}:
        return "as much as on the launch list"
    if len(mixes) == 1:
        return f"{differences[0]} than the launch list does"
    titles = [case.presets[mix.scenario.preset].title for mix in mixes]
    clauses = [
        f"{difference} on the mix of {title}"
        for difference, title in zip(differences, titles, strict=True)
    ]
    if "as much" in differences:
        clauses.sort(key=lambda clause: clause.startswith("as much"))
        return f"{clauses[0]} than on the launch list, and {clauses[1]}"
    return f"{' and '.join(clauses)} than the launch list does"


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
