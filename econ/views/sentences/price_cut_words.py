"""Sentences about the price cut: the verdict of the map, what is drawn, what theory was given, and why the two differ."""

import math
import re
from collections.abc import Sequence

import numpy as np

from econ.arrays import Array
from econ.case.case import Case
from econ.decisions import price_cut
from econ.decisions.cut_sensitivity import BestCut
from econ.decisions.price_cut import DEPTHS, HALF_MONTH, CutMap, Objective
from econ.decisions.price_cut_theory import CutTheory
from econ.decisions.rival_replies import OUR_CUTS, ReplyTable
from econ.outlook import Outlook
from econ.units import format_value
from econ.views.inert_levers import inert_rule
from econ.views.price_cut import (
    MAP_TOP,
    OF_MEANS,
    STATISTICS,
    answer_name,
    best_cell,
    lower_is_better,
)
from econ.views.sentences.price_captions import FULLY_SERVED

STATISTICS_NOTE = (
    "Loss: how far the average of a cell falls short of that of the best cell. Bad case: one future in twenty is worse. "
    "Regret: what a cell gives away against the best cell of the same future, exceeded in one future of twenty. Marks of theory "
    "are read where nothing is cut, so that a click does not move them."
)
_MOST_EXTRA_DECIMALS = 3  # beyond the usual ones, where two numbers would read alike
_OVER_FUTURES = {
    "average": "On average over {} futures",
    "loss": "By the loss against the best average over {} futures",
    "bad case": "In a future as bad as one in twenty of {}",
    "regret": "By regret over {} futures (nineteen of twenty give away less)",
}
_SIGNED_NUMBER = r"[−-]?[\d,.]+"  # as `format_value` writes it


def map_verdict(outlook: Outlook, cut_map: CutMap, promised: Array, statistic: str) -> str:
    """The best cell of the map, and the best promised cut over the same futures, by a statistic of `STATISTICS`.

    `promised` is from `price_cut.promised_cut_values`, shape (depths, draws).
    """
    case, objective = outlook.case, cut_map.objective
    values = STATISTICS[statistic](cut_map)
    lower = lower_is_better(objective, statistic)
    over = _OVER_FUTURES[statistic].format(cut_map.values.shape[-1])
    known = values[np.isfinite(values)]
    if not len(known):
        accepted = float(outlook.scenario.value("accepted_risk"))
        return f"No cut keeps the chance of running out within {len(values)} months at {accepted:.0%} or less."
    best = best_cell(values, lower)
    if best is None:
        value = format_value(float(known[0]), objective.unit)
        return f"{over} every month and depth comes to the same: {value}."
    month, number = best
    cell = "not to cut at all"
    if DEPTHS[number]:
        cell = f"a cut of {DEPTHS[number]:.0%} in {case.month_name(month)}"
    best_choice = f"{over} the best of the fixed choices is {cell}"
    best_value, note = float(values[best]), _limit_note(cut_map)
    promised_values = _promised_statistic(cut_map, promised, statistic)[1:]  # zero is no cut
    if not np.isfinite(promised_values).any():
        return f"{best_choice}: {format_value(best_value, objective.unit)}.{note}"
    pick = np.nanargmin if lower else np.nanargmax
    promised_number = int(pick(promised_values)) + 1
    promised_value = float(promised_values[promised_number - 1])
    best_text, promised_text = distinct_texts(best_value, promised_value, objective.unit)
    gain = (promised_value - best_value) * (-1.0 if lower else 1.0)
    comparison = "the same"
    if gain:
        gains = promised[promised_number] - cut_map.values[month, number]
        size = _difference_text(abs(gain), best_text, objective.unit)
        error = ""
        if statistic in OF_MEANS:
            error = f" (± {_error_text(gains, best_text, objective.unit)}, one standard error)"
        comparison = f"{size} {'better' if gain > 0 else 'worse'} than that{error}"
    return (
        f"{best_choice}: {best_text}. The best cut to promise for the month in which supply lands, of "
        f"{DEPTHS[promised_number]:.0%}, comes to {promised_text}: {comparison}.{note}"
    )


