"""The decision in tables and words: the cells of the map, what theory marks on it, the four answers, and the verdict."""

import datetime
import math
import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from econ import decision
from econ.decision import DEPTHS, MONTHS, Objective, Surface
from econ.outlook import Outlook
from econ.theory import Theory
from econ.units import write
from econ.value import month_start

VIEWS = {"average": Surface.mean, "bad case": Surface.bad, "regret": Surface.regret}
ANSWERS = ("before supply", "at supply", "after supply", "promised for supply")
BAND, TOP = 0.05, DEPTHS[-1] + 0.05  # half the height of a row of the map, and its upper end
ALIKE = 1e-9  # of the largest: cells nearer than this are the same
FULL = 0.99  # of demand served: as good as all
MORE = 3  # decimals at most beyond the usual, to tell two numbers apart
A_MONTH = 30.0  # days, where something falls between two months


def lower_is_better(objective: Objective, view: str) -> bool:
    """Whether the best cell of a view has the smallest number."""
    return view == "regret" or objective.better < 0


def cells(outlook: Outlook, found: Surface, view: str, said: Theory) -> pd.DataFrame:
    """The map as rows: every cell of a view, and its marks: theory, the best cell, the cut as planned, and E12's depth.

    A cell without a number is of the kind "empty" and cannot be clicked: gone by, not known yet, or not allowed.
    """
    case, values, unit = outlook.case, VIEWS[view](found), found.objective.unit
    first, rows = decision.first_month(outlook.scenario), []
    for number, depth in enumerate(DEPTHS):
        for month in range(MONTHS):
            value = float(values[month, number])
            name = f"{depth:.0%} in {case.month_name(month)}" if depth else "no cut"
            empty = "gone by" if month < first else "runs out too often" if found.done else "…"
            kind, words = ("empty", empty) if np.isnan(value) else ("cell", write(value, unit))
            rows.append(_row(kind, _day(case, month), _day(case, month + 1), depth, value,
                             f"{month}|{number}" if kind == "cell" else "", f"{name}: {words}"))
    for column, kind in (("lead", "theory, lead (E14)"), ("date", "theory, date (E15)"), ("elastic_lead", "E14 if elastic"),
                         ("elastic_date", "E15 if elastic")):
        marked = said.table[said.table[column] + decision.HALF >= first].dropna(subset=[column])
        rows += [_mark(case, kind, row[column] + decision.HALF, row["depth"]) for _, row in marked.iterrows()]
    best = _best(values, lower_is_better(found.objective, view))
    if best and found.done:
        rows.append(_mark(case, "best cell", best[0] + decision.HALF, DEPTHS[best[1]]))
    rows += _planned(outlook)
    if 0.0 < said.carried <= DEPTHS[-1]:
        rows.append(_row("carried", _day(case, first), _day(case, MONTHS), said.carried,
                         tip=f"supply carries {write(said.carried, 'share')} (E12)"))
    return pd.DataFrame(rows).astype({"begin": "datetime64[ms]", "end": "datetime64[ms]"})


def _best(values, lower):
    """The month and depth of the best cell; nothing where all that is known is alike, or nothing is."""
    known = values[np.isfinite(values)]
    if not len(known) or np.ptp(known) <= ALIKE * max(1.0, np.abs(known).max()):
        return None
    order = np.where(np.isfinite(values), values if lower else -values, np.inf)
    month, number = np.unravel_index(int(order.T.argmin()), order.T.shape)[::-1]  # of equals, the shallowest cut
    return int(month), int(number)


def _planned(outlook):
    """The cut of the scenario, where it lies on the map."""
    tier = outlook.case.story.tier
    cut, depth = outlook[f"cut_in_force.{tier}"][0], outlook.at(f"cut_depth.{tier}", 0)
    month = int(cut.argmax())
    marked = cut.any() and month < MONTHS and depth > 0.0
    return [_mark(outlook.case, "cut of the scenario", month + decision.HALF, min(depth, TOP))] if marked else []


