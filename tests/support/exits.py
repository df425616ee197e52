"""The returns of a round at exits, as tests of ownership read them."""

from econ.accounts import exits
from econ.views import ownership as ownership_view


def returns_table(outlook, name, terms="as assumed"):
    """The table of the page, as text."""
    return ownership_view.returns_table(exits.round_returns(outlook, name, terms))
