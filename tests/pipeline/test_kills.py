"""Every analysis killed as a process at a random moment: the same command goes on, and the bytes
come out the same.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from sim.cli.main import run_guarded
from tests.cli.command import SIM
from tests.pipeline.analyses import ANALYSES
from tests.storage.killing import content, stopped

NAMES = tuple(ANALYSES)
# Rounds of worlds, and a finding that plays none. The hundred kills take all.
KINDS = ("game", "forecast")
Whole = Callable[..., Path]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """Return what gives the folder of an analysis that nobody disturbed, made once."""

    @cache
    def made(name: str, *more: str) -> Path:
        out = tmp_path_factory.mktemp(name) / "whole"
        assert run_guarded([*ANALYSES[name], *more, "-q", "-o", str(out)]) == 0
        return out

    return made


def files_in(folder: Path) -> int:
    """Return how many files a folder holds so far, drafts included."""
    return sum(len(files) for _, _, files in os.walk(folder))


def killed(name: str, out: Path, luck: random.Random, most: int, *more: str) -> None:
    """Start an analysis and kill it, once it has written a random number of files."""
    last, late = luck.randrange(most + 1), 0.03 * luck.random()
    command = [str(SIM), *ANALYSES[name], *more, "-q", "-o", str(out)]
    stopped(command, lambda: files_in(out) > last, late)


def goes_on(name: str, seed: int, out: Path, whole: Whole, *more: str) -> None:
    """Kill an analysis, let it come to its end, and compare it with one that nobody disturbed."""
    luck = random.Random(seed)
    expected = whole(name, *more)
    killed(name, out, luck, files_in(expected), *more)
    assert run_guarded([*ANALYSES[name], *more, "-q", "-o", str(out)]) == 0
    assert content(out) == content(expected)


@pytest.mark.parametrize("name", KINDS)
def test_a_killed_analysis_comes_to_the_same_bytes(name: str, tmp_path: Path, whole: Whole) -> None:
    """Every one is killed within this process, before each kind of change of the disk, in
    `test_resume.py`.
    """
    goes_on(name, 1, tmp_path / "out", whole, "--no-figures")


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1100))
def test_a_hundred_kills(seed: int, tmp_path: Path, whole: Whole) -> None:
    goes_on(NAMES[seed % len(NAMES)], seed, tmp_path / "out", whole)


def test_pictures_of_a_killed_run_do_not_stay(tmp_path: Path, whole: Whole) -> None:
    """Killed while it draws, then asked for without pictures: none is left that the manifest does
    not list.
    """
    out = tmp_path / "out"
    command = [*ANALYSES["run"], "-q", "-o", str(out)]
    stopped([str(SIM), *command], lambda: list(out.glob("*.png")))
    # As if the kill had come before the manifest, whenever it came.
    (out / "manifest.json").unlink(missing_ok=True)
    assert run_guarded([*command, "--no-figures"]) == 0
    assert not list(out.glob("*.png"))
    assert content(out) == content(whole("run", "--no-figures"))
