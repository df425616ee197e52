# Units: what follows a number. Here $number is the number as it is written, and $count decides between one and many.
# The space between a number and its unit is one that does not break: the two stay on one line.

# What separates one sentence from the next.
between-sentences = {" "}

# The words for a number without a value.
no-number =
    { $kind ->
        [infinite] out of reach
       *[undefined] not defined
    }

unit-share = { $number } %
unit-share-per-month = { $number } % a month
unit-share-per-year = { $number } % a year
unit-x = { $number }x
unit-x-per-year = { $number } x a year
unit-elasticity = { $number }
unit-switch = { $number }
unit-month =
    { $count ->
        [one] { $number } month
       *[other] { $number } months
    }
unit-month-of-plan = month { $number }
unit-year =
    { $count ->
        [one] { $number } year
       *[other] { $number } years
    }
unit-hour =
    { $count ->
        [one] { $number } hour
       *[other] { $number } hours
    }
unit-bn-yuan = { $number } bn { currency }
unit-bn-yuan-per-month = { $number } bn { currency } a month
unit-bn-yuan-per-year = { $number } bn { currency } a year
unit-M-yuan-per-person = { $number } M { currency }/person
unit-M-yuan-per-person-per-year = { $number } M { currency }/person/year
unit-k-yuan-per-card = { $number } k { currency }/card
unit-yuan-per-card-hour = { $number } { currency }/card-hour
unit-yuan-per-user-per-month = { $number } { currency }/user/month
unit-yuan-per-Mtok = { $number } { currency }/Mtok
    .short = { $number } { currency }
unit-yuan-per-kWh = { $number } { currency }/kWh
unit-yuan-per-kW-per-month = { $number } { currency }/kW/month
unit-yuan-per-W = { $number } { currency }/W
unit-yuan-per-dollar = { $number } yuan/dollar
unit-dollar-per-Mtok = { $number } dollar/Mtok
unit-Ttok = { $number } Ttok
unit-Ttok-per-month = { $number } Ttok a month
unit-Ttok-per-card-per-month = { $number } Ttok/card/month
unit-ktok-per-user-per-month = { $number } ktok/user/month
unit-tok-per-s-per-card = { $number } tok/s/card
unit-tok-per-s-per-kW = { $number } tok/s/kW
unit-card-hour-per-Mtok =
    { $count ->
        [one] { $number } card-hour/Mtok
       *[other] { $number } card-hours/Mtok
    }
unit-card =
    { $count ->
        [one] { $number } card
       *[other] { $number } cards
    }
unit-card-per-month =
    { $count ->
        [one] { $number } card a month
       *[other] { $number } cards a month
    }
unit-kW-per-card = { $number } kW/card
unit-wafer-per-month =
    { $count ->
        [one] { $number } wafer a month
       *[other] { $number } wafers a month
    }
unit-card-per-wafer =
    { $count ->
        [one] { $number } card a wafer
       *[other] { $number } cards a wafer
    }
unit-MW = { $number } MW
unit-person =
    { $count ->
        [one] { $number } person
       *[other] { $number } people
    }
unit-person-per-month =
    { $count ->
        [one] { $number } person a month
       *[other] { $number } people a month
    }
unit-M-users = { $number } M users
unit-bn-parameters = { $number } bn parameters
unit-byte-per-parameter = { $number } byte/parameter
unit-TFLOP-per-s = { $number } TFLOP/s
unit-GFLOP = { $number } GFLOP
unit-GB = { $number } GB
unit-TB-per-s = { $number } TB/s
unit-GB-per-s = { $number } GB/s
unit-byte-per-tok = { $number } byte/tok
unit-tok = { $number } tok
unit-ms = { $number } ms
unit-ms-per-tok = { $number } ms/tok
unit-micros = { $number } µs
unit-rank-per-card = { $number } rank/card
unit-points =
    { $count ->
        [one] { $number } point
       *[other] { $number } points
    }
