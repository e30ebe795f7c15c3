"""What people try first on the command line: a start that is moved, a world told on a screen,
figures for a paper.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.analysis.patterns.responses import read_share
from sim.core.engine import PLACES
from sim.history.from_record import Reading
from sim.study.estimate.shares import clustered_share
from tests.cli.command import Captured, said, three_lines

LISTS = ("elections", "switches", "windows", "incidents", "expiries")


def moved(path: Path, more: str = "") -> Path:
    path.write_text(f'base = "2017-spring"\nname = "moved"\nstart = "2018-01"\n{more}')
    return path


def test_one_check_names_every_month_that_a_moved_start_breaks(
    capsys: Captured, tmp_path: Path
) -> None:
    result = said(capsys, "check", moved(tmp_path / "moved.toml"))
    assert result.code == 3
    assert "line 3, key start" in result.out
    for month in ("elections 2017-05", "windows 2017-04, 2017-06, 2017-07", "expiries 2017-12"):
        assert month in result.out
    mended = moved(tmp_path / "mended.toml", "".join(f"{each} = []\n" for each in LISTS))
    assert said(capsys, "check", mended, "--quiet").out == ""


def test_a_moved_start_says_that_the_state_was_not_and_how_to_begin_from_the_record(
    capsys: Captured, tmp_path: Path
) -> None:
    mended = moved(tmp_path / "mended.toml", "".join(f"{each} = []\n" for each in LISTS))
    for line in (("check", mended), ("show", mended), ("run", mended, "-n", 20, "-q")):
        out = " ".join(said(capsys, *line).out.split())
        assert "state of the world is still that of 2017-02" in out
        assert "sim run --from-record 2017-12" in out
    assert "still that of" not in said(capsys, "run", "2017-spring", "-n", 20, "-q").out


def test_a_moved_start_warns_until_every_number_of_the_state_is_given(
    capsys: Captured, tmp_path: Path
) -> None:
    lists = "".join(f"{each} = []\n" for each in LISTS)
    some = moved(tmp_path / "some.toml", f"{lists}parameters.start_arsenal = 0.4\n")
    out = " ".join(said(capsys, "check", some).out.split())
    assert "1 of 15 numbers begin in 2018-01" in out
    assert "still that of 2017-02 in start_tension, start_presence, start_un_measures" in out
    assert "sim new scenario FILE --from-record 2017-12" in out


def test_check_looks_for_the_file_of_a_policy_and_runs_nothing_of_it(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text('base = "2017-spring"\n[washington]\npolicy = "mine:go"\n')
    missing = said(capsys, "check", "mine.toml")
    assert (missing.code, "there is no module 'mine'" in missing.out) == (3, True)
    rule = "def go(view: View) -> WashingtonCourse:\n    return WashingtonCourse.PATIENCE\n"
    Path("mine.py").write_text(
        f"from pathlib import Path\nfrom sim.policy import *\nPath('ran').touch()\n{rule}"
    )
    assert said(capsys, "check", "mine.toml").code == 0
    assert not Path("ran").exists()
    Path("mine.py").write_text(f"{rule[:-20]}(\n")
    broken = said(capsys, "check", "mine.toml")
    assert (broken.code, "mine.py" in broken.out) == (3, True)


def test_a_file_begins_after_a_month_of_the_record(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "early.toml"
    written = said(capsys, "new", "scenario", path, "--from-record", "1990-06")
    assert written.code == 0
    assert "still that of" not in said(capsys, "check", path).out
    made, reading = sim.load_scenario(path), Reading.of(None, "1990-06", 7)
    assert made.start == "1990-07"
    state = dict(zip(PLACES, reading.begin(2000, reading.seed)[0].state, strict=True))
    for name in ("tension", "economy", "quiet"):
        assert made.value(f"start_{name}") == pytest.approx(np.median(state[name]), abs=1e-4)
    builds = float((state["pyongyang_course"] == 0.0).mean())
    assert made.value("start_pyongyang_course.build") == pytest.approx(builds, abs=1e-4)
    again = said(capsys, "new", "scenario", path, "--from-record", "1990-06")
    assert "there is such a file already" in again.err
    other = said(capsys, "new", "study", tmp_path / "s.toml", "--from-record", "1990-06")
    assert "a study has no state of the world" in other.err


def test_chances_that_are_set_stay_as_set_and_the_first_line_has_them_all(
    capsys: Captured,
) -> None:
    asked = ("run", "2017-spring", "-n", "20", "-q", "--set", "months=2")
    one = said(capsys, *asked, "--set", "prior_beijing.greedy=0.1").out.partition("payoffs")[0]
    assert all(f"prior_beijing.{kim} = " in one for kim in ("fearful", "erratic"))
    two = ("--set", "prior_beijing.greedy=0.1", "--set", "prior_beijing.fearful=0.8")
    assert "prior_beijing.erratic = 0.1" in said(capsys, *asked, *two).out
    over = said(capsys, *asked, *two, "--set", "prior_beijing.erratic=0.2")
    assert over.code == 2
    assert "add up to 1.1" in three_lines(over.err)[0]


def test_why_is_a_screen_unless_all_is_asked_for(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = said(capsys, "why", "core", "--world", 4, "-q").out
    assert len(out.splitlines()) <= 60
    assert max(map(len, out.splitlines())) <= 80
    assert len(said(capsys, "why", "core", "--world", 4, "-q", "--full").out.splitlines()) > 100


def test_a_report_shows_figures_that_were_made_for_paper(capsys: Captured, tmp_path: Path) -> None:
    said(capsys, "run", "core", "-n", 30, "-o", tmp_path / "run", "-q", "--format", "pdf")
    assert (tmp_path / "run" / "outcomes.pdf").exists()
    said(capsys, "report", tmp_path / "run", "-o", tmp_path / "page.html", "-q")
    assert "image/svg+xml" in (tmp_path / "page.html").read_text()


def test_the_readme_of_an_archive_says_what_to_install(capsys: Captured, tmp_path: Path) -> None:
    import zipfile

    said(capsys, "run", "core", "-n", 20, "-o", tmp_path / "run", "-q", "--no-figures")
    packed = json.loads(
        said(capsys, "archive", tmp_path / "run", "-o", tmp_path / "a.zip", "--json", "-q").out
    )
    assert len(packed["seal"]) > 10
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        text = next(
            archive.read(name).decode() for name in archive.namelist() if name.endswith("README.md")
        )
    assert "pip install 'korea-escalation==" in text


def test_a_length_is_in_months_and_no_share() -> None:
    import numpy as np

    hits, months = np.array([1.0, 0.0, 2.0]), np.array([10.0, 5.0, 20.0])
    assert read_share(clustered_share(hits, months), "length", hits).kind == "amount"


def test_gymnasium_makes_an_environment_by_its_name() -> None:
    gymnasium = pytest.importorskip("gymnasium")
    made = gymnasium.make("sim.env.one_capital:Korea-v1", capital="beijing")
    seen, told = made.reset(seed=7)
    assert (seen.shape, told) == (made.observation_space.shape, {"world": 0})


def test_what_a_first_day_typed_is_taken(capsys: Captured, tmp_path: Path) -> None:
    """Steps over a whole range, and a folder for the scenario that was run in it."""
    over = ("--over", "momentum=all:3", "-n", 10, "-q", "--no-figures", "-o", tmp_path / "grid")
    assert said(capsys, "sweep", "2017-spring", *over).code == 0
    low, middle, high = sim.load_study(tmp_path / "grid").design["momentum"]
    whole = sim.parameters["momentum"]
    assert (low, high) == (whole.low, whole.high)
    assert middle == pytest.approx((low + high) / 2)
    few = ("--points", 20, "-n", 10, "--resamples", 50, "--json", "-q")
    of_folder, of_name = (
        said(capsys, "robustness", source, *few) for source in (tmp_path / "grid", "2017-spring")
    )
    assert (of_folder.code, of_folder.out) == (0, of_name.out)


def test_names_are_taken_as_tables_print_them() -> None:
    run = sim.run("2017-spring", 20)
    assert run.probability("lose-lose") == run.probability("lose_lose")
    assert run.state("tension") is run.state["tension"]
