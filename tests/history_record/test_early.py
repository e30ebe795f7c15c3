"""The months from 1990 to 2005 of the record: what they hold is counted, and what they lack is
unknown, not zero.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sim.core.base.errors import DataProblem
from sim.core.base.months import month_after
from sim.history.dates import FIRST_MONTH, TUNED_TO
from sim.history.observe import UNKNOWN, seen_in
from sim.history.rates import base_rates
from sim.history.record import (
    COLUMNS,
    HEADER,
    REQUIRED,
    TEXTS,
    join_records,
    load_record,
    record_from,
)
from sim.history.record_calendar import calendar_of
from tests.for_each import for_each
from tests.history_record.changed import csv_of

RECORD = load_record()
EARLY, LATE = RECORD.window("1990-01", "2005-12"), RECORD.window("2006-01", "2024-12")
SEEN = seen_in(RECORD)


def by_year(column: str) -> list[int]:
    """The sum of a column in each year."""
    return [int(year) for year in EARLY.columns[column].reshape(16, 12).sum(axis=1)]


def test_it_is_one_record_without_a_gap() -> None:
    assert (RECORD.months[0], RECORD.months[-1], len(RECORD)) == ("1990-01", "2024-12", 420)
    assert all(month_after(one, 1) == other for one, other in pairwise(RECORD.months))


def test_contacts_and_launches_a_year_are_those_of_the_lists() -> None:
    assert by_year("us_talks") == [3, 0, 3, 10, 19, 18, 10, 23, 13, 21, 15, 9, 6, 3, 9, 7]
    assert by_year("missile_tests") == [2, 2, 1, 2, 2, 1, 0, 1, 1, 0, 0, 0, 0, 3, 0, 1]
    assert by_year("nuclear_tests") == [0] * 16


def test_what_the_early_months_lack_is_unknown_and_not_zero() -> None:
    early = SEEN["resolution"][: len(EARLY)]
    for name in ("resolution", "exercise", "lethal_incident", "inter_korean_talks"):
        assert set(SEEN[name][: len(EARLY)]) == {UNKNOWN}
        assert UNKNOWN not in SEEN[name][len(EARLY) :]
    assert early.dtype == np.int8
    assert np.isnan(EARLY.columns["resolutions"]).all()
    assert np.isnan(LATE.columns["other_provocations"]).all()


def test_tests_and_talks_are_known_throughout_and_the_one_big_test_is_the_launch_of_1998() -> None:
    for name in ("test_month", "big_test", "talks_month"):
        assert UNKNOWN not in SEEN[name]
    assert [EARLY.months[row] for row in np.flatnonzero(SEEN["big_test"][: len(EARLY)] == 1)] == [
        "1998-08"
    ]
    assert (SEEN["test_month"][: len(EARLY)] == 1).sum() == 14


def test_what_the_late_months_show_does_not_hang_on_the_early_ones() -> None:
    for name, marks in seen_in(LATE).items():
        np.testing.assert_array_equal(SEEN[name][len(EARLY) :], marks)


def test_a_month_that_shows_one_thing_shows_it_whatever_else_is_unknown() -> None:
    """A launch is a test month also where nothing is known of nuclear tests; its silence is no
    quiet month.
    """
    lines = "month,missile_tests,us_president,rok_president,dprk_leader\n2030-01,1,A,B,C\n2030-02,0,A,B,C\n"
    record = record_from("mine.csv", lines.encode())
    assert seen_in(record)["test_month"].tolist() == [1, UNKNOWN]
    known = record_from(
        "mine.csv", lines.replace("us_p", "nuclear_tests,us_p").replace(",A", ",0,A").encode()
    )
    assert seen_in(known)["test_month"].tolist() == [1, 0]
    assert seen_in(known)["big_test"].tolist() == [UNKNOWN, UNKNOWN]


@for_each("left_out", [name for name in HEADER if name not in REQUIRED])
def test_any_column_but_the_month_and_the_offices_may_be_left_out(left_out: str) -> None:
    place = HEADER.index(left_out)
    rows = [line.split(",") for line in csv_of(LATE).splitlines()]
    record = record_from(
        "mine.csv", "\n".join(",".join(r[:place] + r[place + 1 :]) for r in rows).encode()
    )
    if left_out in TEXTS:
        assert set(record.texts[left_out]) == {""}
    else:
        assert np.isnan(record.columns[left_out]).all()
    assert {rate.name for rate in base_rates(record, None)} == {
        rate.name for rate in base_rates(LATE, None)
    }


@pytest.mark.parametrize("left_out", REQUIRED)
def test_the_month_and_the_offices_may_not(left_out: str) -> None:
    with pytest.raises(DataProblem, match=f"'{left_out}' is missing"):
        record_from(
            "mine.csv",
            csv_of(LATE)
            .replace(left_out, "china_trade2", 1)
            .replace("china_trade2,", "", 1)
            .replace(",china_trade2", "", 1)
            .encode(),
        )


def test_a_rate_counts_only_the_months_of_which_all_that_it_asks_is_known() -> None:
    whole = {rate.name: rate for rate in base_rates(RECORD, None)}
    late = {rate.name: rate for rate in base_rates(LATE, None)}
    for name in (
        "resolution",
        "exercise",
        "lethal_incident",
        "inter_korean_talks",
    ):
        assert whole[name].recorded == late[name].recorded
        assert whole[name].months == "2006-01 to 2024-12"
    for name, n in (("test_month", 420), ("talks_month", 420)):
        rate = whole[name]
        assert rate.recorded is not None
        assert rate.recorded.n == n
        assert (rate.months[-7:], rate.months[:4]) == ("2024-12", "1990")


def test_a_later_record_goes_on_where_the_other_ends_and_replaces_what_both_hold(
    tmp_path: Path,
) -> None:
    head = ",".join(REQUIRED)
    later = record_from("later.csv", f"{head}\n2024-12,X,Y,Z\n2025-01,X,Y,Z\n".encode())
    found = join_records(RECORD, later)
    assert (found.months[0], found.months[-1], len(found)) == ("1990-01", "2025-01", 421)
    assert found.texts["us_president"][-3:] == ("Biden", "X", "X")
    assert join_records(RECORD, RECORD) is RECORD
    path = tmp_path / "later.csv"
    path.write_text(f"{head}\n2025-01,X,Y,Z\n")
    with pytest.raises(DataProblem, match="first month is 2025-02"):
        join_records(RECORD, record_from("gap.csv", f"{head}\n2025-02,X,Y,Z\n".encode()))


def test_later_months_change_nothing_that_a_filter_reads_of_earlier_ones() -> None:
    earlier = RECORD.window(FIRST_MONTH, TUNED_TO)
    np.testing.assert_array_equal(calendar_of(RECORD)[: len(earlier)], calendar_of(earlier))


def test_there_is_one_set_of_columns() -> None:
    assert set(RECORD.columns) | set(RECORD.texts) == {column.name for column in COLUMNS}
    assert csv_of(record_from("again", csv_of(RECORD).encode())) == csv_of(RECORD)
