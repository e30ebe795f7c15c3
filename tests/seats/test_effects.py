"""What is said of a move is what the model makes of it, in sign and in size, and no more than it is
sure of.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

import sim
from sim.classroom.seats.seat import (
    FIRST,
    KEPT_UP,
    WORLDS,
    Effect,
    advise,
    effects_in,
    is_wrong,
    step_of,
)
from sim.core.estimate.interval import Estimate
from sim.core.game.catalogue import CAPITALS, MOVES, QUIET
from sim.pages.text import page_texts
from tests.seats.tables import spring

Effects = Mapping[str, Mapping[str, Effect]]


@pytest.fixture(scope="module")
def effects() -> Effects:
    return effects_in(spring())


def test_every_move_but_the_quiet_one_is_measured(effects: Effects) -> None:
    for menu, moves in MOVES.items():
        assert {move.name for move in moves} == {*effects[menu], QUIET[menu]}
    assert all(
        effect["tension"].n > WORLDS / 2 for menu in effects.values() for effect in menu.values()
    )


def test_the_model_says_of_moves_what_a_reader_of_it_expects(effects: Effects) -> None:
    steps = {
        f"{menu}.{move}": advise(effect, False)
        for menu, moves in effects.items()
        for move, effect in moves.items()
    }
    assert (
        steps["washington.word.threaten"]["tension"] > 0 > steps["washington.word.talks"]["tension"]
    )
    assert steps["beijing.word.warn"]["tension"] == 0


def test_an_adviser_is_wrong_in_one_month_of_five_and_says_the_reverse_then(
    effects: Effects,
) -> None:
    wrong = [
        is_wrong(seed, month, capital)
        for seed in range(40)
        for month in range(12)
        for capital in CAPITALS
    ]
    assert 0.15 < sum(wrong) / len(wrong) < 0.25
    right, reverse = (
        advise(effects["washington.word"]["threaten"], each) for each in (False, True)
    )
    assert reverse == {part: -step for part, step in right.items()}


def test_a_difference_is_that_of_two_runs_with_the_same_luck(effects: Effects) -> None:
    scenario = spring(15)
    runs = [
        sim.run(
            scenario,
            WORLDS,
            7,
            interventions=[
                sim.ImposedMove("washington", month, word=word)
                for month in range(FIRST, FIRST + KEPT_UP)
            ],
            record=["tension"],
        )
        for word in ("talks", "silence")
    ]
    talks, silence = (run.state["tension"] for run in runs)
    lived = ~np.isnan(talks[-1] + silence[-1])
    both = (talks - silence)[FIRST + 1 : FIRST + KEPT_UP + 1, lived]
    assert effects["washington.word"]["talks"]["tension"].value == pytest.approx(both.mean())


def test_what_is_not_sure_is_not_said() -> None:
    def found(low: float, value: float, high: float) -> Estimate:
        return Estimate(value, low, high, 400, "t", 0.95)

    assert step_of("tension", found(-0.1, 0.6, 1.3)) == 0
    assert [step_of("tension", found(0.01, value, 2.0)) for value in (0.05, 0.2, 0.6)] == [0, 1, 2]
    assert step_of("worth", found(-0.9, -0.6, -0.1)) == -2


def test_every_step_has_its_sentence(effects: Effects) -> None:
    texts = page_texts("en", "names", "seats")
    for part in ("tension", "worth"):
        for step in range(-2, 3):
            # A part that hardly moves is left out; a move of which none does has a sentence of its
            # own.
            assert (f"does.{part}.{step}" in texts) is (step != 0)
    assert "does.little" in texts
