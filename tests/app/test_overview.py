"""The Overview without a browser: what is sent to be drawn, the axes that a session keeps, and what is shown with the cash."""

import json
import re

import pytest
from support.app_driver import DELAY, go, move, sound, start
from support.companies import COMPANIES
from support.plans import SHORT_OF_MONEY_QUERY
from support.reading import as_read

from app.frame import navigation
from app.markdown import plain
from econ.words import say

FIGURES = ["supply", "price", "demand", "margin", "cash"]


def sent(at, key):
    """The data that a figure of the page was sent."""
    return json.loads(
        next(part.proto.json for part in at.get("bidi_component") if key in part.proto.id)
    )


def panels(at):
    return {figure["key"]: figure for figure in sent(at, "ui_overview_panels")["figures"]}


def headings(at):
    return [block.value.removeprefix("## ") for block in at.markdown if block.value[:3] == "## "]


def captions(at):
    return [caption.value for caption in at.caption]


def test_all_figures_are_sent_to_one_place_and_the_code_in_a_message_that_stays(root):
    at = start(root)
    assert list(panels(at)) == FIGURES
    code = next(part for part in at.get("bidi_component") if "overview_code" in str(part.proto))
    before = code.proto.SerializeToString()
    views = [part for part in at.get("bidi_component") if "overview_view" in str(part.proto)]
    assert sum(len(part.proto.js_content + part.proto.css_content) for part in views) < 2_000
    move(at, DELAY, 6)
    after = next(part for part in at.get("bidi_component") if "overview_code" in str(part.proto))
    assert after.proto.SerializeToString() == before


def test_a_move_is_drawn_beside_an_unmoved_baseline(root):
    at = start(root)
    awaited = panels(at)["supply"]["lines"][-1]
    assert awaited["before"] is None, "nothing differs"
    moved = panels(move(at, DELAY, 12))["supply"]["lines"][-1]
    assert moved["before"] == awaited["values"] and sum(moved["values"]) < sum(awaited["values"])


def test_axes_stay_while_levers_move_and_begin_again_with_another_case(root):
    at = start(root)

    def ends():
        return {key: (figure["low"], figure["high"]) for key, figure in panels(at).items()}

    before = ends()
    move(at, DELAY, 5)
    assert ends() == before
    move(at, "trend_growth", 0.12)
    grown = ends()
    assert grown["supply"][1] > before["supply"][1] and grown["demand"] == before["demand"]
    move(at, "trend_growth", 0.1)
    assert ends() == grown, "an axis that has grown stays"
    go(go(at, "pages/compute_supply.py"), "pages/overview.py")
    assert ends() == grown, "on another page too"
    at.segmented_control(key="case").set_value("november-2026")
    sound(at.run())
    at.segmented_control(key="case").set_value("april-2026")
    sound(at.run())
    move(at, "trend_growth", 0.08)
    assert ends()["supply"] != grown["supply"], "another case begins again"


def test_the_first_visit_sees_what_could_move_the_outcome_and_a_change_what_did(root):
    at = start(root)
    assert headings(at) == ["What could move cash", "Ask next"]
    assert len(sent(at, "ui_overview_bars")["bars"]["rows"]) == len(at.sidebar.slider)
    move(at, DELAY, 12)
    assert headings(at) == ["What moved cash", "Ask next"]
    assert [row["look"] for row in sent(at, "ui_overview_bars")["bars"]["rows"]] == ["single"]
    at = start(root, **SHORT_OF_MONEY_QUERY)
    assert headings(at)[0] == "What moved cash", "the baseline outlasts the plan"


def test_the_three_questions_lead_to_pages(root):
    at = start(root)
    pages = [link.proto.page for link in at.get("page_link") if link.proto.label.endswith("? →")]
    known = {navigation.url_path(path) for path in navigation.PAGES}
    assert len(pages) == 3 and set(pages) <= known


def test_a_plan_that_holds_says_at_once_that_there_is_no_last_month_to_act(root):
    assert plain(say("last-month-not-needed", open=True)) in captions(start(root))
    assert say("last-month-looking") in captions(start(root, **SHORT_OF_MONEY_QUERY))


def test_what_each_change_does_to_the_other_figures_is_computed_when_it_is_opened(root):
    at = start(root, **{DELAY: "6"})
    before = len(at.get("html"))
    at.session_state["ui_effect_table"] = True
    added = [block.proto.body for block in sound(at.run()).get("html")]
    assert len(added) == before + 1 and any("Runway" in table for table in added)


@pytest.mark.parametrize("company", COMPANIES)
def test_the_panels_of_every_company_are_drawn(root, company):
    drawn = panels(start(root, company=company))
    assert list(drawn) == FIGURES


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_every_figure_of_the_path_has_its_median_and_percentile_below_it(root, preset):
    page = start(root, preset=preset)
    (medians,) = (block.proto.body for block in page.get("html") if '"medians"' in block.proto.body)
    notes = re.findall(r"<span><i>(.+?): </i>(.+?)</span>", medians)
    labels = [
        re.sub(r"^\[(.+)\]\(.*\)$", r"\1", metric.label).replace("\\", "")
        for metric in page.metric[:5]
    ]
    assert [as_read(label) for label, _ in notes] == [as_read(label) for label in labels]
    places = re.compile(
        r"median .+, (?:percentile \d+|(?:equal|beyond) in \d+ %)|beyond .+ in \d+ % of futures"
    )
    assert all(places.fullmatch(as_read(text)) for _, text in notes)
