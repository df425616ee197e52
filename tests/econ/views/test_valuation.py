"""Tables and captions of the price of a round: peers beside it, and the hole in the plan."""

from support.reading import as_read

import econ
from econ.accounts.valuation import (
    hole_in_the_plan,
)
from econ.views import valuation


def test_peers_stand_beside_the_rounds_and_the_company_is_no_peer_of_itself(root, april):
    table = valuation.multiple_table(april)
    assert {"OpenAI", "Anthropic", "MiniMax", "Zhipu"} <= set(table["round or peer"])
    assert table["month"].str.fullmatch(r"[A-Z][a-z]{2} \d{4}").all()
    other = econ.load(root / "cases" / "zhipu" / "assumptions.toml")
    assert "Zhipu" not in set(valuation.multiple_table(econ.run(other.scenario()))["round or peer"])


def test_words_say_what_is_missing_and_when(short):
    hole = hole_in_the_plan(short)
    caption = valuation.end_value_caption(short)
    assert short.case.month_name(hole.month) in as_read(caption) and "is missing" in caption
    assert "returns after the hole is filled" in valuation.end_return_table(short)
    assert len(valuation.revenue_table(short, 11)) == 3
