"""The options of switches as numbers, found by the names that their definitions give them."""

from econ.case.file.definitions import shipped_definitions
from econ.problems import hint


def option_value(name: str, option: str) -> float:
    """The number that stands for an option of a switch in the shipped definitions; `LookupError` for an option that it has not."""
    options = shipped_definitions()[name].get("options", [])
    if option not in options:
        raise LookupError(f"«{name}» has no option «{option}»{hint(option, options)}")
    return float(options.index(option))


def _values(name, *options):
    return (option_value(name, option) for option in options)


CUT_ON_A_DATE, CUT_WHEN_SUPPLY_LANDS = _values("cut_rule", "on a date", "when supply lands")
NOT_PROMISED, PROMISED = _values("cut_promised", "no", "yes")
HOLD, MARGIN, RIVALS, HOSTS, PASS_ON = _values(
    "list_rule", "hold", "keep a margin", "follow rivals", "follow hosts", "pass cost on"
)
FROM_REVENUE, WHAT_CASH_COVERS = _values("training_rule", "share of revenue", "what cash covers")
NOT_COUNTED, REPORTED, CLOSED, SCENARIO = _values(
    "round_status", "not counted", "reported", "closed", "scenario"
)
AFTER_THE_MONEY = option_value("valuation_basis", "after the money")
OLD_HOLDERS = option_value("pool_bearer", "old holders")
SUPPLY_TRIGGERS = option_value("tranche_trigger", "when supply has landed")
NOT_PARTICIPATING, CAPPED = _values("participation", "no", "up to a cap")
NO_REDEMPTION, REDEEMED = _values("redemption_right", "none", "exercised")
ACROSS_NODES = option_value("crosses_nodes", "yes")
