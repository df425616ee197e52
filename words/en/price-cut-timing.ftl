# Price-cut timing: what to do about the cut, what the map shows, and what theory says.

# ── What to do ─────────────────────────────────────────────────────────────────────────────────────────────────────

# All of it is against the plan as it stands. $keep is the message below.
# $depth and $when are those of the advice, $month and $plan_depth those of the plan, and $rule is when the plan cuts.
cut-verdict =
    { $advice ->
        [keep-supply] { $keep }: cut { $depth } in the month supply lands.
        [keep-date] { $keep }: cut { $depth } in { $month }.
        [keep-rule] { $keep }: cut { $depth } { $rule }.
        [keep-no-cut] { $keep }: do not cut.
        [tie-to-supply] Tie the cut to supply: cut { $depth } in the month it lands.
        [supply-depth] { $is_range ->
            [yes] Cut { $depth } in the month supply lands.
           *[no] Cut { $depth } in the month supply lands, not { $plan_depth }.
        }
        [date-depth] { $is_range ->
            [yes] Cut { $depth } { $when }.
           *[no] Cut { $depth } { $when }, not { $plan_depth }.
        }
        [list-rule] Cut { $plan_depth } as planned, and change what the list does after it.
        [any-month] Cut { $depth }.
        [wait] Wait, then cut { $depth } { $when }.
        [earlier] Cut earlier: { $depth } { $when }.
        [do-not-wait] Do not wait for supply: cut { $depth } { $when }.
        [cut] Cut { $depth } { $when }.
       *[no-cut] Do not cut.
    }
# $own_rule is yes where the map has the list rule of the plan.
cut-keep =
    { $own_rule ->
        [yes] Keep the plan
       *[no] Keep the plan and its list rule
    }
cut-depths =
    { $is_range ->
        [yes] { $low } to { $high }
       *[no] { $low }
    }
cut-when =
    { $is_range ->
        [yes] between { $first } and { $last }
       *[no] in { $first }
    }
cut-when-supply = when supply lands

# What else is as good, within two standard errors.
# $depth is that of these cuts, and none where the sentence before has it.
cut-month-hardly-matters =
    The month hardly matters: { $has_depth ->
        [yes] a cut of { $depth } is as good in { $every ->
            [yes] every month
           *[no] some months
        } { $when }.
       *[no] { $every ->
            [yes] every month { $when } has a cut as good.
           *[no] some months { $when } have a cut as good.
        }
    }
cut-hardly-matters =
    Whether and when to cut hardly matters: { $every ->
        [yes] every month { $when } has a cut as good as none.
       *[no] some months { $when } have a cut as good as none.
    }
cut-dates-as-good =
    { $has_depth ->
        [yes] Cuts of { $depth } { $when } are as good.
       *[no] Cuts { $when } are as good.
    }
cut-promise-as-good = Tying it to supply is as good.
cut-none-as-good = Not cutting is as good.

# Where the plan is kept and nothing else is as good.
cut-verdict-others =
    { $advice ->
        [keep-supply] No date on the map is as good.
        [keep-no-cut] No cut on the map is as good.
       *[keep-date] No other cut on the map is as good.
    }

# What the advice changes beside month and depth.
cut-verdict-rule = The list then { $rule }.

# Where the plan is kept and the map has another list rule: what that rule, such as "holds", can do at best.
cut-as-good-under-rule = Where the list { $rule }, cuts of { $depth } { $when } are as good as the plan.
cut-best-under-rule =
    Where the list { $rule }, { $kind ->
        [date] the best cut, { $depth } in { $month },
        [supply] the best cut, { $depth } when supply lands,
       *[no-cut] not cutting is best and
    } is { $sign ->
        [less] { $is_money ->
            [yes] worth { $size } less than the plan.
           *[no] { $size } worse than the plan.
        }
       *[none] as good as the plan.
    }

# What the most likely mistake costs. $size is the loss. $own_rule is yes where the map has the list rule of the plan.
cut-mistake-plan =
    { $is_money ->
        [yes] The plan loses { $size }.
       *[no] The plan is { $size } worse.
    }
