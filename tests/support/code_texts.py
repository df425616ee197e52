"""Texts of code and messages, as tests read them."""

from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from econ import words
from econ.data import WORDS
from support.paths import ROOT

FILES = sorted((WORDS / words.ENGLISH).glob("*.ftl"))
MODULES = sorted([*ROOT.glob("econ/**/*.py"), *ROOT.glob("app/**/*.py"), *ROOT.glob("pages/*.py")])
# A sentence: words on average and at most, and amounts at most. Months and names do not count as amounts.
MEAN_WORDS, MOST_WORDS, MOST_AMOUNTS = 16, 28, 2


class Texts(Visitor):
    """The text of a message, and the messages that it refers to."""

    def __init__(self, node):
        self.texts, self.references = [], set()
        self.visit(node)

    def visit_TextElement(self, node):  # noqa: N802
        self.texts.append(node.value)

    def visit_StringLiteral(self, node):  # noqa: N802
        self.texts.append(node.value)

    def visit_MessageReference(self, node):  # noqa: N802
        self.references.add(node.id.name)


def entries():
    """Every message of the English files: its file, its id and what is spelled in it."""
    for path in FILES:
        for item in FluentParser().parse(path.read_text("utf-8")).body:
            if isinstance(item, ftl.Message):
                yield path.name, item.id.name, Texts(item)


ENTRIES = list(entries())
