# The case year by year: the columns and rows of a table. A page of the documents holds it as it is printed, and a test compares them.

years-span = { $first } to { $last }

# What a row holds. $name is a tier, or a chip of the fleet.
years-row =
    { $row ->
        [revenue] Revenue
        [api-revenue] Revenue from { $name }
        [paid-tokens] Paid tokens of { $name }, last month
        [all-tokens] All tokens a day, last month
        [list] List of { $name } output, last month
        [price] Price of { $name } on its mix, last month
        [cost] Cost of { $name } on its mix, last month
        [host-price] Hosts’ price of { $name }, last month
        [market-share] Share of its class, { $name }, last month
        [gross-margin] Gross margin
        [served] Demand served, { $name }, mean
        [utilisation] Utilisation, mean
        [training] Training compute
        [rented-training] Rented training compute
        [training-ratio] Training compute against revenue
        [staff] Staff, last month
        [fleet] { $name } in service, last month
        [capex] Capital expenditure
        [net-burn] Net burn
       *[cash] Money in the bank, last month
    }
