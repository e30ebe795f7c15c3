"""Publish what an analysis found: sentences, tables, numbers and figures into a folder, the manifest last."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from matplotlib.figure import Figure, FigureBase

from sim.analysis.finding import Finding, Table
from sim.errors import DataProblem, UsageProblem
from sim.show.figures import figures_of
from sim.show.saving import rendered
from sim.show.style import Picture
from sim.show.tables import all_as_text, as_csv, texts_of
from sim.study.estimate.shown import Quantity
from sim.study.fingerprint import fingerprint, package_versions, tool_version
from sim.study.scenario import to_toml
from sim.study.store.folder import ROUNDS, cleared
from sim.study.store.kept import MANIFEST, as_json, write
from sim.study.store.query import write_worlds

FINDING: Final = "finding.json"
REPORT: Final = "finding.txt"
WORLDS: Final = "runs.parquet"
"""Every world of a run or a sweep, for other tools."""

KINDS: Final = ("png", "svg", "pdf")


@dataclass(frozen=True, slots=True)
class Publication:
    """A folder that an analysis is published into, checked before anything is played.

    `identity` stands for what is asked; `command` is what made it; `kind` is that of the figures, empty for none.
    """

    folder: Path
    identity: str
    command: str = ""
    kind: str = "png"
    started: str = ""


def publication(
    out: str | os.PathLike[str], identity: str, *, command: str = "", kind: str = "png", force: bool = False
) -> Publication:
    """Return the folder for an analysis; raises DataProblem where it holds something else, unless by `force`."""
    folder = Path(out)
    if folder.exists() and not folder.is_dir():
        raise UsageProblem("results need a folder, and this is a file", str(out), "Give a folder with --out.")
    held = manifest_in(folder)
    if held is None and folder.exists() and any(path.name != ROUNDS for path in folder.iterdir()):
        raise DataProblem("the folder holds something else", str(folder), "Give a new or empty folder with --out.")
    if held is not None and held.get("identity") != identity and not force:
        raise DataProblem(
            "the folder holds results of another study", str(folder),
            "Give another folder with --out, or --force to replace them.",
        )  # fmt: skip
    if held is None or held.get("identity") != identity:
        clear(folder, held or {})
        for place in sorted((folder / ROUNDS).glob("*")) if force else ():
            cleared(place, ())
        folder.mkdir(parents=True, exist_ok=True)
        write(folder / MANIFEST, as_json({"identity": identity, "status": "running", "files": {}, "command": command}))
    return Publication(folder, identity, command, kind, now())


def now() -> str:
    """Return the time, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def manifest_in(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a published folder, None where there is none that can be read."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def clear(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Remove the files that a manifest lists; nothing else."""
    (folder / MANIFEST).unlink(missing_ok=True)
    for name in manifest.get("files", {}):
        if os.path.basename(name) == name:
            (folder / name).unlink(missing_ok=True)


def publish(finding: Finding, to: Publication) -> None:
    """Write a finding into its folder: text, JSON, CSV, figures, and last the manifest that lists them with hashes.

    Files of an earlier publication there go first, so that no figure of another run stays.
    """
    to.folder.mkdir(parents=True, exist_ok=True)
    clear(to.folder, manifest_in(to.folder) or {})
    tables = finding.tables()
    contents: dict[str, bytes] = {f"{table.name}.csv": as_csv(table).encode() for table in tables}
    pictures = []
    if to.kind:
        for name, draw in figures_of(finding).items():
            figure = draw()
            contents[f"{name}.{to.kind}"] = drawn(figure, to.kind)
            pictures.append({"file": f"{name}.{to.kind}", "title": getattr(figure, "heading", name)})
    notes = [*finding.notes(), *finding.caveats()]
    contents[REPORT] = (all_as_text(finding.sentences(), tables, notes, None) + "\n").encode()
    contents[FINDING] = as_json({
        "analysis": finding.analysis, "sentences": finding.sentences(), "tables": [plain(table) for table in tables],
        "figures": pictures, "notes": notes, "data": finding.data(),
    })  # fmt: skip
    hashes = {name: write(to.folder / name, content) for name, content in contents.items()}
    if (results := finding.worlds()) is not None:
        hashes[WORLDS] = write_worlds(results, to.folder / WORLDS)
    write(to.folder / MANIFEST, as_json(manifest_of(finding, to, hashes)))


def drawn(figure: FigureBase, kind: str) -> bytes:
    """Return the bytes of a figure: one of the house carries its provenance, one of a user is taken as it is."""
    if isinstance(figure, Picture):
        return rendered(figure, kind)
    assert isinstance(figure, Figure)
    sheet = io.BytesIO()
    figure.savefig(sheet, format=kind)
    return sheet.getvalue()


def manifest_of(finding: Finding, to: Publication, hashes: Mapping[str, str]) -> dict[str, Any]:
    """Return what made the files of a folder, and their hashes."""
    return {
        "kind": finding.analysis, "identity": to.identity, "status": "complete", "scenario": finding.scenario.name,
        "scenario_hash": finding.scenario.hash, "seed": finding.seed, "command": to.command, "started": to.started,
        "finished": now(), "tool_version": tool_version(), "packages": package_versions(), "rules": fingerprint(),
        "files": dict(hashes), "resolved": to_toml(finding.scenario),
    }  # fmt: skip


def plain(table: Table) -> dict[str, Any]:
    """Return a table as plain data: its rows as people read them, and as numbers."""
    numbers = [[cell.as_dict() if isinstance(cell, Quantity) else cell for cell in row] for row in table.rows]
    return {
        "name": table.name, "caption": table.caption, "heads": list(table.heads), "rows": texts_of(table),
        "numbers": numbers,
    }  # fmt: skip


def identity_of(*parts: object) -> str:
    """Return sixteen characters that stand for what is asked."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
