"""The article the case comes from, section by section: each figure is in the case with its source, and is felt."""

import pytest
from support.plans import SHORT_OF_MONEY

import econ
from econ.views.validation import overlap_gains


def stated(case, key, preset="april-2026"):
    """The belief of a key; it has a basis and a source that the file describes."""
    value = case.belief(key, preset, ())
    assert value.source in case.sources
    assert value.basis in ("disclosed", "filing", "reported", "analyst", "judgement")
    return value


def moved(case, key, to, quantity, month=11, plan=()):
    """The change of a quantity when one number of the article is changed; `plan` has what else is set, before and after."""
    before = econ.run(case.scenario(overrides=dict(plan))).at(quantity, month)
    return econ.run(case.scenario(overrides=dict(plan) | {key: to})).at(quantity, month) - before


class TestLongContextMadeAffordable:
    """Section 01: the models and the price list."""

    @pytest.mark.parametrize(("tier", "active"), [("pro", 49), ("flash", 13)])
    def test_active_parameters(self, case, tier, active):
        value = stated(case, f"active_parameters.v4_{tier}")
        assert (value.base, value.basis) == (active, "disclosed")
        assert moved(case, f"active_parameters.v4_{tier}", 2 * active, f"serving_cost.{tier}") > 0

    @pytest.mark.parametrize(
        ("tier", "hit", "miss", "out"), [("pro", 1, 12, 24), ("flash", 0.2, 1, 2)]
    )
    def test_the_launch_list(self, case, tier, hit, miss, out):
        for part, price in (("cached", hit), ("input", miss), ("output", out)):
            value = stated(case, f"{part}_list_price.{tier}")
            assert value.base == price
            assert value.basis == "disclosed"
            assert (
                econ.run(case.scenario()).at(
                    f"{'cached_input' if part == 'cached' else part}_price.{tier}", 0
                )
                == price
            )
            assert (
                moved(case, f"{part}_list_price.{tier}", price / 2, f"blended_price.{tier}", 0) < 0
            )
            assert (
                moved(case, f"{part}_list_price.{tier}", price / 2, f"target_demand.{tier}", 0) > 0
            )

    @pytest.mark.parametrize(("rival", "low", "high"), [("glm", 1.3, 2.0), ("kimi", 1.1, 1.1)])
    def test_rivals_prices_of_cache_hits(self, case, rival, low, high):
        value = stated(case, f"rival_cached_price.{rival}")
        assert low <= value.base <= high
        assert value.source == "article"
        dearer = [value.base] * 6 + [2 * value.base] * (case.months - 6)
        assert moved(case, f"rival_cached_price.{rival}", dearer, "target_demand.pro") > 0

    def test_input_of_v4_is_at_the_low_end(self, case):
        o = econ.run(case.scenario())
        assert o.at("cached_input_price.pro", 0) <= min(
            o.at("rival_cached_price.glm", 0), o.at("rival_cached_price.kimi", 0)
        )


