"""The set-up commands choose a Python that works, say what is missing, and are those the documents
name.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIND_PYTHON = ROOT / "tools" / "find-python"
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def script(path: Path, body: str) -> Path:
    """An executable shell script."""
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def run(
    *command: str | Path, cwd: Path = ROOT, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command with some environment variables replaced, and keep what it prints."""
    words = [str(part) for part in command]
    return subprocess.run(
        words, cwd=cwd, env=os.environ | variables, capture_output=True, text=True
    )


def test_a_dead_shim_is_passed_over(tmp_path: Path) -> None:
    shim = script(tmp_path / "python3", "echo 'python3: command not found' >&2; exit 127")
    found = run(FIND_PYTHON, "3.11", shim, "no-such-python", sys.executable)
    assert (found.returncode, found.stdout.strip(), found.stderr) == (0, sys.executable, "")


def test_a_python_without_venv_is_passed_over(tmp_path: Path) -> None:
    bare = script(
        tmp_path / "bare", f'case "$*" in *ensurepip*) exit 1;; esac; exec {sys.executable} "$@"'
    )
    assert run(FIND_PYTHON, "3.11", bare, sys.executable).stdout.strip() == sys.executable


def test_a_missing_venv_module_is_named_with_its_package(tmp_path: Path) -> None:
    bare = script(
        tmp_path / "bare", f'case "$*" in *ensurepip*) exit 1;; esac; exec {sys.executable} "$@"'
    )
    found = run(FIND_PYTHON, "3.11", bare)
    assert (found.returncode, found.stdout) == (1, "")
    assert f"apt install python{VERSION}-venv" in found.stderr


def test_a_python_that_is_too_old_is_refused() -> None:
    found = run(FIND_PYTHON, "3.99", sys.executable)
    assert (found.returncode, found.stdout) == (1, "")
    assert f"No Python 3.99 or newer runs here (tried: {sys.executable})." in found.stderr


def test_every_make_command_that_a_document_names_exists() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    named = {
        target
        for page in documents
        for target in re.findall(r"\bmake ([a-z-]+)`", page.read_text())
    }
    listed = set(
        re.findall(r"^make ([a-z-]+)", run("make", "--no-print-directory", "help").stdout, re.M)
    )
    assert {"demo", "test"} | named <= listed


@pytest.mark.parametrize("code", [0, 3])
def test_continuous_integration_runs_make_test_from_anywhere(tmp_path: Path, code: int) -> None:
    script(tmp_path / "make", f'echo "$PWD: make $*"; exit {code}')
    path = f"{tmp_path}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = run("bash", ROOT / ".ci" / "run", cwd=tmp_path, PATH=path)
    assert (ran.returncode, ran.stdout) == (code, f"{ROOT}: make test\n")
