"""The core of the model in another tool, run with that tool's interpreter: `peer.py pysd|bptk core.xmile < given.json`.

Prints the tool's version, cash by draw and month, and the timings of one run and of all draws, as JSON.
"""

import dataclasses
import importlib.metadata
import json
import sys

from timing import Stopwatch


def with_pysd(path, given):
    """Return a function that runs PySD once with changed constants, and the version of PySD."""
    import pysd

    model = pysd.read_xmile(path)

    def run(changed):
        names = {name.replace("_", " "): value for name, value in changed.items()}
        return model.run(params=names, return_columns=["cash"])["cash"].to_list()

    return run, "PySD " + importlib.metadata.version("pysd")


def with_bptk(path, given):
    """Return a function that runs BPTK-Py's compiled engine, the faster of its two, once, and the version of BPTK-Py."""
    from BPTK_Py import Model
    from BPTK_Py import sd_functions as sd
    from BPTK_Py._rust_engine import RustSdEngine

    model, month = Model(starttime=0, stoptime=given["months"], dt=1, name="core"), sd.time()
    c = {name: model.constant(name) for name in given["constants"]}
    for name, value in given["constants"].items():
        c[name].equation = value
    fleet, demand, cash = (model.stock(name) for name in ("fleet", "demand", "cash"))
    deliveries, retirements = model.flow("deliveries"), model.flow("retirements")
    adoption, burn = model.biflow("adoption"), model.biflow("burn")
    price, wanted, capacity, served, revenue = (
        model.converter(name) for name in ("price", "wanted", "capacity", "served", "revenue")
    )
    arriving = sd.And(month >= c["delivery_delay"], month < c["delivery_delay"] + c["ramp_length"])
    deliveries.equation = sd.If(arriving, c["cards_ordered"] / c["ramp_length"], 0.0)
    retirements.equation = fleet / c["service_life"]
    capacity.equation = fleet * c["card_throughput"]
    price.equation = sd.If(
        month >= c["cut_month"], c["first_price"] * (1.0 - c["cut_depth"]), c["first_price"]
    )
    wanted.equation = c["reference_demand"] * sd.exp(
        c["market_growth"] * month - c["elasticity"] * sd.ln(price / c["first_price"])
    )
    adoption.equation = (wanted - demand) / c["adoption_time"]
    served.equation = sd.min(demand, capacity)
    revenue.equation = served * price / 1000.0
    burn.equation = (
        c["team_cost"] * sd.exp(c["team_growth"] * month)
        + c["card_upkeep"] * fleet
        + c["card_price"] * deliveries
        - revenue
    )
    fleet.initial_value, fleet.equation = c["initial_fleet"], deliveries - retirements
    demand.initial_value, demand.equation = c["reference_demand"], adoption
    cash.initial_value, cash.equation = c["initial_cash"], -burn
    engine = RustSdEngine().load_model(model.to_json())

    def run(changed):
        for name, value in changed.items():
            engine.set_constant(name, value)
        path = engine.simulate(["cash"])["cash"]
        return [path[at] for at in sorted(path, key=float)]

    return run, f"BPTK-Py {importlib.metadata.version('bptk-py')}"


def main():
    """Time the first draw and all draws."""
    given = json.load(sys.stdin)
    run, version = {"pysd": with_pysd, "bptk": with_bptk}[sys.argv[1]](sys.argv[2], given)
    draws = [
        dict(zip(given["draws"], values, strict=True))
        for values in zip(*given["draws"].values(), strict=True)
    ]
    cash = [run(draw) for draw in draws]
    stopwatch = Stopwatch(**given["stopwatch"])
    timings = {
        "run": stopwatch.time(lambda: run(draws[0])),
        "draws": stopwatch.time(lambda: [run(draw) for draw in draws]),
    }
    print(
        json.dumps(
            {name: dataclasses.asdict(timing) for name, timing in timings.items()}
            | {"version": version, "cash": cash}
        )
    )


if __name__ == "__main__":
    main()
