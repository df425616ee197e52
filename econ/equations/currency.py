"""Currency: effects of the exchange rate on prices, rents and revenue set in dollars."""

from econ.engine.quantity import quantity
from econ.engine.vocabulary import ratio, total


@quantity("x")
def exchange_multiple(yuan_per_dollar, stated_yuan_per_dollar):
    """Yuan per dollar relative to the rate at which dollar prices are stated."""
    return yuan_per_dollar / stated_yuan_per_dollar


@quantity("x", per="platform")
def card_exchange(card_dollar_share, exchange_multiple):
    """Factor of the exchange rate on the price and rent of a card."""
    return 1.0 + card_dollar_share * (exchange_multiple - 1.0)


@quantity("yuan/card-hour", per="platform")
def market_rent(rent_price, rent_level, card_exchange, rent_follow):
    """Hourly rent of a card at the current exchange rate, following the prices of new cards and electricity."""
    return rent_price * rent_level * card_exchange * rent_follow


@quantity("x")
def training_rent(training_rent_multiple, training_card_share, market_rent, training_hour_price):
    """Rent of training compute relative to the rent used in plans: the market rent, times the premium that training pays."""
    weight = total(training_card_share, "platform")
    now = total(training_card_share * market_rent, "platform")
    return training_rent_multiple * ratio(now, weight * training_hour_price, 1.0)


@quantity("x", per="competitor")
def rival_exchange(rival_dollar_share, exchange_multiple):
    """Factor of the exchange rate on a rival’s list in yuan."""
    return 1.0 + rival_dollar_share * (exchange_multiple - 1.0)


@quantity("x")
def revenue_exchange(revenue_dollar_share, exchange_multiple):
    """Factor of the exchange rate on revenue, part of which is billed in dollars."""
    return 1.0 + revenue_dollar_share * (exchange_multiple - 1.0)
