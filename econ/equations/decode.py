"""Decode: duration of a decode step on a chip, batch size, and output throughput.

Quantities are per rank: a die where a package has two, otherwise a package. A step serves a batch of requests together;
its duration is a fixed part, for weights and latency, plus a part per request. Peaks are the vendor’s; efficiencies are
fitted.
"""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import choose, ratio, total
from econ.units import (
    BILLION,
    BYTES_A_NUMBER,
    EXCHANGE_BYTES,
    FLOP_A_PAIR,
    FLOP_A_PARAMETER,
    MILLION,
    THOUSAND,
    TOKEN,
)


@quantity("bn parameters", per="tier")
def routed_parameters(moe_layers, routed_experts, expert_parameters):
    """Parameters of the experts to which a token is routed."""
    return moe_layers * routed_experts * expert_parameters


@quantity("bn parameters", per="tier")
def common_parameters(active_parameters, routed_parameters):
    """Active parameters that every token uses, such as attention and shared experts."""
    return np.maximum(active_parameters - routed_parameters, 0.0)


@quantity("bn parameters", per=("platform", "tier"))
def resident_experts(moe_layers, experts, group_ranks, expert_parameters):
    """Parameters of the experts held on one rank of the expert-parallel group."""
    return moe_layers * np.maximum(experts / group_ranks, 1.0) * expert_parameters


@quantity("TFLOP/s", per="platform")
def expert_peak(expert_precision, peak_fp8, peak_fp4):
    """Peak compute of the chip at the precision of the experts."""
    return choose(expert_precision, peak_fp8, peak_fp4)


@quantity("ms", per=("platform", "tier"))
def linear_time(common_parameters, routed_parameters, peak_fp8, expert_peak, gemm_efficiency):
    """Time for the matrix products of one token."""
    return (
        FLOP_A_PARAMETER
        * (common_parameters / peak_fp8 + routed_parameters / expert_peak)
        / gemm_efficiency
    )


@quantity("tok", per=("tier", "workload"))
def dense_span(full_layers, context_length, window_layers, attention_window):
    """Context that a token attends to in full-attention and window layers, summed over layers."""
    return full_layers * context_length + window_layers * attention_window


@quantity("tok", per=("tier", "workload"))
def index_span(selecting_layers, context_length, compression):
    """Compressed context that the indexer scores for a token, summed over selective-attention layers."""
    return selecting_layers * context_length / compression


@quantity("tok", per=("tier", "workload"))
def compressed_span(compressing_layers, context_length, heavy_compression, attention_window):
    """Context that a token attends to in layers with heavy compression, summed over layers."""
    return compressing_layers * (attention_window + context_length / heavy_compression)


@quantity("tok", per=("tier", "workload"))
def selected_span(
    selecting_layers, context_length, compression, selected_entries, attention_window
):
    """Context that a token attends to in selective-attention layers, summed over layers."""
    return selecting_layers * (
        attention_window + np.minimum(context_length / compression, selected_entries)
    )


@quantity("tok", per=("tier", "workload"))
def loaded_span(
    selecting_layers,
    context_length,
    compression,
    selected_entries,
    verified_tokens,
    attention_window,
):
    """Context loaded per request in selective-attention layers, where each verified token selects its own entries."""
    wanted = selected_entries * verified_tokens
    return selecting_layers * (attention_window + np.minimum(context_length / compression, wanted))


@quantity("tok", per=("tier", "workload"))
def attention_span(dense_span, selected_span, compressed_span):
    """Context that a token attends to, summed over all layers."""
    return dense_span + selected_span + compressed_span


@quantity("ms", per=("platform", "tier", "workload"))
def attention_time(
    attention_heads, attention_width, attention_span, peak_bf16, attention_efficiency
):
    """Attention compute time of one token."""
    return (
        FLOP_A_PAIR
        * attention_heads
        * attention_width
        * attention_span
        / (peak_bf16 * attention_efficiency)
        / BILLION
    )


@quantity("ms", per=("platform", "tier", "workload"))
def index_time(index_width, index_span, peak_bf16, attention_efficiency):
    """Time for the indexer to score the context of one token."""
    return FLOP_A_PAIR * index_width * index_span / (peak_bf16 * attention_efficiency) / BILLION


@quantity("ms", per=("platform", "tier"))
def vector_time(
    vector_passes, hidden_size, layers, vector_streams, routed_experts, memory_bandwidth
):
    """Time per token for work other than matrix products: norms, routing, residual streams and quantisation."""
    moved = BYTES_A_NUMBER * hidden_size * layers * (vector_streams + routed_experts)
    return vector_passes * moved / memory_bandwidth / BILLION


