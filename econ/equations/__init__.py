"""The equations of the model: one module per stage, in causal order. Equation modules never import each other."""

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
    valuation,
    workload,
)

MODULES = (
    supply,
    workload,
    decode,
    prefill,
    inference,
    cost,
    price,
    rivals,
    demand,
    serving,
    people,
    enterprise,
    plant,
    leases,
    statements,
    tax,
    rounds,
    balance,
    credit,
    ownership,
    funding,
    valuation,
)
# Raised with every change that moves a headline figure of a shipped preset; `python -m econ headlines` then records the figures.
# Links carry it, so that a link of an earlier version can be shown with its figures then and now.
MODEL_VERSION = "2"
STAGES = tuple(module.__name__.rsplit(".", 1)[-1] for module in MODULES)
