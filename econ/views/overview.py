"""The Overview: the chain from supply to cash as five panels, and what each change does to the headline figures."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from econ.accounts.path_facts import landing_months
from econ.arrays import Array
from econ.case.case import Case
from econ.explain import effects_of_single_changes
from econ.outlook import Outlook
from econ.units import LOWEST_SHARE, THOUSAND, shown_factor, shown_unit
from econ.views.assumption_table import format_for_table
from econ.views.change_words import signed_change
from econ.views.cut_verdict import month_of_planned_cut
from econ.views.figures.figure import Figure
from econ.views.figures.lines import Line, lines_chart
from econ.views.figures.panels import (
    WHOLE_SHARE,
    AxisEnds,
    Panel,
    PanelArea,
    PanelEvent,
    PanelLine,
    axis_around,
    finite_ends,
)
from econ.views.funding import cash_events
from econ.views.sentences import overview_captions as words
from econ.words import say

MOST_EVENTS = 5  # in a panel
# Colours of the theme, by what they mean on every page.
COMES_IN, GOES_OUT, AWAITED, TURNED_AWAY, THIRD, CONTEXT, INK = 0, 1, 2, 3, 5, 6, 7
_SMALLEST_PART = 1e-9  # of the largest cash: less than this rests on an open round only by rounding


def overview_panels(
    outlook: Outlook,
    baseline: Outlook,
    closed_money: Outlook,
    held: Mapping[str, AxisEnds] | None = None,
) -> tuple[Panel, ...]:
    """The five panels: cards, cost and price, the share of demand served, margin, and cash.

    `closed_money` is the outlook of `decisions.default_alive`; `held` has the axis that each panel had before, by its key.
    """
    held = held or {}
    return (
        _supply(outlook, baseline, held.get("supply")),
        _cost_and_price(outlook, baseline, held.get("price")),
        _demand(outlook, baseline),
        _margin(outlook, baseline, held.get("margin")),
        _cash(outlook, baseline, closed_money, held.get("cash")),
    )


def _line(outlook, baseline, key, name, hue, factor=1.0):
    """The line of a quantity, in the reader's currency."""
    factor *= shown_factor(outlook.case.unit_of(key))
    return PanelLine(
        key=key,
        name=name,
        hue=hue,
        values=outlook[key][0] * factor,
        before=baseline[key][0] * factor,
    )


def _ends(held: AxisEnds | None, series: Sequence[PanelLine]) -> AxisEnds:
    paths = [path for line in series for path in (line.values, line.before)]
    return axis_around(*finite_ends(paths), held)


def _is_changed(outlook: Outlook, baseline: Outlook) -> bool:
    return outlook.scenario != baseline.scenario


def _supply(outlook, baseline, held):
    case, awaited = outlook.case, outlook.case.story.platform
    name = case.label("platform", awaited)
    thousands, unit = 1.0 / float(THOUSAND), say("panel-thousand-cards")
    lines = (
        *_other_chips(outlook, baseline, thousands),
        _line(outlook, baseline, f"fleet.{awaited}", name, AWAITED, thousands),
    )
    return Panel(
        key="supply",
        title=words.panel_title("supply"),
        number=words.cards_number(lines[-1], _is_changed(outlook, baseline)),
        unit_line=say("panel-supply-unit"),
        unit=unit,
        decimals=1,
        lines=lines,
        areas=(),
        events=_at(case, {words.event_name("volume"): float(landing_months(outlook)[0])}),
        ends=_ends(held, lines),
        takeaway=words.takeaway(words.panel_title("supply"), lines, unit, 1),
    )


def _other_chips(outlook: Outlook, baseline: Outlook, factor: float) -> tuple[PanelLine, ...]:
    """The chips that are not awaited in two lines: those in service from the first month, and those that come later."""
    case, story = outlook.case, outlook.case.story
    others = [platform for platform in story.platforms if platform != story.platform]
    is_old = {name: outlook.at(f"fleet.{name}", 0) > 0.0 for name in others}
    groups = (
        ("older", CONTEXT, [name for name in others if is_old[name]]),
        ("later", THIRD, [name for name in others if not is_old[name]]),
    )

    def cards(run, members):
        return np.sum([run[f"fleet.{name}"][0] for name in members], axis=0) * factor

    return tuple(
        PanelLine(
            key=f"fleet.{key}",
            name=case.label("platform", members[0]) if len(members) == 1 else words.line_name(key),
            hue=hue,
            values=cards(outlook, members),
            before=cards(baseline, members),
            is_subject=False,
        )
        for key, hue, members in groups
        if members
    )


