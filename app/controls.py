"""Controls made from the definition of an assumption: label, limits, step, unit, range in words and source come from there."""

import dataclasses
import functools
import math
import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import streamlit as st

from app import session
from app.callbacks import to_the_end
from app.markdown import plain
from app.parts import own_lever_keys
from econ.case.belief import Belief
from econ.case.case import Case
from econ.case.file.schema import Assumption
from econ.units import IN_YUAN, format_stated, number_text, shown_currency
from econ.views.inert_levers import waking_switch
from econ.views.sentences.scenario_words import inert_note
from econ.words import message, say

FORMATS = {"share": "percent", "share/month": "percent", "share/year": "percent"}
LOWEST_WITH_COMMAS = 10_000  # a slider that reaches this number shows numbers with commas
LONG_VALUE = (
    9  # letters of a value beyond which the name of a lever and its value may each have a line
)
STEPS = 100  # of a slider whose assumption names no step, about
WIDE = 20  # limits this many times as far apart as the likely range are no span for a slider
SHORT_UNITS = {
    " a month": "/mo",
    " a year": "/yr",
    " months": " mo",
    " month": " mo",
}
YUAN_AFTER_BILLIONS = (" bn yuan", " bn")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Control:
    """A widget for one assumption: definition, belief, and the number without (`base`) and with its override (`value`).

    The widget holds the name of an option, a whole number or any number; `write` and `read` convert.
    """

    case: Case
    key: str
    assumption: Assumption
    belief: Belief
    base: float
    value: float

    @functools.cached_property
    def span(self) -> tuple[float, float, float]:
        """Low end, high end and step of a slider, wide enough for the base and the value."""
        low, high = self.assumption.span or self._likely_span
        low, high = min(low, self.base, self.value), max(high, self.base, self.value)
        return low, high, self.assumption.step or _power_of_ten((high - low) / STEPS)

    @property
    def _likely_span(self):
        """The limits; where they are far apart, the likely range with its own width on either side."""
        (lowest, highest), likely = self.assumption.limits, self.belief
        width = likely.high - likely.low or abs(self.base) or highest - lowest
        if highest - lowest <= WIDE * width:
            return lowest, highest
        step = _power_of_ten(width / STEPS)
        low, high = (round(end / step) * step for end in (likely.low - width, likely.high + width))
        return max(low, lowest), min(high, highest)

    @functools.cached_property
    def _number(self) -> type[int] | type[float]:
        """Whether the widget holds whole numbers or any."""
        if self.assumption.stops:
            return float
        whole = all(float(number).is_integer() for number in (*self.span, self.base, self.value))
        return int if whole else float

    def write(self, value: float) -> Any:
        """A number as the widget holds it."""
        options = self.assumption.options
        return self.assumption.option_of(value) if options else self._number(value)

    def read(self, held: Any) -> float:
        """Return the value of the widget as a number."""
        options = self.assumption.options
        return float(list(options).index(held)) if options else float(held)

    @property
    def form(self) -> tuple[Any, ...]:
        """Return the properties that make it another widget for Streamlit: ends, step and kind of number, or the stops."""
        if self.assumption.stops:
            return (*self.assumption.stops, self.base, self.value)
        return (self._number, *self.span)

    def with_value(self, value: float) -> "Control":
        """The control of the same assumption at another value, such as a slider that reaches further."""
        return dataclasses.replace(self, value=value)

    def address_text(self, value: float) -> str:
        """A number as the widget writes it in the address."""
        held = self.write(value)
        return held if isinstance(held, str) else number_text(held)

    def number_in_words(self, value: float) -> str:
        """A number of this assumption as text: an option, a month of the plan, or a number with its unit."""
        if self.assumption.options:
            return say("quoted", text=self.assumption.option_of(value))
        if self.assumption.unit == "month of plan" and 0 <= value < self.case.months:
            return self.case.month_name(int(value))
        return format_stated(value, self.assumption.unit)

    def label(self) -> str:
        """The label of the widget; the value beside it has the unit."""
        return self.case.label_of(self.key)

    def short_value(self, value: float) -> str:
        """A number with its unit as short as it is understood, for the place beside the label."""
        words = re.sub(r"\.0+ ", " ", self.number_in_words(value))
        if shown_currency() == IN_YUAN:  # beside amounts in dollars, yuan are named
            words = words.replace(*YUAN_AFTER_BILLIONS)
        for long, short in SHORT_UNITS.items():
            words = words.replace(long, short)
        return words

    def place(self, value: float) -> float:
        """Return the place of a number on the track, as a share of its length, the ends included."""
        if stops := self.assumption.stops:
            ordered = sorted({*stops, self.base, self.value})
            return float(np.interp(value, ordered, np.linspace(0.0, 1.0, len(ordered))))
        low, high, _ = self.span
        return min(max((value - low) / (high - low), 0.0), 1.0)

    def style(self) -> str:
        """Return the CSS rule of this lever: likely range, base, and the value beside the label."""
        low, high = sorted(
            self.place(number) for number in (self.belief.low, self.belief.high, self.base)
        )[::2]
        changed = self.value != self.base
        colour = "var(--lever-changed)" if changed else "inherit"
        return (
            f".st-key-lever_{self.key.replace('.', '-')} {{ --lo: {low:.2%}; --hi: {high:.2%}; "
            f"--base: {self.place(self.base):.2%}; --value: {_css_text(self.short_value(self.value))}; "
            f"--shown: {colour}; --room: {'1.8rem' if changed else '0rem'}; "
            f"--wrap: {'wrap' if len(self.short_value(self.value)) > LONG_VALUE else 'nowrap'} }}"
        )

    def draw(self) -> float:
        """Draw the widget, tied to the address, and return the number that it holds."""
        common: dict[str, Any] = {
            "key": self.key,
            "bind": "query-params",
            "help": _help(self.case, self.key, self.belief),
        }
        if self.assumption.options:
            options = list(self.assumption.options)
            held = st.selectbox(self.label(), options, index=int(self.base), **common)
        elif self.assumption.stops:
            stops = sorted({*self.assumption.stops, self.base, self.value})
            held = st.select_slider(
                self.label(), stops, value=self.base, format_func=number_text, **common
            )
        else:
            low, high, step = (self._number(number) for number in self.span)
            form = FORMATS.get(self.assumption.unit) or (
                "localized" if high >= LOWEST_WITH_COMMAS else None
            )
            held = st.slider(
                self.label(), low, high, self._number(self.base), step, format=form, **common
            )
        return self.read(held)


