"""Plain functions of pricing, usable without the model: closed forms for a price cut."""

from econ.pricing.closed_forms import (
    Constrained,
    Logit,
    Pool,
    best_chance,
    blended_price,
    break_even_volume,
    capacity_price,
    depth_for_supply,
    lead_time,
    learning_price,
    lerner_price,
    limit_price,
    logit_price,
    own_elasticities,
    pool_prices,
    supply_for_depth,
    waiting_multiple,
)

__all__ = ["Constrained", "Logit", "Pool", "best_chance", "blended_price", "break_even_volume", "capacity_price", "depth_for_supply", "lead_time", "learning_price", "lerner_price", "limit_price", "logit_price", "own_elasticities", "pool_prices", "supply_for_depth", "waiting_multiple"]
