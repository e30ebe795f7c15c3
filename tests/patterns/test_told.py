"""What tells a move: shares of entropy with closed forms."""

import math

import numpy as np
import pytest

from sim.analysis.patterns.minds import TOLD, conditional, entropies, pool_chances, share_told

MONTHS, WORLDS = 12, 40
LIVE = np.ones((MONTHS, WORLDS), dtype=bool)


def chances(first: np.ndarray) -> np.ndarray:
    """Return the chances of two moves, given those of the first, `(months, worlds)`."""
    return np.stack([first, 1.0 - first])


def halves() -> np.ndarray:
    """Return 0 in the first half of the worlds and 1 in the second, `(months, worlds)`."""
    return np.repeat((np.arange(WORLDS) % 2).astype(np.float64)[None], MONTHS, axis=0)


def test_a_choice_that_never_changes_is_told_by_nothing() -> None:
    pools = [pool_chances(chances(np.full(LIVE.shape, 0.3)), LIVE, halves(), 1.0 - halves())]
    for which in TOLD:
        assert share_told(pools, which).value == pytest.approx(0.0, abs=1e-12)


def test_what_the_course_fixes_is_told_by_the_course_alone() -> None:
    pools = [pool_chances(chances(halves()), LIVE, halves(), np.zeros(LIVE.shape))]
    assert share_told(pools, "told").value == pytest.approx(1.0)
    assert share_told(pools, "told_beyond").value == pytest.approx(0.0, abs=1e-12)


def test_what_the_last_move_fixes_is_told_beyond_the_course() -> None:
    pools = [pool_chances(chances(halves()), LIVE, np.zeros(LIVE.shape), halves())]
    assert [share_told(pools, which).value for which in TOLD] == pytest.approx([1.0] * 3)


def test_what_something_else_fixes_is_beyond_course_and_last_move() -> None:
    pools = [pool_chances(chances(halves()), LIVE, np.zeros(LIVE.shape), np.zeros(LIVE.shape))]
    assert share_told(pools, "told_beyond").value == pytest.approx(1.0)
    assert share_told(pools, "told_by_last").value == pytest.approx(0.0, abs=1e-12)


def test_word_and_deed_are_summed() -> None:
    """A word that is fixed and a deed that is a coin: half of the entropy is told."""
    fixed = pool_chances(chances(halves()), LIVE, halves(), np.zeros(LIVE.shape))
    coin = pool_chances(chances(np.full(LIVE.shape, 0.5)), LIVE, halves(), np.zeros(LIVE.shape))
    assert share_told([fixed, coin], "told").value == pytest.approx(0.5)
    assert entropies([fixed, coin], np.arange(WORLDS)).marginal == pytest.approx(
        2.0 * math.log(2.0)
    )


def test_months_after_the_end_of_a_world_do_not_count() -> None:
    live = LIVE.copy()
    live[6:] = False
    noise = halves()
    noise[6:] = 0.37
    ended, whole = (
        pool_chances(chances(noise), live, halves(), halves()),
        pool_chances(chances(halves()), LIVE, halves(), halves()),
    )
    assert share_told([ended], "told").value == pytest.approx(share_told([whole], "told").value)


def test_entropy_of_cases_is_weighed_by_their_months() -> None:
    chance = np.array([[3.0, 3.0], [0.0, 2.0], [0.0, 0.0]])
    assert conditional(chance, np.array([6.0, 2.0, 0.0])) == pytest.approx(6 / 8 * math.log(2.0))