def _day(case, month):
    whole = int(np.floor(month))
    return datetime.datetime.combine(month_start(case.start, whole), datetime.time()) + datetime.timedelta(
        days=A_MONTH * float(month - whole))


def _row(kind, begin, end, depth, value=math.nan, cell="", tip=""):
    return {"begin": begin, "end": end, "depth": depth, "low": depth - BAND, "high": depth + BAND, "value": value, "cell": cell,
            "kind": kind, "tip": tip}


def _mark(case, kind, month, depth):
    return _row(kind, _day(case, month), _day(case, month), depth)


def choice(outlook: Outlook, cell: str) -> dict[str, float]:
    """The overrides that make a clicked cell the scenario; without a cut, everything else of it is as in the preset."""
    tier, (month, number) = outlook.case.story.tier, cell.split("|")
    depth = DEPTHS[int(number)]
    if depth == 0.0:
        own = decision.without_choice(outlook.scenario)
        return {f"{name}.{tier}": float(own.value(f"{name}.{tier}")) for name in decision.CHOICES} | {f"cut_depth.{tier}": 0.0}
    return {f"cut_rule.{tier}": decision.ON_A_DATE, f"cut_month.{tier}": float(month), f"cut_depth.{tier}": depth,
            f"cut_promised.{tier}": 0.0}


OVER = {"average": "On average over {} futures", "bad case": "In a future as bad as one in twenty of {}",
        "regret": "By regret over {} futures (nineteen of twenty give away less)"}


def verdict(outlook: Outlook, found: Surface, promised: np.ndarray, view: str) -> str:
    """The best fixed date and the best promise over the same futures, by the view that is shown."""
    case, objective = outlook.case, found.objective
    values, lower, count = VIEWS[view](found), lower_is_better(found.objective, view), found.values.shape[-1]
    over = OVER[view].format(count)
    if not np.isfinite(values).any():
        return f"No cut keeps the chance of running out within {MONTHS} months at {decision.RISK:.0%} or less."
    best = _best(values, lower)
    if best is None:
        same = write(float(values[np.isfinite(values)][0]), objective.unit)
        return f"{over} every month and depth comes to the same: {same}."
    month, number = best
    name = f"a cut of {DEPTHS[number]:.0%} in {case.month_name(month)}" if DEPTHS[number] else "not to cut at all"
    each = _by_view(found, promised, view)[1:]
    if not np.isfinite(each).any():
        return f"{over} the best of the fixed choices is {name}: {write(float(values[best]), objective.unit)}.{_limit(found)}"
    most = int(np.nanargmin(each) if lower else np.nanargmax(each)) + 1
    one, other = float(values[best]), float(each[most - 1])
    gain = (other - one) * (-1.0 if lower else 1.0)
    noise = float(np.std(promised[most] - found.values[month, number], ddof=1) / math.sqrt(count)) if count > 1 else 0.0
    told = apart(one, other, objective.unit)
    size, doubt = (_points(amount, told[0], objective.unit) for amount in (abs(gain), noise))
    least = re.sub(r"0(?=[^\d]*$)", "1", doubt)  # of what would be written as nothing, the smallest that is not
    doubt = doubt if re.search("[1-9]", doubt) else f"less than {least}"
    sure = f" (± {doubt}, one standard error)" if view == "average" else ""
    better = f"{size} {'better' if gain > 0 else 'worse'} than that{sure}" if gain else "the same"
    return (f"{over} the best of the fixed choices is {name}: {told[0]}. A cut of {DEPTHS[most]:.0%} promised for the month "
            f"supply lands comes to {told[1]}: {better}.{_limit(found)}")


def _limit(found):
    """Whether the limit on the chance of running out matters, where there is one: a cell that breaks it is not a number."""
    offered = found.values[np.isfinite(found.values).any(axis=(1, 2))]
    free = found.objective is decision.LIMITED and np.isfinite(offered).all()
    return " The limit on the chance of running out binds nowhere." if free else ""


