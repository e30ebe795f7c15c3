"""`sim discover` as a person meets it: words, files, and messages of three lines."""

import json
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.cli.command import Captured, said, three_lines
from tests.discovery.test_sample import swept

QUICK = ("--resamples", "20", "--shuffles", "39", "-q")
ASKED: tuple[Any, ...] = (
    "discover", "2017-spring", "--points", "600", "--factor", "tension_rest",
    "--factor", "washington.policy=prevent,engagement", "--outcome", "crisis", *QUICK,
)  # fmt: skip


def test_it_says_and_writes_the_same(tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "out"
    first = said(capsys, *ASKED, "--json", "-o", out)
    assert first.code == 0
    printed, written = json.loads(first.out), json.loads((out / "summary.json").read_text())
    assert {key: written[key] for key in printed} == printed
    assert printed["found"]
    assert len(printed["path"]) > 5
    assert printed["path"][0]["coverage"] == 1.0
    table = pq.read_table(out / "points.parquet")
    assert table.num_rows == 600
    inside = table["in_box"].to_numpy()
    density = printed["measures"]["density"]
    assert density["n"] == inside.sum()
    assert density["value"] == pytest.approx(table["hits"].to_numpy()[inside].mean())
    assert set(table["washington.policy"].to_pylist()) == {"prevent", "engagement"}
    assert {"peeling.png", "box_pairs.png", "manifest.json"} <= {each.name for each in out.iterdir()}
    plain = said(capsys, *ASKED)
    assert plain.code == 0
    assert " ".join(printed["sentences"]) in " ".join(plain.out.split())
    assert "Not a forecast" in plain.out
    # The same search may write there again, another may not.
    assert said(capsys, *ASKED, "-o", out).code == 0
    other = said(capsys, *ASKED, "--most", "1", "-o", out)
    assert other.code == 2
    three_lines(other.err)


def test_nothing_found_is_no_failure(tmp_path: Path, capsys: Captured) -> None:
    # What talks are worth to Seoul decides nothing.
    got = said(
        capsys, "discover", "2017-spring", "--set", "months=12", "--points", "200", "--factor", "pay_seoul_talks",
        "--outcome", "crisis", "-o", tmp_path, *QUICK,
    )  # fmt: skip
    assert got.code == 0
    assert "Nothing found: no box over this one factor" in got.out
    assert (tmp_path / "peeling.png").exists()
    assert not (tmp_path / "box_pairs.png").exists()


def test_a_study_is_read_as_it_is(tmp_path: Path, capsys: Captured) -> None:
    folder = swept(tmp_path)
    capsys.readouterr()
    got = said(capsys, "discover", folder, "--outcome", "crisis", *QUICK)
    assert got.code == 0
    assert "80 points of 5 worlds over 4 factors (study small)" in got.out
    assert "share the luck" in got.out
    some = said(capsys, "discover", folder, "--outcome", "crisis", "--factor", "dread", "--json", *QUICK)
    assert [each["name"] for each in json.loads(some.out)["factors"]] == ["dread"]
    own = ("-o", folder, "--force")
    for more in (("--points", "90"), ("-n", "3"), ("--seed", "1"), ("--set", "months=3"), ("-j", "2"), own):
        refused = said(capsys, "discover", folder, "--outcome", "crisis", *more)
        assert refused.code == 2
        three_lines(refused.err)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--points", "30"), 3), (("--density", "1.5"), 2), (("--mass", "0"), 2), (("--factor", "nothing"), 2),
        (("--outcome", "deal"), 3), (("--resamples", "5"), 2), (("--shuffles", "5"), 2), (("--most", "0"), 2),
        (("--density", "nan"), 2), (("--points", "200000", "-n", "100000"), 2),
    ],
)  # fmt: skip
def test_bad_input_is_three_lines_and_the_right_exit_code(more: tuple[str, ...], code: int, capsys: Captured) -> None:
    got = said(capsys, "discover", "2017-spring", "--set", "months=4", "--points", "60", *QUICK, *more)
    assert got.code == code
    three_lines(got.err)


def test_a_folder_without_a_study_is_refused(tmp_path: Path, capsys: Captured) -> None:
    got = said(capsys, "discover", tmp_path)
    assert got.code == 3
    three_lines(got.err)


def test_a_missing_extra_names_the_line_to_install_it(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    for name in [each for each in sys.modules if each.partition(".")[0] == "ema_workbench"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "ema_workbench", None)
    got = said(capsys, *ASKED, "--ema")
    assert got.code == 2
    assert "pip install '.[discover]'" in three_lines(got.err)[2]
    # Without the second opinion nothing of the extra is needed.
    assert said(capsys, *ASKED, "--dry-run").code == 0


def test_the_second_opinion_is_printed_and_kept_quiet_otherwise(capsys: Captured) -> None:
    got = said(capsys, *ASKED, "--ema")
    assert got.code == 0
    assert "PRIM of ema_workbench" in got.out
    assert got.err == ""


def test_a_dry_run_plays_nothing_and_says_what_it_would_in_json_too(capsys: Captured) -> None:
    plain, as_json = said(capsys, *ASKED, "--dry-run"), said(capsys, *ASKED, "--dry-run", "--json")
    assert plain.out.strip() == json.loads(as_json.out)["would"]
    assert "600 points over 2 factors" in plain.out