cut-mistake-plan-not-allowed = The plan runs out of money too often.
cut-mistake-shifted =
    { $own_rule ->
        [yes] Cutting in { $month }
       *[no] Under the plan’s own list rule, cutting in { $month }
    }, { $side ->
        [early] { $by_supply ->
            [yes] before supply
           *[no] too early
        }
       *[late] { $by_supply ->
            [yes] after supply
           *[no] too late
        }
    }, { $is_money ->
        [yes] loses { $size }.
       *[no] is { $size } worse.
    }
cut-mistake-none = Cutting { $shift } earlier or later makes no clear difference.
cut-mistake-any-cut =
    The best cut of the map, { $depth } in { $month }, { $is_money ->
        [yes] loses { $size }.
       *[no] is { $size } worse.
    }

cut-verdict-judged-by =
    { $statistic ->
        [bad-case] That is judged by a bad case.
       *[regret] That is judged by regret.
    }

cut-verdict-none-allowed =
    No cut keeps the chance of running out within { $months } at { $accepted } or less.
cut-verdict-no-difference =
    The cut makes no difference here. Every month and depth comes to { $value }.

# ── The best choices beside each other ─────────────────────────────────────────────────────────────────────────────

best-fixed-cut =
    { $statistic ->
        [average] On average over { $count } futures
        [bad-case] In a future as bad as one in twenty of { $count }
       *[regret] By regret over { $count } futures
    } { $cuts ->
        [yes] the best fixed choice is a cut of { $depth } in { $month }.
       *[no] the best fixed choice is not to cut at all.
    }
best-promised-cut = The best cut to promise for supply is { $depth }.
choice-against-reference =
    { $sign ->
        [more] It is { $size } better than { $reference }{ $error }.
        [less] It is { $size } worse than { $reference }{ $error }.
       *[none] It comes to the same as { $reference }.
    }
standard-error =
    { $is_bound ->
        [yes] , with a standard error below { $size }
       *[no] , with a standard error of { $size }
    }
limit-excludes-nothing = The limit on the chance of running out excludes no cut.
cells-as-good =
    { $good ->
        [one] No other of the { $known } cells is as good as the best, within two standard errors.
       *[other] { $good } of { $known } cells are as good as the best, within two standard errors. They have an outline.
    }
not-cutting =
    Not cutting at all { $sign ->
        [more] is { $size } better than { $reference }.
        [less] is { $size } worse than { $reference }.
       *[none] comes to the same as { $reference }.
    }
# Below a map whose list rule is not that of the plan.
reference-against-plan =
    { $sign ->
        [more] Under the rule of the map { $reference } is { $size } better than the plan as it stands.
        [less] Under the rule of the map { $reference } is { $size } worse than the plan as it stands.
       *[none] Under the rule of the map { $reference } comes to the same as the plan as it stands.
    }
planned-cut-not-allowed = Under the rule of the map the plan’s cut runs out of money too often.

# ── Headings ───────────────────────────────────────────────────────────────────────────────────────────────────────

timing-three-paths = What users and rivals would see
timing-four-answers =
    { $own_rule ->
        [yes] The four answers, against the plan
       *[no] The four answers, against the plan as it stands
    }
# Under the heading of the table: against what it is measured, and under which rule of the list.
timing-four-answers-note =
    Supply lands in its own month in each of { $count } futures.
    { $own_rule ->
        [yes] The list follows the plan’s rule, as on the map.
       *[no] The list follows the plan’s rule, and not that of the map.
    }
# Under the table of the four answers, where the plan promises its cut: the promise against the same cut without a promise.
promise-worth =
    { $lands ->
        [in-time] Where supply lands by { $due }, the promise
       *[late] Where it lands later, the promise
    }
    { $sign ->
        [more] brings { $size }{ $error }{ $chance }.
        [less] costs { $size }{ $error }{ $chance }.
       *[none] changes next to nothing.
    }
