"""A full disk and a folder that may not be written: what is finished stays, and the message says
what to do.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.cli.main import run_guarded
from sim.study.experiment.study_file import read_study
from sim.study.store.manifest import MANIFEST
from sim.study.store.parts import restore_parts
from tests.cli.command import three_lines
from tests.studies.studies import (
    ROOT,
    SMALL,
    content,
    every,
    play,
    round_in,
    run,
    sweep_command,
    written,
)

NOBODY = 65534


def limited(command: list[str], size: int) -> subprocess.CompletedProcess[str]:
    """Run a command that may write no file larger than so many bytes, as on a disk that is nearly
    full.
    """
    env = {name: value for name, value in os.environ.items() if not name.startswith("COV")} | {
        "PYTHONPATH": str(ROOT)
    }
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))  # noqa: E731
    return subprocess.run(
        command, cwd=ROOT, env=env, preexec_fn=limit, capture_output=True, text=True, check=False
    )


def test_a_full_disk_stops_the_sweep_and_keeps_its_parts(tmp_path: Path) -> None:
    study = written(tmp_path, SMALL.replace("worlds = 40", "worlds = 4000"))
    play(read_study(study), tmp_path / "whole")
    restore_parts(round_in(tmp_path / "whole") / "parts")
    expected = content(tmp_path / "whole")
    sizes = sorted(len(held) for name, held in expected.items() if name.startswith("parts"))
    assert sizes[0] > len((tmp_path / "whole" / MANIFEST).read_bytes())
    # Room for all parts but the largest.
    ended = limited(sweep_command(study, tmp_path / "out", "-q"), sizes[-1] - 1)
    assert ended.returncode == 4, ended.stderr
    three_lines(ended.stderr)
    assert "Make room" in ended.stderr
    kept = {
        path.name
        for path in (round_in(tmp_path / "out") / "parts").iterdir()
        if path.suffix == ".parquet"
    }
    assert kept < {name.removeprefix("parts/") for name in expected}
    assert run(sweep_command(study, tmp_path / "out", "-q")).returncode == 0
    restore_parts(round_in(tmp_path / "out") / "parts")
    assert content(tmp_path / "out") == expected


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that an unprivileged user can reach and read."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    yield place
    for path in place.rglob("*"):
        path.chmod(0o755)
    shutil.rmtree(place)


def as_nobody(arguments: list[str], place: Path) -> tuple[int, str]:
    """Run the command line in a child without privileges, and return its exit code and what it says
    on stderr.
    """
    said = place.parent / f"{place.name}.said"
    child = os.fork()
    if child == 0:
        code = 99
        try:
            stream = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(stream, 2)
            if os.getuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            code = run_guarded(arguments)
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    text = said.read_text()
    said.unlink()
    return os.waitstatus_to_exitcode(status), text


@pytest.mark.unprivileged
@pytest.mark.parametrize("begun", [False, True], ids=["new", "begun"])
def test_a_read_only_folder_is_refused_and_untouched(
    begun: bool, open_place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    study = written(open_place)
    out = open_place / "out"
    play(read_study(study), out)
    if begun:
        next((round_in(out) / "parts").iterdir()).unlink()
    else:
        shutil.rmtree(out)
    before = every(open_place)
    for path in [open_place, *open_place.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    code, _ = as_nobody(["sweep", str(study), "-o", str(out), "-q", "--no-figures"], open_place)
    open_place.chmod(0o755)
    assert code == 3
    assert every(open_place) == before
