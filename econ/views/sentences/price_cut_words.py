"""The decision in words: the verdict of the map, what is drawn on it, and why its best cell is not where theory says."""

import math
import re

import numpy as np

from econ.decisions import price_cut
from econ.decisions.price_cut import DEPTHS, CutMap, Objective
from econ.decisions.price_cut_theory import CutTheory
from econ.outlook import Outlook
from econ.units import format_value
from econ.views.inert_levers import inert_rule
from econ.views.price_cut import TOP, VIEWS, best_cell, lower_is_better
from econ.views.sentences.price_captions import FULLY_SERVED

MORE = 3  # decimals at most beyond the usual, to tell two numbers apart

OVER = {
    "average": "On average over {} futures",
    "bad case": "In a future as bad as one in twenty of {}",
    "regret": "By regret over {} futures (nineteen of twenty give away less)",
}


def verdict(outlook: Outlook, found: CutMap, promised: np.ndarray, view: str) -> str:
    """The best fixed date and the best promise over the same futures, by the view that is shown."""
    case, objective = outlook.case, found.objective
    values, lower, count = (
        VIEWS[view](found),
        lower_is_better(found.objective, view),
        found.values.shape[-1],
    )
    over = OVER[view].format(count)
    if not np.isfinite(values).any():
        accepted = float(outlook.scenario.value("accepted_risk"))
        return f"No cut keeps the chance of running out within {len(values)} months at {accepted:.0%} or less."
    best = best_cell(values, lower)
    if best is None:
        same = format_value(float(values[np.isfinite(values)][0]), objective.unit)
        return f"{over} every month and depth comes to the same: {same}."
    month, number = best
    name = (
        f"a cut of {DEPTHS[number]:.0%} in {case.month_name(month)}"
        if DEPTHS[number]
        else "not to cut at all"
    )
    each = _by_view(found, promised, view)[1:]
    if not np.isfinite(each).any():
        return f"{over} the best of the fixed choices is {name}: {format_value(float(values[best]), objective.unit)}.{_limit(found)}"
    most = int(np.nanargmin(each) if lower else np.nanargmax(each)) + 1
    one, other = float(values[best]), float(each[most - 1])
    gain = (other - one) * (-1.0 if lower else 1.0)
    noise = (
        float(np.std(promised[most] - found.values[month, number], ddof=1) / math.sqrt(count))
        if count > 1
        else 0.0
    )
    told = apart(one, other, objective.unit)
    size, doubt = (_points(amount, told[0], objective.unit) for amount in (abs(gain), noise))
    least = re.sub(
        r"0(?=[^\d]*$)", "1", doubt
    )  # of what would be written as nothing, the smallest that is not
    doubt = doubt if re.search("[1-9]", doubt) else f"less than {least}"
    sure = f" (± {doubt}, one standard error)" if view == "average" else ""
    better = f"{size} {'better' if gain > 0 else 'worse'} than that{sure}" if gain else "the same"
    return (
        f"{over} the best of the fixed choices is {name}: {told[0]}. A cut of {DEPTHS[most]:.0%} promised for the month "
        f"supply lands comes to {told[1]}: {better}.{_limit(found)}"
    )


def _limit(found):
    """Whether the limit on the chance of running out matters, where there is one: a cell that breaks it is not a number."""
    offered = found.values[np.isfinite(found.values).any(axis=(1, 2))]
    free = found.objective.name == price_cut.AFFORDABLE_SHARE.name and np.isfinite(offered).all()
    return " The limit on the chance of running out binds nowhere." if free else ""


def apart(one: float, other: float, unit: str) -> tuple[str, str]:
    """Two numbers for people, with as many more decimals as it takes to tell them apart, three at most."""
    usual = format_value(one, unit), format_value(other, unit)
    if usual[0] != usual[1] or one == other or not (math.isfinite(one) and math.isfinite(other)):
        return usual
    longer = [
        tuple(_decimals(value, _places(usual[0]) + more, usual[0], unit) for value in (one, other))
        for more in range(1, MORE + 1)
    ]
    return next((texts for texts in longer if texts[0] != texts[1]), usual)


def _places(text):
    """How many decimals a number was written with."""
    return len(re.match(r"[−-]?[\d,]+\.?(\d*)", text)[1])


def _decimals(value, places, like, unit):
    """A number with some decimals, and with the unit another was written with."""
    text = f"{value * (100.0 if unit.startswith('share') else 1.0):,.{places}f}".replace("-", "−")
    return text + re.sub(r"^[−-]?[\d,.]+", "", like)


