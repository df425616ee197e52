"""The gauge of runway: bars that reach as far as the money does, and milestones in the months the model has them."""

import math

import pytest
from support.strategies import box

import econ
from econ.decisions import default_alive
from econ.views import runway_gauge

CHANGES = (
    {},
    {"initial_cash": 0.0, "round_status.first": "not counted"},
    {"minimum_cash": 200.0},
    {"initial_cash": 500.0},
    {
        "delivery_delay.ascend_950dt": 36,
        "round_status.later": "scenario",
        "lock_up.first": 120,
        "lock_up.later": 120,
    },
    {"release_work": 2},
    {"release_work": 120, "raising_lead": 36},
)


def drawn(outlook, month=11):
    return runway_gauge.gauge_figure(
        "Gauge", outlook, default_alive.default_alive_outlook(outlook.scenario), month
    )


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
@pytest.mark.parametrize("changes", CHANGES)
def test_bars_reach_as_far_as_the_money_does_and_leave_no_gap(case, preset, changes):
    outlook = econ.run(case.scenario(preset, changes))
    stretches = runway_gauge.runway_stretches(outlook)
    ends = [0.0, *(end for _, end, _ in stretches)]
    assert [begin for begin, _, _ in stretches] == ends[:-1]
    assert ends[-1] == pytest.approx(min(outlook.at("runway", 0), case.months))
    states = [state for _, _, state in stretches]
    assert states == sorted(
        states,
        key=[
            runway_gauge.NO_RAISE_NEEDED,
            runway_gauge.TIME_TO_RAISE,
            runway_gauge.BELOW_MINIMUM,
        ].index,
    )
    lengths = {state: end - begin for begin, end, state in stretches}
    assert lengths.get(runway_gauge.BELOW_MINIMUM, 0.0) == pytest.approx(
        max(ends[-1] - min(outlook.at("covenant_runway", 0), case.months), 0.0)
    )
    assert lengths.get(runway_gauge.NO_RAISE_NEEDED, 0.0) == min(
        outlook.at("decision_runway", 0), case.months
    )


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
@pytest.mark.parametrize("changes", CHANGES)
def test_every_milestone_is_on_the_axis_with_its_month_or_listed_as_not_coming(
    case, preset, changes
):
    outlook = econ.run(case.scenario(preset, changes))
    months = {event.name: event.month for event in runway_gauge.milestones(outlook)}
    assert list(months.values()) == sorted(months.values())
    for name, key in (
        ("Zero cash", "runway"),
        ("Minimum cash", "covenant_runway"),
        ("Begin to raise", "decision_runway"),
    ):
        assert months[name] == outlook.at(key, 0)
    assert (
        outlook.at("cash", int(months["Trough of cash"]))
        == outlook["cash"][0][outlook.scenario.months_over :].min()
    )
    locked = [
        outlook.at(f"lock_up_end.{name}", 0)
        for name in case.elements["round"]
        if outlook[f"round_closes.{name}"].any() and outlook.at(f"lock_up.{name}", 0) > 0.0
    ]
    assert months.get("First lock-up ends", 0.0) == min(locked, default=0.0)
    figure = drawn(outlook)
    rows = {row["row"]: row for row in figure.data.to_pylist() if row["kind"] in ("mark", "late")}
    assert set(rows) == set(months)
    for name, month in months.items():
        assert (rows[name]["kind"] == "late") == math.isinf(month)
        assert (
            case.month_name(int(month) if math.isfinite(month) else case.months - 1)
            in rows[name]["words"]
        )
        assert name in figure.sentence


def test_the_next_release_comes_when_its_research_is_done_and_slower_research_puts_it_off(case):
    def month(**changes):
        events = runway_gauge.milestones(econ.run(case.scenario(overrides=changes)))
        return next(event.month for event in events if event.name == "Next release")

    assert (
        month(capability=1.0, release_work=15.25) == 15
        and month(capability=0.5, release_work=15.25) == 30
    )
    assert month(capability=0.25, release_work=16) == math.inf
    assert month(core_attrition=0.9, release_work=20) > month(release_work=20)
    assert month(release_work=20) >= month(core_hiring=20, release_work=20)


@pytest.mark.parametrize("seed", range(2))
def test_the_gauge_can_be_drawn_anywhere(case, seed):
    rows = box(case, seed, 6)
    for draw in range(6):
        outlook = econ.run(
            case.scenario(), {key: value[draw : draw + 1] for key, value in rows.items()}
        )
        figure = runway_gauge.gauge_figure(
            "Gauge", outlook, outlook, int(rows["raising_lead"][draw])
        )
        assert figure.data.num_rows >= 8 and "Zero cash" in figure.sentence
