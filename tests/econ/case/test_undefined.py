"""Undefined money: refused by name at every entry, and never counted as money without end."""

import json
import math
import re

import numpy as np
import pytest
from support.sampling import few, sample
from support.undefined import ENDLESS, NOTHING

import econ
from econ.case.scenario import from_query, from_toml
from econ.case.undefined import ALWAYS_DEFINED
from econ.cli import main
from econ.decisions import price_cut
from econ.risk import outcomes, survival
from econ.risk.draws import sobol_draws
from econ.views.sentences import stress_words

NO_SHARES = ("shares_outstanding", "initial_shares_outstanding")  # and stakes


@pytest.mark.parametrize("key", [*NOTHING, *NO_SHARES])
def test_a_value_that_leaves_cash_or_stakes_undefined_is_refused_at_every_entry(
    case, key, tmp_path, capsys
):
    with pytest.raises(
        econ.AssumptionError, match=re.escape(f"«{key}» cannot be forced to 0: «")
    ) as refused:
        case.scenario(overrides={key: 0.0, "load_factor": 0.4})
    [sentence] = refused.value.problems
    assert "not defined" in sentence and not ENDLESS.search(sentence)
    file = case.scenario(overrides={key: 1.0}).to_toml().replace(" = 1.0\n", " = 0.0\n")
    for attempt in (
        lambda: from_toml(case, file),
        lambda: case.scenario().with_overrides({key: 0}),
        lambda: case.scenario(overrides={key: [0.0] * case.months}),
    ):
        with pytest.raises(econ.AssumptionError, match=re.escape(f"«{key}» cannot be forced to ")):
            attempt()
    scenario, notices = from_query(case, {key: "0", "revenue": "3", "load_factor": "0.4"})
    assert dict(scenario.overrides) == {"revenue": 3.0, "load_factor": 0.4}
    assert [sentence in notice for notice in notices] == [True]
    assert main(["run", "--set", f"{key}=0"]) == 2 and sentence in capsys.readouterr().err


def test_forcing_any_quantity_leaves_cash_defined_or_is_refused_with_its_first_undefined_effect(
    case,
):
    tried, refusals = few(sample(case.model.quantities.items(), 60), 40), 0
    run_too = dict(few(tried, 10))
    for name, quantity in tried:
        for value in dict.fromkeys((*quantity.bounds, 0.0)):
            try:
                made = case.scenario(overrides={name: value})
            except econ.AssumptionError as error:
                refusals += 1
                [sentence] = error.problems
                key, first = re.findall("«([^»]+)»", sentence)
                broken = econ.run(case.scenario(), {key: np.array([value])})
                month = int((~np.isfinite(broken[first][0])).argmax())
                assert (
                    key == name
                    and not np.isfinite(broken[first][0]).all()
                    and case.month_name(month) in sentence
                )
                for time, source in case.model.causes(first.split(".")[0]).values():
                    before = {"now": slice(0, month + 1), "final": slice(None)}.get(
                        time, slice(0, month)
                    )
                    own = (
                        [
                            k
                            for k in case.key_indices(source)
                            if k.split(".")[1:2] in ([], first.split(".")[1:2])
                        ]
                        if source in case.model.quantities
                        else []
                    )
                    assert all(np.isfinite(broken[k][0, before]).all() for k in own), (
                        name,
                        value,
                        first,
                        source,
                    )
            else:
                if name not in run_too:
                    continue
                results = econ.run(made, keep=ALWAYS_DEFINED)
                for result in ALWAYS_DEFINED:
                    assert np.isfinite(results[result]).all(), (name, value, result)
    assert refusals  # zero demand is a number, and other zeros leave money undefined


