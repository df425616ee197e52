"""Statements that tie out: leases, sales tax, deposits, income tax, building in stages, a credit line, and tables."""

import dataclasses

import numpy as np
import numpy_financial
import pytest
from support.paths import ROOT
from support.plans import AS_PLANNED, leased
from support.strategies import box

import econ
from econ.accounts.identities import (
    IDENTITIES,
    LIGHT_FAILS,
    TESTED_ELSEWHERE,
    check_identities,
    identity_failures,
)
from econ.accounts.statements import (
    OPENING_COLUMN,
    STATEMENT_NAMES,
    STOCK_STATEMENTS,
    cash_bridge,
    plan_years,
    rows_of_totals,
    statement_table,
    statement_text,
)

POINTS = 128
TIGHT = 1e-9
CARD = "ascend_950dt"
PRESETS = ("april-2026", "november-2026")


def once(case, month, value):
    """A path that is a value in one month and zero in all others."""
    return [value if m == month else 0.0 for m in range(case.months)]


@pytest.fixture(scope="module")
def planned(case):
    """Orders and lists as planned, so that money spent otherwise orders no other cards."""
    return econ.run(case.scenario(overrides=AS_PLANNED))


@pytest.fixture(scope="module", params=range(4))
def pushed(case, request):
    """Outlooks at random points of the box."""
    return econ.run(case.scenario(), box(case, request.param, POINTS))


# ── Leases ───────────────────────────────────────────────────────────────────────────────────────────────────────


def equipment(case, month=2, **changes):
    """A card fleet of 95 k leased in one month at six per cent a year over three years."""
    return econ.run(
        case.scenario(
            overrides={
                "leased_additions": 0.0,
                f"leased_additions.{CARD}": once(case, month, 95.0),
                "lease_rate": 0.06,
                "lease_term": 36,
                **changes,
            }
        )
    )


def test_t14_the_instalment_is_the_published_one(case):
    paid = equipment(case)[f"lease_payments.{CARD}"][0]
    assert np.all(paid[:3] == 0.0) and np.all(paid[39:] == 0.0)
    assert paid[3:39] * 1000 == pytest.approx(np.full(36, 2890.08), abs=0.005)


def test_interest_and_principal_are_those_of_a_loan(case):
    o = equipment(case)
    month = np.arange(1, 37)
    assert o["lease_interest"][0, 3:39] == pytest.approx(
        -numpy_financial.ipmt(0.06 / 12, month, 36, 95.0), rel=1e-9
    )
    assert o["lease_principal"][0, 3:39] == pytest.approx(
        -numpy_financial.ppmt(0.06 / 12, month, 36, 95.0), rel=1e-9
    )


@pytest.mark.parametrize("term", [6, 18.5, 36, 47.25, 56])
@pytest.mark.parametrize("rate", [0.005, 0.09, 0.5])
def test_a_lease_ends_with_zero_liability_and_has_the_present_value_of_a_purchase(case, term, rate):
    o = equipment(case, lease_term=term, lease_rate=rate)
    paid = o[f"lease_payments.{CARD}"][0]
    assert o["lease_interest"].sum() + o["lease_principal"].sum() == pytest.approx(paid.sum())
    assert o["lease_principal"].sum() == pytest.approx(95.0)
    assert o["lease_liability"][0, -1] == pytest.approx(0.0, abs=TIGHT * 95.0)
    assert numpy_financial.npv(rate / 12, paid[2:]) == pytest.approx(95.0)


def test_the_present_value_of_instalments_is_the_price_for_any_term_and_rate(case):
    random = np.random.default_rng(5)
    terms = np.append(random.uniform(6.0, 120.0, 60), [6.0, 60.0, 60.5, 119.5, 120.0])
    rates = np.append(random.uniform(0.005, 0.5, 60), [0.005, 0.5, 0.5, 0.005, 0.5])
    rows = {"lease_term": terms, "lease_rate": rates}
    instalments = econ.run(case.scenario(), rows, keep=["lease_instalment"])["lease_instalment"]
    for term, rate, instalment in zip(terms, rates, instalments[:, 0], strict=True):
        paid = np.clip(term - np.arange(120), 0.0, 1.0) * instalment
        assert numpy_financial.npv(rate / 12, [-1.0, *paid]) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("term", [60, 75, 120])
