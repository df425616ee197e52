"""Undefined money on the pages: tables, figures and sentences state it, and never as money without end."""

import math
import re

from support.undefined import ENDLESS

from econ.decisions.default_alive import path_facts_of
from econ.risk import survival
from econ.views import funding, runway_gauge
from econ.views.change_words import signed_change
from econ.views.funding import cash_events
from econ.views.path_figures import WITH_ROUND, path_figures
from econ.views.sentences import answers, stress_words
from econ.words import say_all


def test_undefined_money_is_shown_as_such_and_never_as_money_without_end(lost, april):
    month, alone = 11, lost
    figures = path_figures(path_facts_of(lost), path_facts_of(april))
    rows = funding.runway_table(lost, alone, month)
    drawn = runway_gauge.gauge_figure("Runway", lost, alone, month)
    texts = [
        answers.runway_month_label(lost.case, lost.at("runway", 0)),
        answers.headline_value(april.case, "runway", lost.at("runway", 0)),
        *(figure.value for figure in figures if figure.key == WITH_ROUND),
        say_all(*answers.runway_messages(lost, april)),
        *rows["ends in"],
        *rows.iloc[:, 1],
        *rows.iloc[:, 2],
        signed_change(math.nan, "month"),
        "".join(
            re.findall(
                "(?:Cash lasts|Without new money|Zero cash|Minimum cash|Begin to raise)[^,]*?(?=,| and |\\.)",
                drawn.sentence,
            )
        ),
    ]
    for text in texts:
        assert "not defined" in text and not ENDLESS.search(text), text
    assert "not defined" in answers.scenario_notes(lost, april, month)
    assert not [words for _, words in cash_events(lost) if "cash" in words]
    assert all(
        kind != "late"
        for row, kind in zip(
            drawn.data.column("row").to_pylist(), drawn.data.column("kind").to_pylist(), strict=True
        )
        if "cash" in row.lower()
    )


def test_the_sentences_of_the_stress_test_state_an_undefined_single_run(case, lost):
    futures = survival.run_futures(case.scenario(), 64)
    for text in (
        stress_words.single_run_comparison(futures, lost),
        stress_words.cash_out_answer(futures, futures, lost, 36),
        answers.runway_month_label(case, math.nan),
    ):
        assert "not defined" in text
