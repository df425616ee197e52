"""The dated flows of the manual of a spreadsheet, for which it states the return and the present value."""

import datetime

DATES = [
    datetime.date(2008, 1, 1),
    datetime.date(2008, 3, 1),
    datetime.date(2008, 10, 30),
    datetime.date(2009, 2, 15),
    datetime.date(2009, 4, 1),
]
DATED = [-10_000, 2_750, 4_250, 3_250, 2_750]