def _css_text(words):
    """A text as a string of a style sheet."""
    escaped = "".join(
        letter if letter.isalnum() or letter == " " else f"\\{ord(letter):x} " for letter in words
    )
    return f'"{escaped}"'


def _power_of_ten(number):
    """The power of ten next to a number."""
    return 10.0 ** round(math.log10(number)) if number > 0.0 else 1.0


def number_of(value: Any) -> float:
    """The number a widget shows of a value: of a path, that of the first month."""
    return float(np.ravel(value)[0])


def control(key: str) -> Control:
    """The control of one key, as the scenario has it."""
    case, base = session.case(), number_of(session.base(key))
    return Control(
        case=case,
        key=key,
        assumption=case.assumption_of(key),
        belief=session.belief(key),
        base=base,
        value=number_of(session.current().overrides.get(key, base)),
    )


def lever_change_in_words(key: str) -> str:
    """Name a change of the scenario in a few words: the name of the lever, its base and its value."""
    case = session.case()
    name = case.label_of(key)
    if key.split(".", maxsplit=1)[0] in case.model.quantities:
        return say("frame-set-by-hand", name=name)
    if np.ndim(session.current().overrides[key]):
        return say("frame-by-month", name=name)
    changed = control(key)
    return f"{name} {changed.short_value(changed.base)} → {changed.short_value(changed.value)}"


def draw_levers(keys: Iterable[str], remove: Callable[[str], None] | None = None) -> None:
    """A lever for each key, in the order given; with `remove`, each has a button that calls it.

    Without it these are levers of the sidebar or of a page: those that the reader has added stand in their own place.
    """
    added = own_lever_keys.own_levers()
    drawn = [key for key in keys if remove or key not in added]
    for key in drawn:
        draw_lever(key, remove)
    st.html(f"<style>{' '.join(control(key).style() for key in drawn)}</style>")


