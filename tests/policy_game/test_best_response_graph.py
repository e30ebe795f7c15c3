"""The best-response graph: legible for two, three and four players, and its arrows are best replies."""

import numpy as np
import pytest

from sim.analysis.policy_game.figures import best_response_graph
from sim.analysis.policy_game.findings import solve
from sim.analysis.policy_game.solution import Solution
from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS
from sim.show.style import Picture, rendered
from tests.games.classic import battle_of_the_sexes
from tests.policy_game.made_up import game_of, two_player
from tests.show.drawn import by_gid, illegible, provenance, words


def solved(*shape: int) -> Solution:
    value = np.random.default_rng(1).normal(size=(4, *shape, 30))
    return solve(game_of(value, players=CAPITALS[: len(shape)]), 50, ()).over_types


def drawn(found: Solution) -> Picture:
    about = provenance(found.game.worlds, method="shares of 50 resamples of worlds", counted="worlds a profile")
    figure = best_response_graph(found, about)
    figure.draw_without_rendering()
    return figure


@pytest.mark.parametrize("shape", [(4, 4), (4, 4, 4), (4, 4, 4, 3), (7, 3, 3, 3), (2, 2, 2, 2)])
def test_names_are_legible_and_every_profile_is_drawn(shape: tuple[int, ...]) -> None:
    figure = drawn(solved(*shape))
    assert illegible(figure) == []
    assert len(by_gid(figure, "profile")) == np.prod(shape)
    assert "worlds a profile" in words(figure)


def test_every_equilibrium_is_marked_with_how_often_it_stays_one() -> None:
    found = solve(two_player(*battle_of_the_sexes(), noise=0.1), 50, ()).over_types
    figure = drawn(found)
    assert len(by_gid(figure, "equilibrium")) == len(found.equilibria) == 2
    for number in (1, 2):
        assert f"equilibrium {number}, stays one in 100 %" in words(figure)


def test_in_a_small_game_there_is_an_arrow_for_every_capital_that_would_gain() -> None:
    # From each of the two profiles apart, both would rather go to the other's place.
    figure = drawn(solve(two_player(*battle_of_the_sexes(), noise=0.1), 50, ()).over_types)
    assert len(by_gid(figure, "move")) == 4


def test_the_bytes_repeat() -> None:
    found = solved(2, 2, 2)
    assert rendered(drawn(found), "svg") == rendered(drawn(found), "svg")


def test_another_number_of_worlds_than_the_foot_would_print_is_refused() -> None:
    with pytest.raises(DataProblem):
        best_response_graph(solved(2, 2), provenance(31, counted="worlds a profile"))
