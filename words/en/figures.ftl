# What figures of several pages share: what is not drawn, and what a screen reader says.

figure-undefined =
    { $all ->
        [yes] Not defined in this scenario, and so not drawn.
       *[no] Not defined, and so not drawn: { $names }.
    }
figure-off-scale = Off the scale, and so not drawn: { $names }.
figure-of-baseline = { $name } of the baseline
# Where along its axis a series is not drawn.
figure-where =
    { $same ->
        [yes] { $name } ({ $first })
       *[no] { $name } ({ $first } to { $last })
    }
figure-in-places = { $name } (in places)

# What a screen reader says of lines, of one line, of a map and of a scatter plot.
figure-lines-takeaway = { $title }.
figure-line-takeaway = { $name }: from { $first } to { $last }, and the baseline ends at { $baseline }.
figure-map-takeaway = { $title }, { $axis }: { $takeaway }.
figure-scatter-takeaway =
    { $count ->
        [one] { $title }: { $count } point is { $mean } off.
       *[other] { $title }: { $count } points are { $mean } off on average. The worst is { $worst }, by { $most }.
    }
figure-scatter-axis = { $unit }, grey: agreement
figure-no-cut = no cut

# Marks of the theory of a price cut on its map.
figure-mark-lead = theory: lead before supply
figure-mark-date = theory: best date
figure-mark-elastic-lead = lead if elastic
figure-mark-elastic-date = date if elastic

# At axes, and in the words of single points and bars.
figure-per-cent = per cent
figure-per-cent-of =
    { $per ->
        [month] per cent a month
        [year] per cent a year
       *[none] per cent
    }
figure-thousand = thousand { $unit }
# Behind a unit: the axis does not reach lower.
figure-axis-from = from { $lowest }
figure-after-the-money = grey after { $month }, when the money ends
figure-line-is-range = line: range
figure-no-bars = no bars
figure-tip-baseline = (baseline { $value })
figure-curve-takeaway = { $name } from { $first } to { $last }
below = below { $limit }
beyond = beyond { $limit }
