# Funding runway: how long the money lasts, by each definition, what uses it up, and the raise that closes the hole.

# ── The page ───────────────────────────────────────────────────────────────────────────────────────────────────────

funding-cash = Money in the bank
funding-cash-line = cash
funding-minimum-line = minimum
funding-burn = What net burn is made of
funding-gauge = How far the money reaches
funding-tab-closing = What must be raised
funding-tab-runways = All runways
funding-tab-statements = Statements
funding-tab-bridge = Cash bridge
funding-tab-peers = Peers
funding-tab-checks = Checks
funding-statement = Statement, bn { currency }
funding-columns = Columns
funding-span =
    { $span ->
        [years] by plan year
       *[months] by month
    }
funding-download = Download as CSV
funding-bridge-year = Cash bridge of the plan year
funding-whole-plan = the whole plan
funding-bridge-title = Cash, { $year }
funding-bridge-note =
    Gross profit and training are before depreciation, and people are without options, because neither is cash.
    Plant includes deposits and no sales tax. Taxes include income tax and sales tax. Leases include interest.
    Cards, building, rent and training are priced without sales tax.
    The sales tax paid on them stays with the tax office until it is used or refunded.
# What uses money in the bank up until it ends: the two largest parts of net burn, and what is there against them.
funding-end-spending =
    Spending on { $first } until { $month } is { $first_sum }, and on { $second } { $second_sum }.
funding-end-money = The plan begins with { $cash }, and gross profit until then is { $profit }.
funding-burn-note =
    Net burn until { $month } comes to { $burn }. Discounted at { $rate }, it is { $value }.
    { $part ->
        [more] Rented training compute takes { $training } until then, which is more than all net burn.
        [most] Rented training compute takes { $training } until then, more than half of it.
       *[some] Rented training compute takes { $training } until then.
    }
funding-peers-note =
    Peers have only the static and the loss-based runway.
    The others look along a path of cash that no peer publishes: plans, credit lines, covenants and rounds to come.
    Burn is as each company states it, with plant and leases. Operations alone leave both out, and flatter.
    A peer’s averages are over the months that it reports, and those of the scenario over { $months }.
    Where a company has deposits and funds beside cash, the loss-based runway counts them all, as the press does.
funding-what-holds = what holds
funding-identities-hold = All { $count } identities of the statements hold.
# $what is the first of them, a sentence.
funding-identities-fail =
    { $failed ->
        [one] { $failed } of { $total } identities of the statements fails.
       *[other] { $failed } of { $total } identities of the statements fail.
    }
    The first is wrong by { $amount } in { $month }. It says: { $what }

# ── How long the money lasts ───────────────────────────────────────────────────────────────────────────────────────

funding-lasting = how long the money lasts
funding-this-scenario = This scenario
funding-this-scenario-meaning =
    { $brakes ->
        [yes] With brakes on.
       *[no] With brakes off.
    }
funding-on-longest-plan =
    { $outlasts ->
        [yes] The money outlasts { $months } too.
       *[no] Over { $months } it lasts { $end }.
    }
funding-months-left = Months left
# $month is the first that is not over.
funding-months-left-meaning =
    { $is_gone ->
        [yes] The money is gone before { $month }, the first month that is not over.
       *[no] Counted from the start of { $month }, the first month that is not over.
    }
funding-board = A board would brake
funding-board-never = Cash never falls below { $period } of rented training and pay.
funding-board-when = Cash then first falls below { $reserve }, the cost of { $period } of rented training and pay.
funding-futures = Futures with money after { $terms } months
funding-futures-meaning = Of { $count } futures, within { $error }.

# ── Runway by each definition ──────────────────────────────────────────────────────────────────────────────────────

funding-from-start = months from the start of { $month }
funding-from-end = from the end of { $month }
funding-ends-in = ends in
funding-runway =
    { $name ->
        [static] Static
        [loss] Loss-based
        [zero-cash] Zero cash
        [covenant] Covenant
        [liquidity] Liquidity
        [default-alive] Default alive
       *[decision] Decision
    }
funding-definition =
    { $name ->
        [static] Cash divided by recent net burn a month.
        [loss] Cash divided by the recent adjusted net loss a month.
        [zero-cash] Until cash on the path ahead falls below zero, on a straight line within the month.
        [covenant] Until cash on the path ahead falls below the minimum that must be held.
        [liquidity] Until cash, undrawn credit and what rounds have promised are all gone.
        [default-alive] Until cash falls below the minimum, with no new equity but that of closed rounds. Alive if it never does.
       *[decision] The covenant month less the months that a raise takes. Zero where that month has passed.
    }