def apart(one: float, other: float, unit: str) -> tuple[str, str]:
    """Two numbers for people, with as many more decimals as it takes to tell them apart, three at most."""
    usual = write(one, unit), write(other, unit)
    if usual[0] != usual[1] or one == other or not (math.isfinite(one) and math.isfinite(other)):
        return usual
    longer = [tuple(_decimals(value, _places(usual[0]) + more, usual[0], unit) for value in (one, other))
              for more in range(1, MORE + 1)]
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
    bad = decision.BAD if found.objective.better > 0 else 1.0 - decision.BAD
    return np.quantile(promised, bad, axis=-1) if view == "bad case" else np.quantile(
        found.given_away(promised), 1.0 - decision.BAD, axis=-1)


def _points(amount, told, unit):
    """The size of a difference, one decimal finer than the numbers it is the difference of."""
    if not re.match(r"[−-]?\d", told) or not math.isfinite(amount):
        return write(amount, unit)
    return _decimals(amount, _places(told) + 1, told, unit).replace(" %", " points")


def legend(outlook: Outlook, objective: Objective, uncertain: tuple[str, ...], said: Theory) -> str:
    """What the objective means, what is drawn, and when supply lands in the futures and in the scenario."""
    case, tier = outlook.case, outlook.case.story.tier
    keys = ", ".join(case.label_of(key) for key in uncertain)
    landed = outlook[f"supply_is_in.{tier}"][0] > 0.5
    here = _month(case, float(landed.argmax()) if landed.any() else math.inf)
    early, late = (_month(case, month) for month in said.span())
    count, middle = decision.futures(outlook.scenario, uncertain), _month(case, said.middle)
    gone = "Grey months have gone by. " if decision.first_month(outlook.scenario) else ""
    return (f"A click makes a cell the scenario. {gone}{objective.name}: {objective.meaning}. "
            f"{count} futures of {keys}, the same in every cell (seed {decision.SEED}). "
            f"Supply lands in {middle} in the median future and between {early} and {late} in eight of ten; with "
            f"the levers as they are, in {here}. Futures are drawn around the levers, but a delay can only put off, and less "
            "output or a smaller share does too.")


def _month(case, month):
    return case.month_name(int(month)) if month < case.months else "no month of the horizon"


def premises(outlook: Outlook, said: Theory) -> str:
    """The numbers the closed forms were given, and what they say at the ends of the elasticity's range."""
    own, (small, elastic, stiff) = [f"{-each:.1f}" for each in said.own], said.matched
    middle = _month(outlook.case, said.middle)
    carried = "Supply lands in no future." if math.isnan(said.carried) else (
        f"A year after it lands, supply carries {_carried(said.carried)} (E12).")
    ample = "no cut pays" if stiff <= 1.0 else "a cut may pay"
    return (f"Theory was given an elasticity of {small:.2f} ({own[0]} in the scenario, less what rivals match, with users "
            f"who come back from other hosts), adoption of {said.speed:.2f} a month (λ), {said.stay:.2f} of it while "
            f"refused (φ), no cost that grows with tokens (c/p = 0), supply in {middle}. So {_when(said, '')}. At the ends of "
            f"the range: {own[1]} (then {elastic:.2f}): {_when(said, 'elastic_')}; {own[2]} (then {stiff:.2f}): {ample}. "
            f"{carried}")


def _when(said, end):
    """What E14 says at one end of the elasticity's range, over the depths of the map."""
    leads = said.middle + decision.HALF - said.table[f"{end}lead"].dropna()
    if leads.empty:
        return f"{'' if end else f'with elasticity {said.matched[0]:.2f} after matching, '}theory would not cut at any date"
    return f"E14 leads that month by {leads.min():.1f} to {leads.max():.1f} months"


def _carried(depth):
    if depth <= 0.0:
        return "no cut off the list in force"
    scale = ", which is off the scale of the map" if depth > DEPTHS[-1] else ""
    return f"a cut of {write(depth, 'share')} off the list in force{scale}"


