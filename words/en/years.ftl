# The case year by year and beside public figures. A page of the documents holds both as they are printed, and a test compares them.

years-span = { $first } to { $last }

# What a row holds. $name is a tier, or a chip of the fleet.
years-row =
    { $row ->
        [revenue] Revenue
        [api-revenue] Revenue from { $name }
        [paid-tokens] Paid tokens of { $name }, last month
        [all-tokens] All tokens a day, last month
        [app-share] Share of tokens that the free app takes, last month
        [list] List of { $name } output, last month
        [price] Price of { $name } on its mix, last month
        [cost] Cost of { $name } on its mix, last month
        [host-price] Hosts’ price of { $name }, last month
        [paid-input] Input of { $name } as it is paid for, last month
        [hits] Input found in the cache, { $name }, last month
        [market-share] Share of its class, { $name }, last month
        [gross-margin] Gross margin
        [gross-profit] Gross profit since the beginning
        [served] Demand served, { $name }, mean
        [utilisation] Utilisation, mean
        [training] Training compute
        [rented-training] Rented training compute
        [training-ratio] Training compute against revenue
        [training-growth] Training compute against the year before
        [staff] Staff, last month
        [fleet] { $name } in service, last month
        [halls] Power in the halls of others, last month
        [capex] Capital expenditure
        [net-burn] Net burn
        [value-multiple] Value after the last round against the year’s revenue
       *[cash] Money in the bank, last month
    }

# The heads of the table of published figures; what follows "published" is the scenario’s.
public-head =
    { $column ->
        [figure] figure
        [company] of
        [period] period
        [published] published
        [first] scenario, first year
        [last] scenario, last year
        [times] last year against it
       *[date] source of
    }
public-unknown = not published
public-title = Figures of other companies and of the market, beside { $case }

# What the scenario says beside the table, a sentence each.
public-training = Training compute goes from { $first } revenue in the first year to { $last } in the last.
public-futures =
    { $futures ->
        [one] In one future it is between { $low } and { $high } revenue in a year.
       *[other] In the middle of { $futures } futures it is between { $low } and { $high } revenue in a year.
    }
# $company serves the most tokens of all in the table, at the latest date of it.
public-largest = { $company } would serve as many tokens as the scenario at its end if it grew by { $rate }.
public-largest-ahead = { $company } serves more tokens than the scenario at its end.
public-growth = Demand at constant prices grows by { $rate } at first, and its growth fades with a half-life of { $half_life }.
public-price = The price of { $tier } on its mix falls by { $fall } from the end of the first year to the end of the last.
public-share = The share of { $tier } in its class goes from { $first } at the start to { $last } at the end.
public-utilisation = The cards that serve are used to { $lowest } in the emptiest year and to { $highest } in the fullest.
