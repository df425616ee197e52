"""How a test reads a sentence: spaces that do not break count as spaces."""

import re

SENTENCE_END = re.compile(r"(?<=[.?]) (?=\S)")


def as_read(text: str) -> str:
    """Return a text with a usual space for each that does not break."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text, one each."""
    return [sentence for sentence in SENTENCE_END.split(as_read(text)) if sentence]
