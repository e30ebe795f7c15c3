"""The figures of a policy game: legible, every profile drawn, and what is better for both lies
where it must.
"""

import numpy as np
import pytest

from sim.analysis.policy_game.figures import payoff_plane
from sim.analysis.policy_game.findings import solve
from sim.show.drawn import Drawn
from tests.games.classic import prisoners_dilemma
from tests.policy_game.made_up import giants, two_player
from tests.show.drawn import by_gid, illegible, words


def plane(shape: tuple[int, ...], chances: tuple[float, ...]) -> Drawn:
    own, other = np.random.default_rng(1).normal(size=(2, len(chances), *shape))
    found = solve(giants(own, other, chances, noise=0.1), 50)
    return payoff_plane(found)


@pytest.mark.parametrize(
    ("shape", "chances"), [((4, 4), (0.5, 0.3, 0.2)), ((2, 3), (0.5, 0.5)), ((4, 4), (1.0,))]
)
def test_names_are_legible_and_every_profile_is_drawn(
    shape: tuple[int, ...], chances: tuple[float, ...]
) -> None:
    figure = plane(shape, chances)
    assert illegible(figure) == []
    assert len(by_gid(figure, "profile")) == np.prod(shape) * min(len(chances), 2)
    assert "worlds a profile" in words(figure)


def test_what_is_better_for_both_lies_to_the_right_and_above_the_equilibrium() -> None:
    found = solve(two_player(*prisoners_dilemma()), 50)
    figure = payoff_plane(found)
    (ring,), (arrow,) = by_gid(figure, "equilibrium"), by_gid(figure, "gap")
    (x, y), (a, b) = ring.get_xydata()[0], arrow._posA_posB[1]
    assert (a > x, b > y) == (True, True)
    assert figure.rendered("svg") == figure.rendered("svg")
