# Validation: the roofline beside what was measured.

# ── First sentences ────────────────────────────────────────────────────────────────────────────────────────────────

# How many numbers there are, by where they come from. Also on the page Assumptions.
assumption-count =
    Every figure rests on { $count } numbers. Of these { $judgement } { $judgement ->
        [one] is a judgement.
       *[other] are judgements.
    }
    { $changed ->
        [0] The scenario changes none of them.
        [one] The scenario changes one of them.
       *[other] The scenario changes { $changed } of them.
    }
assumption-bases =
    Of the others { $disclosed } { $disclosed ->
        [one] is disclosed
       *[other] are disclosed
    } and { $filing } { $filing ->
        [one] comes from a filing.
       *[other] come from filings.
    }
    Another { $reported } { $reported ->
        [one] is reported, and { $analyst }
       *[other] are reported, and { $analyst }
    } { $analyst ->
        [one] is an estimate of analysts.
       *[other] are estimates of analysts.
    }

# $kind is a kind of measurement, as in all messages of this file: decode or prefill.
validation-fit =
    { $first ->
        [yes] The roofline meets { $count } published { $kind } points within { $error } on average.
       *[no] It meets { $count } published { $kind } points within { $error }.
    }
validation-kept-out =
    Of { $count } points kept out of the fit it meets half within { $median }.
validation-worst = It misses the worst point, { $name }, by { $worst }.
validation-no-points = No published measurement is of a model and a chip of this case.

# ── Figures, and the captions below them ───────────────────────────────────────────────────────────────────────────

validation-unit =
    { $kind ->
        [decode] ms per output token
       *[prefill] tok/s of a rank
    }
validation-scatter-title =
    { $kind ->
        [decode] Decode: measured and predicted
       *[prefill] Prefill: measured and predicted
    }
validation-errors-title = How far predictions are off
validation-out-of-fit = kept out of the fit
validation-how-fitted =
    All chips share the constants, and each platform has one latency.
    They are fitted by `python -m econ calibrate`, and checked on unseen points and platforms by `python -m econ validate --folds`.
    Predictions follow the assumptions of the scenario.

# ── Tabs ───────────────────────────────────────────────────────────────────────────────────────────────────────────

validation-tab-misses = Misses over a tenth
validation-tab-kept-out = Kept out of the fit
validation-tab-positions = By position
validation-tab-day = A day and claims
validation-tab-predecessors = Predecessors
validation-tab-chips = Chips
validation-tab-folds = Left out by turns
validation-tab-constants = Constants
validation-tab-points = Every point

validation-misses-title =
    { $kind ->
        [decode] Decode points of the fit that are missed by more than a tenth
       *[prefill] Prefill points of the fit that are missed by more than a tenth
    }
no-large-misses = No point of the fit is missed by more than a tenth.
validation-kept-out-title =
    { $kind ->
        [decode] { $other_formats ->
            [yes] Decode points in other formats of eight bits, kept out of the fit
           *[no] Decode points, kept out of the fit
        }
       *[prefill] Prefill points, kept out of the fit
    }
validation-points-title =
    { $kind ->
        [decode] Every decode point of the fit
       *[prefill] Every prefill point of the fit
    }

# The cost of a token by its position in a long text.
validation-position-title =
    { $kind ->
        [decode] Decode, { $models }
       *[prefill] Prefill, { $models }
    }
validation-position-axis = position, tokens
validation-position-unit = dollars/Mtok, grey as published
validation-slope-title = What a thousand tokens of context add to a token, µs of a card

validation-overlap-title = Speed-up from overlapping exchange and computation
validation-coverage-title = What was measured on each chip, and the range it leaves
validation-coverage-note = points by model, and what a card makes relative to the roofline
validation-coverage-range = The ranges are those of the assumption “Roofline error”, one for decode and one for prefill.
validation-fitting = Fitting the constants two dozen times, each time without some points …
validation-folds-note = These use the shipped constants, whatever the scenario assumes.

# ── Columns and rows of tables ─────────────────────────────────────────────────────────────────────────────────────

validation-column =
    { $column ->
        [context] context, tokens
        [position] position, tokens
        [left-out] left out
        [requests] requests a rank
        [reading] how it is read
        [products] matrix products, GFLOP
        [attention] attention and index, GFLOP
        [set] points
        [count] how many
        [median] median
        [average] off on average
       *[worst] at worst
    }
validation-against = { $own } against { $older }
validation-set =
    { $kind ->
        [decode] { $fitted ->
            [yes] decode in the fit
           *[no] decode kept out
        }
       *[prefill] { $fitted ->
            [yes] prefill in the fit
           *[no] prefill kept out
        }
    }
# What a fit has not seen: a part of all points, a whole chip, or a model on a chip.
validation-folds = decode, in five folds
validation-without-chip =
    { $kind ->
        [decode] decode on { $chip }
       *[prefill] prefill on { $chip }
    }
validation-without-model = decode of { $model } on { $chip }
validation-computed-by =
    { $roofline ->
        [yes] roofline and the operator’s fill
       *[no] published rates
    }
