"""The shipped record: its sums, dates and base rates are those of the sources."""

from __future__ import annotations

import numpy as np
import pytest

from sim.history.observe import OBSERVABLES, seen_in
from sim.history.rates import base_rates
from sim.history.record import BY_NAME, NUMBERS, Record, load_record

RECORD = load_record().window("2006-01", "2019-12")
SEEN = {name: marks == 1 for name, marks in seen_in(RECORD).items()}
RATES = {rate.name: rate.recorded for rate in base_rates(RECORD)}


def months_with(record: Record, column: str) -> list[str]:
    """The months in which a count is above 0."""
    return [
        month
        for month, value in zip(record.months, record.columns[column], strict=True)
        if value > 0
    ]


def test_it_runs_from_2006_to_2019() -> None:
    assert (RECORD.months[0], RECORD.months[-1], len(RECORD)) == ("2006-01", "2019-12", 168)


def test_test_months_by_year() -> None:
    years = SEEN["test_month"].reshape(14, 12).sum(axis=1)
    assert years.tolist() == [3, 2, 3, 4, 0, 1, 3, 3, 6, 7, 10, 9, 0, 7]
    assert SEEN["test_month"].sum() == 58


def test_nuclear_tests_are_six_and_dated() -> None:
    assert months_with(RECORD, "nuclear_tests") == [
        "2006-10",
        "2009-05",
        "2013-02",
        "2016-01",
        "2016-09",
        "2017-09",
    ]
    assert RECORD.columns["nuclear_tests"].sum() == 6


def test_resolutions_are_ten_and_dated() -> None:
    assert months_with(RECORD, "resolutions") == [
        "2006-10",
        "2009-06",
        "2013-01",
        "2013-03",
        "2016-03",
        "2016-11",
        "2017-06",
        "2017-08",
        "2017-09",
        "2017-12",
    ]
    assert RECORD.columns["resolutions"].sum() == 10


@pytest.mark.parametrize(
    ("column", "months"),
    [
        ("us_summits", ["2018-06", "2019-02", "2019-06"]),
        ("korea_summits", ["2007-10", "2018-04", "2018-05", "2018-09"]),
        ("lethal_incidents", ["2008-07", "2009-11", "2010-03", "2010-11"]),
        ("satellite_launches", ["2006-07", "2009-04", "2012-04", "2012-12", "2016-02"]),
    ],
)
def test_dated_events(column: str, months: list[str]) -> None:
    assert months_with(RECORD, column) == months


def test_big_tests_by_year_are_those_of_the_patterns() -> None:
    years = SEEN["big_test"].reshape(14, 12).sum(axis=1)
    assert (years[10], years[11], years[12]) == (6, 6, 0)
    assert SEEN["big_test"].sum() == 16


@pytest.mark.parametrize(
    ("name", "hits", "n"),
    [
        ("test_month", 58, 168),
        ("test_in_talks", 10, 54),
        ("test_without_talks", 48, 113),
        ("talks_after_test", 11, 58),
        ("resolution_after_big", 13, 16),
    ],
)
def test_base_rates_as_counts(name: str, hits: int, n: int) -> None:
    rate = RATES[name]
    assert rate is not None
    assert (round(rate.value * rate.n), rate.n) == (hits, n)


def test_persistence() -> None:
    again, anew = RATES["test_after_test"], RATES["test_after_quiet"]
    assert again is not None
    assert anew is not None
    assert (round(again.value, 2), round(anew.value, 2)) == (0.60, 0.21)
    assert again.n + anew.n == 167


def test_every_resolution_but_one_follows_a_test() -> None:
    """A resolution falls into the month of a test or one of the three after it; 2087 answers the
    launch of 2012-12.
    """
    for month in months_with(RECORD, "resolutions"):
        row = RECORD.position(month)
        assert SEEN["test_month"][max(row - 3, 0) : row + 1].any()


def test_what_counts_by_hand_agrees_with_the_lists() -> None:
    """Summits are talks, launches by class are launches, and no part exceeds its whole where both
    lists agree.
    """
    for part, whole in (("us_summits", "us_talks"), ("korea_summits", "korea_talks")):
        assert (RECORD.columns[part] <= RECORD.columns[whole]).all()
    counted = RECORD.columns["ballistic_missiles"] + RECORD.columns["satellite_launches"]
    assert ((RECORD.columns["launch_days"] > 0) <= (counted > 0)).all()


def test_only_trade_and_designations_in_doubt_have_gaps() -> None:
    """The list of other provocations ends in 2005."""
    gaps = {name: int(np.isnan(RECORD.columns[name]).sum()) for name in NUMBERS}
    assert gaps.pop("china_trade") == 152
    assert gaps.pop("other_provocations") == 168
    assert gaps.pop("us_measures") == 4
    assert set(gaps.values()) == {0}


@pytest.mark.parametrize(
    ("column", "month", "before", "after"),
    [
        ("us_president", "2009-01", "Bush", "Obama"),
        ("us_president", "2017-01", "Obama", "Trump"),
        ("rok_president", "2008-02", "Roh Moo-hyun", "Lee Myung-bak"),
        ("rok_president", "2013-02", "Lee Myung-bak", "Park Geun-hye"),
        ("rok_president", "2016-12", "Park Geun-hye", "Hwang Kyo-ahn (acting)"),
        ("rok_president", "2017-05", "Hwang Kyo-ahn (acting)", "Moon Jae-in"),
        ("dprk_leader", "2011-12", "Kim Jong-il", "Kim Jong-un"),
    ],
)
def test_who_governs_at_the_end_of_a_month(
    column: str, month: str, before: str, after: str
) -> None:
    row = RECORD.position(month)
    assert RECORD.texts[column][row - 1 : row + 1] == (before, after)


def test_exercises_are_theatre_level_and_reduced_from_2018_06() -> None:
    scales = dict(zip(RECORD.months, RECORD.texts["exercise_scale"], strict=True))
    assert {scale for month, scale in scales.items() if month < "2018-06"} == {"none", "full"}
    assert "full" not in {scale for month, scale in scales.items() if month >= "2018-06"}


def test_exercises_and_tests() -> None:
    """16 of 33 exercise months saw a test, 35 of 111 others, 2006 to 2017."""
    part = seen_in(RECORD.window("2006-01", "2017-12"))
    held, tested = part["exercise"] == 1, part["test_month"] == 1
    assert ((held & tested).sum(), held.sum()) == (16, 33)
    assert ((~held & tested).sum(), (~held).sum()) == (35, 111)


def test_every_observable_is_read_from_columns_that_exist() -> None:
    from sim.history.observe import DEFINITIONS

    assert tuple(item.name for item in DEFINITIONS) == OBSERVABLES
    assert {column for item in DEFINITIONS for column in item.columns} <= set(BY_NAME)
