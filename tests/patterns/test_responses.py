"""Response patterns on marks whose answer is known by hand, of a record and of worlds alike."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis.claims import DOWN, UP, ClaimLine, Recorded, exact
from sim.analysis.patterns import responses as r
from sim.analysis.patterns.plays import PatternPlays
from sim.core.estimate.interval import Estimate
from sim.history.observe import OBSERVABLES

BY_KEY = {pattern.key: pattern for pattern in r.PATTERNS}
SIGNS = {"#": 1, ".": 0, "?": -1}


def marks(text: str) -> np.ndarray:
    """Return the marks of one world: # yes, . no, ? unknown."""
    return np.array([[SIGNS[each]] for each in text], dtype=np.int8)


def text(found: np.ndarray) -> str:
    """Return the marks of one world as text."""
    return "".join({1: "#", 0: ".", -1: "?"}[each] for each in found[:, 0])


def marked(**seen: str) -> r.Marked:
    """Return one world that begins in January and shows some observables; of the others nothing is
    known.
    """
    length = len(next(iter(seen.values())))
    every = {name: marks(seen.get(name, "?" * length)) for name in OBSERVABLES}
    return r.Marked(every, np.arange(length)[:, None] % 12 + 1)


def value(key: str, m: r.Marked) -> float:
    """Return the value of a pattern of one world."""
    return r.of_worlds(BY_KEY[key], m).value


def test_marks_move_and_are_unknown_beyond_the_ends() -> None:
    assert text(r.shift_mark(marks("#.#"), 1)) == "?#."
    assert text(r.shift_mark(marks("#.#"), -1)) == ".#?"
    assert text(r.shift_mark(marks("#."), 5)) == "??"


def test_a_spell_begins_and_ends_with_six_months_without() -> None:
    seen = marks("......#..#......")
    assert text(r.begins(seen)) == "??????#........."
    assert text(r.ends(seen)) == ".........#??????"
    assert text(r.ends(marks("#.....#")))[0] == "."


def test_a_month_is_told_where_all_months_around_it_are_known_and_only_there() -> None:
    """A yes alone would count the months near an end that have something, and leave out those that
    have not.
    """
    seen = marks("#......#......" * 2)
    assert text(r.spell(seen)) == "?????" + "..#......#......#."[:18] + "?????"
    assert text(r.begins(marks("#.?...#")))[6] == "?"


@pytest.mark.parametrize(("gap", "bridged"), [(5, True), (6, False)])
def test_a_spell_bridges_gaps_of_fewer_than_six_months(gap: int, bridged: bool) -> None:
    seen = marks("." * 6 + "#" + "." * gap + "#" + "." * 6)
    inside = text(r.spell(seen))[7 : 7 + gap]
    assert inside == ("#" if bridged else ".") * gap


def test_persistence_takes_pairs_of_which_both_are_known() -> None:
    m = marked(test_month="##.#?#..")
    assert value("tests.again", m) == pytest.approx(1 / 3)
    assert value("tests.fresh", m) == pytest.approx(1 / 2)
    assert value("tests.persist", m) == pytest.approx(1 / 3 - 1 / 2)


def test_a_length_counts_all_months_that_were_seen_an_end() -> None:
    """A spell of four months between pauses, of which one month and seven are seen, and the end of
    both.
    """
    m = marked(test_month="." * 6 + "#..#" + "." * 7 + "#" + "." * 5)
    assert value("tests.spell", m) == 4.0
    assert value("tests.flips", marked(test_month="." * 6 + "#..#" + "." * 6)) == pytest.approx(
        12 * 2 / 4
    )
    assert value("tests.pause", m) == (1 + 7) / 2
    assert r.of_worlds(BY_KEY["tests.spell"], m).n == 1


def test_where_nothing_ended_a_length_is_unbounded() -> None:
    found = r.of_worlds(BY_KEY["tests.pause"], marked(test_month="." * 24))
    assert math.isinf(found.high)


@pytest.mark.parametrize(("talks", "openings"), [(".##.#.", 1.0), (".##...", 0.0), ("......", 0.0)])
def test_a_pause_with_talks_needs_three_months_of_them(talks: str, openings: float) -> None:
    m = marked(test_month="#......", talks_month=f".{talks}")
    assert value("opening.share", m) == openings


