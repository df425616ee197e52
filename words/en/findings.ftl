# Findings: what moves an outcome, what breaks the plan, until when it can be saved, and what would fix it.
# $outcome is the name of an outcome, $input that of an assumption, $event what happens, such as "cash runs out by the end of Apr 2030".

# ── Parts of sentences ─────────────────────────────────────────────────────────────────────────────────────────────

finding-outcome-or-less = { $value } or less
# A change of one input. $before is the present value.
finding-change-is =
    { $slight ->
        [yes] { $input } moves very slightly from { $before }.
       *[no] { $input } is { $after } instead of { $before }.
    }
# $unlikely says that the value is an unlikely one.
finding-set =
    { $slight ->
        [yes] Move { $input } very slightly from { $before }{ $unlikely }.
       *[no] Set { $input } to { $after } instead of { $before }{ $unlikely }.
    }
finding-unlikely =
    { $kind ->
        [range] (beyond its likely range)
       *[far] (far from where it is)
    }

finding-cash =
    { $lasts ->
        [yes] cash lasts to the end of { $month }
       *[no] cash runs out by the end of { $month }
    }
finding-outcome-side =
    { $side ->
        [above] { $outcome } is above { $limit }
        [below] { $outcome } is below { $limit }
        [at-most] { $outcome } is at most { $limit }
       *[at-least] { $outcome } is at least { $limit }
    }

# ── What matters ───────────────────────────────────────────────────────────────────────────────────────────────────

finding-tornado-none = None of these inputs moves { $outcome }, which is { $base }.
finding-tornado-base = { $outcome } is { $base } as assumed.
finding-tornado-first = It moves most with { $input }: { $low } at its low, { $high } at its high.
finding-tornado-next = Then comes { $input }: { $low } at its low, { $high } at its high.
finding-tornado-alone =
    { $count ->
        [one] Everything else is as assumed.
       *[other] Each is moved alone, so what two do together is not in it.
    }
finding-tornado-turns = It both rises and falls along { $inputs }.
# Where a runway beyond the plan is drawn or named. $other is an outcome in which such plans differ.
finding-runway-cut-off =
    Nothing is computed beyond { $month }, so a longer runway counts as lasting until then.
    What moves a plan that lasts longer is shown by “{ $other }”.

# What moves an outcome most, as a clause.
finding-lowest-cash = lowest cash
finding-largest-mover =
    { $moves ->
        [yes] { $outcome } moves most with { $input }
       *[no] none of these inputs moves { $outcome }
    }

finding-ranks-alike = The tornado above ranks these inputs much alike.
finding-ranks = { $input } is number { $index_rank } here and number { $bar_rank } in the tornado.
finding-ranks-differ =
    { $reason ->
        [beyond-the-ends] Its bar ends at the tenth and the ninetieth percentile, and what counts lies beyond. At its first percentile { $outcome } is { $low }, and at its ninety-ninth { $high }.
        [together] Alone it explains { $alone }, and together with others { $total }. A bar does not show that, because all else is as assumed.
       *[between-the-ends] A bar measures from end to end. A share of the variance counts every future, and most lie between the ends.
    }

finding-variance-undefined = { $outcome } is not defined in any of these futures, so there is no variance to explain.
finding-variance-none = { $outcome } does not vary with these inputs.
finding-variance-first =
    Of the variance of { $outcome }, { $input } explains { $alone } alone, and { $total } with all it does with others.
finding-variance-next = { $input } explains { $alone } alone, and { $total } with others.
finding-variance-joint =
    { $joint } comes only from inputs acting together.
    Inputs are drawn as if they were independent.
    The largest standard error is { $error }.

# ── What breaks the plan ───────────────────────────────────────────────────────────────────────────────────────────

finding-alone-none =
    No input alone makes it so that { $event }, within what is thought possible of it.
    { $total ->
        [one] One was tried.
       *[other] { $total } were tried.
    }
finding-alone =
    { $count ->
        [one] { $event } if this happens alone.
       *[other] { $event } if one of these happens alone.
    }
# How likely it is that an input goes so far.
finding-alone-chance =
    { $kind ->
        [impossible] That is beyond what is thought possible.
        [tiny] Fewer than one in { $number } futures go so far.
       *[share] { $share } of futures go so far.
    }
