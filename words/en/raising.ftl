# Raising: how much money and when, the least that is enough, and what the three pressures do.

raising-all-closed = Every round of this case has closed, so neither its amount nor its date can change.
raising-map =
    { $map ->
        [runway] Runway
        [founder_stake] Founder’s stake at the end
       *[lowest_cash] Lowest cash
    }
raising-map-unit =
    { $unit ->
        [month] months, { $most } where it is longer
        [share] per cent
       *[money] bn { currency }
    }
raising-map-months = month in which the money comes
raising-map-amounts = raised, bn { currency }
raising-map-too-late = too late
# A cell: raising $amount in $month.
raising-cell =
    { $amount } in { $month }: { $outcome }. The founder holds { $stake }. Cash is { $cash } at its lowest.
raising-cell-outcome =
    { $kind ->
        [lasts] money lasts { $months }
        [beyond] money lasts beyond { $last }
        [too-late] too late, because cash is gone after { $months }
       *[undefined] cash is not defined
    }
raising-map-takeaway = { $title }. Least: { $lowest } Most: { $highest }
raising-map-note =
    Above the white line the money lasts { $months } after it comes. In grey months cash is gone before it comes.
    The cross is the round as planned. Click a cell to make it the scenario.
    Whatever is raised, the value of the company before the money is that of the scenario.

raising-smallest = The smallest raise
raising-smallest-what = that keeps { $months } of cash
raising-smallest-note =
    The smallest amount after which cash stays above { $minimum } for { $months } from the month in which the money comes.
    That is the least cash that the company wants to hold. Each stress comes on top of the scenario.
raising-smallest-amount =
    { $kind ->
        [never] no amount is enough, or it comes too late
        [after-the-plan] the money comes after the plan ends
       *[zero] none is needed
    }
raising-at-least = { $round } in { $month }, at least
raising-founder = founder holds at the end
raising-idle-stress = { $stress } (no effect in these months)
raising-idle-lever = { $lever } (no effect: { $reason })

raising-delay = One more month of delay of { $platform }
# $outcome is a quantity, such as "cash after 60 months".
raising-delay-note =
    List prices and the raise show what would bring the { $outcome } back, where anything does.
    The stake is what that raise takes.

raising-pressures = The three pressures
raising-pressures-what = What each lever alone does at the low and the high end of its range:
raising-pressures-note =
    Capability is the pace of research. It comes from the core researchers and the compute they train with.
    Where it falls behind, demand is lost to better models month by month.
    Compute beyond that of rivals adds less and less.