def as_good_sentence(outlook: Outlook, cut_map: CutMap, statistic: str) -> str:
    """How many cells are as good as the best, and what it loses not to cut; empty where means are not compared or all are equal."""
    objective, means = cut_map.objective, cut_map.mean()
    best = best_cell(means, objective.better < 0)
    if statistic not in OF_MEANS or best is None:
        return ""
    good, known = int(cut_map.is_as_good().sum()), int(np.isfinite(means).sum())
    words = (
        f"{good} of {known} cells are within two standard errors of the best, which is one of them (dots)."
        if good > 1
        else f"No other of the {known} cells is within two standard errors of the best (dot)."
    )
    if not DEPTHS[best[1]]:
        return words
    first = price_cut.first_cut_month(outlook.scenario)
    best_text, text = distinct_texts(float(means[best]), float(means[first, 0]), objective.unit)
    loss = _difference_text(float(cut_map.loss()[first, 0]), best_text, objective.unit)
    return f"{words} Not to cut at all comes to {text}, which is {loss} worse."


def _limit_note(cut_map: CutMap) -> str:
    """That the limit on the chance of running out excludes no cell, for the objective that has one; else empty."""
    if cut_map.objective.name != price_cut.AFFORDABLE_SHARE.name:
        return ""
    is_open = np.isfinite(cut_map.values).any(axis=(1, 2))  # months in which a cut can be made
    # A cell that breaks the limit is not a number.
    if not np.isfinite(cut_map.values[is_open]).all():
        return ""
    return " The limit on the chance of running out binds nowhere."


def _error_text(gains: Array, like: str, unit: str) -> str:
    """The standard error of a mean of gains, one a future; where it would be written as zero, a bound that is not zero."""
    error = float(np.std(gains, ddof=1) / math.sqrt(len(gains))) if len(gains) > 1 else 0.0
    text = _difference_text(error, like, unit)
    if re.search("[1-9]", text):
        return text
    smallest = re.sub(r"0(?=[^\d]*$)", "1", text)
    return f"less than {smallest}"


def distinct_texts(first: float, second: float, unit: str) -> tuple[str, str]:
    """Two numbers for people, with as many more decimals as it takes to see that they differ, three at most."""
    usual = format_value(first, unit), format_value(second, unit)
    are_finite = math.isfinite(first) and math.isfinite(second)
    if usual[0] != usual[1] or first == second or not are_finite:
        return usual
    decimals = _decimals_of(usual[0])
    for more in range(1, _MOST_EXTRA_DECIMALS + 1):
        first_text, second_text = (
            _with_decimals(value, decimals + more, usual[0], unit) for value in (first, second)
        )
        if first_text != second_text:
            return first_text, second_text
    return usual


def _decimals_of(text: str) -> int:
    """The number of decimals that a number was written with."""
    number = re.match(r"[−-]?[\d,]+\.?(\d*)", text)
    return len(number[1]) if number else 0


def _with_decimals(value: float, decimals: int, like: str, unit: str) -> str:
    """A number with some decimals, and with the unit as another text has it."""
    number = value * (100.0 if unit.startswith("share") else 1.0)
    return f"{number:,.{decimals}f}".replace("-", "−") + re.sub(f"^{_SIGNED_NUMBER}", "", like)


def _promised_statistic(cut_map: CutMap, promised: Array, statistic: str) -> Array:
    """A statistic of the promised cut over futures, shape (depths,)."""
    if statistic == "average":
        return promised.mean(axis=-1)
    if statistic == "loss":
        better = cut_map.objective.better
        best = np.fmax.reduce((cut_map.mean() * better).ravel())
        return best - promised.mean(axis=-1) * better
    if statistic == "bad case":
        better = cut_map.objective.better > 0
        chance = price_cut.BAD_CASE_CHANCE if better else 1.0 - price_cut.BAD_CASE_CHANCE
        return np.quantile(promised, chance, axis=-1)
    return np.quantile(cut_map.regrets(promised), 1.0 - price_cut.BAD_CASE_CHANCE, axis=-1)


def _difference_text(size: float, like: str, unit: str) -> str:
    """The size of a difference, one decimal finer than the text of the numbers; shares differ by points."""
    if not re.match(r"[−-]?\d", like) or not math.isfinite(size):
        return format_value(size, unit)
    return _with_decimals(size, _decimals_of(like) + 1, like, unit).replace(" %", " points")


