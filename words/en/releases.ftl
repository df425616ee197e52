# Releases of new models, which lift demand for a while.

release-bumps =
    { $count ->
        [one] The bump in demand and revenue is the release of a new model in { $month }. It lifts demand until rivals bring out theirs.
       *[other] The bumps in demand and revenue are releases of new models, from { $month } on. Each lifts demand until rivals bring out theirs.
    }
