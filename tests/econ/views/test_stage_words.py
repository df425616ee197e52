"""The words of the pages about stages: sentences are short, with two amounts at most, whatever the scenario."""

import itertools
import re

import pytest
from support.reading import sentences_of

import econ
from econ.decisions.default_alive import path_facts_of
from econ.roofline.measurements import fitted_measurements, held_out_measurements
from econ.views import supply
from econ.views.path_figures import path_figures, unmoved_reason
from econ.views.sentences import cost_captions, evidence_words

MOST_WORDS, MOST_AMOUNTS, MEAN_WORDS = 28, 2, 16
AMOUNT = re.compile(r"\d[\d,.]*")
MONTH = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}\b")
SCENARIOS = {
    "base": {},
    "late and poor": {
        "delivery_delay.ascend_950dt": 12.0,
        "round_amount.first": 0.0,
        "order_rule": "as planned",
        "leased_power": 30.0,
        "hbm_supply.ascend_950dt": 10_000,
    },
    "a promise that nobody keeps": {"latency_promise.chat": 1.0},
    "a promise that some keep": {"latency_promise.chat": 12.0},
    "no room": {"group_ranks.h800": 8, "memory.ascend_950dt": 20},
    "owned though dearer": {"unrecovered_share.h800": 1.0, "electricity_price": 1.5},
    "no effect": {"cut_month.pro": 20, "round_month.later": 30},
}


@pytest.fixture(scope="module")
def names(case):
    """Return a pattern of the names of elements, of rounds inside a sentence, of points and of their sources."""
    known = {label for labels in case.elements.values() for label in labels.values()}
    for points in itertools.chain(fitted_measurements(case), *held_out_measurements(case)):
        known |= {*points.names, *(source.split(",")[0] for source in points.sources)}
    known |= {label.lower() for label in case.elements["round"].values()}
    longest_first = sorted(filter(None, known), key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in longest_first))


def texts_about(outlook, baseline):
    """Everything that captions, warnings and notes of the pages say of a scenario."""
    case, scenario, tier = outlook.case, outlook.scenario, outlook.case.story.tier
    yield cost_captions.misfit_warning(outlook)
    yield cost_captions.missed_target_warning(outlook)
    yield cost_captions.unserved_tier_warning(outlook)
    yield cost_captions.throughput_source_caption(case)
    yield cost_captions.platform_change_caption(outlook, tier)
    yield cost_captions.speed_caption(outlook, tier, tuple(case.elements["chip"]))
    yield cost_captions.context_caption(outlook)
    for month in (0, 11, case.months - 1):
        yield cost_captions.owned_though_dearer_caption(outlook, tier, month)
        yield cost_captions.card_use_caption(outlook, month)
        yield cost_captions.undefined_cost_change(outlook, tier, month)
    for platform in supply.platforms_with_deliveries(outlook):
        yield from supply.bottleneck_table(outlook, platform)["what holds supply back"]
    yield evidence_words.assumption_count(scenario)
    yield evidence_words.roofline_accuracy(scenario)
    facts = [path_facts_of(run) for run in (outlook, baseline)]
    yield unmoved_reason(*facts)
    for figure in path_figures(*facts):
        yield figure.sentence


def test_sentences_are_short_and_have_two_amounts_at_most(case, april, names):
    lengths = {}
    for changes in SCENARIOS.values():
        for text in texts_about(econ.run(case.scenario(overrides=changes)), april):
            assert not re.search(r"[«»;{}]|\bnan\b|\binf\b|  ", text), text
            for sentence in sentences_of(text):
                words = names.sub("Name", MONTH.sub("Month", sentence))
                assert len(words.split()) <= MOST_WORDS, sentence
                assert len(AMOUNT.findall(words)) <= MOST_AMOUNTS, sentence
                assert re.search(r"[.?]$", sentence), sentence
                lengths[sentence] = len(words.split())
    assert len(lengths) > 60
    assert sum(lengths.values()) / len(lengths) <= MEAN_WORDS
