"""Tables for download."""

import pandas as pd

from econ.outlook import Outlook


def all_quantities(outlook: Outlook) -> pd.DataFrame:
    """All quantities by month, one column a quantity, with its unit in the heading."""
    case = outlook.case
    quantities = case.model.quantities
    keys = [key for name in quantities for key in case.key_indices(name)]
    frame = outlook.frame(keys)
    frame.columns = [f"{key} [{quantities[key.split('.')[0]].unit}]" for key in keys]
    return frame