def _by_view(found, promised, view):
    """The value of each promised depth as the view has it."""
    if view == "average":
        return promised.mean(axis=-1)
    bad = (
        price_cut.BAD_CASE_CHANCE if found.objective.better > 0 else 1.0 - price_cut.BAD_CASE_CHANCE
    )
    return (
        np.quantile(promised, bad, axis=-1)
        if view == "bad case"
        else np.quantile(found.regrets(promised), 1.0 - price_cut.BAD_CASE_CHANCE, axis=-1)
    )


def _points(amount, told, unit):
    """The size of a difference, one decimal finer than the numbers it is the difference of."""
    if not re.match(r"[−-]?\d", told) or not math.isfinite(amount):
        return format_value(amount, unit)
    return _decimals(amount, _places(told) + 1, told, unit).replace(" %", " points")


def caption(outlook: Outlook, objective: Objective, uncertain: tuple[str, ...]) -> str:
    """What a cell of the map is, in a line."""
    gone = " Grey months have gone by." if price_cut.first_cut_month(outlook.scenario) else ""
    return (
        f"A click makes a cell the scenario.{gone} {objective.name}: {objective.meaning}, in "
        f"{price_cut.draws_per_map(outlook.scenario, uncertain)} futures that are the same in every cell."
    )


def futures(outlook: Outlook, uncertain: tuple[str, ...], said: CutTheory) -> str:
    """What is drawn, and when supply lands in the futures and in the scenario."""
    case, tier = outlook.case, outlook.case.story.tier
    keys = ", ".join(case.label_of(key) for key in uncertain)
    landed = outlook[f"supply_is_in.{tier}"][0] > 0.5
    here = _month(case, float(landed.argmax()) if landed.any() else math.inf)
    drawn = f"Drawn are {keys} (seed {price_cut.SEED}), each around where its lever stands. "
    if not said.lands:
        return f"{drawn}Supply lands in none of the futures{'' if landed.any() else ', and not in the scenario either'}."
    early, late = (_month(case, month) for month in said.landing_range())
    why = ". A delay that is drawn adds to the lever's and cannot be less than none: most futures are later than the scenario"
    later = why if landed.any() and said.median_landing > landed.argmax() else ""
    return (
        f"{drawn}Supply lands in {here} in the scenario itself, in {_month(case, said.median_landing)} in the median future, and "
        f"between {early} and {late} in eight of ten{later}."
    )


def _month(case, month):
    return case.month_name(int(month)) if month < case.months else "no month of the horizon"


def premises(outlook: Outlook, said: CutTheory) -> str:
    """The numbers the closed forms were given, and what they say at the ends of the elasticity's range."""
    if not said.lands:
        return "Supply lands in no future: theory has no date to give (E14, E15), and no supply carries a cut (E12)."
    own, (small, elastic, stiff) = (
        [f"{-each:.2f}" for each in said.elasticities],
        said.matched_elasticities,
    )
    return (
        f"Theory was given, of the median future in the month in which supply lands, an elasticity of {small:.2f} ({own[0]} "
        "in the scenario, less what rivals match, with users who come back from other hosts); adoption of "
        f"{said.adoption_speed:.2f} a month (λ), {said.throttled_adoption:.2f} of it while refused (φ); "
        "no cost that grows with tokens (c/p = 0); "
        f"supply {_lands(outlook.case, said)}. So {_when(said, '')}. At the ends of the range: {own[1]} (then "
        f"{elastic:.2f}): {_when(said, 'elastic_')}; {own[2]} (then {stiff:.2f}): "
        f"{'no cut pays' if stiff <= 1.0 else 'a cut may pay'}. A mark of E14 stands half a month later than its lead, as "
        "a month's demand in the model is that of its end: a short lead is marked in the month in which supply lands. "
        f"A year after it lands, supply carries {_carried(said.carried_depth)} (E12)."
    )


def _lands(case, said):
    return (
        f"in {case.month_name(int(said.median_landing))}"
        if said.median_landing < case.months
        else "in fewer than half of the futures"
    )


def _when(said, end):
    """What E14 says at one end of the elasticity's range, over the depths of the map."""
    if math.isinf(said.median_landing):
        return "E14 has no month to lead"
    leads = said.median_landing + price_cut.HALF_MONTH - said.table[f"{end}lead"].dropna()
    if leads.empty:
        return f"{'' if end else f'with elasticity {said.matched_elasticities[0]:.2f} after matching, '}theory would not cut at any date"
    return f"E14 leads that month by {leads.min():.1f} to {leads.max():.1f} months"


def _carried(depth):
    if depth <= 0.0:
        return "no cut off the list in force"
    scale = (
        ", which is off the scale of the map and marked at its upper edge" if depth > TOP else ""
    )
    return f"a cut of {format_value(depth, 'share')} off the list in force{scale}"


