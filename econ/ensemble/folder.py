"""The folder of an ensemble: a manifest that identifies the ensemble, a checkpoint of unfinished work, and the results.

Every file is complete or absent. A checkpoint holds the sums of blocks and which blocks they are, in one file that
replaces the last checkpoint in one step. However the work ends, a block is in the checkpoint with its sums or not at all.
"""

import contextlib
import dataclasses
import functools
import hashlib
import importlib.metadata
import json
import os
import pathlib
import types
import zipfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import IO

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

fcntl: types.ModuleType | None
try:
    import fcntl
except ImportError:  # without it (not a Unix) two commands in one folder are not noticed
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
    "within": "how far off a quantile of that row may be at most, in the unit of the quantity",
    "mean": "sum of all draws over their number, the sums of blocks added exactly; empty where a draw lies beyond the horizon",
    "beyond": "number of draws for which the quantity has no end within the horizon; a quantile among them is infinite",
    "out": "number of draws in which cash has been below zero at the end of that month or of an earlier one",
    "alive": "share of draws that are not out, between low and high by Wilson’s score interval of 95 %, as if draws were random",
    "worst": f"the {WORST_KEPT} draws with the lowest cash in any month, and every assumption drawn for them",
    "code": "digest of every source file of the package econ",
    "arithmetic": "digest of what powers, percentiles and factors of matrices come to on the machine",
}


SUMMED_ARRAYS = ("counts", "beyond_horizon", "least", "most", "out_of_cash")
WORST_ARRAYS = tuple(field.name for field in dataclasses.fields(WorstFutures))


def build_manifest(
    spec: EnsembleSpec, finished: bool, results: dict[str, str] | None = None
) -> dict:
    """The content of `ensemble.json`: everything that determines the results, and the digests of the results."""
    scenario = scenario_from_texts(spec.assumptions, spec.scenario)
    return {
        "format": FOLDER_FORMAT,
        "case": scenario.case.title,
        "title": scenario.title,
        "scenario": spec.scenario,
        "seed": spec.seed,
        "draws": spec.draws,
        "block": spec.block,
        "quantities": {key: scenario.case.unit_of(key) for key in spec.quantities},
        "assumptions": hashlib.sha256(spec.assumptions.encode()).hexdigest(),
        "code": spec.code,
        "arithmetic": spec.arithmetic,
        "packages": {name: importlib.metadata.version(name) for name in RECORDED_PACKAGES},
        "definitions": RESULT_DEFINITIONS,
        "finished": finished,
        "results": results or {},
    }


