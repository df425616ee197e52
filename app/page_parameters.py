"""Settings of pages that are not part of the scenario.

A page makes its parameters before it draws widgets, and draws the widgets from them. A parameter that depends on the answer of a
widget is made beside that widget: the target of the outcome that is chosen, for example. Each parameter is tied to the address, which
carries it to other pages and back. Its name has a hyphen, which the name of an assumption cannot have. A text that is no value of a
parameter is ignored with a notice.
"""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import streamlit as st

from app import session
from app.parts import own_lever_keys
from econ.case.typed_numbers import plain_number, whole_number
from econ.problems import near_name, shown, spelling
from econ.units import number_text
from econ.words import join_list, say

CURRENT_NAMES = {  # name in older addresses → current name
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
PARAMETERS_WITHOUT_OLD_NAME = frozenset(
    {
        "timing-after",
        "timing-theory",
        "supply-platform",
        "cost-kind",
        "cost-chips",
        "ownership-round",
        "ownership-fund-gap",
        "raising-round",
        "raising-map",
        "raising-pressure",
        "funding-statement",
        "funding-span",
        "funding-year",
        "breaking-target",
        own_lever_keys.OWN_LEVERS,
        session.CURRENCY,
    }
)
NAMES = PARAMETERS_WITHOUT_OLD_NAME.union(CURRENT_NAMES.values())
FEW = 8  # options that a notice lists


@dataclasses.dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter: its name in the address, how its text is read, and what it is without one.

    `read` raises `ValueError` with the end of a sentence about the parameter.
    """

    name: str
    read: Callable[[str], Any]
    default: Any
    allows: Callable[[Any], bool] = lambda value: True

    def __post_init__(self):
        if self.name not in NAMES:
            raise ValueError(f"«{self.name}» not listed")
        if session.begun():
            self.drop_unusable_text()

    @property
    def key(self) -> str:
        """The key of the widget: the name in the address, to which Streamlit ties the widget."""
        return self.name

    @property
    def value(self) -> Any:
        """The value of the widget if it has one, else that of the address, else the default."""
        if self._widget_holds():
            return st.session_state[self.key]
        self.drop_unusable_text()
        text = session.current().parameters.get(self.name)
        return self.default if text is None else self.read(text)

    def drop_unusable_text(self) -> None:
        """Drop the text of the address if it is no value, with a notice; a page asks for it whether a widget shows it or not."""
        current = session.current()
        if self._widget_holds() or self.name not in current.parameters:
            return
        try:
            self.read(current.parameters[self.name])
        except ValueError as error:
            del current.parameters[self.name]
            current.notices.append(ignored(self.name, error))

    def _widget_holds(self):
        """Whether the widget has a value that the parameter can have."""
        held = self.key in st.session_state and self.key not in session.current().set_again
        return held and self.allows(st.session_state[self.key])

    @property
    def is_chosen(self) -> bool:
        """Whether the reader or the address has chosen something else than the default."""
        return self.value != self.default

    def widget(self) -> dict[str, Any]:
        """Return the argument that ties a widget to the parameter: its key, which is the name in the address."""
        current, answer = session.current(), self.value
        current.drawn.add(self.name)
        current.answers[self.name] = answer
        held = self.name in st.session_state
        unusable = held and not self.allows(st.session_state[self.name])
        if self.name in current.set_again or unusable or (not held and answer != self.default):
            st.session_state[self.name] = answer
        return {"key": self.name, "bind": "query-params"}


@dataclasses.dataclass(frozen=True, kw_only=True)
class UntiedParameter(Parameter):
    """A parameter whose widget Streamlit does not tie to the address, which each run writes instead.

    It is for a widget with several values, which are one text in the address, and for one whose key changes with another widget.
    """

    write: Callable[[Any], str]
    widget_key: str

    @property
    def key(self) -> str:
        """The key of the widget."""
        return self.widget_key

    def widget(self) -> dict[str, Any]:
        """The key of the widget; what it holds is written into the address."""
        answer, parameters = self.value, session.current().parameters
        if not self._widget_holds():
            st.session_state[self.key] = answer
        parameters[self.name] = self.write(answer)
        if answer == self.default:
            del parameters[self.name]
        return {"key": self.key}


def ignored(name: str, problem: object) -> str:
    """The notice about a parameter of the address that cannot be used."""
    return say("frame-parameter-ignored", name=name, problem=str(problem))


def not_an_option(text: str, names: Iterable[str], few: Sequence[str] = ()) -> str:
    """The end of a sentence about a text that names no option: the nearest of them, or the few that there are."""
    options = join_list([say("quoted", text=name) for name in few], style="or") if few else None
    near = near_name(text, names) or None
    return say("frame-no-option", given=shown(text), nearest=near, options=options)


def choice(name: str, options: Iterable, default: Any = None, write: Callable = str) -> Parameter:
    """A parameter that is one of some options, each written in the address as `write` does; the first is the default.

    An option is read by its own name too, such as the key of a lever, which stays where what it is called changes.
    """
    by_text = {write(option): option for option in options}
    return Parameter(
        name=name,
        read=_reader(by_text),
        default=next(iter(by_text.values()), None) if default is None else default,
        allows=lambda value: value in by_text.values(),
    )


def _reader(by_text):
    """Return a function that reads one of some options, from its text or by its own name."""
    by_spelling = {
        spelling(name): option for text, option in by_text.items() for name in (str(option), text)
    }

    def read(text):
        if spelling(text) not in by_spelling:
            few = list(by_text) if len(by_text) <= FEW else []
            raise ValueError(not_an_option(text, by_text, few))
        return by_spelling[spelling(text)]

    return read


def several(name: str, options: Iterable, default: list, write: Callable) -> UntiedParameter:
    """A parameter that is some of the options: the address has their texts with commas between them."""
    by_text = {write(option): option for option in options}
    read = _reader(by_text)
    return UntiedParameter(
        name=name,
        read=lambda texts: list(dict.fromkeys(read(text) for text in texts.split(",") if text)),
        default=default,
        allows=lambda values: set(values) <= set(by_text.values()),
        write=lambda values: ",".join(write(value) for value in values),
        widget_key=f"ui_{name}",
    )


def number(
    name: str, low: float, high: float, default: float, step: float | None = None
) -> Parameter:
    """A parameter that is a number within limits: a whole one where the limits are, otherwise a share."""
    whole = isinstance(low, int)

    def allows(value):
        return low <= value <= high and not (step and (value - low) % step)

    def read(text):
        try:
            value = whole_number(text) if whole else plain_number(text, "share")
        except ValueError:
            value = None
        if value is None or not allows(value):
            raise ValueError(
                say(
                    "frame-no-number",
                    whole=whole,
                    low=number_text(low),
                    high=number_text(high),
                    step=number_text(step) if step else None,
                    given=shown(text),
                )
            )
        return value

    return Parameter(name=name, read=read, default=default, allows=allows)


def text(name: str, default: str) -> Parameter:
    """A parameter that is whatever was typed."""
    return Parameter(name=name, read=str, default=default)


def text_about(name: str, subject: str, default: str) -> UntiedParameter:
    """A parameter that is whatever was typed about a subject, in a widget for each subject."""
    key = f"ui_{name}_{subject}"
    return UntiedParameter(name=name, read=str, default=default, write=str, widget_key=key)


def switch(name: str) -> Parameter:
    """A parameter that is on or off; off by default."""
    states = {True: "true", False: "false"}
    return choice(name, states, False, states.get)


def widgets_differ() -> bool:
    """Whether a widget shows another value than the page was drawn with, so that another run is needed.

    After the browser's back button Streamlit sets a widget to what the address says, and to its default where the address does not
    mention it. That does not take a choice back: the widget is set again, once.
    """
    current = session.current()
    different = {
        name
        for name, answer in current.answers.items()
        if name in st.session_state and st.session_state[name] != answer
    }
    different -= current.set_again
    forgotten = {name for name in different if name not in st.query_params}
    current.set_again = (current.set_again - NAMES) | forgotten
    return bool(different)


def parameters_of_other_pages() -> dict[str, str]:
    """Store the parameters of this page, and return those of other pages, which the address keeps.

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
