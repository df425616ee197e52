"""Tables of cost: ranges, changes of platform, makers, and owned and rented hours."""

import re

import numpy as np
import pytest

import econ
from econ.roofline import error_ranges, latency_targets
from econ.views import cost as cost_view
from econ.views.sentences import cost_captions


@pytest.mark.parametrize("tier", ["pro", "flash"])
def test_the_parts_of_a_cost_are_not_negative_and_sum_to_it(case, april, tier):
    parts = cost_view.cost_bridge(april, tier, 11)
    sums = parts.groupby("platform", sort=False)["value"].sum()
    costs = [
        april.at(f"platform_serving_cost.{element}.{tier}", 11)
        for element in case.elements["platform"]
    ]
    assert np.allclose(sums, costs) and (parts["value"] >= 0.0).all()


def numbers(text):
    return [float(word.replace(",", "")) for word in re.findall(r"[\d.,]*\d", text)]


def test_every_cost_in_the_table_lies_within_its_range(april):
    table = cost_view.platform_cost_table(april, "pro", 11).set_index("platform")
    for kind in cost_view.PLATFORM_COST_OF_KIND:
        for text in table[f"{kind}, yuan"]:
            value, low, high = numbers(text)
            assert low < value < high


def test_the_bridge_has_the_range_of_the_whole_cost(april):
    bars = cost_view.cost_bridge(april, "pro", 11, error_ranges.INPUT).groupby(
        "platform", sort=False
    )
    whole = bars["value"].sum()
    assert (bars["low"].first() < whole).all() and (whole < bars["high"].first()).all()


def test_the_parts_of_a_change_of_platform_sum_and_its_ends_are_the_models(april):
    table = (
        cost_view.platform_change_table(april, "pro", 11)["yuan/Mtok"]
        .str.replace("−", "-")
        .astype(float)
    )
    assert table.iloc[0] == pytest.approx(
        april.at("platform_serving_cost.ascend_910c.pro", 0), abs=0.005
    )
    assert table.iloc[-1] == pytest.approx(
        april.at("platform_serving_cost.ascend_950dt.pro", 11), abs=0.005
    )
    assert table.iloc[:-1].sum() == pytest.approx(table.iloc[-1], abs=0.04)


def test_owning_or_renting_is_separated_from_the_price_of_the_card(case, april):
    owned = econ.run(case.scenario(overrides={"rented_share.ascend_910c": 0.0}))
    before, after = (
        cost_view.platform_change_table(outlook, "pro", 11)
        .set_index("what")["yuan/Mtok"]
        .str.replace("−", "-")
        .astype(float)
        for outlook in (april, owned)
    )
    assert (
        before["owning instead of renting"] < 0.0 and "owning instead of renting" not in after.index
    )
    rented = econ.run(
        case.scenario(overrides={"rented_share.ascend_910c": 0.0, "rented_share.ascend_950dt": 1.0})
    )
    assert (
        cost_view.platform_change_table(rented, "pro", 11)
        .set_index("what")
        .loc["renting more of it", "yuan/Mtok"]
        .startswith("+")
    )


def platforms_by_maker(case):
    """The platforms of each maker, the first word of their labels, in the order of the file."""
    makers = {}
    for platform, label in case.elements["platform"].items():
        makers.setdefault(label.split()[0], []).append(platform)
    return makers


def test_the_column_of_a_maker_is_weighted_by_the_cards_that_serve(april):
    table = cost_view.maker_table(april, "pro", 11)
    makers = platforms_by_maker(april.case)
    assert {"NVIDIA", "Ascend"} <= makers.keys() and list(table.columns) == list(makers)
    for path in table.columns:
        cost, mature, lost, porting, total = (
            numbers(table.loc[row, path])[0]
            for row in (
                "output, yuan/Mtok",
                "on a mature stack, yuan/Mtok",
                "lost to immaturity, yuan/Mtok",
                "porting this month, yuan/Mtok",
                "total, yuan/Mtok",
            )
        )
        assert cost == pytest.approx(mature + lost, abs=0.011) and total == pytest.approx(
            cost + porting, abs=0.011
        )
    cards = np.array([april.at(f"serving_fleet.{p}", 11) for p in makers["NVIDIA"]])
    hours = np.array([april.at(f"card_hour_cost.{p}", 11) for p in makers["NVIDIA"]])
    assert numbers(table.loc["card-hour, yuan", "NVIDIA"])[0] == pytest.approx(
        (cards * hours).sum() / cards.sum(), abs=0.006
    )
    assert numbers(table.loc["porting this month, yuan/Mtok", "Ascend"])[0] > 0.0


