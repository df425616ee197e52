"""Plans that several tests start from."""

# A plan whose cash runs out within four years: a quarter more training than keeps pace with rivals, on a small round.
SHORT_OF_MONEY = {"round_amount.first": 9.5, "training_ratio": 1.25}
# The same as an address carries it.
SHORT_OF_MONEY_QUERY = {key: f"{number:g}" for key, number in SHORT_OF_MONEY.items()}
# A plan that holds for 48 months and not for 60.
SHORT_AT_THE_END = {"round_amount.first": 9.5, "training_ratio": 1.2}
# Prices and orders that do not answer: laws about one part of the chain hold the others still.
AS_PLANNED = {"list_rule.pro": "hold", "list_rule.flash": "hold", "order_rule": "as planned"}
# Lists that are held and demand that answers its price little: a dearer list brings in more.
DEARER_PAYS = {
    "list_rule.pro": "hold",
    "list_rule.flash": "hold",
    "price_elasticity.pro": -0.6,
    "price_elasticity.flash": -0.6,
    "market_elasticity": -0.5,
    "leakage_sensitivity": 0.0,
}


def leased(case, share=1.0):
    """All cards that arrive on a lease."""
    return {f"leased_share.{platform}": share for platform in case.elements["platform"]}
