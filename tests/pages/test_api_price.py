"""The page API price: the area of its figure of demand is what is refused."""

import numpy as np
from support.app_driver import drawn, go, start

import econ
from econ.words import say


def test_the_area_shaded_as_refused_lies_between_what_is_asked_for_and_what_is_served(root, case):
    at = go(start(root), "pages/api_price.py")
    outlook = econ.run(case.scenario())
    title = say("api-price-line-wanted")
    (data,) = (frame for frame in drawn(at) if title in set(frame.get("series", ())))
    shaded = data.dropna(subset=["low"])
    count, tier = len(shaded), case.story.tier
    wanted, served = (outlook[f"{key}.{tier}"][0, :count] for key in ("demand", "served_tokens"))
    assert count > 1 and (wanted - served).max() > 1.0  # some are refused
    factor = data.loc[data["series"] == title, "value"].iloc[0] / wanted[0]
    np.testing.assert_allclose(shaded["low"], wanted * factor)
    np.testing.assert_allclose(shaded["high"], served * factor)
