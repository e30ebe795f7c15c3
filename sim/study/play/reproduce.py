"""Results made again and compared: worlds byte for byte, or value for value under another pyarrow;
files as such.
"""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.core.base.errors import DataProblem, MismatchProblem
from sim.core.outcomes.catalogue import Columns
from sim.core.scenario.fingerprint import here, package_versions
from sim.policies.user_policies import adopt_for_a_time
from sim.study.experiment.design import Design, design_of
from sim.study.experiment.own_outcome import Code
from sim.study.run.task import PlayedWorlds, play_blocks
from sim.study.store import archive as archives, folder as layout, parts
from sim.study.store.crate import CRATE, Source, check_files, crate, gather, inputs_of_all
from sim.study.store.disk import Folder, folders_in, hash_of
from sim.study.store.manifest import (
    MANIFEST,
    STUDY,
    as_json,
    check_claims,
    other_model,
    parsed_manifest,
    read_manifest,
)
from sim.study.store.study_results import StudyResults, results_in

REMEDY: Final = (
    "Another version of sim finds or words it otherwise, NumPy or SciPy draw otherwise (see the versions in the "
    "manifest), or the record was changed with its manifest."
)
REMADE: Final = (
    "kind",
    "status",
    "scenario",
    "scenario_hash",
    "scenario_file",
    "seed",
    "identity",
    "about",
    "model",
)
"""Fields of a manifest that come out the same when its command is carried out again."""