finding-alone-count =
    { $able ->
        [none] None of { $total } inputs can do it alone in one future of a thousand or more.
       *[some] { $able } of { $total } inputs can do it alone in one future of a thousand or more.
    }

finding-joint-none = No shock within eight standard deviations makes it so that { $event }.
finding-joint-boundary = The scenario is at the boundary. The least further move makes it so that { $event }.
finding-joint = The nearest future in which { $event } is { $distance } standard deviations away.
finding-joint-rest =
    { $count ->
        [one] One more input moves less.
       *[other] { $count } more inputs move less.
    }

finding-rule-none = { $event } in { $share } of futures, and no rule on a few inputs tells which.
finding-rule-first = Take the futures with { $bound }.
finding-rule-next = Keep those with { $bound }.
finding-rule-density = In { $density } of them { $event }.
finding-rule-base = Of all futures it is { $base }.
finding-rule-coverage = This rule covers { $coverage } of all such futures.
finding-bound =
    { $kind ->
        [most] { $input } at most { $high }
        [least] { $input } at least { $low }
       *[between] { $input } between { $low } and { $high }
    }

# ── What saves it, and what would fix it ───────────────────────────────────────────────────────────────────────────

# $goal is that the plan holds, such as "cash lasts 12 months".
finding-deadline-held =
    If everything goes as assumed, { $goal }.
    So nothing need be changed, and no choice has a last month.
finding-deadline-failure = If everything goes as assumed, { $event }.
finding-deadline-none = No choice alone saves it, between its low and its high.
finding-deadline = { $goal } if one of these is changed in time.
finding-deadline-choice =
    { $slight ->
        [yes] Until { $month } it is enough to move { $input } very slightly from { $before }.
       *[no] Until { $month } it is enough to set { $input } to { $after } instead of { $before }.
    }
finding-deadline-count = { $count } of { $total } choices can do it alone, between their low and their high.

finding-target-met = Nothing need be changed: { $outcome } is { $value } as it is.
finding-target-none = No choice alone brings { $outcome } to { $target } within its limits.
finding-target-nearest = The nearest is { $value }, by { $input }.
finding-target =
    { $count ->
        [one] This alone brings { $outcome } to { $target }.
       *[other] Each of these alone brings { $outcome } to { $target }.
    }
finding-target-count = { $count } of { $total } choices can do it.

finding-joint-target-none =
    Several choices together do not bring { $outcome } to { $target } either.
    The nearest found is { $reached }.
finding-joint-target-one =
    No move of several choices is smaller than one alone.
    { $beyond ->
        [yes] This brings { $outcome } { $reached }.
       *[no] This brings { $outcome } to { $reached }.
    }
finding-joint-target =
    { $smallest ->
        [yes] { $beyond ->
            [yes] This is the smallest move of several choices that brings { $outcome } { $reached }.
           *[no] This is the smallest move of several choices that brings { $outcome } to { $reached }.
        }
       *[no] { $beyond ->
            [yes] This move of several choices brings { $outcome } { $reached }.
           *[no] This move of several choices brings { $outcome } to { $reached }.
        } It is far from the present values, and no nearer one exists.
    }
finding-joint-target-rest =
    { $count ->
        [one] One more moves very slightly.
       *[other] { $count } more move very slightly.
    }

# What the move makes of the value of the plan.
finding-worth-of-move =
    { $falls ->
        [yes] It lowers the value of the plan from { $now } to { $then }.
       *[no] The value of the plan is then { $then }, against { $now } as it stands.
    }

finding-little-money-left = Cash falls to { $lowest } on the way, below the { $minimum } that the company keeps.

# One more step of an input, and what it is worth in everything else.
finding-step = Take { $step } more of { $input }, from { $before }.
finding-step-nothing = All stays as before.
finding-step-effect =
    { $changes ->
        [yes] { $what } changes by { $size }.
       *[no] { $what } stays as before.
    }
finding-step-exchange =
    { $loses ->
        [yes] What would make up for it: { $choices }.
       *[no] What it would pay for: { $choices }.
    }
