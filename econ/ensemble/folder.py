"""The folder of an ensemble: whose it is, how far it is, and the results; every file is whole or not there.

A checkpoint holds the sums of the blocks and which blocks they are of, in one file that takes the place of the last one at
one go. However the work ends, a block is in it with its sums or it is neither.
"""

import contextlib
import dataclasses
import hashlib
import importlib.metadata
import json
import os
import pathlib
import zipfile
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from econ.arrays import Array
from econ.case.calendar import month_start
from econ.ensemble.blocks import (
    PERCENTS,
    WORST_KEPT,
    EnsembleSpec,
    EnsembleSummary,
    WorstFutures,
    counted_quantile,
    exact_mean,
    scenario_from_texts,
)
from econ.problems import AssumptionError, shown
from econ.risk.draws import uncertain_keys
from econ.risk.survival import wilson_interval

try:
    import fcntl
except ImportError:  # not a Unix: nobody watches that two commands do not work in one folder
    fcntl = None

FOLDER_FORMAT = 1
MANIFEST, CHECKPOINT, LOCK_FILE = "ensemble.json", "checkpoint.npz", ".lock"
RESULTS = ("quantiles.parquet", "survival.parquet", "worst.parquet")
RECORDED_PACKAGES = ("numpy", "scipy", "pyarrow")
IDENTITY_FIELDS = {
    "assumptions": "file of assumptions",
    "scenario": "scenario",
    "seed": "seed",
    "draws": "number of draws",
    "quantities": "list of quantities",
    "block": "size of a block",
    "code": "version of the project",
    "arithmetic": "arithmetic (versions of numpy and scipy, or the kind of processor)",
    "format": "format",
}
RESULT_DEFINITIONS = {
    "results": "digest of each file of results; where one is damaged or gone, the same command draws them again",
    "draw": "number of a future in the sequence of the seed, from 0: the assumptions drawn do not depend on how many there are",
    "quantile": "the smallest value that the share of draws does not exceed (inverted distribution function), counted on a grid",
    "within": "the most by which a quantile of that row may be off, in the unit of the quantity",
    "mean": "sum of all draws over their number, the sums of blocks added exactly; empty where a draw lies beyond the horizon",
    "beyond": "number of draws for which the quantity has no end within the horizon; a quantile among them is infinite",
    "out": "number of draws in which cash has been below zero at the end of that month or of an earlier one",
    "alive": "share of draws that are not out, between low and high by Wilson's score interval of 95 %, as if draws were random",
    "worst": f"the {WORST_KEPT} draws with the lowest cash in any month, and every assumption drawn for them",
    "code": "digest of every source file of the package econ",
    "arithmetic": "digest of what powers, percentiles and factors of matrices come to on the machine",
}


def build_manifest(
    work: EnsembleSpec, finished: bool, results: dict[str, str] | None = None
) -> dict:
    """What `ensemble.json` says: everything that the results follow from, and what they are."""
    scenario = scenario_from_texts(work.assumptions, work.scenario)
    return {
        "format": FOLDER_FORMAT,
        "case": scenario.case.title,
        "title": scenario.title,
        "scenario": work.scenario,
        "seed": work.seed,
        "draws": work.draws,
        "block": work.block,
        "quantities": {key: scenario.case.unit_of(key) for key in work.quantities},
        "assumptions": hashlib.sha256(work.assumptions.encode()).hexdigest(),
        "code": work.code,
        "arithmetic": work.arithmetic,
        "packages": {name: importlib.metadata.version(name) for name in RECORDED_PACKAGES},
        "definitions": RESULT_DEFINITIONS,
        "finished": finished,
        "results": results or {},
    }


