# What was typed into a field of a page and cannot be used, and what is shown instead.

typed-target-no-number = A target is a number such as { $example }, not “{ $typed }”.
typed-target-range =
    { $name } can be asked to lie between { $low } and { $high }.
    { $typed } is outside.
typed-target-beyond = Beyond the end of the plan no month is computed.
typed-target-share = Write { $percent } or { $fraction }.

typed-whole-number =
    { $what ->
        [futures] A number of futures is a whole number such as { $example }, not “{ $typed }”.
       *[seed] A seed is a whole number such as { $example }, not “{ $typed }”.
    }
typed-futures-range =
    This page draws { $least } to { $most } futures.
    { $typed } is outside.
    The command `python -m econ ensemble` draws up to { $limit }.
typed-seed-range =
    A seed is a whole number from { $least } to { $most }.
    { $typed } is outside.
# A number that is too long to be repeated, as the subject of a sentence.
typed-long-number = A number of { $count } digits
typed-shown-instead =
    { $count ->
        [one] This page shows { $count } future with seed { $seed }.
       *[other] This page shows { $count } futures with seed { $seed }.
    }
