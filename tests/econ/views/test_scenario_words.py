"""Names of levers in sentences, chips and tables."""

from econ.views.assumption_table import assumption_table
from econ.views.scenario_changes import change_in_words
from econ.views.sentences.scenario_words import name_in_sentence


def test_a_lever_has_one_name_wherever_it_is_shown(case):
    """Its label names its element, and the words of a sentence, of a chip and of a change are the same."""
    key = "delivery_delay.ascend_950dt"
    label = case.label_of(key)
    changed = case.scenario(overrides={key: 3.0})
    assert label == f"{case.label('platform', 'ascend_950dt')} delay"
    assert name_in_sentence(case, key) == label
    assert change_in_words(case.scenario(), changed).startswith(label)
    assert set(assumption_table(changed).set_index("key")["name"].loc[[key]]) == {label}
