"""Prefill: how long reading a token takes on a chip, and loading one from the cache instead."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import choose
from econ.units import BILLION, CARD, FLOP_A_PAIR, THOUSAND, TOKEN


@quantity("tok", per=("tier", "workload"))
def prefill_dense_span(full_layers, attended_length, window_layers, attention_window):
    """Context an input token attends to in the layers that attend to all of it or to a window, summed over them."""
    return full_layers * attended_length + window_layers * attention_window


@quantity("tok", per=("tier", "workload"))
def prefill_selected_span(
    selecting_layers, attended_length, compression, selected_entries, attention_window
):
    """Context an input token attends to in the layers that select, summed over them."""
    return selecting_layers * (
        attention_window + np.minimum(attended_length / compression, selected_entries)
    )


@quantity("tok", per=("tier", "workload"))
def prefill_compressed_span(
    compressing_layers, attended_length, heavy_compression, attention_window
):
    """Context an input token attends to in the layers that compress heavily, summed over them."""
    return compressing_layers * (attention_window + attended_length / heavy_compression)


@quantity("tok", per=("tier", "workload"))
def prefill_index_span(selecting_layers, attended_length, compression):
    """Context the indexer scores for an input token, summed over the layers that select."""
    return selecting_layers * attended_length / compression


@quantity("tok", per=("tier", "workload"))
def prefill_products(
    attention_heads,
    prefill_width,
    prefill_dense_span,
    prefill_selected_span,
    prefill_compressed_span,
):
    """Products of an input token with its context, counted over heads and their width."""
    return (
        attention_heads
        * prefill_width
        * (prefill_dense_span + prefill_selected_span + prefill_compressed_span)
    )


@quantity("TFLOP/s", per="platform")
def prefill_peak(prefill_precision, peak_bf16, peak_fp8):
    """Peak of the chip in the precision in which it attends while reading."""
    return choose(prefill_precision, peak_bf16, peak_fp8)


@quantity("ms", per=("platform", "tier", "workload"))
def prefill_attention_time(
    prefill_products, index_width, prefill_index_span, prefill_peak, prefill_efficiency
):
    """Attention of one input token, and the scoring before it."""
    products = prefill_products + index_width * prefill_index_span
    return FLOP_A_PAIR * products / (prefill_peak * prefill_efficiency) / BILLION


@quantity("x", per="platform")
def prefill_slowdown(untuned, untuned_penalty):
    """How much longer reading takes on a stack that nobody has tuned by hand."""
    return choose(untuned, 1.0, untuned_penalty)


@quantity("ms", per=("platform", "tier", "workload"))
def prefill_token_time(linear_time, prefill_attention_time, vector_time, prefill_slowdown):
    """Reading one input token."""
    return (linear_time + prefill_attention_time + vector_time) * prefill_slowdown


@quantity("tok/s/card", per=("platform", "tier", "workload"))
def prefill_throughput(prefill_token_time, ranks_per_card):
    """Uncached input tokens of a card that reads without a pause."""
    return TOKEN * ranks_per_card / prefill_token_time * THOUSAND


@quantity("x", per="tier")
def kept_entries(full_layers, selecting_layers, compression, compressing_layers, heavy_compression):
    """Entries kept of an input token over all layers; those of a window are few, and are computed anew."""
    return full_layers + selecting_layers / compression + compressing_layers / heavy_compression


@quantity("byte/tok", per=("platform", "tier"))
def kept_bytes(entry_bytes, kept_entries, index_bytes, selecting_layers, compression):
    """What is kept of an input token in the prefix cache."""
    return entry_bytes * kept_entries + index_bytes * selecting_layers / compression


@quantity("ms/tok", per=("platform", "tier"))
def cache_load_time(kept_bytes, cache_bandwidth):
    """Loading what is kept of one input token from the prefix cache."""
    return kept_bytes / cache_bandwidth / BILLION * THOUSAND


@quantity("share", per=("platform", "tier"))
def cache_hit_work(cache_load_time, base_input_throughput):
    """Time a cache hit holds a card, as a share of reading the token."""
    return cache_load_time * base_input_throughput * CARD / THOUSAND
