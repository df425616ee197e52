# API price: the list and its reviews, who waits, what a dearer list brings in, and what a cut asks of supply.

# ── The list ───────────────────────────────────────────────────────────────────────────────────────────────────────

# A day, such as the one from which a list holds. $month is a month of a year.
api-price-day = { $day } { $month }

# A mark on the figure of the list. $number is what the figure shows, $what are the events of that day.
api-price-mark = Mark { $number }, { $date }: { $what }.
api-price-mark-rise = rise ({ $note })
api-price-mark-peak = peak tariff of { $tariff }
api-price-mark-cut =
    { $lowers ->
        [yes] planned cut
       *[no] planned cut, already made by reviews
    }
api-price-mark-review = review { $change }

# The rule of reviews. $term is the share that the rule is about.
api-price-rule =
    { $rule ->
        [hold] { $tier } holds its list after the planned cut.
        [margin] Each review sets the { $tier } list to leave a margin of { $term }.
        [rivals] Each review of the { $tier } list follows { $term } of what rivals have moved on their own.
        [hosts] Each review sets the { $tier } list { $term } above what hosts ask.
       *[cost] Each review passes on { $term } of what serving { $tier } costs less since the planned cut.
    }
api-price-reviews =
    Reviews begin in { $first } and come every { $period }.
    One review lowers the list by { $step } at most.
    It goes no further than the cards that come can carry, and never lowers the list while users are refused.
# Where a rule that keeps a margin leaves more of it at the end of the plan.
api-price-margin-at-end = In { $month } the list leaves { $margin }: falls wait for the cards that they would need.
api-price-list-margin =
    { $defined ->
        [yes] In { $month } the list leaves a margin of { $margin } at full cost.
       *[no] In { $month } the margin of the list at full cost is not defined.
    }
api-price-lerner =
    { $exists ->
        [yes] Lerner’s rule asks for { $margin } while rivals and hosts stand still, at a response of { $response }.
       *[no] Lerner’s rule has no best margin at a response of { $response }, because a dearer token always earns more.
    }
    Scarce cards raise its margin, and so do rivals who follow.

# ── The limit price ────────────────────────────────────────────────────────────────────────────────────────────────

# An end of the range of the limit price.
api-price-limit-end =
    { $kind ->
        [zero] zero
        [none] no limit at all
       *[number] { $price }
    }
api-price-limit =
    { $kind ->
        [zero] In { $month } a cheaper { $tier } list would bring in more revenue, however low it is. This holds where cards are enough and rivals have matched. It raises profit only above cost.
        [none] In { $month } a dearer { $tier } list brings in more revenue, however dear it is. Hosts do not draw enough users away.
       *[number] The limit price of { $tier } is { $price } in { $month }. Above it a dearer list brings in no more revenue, once rivals have matched and users have gone to hosts of the same weights. These hosts ask { $host }.
    }
api-price-limit-range =
    { $same ->
        [yes] Over the range of the elasticity the limit price is { $low } throughout.
       *[no] Over the range of the elasticity the limit price goes from { $low } to { $high }.
    }
api-price-limit-side =
    { $above ->
        [yes] The list is { $price }, above the limit price. A cheaper list would bring in more{ $refused ->
            [yes] , but would serve no more while users are refused.
           *[no] .
        }
       *[no] The list is { $price }, below the limit price. A dearer list would bring in more.
    }

# ── Who waits, and scarcity ────────────────────────────────────────────────────────────────────────────────────────

# $surcharge is what would clear the queue, and $refused the share of demand that is refused.
api-price-queue =
    { $state ->
        [ends] A clearing surcharge of { $surcharge } would end the queue in { $month }.
        [highest] Users wait in { $month }. Even a clearing surcharge of { $surcharge } would not end the queue. It is the highest that anybody would pay.
        [hopeless] Users wait in { $month }, and no surcharge would end the queue.
        [few] Hardly anybody waits in { $month }: { $refused } of demand is refused. A clearing surcharge of { $surcharge } would be enough.
        [no-need] Nobody waits in { $month }, so a clearing surcharge of { $surcharge } is not needed.
       *[nobody] Nobody waits in { $month }, so there is no clearing surcharge.
    }
api-price-surcharge-share = It would make { $tier } { $dearer } dearer than its list.
# $tiers are those whose elasticity is one or less.
api-price-no-best-price =
    { $count ->
        [one] The elasticity of { $tiers } is one or less, so no price is best. Its limit price stands for it.
       *[other] The elasticity of { $tiers } is one or less, so no price is best. Their limit prices stand for it.
    }
api-price-rent =
    { $where ->
        [elastic-end] At the elastic end of the range, { $elasticity }, the capacity rent at the best prices is { $rent }.
       *[now] At the best prices the capacity rent is { $rent }.
    }
    With it, a { $tier } token costs { $multiple } times the electricity it takes.
api-price-tariff-rent = A peak tariff of { $tariff } would be right at a rent of { $rent } in the peak.
api-price-peak =
    { $differs ->
        [yes] Peak hours cost { $multiple } times the list price and take { $share } of tokens.
            Users answer to the price of the whole day, and nobody who moves off the peak is lost.
       *[no] Peak hours cost no more than others and take { $share } of tokens.
    }
    Cards can be busy { $usable } of their hours.
# Below the figure of paid tokens.
api-price-room =
    Room is the most { $tier } that the fleet could serve with everything else served first, or its reserve if that is more.
    The line is cut off where it would hide demand.
    More capacity refuses a smaller share over time.
    In a single month it may refuse more, because users who were served stay and ask again.

