"""Inference: how many tokens a card makes.

The seam for a better model of one card is `base_output_throughput` and `base_input_throughput`: whatever computes
them per platform and tier may replace the two equations here, and nothing downstream changes.
"""

import numpy as np

from econ.model import quantity
from econ.units import MONTHS_A_YEAR


@quantity("x", per="tier")
def size_factor(reference_active_parameters, active_parameters, size_exponent):
    """Throughput of this model relative to the reference model, from the parameters it activates per token."""
    return np.exp(size_exponent * np.log(reference_active_parameters / active_parameters))


@quantity("tok/s/card", per=("platform", "tier"))
def base_output_throughput(reference_output_throughput, size_factor):
    """Output tokens a busy card makes on a mature stack, before expert-parallel overlap."""
    return reference_output_throughput * size_factor


@quantity("tok/s/card", per=("platform", "tier"))
def base_input_throughput(reference_input_throughput, size_factor):
    """Uncached input tokens a busy card reads on a mature stack, before expert-parallel overlap."""
    return reference_input_throughput * size_factor


@quantity("x", per="tier")
def overlap_gain(overlap_gain_general, overlap_gain_latency, latency_bound_share):
    """Speed-up from hiding expert-parallel communication behind computation, on this tier's traffic."""
    return 1.0 / ((1.0 - latency_bound_share) / overlap_gain_general + latency_bound_share / overlap_gain_latency)


@quantity("month", per="platform")
def stack_age(month, first_delivery, delivery_delay):
    """Time the engineers have had with this platform in volume."""
    return np.maximum(month + 1.0 - first_delivery - delivery_delay, 0.0)


@quantity("share", per="platform")
def stack_maturity(stack_age, initial_maturity, maturity_time):
    """Share of its mature throughput that the platform's software stack delivers."""
    return 1.0 - (1.0 - initial_maturity) * np.exp(-stack_age / maturity_time)


@quantity("share/month")
def algorithmic_progress(algorithmic_progress_rate, talent_index):
    """How much more the same card makes after a month of research, at equal quality."""
    return algorithmic_progress_rate / MONTHS_A_YEAR * talent_index


@quantity("x", starts_empty=True)
def algorithmic_gain(opening_algorithmic_gain, algorithmic_progress):
    """Sum of the monthly gains since the story began."""
    return opening_algorithmic_gain + algorithmic_progress


@quantity("x")
def algorithmic_efficiency(algorithmic_gain, algorithmic_ceiling):
    """Tokens a card makes relative to the beginning, by better algorithms alone; gains compound up to a ceiling."""
    return np.exp(np.minimum(algorithmic_gain, np.log(algorithmic_ceiling)))


@quantity("tok/s/card", per=("platform", "tier"))
def output_throughput(base_output_throughput, overlap_gain, stack_maturity, algorithmic_efficiency):
    """Output tokens a busy card makes."""
    return base_output_throughput * overlap_gain * stack_maturity * algorithmic_efficiency


@quantity("tok/s/card", per=("platform", "tier"))
def input_throughput(base_input_throughput, overlap_gain, stack_maturity, algorithmic_efficiency):
    """Uncached input tokens a busy card reads."""
    return base_input_throughput * overlap_gain * stack_maturity * algorithmic_efficiency


@quantity("share", per="tier")
def cached_share(cache_hit_share, output_share):
    """Share of all tokens that are input read from the cache."""
    return (1.0 - output_share) * cache_hit_share


@quantity("share", per="tier")
def uncached_share(cache_hit_share, output_share):
    """Share of all tokens that are input the model has to read."""
    return (1.0 - output_share) * (1.0 - cache_hit_share)


@quantity("share", per="tier")
def input_work_share(uncached_share, cached_share, cache_hit_work):
    """Input reading per token of traffic; a cache hit counts as the small part of a read that it costs."""
    return uncached_share + cached_share * cache_hit_work


@quantity("tok/s/card", per=("platform", "tier"))
def mixed_throughput(input_work_share, output_share, input_throughput, output_throughput):
    """Tokens of this tier's traffic, hits, uncached input and output together, that a busy card handles."""
    return 1.0 / (input_work_share / input_throughput + output_share / output_throughput)
