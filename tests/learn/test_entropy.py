"""The cross-entropy method on functions whose best point is known."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.learn import CANDIDATES
from sim.analysis.learn.search import (
    LEAST_CHANCE,
    Candidates,
    Spread,
    best_of,
    spread_around,
    value_at,
)
from sim.core.base.arrays import Floats
from sim.study.experiment.definition import Factor, Number
from sim.study.experiment.factor_text import one_of

FACTORS = (
    Factor("washington.pressure", "lever", Number("uniform", 0.0, 1.0)),
    Factor("washington_lean.prevent", "uncertainty", Number("uniform", -6.0, 6.0)),
    Factor("washington.policy", "lever", one_of(("free", "patience", "prevent"))),
)
START = (0.5, -0.15, "free")


def searched(worth: Floats, noise: float, generations: int, seed: int = 3) -> Candidates:
    """Return the middle after some generations; `worth` is the best place of each number and the
    best choice.
    """
    rng = np.random.default_rng(seed)
    spread = spread_around(FACTORS, START)
    for _ in range(generations):
        drawn = spread.drawn(CANDIDATES, rng)
        payoff = -((drawn.places[:, :2] - worth[:2]) ** 2).sum(axis=1) + 0.2 * (
            drawn.picks[:, 2] == worth[2]
        )
        best = best_of(payoff + noise * rng.standard_normal(CANDIDATES))
        chosen = Candidates(drawn.places[best], drawn.picks[best])
        spread = spread.nearer(chosen, np.ones((best.size, 3), dtype=bool))
    return spread.middle()


@pytest.mark.parametrize("worth", [(0.73, 0.1, 2), (0.0, 1.0, 1), (0.5, 0.5, 0)])
@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_it_comes_to_the_best_point_through_noise_and_at_the_edge(
    worth: tuple[float, ...], noise: float
) -> None:
    found = searched(np.array(worth), noise, 20)
    assert found.picks[0, 2] == worth[2]
    assert abs(found.places[0, :2] - worth[:2]).max() < (0.02 if noise == 0.0 else 0.12)


def test_what_does_nothing_stays_where_it_is() -> None:
    spread = spread_around(FACTORS, START)
    drawn = spread.drawn(12, np.random.default_rng(1))
    used = np.tile(np.array([True, False, True]), (12, 1))
    after = spread.nearer(drawn, used)
    assert after.mean[1] == spread.mean[1]
    assert after.width[1] == spread.width[1]
    assert after.mean[0] != spread.mean[0]


def test_no_choice_ever_dies_out() -> None:
    spread = spread_around(FACTORS, START)
    always = Candidates(np.full((12, 3), 0.5), np.tile(np.array([-1, -1, 1]), (12, 1)))
    for _ in range(30):
        spread = spread.nearer(always, np.ones((12, 3), dtype=bool))
    chances = spread.chances[2]
    assert chances is not None
    assert chances.min() > 0.9 * LEAST_CHANCE
    assert chances.sum() == pytest.approx(1.0)


def test_a_place_is_a_value_of_few_digits() -> None:
    assert value_at(FACTORS[1], 0.437, -1) == -0.756
    assert value_at(FACTORS[2], 0.0, 1) == "patience"


def test_the_first_law_is_around_the_scenario() -> None:
    spread: Spread = spread_around(FACTORS, START)
    drawn = spread.drawn(4000, np.random.default_rng(1))
    assert abs(np.median(drawn.places[:, 0]) - 0.5) < 0.02
    assert abs((drawn.picks[:, 2] == 0).mean() - 0.5) < 0.03
    assert drawn.places.min() >= 0.0
    assert drawn.places.max() <= 1.0