def _cost_and_price(outlook, baseline, held):
    case, tier = outlook.case, outlook.case.story.tier
    lines = (
        _line(outlook, baseline, f"output_price.{tier}", words.line_name("list"), COMES_IN),
        _line(outlook, baseline, f"serving_cost.{tier}", words.line_name("cost"), GOES_OUT),
    )
    return Panel(
        key="price",
        title=words.panel_title("price"),
        number=words.cost_number(lines[1], _is_changed(outlook, baseline)),
        unit_line=say("panel-price-unit", tier=case.label("tier", tier)),
        unit=shown_unit(words.PRICE_UNIT),
        decimals=2,
        lines=lines,
        areas=(),
        events=_at(case, {words.event_name("cut"): _cut_month(outlook)}),
        ends=_ends(held, lines),
        takeaway=words.takeaway(words.panel_title("price"), lines, shown_unit(words.PRICE_UNIT), 2),
    )


def _demand(outlook, baseline):
    case, tier = outlook.case, outlook.case.story.tier
    served = _line(outlook, baseline, f"fill_rate.{tier}", words.line_name("served"), COMES_IN)
    whole = np.ones(case.months)
    refused = PanelArea(
        key="refused",
        name=words.line_name("refused"),
        hue=TURNED_AWAY,
        upper=whole,
        lower=served.values,
        values=whole - served.values,
        before=whole - served.before,
    )
    return Panel(
        key="demand",
        title=words.panel_title("demand"),
        number=words.served_number(served, _is_changed(outlook, baseline)),
        unit_line=words.served_unit_line(case, served.values),
        unit=words.SHARE_UNIT,
        decimals=1,
        lines=(served,),
        areas=(refused,),
        events=(),
        ends=WHOLE_SHARE,
        takeaway=words.served_takeaway(case, served.values),
        is_share=True,
    )


def _margin(outlook, baseline, held):
    lines = (
        _line(outlook, baseline, "revenue", words.line_name("revenue"), COMES_IN),
        _line(outlook, baseline, "cost_of_revenue", words.line_name("cost-of-revenue"), GOES_OUT),
    )
    revenue, cost = lines
    profit = PanelArea(
        key="gross_profit",
        name=words.line_name("profit"),
        hue=COMES_IN,
        upper=np.maximum(revenue.values, cost.values),
        lower=cost.values,
        values=revenue.values - cost.values,
        before=revenue.before - cost.before,
    )
    unit = say("panel-money-a-month")
    margin, margin_before = (
        np.maximum(run["gross_margin"][0], LOWEST_SHARE) for run in (outlook, baseline)
    )
    return Panel(
        key="margin",
        title=words.panel_title("margin"),
        number=words.margin_number(margin, margin_before, _is_changed(outlook, baseline)),
        unit_line=unit,
        unit=unit,
        decimals=2,
        lines=lines,
        areas=(profit,),
        events=(),
        ends=_ends(held, lines),
        takeaway=words.takeaway(words.panel_title("margin"), lines, unit, 2),
    )


def _cash(outlook, baseline, closed_money, held):
    cash = _line(outlook, baseline, "cash", words.line_name("cash"), INK)
    open_area = _open_money(cash, closed_money["cash"][0] * shown_factor("bn yuan"))
    return Panel(
        key="cash",
        title=words.panel_title("cash"),
        number=words.cash_number(cash, _is_changed(outlook, baseline)),
        unit_line=words.cash_unit_line(cash.values, has_open_money=bool(open_area)),
        unit=shown_unit(words.CASH_UNIT),
        decimals=1,
        lines=(cash,),
        areas=open_area,
        events=_cash_panel_events(outlook, closed_money if open_area else None),
        ends=_ends(held, (cash,)),
        takeaway=words.takeaway(words.panel_title("cash"), (cash,), shown_unit(words.CASH_UNIT), 1),
        is_wide=True,
    )


def _open_money(cash: PanelLine, closed: Array) -> tuple[PanelArea, ...]:
    """The part of cash that there is only with rounds that have not closed, as an area; empty where no round is open."""
    upper = np.maximum(cash.values, 0.0)
    lower = np.clip(closed, 0.0, upper)
    part = upper - lower
    if not np.nanmax(part, initial=0.0) > _SMALLEST_PART * np.nanmax(upper, initial=0.0):
        return ()
    return (
        PanelArea(
            key="open_money",
            name=words.line_name("open-round"),
            hue=INK,
            upper=upper,
            lower=lower,
            values=part,
            before=part,  # the baseline's is not drawn
            is_hatched=True,
        ),
    )


