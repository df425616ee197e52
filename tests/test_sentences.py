"""How sentences read: short, with two amounts at most, over scenarios at random."""

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest
from support.code_texts import MEAN_WORDS, MOST_AMOUNTS, MOST_WORDS
from support.reading import as_read, sentences_of
from support.sampling import FULL, sample

import econ
from econ.decisions import price_cut
from econ.decisions.cut_sensitivity import BestCut, keys_of_map
from econ.decisions.default_alive import without_new_money
from econ.decisions.price_cut import DEPTHS, CutMap
from econ.decisions.price_cut_theory import CutTheory
from econ.decisions.rival_replies import RIVAL_ANSWERS, ReplyTable, our_cuts
from econ.headlines import headline_figures
from econ.views.cut_gains import STATISTICS, MapComparison
from econ.views.cut_verdict import shifted_months
from econ.views.inert_levers import INERT_RULES
from econ.views.sentences import (
    answers,
    cut_verdict_words,
    finding_notes,
    funding_captions,
    price_cut_words,
    scenario_words,
)

STAGES = ("front", "supply", "cost", "price", "funding")  # that have levers


# ── How sentences read ───────────────────────────────────────────────────────────────────────────────────────────


def random_scenarios(case, preset, count):
    """Some scenarios with a few changes anywhere within their limits, half of them of levers, always the same ones."""
    generator = np.random.default_rng(16)
    keys = sorted(
        key for key in case.keys() if not isinstance(case.scenario().value(key), np.ndarray)
    )
    levers = sorted({key for stage in STAGES for key in case.levers_of(stage, preset)} & {*keys})
    stresses = [(), *((name,) for name in case.stresses)]
    made = []
    while len(made) < count:
        changes = {}
        chosen = [generator.choice(some, size=2, replace=False).tolist() for some in (levers, keys)]
        for key in dict.fromkeys([*chosen[0], *chosen[1]]):
            assumption = case.assumption_of(key)
            low, high = assumption.limits
            value = generator.uniform(low, high)
            changes[key] = float(round(value)) if assumption.takes_whole_numbers else value
        try:
            stress = stresses[generator.integers(len(stresses))]
            made.append(case.scenario(preset, changes, stress))
        except econ.AssumptionError:
            continue
    return made


def texts_about(scenario, baseline, generator):
    """The words of the answers, of the notes and of the price cut about a scenario."""
    case, outlook = scenario.case, econ.run(scenario)
    month = case.month_shown(scenario.preset)
    for answer in (
        answers.overview,
        answers.supply,
        answers.cost,
        answers.price,
        answers.timing,
        answers.ownership,
        answers.funding,
        answers.raising,
        answers.scenario_notes,
    ):
        yield answer(outlook, baseline, month)
    then = headline_figures(baseline, month)
    yield finding_notes.figures_then_and_now(outlook, "an earlier model", then)
    yield finding_notes.figures_then_and_now(outlook, "another model", None)
    yield finding_notes.figures_then_and_now(outlook, None, then)
    yield finding_notes.figures_then_and_now(outlook, None, None)
    for key in dict.fromkeys(
        key for rule in INERT_RULES for key in case.key_indices(rule.lever) if key in case.beliefs
    ):
        yield scenario_words.inert_note(scenario, key)
    yield funding_captions.end_of_money_caption(econ.run(without_new_money(scenario)))
    for _ in range(3):
        yield from texts_about_the_cut(outlook, generator)


def theory_at_random(case, generator):
    """Advice of theory that is not that of any scenario: supply may never land, and no cut may pay."""
    count = len(DEPTHS) - 1
    columns = ("lead", "date", "elastic_lead", "elastic_date")
    months = generator.uniform(0, 30, size=(count, len(columns)))
    months[generator.random(size=months.shape) < 0.2] = np.nan
    table = pd.DataFrame(months, columns=columns) * generator.choice([1.0, 1.0, np.nan])
    landing = generator.choice([6.0, 12.0, 30.0, np.inf], size=8)
    return CutTheory(
        landing=np.full(8, np.inf) if generator.random() < 0.1 else landing,
        table=table.assign(depth=DEPTHS[1:], elasticity=1.5),
        elasticities=tuple(-generator.uniform(0.5, 3, size=3)),
        matched_elasticities=tuple(generator.uniform(0.5, 3, size=3)),
        adoption_speed=generator.uniform(0.05, 4),
        throttled_adoption=generator.random(),
        fill_rate=generator.choice([1.0, generator.random()]),
        carried_depth=generator.choice([np.nan, -0.3, generator.random(), 0.98]),
    )


