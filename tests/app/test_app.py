"""The app without a browser: every page runs inside the frame, and bad input gets a sentence."""

import pathlib
import tomllib

import pytest
from support.app_driver import (
    DELAY,
    drawn,
    go,
    headlines,
    live_links,
    move,
    overrides,
    press,
    sound,
    start,
)
from support.figure_words import figure_words
from support.page_figures import FIGURES as PAGES
from support.page_figures import LONG_PAGES
from support.plans import SHORT_OF_MONEY, SHORT_OF_MONEY_QUERY
from support.reading import as_read
from support.sampling import QUICK, few, some_pages

import econ
from app.frame import navigation
from econ.case.file.toml_file import LARGEST_FILE

PRESETS = ("april-2026", "november-2026")
HOSTILE = {
    "nonsense": "1",
    "load_factor": "nan",
    "electricity_price": "1e999",
    "site_power": "-9999999999",
    "cash": "inf",
    "<b>bold</b>": "<script>alert(1)</script>",
    "[click](https://evil.example)": "1",
    "pue": "[x](https://evil.example)",
    "card_price.h800": '=HYPERLINK("https://evil.example")',
    "case": "![x](https://evil.example/x.png)",
    "stress": "<i>no such stress</i>",
}


def test_every_page_of_the_navigation_is_listed_with_its_figures():
    paths = set(navigation.PAGES)
    assert set(PAGES) == paths, "tests/support/page_figures.py lists the pages of the navigation"
    assert set(LONG_PAGES) < paths


@pytest.fixture(scope="module", params=few(PRESETS, 1))
def preset_and_app(root, request):
    """A preset, and the app after it was chosen; one session visits every page."""
    at = start(root)
    at.segmented_control(key="case").set_value(request.param)
    return request.param, sound(at.run())


@pytest.fixture(scope="module")
def figures_of(root):
    """The figures of each page as it opens, and the data they draw, from one session."""
    at = start(root)
    return {
        page: (go(at, page).get("vega_lite_chart"), drawn(at), figure_words(at))
        for page, count in PAGES.items()
        if count
    }


@pytest.mark.every_case
@pytest.mark.parametrize("page", some_pages(PAGES, "opened") if QUICK else PAGES)
def test_every_page_runs_with_every_case_and_the_frame_is_there_on_the_second_run(
    preset_and_app, page
):
    preset, at = preset_and_app
    go(at, page)
    sound(at.run())
    assert at.session_state["case"] == preset
    figures = len(at.get("vega_lite_chart"))
    assert figures == PAGES[page], (
        f"{page} draws {figures}: tests/support/page_figures.py says how many"
    )


@pytest.mark.parametrize(
    ("tab", "figures", "words"),
    [
        ("Over time", 6, "Maturity of the software stack"),
        ("Two paths", 2, "lost to immaturity"),
        ("Own or rent", 2, "own if busier than"),
        ("What changed it", 2, "more new cards in the fleet"),
    ],
)
def test_the_contents_of_a_tab_are_drawn_only_when_it_is_open(root, tab, figures, words):
    at = go(start(root), "pages/inference_cost.py")
    shown = [block.proto.body for block in at.get("html")]
    assert not any(words in text for text in shown)
    at.session_state["ui_cost_tabs"] = tab
    sound(at.run())
    charts = at.get("vega_lite_chart")
    shown = [block.proto.body for block in at.get("html")]
    assert len(charts) == figures and any(words in text for text in shown)


def test_the_supply_page_follows_the_platform_that_is_chosen(root):
    at = go(start(root), "pages/compute_supply.py")
    at.radio(key="supply-platform").set_value("ascend_910c")
    sound(at.run())
    assert any("Ascend 910C against plan" in words for words in figure_words(at))


@pytest.mark.parametrize("page", some_pages(PAGES, "a year of delay"))
def test_a_year_of_delay_changes_all_five_headline_figures_on_every_page(root, page):
    at = go(start(root, **SHORT_OF_MONEY_QUERY), page)
    before = headlines(at)
    at.slider(key=DELAY).set_value(12)
    after = headlines(sound(at.run()))
    assert all(old != new for old, new in zip(before, after, strict=True)), (before, after)
    assert all(metric.delta for metric in at.metric)


