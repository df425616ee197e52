"""Gains of a cut in words."""

import re

from hypothesis import given
from hypothesis import strategies as st

from econ.views import cut_gains
from econ.words import amount_text


@given(gain=st.floats(-1e3, 1e3), unit=st.sampled_from(["bn yuan", "share", "month", "Ttok"]))
def test_a_choice_that_reads_as_no_gain_is_neither_better_nor_worse(gain, unit):
    sign, size = cut_gains.sign_of(gain, unit), amount_text(cut_gains.difference(gain, unit))
    assert (sign == "none") == (not re.search(r"[1-9]", size))
    assert sign in ("none", "more" if gain > 0.0 else "less")
