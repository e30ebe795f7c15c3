"""Dated changes of course, coded twice by machine: what the list says, and how far the codings agree."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.history.changes import (
    FIRST_YEAR,
    NO_COURSE,
    Change,
    agreement,
    agreement_of,
    dated_changes,
    kappa_of,
    line_of,
    lineups_by_year,
    most_of,
)
from sim.analysis.history.record import OFFICES, load_record
from sim.game.catalogue import CAPITALS
from sim.game.policies import courses_of
from sim.months import counted

RECORD = load_record()
CHANGES = dated_changes()


def pairs(*counts: tuple[str, str, int]) -> list[Change]:
    """Changes with these codings."""
    return [
        Change(0, "2000-01", "seoul", "", "", (first, second), ("", ""))
        for first, second, count in counts
        for _ in range(count)
    ]


def test_every_change_is_a_dated_fact_coded_twice() -> None:
    assert [change.number for change in CHANGES] == list(range(1, len(CHANGES) + 1))
    assert [change.month for change in CHANGES] == sorted(change.month for change in CHANGES)
    for change in CHANGES:
        assert change.fact
        assert all(change.why)
        assert set(change.codings) <= {*courses_of(change.capital), NO_COURSE}


def test_who_is_named_held_the_office_in_that_month_or_took_it_within_one() -> None:
    for change in CHANGES:
        if change.capital in OFFICES:
            row = RECORD.position(change.month)
            assert change.holder in RECORD.texts[OFFICES[change.capital]][row : row + 2]
        else:
            assert change.holder == ""


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        ([[20, 5], [10, 15]], 0.4),  # .7 agree, .5 by chance
        ([[45, 15], [25, 15]], 0.06 / 0.46),  # .6 agree, .54 by chance
        ([[9, 3], [3, 1]], 0.0),  # independent
        ([[5, 0], [0, 7]], 1.0),
        ([[0, 5], [5, 0]], -1.0),
    ],
)
def test_kappa_has_its_closed_form(table: list[list[int]], kappa: float) -> None:
    assert kappa_of([np.array([table])])[0] == pytest.approx(kappa)
    made = pairs(("a", "a", table[0][0]), ("a", "b", table[0][1]), ("b", "a", table[1][0]), ("b", "b", table[1][1]))
    found = agreement_of({"seoul": made}, 400).kappa
    assert found.value == pytest.approx(kappa)
    assert found.low <= found.value <= found.high


def test_kappa_over_groups_does_not_count_it_as_agreement_that_both_know_the_capital() -> None:
    """Each group agrees as by chance only; pooled, the two tables would look like strong agreement."""
    chance = [[4, 4], [4, 4]]
    assert kappa_of([np.array([chance]), np.array([chance])])[0] == pytest.approx(0.0)
    pooled = np.kron(np.eye(2, dtype=int), np.array(chance))
    assert kappa_of([pooled[None]])[0] > 0.3


def test_kappa_is_undefined_where_both_always_say_the_same_one_thing() -> None:
    assert np.isnan(kappa_of([np.array([[[9]]])])[0])


def test_the_interval_is_that_of_large_samples() -> None:
    """For two by two with even margins the standard error has a short form: sqrt(p (1 - p) / n) / (1 - .5)."""
    found = agreement_of({"seoul": pairs(("a", "a", 400), ("a", "b", 100), ("b", "a", 100), ("b", "b", 400))}).kappa
    error = np.sqrt(0.8 * 0.2 / 1000) / 0.5
    assert found.value == pytest.approx(0.6)
    assert (found.high - found.low) / (2 * 1.96) == pytest.approx(error, rel=0.06)


def test_the_codings_of_the_list_agree_but_not_everywhere() -> None:
    found = agreement()
    assert set(found) == {"all", *CAPITALS}
    assert sum(found[capital].facts for capital in CAPITALS) == found["all"].facts == len(CHANGES)
    assert found["all"].same == sum(change.agreed for change in CHANGES) < len(CHANGES)
    for each in found.values():
        assert 0.4 < each.kappa.low < each.kappa.value <= each.kappa.high <= 1.0
    # Where all facts agree a bootstrap has no width; the share that agrees has.
    assert found["pyongyang"].kappa.value == 1.0 > found["pyongyang"].kappa.low


def test_the_first_coding_counts_where_the_two_differ() -> None:
    differ = [change for change in CHANGES if not change.agreed]
    assert {change.number for change in differ} == {6, 53, 57, 69, 70}
    assert all(change.course == change.codings[0] for change in CHANGES)


def test_a_line_holds_from_the_month_after_it_was_known() -> None:
    assert line_of("washington", "Trump", "2017-03").course == "patience"
    assert line_of("washington", "Trump", "2017-04").course == "maximum_pressure"
    assert [line_of("washington", "Clinton", month).course for month in ("1994-03", "1994-04", "1994-08")] == [
        "engagement", "maximum_pressure", "engagement",
    ]  # fmt: skip


def test_before_its_first_fact_a_government_has_the_likeliest_course_of_its_office() -> None:
    """Not that of its first fact, which was not known then."""
    assert line_of("seoul", "Moon Jae-in", "2017-05").course == "sunshine"
    assert line_of("pyongyang", "Kim Jong-un", "2012-01").course == "build"
    assert line_of("pyongyang", "Kim Jong-un", "2012-03").course == "charm"
    assert line_of("seoul", "somebody else", "2031-01").course == "hedge"
    assert line_of("beijing", "", "1991-01").course == "shield"


def test_every_year_since_1993_has_a_line_up_for_which_all_four_capitals_have_a_fact() -> None:
    found = lineups_by_year()
    assert list(found) == list(range(FIRST_YEAR, 2020))
    for lineup in found.values():
        assert all(course in courses_of(capital) for capital, course in zip(CAPITALS, lineup, strict=True))
    first = {capital: min(change.month for change in CHANGES if change.capital == capital) for capital in CAPITALS}
    assert max(counted(month) or 0 for month in first.values()) < FIRST_YEAR * 12
    assert found[2018] == ("engagement", "mediate", "charm", "sunshine")


def test_a_year_has_the_course_of_most_of_its_months() -> None:
    assert most_of(["patience"] * 3 + ["engagement"] * 9) == "engagement"
    assert most_of(["patience"] * 7 + ["engagement"] * 5) == "patience"
    assert most_of(["patience"] * 6 + ["engagement"] * 6) == "engagement"
