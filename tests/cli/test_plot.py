"""Figures from a scenario and from a folder, and folders that cannot be trusted."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

import sim
from sim.cli.main import run_guarded
from sim.core.base.errors import ExitCode, UsageProblem
from tests.cli.command import Captured, SourcedText, said, three_lines
from tests.for_each import for_each

MAGIC = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    assert run_guarded(["run", "core", "-n", "12", "-q", "-o", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def sweep_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sweep")
    axes = ("--over", "washington.pressure=0:1:3", "--over", "seoul.policy=hedge,sunshine")
    assert run_guarded(["sweep", "core", *axes, "-n", "6", "-q", "-o", str(folder)]) == 0
    return folder


@pytest.mark.parametrize("what", ["outcomes", "fan", "ridges", "timeline"])
def test_a_folder_gives_the_picture_that_the_run_gave(
    capsys: Captured, tmp_path: Path, run_folder: Path, what: str
) -> None:
    target = tmp_path / f"{what}.png"
    assert said(capsys, "plot", what, run_folder, "-o", target, "-q") == SourcedText(0, "", "")
    assert target.read_bytes() == (run_folder / f"{what}.png").read_bytes()


@pytest.mark.parametrize("suffix", MAGIC)
def test_every_kind_of_file_with_its_caption_and_numbers(
    capsys: Captured, tmp_path: Path, sweep_folder: Path, suffix: str
) -> None:
    target = tmp_path / f"plane{suffix}"
    assert (
        said(
            capsys, "plot", "marginals", sweep_folder, "-o", target, "--theme", "journal", "-q"
        ).code
        == 0
    )
    assert target.read_bytes().startswith(MAGIC[suffix])
    assert "Not a forecast" in (tmp_path / "plane.md").read_text()
    assert (tmp_path / "plane.csv").read_text().startswith("group,factor,value,mean,low,high")


def test_several_policies_in_one_figure_of_a_width(capsys: Captured, tmp_path: Path) -> None:
    target = tmp_path / "three.png"
    over = (
        "--over",
        "washington.policy=engagement,patience,maximum_pressure",
        "--width",
        89,
        "--theme",
        "journal",
    )
    assert (
        said(capsys, "plot", "ridges", "core", *over, "-n", 40, "--tex", "-o", target, "-q").code
        == 0
    )
    with Image.open(target) as picture:
        assert picture.width == pytest.approx(89 / 25.4 * 300, abs=2)
    assert "maximum pressure" in (tmp_path / "three.tex").read_text()


def test_a_fan_names_a_limit_only_where_it_bites(monkeypatch: pytest.MonkeyPatch) -> None:
    run = sim.run(sim.load_scenario("core"), worlds=12)
    assert "of the first" not in sim.plot.fan(run).caption
    monkeypatch.setattr("sim.show.months.STATE_WORLDS", 10)
    assert "of the first 10" in sim.plot.fan(run).caption


def test_alone_it_lists_every_kind_with_what_it_needs(capsys: Captured) -> None:
    out = said(capsys, "plot").out
    assert all(name in out for name in sim.plot.KINDS)
    assert all(len(line) <= 80 for line in out.splitlines())


@for_each(
    ("words", "remedy"),
    [
        (("ridge", "core"), "Did you mean 'ridges'?"),
        (("ridges",), "sim plot ridges 2017-spring"),
        (("marginals", "core"), "--over"),
        (("ridges", "core", "--state", "arsenal"), "Leave it out"),
        (("ridges", "core", "--width", 40), "Give from 60"),
        (("ridges", "core", "--theme", "jornal"), "Did you mean 'journal'?"),
        (("fan", "core", "--state", "arsenals"), "Did you mean 'arsenal'?"),
        (("ecdf", "core", "--over", "washington.policy=engagment"), "Did you mean 'engagement'?"),
        (("timeline", "core", "--world", 99), "Give a number from 0"),
        (("differences", "core"), "Give 2"),
        (("ridges", "core", "--by", "seat"), "kim_type"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_way_out(
    capsys: Captured, tmp_path: Path, words: tuple[object, ...], remedy: str
) -> None:
    code, out, err = said(capsys, "plot", *words, "-n", 12, "-o", tmp_path / "x.png", "-q")
    assert (code, out) == (ExitCode.USAGE, "")
    assert remedy in three_lines(err)[2]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("differences", "core"),
        ("fan", "core", "--state", "arsnal"),
        ("timeline", "core", "--over", "months=2,3"),
        ("ecdf", "core", "--outcome", "wr"),
        ("marginals", "core", "--over", "learn=0:1:3", "--outcome", "wr"),
        ("incidence", "core", "--events", "wr"),
    ],
    ids=lambda words: f"{words[0]} {words[-1]}",
)
def test_what_can_be_seen_to_be_wrong_is_refused_before_a_world_is_played(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr(
        "sim.study.play.play.play", lambda *_, **__: pytest.fail("a world was played")
    )
    result = said(capsys, "plot", *words, "-o", tmp_path / "x.png")
    assert result.code == ExitCode.USAGE
    assert "'wr'" not in result.err or "war" in three_lines(result.err)[2]


def test_a_keyword_of_python_is_an_option_of_the_command(
    capsys: Captured, tmp_path: Path, run_folder: Path
) -> None:
    run = sim.load_study(run_folder).run()
    with pytest.raises(UsageProblem, match="tensoin") as found:
        sim.plot.fan(run, "tensoin")
    assert (found.value.location, "--" in str(found.value)) == ("state tensoin", False)
    assert "Did you mean 'tension'?" in found.value.remedy
    for typed in (["--state", "tensoin"], ["--state=tensoin"]):
        err = said(capsys, "plot", "fan", run_folder, *typed, "-o", tmp_path / "x.png").err
        assert three_lines(err)[1] == "  where: --state tensoin"


def test_a_picture_that_the_results_do_not_hold(
    capsys: Captured, tmp_path: Path, run_folder: Path, sweep_folder: Path
) -> None:
    for what, folder in (
        ("marginals", run_folder),
        ("fan", sweep_folder),
    ):
        code, out, err = said(capsys, "plot", what, folder, "-o", tmp_path / "x.png")
        assert (code, out) == (ExitCode.USAGE, "")
        three_lines(err)
    result = said(capsys, "plot", "fan", run_folder, "--seed", 3, "-o", tmp_path / "x.png")
    assert "--seed" in three_lines(result.err)[1]
    assert list(tmp_path.iterdir()) == []


def edit(folder: Path, **changes: object) -> None:
    """Change entries of a manifest."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def part(folder: Path) -> Path:
    """Return the only part of a folder of worlds."""
    (found,) = (folder / "parts").iterdir()
    return found


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
    "manifest is a folder": lambda folder: (
        (folder / "manifest.json").unlink(),
        (folder / "manifest.json").mkdir(),
    ),
    "no JSON": lambda folder: (folder / "manifest.json").write_text("{"),
    "not UTF-8": lambda folder: (folder / "manifest.json").write_bytes(b"\xff\xfe\x00"),
    "a list": lambda folder: (folder / "manifest.json").write_text("[]"),
    "nested deeply": lambda folder: (folder / "manifest.json").write_text("[" * 100_000),
    "another kind": lambda folder: edit(folder, kind="party"),
    "another study": lambda folder: edit(folder, study="0" * 16),
    "no scenario": lambda folder: edit(folder, scenario_file="x"),
    "no part": lambda folder: part(folder).unlink(),
    "empty part": lambda folder: part(folder).write_bytes(b""),
    "part cut short": lambda folder: os.truncate(part(folder), 99),
}


@for_each("damage", DAMAGE)
def test_damaged_results_are_refused(
    capsys: Captured, tmp_path: Path, run_folder: Path, damage: str
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(run_folder, folder)
    DAMAGE[damage](folder / "rounds" / "1")
    code, out, err = said(capsys, "plot", "outcomes", folder, "-o", tmp_path / "x.png")
    assert (code, out) == (ExitCode.INVALID, "")
    assert str(folder) in three_lines(err)[1] or "manifest.json" in err
    assert not (tmp_path / "x.png").exists()
