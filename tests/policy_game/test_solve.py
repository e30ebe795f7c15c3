"""What a solved policy game says: equilibria, their stability, noise and common luck."""

import json
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.policy_game.equilibria import Solution, deviations_from
from sim.analysis.policy_game.findings import solve as solve_all
from sim.analysis.policy_game.game import PolicyGame, resample_game
from tests.games.classic import battle_of_the_sexes, chicken, matching_pennies
from tests.policy_game.made_up import game_of, two_player


def solve(game: PolicyGame, resamples: int) -> Solution:
    """Solve a game of one type of Kim."""
    return solve_all(game, resamples).opening


def test_every_pure_equilibrium_and_the_mixed_one_are_shown() -> None:
    found = solve_all(two_player(*battle_of_the_sexes(), noise=0.1), 100)
    own = found.opening
    assert sorted(each.profile for each in own.equilibria) == [(0, 0), (1, 1)]
    assert {each.verdict for each in own.equilibria} == {"stable"}
    assert all(each.decided for each in own.equilibria)
    (mixed,) = (each for each in own.nash if each.kind == "mixed")
    assert mixed.profile[0][0] == pytest.approx(2 / 3, abs=0.02)
    tables = {table.name: table for table in found.tables()}
    assert [name for name, table in tables.items() if table.main] == ["equilibria"]
    assert len(tables["equilibria"].rows) == 2
    shares = [row[4] for row in tables["mixtures"].rows if row[2] == "Washington"]
    assert sum(each.value for each in shares) == pytest.approx(1.0)
    assert shares[0].value == pytest.approx(2 / 3, abs=0.05)


def test_where_nobody_holds_still_no_pure_equilibrium_is_claimed() -> None:
    found = solve_all(two_player(*matching_pennies(9.0), noise=0.1), 100)
    assert found.opening.equilibria == []
    assert found.opening.none.value == 1.0
    assert "nobody mixes" in found.sentences()[0]


@pytest.mark.parametrize("seed", range(2))
def test_pure_noise_leaves_no_stable_equilibrium(seed: int) -> None:
    luck = np.random.default_rng(seed)
    found = solve(game_of(luck.normal(size=(4, 4, 4, 4, 3, 100))), 200)
    assert [each.verdict for each in found.equilibria if each.verdict == "stable"] == []
    assert not any(each.decided for each in found.equilibria)


def test_noise_that_all_profiles_share_moves_no_equilibrium() -> None:
    # Common luck: what is added to every profile of a world cancels, however large it is.
    quiet = two_player(*chicken(), worlds=50)
    luck = np.random.default_rng(3).normal(size=50)
    loud = replace(quiet, value=quiet.value + 1000.0 * luck)
    found = solve(loud, 100)
    assert sorted(each.profile for each in found.equilibria) == [(0, 1), (1, 0)]
    assert [each.stays.value for each in found.equilibria] == [1.0, 1.0]
    assert all(each.decided for each in found.equilibria)


def test_a_capital_whose_policies_are_the_same_never_breaks_an_equilibrium() -> None:
    luck = np.random.default_rng(4)
    value = luck.normal(size=(4, 2, 1, 60)) + np.arange(2)[:, None, None] * 5.0
    found = solve(game_of(np.repeat(value, 2, axis=2), players=("washington", "beijing")), 100)
    assert [each.profile for each in found.equilibria] == [(1, 0), (1, 1)]
    assert [each.stays.value for each in found.equilibria] == [1.0, 1.0]


def test_stability_falls_as_noise_grows() -> None:
    stays = []
    for noise in (0.5, 4.0, 16.0):
        found = solve(two_player(*chicken(), noise=noise, worlds=80), 200)
        stays.append(
            max((e.stays.value for e in found.equilibria if e.profile == (0, 1)), default=0)
        )
    assert stays[0] > 0.95
    assert stays[0] >= stays[1] >= stays[2]


def test_regret_bounds_cover_the_true_gain_of_leaving() -> None:
    row, column = chicken()
    missed = 0
    for seed in range(40):
        game = two_player(row, column, noise=3.0, worlds=60, seed=seed)
        bounds = {each.player: each.gain.high for each in deviations_from(game, (0, 0))}
        missed += (
            bounds["washington"] < row[1, 0] - row[0, 0]
            or bounds["beijing"] < column[0, 1] - column[0, 0]
        )
    # At 95 % two of forty may miss; six would be one in a hundred.
    assert missed < 6


def test_resampling_takes_the_same_worlds_for_every_profile() -> None:
    quiet = two_player(*chicken(), worlds=50)
    luck = np.random.default_rng(3).normal(size=50)
    drawn = resample_game(replace(quiet, value=quiet.value + luck), 40)
    # What all profiles of a world share moves them together: differences stay those of the means.
    apart = drawn - drawn[:, :, :1, :1, :1]
    assert apart == pytest.approx(np.broadcast_to(apart[0], apart.shape), abs=1e-9)
    assert np.ptp(drawn[:, 0, 0, 0, 0, 0, 0]) > 0.01


def test_the_seed_fixes_everything() -> None:
    game = two_player(*chicken(), noise=2.0)
    assert solve(game, 60).data() == solve(game, 60).data()


def test_everything_is_json_and_every_estimate_has_n_and_limits() -> None:
    found = solve_all(two_player(*chicken(), noise=1.0), 60)
    content = json.loads(json.dumps(found.data(), allow_nan=False))
    for each in content["readings"]["fearful"]["equilibria"]:
        for key in ("stays", "regret", "goals_failed"):
            assert each[key]["low"] <= each[key]["value"] <= each[key]["high"]
            assert each[key]["n"] > 0
