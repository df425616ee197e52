"""Faults in the figures of a page: undefined values that would be drawn, or that no words stand for."""

import json
import re

from econ.views.figures.figure import BASELINE_COLOUR
from support.app_driver import drawn
from support.figure_words import figure_words

NOT_A_NUMBER = re.compile(r"(?<![\w-])(?:nan|NaN|inf)(?!\w)")
ENDS = (("x", "x2"), ("y", "y2"))
LABELS = ("row", "words", "cell")  # columns of text that is drawn; "tip" is seen on pointing only
NO_FIGURE = "Not defined in this scenario, and so not drawn."


def nodes(block):
    """Yield the elements of a page in their order."""
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from nodes(child)
        else:
            yield child


def charts_of(app):
    """Yield each figure of a page: its title, specification, data, sentence, and the caption right below it."""
    elements, tables = list(nodes(app.main)), drawn(app)
    sentences = figure_words(app)
    places = [place for place, node in enumerate(elements) if node.type == "vega_lite_chart"]
    for place, data, sentence in zip(places, tables, sentences, strict=True):
        chart = elements[place].proto
        spec = json.loads(chart.spec)
        after = elements[place + 1] if place + 1 < len(elements) else None
        caption = after.value if after is not None and after.type == "caption" else ""
        yield spec["usermeta"]["title"], spec, data, sentence, plain(caption)


def plain(text):
    """Return Markdown without the marks that make it harmless."""
    return re.sub(r"\\(.)", r"\1", text)


def layers(spec):
    """Return the layers of a specification."""
    return spec.get("layer", [spec])


def rows_of(layer, data):
    """Return the rows that a layer draws, after its filters."""
    for step in layer.get("transform", ()):
        condition = step.get("filter")
        if isinstance(condition, dict):
            data = data[data[condition["field"]].isin(condition["oneOf"])]
        elif kind := re.fullmatch(r"datum\.(\w+) == '([^']*)'", condition or ""):
            data = data[data[kind[1]] == kind[2]]
        elif valid := re.fullmatch(r"(?:isValid\()?datum\.(\w+)\)?", condition or ""):
            data = data[data[valid[1]].notna() & (data[valid[1]] != "")]
        else:
            assert condition is None, f"no filter of this form is known: {condition}"
    return data


def field(layer, channel):
    """Return the column that a layer draws along an axis."""
    encoding = layer.get("encoding", {}).get(channel, {})
    return encoding.get("field") if isinstance(encoding, dict) else None


def faults(title, spec, data, sentence, caption):
    """Yield what is wrong with a figure."""
    if NOT_A_NUMBER.search(json.dumps(spec)):
        yield f"{title}: a number of the specification is not one, and no browser can read it"
    for layer in layers(spec):
        mark = layer["mark"] if isinstance(layer["mark"], dict) else {"type": layer["mark"]}
        if mark.get("invalid", "filter") in (None, "show"):
            yield f"{title}: a {mark['type']} draws what is undefined at zero"
        if mark["type"] == "line" and mark.get("color") == BASELINE_COLOUR and "strokeDash" in mark:
            yield f"{title}: the line of the baseline is dashed, and thin and grey elsewhere"
        rows = rows_of(layer, data)
        for one_end, other_end in ENDS:
            first, last = field(layer, one_end), field(layer, other_end)
            if first and last and (rows[first].isna() != rows[last].isna()).any():
                yield f"{title}: a {mark['type']} from {first} to {last} has one end only"
    if {"begin", "tip"} <= set(data):
        undefined = data["tip"].str.endswith("not defined")
        if data.loc[undefined, "begin"].notna().any():
            yield f"{title}: a bar of no length stands for what is not defined"
    labels = " ".join(
        str(text) for column in data if column in LABELS for text in data[column].dropna().unique()
    )
    if "not defined" in sentence and "not drawn" not in caption and "not defined" not in labels:
        yield f"{title}: no words for what is not defined: {sentence}"
    if NOT_A_NUMBER.search(sentence):
        yield f"{title}: {sentence}"


def all_faults(app):
    """Return what is wrong with the figures and the texts of a page."""
    texts = [block.value for block in (*app.markdown, *app.caption, *app.warning, *app.info)]
    wrong = [text for text in texts if NOT_A_NUMBER.search(text)]
    return wrong + [fault for chart in charts_of(app) for fault in faults(*chart)]
