"""Writing results into a folder: a Parquet table, a summary and a manifest; never over another study."""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sim.errors import UsageProblem
from sim.study.fingerprint import model, package_versions, tool_version
from sim.study.ledger import Columns
from sim.study.outcomes import LEDGER
from sim.study.store.disk import Folder, draft, hash_of, write
from sim.study.store.parts import explained

TABLE: Final = "runs.parquet"
SUMMARY: Final = "summary.json"
MANIFEST: Final = "manifest.json"


def folder_for(path: str | os.PathLike[str], study: str, force: bool = False, names: Sequence[str] = ()) -> Path:
    """Return a folder that may take the results of a study, made if need be; `names` are its files beyond the usual.

    Raises UsageProblem if it holds another study's results, or files by their names, and `force` is not given, and
    what `Folder` raises.
    """
    folder = Path(path)
    with Folder(folder):
        taken = [name for name in (MANIFEST, TABLE, SUMMARY, *names) if (folder / name).exists()]
        if taken and not force and study_in(folder) != study:
            raise UsageProblem(
                "the folder holds results of another study", str(folder / taken[0]),
                "Give another folder with --out, or --force to replace them.",
            )  # fmt: skip
    return folder


def study_in(folder: Path) -> str | None:
    """Return the identity of the study whose results a folder holds, or None if that cannot be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return str(found["study"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def identity(*parts: object) -> str:
    """Return sixteen characters that stand for a study: what was run, with which seed, in how many worlds."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def finite(content: Any) -> Any:
    """Return plain data with null for every number that is none, which JSON cannot hold."""
    if isinstance(content, dict):
        return {key: finite(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [finite(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content


def as_json(content: Mapping[str, Any]) -> bytes:
    """Return plain data as JSON text; a number that is none, or infinite, is null."""
    return (json.dumps(finite(content), indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def write_table(path: Path, columns: Columns, labels: Mapping[str, Sequence[str]]) -> str:
    """Write outcome columns as Parquet and return the file's SHA-256; `labels` names the codes of a column."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = []
    for name, values in columns.items():
        array = pa.array(values)
        if name in labels:
            array = pa.DictionaryArray.from_arrays(array, pa.array(list(labels[name])))
        arrays.append(array)
    with draft(path) as file:
        pq.write_table(explained(pa.Table.from_arrays(arrays, names=list(columns)), LEDGER), file)
    return hash_of(path) or ""


def write_results(
    folder: Path, study: str, columns: Columns, labels: Mapping[str, Sequence[str]], summary: Mapping[str, Any],
    about: Mapping[str, Any],
) -> None:  # fmt: skip
    """Write the table, the summary and last the manifest, which says that the others are whole."""
    # Without its manifest a folder is not taken for whole, should the writing be cut short.
    (folder / MANIFEST).unlink(missing_ok=True)
    hashes = {
        TABLE: write_table(folder / TABLE, columns, labels),
        SUMMARY: write(folder / SUMMARY, as_json(summary)),
    }
    write_manifest(folder, study, hashes, {**about, "rows": int(columns["world"].size)})


def write_manifest(folder: Path, study: str, hashes: Mapping[str, str], about: Mapping[str, Any]) -> None:
    """Write what made the results in a folder: the study, the hashes of its files, versions and rules."""
    manifest = {
        "study": study, **about, "sha256": dict(hashes), "tool_version": tool_version(),
        "packages": package_versions(), "model": model().as_dict(),
    }  # fmt: skip
    write(folder / MANIFEST, as_json(manifest))