def test_a_lever_of_another_page_keeps_its_value(root):
    at = go(start(root), "pages/inference_cost.py")
    before = headlines(at)
    moved = headlines(move(at, "load_factor", 0.5))
    assert moved != before, "a lever is felt in the run that it starts"
    for page in some_pages(PAGES, "kept"):
        go(at, page)
        assert overrides(at) == {"load_factor": 0.5} and headlines(at) == moved
    assert go(at, "pages/inference_cost.py").slider(key="load_factor").value == 0.5


@pytest.mark.parametrize("page", [page for page, figures in PAGES.items() if figures])
def test_figures_draw_finite_lines_and_say_in_words_what_they_show(figures_of, page):
    for chart, data, words in zip(*figures_of[page], strict=True):
        assert len(words) > 40 and words.endswith(".") and chart.proto.alt
        if "before" in data:
            sizes, months = set(data.groupby("series").size()), (data["month"].dt.day == 1)
            whole = sizes <= {60, 36, 18}  # the horizon, the map's months, the record's
            # Series are whole, or have days between months.
            assert len(sizes) == 1 and (
                whole or 18 <= data.loc[months, "month"].nunique() < min(sizes)
            )
            assert data[["value", "before"]].abs().lt(float("inf")).all().all()


def test_the_delay_is_drawn_beside_an_unmoved_baseline(root):
    at = go(start(root), "pages/compute_supply.py")
    before = drawn(at)[0]
    at.slider(key=DELAY).set_value(12)
    after = drawn(sound(at.run()))[0]

    def path(data, column):
        return data[data["series"] == "Ascend 950DT"][column].to_list()

    assert path(after, "before") == path(before, "before") == path(before, "value")
    assert sum(path(after, "value")) < sum(path(before, "value"))


def test_the_app_opens_with_the_scenario_of_the_address(root):
    at = start(root, case="november-2026", stress="price-war", load_factor="0.6", **{DELAY: "7"})
    assert not at.warning, [notice.value for notice in at.warning]
    assert at.session_state["case"] == "november-2026" and at.session_state["stress"] == [
        "price-war"
    ]
    assert at.slider(key=DELAY).value == 7
    assert overrides(at) == {DELAY: 7.0, "load_factor": 0.6}


def test_the_address_may_name_case_and_stress_as_the_lists_show_them(root):
    at = start(root, case="November 2026", stress="Price war")
    assert not at.warning, [notice.value for notice in at.warning]
    assert at.session_state["case"] == "november-2026" and at.session_state["stress"] == [
        "price-war"
    ]


def test_a_hostile_address_gives_notices_and_leaves_the_scenario(root):
    plain = headlines(start(root))
    at = start(root, **HOSTILE)
    assert [notice.value.count("\n- ") + 1 for notice in at.warning] == [len(HOSTILE)]
    assert headlines(at) == plain and overrides(at) == {}
    for notice in at.warning:
        assert len(notice.value) < 600 * len(HOSTILE) and not live_links(notice.value), notice.value
        assert "<b>" not in notice.value and "<script" not in notice.value
    assert not sound(at.run()).warning, "a notice is given once"


@pytest.mark.parametrize("page", some_pages(PAGES, "the far end"))
def test_a_value_at_the_far_end_of_its_limits_is_shown_on_every_page(root, page):
    at = go(start(root, **{DELAY: "36", "trend_growth": "0.4", "round_amount.first": "0"}), page)
    assert overrides(at) == {DELAY: 36.0, "trend_growth": 0.4, "round_amount.first": 0.0}


@pytest.mark.parametrize("key", ["tpot.x", "throughput", "card_price", "decode_batch.pro"])
def test_an_incomplete_key_is_answered_with_the_nearest_names(root, case, key):
    at = start(root, **{key: "1"})
    assert len(at.warning) == 1 and len(at.warning[0].value) < 300 and overrides(at) == {}
    assert (
        at.warning[0].value.count(",") <= 3
        and key.replace("_", "\\_").replace(".", "\\.") in at.warning[0].value
    )


