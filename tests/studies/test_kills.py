"""Killed at random moments: nothing finished is lost, nothing half-written is read, and the bytes
come out the same.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
from pathlib import Path

import pytest

from sim.study.experiment.study_file import read_study
from sim.study.store.disk import DRAFT
from sim.study.store.parts import NAME
from sim.study.store.study_results import load_study
from sim.study.store.values import hash_of_file
from tests.storage.killing import stopped
from tests.studies.studies import ROOT, SMALL, content, play, round_in, run, sweep_command, written

# Long enough for kills to fall between parts, and within them.
LONGER = SMALL.replace("worlds = 40", "worlds = 1500").replace("block = 2", "block = 1")


def stop(
    study: Path, out: Path, late: float, by: signal.Signals
) -> subprocess.CompletedProcess[str]:
    """Stop a sweep in two threads, some time after it has begun to write parts."""

    def parts() -> int:
        return len(list((round_in(out) / "parts").glob("*.parquet")))

    before = parts()
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    command = sweep_command(study, out, "-j", "2")
    return stopped(command, lambda: parts() > before, late, by, cwd=ROOT, env=env)


def check_sound(out: Path) -> int:
    """Check that everything which looks like a part is whole, and return how many there are."""
    count = 0
    for path in (round_in(out) / "parts").iterdir():
        named = NAME.fullmatch(path.name)
        assert named or DRAFT.fullmatch(path.name)
        if named:
            assert hash_of_file(path) == named[3]
            count += 1
    return count


def kill(study: Path, out: Path, rng: random.Random) -> int:
    """Kill a sweep at a random moment and return how many parts it leaves."""
    stop(study, out, rng.random() * 0.6, signal.SIGKILL)
    return check_sound(out)


def whole(tmp_path: Path) -> tuple[Path, dict[str, bytes]]:
    """Return a study, and what an uninterrupted sweep of it writes."""
    study = written(tmp_path, LONGER)
    play(read_study(study), tmp_path / "whole")
    return study, content(tmp_path / "whole")


def kills(tmp_path: Path, times: int, seed: int) -> None:
    """Kill a sweep time and again, then let it end."""
    study, expected = whole(tmp_path)
    rng, out = random.Random(seed), tmp_path / "out"
    for number in range(times):
        before = check_sound(out) if out.exists() else 0
        left = kill(study, out, rng)
        assert left >= before
        if left == len(expected) - 1:
            assert run(sweep_command(study, out, "-q")).returncode == 0
            assert content(out) == expected
            out = tmp_path / f"out {number}"
    ended = run(sweep_command(study, out, "-q"))
    assert ended.returncode == 0, ended.stderr
    assert content(out) == expected
    assert load_study(out).complete


def test_a_killed_sweep(tmp_path: Path) -> None:
    kills(tmp_path, times=2, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_sweeps_killed_many_times(seed: int, tmp_path: Path) -> None:
    kills(tmp_path, times=10, seed=100 + seed)


def test_ctrl_c_keeps_the_parts_and_says_how_to_go_on(tmp_path: Path) -> None:
    study, expected = whole(tmp_path)
    out = tmp_path / "out"
    ended = stop(study, out, 0.0, signal.SIGINT)
    said = ended.stderr
    assert ended.returncode == 130, said
    assert f"Go on with: sim sweep {study} -o {out} --no-progress --no-figures -j 2" in said
    assert "Traceback" not in said
    kept = check_sound(out)
    assert kept >= 1
    assert run(sweep_command(study, out, "-q")).returncode == 0
    assert content(out) == expected
