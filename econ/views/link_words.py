"""Sentences about a link of another version of the model: its figures when it was made, and now."""

from econ.case.calendar import month_start
from econ.case.case import Case
from econ.headlines import HeadlineFigures, headline_figures
from econ.outlook import Outlook
from econ.views.sentences.answers import headline_value
from econ.words import message, say_all


def figures_then_and_now(
    outlook: Outlook, made_with: str | None, then: HeadlineFigures | None
) -> str:
    """Every figure of a link that reads differently from when it was made, the runway first.

    `made_with` says which model made it. It is None where the link does not say that; the first model is then assumed. `then` are
    its figures of that time, None where they were not recorded.
    """
    case, parts = outlook.case, [message("link-made-with", model=made_with)]
    if then is None:
        return say_all(*parts, message("link-not-recorded", model=made_with))
    before = _figures_in_words(case, then)
    now = _figures_in_words(case, headline_figures(outlook, then.month, then.values))
    moved = [name for name in now if now[name] != before[name]]
    if not moved:
        return say_all(*parts, message("link-figures-same", model=made_with))
    parts.append(
        message("link-figures-moved", model=made_with, month=month_start(case.start, then.month))
    )
    parts += [
        message("link-figure-then", name=name, then=before[name], now=now[name]) for name in moved
    ]
    return say_all(*parts)


def _figures_in_words(case: Case, figures: HeadlineFigures) -> dict[str, str]:
    """Each figure of a link in words, by its name; times that can be beyond the plan come first."""

    def is_other(key: str) -> bool:
        return not case.model.quantities[key.split(".", maxsplit=1)[0]].may_be_beyond

    return {
        case.label_of(key): headline_value(case, key, figures.values[key])
        for key in sorted(figures.values, key=is_other)
    }
