"""Links and files made with an earlier model: what they state that is gone, and a notice that says so."""

import re

import pytest
from support.app_driver import DELAY, go, overrides, sound, start

from econ.case.file.retired import retired_names, retirement

OLD = "restlessness"


@pytest.fixture
def retired(monkeypatch):
    """The sentence about a name that is retired for the length of a test."""
    monkeypatch.setitem(retired_names(), OLD, "releases are late instead: see «release_gain»")
    return retirement(OLD)


def words(blocks):
    """What notices say, without the marks that make them harmless."""
    return re.sub(r"\\(.)", r"\1", " ".join(block.value for block in blocks))


def test_an_address_with_a_retired_key_opens_without_it_and_says_so_once(root, retired):
    at = start(root, **{DELAY: "7", f"{OLD}.pro": "3", OLD: "nan"})
    assert overrides(at) == {DELAY: 7.0}
    assert words(at.warning).count(retired) == 1 and not at.error
    assert not sound(at.run()).warning


def load(at, text):
    data = ("kept.toml", text.encode(), "application/toml")
    at.file_uploader(key="ui_upload").set_value(data)
    return sound(at.run())


def test_a_scenario_file_with_a_retired_key_is_loaded_without_it_and_says_so_beside_the_file(
    root, case, retired
):
    at = go(start(root), "pages/assumptions.py")
    text = case.scenario(overrides={DELAY: 7}).to_toml()
    load(at, text + f'"{OLD}.pro" = 3\n')
    assert overrides(at) == {DELAY: 7.0} and not at.error
    assert words(at.info) == f"- ignored in kept.toml: {retired}"
    load(at, text)
    assert overrides(at) == {DELAY: 7.0} and not at.info and not at.error
