"""What all would gain elsewhere: dilemmas with known gaps, beliefs that make and unmake them, draws
of the payoffs.
"""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.plausible import SIZE
from sim.analysis.policy_game.beliefs import drawn_means, draws_of, turning_point
from sim.analysis.policy_game.equilibria import gap_between, gaps_in, halves
from sim.analysis.policy_game.findings import MODEL_PRIOR, OWN, solve
from sim.analysis.policy_game.game import ALL, EVEN, ODD, PolicyGame
from sim.analysis.policy_game.parts import parts_named
from sim.core.base.arrays import Floats
from tests.games.classic import prisoners_dilemma
from tests.policy_game.made_up import LOSSES, giants, over_two_types, two_player

FEARFUL, GREEDY = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)
TRUTH = (0.45, 0.35, 0.2)


def random_giants(**beliefs: tuple[float, ...]) -> PolicyGame:
    own, other = np.random.default_rng(2).normal(size=(2, 3, 4, 4))
    return giants(own, other, TRUTH, noise=0.5, **beliefs)


def test_the_gap_of_a_prisoners_dilemma_is_what_the_player_that_gains_less_gains_in_limited_wars() -> (
    None
):
    # At the equilibrium both get 1, where both yield 3: two months each, of 15 and of 20 in a
    # limited war.
    (better,) = solve(two_player(*prisoners_dilemma()), 50).opening.better
    assert better is not None
    assert (better.start, better.end) == ((1, 1), (0, 0))
    assert [gain.value for gain in better.gains.values()] == pytest.approx([2 / 15, 2 / 20])
    assert better.least.value == 2 / 20
    assert better.least.n == 100


def test_the_interval_of_the_gap_holds_the_truth() -> None:
    missed = 0
    for seed in range(60):
        game = two_player(*prisoners_dilemma(), worlds=60, noise=3.0, seed=seed)
        least = gap_between(game, (1, 1), (0, 0), ALL).least
        missed += not least.low <= 2 / 20 <= least.high
    # At 95 % three of sixty may miss; eight would be one in a hundred.
    assert missed < 8


def test_where_interests_are_common_nothing_is_lost() -> None:
    shared = np.random.default_rng(4).permutation(16).reshape(4, 4).astype(float)
    own = solve(giants(shared[None], shared[None], (1.0,)), 50).opening
    best = np.unravel_index(int(shared.argmax()), shared.shape)
    gaps = dict(zip([each.profile for each in own.equilibria], own.better, strict=True))
    assert gaps[best] is None


def test_the_other_profile_is_chosen_in_worlds_in_which_it_is_not_measured() -> None:
    worlds = np.arange(40)
    assert set(worlds[EVEN]) | set(worlds[ODD]) == set(worlds)
    assert not set(worlds[EVEN]) & set(worlds[ODD])
    # All profiles are alike: the one that looks best for both in the even worlds is not better in
    # the odd ones.
    luck = np.random.default_rng(1)
    gaps = []
    for _ in range(300):
        flat = np.zeros((1, 4, 4))
        game = giants(flat, flat, (1.0,))
        noisy = replace(game, value=luck.normal(size=game.value.shape))
        gaps += [
            gap
            for start, end, gap in gaps_in(noisy, noisy.payoffs_of(halves(noisy)))
            if start != end
        ]
    assert len(gaps) > 100
    # The least of two gains without an effect lies below 0 on the mean.
    assert np.mean(gaps) < 0.0


@pytest.mark.parametrize(("belief", "at"), [(FEARFUL, 0), (GREEDY, 1)])
def test_who_is_sure_of_a_type_plays_the_game_of_that_type(
    belief: tuple[float, ...], at: int
) -> None:
    game = random_giants(washington=belief, beijing=belief)
    known = game.of_type(game.types[at])
    for own, other in zip(game.payoffs(), known.payoffs(), strict=True):
        assert own == pytest.approx(other)


def test_each_capital_weighs_the_types_by_its_own_belief_and_payoffs_are_linear_in_it() -> None:
    first, second = (0.3, 0.45, 0.25), (0.55, 0.2, 0.25)
    one = random_giants(washington=first, beijing=second)
    two = random_giants(washington=second, beijing=first)
    middle = random_giants(
        washington=tuple((a + b) / 2 for a, b in zip(first, second, strict=True))
    )
    assert middle.payoffs()[0] == pytest.approx((one.payoffs()[0] + two.payoffs()[0]) / 2)
    by_hand = sum(
        chance * own for chance, own in zip(second, one.mean[:, 1, :, :, 0, 0], strict=True)
    )
    assert one.payoffs()[1] == pytest.approx(by_hand)
    assert one.payoffs()[1] == pytest.approx(two.if_all_believe(second).payoffs()[1])


def quarrel() -> PolicyGame:
    """Return a game in which Washington is sure of a greedy Kim and Beijing of a fearful one.

    Against a greedy Kim Washington's second course is better whatever Beijing does, against a
    fearful one Beijing's second; that costs the other much. Whoever Kim is, one of them would stay
    with its first; by the model's prior, even, both would.
    """
    fearful = np.array([[4.0, 0.0], [1.0, -3.0]]), np.array([[4.0, 6.0], [-6.0, -5.0]])
    greedy = np.array([[4.0, -6.0], [6.0, -5.0]]), np.array([[4.0, 1.0], [0.0, -3.0]])
    own, other = (np.stack(each) for each in zip(fearful, greedy, strict=True))
    return giants(own, other, (0.5, 0.5), washington=(0.0, 1.0), beijing=(1.0, 0.0), noise=0.01)


