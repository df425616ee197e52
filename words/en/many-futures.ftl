# Many futures: in how many the money lasts, what is missing in the worst, and how that compares with the scenario itself.
# It is shown on Many futures, Breaking points, What matters and Funding runway, and by the figures of many futures.

# ── How many of a hundred futures ──────────────────────────────────────────────────────────────────────────────────

# A share of futures, as a number of a hundred, or of all if there are fewer. $count is that number, $total of how many.
futures-share =
    { $kind ->
        [every] every future
        [none] no future
        [fewer] fewer than { $count } of { $total } futures
        [more] more than { $count } of { $total } futures
       *[some] { $count } of { $total } futures
    }
futures-number =
    { $kind ->
        [none] none
        [fewer] fewer than { $count }
        [more] more than { $count }
       *[some] { $count }
    }

# ── Answers ────────────────────────────────────────────────────────────────────────────────────────────────────────

# $share is a `futures-share`, $month the last month of the term.
futures-money-lasts =
    { $to_the_end ->
        [yes] In { $share } the money lasts to the end of the plan in { $month }.
       *[no] In { $share } the money lasts to the end of { $month }.
    }
futures-it-lasts =
    { $to_the_end ->
        [yes] In { $share } it lasts to the end of the plan in { $month }.
       *[no] In { $share } it lasts to the end of { $month }.
    }
futures-cash-out = In { $share } cash runs out by the end of { $month }.
# Behind one of these, where the baseline differs.
futures-in-baseline = In the baseline it does in { $share }.
futures-in-baseline-both = In the baseline these are { $first } and { $second }.
futures-cash-out-as-assumed =
    { $runs_out ->
        [yes] If all goes as assumed, it does too.
        [no] If all goes as assumed, it does not.
       *[none] If all goes as assumed, cash is not defined.
    }
futures-left-out =
    { $count ->
        [one] In { $count } more future cash is not defined.
       *[other] In { $count } more futures cash is not defined.
    }
# When the earliest tenth of futures and the latest run out.
futures-eight-in-ten =
    { $kind ->
        [same] Eight in ten run out in the same month, { $early }.
        [between] Eight in ten run out between { $early } and { $late }.
        [open] A tenth run out by { $early }, and at least a tenth have money beyond { $late }.
        [half] A tenth of the futures run out by { $early }, and more than half have money beyond { $late }.
       *[beyond] Nine in ten futures have money beyond { $late }.
    }

# ── The scenario beside its futures ────────────────────────────────────────────────────────────────────────────────

# $end is a `money-end`.
futures-run-lasts = If all goes as assumed, the money lasts { $end }.
futures-run-undefined = If all goes as assumed, cash is not defined.
futures-median-lasts = In the median future it lasts { $end }.
futures-median-same =
    { $beyond ->
        [yes] So it does in the median future.
       *[no] In the median future it lasts as long, to within a month.
    }
# Main causes of the difference, up to the earlier of the two ends. $month is absent where the median future ends first.
futures-difference =
    { $month ->
        [none] By then
       *[other] By { $month }
    } the futures { $what ->
        [received] take in
        [raised] raise
       *[spent] spend
    } { $size } { $more ->
        [yes] more on average.
       *[no] less on average.
    }
futures-difference-part = That is most of the difference.

# How far the scenario is from the middle of its futures by revenue.
futures-revenue-percentile = By revenue of { $month } the scenario is at percentile { $percentile } of its futures.
# $limits are the limits that bind, as `futures-limit`; none where none does.
futures-below-the-run =
    Most futures earn less than the scenario. { $limits ->
        [none] No limit on users, orders or a lead over rivals binds in them.
       *[some] Limits act one way. Of the months of these futures, { $limits }.
    }
# A limit, and the share of the months of all futures in which it binds.
futures-limit =
    { $limit ->
        [refused] users are refused in { $share }
        [no-power] too little power holds orders back in { $share }
        [no-money] too little money holds orders back in { $share }
       *[copied] rivals copy a lead in { $share }
    }

# The medians of the headline figures. $name is a figure, $median its median.
futures-medians =
    { $count ->
        [one] This is the median of { $count } future, beside the scenario.
       *[other] These are medians of { $count } futures, beside the scenario.
    }
