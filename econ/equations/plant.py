"""Plant: what is bought and built, and how it is written down."""

import numpy as np

from econ.model import quantity
from econ.units import MILLION, THOUSAND
from econ.vocabulary import lagged, total


@quantity("bn yuan/month", per="platform")
def card_capex(deliveries, rented_share, installed_price):
    """Cash spent on cards, servers and network, paid on delivery."""
    return deliveries * (1.0 - rented_share) * installed_price / MILLION


@quantity("bn yuan", per="platform", starts_empty=True)
def cumulative_card_capex(opening_cumulative_card_capex, card_capex):
    """Cash spent on cards since the story began."""
    return opening_cumulative_card_capex + card_capex


@quantity("month", per="platform")
def depreciation_window(depreciation_life, service_life, commissioning_lag):
    """Months a card is written down for: its accounting life, or until it is retired."""
    return np.minimum(depreciation_life, service_life + commissioning_lag)


@quantity("bn yuan/month", per="platform")
def new_card_depreciation(opening_cumulative_card_capex, cumulative_card_capex, past_cumulative_card_capex,
                          depreciation_window, depreciation_life):
    """Straight-line depreciation of cards bought since the beginning, from the month after purchase."""
    finished = lagged(cumulative_card_capex, past_cumulative_card_capex, depreciation_window + 1.0)
    return (opening_cumulative_card_capex - finished) / depreciation_life


@quantity("bn yuan/month", per="platform")
def card_write_offs(card_capex, past_card_capex, depreciation_window, depreciation_life):
    """Book value left in cards that are retired before they are written down."""
    left = 1.0 - depreciation_window / depreciation_life
    return left * lagged(card_capex, past_card_capex, depreciation_window)


@quantity("bn yuan", per="platform")
def initial_net_card_plant(initial_fleet, rented_share, card_price, installation_cost, initial_book_share):
    """Book value of the opening fleet."""
    return initial_fleet * (1.0 - rented_share) * (card_price + installation_cost) * initial_book_share / MILLION


@quantity("bn yuan/month", per="platform")
def opening_fleet_depreciation(month, initial_net_card_plant, remaining_life):
    """Depreciation of the opening fleet, over its remaining life."""
    return initial_net_card_plant * np.clip(remaining_life - month, 0.0, 1.0) / remaining_life


@quantity("bn yuan/month", per="platform")
def card_depreciation(new_card_depreciation, opening_fleet_depreciation):
    """Depreciation of all owned cards."""
    return new_card_depreciation + opening_fleet_depreciation


@quantity("bn yuan", per="platform")
def net_card_plant(opening_net_card_plant, card_capex, card_depreciation, card_write_offs):
    """Book value of owned cards."""
    return opening_net_card_plant + card_capex - card_depreciation - card_write_offs


@quantity("bn yuan")
def building_budget(site_power, building_cost):
    """What the whole data-centre build costs."""
    return site_power * building_cost / THOUSAND


@quantity("bn yuan/month")
def building_capex(month, building_budget, build_start, build_length):
    """Cash spent on the data-centre build, evenly over its months."""
    begun = np.maximum(month, build_start)
    ended = np.minimum(month + 1.0, build_start + build_length)
    return building_budget * np.maximum(ended - begun, 0.0) / build_length


@quantity("bn yuan", starts_empty=True)
def cumulative_building_capex(opening_cumulative_building_capex, building_capex):
    """Cash spent on the build since the story began."""
    return opening_cumulative_building_capex + building_capex


@quantity("bn yuan/month")
def building_depreciation(opening_cumulative_building_capex, cumulative_building_capex,
                          past_cumulative_building_capex, building_life):
    """Straight-line depreciation of the building."""
    finished = lagged(cumulative_building_capex, past_cumulative_building_capex, building_life + 1.0)
    return (opening_cumulative_building_capex - finished) / building_life


@quantity("bn yuan", starts_empty=True)
def net_building(opening_net_building, building_capex, building_depreciation):
    """Book value of the building."""
    return opening_net_building + building_capex - building_depreciation


@quantity("bn yuan/month")
def capex(card_capex, building_capex):
    """Cash spent on cards and building."""
    return total(card_capex, "platform") + building_capex


@quantity("bn yuan/month")
def depreciation(card_depreciation, building_depreciation):
    """Depreciation of cards and building."""
    return total(card_depreciation, "platform") + building_depreciation


@quantity("bn yuan/month")
def write_offs(card_write_offs):
    """Book value written off when cards are retired early."""
    return total(card_write_offs, "platform")
