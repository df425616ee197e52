# The dialog of one number: its formula in words. The names of numbers come from the case.

# A function of an equation with what it is given: $a is the first argument, $b the second, and so on. $whole is the number one.
formula-call =
    { $function ->
        [floor] { $a } rounded down
        [minimum] the smaller of { $a } and { $b }
        [maximum] the larger of { $a } and { $b }
        [at-most] { $a }, at most { $b }
        [at-least] { $a }, at least { $b }
        [where] { $b } if { $a }, otherwise { $c }
        [clip] { $a }, at least { $b } and at most { $c }
        [exp] e to the power of { $a }
        [log] the natural logarithm of { $a }
        [total] the sum over all { $b }s of { $a }
        [largest] the largest of all { $b }s of { $a }
        [sum_before] the sum of { $a } over all { $c }s that come first by { $b }
        [ratio] { $a } ÷ { $b }
        [ratio-or] { $a } ÷ { $b }, or { $c } if { $b } is zero
        [shared_fill] the share of { $b } that { $a } covers if all { $d }s get the same share, and none more than { $c }
        [monthly] { $a } as a rate a month
        [smooth_ramp] the height of a curve in the shape of an S at { $a }
        [time_at_full_rate] the months at the full rate that make as much as { $a } with a ramp of { $b }
        [lagged] { $a }, { $c } months before
        [added_within] what was added to { $a } in the last { $c } months
        [straight_line] what was added to { $a }, in equal parts over { $c } months
        [straight_line-within] what was added to { $a } in the last { $d } months, in equal parts over { $c } months
       *[power_root] the x at which { $a } × ({ $whole } + x ÷ { $b }) to the power of { $c }, summed over all { $f }s, falls to { $d }, at most { $e }
    }
# What holds for one position of a switch, and how two numbers compare.
formula-option = { $value } if { $switch } is { $option }
formula-comparison =
    { $how ->
        [below] { $left } is below { $right }
        [at-most] { $left } is at most { $right }
        [above] { $left } is above { $right }
       *[at-least] { $left } is at least { $right }
    }
# The number of the month, and a number of another month than this.
formula-month = months since the start
formula-time =
    { $time ->
        [opening] last month’s { $number }
        [past] earlier { $number }
       *[final] { $number } of the last month
    }
formula-forced = It is set by hand here, and its equation is not used.

# Of an assumption: its likely range, and what it was before it was changed.
number-range = { $range }, in { $unit }
number-basis =
    { $before ->
        [none] { $basis }, { $day }
       *[some] changed here, in the case { $before }, { $basis }, { $day }
    }
number-causes-left-out =
    { $count ->
        [one] One more cause is not drawn. Open a number to see its own.
       *[other] { $count } more causes are not drawn. Open a number to see its own.
    }
number-month-row = Months since the start
number-open-assumption = Open it: range, source and what it feeds
number-is-unknown = { $problem }.
number-dialog-title = Open a number
number-choose = Choose a quantity
number-graph-title = What it comes from, three steps back, in { $month }
number-graph-name = Causes, three steps back

# The month in which a number is read, the run that it is of, and its value to more digits than pages show.
number-in-month = in { $month }
number-in-run =
    { $run ->
        [closed-money] without the rounds that have not closed
       *[case] in the case { $case } as it is in its file
    }
number-to-more-digits = To more digits: { $value }.
# Above the numbers that a formula reads, with the month in which they are read.
number-inputs = Its numbers in { $month }
number-of-month = { $number }, { $month }
number-in-formula = { $number } in { $month }

# ── A figure of the whole path ─────────────────────────────────────────────────────────────────────────────────────

figure-from-to = from { $first } to { $last }
figure-in-plan = in the plan from { $first } to { $last }
figure-since-launch = from launch to { $last }
# $whole is the number one.
figure-sum = { $figure } = the sum of { $number } over { $months }, from { $first } to { $last }
figure-refused = Refused = the sum of { $wanted } − { $served }, over all tiers and months until { $end }
figure-worst = At worst = the refused share of { $wanted } in { $month }
figure-cut = Next cut = { $whole } − { $after } ÷ { $before }, the first fall of the list still to come
figure-fall = Fall since launch = { $whole } − { $end } ÷ { $launch }
figure-runway =
    { $kind ->
        [month] { $figure } = the month that lies { $runway } after the beginning of { $first }
        [undefined] { $figure } = not defined, because { $cash } is not defined
       *[beyond] { $figure } = beyond the plan, because { $cash } never reaches zero by { $last }
    }
figure-closed = Rounds that have not closed bring no money in this run.
figure-parts = Its numbers
figure-largest = Its largest months
figure-all-months = All months
figure-refused-in =
    { $worst ->
        [yes] { $month }, the worst month: { $refused } refused
       *[no] { $month }: { $refused } refused
    }
number-feeds-nothing = No other quantity reads it.
figure-feeds = It is a figure of the pages. No quantity of the model reads it.
