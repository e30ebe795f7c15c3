"""The folder of a study: who may write there, what is already done, and the manifest."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.errors import DataProblem, UsageProblem
from sim.study.experiment.definition import FORMAT, Experiment, replayed
from sim.study.experiment.design import Design, cells_of
from sim.study.fingerprint import fingerprint, package_versions, tool_version
from sim.study.outcomes import Columns, columns_for
from sim.study.run.worlds import flag_of
from sim.study.store.kept import as_json
from sim.study.store.parts import KEYS, NAME, Part, encoded, hash_of, judged, write_whole

MANIFEST: Final = "manifest.json"
DESIGN: Final = "design.parquet"
PARTS: Final = "parts"
TRACES: Final = "trajectories"
TABLES: Final = "tables"
ROUNDS: Final = "rounds"
"""The folder within published results that holds the experiments behind them, numbered from 1."""
KINDS: Final = {PARTS: "part-", TRACES: "trace-"}
LOCK: Final = ".lock"
NEEDED: Final = (
    "tool_version", "study", "name", "packages", "rules", "status", "design_sha256", "cells", "rows", "study_file",
    "scenario_file", "parts",
)  # fmt: skip
MOST_BYTES: Final = 64 * 2**20


def check_folder(folder: Path, study: Experiment) -> None:
    """Refuse a folder that holds something else, before anything is touched; raises DataProblem."""
    if folder.exists() and not folder.is_dir():
        raise DataProblem("results need a folder, and this is a file", str(folder), "Give a folder with --out.")
    if not folder.exists():
        return
    if (folder / MANIFEST).exists():
        manifest = read_manifest(folder)
        if manifest["tool_version"] != tool_version():
            raise DataProblem(
                f"the results are from version {manifest['tool_version']}, and this is {tool_version()}", str(folder),
                "Go on with that version, or give another folder with --out.",
            )  # fmt: skip
        if manifest["rules"] != fingerprint():
            raise DataProblem(
                "the study was begun under other rules", str(folder),
                "Go on with the rules as they were, or give another folder with --out.",
            )  # fmt: skip
        if manifest["study"] != study.hash:
            raise DataProblem(
                f"the folder holds study {manifest['study']}, and this is study {study.hash}", str(folder),
                "Go on with the study as it was, or give another folder with --out.",
            )  # fmt: skip
        if parquet_of(manifest) != package_versions()["pyarrow"]:
            raise DataProblem(
                f"the study was begun with pyarrow {parquet_of(manifest)}, and this is {package_versions()['pyarrow']}",
                str(folder), "Go on with that version, or give another folder with --out.",
            )  # fmt: skip
    elif any(
        entry.name not in (LOCK, PARTS, TRACES, TABLES, DESIGN) and not entry.name.endswith(".tmp")
        for entry in folder.iterdir()
    ):
        raise DataProblem("the folder holds something else", str(folder), "Give a new or empty folder with --out.")


def cleared(folder: Path, names: Sequence[str]) -> None:
    """Remove the results in a folder, whatever study they are of, with the files of the given names; nothing else.

    Raises DataProblem where the folder holds something that no command of this project has written.
    """
    own = {MANIFEST, DESIGN, *names}
    kinds = (PARTS, TRACES, TABLES)
    strange = [
        entry for entry in folder.iterdir()
        if entry.name not in (*own, *kinds, LOCK, "figures") and not entry.name.endswith(".tmp")
    ]  # fmt: skip
    if strange:
        raise DataProblem("the folder holds something else", str(strange[0]), "Give a new or empty folder with --out.")
    for kind in kinds:
        for path in sorted((folder / kind).glob("*")):
            path.unlink()
    for name in own:
        (folder / name).unlink(missing_ok=True)


def parquet_of(manifest: Mapping[str, Any]) -> str:
    """Return the version of pyarrow that wrote the files of a study: their bytes depend on it, their values do not."""
    return str(manifest["packages"].get("pyarrow"))


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a study; raises DataProblem for none, or for one of another kind or layout."""
    path = folder / MANIFEST
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        found = json.loads(content) if len(content) <= MOST_BYTES else None
    except FileNotFoundError:
        raise DataProblem(
            "there are no results of a study", str(folder), "Name a folder that sim sweep has filled."
        ) from None
    except OSError as error:
        raise DataProblem(f"the manifest cannot be read: {error.strerror}", str(path), "Check the folder.") from None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("kind") != "study":
        raise DataProblem(
            "the manifest is not that of a study", str(path), "Name a folder that sim sweep STUDY has filled."
        )
    if found.get("format") != FORMAT:
        raise DataProblem(
            f"the results are from another version: layout {found.get('format')}, not {FORMAT}", str(path),
            f"Read them with version {found.get('tool_version')} of this tool.",
        )  # fmt: skip
    missing = [key for key in NEEDED if key not in found]
    if missing or not is_list_of_parts(found["parts"]):
        what = f"the manifest lacks '{missing[0]}'" if missing else "the manifest has no sound list of parts"
        raise DataProblem(what, str(path), "Run the study again into a new folder.")
    return found


