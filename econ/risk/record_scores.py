"""The record scores the first view: what was published later, among the futures drawn from what was known at the beginning.

A published number is scored by the continuous ranked probability score, money and prices on the log scale; an event by the Brier score.
Both are zero at best. Three naive forecasts are scored alike: nothing changes, everything comes as promised, and the last trend goes
on. A trend is known of money alone, which grows with demand. The promised cut is drawn as an event here: made before supply, with it,
later, or never.

Sources: Gneiting and Raftery (2007), Strictly proper scoring rules, prediction, and estimation; Brier (1950).
"""

import dataclasses
from collections.abc import Mapping

import numpy as np

from econ.arrays import Array, BoolArray
from econ.case.case import Case
from econ.case.file.options import CUT_ON_A_DATE
from econ.case.file.schema import PROMISE_OUTCOMES, Reported
from econ.case.scenario import Scenario
from econ.outlook import Outlook, run
from econ.risk.draws import SEED, sobol_draws
from econ.units import MONTHS_A_YEAR, THOUSAND

RECORD_FUTURES = 1024
NO_CHANGE, AS_PROMISED, LAST_TREND = "no change", "as promised", "last trend"
NAIVE_FORECASTS = (NO_CHANGE, AS_PROMISED, LAST_TREND)
EARLY, ON_TIME, LATE, NEVER = PROMISE_OUTCOMES
NEAR_ENOUGH = 0.1  # relative distance from a published figure that is stated as one number
NEAREST = 0.05  # share of futures that are nearest to what was published
STANDS_OUT = (
    4.0  # standard errors by which the mean rank of an assumption among the nearest futures differs
)
LIKELY = (0.1, 0.5, 0.9)
DEPARTURES_UNDONE = 6  # assumptions that stand out most, each of which is undone alone
FUTURES_UNDONE = 16  # of the nearest futures, in which they are undone


@dataclasses.dataclass(frozen=True, kw_only=True)
class Departure:
    """An assumption that is unlike itself in the futures that are nearest to what was published."""

    key: str
    believed: float  # its median over all futures
    nearest: float  # its median over the nearest
    effect: float  # on the outcome: mean of some nearest futures less that where it alone is as believed


@dataclasses.dataclass(frozen=True, kw_only=True)
class Score:
    """One published outcome, the futures of the first view, and the scores of both and of the naive forecasts."""

    what: str
    unit: str
    month: int
    low: float  # published
    high: float
    is_event: bool  # whether what was published is that something happened or is above a bound
    quantiles: tuple[float, ...]  # of the futures at `LIKELY`; of an event the chance, three times
    percentile: float  # of what was published among the futures; of an event 100 times its chance
    score: float
    # The scores of `NAIVE_FORECASTS`, without a trend where none is known.
    naive: Mapping[str, float]
    took: tuple[Departure, ...]  # what stands out in the nearest futures, the most first
    is_reached: bool  # whether some future reaches what was published


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class RecordFutures:
    """The futures of the first view, the promise drawn as an event, with the rows that they were drawn from."""

    rows: Mapping[str, Array]
    outlook: Outlook
    first_effects: Mapping[str, Mapping[str, float]]  # quantity → assumption → first month it moves


def published_value(value: float, figure: Reported, outlook: Outlook) -> float:
    """A published value in the unit of its quantity: millions of dollars a year become bn yuan a month."""
    if not figure.dollars:
        return value
    return value * outlook.at("yuan_per_dollar", 0) / MONTHS_A_YEAR / THOUSAND


def first_month(case: Case, figure: Reported) -> int:
    """The first month of the plan that a published figure covers."""
    return max(case.month_of(figure.month if figure.since is None else figure.since), 0)


def is_amount(case: Case, figure: Reported) -> bool:
    """Whether a figure is money, which is added up over months; anything else is averaged."""
    return case.unit_of(figure.quantity).startswith("bn yuan")


def figure_unit(case: Case, figure: Reported) -> str:
    """The unit of a published figure: monthly amounts that are added up over months are an amount."""
    unit = case.unit_of(figure.quantity)
    return unit.removesuffix("/month") if figure.since else unit


