# The figure of net burn by month.

burn-part =
    { $part ->
        [gross-profit] less gross profit
        [training] compute for training
        [leases] leases
        [plant] plant
        [people] people
        [overhead] overhead
       *[other] interest, tax, stock
    }
burn-net = net burn
burn-takeaway = { $title }, sums to { $month }: { $parts }.
burn-sum = { $part } { $sum }
