"""Prefill: time to process an input token on a chip, or to load it from the prefix cache.

Input is processed in chunks. A chunk is as large as the memory left after the weights allows. Weights are read and layers launched
once per chunk, so a rank with little memory left spends more of its time on them, and a rank with none processes nothing.
"""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import choose
from econ.units import BILLION, BYTES_A_NUMBER, CARD, FLOP_A_PAIR, THOUSAND, TOKEN


@quantity("tok", per=("tier", "workload"))
def prefill_dense_span(full_layers, attended_length, window_layers, attention_window):
    """Context that an input token attends to in full-attention and window layers, summed over layers."""
    return full_layers * attended_length + window_layers * attention_window


@quantity("tok", per=("tier", "workload"))
def prefill_selected_span(
    selecting_layers, attended_length, compression, selected_entries, attention_window
):
    """Context that an input token attends to in selective-attention layers, summed over layers."""
    return selecting_layers * (
        attention_window + np.minimum(attended_length / compression, selected_entries)
    )


@quantity("tok", per=("tier", "workload"))
def prefill_compressed_span(
    compressing_layers, attended_length, heavy_compression, attention_window
):
    """Context that an input token attends to in layers with heavy compression, summed over layers."""
    return compressing_layers * (attention_window + attended_length / heavy_compression)


@quantity("tok", per=("tier", "workload"))
def prefill_index_span(selecting_layers, attended_length, compression):
    """Context that the indexer scores for an input token, summed over selective-attention layers."""
    return selecting_layers * attended_length / compression


@quantity("tok", per=("tier", "workload"))
def prefill_products(
    attention_heads,
    prefill_width,
    prefill_dense_span,
    prefill_selected_span,
    prefill_compressed_span,
):
    """Multiplications of an input token with its context, summed over heads and their width."""
    return (
        attention_heads
        * prefill_width
        * (prefill_dense_span + prefill_selected_span + prefill_compressed_span)
    )


@quantity("TFLOP/s", per="platform")
def prefill_peak(prefill_precision, peak_bf16, peak_fp8):
    """Peak compute of the chip at the precision of attention in prefill."""
    return choose(prefill_precision, peak_bf16, peak_fp8)


@quantity("ms", per=("platform", "tier", "workload"))
def prefill_attention_time(
    prefill_products, index_width, prefill_index_span, prefill_peak, prefill_efficiency
):
    """Attention compute time of one input token, including the indexer."""
    products = prefill_products + index_width * prefill_index_span
    return FLOP_A_PAIR * products / (prefill_peak * prefill_efficiency) / BILLION


@quantity("x", per="platform")
def prefill_slowdown(untuned, untuned_penalty):
    """Prefill time relative to a software stack tuned by hand."""
    return choose(untuned, 1.0, untuned_penalty)


@quantity("GB", per=("platform", "tier"))
def prefill_weights(
    moe_layers, experts, prefill_ranks, expert_parameters, expert_bytes, common_weights
):
    """Weights held on one rank that prefills."""
    resident = moe_layers * np.maximum(experts / prefill_ranks, 1.0) * expert_parameters
    return resident * expert_bytes + common_weights


@quantity("byte/tok", per=("platform", "tier"))
def chunk_bytes(activation_copies, hidden_size, vector_streams, routed_experts, kept_bytes):
    """Memory that each token of a prefill chunk takes: activations of a layer, and its entries in the cache."""
    numbers = activation_copies * hidden_size * (vector_streams + routed_experts)
    return BYTES_A_NUMBER * numbers / TOKEN + kept_bytes


@quantity("tok", per=("platform", "tier"))
def prefill_chunk(memory, usable_memory, prefill_weights, chunk_bytes):
    """Input tokens that one rank can process at once in the memory left after the weights; zero where nothing is left."""
    return np.maximum(memory * usable_memory - prefill_weights, 0.0) * BILLION / chunk_bytes


@quantity("ms", per=("platform", "tier"))
def chunk_time(prefill_weights, memory_bandwidth, weight_efficiency, layers, layer_latency):
    """Part of the prefill time of a chunk that does not depend on its size: weights read, and layers launched."""
    read = prefill_weights / (memory_bandwidth * weight_efficiency)
    return read + layers * layer_latency / THOUSAND


@quantity("ms", per=("platform", "tier", "workload"))
def prefill_token_time(linear_time, prefill_attention_time, vector_time, prefill_slowdown):
    """Compute time of one input token."""
    return (linear_time + prefill_attention_time + vector_time) * prefill_slowdown


@quantity("tok/s/card", per=("platform", "tier", "workload"))
def prefill_throughput(prefill_token_time, chunk_time, prefill_chunk, ranks_per_card):
    """Uncached input tokens per second of a card that prefills continuously; zero where no chunk fits in memory."""
    duration = prefill_token_time * prefill_chunk / TOKEN + chunk_time
    return ranks_per_card * prefill_chunk / duration * THOUSAND


@quantity("x", per="tier")
def kept_entries(full_layers, selecting_layers, compression, compressing_layers, heavy_compression):
    """Cache entries kept per input token, over all layers except window layers, whose few entries are recomputed."""
    return full_layers + selecting_layers / compression + compressing_layers / heavy_compression


@quantity("byte/tok", per=("platform", "tier"))
def kept_bytes(entry_bytes, kept_entries, index_bytes, selecting_layers, compression):
    """Size of one input token in the prefix cache."""
    return entry_bytes * kept_entries + index_bytes * selecting_layers / compression


@quantity("ms/tok", per=("platform", "tier"))
def cache_load_time(kept_bytes, cache_bandwidth):
    """Time to load one input token from the prefix cache."""
    return kept_bytes / cache_bandwidth / BILLION * THOUSAND


@quantity("share", per=("platform", "tier"), above_one=True)
def cache_hit_work(cache_load_time, base_input_throughput):
    """Card time per cache hit, as a share of the prefill time of an uncached token."""
    return cache_load_time * base_input_throughput * CARD / THOUSAND
