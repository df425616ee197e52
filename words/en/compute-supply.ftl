# Compute supply: titles of the page, and what holds supply back.

compute-fleet-title = Cards in service by platform
compute-platform-choice = Deliveries of
compute-deliveries-title = { $platform } against plan
compute-capacity-title = Capacity if one tier had the fleet
compute-price-title = Price of a card in the rack
compute-power-title = Power at the meter
compute-line-delivered = delivered
compute-line-allocated = allocated
compute-line-planned = planned
compute-line-drawn = drawn
compute-line-wanted = wanted
compute-line-sites = sites
compute-served-title = Served share of paid demand
compute-bottlenecks-title = Bottlenecks of { $platform }
compute-bottlenecks-note = every cause that binds, with the cards it costs on average

# The mark in figures of cards.
compute-landed = supply has landed

# The table of bottlenecks: its column of causes, its months, and the sentence on each cause.
compute-causes = what holds supply back
compute-months =
    { $several ->
        [yes] { $first } to { $last }
       *[no] { $first }
    }
# $cards are those that the cause costs, on average over the months of the row: a month, or in all where they are had or ordered.
compute-cause =
    { $cause ->
        [late] The maker’s ramp is { $cards } behind the plan.
        [memory] Memory for the chip is short by { $cards }.
        [dies] Dies for the chip are short by { $cards }, for want of wafers or yield.
        [unfilled] Orders of { $cards } wait for the maker’s ramp and the company’s share of it.
        [not-ordered] Orders are { $cards } below what is allocated.
        [unpowered] The sites have no power for { $cards }.
       *[obsolete] The work of { $cards } costs less on a new card than their electricity and operations alone. They are switched off.
    }
compute-no-cause =
    { $due ->
        [yes] Nothing: what is ordered comes.
       *[no] The chip is not due yet.
    }
compute-money =
    { $short ->
        [yes] cash below its minimum
       *[no] enough
    }
