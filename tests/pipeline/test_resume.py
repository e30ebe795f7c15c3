"""Every analysis can be killed at any moment: the same command goes on, and what it writes comes
out the same.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sim.cli.main import run_guarded
from sim.study.store import disk
from tests.pipeline.analyses import ANALYSES

CHANGES = ("open", "write", "sync", "rename", "remove", "make")


class Killed(BaseException):
    """The moment at which a process is no more."""


class Mortal(disk.System):
    """A disk under a process that is killed before its N-th change of the disk, and changes nothing
    from then on.
    """

    def __init__(self, last: float = float("inf")) -> None:
        self.last, self.done = last, 0

    def __getattribute__(self, name: str) -> Any:
        if name in CHANGES:
            self.done += 1
            if self.done > self.last:
                raise Killed
        return super().__getattribute__(name)


@pytest.fixture
def lives(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Return what runs an analysis until it is killed or comes to its end, and says how often it
    changed the disk.
    """

    def run(name: str, out: Path, last: float = float("inf")) -> int:
        under = Mortal(last)
        monkeypatch.setattr(disk, "system", under)
        with suppress(Killed):
            assert run_guarded([*ANALYSES[name], "--no-figures", "-q", "-o", str(out)]) == 0
        return under.done

    return run


def named(listed: Any) -> list[Any]:
    """Return the files that a manifest lists, with their hashes."""
    return list(listed.items()) if isinstance(listed, dict) else listed


def content(out: Path) -> dict[str, Any]:
    """Return every file of results; of manifests the hashes that they list, since they also hold
    times.
    """
    found: dict[str, Any] = {}
    for path in sorted(out.rglob("*")):
        if path.name == "manifest.json":
            held = json.loads(path.read_bytes())
            listed = held.get("files", held.get("parts"))
            found[str(path.relative_to(out))] = [
                each for each in sorted(map(str, named(listed))) if path.name not in each
            ]
        elif path.is_file() and path.name != disk.MARK and not disk.DRAFT.fullmatch(path.name):
            found[str(path.relative_to(out))] = path.read_bytes()
    return found


def kills(lives: Callable[..., int], name: str, folder: Path, times: int, seed: int) -> None:
    """Kill an analysis time and again at random, then let it come to its end."""
    changes = lives(name, folder / "whole")
    luck, out = random.Random(f"{name} {seed}"), folder / "out"
    for _ in range(times):
        lives(name, out, luck.randrange(changes))
    lives(name, out)
    assert content(out) == content(folder / "whole")


@pytest.mark.parametrize("name", ANALYSES)
def test_a_killed_analysis_goes_on(name: str, tmp_path: Path, lives: Callable[..., int]) -> None:
    kills(lives, name, tmp_path, times=1, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("name", ANALYSES)
def test_analyses_killed_many_times(
    name: str, seed: int, tmp_path: Path, lives: Callable[..., int]
) -> None:
    kills(lives, name, tmp_path, times=10, seed=100 + seed)