@quantity("ms", per=("platform", "tier", "workload"))
def token_time(linear_time, attention_time, index_time, vector_time):
    """Compute time of one token in a decode step."""
    return linear_time + attention_time + index_time + vector_time


@quantity("byte/tok", per=("platform", "tier"))
def entry_bytes(cache_precision, entry_bytes_bf16, entry_bytes_fp8):
    """Cache size of one context token in one layer."""
    return choose(cache_precision, entry_bytes_bf16, entry_bytes_fp8)


@quantity("byte/tok", per=("platform", "tier"))
def index_bytes(cache_precision, index_bytes_bf16, index_bytes_low):
    """Indexer cache size of one context token in one layer."""
    return choose(cache_precision, index_bytes_bf16, index_bytes_low)


@quantity("GB", per=("platform", "tier", "workload"))
def loaded_cache(entry_bytes, dense_span, loaded_span, compressed_span, index_bytes, index_span):
    """Cache read per request in a decode step."""
    return (
        entry_bytes * (dense_span + loaded_span + compressed_span) + index_bytes * index_span
    ) / BILLION


@quantity("ms", per=("platform", "tier", "workload"))
def cache_time(loaded_cache, memory_bandwidth, cache_efficiency):
    """Time to read the cache of one request in a decode step."""
    return loaded_cache / (memory_bandwidth * cache_efficiency)


@quantity("tok", per=("tier", "workload"))
def stored_span(selecting_layers, context_length, compression, attention_window):
    """Context stored in selective-attention layers, summed over layers."""
    return selecting_layers * (attention_window + context_length / compression)


@quantity("GB", per=("platform", "tier", "workload"))
def stored_cache(entry_bytes, dense_span, stored_span, compressed_span, index_bytes, index_span):
    """Cache held in memory per request."""
    return (
        entry_bytes * (dense_span + stored_span + compressed_span) + index_bytes * index_span
    ) / BILLION


@quantity("switch", per="platform")
def spans_nodes(group_ranks, node_ranks, crosses_nodes):
    """Whether the expert-parallel group extends beyond one node over a slower link."""
    return np.where(group_ranks > node_ranks, crosses_nodes, 0.0)


@quantity("GB/s", per="platform")
def exchange_bandwidth(crosses_nodes, spans_nodes, node_bandwidth, link_bandwidth, link_efficiency):
    """Effective bandwidth from one rank to the others."""
    return np.where(crosses_nodes > spans_nodes, node_bandwidth, link_bandwidth) * link_efficiency


@quantity("x", per=("platform", "tier"))
def exchange_share(group_ranks, spans_nodes, node_limited_routing, node_limit_factor):
    """Share of expert traffic that leaves the rank, lower where routing is limited to a few nodes."""
    limited = choose(spans_nodes * node_limited_routing, 1.0, node_limit_factor)
    return (1.0 - 1.0 / group_ranks) * limited


@quantity("ms", per=("platform", "tier"))
def exchange_time(routed_experts, hidden_size, moe_layers, exchange_share, exchange_bandwidth):
    """Time to send one token to its experts and return the results."""
    moved = EXCHANGE_BYTES * routed_experts * hidden_size * moe_layers * exchange_share
    return moved / exchange_bandwidth / MILLION


@quantity("ms", per=("platform", "tier", "workload"))
def exposed_exchange(verified_tokens, exchange_time, token_time, cache_time, overlap_share):
    """Expert exchange time per request that does not overlap with computation in a decode step."""
    hidden = overlap_share * (verified_tokens * token_time + cache_time)
    return np.maximum(verified_tokens * exchange_time - hidden, 0.0)


@quantity("ms", per=("platform", "tier", "workload"))
def request_time(verified_tokens, token_time, cache_time, exposed_exchange):
    """Time that each additional request adds to a decode step."""
    return verified_tokens * token_time + cache_time + exposed_exchange


@quantity("GB", per=("platform", "tier"))
def common_weights(common_parameters, common_bytes, attention_split):
    """Weights held on one rank that every token uses."""
    return common_parameters * common_bytes / attention_split


@quantity("GB", per=("platform", "tier"))
def expert_weights(resident_experts, expert_bytes):
    """Expert weights held on one rank."""
    return resident_experts * expert_bytes


@quantity("ms", per=("platform", "tier"))
def expert_weight_time(expert_weights, memory_bandwidth, weight_efficiency):
    """Time to read all expert weights of one rank."""
    return expert_weights / (memory_bandwidth * weight_efficiency)


