# What a scenario assumes, as the condition of a sentence, and why one of its levers has no effect.

# The condition in front of a sentence.
premise =
    { $stresses ->
        [none] if { $changes },
       *[some] { $changes ->
            [none] under { $stresses },
           *[some] under { $stresses } and if { $changes },
        }
    }
more-changes = { $count } more changes

# A title or an option inside a sentence.
quoted = “{ $text }”

# One change each
cut-is-not-made = { $tier } is not cut
cut-is-made =
    { $promised ->
        [yes] { $tier } is cut by { $depth } { $when }, as promised
       *[no] { $tier } is cut by { $depth } { $when }
    }
in-month = in { $month }
after-month = after { $month }
round-is-not-counted = the { $round } is not counted
round-counts-as = the { $round } counts as { $status }
round-brings =
    { $is_new ->
        [yes] a { $round } brings { $money }{ $valuation }{ $when }
       *[no] the { $round } brings { $money }{ $valuation }{ $when }
    }
round-valuation = {" "}at { $value } { $basis }
round-when = {" "}{ $when }
more-rounds-bring = { $count } more rounds bring { $money }
change-is = the { $name } is { $value }
change-by-force = the { $name } is set by hand to { $value }
change-of-path = the { $name } follows another path
name-of-element = { $name } of { $elements }
the-round = the { $round }

# First words of the names of rounds that are no names themselves: inside a sentence they begin with a small letter.
common-first-words =
    First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Next Later Last Final Further New Initial Private Public
    Strategic Round Placing Placement Listing Offering Rights Bridge Seed Convertible

# Why a lever has no effect at present. $decider is the name of the lever that decides it, $option what that one is set to.
lever-without-effect =
    { $reason ->
        [delivered-already] it is delivered already
        [no-first-order] { $decider } is zero
        [closing-is-certain] only a reported round may fail to close
        [paid-at-closing] the whole round is paid at its closing
        [tranche-waits-for-supply] the rest waits for supply
        [no-preference] the round has no preference
        [participation-has-no-cap] the round has no cap
        [no-redemption-right] nobody can give the shares back
        [no-sales-staff] { $decider } is zero
        [app-is-free] { $decider } is zero
        [cut-follows-a-rule] the cut comes { $option }
        [the-list-is-held] the list is held
        [the-list-follows-another-rule] { $decider } is another one
        [training-follows-no-revenue] { $decider } is not a share of revenue
        [training-follows-revenue] { $decider } is a share of revenue
       *[training-follows-no-cash] { $decider } is not what cash covers
    }
lever-note = Not used now: { $reason }.
# Behind the note of the month of a price cut. $option is the option under which the month counts.
lever-note-cut = To use it, set { $decider } to { $option }.

# A number that is many times, or a small part of, what is likely.
unit-looks-wrong = { $name } is set to { $value }. Likely is { $low } to { $high }. Is the unit right?
