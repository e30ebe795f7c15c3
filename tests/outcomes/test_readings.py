"""What stands beside lose-lose, on columns made by hand and on runs."""

import numpy as np
import pytest

from sim.core.base.errors import UsageProblem
from sim.core.game.goals import GOALS
from sim.core.game.moves import Ending
from sim.core.game.parameters.payoffs import SPREADS
from sim.core.outcomes.outcomes import ASKABLE
from sim.core.scenario import load_scenario
from sim.study.experiment.build import grid_of
from sim.study.play.play import Execution, play
from sim.study.run import readings
from sim.study.run.readings import (
    both_lose_by_draw,
    hanging_on,
    kappa_curve,
    kept_losses,
    quadrants,
    range_of,
    rank_correlation,
    threshold_draws,
)
from sim.study.run.worlds import Run, paired_difference, run
from tests.outcomes.made import made

SPRING = load_scenario("2017-spring")
SHORT = SPRING.change({"months": 12, "start_tension": 5.5})


@pytest.fixture(scope="module")
def short() -> Run:
    return run(SHORT, 200, 5)


def test_quadrants_part_all_worlds() -> None:
    columns = {
        "loses_washington": np.array([True, True, False, False, True]),
        "loses_beijing": np.array([True, False, True, False, True]),
    }
    assert [share.value for share in quadrants(columns).values()] == [0.4, 0.2, 0.2, 0.2]


def test_lose_lose_hangs_on_an_goal_where_keeping_it_would_save_a_capital() -> None:
    columns = {goal.column: np.ones(3, dtype=bool) for goal in GOALS}
    columns["goals_failed_both"] = np.ones(3, dtype=bool)
    columns["goal_beijing_no_war"][0] = columns["goal_washington_no_war"][0] = False
    for name in ("china_kept", "tests_rare"):
        columns[f"goal_washington_{name}"][1:] = False
    columns["goal_washington_alliance_whole"][2] = False
    for name in ("quiet_border", "no_flood"):
        columns[f"goal_beijing_{name}"][1:] = False
    hanging = hanging_on(columns)
    assert hanging["goal_washington_no_war"] == pytest.approx(1 / 3)
    assert hanging["goal_beijing_no_war"] == pytest.approx(1 / 3)
    assert hanging["goal_washington_china_kept"] == pytest.approx(1 / 3), (
        "in world 2 three have failed"
    )
    assert hanging["goal_washington_alliance_whole"] == 0.0
    assert hanging["goal_beijing_quiet_border"] == pytest.approx(2 / 3)


def test_nothing_hangs_on_a_vital_goal_where_two_others_failed_too() -> None:
    columns = {goal.column: np.zeros(1, dtype=bool) for goal in GOALS} | {
        "goals_failed_both": np.ones(1, dtype=bool)
    }
    assert not any(hanging_on(columns).values())


def test_draws_of_thresholds_are_the_same_for_all_and_fill_their_spread() -> None:
    draws = threshold_draws()
    assert set(draws) == set(SPREADS)
    for name, spread in SPREADS.items():
        assert draws[name].shape == (200, 1)
        assert np.abs(draws[name]).max() <= spread
        assert np.abs(draws[name]).max() > 0.95 * spread
        assert abs(draws[name].mean()) < 0.2 * spread
        np.testing.assert_array_equal(draws[name], threshold_draws()[name])
    columns = np.concatenate(list(draws.values()), axis=1)
    off = np.corrcoef(columns.T) - np.eye(len(SPREADS))
    assert np.abs(off).max() < 0.3


