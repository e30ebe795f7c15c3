"""Files to begin with work as they are, and with any of their spare lines."""

import json
import os
from pathlib import Path

import pytest

from sim.core.base.errors import ExitCode
from sim.publish.templates import TEMPLATES
from tests.cli.command import Captured, said, three_lines


def blocks(text: str) -> list[list[int]]:
    """Return the runs of spare lines, those with # and no blank; a single key is a run of its
    own.
    """
    lines = text.splitlines()
    spare = [
        number
        for number, line in enumerate(lines)
        if line.startswith("#") and line[1:2] not in ("", " ")
    ]
    found: list[list[int]] = []
    for number in spare:
        table = lines[number].startswith("#[")
        goes_on = found and found[-1][-1] == number - 1 and lines[found[-1][0]].startswith("#[")
        if goes_on or (
            table
            and found
            and found[-1][-1] == number - 1
            and lines[found[-1][0]].startswith("#[[")
        ):
            found[-1].append(number)
        else:
            found.append([number])
    return found


@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_new_file_passes_and_is_never_written_over(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said(capsys, "new", kind).code == ExitCode.FINE
    code, out, _ = said(capsys, "check", f"{kind}.toml")
    if kind == "paper":
        assert code == ExitCode.INVALID
        assert "'First Author' is the author of the template" in out
        Path("paper.toml").write_text(TEMPLATES[kind].replace("First Author", "Ada Lovelace"))
        code, out, _ = said(capsys, "check", f"{kind}.toml")
    assert (code, out.startswith(f"{kind}.toml: fine")) == (ExitCode.FINE, True)
    before = Path(f"{kind}.toml").read_bytes()
    code, _, err = said(capsys, "new", kind)
    assert code == ExitCode.USAGE
    assert "already" in three_lines(err)[0]
    assert Path(f"{kind}.toml").read_bytes() == before


@pytest.mark.parametrize("kind", TEMPLATES)
def test_every_spare_line_works_once_it_is_taken(
    capsys: Captured, tmp_path: Path, kind: str
) -> None:
    lines = TEMPLATES[kind].replace("First Author", "Ada Lovelace").splitlines()
    for block in blocks(TEMPLATES[kind]):
        taken = [line[1:] if number in block else line for number, line in enumerate(lines)]
        path = tmp_path / f"{kind}.toml"
        path.write_text("\n".join(taken), encoding="utf-8")
        code, out, _ = said(capsys, "check", path)
        if any("sobol" in lines[number] for number in block):
            # A design that takes the factors that are left needs one: any of the spare
            # uncertainties.
            path.write_text("\n".join(taken).replace("#clash", "clash"), encoding="utf-8")
            code, out, _ = said(capsys, "check", path)
        elif kind == "study" and lines[block[0]].startswith(("#clash", "#momentum", "#kim_type")):
            assert "is in no design" in out
            continue
        assert code == ExitCode.FINE, out


def test_a_new_scenario_is_played_and_a_new_study_swept(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for kind in ("scenario", "study"):
        assert said(capsys, "new", kind, "mine.toml").code == ExitCode.FINE
        line = (
            ["run", "mine.toml", "-n", 20, "-q"]
            if kind == "scenario"
            else ["sweep", "mine.toml", "-q", "-o", "out"]
        )
        assert said(capsys, *line).code == ExitCode.FINE
        os.remove("mine.toml")


@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_schema_beside_the_file_is_named_at_its_top(
    capsys: Captured, tmp_path: Path, kind: str
) -> None:
    assert said(capsys, "new", kind, tmp_path / "mine.toml", "--schema").code == ExitCode.FINE
    first = (tmp_path / "mine.toml").read_text(encoding="utf-8").partition("\n")[0]
    assert (
        json.loads((tmp_path / first.removeprefix("#:schema ")).read_bytes())["title"]
        == f"{kind} file"
    )
    fine = ExitCode.INVALID if kind == "paper" else ExitCode.FINE
    assert said(capsys, "check", tmp_path / "mine.toml").code == fine


def test_a_base_that_is_wrong_in_itself_is_put_right_there(
    capsys: Captured, tmp_path: Path
) -> None:
    (tmp_path / "base.toml").write_text(
        '[[incidents]]\nmonth = "2018-02"\nresult = "sings"\n', encoding="utf-8"
    )
    (tmp_path / "mine.toml").write_text('base = "base.toml"\nstart = "2018-01"\n', encoding="utf-8")
    _, out, _ = said(capsys, "check", tmp_path / "mine.toml")
    assert "base.toml, line 3, key incidents[0].result" in out


def test_each_kind_of_file_is_told_by_its_keys(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "half.toml"
    path.write_text('title = "T"\nscenario = "core"\noutcomes = ["war"]\n', encoding="utf-8")
    assert "the key 'design' is missing" in said(capsys, "check", path).out
    path.write_text('license = "MIT"\n', encoding="utf-8")
    assert "Did you mean 'licence'?" in said(capsys, "check", path).out