OTHER_MODEL: Final = (
    "Reproduce it with the version that its manifest names, and the changes made to that."
)
ANSWERS: Final = "A program that draws by anything but `luck`, or asks others, answers otherwise the second time."
SAME_FILES: Final = "byte for byte"
OTHER_FILES: Final = "value for value, under another pyarrow"
ALTERED: Final = (
    "A file was changed after the sweep: run the sweep again, which makes it anew, or ask for the archive again; then "
    "reproduce."
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How results agreed with their rerun: parts, rows and files compared, how closely, and what
    was not compared.
    """

    parts: int
    rows: int
    how: str
    files: int = 0
    notes: tuple[str, ...] = ()


def compare_parts(results: StudyResults, jobs: int = 1) -> Agreement:
    """Play an experiment again and compare every part; raises MismatchProblem with the first
    difference.
    """
    study = replace(
        results.study, code=tuple(replace(each, sealed=False) for each in results.study.policies)
    )
    design, same_file = (
        design_of(study),
        layout.parquet_of(results.manifest) == package_versions()["pyarrow"],
    )
    compare_design(results, design, same_file)
    written, said = (
        {parts.block_of(path): path for path in paths}
        for paths in (results.paths, results.transcripts)
    )
    rows = 0
    for number, block in play_blocks(
        study, design, [part["block"] for part in results.manifest.about["parts"]], jobs
    ):
        compare_part(
            written[number], block, parts.about_of(results.study, number) if same_file else None
        )
        if parts.is_kept(study):
            compare_said(said[number], block)
        rows += block.worlds
    return Agreement(len(written), rows, SAME_FILES if same_file else OTHER_FILES)


def compare_design(results: StudyResults, design: Design, same_file: bool) -> None:
    """Compare the design of results with the one that comes out now."""
    path, table, expected = (
        results.folder / layout.DESIGN,
        results.design,
        layout.design_table(design).to_pandas(),
    )
    for name in design.columns:
        if not table[name].equals(expected[name]):
            raise MismatchProblem(
                f"the factor '{name}' comes out with other values", str(path), REMEDY
            )
    if same_file and hash_of(path) != layout.design_hash(design):
        raise MismatchProblem("the design comes out with other bytes", str(path), REMEDY)


def compare_part(path: Path, now: PlayedWorlds, about: Mapping[str, str] | None) -> None:
    """Compare a part with its block that has run again; byte for byte where it is known what the
    file is to say.
    """
    with alterations():
        before, failed = parts.read_part(path)
    found = difference(before, now.columns, failed)
    if failed != now.failures:
        found = f"other worlds fail: {len(now.failures)} now, {len(failed)} before"
    made = (
        parts.table_of(now.columns, now.failures, about)
        if found is None and about is not None
        else None
    )
    if made is not None and parts.encode_table(made) != path.read_bytes():
        found = "the values agree, and the bytes of the file do not"
    if found is not None:
        raise MismatchProblem(found, str(path), REMEDY)


def compare_said(path: Path, again: PlayedWorlds) -> None:
    """Compare what programs were told and wrote with what they are told and write now."""
    with alterations():
        before = parts.read_said(path)
    for then, now in zip_longest(before, parts.rows_in(again.said)):
        if then != now:
            one = then or now or {}
            where = f"cell {one.get('cell')}, world {one.get('world')}, month {one.get('month')}"
            what = f"{where}: the program at {one.get('seat')} was told or wrote otherwise"
            raise MismatchProblem(what, str(path), ANSWERS)


def difference(before: Columns, now: Columns, failed: Collection[int]) -> str | None:
    """Return the first difference between two tables in words, or None; rows that failed hold no
    outcomes.
    """
    if list(before) != list(now):
        return f"other columns: {', '.join(now)}, not {', '.join(before)}"
    if before["cell"].size != now["cell"].size:
        return f"{now['cell'].size} rows, not {before['cell'].size}"
    no_outcome = parts.failed_in(now, failed)
    first: tuple[int, str] | None = None
    for name, old in before.items():
        new = now[name]
        same = (new == old) | ((new != new) & (old != old))
        if name not in parts.KEYS:
            same |= no_outcome
        if not same.all():
            row = int(np.argmin(same))
            first = min(first or (row, name), (row, name))
    if first is None:
        return None
    row, name = first
    where = f"cell {before['cell'][row]}, world {before['world'][row]}"
    return f"{where}, {name}: {exact_text(now[name][row])} now, {exact_text(before[name][row])} recorded"


def exact_text(value: Any) -> str:
    """Return a value of a table as text that tells two values apart."""
    return repr(value.item())


@contextmanager
def alterations() -> Iterator[None]:
    """Turn the problem of a file that is not as it was written into a mismatch."""
    try:
        yield
    except DataProblem as problem:
        raise MismatchProblem(problem.message, problem.location, ALTERED) from None


Again = Callable[[list[str], Path, Path], None]
"""Carries out the words of a command from a folder that holds what it names, into another
folder.
"""


def reproduce_folders(
    folders: Sequence[Path], jobs: int, again: Again, run_code: bool = False
) -> Agreement:
    """Play the experiments in folders of results again, make tables and figures anew, and compare
    all with the record.

    Nothing is written beside them. Raises MismatchProblem with the first difference, and
    DataProblem for a folder that holds no finished results. A file that was altered since, and
    another model, are differences too, found before anything runs. Results by policies of a user's
    own are refused with a list of their code, DataProblem, unless `run_code` says to run it.
    """
    return all_compared(gather_to_play(folders, run_code), jobs, again)


def gather_to_play(folders: Sequence[Path], run_code: bool) -> list[Source]:
    """Return folders of results that may be played again, as they were written; raises as
    `reproduce_folders` does.
    """
    for folder in folders:
        then = parsed_manifest(folder).made_by
        if then.fingerprint != here(then).fingerprint:
            raise MismatchProblem(other_model(then, here(then)), str(folder), OTHER_MODEL)
    sources = gather(folders)
    with alterations():
        check_files(sources)
    code = [
        f"{place}/{layout.place_of(policy)} (SHA-256 {results.manifest.files[layout.place_of(policy)]})"
        for source in sources
        for place, results in source.studies.items()
        for policy in results.study.policies
    ]
    if code and not run_code:
        what = f"these results were made by code of their own, which is not run: {'; '.join(code)}"
        raise DataProblem(what, str(folders[0]), layout.READ_IT)
    return sources


def all_compared(sources: Sequence[Source], jobs: int, again: Again) -> Agreement:
    """Play all experiments again, make tables and figures anew, and compare; raises
    MismatchProblem.
    """
    blocks = rows = files = 0
    notes: list[str] = []
    same_file = True
    read = [results for source in sources for results in source.studies.values()]
    with adopt_for_a_time(
        [replace(each, sealed=False) for results in read for each in results.study.policies]
    ):
        for source in sources:
            for results in source.studies.values():
                if is_sealed(results):
                    blocks, rows = (
                        blocks + len(results.paths),
                        rows + results.manifest.about["rows"],
                    )
                    if source.command and source.manifest.kind != STUDY:
                        continue  # its command plays it, with the code that it has itself
                    what = (
                        f"{source.name} measures by Python code that came with it, which is not run"
                    )
                    raise MismatchProblem(
                        what, str(results.folder), "Read the code, and play it by hand."
                    )
                found = compare_parts(results, jobs)
                blocks, rows, same_file = (
                    blocks + found.parts,
                    rows + found.rows,
                    same_file and found.how == SAME_FILES,
                )
            count, note = remade(source, again)
            files += count
            notes += [note] * bool(note)
    return Agreement(blocks, rows, SAME_FILES if same_file else OTHER_FILES, files, tuple(notes))


def is_sealed(results: StudyResults) -> bool:
    """Say whether an experiment measures by code that was read from its folder, and so is not
    run.
    """
    return any(isinstance(each.of, Code) and each.of.sealed for each in results.study.own)


def remade(source: Source, again: Again) -> tuple[int, str]:
    """Make the tables and figures of an analysis anew from its experiments; return how many agree,
    and what was left.

    Raises MismatchProblem for the first file that comes out otherwise.
    """
    whole = source.manifest.kind != STUDY
    before = {
        name: sha256
        for name, sha256 in source.manifest.files.items()
        if name.startswith(f"{layout.FIGURES}/")
        or (whole and not name.startswith(f"{layout.ROUNDS}/"))
    }
    # A command that nothing but the manifest tells is carried out; that of an experiment makes the
    # analysis around it.
    if not before and (
        not source.manifest.command or source.folder.resolve().parent.name == layout.ROUNDS
    ):
        return 0, ""
    if not source.command:
        return (
            0,
            f"{source.name}: made in Python, without a command that makes its tables and figures again",
        )
    same = source.manifest.packages == package_versions()
    with archives.passing_folder("sim-again-") as place:
        out = Path(place, source.name)
        with Folder(out) as own:
            own.folder(layout.ROUNDS)
        fresh = any(map(is_sealed, source.studies.values()))
        for name, path, _ in [] if fresh else source.files():
            if name.startswith(f"{source.name}/{layout.ROUNDS}/") or not (
                whole or f"/{layout.FIGURES}/" in name
            ):
                target = Path(place, name)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        words = shlex.split(source.command)
        for name, content in source.inputs().items():
            Path(place, name).write_bytes(content)
        for name in words:
            beside = source.folder.resolve().parent / name
            if (
                name != source.name
                and "/" not in name
                and name not in (".", "..")
                and beside.is_dir()
            ):
                Path(place, name).symlink_to(beside)
        again(words, Path(place), out)
        made = read_manifest(out)
        for name, results in source.studies.items() if fresh else ():
            played = Path(place, name)
            if results_in(played).manifest.files != results.manifest.files:
                raise MismatchProblem("its worlds come out otherwise", str(results.folder), REMEDY)
    now, then = made.files, source.manifest
    # A manifest of an analysis says what the one says that its command writes now; files are
    # compared by name below.
    if whole:
        check_claims(
            [(key, getattr(then, key), getattr(made, key)) for key in REMADE],
            source.folder / MANIFEST,
        )
        if odd := sorted(now.keys() ^ then.files.keys()):
            raise MismatchProblem(
                f"the file '{odd[0]}' comes out beside those listed, or not at all",
                str(source.folder / odd[0]),
                REMEDY,
            )
    left = [name for name in before if not same and not name.endswith((".csv", ".json", ".txt"))]
    for name, sha256 in before.items():
        if name not in left and now.get(name) != sha256:
            what = "comes out otherwise" if name in now else "does not come out"
            raise MismatchProblem(f"the file '{name}' {what}", str(source.folder / name), REMEDY)
    note = (
        f"{source.name}: {len(left)} figures and tables of other packages were not compared"
        if left
        else ""
    )
    return len(before) - len(left), note


def reproduce_archive(path: Path, jobs: int, again: Again, run_code: bool = False) -> Agreement:
    """Check an archive, reproduce all that is in it, and make again what the archive itself has
    added.
    """
    archives.verify(path, told=False)
    with archives.unpack_archive(path) as root:
        sources = gather_to_play(folders_in(root, MANIFEST), run_code)
        found = all_compared(sources, jobs, again)
        paper = root / archives.PAPER
        about = archives.paper_for(sources, str(paper) if paper.is_file() else None)
        lines = [
            line.partition("  ") for line in (root / archives.SUMS).read_text("utf-8").splitlines()
        ]
        files = {name: sha256 for sha256, _, name in lines if name != CRATE}
        described = as_json(
            crate(sources, about, files, {name: (root / name).stat().st_size for name in files})
        )
        for name, content in (
            inputs_of_all(sources) | archives.derived_texts(sources, about) | {CRATE: described}
        ).items():
            if not (root / name).is_file() or (root / name).read_bytes() != content:
                raise MismatchProblem(
                    f"the file '{name}' comes out otherwise", str(root / name), REMEDY
                )
        if found.how == SAME_FILES:
            for source in sources:
                for name, pieces in archives.tables_of(source):
                    if hash_of(root / name) != archives.hash_pieces(pieces):
                        what = f"the table '{Path(name).name}' is not what its Parquet file holds"
                        raise MismatchProblem(what, str(root / name), REMEDY)
        return found