def is_list_of_parts(found: Any) -> bool:
    """Say whether a manifest lists its parts as a sweep does: each with its block and the name of its file, once."""
    if not isinstance(found, list) or not all(isinstance(part, dict) for part in found):
        return False
    named = [NAME.fullmatch(str(part.get("file"))) for part in found]
    blocks = [part.get("block") for part in found]
    return len(set(map(str, blocks))) == len(blocks) and all(
        name is not None and int(name[2]) == block for name, block in zip(named, blocks, strict=True)
    )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder against a second sweep; the lock goes with the process that holds it, however it ends.

    Raises DataProblem where the folder cannot be written, UsageProblem where another sweep holds it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise DataProblem(
            f"results cannot be written there: {error.strerror}",
            str(folder),
            "Give a folder that you may write to with --out.",
        ) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageProblem(
                "another sweep is writing there", str(folder), "Wait for it, or give another folder with --out."
            ) from None
        yield
    finally:
        os.close(handle)


def prepare(folder: Path) -> None:
    """Make the folders within, and clear away drafts that an end cut short."""
    for name in (PARTS, TRACES):
        (folder / name).mkdir(exist_ok=True)
    for place in (folder, folder / PARTS, folder / TRACES):
        for draft in place.glob("*.tmp"):
            draft.unlink()


def check_design(folder: Path, design: Design) -> None:
    """Refuse to go on where the design comes out with other values than when it was begun; raises DataProblem."""
    if (folder / MANIFEST).exists() and read_manifest(folder)["design_sha256"] != design_hash(design):
        raise DataProblem(
            "the design comes out with other values than when the study was begun", str(folder),
            "Go on with the NumPy and SciPy that its manifest names, or give another folder with --out.",
        )  # fmt: skip


def design_hash(design: Design) -> str:
    """Return the SHA-256 of the file of a design."""
    return hashlib.sha256(encoded(design_table(design))).hexdigest()


def write_design(folder: Path, design: Design) -> str:
    """Write the design, a row a cell, unless the same is there already; return its SHA-256."""
    content = encoded(design_table(design))
    sha256 = hashlib.sha256(content).hexdigest()
    if hash_of(folder / DESIGN) != sha256:
        write_whole(folder, DESIGN, content)
    return sha256


def write_tables(folder: Path, study: Experiment) -> None:
    """Keep the tables of points that a study was given, so that it can be read and rerun from its folder alone."""
    for component in study.components:
        if component.kind == "table":
            (folder / TABLES).mkdir(exist_ok=True)
            points = component.get("points")
            write_whole(folder / TABLES, points.name, points.content)