@dataclasses.dataclass(frozen=True, kw_only=True)
class EnsembleFolder:
    """A folder that belongs to one ensemble, and to this process as long as it is open."""

    path: pathlib.Path
    work: EnsembleSpec
    finished: bool

    def checkpoint(self) -> tuple[Array, EnsembleSummary] | None:
        """The grid and what has been summed up so far, if there is any."""
        file = self.path / CHECKPOINT
        if not file.exists():
            return None
        try:
            with np.load(file, allow_pickle=False) as kept:
                worst = WorstFutures(
                    **{
                        field.name: kept[f"worst_{field.name}"]
                        for field in dataclasses.fields(WorstFutures)
                    }
                )
                arrays = {name: kept[name] for name in ("counts", "beyond", "least", "most", "out")}
                return kept["edges"], EnsembleSummary(
                    done=int(str(kept["done"]), 16),
                    worst=worst,
                    **arrays,
                    sums=tuple(Fraction(text) for text in kept["sums"].tolist()),
                )
        except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
            raise AssumptionError(
                [
                    f"«{shown(file.name)}» in «{shown(str(self.path))}» cannot be read: "
                    "remove the folder and begin again"
                ]
            ) from None

    def keep(self, edges: Array, summary: EnsembleSummary) -> None:
        """Put a checkpoint in the place of the last; before the first, say whose it is."""
        if not (self.path / CHECKPOINT).exists():
            self._tell(finished=False)
        arrays = {
            name: getattr(summary, name) for name in ("counts", "beyond", "least", "most", "out")
        }
        arrays |= {
            f"worst_{field.name}": getattr(summary.worst, field.name)
            for field in dataclasses.fields(WorstFutures)
        }
        self._write(
            CHECKPOINT,
            lambda file: np.savez(
                file,
                edges=edges,
                done=f"{summary.done:x}",
                sums=[str(each) for each in summary.sums],
                **arrays,
            ),
        )

    def finish(self, edges: Array, summary: EnsembleSummary) -> None:
        """Write the results, say that they are there, and drop the checkpoint."""
        tables = (
            quantile_table(self.work, edges, summary),
            survival_table(self.work, summary),
            worst_table(self.work, summary),
        )
        for name, table in zip(RESULTS, tables, strict=True):
            self._write(name, lambda file, table=table: parquet.write_table(table, file))
        self._tell(finished=True, results=_digests(self.path))

    def clear(self) -> None:
        """Drop what only unfinished work needs."""
        with refuse_unwritable(self.path):
            (self.path / CHECKPOINT).unlink(missing_ok=True)

    def _tell(self, finished, results=None):
        text = json.dumps(
            build_manifest(self.work, finished, results), indent=1, ensure_ascii=False
        )
        self._write(MANIFEST, lambda file: file.write(text.encode()))

    def _write(self, name, write):
        """Write a file beside its place, and move it there once it is whole and on the disk."""
        with refuse_unwritable(self.path):
            beside = self.path / f"{name}.new"
            with beside.open("wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self.path / name)


@contextlib.contextmanager
def refuse_unwritable(path: pathlib.Path) -> Iterator[None]:
    """Say in one sentence that a folder cannot be written to."""
    try:
        yield
    except OSError as error:
        is_file = isinstance(error, FileExistsError | NotADirectoryError)
        reason = (
            "it is, or lies in, a file"
            if is_file
            else (error.strerror or "no reason is given").lower()
        )
        raise AssumptionError([f"«{shown(str(path))}» cannot be written to: {reason}"]) from None


@contextlib.contextmanager
def open_folder(path: pathlib.Path, work: EnsembleSpec) -> Iterator[EnsembleFolder]:
    """The folder of this work, made if it is not there; `AssumptionError` if it is anything else's, or in use."""
    with refuse_unwritable(path):
        made = [each for each in (path, *path.parents) if not each.exists()]
        path.mkdir(parents=True, exist_ok=True)
        others = {file.name for file in path.iterdir()} - {LOCK_FILE, f"{MANIFEST}.new"}
    if others and MANIFEST not in others:
        raise AssumptionError(
            [f"«{shown(str(path))}» holds other things: name an empty or a new folder"]
        )
    with _locked(path):
        told = _told(path) if MANIFEST in others else None
        whole = bool(told and told["finished"]) and _digests(path) == told.get("results")
        folder = EnsembleFolder(path=path, work=work, finished=whole)
        wanted = build_manifest(work, False)
        differing = [
            name for key, name in IDENTITY_FIELDS.items() if told and told.get(key) != wanted[key]
        ]
        if differing and (told["finished"] or (path / CHECKPOINT).exists()):
            raise AssumptionError(
                [
                    f"«{shown(str(path))}» holds another ensemble: its {' and '.join(differing)} "
                    f"differ{'s' if len(differing) == 1 else ''}; name another folder"
                ]
            )
        try:
            yield folder
        finally:
            if not others and not (path / CHECKPOINT).exists() and not (path / RESULTS[0]).exists():
                _leave(path, made)


def _digests(path):
    """The digest of each file of results; of one that is not there, nothing."""
    return {
        name: hashlib.sha256(
            (path / name).read_bytes() if (path / name).is_file() else b""
        ).hexdigest()
        for name in RESULTS
    }


def _leave(path, made):
    """Take away what a command that has done nothing would leave: its own files, and the folders it made."""
    with contextlib.suppress(OSError):  # somebody has put something there meanwhile
        for name in (MANIFEST, f"{MANIFEST}.new", f"{CHECKPOINT}.new", LOCK_FILE):
            (path / name).unlink(missing_ok=True)
        for folder in made:
            folder.rmdir()


@contextlib.contextmanager
def _locked(path):
    """Hold the folder; the system lets go of it when the process ends, in whatever way."""
    with refuse_unwritable(path):
        file = (path / LOCK_FILE).open("a")
    with file:
        try:
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AssumptionError([f"another command is at work in «{shown(str(path))}»"]) from None
        if (
            os.fstat(file.fileno()).st_nlink == 0
        ):  # it was taken away by a command that ended between
            raise AssumptionError(
                [f"another command was at work in «{shown(str(path))}»: repeat this one"]
            )
        yield


def _told(path):
    try:
        told = json.loads((path / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        told = None
    if not isinstance(told, dict) or "finished" not in told:
        raise AssumptionError(
            [f"«{MANIFEST}» in «{shown(str(path))}» cannot be read: name another folder"]
        )
    return told


def quantile_table(work: EnsembleSpec, edges: Array, summary: EnsembleSummary) -> pa.Table:
    """One row a quantity and month: quantiles, the most they may be off, mean, extremes, and draws beyond the horizon."""
    case = scenario_from_texts(work.assumptions, work.scenario).case
    rows = []
    for number, place in enumerate(np.ndindex(edges.shape[:2])):
        found = [counted_quantile(summary, edges, place, percent) for percent in PERCENTS]
        row = {
            "quantity": work.quantities[place[0]],
            "month": place[1],
            "date": month_start(case.start, place[1]),
        }
        row |= {
            f"q{percent:02d}": value for percent, (value, _) in zip(PERCENTS, found, strict=True)
        }
        row |= {"within": max(width for _, width in found), "mean": exact_mean(summary, number)}
        rows.append(
            row
            | {
                "least": float(summary.least[place]),
                "most": float(summary.most[place]),
                "beyond": int(summary.beyond[place]),
            }
        )
    schema = pa.schema(
        [
            ("quantity", pa.string()),
            ("month", pa.int32()),
            ("date", pa.date32()),
            *((f"q{percent:02d}", pa.float64()) for percent in PERCENTS),
            ("within", pa.float64()),
            ("mean", pa.float64()),
            ("least", pa.float64()),
            ("most", pa.float64()),
            ("beyond", pa.int64()),
        ]
    )
    return pa.Table.from_pylist(rows, schema)


def survival_table(work: EnsembleSpec, summary: EnsembleSummary) -> pa.Table:
    """One row a month: how many draws are out of money by its end, the share that is not, and the band around it."""
    start = scenario_from_texts(work.assumptions, work.scenario).case.start
    alive = 1.0 - summary.out / work.draws
    low, high = wilson_interval(alive, work.draws)
    months = range(len(alive))
    return pa.table(
        {
            "month": pa.array(months, pa.int32()),
            "date": pa.array([month_start(start, month) for month in months], pa.date32()),
            "out": pa.array(summary.out, pa.int64()),
            "alive": pa.array(alive),
            "low": pa.array(low),
            "high": pa.array(high),
        }
    )


def worst_table(work: EnsembleSpec, summary: EnsembleSummary) -> pa.Table:
    """One row a future, worst first: its number, runway, lowest cash and everything drawn for it, a path as a list."""
    scenario, worst = scenario_from_texts(work.assumptions, work.scenario), summary.worst
    columns = {
        "draw": pa.array(worst.draw, pa.int64()),
        "runway": pa.array(worst.runway),
        "lowest_cash": pa.array(worst.lowest),
    }
    paths, at = dict(scenario.overrides), 0
    for key in uncertain_keys(scenario):
        wide = len(paths[key]) if isinstance(paths.get(key), tuple) else 1
        drawn = worst.drawn[:, at : at + wide]
        columns[key], at = (
            pa.array(drawn.tolist() if isinstance(paths.get(key), tuple) else drawn[:, 0]),
            at + wide,
        )
    return pa.table(columns)
