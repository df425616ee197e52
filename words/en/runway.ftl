# Runway: how long the money lasts. Every page uses these words.

# Until when money lasts, behind "lasts". $month is the last month of the plan where the money outlasts it.
money-end =
    { $kind ->
        [month] until { $month }
        [beyond] beyond { $month }
       *[undefined] for a time that is not defined
    }

# The same as a label of its own: the month in which the money is gone.
money-end-label =
    { $kind ->
        [month] { $month }
        [beyond] beyond { $month }
       *[undefined] a month that is not defined
    }

# How the end of the money differs from the baseline’s, behind that end. $before is the baseline’s end.
money-end-change =
    { $change ->
        [less] , { $months } less
        [more] , { $months } more
        [other] {" "}instead of { $before }
       *[none] {""}
    }

# Rounds that have not closed and count in the scenario, behind "with".
open-rounds =
    { $kind ->
        [reported] the open round, { $chance } likely,
        [assumed] the { $round }, which is only assumed,
       *[several] { $count } open rounds
    }

# Only money in the bank: no open round counts. $now_change is what differs from the baseline.
runway-closed = Money in the bank lasts { $now }{ $now_change }.

# Money in the bank, and the same with rounds that have not closed.
runway-with-open-rounds =
    Money in the bank lasts { $closed }{ $closed_change }.
    With { $rounds } it lasts { $now }{ $now_change }.

# Rounds that have not closed, where their money comes too late to change the month.
runway-open-rounds-change-nothing = With { $rounds } it lasts no longer.

# Where the baseline counts a round that has not closed and the scenario counts none.
runway-round-lost = With the open round it lasted { $before }.

# A reported round that is more likely to fail than to close.
runway-round-not-counted =
    { $kind ->
        [reported] The { $round }, { $chance } likely, is not counted.
       *[several] { $count } open rounds are not counted: each is more likely to fail.
    }

runway-undefined = How long the money lasts is not defined in this scenario.

# When half of the futures are out of money.
half-of-futures =
    { $kind ->
        [month] Half of the futures run out by { $month }.
        [about] About half of the futures have money beyond { $month }.
        [beyond] More than half of the futures have money beyond { $month }.
       *[undefined] In most futures cash is not defined.
    }

# Above the raise that closes the hole in a plan.
hole-as-assumed = With the rounds that the plan counts
hole-on-closed-money = Without rounds that have not closed

# The name of the line of cash without rounds that have not closed.
without-open-rounds = without open rounds