def test_a_lease_beyond_the_horizon_owes_its_remaining_instalments(case, term):
    o = equipment(case, month=0, lease_term=term)
    left, instalment = o["lease_liability"][0, -1], o[f"lease_payments.{CARD}"][0, -1]
    assert left == pytest.approx(
        numpy_financial.npv(0.06 / 12, [0.0] + [instalment] * (term - 59)), rel=1e-9
    )


def test_leasing_replaces_capex_by_instalments_that_count_as_burn(case, planned):
    o = econ.run(case.scenario(overrides=AS_PLANNED | leased(case)))
    assert np.all(o[f"card_capex.{CARD}"] == 0.0) and o[
        f"leased_additions.{CARD}"
    ] == pytest.approx(planned[f"card_capex.{CARD}"])
    assert np.array_equal(o["ebitda"], planned["ebitda"])
    assert o["lease_principal"].sum() > 0.0
    moved = (
        o["net_burn"] + o["operating_cash_flow"] + o["investing_cash_flow"] - o["lease_principal"]
    )
    assert np.abs(moved).max() <= TIGHT
    assert o["fleet." + CARD] == pytest.approx(planned["fleet." + CARD])


# ── Sales tax, deposits, life, income tax ────────────────────────────────────────────────────────────────────────


def test_input_tax_is_used_or_refunded_in_full_and_no_balance_is_negative(pushed):
    o = pushed
    scale = np.abs(np.cumsum(o["input_tax"] + o["output_tax"], axis=1)).max(axis=1)[:, None] + 1.0
    gone = np.cumsum(o["tax_credit_used"] + o["tax_credit_refund"], axis=1)
    assert np.all(
        np.abs(np.cumsum(o["tax_credit_added"], axis=1) - gone - o["tax_credit"]) <= TIGHT * scale
    )
    for name in ("tax_credit", "sales_tax_payable", "tax_credit_refund", "tax_credit_used"):
        assert np.all(o[name] >= -TIGHT * scale), name
    owed = np.diff(o["sales_tax_payable"] - o["tax_credit"], axis=1, prepend=0.0)
    # Tax that was paid to the tax office, less refunds.
    paid = np.cumsum(o["output_tax"] - o["input_tax"] - owed, axis=1)
    settled = (
        np.cumsum(o["output_tax"] - o["input_tax"], axis=1)
        - o["sales_tax_payable"]
        + o["tax_credit"]
    )
    assert np.all(np.abs(paid - settled) <= TIGHT * scale)


def test_twenty_bn_of_cards_with_tax_in_the_price_carry_the_published_tax(case):
    net = 20.0 / 1.13
    o = econ.run(
        case.scenario(
            overrides={
                "card_capex": 0.0,
                f"card_capex.{CARD}": once(case, 0, net),
                "building_capex": 0.0,
                "card_rent": 0.0,
                "outside_research_compute": 0.0,
                "revenue": 0.0,
            }
        )
    )
    assert o.at("tax_credit", 0) == pytest.approx(2.30, abs=0.005)
    assert o.at("tax_credit", 0) / case.belief("sales_tax_rate").base == pytest.approx(
        38.0, abs=0.5
    )


@pytest.mark.parametrize("lag", [0, 1, 7.5, 24])
def test_unused_input_tax_is_refunded_after_its_waiting_period(case, lag):
    o = econ.run(
        case.scenario(
            overrides={"input_tax": once(case, 3, 2.0), "output_tax": 0.0, "refund_lag": lag}
        )
    )
    refund, due = o["tax_credit_refund"][0], 3 + lag
    assert refund.sum() == pytest.approx(2.0) and (
        np.arange(case.months) * refund
    ).sum() / 2.0 == pytest.approx(due)
    assert np.all(o["tax_credit"][0, int(np.ceil(due)) :] == pytest.approx(0.0, abs=1e-12))


def test_input_tax_is_used_before_it_is_refunded(case):
    o = econ.run(
        case.scenario(
            overrides={
                "input_tax": once(case, 0, 3.0),
                "output_tax": [0.0, 1.0] + [0.0] * (case.months - 2),
                "refund_lag": 6,
            }
        )
    )
    assert o["tax_credit_used"][0, 1] == 1.0 and o["tax_credit_refund"][0, 6] == pytest.approx(2.0)


