"""What a solved policy game says: equilibria, their stability, noise, common luck, the price of anarchy."""

import json
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.games import logit_equilibrium, pure_equilibria
from sim.analysis.games.classic import chicken
from sim.analysis.games.equilibrium import moved_by
from sim.analysis.policy_game.findings import solve as solve_all
from sim.analysis.policy_game.game import PolicyGame, resampled
from sim.analysis.policy_game.replies import deviations_from, sinks_of
from sim.analysis.policy_game.solution import Solution, best_for_all, price_of
from tests.games.classic import battle_of_the_sexes, matching_pennies, prisoners_dilemma
from tests.policy_game.made_up import game_of, two_player

FEW = (0.1,)


def solve(game: PolicyGame, resamples: int, precisions: tuple[float, ...]) -> Solution:
    """Solve a game of one type of Kim: over types it is the same."""
    return solve_all(game, resamples, precisions).over_types


def test_every_pure_equilibrium_and_the_mixed_one_are_shown() -> None:
    found = solve(two_player(*battle_of_the_sexes(), noise=0.1), 100, FEW)
    assert sorted(each.profile for each in found.equilibria) == [(0, 0), (1, 1)]
    assert {each.verdict for each in found.equilibria} == {"stable"}
    assert all(each.decided for each in found.equilibria)
    (mixed,) = found.mixed
    assert mixed.shares["washington"]["patience"] == pytest.approx(2 / 3, abs=0.02)
    assert mixed.stays is not None
    assert mixed.stays.value == 1.0


def test_mixed_equilibria_stand_alone_where_there_is_no_pure_one() -> None:
    found = solve(two_player(*matching_pennies(9.0), noise=0.1), 100, FEW)
    assert found.equilibria == []
    assert found.none.value == 1.0
    assert len(found.mixed) == 1
    assert len(found.sinks[0].profiles) == 4
    assert {each.equilibrium for each in found.anarchy} == {"mixed equilibrium 1", "logit equilibrium at precision 0.1"}


@pytest.mark.parametrize("seed", range(4))
def test_pure_noise_leaves_no_stable_equilibrium(seed: int) -> None:
    luck = np.random.default_rng(seed)
    found = solve(game_of(luck.normal(size=(4, 4, 4, 4, 3, 100))), 200, ())
    assert [each.verdict for each in found.equilibria if each.verdict == "stable"] == []
    assert not any(each.decided for each in found.equilibria)
    assert found.stable == []


def test_noise_that_all_profiles_share_moves_no_equilibrium() -> None:
    # Common luck: what is added to every profile of a world cancels, however large it is.
    quiet = two_player(*chicken(), worlds=50)
    luck = np.random.default_rng(3).normal(size=50)
    loud = replace(quiet, value=quiet.value + 1000.0 * luck)
    found = solve(loud, 100, ())
    assert sorted(each.profile for each in found.equilibria) == [(0, 1), (1, 0)]
    assert [each.stays.value for each in found.equilibria] == [1.0, 1.0]
    assert all(each.decided for each in found.equilibria)


def test_a_capital_whose_policies_are_the_same_never_breaks_an_equilibrium() -> None:
    luck = np.random.default_rng(4)
    value = luck.normal(size=(4, 2, 1, 60)) + np.arange(2)[:, None, None] * 5.0
    found = solve(game_of(np.repeat(value, 2, axis=2), players=("washington", "beijing")), 100, ())
    assert [each.profile for each in found.equilibria] == [(1, 0), (1, 1)]
    assert [each.stays.value for each in found.equilibria] == [1.0, 1.0]


def test_stability_falls_as_noise_grows() -> None:
    stays = []
    for noise in (0.5, 4.0, 16.0):
        found = solve(two_player(*chicken(), noise=noise, worlds=80), 200, ())
        stays.append(max((e.stays.value for e in [*found.equilibria, *found.rivals] if e.profile == (0, 1)), default=0))
    assert stays[0] > 0.95
    assert stays[0] >= stays[1] >= stays[2]


def test_regret_bounds_cover_the_true_gain_of_leaving() -> None:
    row, column = chicken()
    missed = 0
    for seed in range(40):
        game = two_player(row, column, noise=3.0, worlds=60, seed=seed)
        bounds = {each.player: each.gain.high for each in deviations_from(game, (0, 0))}
        missed += bounds["washington"] < row[1, 0] - row[0, 0] or bounds["beijing"] < column[0, 1] - column[0, 0]
    # At 95 % two of forty may miss; six would be one in a hundred.
    assert missed < 6


def test_resampling_takes_the_same_worlds_for_every_profile() -> None:
    quiet = two_player(*chicken(), worlds=50)
    luck = np.random.default_rng(3).normal(size=50)
    drawn = resampled(replace(quiet, value=quiet.value + luck), 40).mean
    # What all profiles of a world share moves them together: differences stay those of the means.
    apart = drawn - drawn[:, :, :1, :1, :1]
    assert apart == pytest.approx(np.broadcast_to(apart[0], apart.shape), abs=1e-9)
    assert np.ptp(drawn[:, 0, 0, 0, 0, 0, 0]) > 0.01


def test_the_seed_fixes_everything() -> None:
    game = two_player(*chicken(), noise=2.0)
    assert solve(game, 60, FEW).data() == solve(game, 60, FEW).data()


def test_logit_shares_are_those_of_the_solver_and_their_limits_hold_them() -> None:
    game = two_player(*matching_pennies(9.0), noise=0.5)
    (found,) = solve(game, 60, (1.0,)).logit
    wanted = logit_equilibrium(game.payoffs(), 1.0).profile
    for player, choice in zip(game.players, wanted, strict=True):
        for share, value in zip(found.shares[player].values(), choice, strict=True):
            assert share.value == value
            assert share.low <= value <= share.high
    assert found.lost == 0


