# Ownership: who holds what, the table of rounds, what an exit pays, and what a round returns.

# ── Who holds the company ──────────────────────────────────────────────────────────────────────────────────────────

ownership-holders = Who holds the company
ownership-holders-at-the-end = { $title }, at the end: { $stakes }.
ownership-stake = { $holder } { $share }
ownership-shares = Shares of the company
ownership-line-founder = founder
ownership-line-investors = investors
ownership-line-others = others
ownership-line-pool = pool
# The founder’s initial stake leaves no room for the whole option pool.
ownership-pool =
    The founder holds { $founder } at the beginning.
    That leaves { $actual } for the option pool, not { $wanted }.
ownership-prices =
    A share is a billionth of the company at the beginning.
    Paid for old shares is the value before the money, less an option pool that the old holders bear.
ownership-no-money = No round brings money in this scenario.
ownership-tab-shares = Shares by round
ownership-tab-prices = Price of each round
ownership-tab-exit = An exit
ownership-tab-returns = Returns
ownership-tab-investors = Who invests
ownership-investors = Who invests, and what the registry says of a round’s value

# ── An exit ────────────────────────────────────────────────────────────────────────────────────────────────────────

ownership-preference = Preference of the rounds
ownership-preference-help =
    As assumed uses the terms of each round. None treats all shares alike.
    Participating pays the money back first, and then a share of the rest.
ownership-exit-value = Exit value, bn yuan
ownership-exit-axis = exit value, bn { currency }
ownership-exit-title = Who is paid what part of an exit
ownership-exit-unit = per cent of the exit · grey: common shares of the baseline
ownership-exit-tip = exit at { $value }
ownership-exit-changes = { $title }, from { $smallest } to { $largest }: { $changes }.
ownership-exit-change = { $name } from { $first } to { $last }
ownership-exit = An exit at { $value }
ownership-exit-when = after all rounds of the scenario
ownership-exit-note =
    Equity value, after debt. The class of a round includes the founder’s part of it. Options count as shares.

# ── What a round returns ───────────────────────────────────────────────────────────────────────────────────────────

# A cell of the table of returns where shares are given back: a multiple and a rate. $is_part: part of the claim is paid.
ownership-put-cell =
    { $is_part ->
        [yes] { $paid } part of a put
       *[no] { $paid } put
    }
ownership-returns-of = Returns of the
ownership-return-year = year { $year }
ownership-return-exit = exit, { $unit }
ownership-return-cell =
    { $rate ->
        [none] { $multiple }x, rate not defined
       *[some] { $multiple }x, { $rate }
    }
ownership-returns-title = What it returns
# $grey is the reason for grey cells.
ownership-returns-what =
    { $grey ->
        [locked-up] multiple of the money and rate a year, by exit value and years after closing · grey: outside investors are locked up
        [out-of-money] multiple of the money and rate a year, by exit value and years after closing · grey: the money has ended by then
        [both] multiple of the money and rate a year, by exit value and years after closing · grey: outside investors are locked up, or the money has ended by then
       *[none] multiple of the money and rate a year, by exit value and years after closing
    }
# A switch: the returns if a further round closes the hole in the plan.
ownership-fund-gap = Fund the gap
ownership-fund-gap-help = The table then counts the smallest raise after which the money lasts to the end of the plan. It dilutes earlier rounds.
# $first is the stake at closing, $last that of the last month of the plan.
ownership-dilution = { $investors } hold { $first } when the round closes, and { $last } in { $month }.
ownership-no-shares = { $investors } hold no shares, because the founder puts in all of the money.

# A redemption right: $claim is what is owed for the shares.
ownership-redemption =
    { $exercised ->
        [yes] { $investors } give their shares back in { $month } for { $claim }.
       *[no] { $investors } may give their shares back in { $month } for { $claim }.
    }
    That is { $multiple } times their money, or { $rate }, whatever the company is worth.
ownership-redemption-beyond = It is paid only if the company still has the money then.
ownership-redemption-missing =
    { $beyond_plan ->
        [yes] With the money at the end of the plan, { $missing } of it cannot be paid.
       *[no] { $missing } of it cannot be paid.
    }
    The table counts the rest.
ownership-redemption-use = The table assumes that they use the right wherever it pays more than the exit.
ownership-not-locked-up =
    { $count ->
        [one] { $investors } is not locked up.
       *[other] { $investors } are not locked up.
    }
ownership-investor = { $name } ({ $money })

# ── The table of rounds ────────────────────────────────────────────────────────────────────────────────────────────

rounds-title = Rounds
rounds-none-count = No round counts.
rounds-counted =
    { $count ->
        [one] { $count } of { $total } rounds counts. It brings { $money }.
       *[other] { $count } of { $total } rounds count. Together they bring { $money }.
    }
rounds-click = Click a cell to change it.
rounds-add = Add a round
rounds-to-remove = Round to remove
rounds-remove = Remove
rounds-terms = Terms of a round: parts, protection, preference, redemption, lock-up
rounds-change-terms = Change the terms of the
rounds-group-of-terms =
    { $group ->
        [closing] Closing, parts, later rounds
        [exit] At an exit
       *[way-out] The way out
    }
rounds-all-count = All { $count } rounds of the case file count. To have more, write another table [round.name] into it.
rounds-no-free-month = Every month of the plan has a round.

# A column of the table, by what it holds: its head, and its name in a sentence.
rounds-column =
    { $column ->
        [status] status
        [month] closes in
        [money] money, bn { currency }
        [valuation] valuation, bn { currency }
        [basis] stated
        [founder] founder, %
        [pool] pool, %
       *[bearer] pool borne by
    }
rounds-cell-name =
    { $column ->
        [status] status
        [month] month
        [money] money
        [valuation] valuation
        [basis] basis of the valuation
        [founder] founder’s part
        [pool] option pool
       *[bearer] bearer of the pool
    }

# A cell that cannot be taken, and what stays in force.
rounds-cell-problem = { $round }, { $cell }: { $problem }
rounds-cell-stays = { $problem }. The { $cell } stays { $kept }.
rounds-cell-rule = it { $rule }
rounds-cell-empty = it is empty. A round that is not wanted can be removed below
rounds-cell-per-cent = it must be between { $low } and { $high }, not { $typed }
rounds-cell-date = it must be a date, written as year-month-day, not “{ $typed }”
rounds-cell-too-early = { $typed } lies before the beginning, { $first }
rounds-cell-too-late = { $typed } lies beyond the plan, which ends in { $last }