# After the standard error of a difference of less than two of them.
promise-chance = , which chance alone may explain
promise-stands = The advice takes the promise as made.
# Under the heading of the three figures.
timing-three-paths-note =
    In the scenario supply lands in { $landing }. So before is in { $before }, and after is in { $after }.
    The list follows the plan’s rule.
timing-working = Working out when to cut …
timing-stopped = The map is stopped, so when to cut is not worked out.
timing-tab-map = How to read the map
timing-tab-answers = The four answers in full
timing-tab-turns = What would turn the answer
timing-tab-rivals = What rivals may answer
timing-tab-theory = What theory says

# Controls above the map, and buttons below it.
timing-judge-by = Judge the cut by
timing-list-after = After the cut the list
timing-statistic = Show the
timing-show-theory = Show what theory says
timing-stop = Stop the map
timing-go-on = Go on
timing-undo = Undo the click

# Three figures of the four answers.
timing-path-served = Paid demand served
timing-path-revenue = Revenue
timing-path-class = Share of the class that is served

# ── What the map shows ─────────────────────────────────────────────────────────────────────────────────────────────

# What the cells of the map are compared with: [plan] where the map has the list rule of the plan, [cut] and [no-cut] what the plan
# does under the rule of the map, and [best-cell] where that has no value.
cut-reference =
    { $kind ->
        [plan] the plan
        [cut] the plan’s cut
        [no-cut] no cut
       *[best-cell] the best cell
    }
cut-map-title = What each cut is worth against { $reference }
cut-map-unit = { $name }, { $unit }
cut-map-statistic =
    { $statistic ->
        [average] average of { $count } futures
        [bad-case] in the bad case of { $count } futures
       *[regret] by regret over { $count } futures
    }
# The keyboard of the map, for those who hear it.
map-keys-label = Map of cuts. Arrow keys choose a cell. Enter makes it the scenario. Escape takes that back.
map-keys-chosen = It is the scenario now.
map-keys-back = It is taken back.
# The line above the map: the rule of the list on it, beside that of the plan.
map-rule-note =
    { $own_rule ->
        [yes] On the map the list follows the plan’s rule after the cut, { $own }.
       *[no] On the map the list { $rule } after every cut. The plan’s own rule is { $own }. { $cuts ->
            [yes] Colours compare with the plan’s cut under the rule of the map.
           *[no] Colours compare with no cut under the rule of the map.
        }
    }
    Click a cell, or reach it with the arrow keys, to make it the scenario.
cut-map-points = percentage points
cut-map-empty = nothing is known yet
cut-map-takeaway = best is { $cut }, { $worth }
cut-cell-name =
    { $cuts ->
        [yes] { $depth } in { $month }
       *[no] no cut
    }
cut-cell-and-best = { $worth }, { $size } short of the best cell
# Where the list rule of the map is not that of the plan.
cut-cell-and-plan =
    { $worth }. { $sign ->
        [more] It is { $size } better than the plan as it stands.
        [less] It is { $size } worse than the plan as it stands.
       *[none] It comes to the same as the plan as it stands.
    }
cut-cell-worth =
    { $sign ->
        [more] { $size } better than { $reference }
        [less] { $size } worse than { $reference }
       *[none] as good as { $reference }
    }
cut-cell-empty =
    { $reason ->
        [over] this month has passed
        [not-allowed] runs out too often
       *[coming] …
    }
cut-map-best =
    { $cuts ->
        [yes] best date: { $depth } in { $month }
       *[no] best: no cut
    }, { $sign ->
        [more] +{ $size }
        [less] −{ $size }
       *[none] as good as { $reference }
    }
cut-map-plan =
    { $kind ->
        [supply] plan: { $depth } when supply lands
        [date] plan: { $depth } in { $month }
       *[none] plan: no cut
    }
cut-map-landing = futures in which supply lands in this month
cut-map-median = supply lands: half of the futures by { $month }
cut-map-carried =
    { $on_map ->
        [yes] dashed: supply carries { $depth }
       *[no] off the map: supply carries { $depth }
    }