# ── Elasticity, margins and what a cut asks for ────────────────────────────────────────────────────────────────────

api-price-elastic-ends-lower =
    With elastic demand revenue ends at { $elastic }, against { $stiff } with stiff demand.
    { $part ->
        [yes] Rivals are part of the reason.
       *[no] Rivals are the reason.
    }
    They pass on cheaper hardware and progress of their own, and ask { $fall } less by then.
    The more elastic demand is, the more users follow them.
    With rivals’ prices as they are now it would be { $still_elastic } against { $still_stiff }.

api-price-margins =
    Margins on tokens in { $month } are those of all tiers on their own mix.
    The cash margin is { $cash }, after rent, electricity and operations of the hours that serve.
    The accounting margin is { $book }, after depreciation too.
    The full margin is { $full }, with capital recovery and building instead of depreciation.
    On the bridge { $tier } has a margin of { $bridge } at full cost.
    The tile shows the company’s gross margin of { $company }.
    It is an accounting margin, with idle hours of cards, the free app and other products.

# $need is how many times the supply of a price that just cleared.
api-price-cut-need =
    A cut of { $depth } needs { $need } times the supply of a price that just cleared.
    Over the range of the elasticity it needs { $low } to { $high } times.
api-price-cut-pays =
    { $pays ->
        [yes] At the margin of the launch list it pays for itself with { $volume } more volume, at an elasticity of { $elasticity }.
        [undefined] The volume that would pay for it at the margin of the launch list is not defined.
       *[never] At the margin of the launch list no extra volume pays for it.
    }
api-price-balances =
    For information: balances paid in advance are worth { $claim } at today’s price.
    A cut multiplies that claim.
    In the model it lasts longer: users ask for what the price makes them want, and top-ups fall with revenue in cash.
api-price-break-even =
    At the margin of the launch list in { $month } a cut of { $depth } pays for itself from an elasticity of { $elasticity }.
api-price-break-even-also = A cut of { $depth } pays from { $elasticity }.
api-price-own-elasticity = The elasticity of { $tier } is { $own }.

# ── Figures, controls and tables of the page ───────────────────────────────────────────────────────────────────────

api-price-list-title = { $tier } list price
# Lines of the figure of the list.
api-price-list-line =
    { $line ->
        [peak] output, peak
        [output] output
        [input] uncached input
       *[hit] cache hit
    }
api-price-mix-title = Price of { $tier } on its mix of tokens
api-price-line-price = price
api-price-line-cost = cost
api-price-line-hosts = third-party hosts
api-price-worth-title = Worth of a card-hour to the queue
api-price-line-surcharge = clearing surcharge
api-price-line-at-list = { $tier } at list price
api-price-demand-title = Paid { $tier } tokens, refused ones shaded
api-price-line-wanted = asked for
api-price-line-served = served
api-price-line-room = room
api-price-cut-title = Cut that supply could carry

api-price-own-mix = My own mix of tokens
    .help = Otherwise the mix is that of { $tier } in { $month }.
api-price-own-hits = Cache hits in my input
api-price-own-output = Output in my tokens

api-price-bridge-title = From the list to the margin of { $tier }, { $month }
api-price-bridge-part =
    { $part ->
        [list] list, no hits
        [hits] cache hits
        [peak] peak tariff
        [fees] grants and fees
        [tax] sales tax
        [exchange] exchange rate
        [cost] cost
       *[margin] margin
    }
api-price-frontier-title = Price of { $tier } that leaves a margin, { $month }
api-price-frontier-axis = share of its hours that a card is in use
# A line: the prices that leave this margin.
api-price-frontier-line = { $margin } margin
api-price-frontier-point = price now, at today’s use of cards

api-price-lists-heading = Lists in { $month }:
api-price-lists-mix = a million tokens with { $hits } of input cached and { $output } output
# The heads of columns of the lists.
api-price-head =
    { $column ->
        [since] list since
        [hit] hit, yuan/Mtok
        [input] input, yuan/Mtok
        [output] output, yuan/Mtok
        [mix] mix, yuan/Mtok
        [dollar_mix] mix, dollars/Mtok
       *[against_own] against own
    }
api-price-own-list =
    { $at_peak ->
        [yes] { $tier }, peak
       *[no] { $tier }, off-peak
    }
# How well a list is known after a move of the company, and where a price is set by hand.
api-price-basis =
    { $move ->
        [reviewed] reviewed
        [planned] planned
       *[changed] changed here
    }
api-price-lists-note =
    Rivals are those that compete most closely in the tier’s own class.
    Lists are those of the end of the month, as announced.
    The fall and the matching that the model expects of rivals are not in them.
    A stand-in is a later list, used where that of the month is not recorded.
    A star marks a price that is known less well than the rest of its list.
api-price-tab-composition = What a price is made of
api-price-tab-supply = What supply carries
api-price-tab-scarcity = What scarcity is worth
api-price-tab-elasticities = If users answer otherwise
api-price-history-heading = What happened to the list, and what is planned
api-price-history-event =
    { $event ->
        [cut] the planned cut
       *[review] a review
    }

api-price-depths-title = Cut that more supply carries
api-price-depths-axis = times the supply
api-price-depths-line = elasticity now
api-price-depths-unit = per cent off
api-price-elastic-demand-title = Paid { $tier } tokens by elasticity
api-price-elastic-revenue-title = Revenue by elasticity of { $tier }