futures-median-place = { $name }: { $median }, and the scenario is at percentile { $percentile }.
futures-median-equal = { $name }: { $median }, and { $same } of futures have the figure of the scenario.
futures-median-undefined = { $name }: { $median }, and the place of the scenario is not defined.

# ── Rounds and the worst futures ───────────────────────────────────────────────────────────────────────────────────

futures-gone-before-round =
    In { $share } the money is gone before the { $round } comes in { $month }.
    Most of these futures begin with little cash.
futures-round-closes = The { $round } has not closed. Its chance of closing is drawn too. It closes in { $share }.
futures-round-assumed = The { $round } is only assumed, and every future counts on it.

# $worst is the share of the worst futures, $size how far cash is from the minimum.
futures-shortfall =
    { $below ->
        [yes] In the worst { $worst } of futures cash is { $size } below the minimum at its lowest, on average.
       *[no] In the worst { $worst } of futures cash is { $size } above the minimum at its lowest, on average.
    }
futures-shortfall-baseline =
    { $below ->
        [yes] In the baseline it is { $size } below.
       *[no] In the baseline it is { $size } above.
    }
futures-shortfall-term = That is the expected shortfall, with spending as planned even after the money is gone.
futures-brakes-on = Brakes are on in this scenario: spending slows down when cash falls below the reserve.
futures-brakes-shortfall =
    { $below ->
        [yes] With brakes on, cash in the worst { $worst } is { $size } below the minimum.
       *[no] With brakes on, cash in the worst { $worst } is { $size } above the minimum.
    }
futures-brakes-survival = The money then lasts to the end of the plan in { $share }.
futures-brakes-count = Both figures are over { $count } futures.

# The stresses of the case, one click each.
futures-stresses = Stresses, one by one or together

# ── What was drawn ─────────────────────────────────────────────────────────────────────────────────────────────────

futures-too-few = So few futures are no sample. Ask for some hundreds at least.
futures-drawn =
    { $count ->
        [one] { $count } future of { $inputs } uncertain assumptions of the world is drawn.
       *[other] { $count } futures of { $inputs } uncertain assumptions of the world are drawn.
    }
futures-correlated =
    { $pairs ->
        [one] { $pairs } pair of them is correlated.
       *[other] { $pairs } pairs of them are correlated.
    }
futures-points =
    The draws are scrambled Sobol points with seed { $seed }.
    The baseline has the same draws.
    Choices are not drawn.
futures-bands =
    Bands of survival are Wilson intervals at { $confidence }, and rather too wide for such points.
    By these bands { $low } to { $high } of all futures last to the end of the plan.
futures-fan =
    In the fan the dark band holds half of all futures, and the light one nine in ten.
    Dotted lines are five whole futures.
    The thin grey line is the median of the baseline.

# ── Figures ────────────────────────────────────────────────────────────────────────────────────────────────────────

futures-fan-title = Money in the bank over many futures
futures-fan-takeaway =
    Money in the bank over many futures. In { $month } half of the futures have more than { $median }.
    Half lie between { $lower } and { $upper }. Nine in ten lie between { $low } and { $high }.
    The median of the baseline is { $baseline }.
# A line each of the tooltip of a month.
futures-tip-median = half of the futures above { $median }
futures-tip-half = half between { $lower } and { $upper }
futures-tip-nine-in-ten = nine in ten between { $low } and { $high }
futures-tip-baseline = median of the baseline { $baseline }

futures-survival-title = How long the money lasts
futures-survival-axis = share of futures with money left, and its sampling band
futures-survival-tip = { $month }: { $share } of futures have money left ({ $low } to { $high }, baseline { $baseline })
futures-survival-takeaway = Share of futures with money left.
futures-survival-year = { $month }: { $share }, in the baseline { $baseline }.
futures-survival-none = The plan is shorter than a year.

futures-dots-title = When the money ends, in { $count } futures
futures-dots-axis = each dot is one future in { $count }, in the month in which its money is gone
futures-dot =
    { $beyond ->
        [yes] money beyond { $month }
       *[no] out of cash in { $month }
    }
futures-dots-beyond = { $count } beyond
futures-dots-baseline = median of the baseline
futures-dots-takeaway =
    When the money ends, in { $total } futures.
    { $ended ->
        [one] { $ended } runs out by { $month }
       *[other] { $ended } run out by { $month }
    }, and { $beyond ->
        [one] { $beyond } has money beyond it.
       *[other] { $beyond } have money beyond it.
    }
