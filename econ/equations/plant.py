"""Plant: capital expenditure, supplier deposits and depreciation."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import lagged, straight_line, total
from econ.units import MILLION, THOUSAND


@quantity("share", per="platform")
def bought_share(rented_share, leased_share):
    """Share of delivered cards that is bought outright."""
    return (1.0 - rented_share) * (1.0 - leased_share)


@quantity("bn yuan/month", per="platform")
def card_capex(deliveries, bought_share, installed_price):
    """Capital expenditure on cards, servers and network, due on delivery and including deposits paid on order."""
    return deliveries * bought_share * installed_price / MILLION


@quantity("bn yuan", per="platform")
def initial_supplier_deposits(
    initial_order_backlog, bought_share, card_price, installation_cost, initial_deposit_share
):
    """Deposits paid on cards on order at the start of the forecast."""
    price = card_price + installation_cost
    return initial_order_backlog * bought_share * price * initial_deposit_share / MILLION


@quantity("bn yuan", per="platform")
def supplier_deposits(order_backlog, bought_share, installed_price, deposit_share):
    """Deposits paid on cards ordered and not yet delivered, at current prices."""
    return order_backlog * bought_share * installed_price * deposit_share / MILLION


@quantity("bn yuan/month", signed=True)
def deposits_paid(supplier_deposits, opening_supplier_deposits):
    """Deposits paid on new orders less deposits applied to deliveries."""
    return total(supplier_deposits - opening_supplier_deposits, "platform")


@quantity("bn yuan", per="platform", starts_empty=True)
def cumulative_card_capex(opening_cumulative_card_capex, card_capex):
    """Capital expenditure on cards since the start of the forecast."""
    return opening_cumulative_card_capex + card_capex


@quantity("month", per="platform")
def depreciation_window(depreciation_life, service_life, commissioning_lag):
    """Months over which a card is depreciated: its accounting life, or until it is retired if that is sooner."""
    return np.minimum(depreciation_life, service_life + commissioning_lag)


@quantity("bn yuan/month", per="platform")
def new_card_depreciation(
    cumulative_card_capex, past_cumulative_card_capex, depreciation_life, depreciation_window
):
    """Straight-line depreciation of cards bought since the start of the forecast, from the month after purchase."""
    return straight_line(
        cumulative_card_capex, past_cumulative_card_capex, depreciation_life, depreciation_window
    )


@quantity("bn yuan/month", per="platform")
def card_write_offs(card_capex, past_card_capex, depreciation_window, depreciation_life):
    """Net book value of purchased cards that are retired before they are fully depreciated."""
    left = 1.0 - depreciation_window / depreciation_life
    return left * lagged(card_capex, past_card_capex, depreciation_window)


@quantity("bn yuan", per="platform")
def initial_net_card_plant(
    initial_fleet, rented_share, card_price, installation_cost, initial_book_share
):
    """Net book value of the opening fleet."""
    return (
        initial_fleet
        * (1.0 - rented_share)
        * (card_price + installation_cost)
        * initial_book_share
        / MILLION
    )


@quantity("bn yuan/month", per="platform")
def opening_fleet_depreciation(month, initial_net_card_plant, remaining_life):
    """Depreciation of the opening fleet over its remaining life."""
    return initial_net_card_plant * np.clip(remaining_life - month, 0.0, 1.0) / remaining_life


@quantity("month", per="platform")
def card_life(service_life, commissioning_lag):
    """Months from the delivery of a card until it is retired."""
    return service_life + commissioning_lag


@quantity("bn yuan/month", per="platform")
def card_wear(
    cumulative_card_capex,
    past_cumulative_card_capex,
    cumulative_leased_additions,
    past_cumulative_leased_additions,
    card_life,
    opening_fleet_depreciation,
):
    """Purchase price of own cards spread evenly over the months until they are retired, regardless of accounting life."""
    bought = straight_line(cumulative_card_capex, past_cumulative_card_capex, card_life)
    leased = straight_line(cumulative_leased_additions, past_cumulative_leased_additions, card_life)
    return bought + leased + opening_fleet_depreciation


@quantity("bn yuan", starts_empty=True, signed=True)
def early_depreciation(opening_early_depreciation, compute_depreciation, card_wear, write_offs):
    """Depreciation and write-offs of cards in the books so far beyond their wear."""
    ahead = total(compute_depreciation - card_wear, "platform") + write_offs
    return opening_early_depreciation + ahead


@quantity("bn yuan/month", per="platform")
def card_depreciation(new_card_depreciation, opening_fleet_depreciation):
    """Depreciation of purchased cards, including the opening fleet."""
    return new_card_depreciation + opening_fleet_depreciation


@quantity("bn yuan", per="platform")
def net_card_plant(opening_net_card_plant, card_capex, card_depreciation, card_write_offs):
    """Net book value of purchased cards."""
    return opening_net_card_plant + card_capex - card_depreciation - card_write_offs


@quantity("bn yuan")
def building_budget(site_power, building_cost):
    """Total cost of building the data centre."""
    return site_power * building_cost / THOUSAND


@quantity("bn yuan/month")
def building_capex(building_budget, built_share, opening_built_share):
    """Capital expenditure on the data centre, as it is built."""
    return building_budget * (built_share - opening_built_share)


@quantity("bn yuan", starts_empty=True)
def cumulative_building_capex(opening_cumulative_building_capex, building_capex):
    """Capital expenditure on the data centre since the start of the forecast."""
    return opening_cumulative_building_capex + building_capex


@quantity("bn yuan/month")
def building_depreciation(cumulative_building_capex, past_cumulative_building_capex, building_life):
    """Straight-line depreciation of the data-centre building."""
    return straight_line(cumulative_building_capex, past_cumulative_building_capex, building_life)


@quantity("bn yuan", starts_empty=True)
def net_building(opening_net_building, building_capex, building_depreciation):
    """Net book value of the data-centre building."""
    return opening_net_building + building_capex - building_depreciation


@quantity("bn yuan/month")
def capex(card_capex, building_capex):
    """Capital expenditure on cards and building, before sales tax."""
    return total(card_capex, "platform") + building_capex


@quantity("bn yuan/month", per="platform")
def compute_depreciation(card_depreciation, lease_depreciation):
    """Depreciation of purchased and leased cards."""
    return card_depreciation + lease_depreciation


@quantity("bn yuan/month")
def depreciation(compute_depreciation, building_depreciation):
    """Depreciation of cards and building."""
    return total(compute_depreciation, "platform") + building_depreciation


@quantity("bn yuan/month")
def write_offs(card_write_offs, lease_write_offs):
    """Net book value written off when cards are retired early."""
    return total(card_write_offs + lease_write_offs, "platform")
