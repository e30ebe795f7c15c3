"""Every bad input gets three lines on stderr and the right exit code, and nothing is written."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from sim.cli.plot import BYTES_A_WORLD
from sim.core.base.errors import ExitCode
from sim.core.scenario import load_scenario
from sim.study.run.worlds import run
from tests.cli.command import SIM, Captured, files_in, said, three_lines
from tests.for_each import for_each

SWEEP = "sweep core -n 2 --over"
USAGE = [
    ("run core -n 0", "--worlds", "'0' is not a whole number"),
    ("run core -n -5", "--worlds", "'-5' is not a whole number"),
    ("run core -n 1e9", "--worlds", "'1e9' is not a whole number"),
    ("run core -n 1000000000", "--worlds", "not a whole number from 1 to 100000000"),
    ("run core --seed true", "--seed", "'true' is not a whole number"),
    ("run core --seed -1", "--seed", "'-1' is not a whole number"),
    ("run core --seed 9223372036854775808", "--seed", "to 9223372036854775807"),
    ("run core -j 0", "--jobs", "'0' is not a whole number"),
    ("run core --seed", "--seed", "requires an argument"),
    ("run core --sed 3", "sim run", "no option '--sed'"),
    ("run", "sim run", "SCENARIO is missing"),
    ("run core again", "sim run", "extra argument"),
    ("rnu core", "sim", "no command 'rnu'"),
    ("run core --set washington.pressure=nan", "--set washington.pressure=nan", "not 'nan'"),
    ("run core --set washington.pressure=inf", "--set washington.pressure=inf", "not 'inf'"),
    (
        "run core --set washington.presure=.5",
        "--set washington.presure=.5",
        "no lever of washington",
    ),
    (
        "run core --set washington.pressure=1.5",
        "--set washington.pressure=1.5",
        "outside its range",
    ),
    (
        "run core --set washington.policy=engagment",
        "--set washington.policy=engagment",
        "no policy",
    ),
    ("run core --set months=0", "--set months=0", "'months' is 0"),
    ("run core --set months=10000", "--set months=10000", "'months' is 10000"),
    ("run core --set months=2.5", "--set months=2.5", "'months' is 2.5"),
    ("run core --set elections=now", "--set elections=now", "is a list"),
    ("run core --set elections.paris=off", "--set elections.paris=off", "no vote of 'paris'"),
    (
        "run 2017-spring --set elections.seoul=maybe",
        "--set elections.seoul=maybe",
        "'elections.seoul' is 'maybe'",
    ),
    ("run core --set switches=now", "--set switches=now", "is a list"),
    (
        "run core --set beijing.course=sheld",
        "--set beijing.course=sheld",
        "no course of beijing 'sheld'",
    ),
    ("run core --set kim_type=fearfull", "--set kim_type=fearfull", "no kim type 'fearfull'"),
    ("run core --set kim_chance=1", "--set kim_chance=1", "'kim_chance' is a table"),
    ("run core --set clash=5", "--set clash=5", "outside its range"),
    ("run core --set pressure", "--set pressure", "needs a name and a value"),
    ("run core --set title=", "--set title=", "needs a name and a value"),
    ("run core --set start=2017-13", "--set start=2017-13", "is not a month"),
    ("compare core core --with B:months=0", "--with B:months=0", "'months' is 0"),
    ("reproduce . --check", ".", "this is a folder"),
    ("forecast --from 2019-06 --today 2019-01", "--today", "2019-01 is in the record"),
    ("show core --json --toml", "sim show", "forms of one answer"),
    ("sweep core", "--over", "needs a factor"),
    (f"{SWEEP} washington.pressure", "--over washington.pressure", "a range and no values"),
    (f"{SWEEP} washington.pressure=0:1", "--over washington.pressure=0:1", "a range and no values"),
    (f"{SWEEP} washington.pressure=0:1:0", "--over washington.pressure=0:1:0", "0 steps"),
    (
        f"{SWEEP} washington.pressure=0:nan:3",
        "--over washington.pressure=0:nan:3",
        "no range of numbers",
    ),
    (f"{SWEEP} washington.pressure=0:2:3", "--over washington.pressure=0:2:3", "outside its range"),
    (f"{SWEEP} washington.presure=0:1:3", "--over washington.presure=0:1:3", "nothing called"),
    (f"{SWEEP} seoul.policy=hedging,sunshin", "--over seoul.policy=hedging,sunshin", "no policy"),
    (f"{SWEEP} kim_type=greedy,needy", "--over kim_type=greedy,needy", "'needy'"),
    (f"{SWEEP} washington.pressure=0,0", "--over washington.pressure=0,0", "double value"),
    (
        f"{SWEEP} washington.pressure=0:1:2 --over washington.pressure=0,1",
        "--over washington.pressure=0,1",
        "twice",
    ),
    (
        f"{SWEEP} washington.pressure=0:1:1000 --over beijing.enforcement=0:1:1000",
        "--over",
        "1,000,000 cells",
    ),
    (f"{SWEEP} washington.pressure=0,1 --outcome loselose", "--outcome", "no outcome"),
    ("show presure", "sim show presure", "nothing goes by the name"),
    ("plot ridge core -o x.png", "KIND", "no figure 'ridge'"),
    ("plot fan core -o x.gif", "x.gif", "no picture"),
    ("plot fan core -o nowhere/x.png", "nowhere", "no such folder"),
    ("plot fan core", "-o", "needs a file"),
    ("plot marginals core -o x.png", "core", "something varies"),
    ("plot fan core -o x.png --over months=2,3 --over clash=.1,.2", "--over", "over one factor"),
    ("plot fan core -o x.png --outcome war", "--outcome", "does not read"),
    ("plot fan core -o x.png --world 2", "--world", "does not read"),
    (f"{SWEEP} washington.pressure=1:1:3", "--over washington.pressure=1:1:3", "is empty"),
    (
        f"{SWEEP} seoul.hard_line=0,1 --set seoul.hard_line=.5",
        "--over seoul.hard_line=0,1",
        "set and swept",
    ),
    ("sweep core -n 200001 --over washington.pressure=0,1", "--worlds", "200001"),
    ("plot timeline core -n 3 -o x.png -q --over months=2,3", "the sources", "shows 1 run, not 2"),
    ("plot timeline core -n 3 --world 3 -o x.png -q", "--world 3", "no world 3"),
]


@for_each(("line", "where", "what"), USAGE)
def test_what_cannot_be_meant_names_the_option_and_ends_with_2(
    capsys: Captured,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    line: str,
    where: str,
    what: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = said(capsys, *line.split())
    lines = three_lines(err)
    assert (code, out) == (ExitCode.USAGE, "")
    assert what in lines[0]
    assert lines[1].startswith(f"  where: {where}")
    assert list(tmp_path.iterdir()) == []


@for_each(
    ("line", "hint"),
    [
        ("rnu core", "run"),
        ("run core --sed 3", "--seed"),
        ("run core --set washington.presure=.5", "pressure"),
        ("run core --set washington.policy=engagment", "engagement"),
        ("run 2017-sprng", "2017-spring"),
        ("show presure", "pressure"),
        ("plot ridge core -o x.png", "ridges"),
        (f"{SWEEP} washington.pressure=0,1 --outcome loselose", "lose_lose"),
    ],
)
def test_the_nearest_name_is_suggested(capsys: Captured, line: str, hint: str) -> None:
    assert f"Did you mean '{hint}'?" in three_lines(said(capsys, *line.split()).err)[2]


def test_a_number_that_went_names_what_took_its_place(capsys: Captured) -> None:
    assert "a constant" in three_lines(said(capsys, "show", "patience_seoul").err)[2]
    assert "sim compare" in three_lines(said(capsys, "why", "core", "--cause", "pressure").err)[2]
    # What was a lever once is no scenario.
    assert "kim_type" not in said(capsys, "compare", "core", "kim").err


@pytest.mark.parametrize(
    "command", ["run {}", "show {}", "compare core {}", "sweep {} --over washington.pressure=0,1"]
)
def test_a_scenario_that_cannot_be_read_ends_with_3(
    capsys: Captured, tmp_path: Path, command: str
) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text('base = "core"\n[washington]\npresure = 1\n')
    lines = three_lines((result := said(capsys, *command.format(bad).split())).err)
    assert (result.code, result.out) == (ExitCode.INVALID, "")
    assert f"{bad}, line 3" in lines[1]
    missing = said(capsys, *command.format("no-such-scenario.toml").split())
    assert missing.code == ExitCode.INVALID
    three_lines(missing.err)


def test_a_file_is_no_folder(capsys: Captured, tmp_path: Path) -> None:
    target = tmp_path / "results"
    target.write_text("mine")
    code, out, err = said(capsys, "run", "core", "-n", 2, "-o", target)
    assert (code, out) == (ExitCode.USAGE, "")
    assert str(target) in three_lines(err)[1]
    assert target.read_text() == "mine"


def test_the_results_of_another_study_stay_as_they_are(capsys: Captured, tmp_path: Path) -> None:
    assert said(capsys, "run", "core", "-n", 2, "-o", tmp_path, "--no-figures").code == 0
    before = files_in(tmp_path)
    others = {
        "run core -n 3",
        "run core -n 2 --seed 8",
        "run 2017-spring -n 2",
        "sweep core -n 2 --over washington.pressure=0,1",
    }
    for other in others:
        code, out, err = said(capsys, *other.split(), "-o", tmp_path)
        assert (code, out) == (ExitCode.INVALID, "")
        assert "another study" in three_lines(err)[0]
        assert files_in(tmp_path) == before
    assert said(capsys, "run", "core", "-n", 2, "-o", tmp_path, "--no-figures").code == 0
    assert said(capsys, "run", "core", "-n", 3, "-o", tmp_path, "--no-figures", "--force").code == 0
    assert files_in(tmp_path)["finding.json"] != before["finding.json"]


def test_a_picture_of_ones_own_is_not_replaced(capsys: Captured, tmp_path: Path) -> None:
    own = tmp_path / "fan.png"
    own.write_text("mine")
    assert said(capsys, "run", "core", "-n", 2, "-o", tmp_path).code == ExitCode.INVALID
    assert said(capsys, "plot", "fan", "core", "-n", 2, "-o", own).code == ExitCode.USAGE
    assert files_in(tmp_path) == {"fan.png": b"mine"}


@pytest.mark.unprivileged
def test_a_folder_without_the_right_to_write() -> None:
    """A child process without the rights of root runs the command."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        # A first run loads what a Python in root's home would not let others load.
        code = (
            "import os, sys, tempfile\nfrom sim.cli.main import run_guarded\n"
            "run_guarded(['run', 'core', '-n', '2', '-q', '--no-figures', '-o', tempfile.mkdtemp() + '/first'])\n"
            "print('-----')\n"
            "if os.getuid() == 0:\n    os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
            f"sys.exit(run_guarded(['run', 'core', '-n', '2', '-o', {place + '/results'!r}]))\n"
        )
        if os.getuid() != 0:
            Path(place).chmod(0o555)
        env = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
        assert (ran.returncode, ran.stdout.partition("-----\n")[2]) == (ExitCode.INVALID, "")
        assert "cannot be written" in three_lines(ran.stderr)[0]
        assert list(Path(place).iterdir()) == []
        Path(place).chmod(0o755)


