"""Nash equilibria: known answers, verification by regret, more players, bad input."""

import numpy as np
import pytest

from sim.analysis.games import nash_equilibria, pure_equilibria, regrets
from sim.core.base.arrays import Floats
from tests.for_each import for_each
from tests.games.classic import (
    battle_of_the_sexes,
    chicken,
    matching_pennies,
    prisoners_dilemma,
    stag_hunt,
)


def kinds(payoffs: object) -> list[str]:
    """Return whether each equilibrium is pure or mixed."""
    found = nash_equilibria(payoffs)  # type: ignore[arg-type]
    return ["pure" if max(map(np.count_nonzero, each)) == 1 else "mixed" for each in found]


def mixed(payoffs: object) -> tuple[Floats, ...]:
    """Return the one mixed equilibrium."""
    every = nash_equilibria(payoffs)  # type: ignore[arg-type]
    (found,) = [each for each in every if max(map(np.count_nonzero, each)) > 1]
    return found


@pytest.mark.parametrize("payoffs", [(1, 0, -1, -10), (3, 1, 0, -5)])
def test_chicken_has_two_pure_equilibria_and_the_mixed_one_of_its_closed_form(
    payoffs: tuple[float, ...],
) -> None:
    t, r, s, p = payoffs
    game = chicken(*payoffs)
    assert sorted(pure_equilibria(game)) == [(0, 1), (1, 0)]
    assert kinds(game) == ["pure", "pure", "mixed"]
    for choice in mixed(game):
        assert choice[1] == pytest.approx((t - r) / (t - r + s - p), abs=1e-12)


def test_stag_hunt_pure_and_mixed() -> None:
    game = stag_hunt(4.0, 3.0, 0.0)
    assert sorted(pure_equilibria(game)) == [(0, 0), (1, 1)]
    for choice in mixed(game):
        assert choice[0] == pytest.approx(0.75, abs=1e-12)


def test_battle_of_the_sexes_pure_and_mixed() -> None:
    game = battle_of_the_sexes(2.0, 1.0, 0.0)
    assert sorted(pure_equilibria(game)) == [(0, 0), (1, 1)]
    row, column = mixed(game)
    assert row.tolist() == pytest.approx([2 / 3, 1 / 3])
    assert column.tolist() == pytest.approx([1 / 3, 2 / 3])


@pytest.mark.parametrize("prize", [0.5, 1.0, 9.0])
def test_matching_pennies_have_one_equilibrium_and_the_row_player_ignores_its_prize(
    prize: float,
) -> None:
    game = matching_pennies(prize)
    assert pure_equilibria(game) == []
    row, column = mixed(game)
    assert row[0] == pytest.approx(0.5)
    assert column[0] == pytest.approx(1.0 / (prize + 1.0))


def test_prisoners_dilemma_has_one_equilibrium() -> None:
    assert kinds(prisoners_dilemma()) == ["pure"]


def test_rock_paper_scissors_is_mixed_evenly() -> None:
    beats = np.array([[0.0, -1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 1.0, 0.0]])
    (found,) = nash_equilibria([beats, -beats])
    for choice in found:
        assert choice.tolist() == pytest.approx([1 / 3] * 3)


@for_each("seed", range(12))
def test_random_games_have_an_odd_number_of_equilibria_and_nobody_gains_by_leaving(
    seed: int,
) -> None:
    # Wilson 1971: a game without degeneracy has an odd number of equilibria.
    luck = np.random.default_rng(seed)
    shape = tuple(luck.integers(2, 6, 2))
    game = [luck.normal(size=shape), luck.normal(size=shape)]
    found = nash_equilibria(game)
    assert len(found) % 2 == 1
    for mine, its in found:
        ours, theirs = game[0] @ its, mine @ game[1]
        assert ours.max() - mine @ ours < 1e-9
        assert theirs.max() - theirs @ its < 1e-9
    assert kinds(game).count("pure") == len(pure_equilibria(tuple(game)))


@pytest.mark.parametrize("seed", range(4))
def test_equilibria_do_not_depend_on_the_units_of_payoffs(seed: int) -> None:
    luck = np.random.default_rng(seed)
    game = [luck.normal(size=(3, 4)), luck.normal(size=(3, 4))]
    scaled = nash_equilibria([1e-6 * game[0] - 70.0, 1e5 * game[1] + 3.0])
    for one, other in zip(nash_equilibria(game), scaled, strict=True):
        for a, b in zip(one, other, strict=True):
            assert a == pytest.approx(b, abs=1e-6)


def test_in_a_game_of_constants_every_pure_profile_is_an_equilibrium() -> None:
    assert kinds([np.zeros((2, 3)), np.zeros((2, 3))]) == ["pure"] * 6


def test_three_players_pure_equilibria_are_those_found_one_by_one() -> None:
    luck = np.random.default_rng(5)
    game = tuple(luck.integers(0, 4, (3, 3, 2, 3)).astype(float))
    slow = []
    for place in np.ndindex(3, 2, 3):
        stays = True
        for player, payoff in enumerate(game):
            for action in range(payoff.shape[player]):
                other = (*place[:player], action, *place[player + 1 :])
                stays = stays and payoff[other] <= payoff[place]
        if stays:
            slow.append(place)
    assert pure_equilibria(game) == slow


def test_regrets_are_zero_exactly_at_best_replies() -> None:
    game = prisoners_dilemma()
    own = regrets(game)
    assert (own[0].min(axis=0) == 0.0).all()
    assert own[0][1, 0] == 0.0
    assert own[0][0, 0] == game[0][1, 0] - game[0][0, 0]


def test_more_than_two_players_are_refused_in_three_lines() -> None:
    with pytest.raises(ValueError, match="more than two") as caught:
        nash_equilibria([np.zeros((2, 2, 2))] * 3)
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize(
    "payoffs",
    [[[[1, 2]]], [[[1, 2], [3, 4]], [[1, 2, 3]]], [[[1, np.nan], [0, 0]], [[1, 2], [3, 4]]], []],
)
def test_payoffs_that_form_no_game_are_refused_in_three_lines(payoffs: list[object]) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        nash_equilibria(payoffs)  # type: ignore[arg-type]
    assert len(str(caught.value).splitlines()) == 3