def test_thousands_of_invalid_parameters_are_answered_briefly(root):
    at = start(root, **{f"unknown_{number}": "9" * 500 for number in range(900)})
    assert len(at.warning) <= 60 and sum(len(notice.value) for notice in at.warning) < 20_000


def test_every_stress_runs_and_so_do_all_of_them_together(root, case):
    at = start(root)
    plain = headlines(at)
    for names in [*([name] for name in case.stresses), list(case.stresses)]:
        at.multiselect(key="stress").set_value(names)
        sound(at.run())
        assert at.session_state["stress"] == names and overrides(at) == {}
    assert headlines(at) != plain
    at.multiselect(key="stress").set_value([])
    assert headlines(sound(at.run())) == plain


def test_switching_the_case_keeps_the_overrides_only(root, case):
    at = start(root)
    at.slider(key=DELAY).set_value(5)
    sound(at.run())
    at.segmented_control(key="case").set_value("november-2026")
    sound(at.run())
    assert overrides(at) == {DELAY: 5.0}
    for slider in at.sidebar.slider:
        if slider.key != DELAY:
            assert slider.value == pytest.approx(
                case.scenario("november-2026").value(slider.key)
            ), slider.key


def test_reset_goes_back_to_the_case_in_the_file(root):
    at = start(root)
    plain = headlines(at)
    at.slider(key=DELAY).set_value(12)
    sound(at.run())
    at.button(key="ui_reset").click()
    assert headlines(sound(at.run())) == plain
    assert overrides(at) == {} and at.slider(key=DELAY).value == 0


def editor(root, key="load_factor"):
    """The Assumptions page with a number chosen, and a lever already moved."""
    at = go(start(root, **{DELAY: "6"}), "pages/assumptions.py")
    at.selectbox(key="ui_assumption").select(key)
    return sound(at.run())


@pytest.mark.parametrize(
    "text",
    [
        "nan",
        "inf",
        "-inf",
        "5",
        "-0.5",
        "0.82 yuan",
        "1e999",
        "9" * 400,
        "<b>0.5</b>",
        "=0.5",
        "[0.5](https://evil.example)",
        "half",
        "0,5",
        "0x1",
        "true",
    ],
)
def test_a_bad_value_gets_one_sentence_and_keeps_the_scenario(root, text):
    at = editor(root)
    before = headlines(at)
    at.text_input(key="ui_value_load_factor").set_value(text)
    sound(at.run())
    assert len(at.error) == 1 and "load" in at.error[0].value and len(at.error[0].value) < 400
    assert not live_links(at.error[0].value) and "<b>" not in at.error[0].value
    assert headlines(at) == before and overrides(at) == {DELAY: 6.0}


def test_a_number_is_changed_and_restored(root):
    at = editor(root)
    before = headlines(at)
    at.text_input(key="ui_value_load_factor").set_value("0.5")
    changed = headlines(sound(at.run()))
    assert not at.error and overrides(at) == {DELAY: 6.0, "load_factor": 0.5} and changed != before
    at.text_input(key="ui_value_load_factor").set_value("")
    assert not sound(at.run()).error, "clearing the field is not an error"
    assert headlines(go(at, "pages/overview.py")) == changed
    go(at, "pages/assumptions.py")
    at.selectbox(key="ui_assumption").select("load_factor")
    sound(at.run())
    next(button for button in at.button if button.label == "Restore").click()
    assert headlines(sound(at.run())) == before and overrides(at) == {DELAY: 6.0}


def test_the_search_finds_words_and_survives_nonsense(root):
    at = editor(root)
    for words in ("load factor", "judgement huawei", "[.*(", "zzzz", "\\"):
        at.text_input(key="ui_search").set_value(words)
        sound(at.run())
    at.text_input(key="ui_search").set_value("load_factor")
    sound(at.run())
    assert "load_factor" in at.dataframe[0].value["key"].to_list()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff\xfe\x89PNG",
        b"<html><body>hello</body></html>",
        b"a = [1,",
        b'=HYPERLINK("https://evil.example")',
        b"[overrides]\nload_factor = nan\n",
        b'[scenario]\npreset = "april-2027"\n',
        b"x = 1\n" * 300_000,
    ],
)
def test_a_file_that_is_no_scenario_gets_a_sentence_and_keeps_the_scenario(root, data):
    at = editor(root)
    at.file_uploader(key="ui_upload").set_value(("scenario.toml", data, "application/toml"))
    sound(at.run())
    assert len(at.error) in range(1, 6) and not at.success
    assert overrides(at) == {DELAY: 6.0}


