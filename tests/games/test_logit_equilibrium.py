"""Logit equilibria: known answers, independent roots, the branch, more players, bad input."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit, softmax

from sim.analysis.games import Profile, logit_equilibrium
from tests.for_each import for_each
from tests.games.classic import chicken, matching_pennies, prisoners_dilemma

# A game of two by three whose branch turns back on its way.
TURNING = ([[5, 2, 2], [3, 4, 1]], [[2, 1, 0], [0, 2, 4]])


def logistic(score: float) -> float:
    return float(expit(score))


def stick(precision: float) -> float:
    """P(stick) on the symmetric branch of chicken (1, 0, -1, -10), by bisection."""
    return float(brentq(lambda q: logistic(precision * (1.0 - 10.0 * q)) - q, 0.0, 1.0, xtol=1e-15))


@pytest.mark.parametrize(
    ("precision", "row", "column"),
    [(0.5, 0.8307, 0.4181), (1.0, 0.8936, 0.3128), (2.0, 0.8608, 0.1911)],
)
def test_asymmetric_matching_pennies_known_answers(
    precision: float, row: float, column: float
) -> None:
    found = logit_equilibrium(matching_pennies(9.0), precision)
    assert found[0][0] == pytest.approx(row, abs=5e-5)
    assert found[1][0] == pytest.approx(column, abs=5e-5)


@for_each("precision", [0.01, 0.3, 1.0, 4.0, 25.0])
@for_each("prize", [0.5, 1.0, 4.0, 9.0, 44.0])
def test_matching_pennies_agree_with_an_independent_root(precision: float, prize: float) -> None:
    def gap(row: float) -> float:
        column = logistic(precision * (1.0 - 2.0 * row))
        return logistic(precision * ((prize + 1.0) * column - 1.0)) - row

    row = brentq(gap, 0.0, 1.0, xtol=1e-15)
    assert logit_equilibrium(matching_pennies(prize), precision)[0][0] == pytest.approx(
        row, abs=1e-10
    )


def test_matching_pennies_come_close_to_nash_at_high_precision() -> None:
    row, column = logit_equilibrium(matching_pennies(9.0), 5000.0)
    assert row == pytest.approx([0.5, 0.5], abs=1e-3)
    assert column == pytest.approx([0.1, 0.9], abs=1e-3)


def test_symmetric_chicken_known_answer() -> None:
    found = logit_equilibrium(chicken(1.0, 0.0, -1.0, -10.0), 2.0)
    assert [choice[1] for choice in found] == pytest.approx([0.1769, 0.1769], abs=5e-5)


@pytest.mark.parametrize("precision", [0.05, 0.5, 2.0, 10.0, 100.0, 1000.0])
def test_chicken_stays_on_the_symmetric_branch(precision: float) -> None:
    found = logit_equilibrium(chicken(), precision)
    assert [choice[1] for choice in found] == pytest.approx([stick(precision)] * 2, abs=1e-10)


def test_chicken_tends_to_its_mixed_nash_equilibrium() -> None:
    temptation, reward, sucker, crash = 3.0, 1.0, 0.0, -5.0
    found = logit_equilibrium(chicken(temptation, reward, sucker, crash), 20_000.0)
    nash = (temptation - reward) / (temptation - reward + sucker - crash)
    assert found[0][1] == pytest.approx(nash, abs=1e-3)


@pytest.mark.parametrize("handicap", [1.0, 0.1, 1e-3, 1e-5])
def test_near_symmetric_chicken_follows_its_own_branch_and_does_not_leap(handicap: float) -> None:
    row, column = chicken()
    column[1, 1] -= handicap
    found = logit_equilibrium((row, column), 2.0)
    assert found[0][1] > 0.85
    assert found[1][1] < 0.01


@pytest.mark.parametrize("precision", [0.0, 0.5, 2.0, 30.0])
def test_prisoners_dilemma_with_a_constant_temptation_is_logistic(precision: float) -> None:
    game = prisoners_dilemma(temptation=3.0, reward=2.0, punishment=1.0, sucker=0.0)
    found = logit_equilibrium(game, precision)
    for choice in found:
        assert choice[1] == pytest.approx(logistic(precision), abs=1e-12)


def test_prisoners_dilemma_agrees_with_an_independent_root_and_tends_to_defection() -> None:
    def gap(defect: float) -> float:
        return logistic(1.5 * (2.0 * (1.0 - defect) + 1.0 * defect)) - defect

    found = logit_equilibrium(prisoners_dilemma(), 1.5)
    assert found[0][1] == pytest.approx(brentq(gap, 0.0, 1.0, xtol=1e-15), abs=1e-12)
    assert logit_equilibrium(prisoners_dilemma(), 60.0)[0][1] == pytest.approx(1.0, abs=1e-12)


@for_each("players", [2, 3, 4])
@for_each("precision", [0.5, 3.0, 20.0])
def test_volunteers_dilemma_of_several_players(players: int, precision: float) -> None:
    """One volunteer serves all at cost .4; nobody serving costs 1.

    Diekmann (1985), Journal of Conflict Resolution 29, 605-610.
    """
    payoffs = []
    for player in range(players):
        payoff = np.ones((2,) * players)
        payoff[(0,) * players] = 0.0
        payoff[(slice(None),) * player + (1,)] -= 0.4
        payoffs.append(payoff)
    found = logit_equilibrium(payoffs, precision)

    def gap(serve: float) -> float:
        return logistic(precision * ((1.0 - serve) ** (players - 1) - 0.4)) - serve

    serve = brentq(gap, 0.0, 1.0, xtol=1e-15)
    assert [choice[1] for choice in found] == pytest.approx([serve] * players, abs=1e-10)


@pytest.mark.parametrize("shape", [(2, 2), (3, 2), (2, 3, 4), (2, 2, 3, 2)])
def test_random_games_are_uniform_at_zero_and_answer_themselves_above(
    shape: tuple[int, ...],
) -> None:
    rng = np.random.default_rng(list(shape))
    for _ in range(3):
        payoffs = [rng.normal(scale=3.0, size=shape) for _ in shape]
        start = logit_equilibrium(payoffs, 0.0)
        for choice, actions in zip(start, shape, strict=True):
            assert choice == pytest.approx(np.full(actions, 1.0 / actions), abs=1e-12)
        found = logit_equilibrium(payoffs, 2.0)
        for player, choice in enumerate(found):
            expected = brute_expectation(payoffs[player], found, player)
            weights = [math.exp(2.0 * (value - max(expected))) for value in expected]
            assert choice == pytest.approx(np.array(weights) / math.fsum(weights), abs=1e-12)


def brute_expectation(payoff: np.ndarray, profile: Profile, player: int) -> list[float]:
    """Expected payoff by action, by a sum over all cells of the game."""
    expected = [0.0] * payoff.shape[player]
    for cell in np.ndindex(payoff.shape):
        others = (profile[other][action] for other, action in enumerate(cell) if other != player)
        expected[cell[player]] += float(payoff[cell]) * math.prod(others)
    return expected


def test_payoffs_may_be_shifted_and_scaled_against_precision() -> None:
    rng = np.random.default_rng(9)
    payoffs = [rng.normal(size=(3, 4)) for _ in range(2)]
    before = logit_equilibrium(payoffs, 3.0)
    after = logit_equilibrium([7.0 * payoff - 40.0 for payoff in payoffs], 3.0 / 7.0)
    for old, new in zip(before, after, strict=True):
        assert new == pytest.approx(old, abs=1e-9)


def test_it_agrees_with_damped_iteration_where_that_must_converge() -> None:
    rng = np.random.default_rng(10)
    payoffs = [rng.uniform(size=(3, 3, 2)) for _ in range(3)]
    profile: Profile = tuple(np.full(actions, 1.0 / actions) for actions in (3, 3, 2))
    for _ in range(100):
        answers = [
            softmax(0.5 * np.array(brute_expectation(payoff, profile, player)))
            for player, payoff in enumerate(payoffs)
        ]
        profile = tuple((old + new) / 2.0 for old, new in zip(profile, answers, strict=True))
    for mine, theirs in zip(logit_equilibrium(payoffs, 0.5), profile, strict=True):
        assert mine == pytest.approx(theirs, abs=1e-11)


def turning_roots(precision: float) -> list[float]:
    """Every P(first row) that answers itself in the turning game, by a scan of one equation."""
    row, column = (np.array(payoff, dtype=float) for payoff in TURNING)

    def gap(first: float) -> float:
        utility = first * column[0] + (1.0 - first) * column[1]
        weights = np.exp(precision * utility)
        return logistic(precision * float((row[0] - row[1]) @ weights / weights.sum())) - first

    grid = np.linspace(0.0, 1.0, 2001)
    values = [gap(first) for first in grid]
    pairs = zip(
        zip(grid, values, strict=True), zip(grid[1:], values[1:], strict=True), strict=False
    )
    return [brentq(gap, a, b, xtol=1e-15) for (a, left), (b, right) in pairs if left * right < 0.0]


def test_where_the_branch_folds_its_first_point_is_given() -> None:
    before = logit_equilibrium(TURNING, 2.0)
    roots = turning_roots(2.0)
    assert len(roots) == 3
    assert before[0][0] == pytest.approx(roots[0], abs=1e-10)
    after = logit_equilibrium(TURNING, 2.5)
    assert turning_roots(2.5) == pytest.approx([after[0][0]], abs=1e-10)


def test_a_player_of_one_action_and_a_game_without_stakes() -> None:
    forced = logit_equilibrium(([[1.0, 5.0]], [[0.0, 2.0]]), 1.0)
    assert forced[0].tolist() == [1.0]
    assert forced[1][1] == pytest.approx(logistic(2.0), abs=1e-12)
    idle = logit_equilibrium((np.ones((2, 2)), np.ones((2, 2))), 50.0)
    assert [choice.tolist() for choice in idle] == [[0.5, 0.5], [0.5, 0.5]]


@pytest.mark.parametrize(
    ("payoffs", "precision", "words"),
    [
        ([[[1, 2], [3, 4]]], 1.0, "two or more players"),
        ([[1, 2], [3, 4]], 1.0, "do not fit 2 players"),
        ([[[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6]]], 1.0, "differ in shape"),
        ([[[1, 2], [3, math.nan]], [[1, 2], [3, 4]]], 1.0, "not finite"),
        ([np.empty((0, 2)), np.empty((0, 2))], 1.0, "do not fit"),
        ([[[1, 2], [3, 4]], [[1, 2], [3, 4]]], -1.0, "precision"),
        ([[[1, 2], [3, 4]], [[1, 2], [3, 4]]], math.inf, "precision"),
    ],
)
def test_bad_input_says_what_where_and_what_to_do(
    payoffs: list, precision: float, words: str
) -> None:  # type: ignore[type-arg]
    with pytest.raises(ValueError, match=words) as caught:
        logit_equilibrium(payoffs, precision)
    assert len(str(caught.value).splitlines()) == 3