def _cash_panel_events(outlook: Outlook, closed_money: Outlook | None) -> tuple[PanelEvent, ...]:
    """The events of the cash panel, the less important left out where there are more than `MOST_EVENTS`."""
    case = outlook.case
    name = case.label("platform", case.story.platform)
    rounds = [(label, float(month)) for month, label in cash_events(outlook)]
    # The end of the money, where there is one, is the last of the events and the first to be shown.
    first_of_rank = [rounds.pop()] if math.isfinite(outlook.at("runway", 0)) else []
    if closed_money is not None:
        first_of_rank.append((say("panel-bank-money-ends"), closed_money.at("runway", 0)))
    first_of_rank += [
        *rounds,
        (words.in_volume(name), float(landing_months(outlook)[0])),
        (words.event_name("price-cut"), _cut_month(outlook)),
        (say("panel-begin-to-raise"), outlook.at("decision_runway", 0)),
    ]
    return _at(case, dict(first_of_rank))


def _at(case: Case, months: Mapping[str, float]) -> tuple[PanelEvent, ...]:
    """Events by month, those of one month as one; the first `MOST_EVENTS` that come within the horizon."""
    within = [(words_, month) for words_, month in months.items() if 0.0 <= month < case.months]
    by_month: dict[int, list[str]] = {}
    for words_, month in within[:MOST_EVENTS]:
        by_month.setdefault(int(month), []).append(words_)
    return tuple(
        PanelEvent(month=month, words=words.together(names))
        for month, names in sorted(by_month.items())
    )


def _cut_month(outlook: Outlook) -> float:
    """The first month of the planned cut; infinite where none is planned or it does not come."""
    month = month_of_planned_cut(outlook, outlook.case.story.tier)
    return math.inf if month is None else float(month)


def chain_charts(outlook: Outlook, baseline: Outlook, height: int = 300) -> dict[str, Figure]:
    """The same chain as charts with a specification, for a report or a notebook: cards, prices, tokens, revenue and cash."""
    case, story = outlook.case, outlook.case.story
    tier, label = story.tier, outlook.case.label("tier", story.tier)
    cards = [Line(f"fleet.{name}", case.elements["platform"][name]) for name in story.platforms]
    cost, price, asked_for, served = map(words.line_name, ("cost", "list", "asked-for", "served"))
    revenue, cost_of_revenue, cash = map(words.line_name, ("revenue", "cost-of-revenue", "cash"))
    panels: dict[str, tuple[str, list[Line]]] = {
        "supply": (say("chain-cards"), cards),
        "price": (
            say("chain-output", tier=label),
            [Line(f"serving_cost.{tier}", cost), Line(f"output_price.{tier}", price)],
        ),
        "demand": (
            say("chain-tokens", tier=label),
            [Line(f"demand.{tier}", asked_for), Line(f"served_tokens.{tier}", served)],
        ),
        "margin": (
            say("chain-margin"),
            [Line("revenue", revenue), Line("cost_of_revenue", cost_of_revenue)],
        ),
        "cash": (say("chain-cash"), [Line("cash", cash)]),
    }
    return {
        key: lines_chart(
            title,
            outlook,
            baseline,
            tuple(lines),
            height=height,
            small=True,
            floor=key == "cash",
            events=cash_events(outlook) if key == "cash" else None,
        )
        for key, (title, lines) in panels.items()
    }


def effect_column(case: Case, key: str) -> str:
    """The column of a headline figure in `change_effect_table`; cash is that of the last month."""
    label = case.label_of(key)
    return say("figure-at-the-end", figure=label) if key == "cash" else label


def change_effect_table(outlook: Outlook, baseline: Outlook, month: int) -> pd.DataFrame:
    """Table of the effects of each change alone, and of all together, on the headline figures in a month: one row a change.

    Columns change, from, to, and one for each headline figure; cash is that of the last month. Empty without changes.
    """
    case, scenario = outlook.case, outlook.scenario
    if scenario == baseline.scenario:
        return pd.DataFrame()
    months = {**dict.fromkeys(case.story.headline, month), "cash": case.months - 1}
    rows = []
    effects_of = effects_of_single_changes(outlook, baseline, months)
    largest = pd.DataFrame(list(effects_of.values())).abs().replace(math.inf, math.nan).max()
    for changed_key, effects in effects_of.items():
        row = {"change": say("bars-all-together"), "from": "", "to": ""}
        if changed_key in case.beliefs:
            assumption = case.assumption_of(changed_key)
            row = {
                "change": case.label_of(changed_key),
                "from": format_for_table(baseline.scenario.value(changed_key), assumption),
                "to": format_for_table(scenario.value(changed_key), assumption),
            }
        for key, effect in effects.items():
            row[effect_column(case, key)] = signed_change(effect, case.unit_of(key), largest[key])
        rows.append(row)
    return pd.DataFrame(rows)
