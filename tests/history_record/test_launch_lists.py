"""The two lists of launches: what a row counts as, Korean days, and what is refused."""

from pathlib import Path

import numpy as np
import pytest

from sim.core.base.errors import DataProblem
from sim.history.launch_lists import load_list, record_of
from sim.history.record import load_record
from tests.cli.command import Captured, said, three_lines

CNS = """F1,Date,Launch Time (UTC),Missile Name,Missile Type
1,1984-09,unknown,Scud-B,SRBM
2,2025-01-05,18:18:00,Some,ICBM
3,2025-01-06,unknown,Some,SRBM
4,31-Jan-25,16:00:00,Late,IRBM
5,2025-02-10,01:00:00,Carrier,SLV
6,2025-02-11,01:00:00,Cruise,LACM
7,2025-03-02,01:00:00,Some,SRBM
"""
PARALLEL = """Date,Category,Event,Description,Source
2025-03-04,Other,"Drill, of a kind",d,KCNA, Yonhap
2025-02-10,Missile,Satellite,d,s
2025-01-06,Missile,"Two \"\"missiles\"\"",d,s
2025-01-06,Nuclear Test,Test,d,s
2024-12-31,Missile,Earlier,d,s
1998-08-31,Missile,First,d,s
"""


def written(folder: Path, cns: str = CNS, parallel: str = PARALLEL) -> tuple[Path, Path]:
    """Write both lists, and return their paths."""
    paths = folder / "cns.csv", folder / "parallel.csv"
    for path, text in zip(paths, (cns, parallel), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_rows_count_by_class_and_by_korean_day(tmp_path: Path) -> None:
    found = record_of([load_list(path) for path in written(tmp_path)], load_record()).record
    assert found.months == ("2025-01", "2025-02", "2025-03")
    # The ICBM of 5 January, 18:18 UTC, flew on the 6th in Korea; that of 31 January in February.
    wanted = {
        "ballistic_missiles": [2, 1, 1],
        "long_range_tests": [1, 1, 0],
        "satellite_launches": [0, 1, 0],
        "launch_days": [1, 2, 1],
        "missile_tests": [1, 1, 0],
        "nuclear_tests": [1, 0, 0],
    }
    for name, numbers in wanted.items():
        assert found.columns[name].tolist() == numbers, name
    assert np.isnan(found.columns["us_talks"]).all()
    assert found.texts["us_president"] == ("Biden", "Biden", "Biden")


def test_one_list_alone_leaves_the_columns_of_the_other_empty(tmp_path: Path) -> None:
    found = record_of([load_list(written(tmp_path)[1])], load_record()).record
    assert np.isnan(found.columns["ballistic_missiles"]).all()
    assert found.columns["missile_tests"].tolist() == [1, 1, 0]


@pytest.mark.parametrize(
    ("cns", "parallel", "message", "place"),
    [
        (CNS.replace("Missile Type", "Kind"), PARALLEL, "neither list", "line 1"),
        (CNS.replace("2025-01-06", "soon"), PARALLEL, "'soon' is not a day", "line 4, column Date"),
        (CNS.replace("2025-01-06", "1925-01-06"), PARALLEL, "can be of 1925-01-06", "line 4"),
        (CNS.replace("2025-01-06", "9999-12-31"), PARALLEL, "can be of 9999-12-31", "line 4"),
        (CNS.replace("Some,ICBM", "HS-20, mod 2,ICBM"), PARALLEL, "6 cells, not 5", "line 3"),
        (CNS.replace("Some,ICBM", "ICBM"), PARALLEL, "4 cells, not 5", "line 3"),
        (CNS.replace("SRBM\n4", "srbm\n4"), PARALLEL, "'srbm' is no kind", "Missile Type"),
        (CNS.replace("ICBM", "ICBM (solid)"), PARALLEL, "'ICBM (solid)' is no kind", "line 3"),
        (CNS, PARALLEL.replace("Nuclear Test,", "Nuclear Tests,"), "is no kind", "Category"),
        (CNS.replace("F1", "Date"), PARALLEL, "'Date' occurs twice", "line 1"),
        (CNS.splitlines()[0], PARALLEL, "no row", "line 2"),
        (CNS, CNS, "occurs twice", "parallel"),
        (CNS, PARALLEL.replace("1998-08-31", "2025-02-01").replace("2024-12-31", "2025-02-02")
         .replace("2025-01-06", "2025-02-03"), "begins in 2025-02", "parallel.csv, line 7"),
        (CNS, PARALLEL.replace("2025-0", "2024-0"), "the lists end in 2024-12", ", line "),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_and_nothing_is_written(
    cns: str, parallel: str, message: str, place: str, capsys: Captured, tmp_path: Path
) -> None:
    lists = [each for path in written(tmp_path, cns, parallel) for each in ("--from-list", path)]
    found = said(capsys, "record", *lists, "-o", tmp_path / "out")
    assert found.code == 3
    what, where, remedy = three_lines(found.err)
    assert message in what
    assert place in where
    if "srbm" in message:
        assert "Did you mean 'SRBM'?" in remedy
    assert not (tmp_path / "out").exists()


def test_the_command_writes_a_record_that_a_forecast_reads(
    capsys: Captured, tmp_path: Path
) -> None:
    lists = [each for path in written(tmp_path) for each in ("--from-list", path)]
    found = said(capsys, "record", *lists, "-o", tmp_path / "out")
    assert found.code == 0, found.err
    assert "Left to fill: us_talks" in found.out
    assert load_record(tmp_path / "out" / "record.csv").months[-1] == "2025-03"
    beside = said(capsys, "record", "2017-spring", *lists)
    assert beside.code == 2
    three_lines(beside.err)


def test_rows_that_are_not_counted_are_named(tmp_path: Path) -> None:
    cns = (
        CNS
        + "7,2025-03-02,01:00:00,Some,SRBM\n8,2025-03-09,01:00:00,Some,\n9,2025-04-01,,Late,SRBM\n"
    )
    found = record_of([load_list(path) for path in written(tmp_path, cns)], load_record())
    first, second = found.ledgers
    assert (first.rows, first.counted, first.copies, first.irrelevant) == (10, 6, (9,), {"LACM": 1})
    assert (first.earlier, first.later, first.unnamed) == (1, 1, 1)
    assert (second.rows, second.counted, second.earlier, second.longer) == (6, 3, 2, (2,))
    assert found.differing == {"CNS/NTI": ["2025-03"], "Beyond Parallel": []}
    assert found.record.columns["ballistic_missiles"].tolist() == [2, 1, 2]
    text = " ".join(first.rest())
    for piece in ("1 before the months", "line 9", "1 of kind LACM", "1 counted though"):
        assert piece in text


def test_four_hundred_changes_of_a_cell_leave_no_row_without_a_place(tmp_path: Path) -> None:
    """Whatever stands in one cell, the list is refused or each of its rows is counted or named."""
    luck = np.random.default_rng(53)
    texts = (
        "",
        "x, y",
        "srbm",
        "ICBM",
        "LACM",
        "2025-02-30",
        "2025-02-03",
        "1/6/25",
        "1925",
        '"',
        "Missile",
    )
    refused = 0
    for _ in range(400):
        lists = [text.splitlines() for text in (CNS, PARALLEL)]
        rows = lists[luck.integers(2)]
        line = luck.integers(1, len(rows))
        cells = rows[line].split(",")
        cells[luck.integers(len(cells))] = texts[luck.integers(len(texts))]
        rows[line] = ",".join(cells)
        paths = written(tmp_path, *("\n".join(rows) + "\n" for rows in lists))
        try:
            found = record_of([load_list(path) for path in paths], load_record())
        except DataProblem:
            refused += 1
            continue
        for each, rows in zip(found.ledgers, lists, strict=True):
            named = each.irrelevant.total() + each.earlier + each.later + len(each.copies)
            assert each.rows == len(rows) - 1 == each.counted + named
    assert 100 < refused < 380


def test_an_unreadable_list_is_named() -> None:
    with pytest.raises(DataProblem, match=r"none\.csv"):
        load_list("none.csv")
