"""Plans that several tests start from."""

# A plan whose cash runs out within five years: half more training than keeps pace with rivals, on a small round.
SHORT_OF_MONEY = {"round_amount.first": 15.0, "training_ratio": 1.5}
# The same as an address carries it.
SHORT_OF_MONEY_QUERY = {key: f"{number:g}" for key, number in SHORT_OF_MONEY.items()}
# A plan that holds for 48 months and not for 60.
SHORT_AT_THE_END = {"round_amount.first": 20.0, "training_ratio": 1.5}
