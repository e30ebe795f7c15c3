"""`sim nowcast` at the command line, and its picture."""

import json
from pathlib import Path

import numpy as np
import pytest

from sim.history.beliefs import ITEMS, items_of
from sim.history.figures import PANELS
from sim.history.nowcast import OPEN
from sim.history.record import csv_text
from sim.publish.display import plot_of
from tests.cli.command import Captured, said, three_lines
from tests.nowcast.small import nowcast, record
from tests.show.drawn import by_gid, illegible

SMALL = ("nowcast", "--month", "1991-03", "--particles", 8, "-q")


def test_the_answer_comes_first_and_the_folder_holds_every_month(
    capsys: Captured, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    found = said(capsys, *SMALL, "--full", "-o", out, "--format", "svg")
    assert found.code == 0, found.err
    text = " ".join(found.out.split())
    assert text.startswith("In March 1991 Pyongyang")
    for piece in (
        "Kim",
        "would change that most.",
        "no later month is read",
        "Possible observations of April 1991",
        "sampling of particles",
        "About real months",
    ):
        assert piece in text, piece
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert (manifest["kind"], manifest["status"]) == ("nowcast", "complete")
    assert {"bands.svg", "months.csv", "now.csv", "next.csv"} <= manifest["files"].keys()
    lines = (out / "months.csv").read_text(encoding="utf-8").splitlines()
    assert (lines[1][:7], lines[-1][:7], len(lines)) == ("1990-01", "1991-03", 16)


def test_json_holds_every_chance_of_every_month(capsys: Captured) -> None:
    found = json.loads(said(capsys, *SMALL, "--json").out)
    assert [each["month"] for each in found["months"]][-1] == "1991-03"
    now = {each["name"]: each["chance"]["value"] for each in found["now"]}
    kim = {name: chance for name, chance in now.items() if name.startswith("Kim: ")}
    assert sum(kim.values()) == pytest.approx(1.0)
    assert now == {name: pytest.approx(found["months"][-1][name]["value"]) for name in now}


def test_a_dry_run_reads_nothing(capsys: Captured) -> None:
    assert json.loads(said(capsys, *SMALL, "--dry-run", "--json").out) == {"cells": 0}


@pytest.mark.parametrize(
    "more",
    [
        ("--month", "2031-01"),
        ("--month", "1989-12"),
        ("--record", "none.csv"),
        ("--posterior", "none.json"),
    ],
)
def test_what_cannot_be_read_ends_with_3(capsys: Captured, more: tuple[str, str]) -> None:
    found = said(capsys, "nowcast", *more)
    assert found.code == 3
    three_lines(found.err)


def test_a_file_of_later_months_will_do(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(csv_text(record("1991-03").window("1991-01", "1991-03")), encoding="utf-8")
    own = json.loads(said(capsys, *SMALL, "--record", path, "--json").out)
    shipped = json.loads(said(capsys, *SMALL, "--json").out)
    assert own["now"] == shipped["now"]


def test_the_picture_is_legible_and_the_same_again() -> None:
    found = nowcast()
    figure = plot_of(found)
    assert illegible(figure) == []  # type: ignore[arg-type]
    assert figure.rendered("png") == plot_of(found).rendered("png")  # type: ignore[arg-type]


def test_a_panel_stands_for_each_capital_and_for_kim_and_its_bands_fill_it() -> None:
    found = nowcast(record("1994-12"), particles=4)
    figure = plot_of(found)
    for about in PANELS:
        names = [name for whose, name in ITEMS if whose == about]
        bands = [each for name in names for each in by_gid(figure, f"{about} {name}")]  # type: ignore[arg-type]
        assert len(bands) == (3 if about in ("kim", "seoul") else 4)
        ends = [path.vertices for band in bands for path in band.get_paths()]
        assert max(float(each[:, 1].max()) for each in ends) == pytest.approx(1.0)
        assert min(float(each[:, 1].min()) for each in ends) == pytest.approx(0.0)
    # Where the likeliest course is not known, its panel is veiled.
    wide = np.ptp(found.beliefs.spans[-1, items_of("washington")][:, 1:], axis=1) > OPEN
    assert bool(by_gid(figure, "washington open")) or not wide.any()  # type: ignore[arg-type]
    # A new leader is marked in the panels of Pyongyang and of Kim.
    assert len(by_gid(figure, "office pyongyang")) == len(by_gid(figure, "office kim")) == 1  # type: ignore[arg-type]
