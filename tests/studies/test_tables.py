"""A table of points as people save it: their encodings, their dates, their numbers."""

from pathlib import Path

import pytest

from sim.core.base.errors import ScenarioProblem
from sim.study.experiment.design import design_of
from sim.study.experiment.study_file import read_study
from tests.for_each import for_each

STUDY = """
title = "T"
scenario = "core"
outcomes = ["war"]
[levers]
beijing.policy = "shield,enforce"
[uncertainties]
accident = "0.001:0.01"
[[design]]
kind = "table"
file = "points.csv"
"""


def columns(folder: Path, content: bytes) -> dict[str, list[float]]:
    (folder / "points.csv").write_bytes(content)
    (folder / "mine.toml").write_text(STUDY, encoding="utf-8")
    made = design_of(read_study(folder / "mine.toml"))
    return {name: list(made.columns[name]) for name in ("accident", "beijing.policy")}


PLAIN = b"accident,beijing.policy\n0.001,shield\n0.004,enforce\n"


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + PLAIN,
        PLAIN.replace(b"\n", b"\r\n"),
        PLAIN.replace(b",", b" , "),
        b'"accident","beijing.policy"\n"0.1%",shield\n\n4e-3,"enforce"\n',
        PLAIN.removesuffix(b"\n"),
    ],
)
def test_a_table_says_the_same_however_it_was_saved(tmp_path: Path, content: bytes) -> None:
    assert columns(tmp_path, content) == columns(tmp_path, PLAIN)


def test_an_empty_cell_leaves_what_the_scenario_says(tmp_path: Path) -> None:
    for nothing in (b"", b"NA", b"NaN"):
        made = columns(tmp_path, PLAIN.replace(b"0.004", nothing))
        assert made["accident"][0] == 0.001
        assert made["accident"][1] != made["accident"][1]


@for_each(
    ("content", "what", "where"),
    [
        (PLAIN + "0.001,d\u00e9tente\n".encode("latin-1"), "no UTF-8", "points.csv, line 4"),
        (PLAIN.decode().encode("utf-16"), "no UTF-8", "points.csv, line 1"),
        (PLAIN.replace(b",", b";"), "semicolons", "points.csv, line 1"),
        (
            PLAIN.replace(b"0.004", b"2017-01-02"),
            "'accident' is '2017-01-02' in row 2",
            "key design[0].file",
        ),
        (PLAIN.replace(b"0.004", b"0.004,x"), "3 cells, not 2", "points.csv, line 3"),
        (
            PLAIN.replace(b"beijing.policy", b"accident"),
            "'accident' occurs twice",
            "points.csv, line 1",
        ),
        (PLAIN.replace(b"shield", b'"shield'), "no CSV", "points.csv, line 3"),
        (b"accident,beijing.policy\n", "no rows", "key design[0].file"),
        (b"\n", "the table is empty", "points.csv, line 1"),
    ],
)
def test_what_is_wrong_with_a_table_is_said_with_its_place(
    tmp_path: Path, content: bytes, what: str, where: str
) -> None:
    with pytest.raises(ScenarioProblem) as found:
        columns(tmp_path, content)
    assert what in found.value.message
    assert where in found.value.location


def test_dates_are_no_values_of_a_factor(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        STUDY.replace('accident = "0.001:0.01"', "momentum = { values = [2017-01-01, 2017-01-02] }")
    )
    with pytest.raises(ScenarioProblem) as found:
        read_study(path)
    assert found.value.key.startswith("uncertainties.momentum")
