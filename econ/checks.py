"""Checks: the identities of the statements on one outlook, each with the month and the amount of its largest gap."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd

from econ.outlook import Outlook
from econ.units import THOUSAND, write
from econ.vocabulary import Array

TIGHT = 1e-9  # of the largest balance: what floating point may leave


@dataclasses.dataclass(frozen=True)
class Check:
    """An identity: its number in the literature, its sentence, and its gap a month in its unit."""

    name: str
    sentence: str
    unit: str
    gap: Callable[[Outlook], Array]


def _path(outlook, key):
    return outlook[key][0]


def _opening(outlook, key, start=None):
    first = outlook[start][0, :1] if start else np.zeros(1)
    return np.concatenate([first, _path(outlook, key)[:-1]])


def _sum(outlook, name):
    return sum(_path(outlook, key) for key in outlook.case.places(name))


def _cash(o):
    flows = (_path(o, name) for name in ("operating_cash_flow", "investing_cash_flow", "equity_raised"))
    return _path(o, "cash") - _opening(o, "cash", "initial_cash") - sum(flows) + _path(o, "share_redemptions")


def _equity(o):
    added = (_path(o, name) for name in ("net_income", "share_based_pay", "equity_raised"))
    return _path(o, "equity") - _opening(o, "equity", "initial_equity") - sum(added) + _path(o, "share_redemptions")


def _revenue(o):
    parts = sum(_path(o, f"served_tokens.{tier}") * _path(o, f"blended_price.{tier}") for tier in o.case.elements["tier"])
    return _sum(o, "api_revenue") - parts * _path(o, "price_realisation") / THOUSAND


def _components(o):
    return _sum(o, "api_revenue") - sum(_sum(o, name) for name in ("cached_input_revenue", "input_revenue", "output_revenue"))


def _earnings(o):
    spent = (_path(o, name) for name in ("research_compute", "people_cost", "overhead", "write_offs"))
    return _path(o, "operating_income") - (_path(o, "gross_profit") - sum(spent))


def _served(o):
    tiers = o.case.elements["tier"]
    return sum(np.maximum(_path(o, f"served_tokens.{tier}") - _path(o, f"demand.{tier}"), 0.0) for tier in tiers)


def _capacity(o):
    return np.maximum(_path(o, "utilisation") - 1.0, 0.0)


def _owners(o):
    return np.maximum(_path(o, "founder_stake") - 1.0, 0.0) + np.maximum(-_path(o, "founder_stake"), 0.0)


def _burn(o):
    return _path(o, "net_burn") + _path(o, "operating_cash_flow") + _path(o, "investing_cash_flow")


def _tax(o):
    return np.maximum(-_path(o, "income_tax"), 0.0) + np.maximum(-_path(o, "loss_pool"), 0.0)


CHECKS = (
    Check("I1", "Cash rolls forward by operations, plant and money raised.", "bn yuan", _cash),
    Check("I2", "Assets are liabilities and equity.", "bn yuan", lambda o: _path(o, "balance_gap")),
    Check("I8", "Equity rolls forward by earnings, options and money raised.", "bn yuan", _equity),
    Check("I9", "Neither tax nor the pool of losses is negative.", "bn yuan", _tax),
    Check("I10", "API revenue is tokens times price, less tax, grants and fees.", "bn yuan/month", _revenue),
    Check("I10", "API revenue is the sum of hits, input and output.", "bn yuan/month", _components),
    Check("I11", "No more is served than asked for.", "Ttok/month", _served),
    Check("I11", "No more of the fleet is used than there is.", "share", _capacity),
    Check("I12", "Operating income is gross profit less what stands between.", "bn yuan/month", _earnings),
    Check("I12", "Net burn is what operations and plant use up.", "bn yuan/month", _burn),
    Check("I13", "The founder holds between nothing and everything.", "share", _owners))


def checks(outlook: Outlook) -> pd.DataFrame:
    """Every identity on this outlook: whether it holds, and the month and size of its largest gap."""
    scale = max(1.0, *(float(np.abs(_path(outlook, name)).max()) for name in ("cash", "total_assets", "equity")))
    rows = []
    for check in CHECKS:
        gap = np.abs(check.gap(outlook))
        month, size = int(gap.argmax()), float(gap.max())
        sound = bool(size <= TIGHT * scale)
        rows.append({"identity": check.name, "what holds": check.sentence, "light": "holds" if sound else "FAILS",
                     "month": "" if sound else outlook.case.month_name(month),
                     "amount": "" if sound else write(size, check.unit)})
    return pd.DataFrame(rows)
