"""`sim discover` as a person meets it: words, files, and messages of three lines."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Captured, said, three_lines
from tests.discovery.test_sample import swept
from tests.for_each import for_each

QUICK = ("--resamples", "20", "--shuffles", "39", "-q")
ASKED: tuple[Any, ...] = (
    "discover",
    "2017-spring",
    "--points",
    "600",
    "--factor",
    "tension_rest",
    "--factor",
    "washington.policy=prevent,engagement",
    "--outcome",
    "crisis",
    *QUICK,
)


def test_it_says_and_writes_the_same(tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "out"
    first = said(capsys, *ASKED, "--json", "-o", out)
    assert first.code == 0
    printed, written = json.loads(first.out), json.loads((out / "finding.json").read_text())
    assert written["data"] == printed
    assert printed["box"]
    assert len(printed["path"]) > 1
    assert printed["path"][0]["coverage"] == 1.0
    rows = list(csv.DictReader((out / "points.csv").read_text().splitlines()))
    assert len(rows) == 600
    inside = [row for row in rows if row["in_box"] == "1"]
    density = {row["name"]: row for row in printed["measures"]}["density"][
        "this box, on the points it was fitted to"
    ]
    assert density["n"] == len(inside)
    assert density["value"] == pytest.approx(sum(int(row["hits"]) for row in inside) / len(inside))
    assert {row["washington.policy"] for row in rows} == {"prevent", "engagement"}
    assert {"box.png", "box.csv", "measures.csv", "manifest.json"} <= {
        each.name for each in out.iterdir()
    }
    plain = said(capsys, *ASKED)
    assert plain.code == 0
    assert " ".join(plain.out.split()).find(" ".join(printed["sentences"])) >= 0
    assert "Not a forecast" in plain.out
    # The same search may write there again, another may not.
    assert said(capsys, *ASKED, "-o", out).code == 0
    other = said(capsys, *ASKED, "--most", "1", "-o", out)
    assert other.code == 3
    three_lines(other.err)


def test_nothing_found_is_no_failure(tmp_path: Path, capsys: Captured) -> None:
    # What talks are worth to Seoul decides nothing.
    got = said(
        capsys,
        "discover",
        "2017-spring",
        "--set",
        "months=12",
        "--points",
        "200",
        "--factor",
        "pay_seoul_talks",
        "--outcome",
        "crisis",
        "-o",
        tmp_path,
        *QUICK,
    )
    assert got.code == 0
    assert "Nothing found: no box over this one factor" in got.out
    assert (tmp_path / "finding.txt").exists()
    assert not (tmp_path / "box.png").exists()


def test_a_study_is_read_as_it_is(tmp_path: Path, capsys: Captured) -> None:
    folder = swept(tmp_path)
    capsys.readouterr()
    got = said(capsys, "discover", folder, "--outcome", "crisis", "--full", *QUICK)
    assert got.code == 0
    assert "80 points of 5 worlds over 4 factors (the study 'A small study')" in " ".join(
        got.out.split()
    )
    assert "share the random draws" in got.out
    some = said(
        capsys, "discover", folder, "--outcome", "crisis", "--factor", "dread", "--json", *QUICK
    )
    assert [each["name"] for each in json.loads(some.out)["factors"]] == ["dread"]
    own = ("-o", folder, "--force")
    for more in (("--points", "90"), ("-n", "3"), ("--seed", "1"), ("--set", "months=3"), own):
        refused = said(capsys, "discover", folder, "--outcome", "crisis", *more)
        assert refused.code == 2
        three_lines(refused.err)


@for_each(
    ("more", "code"),
    [
        (("--points", "30"), 2),
        (("--density", "1.5"), 2),
        (("--mass", "0"), 2),
        (("--factor", "nothing"), 2),
        (("--outcome", "deal"), 3),
        (("--resamples", "5"), 2),
        (("--shuffles", "5"), 2),
        (("--most", "0"), 2),
        (("--density", "nan"), 2),
        (("--points", "200000", "-n", "100000"), 3),
    ],
)
def test_bad_input_is_three_lines_and_the_right_exit_code(
    more: tuple[str, ...], code: int, capsys: Captured
) -> None:
    got = said(
        capsys, "discover", "2017-spring", "--set", "months=4", "--points", "60", *QUICK, *more
    )
    assert got.code == code
    three_lines(got.err)


def test_a_folder_without_a_study_is_refused(tmp_path: Path, capsys: Captured) -> None:
    got = said(capsys, "discover", tmp_path)
    assert got.code == 3
    three_lines(got.err)


def test_a_dry_run_says_how_much_would_be_played(capsys: Captured) -> None:
    assert "600 cells" in said(capsys, *ASKED, "--dry-run").out
    assert json.loads(said(capsys, *ASKED, "--dry-run", "--json").out)["cells"] == 600
