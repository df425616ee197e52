# Overview: what the scenario does to cost and price. The runway comes before it, in the words of runway.ftl.

# Where two sentences on runway stand before it. $cost has its unit, $price has none.
overview-cost-and-price =
    In { $month } a million { $tier } output tokens cost { $cost } and sell for { $price }.

overview-price-without-cost =
    No chip serves { $tier } at its promised speed in { $month }. Its list price is { $price } a million output tokens.

# Where one sentence on runway stands before it, with the baseline’s numbers.
overview-cost = A million { $tier } output tokens cost { $cost } in { $month }{ $instead }.
overview-price = They sell for { $price }{ $instead }.

# Below the figures.
if-assumptions-hold = If the assumptions hold. Not a forecast, not investment advice.

# A column: a figure of the last month of the plan.
figure-at-the-end = { $figure } at the end

# Opens a table of changes and figures.
effects-on-other-figures = Other figures