def map_caption(outlook: Outlook, objective: Objective, future_count: int) -> str:
    """What a cell of the map is, and over how many futures."""
    over = " Grey months have gone by." if price_cut.first_cut_month(outlook.scenario) else ""
    return (
        f"A click makes a cell the scenario.{over} {objective.name}: {objective.meaning}, in "
        f"{future_count} futures that are the same in every cell."
    )


def best_cuts_caption(
    outlook: Outlook, objective: Objective, best_cuts: Sequence[BestCut], as_believed: BestCut
) -> str:
    """The best cut as everything is believed, which beliefs turn the answer to no cut, and what a row of the table is."""
    case = outlook.case
    no_cut = list(dict.fromkeys(case.label_of(cut.key) for cut in best_cuts if not cut.depth))
    answer = "At either end of each range a cut is best."
    if no_cut:
        answer = f"Not to cut is best at an end of the range of {', '.join(no_cut)}."
    name = f"{objective.name[0].lower()}{objective.name[1:]}"
    base = "not to cut is best"
    if as_believed.depth:
        gain = format_value(as_believed.gain, objective.unit)
        base = (
            f"a cut of {as_believed.depth:.0%} in {case.month_name(as_believed.month)} is best "
            f"(+{gain})"
        )
    return (
        f"As everything is believed, {base}. {answer} Each row is the best of every third month and second depth by {name}, over "
        f"{price_cut.COARSE_DRAWS} of the map's futures, at the tenth and the ninetieth percentile of what is believed. Gains are over "
        "not cutting, with one standard error."
    )


def landing_caption(outlook: Outlook, uncertain: tuple[str, ...], theory: CutTheory) -> str:
    """What is drawn, and when supply lands in the futures and in the scenario."""
    case, tier = outlook.case, outlook.case.story.tier
    keys = ", ".join(case.label_of(key) for key in uncertain)
    has_landed = outlook[f"supply_is_in.{tier}"][0] > 0.5
    lands = bool(has_landed.any())
    drawn = f"The futures draw {keys} (seed {price_cut.SEED}), each around where its lever stands. "
    if not theory.lands:
        neither = "" if lands else ", and not in the scenario either"
        return f"{drawn}Supply lands in none of the futures{neither}."
    landing = float(has_landed.argmax()) if lands else math.inf
    early, late = theory.landing_range()
    here, median, first, last = (
        _landing_text(case, month) for month in (landing, theory.median_landing, early, late)
    )
    reason = ""
    if lands and theory.median_landing > landing:
        reason = (
            ". A delay that is drawn adds to the lever's and cannot be less than none: most futures are later than the "
            "scenario"
        )
    return (
        f"{drawn}Supply lands in {here} in the scenario itself, in {median} in the median future, and "
        f"between {first} and {last} in eight of ten{reason}."
    )


def _landing_text(case: Case, month: float) -> str:
    return case.month_name(int(month)) if month < case.months else "no month of the horizon"


def theory_caption(outlook: Outlook, theory: CutTheory) -> str:
    """The numbers that the closed forms were given, and their advice at the ends of the elasticity's range."""
    if not theory.lands:
        return "Supply lands in no future: theory has no date to give, and no supply carries a cut."
    in_force, elastic_end, stiff_end = (f"{-elasticity:.2f}" for elasticity in theory.elasticities)
    matched, matched_elastic, matched_stiff = theory.matched_elasticities
    return (
        f"Theory was given, of the median future in the month in which supply lands, an elasticity of {matched:.2f} ({in_force} "
        "in the scenario, less what rivals match, with users who come back from other hosts); adoption of "
        f"{theory.adoption_speed:.2f} a month (λ), {theory.throttled_adoption:.2f} of it while refused (φ); "
        "no cost that grows with tokens (c/p = 0); "
        f"supply {_median_landing_text(outlook.case, theory)}. So {_lead_text(theory, '')}. At the ends of the range: {elastic_end} "
        f"(then {matched_elastic:.2f}): {_lead_text(theory, 'elastic_')}; {stiff_end} (then {matched_stiff:.2f}): "
        f"{'no cut pays' if matched_stiff <= 1.0 else 'a cut may pay'}. A mark of the lead stands half a month later, as "
        "a month's demand in the model is that of its end: a short lead is marked in the month in which supply lands. "
        f"A year after it lands, supply carries {_carried_depth_text(theory.carried_depth)}."
    )


