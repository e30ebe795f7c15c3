"""The folder of a study: who may write there, what is already done, and the manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.errors import DataProblem
from sim.scenario.fingerprint import package_versions
from sim.study.experiment.definition import Experiment, replay_rule
from sim.study.experiment.design import Design, cells_of
from sim.study.experiment.tables import Points
from sim.study.measure.outcome_ledger import Columns
from sim.study.store.disk import Folder, check_free, hash_of, listing, write
from sim.study.store.manifest import MANIFEST, STUDY, Manifest, check_manifest, check_model, parsed_manifest
from sim.study.store.parts import KEYS, NAME, Part, encode_table, judge_part
from sim.study.store.transcripts import is_kept

DESIGN: Final = "design.parquet"
PARTS: Final = "parts"
TRACES: Final = "trajectories"
TRANSCRIPTS: Final = "transcripts"
TABLES: Final = "tables"
FIGURES: Final = "figures"
ROUNDS: Final = "rounds"
"""The folder within published results that holds the experiments behind them, numbered from 1."""
KINDS: Final = {PARTS: "part-", TRACES: "trace-", TRANSCRIPTS: "said-"}
NEEDED: Final = ("title", "study_file", "cells", "rows", "failed", "parts")


def check_folder(folder: Path, study: Experiment) -> None:
    """Refuse a folder that holds something else, before anything is touched; raises DataProblem."""
    check_free(folder)
    if (folder / MANIFEST).is_file():
        manifest = study_manifest(folder)
        check_model(manifest.made_by, study.model, folder)
        if manifest.identity != study.hash:
            raise DataProblem(
                f"the folder holds study {manifest.identity}, and this is study {study.hash}", str(folder),
                "Go on with the study as it was, give another folder with --out, or --force to start anew.",
            )  # fmt: skip
        check_manifest(folder, manifest)
        if parquet_of(manifest) != package_versions()["pyarrow"]:
            raise DataProblem(
                f"the study was begun with pyarrow {parquet_of(manifest)}, and this is {package_versions()['pyarrow']}",
                str(folder), "Go on with that version, give another folder with --out, or --force to start anew.",
            )  # fmt: skip


def parquet_of(manifest: Manifest) -> str:
    """Return the version of pyarrow that wrote the files of a study: their bytes depend on it, their values do not."""
    return str(manifest.packages.get("pyarrow"))


def study_manifest(folder: Path) -> Manifest:
    """Return the manifest of a study; unchecked; raises DataProblem for none, or for one of another kind."""
    manifest = parsed_manifest(folder)
    path, remedy = str(folder / MANIFEST), "Run the study again into a new folder."
    if manifest.kind != STUDY:
        remedy = "Name a folder that holds the worlds of an experiment, such as one within its folder 'rounds'."
        raise DataProblem(f"the folder is that of '{manifest.kind}', not of an experiment", str(folder), remedy)
    missing = [key for key in NEEDED if key not in manifest.about]
    if missing or not is_list_of_parts(manifest.about["parts"]):
        what = f"the manifest lacks '{missing[0]}'" if missing else "the manifest has no sound list of parts"
        raise DataProblem(what, path, remedy)
    return manifest


def is_list_of_parts(found: Any) -> bool:
    """Say whether a manifest lists its parts as a sweep does: each with its block and the name of its file, once."""
    if not isinstance(found, list) or not all(isinstance(part, dict) for part in found):
        return False
    named = [NAME.fullmatch(str(part.get("file"))) for part in found]
    blocks = [part.get("block") for part in found]
    counted = all(isinstance(part.get(key), int) for part in found for key in ("rows", "failed"))
    return (
        counted
        and len(set(map(str, blocks))) == len(blocks)
        and all(name is not None and int(name[2]) == block for name, block in zip(named, blocks, strict=True))
    )


def check_design(folder: Path, design: Design) -> None:
    """Refuse to go on where the design comes out with other values than when it was begun; raises DataProblem."""
    if (folder / MANIFEST).is_file() and study_manifest(folder).files.get(DESIGN) != design_hash(design):
        raise DataProblem(
            "the design comes out with other values than when the study was begun", str(folder),
            "Go on with the NumPy and SciPy that its manifest names, or give another folder with --out.",
        )  # fmt: skip


def design_hash(design: Design) -> str:
    """Return the SHA-256 of the file of a design."""
    return hashlib.sha256(encode_table(design_table(design))).hexdigest()


def write_design(folder: Path, design: Design) -> str:
    """Write the design, a row a cell, unless the same is there already; return its SHA-256."""
    content = encode_table(design_table(design))
    sha256 = hashlib.sha256(content).hexdigest()
    if hash_of(folder / DESIGN) != sha256:
        write(folder / DESIGN, content)
    return sha256


def write_tables(folder: Path, study: Experiment) -> dict[str, str]:
    """Keep the tables of points that a study was given, so that it can be rerun alone; return their hashes."""
    for points in tables_of(study):
        write(folder / TABLES / points.name, points.content)
    return {f"{TABLES}/{each.name}": hashlib.sha256(each.content).hexdigest() for each in tables_of(study)}


def tables_of(study: Experiment) -> list[Points]:
    """Return the tables of points that a study was given."""
    return [component.get("points") for component in study.components if component.kind == "table"]


def design_table(design: Design) -> Any:
    """Return the design as an arrow table: the cell, its factors, and its point in each component."""
    import pyarrow as pa

    arrays = {"cell": pa.array(np.arange(design.cells, dtype=np.int32))}
    for name, column in design.columns.items():
        if name in design.labels:
            labels, left = design.labels[name], column < 0
            texts = isinstance(labels[0], str)
            values = pa.array(np.asarray(labels, dtype=object if texts else None)[column], mask=left)
            # Names are numbered as they come, so that the bytes hang on the values alone.
            arrays[name] = values.dictionary_encode() if texts else values
        else:
            arrays[name] = pa.array(column, mask=np.isnan(column))
    for number, point in enumerate(design.points):
        arrays[f"point_{number}"] = pa.array(point)
    return pa.table(arrays)


def finished_blocks(own: Folder, study: Experiment) -> tuple[dict[int, Part], list[Path]]:
    """Return the blocks that need not run again, and where the files lie that were not as written and were set aside.

    Where the manifest lists the part of a block, no other part of that block counts. A part written after the last
    manifest, as before a kill, is not listed and counts by itself. A stopping rule is replayed from the worlds.
    """
    listed = listed_parts(own.path)
    parts, gone = whole(own, PARTS, study, lambda part, columns, failures: (
        listed.get(part.block, part.file) == part.file and follows_design(study, part.block, columns, failures)
    ))  # fmt: skip
    for kind in folders_beside(study):
        more, wrong = whole(own, kind, study, lambda *_: True)
        parts, gone = {block: part for block, part in parts.items() if block in more}, [*gone, *wrong]
    return parts, gone


def folders_beside(study: Experiment) -> list[str]:
    """Return the folders whose files are written before the parts of an experiment, one a part."""
    return [TRACES] * bool(study.sample) + [TRANSCRIPTS] * is_kept(study)


def whole(own: Folder, kind: str, study: Experiment, counts: Callable[..., bool]) -> tuple[dict[int, Part], list[Path]]:
    """Return the files of a folder that are whole and count, by block; others with such a name are set aside."""
    place = own.folder(kind)
    found: dict[int, list[Part]] = {}
    wrong: list[str] = []
    for name in listing(place):
        if NAME.fullmatch(name):
            held = judge_part(place / name, study) if name.startswith(KINDS[kind]) else None
            if held is not None and counts(*held):
                found.setdefault(held[0].block, []).append(held[0])
            else:
                wrong.append(name)
    # Of two files of one block one at most is what was written, and nothing says which.
    wrong += [part.file for parts in found.values() if len(parts) > 1 for part in parts]
    # Only now that all could be read.
    gone = [own.set_aside(place / name) for name in wrong]
    return {block: parts[0] for block, parts in found.items() if len(parts) == 1}, gone


def listed_parts(folder: Path) -> dict[int, str]:
    """Return the names of the parts that the manifest of a folder lists, by block; none without a manifest."""
    if not (folder / MANIFEST).is_file():
        return {}
    return {part["block"]: part["file"] for part in study_manifest(folder).about["parts"]}


def follows_design(study: Experiment, block: int, columns: Columns, failures: Mapping[int, str]) -> bool:
    """Say whether a part holds the cells of its block, each with as many worlds as the replication rule gives it."""
    rule = study.replication
    expected = range(block * study.block, min((block + 1) * study.block, cells_of(study)))
    if columns.keys() != {*KEYS, *study.columns}:
        return False
    cells, starts, counts = np.unique(columns["cell"], return_index=True, return_counts=True)
    if cells.tolist() != list(expected):
        return False
    if rule.outcome is None:
        return bool((counts == rule.most).all())
    happened = study.ledger.flag(columns, rule.outcome).copy()
    happened[list(failures)] = False
    return all(
        replay_rule(rule, happened[a : a + n]) == n for a, n in zip(starts.tolist(), counts.tolist(), strict=True)
    )