def test_more_worlds_than_memory_holds(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        os, "sysconf", lambda name: {"SC_PAGE_SIZE": 1, "SC_PHYS_PAGES": 10 * BYTES_A_WORLD}[name]
    )
    code, out, err = said(capsys, "plot", "fan", "core", "-n", 11, "-o", "x.png")
    assert (code, out) == (ExitCode.USAGE, "")
    assert "Ask for 10 worlds" in three_lines(err)[2]


def test_the_memory_of_a_world_is_that_of_its_outcomes_twice() -> None:
    made = run(load_scenario("core").change({"months": 1}), 1)
    assert (
        BYTES_A_WORLD / 1.05
        < 2 * sum(column.nbytes for column in made.columns.values())
        <= BYTES_A_WORLD
    )


def test_a_game_is_no_room_that_goes_on(capsys: Captured, tmp_path: Path) -> None:
    play = (
        "play",
        "--seat",
        "beijing",
        "--agent",
        "scripted",
        "--set",
        "months=1",
        "-q",
        "-o",
        tmp_path / "game",
    )
    assert said(capsys, *play).code == 0
    assert (
        "there is no room"
        in three_lines(said(capsys, "class", "--resume", tmp_path / "game").err)[0]
    )


def test_talk_without_a_stream_goes_nowhere(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert said(capsys, "run", "core", "-n", 2).code == 0


def test_the_installed_command_complains_in_the_same_way() -> None:
    ran = subprocess.run([SIM, "run", "core", "-n", "0"], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (ExitCode.USAGE, "")
    three_lines(ran.stderr)


def test_a_message_keeps_to_the_width_of_the_terminal(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a pipe a message is three lines, whatever reads it; only a terminal folds them."""
    monkeypatch.setenv("COLUMNS", "80")
    asked = ("run", "core", "--set", "washington.policy=hawkish")
    assert len(said(capsys, *asked).err.splitlines()) == 3
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    err = said(capsys, *asked).err
    assert three_lines(err)
    assert len(err.splitlines()) > 3
    assert max(map(len, err.splitlines())) <= 80
    monkeypatch.setenv("COLUMNS", "5")
    assert three_lines(said(capsys, *asked).err)
