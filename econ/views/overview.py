"""The table of what each change of a scenario does to the headline figures."""

import numpy as np
import pandas as pd

from econ.explain import effects_of_single_changes
from econ.outlook import Outlook
from econ.units import NOT_DEFINED
from econ.views.assumption_table import format_for_table
from econ.views.sentences.answers import size_of_change


def what_moved(outlook: Outlook, baseline: Outlook, month: int) -> pd.DataFrame:
    """What each change alone does to the headline figures in a month, and all together; empty without changes."""
    case, scenario = outlook.case, outlook.scenario
    if scenario == baseline.scenario:
        return pd.DataFrame()
    months = {**dict.fromkeys(case.story.headline, month), "cash": case.months - 1}
    rows = []
    for changed, effects in effects_of_single_changes(outlook, baseline, months).items():
        row = {"change": "All together", "from": "", "to": ""}
        if changed in case.beliefs:
            assumption = case.assumption_of(changed)
            row = {
                "change": case.label_of(changed),
                "from": format_for_table(baseline.scenario.value(changed), assumption),
                "to": format_for_table(scenario.value(changed), assumption),
            }
        for key, effect in effects.items():
            column = case.label_of(key) + (" at the end" if key == "cash" else "")
            row[column] = signed_change(effect, case.unit_of(key))
        rows.append(row)
    return pd.DataFrame(rows)


def signed_change(difference: float, unit: str) -> str:
    """A change with its sign; one of an infinite amount is a move across the horizon."""
    if np.isnan(difference):
        return NOT_DEFINED
    if np.isinf(difference):
        return "now beyond the horizon" if difference > 0 else "no longer beyond the horizon"
    size = size_of_change(difference, unit)
    if not size:
        return "no change"
    return ("+" if difference > 0 else "−") + size