@pytest.mark.parametrize("precision", [0.05, 0.5, 3.0])
def test_the_quick_way_to_a_neighbouring_logit_equilibrium_agrees_with_the_branch(precision: float) -> None:
    luck = np.random.default_rng(2)
    game = tuple(luck.normal(size=(3, 2, 2)) for _ in range(3))
    near = tuple(each + 0.01 * luck.normal(size=each.shape) for each in game)
    start = logit_equilibrium(game, precision).profile
    everybody = (0, 1, 2)
    for one, other in zip(
        moved_by([(everybody, game)], [(everybody, near)], start, precision),
        logit_equilibrium(near, precision).profile,
        strict=True,
    ):
        assert one == pytest.approx(other, abs=1e-8)


def test_best_replies_from_everywhere_end_in_the_sinks() -> None:
    luck = np.random.default_rng(6)
    payoffs = tuple(luck.normal(size=(3, 3, 2)) for _ in range(3))
    sinks = sinks_of(payoffs)
    assert all(len(sink.profiles) <= sink.drawn <= 18 for sink in sinks)
    assert sum(sink.drawn for sink in sinks) >= 18


def test_the_price_of_anarchy_of_a_dilemma() -> None:
    # Each prefers its second policy whatever the other does; both then lose in half the worlds, else in none.
    value = np.zeros((4, 2, 2, 100))
    value[0] = np.array([[3.0, 0.0], [5.0, 1.0]])[..., None]
    value[1] = np.array([[3.0, 5.0], [0.0, 1.0]])[..., None]
    losing = np.zeros((2, 2, 100))
    losing[1, 1, :50] = 1.0
    found = solve(game_of(value, losing, ("washington", "beijing")), 60, ())
    assert [each.profile for each in found.equilibria] == [(1, 1)]
    by_sum, by_losing = found.best
    assert by_sum.profile == (0, 0)
    assert by_losing.profile == (0, 0)
    (price, _) = found.anarchy
    assert price.lose_lose.value == 0.5
    assert price.lose_lose.low > 0.3
    assert price.values["washington"].value == -2.0
    assert price.lose_lose.n == 50


def test_a_lucky_profile_does_not_look_better_than_it_is() -> None:
    # All profiles are alike; the one that looks best in all worlds is not better in worlds that did not choose it.
    gaps = []
    for seed in range(30):
        luck = np.random.default_rng(seed)
        losing = (luck.random((4, 4, 40)) < 0.5).astype(float)
        value = luck.normal(size=(4, 4, 4, 40))
        game = game_of(value, losing, ("washington", "beijing"))
        best = next(each for each in best_for_all(game, resampled(game, 50)) if each.criterion == "lose_lose")
        prices = [price_of(game, "one", game.pure(place), best) for place in pure_equilibria(game.payoffs())]
        gaps += [each.lose_lose.value for each in prices]
    assert len(gaps) > 15
    assert abs(np.mean(gaps)) < 0.08


def test_everything_is_json_and_every_estimate_has_n_and_limits() -> None:
    found = solve_all(two_player(*chicken(), noise=1.0), 60, FEW)
    content = json.loads(json.dumps(found.data(), allow_nan=False))
    for each in content["over_types"]["equilibria"]:
        for key in ("stays", "regret", "lose_lose"):
            assert each[key]["low"] <= each[key]["value"] <= each[key]["high"]
            assert each[key]["n"] > 0


def test_the_answer_comes_first_and_says_how_far_it_can_be_trusted() -> None:
    losing = np.zeros((2, 2, 200))
    losing[:, :, :80] = 1.0
    stable = two_player(*prisoners_dilemma(), noise=0.1)
    both = solve_all(replace(stable, lose_lose=losing.reshape(stable.lose_lose.shape) > 0), 60, FEW).sentences()[0]
    assert "One pure equilibrium is stable" in both
    assert "patience, shield" not in both
    assert "both lose there in 40 % (33 to 47) of 200 worlds" in both
    noise = solve_all(two_player(np.zeros((2, 2)), np.zeros((2, 2)), noise=1.0), 60, FEW)
    assert "take none of them as a finding" in noise.sentences()[0] or "No profile" in noise.sentences()[0]
    mixed = solve_all(two_player(*matching_pennies(9.0), noise=0.1), 60, FEW).sentences()
    assert "nobody mixes" in mixed[0]
    assert "both lose in 0.0 % (0.0 to 1.9) of 200 worlds" in mixed[1]


def test_one_table_is_printed_unasked_and_all_equilibria_stand_in_it() -> None:
    found = solve_all(two_player(*battle_of_the_sexes(), noise=0.1), 60, FEW)
    tables = {table.name: table for table in found.tables()}
    assert [name for name, table in tables.items() if table.main] == ["equilibria"]
    assert len(tables["equilibria"].rows) == len(found.over_types.equilibria) + len(found.over_types.mixed) == 3
    assert {row[3] for row in tables["equilibria"].rows} == {"no deviation can pay", "mixed"}
    shares = [row[3].value for row in tables["mixtures"].rows if row[:2] == ("mixed equilibrium 1", "Washington")]
    assert sum(shares) == pytest.approx(1.0)
    assert {row[0] for row in tables["replies"].rows} == {"Washington", "Beijing"}
    assert len(tables["anarchy"].rows) == 2 * (3 + len(FEW))
