"""Overview says that releases of new models are the bumps in its figures, where there are releases within the horizon."""

import numpy as np
import pytest
from support.app_driver import start
from support.companies import CASES
from support.reading import as_read

import econ
from econ.views.sentences.price_captions import release_caption

WORDS = "in demand and revenue"
SLOW = {"release_work": 120.0}  # months of research in a release: none comes out within five years
WORTHLESS = {"release_gain": 0.0}
CASES_AND_PRESETS = [(name, preset) for name, case in CASES.items() for preset in case.presets]


def rises(path):
    """The months in which a path is higher than the month before."""
    return np.flatnonzero(np.diff(path) > 0.0) + 1


@pytest.mark.parametrize(("name", "preset"), CASES_AND_PRESETS)
def test_the_caption_names_the_first_release(name, preset):
    outlook = econ.run(CASES[name].scenario(preset))
    assert outlook["releases"][0, -1] > 1.0
    first = int((outlook["releases"][0] > 0.0).argmax())
    sentence = (
        f"The bumps {WORDS} are releases of new models, from {outlook.case.month_name(first)} on."
    )
    assert as_read(release_caption(outlook)).startswith(sentence)


@pytest.mark.parametrize(("name", "preset"), CASES_AND_PRESETS)
def test_demand_is_lifted_by_releases_and_by_nothing_else_that_comes_and_goes(name, preset):
    outlook = econ.run(CASES[name].scenario(preset))
    assert set(rises(outlook["lead"][0])) <= set(rises(outlook["releases"][0]))
    tier = outlook.case.story.tier
    without = econ.run(CASES[name].scenario(preset, WORTHLESS))
    assert np.all(without["lead"] == 0.0)
    falls = [
        np.count_nonzero(np.diff(run[f"demand.{tier}"][0]) < 0.0) for run in (outlook, without)
    ]
    assert falls[0] > falls[1]


@pytest.mark.parametrize("changes", [SLOW, WORTHLESS])
def test_no_caption_where_no_release_lifts_demand(case, changes):
    assert release_caption(econ.run(case.scenario(overrides=changes))) == ""


def test_one_release_within_the_horizon_is_one_bump(case):
    outlook = econ.run(case.scenario(overrides={"release_work": 50.0}))
    assert 0.0 < outlook["releases"][0, -1] <= 1.0
    first = case.month_name(int((outlook["releases"][0] > 0.0).argmax()))
    sentence = f"The bump {WORDS} is the release of a new model in {first}."
    assert as_read(release_caption(outlook)).startswith(sentence)


@pytest.mark.parametrize(("query", "expected"), [({}, 1), ({"release_work": "120"}, 0)])
def test_overview_has_the_caption_where_there_are_releases(root, query, expected):
    app = start(root, **query)
    captions = [caption.value for caption in app.caption if WORDS in caption.value]
    assert len(captions) == expected