def test_thresholds_that_do_not_move_give_the_headline(
    short: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    still = {name: np.zeros((readings.DRAWS, 1)) for name in SPREADS}
    monkeypatch.setattr(readings, "threshold_draws", lambda: still)
    same = Run(SHORT, 5, short.columns).goals_failed_both_range
    assert same.least == same.most == short.probability("goals_failed_both").value


def test_the_range_does_not_hang_on_batches(short: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.core.runs import runner

    whole = short.goals_failed_both_range
    monkeypatch.setattr(runner, "BATCH", 32)
    assert run(SHORT, 200, 5, jobs=2).goals_failed_both_range == whole


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_range_of_a_study_of_one_cell_plays_no_world_again(
    short: Run, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    whole = short.goals_failed_both_range
    readings.LOSSES.clear()
    cell = grid_of(SHORT, (), 200, 5, ASKABLE)
    played = play(cell, None, Execution(jobs=jobs, batch=64)).run()
    monkeypatch.setattr(played, "_play_again", None)
    assert played.goals_failed_both_range == whole
    # Worlds that were played in part only, or elsewhere, are played again.
    assert kept_losses(SHORT, 5, 0, 201) is None
    assert kept_losses(SHORT, 6, 0, 200) is None


def test_a_range_is_of_shares() -> None:
    found = range_of(np.arange(200), 400)
    assert (found.least, found.most) == (0.0, 199 / 400)
    assert found.least <= found.low <= found.middle <= found.high <= found.most
    assert "5 to 95 % of 200" in str(found)


def test_the_kappa_curve_counts_what_both_lost() -> None:
    losses = {"washington": np.array([0.5, 2.0, 0.1]), "beijing": np.array([1.0, 0.3, 0.0])}
    assert [share.value for share in kappa_curve(losses, (-1.0, 0.0, 0.3, 0.4, 0.5))] == [
        1.0,
        pytest.approx(2 / 3),
        pytest.approx(1 / 3),
        pytest.approx(1 / 3),
        0.0,
    ]


def test_losses_are_counted_in_limited_wars_from_a_start_that_lasts(short: Run) -> None:
    dear = SHORT.change({"loss_washington": 24.0})
    columns = {**short.columns}
    np.testing.assert_allclose(
        Run(dear, 5, columns).losses()["washington"] * 2.0, short.losses()["washington"]
    )
    columns["value_beijing"] = columns["value_beijing"] - 20.0
    np.testing.assert_allclose(
        Run(SHORT, 5, columns).losses()["beijing"] - short.losses()["beijing"], 1.0
    )


def test_rank_correlation_reads_ranks_only() -> None:
    rng = np.random.default_rng(2)
    a = rng.normal(size=500)
    b = a + rng.normal(size=500)
    plain, bent = rank_correlation(a, b), rank_correlation(np.exp(3.0 * a), b**3)
    assert plain.value == pytest.approx(bent.value)
    assert plain.low < plain.value < plain.high
    assert plain.low < 0.69 < plain.high, "6/π asin(ρ/2) for two normals with ρ = √½"
    mirrored = rank_correlation(a, -b)
    assert (mirrored.value, mirrored.low) == (
        pytest.approx(-plain.value),
        pytest.approx(-plain.high),
    )


def test_rank_correlation_at_its_ends() -> None:
    a = np.arange(10.0)
    assert rank_correlation(a, a**2).value == pytest.approx(1.0)
    assert np.isnan(rank_correlation(a, np.ones(10)).value)


def test_runs_compare_world_by_world(short: Run) -> None:
    other = run(SHORT.change({"washington.policy": "engagement"}), 200, 5)
    worth = paired_difference(other, short, "value_seoul")
    assert worth.value == pytest.approx(
        other.mean("value_seoul").value - short.mean("value_seoul").value
    )
    lost = paired_difference(other, short, "lose_lose")
    assert lost.value == pytest.approx(
        other.probability("lose_lose").value - short.probability("lose_lose").value
    )
    with pytest.raises(UsageProblem, match="share their random draws"):
        paired_difference(other, run(SHORT, 200, 6), "lose_lose")


def test_failed_worlds_count_in_no_reading(short: Run) -> None:
    history = made(ends=(3, Ending.CLASH))
    still = {name: np.zeros((2, 1)) for name in SPREADS}
    assert both_lose_by_draw(history, still, np.array([True])).tolist() == [1, 1]
    assert both_lose_by_draw(history, still, np.array([False])).tolist() == [0, 0]


def test_against_the_benchmark_the_kims_come_first_and_one_giant_may_gain_alone() -> None:
    columns = {
        "kim_type": np.array([0, 0, 1, 1]),
        "lose_lose": np.array([True, False, False, False]),
        "win_win": np.array([False, False, False, True]),
        # What the benchmark were worth more: Washington alone does better in the second and third.
        "gain_washington": np.array([9.0, -9.0, -1.3, -9.0]),
        "gain_beijing": np.array([9.0, 9.0, 9.0, -9.0]),
    }
    found = readings.benchmark_table(columns, losses={"washington": 12.0, "beijing": 20.0})
    assert [row[0] for row in found.rows] == ["fearful Kim", "greedy Kim", "all worlds"]
    alone = found.heads.index("only Washington better")
    assert [row[alone].value for row in found.rows] == [0.5, 0.5, 0.5]
    assert [row[alone + 1].value for row in found.rows] == [0.0, 0.0, 0.0]
    assert "only Washington better" not in readings.benchmark_table(columns).heads
