"""The ordinal names of 2 × 2 games: 78 games of twelve orders, whatever the actions are called and
who moves.
"""

from itertools import permutations

import numpy as np
import pytest

from sim.analysis.games import ORDERS, TIES, ordinal_name
from sim.core.base.arrays import Floats
from tests.games.classic import (
    battle_of_the_sexes,
    chicken,
    matching_pennies,
    prisoners_dilemma,
    stag_hunt,
)

GAMES = [
    (np.reshape(row, (2, 2)).astype(float), np.reshape(column, (2, 2)).astype(float))
    for row in permutations(range(4))
    for column in permutations(range(4))
]


def names(row: Floats, column: Floats) -> list[str]:
    found = ordinal_name(row, column).split(" – ")
    return found if len(found) == 2 else found * 2


def test_the_reference_games_have_their_names() -> None:
    assert ordinal_name(*prisoners_dilemma()) == "Prisoner's Dilemma"
    assert ordinal_name(*chicken(3, 1, 0, -5)) == "Chicken"
    assert ordinal_name([[4, 1], [3, 2]], [[4, 3], [1, 2]]) == "Stag Hunt"
    assert ordinal_name([[4, 1], [2, 3]], [[4, 2], [1, 3]]) == "Assurance"
    assert ordinal_name([[1, 4], [2, 3]], [[1, 2], [4, 3]]) == ordinal_name(
        [[2, 3], [1, 4]], [[4, 3], [1, 2]]
    )


def test_there_are_78_games() -> None:
    assert len({tuple(sorted(names(*game))) for game in GAMES}) == 78


def test_every_order_names_a_symmetric_game_of_its_own() -> None:
    symmetric = {ordinal_name(row, row.T) for row, _ in GAMES}
    assert symmetric == set(ORDERS.values())


@pytest.mark.parametrize("seed", range(5))
def test_names_depend_on_nothing_but_the_order_of_outcomes(seed: int) -> None:
    row, column = GAMES[int(np.random.default_rng(seed).integers(len(GAMES)))]
    own = names(row, column)
    assert names(row[::-1], column[::-1]) == own
    assert names(row[:, ::-1], column[:, ::-1]) == own
    assert names(np.exp(row), 7.0 * column - 30.0) == own
    assert names(column.T, row.T) == own[::-1]


def test_ties_have_no_name() -> None:
    assert ordinal_name(*matching_pennies()) == TIES
    assert ordinal_name(*battle_of_the_sexes()) == TIES
    assert ordinal_name(*stag_hunt()) == TIES


def test_other_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="2 rows and 2 columns"):
        ordinal_name(np.zeros((2, 3)), np.zeros((2, 3)))