cut-map-drawing = Drawing { $count } futures …
cut-map-incomplete = The map is not complete.
cut-map-baseline-area = The grey outline is the area as good as the best of the baseline.

# Steps of the map, as the legend has them.
cut-step-as-good = as good as { $reference }
cut-step-up-to = up to { $size } worse
cut-step-between = { $low } to { $high } worse
cut-step-more = worse by more than { $size }
cut-step-better = up to { $size } better
cut-step-between-better = { $low } to { $high } better
cut-step-much-better = better by more than { $size }

month-worth-heading = If the cut is { $depth }: what a month is worth
month-worth-title = A row of the map, against { $reference }
month-worth-unit = { $unit } · shaded: half of landings

# What the list does after the cut on the map. $rule is the map’s, such as "holds", and $own the name of the plan’s rule.
map-list-rule =
    { $same ->
        [yes] On the map the list follows the plan’s rule after the cut, { $own }.
       *[no] On the map the list { $rule } after the cut, and a click sets that rule too. The plan’s own rule is { $own }.
    }
map-rule-keeps-a-margin =
    Reviews that keep a margin soon undo a cut.
    So month and depth decide little, and the margin and the pace of reviews decide more.
map-under-own-rule =
    Under the plan’s rule no cut comes to { $no_cut }, and the best cell of the map to { $best }.
    { $gains ->
        [yes] The cut gains { $size } on the same futures.
       *[no] The cut loses { $size } on the same futures.
    }
map-savings-passed-on =
    Where savings are passed on, the depth sets the level of the list for good.
    What follows the plan counts as { $multiple } times its last year.
    So where the list is far above the best price, a deep cut wins even if it is late.

map-click =
    { $own_rule ->
        [yes] Every cell says what it is worth against the plan, and how far it falls short of the best cell.
       *[no] Every cell says what it is worth against what the plan does, under the rule of the map. It also says how far it falls short of the best cell, and how it compares with the plan as it stands.
    }
map-grey-months = Grey months have passed.
map-futures = Every cell has the same { $count } futures.
map-objective = { $name }: { $meaning }.
statistics-note =
    { $own_rule ->
        [yes] Every colour is a difference from the plan, on the same futures.
       *[no] Every colour is a difference from what the plan does, under the rule of the map and on the same futures. So colours compare months and depths. The answer on top compares with the plan as it stands.
    }
    As good means that chance explains the difference.
    Bad case means that one future in twenty is worse.
    Regret is what a cell gives away against the best cell of the same future, and one future in twenty gives away more.

landing-drawn = The futures draw { $names } around where each lever stands (seed { $seed }).
landing-drawn-turning = They also draw what may turn the answer: { $names }.
landing-month =
    { $lands ->
        [yes] in { $month }
       *[no] in no month of the plan
    }
landing-of-scenario = In the scenario supply lands { $when }.
landing-of-median = In the median future it lands { $when }.
landing-range =
    { $lands ->
        [yes] In eight of ten futures it lands between { $early } and { $late }.
       *[no] In the earliest tenth of futures it lands by { $early }, in the latest not at all.
    }
landing-never =
    { $lands ->
        [yes] Supply lands in none of the futures.
       *[no] Supply lands in none of the futures, and not in the scenario either.
    }
landing-later = The map assumes further delay on top of the lever, so most of its futures are later than the scenario.

# ── Theory ─────────────────────────────────────────────────────────────────────────────────────────────────────────

theory-has-no-date =
    Supply lands in no future. So theory has no date to give, and no supply carries a cut.
theory-elasticity =
    Theory reads the median future in the month supply lands.
    The elasticity is { $in_force } in the scenario, and { $matched } after rivals match and users come back from other hosts.
theory-adoption =
    Users adopt at { $speed } a month, and at { $part } of that pace while they are refused.
    No cost grows with tokens.
theory-landing =
    { $lands ->
        [yes] Supply lands in { $month }.
       *[no] Supply lands in fewer than half of the futures, so theory has no month to lead.
    }
