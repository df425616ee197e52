"""Controls made from `assumptions.toml`: label, limits, step, unit, range in words and source all come from there."""

import functools

import streamlit as st

from app import session
from app.callbacks import to_the_end
from app.markdown import plain
from econ.units import format_value, number_text, plural_unit
from econ.views.sentences.inert_words import inert_note

NUMBERS = {"share": "percent", "share/month": "percent", "share/year": "percent"}
GROUPED = 10_000  # from here on the number on a slider has commas
WORDS = {
    "share": "",
    "share/month": ", a month",
    "share/year": ", a year",
    "elasticity": "",
    "x": ", times",
    "month": ", months",
    "month of plan": ", months from the start",
}


def group(keys) -> None:
    """A lever for each key, in the order given."""
    for key in keys:
        lever(key)


def lever(key: str) -> None:
    """One lever: bound to the address, with its base, likely range and source, and a way back."""
    case = session.case()
    assumption = case.assumption_of(key)
    base = session.base(key)
    now = st.session_state["overrides"].get(key, base)
    if assumption.options:
        value, told = _switch(key, assumption, base, now)
    elif assumption.stops:
        value, told = _stops(key, assumption, base, now)
    else:
        value, told = _slider(key, assumption, base, now)
    if not session.heard(key, value, now, told):
        return
    session.adopt(key, value)
    believed = session.believed(key)
    words = inert_note(session.scenario(), key)
    if words:
        st.caption(plain(words))
    if value != base:
        st.button(
            f"Back to {_written(assumption, base)}",
            key=f"ui_back_{key}",
            on_click=_back,
            args=(key,),
            type="tertiary",
            icon=":material/undo:",
        )
    elif not assumption.options:
        st.caption(
            f"likely {_bare(assumption, believed.low)} to {_bare(assumption, believed.high)} · {believed.basis}"
        )


def _written(assumption, value):
    if assumption.options:
        return f"«{assumption.options[int(value)]}»"
    if assumption.unit == "month of plan" and 0 <= value < session.case().months:
        return session.case().month_name(int(value))
    return format_value(value, assumption.unit)


def _bare(assumption, value):
    """A number without its unit, which the label has."""
    text = (
        _written(assumption, value)
        .removesuffix(f" {assumption.unit}")
        .removesuffix(f" {plural_unit(assumption.unit)}")
    )
    text = text.removesuffix(" a month").removesuffix(" a year")
    return text.rstrip("0").removesuffix(".") if "." in text and text[-1].isdigit() else text


@to_the_end
def _back(key):
    st.session_state["overrides"].pop(key, None)
    session.settle()


@functools.lru_cache(maxsize=1024)
def _help(key, believed):
    """Meaning, range in words and source of a lever."""
    case = session.case()
    assumption = case.assumption_of(key)
    source = case.sources[believed.source]
    lines = [plain(assumption.meaning)]
    if assumption.words:
        lines.append(
            "From left to right: " + ", ".join(plain(word) for word in assumption.words) + "."
        )
    lines.append(
        f"Unit: {assumption.unit}. {believed.basis.capitalize()}, {believed.held:%d %b %Y}: {plain(source.title)}."
    )
    if believed.why:
        lines.append(plain(believed.why))
    return "\n\n".join(lines)


def _switch(key, assumption, base, now):
    options = list(assumption.options)
    told = session.bind(
        key,
        session.Written(lambda value: options[int(value)], lambda word: float(options.index(word))),
        now,
    )
    chosen = st.selectbox(
        session.case().label_of(key),
        options,
        index=int(base),
        key=key,
        bind="query-params",
        help=_help(key, session.believed(key)),
    )
    return float(options.index(chosen)), told


def _stops(key, assumption, base, now):
    """A lever from stop to stop, for a range of which a straight slider would reach only the upper part."""
    stops = sorted({*assumption.stops, base, now})
    told = session.bind(key, session.Written(float, float), now)
    value = st.select_slider(
        _label(key, assumption),
        stops,
        value=base,
        key=key,
        format_func=number_text,
        bind="query-params",
        help=_help(key, session.believed(key)),
    )
    return float(value), told


def _label(key, assumption):
    return session.case().label_of(key) + WORDS.get(
        assumption.unit, f", {plural_unit(assumption.unit)}"
    )


def _slider(key, assumption, base, now):
    low, high = assumption.span or assumption.limits
    low, high = min(low, base, now), max(high, base, now)
    step = assumption.step or (high - low) / 100
    whole = all(float(number).is_integer() for number in (low, high, step, base, now))
    number = int if whole else float
    told = session.bind(key, session.Written(number, float), now)
    form = NUMBERS.get(assumption.unit) or ("localized" if high >= GROUPED else None)
    value = st.slider(
        _label(key, assumption),
        number(low),
        number(high),
        number(base),
        number(step),
        key=key,
        format=form,
        bind="query-params",
        help=_help(key, session.believed(key)),
    )
    return float(value), told
