# Ownership: what rounds pay for, what is taken for revenue, and what rounds return at the value at the end.

valuation-multiples = What a round pays for
valuation-multiples-what = its value over revenue, beside peers
valuation-name = round or peer
valuation-post-money = value after the money
valuation-over-run-rate = over the run-rate
valuation-over-past-year = over the year before
valuation-over-next-year = over the year after
valuation-beyond-the-plan = beyond the plan

valuation-revenue = Three measures that are taken for revenue
valuation-measure = measure
valuation-value = value
valuation-meaning = what it is
valuation-run-rate = Run-rate
valuation-run-rate-meaning =
    The best month so far times twelve, as the press states it. One good month is enough to raise it.
valuation-recognised = Recognised revenue
valuation-recognised-meaning =
    The twelve months to { $month }, after sales tax and granted tokens, as accounts state it.
valuation-margin = Unit margin
valuation-margin-meaning =
    What is left of a yuan of { $tier } after it is served at full cost. A high one earns nothing without volume.

valuation-returns = What each round returns at the value at the end
valuation-its-money = its money
valuation-proceeds = is worth at the end
valuation-return = returns
valuation-return-bare = without its preference
valuation-return-filled = returns after the hole is filled
valuation-return-rate =
    { $sign ->
        [more] { $multiple }, +{ $rate }
        [less] { $multiple }, −{ $rate }
       *[none] { $multiple }, { $rate }
    }

# What the value at the end is made of.
valuation-end = The shares are worth { $value } at the end of { $month }.
valuation-end-profit =
    The gross profit of the last year less options is { $profit }.
    It counts { $multiple } times.
valuation-end-money =
    { $fleet ->
        [newer] The money is added, less the debt, and { $surplus } for a fleet that is newer than half worn.
        [older] The money is added, less the debt and less { $surplus } for a fleet that is older than half worn.
       *[usual] The money is added, less the debt.
    }
valuation-no-hole = No money is missing, so no further round is needed for it.
valuation-hole =
    { $money } is missing in { $month }.
    The round that fills the hole is priced by the same rule in that month.
valuation-preferences = A preference is paid in a sale. Where the company goes on, only the share counts.
