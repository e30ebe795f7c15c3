"""The second name of the package, for those who have a `sim.py` of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

OWN = "x = 1\n"
SCRIPT = (
    "import korea_escalation as ke\nprint(ke.run('2017-spring', 3, months=2).worlds, ke.__name__)\n"
)
ROOT = Path(__file__).parents[2]


def printed(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a folder."""
    (folder / "mine.py").write_text(script)
    return subprocess.run(
        [sys.executable, "mine.py"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("own", [False, True])
def test_it_is_the_same_package_also_beside_a_file_of_that_name(tmp_path: Path, own: bool) -> None:
    if own:
        (tmp_path / "sim.py").write_text(OWN)
    ran = printed(tmp_path, f"{SCRIPT}import sim\nprint(sim is ke)\n")
    assert (ran.stdout, ran.returncode) == ("3 sim\nTrue\n", 0), ran.stderr


def test_a_file_of_that_name_that_is_loaded_already_is_named(tmp_path: Path) -> None:
    (tmp_path / "sim.py").write_text(OWN)
    ran = printed(tmp_path, f"import sim\n{SCRIPT}")
    assert "another module is loaded as sim" in ran.stderr
    assert "to do: Import korea_escalation first" in ran.stderr


def test_the_command_says_that_a_file_of_that_name_stands_beside(tmp_path: Path) -> None:
    command = [Path(sys.executable).with_name("sim"), "--version"]
    for own in (False, True):
        if own:
            (tmp_path / "sim.py").write_text(OWN)
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert ("a file sim.py stands here" in ran.stderr) == own