# The average of recent months, which the first two definitions carry on.
funding-average =
    { $what ->
        [burn] The burn is { $amount } over { $months }.
        [gain] More cash comes in than goes out: { $amount } over { $months }.
        [loss] The loss is { $amount } over { $months }.
       *[profit] There is a profit: { $amount } over { $months }.
    }
funding-long-average = Over { $months } it is { $amount }.
funding-counted-from = The headline counts from { $month }.
funding-minimum = The minimum is { $money }.
funding-credit-line =
    { $has_line ->
        [yes] The credit line is { $limit }.
       *[no] There is no credit line.
    }
funding-promised = At most { $money } of rounds is promised.
funding-left-out =
    { $rounds ->
        [none] No round is left out.
       *[some] Left out: { $rounds }.
    }
funding-lowest-headroom =
    { $is_below ->
        [yes] Cash is { $money } below the minimum in { $month }, the worst month.
       *[no] Cash is { $money } above the minimum in { $month }, the worst month.
    }
funding-raise-takes = A raise takes { $lead }.

funding-no-end = no end
funding-ago = { $months } ago
funding-at-once = at once
funding-never = never
funding-none = none
funding-no-cash = no cash is left
funding-nothing-spent =
    { $name ->
        [static] no burn
       *[loss] no loss
    }
funding-alive = alive
funding-not-alive = not alive: { $end }
funding-out-of-cash = out of cash

# ── Burn ───────────────────────────────────────────────────────────────────────────────────────────────────────────

funding-measure =
    { $measure ->
        [trough] Trough of cash
        [headroom] Cash above the minimum
        [gross] Gross burn
        [net] Net burn
       *[multiple] Burn multiple
    }
funding-lowest = { $money } in { $month }
funding-trough = The least cash from { $first } to { $last }.
funding-headroom =
    Cash and undrawn credit less the minimum, at its least from { $first } to { $last }. Below zero it is what is missing.
funding-gross = Cash out for operations, plant and leases a month, over the { $months } to { $month }.
funding-net = The same less what customers and the bank pay. Equity and the credit line are left out.
funding-multiple =
    Net burn of { $months } over the growth of the run-rate.
    Net burn is { $burn }, and twelve times monthly revenue grew by { $growth }.
    Below one is excellent, above three is poor.
funding-nothing-burnt = nothing is burnt
funding-no-revenue-added = no revenue was added

# ── The gauge ──────────────────────────────────────────────────────────────────────────────────────────────────────

funding-gauge-dashed = dashed: end of { $month }, of which figures are, and end of the plan
funding-gauge-takeaway = { $title }: { $parts }.
funding-gauge-cash = Cash lasts
funding-gauge-closed-money = Without new money
funding-gauge-state =
    { $state ->
        [milestone] milestone
        [raise] time to raise
        [safe] no raise needed
       *[below] below minimum
    }
funding-gauge-stretch = { $state }, { $first } to { $last }
funding-gauge-until = until { $month }
funding-gauge-beyond = beyond
funding-gauge-not-by = not by { $month }
funding-milestone =
    { $name ->
        [supply] { $element } in volume
        [release] Next release
        [trough] Trough of cash
        [decision] Begin to raise
        [covenant] Minimum cash
        [zero-cash] Zero cash
        [closed-round] { $element }, closed
        [open-round] { $element }, not closed
       *[lock-up] First lock-up ends
    }

# ── The raise that closes the hole ─────────────────────────────────────────────────────────────────────────────────

funding-no-hole = No money is missing until { $month }.
funding-hole-undefined = What is missing is not defined, because cash is not.
funding-no-raise = No raise in { $month } keeps cash above its minimum until { $last }.
funding-raise = A raise of { $money } in { $month } keeps cash above its minimum until { $last }.
funding-raise-price = At { $price } before the money, the price of the { $round }, it sells { $share } of the company.
funding-raise-plan-value = At { $multiple } times the last year’s gross profit less options it sells { $share } of the company.
funding-raise-begin = It takes { $lead }, so it must begin by { $month }.
funding-raise-too-late = It takes { $lead }, so beginning in { $month } is too late.

# The two small figures beside net burn: their titles and the names of their lines.
funding-title =
    { $figure ->
        [margin] Gross margin
       *[stake] Founder’s stake
    }
funding-line =
    { $figure ->
        [margin] gross margin
       *[stake] founder
    }
