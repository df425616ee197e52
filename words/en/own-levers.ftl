# Levers that the reader adds to the sidebar.

own-levers = Added by you
own-lever-add = Add a lever
own-lever-search = A name, unit or stage
own-lever-where = The search looks in names, meanings, units and stages.
# $count is the number of assumptions with the words that were typed, or none. Where $is_more, only the first $listed are shown.
own-lever-matches =
    { $count ->
        [none] No assumption has all of these words.
        [one] One assumption has these words.
       *[other]
            { $is_more ->
                [yes] { $count } assumptions have these words. The first { $listed } are listed.
               *[no] { $count } assumptions have these words.
            }
    }
own-lever-help = Any assumption can be a lever here. The address keeps it.
own-lever-full = The sidebar has no room for more. Remove one of yours first.
own-lever-remove = Remove this lever. Its value stays.

# Why a lever of the address is not drawn. $name is what the address says, $nearest may be a better name.
own-lever-unknown =
    { $nearest ->
        [none] names “{ $name }”, which is no assumption
       *[some] names “{ $name }”, which is no assumption. The nearest is “{ $nearest }”
    }
own-lever-too-many = names { $name }, for which the sidebar has no room
