"""The map of price cuts, the cell that is clicked, and the four alternatives of a cut, as figures and tables."""

import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from econ.accounts.path_facts import landing_months
from econ.arrays import Array
from econ.case.calendar import month_start
from econ.case.file.options import CUT_ON_A_DATE, NOT_PROMISED
from econ.decisions import cut_alternatives, price_cut
from econ.decisions.cut_sensitivity import BestCut
from econ.decisions.price_cut import DEPTHS, CutMap
from econ.decisions.rival_replies import RIVAL_ANSWERS, ReplyTable
from econ.outlook import Outlook
from econ.units import YUAN, format_value, per_cent, shown_factor, shown_unit, signed_text
from econ.views.cut_gains import best_cell
from econ.views.figures.figure import Figure
from econ.views.figures.lines import Line, lines_chart
from econ.words import Amount, say

ALTERNATIVES = ("before", "at", "after", "promised")  # by the cases of a message
OWN_CUT = "cut"  # the head of the rows of `reply_table`
_FIGURE_HEIGHT = 200  # pixels of a figure of the alternatives


def cut_overrides(outlook: Outlook, cell: str, list_rule: float) -> dict[str, float]:
    """The overrides that make a clicked cell the scenario; `cell` is the month and the number of the depth, as "30|6".

    `list_rule` is the rule of reviews under which the map is drawn. Without a cut none is promised either, and everything else is as
    in the preset.
    """
    scenario, tier = outlook.scenario, outlook.case.story.tier
    month, number = map(int, cell.split("|"))
    depth = DEPTHS[number]
    if depth == 0.0:
        preset = price_cut.without_cut_choice(scenario)
        keys = [f"{name}.{tier}" for name in price_cut.CUT_CHOICES]
        no_cut = {
            f"cut_depth.{tier}": 0.0,
            f"cut_promised.{tier}": NOT_PROMISED,
            f"list_rule.{tier}": list_rule,
        }
        return {key: float(preset.value(key)) for key in keys} | no_cut
    return {
        f"cut_rule.{tier}": CUT_ON_A_DATE,
        f"cut_month.{tier}": float(month),
        f"cut_depth.{tier}": depth,
        f"cut_promised.{tier}": NOT_PROMISED,
        f"list_rule.{tier}": list_rule,
    }


def common_depth(best_cuts: Sequence[BestCut]) -> float | None:
    """The depth of all best cuts where it is the same and not zero; None where they differ, which a table then says by row."""
    depths = {cut.depth for cut in best_cuts}
    return next(iter(depths)) or None if len(depths) == 1 else None


def best_cuts_table(outlook: Outlook, best_cuts: Sequence[BestCut], unit: str) -> pd.DataFrame:
    """The best cut at both ends of what is believed of hosts, rivals and demand, as text: a row for each assumption.

    Where all have one depth, which the caption states, a cell has the month alone.
    """
    case, has_one_depth = outlook.case, common_depth(best_cuts) is not None
    rows: dict[str, dict[str, str]] = {}
    for cut, end in zip(best_cuts, itertools.cycle(("low", "high"))):
        row = rows.setdefault(cut.key, {"believed": case.label_of(cut.key)})
        row[say("turning-end", end=end)] = format_value(cut.value, case.unit_of(cut.key))
        cell = say(
            "cut-cell-name",
            cuts=bool(cut.depth),
            depth=Amount(value=cut.depth, unit="share"),
            month=month_start(case.start, cut.month),
        )
        month = case.month_name(int(cut.month))
        row[say("turning-best-cut", end=end, month=has_one_depth)] = (
            month if has_one_depth else cell
        )
        row[say("turning-gain", end=end)] = (
            f"{format_value(cut.gain, unit)} (± {format_value(cut.error, unit, with_unit=False)})"
            if cut.depth
            else "–"
        )
    return pd.DataFrame(rows.values())


def reply_table(replies: ReplyTable) -> pd.DataFrame:
    """Gross profit of both sides for each pair of answers, as text: a row for each of our cuts, a column for each answer.

    A cell has our present value in bn yuan, and the change of rivals' against the pair in which nobody moves. A star marks the
    best answer to what the other side does.
    """
    ours, theirs = replies.ours.mean(axis=-1), replies.theirs.mean(axis=-1)
    our_best, their_best = replies.our_best(), replies.their_best()
    rows = []
    for row, depth in enumerate(replies.our_cuts):
        cells = {OWN_CUT: cut_name(depth)}
        for column in range(len(RIVAL_ANSWERS)):
            own = format_value(float(ours[row, column]), "bn yuan", with_unit=False)
            change = float(theirs[row, column] / theirs[0, 0] - 1.0)
            rivals = format_value(change, "share") if np.isfinite(change) else None
            stars = ["*" * int(best[row, column]) for best in (our_best, their_best)]
            head = say("rival-answer-head", answer=answer_name(replies, column))
            cells[head] = f"{own}{stars[0]}; {say('rival-change', change=rivals)}{stars[1]}"
        rows.append(cells)
    return pd.DataFrame(rows)


def cut_name(depth: float) -> str:
    """One of our cuts in words: "none" or "60 %"."""
    return format_value(depth, "share") if depth else "none"


def answer_name(replies: ReplyTable, column: int) -> str:
    """An answer of rivals in words: "hold", "match" or "match and undercut by 15 %"."""
    depth = Amount(value=replies.undercut, unit="share")
    return say("rival-answer", answer=RIVAL_ANSWERS[column], depth=depth)


def alternative_names() -> list[str]:
    """The four alternatives in words, in the order of `ALTERNATIVES`."""
    return [say("cut-alternative", when=when) for when in ALTERNATIVES]


