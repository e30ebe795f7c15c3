"""Games in which only Pyongyang knows its type: players, payoffs, dominance, matrices, and what
equilibria come to.
"""

from itertools import product

import numpy as np
import pytest

from sim.analysis.policy_game.equilibria import dominance_of, equilibria_of, sits
from sim.analysis.policy_game.findings import solve
from sim.analysis.policy_game.game import PolicyGame
from sim.core.base.arrays import Floats
from sim.core.game.catalogue import CAPITALS
from tests.games.classic import chicken, prisoners_dilemma, stag_hunt
from tests.policy_game.made_up import over_two_types, typed

CHANCES = (0.45, 0.35, 0.2)


def random_game(
    shape: tuple[int, ...] = (2, 2, 3, 2), worlds: int = 30, seed: int = 1
) -> PolicyGame:
    luck = np.random.default_rng(seed)
    losing = (luck.random((3, *shape, worlds)) < 0.3).astype(float)
    return typed(luck.normal(size=(3, 4, *shape, worlds)), CHANCES, losing)


def by_hand(game: PolicyGame, values: Floats, profile: tuple[int, ...]) -> Floats:
    """The mean over types of `(types, w, b, p, s, worlds)`: every type plays its own policy."""
    w, b, *kims, s = profile
    return sum(chance * values[at, w, b, kims[at], s] for at, chance in enumerate(game.chances))


def test_every_type_with_a_choice_is_a_player() -> None:
    game = random_game()
    assert game.players == (
        "washington",
        "beijing",
        "pyongyang (fearful)",
        "pyongyang (greedy)",
        "pyongyang (erratic)",
        "seoul",
    )
    assert game.shape == (2, 2, 3, 3, 3, 2)
    assert random_game((2, 2, 1, 2)).players == ("washington", "beijing", "seoul")
    assert game.of_type("greedy").players == CAPITALS


@pytest.mark.parametrize("profile", [(0, 0, 0, 0, 0, 0), (1, 0, 2, 0, 1, 1), (1, 1, 2, 2, 2, 0)])
def test_a_profile_pays_the_mean_over_types_and_a_type_what_it_gets(
    profile: tuple[int, ...],
) -> None:
    game = random_game()
    payoffs, mix = game.payoffs(), game.pure(profile)
    for place, player in enumerate(game.agents):
        values = game.value[:, CAPITALS.index(player.capital)]
        if player.kim:
            at = game.types.index(player.kim)
            wanted = values[at, profile[0], profile[1], profile[2 + at], profile[5]]
        else:
            wanted = by_hand(game, values, profile)
        assert payoffs[place][profile] == pytest.approx(wanted.mean())
        assert game.payoff_to(place, mix) == pytest.approx(wanted)
    assert game.losing(mix) == pytest.approx(
        by_hand(game, game.goals_failed.astype(float), profile)
    )
    assert game.over_types(game.mean[:, 1], game.chances)[profile] == pytest.approx(
        game.payoff("beijing", mix).mean()
    )


def test_mixing_is_the_mean_over_what_is_mixed() -> None:
    game = random_game()
    luck = np.random.default_rng(2)
    mix = tuple(luck.dirichlet(np.ones(size)) for size in game.shape)
    wanted = np.zeros(game.worlds)
    for profile in product(*map(range, game.shape)):
        weight = np.prod([choice[at] for choice, at in zip(mix, profile, strict=True)])
        wanted = wanted + weight * game.payoff("seoul", game.pure(profile))
    assert game.payoff("seoul", mix) == pytest.approx(wanted)


def test_equilibria_leave_nobody_a_gain_and_hold_all_pure_ones() -> None:
    game = random_game(worlds=10)
    payoffs = game.payoffs()
    found = equilibria_of(game)
    pure = [
        tuple(int(choice.argmax()) for choice in each.profile)
        for each in found
        if each.kind == "pure"
    ]
    for profile in product(*map(range, game.shape)):
        assert sits(payoffs, game.pure(profile)) == (profile in pure)
    for each in found:
        assert each.regret < 0.01
        if each.kind == "mixed":
            assert each.regret < 1e-8


