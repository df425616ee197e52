# The first sentences of the pages about one stage: compute supply, inference cost, API price, price cut, rounds and money.

# The baseline’s value behind a value that differs from it.
instead-of = {" "}instead of { $before }

# Compute supply
supply-cards = { $cards } { $platform } cards are in service in { $month }{ $instead }.
# $planned are the baseline’s cards, or none where it has none either.
supply-no-cards =
    { $planned ->
        [none] No { $platform } is in service in { $month } yet.
       *[some] No { $platform } is in service in { $month } yet. The baseline has { $planned }.
    }
supply-landed = { $landed } of the first order has arrived{ $instead }.
supply-served = { $served } of paid { $tier } demand is served{ $instead }.

# Inference cost
cost-of-fleet = A million { $tier } output tokens cost { $cost } on the fleet of { $month }{ $instead }.
cost-of-fleet-undefined = No chip of the fleet serves { $tier } at its promised speed in { $month }.
cost-on-platform = On { $platform } alone they would cost { $cost }{ $instead }.
cost-on-platform-undefined = { $platform } does not serve { $tier } at its promised speed.
cost-range = That cost is uncertain: { $low } to { $high }.

# API price
price-list = A million { $tier } output tokens are listed at { $price } in { $month }{ $instead }.
price-cut-plan =
    { $plan ->
        [comes] The planned cut comes in { $month }.
        [late] The planned cut does not come by { $month }.
       *[none] No cut is planned.
    }
price-affordable-cut = Supply could carry a cut of { $cut } from launch{ $instead }.
# $before is the cut that supply carries in the baseline, or none where it is the same.
price-no-affordable-cut =
    { $before ->
        [none] Supply cannot carry any cut yet.
       *[some] Supply cannot carry any cut yet. In the baseline it carries { $before }.
    }

# Price-cut timing: the plan. What the map advises is in price-cut-timing.ftl.
timing-no-cut = No cut of { $tier } is planned.
timing-baseline-cut =
    { $comes ->
        [yes] The baseline cuts it by { $depth } in { $month }.
       *[no] The baseline plans a cut of { $depth }.
    }
timing-depth =
    { $promised ->
        [yes] The promised cut of { $tier } is { $depth }{ $instead }.
       *[no] The planned cut of { $tier } is { $depth }{ $instead }.
    }
# $condition is the rule of the cut, such as "when supply lands".
timing-month =
    { $by_rule ->
        [yes] It comes in { $month }{ $instead }, { $condition }.
       *[no] It comes in { $month }{ $instead }.
    }
timing-never = It does not come by { $month }.
timing-baseline-month = The baseline makes it in { $month }.
timing-refused =
    { $comes ->
        [yes] Until then { $refused } of paid demand for { $tier } is refused.
       *[no] By then { $refused } of paid demand for { $tier } is refused.
    }

# Ownership, funding runway and raising
round-sells =
    { $counted ->
        [yes] The { $round } sells { $share } of the company{ $instead }.
       *[no] The { $round } is not counted.
    }
rounds-bring = Rounds bring { $money } by { $month }{ $instead }.
no-rounds = No round brings money by { $month }.
rounds-not-closed =
    { $part ->
        [all] None of it has closed.
       *[some] { $money } of it has not closed.
    }
founder-ends-with = The founder ends with { $stake }{ $instead }.
money-missing = { $money } would be missing by { $month }.
money-lowest =
    { $since ->
        [none] Cash is { $money } at its lowest.
       *[other] Cash is { $money } at its lowest from { $since } on.
    }
credit-drawn = { $money } of a credit line of { $limit } is drawn.
