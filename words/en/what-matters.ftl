# What matters: the figures of sensitivity and the captions of the page. The findings themselves are in other files.

matters-ranges =
    Low and high are the tenth and the ninetieth percentile of each assumption.
    All else is as the scenario has it.
    An arrow up and down marks an input along which the outcome turns.
matters-running = Running thousands of futures with one input exchanged at a time …
# Stars make the beginning bold.
matters-along-levers = **Along every lever of the sidebar.** The other levers stay as they are.
    The dot is where the lever stands, and the dashed line is the end of the plan.
matters-more-levers =
    { $count ->
        [one] Along one more lever
       *[other] Along { $count } more levers
    }
matters-shares-heading = How much of the uncertainty each input explains

# ── Figures ────────────────────────────────────────────────────────────────────────────────────────────────────────

matters-tornado-title = { $outcome }, moved by each input alone
matters-tornado-side =
    { $end ->
        [low] at its low end
       *[high] at its high end
    }
matters-tornado-axis = { $unit }, dashed: the end of the plan
matters-tornado-takeaway = { $title }. The scenario is at { $value }.
matters-bar = { $name }: from { $low } to { $high }.
matters-bar-end = { $name } at { $value }
matters-bar-tip = { $name } at { $value }: { $reached }
matters-no-bars = No input moves it, so no bar is drawn.

# $outcome begins with a small letter.
matters-variance-title = Share of the variance of { $outcome }
matters-variance-axis = share of the variance
matters-variance-side =
    { $effect ->
        [first] alone
       *[total] with its interactions
    }
matters-variance-tip = { $name }: { $share } { $side }, with a standard error of { $error }
matters-variance-bar = { $name }: { $share }.
matters-variance-undefined = It is not defined.

matters-response-takeaway = { $outcome } along { $lever }: from { $first } to { $last }.
# The unit at the axis of a lever whose numbers are shares or multiples.
matters-axis =
    { $unit ->
        [month] a month
        [year] a year
       *[x] times
    }