@quantity("ms", per=("platform", "tier"))
def step_latency(layers, draft_layers, verified_tokens, layer_latency):
    """Launch and synchronisation latency of a decode step, including drafting of the tokens to be verified."""
    return (layers + draft_layers * (verified_tokens - 1.0)) * layer_latency / THOUSAND


@quantity("ms", per=("platform", "tier"))
def fixed_time(
    common_weights, expert_weight_time, step_latency, memory_bandwidth, weight_efficiency
):
    """Part of decode step time that does not depend on batch size, with every expert in use."""
    return (
        common_weights / (memory_bandwidth * weight_efficiency) + expert_weight_time + step_latency
    )


@quantity("tok", per="tier")
def step_tokens(accepted_tokens, verified_tokens):
    """Output tokens per request and decode step: accepted tokens, limited by tokens verified."""
    return np.minimum(accepted_tokens, verified_tokens * TOKEN)


@quantity("x", per=("platform", "tier", "workload"), signed=True)
def batch_by_latency(step_tokens, latency_promise, fixed_time, request_time):
    """Largest batch on one rank that meets the latency target."""
    return (step_tokens * latency_promise - fixed_time) / request_time


@quantity("x", per=("platform", "tier", "workload"), signed=True)
def batch_by_memory(memory, usable_memory, common_weights, expert_weights, stored_cache):
    """Largest batch on one rank for which weights and cache fit in memory."""
    return ratio(memory * usable_memory - common_weights - expert_weights, stored_cache)


@quantity("x", per=("platform", "tier", "workload"))
def batch_size(batch_by_latency, batch_by_memory, smallest_batch, group_ranks):
    """Requests per decode step on one rank, limited by latency target and memory, and no smaller than the smallest allowed."""
    wanted = np.maximum(batch_by_latency, smallest_batch)
    return np.maximum(np.minimum(wanted, batch_by_memory), 1.0 / group_ranks)


@quantity("share", per=("platform", "tier", "workload"))
def experts_used(batch_size, verified_tokens, group_ranks, routed_experts, experts, routing_spread):
    """Share of a rank’s experts that a decode step uses."""
    tokens = routing_spread * batch_size * verified_tokens * group_ranks
    return 1.0 - np.exp(-tokens * routed_experts / experts)


@quantity("ms", per=("platform", "tier", "workload"))
def step_time(fixed_time, expert_weight_time, experts_used, batch_size, request_time):
    """Duration of a decode step."""
    return fixed_time - expert_weight_time * (1.0 - experts_used) + batch_size * request_time


@quantity("ms/tok", per=("platform", "tier", "workload"))
def tpot(step_time, step_tokens):
    """Time per output token, as seen by the user."""
    return step_time / step_tokens


@quantity("switch", per=("platform", "tier", "workload"))
def keeps_target(batch_size, batch_by_latency, batch_by_memory, tpot, latency_promise):
    """Whether the batch fits in memory and its output tokens take no longer than the latency target."""
    in_time = np.where(tpot <= latency_promise, 1.0, 0.0)
    in_time = np.where(batch_size <= batch_by_latency, 1.0, in_time)
    return np.where(batch_size <= batch_by_memory, in_time, 0.0)


@quantity("tok/s/card", per=("platform", "tier", "workload"))
def decode_throughput(batch_size, step_tokens, step_time, ranks_per_card):
    """Output tokens per second of a card that decodes continuously."""
    return batch_size * step_tokens / step_time * ranks_per_card * THOUSAND


@quantity("share", per=("platform", "tier"))
def communication_share(output_mix, batch_size, exposed_exchange, step_time):
    """Share of decode step time spent waiting for other ranks, averaged over the tier’s workloads."""
    return total(output_mix * batch_size * exposed_exchange / step_time, "workload")


@quantity("GFLOP", per="tier")
def linear_flop(active_parameters):
    """Operations per token in matrix products, in eight-bit equivalents."""
    return FLOP_A_PARAMETER * active_parameters


@quantity("GFLOP", per=("tier", "workload"))
def attention_flop(attention_heads, attention_width, attention_span):
    """Operations per token in attention, in eight-bit equivalents, with sixteen-bit operations counted twice."""
    return attention_heads * attention_width * attention_span * FLOP_A_PAIR * 2.0 / BILLION


@quantity("GFLOP", per=("tier", "workload"))
def index_flop(index_width, index_span, index_weight):
    """Operations per token in the indexer, in eight-bit equivalents, with four-bit operations counted half."""
    return FLOP_A_PAIR * index_width * index_span * index_weight / BILLION


@quantity("GFLOP", per=("tier", "workload"))
def token_flop(linear_flop, attention_flop, index_flop):
    """Operations per output token, in eight-bit equivalents."""
    return linear_flop + attention_flop + index_flop
