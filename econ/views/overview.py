"""The table of what each change of a scenario does to the headline figures."""

import pandas as pd

from econ.explain import effects_of_single_changes
from econ.outlook import Outlook
from econ.views.assumption_table import format_for_table
from econ.views.sentences.answers import signed_change


def change_effect_table(outlook: Outlook, baseline: Outlook, month: int) -> pd.DataFrame:
    """What each change alone, and all of them together, do to the headline figures in a month: one row a change.

    Columns change, from, to, and one for each headline figure; cash is that of the last month. Empty without changes.
    """
    case, scenario = outlook.case, outlook.scenario
    if scenario == baseline.scenario:
        return pd.DataFrame()
    months = {**dict.fromkeys(case.story.headline, month), "cash": case.months - 1}
    rows = []
    for changed_key, effects in effects_of_single_changes(outlook, baseline, months).items():
        row = {"change": "All together", "from": "", "to": ""}
        if changed_key in case.beliefs:
            assumption = case.assumption_of(changed_key)
            row = {
                "change": case.label_of(changed_key),
                "from": format_for_table(baseline.scenario.value(changed_key), assumption),
                "to": format_for_table(scenario.value(changed_key), assumption),
            }
        for key, effect in effects.items():
            column = case.label_of(key) + (" at the end" if key == "cash" else "")
            row[column] = signed_change(effect, case.unit_of(key))
        rows.append(row)
    return pd.DataFrame(rows)
