# Assumptions: every number with its range and source, and how one is changed or a scenario loaded.

assumptions-change = Change a number
assumptions-assumption = Assumption
# $options are the options of a switch.
assumptions-unit =
    { $options ->
        [none] Unit: { $unit }. Between { $low } and { $high }.
       *[some] Unit: { $unit }. Between { $low } and { $high }: { $options }.
    }
assumptions-new-value = New value
assumptions-restore = Restore
assumptions-load = Load a scenario
assumptions-load-note = Share, at the top of every page, keeps a scenario as a file.
assumptions-file = Load a scenario file (TOML)
assumptions-loaded = Loaded { $file }.
assumptions-search = Search, then choose a row to change its number
assumptions-search-for = a name, a source, a stage, “judgement”
assumptions-nothing = Nothing is called that, and no source, reason or unit says it.
# The head of a column: whether a number is that of the case that this one extends.
assumptions-head-taken-over = taken over
assumptions-taken-over =
    { $count } of { $total } numbers are taken over from the case that this one extends, marked as “taken over”. The others are this company’s own.
assumptions-count =
    { $count } of { $total } numbers. Disclosed: by the company. Filing: by a registry or an exchange. Reported: by the press.
    Analyst: an estimate of others. Judgement: ours, with the reason beside it.