def differences(outlook: Outlook, found: CutMap, view: str, said: CutTheory) -> str:
    """How far the best cell is from where theory says, and why it may be; empty where nothing is best."""
    best = best_cell(VIEWS[view](found), lower_is_better(found.objective, view))
    if best is None:
        return ""
    case, (month, number) = outlook.case, best
    edges = [
        words
        for words, on in (
            ("first month", month == price_cut.first_cut_month(outlook.scenario)),
            ("last month", month == price_cut.cut_window(case) - 1),
            ("deepest cut", number == len(DEPTHS) - 1),
        )
        if on
    ]
    edge = (
        f" It lies on the map's edge ({' and '.join(edges)}): beyond it there may be better."
        if edges and number
        else ""
    )
    if not said.lands:
        return f"Supply lands in no future: theory has no date to hold the best cell against.{edge}"
    what = (
        "Not to cut"
        if not number
        else f"The best cell, {DEPTHS[number]:.0%} in {case.month_name(month)},"
    )
    return f"{what} {_beside(case, said, month, number)} {_conditions(outlook, found, said)}{edge}"


def _beside(case, said, month, number):
    """Where theory has a cut of the depth of the best cell, beside the month of that cell."""
    if not number:
        return "is best."
    row, told = said.table.iloc[number - 1], []
    for name, column, later in (
        ("E14's mark", "lead", price_cut.HALF_MONTH),
        ("E15's date", "date", 0.0),
    ):
        if not math.isnan(row[column]):
            there = int(row[column] + later)
            off = month - there
            size = (
                f"{abs(off)} month{'s' if abs(off) > 1 else ''} {'after' if off > 0 else 'before'}"
            )
            told.append(
                f"{'on' if not off else size} {name}{f' ({case.month_name(there)})' if off else ''}"
            )
    return (
        f"is {' and '.join(told)} for that depth."
        if told
        else "is best; theory has no date for that depth."
    )


def _conditions(outlook, found, said):
    """What theory wants, and what is otherwise here."""
    full = (
        "nobody is"
        if said.fill_rate > FULLY_SERVED
        else f"{format_value(1.0 - said.fill_rate, 'share')} of demand is"
    )
    fails = [f"{full} refused in the month before it in the median future"]
    fails += (
        ["demand grows by itself"] if float(outlook.scenario.value("trend_growth")) > 0.0 else []
    )
    fails += (
        ["rivals' prices go on falling"]
        if float(outlook.scenario.value("rival_price_decline")) > 0.0
        else []
    )
    fails += [
        f"the map is judged by {found.objective.name[0].lower()}{found.objective.name[1:]} to its own horizon"
    ]
    return f"Theory wants capacity just full before supply and a world that stands still; here {'; '.join(fails)}."


VIEWS_IN_WORDS = (
    "Bad case: one future in twenty is worse. Regret: what a cell gives away against the best cell of the same "
    "future, exceeded in one future of twenty. Marks of theory are read where nothing is cut, so that a click does "
    "not move them."
)


def comparison_note(outlook: Outlook) -> str:
    """How the four alternatives are dated, and which futures their shares are of."""
    shift = format_value(float(outlook.scenario.value("cut_date_shift")), "month")
    return (
        f"Before and after are {shift} from the month in which supply lands: in the scenario itself, and in each of the "
        "futures of the map when it lands there, or from the month of the plan's cut where it does not. «Less» is less than "
        "the best of the four. Shares of futures are of those of the map, which draw what is named above as uncertain and "
        "nothing else; those of the Stress test draw everything."
    )


def uncompared(outlook: Outlook) -> str:
    """Why there are no four answers to compare."""
    case, tier = outlook.case, outlook.case.story.tier
    if outlook.at(f"cut_depth.{tier}", 0) == 0.0:
        return f"No cut of {case.label('tier', tier)} is planned: there is nothing to make before, at or after supply."
    return "Supply does not land within the horizon in this scenario: there is no before, at or after to compare."


def cut_rule_caption(outlook: Outlook) -> str:
    """When the cut comes by its rule, and whether the month of the cut counts."""
    case, tier = outlook.case, outlook.case.story.tier
    cut, key = outlook[f"cut_in_force.{tier}"][0], f"cut_month.{tier}"
    when = "does not come within the horizon"
    if cut.any():
        when = f"comes in {case.month_name(int(cut.argmax()))}"
    effect = "moves it"
    if inert_rule(outlook.scenario, key):
        effect = "does not count now; a click on the map sets both"
    month = case.label_of(key).split(" · ")[0]
    return f"By this rule the cut of {case.label('tier', tier)} {when}. «{month}» at the left {effect}."
