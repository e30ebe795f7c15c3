"""`sim report` writes every world once, and says where the numbers are from."""

import csv
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.adapters import write_csv
from sim.cli.main import run_guarded


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("export") / "plane"
    line = "sweep 2017-spring --over beijing.enforcement=0:1:3 -n 40 --no-figures -q -o"
    assert run_guarded([*line.split(), str(place)]) == 0
    return place


def test_the_table_of_r_has_the_columns_that_the_page_names(folder: Path, tmp_path: Path) -> None:
    parquet = pd.read_parquet(folder / "runs.parquet")
    table = pd.read_csv(write_csv(sim.load_study(folder), tmp_path / "worlds.csv"))
    for found in (parquet, table):
        assert {"beijing.enforcement", "world", "lose_lose"} <= set(found.columns)
        assert len(found) == 120
    assert table["lose_lose"].tolist() == parquet["lose_lose"].tolist()
    assert table["beijing.enforcement"].tolist() == parquet["beijing.enforcement"].tolist()


def test_a_failed_export_leaves_no_file(folder: Path, tmp_path: Path) -> None:
    assert run_guarded(["report", str(folder), "-o", str(tmp_path / "no" / "x.csv")]) == 2
    assert run_guarded(["report", str(folder), "-o", str(tmp_path / "x.txt")]) == 2
    assert run_guarded(["report", str(folder)]) == 2
    assert run_guarded(["report", str(folder), "-o", str(tmp_path / "x.nfg")]) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_only_by_force(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "worlds.csv"
    target.write_text("mine")
    assert run_guarded(["report", str(folder), "-o", str(target)]) == 2
    assert target.read_text() == "mine"
    assert run_guarded(["report", str(folder), "-o", str(target), "--force", "-q"]) == 0
    with target.open(newline="") as file:
        assert len(list(csv.reader(file))) == 121