def test_who_arms_against_pressure_and_who_yields_to_it_leave_only_a_mixture() -> None:
    # Washington presses or talks. It would talk to the fearful, who arms if pressed, and press the
    # greedy, who yields.
    own = np.array([[[0.0, 2.0], [-3.0, 5.0]], [[1.0, 3.0], [-2.0, 2.0]]])
    other = np.array([[[2.0, 0.0], [0.0, 2.0]], [[0.0, 2.0], [5.0, 0.0]]])
    found = solve(over_two_types(own, other, (0.6, 0.4), noise=0.1), 60)
    assert list(found.readings) == ["own beliefs", "model prior", "fearful", "greedy"]
    assert found.opening.nash.complete
    assert len(found.opening.nash) % 2 == 1


def test_a_type_pays_as_the_game_of_that_type_alone() -> None:
    game = random_game()
    alone = game.of_type("erratic")
    assert alone.payoffs()[2] == pytest.approx(game.mean[2, 2])
    sure = typed(game.value, (0.0, 0.0, 1.0), game.goals_failed.astype(float))
    for profile in product(*map(range, alone.shape)):
        w, b, p, s = profile
        assert sure.payoffs()[0][w, b, 0, 1, p, s] == pytest.approx(alone.payoffs()[0][profile])


def test_what_is_always_best_is_dominant_and_what_is_always_worse_dominated() -> None:
    row, column = prisoners_dilemma()
    flat = np.zeros(2)
    found = dominance_of(
        over_two_types(np.stack([row, row]), np.stack([column, flat + column * 0]), (0.5, 0.5))
    )
    washington, fearful, greedy = found
    assert washington.best["maximum_pressure"] == 1.0
    assert washington.dominated == {"patience": "maximum_pressure"}
    assert washington.best["patience"] == 0.0
    assert fearful.best == {"build": 0.0, "brinkmanship": 1.0}
    # Who is indifferent has two dominant policies, and no dominated one.
    assert greedy.best == {"build": 1.0, "brinkmanship": 1.0}
    assert greedy.dominated == {}


def test_matrices_name_the_game_of_each_type() -> None:
    own = np.stack(
        [chicken(3, 1, 0, -5)[0], stag_hunt(alone=-1.0)[0] + np.array([[0.0, 0.0], [0.0, -0.5]])]
    )
    other = np.stack([chicken(3, 1, 0, -5)[1], prisoners_dilemma()[1]])
    game = over_two_types(own, other, (0.5, 0.5), noise=0.01)
    fearful, greedy = solve(game, 60).matrices
    assert fearful.name in ("Chicken", "Prisoner's Dilemma – Chicken")
    assert greedy.name is not None
    assert greedy.name.endswith("Prisoner's Dilemma")
    assert greedy.again is not None
    assert greedy.again.value == 1.0
    assert fearful.washington == pytest.approx(own[0], abs=0.02)
    assert [flags.shape for flags in fearful.best()] == [(2, 2), (2, 2)]


def test_without_a_choice_for_both_there_is_no_matrix() -> None:
    assert solve(random_game((2, 2, 1, 2)), 50).matrices == []


def test_names_and_places() -> None:
    game = random_game((4, 4, 4, 3))
    assert game.line((0, 1, 0, 2, 0, 2)) == "patience, balance, build / charm / build, hard_line"
    assert game.line((0, 1, 2, 2, 2, 2)) == "patience, balance, charm, hard_line"
    assert random_game((2, 2, 1, 1)).line((0, 1)) == "patience, balance"
    assert (
        game.place(
            {"washington": "prevent", "beijing": "free", "pyongyang": "build", "seoul": "hedge"}
        )
        is None
    )
