"""Economics of a frontier-model company, from chips to runway: `case = econ.load("assumptions.toml")`, `econ.run(...)`."""

from econ.assumptions import AssumptionError, Case, load
from econ.engine.quantity import ModelError
from econ.outlook import Outlook, run
from econ.scenario import Scenario

__all__ = ["AssumptionError", "Case", "ModelError", "Outlook", "Scenario", "load", "run"]
