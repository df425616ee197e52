"""The core that is compared with other tools: the engine agrees with a plain loop, and the file has the same constants."""

import sys
from xml.etree import ElementTree

import numpy as np
import pytest
from support.paths import ROOT

sys.path.insert(0, str(ROOT / "bench"))
import core


def by_hand(given):
    """Return cash at the end of each month, with stocks and flows read at its start."""
    fleet, demand, cash, path = (
        given["initial_fleet"],
        given["reference_demand"],
        given["initial_cash"],
        [],
    )
    for month in range(core.MONTHS):
        arriving = given["delivery_delay"] <= month < given["delivery_delay"] + given["ramp_length"]
        deliveries = given["cards_ordered"] / given["ramp_length"] if arriving else 0.0
        price = given["first_price"] * (
            1.0 - given["cut_depth"] if month >= given["cut_month"] else 1.0
        )
        drift = given["market_growth"] * month - given["elasticity"] * np.log(
            price / given["first_price"]
        )
        revenue = min(demand, fleet * given["card_throughput"]) * price / 1000.0
        cash -= (
            given["team_cost"] * np.exp(given["team_growth"] * month)
            + given["card_upkeep"] * fleet
            + given["card_price"] * deliveries
            - revenue
        )
        demand += (given["reference_demand"] * np.exp(drift) - demand) / given["adoption_time"]
        fleet += deliveries - fleet / given["service_life"]
        path.append(cash)
    return path


def test_the_engine_computes_the_core_as_a_stock_and_flow_model_does():
    inputs = core.draws(20)
    paths = core.run(inputs, 20)
    assert paths.shape == (20, core.MONTHS)
    for number, path in enumerate(paths):
        given = core.GIVEN | {key: values[number] for key, values in inputs.items()}
        assert path == pytest.approx(by_hand(given), rel=1e-9, abs=1e-9)


def test_the_file_for_other_tools_has_the_same_constants_and_horizon():
    tree = ElementTree.parse(ROOT / "bench" / "core.xmile")
    space = {"x": "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"}
    written = {
        aux.get("name").replace(" ", "_"): aux.find("x:eqn", space).text
        for aux in tree.iterfind(".//x:aux", space)
    }
    assert {name: float(written[name]) for name in core.GIVEN} == core.GIVEN
    assert float(tree.find(".//x:stop", space).text) == core.MONTHS
    computed = {name for name in written if name not in core.GIVEN}
    computed |= {
        element.get("name")
        for kind in ("stock", "flow")
        for element in tree.iterfind(f".//x:{kind}", space)
    }
    assert computed == {element.quantity.name for element in core.EQUATIONS} - {
        "initial_demand",
        "outlay",
    } | {"adoption"}
