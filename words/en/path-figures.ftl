# The figures of the whole path: names, values, changes against the baseline, what each is, and why none moves.

# ── Names, and what each figure is ─────────────────────────────────────────────────────────────────────────────────

path-cut = Next { $tier } price cut
path-cut-meaning = The first fall of the list price of { $tier } output that is still to come.
path-cut-whole =
    { $falls ->
        [yes] By { $end } the list is { $share } below its launch.
       *[no] By { $end } the list is { $share } above its launch.
    }
path-refused = Refused demand, all tiers
path-refused-meaning = Paid tokens of all tiers refused until { $end }.
path-profit = Gross profit, { $months }
path-profit-meaning = Revenue less what serving costs, from { $first } to { $last }.
path-closed-money = Runway on closed money
path-closed-money-meaning = The month in which the money is gone if no round counts that has not closed.
path-with-rounds =
    { $count ->
        [one] Runway with the open round
       *[other] Runway with the open rounds
    }
path-with-rounds-meaning =
    { $count ->
        [one] The month in which the money is gone if { $rounds } closes too.
       *[other] The month in which the money is gone if the open rounds close too. They are { $rounds }.
    }
path-no-open-round-meaning = No round is open that brings money, so the runway on closed money is all there is.
# $chance is that of closing, or none where the round is only assumed.
path-open-round =
    { $chance ->
        [none] the { $round } ({ $month }, assumed)
       *[some] the { $round } ({ $month }, { $chance } likely)
    }
path-change-of-cash = The change is that of cash in { $end }.

# ── Values and changes ─────────────────────────────────────────────────────────────────────────────────────────────

# $share is the depth of the next cut; without one, how far the list is from its launch at the end.
path-cut-value =
    { $kind ->
        [above] no cut, { $share } above launch
        [none] no cut
        [over] { $share }, no further cut
       *[ahead] { $share } in { $month }
    }
path-no-cut = no cut
path-cut-at-end = { $change } by the end
path-refused-value = { $tokens }, { $share } at worst
path-no-open-round = no open round

path-comes =
    { $later ->
        [yes] { $months } later
       *[no] { $months } earlier
    }
path-differs =
    { $more ->
        [yes] { $size } more
       *[no] { $size } less
    }
path-both-changes = { $first }, { $second }
path-cash-at-end = { $change } at the end
path-no-longer = no longer { $before }

# ── Why no figure moves ────────────────────────────────────────────────────────────────────────────────────────────

path-unmoved = No figure moves: { $reasons }.
path-as-baseline = every number is as in the baseline
path-already-assumed = { $preset } already assumes { $stresses }
path-no-effect =
    { $count ->
        [one] the { $name } has no effect on what they count
       *[other] these { $count } changes have no effect on what they count
    }
path-too-small = the effect is smaller than the last digit shown
path-closes-later = the { $round } closes after { $end }
path-exit-terms = terms of the { $round } count at a sale or when shares are given back

# ── Medians over futures ───────────────────────────────────────────────────────────────────────────────────────────

# Below a figure. $percentile is that of the scenario among its futures.
path-median-place = median { $median }, percentile { $percentile }
# Where many futures have the figure of the scenario. $share is theirs. $kind is beyond where it is a runway past the plan, uncut where
# it is a list without a cut, and both where the median is that too.
path-median-many =
    { $kind ->
        [both] { $median } in { $share } of futures
        [beyond] median { $median }, beyond in { $share }
        [uncut] median { $median }, no cut in { $share }
       *[equal] median { $median }, equal in { $share }
    }
path-median-undefined = median not defined
path-medians-meaning =
    Below each figure stands its median over { $count } futures.
    The percentile is that of this scenario among them.
