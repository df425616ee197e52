# Undo and redo: the names of the changes, and the words of the buttons.

state-as-opened = As it was opened
state-company = Company { $company }
state-case = Case { $before } → { $after }
state-horizon = Horizon { $before } → { $after } months
state-stress =
    { $is_added ->
        [yes] { $stress } added
       *[no] { $stress } taken off
    }
state-taken-back = { $count } changes taken back
state-more = { $count } more
state-computed = computed
state-path = a path
state-after-horizon = after the plan
state-cut-as-in-the-case = Price cut of { $tier } as in the case
state-not-cut = Price of { $tier } not cut
state-cut = Price of { $tier } cut { $depth }, { $when }
state-round-as-in-the-case = { $round } as in the case
state-round-not-counted = { $round } not counted
state-round = { $round } { $money }, { $when }

undo-this = Undo: { $change } ({ $key })
redo-this = Redo: { $change } ({ $key })
nothing-to-undo = Nothing to undo
nothing-to-redo = Nothing to redo
go-back-to-a-state = Go back to one of the last states
state-company-is-gone = The case of that company is no longer there.
