"""`sim sensitivity` as a person meets it: what it prints and writes, and what it refuses."""

import json
import sys
from pathlib import Path

import pytest

from tests.cli.command import Captured, said, three_lines
from tests.sensitivity.test_from_study import MORRIS, TEXT, swept

ASKED = ("sensitivity", "2017-spring", "--set", "months=4", "--points", "64", "-n", "10", "-q", "--resamples", "50",
         "--outcome", "crisis", "--factor", "accident", "--factor", "washington.pressure", "--tornado-worlds",
         "50")  # fmt: skip


def test_it_prints_and_writes_the_same_findings(tmp_path: Path, capsys: Captured) -> None:
    printed = json.loads(said(capsys, *ASKED, "--json", "-o", tmp_path / "out").out)
    written = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert {key: written[key] for key in printed} == printed
    assert {each.name for each in (tmp_path / "out").glob("*.png")} == {"sensitivity.png", "tornado.png"}
    assert [each["name"] for each in printed["factors"]] == ["accident", "washington.pressure"]
    for index in printed["indices"]:
        assert list(index["estimates"]) == ["accident", "washington.pressure", "dummy"]
        assert all(each["n"] == 64 for each in index["estimates"].values())
    assert len(printed["tornado"]["swings"]) == 2
    assert said(capsys, *ASKED, "-o", tmp_path / "out", "--no-figures").code == 0
    assert {each.name for each in (tmp_path / "out").iterdir()} == {"summary.json", "manifest.json"}
    for other in (("-o", tmp_path / "out", "--seed", "8"), ("-o", tmp_path / "out", "--luck", "common")):
        refused = said(capsys, *ASKED, *other)
        assert refused.code == 2
        assert "another study" in three_lines(refused.err)[0]
    misread = said(capsys, "sensitivity", tmp_path / "out")
    assert misread.code == 3
    three_lines(misread.err)
    code, out, _ = said(capsys, *ASKED)
    assert code == 0
    for words in ("Luck alone accounts for", "above the dummy", "high minus low", "n = 64 base points", "no forecast"):
        assert words.lower() in out.lower().replace("not a forecast", "no forecast")
    assert all(len(line) <= 120 for line in out.splitlines())


def test_morris_second_order_and_common_luck(capsys: Captured) -> None:
    code, out, _ = said(capsys, *ASKED, "--method", "morris", "--points", "10")
    assert code == 0
    assert "n = 10 trajectories" in out
    assert "sigma" in out
    code, out, _ = said(capsys, *ASKED, "--second-order", "--luck", "common")
    assert code == 0
    assert "washington.pressure x dummy" in out
    assert "it stands for the luck" in " ".join(out.split())


def test_a_study_is_read_and_its_own_numbers_stand(tmp_path: Path, capsys: Captured) -> None:
    folder = swept(tmp_path, TEXT).folder
    asked = ("sensitivity", folder, "--outcome", "crisis", "--resamples", "50", "--no-progress")
    code, out, err = said(capsys, *asked, "--json", "-o", tmp_path / "kept")
    found = json.loads(out)
    assert code == 0
    assert (found["n"], found["worlds_a_point"], found["seed"]) == (64, "12", 3)
    assert found["tornado"] is None
    assert {each.name for each in (tmp_path / "kept").iterdir()} == {
        "summary.json", "manifest.json", "sensitivity.png",
    }  # fmt: skip
    assert "written to" in err
    for more, code in (
        (("-n", "50"), 2), (("--set", "months=3"), 2), (("--method", "morris"), 2), (("--factor", "dread"), 3),
        (("--factor", "washington.pressure=0:1"), 2), (("--outcome", "war"), 2),
    ):  # fmt: skip
        refused = said(capsys, *asked, *more)
        assert refused.code == code
        three_lines(refused.err)
    other = swept(tmp_path / "other", MORRIS).folder
    code, out, _ = said(capsys, "sensitivity", other, "--outcome", "crisis", "--resamples", "50")
    assert code == 0
    assert "n = 12 trajectories" in out


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--points", "100"), 2), (("--points", "32"), 2), (("-n", "5"), 2), (("--method", "sobl"), 2),
        (("--factor", "acident_slope"), 2), (("--factor", "accident"), 2), (("--outcome", "wer"), 2),
        (("--factor", "dread=0:99"), 2), (("--factor", "learn=1:0"), 2), (("--outcome", "deal"), 3),
        (("--method", "morris", "--points", "5"), 2), (("--method", "morris", "--second-order"), 2),
        (("--resamples", "3"), 2), (("--set", "monts=3"), 2), (("--luck", "bad"), 2),
    ],
)  # fmt: skip
def test_bad_input_is_three_lines_and_the_right_exit_code(more: tuple[str, ...], code: int, capsys: Captured) -> None:
    found = said(capsys, *ASKED, *more)
    assert found.code == code
    assert not found.out
    three_lines(found.err)


@pytest.mark.parametrize("more", [("--second-order",), ("--method", "morris", "--points", "10")])
def test_a_missing_extra_prints_the_pip_line(
    more: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    for name in ("SALib.analyze.sobol", "SALib.analyze.morris"):
        monkeypatch.setitem(sys.modules, name, None)
    found = said(capsys, *ASKED, *more)
    assert found.code == 2
    assert "pip install 'korea-escalation[discover]'" in three_lines(found.err)[2]


def test_first_and_total_order_need_no_extra(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setitem(sys.modules, "SALib.analyze.sobol", None)
    assert said(capsys, *ASKED).code == 0


def test_a_dry_run_says_how_much_would_be_played(capsys: Captured) -> None:
    code, out, _ = said(capsys, *ASKED, "--dry-run")
    assert code == 0
    assert "2 factors and a dummy, 320 points of 10 worlds" in out
    assert "320 points" in json.loads(said(capsys, *ASKED, "--dry-run", "--json").out)["would"]
