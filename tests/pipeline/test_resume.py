"""Every analysis can be killed at any moment: the same command goes on, and what it writes comes
out the same.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from sim.cli.main import run_guarded
from sim.study.store import disk
from tests.pipeline.analyses import ANALYSES
from tests.storage.killing import content
from tests.storage.simulated import SimulatedDisk, Stopped


@pytest.fixture
def lives(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Return what runs an analysis until it is killed or comes to its end, and says how many
    operations of the disk it made.
    """

    def run(name: str, out: Path, last: int = -1) -> int:
        under = SimulatedDisk(out, "killed", last, random.Random(last))
        monkeypatch.setattr(disk, "system", under)
        with suppress(Stopped):
            assert run_guarded([*ANALYSES[name], "--no-figures", "-q", "-o", str(out)]) == 0
        return under.count

    return run


def kills(lives: Callable[..., int], name: str, folder: Path, times: int, seed: int) -> None:
    """Kill an analysis time and again at random, then let it come to its end."""
    operations = lives(name, folder / "whole")
    luck, out = random.Random(f"{name} {seed}"), folder / "out"
    for _ in range(times):
        lives(name, out, 1 + luck.randrange(operations))
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
