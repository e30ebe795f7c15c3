"""What a terminal, a pipe and an interrupt do to the command, as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from sim.cli.main import COMMANDS
from sim.errors import ExitCode
from sim.study.run.runner import Gathered
from tests.cli.command import SIM, Captured, process, said, three_lines

HEAVY = ("matplotlib", "mesa", "numpy", "pandas", "pyarrow", "pydantic", "scipy", "sim.game", "sim.study")


GUARDED = "from sim.cli.main import COMMANDS, guarded\n"


def loaded(code: str, names: Sequence[str]) -> str:
    """Say which modules a new process has loaded after some code."""
    told = f"import sys; print([name for name in {names} if name in sys.modules], file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", f"{code}\n{told}"], capture_output=True, text=True)
    return ran.stderr.strip()


@pytest.mark.parametrize("code", ["import sim", f"{GUARDED}for name in COMMANDS: guarded([name, '--help'])"])
def test_what_is_heavy_loads_only_when_used(code: str) -> None:
    """So the help of a command comes at once."""
    assert loaded(code, HEAVY) == "[]"


def test_a_run_without_a_folder_loads_no_more_than_it_uses() -> None:
    code = f"{GUARDED}guarded(['run', '2017-spring', '-n', '1', '-q'])"
    assert loaded(code, ("matplotlib", "mesa", "pandas", "pyarrow", "scipy", "xarray")) == "[]"


def test_help_lists_every_command_and_each_has_its_own(capsys: Captured) -> None:
    for line in ([], ["--help"]):
        result = said(capsys, *line)
        assert result.code == 0
        assert all(f"  {name} " in result.out for name in COMMANDS)
    for name in COMMANDS:
        result = said(capsys, name, "--help")
        assert result.code == 0
        assert result.out.startswith(f"Usage: sim {name} ")
    assert said(capsys, "--version").out.startswith("sim ")


def test_a_terminal_that_knows_only_ascii() -> None:
    ran = process("run", "core", "-n", 5, env={"PYTHONIOENCODING": "ascii"})
    assert ran.returncode == 0
    assert ran.stdout.isascii()
    assert "detente" in ran.stdout
    assert "?" not in ran.stdout
    found = json.loads(process("run", "core", "-n", 5, "--json", "-q", env={"PYTHONIOENCODING": "ascii"}).stdout)
    assert "détente" in found["final_states"]


def test_data_go_to_stdout_and_talk_to_stderr(capsys: Captured) -> None:
    ran = process("run", "core", "-n", 5, "--json")
    assert json.loads(ran.stdout)["worlds"] == 5
    assert "5 / 5 worlds" in ran.stderr
    assert "\x1b" not in ran.stderr
    assert said(capsys, "run", "core", "-n", 5, "-q").err == ""
    assert "/ 5 worlds" not in said(capsys, "run", "core", "-n", 5, "--no-progress").err


def test_a_warning_is_one_line_without_a_place_in_the_code() -> None:
    ran = process("run", "core", "-n", 2, "--set", "months=2", env={"SIM_CXX": "no-such-compiler"})
    assert ran.returncode == ExitCode.FINE
    first, *rest = ran.stderr.splitlines()
    assert first.startswith("sim: The NumPy engine plays")
    assert not any(".py" in line or "Warning" in line for line in [first, *rest])


def test_a_reader_that_has_had_enough() -> None:
    ran = subprocess.run(
        ["bash", "-c", f"set -o pipefail; '{SIM}' show core --json | head -n 1"], capture_output=True, text=True
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "{\n", "")


def test_a_reader_that_is_gone_before_the_first_word(tmp_path: Path) -> None:
    """What was to be written is written all the same."""
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as closed:
        ran = subprocess.run(
            [SIM, "run", "core", "-n", "5", "-q", "-o", tmp_path, "--no-figures"],
            stdout=closed, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert (tmp_path / "manifest.json").exists()


def test_an_interrupt_ends_with_130_and_the_command_to_run_again(tmp_path: Path) -> None:
    """The command says how far it is before it is interrupted, so the test need not wait for a clock."""
    arguments = ["run", "core", "-n", "60000", "-o", str(tmp_path / "out")]
    with subprocess.Popen([SIM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        running.stderr.readline()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate()
    assert (running.returncode, out) == (ExitCode.INTERRUPTED, "")
    message = err[err.index("sim: interrupted") :]
    assert three_lines(message)[2].endswith(f"sim {' '.join(arguments)}")
    assert not list((tmp_path / "out").glob("finding*"))


@pytest.mark.parametrize("wait", [0.0, 0.05])
def test_a_second_interrupt_leaves_at_once_with_one_message(tmp_path: Path, wait: float) -> None:
    """Threads are still at work when the second comes; what was finished stays and the same command goes on."""
    line = ["sweep", "core", "--over", "washington.pressure=0:1:200", "-n", "200", "-j", "2", "-o", str(tmp_path)]
    with subprocess.Popen([SIM, *line], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        running.stderr.readline()
        running.send_signal(signal.SIGINT)
        time.sleep(wait)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate()
    assert (running.returncode, out) == (ExitCode.INTERRUPTED, "")
    message = err[err.index("sim: interrupted") :]
    assert "kept" in three_lines(message)[1]
    assert "Exception ignored" not in err


def test_what_nobody_foresaw_is_three_lines_and_a_report(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise LookupError("the key\x1b[31m is gone")

    monkeypatch.setattr("sim.study.scenario.shipped_scenarios", broken)
    code, out, err = said(capsys, "scenarios")
    assert (code, out) == (ExitCode.UNEXPECTED, "")
    what, where, _ = three_lines(err)
    assert "LookupError" in what
    assert "\x1b" not in err
    report = Path(where.partition("report in ")[2])
    text = report.read_text(encoding="utf-8")
    report.unlink()
    assert "command: sim scenarios" in text
    assert "numpy: " in text
    assert "in broken" in text


def test_a_report_that_cannot_be_written_hides_nothing(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise LookupError("gone")

    monkeypatch.setattr("sim.study.scenario.shipped_scenarios", broken)
    monkeypatch.setattr("tempfile.mkstemp", lambda **_: (_ for _ in ()).throw(OSError(28, "No space left")))
    code, _, err = said(capsys, "scenarios")
    assert code == ExitCode.UNEXPECTED
    assert "LookupError: gone" in three_lines(err)[0]


def test_an_interrupt_inside_the_process(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(gathered: Gathered, columns: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Gathered, "add", interrupted)
    code, out, err = said(capsys, "run", "core", "-n", 5, "--set", "title=a b", "--no-progress")
    assert (code, out) == (ExitCode.INTERRUPTED, "")
    assert three_lines(err.lstrip())[2].endswith("sim run core -n 5 --set 'title=a b' --no-progress")


def test_a_full_disk_is_no_traceback(capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import sim.show.publish

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path / "runs.parquet.tmp"))

    monkeypatch.setattr(sim.show.publish, "write_worlds", full)
    code, out, err = said(capsys, "run", "core", "-n", 2, "-q", "-o", tmp_path)
    assert (code, out) == (ExitCode.UNEXPECTED, "")
    assert "No space left" in three_lines(err)[0]
