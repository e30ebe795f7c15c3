"""The loader: it gives back what it wrote, and tells what is wrong with a file, where and how to
put it right.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st

from sim.core.base.errors import DataProblem, ExitCode
from sim.history.observe import UNKNOWN, seen_in
from sim.history.record import HEADER, MOST_BYTES, Record, load_record, record_from
from tests.for_each import for_each
from tests.history_record.changed import csv_of

SHIPPED = csv_of(load_record().window("2006-01", "2019-12"))
LINES = SHIPPED.splitlines()


def problem(text: str | bytes) -> DataProblem:
    """The problem of a file."""
    with pytest.raises(DataProblem) as raised:
        record_from("mine.csv", text if isinstance(text, bytes) else text.encode())
    assert raised.value.exit_code == ExitCode.INVALID
    assert len(str(raised.value).split("\n")) == 3
    return raised.value


def with_cell(line: int, column: str, value: str) -> str:
    """The shipped file with one cell changed; line 1 is the header."""
    cells = LINES[line - 1].split(",")
    cells[HEADER.index(column)] = value
    return "\n".join([*LINES[: line - 1], ",".join(cells), *LINES[line:]]) + "\n"


def test_what_is_written_is_read_back() -> None:
    again = record_from("again", SHIPPED.encode())
    shipped = load_record().window("2006-01", "2019-12")
    assert again.months == shipped.months
    assert again.texts == shipped.texts
    for name, values in shipped.columns.items():
        np.testing.assert_array_equal(again.columns[name], values)
    assert csv_of(again) == SHIPPED


def test_order_of_columns_byte_order_mark_line_ends_and_blank_lines_do_not_matter() -> None:
    turned = "\r\n".join(",".join(reversed(line.split(","))) for line in LINES)
    read = record_from("mine.csv", b"\xef\xbb\xbf" + turned.encode() + b"\r\n\r\n")
    assert csv_of(read) == SHIPPED


def test_an_empty_cell_is_not_zero() -> None:
    record = record_from("mine.csv", with_cell(3, "nuclear_tests", "").encode())
    assert np.isnan(record.columns["nuclear_tests"][1])
    assert seen_in(record)["big_test"][1] == UNKNOWN


def test_an_empty_cell_does_not_matter_where_another_says_yes() -> None:
    text = with_cell(
        LINES.index(next(x for x in LINES if x.startswith("2017-09"))) + 1, "missile_tests", ""
    )
    assert (seen_in(record_from("mine.csv", text.encode()))["test_month"] == 1).sum() == 58


@for_each(
    ("text", "said", "where"),
    [
        ("", "empty", "line 1"),
        ("\n\n", "empty", "line 1"),
        (LINES[0], "no month", "line 2"),
        ("\n".join([*LINES[:5], *LINES[6:]]), "2006-05 should", "line 6, column month"),
        ("\n".join([*LINES[:5], *LINES[4:]]), "2006-04 occurs twice", "line 6, column month"),
        ("\n".join([LINES[0], *reversed(LINES[1:])]), "should", "line 3, column month"),
        (with_cell(4, "month", "2006-13"), "'2006-13' is not a month", "line 4, column month"),
        (with_cell(4, "month", "March"), "not a month", "line 4, column month"),
        (with_cell(4, "month", ""), "not a month", "line 4, column month"),
        (with_cell(7, "resolutions", "-1"), "below 0", "line 7, column resolutions"),
        (with_cell(7, "china_trade", "-.5"), "not a number", "line 7, column china_trade"),
        (with_cell(7, "china_trade", "-0.5"), "below 0", "line 7, column china_trade"),
        (
            with_cell(7, "resolutions", "one"),
            "'one' is not a whole number",
            "line 7, column resolutions",
        ),
        (with_cell(7, "resolutions", "1.5"), "not a whole number", "line 7, column resolutions"),
        (with_cell(7, "resolutions", "nan"), "not a whole number", "line 7, column resolutions"),
        (with_cell(7, "resolutions", "1e3"), "not a whole number", "line 7, column resolutions"),
        (with_cell(7, "resolutions", "١"), "not a whole number", "line 7, column resolutions"),
        (with_cell(7, "resolutions", "9" * 40), "not a whole number", "line 7, column resolutions"),
        (with_cell(7, "china_trade", "inf"), "not a number", "line 7, column china_trade"),
        (with_cell(7, "exercise_scale", "large"), "no scale", "line 7, column exercise_scale"),
        (
            with_cell(7, "us_president", "B\x07ush"),
            "cannot be a name",
            "line 7, column us_president",
        ),
        (
            with_cell(7, "us_president", "B" * 101),
            "cannot be a name",
            "line 7, column us_president",
        ),
        (
            SHIPPED.replace("nuclear_tests", "nuclear_test"),
            "Did you mean 'nuclear_tests'",
            "line 1, column 7",
        ),
        (SHIPPED.replace("nuclear_tests", "us_talks"), "occurs twice", "line 1, column 8"),
        (SHIPPED.replace(",dprk_leader", "", 1), "'dprk_leader' is missing", "line 1"),
        (SHIPPED.replace("\n2006-03,", "\n2006-03,0,"), "27 cells, not 26", "line 4"),
        (SHIPPED.replace("\n2006-03,1", "\n2006-03"), "25 cells, not 26", "line 4"),
        (SHIPPED.replace("2006-03,1", '2006-03,"1'), "", "line"),
        (SHIPPED.encode().replace(b"Bush", b"B\xfcsh", 1), "no UTF-8", "line 2"),
        (SHIPPED.encode().replace(b"2006-03", b"2006\x0003"), "no UTF-8", "line 4"),
        (SHIPPED.encode("utf-16"), "no UTF-8", "line 1"),
        (SHIPPED.encode() + b" " * MOST_BYTES, "larger than 1 MiB", "mine.csv"),
    ],
)
def test_a_bad_file_is_told_with_line_and_column(text: str | bytes, said: str, where: str) -> None:
    found = problem(text)
    assert said in f"{found.message} {found.remedy}"
    assert where in found.location
    assert found.location.startswith("mine.csv")


def test_files_that_are_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "none.csv", tmp_path / "pipe", tmp_path / "\0"):
        with pytest.raises(DataProblem):
            load_record(path)


odd = ["", "0", "1", "-1", "x", '"', "2006-01", "2006-02", "none", "\n", ",", "9" * 30]
cells = st.one_of(st.sampled_from(odd), st.text(max_size=5))


def read_or_refused(content: bytes) -> None:
    """Read a file, or be told in three lines why not."""
    message = ""
    try:
        record_from("mine.csv", content)
    except DataProblem as found:
        message = str(found)
    assert message.count("\n") in (0, 2)


@given(st.lists(st.lists(cells, max_size=24), max_size=6), st.booleans())
def test_no_text_makes_a_traceback(rows: list[list[str]], headed: bool) -> None:
    text = "\n".join([*([LINES[0]] if headed else []), *(",".join(row) for row in rows)])
    read_or_refused(text.encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=300), st.integers(0, len(SHIPPED) - 1))
def test_no_bytes_make_a_traceback(noise: bytes, place: int) -> None:
    content = SHIPPED.encode()
    read_or_refused(content[:place] + noise + content[place:])


def test_parts_of_a_record() -> None:
    record = load_record()
    before = record.before("2015-01")
    assert (before.months[0], before.months[-1]) == ("1990-01", "2014-12")
    assert record.before("2025-01").months == record.months
    window = record.window("2007-01", "2014-12")
    assert (window.months[0], window.months[-1], len(window)) == ("2007-01", "2014-12", 96)
    row = record.position("2007-01")
    np.testing.assert_array_equal(
        window.columns["us_talks"], record.columns["us_talks"][row : row + 96]
    )
    assert window.texts["us_president"][0] == "Bush"


@pytest.mark.parametrize("month", ["1990-01", "1989-12", "2025-02", "2015-13", "", None, 2015])
def test_an_origin_outside_the_data_is_refused(month: object) -> None:
    with pytest.raises(DataProblem):
        load_record().before(month)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "last"), [("2015-01", "2014-12"), ("2015-01", "2025-01"), ("1989-12", "2006-01")]
)
def test_a_window_outside_the_data_is_refused(first: str, last: str) -> None:
    with pytest.raises(DataProblem):
        load_record().window(first, last)


def test_a_record_cannot_be_changed() -> None:
    record: Record = load_record()
    with pytest.raises(ValueError, match="read-only"):
        record.columns["us_talks"][0] = 9.0
    with pytest.raises(TypeError):
        record.columns["us_talks"] = np.zeros(360)  # type: ignore[index]