def test_porting_per_token_times_tokens_is_the_porting_cost(april):
    """Porting cost a token in the table, times all tokens, is the money spent on porting."""
    platforms = platforms_by_maker(april.case)["Ascend"]
    made = sum(
        april.at(f"serving_fleet.{p}", 11) * april.at(f"output_throughput.{p}.pro", 11)
        for p in platforms
    )
    tokens = made * april.at("usable_share", 11) * 3600.0 * 730.5 / 1e6  # Mtok a month
    spent = sum(april.at(f"porting_cost.{p}", 11) for p in platforms) * 1e9
    stated = numbers(
        cost_view.maker_table(april, "pro", 11).loc["porting this month, yuan/Mtok", "Ascend"]
    )[0]
    assert stated == pytest.approx(spent / tokens, abs=0.006)


def test_the_parts_of_an_owned_hour_sum_and_the_charge_lies_between_owned_and_rented(april):
    table = cost_view.own_or_rent_table(april, 11)
    for column in table:
        parts = sum(float(table.loc[part, column]) for part in cost_view.OWNED_HOUR_PARTS)
        owned, rent, charged = (
            float(table.loc[row, column]) for row in ("an owned hour", "a rented hour", "charged")
        )
        assert (
            parts == pytest.approx(owned, abs=0.021)
            and min(owned, rent) - 0.01 <= charged <= max(owned, rent) + 0.01
        )


def test_a_model_that_does_not_fit_has_no_cost(case):
    outlook = econ.run(case.scenario(overrides={"group_ranks.h800": 8, "memory.ascend_950dt": 20}))
    without_room = latency_targets.platforms_without_room(outlook)
    assert without_room.keys() == case.elements["tier"].keys()
    assert without_room["pro"] == ("h800", "ascend_950dt")
    assert without_room["flash"] == ()
    table = cost_view.platform_cost_table(outlook, "pro", 11).set_index("platform")
    for platform in ("NVIDIA H800", "Ascend 950DT"):
        assert set(table.loc[platform]) == {"not defined", latency_targets.DOES_NOT_FIT}
        assert platform not in set(cost_view.cost_bridge(outlook, "pro", 11)["platform"])
        assert platform in cost_captions.misfit_warning(outlook)
    assert cost_view.platform_change_table(
        outlook, "pro", 11
    ).empty and not cost_captions.platform_change_caption(outlook, "pro")


@pytest.mark.parametrize("kind", list(cost_view.PLATFORM_COST_OF_KIND))
def test_the_parts_of_a_change_of_platform_sum_for_every_kind_of_token(case, april, kind):
    table = cost_view.platform_change_table(april, "pro", 11, kind)
    numbers = [float(text.replace("−", "-")) for text in table["yuan/Mtok"]]
    digits = len(table["yuan/Mtok"].iloc[0].split(".")[1])
    assert numbers[0] + sum(numbers[1:-1]) == pytest.approx(
        numbers[-1], abs=len(numbers) * 10.0**-digits
    )


def test_a_maker_without_cards_in_service_has_no_cost(case, april):
    last = case.months - 1
    gone = [p for p in case.elements["platform"] if april.at(f"serving_fleet.{p}", last) < 1.0]
    there = [
        april.at(f"platform_serving_cost.{p}.pro", last)
        for p in case.elements["platform"]
        if p not in gone
    ]
    assert "h800" in gone and april.at("marginal_serving_cost.pro", last) == max(there)
    assert cost_view.maker_table(april, "pro", last).loc["cards that serve", "NVIDIA"] == "none"
