"""What a page asks beside the scenario.

A page reads its parameters once, at the top, and draws its widgets from them. Each parameter is tied to the address, which carries
it to other pages and back. Their names have a hyphen, which the name of an assumption cannot have.
"""

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from app import session
from econ.case.typed_numbers import plain_number, whole_number

FORMER = {  # what addresses called them before, and what they are called now
    "compare": "compare-with",
    "read": "read-month",
    "judge": "timing-objective",
    "uncertain": "timing-uncertain",
    "show": "timing-statistic",
    "tier": "price-tier",
    "mix": "price-mix",
    "hits": "price-hits",
    "output": "price-output",
    "futures": "futures-count",
    "seed": "futures-seed",
    "outcome": "matters-outcome",
    "question": "breaking-question",
    "lasts": "breaking-months",
    "save": "breaking-saved-months",
    "goal": "breaking-outcome",
    "one_more": "breaking-lever",
    "exit_value": "exit-value",
    "exit_terms": "exit-terms",
}
NAMES = frozenset(FORMER.values())


@dataclasses.dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter: its name in the address, how its text is read (`ValueError` or `KeyError`), and what it is otherwise."""

    name: str
    read: Callable[[str], Any]
    default: Any
    allows: Callable[[Any], bool] = lambda value: True

    def __post_init__(self):
        if self.name not in NAMES:
            raise ValueError(f"«{self.name}» is not listed in NAMES")

    @property
    def value(self) -> Any:
        """What the widget of the parameter holds, or the address says, or the default."""
        if self.name in st.session_state and self.allows(st.session_state[self.name]):
            return st.session_state[self.name]
        try:
            return self.read(session.current().parameters[self.name])
        except (KeyError, ValueError):
            return self.default

    def widget(self) -> dict[str, Any]:
        """What ties a widget to the parameter: its key, which is the name in the address."""
        current = session.current()
        current.drawn.add(self.name)
        if self.name in st.session_state:
            if not self.allows(st.session_state[self.name]):
                del st.session_state[self.name]
        elif self.name in current.parameters and self.value != self.default:
            st.session_state[self.name] = self.value
        return {"key": self.name, "bind": "query-params"}


def choice(name: str, options: Iterable, default: Any = None, write: Callable = str) -> Parameter:
    """A parameter that is one of some options, each written in the address as `write` does; the first is the default."""
    by_text = {write(option): option for option in options}
    return Parameter(
        name=name,
        read=by_text.__getitem__,
        default=next(iter(by_text.values()), None) if default is None else default,
        allows=lambda value: value in by_text.values(),
    )


def number(
    name: str, low: float, high: float, default: float, step: float | None = None
) -> Parameter:
    """A parameter that is a number within limits, whole where the limits are."""

    def allows(value):
        return low <= value <= high and not (step and (value - low) % step)

    def read(text):
        value = whole_number(text) if isinstance(low, int) else plain_number(text, "x")
        if not allows(value):
            raise ValueError
        return value

    return Parameter(name=name, read=read, default=default, allows=allows)


def text(name: str, default: str) -> Parameter:
    """A parameter that is whatever was typed."""
    return Parameter(name=name, read=str, default=default)


def switch(name: str) -> Parameter:
    """A parameter that is on or off; off by default."""
    return Parameter(name=name, read={"true": True}.__getitem__, default=False)


def remember() -> dict[str, str]:
    """Remember what the parameters of this page say; return those of other pages, which the address carries.

    A widget that has just come onto the page has not written to the address yet.
    """
    current = session.current()
    on_page = current.drawn & NAMES
    for name in on_page:
        if name in st.query_params:
            current.parameters[name] = st.query_params[name]
        elif name in current.drawn_before:
            current.parameters.pop(name, None)
    current.drawn_before = set(current.drawn)
    return {name: value for name, value in current.parameters.items() if name not in on_page}
