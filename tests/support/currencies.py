"""The currency that tests of shown money use, and its rate."""

from econ.units import DOLLAR, Currency

RATE = 8.0
IN_DOLLARS = Currency(name=DOLLAR, yuan=RATE)