def test_deposits_are_a_share_of_cards_on_order(case):
    o = econ.run(case.scenario(overrides={"deposit_share": 0.3}))
    for platform in case.elements["platform"]:
        worth = (
            o[f"order_backlog.{platform}"]
            * o[f"bought_share.{platform}"]
            * o[f"installed_price.{platform}"]
            / 1e6
        )
        assert o[f"supplier_deposits.{platform}"] == pytest.approx(0.3 * worth)
    opening = sum(o[f"initial_supplier_deposits.{p}"][0, 0] for p in case.elements["platform"])
    closing = sum(o[f"supplier_deposits.{p}"][0, -1] for p in case.elements["platform"])
    assert o["deposits_paid"].sum() == pytest.approx(closing - opening)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_longer_life_in_the_books_changes_margin_and_not_cash(case, preset):
    short, long = (
        econ.run(case.scenario(preset, leased(case, 0.4) | {"depreciation_life": life}))
        for life in (36, 72)
    )
    for name in ("cash", "income_tax", "net_burn", "runway", "operating_cash_flow"):
        assert np.array_equal(short[name], long[name]), name
    assert np.any(long["gross_margin"] > short["gross_margin"]) and np.any(
        long["equity"] != short["equity"]
    )


def test_a_shorter_tax_life_defers_tax_and_leaves_book_values_unchanged(case):
    rich = {
        "super_deduction": 0.0,
        "training_ratio": 0.0,
        "option_grants": 0.0,
        "initial_loss_pool": 0.0,
        "reference_demand.flash": 5000.0,
        "initial_adopted_demand.flash": 400.0,
        "order_rule": 0,
    }
    soon, late = (econ.run(case.scenario(overrides=rich | {"tax_life": life})) for life in (24, 96))
    assert late["income_tax"].sum() > soon["income_tax"].sum() > 0.0
    assert np.array_equal(soon["depreciation"], late["depreciation"])


@pytest.mark.parametrize("lag", [0, 2, 4.5])
def test_income_tax_is_paid_when_it_is_due_and_owed_until_then(case, lag):
    o = econ.run(case.scenario(overrides={"income_tax": once(case, 5, 1.0), "income_tax_lag": lag}))
    paid = o["income_tax_paid"][0]
    assert paid.sum() == pytest.approx(1.0) and (
        np.arange(case.months) * paid
    ).sum() == pytest.approx(5 + lag)
    assert o["income_tax_payable"][0] == pytest.approx(
        np.cumsum(np.array(once(case, 5, 1.0)) - paid)
    )


def test_the_status_gives_the_rate_and_the_opening_pool_is_used_first(case):
    earns = {"taxable_profit": 1.0, "initial_loss_pool": 2.5}
    for status, rate in (
        ("standard", "standard_tax_rate"),
        ("high-technology", "high_technology_tax_rate"),
    ):
        o = econ.run(case.scenario(overrides=earns | {"high_technology": status}))
        assert o["income_tax"][0, :4] == pytest.approx(
            case.belief(rate).base * np.array([0.0, 0.0, 0.5, 1.0])
        )


# ── Plant, customers, credit ─────────────────────────────────────────────────────────────────────────────────────


def test_d1_a_card_of_40_000_costs_a_third_or_a_sixth_of_it_a_year(case):
    for years, cost in ((3, 13_333), (6, 6_667)):
        o = econ.run(
            case.scenario(
                overrides={
                    "card_capex": 0.0,
                    "card_capex.h800": once(case, 0, 40_000.0),
                    "service_life.h800": 120,
                    "depreciation_life": 12 * years,
                }
            )
        )
        assert o["new_card_depreciation.h800"][0, 1:13].sum() == pytest.approx(cost, abs=0.5)


def test_the_data_centre_is_paid_for_as_it_is_built_and_power_follows(pushed):
    o = pushed
    built = o["built_share"]
    assert np.all(np.diff(built, axis=1) >= -1e-12) and np.all(
        (built >= 0.0) & (built <= 1.0 + 1e-12)
    )
    assert np.cumsum(o["building_capex"], axis=1) == pytest.approx(built * o["building_budget"])
    rented = o["leased_power"] + o["colocated_power"]
    assert o["power_limit"] - rented == pytest.approx(built * o["site_power"] * o["pue"])


