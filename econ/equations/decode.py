"""Decode: how long a step of writing takes on a chip, how many requests share it, and the tokens that makes.

Per rank: a die where a package has two, a package otherwise. A step serves a batch of requests at once; its time is
a fixed part, for weights and latency, and a part for each request. Peaks are the vendor's, efficiencies are fitted.
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
    """Parameters of the experts a token is routed to."""
    return moe_layers * routed_experts * expert_parameters


@quantity("bn parameters", per="tier")
def common_parameters(active_parameters, routed_parameters):
    """Parameters every token uses: attention, shared experts, the rest."""
    return np.maximum(active_parameters - routed_parameters, 0.0)


@quantity("bn parameters", per=("platform", "tier"))
def resident_experts(moe_layers, experts, group_ranks, expert_parameters):
    """Parameters of the experts that live on one rank of the expert-parallel group."""
    return moe_layers * np.maximum(experts / group_ranks, 1.0) * expert_parameters


@quantity("TFLOP/s", per="platform")
def expert_peak(expert_precision, peak_fp8, peak_fp4):
    """Peak of the chip in the precision in which it multiplies the experts."""
    return choose(expert_precision, peak_fp8, peak_fp4)


@quantity("ms", per=("platform", "tier"))
def linear_time(common_parameters, routed_parameters, peak_fp8, expert_peak, gemm_efficiency):
    """Matrix products of one token."""
    return (
        FLOP_A_PARAMETER
        * (common_parameters / peak_fp8 + routed_parameters / expert_peak)
        / gemm_efficiency
    )


@quantity("tok", per=("tier", "workload"))
def dense_span(full_layers, context_length, window_layers, attention_window):
    """Context a token attends to in the layers that attend to all of it or to a window, summed over them."""
    return full_layers * context_length + window_layers * attention_window


@quantity("tok", per=("tier", "workload"))
def index_span(selecting_layers, context_length, compression):
    """Context the indexer scores for a token, after compression, summed over the layers that select."""
    return selecting_layers * context_length / compression


@quantity("tok", per=("tier", "workload"))
def compressed_span(compressing_layers, context_length, heavy_compression, attention_window):
    """Context a token attends to in the layers that compress heavily and select nothing, summed over them."""
    return compressing_layers * (attention_window + context_length / heavy_compression)


@quantity("tok", per=("tier", "workload"))
def selected_span(
    selecting_layers, context_length, compression, selected_entries, attention_window
):
    """Context a token attends to in the layers that select, summed over them."""
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
    """Context loaded for a request in the layers that select, where each verified token selects its own."""
    wanted = selected_entries * verified_tokens
    return selecting_layers * (attention_window + np.minimum(context_length / compression, wanted))


@quantity("tok", per=("tier", "workload"))
def attention_span(dense_span, selected_span, compressed_span):
    """Context a token attends to, summed over the layers."""
    return dense_span + selected_span + compressed_span


@quantity("ms", per=("platform", "tier", "workload"))
def attention_time(
    attention_heads, attention_width, attention_span, peak_bf16, attention_efficiency
):
    """Attention of one token over its context."""
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
    """Scoring the context for one token, to select what it attends to."""
    return FLOP_A_PAIR * index_width * index_span / (peak_bf16 * attention_efficiency) / BILLION


@quantity("ms", per=("platform", "tier"))
def vector_time(
    vector_passes, hidden_size, layers, vector_streams, routed_experts, memory_bandwidth
):
    """Everything of one token that is no matrix product: norms, routing, residual streams, quantisation."""
    moved = BYTES_A_NUMBER * hidden_size * layers * (vector_streams + routed_experts)
    return vector_passes * moved / memory_bandwidth / BILLION


@quantity("ms", per=("platform", "tier", "workload"))
def token_time(linear_time, attention_time, index_time, vector_time):
    """Computing one token of a step."""
    return linear_time + attention_time + index_time + vector_time


@quantity("byte/tok", per=("platform", "tier"))
def entry_bytes(cache_precision, entry_bytes_bf16, entry_bytes_fp8):
    """Size of a context token in the cache of one layer."""
    return choose(cache_precision, entry_bytes_bf16, entry_bytes_fp8)


@quantity("byte/tok", per=("platform", "tier"))
def index_bytes(cache_precision, index_bytes_bf16, index_bytes_low):
    """Size of a context token in the cache of one indexer."""
    return choose(cache_precision, index_bytes_bf16, index_bytes_low)


@quantity("GB", per=("platform", "tier", "workload"))
def loaded_cache(entry_bytes, dense_span, loaded_span, compressed_span, index_bytes, index_span):
    """Cache read for one request in a step."""
    return (
        entry_bytes * (dense_span + loaded_span + compressed_span) + index_bytes * index_span
    ) / BILLION


@quantity("ms", per=("platform", "tier", "workload"))
def cache_time(loaded_cache, memory_bandwidth, cache_efficiency):
    """Reading the cache of one request in a step."""
    return loaded_cache / (memory_bandwidth * cache_efficiency)


@quantity("tok", per=("tier", "workload"))
def stored_span(selecting_layers, context_length, compression, attention_window):
    """Context kept in the layers that select, summed over them."""
    return selecting_layers * (attention_window + context_length / compression)


@quantity("GB", per=("platform", "tier", "workload"))
def stored_cache(entry_bytes, dense_span, stored_span, compressed_span, index_bytes, index_span):
    """Cache kept in memory for one request."""
    return (
        entry_bytes * (dense_span + stored_span + compressed_span) + index_bytes * index_span
    ) / BILLION


@quantity("switch", per="platform")
def spans_nodes(group_ranks, node_ranks, crosses_nodes):
    """Whether the expert-parallel group reaches beyond a node over a slower link."""
    return np.where(group_ranks > node_ranks, crosses_nodes, 0.0)


@quantity("GB/s", per="platform")
def exchange_bandwidth(crosses_nodes, spans_nodes, node_bandwidth, link_bandwidth, link_efficiency):
    """What a rank really sends to the others."""
    return np.where(crosses_nodes > spans_nodes, node_bandwidth, link_bandwidth) * link_efficiency


@quantity("x", per=("platform", "tier"))
def exchange_share(group_ranks, spans_nodes, node_limited_routing, node_limit_factor):
    """Part of what experts exchange that leaves the rank, and the node where routing is limited to a few of them."""
    limited = choose(spans_nodes * node_limited_routing, 1.0, node_limit_factor)
    return (1.0 - 1.0 / group_ranks) * limited


@quantity("ms", per=("platform", "tier"))
def exchange_time(routed_experts, hidden_size, moe_layers, exchange_share, exchange_bandwidth):
    """Sending one token to its experts and back."""
    moved = EXCHANGE_BYTES * routed_experts * hidden_size * moe_layers * exchange_share
    return moved / exchange_bandwidth / MILLION


@quantity("ms", per=("platform", "tier", "workload"))
def exposed_exchange(verified_tokens, exchange_time, token_time, cache_time, overlap_share):
    """Exchange of one request in a step that computation does not hide."""
    hidden = overlap_share * (verified_tokens * token_time + cache_time)
    return np.maximum(verified_tokens * exchange_time - hidden, 0.0)


@quantity("ms", per=("platform", "tier", "workload"))
def request_time(verified_tokens, token_time, cache_time, exposed_exchange):
    """What one more request adds to a step."""
    return verified_tokens * token_time + cache_time + exposed_exchange


@quantity("GB", per=("platform", "tier"))
def common_weights(common_parameters, common_bytes, attention_split):
    """Weights on one rank that every token uses."""
    return common_parameters * common_bytes / attention_split


@quantity("GB", per=("platform", "tier"))
def expert_weights(resident_experts, expert_bytes):
    """Expert weights on one rank."""
    return resident_experts * expert_bytes


@quantity("ms", per=("platform", "tier"))
def expert_weight_time(expert_weights, memory_bandwidth, weight_efficiency):
    """Reading all experts of a rank."""
    return expert_weights / (memory_bandwidth * weight_efficiency)


@quantity("ms", per=("platform", "tier"))
def step_latency(layers, draft_layers, verified_tokens, layer_latency):
    """Launching and synchronising the layers of a step, and drafting the tokens it verifies."""
    return (layers + draft_layers * (verified_tokens - 1.0)) * layer_latency / THOUSAND


@quantity("ms", per=("platform", "tier"))
def fixed_time(
    common_weights, expert_weight_time, step_latency, memory_bandwidth, weight_efficiency
):
    """Time of a step that does not depend on how many requests share it, with every expert in use."""
    return (
        common_weights / (memory_bandwidth * weight_efficiency) + expert_weight_time + step_latency
    )


@quantity("tok", per="tier")
def step_tokens(accepted_tokens, verified_tokens):
    """Tokens a request gains in a step: those accepted, never more than those verified."""
    return np.minimum(accepted_tokens, verified_tokens * TOKEN)


@quantity("x", per=("platform", "tier", "workload"))
def batch_by_latency(step_tokens, latency_promise, fixed_time, request_time):
    """Requests that may share a step before it breaks the latency promise."""
    return (step_tokens * latency_promise - fixed_time) / request_time


@quantity("x", per=("platform", "tier", "workload"))
def batch_by_memory(memory, usable_memory, common_weights, expert_weights, stored_cache):
    """Requests whose cache fits beside the weights."""
    return ratio(memory * usable_memory - common_weights - expert_weights, stored_cache)


@quantity("x", per=("platform", "tier", "workload"))
def batch_size(batch_by_latency, batch_by_memory, smallest_batch, group_ranks):
    """Requests that share a step on one rank: as the promise and memory let, and of a group never less than one in all."""
    wanted = np.maximum(batch_by_latency, smallest_batch)
    return np.maximum(np.minimum(wanted, batch_by_memory), 1.0 / group_ranks)


@quantity("share", per=("platform", "tier", "workload"))
def experts_used(batch_size, verified_tokens, group_ranks, routed_experts, experts, routing_spread):
    """Share of the experts of a rank that a step touches."""
    tokens = routing_spread * batch_size * verified_tokens * group_ranks
    return 1.0 - np.exp(-tokens * routed_experts / experts)


@quantity("ms", per=("platform", "tier", "workload"))
def step_time(fixed_time, expert_weight_time, experts_used, batch_size, request_time):
    """Time of a decode step."""
    return fixed_time - expert_weight_time * (1.0 - experts_used) + batch_size * request_time


@quantity("ms/tok", per=("platform", "tier", "workload"))
def tpot(step_time, step_tokens):
    """Time per output token as the user sees it."""
    return step_time / step_tokens


@quantity("tok/s/card", per=("platform", "tier", "workload"))
def decode_throughput(batch_size, step_tokens, step_time, ranks_per_card):
    """Output tokens of a card that decodes without a pause."""
    return batch_size * step_tokens / step_time * ranks_per_card * THOUSAND


@quantity("share", per=("platform", "tier"))
def communication_share(output_mix, batch_size, exposed_exchange, step_time):
    """Share of a decode step spent waiting for other ranks, over the workloads of the tier."""
    return total(output_mix * batch_size * exposed_exchange / step_time, "workload")


@quantity("GFLOP", per="tier")
def linear_flop(active_parameters):
    """Arithmetic of one token in matrix products, in eight-bit equivalents."""
    return FLOP_A_PARAMETER * active_parameters


@quantity("GFLOP", per=("tier", "workload"))
def attention_flop(attention_heads, attention_width, attention_span):
    """Arithmetic of one token in attention, in eight-bit equivalents: sixteen bits count twice."""
    return attention_heads * attention_width * attention_span * FLOP_A_PAIR * 2.0 / BILLION


@quantity("GFLOP", per=("tier", "workload"))
def index_flop(index_width, index_span, index_weight):
    """Arithmetic of one token in the indexer, in eight-bit equivalents: four bits count half."""
    return FLOP_A_PAIR * index_width * index_span * index_weight / BILLION


@quantity("GFLOP", per=("tier", "workload"))
def token_flop(linear_flop, attention_flop, index_flop):
    """Arithmetic of one output token, in eight-bit equivalents."""
    return linear_flop + attention_flop + index_flop