def texts_about_the_cut(outlook, generator):
    """The words of the price cut on maps and for theory at random, so that any advice may come about."""
    scenario, case = outlook.scenario, outlook.case
    uncertain = keys_of_map(case, next(iter(case.story.uncertain)))
    theory = theory_at_random(case, generator)
    shape = (price_cut.cut_window(case), len(DEPTHS), 8)
    for objective in sample(price_cut.cut_objectives(case).values(), 3):
        values = generator.uniform(0.1, 1.0, size=shape) * generator.choice([1.0, 90.0])
        values[: price_cut.first_cut_month(scenario)] = np.nan
        cut_map = CutMap(objective=objective, values=values, done=True)
        promised = generator.uniform(0.1, 1.0, size=shape[1:]) * 90.0
        plan = generator.uniform(0.1, 1.0, size=(1 + len(shifted_months(outlook)), 8)) * 90.0
        for statistic in STATISTICS:
            comparison = MapComparison(
                cut_map=cut_map,
                plan=plan,
                planned_cut=plan[-1],
                promised=promised,
                statistic=statistic,
                list_rule=generator.choice([0.0, 4.0]),
            )
            yield cut_verdict_words.map_verdict(outlook, comparison)
            yield cut_verdict_words.mistake_under_own_rule(outlook, comparison)
            yield price_cut_words.best_choices_sentence(outlook, comparison)
            yield price_cut_words.map_note(outlook, comparison, has_area=True)
            yield price_cut_words.theory_comparison(outlook, cut_map, statistic, theory)
        for list_rule in price_cut.rules_after_cut(scenario).values():
            yield price_cut_words.map_caption(outlook, objective, list_rule, 256)
        cuts = [
            BestCut(key=key, value=1.0, month=7, depth=cut, gain=0.3, error=0.1)
            for key, cut in (("leakage_sensitivity", 0.0), ("host_markup", 0.4))
        ]
        deepest = dataclasses.replace(cuts[1], depth=price_cut.DEPTHS[-1])
        for turning in (cuts, cuts[1:], [deepest], [cuts[0], deepest], [*cuts, deepest, deepest]):
            for as_believed in cuts:
                yield price_cut_words.best_cuts_caption(outlook, objective, turning, as_believed)
    for name, list_rule in price_cut.rules_after_cut(scenario).items():
        yield price_cut_words.statistics_note(outlook, list_rule)
        yield price_cut_words.map_rule_note(outlook, name, list_rule)
    yield price_cut_words.landing_caption(outlook, uncertain, theory)
    yield price_cut_words.theory_caption(outlook, theory)
    yield price_cut_words.alternatives_caption(outlook)
    yield price_cut_words.no_alternatives_sentence(outlook)
    yield price_cut_words.cut_rule_caption(outlook)
    cuts = our_cuts(outlook.scenario)
    pairs = (len(cuts), len(RIVAL_ANSWERS), 2)
    ours, theirs = (np.round(generator.uniform(0, 2, size=pairs)) for _ in range(2))
    replies = ReplyTable(month=6, our_cuts=cuts, undercut=0.15, ours=ours, theirs=theirs)
    yield price_cut_words.equilibrium_sentence(outlook, replies)
    yield price_cut_words.replies_caption(outlook, replies, "holds")


@pytest.fixture(scope="module")
def names_of(case):
    """A pattern of all names that may be in a sentence: of assumptions and elements, of cases, and of what a cut is judged by."""
    names = {case.label_of(key) for key in [*case.keys(), *case.story.headline]}
    names |= {label for labels in case.elements.values() for label in labels.values()}
    names |= {assumption.label for assumption in case.assumptions.values()}
    names |= {entry.title for entry in [*case.presets.values(), *case.stresses.values()]}
    for objective in price_cut.cut_objectives(case).values():
        names |= {objective.name, objective.meaning}
    longest_first = sorted((name for name in names if name), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


MONTH = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}\b")
AMOUNT = re.compile(r"\d[\d,.]*")


def size_of(sentence, names):
    """How many words a sentence has, a name being one, and how many amounts."""
    text = names.sub("Name", MONTH.sub("Month", sentence))
    return len(text.split()), len(AMOUNT.findall(text))


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_sentences_are_short_and_have_two_amounts_at_most(case, preset, names_of):
    baseline = econ.run(case.scenario(preset))
    scenarios = [
        case.scenario(preset, {}, stress) for stress in [(), *((name,) for name in case.stresses)]
    ]
    scenarios += random_scenarios(case, preset, 20 if FULL else 4)
    lengths, generator = {}, np.random.default_rng(61)
    for scenario in scenarios:
        for text in texts_about(scenario, baseline, generator):
            assert not re.search(r"[«»;{}]|\bnan\b|\binf\b|  ", text), text
            for sentence in sentences_of(text):
                if sentence in lengths:
                    continue
                count, amounts = size_of(sentence, names_of)
                assert count <= MOST_WORDS, (count, sentence)
                assert amounts <= MOST_AMOUNTS, (amounts, sentence)
                assert re.search(r"[.?]$", sentence), sentence
                lengths[sentence] = count
    assert len(lengths) > 100
    assert sum(lengths.values()) / len(lengths) <= MEAN_WORDS


def test_the_answer_of_the_overview_never_lists_the_changes(case, april):
    changes = {"delivery_delay.ascend_950dt": 12.0, "trend_growth": 0.05, "cut_depth.pro": 0.75}
    answer = as_read(answers.overview(econ.run(case.scenario(overrides=changes)), april, 11))
    assert "12 months" not in answer and "75 %" not in answer and "growth" not in answer
    assert len(answer) <= 210  # two lines