def design_table(design: Design) -> Any:
    """Return the design as an arrow table: the cell, its factors, and its point in each component."""
    import pyarrow as pa

    arrays = {"cell": pa.array(np.arange(design.cells, dtype=np.int32))}
    for name, column in design.columns.items():
        if name in design.labels:
            labels, left = design.labels[name], column < 0
            texts = isinstance(labels[0], str)
            arrays[name] = (
                pa.DictionaryArray.from_arrays(pa.array(column, mask=left), pa.array(labels))
                if texts
                else pa.array(np.asarray(labels)[column], mask=left)
            )
        else:
            arrays[name] = pa.array(column, mask=np.isnan(column))
    for number, point in enumerate(design.points):
        arrays[f"point_{number}"] = pa.array(point)
    return pa.table(arrays)


def finished(folder: Path, study: Experiment) -> tuple[dict[int, Part], list[str]]:
    """Return the blocks that need not run again, and the names of files that were not as written and are gone now.

    Where the manifest lists the part of a block, no other part of that block counts. A part written after the last
    manifest, as before a kill, is not listed and counts by itself. A stopping rule is replayed from the worlds.
    """
    listed = listed_parts(folder)
    parts, gone = whole(folder / PARTS, study, lambda part, columns, failures: (
        listed.get(part.block, part.file) == part.file and follows_design(study, part.block, columns, failures)
    ))  # fmt: skip
    if not study.sample:
        return parts, gone
    traces, more = whole(folder / TRACES, study, lambda *_: True)
    return {block: part for block, part in parts.items() if block in traces}, [*gone, *more]


def whole(place: Path, study: Experiment, counts: Callable[..., bool]) -> tuple[dict[int, Part], list[str]]:
    """Return the files of a folder that are whole and count, by block; all others are removed, and named."""
    kind = KINDS[place.name]
    found: dict[int, list[Part]] = {}
    gone: list[str] = []
    for path in sorted(place.glob("*.parquet")):
        held = judged(path, study.hash) if path.name.startswith(kind) else None
        if held is not None and counts(*held):
            found.setdefault(held[0].block, []).append(held[0])
        else:
            gone.append(removed(path))
    # Of two files of one block one at most is what was written, and nothing says which.
    doubled = [part for parts in found.values() if len(parts) > 1 for part in parts]
    gone += [removed(place / part.file) for part in doubled]
    return {block: parts[0] for block, parts in found.items() if len(parts) == 1}, gone


def listed_parts(folder: Path) -> dict[int, str]:
    """Return the names of the parts that the manifest of a folder lists, by block; none without a manifest."""
    if not (folder / MANIFEST).exists():
        return {}
    return {part["block"]: part["file"] for part in read_manifest(folder)["parts"]}


def follows_design(study: Experiment, block: int, columns: Columns, failures: Mapping[int, str]) -> bool:
    """Say whether a part holds the cells of its block, each with as many worlds as the replication rule gives it."""
    rule = study.replication
    expected = range(block * study.block, min((block + 1) * study.block, cells_of(study)))
    if columns.keys() != {*KEYS, *columns_for([*study.outcomes, *([rule.outcome] if rule.outcome else [])])}:
        return False
    cells, starts, counts = np.unique(columns["cell"], return_index=True, return_counts=True)
    if cells.tolist() != list(expected):
        return False
    if rule.outcome is None:
        return bool((counts == rule.most).all())
    happened = flag_of(columns, rule.outcome).copy()
    happened[list(failures)] = False
    return all(replayed(rule, happened[a : a + n]) == n for a, n in zip(starts.tolist(), counts.tolist(), strict=True))


def removed(path: Path) -> str:
    """Remove a file that cannot be trusted, and return its name."""
    path.unlink(missing_ok=True)
    return path.name


def write_manifest(folder: Path, content: dict[str, Any]) -> None:
    """Write the manifest whole or not at all."""
    write_whole(folder, MANIFEST, as_json(content))
