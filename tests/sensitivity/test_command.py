"""`sim sensitivity` as a person meets it: what it prints and writes, and what it refuses."""

import json
import subprocess
import sys
from pathlib import Path

from tests.cli.command import Captured, said, three_lines
from tests.for_each import for_each
from tests.sensitivity.test_from_study import TEXT, swept

ASKED = (
    "sensitivity",
    "2017-spring",
    "--set",
    "months=4",
    "--points",
    "64",
    "--point-worlds",
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
    "-n",
    "50",
)


def test_it_prints_and_writes_the_same_findings(tmp_path: Path, capsys: Captured) -> None:
    printed = json.loads(said(capsys, *ASKED, "--json", "-o", tmp_path / "out").out)
    written = json.loads((tmp_path / "out" / "finding.json").read_text())
    assert written["data"] == printed
    assert {each.name for each in (tmp_path / "out").glob("*.png")} >= {"effects.png"}
    assert {path.name for path in (tmp_path / "out").glob("*.csv")} >= {"effects.csv", "by_kim.csv"}
    rows = {row["name"]: row for row in printed["effects"]}
    assert {*rows} == {"accident", "Washington's pressure", "dummy"}
    assert all(
        row[f"{order} order"]["n"] == 64 for row in rows.values() for order in ("first", "total")
    )
    assert rows["accident"]["crisis"]["n"] == 50
    assert rows["dummy"]["crisis"] == ""
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
    first, *lines = short.out.splitlines()
    # 64 base points, each with A, B and one more for either factor and the dummy.
    head = " ".join([first, *lines[:2]])
    assert ", with months = 4 · 50 worlds · 64 base points, 320 × 10 worlds · seed 7" in head
    assert len(lines) <= 24
    # What is told by variance, and what in pairs of the same worlds, are two questions.
    assert "One at a time, in the same random draws, " in " ".join(lines)
    assert "Random draws alone account for" in short.out
    assert "first order" not in short.out
    for words in ("first order", "64 base points", "which is one of 99 %", "Not a forecast"):
        assert words in " ".join(full.out.split())


def test_a_study_is_read_and_its_own_numbers_stand(tmp_path: Path, capsys: Captured) -> None:
    folder = swept(tmp_path, TEXT).folder
    asked = ("sensitivity", folder, "--outcome", "crisis", "--resamples", "50", "--no-progress")
    code, out, err = said(capsys, *asked, "--json", "-o", tmp_path / "kept")
    found = json.loads(out)
    assert code == 0
    assert (found["effects"][0]["total order"]["n"], found["seed"]) == (64, 3)
    assert "12 worlds" in " ".join(found["notes"])
    assert {
        each.name for each in (tmp_path / "kept").glob("*.*") if not each.name.startswith(".")
    } == {
        "figure-effects.csv",
        "finding.json",
        "finding.txt",
        "effects.csv",
        "manifest.json",
        "effects.png",
    }
    assert "written to" in err
    for more, code in (
        (("-n", "50"), 2),
        (("--set", "months=3"), 2),
        (("--factor", "dread"), 2),
        (("--factor", "washington.pressure=0:1"), 2),
        (("--outcome", "war"), 2),
        (("-o", folder), 2),
        (("-o", folder, "--force"), 2),
    ):
        refused = said(capsys, *asked, *more)
        assert refused.code == code
        three_lines(refused.err)


@for_each(
    ("more", "code"),
    [
        (("--points", "100"), 2),
        (("--points", "32"), 2),
        (("-n", "5"), 2),
        (("--vary", "factor"), 2),
        (("--factor", "acident_slope"), 2),
        (("--factor", "accident"), 2),
        (("--outcome", "wer"), 2),
        (("--factor", "dread=0:99"), 2),
        (("--factor", "learn=1:0"), 2),
        (("--outcome", "deal"), 3),
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


def test_a_dry_run_says_how_much_would_be_played(tmp_path: Path, capsys: Captured) -> None:
    code, out, _ = said(capsys, *ASKED, "--dry-run", "-o", tmp_path / "none")
    assert code == 0
    assert "320 cells" in out
    assert "the first of 2 rounds" in out
    assert "rounds" not in said(capsys, *ASKED, "--vary", "choices", "--dry-run").out
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