def test_a_second_stage_that_begins_as_the_first_ends_is_one_build(case):
    o = econ.run(
        case.scenario(
            overrides={
                "build_start": 2,
                "first_stage_share": 0.3,
                "second_stage_start": 8,
                "build_length": 20,
            }
        )
    )
    assert o["built_share"][0] == pytest.approx(
        np.clip((np.arange(case.months) - 1) / 20, 0.0, 1.0)
    )


def test_a_later_second_stage_spends_and_powers_later_and_no_less(case, planned):
    """No hall is rented that a later stage could call for."""
    late = econ.run(case.scenario(overrides=AS_PLANNED | {"second_stage_start": 30}))
    assert np.all(late["built_share"] <= planned["built_share"]) and late[
        "building_capex"
    ].sum() == pytest.approx(planned["building_capex"].sum())
    assert np.all(late["power_limit"] <= planned["power_limit"]) and np.any(
        late["power_limit"] < planned["power_limit"]
    )


def test_customers_who_use_less_run_down_their_balance_without_refunds(case):
    falls = [0.4] * 10 + [0.0] + [0.1] * (case.months - 11)
    o = econ.run(
        case.scenario(
            overrides={"api_revenue.pro": falls, "api_revenue.flash": 0.0, "prepaid_period": 3.0}
        )
    )
    assert np.all(o["top_ups"] >= 0.0) and np.all(o["prepaid_balance"] >= 0.0)
    assert o.at("prepaid_balance", 9) == pytest.approx(1.2) and o.at(
        "prepaid_balance", 10
    ) == pytest.approx(1.2)
    assert o.at("prepaid_balance", 14) == pytest.approx(0.8) and o.at(
        "prepaid_balance", 59
    ) == pytest.approx(0.3)


def test_forfeited_balances_are_revenue_without_tokens(case, planned):
    o = econ.run(case.scenario(overrides=AS_PLANNED | {"breakage_rate": 0.05}))
    opening = np.concatenate(
        [o["initial_prepaid_balance"][:, :1], o["prepaid_balance"][:, :-1]], axis=1
    )
    assert o["breakage"] == pytest.approx(0.05 * opening)
    assert o["revenue"] - planned["revenue"] == pytest.approx(o["breakage"])


def test_the_credit_line_is_drawn_last_repaid_first_and_stays_within_its_limit(pushed):
    o = pushed
    debt, cash, least, limit = o["debt"], o["cash"], o["minimum_cash"], o["credit_limit"]
    before = np.concatenate([np.zeros((o.draws, 1)), debt[:, :-1]], axis=1)
    assert np.all((debt >= 0.0) & (debt <= limit))
    assert np.all(cash[debt > 0.0] <= least[debt > 0.0])
    assert np.all((cash == least)[(debt > 0.0) & (debt < limit)])
    assert np.all((o["debt_draws"] == 0.0) | (o["debt_repayments"] == 0.0))
    assert o["debt_draws"] - o["debt_repayments"] == pytest.approx(debt - before)


def test_a_credit_line_extends_the_runway_costs_interest_and_is_not_burn(case):
    heavy = {"training_ratio": 3.0}
    without = econ.run(case.scenario(overrides=heavy))
    o = econ.run(case.scenario(overrides=heavy | {"credit_limit": 15.0}))
    assert o.at("runway", 0) > without.at("runway", 0) and o.at(
        "liquidity_runway", 0
    ) == pytest.approx(o.at("runway", 0), abs=0.5)
    quiet = o["debt"][0] == 0.0
    fee = 15.0 * case.belief("commitment_fee").base / 12
    assert o["interest_expense"][0, :10] == pytest.approx(fee) and quiet[:10].all()
    last = case.months - 1
    rate = (case.belief("deposit_rate").base + case.belief("credit_spread").base) / 12
    assert o.at("credit_interest", last) == pytest.approx(o.at("debt", last - 1) * rate)


