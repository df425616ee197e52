"""A tiny case for tests of reading and scenarios: a file and four equations, independent of the shipped case."""

import types

import numpy as np
import pytest

from econ.case.case import parse
from econ.engine.quantity import quantity
from econ.engine.vocabulary import total
from econ.problems import AssumptionError

TEXT = """
[case]
title = "Tiny"
summary = "Two platforms, two tiers, one rival."
start = 2026-05-01
months = 12
preset = "april"

[levers]
front = ["delivery_delay.new", "cut_rule.pro"]
price = ["growth"]

[sources.own]
title = "Our own judgement"
address = ""
date = 2026-04-24
[sources.list]
title = "Price list"
address = "https://example.com/prices"
date = 2026-04-25

[platform.old]
label = "Old chip"
[platform.new]
label = "New chip"
delivery_delay = { base = 2, high = 9, why = "Slips." }
[tier.pro]
label = "Pro"
list_price = { steps = [
    { from = 2026-04-24, value = 24, basis = "disclosed", source = "list", note = "launch" },
    { from = 2026-06-16, value = 12, basis = "reported", source = "list" },
] }
cut_rule = { base = 1 }
[tier.flash]
label = "Flash"
list_price = { base = 2, basis = "disclosed", source = "list", held = 2026-04-25 }
[competitor.glm]
label = "GLM"
[competitor.glm.pro]
rival_weight = { base = 1.5 }
[competitor.glm.flash]
rival_weight = { base = 0.5 }

[assumptions.delivery_delay]
meaning = "Months by which deliveries slip."
label = "Delivery delay"
unit = "month"
kind = "world"
stage = "supply"
per = ["platform"]
limits = [0, 36]
span = [0, 18]
step = 1
base = 0
low = 0
high = 6
basis = "judgement"
source = "own"
held = 2026-04-24
why = "The plan."

[assumptions.list_price]
meaning = "Announced price."
label = "List price"
unit = "yuan/Mtok"
kind = "choice"
stage = "price"
per = ["tier"]
dated = true
limits = [0.001, 1000]

[assumptions.cut_rule]
meaning = "What triggers the cut."
label = "Cut when"
unit = "switch"
options = ["on a date", "when supply lands", "never"]
kind = "choice"
stage = "price"
per = ["tier"]
limits = [0, 2]
base = 0
basis = "disclosed"
source = "list"
held = 2026-04-24

[assumptions.rival_weight]
meaning = "How closely a rival competes."
label = "Rival weight"
unit = "x"
kind = "world"
stage = "price"
per = ["competitor", "tier"]
limits = [0, 10]
basis = "judgement"
source = "own"
held = 2026-04-24
why = "By price class."

[assumptions.growth]
meaning = "Growth a month."
label = "Growth"
unit = "share/month"
kind = "world"
stage = "price"
limits = [-0.5, 0.5]
base = 0.08
low = 0.03
high = 0.15
basis = "judgement"
source = "own"
held = 2026-04-24
why = "As before."

[assumptions.initial_cash]
meaning = "Money to begin with."
label = "Opening cash"
unit = "bn yuan"
kind = "world"
stage = "price"
limits = [-1000, 1000]
base = 10
basis = "disclosed"
source = "list"
held = 2026-04-24

[presets.april]
title = "April"
meaning = "As held in April."
values = {}
[presets.june]
title = "June"
meaning = "As held in June."
[presets.june.values]
growth = 0.2
"cut_rule.pro" = "never"
"delivery_delay.new" = { base = 4, low = 3, high = 5, basis = "reported", source = "list", held = 2026-06-01 }
"list_price.flash" = { steps = [{ from = 2026-06-01, value = 1, basis = "disclosed", source = "list" }] }
[stresses.late]
title = "Late"
meaning = "Everything slips."
values = { "delivery_delay.new" = 12, "delivery_delay.old" = 3 }
[stresses.frozen]
title = "Frozen price"
meaning = "No change of price."
values = { "list_price.pro" = 20, growth = 0 }
"""


def fleet(month, delivery_delay):
    """Cards in service."""
    return np.where(month >= delivery_delay, 1000.0, 0.0)


def price(list_price, initial_list_price, cut_rule):
    """Price in force."""
    return np.where(cut_rule < 1.5, list_price, initial_list_price)


def rivalry(rival_weight):
    """Weight of all rivals."""
    return total(rival_weight, "competitor")


def cash(opening_cash, price, growth, rivalry):
    """Money in the bank."""
    return opening_cash + growth * total(price * rivalry, "tier")


SIGNED = ("cash",)  # what may be below zero


def equations(stage, **functions):
    """Build a module of equations from name → (function, unit, dimensions)."""
    module = types.ModuleType(f"tiny.{stage}")
    for name, (function, unit, per) in functions.items():
        made = types.FunctionType(function.__code__, function.__globals__, name)
        made.__module__, made.__doc__ = module.__name__, function.__doc__
        setattr(module, name, quantity(unit, per=per, signed=name in SIGNED)(made))
    return module


MODULES = (
    equations("supply", fleet=(fleet, "card", "platform")),
    equations(
        "price",
        price=(price, "yuan/Mtok", "tier"),
        rivalry=(rivalry, "x", "tier"),
        cash=(cash, "bn yuan", ()),
    ),
)


def tiny(text=TEXT, modules=MODULES):
    """Build the tiny case."""
    return parse(text, modules=modules)


def changed(*pairs):
    """Return the text with replacements; each must match."""
    text = TEXT
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def problems(text, modules=MODULES):
    """Return the problems of an invalid text."""
    with pytest.raises(AssumptionError) as caught:
        tiny(text, modules)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems
