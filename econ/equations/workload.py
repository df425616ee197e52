"""Workload: what users ask for: how long, how much of it cached, how much written, and how fast it must come."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import total


@quantity("share", per=("tier", "workload"))
def workload_share(workload_weight):
    """Share of a tier's tokens that belong to a workload."""
    return workload_weight / total(workload_weight, "workload")


@quantity("share", per=("tier", "workload"))
def written_share(workload_share, workload_output_share):
    """Tokens a workload writes, as a share of all tokens of the tier."""
    return workload_share * workload_output_share


@quantity("share", per=("tier", "workload"))
def hit_share(workload_share, workload_output_share, workload_hit_share):
    """Input a workload finds in the cache, as a share of all tokens of the tier."""
    return workload_share * (1.0 - workload_output_share) * workload_hit_share


@quantity("share", per=("tier", "workload"))
def read_share(workload_share, workload_output_share, workload_hit_share):
    """Input a workload has to have read, as a share of all tokens of the tier."""
    return workload_share * (1.0 - workload_output_share) * (1.0 - workload_hit_share)


@quantity("share", per="tier")
def output_share(written_share):
    """Share of all tokens that are output."""
    return total(written_share, "workload")


@quantity("share", per="tier")
def usual_hit_share(hit_share, output_share):
    """Share of input tokens found in the cache at the launch prices."""
    return total(hit_share, "workload") / (1.0 - output_share)


@quantity("x", per="tier")
def hit_price_change(
    cached_list_price, input_list_price, initial_cached_list_price, initial_input_list_price
):
    """Logarithm of the price of a hit relative to uncached input, against the launch list."""
    return np.log(
        cached_list_price / input_list_price * initial_input_list_price / initial_cached_list_price
    )


@quantity("share", per="tier")
def cache_hit_share(usual_hit_share, cache_response, hit_price_change):
    """Share of input tokens found in the cache: users repeat their context more where hits are cheap."""
    odds = np.exp(-cache_response * hit_price_change)
    return usual_hit_share * odds / (1.0 - usual_hit_share + usual_hit_share * odds)


@quantity("share", per="tier")
def cached_share(cache_hit_share, output_share):
    """Share of all tokens that are input read from the cache."""
    return (1.0 - output_share) * cache_hit_share


@quantity("share", per="tier")
def uncached_share(cache_hit_share, output_share):
    """Share of all tokens that are input the model has to read."""
    return (1.0 - output_share) * (1.0 - cache_hit_share)


@quantity("share", per=("tier", "workload"))
def output_mix(written_share):
    """Share of a workload in the tokens its tier writes."""
    return written_share / total(written_share, "workload")


@quantity("share", per=("tier", "workload"))
def input_mix(read_share):
    """Share of a workload in the uncached input its tier reads."""
    return read_share / total(read_share, "workload")


@quantity("tok", per="workload")
def attended_length(context_length, workload_hit_share):
    """Mean context an uncached input token looks back on: all that was cached, and half of the rest."""
    return context_length * (1.0 + workload_hit_share) / 2.0