@dataclasses.dataclass(frozen=True, kw_only=True)
class EnsembleFolder:
    """A folder that belongs to one ensemble, and to this process as long as it is open."""

    path: pathlib.Path
    spec: EnsembleSpec
    finished: bool

    def checkpoint(self) -> tuple[Array, EnsembleSummary] | None:
        """The grid and the sums so far; None if there is no checkpoint."""
        file = self.path / CHECKPOINT
        if not file.exists():
            return None
        try:
            with np.load(file, allow_pickle=False) as arrays:
                return arrays["edges"], EnsembleSummary(
                    blocks_done=int(str(arrays["blocks_done"]), 16),
                    sums=tuple(Fraction(text) for text in arrays["sums"].tolist()),
                    worst=WorstFutures(**{name: arrays[f"worst_{name}"] for name in WORST_ARRAYS}),
                    **{name: arrays[name] for name in SUMMED_ARRAYS},
                )
        except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
            raise AssumptionError(
                [
                    f"«{shown(file.name)}» in «{shown(str(self.path))}» cannot be read: "
                    "remove the folder and begin again"
                ]
            ) from None

    def replace_checkpoint(self, edges: Array, summary: EnsembleSummary) -> None:
        """Replace the checkpoint; before the first one, write the manifest."""
        if not (self.path / CHECKPOINT).exists():
            self._write_manifest(finished=False)
        arrays = {name: getattr(summary, name) for name in SUMMED_ARRAYS}
        arrays |= {f"worst_{name}": getattr(summary.worst, name) for name in WORST_ARRAYS}
        self._write(
            CHECKPOINT,
            lambda file: np.savez(
                file,
                edges=edges,
                blocks_done=np.array(f"{summary.blocks_done:x}"),
                sums=np.array([str(exact) for exact in summary.sums]),
                **arrays,
            ),
        )

    def finish(self, edges: Array, summary: EnsembleSummary) -> None:
        """Write the results, and the manifest with their digests, which marks the ensemble as finished."""
        tables = (
            quantile_table(self.spec, edges, summary),
            survival_table(self.spec, summary),
            worst_table(self.spec, summary),
        )
        for name, table in zip(RESULTS, tables, strict=True):
            self._write(name, functools.partial(parquet.write_table, table))
        self._write_manifest(finished=True, results=_digests(self.path))

    def delete_checkpoint(self) -> None:
        """Delete the checkpoint, which only unfinished work needs."""
        with refuse_unwritable(self.path):
            (self.path / CHECKPOINT).unlink(missing_ok=True)

    def _write_manifest(self, finished, results=None):
        manifest = build_manifest(self.spec, finished, results)
        text = json.dumps(manifest, indent=1, ensure_ascii=False)
        self._write(MANIFEST, lambda file: file.write(text.encode()))

    def _write(self, name: str, write: Callable[[IO[bytes]], object]) -> None:
        """Write a temporary file, and rename it once it is complete on the disk."""
        with refuse_unwritable(self.path):
            temporary = self.path / f"{name}.new"
            with temporary.open("wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self.path / name)


@contextlib.contextmanager
def refuse_unwritable(path: pathlib.Path) -> Iterator[None]:
    """Turn an error of the file system into an `AssumptionError` that says why a folder cannot be written to."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or "no reason is given").lower()
        if isinstance(error, FileExistsError | NotADirectoryError):
            reason = "it is, or lies in, a file"
        raise AssumptionError([f"«{shown(str(path))}» cannot be written to: {reason}"]) from None


@contextlib.contextmanager
def open_folder(path: pathlib.Path, spec: EnsembleSpec) -> Iterator[EnsembleFolder]:
    """The folder of an ensemble, made if it does not exist.

    Raises `AssumptionError` if it belongs to another ensemble, holds other files, or is in use.
    """
    with refuse_unwritable(path):
        new_folders = [folder for folder in (path, *path.parents) if not folder.exists()]
        path.mkdir(parents=True, exist_ok=True)
        files = {file.name for file in path.iterdir()} - {LOCK_FILE, f"{MANIFEST}.new"}
    if files and MANIFEST not in files:
        raise AssumptionError(
            [f"«{shown(str(path))}» holds other things: name an empty or a new folder"]
        )
    with _locked(path):
        manifest = _read_manifest(path) if MANIFEST in files else None
        finished = False
        if manifest is not None:
            finished = bool(manifest["finished"]) and _digests(path) == manifest.get("results")
            if manifest["finished"] or (path / CHECKPOINT).exists():
                _refuse_other_ensemble(path, manifest, build_manifest(spec, False))
        try:
            yield EnsembleFolder(path=path, spec=spec, finished=finished)
        finally:
            has_work = (path / CHECKPOINT).exists() or (path / RESULTS[0]).exists()
            if not files and not has_work:
                _remove_traces(path, new_folders)


def _refuse_other_ensemble(path, manifest, wanted):
    """Raise `AssumptionError` if the manifest of a folder is that of another ensemble."""
    differing = [name for key, name in IDENTITY_FIELDS.items() if manifest.get(key) != wanted[key]]
    if differing:
        raise AssumptionError(
            [
                f"«{shown(str(path))}» holds another ensemble: its {' and '.join(differing)} "
                f"differ{'s' if len(differing) == 1 else ''}; name another folder"
            ]
        )


def _digests(path):
    """The digest of each file of results; a missing file counts as empty."""
    files = {name: path / name for name in RESULTS}
    contents = {name: file.read_bytes() if file.is_file() else b"" for name, file in files.items()}
    return {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}


def _remove_traces(path, new_folders):
    """Remove the files of a command that has computed no block, and the folders that it made."""
    with contextlib.suppress(OSError):  # another process has put something there meanwhile
        for name in (MANIFEST, f"{MANIFEST}.new", f"{CHECKPOINT}.new", LOCK_FILE):
            (path / name).unlink(missing_ok=True)
        for folder in new_folders:
            folder.rmdir()


@contextlib.contextmanager
def _locked(path):
    """Lock the folder; the system releases the lock when the process ends in any way."""
    with refuse_unwritable(path):
        file = (path / LOCK_FILE).open("a")
    with file:
        try:
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AssumptionError([f"another command is at work in «{shown(str(path))}»"]) from None
        if os.fstat(file.fileno()).st_nlink == 0:  # a command that ended meanwhile has removed it
            raise AssumptionError(
                [f"another command was at work in «{shown(str(path))}»: repeat this one"]
            )
        yield


def _read_manifest(path):
    try:
        manifest = json.loads((path / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        manifest = None
    if not isinstance(manifest, dict) or "finished" not in manifest:
        raise AssumptionError(
            [f"«{MANIFEST}» in «{shown(str(path))}» cannot be read: name another folder"]
        )
    return manifest


def quantile_table(spec: EnsembleSpec, edges: Array, summary: EnsembleSummary) -> pa.Table:
    """One row a quantity and month: quantiles and by how much they may be off, mean, extremes, and draws beyond the horizon."""
    case = scenario_from_texts(spec.assumptions, spec.scenario).case
    rows = []
    for number, place in enumerate(np.ndindex(edges.shape[:2])):
        quantity, month = place
        row = {
            "quantity": spec.quantities[quantity],
            "month": month,
            "date": month_start(case.start, month),
        }
        errors = []
        for percent in PERCENTS:
            row[f"q{percent:02d}"], error = counted_quantile(summary, edges, place, percent)
            errors.append(error)
        row |= {
            "within": max(errors),
            "mean": exact_mean(summary, number),
            "least": float(summary.least[place]),
            "most": float(summary.most[place]),
            "beyond": int(summary.beyond_horizon[place]),
        }
        rows.append(row)
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


def survival_table(spec: EnsembleSpec, summary: EnsembleSummary) -> pa.Table:
    """One row a month: how many draws are out of cash by its end, and the share that is not, with its confidence interval."""
    start = scenario_from_texts(spec.assumptions, spec.scenario).case.start
    alive = 1.0 - summary.out_of_cash / spec.draws
    low, high = wilson_interval(alive, spec.draws)
    months = range(len(alive))
    return pa.table(
        {
            "month": pa.array(months, pa.int32()),
            "date": pa.array([month_start(start, month) for month in months], pa.date32()),
            "out": pa.array(summary.out_of_cash, pa.int64()),
            "alive": pa.array(alive),
            "low": pa.array(low),
            "high": pa.array(high),
        }
    )


def worst_table(spec: EnsembleSpec, summary: EnsembleSummary) -> pa.Table:
    """One row a future, the worst first: its draw number, runway, lowest cash and all its inputs, a path as a list."""
    scenario, worst = scenario_from_texts(spec.assumptions, spec.scenario), summary.worst
    columns = {
        "draw": pa.array(worst.draw, pa.int64()),
        "runway": pa.array(worst.runway),
        "lowest_cash": pa.array(worst.lowest_cash),
    }
    overrides, column = dict(scenario.overrides), 0
    for key in uncertain_keys(scenario):
        override = overrides.get(key)
        if isinstance(override, tuple):
            paths = worst.inputs[:, column : column + len(override)]
            columns[key] = pa.array(paths.tolist())
            column += len(override)
        else:
            columns[key] = pa.array(worst.inputs[:, column])
            column += 1
    return pa.table(columns)