def months_before(case: Case, figure: Reported) -> int:
    """Return how many months of a published amount lie before the plan."""
    return -min(case.month_of(figure.since), 0) if figure.since else 0


def modelled_values(outlook: Outlook, figure: Reported, month: int) -> Array:
    """The model's value of a published figure that ends in `month`, in the unit of the figure, shape (draws,).

    Money is the sum of its months, where months before the plan count as the opening month; anything else is the average,
    weighted by `figure.weight` where there is one, and not a number where the weights are zero.
    """
    case = outlook.case
    months = slice(first_month(case, figure), month + 1)
    paths = outlook[figure.quantity][:, months]
    if not is_amount(case, figure):
        weights = np.ones(paths.shape)
        if figure.weight:
            weights = np.sum(
                [outlook[key][:, months] for key in case.key_indices(figure.weight)], axis=0
            )
        # A margin is undefined without sales.
        counted = np.where(weights > 0.0, weights * paths, 0.0)
        with np.errstate(invalid="ignore"):
            return counted.sum(axis=1) / weights.sum(axis=1)
    before = months_before(case, figure)
    if not before:
        return paths.sum(axis=1)
    return paths.sum(axis=1) + before * outlook[f"initial_{figure.quantity}"][:, 0]


def promise_rows(scenario: Scenario, count: int, seed: int = SEED) -> dict[str, Array]:
    """Rows that draw what becomes of the promised cut; none where no cut was promised.

    It waits for supply, comes on a day before the promised month, comes up to `promise_lateness` after it, or never comes.
    """
    tier = scenario.case.story.tier
    if not scenario.value(f"cut_promised.{tier}") or not scenario.value(f"cut_depth.{tier}"):
        return {}
    random = np.random.default_rng([seed, count])
    due = float(scenario.value("promised_by"))
    chances = np.array([scenario.value(f"promise_{word}_chance") for word in _DRAWN_AS_EVENTS])
    chances /= max(1.0, chances.sum())
    kind = np.searchsorted(np.cumsum(chances), random.random(count), side="right")
    early = np.floor(random.random(count) * due)
    lateness = float(scenario.value("promise_lateness"))
    late = due + 1.0 + np.floor(random.random(count) * lateness)
    waits = float(scenario.value(f"cut_rule.{tier}"))
    depth = sobol_draws(scenario, count, seed).get(f"cut_depth.{tier}")
    depths = np.full(count, float(scenario.value(f"cut_depth.{tier}"))) if depth is None else depth
    return {
        f"cut_rule.{tier}": np.where(kind < 2, CUT_ON_A_DATE, waits),
        f"cut_month.{tier}": np.where(kind == 0, early, late),
        f"cut_depth.{tier}": np.where(kind == 2, 0.0, depths),
    }


_DRAWN_AS_EVENTS = ("early", "late", "never")


def promise_states(outlook: Outlook) -> Array:
    """Return the fate of the promised cut in each future, as an index of `PROMISE_OUTCOMES`, shape (draws,)."""
    case = outlook.case
    tier, due = case.story.tier, float(outlook.scenario.value("promised_by"))
    made = outlook[f"cut_in_force.{tier}"] * (outlook[f"cut_depth.{tier}"] > 0.0)
    came = _first_month(made)
    supplied = _first_month(outlook[f"supply_is_in.{tier}"])
    states = np.where(came <= due, PROMISE_OUTCOMES.index(ON_TIME), PROMISE_OUTCOMES.index(LATE))
    states = np.where(np.isinf(came), PROMISE_OUTCOMES.index(NEVER), states)
    return np.where(came < supplied, PROMISE_OUTCOMES.index(EARLY), states)


def _first_month(switches):
    happens = switches > 0.0
    return np.where(happens.any(axis=1), happens.argmax(axis=1), np.inf)


def record_futures(case: Case, count: int = RECORD_FUTURES, seed: int = SEED) -> RecordFutures:
    """Draw and run the futures of the first preset."""
    scenario = case.scenario(case.default_preset)
    rows = sobol_draws(scenario, count, seed) | promise_rows(scenario, count, seed)
    return RecordFutures(
        rows=rows,
        outlook=run(scenario, rows, keep=_kept(case)),
        first_effects=_first_effects(scenario, rows, promise_rows(scenario, count, seed)),
    )