theory-lead =
    { $pays ->
        [yes] Theory cuts { $shortest } to { $longest } months before supply.
       *[no] With an elasticity of { $matched } after matching, theory would not cut at any date.
    }
theory-elastic-end =
    At the elastic end of the range it is { $elasticity }, and { $matched } after matching.
    { $pays ->
        [yes] Theory then cuts { $shortest } to { $longest } months before supply.
       *[no] Theory then would not cut at any date.
    }
theory-elastic-end-without-lead =
    At the elastic end of the range it is { $elasticity }, and { $matched } after matching.
theory-stiff-end =
    At the stiff end it is { $elasticity }, and { $matched } after matching.
    { $pays ->
        [yes] There a cut may pay.
       *[no] There no cut pays.
    }
theory-marks =
    A mark of the lead stands half a month later, because demand of a month in the model is that of its end.
    A short lead is marked in the month in which supply lands.
theory-carried-depth =
    { $carries ->
        [no] A year after it lands, supply carries no cut off the list in force.
        [on-the-map] A year after it lands, supply carries a cut of { $depth } off the list in force.
       *[beyond] A year after it lands, supply carries a cut of { $depth } off the list in force. That is beyond the map and marked at its upper edge.
    }

theory-marks-stay = Marks of theory are read where nothing is cut, so a click does not move them.

comparison-has-no-date = Supply lands in no future, so theory has no date to compare with.
comparison-best-cell =
    { $cuts ->
        [yes] The best cell is { $depth } in { $month }.
       *[no] Not cutting is best.
    }
comparison-with-theory =
    { $side ->
        [same] { $mark ->
            [lead] The lead of theory is the same month.
           *[date] The date of theory is the same month.
        }
        [earlier] { $mark ->
            [lead] The lead of theory, { $date }, is { $months } earlier.
           *[date] The date of theory, { $date }, is { $months } earlier.
        }
       *[later] { $mark ->
            [lead] The lead of theory, { $date }, is { $months } later.
           *[date] The date of theory, { $date }, is { $months } later.
        }
    }
comparison-no-date-for-depth = Theory has no date for that depth.
comparison-conditions =
    Theory assumes that chips are just full before supply, and that nothing else changes.
    { $is_refused ->
        [yes] Here { $refused } of demand for { $tier } is refused in the month before supply.
       *[no] Here no user of { $tier } is refused in the month before supply.
    }
comparison-world =
    { $grows ->
        [yes] { $falls ->
            [yes] Demand keeps growing, and rivals keep cutting.
           *[no] Demand keeps growing.
        }
       *[no] Rivals keep cutting.
    }
comparison-objective = The map is judged up to the end of the plan, by this: { $name }.
best-cell-on-edge =
    The best cell lies on the edge of the map ({ $edges }), so a better one may lie beyond.
edge-of-map =
    { $edge ->
        [first-month] first month
        [last-month] last month
       *[deepest-cut] deepest cut
    }

# ── What would turn the answer, the four alternatives, and rivals ──────────────────────────────────────────────────

best-cut-as-believed =
    { $cuts ->
        [yes] If everything is as believed, a cut of { $depth } in { $month } is best. It gains { $gain } over not cutting.
       *[no] If everything is as believed, not cutting is best.
    }
best-cut-turns =
    { $names ->
        [none] At either end of each range a cut is best.
       *[some] Not cutting is best at an end of the range of { $names }.
    }
# Where the best cut has one depth at every end; deepest is yes where the map has no deeper one.
best-cuts-one-depth =
    The best depth is { $depth } at every end, so the table has the months and the gains. { $deepest ->
        [yes] It is the deepest cut of the map, so a deeper one may be better.
       *[no] { "" }
    }
# Where some of the best cuts have the depth that is the deepest of the map.
best-cuts-on-edge =
    { $count ->
        [one] At one end the best depth is { $depth }, the deepest of the map, so a deeper one may be better there.
       *[other] At { $count } ends the best depth is { $depth }, the deepest of the map, so a deeper one may be better there.
    }
