"""Every analysis killed as a process at a random moment: the same command goes on, and the bytes
come out the same.
"""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.cli.main import run_guarded
from tests.cli.command import SIM
from tests.pipeline.analyses import ANALYSES
from tests.pipeline.test_resume import content

NAMES = tuple(ANALYSES)
# Rounds of worlds, and a sampler, which keeps its own. The hundred kills take all.
KINDS = ("game", "calibrate")
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
    """Start an analysis and kill it and all that it started, once it has written a random number of
    files.
    """
    command = [str(SIM), *ANALYSES[name], *more, "-q", "-o", str(out)]
    last, late = luck.randrange(most + 1), 0.03 * luck.random()
    started: Any = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    while started.poll() is None and files_in(out) <= last:
        time.sleep(0.004)
    time.sleep(late)
    if started.poll() is None:
        os.killpg(started.pid, 9)
    started.wait()
    # What it had started dies with it, but not in the same moment, and may still hold its files.
    with suppress(ProcessLookupError):
        while True:
            os.killpg(started.pid, 9)
            time.sleep(0.002)


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
    started = subprocess.Popen(
        [str(SIM), *command], stdout=subprocess.DEVNULL, start_new_session=True
    )
    while started.poll() is None and not list(out.glob("*.png")):
        time.sleep(0.004)
    if started.poll() is None:
        os.killpg(started.pid, 9)
    started.wait()
    # What it had started dies with it, but not in the same moment, and may still hold its files.
    with suppress(ProcessLookupError):
        while True:
            os.killpg(started.pid, 9)
            time.sleep(0.002)
    # As if the kill had come before the manifest, whenever it came.
    (out / "manifest.json").unlink(missing_ok=True)
    assert run_guarded([*command, "--no-figures"]) == 0
    assert not list(out.glob("*.png"))
    assert content(out) == content(whole("run", "--no-figures"))