def test_without_a_credit_line_liquidity_is_cash(pushed, april):
    assert np.array_equal(april["liquidity"], april["cash"]) and np.array_equal(
        april["liquidity_runway"], april["runway"]
    )
    assert np.all(pushed["liquidity_runway"] >= pushed["runway"] - 1.0)
    parts = econ.run(
        april.case.scenario(
            overrides={"closing_part.first": 0.2, "tranche_lag.first": 40, "training_ratio": 2.0}
        )
    )
    # Promised money can still be called.
    assert parts.at("liquidity_runway", 0) > parts.at("runway", 0)


def test_the_share_of_futures_out_of_cash_never_falls_and_is_one_less_survival(pushed):
    gone = pushed["out_of_cash"].mean(axis=0)
    assert np.all(np.diff(gone) >= 0.0)
    alive = np.array(
        [
            (pushed["runway"][:, 0] > month + 1.0 - 1e-9).mean()
            for month in range(pushed.case.months)
        ]
    )
    assert np.all(gone + alive >= 1.0 - 1e-12)
    assert np.all(gone[1:] + alive[:-1] >= gone[:-1] + alive[:-1] - 1e-12)


# ── Tables ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("monthly", [False, True])
@pytest.mark.parametrize("name", STATEMENT_NAMES)
def test_each_total_of_a_statement_is_the_sum_of_its_lines(
    april, november, everything, name, monthly
):
    for o in (april, november, everything):
        table = statement_table(o, name, monthly)
        totals = rows_of_totals(o, name)
        assert table.index.is_unique and set(totals) < set(table.index)
        for total, lines in totals.items():
            assert np.allclose(
                table.loc[total], table.loc[lines].sum(), rtol=0.0, atol=TIGHT * 1e3
            ), total
        summed = {line for lines in totals.values() for line in lines}
        assert set(table.index) - summed <= {
            "EBITDA",
            "Adjusted net income",
            "Change of cash",
            "Liabilities and equity",
            "Total assets",
        }


@pytest.mark.parametrize("name", STATEMENT_NAMES)
def test_a_year_is_the_sum_of_its_months_or_the_last_of_them(everything, name):
    years, months = (
        statement_table(everything, name, monthly).drop(columns=OPENING_COLUMN, errors="ignore")
        for monthly in (False, True)
    )
    assert months.shape[1] == everything.case.months
    for number, column in enumerate(years):
        within = months.iloc[:, 12 * number : 12 * number + 12]
        wanted = within.iloc[:, -1] if name in STOCK_STATEMENTS else within.sum(axis=1)
        assert np.allclose(years[column], wanted)


def test_the_first_month_rolls_forward_from_the_opening_column(april):
    table, flow = (
        statement_table(april, "Balance sheet", True),
        statement_table(april, "Cash flow", True),
    )
    first = table.columns[1]
    assert table.columns[0] == OPENING_COLUMN
    assert table.loc["Cash", first] - table.loc["Cash", "opening"] == pytest.approx(
        flow.loc["Change of cash", first]
    )
    assert table.loc["Total assets", "opening"] == pytest.approx(
        table.loc["Liabilities and equity", "opening"]
    )
    assert table.loc["Total assets", "opening"] == pytest.approx(
        table.loc["Total liabilities", "opening"] + table.loc["Equity", "opening"]
    )
    assert OPENING_COLUMN not in flow


def test_assets_are_liabilities_and_equity_in_the_table_too(everything):
    table = statement_table(everything, "Balance sheet")
    assert np.allclose(table.loc["Total assets"], table.loc["Liabilities and equity"])
    assert (table.loc["Credit line"] > 0.0).any() and (table.loc["Leases"] > 0.0).any()


def test_the_bars_of_every_bridge_lead_from_opening_to_closing(april, november, everything):
    for o in (april, november, everything):
        closing = o.at("initial_cash", 0)
        whole = cash_bridge(o, 0, o.case.months).set_index("what")["value"]
        years = [cash_bridge(o, first) for first in plan_years(o).values()]
        for what in whole.index.drop(["Opening", "Closing"]):
            parts = sum(float(bars.set_index("what")["value"].get(what, 0.0)) for bars in years)
            assert whole[what] == pytest.approx(parts, abs=TIGHT * 1e3), what
        for first in plan_years(o).values():
            bars = cash_bridge(o, first)
            assert bars["value"].iloc[0] == pytest.approx(closing)
            assert bars["value"].iloc[:-1].sum() == pytest.approx(
                bars["value"].iloc[-1], abs=TIGHT * 1e3
            )
            closing = bars["value"].iloc[-1]
        assert closing == pytest.approx(o.at("cash", o.case.months - 1))