def test_a_loss_can_come_from_different_beliefs_alone() -> None:
    found = solve(quarrel(), 60)
    own, *known = (found.readings[each] for each in (OWN, "fearful", "greedy"))
    assert [each.profile for each in own.equilibria] == [(1, 1)]
    (better,) = own.better
    assert better is not None
    assert better.end == (0, 0)
    assert better.least.value == pytest.approx(9 / 20, abs=0.01)
    assert [each.profile for each in found.readings[MODEL_PRIOR].equilibria] == [(0, 0)]
    for each in (found.readings[MODEL_PRIOR], *known):
        assert all(gap is None or gap.least.value <= 0.0 for gap in each.better)
    assert "would gain at least 0.45" in found.sentences()[1]


def test_the_benchmark_is_measured_where_both_giants_can_make_it() -> None:
    own = solve(random_giants(), 60).readings[MODEL_PRIOR]
    assert {gap.name for gap in own.benchmark if gap} <= {
        "engagement, enforcement",
        "engagement, enforce",
    }
    assert all(gap is not None and gap.least.n == own.game.worlds for gap in own.benchmark)
    small = giants(np.zeros((1, 2, 2)), np.zeros((1, 2, 2)), (1.0,))
    assert solve(small, 50).opening.benchmark == [None] * 4


def test_from_which_belief_pressing_pays() -> None:
    halfway = np.array([[-2.0], [2.0], [-2.0]])
    rest = (0.5, 0.0, 0.5)
    assert turning_point(halfway, rest, 1).tolist() == [0.5]
    assert turning_point(halfway + 3.0, rest, 1).tolist() == [0.0]
    assert turning_point(halfway - 3.0, rest, 1).tolist() == [1.0]
    # Who would rather press anybody but the greedy never gets surer by his belief in a greedy one.
    assert turning_point(-halfway, rest, 1).tolist() == [1.0]


def test_the_decision_is_against_the_equilibrium_and_says_its_interval_and_spread() -> None:
    washington = np.zeros((3, 4, 4))
    washington[:, 1], washington[:, 3] = np.array([-2.0, 4.0, 0.0])[:, None], -9.0
    found = solve(
        with_parts(giants(washington, np.zeros((3, 4, 4)), TRUTH, noise=0.5)), 200
    ).decision
    assert found is not None
    # Of the belief in others two fifths... 45 of 65 parts are in the fearful: −2 · 45 / 65 + g (4 +
    # 2 · 45 / 65) = 0.
    wanted = (90 / 65) / (4.0 + 90 / 65)
    assert found.sure.low <= wanted <= found.sure.high
    assert found.sure.high - found.sure.low < 0.2
    assert found.drawn is not None
    assert found.drawn.low <= found.drawn.value <= found.drawn.high
    assert found.believed == 0.35


def test_without_both_courses_or_without_a_doubt_there_is_no_decision() -> None:
    flat = np.zeros((3, 2, 4))
    assert solve(giants(flat, flat, TRUTH), 50).decision is None
    one = np.zeros((1, 4, 4))
    assert solve(giants(one, one, (1.0,)), 50).decision is None


def with_parts(game: PolicyGame) -> PolicyGame:
    """Say that a third of every value is one part of the payoff, the rest another, and all other
    parts nothing.
    """

    def parts(value: Floats, count: int) -> Floats:
        own = []
        for each in (value[..., EVEN], value[..., ODD]):
            mean = each.mean(axis=-1)
            rest = [np.zeros_like(mean)] * (count - 2)
            own.append(np.stack([mean / 3.0, mean / 1.5, *rest], axis=1))
        return np.stack(own)

    own = {
        capital: parts(game.value[:, at], len(parts_named(capital)))
        for at, capital in enumerate(("washington", "beijing"))
    }
    return replace(game, parts=own)


def test_draws_of_the_payoffs_weigh_the_same_worlds_anew() -> None:
    game = with_parts(random_giants())
    drawn = drawn_means(game)
    assert np.median(drawn[:, 0], axis=0) == pytest.approx(game.mean, abs=0.3)
    # What is not drawn stays, and the mean over all worlds is that of the halves.
    assert (drawn[:, :, :, 2:] == halves(game)[None, :, :, 2:]).all()
    assert drawn[:, 0] == pytest.approx((drawn[:, 1] + drawn[:, 2]) / 2)
    assert (drawn_means(game) == drawn).all()


def test_a_dilemma_of_any_size_is_one_in_every_draw_that_stretches_all_values_alike() -> None:
    row, column = prisoners_dilemma()
    game = two_player(20.0 * row, 20.0 * column)
    whole = np.stack([game.value[:, :2].mean(axis=-1)] * 2)
    found = draws_of(
        *(
            stretched := replace(
                game,
                parts={
                    capital: whole[:, :, at, None]
                    for at, capital in enumerate(("washington", "beijing"))
                },
            ),
            drawn_means(stretched),
        )
    )
    assert found.over(0.2).value == 1.0
    assert found.over(0.2).n == SIZE
    assert found.equilibria == {"maximum_pressure, balance": SIZE}


def test_a_known_pyongyang_can_play_washington() -> None:
    own = np.array([[[0.0, 2.0], [-3.0, 5.0]], [[1.0, 3.0], [-2.0, 2.0]]])
    found = solve(over_two_types(own, own, (0.6, 0.4), noise=0.1), 60)
    for each in found.opening.better:
        assert each is None or set(each.gains) == {
            "washington",
            "pyongyang (fearful)",
            "pyongyang (greedy)",
        }
    assert LOSSES.shape == (4,)