def test_a_test_ends_a_pause_with_talks() -> None:
    m = marked(test_month="#........#", talks_month=".###......")
    assert text(r.find_turned(m)) == ".#########"
    assert value("opening.length", m) == 9.0
    quiet = marked(test_month="#........#", talks_month=".#........")
    assert math.isnan(value("opening.length", quiet))


def test_of_late_is_this_month_or_the_last() -> None:
    m = marked(test_month=".#..", talks_month="#...")
    assert value("tests.talks", m) == 1.0
    later = marked(test_month="...#", talks_month="#...")
    assert value("tests.talks", later) == -0.5


def test_exercises_are_told_by_the_calendar() -> None:
    m = marked(exercise="..##...#...." * 2)
    assert value("exercise.season", m) == pytest.approx(2 / 3)
    assert value("exercise.calendar", m) == pytest.approx(1.0 - 1 / 10)


def test_a_record_and_a_world_that_show_the_same_have_the_same_value() -> None:
    luck = np.random.default_rng(5)
    seen = {
        name: "".join("#" if luck.random() < 0.3 else "." for _ in range(360))
        for name in OBSERVABLES
    }
    m = marked(**seen)
    for pattern in r.PATTERNS:
        real, made = r.of_record(pattern, m, 3), r.of_worlds(pattern, m)
        assert real.value == pytest.approx(made.value, nan_ok=True), pattern.key
        assert math.isnan(real.value) or real.low <= real.value <= real.high


def test_a_record_in_parts_takes_no_pair_across_a_cut() -> None:
    whole = marked(test_month="##.##.")
    parts = r.Marked(
        {name: each.reshape(2, 3).T for name, each in whole.seen.items()},
        whole.season.reshape(2, 3).T,
    )
    assert r.of_record(BY_KEY["tests.fresh"], whole, 3).n == 1
    assert math.isnan(r.of_record(BY_KEY["tests.fresh"], parts, 3).value)


def test_few_cases_have_wilsons_interval_and_none_have_no_number() -> None:
    few = r.of_record(BY_KEY["tests.again"], marked(test_month="###."), 3)
    assert (few.value, few.n, few.method) == (pytest.approx(2 / 3), 3, "Wilson")
    assert math.isnan(r.of_record(BY_KEY["tests.again"], marked(test_month="????"), 3).value)


def test_the_difference_of_two_shares_of_few_is_newcombes() -> None:
    """56 of 70 less 48 of 80: .0524 to .3339 (Newcombe 1998, table II, example a, method 10)."""
    found = r.independent([(56, 70), (48, 80)])
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)


def test_worlds_of_several_states_that_share_their_luck_count_as_one() -> None:
    same = r.Counted(np.array([[1, 0, 1, 0]]), np.array([[1, 1, 1, 1]]))
    pattern = r.Pattern("a", "a", lambda m: (same,), "share")
    assert r.of_worlds(pattern, marked(test_month="#"), 2).n == 2


@pytest.mark.parametrize(
    ("low", "high", "wanted"), [(0.1, 0.3, UP), (-0.3, -0.1, DOWN), (-0.1, 0.3, None)]
)
def test_a_sign_is_claimed_where_the_record_shows_it(
    low: float, high: float, wanted: object
) -> None:
    found = Estimate((low + high) / 2, low, high, 9, "t")
    assert r.claim_sign(BY_KEY["tests.persist"], found) == wanted
    assert r.claim_sign(BY_KEY["tests.again"], found) is None


def test_intervals_that_do_not_meet_lie_apart() -> None:
    def line(low: float, high: float, cases: int = 5) -> ClaimLine:
        real = Estimate(0.5, 0.4, 0.6, cases, "t")
        return ClaimLine(
            "a", "a", None, Estimate(low, low, high, 9, "t"), recorded=Recorded(real, real)
        )

    assert [line(*each).apart for each in ((0.1, 0.3), (0.1, 0.4), (0.7, 0.8))] == [
        True,
        False,
        True,
    ]
    assert not line(0.1, 0.3, cases=4).apart
    assert not ClaimLine("a", "a", None, exact(0.0)).apart


def test_worlds_begin_in_the_records_states_and_fill_the_same_months() -> None:
    assert r.month_after(r.BEGUN[-1], r.MONTHS - 1) == "2019-12"
    m = r.marked_worlds(PatternPlays(5, 3))
    assert {each.shape for each in (*m.seen.values(), m.season)} == {(r.MONTHS, 5 * len(r.BEGUN))}
    assert m.season[0, ::5].tolist() == [1, 4, 7, 10]
