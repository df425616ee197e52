"""Inference: how many tokens a card produces.

`base_output_throughput` and `base_input_throughput` are the interface to the roofline in `decode` and `prefill`: any other
model of throughput per platform and tier can replace it without changes downstream. The overlap of expert exchange with
computation is part of the roofline. A platform that cannot meet the latency targets of a tier, or hold its model in memory,
serves none of its tokens (`can_serve`) and is excluded from the tier’s costs and capacity.
"""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import total
from econ.units import MONTHS_A_YEAR


@quantity("switch", per=("platform", "tier"))
def can_serve(workload_share, keeps_target, prefill_chunk):
    """Whether a platform can serve a tier: it keeps the latency target of each workload, and the model fits in memory."""
    missed = total(workload_share * (1.0 - keeps_target), "workload")
    kept = np.where(missed > 0.0, 0.0, 1.0)
    return np.where(prefill_chunk > 0.0, kept, 0.0)


@quantity("tok/s/card", per=("platform", "tier"))
def base_output_throughput(can_serve, decode_fill, decode_error, output_mix, decode_throughput):
    """Output tokens per second of a busy card on a mature software stack in production, over the tier’s workloads."""
    busy = decode_fill * decode_error / total(output_mix / decode_throughput, "workload")
    return np.where(can_serve > 0.0, busy, 0.0)


@quantity("tok/s/card", per=("platform", "tier"))
def base_input_throughput(can_serve, prefill_fill, prefill_error, input_mix, prefill_throughput):
    """Uncached input tokens per second of a busy card on a mature software stack in production, over the tier’s workloads."""
    busy = prefill_fill * prefill_error / total(input_mix / prefill_throughput, "workload")
    return np.where(can_serve > 0.0, busy, 0.0)


@quantity("month", per="platform")
def stack_age(months_since_delivery):
    """Months since volume deliveries of the platform began, during which its software stack matures."""
    return months_since_delivery


@quantity("share", per="platform")
def stack_maturity(stack_age, initial_maturity, maturity_time):
    """Share of mature throughput that the platform’s software stack achieves."""
    return 1.0 - (1.0 - initial_maturity) * np.exp(-stack_age / maturity_time)


@quantity("bn yuan/month", per="platform")
def porting_cost(porting_budget, stack_age, stack_maturity):
    """Cost of porting the models to a platform, which fades as its software stack matures."""
    return np.where(stack_age > 0.0, porting_budget / MONTHS_A_YEAR * (1.0 - stack_maturity), 0.0)


@quantity("share/month", starts_empty=True)
def algorithmic_progress(algorithmic_progress_rate, capability):
    """Monthly growth in tokens per card at equal quality, from better algorithms."""
    return algorithmic_progress_rate / MONTHS_A_YEAR * capability


@quantity("x", starts_empty=True)
def algorithmic_gain(opening_algorithmic_gain, opening_algorithmic_progress):
    """Logarithm of tokens per card relative to the start of the forecast, before the ceiling; progress counts from the next month."""
    return opening_algorithmic_gain + opening_algorithmic_progress


@quantity("x")
def algorithmic_limit(algorithmic_ceiling):
    """Logarithm of the ceiling on algorithmic progress."""
    return np.log(algorithmic_ceiling)


@quantity("x")
def algorithmic_efficiency(algorithmic_gain, algorithmic_limit):
    """Tokens per card relative to the start of the forecast, from better algorithms, up to the ceiling."""
    return np.exp(np.minimum(algorithmic_gain, algorithmic_limit))


@quantity("tok/s/card", per=("platform", "tier"))
def stack_output_throughput(base_output_throughput, stack_maturity, version_throughput):
    """Output tokens per second of a busy card on today’s software stack, before algorithmic progress."""
    return base_output_throughput * stack_maturity * version_throughput


@quantity("tok/s/card", per=("platform", "tier"))
def stack_input_throughput(base_input_throughput, stack_maturity, version_throughput):
    """Uncached input tokens per second of a busy card on today’s software stack, before algorithmic progress."""
    return base_input_throughput * stack_maturity * version_throughput


@quantity("tok/s/card", per=("platform", "tier"))
def output_throughput(stack_output_throughput, algorithmic_efficiency):
    """Output tokens per second of a busy card."""
    return stack_output_throughput * algorithmic_efficiency


@quantity("tok/s/card", per=("platform", "tier"))
def input_throughput(stack_input_throughput, algorithmic_efficiency):
    """Uncached input tokens per second of a busy card."""
    return stack_input_throughput * algorithmic_efficiency


@quantity("share", per=("platform", "tier"), above_one=True)
def input_work_share(uncached_share, cached_share, cache_hit_work):
    """Prefill work per token of traffic, in equivalents of one uncached input token."""
    return uncached_share + cached_share * cache_hit_work


@quantity("tok/s/card", per=("platform", "tier"))
def stack_mixed_throughput(
    can_serve, input_work_share, output_share, stack_input_throughput, stack_output_throughput
):
    """Tokens per second of a busy card at this tier’s mix of cached input, uncached input and output, before algorithmic progress."""
    mixed = 1.0 / (
        input_work_share / stack_input_throughput + output_share / stack_output_throughput
    )
    return np.where(can_serve > 0.0, mixed, 0.0)