def test_written_numbers_have_two_decimals_and_zero_has_no_minus(everything):
    text = statement_text(statement_table(everything, "Cash flow"))
    assert (
        not text.isin(["−0.00", "-0.00"]).any().any()
        and text.map(lambda cell: cell[-3] == ".").all().all()
    )


# ── The panel ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_identity_holds_with_every_feature_in_use(everything):
    table = check_identities(everything)
    assert not (table["light"] == LIGHT_FAILS).any()
    assert set(table["identity"]) == {f"I{number}" for number in range(1, 19)}


def run_of_draw(batch, draw):
    """The outlook of one draw of a batch, which is that of its own run."""
    values = {
        name: value[..., draw : draw + 1] if value.shape[-1] > 1 else value
        for name, value in batch.values.items()
    }
    return dataclasses.replace(batch, values=values, draws=1)


@pytest.mark.parametrize("seed", range(2))
def test_every_identity_holds_anywhere_in_the_box(case, seed):
    batch = econ.run(case.scenario(), box(case, seed, 24))
    for draw in range(24):
        table = check_identities(run_of_draw(batch, draw))
        failed = table[table["light"] == LIGHT_FAILS]
        assert failed.empty, failed[["what", "month", "amount"]].to_string()


BREAKS = (
    ("I1", "funding_gap"),
    ("I1", "bank_balance"),
    ("I2", "balance_gap"),
    ("I3", "net_building"),
    ("I5", "top_ups"),
    ("I6", "debt"),
    ("I7", "lease_principal"),
    ("I8", "equity"),
    ("I9", "loss_pool"),
    ("I10", "subscription_revenue"),
    ("I11", "utilisation"),
    ("I12", "gross_profit"),
    ("I12", "gross_burn"),
    ("I12", "customer_receipts"),
    ("I13", "founder_stake"),
)


@pytest.mark.parametrize(("identity", "name"), BREAKS)
def test_a_wrong_number_makes_its_identity_fail(everything, identity, name):
    wrong = np.array(
        np.broadcast_to(
            everything.values[name], (everything.case.months, *everything.values[name].shape[-6:])
        )
    )
    wrong[7] += 2.0
    identities = check_identities(
        dataclasses.replace(everything, values={**everything.values, name: wrong})
    )
    failed = identities[identities["light"] == LIGHT_FAILS]
    assert identity in set(failed["identity"])
    assert (
        failed["month"].isin([everything.case.month_name(7), everything.case.month_name(8)]).any()
        and (failed["amount"] != "").all()
    )


@pytest.mark.parametrize("bearer", [0, 1])
def test_price_times_shares_is_the_value_agreed_whoever_bears_the_pool_and_a_wrong_price_is_seen(
    case, bearer
):
    terms = {"pool_top_up": 0.1, "pool_bearer": bearer, "anti_dilution": 1, "closing_part": 0.5}
    o = econ.run(
        case.scenario(
            "november-2026",
            {
                f"{name}.{round_name}": value
                for name, value in terms.items()
                for round_name in ("first", "later")
            }
            | {"round_pre_money.later": 150},
        )
    )
    assert not (check_identities(o)["light"] == LIGHT_FAILS).any()
    wrong = np.array(o.values["share_price"])
    wrong[int(o.at("round_month.later", 0))] *= 1.1
    failures = identity_failures(dataclasses.replace(o, values={**o.values, "share_price": wrong}))
    priced = failures[
        failures["what should hold"].str.startswith("A round’s price times all shares")
    ]
    assert priced["months"].tolist() == [case.month_name(int(o.at("round_month.later", 0)))]


def test_the_tests_of_identities_tested_elsewhere_exist(root):
    assert all((root / where).is_file() for _, _, where in TESTED_ELSEWHERE) and root == ROOT
    assert len({identity.sentence for identity in IDENTITIES}) == len(IDENTITIES)
