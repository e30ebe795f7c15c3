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
    found = record_of([load_list(path) for path in written(tmp_path)], load_record())
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
    assert found.texts["us_president"] == ("", "", "")


def test_one_list_alone_leaves_the_columns_of_the_other_empty(tmp_path: Path) -> None:
    found = record_of([load_list(written(tmp_path)[1])], load_record())
    assert np.isnan(found.columns["ballistic_missiles"]).all()
    assert found.columns["missile_tests"].tolist() == [1, 1, 0]


@pytest.mark.parametrize(
    ("cns", "parallel", "message"),
    [
        (CNS.replace("Missile Type", "Kind"), PARALLEL, "neither list"),
        (CNS.replace("2025-01-06", "soon"), PARALLEL, "'soon' is not a day"),
        (CNS.splitlines()[0], PARALLEL, "no row"),
        (CNS, CNS, "occurs twice"),
        (CNS, PARALLEL.replace("1998-08-31", "2025-02-01").replace("2024-12-31", "2025-02-02")
         .replace("2025-01-06", "2025-02-03"), "begins in 2025-02"),
        (CNS, PARALLEL.replace("2025-0", "2024-0"), "the lists end in 2024-12"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_and_nothing_is_written(
    cns: str, parallel: str, message: str, capsys: Captured, tmp_path: Path
) -> None:
    lists = [each for path in written(tmp_path, cns, parallel) for each in ("--from-list", path)]
    found = said(capsys, "record", *lists, "-o", tmp_path / "out")
    assert found.code == 3
    assert message in three_lines(found.err)[0]
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


def test_an_unreadable_list_is_named() -> None:
    with pytest.raises(DataProblem, match=r"none\.csv"):
        load_list("none.csv")
