"""Scenario files that cannot be read, are no TOML, or are not there: three lines, and never a
traceback.
"""

import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.core.scenario import load_scenario, shipped_scenarios
from sim.core.scenario.file import content as content_of
from sim.core.scenario.toml_file import LONGEST_LINE, MOST_BYTES
from tests.for_each import for_each

ProblemOf = Callable[[Path | str], tuple[str, str, str]]
BASE = 'base = "2017-spring"\n'


@for_each(
    ("content", "what", "where"),
    [
        (b"", "the file is empty", ", line 1"),
        (b" \n\n", "the file is empty", ", line 1"),
        (bytes(range(256)), "no UTF-8 text", ", line 2"),
        ("title = 'x'".encode("utf-16"), "no UTF-8 text", ", line 1"),
        (b"title = 'x'\nmonths = \0", "no UTF-8 text", ", line 2"),
        (b"# ok\n" * (MOST_BYTES // 5 + 1), "larger than 64 KiB", ""),
        (b"\n# " + b"x" * LONGEST_LINE, "longer than 2000 characters", ", line 2"),
        (b"\na = " + b"[" * 1900, "nested too deeply", ", line 2"),
        (b"\na = " + b"[" * 990 + b"]" * 990, "nested too deeply", ", line 2"),
        (b"a = [\n" + b"[[[[\n" * 9000, "nested too deeply", ", line 2"),
        (b"a = " + b"{a = " * 390, "nested too deeply", ", line 1"),
        (b".".join([b"a"] * 990) + b" = 1", "there is no key 'a'", ", line 1, key a"),
        (b"[" + b".".join([b"a"] * 990) + b"]", "there is no key 'a'", ", line 1, key a"),
        (
            b"[parameters]\n" + b".".join([b"a"] * 990) + b" = 1",
            "there is no table 'a'",
            ", line 2, key parameters.a.a.a",
        ),
        (b"\nmonths = 0x" + b"f" * 1900, "'months' is ", ", line 2, key months"),
    ],
)
def test_a_file_that_is_none(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    problem_of: ProblemOf,
    content: bytes,
    what: str,
    where: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_bytes(content)
    said = problem_of("mine.toml")
    assert what in said[0]
    assert said[1] == f"mine.toml{where}"


def test_nesting_of_any_depth_is_refused_in_words(tmp_path: Path, problem_of: ProblemOf) -> None:
    """At some depth the text can be read, but not once more to find the line of the key."""
    path = tmp_path / "mine.toml"
    said = set()
    for depth in range(200, 500):
        path.write_text("a = " + "[" * depth + "]" * depth)
        said.add(problem_of(path)[0])
    assert said == {"there is no key 'a' here", "the file is nested too deeply"}


def test_the_largest_file_and_the_longest_line_are_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    line = "# " + "x" * (LONGEST_LINE - 2) + "\n"
    text = BASE + line * 32
    path.write_text(text + "#" * (MOST_BYTES - len(text) - 1) + "\n")
    assert path.stat().st_size == MOST_BYTES
    assert load_scenario(path).hash == load_scenario("2017-spring").hash


@for_each(
    ("asked", "what", "to_do"),
    [
        ("2017-sprng", "there is no scenario '2017-sprng'", "Did you mean '2017-spring'?"),
        ("Lifeline", "there is no scenario 'Lifeline'", "Did you mean 'lifeline'?"),
        ("2017-spring.toml", "there is no such file", "Did you mean '2017-spring'?"),
        ("nosuch/mine.toml", "there is no such file", "Check the path."),
        ("folder.toml", "this is a folder", "Give a file"),
        ("folder", "this is a folder, and no scenario", "Name a file that ends in .toml"),
        ("pipe.toml", "this is no ordinary file", "Give a file"),
        ("endless.toml", "this is no ordinary file", "Give a file"),
        ("round.toml", "the file cannot be read: ", "Check the path."),
        ("x" * 300 + ".toml", "the file cannot be read: ", "Check the path."),
        ("\0.toml", "the file cannot be read: ", "Check the path."),
        ("\udcff.toml", "there is no such file", "Check the path."),
        ("", "there is no scenario ''", "or one of: "),
        ("../scenarios/core", "there is no scenario", "or one of: "),
    ],
)
def test_a_file_that_is_not_there(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    problem_of: ProblemOf,
    asked: str,
    what: str,
    to_do: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder.toml").mkdir()
    Path("folder").mkdir()
    os.mkfifo("pipe.toml")
    Path("endless.toml").symlink_to("/dev/zero")
    Path("round.toml").symlink_to("round.toml")
    said = problem_of(asked)
    assert what in said[0]
    assert to_do in said[2]


AS_NOBODY = """
import os, sys
from sim.core.base.errors import ScenarioProblem
from sim.core.scenario import load_scenario
load_scenario("core")
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    load_scenario(sys.argv[1])
except ScenarioProblem as problem:
    print(problem)
"""


@pytest.mark.unprivileged
@pytest.mark.parametrize("closed", ["file", "folder"])
def test_a_file_that_may_not_be_read(closed: str) -> None:
    """A child process gives up the rights of root before it reads."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "folder")
        folder.mkdir()
        path = folder / "mine.toml"
        path.write_text(BASE)
        Path(place).chmod(0o755)
        folder.chmod(0o755 if closed == "file" else 0)
        if closed == "file":
            path.chmod(0)
        command = [sys.executable, "-c", AS_NOBODY, str(path)]
        # The child may not write where coverage keeps its data.
        env = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
        ran = subprocess.run(
            command, capture_output=True, text=True, cwd=Path(__file__).parents[2], env=env
        )
        folder.chmod(0o755)
    assert ran.stderr == ""
    remedy = "Ask for the right to read it, or copy it to a readable folder."
    assert ran.stdout == f"the file may not be read\n  where: {path}\n  to do: {remedy}\n"


def test_a_shipped_name_is_no_path() -> None:
    """A name never leads out of the folder of the shipped scenarios, nor does one of their
    bases.
    """
    assert [name for name in shipped_scenarios() if "/" in name or name.startswith(".")] == []
    for name in shipped_scenarios():
        text = content_of(name).decode()
        assert tomllib.loads(text).get("base", name) in shipped_scenarios()
