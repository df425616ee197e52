# Inference cost: titles, rows of tables, captions and warnings of the page.

# ── Titles ─────────────────────────────────────────────────────────────────────────────────────────────────────────

# $kind is a kind of token: output, uncached input or cache hit.
cost-kind-choice = Cost of a million tokens of
cost-platforms-title = Cost of { $tier } { $kind } by platform
cost-parts-title =
    Where the cost of { $is_hit ->
        [yes] a { $kind }
       *[no] { $kind }
    } goes, { $month }
cost-context-title = Cost of output on { $platform } by context, { $month }
cost-context-axis = context, tokens
cost-speed-title = { $tier } output of a busy card by speed, { $month }
cost-speed-axis = speed of one user, tok/s
cost-speed-mark = promise
cost-fleet-title = { $tier } on the fleet
cost-fleet-output = output
cost-fleet-input = uncached input
cost-fleet-dearest = output, dearest platform
cost-maturity-title = Maturity of the software stack
cost-throughput-title = { $tier } output of a busy card
cost-learning-title = Price of a card as more are made
cost-learning-axis = cards made for all buyers
cost-learning-unit = k { currency }, in the rack
cost-fleet-change-title = { $tier } { $kind } on the fleet, since { $month }
cost-platform-change-title = { $tier } { $kind }, from { $old } to { $new }
cost-platform-change-note = averaged over all orders

cost-tab-context = Context and speed
cost-tab-time = Over time
cost-tab-makers = Two paths
cost-tab-tenure = Own or rent
cost-tab-change = What changed it

# ── Rows and columns of tables ─────────────────────────────────────────────────────────────────────────────────────

cost-head-latency = latency promises
cost-own-or-rent-row =
    { $row ->
        [owned] an owned hour
        [rented] a rented hour
        [rented-share] rented share
        [charged] charged
        [busy-share] busy share of the hours
        [idle] idle owned hours, for each busy one
        [break-even] own if busier than
       *[cheaper] cheaper for the busy hours
    }
cost-no-busy-hour = no hour is busy
cost-never-owned = never
cost-cheaper-way =
    { $owns ->
        [yes] owning
       *[no] renting
    }

cost-maker-row =
    { $row ->
        [platforms] platforms
        [cards] cards that serve
        [hour] card-hour, { currency }
        [throughput] output of a busy card, tok/s
        [mature] on a mature stack, { currency }/Mtok
        [lost] lost to immaturity, { currency }/Mtok
        [output] output, { currency }/Mtok
        [porting] porting this month, { currency }/Mtok
        [total] total, { currency }/Mtok
       *[porting-so-far] porting so far, bn { currency }
    }
cost-maker-note =
    Each platform is weighted by its cards that serve.
    Porting of the month is spread over the card-hours of the path.

# What changed a cost: from one platform to another, and on the fleet over time.
cost-factor =
    { $factor ->
        [card] the card alone
        [renting] renting more of it
        [owning] owning instead of renting
        [card-price] the price of the card
        [learning] volume: the maker learns
        [stack] maturity of its stack
        [fleet] more new cards in the fleet
        [hour] price of a card-hour
        [fleet-stack] maturity of the stack
        [algorithms] better algorithms
       *[everything-else] everything else
    }
cost-share-of-change = share of the change
cost-of-platform-in = { $platform }, { $month }
cost-of-fleet-in = the fleet, { $month }

# ── Warnings ───────────────────────────────────────────────────────────────────────────────────────────────────────

cost-misfit = { $tier } does not fit on { $platforms }.
cost-misfit-why =
    Weights and one context, or weights and the shortest prompt, exceed the memory of an expert-parallel group.
    The cost is not defined there, and those cards serve none of it.

cost-too-slow =
    { $count ->
        [one] { $platforms } is too slow for { $workload } with { $tier }. The promise is { $target } a token, and it takes { $slowest }.
       *[other] { $platforms } are too slow for { $workload } with { $tier }. The promise is { $target } a token. They take { $fastest } to { $slowest }.
    }
cost-too-slow-meaning =
    A platform that breaks a promise does not serve the tier.
    Its cost is not defined, and the cost of the fleet leaves it out.

cost-unserved =
    { $count ->
        [one] No platform can serve { $tiers }. There is no capacity for it, and its demand is refused.
       *[other] No platform can serve { $tiers }. There is no capacity for them, and their demand is refused.
    }
cost-unserved-meaning = The cost of a token is not defined.