def test_of_several_changes_only_the_one_that_leaves_cash_undefined_is_left_out(case):
    for given in (
        {"rival_price.flash.glm_flash": "0", "fill_rate.flash": "0.5"},
        {"fill_rate.flash": "0.5", "rival_price.flash.glm_flash": "0"},
        {"class_demand.pro": "2000", "rival_price.flash.glm_flash": "0", "peak_multiplier": "1.5"},
    ):
        scenario, [notice] = from_query(case, given)
        assert (
            dict(scenario.overrides).keys() == given.keys() - {"rival_price.flash.glm_flash"}
            and "«rival_price.flash.glm_flash»" in notice
        )


def test_a_draw_without_defined_cash_does_not_change_the_others(case, april):
    rows = {NOTHING[0]: np.array([0.2, 0.0, 0.2])}
    outlook = econ.run(case.scenario(), rows)
    alone = econ.run(case.scenario(), {NOTHING[0]: np.array([0.2])})
    for name in ("cash", "runway", "covenant_runway", "decision_runway", "liquidity_runway"):
        assert np.isnan(outlook[name][1]).all(), name
        assert np.array_equal(outlook[name][0], alone[name][0]) and np.array_equal(
            outlook[name][2], alone[name][0]
        )
    for wanted in outcomes.standard_outcomes(case.scenario()):
        values = outcomes.read_outcome(outlook, wanted)
        assert np.isfinite(values[[0, 2]]).all()
        assert math.isnan(values[1]) == bool(np.isnan(outlook[wanted.key][1]).any()), wanted.name
    for objective in price_cut.OBJECTIVES.values():
        if objective.keep == ("runway",):
            values = {"runway": outlook.values["runway"][..., np.newaxis, :]}
            assert np.isnan(np.ravel(objective.measure(values, case.scenario()))).tolist() == [
                False,
                True,
                False,
            ]


def test_the_shell_distinguishes_undefined_from_beyond_the_horizon(lost, monkeypatch, capsys, case):
    monkeypatch.setattr("econ.cli.run", lambda scenario: lost)
    for form in ("table", "csv", "json"):
        assert main(["run", "--format", form, "--quantity", "cash,runway"]) == 0
        printed = capsys.readouterr().out
        assert "not defined" in printed and "beyond" not in printed
    columns = json.loads(printed)["quantities"]
    assert columns == dict.fromkeys(("cash", "runway"), ["not defined"] * case.months)
    rich = econ.run(case.scenario(overrides={"initial_cash": 500.0, "net_cash_flow": 1.0}))
    monkeypatch.setattr("econ.cli.run", lambda scenario: rich)
    for form in ("table", "csv", "json"):
        assert main(["run", "--format", form, "--quantity", "runway"]) == 0
        printed = capsys.readouterr().out
        assert "beyond the plan" in printed and "not defined" not in printed


def test_futures_with_undefined_cash_are_left_out_and_counted(case):
    rows, count = sobol_draws(case.scenario(), 64), 64
    price = np.full(count, 0.2)
    whole = survival.run_drawn_futures(case.scenario(), rows | {NOTHING[0]: price}, count)
    price[::8] = 0.0
    futures = survival.run_drawn_futures(case.scenario(), rows | {NOTHING[0]: price}, count)
    defined = np.arange(count) % 8 > 0
    assert (futures.undefined, futures.count, whole.undefined) == (8, 56, 0)
    assert np.array_equal(futures.runway, whole.runway[defined]) and np.array_equal(
        futures.headroom, whole.headroom[defined]
    )
    assert np.isfinite(futures.fan).all() and futures.survival[0] == 1.0
    assert "In 8 more futures cash is not defined." in stress_words.survival_answer(futures, whole)
    assert "not defined" not in stress_words.survival_answer(whole, whole)
    assert np.array_equal(
        survival.survival_curve(np.array([3.0, math.nan, math.inf]), 4), [1.0, 1.0, 1.0, 1.0, 0.5]
    )
    with pytest.raises(econ.AssumptionError, match="not defined in any future"):
        survival.run_drawn_futures(case.scenario(), {NOTHING[0]: np.zeros(4)}, 4)
