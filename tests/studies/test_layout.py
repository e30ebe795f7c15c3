"""One layout of results: every command and function leaves the files of the table in
docs/studies.md, and no others.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

import sim
from sim.cli.main import run_guarded
from sim.study.store.disk import MARK
from tests.cli.command import Captured, said, three_lines
from tests.studies.studies import ROOT, every, tabled

QUICK: Final = ("--set", "months=3", "-q")
SHORT: Final = {"months": 24}
KINDS: dict[str, Callable[[Path, Path], object]] = {
    "a run": lambda _, out: command("run", "2017-spring", *QUICK, "-n", 40, "-o", out),
    "a grid": lambda _, out: command(
        "sweep", "2017-spring", "--over", "accident=.001,.01", *QUICK, "-n", 20, "-o", out
    ),
    "a study": lambda study, out: sim.play(sim.read_study(study), out),
    "a comparison": lambda _, out: sim.compare(
        SHORT, SHORT | {"beijing.policy": "shield"}, worlds=40, out=out
    ),
    "an analysis of rounds": lambda _, out: sim.sensitivity(
        SHORT, factors=["accident=.001:.01"], points=64, worlds=10, out=out
    ),
    "one world": lambda _, out: sim.why(SHORT, world=4, out=out),
}
STEPS: Final = {"NAME": r"[a-z0-9_-]+", "SHA256": "[0-9a-f]{64}", "000000": r"\d{6}", "1": r"\d+"}
ALWAYS: Final = ("manifest.json", "finding.txt", "finding.json")
WORLDS: Final = ("a run", "a grid", "a study")


def command(*words: object) -> None:
    """Run a command that must end well."""
    assert run_guarded([*map(str, words)]) == 0


def files_told() -> list[re.Pattern[str]]:
    """Return the patterns of the files that the table of docs/studies.md names."""
    page = (ROOT / "docs" / "studies.md").read_text()
    table = page.partition("| file | content |\n|---|---|\n")[2].partition("\n\n")[0]
    cells = [row.split(" | ")[0] for row in table.splitlines()]
    names = [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]
    patterns = []
    for name in names:
        words = re.split(r"(NAME|SHA256|000000|(?<=rounds/)1)", name)
        text = "".join(STEPS.get(word) or re.escape(word) for word in words)
        patterns.append(re.compile(text + (r".+" if name.endswith("/") else "")))
    return patterns


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_results_holds_the_files_of_the_table(kind: str, tmp_path: Path) -> None:
    out, patterns = tmp_path / "out", files_told()
    KINDS[kind](tabled(tmp_path), out)
    files = {name for name in every(out) if not name.endswith(MARK)}
    assert [name for name in files if not any(each.fullmatch(name) for each in patterns)] == []
    manifest, finding = (
        json.loads((out / name).read_bytes()) for name in ("manifest.json", "finding.json")
    )
    tables = {f"{table['name']}.csv" for table in finding["tables"]}
    pictures = {each["file"] for each in finding["figures"]}
    assert {*ALWAYS, *tables, *pictures} <= files
    assert ("runs.parquet" in files) == (kind in WORLDS)
    # All is listed with its hash, but the manifest itself and what the manifests of rounds list.
    listed = {name for name in files if not name.startswith("rounds/")} - {"manifest.json"}
    rounds = {name for name in files if re.fullmatch(r"rounds/\d+/manifest\.json", name)}
    assert {*manifest["files"]} == listed | rounds
    for name in rounds:
        place = name.removesuffix("manifest.json")
        inner = json.loads((out / name).read_bytes())["files"]
        assert {f"{place}{each}" for each in inner} == {
            each for each in files if each.startswith(place)
        } - {name}
        assert {f"{place}design.parquet"} <= files


def test_the_command_and_the_function_leave_the_same_results(
    tmp_path: Path, capsys: Captured
) -> None:
    study = tabled(tmp_path)
    sim.play(sim.read_study(study), tmp_path / "function")
    assert said(capsys, "sweep", study, "-o", tmp_path / "command", "-q").code == 0
    one, other = (every(tmp_path / name) for name in ("function", "command"))
    assert one.keys() == other.keys()
    stated = [name for name in one if name.endswith("manifest.json")]
    assert {name for name in one if one[name] != other[name]} <= {*stated}


def test_a_folder_of_worlds_alone_is_no_folder_of_results(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An earlier version left the experiment itself where its results are now."""
    study, out = tabled(tmp_path), tmp_path / "out"
    assert said(capsys, "sweep", study, "-o", out, "-q", "--no-figures").code == 0
    old = (out / "rounds" / "1").rename(tmp_path / "old")
    for command in (("archive", old), ("reproduce", old), ("sweep", study, "-o", old)):
        ended = said(capsys, *command)
        assert ended.code == 3
        what, _, remedy = three_lines(
            ended.err.partition("\n")[2] if "checking" in ended.err else ended.err
        )
        assert "worlds of an experiment alone" in what
        again = shlex.split(remedy.partition("another folder: ")[2])
        assert again[:3] == ["sim", "sweep", study.name]
    monkeypatch.chdir(tmp_path)
    assert said(capsys, *again[1:]).code == 0
    assert (tmp_path / "old-again" / "finding.json").exists()


@pytest.mark.parametrize(
    ("command", "again"),
    [
        ("sim sweep s.toml -o old", "sim sweep s.toml -o {}-again"),
        ("", "sim.play(study, folder)"),
        ("sim 'sweep", "sim.play(study, folder)"),
        (None, "sim.play(study, folder)"),
        ("sim sweep '\n\x1b[2J' -o old", "sim sweep "),
    ],
)
def test_a_folder_of_another_layout_says_how_to_play_it_again(
    command: str | None, again: str, tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 2, "command": command}))
    for words in (("show",), ("archive", "-o", tmp_path / "x.zip"), ("reproduce", "-q")):
        ended = said(capsys, words[0], tmp_path, *words[1:])
        assert ended.code == 3
        what, where, remedy = three_lines(ended.err)
        assert what == "sim: the folder has layout 2, and this version reads layout 3"
        assert where.endswith(str(tmp_path))
        assert remedy.startswith(
            f"  to do: Play it again into another folder: {again.format(tmp_path)}"
        )
