"""The sentences of the figures of a page, which only screen readers see."""

import html
import re

HIDDEN = re.compile(r'.*<p class="figure-words">(.*)</p>', re.DOTALL)


def figure_words(app):
    """Return the sentence of each figure of a page, in their order."""
    bodies = (block.proto.body for block in app.get("html"))
    return [html.unescape(match[1]) for body in bodies if (match := HIDDEN.fullmatch(body))]
