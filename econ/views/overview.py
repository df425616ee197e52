"""Tables: what each change does to the headline figures, and everything as one table."""

import numpy as np
import pandas as pd

from econ.explain import each_alone
from econ.outlook import Outlook
from econ.units import NOT_DEFINED
from econ.views.assumption_table import format_for_table
from econ.views.sentences.answers import size_of_change


def what_moved(outlook: Outlook, baseline: Outlook, month: int) -> pd.DataFrame:
    """What each change alone does to the headline figures in a month, and all together; empty without changes."""
    case, scenario = outlook.case, outlook.scenario
    months = {**dict.fromkeys(case.story.headline, month), "cash": case.months - 1}
    rows = []
    for changed, effects in each_alone(outlook, baseline, months).items():
        known = changed in case.beliefs
        row = {
            "change": case.label_of(changed) if known else "All together",
            "from": format_for_table(baseline.scenario.value(changed), case.assumption_of(changed))
            if known
            else "",
            "to": format_for_table(scenario.value(changed), case.assumption_of(changed))
            if known
            else "",
        }
        for key, effect in effects.items():
            row[f"{case.label_of(key)} at the end" if key == "cash" else case.label_of(key)] = (
                _signed(effect, case.unit_of(key))
            )
        rows.append(row)
    different = scenario != baseline.scenario
    return pd.DataFrame(rows if different else [])


def _signed(difference, unit):
    if np.isnan(difference):
        return NOT_DEFINED
    if np.isinf(difference):
        return "now beyond the horizon" if difference > 0 else "no longer beyond the horizon"
    text = size_of_change(difference, unit)
    return ("+" if difference > 0 else "−") + text if text else "no change"


def everything(outlook: Outlook) -> pd.DataFrame:
    """All quantities by month, one column a quantity with its unit in the heading: what is downloaded."""
    model, case = outlook.case.model, outlook.case
    keys = [key for name in model.quantities for key in case.places(name)]
    frame = outlook.frame(keys)
    frame.columns = [f"{key} [{model.quantities[key.split('.')[0]].unit}]" for key in keys]
    return frame
