# Figures of one month, and the notes below the strip.

# A runway that outlasts the plan.
longer-than = > { $months }
change-from = from { $before }
change-at-most = { $size } at most
# A change that is too small for the digits of the number beside it.
change-below = less than { $size }
# The size of a change of a share, in points of a hundred. $per is the time of a rate.
change-of-share =
    { $per ->
        [month] { $number } points a month
        [year] { $number } points a year
       *[share] { $count ->
            [one] { $number } point
           *[other] { $number } points
        }
    }
change-no-longer-beyond = no longer past the plan
change-now-beyond = now past the plan
no-change = no change
not-defined = not defined

# A link that was made with another version of the model.
# $model is absent where the link states no version of the model.
link-made-with =
    { $model ->
        [none] This link does not say which model made it.
       *[other] This link was made with { $model }.
    }
link-not-recorded =
    { $model ->
        [none] Its figures are those of today’s model.
       *[other] The figures of that time were not recorded in the link.
    }
link-figures-moved =
    { $model ->
        [none] These figures of { $month } had other values in the first model.
       *[other] These figures of { $month } had other values then.
    }
link-figure-then = { $name } was { $then } and is { $now } now.
link-figures-same =
    { $model ->
        [none] The figures of the first model are the same.
       *[other] Its figures are the same now.
    }

# What to know of the scenario before its figures are read
stress-without-effect = { $stress } changes nothing here: { $preset } already assumes it.
change-without-effect = { $name } alone changes nothing here.
brakes-are-on =
    Brakes are on. Rented training and orders of cards slow down when cash falls below the reserve. The first order and the site go on.
margin-looks-better = Gross margin looks better only because refused users are not in it.
cash-not-defined = Cash is not defined in this scenario. Nothing that follows from it is defined.
money-gone-before =
    The money is gone before { $month }. These figures hold only if somebody fills the hole.
set-by-hand =
    { $count ->
        [one] { $names } is set by hand. What would lead to it is ignored.
       *[other] { $names } are set by hand. What would lead to them is ignored.
    }

# Paid demand refused: its share over the plan, and in the worst month.
refused-shares = That is { $share } of all that is asked for. In the worst month, { $month }, it is { $worst }.

# Money in the bank lasts longer than in the baseline, because cards that come later are paid later.
cards-paid-later = Money in the bank lasts longer because cards that come later are paid later: { $less } less by { $month }.
