"""Sentences of the page Record: what is compared, what became of the promise, and why figures may differ from the model."""

import math
from collections.abc import Sequence

from econ.case.case import Case
from econ.outlook import Outlook, run
from econ.risk.record_scores import NAIVE_FORECASTS, Score
from econ.units import format_value
from econ.views.record import MIX_QUANTITIES, price_on_mix

TAIL = 10.0  # percentiles on each side of the range that holds eight in ten


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


def score_sentence(scored: Sequence[Score]) -> str:
    """How many outcomes the first view scored better than each naive forecast, and how many of them lie in its tails."""
    numbers = [score for score in scored if not score.is_event]
    outside = sum(not TAIL <= score.percentile <= 100.0 - TAIL for score in numbers)
    better = [
        f"«{name}» in {sum(score.score < score.naive[name] for score in scored)}"
        for name in NAIVE_FORECASTS
    ]
    return (
        f"Of {len(scored)} outcomes the first view scores better than {better[0]}, than {better[1]} and than {better[2]}; "
        f"{outside} of {len(numbers)} numbers lie outside the range that should hold eight in ten."
    )


def fitted_sentence(case: Case, share: float) -> str:
    """In how many futures of the latest preset every figure that it was fitted to is met; empty where it was fitted to nothing."""
    if math.isnan(share):
        return ""
    title = case.presets[list(case.presets)[-1]].title
    return (
        f"{title} was fitted in its one run; {share:.1%} of its futures meet all the figures it was fitted to."
    ).replace("%", " %")


def score_caption(futures_count: int) -> str:
    """What the scores are, and what the naive forecasts say."""
    return (
        f"{futures_count:,} futures of the first case, drawn from what was known then, with the promised cut drawn as an event: before "
        "supply, on time, late or never. Futures are given as their median, and in brackets the range that holds eight in ten. The "
        "score of a number is its continuous ranked probability score, on the log scale for money and prices; of an event its Brier "
        "score. Zero is best. «No change» carries the opening month on, «as promised» is the one run of the first case, and «last trend» "
        "lets revenue grow with demand and leaves the rest as it is; for the promise it takes all four outcomes to be as likely. What it "
        "would have taken is what stands out in the twentieth of futures nearest to what was published. Outcomes are few and depend on "
        "each other: this is a record and not a test."
    )


def _distinct(then: Outlook, now: Outlook) -> list[Outlook]:
    """The outlooks that are compared: both, or one where they are of the same preset."""
    return [now] if then.scenario.preset == now.scenario.preset else [then, now]


def _title(outlook: Outlook) -> str:
    return outlook.case.presets[outlook.scenario.preset].title


def compared_cases_caption(then: Outlook, now: Outlook) -> str:
    """Which presets the figures and tables hold: the first and the last, or the only one."""
    titles = [_title(outlook) for outlook in _distinct(then, now)]
    cases = "the case {} as it is" if len(titles) == 1 else "the cases {} as they are"
    return (
        f"Figures and tables below hold {cases.format(' and '.join(titles))} in the file, "
        "whatever the levers say."
    )


def figure_legend(then: Outlook, now: Outlook) -> str:
    """What lines and numbers of the figures are, as Markdown; the promise is one where it is of another preset."""
    case, preset = now.case, now.case.presets[now.scenario.preset]
    forecast = ", a forecast beyond the line where knowledge ends" if preset.known else ""
    sentences = [f"Solid: what is known in **{preset.title}**{forecast}."]
    if len(_distinct(then, now)) > 1:
        sentences.append(f"Dashed grey: the promise, under the knowledge of **{_title(then)}**.")
    if case.events:
        sentences.append("Numbers are those of what happened, below.")
    return " ".join(sentences)


def fleet_figure_title(then: Outlook, now: Outlook) -> str:
    """The title of the figure of cards, which says what is dashed if anything is."""
    dashed = f", dashed as promised in {_title(then)}" if len(_distinct(then, now)) > 1 else ""
    return f"Cards in service{dashed}"


def _launch_comparison(then: Outlook, now: Outlook, month: int) -> str:
    """How the price of `now` differs from the launch list, on the token mix of both presets, or of the only one."""
    case, mixes = now.case, _distinct(then, now)
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
    """The token mixes of the outlooks that are compared: the share of cached input and the share of output in each."""
    case, mixes = now.case, []
    for outlook in _distinct(then, now):
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
