# Messages that those of every file may refer to.

# The currency that the reader has chosen.
currency =
    { $currency ->
        [dollar] dollars
       *[yuan] yuan
    }