def _median_landing_text(case: Case, theory: CutTheory) -> str:
    if theory.median_landing < case.months:
        return f"in {case.month_name(int(theory.median_landing))}"
    return "in fewer than half of the futures"


def _lead_text(theory: CutTheory, end: str) -> str:
    """The lead that theory advises over the depths of the map; `end` is empty or "elastic_", as in the columns of the table."""
    if math.isinf(theory.median_landing):
        return "theory has no month to lead"
    leads = theory.median_landing + HALF_MONTH - theory.table[f"{end}lead"].dropna()
    if leads.empty:
        elasticity = theory.matched_elasticities[0]
        condition = "" if end else f"with elasticity {elasticity:.2f} after matching, "
        return f"{condition}theory would not cut at any date"
    return f"theory cuts {leads.min():.1f} to {leads.max():.1f} months before that"


def _carried_depth_text(depth: float) -> str:
    if depth <= 0.0:
        return "no cut off the list in force"
    text = f"a cut of {format_value(depth, 'share')} off the list in force"
    if depth > MAP_TOP:
        return f"{text}, which is off the scale of the map and marked at its upper edge"
    return text


def theory_comparison(outlook: Outlook, cut_map: CutMap, statistic: str, theory: CutTheory) -> str:
    """How far the best cell is from where theory has it, and why the two may differ; empty where no cell is best."""
    objective = cut_map.objective
    best = best_cell(STATISTICS[statistic](cut_map), lower_is_better(objective, statistic))
    if best is None:
        return ""
    case, (month, number) = outlook.case, best
    edge = _edge_sentence(outlook, month, number)
    if not theory.lands:
        return f"Supply lands in no future: theory has no date to hold the best cell against.{edge}"
    subject = "Not to cut"
    if number:
        subject = f"The best cell, {DEPTHS[number]:.0%} in {case.month_name(month)},"
    distance = _distance_from_theory(case, theory, month, number)
    return f"{subject} {distance} {_conditions_sentence(outlook, objective, theory)}{edge}"


def _edge_sentence(outlook: Outlook, month: int, number: int) -> str:
    """That a cell is on the edge of the map, beyond which there may be a better one; empty for another cell and for no cut."""
    edges = {
        "first month": month == price_cut.first_cut_month(outlook.scenario),
        "last month": month == price_cut.cut_window(outlook.case) - 1,
        "deepest cut": number == len(DEPTHS) - 1,
    }
    names = [name for name, is_on_edge in edges.items() if is_on_edge]
    if not names or not number:
        return ""
    return f" It lies on the map's edge ({' and '.join(names)}): beyond it there may be better."


def _distance_from_theory(case: Case, theory: CutTheory, month: int, number: int) -> str:
    """How many months the best cell is from the dates of theory for a cut of its depth."""
    if not number:
        return "is best."
    advice = theory.table.iloc[number - 1]
    distances = []
    for name, date in (
        ("theory's lead", advice["lead"] + HALF_MONTH),
        ("theory's date", advice["date"]),
    ):
        if math.isnan(date):
            continue
        months = month - int(date)
        if months == 0:
            distances.append(f"on {name}")
            continue
        count = f"{abs(months)} month{'s' if abs(months) > 1 else ''}"
        side = "after" if months > 0 else "before"
        distances.append(f"{count} {side} {name} ({case.month_name(int(date))})")
    if not distances:
        return "is best; theory has no date for that depth."
    return f"is {' and '.join(distances)} for that depth."


def _conditions_sentence(outlook: Outlook, objective: Objective, theory: CutTheory) -> str:
    """The conditions of theory, and how the scenario differs from them."""
    scenario = outlook.scenario
    refused = "nobody is"
    if theory.fill_rate <= FULLY_SERVED:
        refused = f"{format_value(1.0 - theory.fill_rate, 'share')} of demand is"
    differences = [f"{refused} refused in the month before it in the median future"]
    if float(scenario.value("trend_growth")) > 0.0:
        differences.append("demand grows by itself")
    if outlook.at(f"rival_steady_move.{scenario.case.story.tier}", scenario.case.months - 1) < 0.0:
        differences.append("rivals' prices go on falling")
    name = f"{objective.name[0].lower()}{objective.name[1:]}"
    differences.append(f"the map is judged by {name} to its own horizon")
    return (
        "Theory wants capacity just full before supply and a world that stands still; "
        f"here {'; '.join(differences)}."
    )


