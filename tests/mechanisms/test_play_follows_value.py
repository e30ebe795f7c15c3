"""Free play goes the way of the solved game: Beijing shields while it is pressed, and what
Washington believes of Kim moves how often both lose.
"""

import numpy as np
import pytest

from sim.core.scenario import load_scenario
from sim.study.run.worlds import run

SPRING = load_scenario("2017-spring")
WORLDS, SEEDS = 4000, (161803, 173205)


def believing(greedy: float) -> dict[str, float]:
    """Return Washington's belief in a greedy Kim; the rest is shared out as it ships."""
    others = {each: SPRING.value(f"prior_washington.{each}") for each in ("fearful", "erratic")}
    scale = (1.0 - greedy) / sum(others.values())
    return {"prior_washington.greedy": greedy} | {
        f"prior_washington.{each}": round(scale * share, 6) for each, share in others.items()
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_beijing_shields_in_three_of_ten_months_in_which_it_is_pressed(seed: int) -> None:
    courses = run(SPRING, WORLDS, seed).courses
    pressed = courses["washington"] == 1
    assert (courses["beijing"][pressed] == 0).mean() >= 0.3


@pytest.mark.parametrize("seed", SEEDS)
def test_the_surer_washington_is_of_a_greedy_kim_the_more_often_both_lose(seed: int) -> None:
    unsure, sure = (
        run(SPRING.change(believing(greedy)), WORLDS, seed).columns["lose_lose"].astype(float)
        for greedy in (0.15, 0.75)
    )
    moved = sure - unsure
    error = moved.std() / np.sqrt(WORLDS)
    assert moved.mean() >= 0.06
    assert moved.mean() - 1.96 * error >= 0.03
