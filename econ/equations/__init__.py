"""What we believe: one module a stage, in the order the story is told. Equation modules never import each other."""

from econ.equations import (
    balance,
    cost,
    credit,
    decode,
    demand,
    enterprise,
    funding,
    inference,
    leases,
    ownership,
    people,
    plant,
    prefill,
    price,
    rivals,
    rounds,
    serving,
    statements,
    supply,
    tax,
    workload,
)

MODULES = (supply, workload, decode, prefill, inference, cost, price, rivals, demand, serving, people, enterprise, plant, leases,
           statements, tax, rounds, balance, credit, ownership, funding)
STAGES = tuple(module.__name__.rsplit(".", 1)[-1] for module in MODULES)
