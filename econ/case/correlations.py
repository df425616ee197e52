"""Correlations of assumptions: reading and checking those of a file, and the matrix of a Gaussian copula."""

import itertools
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from econ.arrays import Array
from econ.case.file.retired import retirement
from econ.case.file.schema import Assumption, Correlation, read_table
from econ.problems import Problems, hint, shown
from econ.units import number_text

SMALLEST_EIGENVALUE = 1e-9  # of a matrix that counts as positive definite


def normal_correlation(rank: Array) -> Array:
    """The correlation of two normal scores whose ranks are correlated by `rank` (Spearman)."""
    return 2.0 * np.sin(np.pi / 6.0 * np.asarray(rank))


def mixing(
    correlations: Iterable[Correlation], keys: Sequence[str]
) -> tuple[tuple[str, ...], Array]:
    """Those of the keys that are correlated with another of them, in order, and a matrix that correlates independent scores.

    The matrix is the lower Cholesky factor of the correlations of scores, shape (correlated keys, correlated keys). Raises numpy's
    `LinAlgError` where the matrix is not positive definite.
    """
    declared = [c for c in correlations if c.of in keys and c.with_ in keys]
    correlated = tuple(key for key in keys if any(key in (c.of, c.with_) for c in declared))
    return correlated, np.linalg.cholesky(_matrix(declared, correlated))


def _matrix(correlations, keys):
    """The correlations of the scores of these keys."""
    matrix = np.eye(len(keys))
    for c in correlations:
        first, second = keys.index(c.of), keys.index(c.with_)
        matrix[first, second] = matrix[second, first] = normal_correlation(c.rank)
    return matrix


def read_correlations(
    raw: object,
    keys: Iterable[str],
    assumptions: Mapping[str, Assumption],
    problems: Problems,
) -> tuple[Correlation, ...]:
    """The correlations of a file; a sentence is added to the problems for whatever is wrong with them."""
    known, correlations = list(keys), []
    if not isinstance(raw, list) or not all(isinstance(table, dict) for table in raw):
        problems.add(f"correlations are written as tables [[correlations]], not «{shown(raw)}»")
        return ()
    for number, table in enumerate(raw, start=1):
        at = problems.at(f"[[correlations]] {number}")
        correlation = read_table(Correlation, table, at)
        wrong = list(_problems(correlation, known, assumptions)) if correlation else []
        at.add(*wrong)
        if correlation and not wrong:
            correlations.append(correlation)
    pairs = [frozenset((c.of, c.with_)) for c in correlations]
    twice = [c for number, c in enumerate(correlations) if pairs[number] in pairs[:number]]
    problems.add(
        *(f"[[correlations]]: «{c.of}» and «{c.with_}» are correlated twice" for c in twice)
    )
    return () if twice else _together(correlations, problems)


def _problems(correlation, known, assumptions):
    """Return problems of one correlation whose fields are in order."""
    for key in (correlation.of, correlation.with_):
        if key not in known:
            yield (retirement(key) or f"there is no assumption «{shown(key)}»{hint(key, known)}")
        elif (
            assumptions[key.split(".")[0]].kind == "choice"
            or assumptions[key.split(".")[0]].unit == "switch"
        ):
            yield f"«{key}» is a choice or a switch, and only how the world is can be drawn"
    if correlation.of == correlation.with_:
        yield f"«{shown(correlation.of)}» is correlated with itself"
    if not -1.0 <= correlation.rank <= 1.0:
        yield f"«rank» must be between -1 and 1, not {number_text(correlation.rank)}"


def _together(correlations, problems):
    """The correlations, if they can all hold at once; else none, and the smallest set that cannot is named."""
    keys = tuple(
        dict.fromkeys(itertools.chain.from_iterable((c.of, c.with_) for c in correlations))
    )
    for count in range(2, len(keys) + 1):
        if _hold(correlations, keys[:count]):
            continue
        needed = list(keys[:count])
        # A key without which the others still cannot hold is not needed for the problem.
        for key in keys[:count]:
            rest = [other for other in needed if other != key]
            needed = needed if _hold(correlations, rest) else rest
        problems.add(
            "[[correlations]]: these cannot all hold, the matrix is not positive definite: "
            + ", ".join(needed)
        )
        return ()
    return tuple(correlations)


def _hold(correlations, keys):
    """Whether the correlations among these keys can hold at once, with some freedom left to each."""
    among = [c for c in correlations if c.of in keys and c.with_ in keys]
    return bool(np.linalg.eigvalsh(_matrix(among, keys)).min() > SMALLEST_EIGENVALUE)
