"""A cut before, at and after the month in which supply lands, and a promised one: the four answers to a dated promise."""

import numpy as np

from econ.accounts.path_facts import landing_months
from econ.arrays import Array
from econ.case.file.options import CUT_ON_A_DATE, CUT_WHEN_SUPPLY_LANDS, NOT_PROMISED, PROMISED
from econ.case.scenario import Scenario
from econ.decisions.price_cut import MAP_DRAWS, NPV, RUNNING_OUT
from econ.outlook import Outlook, run
from econ.risk.draws import SEED, draws_on_own_sequence

# The four alternatives: a cut before, at and after the month in which supply lands, and a promised cut.
# Each is a part of `cut_date_shift`, from the landing of supply.
ALTERNATIVE_SHIFTS = (-1.0, 0.0, 1.0, 0.0)
ALTERNATIVE_PROMISES = (NOT_PROMISED, NOT_PROMISED, NOT_PROMISED, PROMISED)


def run_alternatives(outlook: Outlook) -> Outlook:
    """The scenario with its cut before, at and after the month in which supply lands, and promised for it: four draws.

    Supply lands as in the first draw of the outlook. If it does not land within the horizon, the month is that of the
    plan's cut.
    """
    return run(outlook.scenario, _alternative_rows(outlook.scenario, landing_months(outlook)[:1]))


def months_of_alternatives(outlook: Outlook) -> list[int]:
    """The months of the four alternatives in the single run of an outlook."""
    months = _alternative_months(outlook.scenario, landing_months(outlook)[:1])
    return [int(month) for month in months]


def _alternative_months(scenario, lands):
    """The months of the four alternatives in some futures, the first alternative in every future, then the second, and so on."""
    tier = scenario.case.story.tier
    planned = float(scenario.value(f"cut_month.{tier}"))
    landing = np.where(np.isfinite(lands), lands, planned)
    shift = float(scenario.value("cut_date_shift"))
    months = np.concatenate([landing + part * shift for part in ALTERNATIVE_SHIFTS])
    return np.clip(months, 0.0, scenario.case.months - 1.0)


def _alternative_rows(scenario, lands):
    """The rows of the four alternatives in some futures: the first alternative in every future, then the second, and so on."""
    tier, count = scenario.case.story.tier, len(lands)
    promised = np.repeat(ALTERNATIVE_PROMISES, count)
    return {
        f"cut_month.{tier}": _alternative_months(scenario, lands),
        f"cut_rule.{tier}": np.where(promised == PROMISED, CUT_WHEN_SUPPLY_LANDS, CUT_ON_A_DATE),
        f"cut_promised.{tier}": promised,
    }


def alternative_risks(
    scenario: Scenario, uncertain: tuple[str, ...], count: int = MAP_DRAWS, seed: int = SEED
) -> dict[str, Array]:
    """The four alternatives in drawn futures: "worth" of gross profit, and "runs out", each of shape (alternatives, draws).

    "lands" is the month in which supply lands in each future, infinite where it does not: shape (draws,).
    """
    shape = len(ALTERNATIVE_SHIFTS), count
    rows = draws_on_own_sequence(scenario, uncertain, count, seed)
    lands = landing_months(run(scenario, rows, keep=["supply_is_in"]))
    repeated = {key: np.tile(values, len(ALTERNATIVE_SHIFTS)) for key, values in rows.items()}
    outlook = run(
        scenario,
        repeated | _alternative_rows(scenario, lands),
        keep=[*NPV.keep, *RUNNING_OUT.keep],
    )
    # The measures take the axes of paired runs: here one set of choices.
    paths = {name: value[..., np.newaxis, :] for name, value in outlook.values.items()}
    return {
        name: np.broadcast_to(objective.measure(paths, scenario)[0], outlook.draws).reshape(shape)
        for name, objective in (("worth", NPV), ("runs out", RUNNING_OUT))
    } | {"lands": lands}
