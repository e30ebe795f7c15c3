"""What the tests of studies share: a small study in a file, and its results as bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from sim.analysis.catalogue import ENTRIES
from sim.analysis.question import question_of
from sim.publish.folder import publish_finding
from sim.study.experiment.definition import Experiment
from sim.study.play.play import Execution
from sim.study.store.disk import MARK, Folder
from sim.study.store.folder import DESIGN, PARTS, ROUNDS, finished_blocks
from sim.study.store.manifest import MANIFEST
from sim.study.store.parts import StoredPart, read_part
from sim.study.store.results import Results
from sim.study.store.values import hash_of_file
from tests.storage.sealing import resealed

ROOT = Path(__file__).parents[2]
BASE = 'base = "core"\nmonths = 4\n'
SMALL = """title = "A small study"
scenario = "tiny.toml"
outcomes = ["lose_lose", "war", "cold_standoff", "value_washington"]
block = 2

[levers]
washington.pressure = "0:1"
pyongyang.policy = "build,charm"

[uncertainties]
accident = "log-uniform(0.001,0.02)"

[[design]]
kind = "factorial"
factors = ["washington.pressure", "pyongyang.policy"]
levels = 3

[[design]]
kind = "sobol"
points = 2

[replication]
worlds = 40
"""
TABLED = SMALL.replace('kind = "sobol"\npoints = 2', 'kind = "table"\nfile = "points.csv"')


def written(folder: Path, text: str = SMALL, name: str = "small.toml") -> Path:
    """Write a study and its scenario into a folder and return the study's path."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tiny.toml").write_text(BASE)
    path = folder / name
    path.write_text(text)
    return path


def tabled(folder: Path, text: str = TABLED) -> Path:
    """Write a study whose points stand in a table, with its scenario and the table, and return the
    study's path.
    """
    path = written(folder, text)
    (folder / "points.csv").write_text("accident\n0.001\n0.004\n")
    return path


def round_in(folder: Path) -> Path:
    """Return the folder of the experiment within results, or the folder itself if it is that of one."""
    return inner if (inner := folder / ROUNDS / "1").exists() else folder


def play(study: Experiment, folder: Path, **way: Any) -> Results:
    """Play a study into a folder as its command does, without figures."""
    question = question_of("sweep", [study], {}, "")
    return publish_finding(
        *ENTRIES["sweep"].steps(), study, folder, Execution(question=question, **way), ""
    ).results


def content(folder: Path) -> dict[str, bytes]:
    """Return the design and the parts of a folder by name."""
    folder = round_in(folder)
    parts = {f"{PARTS}/{path.name}": path.read_bytes() for path in (folder / PARTS).glob("*")}
    return {DESIGN: (folder / DESIGN).read_bytes()} | parts


def standing(folder: Path, study: Experiment) -> tuple[dict[int, StoredPart], list[str]]:
    """Return the parts that need not run again, and the names of files that were set aside."""
    with Folder(round_in(folder)) as own:
        done, gone = finished_blocks(own, study)
    return done, [path.name.rpartition(".")[0] for path in gone]


def altered_manifest(folder: Path, blocks: range | None = None, **changes: Any) -> None:
    """Let the manifest of a study say something else, at the top or in what it says about the
    study, and seal it anew.

    With `blocks` it lists their parts alone, with what follows from that, as a sweep would have
    written it.
    """
    path = round_in(folder) / MANIFEST
    manifest = json.loads(path.read_text())
    for key, value in changes.items():
        (manifest["about"] if key in manifest["about"] else manifest)[key] = value
    if changes.get("status", "complete") != "complete":
        manifest["finished"] = None
    if blocks is not None:
        manifest["files"] = {
            name: sha256
            for name, sha256 in manifest["files"].items()
            if not name.startswith(PARTS) or int(name.split("-")[1]) in blocks
        }
        parts = [name for name in manifest["files"] if name.startswith(PARTS)]
        manifest["about"]["rows"] = sum(
            read_part(path.parent / name)[0]["cell"].size for name in parts
        )
    path.write_bytes(resealed(json.dumps(manifest).encode()))
    relist(folder)


def relist(folder: Path) -> None:
    """Let the manifest of results list that of their experiment as it is now, and seal it anew."""
    path, inner = folder / MANIFEST, round_in(folder) / MANIFEST
    if path != inner and path.exists():
        manifest = json.loads(path.read_text())
        manifest["files"][inner.relative_to(folder).as_posix()] = hash_of_file(inner)
        path.write_bytes(resealed(json.dumps(manifest).encode()))


def manifest_of(folder: Path) -> dict[str, Any]:
    """Return what a manifest says, what it says about the study beside the rest."""
    manifest: dict[str, Any] = json.loads((round_in(folder) / MANIFEST).read_text())
    return manifest | manifest["about"]


def every(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder by name, but the marks that say whose folder it is."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MARK]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def sweep_command(study: Path, out: Path, *more: str) -> list[str]:
    """Return the command that sweeps a study into a folder."""
    plain = ("--no-progress", "--no-figures")
    return [
        sys.executable,
        "-m",
        "tests.studies.sweeping",
        "sweep",
        str(study),
        "-o",
        str(out),
        *plain,
        *more,
    ]


def run(command: list[str], timeout: float = 1800) -> subprocess.CompletedProcess[str]:
    """Run a command from the root of the project."""
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=timeout, check=False
    )
