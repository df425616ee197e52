"""Economics of a frontier-model company, from chips to runway: `case = econ.load("assumptions.toml")`, `econ.run(...)`."""

from econ.case.case import Case, load
from econ.case.scenario import Scenario
from econ.engine.quantity import ModelError
from econ.outlook import Outlook, run
from econ.problems import AssumptionError

__all__ = ["AssumptionError", "Case", "ModelError", "Outlook", "Scenario", "load", "run"]
