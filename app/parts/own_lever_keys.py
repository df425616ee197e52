"""The levers that the reader has added to the sidebar: their keys, as a parameter of the address keeps them."""

import functools

import numpy as np

from app import session
from econ.case.case import Case

OWN_LEVERS = "own-levers"  # the parameter with the levers that the reader has added
MOST_OWN_LEVERS = 6


@functools.lru_cache(maxsize=16)
def keys_for_levers(of_case: Case) -> tuple[str, ...]:
    """The keys of a case that have one number each, and not one for each month."""
    preset = of_case.default_preset
    return tuple(
        key
        for key in of_case.keys()
        if np.ndim(of_case.belief(key, preset, ()).path(of_case.start, of_case.months)) == 0
    )


def own_levers() -> tuple[str, ...]:
    """The keys that the reader has made levers; those that the sidebar has anyway are left out."""
    named = session.current().parameters.get(OWN_LEVERS, "").split(",")
    front = session.case().levers_of("front", session.current().preset)
    return tuple(key for key in named if key and key not in front)


def add_own_lever(key: str) -> None:
    """Make a key a lever of the sidebar. For callbacks."""
    _keep_own_levers([*own_levers(), key])


def remove_own_lever(key: str) -> None:
    """Take a lever that was added out of the sidebar; its value stays. For callbacks."""
    _keep_own_levers([other for other in own_levers() if other != key])


def _keep_own_levers(keys):
    session.current().parameters[OWN_LEVERS] = ",".join(keys)
    if not keys:
        del session.current().parameters[OWN_LEVERS]