# ── Captions ───────────────────────────────────────────────────────────────────────────────────────────────────────

cost-throughput-fitted =
    { $count ->
        [one] Throughput comes from a roofline fitted to { $count } published point.
       *[other] Throughput comes from a roofline fitted to { $count } published points.
    }
cost-throughput-sources = The sources are { $sources }. The page Validation has every point.
cost-throughput-unfitted =
    Throughput comes from a roofline. No published point is of a model and a chip of this case.
cost-throughput-ranges =
    Ranges are the error of the roofline on a chip.
    For cache hits they are the range of the cache store’s bandwidth.

cost-platform-change =
    At equal hourly prices and on a mature stack, moving from { $old } to { $new } makes output { $output_size } { $output_dearer ->
        [yes] dearer
       *[no] cheaper
    } and uncached input { $input_size } { $input_dearer ->
        [yes] dearer
       *[no] cheaper
    }.
# $share is the part of the replaced platform that is rented, and $basis is where that number comes from.
cost-replaced-is-rented =
    { $share } of { $platform } cards are charged as rented, at { $rented } { currency } an hour.
    Owned, an hour would cost { $owned } { currency }.
    { $basis ->
        [disclosed] The rented share is disclosed.
        [filing] The rented share is from a filing.
        [reported] The rented share is reported.
        [analyst] The rented share is an analyst’s estimate.
       *[judgement] The rented share is a judgement.
    }
cost-platform-change-undefined =
    { $platforms } cannot serve { $tier }. The cost there is not defined, so there is no change to explain.
cost-fleet-change-undefined =
    { $same ->
        [yes] No platform can serve { $tier } in { $first }.
       *[no] No platform can serve { $tier } in { $first } or { $month }.
    } Its cost is not defined, so there is no change to explain.

cost-speed-lines =
    The curves are of { $workload } alone, at a context of { $context }.
    Bands are the error of the roofline, and dots are at the promised speed.
    A line is dashed where a rank holds more requests than in any published point of the model.
    Fill, maturity and algorithms of the month change what a card makes, not how fast a user is answered.
    Slow answers cost no users here, so read a promise as what a workload needs.
cost-speed-beyond =
    On { $platform } { $tier } is served at { $served } requests a rank, and at most { $measured } were measured.
# Platforms without any measurement of the model.
cost-speed-without-points =
    { $count ->
        [one] No batch of { $tier } was measured on { $platforms }. It is served there at { $largest } requests a rank.
       *[other] No batch of { $tier } was measured on { $platforms }. It is served there at { $smallest } to { $largest } requests a rank.
    }
cost-speed-unmeasured = No point of { $tier } was published on { $chips }.

cost-context-lines =
    The cost is drawn as the context of { $workload } gets longer. The dot is your scenario, and the grey dot is the baseline.
    The line “{ $mix }” has all workloads as the model charges them. The other lines have { $workload } alone, each on one model shape.
    A line is thick up to the context in force, and ends where the promise cannot be kept.
    A busy card is filled to { $fill }. Maturity, algorithms and the price of a card-hour are those of the month.
cost-long-context =
    Contexts around { $context } were measured on { $platform }.
    There the roofline is { $small_error } too { $small_slow ->
        [yes] slow
       *[no] fast
    } for { $small_batch ->
        [one] { $small_batch } request
       *[other] { $small_batch } requests
    } a rank.
    It is { $large_error } too { $large_slow ->
        [yes] slow for { $large_batch }. Long documents are served in large batches, so they probably cost less than is shown.
       *[no] fast for { $large_batch }. Long documents are served in large batches, so they probably cost more than is shown.
    }

# Cards that are owned though renting is cheaper. Costs of an hour and of a million tokens are in yuan.
cost-owned-though-dearer =
    An hour of { $platform } is charged as owned at { $owned } { currency }, though one rents for { $rented }.
    The cards are bought, and { $unrecovered } of what one costs installed is still to be recovered.
    Rented, a million output tokens would cost { $cost_rented } instead of { $cost }.

cost-card-use =
    A card can be busy { $usable } of its hours, and { $served } of that is used.
    An hour that waits for users is worth { $idle } of its cost, because training uses it. Tokens carry the rest.
    A busy card is filled to { $decode_fill } when it writes and { $prefill_fill } when it reads.
    Owning is cheaper where the busy share lies above the break-even.
    The break-even is against rent by the hour, paid for busy hours alone, and counts nothing for training.
    Against rent paid round the clock, owning is cheaper wherever an owned hour costs less.