def draw_lever(key: str, remove: Callable[[str], None] | None = None) -> None:
    """One lever: its widget, the reason why it has no effect, a button that resets it, and one that removes it."""
    lever = control(key)
    was_set = _prepare(lever)
    inert = inert_note(session.scenario(), key)
    with st.container(key=f"{'idle_' if inert else ''}lever_{key}"):
        value = lever.draw()
        if not _accepted(lever, value, was_set):
            return
        session.set_lever(key, value)
        if inert:
            _offer_to_wake(key, inert)
        if value != lever.base:
            st.button(
                say("frame-back-to", value=lever.number_in_words(lever.base)),
                key=f"ui_back_{key}",
                on_click=_back,
                args=(key,),
                type="tertiary",
                icon=":material/undo:",
            )
        if remove:
            st.button(
                say("own-lever-remove"),
                key=f"ui_remove_{key}",
                on_click=to_the_end(remove),
                args=(key,),
                type="tertiary",
                icon=":material/close:",
            )


def _offer_to_wake(key, reason):
    """Below a lever without effect: that it has none, why, and the choice that gives it one."""
    st.caption(say("frame-not-used"), help=plain(reason))
    switch = waking_switch(session.scenario(), key)
    if switch is None:
        return
    deciding, option = switch
    st.button(
        plain(
            say(
                "frame-switch",
                lever=session.case().label_of(deciding),
                option=message("quoted", text=option),
            )
        ),
        key=f"ui_wake_{key}",
        on_click=_wake,
        args=(deciding, option),
        type="tertiary",
        help=say("frame-choice-help"),
    )


@to_the_end
def _wake(deciding, option):
    session.current().notices.extend(session.override({deciding: option}))


def _prepare(lever):
    """Before a widget is drawn, set it if it is new on the page or must be set again; return whether it was set."""
    current, key = session.current(), lever.key
    was_set = key not in st.session_state or key not in current.controls or key in current.set_again
    current.controls[key] = lever
    current.drawn.add(key)
    if was_set:
        st.session_state[key] = lever.write(lever.value)
    return was_set


def _accepted(lever, shown, was_set):
    """Whether the widget shows the value it was set to.

    After the browser's back button Streamlit sets a widget of the page to what the address says. An address that does not mention
    it does not take a change back: the widget is set once more, in another run. The same where the case does not allow what the
    address says, and where a change brought the widget another form, for Streamlit fills a widget it does not know from the
    address, which is that of before the change.
    """
    current, key = session.current(), lever.key
    is_in_address = key in st.query_params and key not in current.newer_than_address
    current.newer_than_address.discard(key)
    is_other = was_set and shown != lever.value and key not in current.set_again
    if is_other and not (is_in_address and session.is_possible(key, shown)):
        current.set_again.add(key)
        return False
    current.set_again.discard(key)
    return True


def release() -> None:
    """Forget the levers that this run has not drawn; from now on `address` writes their parameters."""
    current = session.current()
    current.controls = {
        key: control for key, control in current.controls.items() if key in current.drawn
    }


@to_the_end
def _back(key):
    session.restore(key)


@functools.lru_cache(maxsize=1024)
def _help(case, key, belief):
    """Meaning, range in words and source of a lever."""
    assumption, source = case.assumption_of(key), case.sources[belief.source]
    lines = [plain(assumption.meaning)]
    if assumption.words:
        words = ", ".join(plain(word) for word in assumption.words)
        lines.append(say("frame-left-to-right", words=words))
    lines.append(
        say(
            "frame-lever-source",
            unit=assumption.unit,
            basis=belief.basis.capitalize(),
            held=f"{belief.held:%d %b %Y}",
            source=plain(source.title),
        )
    )
    if not assumption.options:
        low, high = (format_stated(end, assumption.unit) for end in (belief.low, belief.high))
        lines.append(say("frame-likely", low=low, high=high))
    if belief.why:
        lines.append(plain(belief.why))
    return "\n\n".join(lines)
