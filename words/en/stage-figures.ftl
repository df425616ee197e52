# Names of the figures of one month on the pages of stages.

stage-cards-in-service = { $platform } cards
stage-first-order-arrived = First order arrived
stage-cards-in-use = Fleet in use
stage-cards-with-power = { $platform } with power
stage-demand-served = { $tier } demand served
stage-output-cost = Cost of { $tier } output
stage-input-cost = Cost of { $tier } input
stage-mix-cost = Cost of the { $tier } mix
stage-dearest-cost = Output on the dearest chip
stage-token-margin = Cash margin on tokens
stage-list-price = List price of { $tier } output
stage-mix-price = Price of the { $tier } mix
stage-host-price = Third-party hosts
stage-affordable-cut = Cut that supply carries
stage-cash = Cash
stage-net-burn = Net burn
stage-gross-margin = Gross margin
stage-raised = Raised so far
stage-founder-stake = Founder’s stake
stage-share-sold = { $round }: share sold
stage-post-money = { $round }: value after it
stage-plan-value = Value of the plan
