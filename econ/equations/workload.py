"""Workload: context length, cache hits and output share of what users request."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import total


@quantity("share", per=("tier", "workload"))
def workload_share(workload_weight):
    """Share of a tier’s tokens that belongs to this workload."""
    return workload_weight / total(workload_weight, "workload")


@quantity("share", per=("tier", "workload"))
def written_share(workload_share, workload_output_share):
    """Output tokens of this workload, as a share of all tokens of the tier."""
    return workload_share * workload_output_share


@quantity("share", per=("tier", "workload"))
def hit_share(workload_share, workload_output_share, workload_hit_share):
    """Cached input tokens of this workload, as a share of all tokens of the tier."""
    return workload_share * (1.0 - workload_output_share) * workload_hit_share


@quantity("share", per=("tier", "workload"))
def read_share(workload_share, workload_output_share, workload_hit_share):
    """Uncached input tokens of this workload, as a share of all tokens of the tier."""
    return workload_share * (1.0 - workload_output_share) * (1.0 - workload_hit_share)


@quantity("share", per="tier")
def output_share(written_share):
    """Output tokens as a share of all tokens of the tier."""
    return np.minimum(total(written_share, "workload"), 1.0)


@quantity("share", per="tier")
def usual_hit_share(hit_share, output_share):
    """Cache hit rate of input tokens at launch prices."""
    return np.minimum(total(hit_share, "workload") / (1.0 - output_share), 1.0)


@quantity("x", per="tier", signed=True)
def hit_price_change(
    cached_list_price, input_list_price, initial_cached_list_price, initial_input_list_price
):
    """Change since launch in the logarithm of the price of cached input relative to uncached input."""
    return np.log(
        cached_list_price / input_list_price * initial_input_list_price / initial_cached_list_price
    )


@quantity("share", per="tier")
def cache_hit_share(usual_hit_share, cache_response, hit_price_change):
    """Cache hit rate of input tokens, higher when cached input becomes cheaper relative to uncached input."""
    odds = np.exp(-cache_response * hit_price_change)
    return usual_hit_share * odds / (1.0 - usual_hit_share + usual_hit_share * odds)


@quantity("share", per="tier")
def cached_share(cache_hit_share, output_share):
    """Cached input tokens as a share of all tokens of the tier."""
    return (1.0 - output_share) * cache_hit_share


@quantity("share", per="tier")
def uncached_share(cache_hit_share, output_share):
    """Uncached input tokens as a share of all tokens of the tier."""
    return (1.0 - output_share) * (1.0 - cache_hit_share)


@quantity("share", per=("tier", "workload"))
def output_mix(written_share):
    """This workload’s share of the tier’s output tokens."""
    return written_share / total(written_share, "workload")


@quantity("share", per=("tier", "workload"))
def input_mix(read_share):
    """This workload’s share of the tier’s uncached input tokens."""
    return read_share / total(read_share, "workload")


@quantity("tok", per="workload")
def attended_length(context_length, workload_hit_share):
    """Mean context that an uncached input token attends to: all cached tokens and half of the uncached ones."""
    return context_length * (1.0 + workload_hit_share) / 2.0
