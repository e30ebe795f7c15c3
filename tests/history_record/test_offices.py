"""Who governs: every holder of the record is in the table, and any other name takes the stated
default.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.base.months import count_month
from sim.core.game.policies import courses_of
from sim.history.record import OFFICES, REQUIRED, load_record, record_from
from sim.history.record_calendar import DEFAULTS, TABLE, changes_of_office, defaults_used, office_of
from tests.for_each import for_each

RECORD = load_record()
LATER = record_from(
    "later.csv",
    f"{','.join(REQUIRED)}\n2021-01,Biden,Kim Jong-un,Moon\n2021-02,,Kim Jong-un,Moon\n"
    "2021-03,Biden,Kim Ju-ae,Yoon\n2021-04,Nobody Known,Kim Ju-ae,Yoon\n".encode(),
)


@for_each("office", [*TABLE, *DEFAULTS.values()])
def test_a_leaning_is_a_chance_of_each_course(office) -> None:  # type: ignore[no-untyped-def]
    assert len(office.leaning) == len(courses_of(office.capital))
    assert sum(office.leaning) == pytest.approx(1.0, abs=1e-12)
    assert min(office.leaning) > 0.0
    assert office.reason


def test_every_holder_of_the_record_is_known_and_stands_there_since_he_took_office() -> None:
    """The early file names who governed for most of a month, so a holder may stand there a month
    late.
    """
    assert defaults_used(RECORD) == []
    for capital, rows in changes_of_office(RECORD).items():
        for row in rows:
            since = office_of(capital, RECORD.texts[OFFICES[capital]][row]).since
            assert 0 <= (count_month(RECORD.months[row]) or 0) - (count_month(since) or 0) <= 1


def test_new_holders_stand_first_in_these_months() -> None:
    found = {
        capital: [RECORD.months[row] for row in rows]
        for capital, rows in changes_of_office(RECORD).items()
    }
    assert found == {
        "washington": ["1993-02", "2001-02", "2009-01", "2017-01", "2021-01"],
        "beijing": [],
        "pyongyang": ["1994-08", "2011-12"],
        "seoul": [
            "1993-03",
            "1998-03",
            "2003-03",
            "2008-02",
            "2013-02",
            "2016-12",
            "2017-05",
            "2022-05",
            "2024-12",
        ],
    }


def test_an_unknown_name_takes_the_default_and_is_named() -> None:
    assert defaults_used(LATER) == ["washington: Nobody Known", "pyongyang: Kim Ju-ae"]
    found = office_of("washington", "Nobody Known")
    assert (found.leaning, found.since) == (DEFAULTS["washington"].leaning, "")
    leaning = office_of("seoul", "somebody else").leaning
    assert courses_of("seoul")[int(np.argmax(leaning))] == "hedge"


def test_names_as_later_files_write_them_are_known() -> None:
    assert office_of("seoul", "Moon") is office_of("seoul", "Moon Jae-in")
    assert office_of("seoul", "YOON").holder == "Yoon Suk-yeol"
    assert office_of("washington", "Bush") is not office_of("washington", "Bush sr")
    assert office_of("pyongyang", "Moon").since == ""


def test_an_empty_cell_is_no_change_of_office() -> None:
    assert changes_of_office(LATER) == {
        "washington": (3,),
        "beijing": (),
        "pyongyang": (2,),
        "seoul": (2,),
    }
