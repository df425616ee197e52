# Peers: listed companies beside the scenario.

# The heads of columns.
peers-head =
    { $column ->
        [company] company
        [date] at the end of
        [cash] cash
        [static] static runway, net burn
        [operations] static runway, operations alone
        [loss] loss-based runway
       *[ratio] loss per unit of revenue
    }
peers-this-scenario = This scenario
peers-not-disclosed = not disclosed
peers-with-funds = { $cash } { $unit } ({ $funds } with funds)
peers-no-cash = no cash is left
peers-no-end = no end
peers-no-loss = no loss
peers-computed = computed
