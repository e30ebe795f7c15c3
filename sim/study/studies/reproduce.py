"""Running a study again and comparing: byte for byte under the same numerics, closely under others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from ...errors import DataProblem, MismatchProblem
from ..runner import Columns
from .block import BlockWork
from .design import design_of
from .engine import execute
from .executors import Crew
from .folder import DESIGN, PARTS, TRACES, design_table, numerics
from .parts import content_hash, encoded, read_part, table_of
from .results import StudyResults, block_of, load_study, sha256_of
from .running import with_seed
from .traces import trace_columns

CLOSE: Final = 1e-9
REMEDY: Final = (
    "The rules or the numbers have moved since, or the record with its manifest: see the changelog, and which version "
    "the manifest names."
)
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
        recorded = results.manifest["numerics"]
        now = numerics()
        self.same_file = recorded == now
        self.same_numbers = {**recorded, "pyarrow": 0} == {**now, "pyarrow": 0}
        self.files = {
            kind: {block_of(path): path for path in paths}
            for kind, paths in ((PARTS, results.paths), (TRACES, results.traces))
        }
        self.rows = 0

    @property
    def how(self) -> str:
        """How closely rerun and record have to agree here."""
        if self.same_file:
            return "byte for byte, under the same numerics"
        if self.same_numbers:
            return "value for value, under the same numerics and another pyarrow"
        return "moves and outcomes exactly and other numbers to 1e-9, under other numerics"

    def design(self) -> None:
        """Compare the design."""
        design = design_of(self.study)
        path = self.results.folder / DESIGN
        if self.same_file:
            if hashlib.sha256(encoded(design_table(design))).hexdigest() != self.results.manifest["design_sha256"]:
                raise MismatchProblem("the design comes out with other bytes", str(path), REMEDY)
            return
        table = self.results.design
        for name, column in design.columns.items():
            labels = design.labels.get(name)
            expected = [labels[index] for index in column.tolist()] if labels else column
            kept = table[name].tolist() if labels else table[name].to_numpy()
            fine = kept == expected if labels else np.allclose(kept, expected, rtol=CLOSE, atol=0.0)
            if not fine:
                raise MismatchProblem(f"the factor '{name}' comes out with other values", str(path), REMEDY)

    def block(self, work: BlockWork) -> None:
        """Compare a block that has run again with its part, and with its trajectories where there are some."""
        columns, failures = work.gathered()
        self.compare(PARTS, work.number, with_seed(columns, self.study.seed), failures)
        if work.traced is not None:
            traces = trace_columns(self.study, work.first, len(work.values), work.traced)
            self.compare(TRACES, work.number, traces, {})
        self.rows += columns["cell"].size

    def compare(self, kind: str, block: int, now: Columns, failures: dict[int, str]) -> None:
        """Compare the file of a block with what came out now."""
        path = self.files[kind][block]
        with alterations():
            before, failed = read_part(path, sha256_of(path))
        if self.same_file:
            table = table_of(now, failures, {"study": self.study.hash, "block": str(block)})
            if encoded(table) == path.read_bytes():
                return
        elif self.same_numbers and content_hash(before, failed) == content_hash(now, failures):
            return
        found = difference(before, now, exact=self.same_numbers)
        if found is None and failed != failures:
            found = f"other worlds fail: {len(failures)} now, {len(failed)} before"
        if found is None and self.same_file:
            found = "the values agree, and the bytes of the file do not"
        if found is not None:
            raise MismatchProblem(found, str(path), REMEDY)


def difference(before: Columns, now: Columns, exact: bool) -> str | None:
    """Return the first difference between two tables in words, or None; floats may differ by 1e-9 unless `exact`."""
    if list(before) != list(now):
        return f"other columns: {', '.join(now)}, not {', '.join(before)}"
    if before["cell"].size != now["cell"].size:
        return f"{now['cell'].size} rows, not {before['cell'].size}"
    first: tuple[int, str] | None = None
    for name, old in before.items():
        new = now[name]
        if old.dtype.kind == "f" and not exact:
            same = np.isclose(new, old, rtol=CLOSE, atol=1e-12, equal_nan=True)
        else:
            same = (new == old) | ((new != new) & (old != old))
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
    results = load_study(folder)
    results.check_complete()
    with alterations():
        results.check_files()
    comparison = Comparison(results)
    comparison.design()
    blocks = [part["block"] for part in results.manifest["parts"]]
    try:
        execute(results.study, design_of(results.study), blocks, crew, comparison.block)
    finally:
        crew.close()
    return Agreement(len(blocks), comparison.rows, comparison.how)
