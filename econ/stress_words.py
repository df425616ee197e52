"""The stress test in words: what becomes of the money in so many of a hundred futures, beside the baseline."""

import math

import numpy as np

from econ import stress
from econ.stress import Outcomes
from econ.uncertainty import uncertain_keys
from econ.units import write

EVERY = 6  # months between the terms that a sentence may name
SAFE, EVEN = 0.9, 0.5  # shares of futures between which it gets interesting
HUNDRED = 100


def verdict(now: Outcomes, before: Outcomes) -> str:
    """How long the money lasts in how many futures: the terms named are those at which the answer turns."""
    lasts = [(term, now.survival[term], before.survival[term]) for term in _terms(now.survival)]
    parts = [f"{of_hundred(share)} cash lasts {'all ' if term == now.case.months else ''}{term} months"
             + ("" if share == was else f" ({_number(was)} in the baseline)") for term, share, was in lasts]
    text = "in " + " and in ".join(parts) + "; " + _half(now) + "." + _before_the_round(now)
    return text[0].upper() + text[1:]


def _terms(survival):
    """The last term that is safe and the first that is not even, or what comes nearest to them; one if they are the same."""
    terms = list(range(EVERY, len(survival), EVERY)) or [len(survival) - 1]
    safe = max((term for term in terms if survival[term] >= SAFE), default=terms[0])
    even = min((term for term in terms if survival[term] <= EVEN), default=terms[-1])
    return sorted({safe, even})


def of_hundred(share: float) -> str:
    """A share of futures as people count them: "73 of 100 futures", and never none or all where that is not so."""
    return "every future" if share == 1.0 else "no future" if share == 0.0 else f"{_number(share)} of {HUNDRED} futures"


def _number(share):
    if share in (0.0, 1.0):
        return "none" if share == 0.0 else "all"
    counted = round(float(share) * HUNDRED)
    return "fewer than 1" if counted == 0 else f"more than {HUNDRED - 1}" if counted == HUNDRED else str(counted)


def _before_the_round(found):
    """How often the money is gone before the round of the story is there; empty where that hardly happens."""
    case, story = found.case, found.case.story
    if not story or found.scenario.value(f"round_status.{story.round}") == 0.0:
        return ""
    month = min(int(found.scenario.value(f"round_month.{story.round}")), case.months)
    gone = 1.0 - float(found.survival[month])
    if gone * HUNDRED < 1.0:
        return ""
    name = case.elements["round"][story.round].lower()
    return f" In {_number(gone)} of {HUNDRED} the money is gone before the {name} is there in {case.month_name(month)}."


def _half(found):
    middle = float(stress.quantiles(found.runway, [EVEN])[0])
    if math.isinf(middle):
        return f"more than half of them have money beyond {found.case.month_name(found.case.months - 1)}"
    return f"half of them are out of cash by {found.case.month_name(min(int(middle), found.case.months - 1))}"


def shortfall(now: Outcomes, before: Outcomes) -> str:
    """What is missing in the worst futures, on average (expected shortfall), beside the baseline's."""
    share = of_hundred(stress.WORST).removesuffix(" futures")
    was = "" if now.shortfall == before.shortfall else f", against {_amount(before, now)} in the baseline"
    where = "at the lowest point within the horizon, on average"
    return f"In the worst {share} futures {_amount(now)} the minimum {where}{was}: the expected shortfall of headroom."


def _amount(found, beside=None):
    """How far cash is above or below the minimum; beside another on the same side, the amount alone."""
    amount = write(abs(found.shortfall), "bn yuan")
    if beside and (beside.shortfall < 0.0) == (found.shortfall < 0.0):
        return amount
    return f"cash is {amount} {'below' if found.shortfall < 0.0 else 'above'}"


def caption(now: Outcomes) -> str:
    """What was drawn, how often, and how far the result may be off."""
    end = now.survival[-1]
    low, high = stress.wilson(end, now.count)
    keys, correlated = uncertain_keys(now.scenario), len(now.case.correlations)
    return (f"{now.count:,} futures of {len(keys)} uncertain assumptions of the world, {correlated} pairs of them correlated, on "
            f"scrambled Sobol points (seed {now.seed}); the baseline is drawn on the same. Choices are not drawn. Bands of "
            f"survival are Wilson's at 95 % and rather too wide for such points: of all futures {write(float(low), 'share')} to "
            f"{write(float(high), 'share')} last to the end. In the fan the dark band holds half of all futures, "
            "the light one nine in ten; dotted are five whole futures, dashed is the middle of the baseline.")


def refusal(error: Exception) -> str:
    """What is wrong with a number of draws or a seed, as a sentence."""
    text = str(error)
    return text[0].upper() + text[1:] + "."


def asked(count: object, seed: object) -> tuple[int, int]:
    """The number of futures and the seed somebody typed; raises `ValueError`, a sentence, for what a page cannot draw."""
    numbers = [_whole(count, "a number of futures"), _whole(seed, "a seed")]
    if not 1 <= numbers[0] <= stress.MOST:
        raise ValueError(f"this page draws from 1 to {stress.MOST:,} futures, not {numbers[0]:,}; `python -m econ ensemble` "
                         "draws any number")
    if not 0 <= numbers[1] < 2**63:
        raise ValueError(f"a seed is a whole number that is not negative, not {numbers[1]:,}")
    return numbers[0], numbers[1]


def _whole(value, name):
    text = str(value).strip().replace(",", "")
    if not text.lstrip("+-").isascii() or not text.lstrip("+-").isdigit() or len(text) > 20:
        number = np.nan if value is None else _float(text)
        if not (math.isfinite(number) and number == int(number)):
            raise ValueError(f"{name} is a whole number such as 4096, not «{text[:40]}»")
        return int(number)
    return int(text)


def _float(text):
    try:
        return float(text)
    except ValueError:
        return math.nan
