# Overview: when the list of the tier falls next and to what, then the runway in the words of runway.ftl.
overview-fall = The { $tier } price falls in { $month }{ $instead }, to { $price } a million output tokens.
overview-no-fall = The { $tier } price does not fall by { $month }.
overview-fall-of-baseline = In the baseline it falls in { $month }.

overview-no-cost = No chip serves { $tier } at its promised speed in { $month }.

# Below the figures.
if-assumptions-hold = If the assumptions hold. Not a forecast, not investment advice.

# A column: a figure of the last month of the plan.
figure-at-the-end = { $figure } at the end

# Opens a table of changes and figures.
effects-on-other-figures = Other figures
