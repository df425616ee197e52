# Breaking points: the questions of the page, its controls, the heads and cells of its tables, and its buttons.
# The findings themselves are in other files.

# The questions. They are also in the address of the page, so that links that were shared hold only as long as they stay the same.
breaking-question =
    { $question ->
        [single] one thing alone
        [joint] several together
        [rules] rules in words
        [deadline] point of no return
        [target] what would fix it
       *[step] exchange rates
    }

# ── Controls ───────────────────────────────────────────────────────────────────────────────────────────────────────

breaking-searching = Searching …
breaking-target = Target, { $unit }
breaking-one-more-step = One more step of
breaking-months =
    { $saved ->
        [yes] To count as saved, money must last this many months from { $start }
       *[no] Money must last this many months from { $start }
    }
breaking-go = Go to this future
breaking-back = Back to where I was

# Below every answer.
breaking-note =
    Ranges and chances are those of the assumptions.
    Where the plan does not hold, the question is what would save it.
    Conditional on the model, not a forecast.

# ── Rows that are not listed ───────────────────────────────────────────────────────────────────────────────────────

# The noun counted, after "Of" and a number.
breaking-listed =
    { $what ->
        [able] inputs that can do it alone, however seldom,
        [moved] inputs that move
        [saving] choices that save the plan
       *[bearing] choices that bear on it
    }

# ── Tables ─────────────────────────────────────────────────────────────────────────────────────────────────────────

# The heads of columns.
breaking-head =
    { $column ->
        [input] input
        [choice] choice
        [now] now
        [breaks] breaks at
        [saved] saved at
        [there] there
        [deviations] standard deviations
        [chance] chance of going that far
        [part] part of the distance
        [rule] rule
        [bounds] bounds
        [plan] what the plan does
        [density] in this share of its futures
        [base] in this share of all futures
        [covers] covers
        [changed] changed to
        [last] last month
        [at-once] if changed at once
        [needed] needed
        [reaches] reaches
        [plan-value] value of the plan then
        [lowest-cash] lowest cash then
        [in] figure
        [how] effect
        [worth] size
       *[holds] same rate, within a tenth, up to
    }

# A small chance, as one in a number.
breaking-small-chance =
    { $under ->
        [yes] under { $one } in { $number }
       *[no] { $one } in { $number }
    }
# What the plan does in the futures of a rule.
breaking-plan =
    { $breaks ->
        [yes] { $often ->
            [yes] breaks
           *[no] breaks more often
        }
       *[no] { $often ->
            [yes] holds
           *[no] holds more often
        }
    }
breaking-out-of-reach = not within its limits
breaking-nothing-repairs = nothing repairs it
breaking-no-change = no change