def _first_effects(scenario, rows, drawn_together):
    """For each quantity that is scored, the first month in which an assumption alone moves it from its lowest to its highest draw.

    Assumptions drawn as one event have no effect alone and count from the first month.
    """
    case, keys = scenario.case, [key for key in rows if key not in drawn_together]
    scored = {figure.quantity for figure in case.reported.values()}
    scored.add(f"output_price.{case.story.tier}")
    both_ends = {}
    for index, key in enumerate(keys):
        row = np.asarray(rows[key])
        order = np.argsort(row if row.ndim == 1 else row[:, 0], kind="stable")
        usual = np.repeat(row[order[len(order) // 2]][None], 2 * len(keys), axis=0)
        usual[2 * index], usual[2 * index + 1] = row[order[0]], row[order[-1]]
        both_ends[key] = usual
    outlook = run(scenario, both_ends, keep=sorted(scored))
    effects = {}
    for name in scored:
        paths = outlook[name]
        with np.errstate(invalid="ignore"):
            moves = ~np.isclose(paths[0::2], paths[1::2], rtol=1e-9, atol=0.0, equal_nan=True)
        first = np.where(moves.any(axis=1), moves.argmax(axis=1).astype(float), np.inf)
        effects[name] = dict(zip(keys, first.tolist(), strict=True))
        effects[name] |= dict.fromkeys(drawn_together, 0.0)
    return effects


def _kept(case):
    tier, names = case.story.tier, {"output_price", "cut_in_force", "supply_is_in", "cut_depth"}
    for figure in case.reported.values():
        names |= {figure.quantity, *([figure.weight] if figure.weight else [])}
        if figure.since and is_amount(case, figure):
            names.add(f"initial_{figure.quantity}")
    return [
        name if "." in name else f"{name}.{tier}" if name in _OF_TIER else name for name in names
    ]


_OF_TIER = ("output_price", "cut_in_force", "supply_is_in", "cut_depth")


def scores(futures: RecordFutures, then: Outlook, now: Outlook) -> list[Score]:
    """The score of each published outcome: reported figures, the list of the story's tier, and the promise.

    `then` is the one run of the first view, `now` that of the latest, which knows the list.
    """
    case = now.case
    if not case.reported and not case.story.promise_came:
        return []
    scored = [
        _figure_score(futures, figure, then)
        for figure in case.reported.values()
        if case.month_of(figure.month) < case.months
    ]
    known = now.scenario.months_over
    months = [month for month in case.story.scored_months if month <= known]
    scored += [_price_score(futures, then, now, month) for month in months]
    if case.story.promise_came:
        scored.append(_promise_score(futures, case))
    return scored


def _figure_score(futures, figure, then):
    case = then.case
    month = case.month_of(figure.month)
    low, high = (published_value(end, figure, then) for end in (figure.low, figure.high))

    def measure(runs: Outlook) -> Array:
        return modelled_values(runs, figure, month)

    one_run = float(modelled_values(then, figure, month)[0])
    is_money = is_amount(case, figure)
    opening = _opening(then, figure, month)
    points = {NO_CHANGE: opening, AS_PROMISED: one_run}
    if is_money:
        points[LAST_TREND] = _trend(then, figure, month)
    unit = figure_unit(case, figure)
    published = low, high
    if figure.at_least:
        place = figure.quantity, month
        return _event_score(futures, figure.what, unit, place, measure, published, points)
    quantity = figure.quantity
    return _number_score(
        futures, figure.what, unit, (quantity, month), published, measure, points, is_money
    )


def _opening(then, figure, month):
    """Return the value of a figure if every month were like the opening one."""
    case, name = then.case, f"initial_{figure.quantity}"
    per_month = then.at(figure.quantity, 0)
    if name in case.model.quantities or name in case.model.inputs:
        per_month = then.at(name, 0)
    if not is_amount(case, figure):
        return per_month
    months = month + 1 - first_month(case, figure) + months_before(case, figure)
    return months * per_month


def _trend(then, figure, month):
    """Return the value of an amount of money that grows with demand from the opening month on."""
    case = then.case
    opening = _opening(then, figure, month)
    if figure.since is None:
        return opening * np.exp(then.at("growth_rate", 0) * (month + 1.0))
    months = np.arange(first_month(case, figure), month + 1)
    counts = np.exp(then.at("growth_rate", 0) * (months + 1.0))
    before = months_before(case, figure)
    return opening * (counts.sum() + before) / (len(months) + before)


def _price_score(futures, then, now, month):
    case, key = now.case, f"output_price.{now.case.story.tier}"
    value, opening = now.at(key, month), then.at(key, 0)
    points = {NO_CHANGE: opening, AS_PROMISED: then.at(key, month)}
    what = f"List of {case.label('tier', case.story.tier)} output in {case.month_name(month)}"
    unit = case.unit_of(key)

    def measure(runs: Outlook) -> Array:
        return runs[key][:, month]

    return _number_score(futures, what, unit, (key, month), (value, value), measure, points, True)


def _number_score(futures, what, unit, place, published, measure, points, is_money):
    from scoringrules import crps_ensemble  # it takes long to import

    scale = np.log if is_money else np.asarray
    low, high = published
    value = float(np.sqrt(low * high)) if is_money else (low + high) / 2.0
    drawn = measure(futures.outlook)
    drawn = drawn[np.isfinite(drawn)]
    return Score(
        what=what,
        unit=unit,
        month=place[1],
        low=low,
        high=high,
        is_event=False,
        quantiles=tuple(np.quantile(drawn, LIKELY).tolist()),
        percentile=100.0 * float(np.mean(drawn < value) + 0.5 * np.mean(drawn == value)),
        score=float(crps_ensemble(scale(value), scale(drawn))),
        naive={name: float(abs(scale(point) - scale(value))) for name, point in points.items()},
        took=_departures(futures, np.abs(scale(drawn) - scale(value)), place, measure),
        is_reached=bool(drawn.min() <= high and drawn.max() >= low),
    )


def _event_score(futures, what, unit, place, measure, published, points):
    bound, high = published
    happens = measure(futures.outlook) >= bound
    chance = float(np.mean(happens))
    return Score(
        what=what,
        unit=unit,
        month=place[1],
        low=bound,
        high=high,
        is_event=True,
        quantiles=(chance,) * len(LIKELY),
        percentile=100.0 * chance,
        score=brier_score([chance, 1.0 - chance], 0),
        naive={
            name: brier_score([float(point >= bound), float(point < bound)], 0)
            for name, point in points.items()
        },
        took=_departures(futures, np.where(happens, 0.0, 1.0), place, measure)
        if chance < 0.5
        else (),
        is_reached=bool(np.any(happens)),
    )


def _promise_score(futures, case):
    states = promise_states(futures.outlook)
    count = len(PROMISE_OUTCOMES)
    chances = np.bincount(states, minlength=count) / len(states)
    came = PROMISE_OUTCOMES.index(case.story.promise_came)
    certain = np.eye(count)
    never, on_time = (PROMISE_OUTCOMES.index(state) for state in (NEVER, ON_TIME))
    return Score(
        what=f"What became of the promised cut of {case.label('tier', case.story.tier)}",
        unit="share",
        month=case.months - 1,
        low=came,
        high=came,
        is_event=True,
        quantiles=(float(chances[came]),) * len(LIKELY),
        percentile=100.0 * float(chances[came]),
        score=brier_score(chances, came),
        naive={
            NO_CHANGE: brier_score(certain[never], came),
            AS_PROMISED: brier_score(certain[on_time], came),
            LAST_TREND: brier_score(np.full(count, 1.0 / count), came),
        },
        took=(),
        is_reached=bool(chances[came] > 0.0),
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class SharesMeeting:
    """Shares of the latest preset's futures that meet published figures; not a number where it was fitted to nothing."""

    fitted: float  # meet every figure that the preset was fitted to
    with_others: float  # meet the others of the same quantities as well, to within `NEAR_ENOUGH`
    others: tuple[str, ...]  # what these are


def shares_meeting(case: Case, count: int = RECORD_FUTURES, seed: int = SEED) -> SharesMeeting:
    """Draw futures of the latest preset, and count those that meet what it was fitted to, and what else is known of it."""
    scenario = case.scenario(list(case.presets)[-1])
    fitted = [figure for figure in case.reported.values() if figure.fitted]
    if not fitted:
        return SharesMeeting(fitted=np.nan, with_others=np.nan, others=())
    quantities = {figure.quantity for figure in fitted}
    others = [
        figure
        for figure in case.reported.values()
        if figure.quantity in quantities and not figure.fitted
    ]
    rows = sobol_draws(scenario, count, seed)
    dollars = [name for name in ("yuan_per_dollar",) if name in case.model.quantities]
    outlook, one_run = run(scenario, rows, keep=[*_kept(case), *dollars]), run(scenario)

    def meets(figure: Reported, tolerance: float) -> BoolArray:
        low, high = (published_value(end, figure, one_run) for end in (figure.low, figure.high))
        values = modelled_values(outlook, figure, case.month_of(figure.month))
        return (values >= low * (1.0 - tolerance)) & (values <= high * (1.0 + tolerance))

    meet_fitted = np.logical_and.reduce([meets(figure, 0.0) for figure in fitted])
    meet_all = np.logical_and.reduce(
        [meet_fitted, *(meets(other, NEAR_ENOUGH) for other in others)]
    )
    return SharesMeeting(
        fitted=float(meet_fitted.mean()),
        with_others=float(meet_all.mean()),
        others=tuple(figure.what for figure in others),
    )


def brier_score(chances, came: int) -> float:
    """The Brier score of chances of exclusive outcomes, of which number `came` came: half the squared distance, from 0 to 1."""
    happened = np.eye(len(chances))[came]
    return float(np.sum((np.asarray(chances) - happened) ** 2) / 2.0)


def _departures(futures, distances, place, measure):
    """The assumptions that differ most between the futures nearest to what was published and all of them.

    `place` is the quantity that was scored and its month: what does not move it by then is left out. `measure` reads the
    outcome of each run of an outlook.
    """
    effects, month = futures.first_effects[place[0]], place[1]
    count = len(next(iter(futures.rows.values())))
    if len(distances) != count:
        return ()  # some futures have no such figure, so that rows and figures do not pair
    nearest = np.argsort(distances, kind="stable")[: max(int(NEAREST * count), 1)]
    error = 1.0 / np.sqrt(12.0 * len(nearest))
    shifts = []
    for key, row in futures.rows.items():
        values = row if row.ndim == 1 else row[:, 0]
        if len(np.unique(values)) < 3 or effects[key] > month:
            continue
        ranks = (np.argsort(np.argsort(values, kind="stable"), kind="stable") + 0.5) / count
        shift = (ranks[nearest].mean() - 0.5) / error
        if abs(shift) > STANDS_OUT:
            shifts.append((abs(shift), key, values))
    shifts.sort(key=lambda entry: -entry[0])
    unusual = shifts[:DEPARTURES_UNDONE]
    effects = _effects_undone(futures, nearest, [key for _, key, _ in unusual], measure)
    return tuple(
        Departure(
            key=key,
            believed=float(np.median(values)),
            nearest=float(np.median(values[nearest])),
            effect=effect,
        )
        for (_, key, values), effect in zip(unusual, effects, strict=True)
    )


def _effects_undone(futures, nearest, keys, measure):
    """The effect of each assumption on the outcome in some of the nearest futures, shape (keys,).

    It is the mean of these futures less their mean where this assumption alone has its median over all futures.
    """
    if not keys:
        return []
    sampled = nearest[np.linspace(0, len(nearest) - 1, FUTURES_UNDONE).round().astype(int)]
    copies = 1 + len(keys)
    rows = {key: np.repeat(row[sampled][None], copies, axis=0) for key, row in futures.rows.items()}
    for number, key in enumerate(keys, start=1):
        rows[key][number] = np.quantile(futures.rows[key], 0.5, axis=0, method="nearest")
    joined = {key: row.reshape(-1, *row.shape[2:]) for key, row in rows.items()}
    scenario = futures.outlook.scenario
    outcomes = measure(run(scenario, joined, keep=_kept(scenario.case)))
    means = outcomes.reshape(copies, -1).mean(axis=1)
    return (means[0] - means[1:]).tolist()
