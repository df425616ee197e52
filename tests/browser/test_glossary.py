"""The glossary in the browser: a word of the field says what it means where a text has it, and all words can be searched by keyboard."""

import re

PATH = "/price_cut_timing"
PLACES = """() => [...(CSS.highlights.get('term') ?? [])].map(range => {
    const box = range.getClientRects()[0];
    return { text: range.toString(), left: box?.left, top: box?.top, height: box?.height };
})"""


def test_a_term_in_a_text_says_what_it_means_on_hover_and_escape_closes_it(app):
    app.open(PATH)
    app.when(f"() => ({PLACES})().length > 2")
    app.page.evaluate(
        "() => [...CSS.highlights.get('term')][0].startContainer.parentElement.scrollIntoView({block: 'center'})"
    )
    app.rest()
    places = app.page.evaluate(PLACES)
    assert len({place["text"].casefold() for place in places}) == len(places)
    term, meaning = places[0], app.page.locator(".term-meaning")
    app.expect(meaning).to_be_hidden()
    app.page.mouse.move(term["left"] + 3, term["top"] + term["height"] / 2)
    app.expect(meaning).to_have_text(re.compile(r"\w+.*\."))
    app.page.keyboard.press("Escape")
    app.expect(meaning).to_be_hidden()


def test_all_terms_are_searched_by_keyboard(app):
    app.open("/")
    app.page.get_by_role("button", name="Glossary").focus()
    app.page.keyboard.press("Enter")
    box = app.page.get_by_placeholder("A word, or what it means")
    box.focus()
    app.page.keyboard.type("dilution")
    app.expect(app.page.get_by_text(re.compile(r"terms have these words")).first).to_be_visible()
    app.expect(app.page.locator('[data-testid="stPopoverBody"] strong').first).to_have_text(
        "Dilution"
    )
