"""Running a study again and comparing, byte for byte; under another pyarrow, value for value."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.errors import DataProblem, MismatchProblem
from sim.study.experiment.design import design_of
from sim.study.fingerprint import package_versions
from sim.study.ledger import Columns
from sim.study.run.block import BlockWork
from sim.study.run.engine import execute
from sim.study.run.executors import Crew
from sim.study.run.sweep import with_seed
from sim.study.store.disk import hash_of
from sim.study.store.folder import DESIGN, PARTS, TRACES, design_hash, design_table, parquet_of
from sim.study.store.parts import KEYS, about_of, encoded, read_part, table_of, trace_columns
from sim.study.store.results import StudyResults, block_of, results_in, sha256_of

REMEDY: Final = (
    "The record was changed with its manifest, or NumPy or SciPy draw the design otherwise: see the versions in the "
    "manifest."
)
OTHER_MODEL: Final = "Reproduce it with the version that its manifest names, and the changes made to that."
ALTERED: Final = (
    "A file was changed after the sweep: run the sweep again, which makes it anew, or ask for the archive again; then "
    "reproduce."
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a study agreed with its rerun: parts and rows compared, and how closely."""

    parts: int
    rows: int
    how: str


class Comparison:
    """Compares each block with the part on disk once it has run; raises MismatchProblem at the first difference."""

    def __init__(self, results: StudyResults) -> None:
        self.results, self.study = results, results.study
        self.same_file = parquet_of(results.manifest) == package_versions()["pyarrow"]
        self.files = {
            kind: {block_of(path): path for path in paths}
            for kind, paths in ((PARTS, results.paths), (TRACES, results.traces))
        }
        self.rows = 0

    @property
    def how(self) -> str:
        """How closely rerun and record have agreed."""
        return "byte for byte" if self.same_file else "value for value, under another pyarrow"

    def design(self) -> None:
        """Compare the design."""
        design = design_of(self.study)
        path = self.results.folder / DESIGN
        table = self.results.design
        expected = design_table(design).to_pandas()
        for name in design.columns:
            if not table[name].equals(expected[name]):
                raise MismatchProblem(f"the factor '{name}' comes out with other values", str(path), REMEDY)
        if self.same_file and hash_of(path) != design_hash(design):
            raise MismatchProblem("the design comes out with other bytes", str(path), REMEDY)

    def block(self, work: BlockWork) -> None:
        """Compare a block that has run again with its part, and with its trajectories where there are some."""
        columns, failures = work.gathered()
        self.compare(PARTS, work.number, with_seed(columns, self.study.seed), failures)
        if work.traced is not None:
            traces = trace_columns(self.study, work.first, work.first_world, work.traced)
            self.compare(TRACES, work.number, traces, {})
        self.rows += columns["cell"].size

    def compare(self, kind: str, block: int, now: Columns, failures: dict[int, str]) -> None:
        """Compare the file of a block with what came out now."""
        path = self.files[kind][block]
        with alterations():
            before, failed = read_part(path, sha256_of(path))
        found = difference(before, now, failed)
        if failed != failures:
            found = f"other worlds fail: {len(failures)} now, {len(failed)} before"
        if found is None and self.same_file:
            table = table_of(now, failures, about_of(self.study, block))
            if encoded(table) != path.read_bytes():
                found = "the values agree, and the bytes of the file do not"
        if found is not None:
            raise MismatchProblem(found, str(path), REMEDY)


def difference(before: Columns, now: Columns, failed: Collection[int]) -> str | None:
    """Return the first difference between two tables in words, or None; rows that failed hold no outcomes."""
    if list(before) != list(now):
        return f"other columns: {', '.join(now)}, not {', '.join(before)}"
    if before["cell"].size != now["cell"].size:
        return f"{now['cell'].size} rows, not {before['cell'].size}"
    no_outcome = np.zeros(now["cell"].size, dtype=bool)
    no_outcome[list(failed)] = True
    first: tuple[int, str] | None = None
    for name, old in before.items():
        new = now[name]
        same = (new == old) | ((new != new) & (old != old))
        if name not in KEYS:
            same |= no_outcome
        if not same.all():
            row = int(np.argmin(same))
            first = min(first or (row, name), (row, name))
    if first is None:
        return None
    row, name = first
    where = f"cell {before['cell'][row]}, world {before['world'][row]}"
    return f"{where}, {name}: {shown(now[name][row])} now, {shown(before[name][row])} recorded"


def shown(value: Any) -> str:
    """Return a value of a table as text that tells two values apart."""
    return repr(value.item())


@contextmanager
def alterations() -> Iterator[None]:
    """Turn the problem of a file that is not as it was written into a mismatch."""
    try:
        yield
    except DataProblem as problem:
        raise MismatchProblem(problem.what, problem.where, ALTERED) from None


def reproduce(folder: Path, crew: Crew) -> Agreement:
    """Run the study in a folder again and compare every part; nothing is written there.

    Raises MismatchProblem with the first difference, and DataProblem for a folder that holds no finished study. A file
    that was altered since the sweep is a difference too, found before anything runs.
    """
    results = results_in(folder)
    if results.another_model:
        raise MismatchProblem(results.another_model, str(folder), OTHER_MODEL)
    results.check_complete()
    with alterations():
        results.check_files()
    comparison = Comparison(results)
    comparison.design()
    blocks = [part["block"] for part in results.manifest.about["parts"]]
    try:
        execute(results.study, design_of(results.study), blocks, crew, comparison.block)
    finally:
        crew.close()
    return Agreement(len(blocks), comparison.rows, comparison.how)
