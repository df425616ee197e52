"""Inference: how many tokens a card makes.

`base_output_throughput` and `base_input_throughput` are the seam to the roofline of `decode` and `prefill`: whatever
computes them per platform and tier may take its place, and nothing downstream changes. How much of the exchange between
experts is hidden behind computation is part of the roofline.
"""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import total
from econ.units import MONTHS_A_YEAR


@quantity("tok/s/card", per=("platform", "tier"))
def base_output_throughput(decode_fill, decode_error, output_mix, decode_throughput):
    """Output tokens a busy card makes on a mature stack in production, over the workloads of the tier."""
    return decode_fill * decode_error / total(output_mix / decode_throughput, "workload")


@quantity("tok/s/card", per=("platform", "tier"))
def base_input_throughput(prefill_fill, prefill_error, input_mix, prefill_throughput):
    """Uncached input tokens a busy card reads on a mature stack in production, over the workloads of the tier."""
    return prefill_fill * prefill_error / total(input_mix / prefill_throughput, "workload")


@quantity("month", per="platform")
def stack_age(months_since_delivery):
    """Time the engineers have had with this platform in volume: since deliveries began."""
    return months_since_delivery


@quantity("share", per="platform")
def stack_maturity(stack_age, initial_maturity, maturity_time):
    """Share of its mature throughput that the platform's software stack delivers."""
    return 1.0 - (1.0 - initial_maturity) * np.exp(-stack_age / maturity_time)


@quantity("bn yuan/month", per="platform")
def porting_cost(porting_budget, stack_age, stack_maturity):
    """Engineers and test hours spent on bringing the models to a platform, as long as its stack is young."""
    return np.where(stack_age > 0.0, porting_budget / MONTHS_A_YEAR * (1.0 - stack_maturity), 0.0)


@quantity("share/month")
def algorithmic_progress(algorithmic_progress_rate, capability):
    """How much more the same card makes after a month of research, at equal quality."""
    return algorithmic_progress_rate / MONTHS_A_YEAR * capability


@quantity("x", starts_empty=True)
def algorithmic_gain(opening_algorithmic_gain, algorithmic_progress):
    """Sum of the monthly gains since the story began."""
    return opening_algorithmic_gain + algorithmic_progress


@quantity("x")
def algorithmic_limit(algorithmic_ceiling):
    """Sum of the monthly gains at which better algorithms reach their ceiling."""
    return np.log(algorithmic_ceiling)


@quantity("x")
def algorithmic_efficiency(algorithmic_gain, algorithmic_limit):
    """Tokens a card makes relative to the beginning, by better algorithms alone; gains compound up to a ceiling."""
    return np.exp(np.minimum(algorithmic_gain, algorithmic_limit))


@quantity("tok/s/card", per=("platform", "tier"))
def output_throughput(base_output_throughput, stack_maturity, algorithmic_efficiency):
    """Output tokens a busy card makes."""
    return base_output_throughput * (stack_maturity * algorithmic_efficiency)


@quantity("tok/s/card", per=("platform", "tier"))
def input_throughput(base_input_throughput, stack_maturity, algorithmic_efficiency):
    """Uncached input tokens a busy card reads."""
    return base_input_throughput * (stack_maturity * algorithmic_efficiency)


@quantity("share", per=("platform", "tier"))
def input_work_share(uncached_share, cached_share, cache_hit_work):
    """Input reading per token of traffic; a cache hit counts as the small part of a read that it costs."""
    return uncached_share + cached_share * cache_hit_work


@quantity("tok/s/card", per=("platform", "tier"))
def mixed_throughput(input_work_share, output_share, input_throughput, output_throughput):
    """Tokens of this tier's traffic, hits, uncached input and output together, that a busy card handles."""
    return 1.0 / (input_work_share / input_throughput + output_share / output_throughput)
