"""Tables for download, with money in the reader's currency."""

import pandas as pd

from econ.outlook import Outlook
from econ.units import shown_factor, shown_unit


def in_readers_currency(table: pd.DataFrame, unit: str = "bn yuan") -> pd.DataFrame:
    """A table of amounts in a unit, which is the name of its index, as the reader sees money."""
    return (table * shown_factor(unit)).rename_axis(shown_unit(unit))


def all_quantities(outlook: Outlook) -> pd.DataFrame:
    """All quantities by month in the reader's currency, one column a quantity, with its unit in the heading."""
    case = outlook.case
    quantities = case.model.quantities
    keys = [key for name in quantities for key in case.key_indices(name)]
    units = [quantities[key.split(".")[0]].unit for key in keys]
    frame = outlook.frame(keys) * list(map(shown_factor, units))
    frame.columns = [f"{key} [{shown_unit(unit)}]" for key, unit in zip(keys, units, strict=True)]
    return frame
