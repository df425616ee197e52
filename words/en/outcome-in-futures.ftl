# What matters: where the scenario lies among its futures by the outcome that is chosen.

# $count is the number of futures, and $undefined the number of those that have no such figure.
outcome-in-futures =
    { $outcome } is { $value } in this scenario and { $median } in the median of { $count } futures. Eight in ten of them lie between
    { $low } and { $high }. This scenario is at percentile { $percentile }.{ $undefined ->
        [0] {""}
        [one] {" "}The figure is undefined in one of the futures.
       *[other] {" "}The figure is undefined in { $undefined } of the futures.
    }
