# What moved runway or cash, what could move it, and the last month in which a decision saves the plan.

# $month is the last month of the plan.
bars-moved-title =
    { $counts_cash ->
        [yes] What moved cash
       *[no] What moved runway
    }
bars-moved-unit =
    { $counts_cash ->
        [yes] bn { currency } in { $month }, each change alone, then together
       *[no] months, each change alone, then together
    }
bars-could-move-title =
    { $counts_cash ->
        [yes] What could move cash
       *[no] What could move runway
    }
bars-could-move-unit =
    { $counts_cash ->
        [yes] bn { currency } in { $month }, each lever alone over its likely range
       *[no] months, each lever alone over its likely range
    }
bars-not-comparable = Cash is not defined in one of the runs, so they cannot be compared.

# Bars that are of no single change.
bars-all-together = All together
bars-interaction = Acting together
bars-by-hand = Set by hand
bars-smaller-changes =
    { $count ->
        [one] { $count } smaller change
       *[other] { $count } smaller changes
    }
bars-hardly = hardly ({ $size })

# $open is whether rounds count that have not closed.
last-month-not-needed =
    { $open ->
        [yes] If the open rounds close, the money outlasts the plan, and nothing has to be done by a certain month.
       *[no] If all goes as assumed, the money outlasts the plan, and nothing has to be done by a certain month.
    }
last-month-looking = Looking for the last month to act …
last-month-none = No lever of the company alone keeps cash above zero until { $month }.
last-month =
    { $lever } at { $value } instead of { $now } saves the plan if done by { $month }.
