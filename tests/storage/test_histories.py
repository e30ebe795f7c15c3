"""Seeded histories of a disk that fails, stops and loses power: what goes on afterwards gives the
same bytes.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sim.analysis.run import RunOptions
from sim.analysis.run.findings import ask, find
from sim.core.base.errors import Problem
from sim.core.scenario import fingerprint, load_scenario
from sim.core.scenario.fingerprint import Model
from sim.publish.folder import publish_finding
from sim.study.experiment.definition import Experiment
from sim.study.experiment.study_file import read_study
from sim.study.play import play as sweep
from sim.study.run import task as tasks
from sim.study.run.task import PlayedWorlds, Task, perform
from sim.study.store import disk
from sim.study.store.disk import HOLDERS
from sim.study.store.manifest import MANIFEST
from sim.study.store.parts import StoredPart, write_part
from sim.study.store.study_results import load_study
from tests.storage.simulated import FAULTS, SimulatedDisk, Stopped
from tests.studies.studies import every, play, written

THREE_CELLS = """title = "Three cells"
scenario = "tiny.toml"
outcomes = ["war", "value_washington"]
block = 1

[uncertainties]
accident = "log-uniform(0.001,0.02)"

[[design]]
kind = "table"
file = "points.csv"

[replication]
worlds = 10
"""
A_FEW, MANY = 40, 4000
PLAYED: dict[Any, PlayedWorlds] = {}
RETURNED: set[str] = set()
"""The parts that were written, in this session."""


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """Worlds are played once and remembered, the model is short, no git is asked; the disk is true
    again at the end.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweep, "git_state", lambda: None)
        patch.setattr(tasks, "perform", remembered)
        patch.setattr(sweep, "write_part", noted)
        patch.setattr(fingerprint, "_shipped", lambda: Model({"rule of the test": "0"}))
        patch.setattr(disk, "system", disk.system)
        yield
    assert not HOLDERS


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    """An experiment of three cells, each a part, over a table of points."""
    place = tmp_path_factory.mktemp("study")
    (place / "points.csv").write_text("accident\n0.001\n0.004\n0.01\n")
    return read_study(written(place, THREE_CELLS))


def remembered(task: Task) -> PlayedWorlds:
    """Play a batch and remember what came of it."""
    if task.spans not in PLAYED:
        PLAYED[task.spans] = perform(task)
    return PLAYED[task.spans]


def noted(*given: Any) -> StoredPart:
    """Write a part and remember that it was written."""
    part = write_part(*given)
    RETURNED.add(part.file)
    return part


@dataclass(frozen=True)
class Life:
    """What is done again and again into a folder, and what it leaves there when nothing befalls
    it.
    """

    act: Callable[[Path], object]
    expected: dict[str, bytes]


def lived(act: Callable[[Path], object], whole: Path) -> Life:
    """Do something once on a sound disk, and return it with what it leaves."""
    act(whole)
    return Life(act, content_of(whole))


@pytest.fixture(scope="module")
def sweeping(study: Experiment, tmp_path_factory: pytest.TempPathFactory) -> Life:
    """A sweep of the experiment."""
    return lived(lambda out: play(study, out), tmp_path_factory.mktemp("whole") / "out")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """A run of a scenario that is published: its worlds, and tables and texts beside them."""
    options = RunOptions(load_scenario("core").change({"months": 3}), 10)
    return lived(
        lambda out: publish_finding(ask, find, options, out, kind=""),
        tmp_path_factory.mktemp("whole") / "out",
    )


def content_of(folder: Path) -> dict[str, bytes]:
    """Return all that is in a folder as bytes, but the mark and manifests, which hold times."""
    return {name: held for name, held in every(folder).items() if Path(name).name != MANIFEST}


def session(life: Life, root: Path, fault: str, at: int, rng: random.Random) -> str:
    """Live once on a disk that fails, and return how it ended."""
    disk.system = simulated = SimulatedDisk(root, fault, at, rng)
    ended, said = "done", "in\nthree\nlines"
    RETURNED.clear()
    try:
        life.act(root / "out")
    except Problem as problem:
        ended, said = type(problem).__name__, str(problem)
    except Stopped:
        ended = fault
    disk.system = disk.System()
    if fault == "power off" and ended == fault:
        simulated.power_cut()
    assert len(said.split("\n")) == 3
    assert parts(root) >= RETURNED, "what was written and synced is there"
    return ended


def parts(root: Path) -> set[str]:
    """Return the names of the parts that are there."""
    return {path.name for path in root.rglob("part-*.parquet")}


def history(life: Life, root: Path, seed: int) -> list[str]:
    """Live through up to four faults, then in peace; return how each session ended."""
    rng = random.Random(seed)
    root.mkdir()
    ends, before = [], set()
    for _ in range(rng.randrange(1, 5)):
        ends.append(session(life, root, rng.choice(FAULTS), rng.randrange(1, 250), rng))
        # What was finished stays: no fault removes a part, or sets one aside.
        assert before <= parts(root), (seed, ends)
        before = parts(root)
    assert session(life, root, "", -1, rng) == "done"
    # The same files, and so no draft, nothing set aside, and nothing too few.
    assert content_of(root / "out") == life.expected, (seed, ends)
    return ends


def histories(life: Life, root: Path, seeds: range) -> Counter[str]:
    """Live through many histories and return how often a session ended in which way."""
    return Counter(end for seed in seeds for end in history(life, root / str(seed), seed))


def test_every_history_of_a_sweep_ends_in_the_same_bytes(sweeping: Life, tmp_path: Path) -> None:
    ends = histories(sweeping, tmp_path, range(A_FEW))
    assert (
        min(ends[each] for each in ("done", "DiskStopped", "StorageProblem", "killed", "power off"))
        > 0
    ), ends
    assert load_study(tmp_path / "0" / "out").complete


def test_every_history_of_a_run_ends_in_the_same_bytes(running: Life, tmp_path: Path) -> None:
    histories(running, tmp_path, range(1000, 1000 + A_FEW // 4))


@pytest.mark.long
def test_thousands_of_histories_end_in_the_same_bytes(
    sweeping: Life, running: Life, tmp_path: Path
) -> None:
    histories(sweeping, tmp_path, range(10_000, 10_000 + MANY))
    histories(running, tmp_path, range(50_000, 50_000 + MANY // 4))