class TestTheNextStepPointsToDomesticComputing:
    """Section 02: the small print, overlap, the second path."""

    def test_the_cut_waits_for_ascend_950_in_the_second_half(self, case):
        rule = case.assumption_of("cut_rule.pro").options[int(stated(case, "cut_rule.pro").base)]
        assert rule == "when supply lands"
        assert case.belief("cut_rule.pro").basis == "disclosed"
        assert [p for p in case.elements["platform"] if case.belief(f"tied_to_price.{p}").base] == [
            "ascend_950dt"
        ]
        first = int(stated(case, "first_delivery.ascend_950dt").base)
        assert case.month_index("2026-07") <= first <= case.month_index("2026-12")

    def test_a_slipped_delivery_moves_the_whole_chain(self, case):
        late = {"delivery_delay.ascend_950dt": 12}
        month = case.month_shown("april-2026")
        before, after = econ.run(case.scenario()), econ.run(case.scenario(overrides=late))
        assert after.at("fleet.ascend_950dt", month) < before.at("fleet.ascend_950dt", month)
        assert after.at("serving_cost.pro", month) > before.at("serving_cost.pro", month)
        assert after.at("output_price.pro", month) > before.at("output_price.pro", month)
        assert after["unmet_demand.pro"].sum() > 2.0 * before["unmet_demand.pro"].sum()
        assert abs(after["gross_margin"] - before["gross_margin"]).max() > 0.01
        assert moved(case, "delivery_delay.ascend_950dt", 12, "runway", plan=SHORT_OF_MONEY) < -0.5

    def test_throughput_of_pro_is_limited_until_supply_lands(self, case):
        o = econ.run(case.scenario())
        landed = int(o["supply_is_in.pro"][0].argmax())
        assert o["fill_rate.pro"][0, :landed].min() < 0.95
        two_years = slice(landed + 2, landed + 26)
        assert o["fill_rate.pro"][0, two_years].min() > case.scenario().value("fill_threshold")

    def test_gains_of_expert_parallel_overlap(self, case):
        """The published range, 1.50 to 1.96, is what the roofline finds where groups span nodes; in a supernode it is a miss."""
        gains = overlap_gains(case.scenario())
        hopper = gains.loc[["NVIDIA H800", "NVIDIA H20"]].to_numpy()
        assert hopper.min() < 1.50 and 1.73 < hopper.max() < 2.0
        assert (gains >= 1.0).all(axis=None) and (
            gains.loc[["Ascend 910C, a die", "Ascend 950DT"]] < 1.2
        ).all(axis=None)

    @pytest.mark.parametrize("chip", ["h800", "ascend_950dt"])
    def test_exchange_that_is_not_hidden_costs_throughput(self, case, chip):
        assert moved(case, f"overlap_share.{chip}", 0.0, f"output_throughput.{chip}.pro") < 0

    def test_cuda_is_the_mature_path_and_ascend_catches_up(self, case):
        o = econ.run(case.scenario())
        assert (
            o.at("stack_maturity.h800", 0)
            > o.at("stack_maturity.ascend_910c", 0)
            > o.at("stack_maturity.ascend_950dt", 0)
        )
        assert o.at("stack_maturity.ascend_950dt", 24) > 0.95
        assert moved(case, "initial_maturity.ascend_950dt", 0.1, "serving_cost.pro", 7) > 0


class TestBecomingHeavier:
    """Section 03: the round, compute, talent, commercialisation."""

    def test_50_bn_at_300_bn_buys_14_29_per_cent_and_is_reported_not_closed(self, case):
        assert stated(case, "round_amount.first").base == 50
        assert stated(case, "round_pre_money.first").base == 300
        status = stated(case, "round_status.first")
        assert case.assumption_of("round_status.first").options[int(status.base)] == "reported"
        o = econ.run(case.scenario())
        assert o.at("new_money_share.first", 0) == pytest.approx(0.1429, abs=5e-5)
        assert moved(case, "round_amount.first", 7.5, "runway", plan=SHORT_OF_MONEY) < 0
        assert moved(case, "round_pre_money.first", 600, "founder_stake") > 0

    def test_a_data_centre_is_built_in_ulanqab(self, case):
        assert "Ulanqab" in case.assumption_of("site_power").meaning
        stated(case, "site_power")
        assert moved(case, "site_power", 500, "capex", 6) > 0
        assert moved(case, "site_power", 500, "cash", 59) < 0

    def test_five_of_about_a_hundred_left(self, case):
        value = stated(case, "core_attrition")
        assert (value.base, value.source) == (0.05, "article")
        assert stated(case, "initial_core_researchers").base == 100
        o = econ.run(case.scenario(overrides={"core_hiring": 0}))
        assert o["core_leavers"][0, :12].sum() == pytest.approx(5, abs=0.2)
        assert moved(case, "core_attrition", 0.5, "algorithmic_efficiency", 36) < 0
        assert moved(case, "core_attrition", 0.5, "serving_cost.pro", 36) > 0

    def test_fewer_than_200_people(self, case):
        stated(case, "initial_support_staff")
        assert econ.run(case.scenario()).at("headcount", 0) < 200
        assert moved(case, "initial_support_staff", 500, "staff_cost", 0) > 0

    def test_expert_mode_is_pro_and_quick_mode_is_flash(self, case):
        meaning = case.assumption_of("mode_weight.pro").meaning
        assert "Expert mode" in meaning
        assert "Quick mode" in meaning
        assert stated(case, "mode_weight.pro").source == "article"
        assert moved(case, "mode_weight.pro", 0.6, "app_demand.pro") > 0
        assert moved(case, "mode_weight.pro", 0.6, "app_demand.flash") < 0
        assert moved(case, "app_tokens_per_user", 600, "utilisation", 1) > 0

    def test_open_weights_thin_the_margin(self, case):
        assert moved(case, "leakage_at_parity", 0.6, "gross_margin") < 0
        assert moved(case, "host_hit_loss", 0.6, "leakage.pro") < 0
