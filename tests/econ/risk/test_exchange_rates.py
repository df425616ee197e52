"""Exchange rates between inputs: how much of one makes up for a step of another."""

import numpy as np
import pytest
from support.plans import AS_PLANNED

from econ.risk import exchange_rates, outcomes
from econ.views.sentences.findings import exchange_rate_finding

DELAY = "delivery_delay.ascend_950dt"


def test_each_exchange_rate_restores_the_outcome(case):
    scenario = case.scenario(overrides=AS_PLANNED)
    cash = outcomes.outcome_by_name(scenario, "Cash after 36 months")
    stake = outcomes.outcome_by_name(scenario, "Founder’s stake")
    table = exchange_rates.exchange_rates(scenario, DELAY, cash).set_index("what")
    base = outcomes.measure_outcomes(scenario, [cash, stake], {})[:, 0]
    late = outcomes.measure_outcome(scenario, cash, {DELAY: [1.0]})[0]
    assert table["amount"]["Cash after 36 months"] == late - base[0] != 0.0
    raised = scenario.value("round_amount.first") + table["amount"]["First round size"]
    back = outcomes.measure_outcomes(
        scenario, [cash, stake], {DELAY: [1.0], "round_amount.first": [raised]}
    )[:, 0]
    assert (
        back[0] == pytest.approx(base[0], abs=1e-4)
        and back[1] - base[1] == table["amount"]["Founder’s stake"]
    )
    factor = 1.0 + table["amount"]["List prices"]
    lists = {
        key: factor * scenario.value(key)
        for key in case.keys()
        if key.split(".")[0].endswith("list_price") and not key.startswith("rival")
    }
    dearer = scenario.with_overrides(
        {key: value.tolist() for key, value in lists.items()} | {DELAY: 1.0}
    )
    assert outcomes.measure_outcome(dearer, cash, {})[0] == pytest.approx(base[0], abs=1e-3)


def test_an_exchange_rate_holds_up_to_its_stated_limit(case):
    scenario = case.scenario()
    cash = outcomes.outcome_by_name(scenario, "Cash after 36 months")
    row = exchange_rates.exchange_rates(scenario, DELAY, cash).iloc[0]
    base = outcomes.measure_outcome(scenario, cash, {})[0]
    steps = np.arange(1.0, exchange_rates.MOST_STEPS + 1)
    rates = (outcomes.measure_outcome(scenario, cash, {DELAY: steps}) - base) / steps
    off = np.abs(rates / row["amount"] - 1.0) > 0.1
    assert row["holds_to"] == (steps[off].min() - 1.0 if off.any() else steps[-1])


def test_an_assumption_without_effect_has_exchange_rates_of_zero_and_steps_have_limits(case):
    scenario = case.scenario()
    cash = outcomes.outcome_by_name(scenario, "Cash after 36 months")
    table = exchange_rates.exchange_rates(scenario, "terminal_multiple", cash)
    assert (table["amount"] == 0.0).all() and table["holds_to"].notna().all()
    assert "All stays as before." in exchange_rate_finding(table, "terminal_multiple", scenario)
    for step in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="above zero"):
            exchange_rates.exchange_rates(scenario, DELAY, cash, step)
    with pytest.raises(ValueError, match="cannot go a step"):
        exchange_rates.exchange_rates(scenario, DELAY, cash, 100.0)


def test_the_exchange_rate_in_money_is_for_a_round_that_has_not_closed(case):
    for preset, name in (("april-2026", "first"), ("november-2026", "later")):
        scenario = case.scenario(preset)
        table = exchange_rates.exchange_rates(
            scenario, DELAY, outcomes.outcome_by_name(scenario, "Cash after 36 months")
        )
        assert case.label_of(f"round_amount.{name}") in set(table["what"])