def differences(outlook: Outlook, found: Surface, view: str, said: Theory) -> str:
    """Why the best cell is not where theory says, in a sentence; empty where it is, or where nothing is best."""
    best = _best(VIEWS[view](found), lower_is_better(found.objective, view))
    if best is None:
        return ""
    case, (month, number) = outlook.case, best
    edges = [words for words, on in (("first month", month == decision.first_month(outlook.scenario)),
                                     ("last month", month == MONTHS - 1), ("deepest cut", number == len(DEPTHS) - 1)) if on]
    edge = f" It lies on the map's edge ({' and '.join(edges)}): beyond it there may be better." if edges and number else ""
    row = said.table.iloc[number - 1] if number else None
    if number and not math.isnan(row["lead"]) and abs(row["lead"] - month) <= 1.0:
        return f"The best cell is where E14 puts a cut of that depth, within a month.{edge}"
    fill = write(said.fill, "share")
    before = "nobody is refused" if said.fill > FULL else f"only {fill} of demand is served"
    fails = [f"{before} in the month before"]
    fails += ["demand grows by itself"] if float(outlook.scenario.value("trend_growth")) > 0.0 else []
    fails += ["rivals' prices go on falling"] if float(outlook.scenario.value("rival_price_decline")) > 0.0 else []
    fails += [f"the map is judged by {found.objective.name[0].lower()}{found.objective.name[1:]} to its own horizon"]
    what = "not to cut" if not number else f"{DEPTHS[number]:.0%} in {case.month_name(month)}"
    return (f"Theory's conditions do not hold here, so the best cell ({what}) need not be on its marks: it wants capacity just "
            f"full before supply and a world that stands still, but {'; '.join(fails)}.{edge}")


CONDITIONS = ("Bad case: one future in twenty is worse. Regret: what a cell gives away against the best cell of the same "
              "future, exceeded in one future of twenty. Marks of theory are read where nothing is cut, so that a click does not "
              "move them.")


def answers(outlook: Outlook, over: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """What cutting before, at and after supply and promising it come to: in the scenario itself, and over futures.

    One row each; `over` is from `decision.risks`. Empty where no cut is planned.
    """
    case, tier = outlook.case, outlook.case.story.tier
    if outlook.at(f"cut_depth.{tier}", 0) == 0.0:
        return pd.DataFrame(columns=["answer"])
    many = decision.alternatives(outlook)
    lands = bool((many[f"supply_is_in.{tier}"][0] > 0.5).any())
    worth = decision.NPV.value({"gross_profit": many.values["gross_profit"][..., np.newaxis, :]}, outlook.scenario)[0]
    mean, count = over["worth"].mean(axis=1), over["worth"].shape[1]
    cash = many["cash"][:, MONTHS - 1]
    rows = []
    for draw, name in enumerate(ANSWERS):
        cut = many[f"cut_in_force.{tier}"][draw]
        refused = many[f"unmet_demand.{tier}"][draw, :MONTHS].sum() / many[f"demand.{tier}"][draw, :MONTHS].sum()
        rows.append({
            "answer": name if lands else f"{name} (which does not land)",
            "cut in": case.month_name(int(cut.argmax())) if cut.any() else "not within the horizon",
            "gross profit, worth today": _against(worth, draw),
            f"cash after {MONTHS} months": _against(cash, draw),
            "runway": write(many.at("runway", 0, draw), "month"),
            f"served share, {case.month_name(MONTHS - 1)}": f"{many.at(f'served_share.{tier}', MONTHS - 1, draw):.2%}",
            "demand refused": f"{refused:.2%}",
            f"worth over {count} futures": _against(mean, draw),
            f"runs out within {MONTHS} months": f"{over['runs out'][draw].mean():.1%} of futures"})
    return pd.DataFrame(rows)


def _against(values, place):
    """The best of several sums of money in full, the others as what they fall short of it."""
    short = float(np.max(values) - values[place])
    return write(float(values[place]), "bn yuan") if short == 0.0 else f"−{write(short, 'bn yuan')}"
