"""Points played in worlds: which worlds, how they are averaged, what is luck, and the tornado."""

import numpy as np
import pytest

from sim.analysis.robustness import Uncertainty
from sim.analysis.sensitivity import Sample, analyse, morris_design, play, sobol_design, tornado
from sim.analysis.sensitivity.index import luck_share
from sim.analysis.sensitivity.old_ranges import uncertainties_from
from sim.analysis.sensitivity.playing import Played
from sim.analysis.sensitivity.sample import resampled
from sim.errors import DataProblem, UsageProblem
from sim.study.estimate.paired import paired
from sim.study.run.worlds import run
from sim.study.scenario import load_scenario

SCENARIO = load_scenario("2017-spring").change({"months": 6})
FACTORS = (Uncertainty("accident", 0.001, 0.005), Uncertainty("washington.pressure", 0.2, 0.9))


@pytest.mark.parametrize("outcome", ["crisis", "value_beijing"])
def test_a_point_is_the_run_of_its_values_in_worlds_of_its_own(outcome: str) -> None:
    design = sobol_design(FACTORS, 64, 4)
    sample = play(SCENARIO, design, outcome=outcome, worlds=10, seed=4)
    assert sample.mean.shape == (64, 5)
    for point in (0, 7, 319):
        row = dict(zip(design.names, design.values()[point].tolist(), strict=True))
        alone = run(SCENARIO.change(row), 10, 4, first_world=10 * point)
        values = alone.columns[outcome].astype(float)
        assert sample.mean.reshape(-1)[point] == pytest.approx(values.mean())
        assert sample.variance is not None
        assert sample.variance.reshape(-1)[point] == pytest.approx(values.var(ddof=1))


def test_threads_and_the_watch_change_nothing() -> None:
    design, seen = sobol_design(FACTORS, 64, 4), []
    one = play(SCENARIO, design, outcome="crisis", worlds=30, seed=4, watch=seen.append)
    two = play(SCENARIO, design, outcome="crisis", worlds=30, seed=4, jobs=2)
    assert (one.mean == two.mean).all()
    last: Played = seen[-1]
    assert (last.worlds, last.total_worlds) == (320 * 30, 320 * 30)
    assert (last.mean == one.mean.reshape(-1)).all()


def test_independent_luck_gives_every_point_worlds_of_its_own() -> None:
    for design in (sobol_design(FACTORS, 64, 1, second_order=True), morris_design(FACTORS, 10, 1)):
        assert sorted(design.lots(False).tolist()) == list(range(design.points))


def test_common_luck_is_shared_by_the_points_of_a_group_that_differ_in_factors_alone() -> None:
    design = sobol_design(FACTORS, 64, 1, second_order=True)
    lots = design.lots(True).reshape(64, 8)
    # A, A with a factor from B twice, A with the dummy from B; then the same from B, and B.
    assert (lots == np.arange(64)[:, None] * 2 + np.array([0, 0, 0, 1, 1, 1, 0, 1])).all()
    steps = morris_design(FACTORS, 10, 1)
    own = steps.lots(True).reshape(10, 4)
    moved = np.diff(steps.unit[:, :, -1], axis=1) != 0
    assert ((np.diff(own, axis=1) != 0) == moved).all()
    assert (moved.sum(axis=1) == 1).all()


def test_under_common_luck_a_factor_that_touches_nothing_has_no_index_and_the_dummy_is_the_luck() -> None:
    # A range without width touches nothing.
    factors = (*FACTORS, Uncertainty("accident_slope", 2.0, 2.0))
    sample = play(SCENARIO, sobol_design(factors, 64, 3), outcome="crisis", worlds=10, seed=3, common=True)
    found = analyse(sample, resamples=60)
    total = found.index("total")
    assert total.estimates["accident_slope"].value == 0.0
    assert total.dummy.value > 0.0
    alone = play(SCENARIO, sobol_design(factors, 64, 3), outcome="crisis", worlds=10, seed=3)
    assert analyse(alone, resamples=60).index("total").estimates["accident_slope"].value > 0.0


def test_the_shares_of_luck_are_those_that_were_planted() -> None:
    """Points vary with variance 4, worlds within a point with variance 9, twenty worlds a point."""
    luck = np.random.default_rng(6)
    truth = luck.normal(0.0, 2.0, (4000, 4))
    worlds = truth[:, :, None] + luck.normal(0.0, 3.0, (4000, 4, 20))
    sample = Sample("sobol", ("a",), worlds.mean(axis=2), worlds.var(axis=2, ddof=1), np.full((4000, 4), 20))
    found = luck_share(sample, resampled(4000, 60, 1), "made up")
    assert found is not None
    assert found.single.value == pytest.approx(9 / 13, abs=0.02)
    assert found.single.low <= 9 / 13 <= found.single.high
    assert found.left.value == pytest.approx(0.45 / 4.45, abs=0.01)


def test_pure_luck_is_all_luck() -> None:
    luck = np.random.default_rng(7)
    worlds = luck.normal(size=(512, 4, 20))
    sample = Sample("sobol", ("a",), worlds.mean(axis=2), worlds.var(axis=2, ddof=1), np.full((512, 4), 20))
    found = luck_share(sample, resampled(512, 60, 1), "made up")
    assert found is not None
    assert found.single.high == 1.0
    assert found.left.value == pytest.approx(1.0, abs=0.1)


def test_what_cannot_be_played_is_refused_before_a_world_runs() -> None:
    design = sobol_design(FACTORS, 64, 1)
    with pytest.raises(UsageProblem, match="too few"):
        play(SCENARIO, design, worlds=9)
    with pytest.raises(UsageProblem, match="too many"):
        play(SCENARIO, design, worlds=10**6)
    with pytest.raises(UsageProblem, match="Did you mean 'war'"):
        play(SCENARIO, design, outcome="wer")
    with pytest.raises(DataProblem, match="in none of 3200 worlds"):
        play(SCENARIO, design, outcome="deal", worlds=10)


def test_levers_are_factors_where_they_are_admitted() -> None:
    text = [("washington.pressure=.2:.8", "--factor")]
    assert uncertainties_from(text, levers=True) == (Uncertainty("washington.pressure", 0.2, 0.8),)
    with pytest.raises(UsageProblem, match="is a lever"):
        uncertainties_from(text)


def test_a_tornado_holds_paired_differences_of_the_same_worlds() -> None:
    made = tornado(SCENARIO, FACTORS, outcome="crisis", worlds=200, seed=9)
    base = run(SCENARIO, 200, 9)
    assert made.base == base.probability("crisis")
    assert [abs(each.swing.value) for each in made.swings] == sorted(
        (abs(each.swing.value) for each in made.swings), reverse=True
    )
    own = next(each for each in made.swings if each.factor.name == "accident")
    low, high = (run(SCENARIO.change({"accident": end}), 200, 9) for end in (0.001, 0.005))
    assert own.at_base == SCENARIO.value("accident")
    assert own.at_low == low.probability("crisis")
    assert own.swing == paired(high.flag("crisis"), low.flag("crisis"))
    assert own.from_base == (
        paired(low.flag("crisis"), base.flag("crisis")), paired(high.flag("crisis"), base.flag("crisis")),
    )  # fmt: skip
    assert next(each for each in made.swings if each.factor.name == "washington.pressure").at_base is None


def test_a_tornado_of_a_number_holds_means() -> None:
    made = tornado(SCENARIO, FACTORS[:1], outcome="value_washington", worlds=50, seed=9)
    assert made.base == run(SCENARIO, 50, 9).mean("value_washington")
    assert made.swings[0].swing.method == "t"
