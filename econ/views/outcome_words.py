"""Place of the one run among its futures by an outcome."""

from econ.outlook import Outlook
from econ.risk.outcomes import Outcome
from econ.risk.survival import Spread
from econ.words import Amount, say


def outcome_in_futures(spread: Spread, outcome: Outcome, outlook: Outlook) -> str:
    """The outcome in the one run, its median and range over the futures, and the percentile of the one run."""
    month = outlook.case.months - 1 if outcome.month is None else outcome.month
    place = spread.placement(outcome.key, month, outlook)
    value, median, low, high = (
        Amount(value=number, unit=outcome.unit)
        for number in (place.value, place.median, place.low, place.high)
    )
    return say(
        "outcome-in-futures",
        outcome=outcome.name,
        value=value,
        median=median,
        low=low,
        high=high,
        count=spread.count,
        percentile=round(place.percentile),
        undefined=place.undefined,
    )
