"""What moves together: correlations of assumptions as the file declares them, checked, and as a Gaussian copula needs them."""

import itertools
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from econ.arrays import Array
from econ.case.schema import Assumption, Correlation, number_text, read_table
from econ.problems import hint, shown

FREE = 1e-9  # the least variance that must be left to any mixture of the scores


def normal_correlation(rank: Array) -> Array:
    """The correlation of two normal scores whose ranks are correlated by `rank` (Spearman)."""
    return 2.0 * np.sin(np.pi / 6.0 * np.asarray(rank))


def rank_correlation(normal: Array) -> Array:
    """The rank correlation (Spearman) of two variables whose normal scores are correlated by `normal`."""
    return 6.0 / np.pi * np.arcsin(np.asarray(normal) / 2.0)


def mixing(
    correlations: Iterable[Correlation], keys: Sequence[str]
) -> tuple[tuple[str, ...], Array]:
    """Those of the keys that are correlated with another of them, in order, and what mixes their independent scores.

    The matrix is the lower Cholesky factor of the correlations of scores, shape (tied, tied). Raises numpy's
    `LinAlgError` where the matrix is not positive definite.
    """
    held = [c for c in correlations if c.of in keys and c.with_ in keys]
    tied = tuple(key for key in keys if any(key in (c.of, c.with_) for c in held))
    return tied, np.linalg.cholesky(_matrix(held, tied))


def _matrix(correlations, keys):
    """The correlations of the scores of these keys."""
    matrix = np.eye(len(keys))
    for c in correlations:
        one, other = keys.index(c.of), keys.index(c.with_)
        matrix[one, other] = matrix[other, one] = normal_correlation(c.rank)
    return matrix


def correlations_from(
    raw: object, values: Iterable[str], assumptions: Mapping[str, Assumption], problems: list[str]
) -> tuple[Correlation, ...]:
    """The correlations of a file; a sentence is added to the problems for whatever is wrong with them."""
    known, found = list(values), []
    if not isinstance(raw, list) or not all(isinstance(table, dict) for table in raw):
        problems.append(f"correlations are written as tables [[correlations]], not «{shown(raw)}»")
        return ()
    for number, table in enumerate(raw, start=1):
        where = f"[[correlations]] {number}"
        one = read_table(Correlation, table, where, problems)
        wrong = list(_problems(one, known, assumptions)) if one else []
        problems += [f"{where}: {problem}" for problem in wrong]
        if one and not wrong:
            found.append(one)
    pairs = [frozenset((c.of, c.with_)) for c in found]
    twice = [c for number, c in enumerate(found) if pairs[number] in pairs[:number]]
    problems += [f"[[correlations]]: «{c.of}» and «{c.with_}» are correlated twice" for c in twice]
    return () if twice else _together(found, problems)


def _problems(one, known, assumptions):
    """What is wrong with one correlation although its fields are in order."""
    for key in (one.of, one.with_):
        if key not in known:
            yield f"there is no assumption «{shown(key)}»{hint(key, known)}"
        elif (
            assumptions[key.split(".")[0]].kind == "choice"
            or assumptions[key.split(".")[0]].unit == "switch"
        ):
            yield f"«{key}» is a choice or a switch, and only how the world is can be drawn"
    if one.of == one.with_:
        yield f"«{shown(one.of)}» is correlated with itself"
    if not -1.0 <= one.rank <= 1.0:
        yield f"«rank» must be between -1 and 1, not {number_text(one.rank)}"


def _together(found, problems):
    """The correlations, if they can all hold at once; else none, and the smallest set that cannot is named."""
    keys = tuple(dict.fromkeys(itertools.chain.from_iterable((c.of, c.with_) for c in found)))
    for count in range(2, len(keys) + 1):
        if _hold(found, keys[:count]):
            continue
        needed = list(keys[:count])
        for key in keys[
            :count
        ]:  # what can be left out and they still do not hold has no part in it
            rest = [other for other in needed if other != key]
            needed = needed if _hold(found, rest) else rest
        problems.append(
            "[[correlations]]: these cannot all hold, the matrix is not positive definite: "
            + ", ".join(needed)
        )
        return ()
    return tuple(found)


def _hold(found, keys):
    """Whether the correlations among these keys can hold at once, with some freedom left to each."""
    among = [c for c in found if c.of in keys and c.with_ in keys]
    return bool(np.linalg.eigvalsh(_matrix(among, keys)).min() > FREE)
