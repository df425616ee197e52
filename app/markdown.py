"""Text that came from outside, made harmless for Markdown."""

import re

# Streamlit makes links and icons of these, escaped or not.
AUTOLINK = re.compile("|".join(("https?:", "www", "@", ":(?=material)")), re.IGNORECASE)
NOTHING = "\u2060"  # a word joiner: no width, and the end of a link
SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$:~=&])")


def plain(text: str) -> str:
    """The text as it is, shown as text and never as formatting, a link or a formula."""
    return SPECIAL.sub(r"\\\1", AUTOLINK.sub(lambda match: match[0] + NOTHING, text))
