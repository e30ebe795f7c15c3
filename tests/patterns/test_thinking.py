"""What a month hides is what the month itself goes by."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.patterns.plays import LOOK_AHEAD, PatternPlays, Thinking
from sim.core.engine import play
from sim.core.game.catalogue import CAPITALS, MOVES
from sim.core.outcomes.history import History


@pytest.fixture(scope="module")
def plays() -> PatternPlays:
    """Return some free worlds of two years."""
    return PatternPlays(200, 5, changes={"months": 24})


def chance_of_what_was_done(thinking: Thinking, h: History, menu: str) -> np.ndarray:
    """Return the chance of the move that was made, `(months, worlds)`."""
    made = h.state[menu.replace(".", "_")].astype(np.intp)
    return np.take_along_axis(thinking.chances[menu], made[None], axis=0)[0]


def test_chances_before_the_draw_are_those_the_month_drew_from(plays: PatternPlays) -> None:
    """Byte for byte: a month says how likely what was done was."""
    _, job = plays.job(plays.base, plays.worlds)
    said = play(replace(job, record=tuple(f"{capital}_chance" for capital in CAPITALS))).record
    thinking, h = plays.thinking, plays.free
    for capital in CAPITALS:
        word, deed = (
            chance_of_what_was_done(thinking, h, f"{capital}.{kind}") for kind in ("word", "deed")
        )
        np.testing.assert_array_equal((word * deed)[h.live], said[f"{capital}_chance"][h.live])


def test_chances_sum_to_one(plays: PatternPlays) -> None:
    for menu in MOVES:
        sums = plays.thinking.chances[menu].sum(axis=0)[plays.free.live]
        np.testing.assert_allclose(sums, 1.0, atol=1e-12)


def test_a_capital_that_is_held_expects_nothing_since_it_reviews_nothing() -> None:
    held = PatternPlays(50, 5, changes={"months": 18, "washington.policy": "maximum_pressure"})
    assert not held.thinking.expected["washington"].any()
    assert held.thinking.expected["pyongyang"].any()


def test_who_turns_by_review_has_expected_something(plays: PatternPlays) -> None:
    """A course changes by a review, or in a month with a new government or an announced course."""
    for capital in LOOK_AHEAD:
        course = plays.free.state[f"{capital}_course"]
        turned = (course[1:] != course[:-1]) & plays.free.live[1:]
        turned[[month - 1 for month in plays.offices(capital) if 0 < month < plays.free.months]] = (
            False
        )
        assert turned.any()
        assert (plays.thinking.expected[capital][1:][turned] != 0.0).all()