def test_the_largest_file_is_as_large_as_the_uploader_says(root):
    at = editor(root)
    megabytes = at.file_uploader(key="ui_upload").proto.max_upload_size_mb
    assert megabytes == LARGEST_FILE
    settings = tomllib.loads((root / ".streamlit" / "config.toml").read_text("utf-8"))
    assert settings["server"]["maxUploadSize"] == megabytes
    scenario = econ.load(root / "assumptions.toml").scenario().to_toml().encode()
    filled = scenario + b"#" * (megabytes * 2**20 - len(scenario))
    for data, refused in ((filled, False), (filled + b"#", True)):
        at.file_uploader(key="ui_upload").set_value(("scenario.toml", data, "application/toml"))
        assert bool(sound(at.run()).error) == refused
    assert "the limit is 1 MB" in at.error[0].value


def test_a_delay_changes_every_headline_figure_of_the_november_case_too(root):
    at = start(root, case="november-2026", **{DELAY: "12"})
    assert all(metric.delta for metric in at.metric), [metric.delta for metric in at.metric]


def test_the_address_may_name_a_month_and_a_case_as_the_shell_does(
    root,
):
    at = start(root, read="2028-04", compare="november-2026")
    assert (
        at.selectbox(key="read-month").value == "Apr 2028"
        and at.selectbox(key="compare-with").value == "November 2026"
    )
    assert not at.warning
    at = start(root, read="never", compare="zzz")
    assert "never" in at.warning[0].value and "zzz" in at.warning[0].value


def test_a_change_without_effect_is_stated_as_such(root):
    at = start(root, **{"cut_month.pro": "20"})
    assert any("changes nothing here" in caption.value for caption in at.caption)


@pytest.mark.parametrize("page", [page for page, figures in PAGES.items() if figures])
def test_no_two_lines_of_a_figure_have_the_same_colour(figures_of, page):
    for data in figures_of[page][1]:
        if "hue" in data:
            pairs = data[["series", "hue"]].drop_duplicates()
            assert pairs["hue"].is_unique and pairs["series"].is_unique, pairs


def test_a_statement_is_shown_by_year_or_month_and_the_bridge_of_any_year(root):
    at = go(start(root), "pages/funding_runway.py")
    at.session_state["ui_funding_tabs"] = "Cash bridge"
    bridge = drawn(sound(at.run()))[-1]
    at.button_group(key="funding-year").set_value("May 2027 to Apr 2028")
    later = drawn(sound(at.run()))[-1]
    assert later["value"].iloc[0] == pytest.approx(bridge["value"].iloc[-1])
    at.session_state["ui_funding_tabs"] = "Statements"
    sound(at.run()).button_group(key="funding-statement").set_value("Balance sheet")
    at.query_params["funding-statement"] = "Balance sheet"  # as the browser writes it
    at.button_group(key="funding-span").set_value("months")
    tables = [html.proto.body for html in sound(at.run()).get("html")]
    assert any(
        "Retained earnings" in table and "Feb 2031" in table and 'class="total"' in table
        for table in tables
    )
    go(at, "pages/overview.py")
    go(at, "pages/funding_runway.py").session_state["ui_funding_tabs"] = "Statements"
    again = sound(at.run())
    assert again.button_group(key="funding-statement").value == "Balance sheet"


def tables_of(at):
    """All that the tables of a page say."""
    return " ".join(block.proto.body for block in at.get("html"))


def test_a_failing_identity_is_an_error_with_its_month_and_amount(root):
    quiet = go(start(root), "pages/funding_runway.py")
    assert not quiet.error and "FAILS" not in tables_of(quiet)
    failing = go(start(root, debt="5"), "pages/funding_runway.py")
    assert len(failing.error) == 1 and "identities of the statements fail" in failing.error[0].value
    lights = tables_of(failing)
    assert "May 2026 to Apr 2031" in lights and "5.00 bn yuan" in lights
    assert "The credit line is between zero and its limit" in lights


