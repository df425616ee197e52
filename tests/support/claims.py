"""Published claims by name, as tests of the roofline and of its tables read them."""

from econ.roofline.claims import published_claims


def claims_of(case, **overrides):
    """The claims under a scenario, by name."""
    scenario = case.scenario(overrides=overrides)
    return {claim.name: claim for claim in published_claims(case, scenario)}
