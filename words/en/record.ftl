# Record: what was promised, what the model says of it, and what happened.

# ── The answer ─────────────────────────────────────────────────────────────────────────────────────────────────────

# How a price differs from the launch list, behind "costs".
record-against-launch =
    { $side ->
        [less] { $size } less than on the launch list
        [more] { $size } more than on the launch list
       *[same] as much as on the launch list
    }
record-price = { $tier } costs { $against } in { $month }.
record-nothing-happened = The file has nothing yet that happened.

# ── What the page shows ────────────────────────────────────────────────────────────────────────────────────────────

# $promise is a clause of the file, such as "which was to get cheaper".
record-promised = { $tier } is the tier { $promise }.
record-price-of =
    { $both ->
        [yes] That is the price on the token mix of { $mix }, peak and off-peak together.
       *[no] That is the price of peak and off-peak together.
    }
record-price-other-mix = On the token mix of { $mix } it costs { $against }.
record-cases =
    { $count ->
        [one] The figures and tables below show the case { $cases } as it is in the file. No lever changes them.
       *[other] The figures and tables below show the cases { $cases } as they are in the file. No lever changes them.
    }
# What lines and numbers of the figures are. Stars make the names of cases bold.
record-solid-line = The solid line is what is known in **{ $case }**.
record-forecast = Beyond the line where knowledge ends it is a forecast.
record-promise-line = The thin grey line is the promise, as known in **{ $case }**.
record-event-numbers = Numbers refer to what happened, below.
record-known-until = known until here

record-tab-figures = As they ran
record-tab-published = Against published figures
record-tab-scores = Scores of the forecast
record-tab-promise = The promise
record-nothing-scored = Nothing that this case forecast has been published.
record-title-expected = What was expected in { $case }, and what became of it
record-title-price = { $tier } output on the list
record-title-fleet =
    { $case ->
        [none] Cards in service
       *[other] Cards in service, grey as promised in { $case }
    }
record-title-cash = Money in the bank
record-title-revenue = Revenue
record-line-revenue = revenue
record-line-cash = cash
record-title-events = What happened, in the order of time
record-title-published = Published figures beside the model
record-title-why = Why they may differ
record-title-scored = How the view of { $case } is scored
record-title-taken = What it would have taken
# In front of the table of the promise, with a bold beginning.
record-title-promise = **{ $tier } off and on peak together**, against the launch list on the same mix of tokens

record-dollars-note =
    Run-rates are published in dollars a year.
    They are compared in bn yuan a month, at the exchange rate of the case.
record-token-mix = In the token mix of { $case }, { $cached } of input is cached, and { $output } of all tokens are output.

# ── Published figures and the promise ──────────────────────────────────────────────────────────────────────────────

# A figure of several months, with the months of the model that it is compared with.
record-figure-months =
    { $weight ->
        [none] { $name } (model: { $first } to { $last }{ $before })
       *[other] { $name } (model: { $first } to { $last }, weighted by { $weight }{ $before })
    }
record-months-before = , with the opening month for each one before
record-head-dollars = dollars a year, in millions: published, then model
record-head-model = model of { $case }
record-fitted = fitted to it
record-head-against = against it
record-within = within
# A range that ends at all of it.
record-above = above { $limit }
record-points = { $number } points
record-miss =
    { $side ->
        [above] { $size } above
       *[below] { $size } below
    }
record-head-promise =
    { $kind ->
        [promised] as promised, mix of { $mix } (launch { $launch })
       *[known] as known, mix of { $mix } (launch { $launch })
    }
record-head-why = why they differ
record-as-known = as known: { $notes }
record-cut-made =
    { $kind ->
        [promised] { $case }: the promised cut
       *[further] { $case }: a further cut when supply lands, our guess
    }
record-no-change-yet = nothing has happened yet

# ── Scores ─────────────────────────────────────────────────────────────────────────────────────────────────────────

# How many outcomes the first view scores better than each naive forecast.
record-score-better =
    The first view scores better than “no change” in { $no_change } of { $outcomes } outcomes.
    It beats “as promised” in { $as_promised } of them.
    It beats “last trend” in { $last_trend } of the { $trends } that have one.
record-no-trend = no earlier figure
record-event-happened = happened
record-event-chance = chance { $chance }
record-score-outside = { $outside } of { $numbers } numbers lie outside the range that should hold eight in ten.
record-fitted-share =
    { $case } was fitted with everything as assumed.
    { $share } of its futures meet all the figures that it was fitted to.
# Other published figures of the same quantities. $figures are what they are.
record-others-share = In { $share } of its futures this is met as well, to within a tenth: “{ $figures }”.
record-score-note =
    { $count } futures of the first case are drawn from what was known then.
    The promised cut is drawn as an event: before supply, on time, late or never.
    Each number has the median of its futures, and in brackets the range that holds eight in ten.
    Its score is the continuous ranked probability score, on the log scale for money and prices.
    An event has its Brier score. Zero is best.
    “No change” carries the opening month on.
    “As promised” is the first case if all goes as assumed.
    “Last trend” lets revenue grow with demand. Other numbers have no earlier figure and no trend.
    For the promise it takes all four outcomes to be equally likely.
    What it would have taken is what stands out in the twentieth of futures nearest to what was published.
    A cause is named only where the number moves once that cause alone is as believed.
    Outcomes are few and depend on each other, so this is a record and not a test.

# What is unlike itself in the futures nearest to a published number. $changes is a list of `record-taken-change`.
record-taken =
    { $is_reached ->
        [yes] { $changes }.
       *[no] no future reaches it, and the nearest have { $changes }.
    }
record-taken-change = { $name } at { $nearest } instead of { $believed }
record-taken-nothing = nothing that stands out
