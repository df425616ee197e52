"""Ownership: who holds what after each round, what an exit pays whom, and what it returns."""

import dataclasses
import math

import numpy as np
import pandas as pd

from econ.outlook import Outlook
from econ.shares import ShareClass, waterfall
from econ.units import MONTHS_A_YEAR, write

BEGINNING = 1000.0  # million shares when the story begins: any number would do, for only shares of the whole matter
EXITS = (100.0, 200.0, 350.0, 500.0, 750.0, 1000.0, 1500.0, 2000.0)  # bn yuan
YEARS = (1, 2, 3, 4, 5, 6, 7, 8)
FOUNDER, OTHERS, POOL = "Founder", "Other holders", "Option pool"
TERMS = {"as assumed": (1.0, False), "none": (0.0, False), "participating": (1.0, True)}  # multiple of the assumed, and whether


@dataclasses.dataclass(frozen=True, kw_only=True)
class Stage:
    """The company after one round, or at the beginning: shares by holder in millions, and the round's price."""

    name: str
    month: int
    shares: dict[str, float]
    price: float  # yuan a share; not a number at the beginning
    post_money: float

    @property
    def total(self) -> float:
        return sum(self.shares.values())


def stages(outlook: Outlook) -> list[Stage]:
    """The table of holders at the beginning and after each round that closes, in the order of time.

    A pool top-up is made before the new money, so that the old holders bear it; the founder's part of a round is bought
    on its terms.
    """
    founder = outlook.at("initial_founder_stake", 0)
    shares = {FOUNDER: founder * BEGINNING, OTHERS: (1.0 - founder) * BEGINNING}
    found = [Stage(name="Beginning", month=0, shares=dict(shares), price=math.nan, post_money=math.nan)]
    for name, month in _closings(outlook):
        pool, part = (outlook.at(f"{key}.{name}", 0) for key in ("pool_top_up", "founder_part"))
        post, share = outlook.at(f"post_money.{name}", 0), outlook.at(f"new_money_share.{name}", 0)
        shares[POOL] = shares.get(POOL, 0.0) + sum(shares.values()) * pool / (1.0 - pool)
        new = sum(shares.values()) * share / (1.0 - share)
        shares[FOUNDER] += new * part
        shares[_investors(outlook, name)] = new * (1.0 - part)
        total = sum(shares.values())
        found.append(Stage(name=outlook.case.elements["round"][name], month=month, shares=dict(shares),
                           price=post / total * 1000.0, post_money=post))
    return found


def _closings(outlook):
    """The rounds that bring money, with the month in which they do."""
    closes = {name: outlook[f"round_closes.{name}"][0] for name in outlook.case.elements["round"]}
    order = [(name, int(path.argmax())) for name, path in closes.items()
             if path.any() and outlook.at(f"round_amount.{name}", 0) > 0.0]
    return sorted(order, key=lambda pair: pair[1])


def _investors(outlook, name):
    return f"{outlook.case.elements['round'][name]} investors"


def holders(outlook: Outlook) -> pd.DataFrame:
    """Who holds what share of the company after each round: one row a holder, one column a stage."""
    found = stages(outlook)
    names = list(found[-1].shares)
    return pd.DataFrame({stage.name: [stage.shares.get(name, 0.0) / stage.total for name in names] for stage in found},
                        index=pd.Index(names, name="holder"))


def prices(outlook: Outlook) -> pd.DataFrame:
    """Each round: month, money, value before and after it, and the price of a share."""
    case, rows = outlook.case, []
    for (name, _), stage in zip(_closings(outlook), stages(outlook)[1:], strict=True):
        rows.append({"round": stage.name, "month": case.month_name(stage.month),
                     "money": write(outlook.at(f"round_amount.{name}", 0), "bn yuan"),
                     "before": write(outlook.at(f"round_pre_money.{name}", 0), "bn yuan"),
                     "after": write(stage.post_money, "bn yuan"), "yuan a share": f"{stage.price:,.0f}",
                     "new money holds": write(outlook.at(f"new_money_share.{name}", 0), "share")})
    return pd.DataFrame(rows)


def classes(outlook: Outlook, terms: str = "as assumed") -> list[ShareClass]:
    """The classes of shares at the end: common, and one of each round with its preference under some terms.

    A round's class holds the founder's part of it too.
    """
    multiple, participating = TERMS[terms]
    last, rounds = stages(outlook)[-1], []
    for name, _ in _closings(outlook):
        part = outlook.at(f"founder_part.{name}", 0)
        outside = last.shares[_investors(outlook, name)]
        held = outside / (1.0 - part) if part < 1.0 else 0.0
        preference = outlook.at(f"liquidation_preference.{name}", 0) * multiple
        rounds.append(ShareClass(outlook.case.elements["round"][name], held, preference, participating and preference > 0.0,
                                 None, len(rounds)))
    common = last.total - sum(one.shares for one in rounds)
    return [ShareClass("Common", common), *rounds]


def bars(outlook: Outlook) -> pd.DataFrame:
    """The holders after each round as parts of a bar: columns platform (the stage), part and value."""
    table = holders(outlook)
    return pd.DataFrame([{"platform": stage, "part": holder, "value": table.loc[holder, stage]}
                         for stage in table.columns for holder in table.index])


def payouts(outlook: Outlook, terms: str) -> pd.DataFrame:
    """What an exit pays each class, as lines: columns x (exit value), y (proceeds) and series."""
    values = np.linspace(0.0, EXITS[-1] / 2.0, 101)
    table = exits(outlook, values, terms)
    return pd.concat([pd.DataFrame({"x": values, "y": table[name].to_numpy(), "series": name}) for name in table.columns],
                     ignore_index=True)


def exits(outlook: Outlook, values, terms: str = "as assumed") -> pd.DataFrame:
    """What an exit pays each class: one row an exit value, in bn yuan."""
    paid = waterfall(classes(outlook, terms), np.asarray(values, dtype=np.float64))
    return pd.DataFrame(paid, index=pd.Index(values, name="exit, bn yuan"))


def invested(outlook: Outlook, name: str) -> bool:
    """Whether a round brings money in this scenario."""
    return name in dict(_closings(outlook))


def returns(outlook: Outlook, name: str, terms: str = "as assumed") -> pd.DataFrame:
    """What a round's money returns at exit values and years after it: multiple and yearly rate; in brackets while locked up."""
    label, money = outlook.case.elements["round"][name], outlook.at(f"round_amount.{name}", 0)
    locked = outlook.at(f"lock_up.{name}", 0)
    paid = exits(outlook, EXITS, terms)[label]
    rows = {}
    for worth in EXITS:
        multiple = paid[worth] / money
        cells = []
        for year in YEARS:
            rate = multiple ** (1.0 / year) - 1.0 if multiple > 0.0 else -1.0
            text = f"{multiple:.2f}x, {rate:+.0%}"
            cells.append(f"({text})" if year * MONTHS_A_YEAR < locked else text)
        rows[f"{worth:,.0f}"] = cells
    return pd.DataFrame.from_dict(rows, orient="index", columns=[f"year {year}" for year in YEARS]).rename_axis("exit, bn yuan")
