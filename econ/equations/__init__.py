"""What we believe: one module a stage, in the order the story is told. Equation modules never import each other."""

from econ.equations import (
    balance,
    cost,
    decode,
    demand,
    funding,
    inference,
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
    workload,
)

MODULES = (supply, workload, decode, prefill, inference, cost, price, rivals, demand, serving, people, plant,
           statements, rounds, balance, ownership, funding)
STAGES = tuple(module.__name__.rsplit(".", 1)[-1] for module in MODULES)
