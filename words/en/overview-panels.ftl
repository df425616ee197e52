# The panels of the Overview: titles, lines of units, numbers over them, events, and what a screen reader hears.

# ── Titles and units ───────────────────────────────────────────────────────────────────────────────────────────────

panel-title =
    { $number } { $panel ->
        [supply] Supply
        [price] Cost and price
        [demand] Demand
        [margin] Margin
       *[cash] Cash
    }
panel-supply-unit = cards in service, thousand
panel-price-unit = { $tier } output, { currency } a million tokens
panel-demand-unit =
    { $dips ->
        [yes] paid { $tier } demand served · lowest in { $month }
       *[no] paid { $tier } demand served
    }
panel-money-a-month = bn { currency } a month
panel-cash-unit =
    bn { currency } at the end of each month{ $below_zero ->
        [yes] {" "}· below zero: what would be missing
       *[no] {""}
    }{ $has_open_money ->
        [yes] {" "}· hatched: there only if the open round closes
       *[no] {""}
    }

# ── Lines, numbers and events ──────────────────────────────────────────────────────────────────────────────────────

panel-cost-of-revenue = cost of revenue
panel-cash-note = bn { currency } of cash
panel-begin-to-raise = begin to raise
panel-bank-money-ends = money in the bank ends

# ── For a screen reader ────────────────────────────────────────────────────────────────────────────────────────────

panel-takeaway = { $title }.
panel-line =
    { $moved ->
        [yes] Line { $name }: from { $first } to { $last } { $unit }, instead of { $before } in the baseline.
       *[no] Line { $name }: from { $first } to { $last } { $unit }.
    }
panel-served =
    { $kind ->
        [undefined] { $title }: the share that is served is not defined in some months.
        [all] { $title }: all paid demand is served in every month.
       *[some] { $title }: { $first } of paid demand is served at first, and { $last } at the end. The lowest is { $lowest } in { $month }.
    }

# ── Below the panels ───────────────────────────────────────────────────────────────────────────────────────────────

ask-next = Ask next
ask-when-to-cut = When should the price be cut?
ask-how-many-futures = In how many futures does the money last?
ask-what-breaks = What breaks the plan?
