"""Text that came from outside, made harmless for Markdown."""

import re

SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$:~=&])")


def plain(text: str) -> str:
    """The text as it is, shown as text and never as formatting, a link or a formula."""
    return SPECIAL.sub(r"\\\1", text)