def cut_shift(outlook: Outlook) -> Amount:
    """By how much the earlier and the later alternative are before and after the landing of supply."""
    return Amount(value=float(outlook.scenario.value("cut_date_shift")), unit="month")


def _dated_alternatives(outlook: Outlook) -> list[str]:
    """The four alternatives in words, with their distance from supply."""
    shift = cut_shift(outlook)
    return [say("cut-alternative-dated", when=when, shift=shift) for when in ALTERNATIVES]


def best_mean_cell(cut_map: CutMap) -> tuple[int, int] | None:
    """Month and number of the depth of the best cell on average."""
    return best_cell(cut_map.mean(), cut_map.objective.better < 0)


def answers_table(outlook: Outlook, risks: Mapping[str, Array], plan: Array) -> pd.DataFrame:
    """The four answers in short, as text: what each is worth against the plan over futures, and the demand that it refuses.

    `risks` is from `cut_alternatives.alternative_risks`; `plan` is the worth of the plan as it stands on the same futures, shape (draws,).
    """
    case, tier = outlook.case, outlook.case.story.tier
    months = price_cut.cut_window(case)
    runs = cut_alternatives.run_alternatives(outlook)
    refused = runs[f"unmet_demand.{tier}"][:, :months].sum(axis=1)
    demanded = runs[f"demand.{tier}"][:, :months].sum(axis=1)
    gains = (risks["worth"] - plan).mean(axis=1)
    return pd.DataFrame(
        {
            "cut": _dated_alternatives(outlook),
            shown_unit("bn yuan"): [
                signed_text(float(gain) * shown_factor(YUAN), "+.2f") for gain in gains
            ],
            say("alternative-refused", tier=case.label("tier", tier)): [
                format_value(float(share), "share") for share in refused / demanded
            ],
        }
    )


def alternatives_table(outlook: Outlook, risks: Mapping[str, Array]) -> pd.DataFrame:
    """Cutting before, at and after supply, and promising it, as text: one row each, in the scenario and over futures.

    `risks` is from `cut_alternatives.alternative_risks`. Empty where there is nothing to compare (`has_alternatives`).
    """
    case, tier = outlook.case, outlook.case.story.tier
    if not has_alternatives(outlook):
        return pd.DataFrame(columns=["answer"])
    runs = cut_alternatives.run_alternatives(outlook)
    months = price_cut.cut_window(case)
    kept = {name: runs.values[name][..., np.newaxis, :] for name in price_cut.NPV.keep}
    worth = price_cut.NPV.measure(kept, outlook.scenario)[0]
    cash = runs["cash"][:, months - 1]
    average_worth, future_count = risks["worth"].mean(axis=1), risks["worth"].shape[1]
    refused = runs[f"unmet_demand.{tier}"][:, :months].sum(axis=1)
    demanded = runs[f"demand.{tier}"][:, :months].sum(axis=1)
    rows, end = [], month_start(case.start, months - 1)
    for draw, name in enumerate(_dated_alternatives(outlook)):
        cut_in_force = runs[f"cut_in_force.{tier}"][draw]
        cut_month = say("alternative-not-made", month=month_start(case.start, case.months - 1))
        if cut_in_force.any():
            cut_month = case.month_name(int(cut_in_force.argmax()))
        chance = Amount(value=float(risks["runs out"][draw].mean()), unit="share")
        rows.append(
            {
                "answer": name,
                say("alternative-cut-in"): cut_month,
                say("alternative-worth"): _money_and_shortfall(worth, draw),
                say("alternative-cash", month=end): _money_and_shortfall(cash, draw),
                "runway": format_value(runs.at("runway", 0, draw), "month"),
                say("alternative-share", month=end): _precise_per_cent(
                    runs.at(f"served_share.{tier}", months - 1, draw)
                ),
                say("alternative-refused", tier=case.label("tier", tier)): _precise_per_cent(
                    refused[draw] / demanded[draw]
                ),
                say("alternative-average-worth", count=future_count): _money_and_shortfall(
                    average_worth, draw
                ),
                say("alternative-runs-out", month=end): say("alternative-chance", share=chance),
            }
        )
    return pd.DataFrame(rows)


def alternative_figures(outlook: Outlook, baseline: Outlook) -> dict[str, Figure]:
    """Figures of the four alternatives, a line each, by the quantity they show."""
    case, tier = outlook.case, outlook.case.story.tier
    runs = cut_alternatives.run_alternatives(outlook)
    titles = {
        f"fill_rate.{tier}": say("timing-path-served"),
        "revenue": say("timing-path-revenue"),
        f"served_share.{tier}": say("timing-path-class"),
    }
    return {
        key: lines_chart(
            title,
            runs,
            baseline,
            tuple(Line(key, name, draw) for draw, name in enumerate(alternative_names())),
            height=_FIGURE_HEIGHT,
            months=price_cut.cut_window(case),
        )
        for key, title in titles.items()
    }


def has_alternatives(outlook: Outlook) -> bool:
    """Whether there are four alternatives to compare: a cut is planned, and supply lands within the horizon."""
    lands = math.isfinite(landing_months(outlook)[0])
    return lands and outlook.at(f"cut_depth.{outlook.case.story.tier}", 0) > 0.0


def _precise_per_cent(share: float) -> str:
    """A share with two decimals, without which the alternatives may look the same."""
    return per_cent(share, 2)


def _money_and_shortfall(amounts: Array, place: int) -> str:
    """One of several amounts in bn yuan, and how much less it is than the best of them."""
    shortfall = float(np.max(amounts) - amounts[place])
    text = format_value(float(amounts[place]), "bn yuan", with_unit=False)
    if shortfall == 0.0:
        return say("alternative-best", amount=text)
    less = format_value(shortfall, "bn yuan", with_unit=False)
    return say("alternative-less", amount=text, less=less)