def test_the_raise_that_closes_the_hole_is_named_with_and_without_open_rounds(root):
    short = {key: str(value) for key, value in SHORT_OF_MONEY.items()}
    at = go(start(root, **short), "pages/funding_runway.py")
    at.session_state["ui_funding_tabs"] = "What must be raised"
    text = as_read(" ".join(block.value for block in sound(at.run()).markdown))
    assert text.count("keeps cash above its minimum until Apr 2031") == 2
    assert "Without rounds that have not closed" in text and "it sells" in text


def owners(root, **query):
    """The Ownership page, and the figures that rounds move: the founder's last share, runway, and the matrix of returns."""
    at = go(start(root, **query), "pages/ownership.py")
    at.session_state["ui_ownership_tabs"] = "Returns"
    return at, moved(sound(at.run()))


def moved(at):
    path = drawn(at)[1]
    matrix = next(block.proto.body for block in at.get("html") if "year 8" in block.proto.body)
    return path[path["series"] == "founder"]["value"].iloc[-1], headlines(at)[4], matrix


def test_an_added_round_dilutes_lengthens_the_runway_and_can_be_removed(
    root,
):
    at, (stake, runway, matrix) = owners(root, **SHORT_OF_MONEY_QUERY)
    later = moved(press(at, "ui_rounds_add"))
    assert later[0] < stake and later[1] != runway and later[2] != matrix
    assert overrides(at) == SHORT_OF_MONEY | {"round_status.later": 3.0} and not at.error
    removed = moved(press(at, "ui_rounds_removed"))
    assert removed == (stake, runway, matrix) and overrides(at) == SHORT_OF_MONEY


def test_a_sentence_says_so_when_no_more_round_can_be_added(root):
    at, _ = owners(root, load_factor="0.6")
    for _ in range(9):
        press(at, "ui_rounds_add")
    before = overrides(at)
    assert not at.error and len(before) == 10
    press(at, "ui_rounds_add")
    assert len(at.error) == 1 and "All 10 rounds" in at.error[0].value and overrides(at) == before


def test_the_ownership_page_opens_without_any_round(root):
    at, _ = owners(root)
    press(at, "ui_rounds_removed")
    assert overrides(at) == {"round_status.first": 0.0} and not at.exception
    at.session_state["ui_ownership_tabs"] = "Price of each round"
    sound(at.run())
    assert any("No round brings money" in info.value for info in at.info)
    assert [at.button(key="ui_rounds_add").label] == ["Add a round"]


def test_levers_and_cases_that_put_two_rounds_in_a_month_get_a_sentence(root):
    at = start(root, **{"round_month.first": "9", "load_factor": "0.6"})
    at.segmented_control(key="case").set_value("november-2026")
    sound(at.run())
    assert len(at.warning) == 1 and "only one round can close in a month" in at.warning[0].value
    assert overrides(at) == {"load_factor": 0.6}
    at = go(start(root, **{"round_month.later": "2"}), "pages/funding_runway.py")
    at.selectbox(key="round_status.later").select("scenario")
    sound(at.run())
    assert len(at.warning) == 1 and "First round and Second round" in at.warning[0].value
    assert len(overrides(at)) == 1


def test_two_rounds_in_one_month_of_an_address_get_a_sentence(root):
    at = start(root, **{"round_status.third": "1", "round_month.third": "2", DELAY: "7"})
    assert len(at.warning) == 1 and "only one round can close in a month" in at.warning[0].value
    assert overrides(at)[DELAY] == 7.0


def test_the_file_of_a_page_is_named_after_its_address(root):
    stems = [pathlib.Path(path).stem for path in navigation.PAGES]
    assert stems == [navigation.url_path(path) for path in navigation.PAGES]
    assert "stress_test" in stems, "links to «Many futures» have its old name"


def test_every_page_and_every_section_has_a_title_of_its_own():
    """A page whose title nobody has written would have that of another."""
    for titles in (
        [navigation.page_title(path) for path in navigation.PAGES],
        [navigation.section_title(section) for section in navigation.SECTIONS],
    ):
        assert len(set(titles)) == len(titles)
