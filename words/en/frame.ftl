# The frame around every page: the row above it, the sidebar, and notices about addresses, files and what cannot be done.

frame-app = Model economics explorer

# ── The row above a page ───────────────────────────────────────────────────────────────────────────────────────────

frame-share = Share
frame-share-note =
    Anyone who opens this address sees this scenario.
frame-download-scenario = Scenario as TOML
frame-download-numbers = All numbers as CSV
frame-baseline = vs { $title }
frame-compare = Compare with
frame-unchanged = the same case unchanged
frame-month =
    figures of { $month }{ $currency ->
        [dollar] , in dollars
       *[yuan] { "" }
    }
frame-currency = Money in
frame-currency-option =
    { $name ->
        [dollar] dollars
       *[yuan] yuan
    }
frame-currency-help =
    Dollars are counted at the exchange rate of the first month. The model counts in yuan.
    Levers, assumptions and files stay in the unit that they are stated in.
frame-read = Read figures in
frame-own-month = the usual month of the case
frame-horizon = Horizon
frame-horizon-help =
    How many months the plan has. A longer plan shows what comes after. The months of a shorter one stay the same.
    Growth goes on to the end. Read a long plan for its runway, and not for its value.
# In the line at the top of a printed page.
frame-printed-on = as of { $day }
# Above the figures of one month.
frame-in-month = In { $month }
frame-if = If
frame-more = +{ $count } more
frame-reset = Reset all
frame-reset-help = Back to the case as it is in the file.
frame-take-back = Take this change back.
frame-close = Close

# ── Levers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

frame-set-by-hand = { $name } set by hand
frame-by-month = { $name } by month
frame-not-used = Not used now
frame-switch = Set { $lever } to { $option }
frame-choice-help = With this choice the lever counts.
frame-left-to-right = From left to right: { $words }.
frame-back-to = Back to { $value }
# $basis is how a number is known, $held the day since when it is believed.
frame-lever-source = Unit: { $unit }. { $basis }, { $held }: { $source }.
frame-likely = Likely { $low } to { $high }.
frame-more-levers =
    { $count ->
        [one] { $count } more lever of this page
       *[other] { $count } more levers of this page
    }
frame-open-numbers = Open a number: formula, inputs and sources
frame-stresses = Stresses
frame-add-stress = Add a stress

# ── What of an address or a file cannot be used ────────────────────────────────────────────────────────────────────

frame-case-unusable = { $file } cannot be used:
frame-ignored = ignored in the address: { $notice }
frame-ignored-in-file = ignored in { $file }: { $notice }
# $problem is the end of a sentence about the parameter $name.
frame-parameter-ignored = ignored in the address: “{ $name }” { $problem }
frame-no-option =
    { $nearest ->
        [none] { $options ->
            [none] cannot be “{ $given }”
           *[some] cannot be “{ $given }”. It is { $options }
        }
       *[some] cannot be “{ $given }”. The nearest is “{ $nearest }”
    }
frame-no-number =
    { $whole ->
        [yes] must be a whole number from { $low } to { $high }
       *[no] must be a number from { $low } to { $high }
    }{ $step ->
        [none] {""}
       *[some] {" "}in steps of { $step }
    }, not “{ $given }”
frame-no-horizon = cannot be “{ $given }”. The plan has { $months } months
frame-no-company =
    { $nearest ->
        [none] there is no company “{ $given }”
       *[some] there is no company “{ $given }”. The nearest is “{ $nearest }”
    }
frame-several-cases = “{ $given }” has the cases { $names }, and an address names one of them
frame-company-ignored = ignored in the address: { $problem }. The rest of the address is applied to { $company }.

frame-stays = { $name } stays as it was.
frame-case-not-opened = The case of { $chosen } cannot be opened. That of { $before } stays open.
frame-case-opened =
    This is the case of { $chosen } as it is in its file. The changes and stresses were those of { $before } and are left out.
frame-file-of-other-case = { $file } is a scenario of { $chosen }, whose case is open now.

# ── What cannot be done or drawn ───────────────────────────────────────────────────────────────────────────────────

frame-not-done = This could not be done. The computation ended with “{ $error }”.
frame-computation-ended = the computation ended with “{ $error }”
frame-page-fails =
    “{ $page }” cannot be drawn, not even for the case as it is in the file: { $reason }.
    Nothing of the scenario is lost. Other pages may work.
frame-left-out =
    “{ $page }” cannot be drawn with { $changes }: { $reason }.
    This is left out, and everything else is kept.
frame-change = { $name } at { $value }
frame-own-path = a path of its own
frame-stress = the stress “{ $title }”
frame-more-changes =
    { $count ->
        [one] { $count } more change
       *[other] { $count } more changes
    }

# Titles of the pages, by the names of their files, and of the sections that hold them.
page-title =
    { $page ->
        [compute_supply] Compute supply
        [inference_cost] Inference cost
        [api_price] API price
        [funding_runway] Funding runway
        [ownership] Ownership
        [price_cut_timing] Price-cut timing
        [raising] Raising
        [stress_test] Many futures
        [what_matters] What matters
        [breaking_points] Breaking points
        [record] Record
        [validation] Validation
        [assumptions] Assumptions
       *[overview] Overview
    }
section-title =
    { $section ->
        [explore] Explore
        [decide] Decide
        [stress] Stress
       *[evidence] Evidence
    }

# What stands above a group of levers: those of the world, and those of the company.
frame-levers-of =
    { $kind ->
        [world] World
       *[choice] Company decides
    }

# Names of fields of one or two words, for the eye and for a screen reader.
label-tier = Tier
label-outcome = Outcome
label-question = Question
label-chips = Chips
label-round = Round
label-show = Show the
label-pressure = Pressure
label-futures = Futures
label-seed = Seed
label-uncertain = Uncertain
label-company = Company
label-case = Case
label-quantity = Quantity
label-likely = Likely
label-basis = Basis
label-source = Source
label-why = Why

# ── The glossary ───────────────────────────────────────────────────────────────────────────────────────────────────

glossary-open = Glossary
glossary-search = A word, or what it means
glossary-where = The glossary has { $count } terms. Terms that are underlined on a page say what they mean where the pointer rests on them.
# $count is the number of terms with the words that were typed, or none. Where $is_more, only the first $listed are shown.
glossary-matches =
    { $count ->
        [none] No term has all of these words.
        [one] One term has these words.
       *[other]
            { $is_more ->
                [yes] { $count } terms have these words. The first { $listed } are listed.
               *[no] { $count } terms have these words.
            }
    }
