"""The horizon in the app: the picker, the address, the pages, and the spread below the headline figures."""

import pytest
from support.app_driver import STRIPS, go, headlines, start
from support.reading import as_read

from app import session

HORIZON = session.HORIZON


def horizon_of(at):
    return at.selectbox(key=HORIZON).value


def test_the_plan_has_the_horizon_of_the_file_unless_another_is_chosen(root):
    at = start(root)
    assert horizon_of(at) == 60 and HORIZON not in at.query_params
    at.selectbox(key=HORIZON).set_value(84).run()
    assert not at.exception and not at.warning
    assert at.selectbox(key="read-month").options[-1] == "Apr 2033"
    assert as_read(headlines(at)[-1]) == "beyond Apr 2033"


@pytest.mark.parametrize("text", ["84", "84 months"])
def test_an_address_names_the_horizon_as_a_number_or_in_words(root, text):
    at = start(root, **{HORIZON: text})
    assert horizon_of(at) == 84 and not at.warning


@pytest.mark.parametrize("text", ["61", "-1", "ages", "1e9"])
def test_a_horizon_that_cannot_be_chosen_is_ignored_with_a_notice(root, text):
    at = start(root, **{HORIZON: text})
    assert horizon_of(at) == 60
    assert "36, 60, 84 or 120 months" in at.warning[0].value


@pytest.mark.parametrize("months", ["36", "120"])
@pytest.mark.parametrize(
    "page", ["pages/funding_runway.py", "pages/record.py", "pages/ownership.py"]
)
def test_pages_open_over_a_short_and_a_long_horizon(root, months, page):
    at = go(start(root, case="november-2026", **{HORIZON: months}), page)
    assert not at.exception and len(at.metric) in STRIPS


def test_a_path_set_by_hand_follows_the_horizon(root):
    at = start(root, **{HORIZON: "36", "demand.pro": ",".join(["20"] * 36)})
    assert not at.warning
    at.selectbox(key=HORIZON).set_value(84).run()
    assert not at.warning and not at.exception
    assert len(at.session_state[session.KEY].overrides["demand.pro"]) == 84


def test_the_link_carries_another_horizon(root):
    at = start(root, **{HORIZON: "84"})
    assert f"{HORIZON}=84" in at.code[0].value
    assert HORIZON not in start(root).code[0].value


def test_every_page_states_when_half_of_the_futures_end_and_has_the_medians_at_hand(root):
    at = start(root)
    shown = [caption for caption in at.caption if "of the futures" in caption.value]
    assert len(shown) == 1 and shown[0].proto.help.startswith("Below each figure")
    assert "These are medians of" in shown[0].proto.help
    assert shown[0].proto.help.count("scenario") >= 3


def test_the_funding_page_says_how_long_money_lasts_by_run_board_and_futures(root):
    at = go(start(root, **{"round_amount.first": "20"}), "pages/funding_runway.py")
    table = next(html.body for html in at.get("html") if "A board would brake" in html.body)
    assert "Futures with money after 24, 36 and 48 months" in table and "brakes off" in table
    on = go(start(root, brakes="1"), "pages/funding_runway.py")
    assert any("Brakes are on" in caption.value for caption in on.caption)
