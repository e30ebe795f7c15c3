"""Figures from a scenario and from a folder, and folders that cannot be trusted."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.cli.main import guarded
from sim.errors import ExitCode
from tests.cli.command import Captured, Said, said, three_lines

MAGIC = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    assert guarded(["run", "core", "-n", "12", "-q", "-o", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def sweep_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sweep")
    axes = ("--over", "washington.pressure=0:1:3", "--over", "seoul.policy=hedge,sunshine")
    assert guarded(["sweep", "core", *axes, "-n", "6", "-q", "-o", str(folder)]) == 0
    return folder


@pytest.mark.parametrize("what", ["ladder", "outcomes", "kappa", "time-to-war", "timeline"])
def test_a_folder_gives_the_picture_that_the_run_gave(
    capsys: Captured, tmp_path: Path, run_folder: Path, what: str
) -> None:
    target = tmp_path / f"{what}.png"
    assert said(capsys, "plot", what, run_folder, "-o", target, "-q") == Said(0, "", "")
    assert target.read_bytes() == (run_folder / f"{what}.png").read_bytes()


def test_a_scenario_gives_the_same_picture(capsys: Captured, tmp_path: Path, run_folder: Path) -> None:
    target = tmp_path / "kappa.png"
    assert said(capsys, "plot", "kappa", "core", "-n", 12, "-o", target, "-q").code == 0
    assert target.read_bytes() == (run_folder / "kappa.png").read_bytes()


@pytest.mark.parametrize("suffix", MAGIC)
def test_every_kind_of_file(capsys: Captured, tmp_path: Path, sweep_folder: Path, suffix: str) -> None:
    target = tmp_path / f"plane{suffix}"
    assert said(capsys, "plot", "heat-map", sweep_folder, "-o", target, "-q").code == 0
    assert target.read_bytes().startswith(MAGIC[suffix])


@pytest.mark.parametrize(
    "axes",
    [("washington.pressure=0:1:8",), ("seoul.policy=hedge,sunshine",), ("months=2,3", "washington.dialogue=0,1")],
)
def test_a_plane_of_one_axis_or_two(capsys: Captured, tmp_path: Path, axes: tuple[str, ...]) -> None:
    over = [part for axis in axes for part in ("--over", axis)]
    target = tmp_path / "plane.png"
    assert said(capsys, "plot", "heat-map", "core", *over, "-n", 4, "-o", target, "-q").code == 0
    assert target.read_bytes().startswith(MAGIC[".png"])


def test_a_picture_that_the_results_do_not_hold(
    capsys: Captured, tmp_path: Path, run_folder: Path, sweep_folder: Path
) -> None:
    for what, folder in (("heat-map", run_folder), ("ladder", sweep_folder)):
        code, out, err = said(capsys, "plot", what, folder, "-o", tmp_path / "x.png")
        assert (code, out) == (ExitCode.USAGE, "")
        three_lines(err)
    result = said(capsys, "plot", "ladder", run_folder, "--seed", 3, "-o", tmp_path / "x.png")
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
    "manifest is a folder": lambda folder: ((folder / "manifest.json").unlink(), (folder / "manifest.json").mkdir()),
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


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_results_are_refused(capsys: Captured, tmp_path: Path, run_folder: Path, damage: str) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(run_folder, folder)
    DAMAGE[damage](folder / "rounds" / "1")
    code, out, err = said(capsys, "plot", "outcomes", folder, "-o", tmp_path / "x.png")
    assert (code, out) == (ExitCode.INVALID, "")
    assert str(folder) in three_lines(err)[1] or "manifest.json" in err
    assert not (tmp_path / "x.png").exists()
