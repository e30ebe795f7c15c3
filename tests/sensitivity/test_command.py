"""`sim sensitivity` as a person meets it: what it prints and writes, and what it refuses."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import Captured, said, three_lines
from tests.for_each import for_each
from tests.sensitivity.test_from_study import MORRIS, TEXT, swept

ASKED = (
    "sensitivity",
    "2017-spring",
    "--set",
    "months=4",
    "--points",
    "64",
    "-n",
    "10",
    "-q",
    "--resamples",
    "50",
    "--outcome",
    "crisis",
    "--factor",
    "accident",
    "--factor",
    "washington.pressure",
    "--tornado-worlds",
    "50",
)


def test_it_prints_and_writes_the_same_findings(tmp_path: Path, capsys: Captured) -> None:
    printed = json.loads(said(capsys, *ASKED, "--json", "-o", tmp_path / "out").out)
    written = json.loads((tmp_path / "out" / "finding.json").read_text())
    assert written["data"] == printed
    assert {each.name for each in (tmp_path / "out").glob("*.png")} >= {"indices.png"}
    assert {each.name for each in (tmp_path / "out").glob("*.csv")} >= {
        "indices.csv",
        "tornado.csv",
        "by_kim.csv",
    }
    assert [each["name"] for each in printed["factors"]] == ["accident", "washington.pressure"]
    for index in printed["indices"]:
        assert list(index["estimates"]) == ["accident", "washington.pressure", "dummy"]
        assert all(each["n"] == 64 for each in index["estimates"].values())
    assert len(printed["tornado"]["swings"]) == 2
    assert said(capsys, *ASKED, "-o", tmp_path / "out", "--no-figures").code == 0
    assert not list((tmp_path / "out").glob("*.png"))
    for other in (
        ("-o", tmp_path / "out", "--seed", "8"),
        ("-o", tmp_path / "out", "--points", "128"),
    ):
        refused = said(capsys, *ASKED, *other)
        assert refused.code == 3
        assert "another study" in three_lines(refused.err)[0]
    misread = said(capsys, "sensitivity", tmp_path / "out")
    assert misread.code == 3
    three_lines(misread.err)


def test_it_answers_before_it_explains(capsys: Captured) -> None:
    short, full = said(capsys, *ASKED), said(capsys, *ASKED, "--full")
    assert short.code == full.code == 0
    first, answer, *lines = short.out.splitlines()
    # 64 base points, each with A, B and one more for either factor and the dummy.
    assert first.endswith(", with months = 4 · 320 × 10 worlds · seed 7 · 95 % intervals")
    assert answer.startswith(
        ("Most of", "By Sobol' indices no", "Above the dummy", "The chance of")
    )
    assert len(lines) <= 18
    # What is told by variance, and what in pairs of the same worlds, are two questions.
    assert "One at a time, in the same random draws, " in " ".join(lines)
    assert "Random draws alone account for" in short.out
    assert "high minus low" not in short.out
    for words in ("high minus low", "64 base points", "which is one of 99 %", "Not a forecast"):
        assert words in " ".join(full.out.split())


def test_morris_and_second_order(capsys: Captured) -> None:
    code, out, _ = said(capsys, *ASKED, "--method", "morris", "--points", "10", "--full")
    assert code == 0
    assert "10 trajectories" in out
    assert "sigma" in out
    code, out, _ = said(capsys, *ASKED, "--second-order", "--full")
    assert code == 0
    assert "Washington's pressure × dummy" in out


def test_a_study_is_read_and_its_own_numbers_stand(tmp_path: Path, capsys: Captured) -> None:
    folder = swept(tmp_path, TEXT).folder
    asked = ("sensitivity", folder, "--outcome", "crisis", "--resamples", "50", "--no-progress")
    code, out, err = said(capsys, *asked, "--json", "-o", tmp_path / "kept")
    found = json.loads(out)
    assert code == 0
    assert (found["n"], found["worlds_a_point"], found["seed"]) == (64, "12", 3)
    assert found["tornado"] is None
    assert {
        each.name for each in (tmp_path / "kept").glob("*.*") if not each.name.startswith(".")
    } == {
        "figure-indices.csv",
        "finding.json",
        "finding.txt",
        "indices.csv",
        "manifest.json",
        "indices.png",
    }
    assert "written to" in err
    for more, code in (
        (("-n", "50"), 2),
        (("--set", "months=3"), 2),
        (("--method", "morris"), 2),
        (("--factor", "dread"), 2),
        (("--factor", "washington.pressure=0:1"), 2),
        (("--outcome", "war"), 2),
        (("-o", folder), 2),
        (("-o", folder, "--force"), 2),
    ):
        refused = said(capsys, *asked, *more)
        assert refused.code == code
        three_lines(refused.err)
    other = swept(tmp_path / "other", MORRIS).folder
    asked = ("sensitivity", other, "--outcome", "crisis", "--resamples", "50")
    code, out, _ = said(capsys, *asked, "--full")
    assert code == 0
    assert "12 trajectories" in out
    assert said(capsys, *asked, "--factor", "washington.pressure").code == 2


@for_each(
    ("more", "code"),
    [
        (("--points", "100"), 2),
        (("--points", "32"), 2),
        (("-n", "5"), 2),
        (("--method", "sobl"), 2),
        (("--factor", "acident_slope"), 2),
        (("--factor", "accident"), 2),
        (("--outcome", "wer"), 2),
        (("--factor", "dread=0:99"), 2),
        (("--factor", "learn=1:0"), 2),
        (("--outcome", "deal"), 3),
        (("--method", "morris", "--points", "5"), 2),
        (("--method", "morris", "--second-order"), 2),
        (("--resamples", "3"), 2),
        (("--set", "monts=3"), 2),
        (("--luck", "bad"), 2),
    ],
)
def test_bad_input_is_three_lines_and_the_right_exit_code(
    more: tuple[str, ...], code: int, capsys: Captured
) -> None:
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


def test_first_and_total_order_need_no_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setitem(sys.modules, "SALib.analyze.sobol", None)
    assert said(capsys, *ASKED).code == 0


def test_a_dry_run_says_how_much_would_be_played(tmp_path: Path, capsys: Captured) -> None:
    code, out, _ = said(capsys, *ASKED, "--dry-run", "-o", tmp_path / "none")
    assert code == 0
    assert "320 cells" in out
    assert not (tmp_path / "none").exists()
    assert json.loads(said(capsys, *ASKED, "--dry-run", "--json").out)["cells"] == 320


def test_too_few_points_are_refused_before_anything_is_loaded() -> None:
    """It took two seconds to say that 64 points are needed; now no scenario, picture or world is
    looked at.
    """
    code = (
        "import sys; from sim.cli.main import run_guarded; "
        "code = run_guarded(['sensitivity', 'no-such', '--points', '16']); "
        "print(code, [name for name in ('matplotlib', 'scipy', 'pandas', 'pyarrow') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split("\n")[0] == "2 []"
    assert "Ask for 64 or more." in three_lines(ran.stderr)[2]