best-cuts-rows =
    Each row is judged by this: { $name }.
    It looks at every third month and every second depth, over { $count } of the futures of the map.
    The ends of a range are the tenth and the ninetieth percentile of what is believed.
    A row’s own assumption is not drawn in it.
    Gains are over not cutting, with one standard error.

alternatives-note =
    Before and after are { $shift } from the month in which supply lands.
    In a future in which it does not land, they count from the month of the planned cut.
    Differences are against the best of the four: before, at and after supply, and promised for it.
    The list follows the plan’s rule.
    Only what the map draws is uncertain here. The page Many futures draws everything.
no-alternatives-without-cut = No cut of { $tier } is planned, so there is nothing to make before, at or after supply.
no-alternatives-without-supply =
    Supply does not land by { $month } in this scenario, so there is no before, at or after to compare.

cut-by-rule =
    { $comes ->
        [yes] By this rule the cut of { $tier } comes in { $month }.
       *[no] By this rule the cut of { $tier } does not come by { $month }.
    }
cut-does-not-wait = It does not wait for the queue: { $refused } of demand for { $tier } is refused in the month before.
cut-month-counts =
    { $counts ->
        [yes] { $lever } moves it.
       *[no] { $lever } does not count now. A click on the map sets both.
    }

our-answer =
    { $cuts ->
        [yes] { $tier } is cut by { $depth } in { $month }
       *[no] { $tier } is not cut
    }
equilibrium = Neither side gains by another answer where { $ours } and rivals { $theirs }.
equilibrium-also = The same holds where { $ours } and rivals { $theirs }.
equilibrium-none = In no pair of answers does each side do best against the other.
equilibrium-undefined =
    What rivals earn is undefined, because no platform can serve every tier at its target.
replies-note =
    The first number of a cell is the present value of the company’s gross profit, in bn { currency }.
    The second is the change in the profit of all rivals, against the pair in which nobody moves.
    Both are means over { $count } futures.
    A star marks the best answer to what the other side does.
    The cut is not promised.
    The company’s list { $rule } after it, and the lists of its other tiers stand still.
    Rivals answer with all their lists, { $lag } later.
    Those who match follow every move of its list.
    Each rival pays the common cost of hardware, less its own progress, and serves everybody who chooses it.
    Rivals are counted as one. One of them alone may gain where all of them lose.


# ── Tables ─────────────────────────────────────────────────────────────────────────────────────────────────────────

# Heads of the table of what would turn the answer.
turning-end =
    { $end ->
        [low] at the low end
       *[high] at the high end
    }
turning-best-cut =
    best { $month ->
        [yes] month
       *[no] cut
    } { $end ->
        [low] at the low end
       *[high] at the high end
    }
turning-gain =
    { $end ->
        [low] gain at the low end
       *[high] gain at the high end
    }

# The four answers by their names in figures and in tables, and heads of their table.
cut-alternative =
    { $when ->
        [before] before supply
        [at] at supply
        [after] after supply
       *[promised] promised for supply
    }
cut-alternative-dated =
    { $when ->
        [before] { $shift } before supply
        [at] at supply, not promised
        [after] { $shift } after supply
       *[promised] at supply, promised
    }
alternative-not-made = not by { $month }
alternative-worth = gross profit worth today, bn { currency }
alternative-cash = cash at the end of { $month }, bn { currency }
alternative-share = share of the class, { $month }
alternative-refused = { $tier } demand refused
alternative-average-worth = worth over { $count } futures, bn { currency }
alternative-runs-out = runs out by { $month }
alternative-chance = { $share } of futures
alternative-cut-in = cut in
# Amounts beside the best of them.
alternative-best = { $amount } (best)
alternative-less = { $amount } ({ $less } less)

# What rivals answer.
rival-answer =
    { $answer ->
        [hold] hold
        [match] match
       *[undercut] match and undercut by { $depth }
    }
rival-answer-head = rivals { $answer }
rival-change =
    { $change ->
        [none] rivals undefined
       *[some] rivals { $change }
    }