finding-step-choice =
    { $changes ->
        [yes] { $what } { $size }
       *[no] { $what } as before
    }
finding-step-no-choice = neither list prices nor a raise
finding-step-raise = With that raise: { $what }.
finding-step-holds = The rates hold within a tenth up to { $end }.

# ── Notes: what was tried, drawn and left out ──────────────────────────────────────────────────────────────────────

finding-note-variance =
    The shares are of the top inputs of the tornado and of those with the largest effect when all others vary too.
    So inputs that act only through interactions are not missed.
    Effects of the remaining inputs are not in these shares.
    A runway beyond the end of the plan counts as its end.
finding-note-as-assumed =
    The search takes everything else as assumed.
    Make the move, and the sentence at the top of the page says in how many futures it is enough.
finding-note-deviations =
    Standard deviations in the table are of each input by itself.
    The distance counts once what moves along with another.
finding-no-rule = Cash lasts this long in every future that was drawn, so there is no rule to find.

finding-note-inputs =
    { $choices ->
        [none] { $world } uncertain assumptions of the world
       *[some] { $world } uncertain assumptions of the world and { $choices } choices with a range
    }
finding-note-all-tried = All { $inputs } were tried.
finding-note-none-moves =
    All { $inputs } were moved from low to high, one at a time.
    None of them alone moves { $outcome }.
finding-note-shown =
    All { $inputs } were moved from low to high, one at a time.
    { $count ->
        [one] The one that moves { $outcome } most is shown here.
       *[other] The { $count } that move { $outcome } most are shown here.
    } { $rest ->
        [one] The other one is left out.
       *[other] The other { $rest } are left out.
    }
finding-note-all-together = All { $total } uncertain assumptions of the world were moved together.
finding-note-together =
    { $count } of { $total } uncertain assumptions of the world were moved together.
    They are those that alone come soonest to the edge, and those that move { $outcome } most.
    { $rest ->
        [one] The other one is left out.
       *[other] The other { $rest } are left out.
    }
finding-note-listed = Of { $total } { $what } the first { $shown } are listed.
finding-note-deadlines =
    All { $choices } choices that reach cash were tried.
    Each was changed alone to what is best for it between its low and its high.
finding-note-rules =
    Rules come from half of { $futures } futures of { $assumptions } assumptions, and are counted on the other half.
    These futures are drawn apart from those of the headline, on a Latin hypercube.
    A rule bounds at most three inputs, and rules may overlap.

# The value of the plan over its own months and over others.
finding-note-value =
    The value of the plan depends on where it ends.
    Over { $months } it is { $value }.
finding-note-value-over = Over { $months } it is { $value }.
finding-note-value-after =
    What follows the { $months } counts as { $multiple } times the gross profit of their last year less options.
    Options are a cost of the plan, although they are not paid in cash.
    The book value of own cards is added, less that of a half-worn fleet for the same work.
    Today what follows is worth { $after }.
    Without it the plan is worth { $rest }.

finding-note-chance =
    All { $inputs } inputs were drawn for { $count } futures.
    In { $share } of them { $event }.
finding-note-chance-of-few =
    With only the { $inputs } inputs above drawn, it is { $share } of { $count } futures.
finding-note-chance-straight =
    A straight boundary at that distance would mean { $share } of futures.
    So take the distance for the direction, and the draws for the chance.

finding-button-typical =
    { $rule ->
        [none] { $breaks ->
            [yes] Go to a typical bad future
           *[no] Go to a typical good future
        }
       *[some] { $breaks ->
            [yes] Go to a typical bad future of rule { $rule }
           *[no] Go to a typical good future of rule { $rule }
        }
    }
finding-button-move =
    { $moves ->
        [one] Make this move
       *[other] Make the joint move
    }
finding-no-further-step = { $lever } is at its limit, so there is no further step.

# Where a button has led.
finding-arrival = You are now in that future, and every page shows it.
finding-arrival-more =
    { $count ->
        [one] One more input differs.
       *[other] { $count } more inputs differ.
    }
finding-arrival-runway =
    Its runway is { $now }.
    Where you came from it was { $before }.
    The button takes you back, and so do the levers one by one.
