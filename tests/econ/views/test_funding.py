"""Tables of funding: runway under every name, default alive, headroom and burn."""

import math

import numpy as np
import pytest
from support.reading import as_read

import econ
from econ import finance, words
from econ.decisions import default_alive
from econ.finance.runways import RUNWAY_DEFINITIONS, STATIC, runway
from econ.units import format_value
from econ.views import funding
from econ.views.funding import averaged_months, runway_ends
from econ.views.sentences.scenario_words import round_in_sentence
from econ.words import say


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_the_table_states_whether_the_company_is_default_alive(case, preset):
    for changes in ({}, {"initial_cash": 500.0}):
        scenario = case.scenario(preset, changes)
        o, alone = econ.run(scenario), default_alive.default_alive_outlook(scenario)
        row = funding.runway_table(o, alone, 5).set_index("runway").loc["Default alive"]
        kept = finance.default_alive(
            np.concatenate([o["initial_cash"][0, :1], alone["cash"][0]]), o.at("minimum_cash", 0)
        )
        assert (row["ends in"] == "alive") == kept and (
            "below the minimum in" in row["definition"]
        ) == (not kept)
        left = [
            round_in_sentence(case, name)
            for name in case.elements["round"]
            if o.at(f"round_status.{name}", 0) in (1.0, 3.0)
        ]
        assert f"Left out: {words.join_list(left)}." in row["definition"]


@pytest.mark.parametrize("month", [0, 2, 11, 40, 59])
def test_seven_runways_have_one_length_from_two_origins(case, april, drained, month):
    for o in (april, drained):
        ends = funding.runway_ends(o, default_alive.default_alive_outlook(o.scenario), month)
        assert list(ends) == list(RUNWAY_DEFINITIONS)
        table = funding.runway_table(o, default_alive.default_alive_outlook(o.scenario), month)
        assert [words.lower().split("-")[0] for words in table["runway"]] == [
            name.replace("-", " ") for name in RUNWAY_DEFINITIONS
        ]
        plain = table.replace(",", "", regex=True)  # without the commas of thousands
        for (_, begin, since, where, _), end in zip(
            plain.itertuples(index=False, name=None), ends.values(), strict=True
        ):
            if math.isinf(end):
                assert (begin, since) in (
                    ("no end", "no end"),
                    (f"> {case.months}", f"> {case.months - month - 1}"),
                )
                continue
            if begin == "–":
                assert (
                    o.at("cash", month) <= 0.0
                    and since in ("0", "no end")
                    and where == "no cash is left"
                )
                continue
            ahead = -float(since.removesuffix(" ago")) if since.endswith(" ago") else float(since)
            assert ahead == pytest.approx(
                float(begin) - month - 1.0, abs=0.11 if end < 100 else 0.6
            )
            assert (
                where in ("at once", "no cash is left")
                or case.month_name(min(int(end), 10**4)) in where
                or end >= case.months
            )


@pytest.mark.parametrize("month", [1, 11, 30])
def test_static_and_loss_based_runway_equal_the_quotient_by_hand(case, month):
    heavy = econ.run(case.scenario(overrides={"training_ratio": 3.0}))
    ends, first = (
        funding.runway_ends(heavy, default_alive.default_alive_outlook(heavy.scenario), month),
        max(month - 2, 0),
    )
    months = month + 1 - first
    burn = sum(heavy.at("net_burn", m) for m in range(first, month + 1)) / months
    loss = (
        -sum(
            heavy.at("net_income", m) + heavy.at("share_based_pay", m)
            for m in range(first, month + 1)
        )
        / months
    )
    assert ends["static"] - month - 1 == pytest.approx(heavy.at("cash", month) / burn)
    assert ends["loss"] - month - 1 == pytest.approx(heavy.at("cash", month) / loss)


def test_the_table_of_runways_agrees_with_the_headline(april, drained):
    from_start = say("funding-from-start", month=april.case.start)
    row, lasting = (
        funding.runway_table(o, default_alive.default_alive_outlook(o.scenario), 11)
        .set_index("runway")
        .loc["Zero cash"]
        for o in (drained, april)
    )
    assert row[from_start] == format_value(drained.at("runway", 0), "month", with_unit=False)
    assert april.case.month_name(int(drained.at("runway", 0))) == row["ends in"]
    assert lasting[from_start] == f"> {april.case.months}" and math.isinf(april.at("runway", 0))


def test_the_table_says_so_where_cash_never_runs_out(case):
    rich = case.scenario(
        overrides={"initial_cash": 500.0, "deposit_rate": 0.1, "frontier_compute_growth": 0.0}
    )
    table = funding.runway_table(
        econ.run(rich), default_alive.default_alive_outlook(rich), 11
    ).set_index("runway")["ends in"]
    assert (
        table["Static"] == "no burn"
        and table["Loss-based"] == "no loss"
        and table["Default alive"] == "alive"
    )
    gone = econ.run(case.scenario(stresses=["round-fails"]))
    spent = funding.runway_table(gone, gone, 11).set_index("runway")["ends in"]
    assert gone.at("cash", 11) < 0.0 and set(spent[["Static", "Loss-based"]]) == {"no cash is left"}
    assert set(table[["Zero cash", "Covenant", "Liquidity", "Decision"]]) == {"beyond the plan"}


def test_headroom_includes_the_credit_line(
    drained,
):
    words = funding.burn_measures(drained, 11).set_index("measure")["value"]
    path = drained["cash"][0] + drained["undrawn_credit"][0] - drained["minimum_cash"][0]
    assert as_read(words["Cash above the minimum"]).endswith(
        drained.case.month_name(int(path.argmin()))
    )
    assert as_read(words["Trough of cash"]).endswith(
        drained.case.month_name(int(drained["cash"][0].argmin()))
    )


def test_the_burn_multiple_is_burn_over_growth_of_the_run_rate(april):
    burn = sum(april.at("net_burn", month) for month in range(12))
    added = 12 * (april.at("revenue", 11) - april.at("initial_revenue", 0))
    shown = funding.burn_measures(april, 11).set_index("measure").loc["Burn multiple", "value"]
    assert shown == f"{burn / added:.2f}x"


def test_burn_is_averaged_over_the_months_of_the_criterion(case, april, with_criterion):
    shortest = econ.run(with_criterion(burn_average=1))
    assert (
        averaged_months(shortest) == 1
        and averaged_months(april) == case.belief("burn_average").base
    )
    month = 11
    months = runway(STATIC, cash=shortest.at("cash", month), burn=shortest.at("net_burn", month))
    assert runway_ends(shortest, shortest, month)[STATIC] == month + 1 + months
