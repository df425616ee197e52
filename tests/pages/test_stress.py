"""The page Many futures without a browser: futures are refined, stresses are clicked, what cannot be drawn is refused in words."""

import pytest
from support.app_driver import go, move, start
from support.figure_faults import plain
from support.plans import SHORT_OF_MONEY_QUERY
from support.reading import as_read

import econ
from econ.data import CASE_FILE
from econ.risk import survival
from econ.views.sentences import stress_words
from econ.views.sentences.answers import half_of_futures

PAGE = "pages/stress_test.py"


def answer(at):
    """The sentence of the page, as it is read."""
    return next(
        text.value.replace("\\", "") for text in at.main.markdown if text.value.startswith("# ")
    )


def caption(at):
    return next(
        text.value.replace("\\", "") for text in at.main.caption if "futures of" in text.value
    )


@pytest.fixture
def page(root):
    return go(start(root), PAGE)


def test_the_page_comes_to_rest_with_all_futures_and_three_figures(page):
    assert f"{survival.DEFAULT_FUTURES:,} futures of" in caption(page) and "20260424" in caption(
        page
    )
    figures = page.main.get("vega_lite_chart")
    assert len(figures) == 3
    assert "baseline" not in answer(page)


@pytest.mark.parametrize("query", [{}, SHORT_OF_MONEY_QUERY])
def test_the_note_states_the_median_of_the_futures_that_the_page_has_drawn(root, query):
    at = go(start(root, **query), PAGE)
    note = next(as_read(text.value) for text in at.main.caption if "of the futures" in text.value)
    scenario = econ.load(CASE_FILE).scenario(
        overrides={key: float(text) for key, text in query.items()}
    )
    drawn = survival.run_futures(scenario)
    assert plain(note) == as_read(half_of_futures(scenario.case, drawn.runway))


def test_a_click_on_a_stress_sets_it_in_the_sidebar_and_the_baseline_is_drawn(page):
    calm = answer(page)
    page.pills(key="ui_stress_pills").set_value(["round-fails", "talent-drain"])
    page.run()
    assert not page.exception
    assert sorted(page.session_state["stress"]) == ["round-fails", "talent-drain"]
    assert sorted(page.sidebar.multiselect(key="stress").value) == ["round-fails", "talent-drain"]
    assert answer(page) != calm and "In the baseline" in answer(page)
    page.pills(key="ui_stress_pills").set_value([])
    page.run()
    assert page.session_state["stress"] == [] and answer(page) == calm


def test_a_stress_chosen_in_the_sidebar_is_selected_on_the_page(page):
    page.sidebar.multiselect(key="stress").set_value(["price-war"])
    page.run()
    assert not page.exception and page.pills(key="ui_stress_pills").value == ["price-war"]


def test_a_lever_changes_every_future(page):
    calm = answer(page)
    assert answer(move(page, "round_amount.first", 20.0)) != calm


@pytest.mark.parametrize(
    "typed", ["0", "-1", "1000000000000", "many", "", "1.5", "nan", "<b>9</b>", "9" * 300]
)
def test_an_invalid_number_of_futures_gets_a_sentence_and_keeps_the_scenario(page, typed):
    move(page, "round_amount.first", 40.0)
    page.text_input(key="futures-count").set_value(typed)
    page.run()
    assert not page.exception and len(page.error) == 1 and page.error[0].value.endswith("\\.")
    assert dict(page.session_state["session"].overrides) == {"round_amount.first": 40.0}
    page.text_input(key="futures-count").set_value("32")
    page.run()
    assert not page.error and "32 futures of" in caption(page)


def test_another_seed_draws_other_futures_of_the_same_kind(page):
    page.text_input(key="futures-count").set_value("64")
    page.run()
    before = caption(page)
    page.text_input(key="futures-seed").set_value("7")
    page.run()
    assert "seed 7" in caption(page) and caption(page) != before
    page.text_input(key="futures-seed").set_value("-7")
    page.run()
    assert not page.exception and "seed" in page.error[0].value


def test_more_futures_than_at_rest_come_in_steps_until_all_are_there(page):
    page.text_input(key="futures-count").set_value("5000")
    page.run()
    assert not page.exception and "5,000 futures of" in caption(page)


def test_every_page_with_probabilities_uses_the_chosen_number_of_futures(root, case):
    at, scenario = start(root, futures="64", seed="7"), case.scenario()
    futures, outlook = survival.run_futures(scenario, 64, 7), econ.run(scenario)
    assert stress_words.cash_out_answer(futures, futures, outlook, 48) in answer(
        go(at, "pages/breaking_points.py")
    )
    assert stress_words.runway_spread_answer(futures, "").removesuffix(" .") in answer(
        go(at, "pages/what_matters.py")
    )
    usual = survival.run_futures(scenario)
    assert stress_words.cash_out_answer(usual, usual, outlook, 48) != stress_words.cash_out_answer(
        futures, futures, outlook, 48
    )


def test_what_other_pages_have_drawn_does_not_change_the_note_of_the_overview(root):
    def note(at):
        return next(text.value for text in at.main.caption if "of the futures" in text.value)

    at = start(root, **SHORT_OF_MONEY_QUERY)
    first = note(at)
    go(at, PAGE)
    assert note(go(at, "pages/overview.py")) == first