def alternatives_caption(outlook: Outlook) -> str:
    """How the four alternatives are dated, and over which futures their shares are."""
    shift = format_value(float(outlook.scenario.value("cut_date_shift")), "month")
    return (
        f"Before and after are {shift} from the month in which supply lands: in the scenario itself, and in each of the "
        "futures of the map when it lands there, or from the month of the plan's cut where it does not. «Less» is less than "
        "the best of the four. Shares of futures are of those of the map, which draw what is named above as uncertain and "
        "nothing else; those of the Stress test draw everything."
    )


def no_alternatives_sentence(outlook: Outlook) -> str:
    """Why there are no alternatives to compare."""
    case, tier = outlook.case, outlook.case.story.tier
    if outlook.at(f"cut_depth.{tier}", 0) == 0.0:
        return f"No cut of {case.label('tier', tier)} is planned: there is nothing to make before, at or after supply."
    return "Supply does not land within the horizon in this scenario: there is no before, at or after to compare."


def cut_rule_caption(outlook: Outlook) -> str:
    """When the cut comes by its rule, and whether the month of the cut counts."""
    case, tier = outlook.case, outlook.case.story.tier
    cut_in_force, key = outlook[f"cut_in_force.{tier}"][0], f"cut_month.{tier}"
    when, refused = "does not come within the horizon", ""
    if cut_in_force.any():
        month = int(cut_in_force.argmax())
        when = f"comes in {case.month_name(month)}"
        served = outlook.at(f"fill_rate.{tier}", max(month - 1, 0))
        if served < outlook.at("fill_threshold", month) and outlook.at(f"cut_depth.{tier}", 0):
            refused = (
                f" It does not wait for the queue: {format_value(1.0 - served, 'share')} of demand is refused in the month "
                "before."
            )
    effect = "moves it"
    if inert_rule(outlook.scenario, key):
        effect = "does not count now; a click on the map sets both"
    lever = case.label_of(key).split(" · ")[0]
    return f"By this rule the cut of {case.label('tier', tier)} {when}.{refused} «{lever}» at the left {effect}."


def equilibrium_sentence(outlook: Outlook, replies: ReplyTable) -> str:
    """The pairs of answers in which neither side would move, in one sentence."""
    if not np.isfinite(replies.theirs).all():
        return (
            "What rivals earn is undefined, because no platform can serve every tier at its target."
        )
    pairs = replies.equilibria()
    if not pairs:
        return "In no pair of answers does each side do best against the other."
    month = outlook.case.month_name(replies.month)
    named = [
        f"{_our_move(outlook, OUR_CUTS[ours], month)} and rivals {answer_name(theirs)}"
        for ours, theirs in pairs
    ]
    first = f"Neither side gains by another answer where {named[0]}"
    if len(pairs) > 1:
        first += f", or where {'; or where '.join(named[1:])}"
    return f"{first}."


def replies_caption(outlook: Outlook, replies: ReplyTable, rule_name: str) -> str:
    """What the table of answers shows, and what it assumes of rivals; `rule_name` is the rule of the map's list after the cut."""
    lag = format_value(float(np.mean(outlook.scenario.value("match_lag"))), "month")
    return (
        f"Present value of our gross profit in bn yuan, and change of all rivals' against the pair in which nobody moves; means "
        f"over {replies.ours.shape[-1]} futures. A star marks the best answer to what the other side does. Our cut is not promised. "
        f"Our list {rule_name} after it, and the lists of our other tiers stand still. Rivals answer with all their lists, {lag} "
        f"later; those who match follow every move of our list. Each rival is taken to pay the common cost of hardware, less its "
        f"own progress, and to serve everybody who chooses it. Rivals are counted as one: one of them alone may gain where all of "
        f"them lose."
    )


def _our_move(outlook: Outlook, depth: float, month: str) -> str:
    tier = outlook.case.label("tier", outlook.case.story.tier)
    if not depth:
        return f"{tier} is not cut"
    return f"{tier} is cut by {format_value(depth, 'share')} in {month}"
