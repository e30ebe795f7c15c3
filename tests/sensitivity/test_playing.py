"""Points played in worlds: which worlds, how they are averaged, what is luck, and the effect of each factor alone."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.analysis.defaults import UNCERTAIN
from sim.analysis.finding import analyse
from sim.analysis.sensitivity import SensitivityOptions, read_factors
from sim.analysis.sensitivity.findings import SensitivityFinding, ask, find
from sim.analysis.sensitivity.index import luck_share
from sim.analysis.sensitivity.sample import DesignSample, blocks_over, columns_over
from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.scenario import load_scenario
from sim.study.estimate.bootstrap import Stream, draw_resamples
from sim.study.estimate.paired import compare_paired
from sim.study.experiment.definition import Factor
from sim.study.experiment.design import cells_of
from sim.study.experiment.factor_text import factor_name, one_of
from sim.study.play.play import Execution
from sim.study.run.worlds import run
from tests.sensitivity.planted import ranged

SCENARIO = load_scenario("2017-spring").change({"months": 6})
FACTORS = (ranged("accident", 0.001, 0.005), ranged("washington.pressure", 0.2, 0.9))
ASKED: dict[str, Any] = {
    "factors": FACTORS,
    "points": 64,
    "point_worlds": 10,
    "seed": 4,
    "outcome": "crisis",
    "resamples": 60,
    "worlds": 200,
}


def found(
    folder: Path | None = None, way: Execution | None = None, **more: Any
) -> SensitivityFinding:
    """Return what is found in a small game."""
    return analyse(ask, find, SensitivityOptions(SCENARIO, **ASKED | more), folder, way)


@pytest.mark.parametrize("outcome", ["crisis", "value_beijing"])
def test_a_point_is_the_run_of_its_values_in_worlds_of_its_own(outcome: str) -> None:
    made = found(outcome=outcome)
    assert made.indices is not None
    sample, columns = made.indices.sample, columns_over(FACTORS, blocks_over(FACTORS, 64, 4))
    assert sample.mean.shape == (64, 5)
    for point in (0, 7, 319):
        row = {name: float(column[point]) for name, column in columns.items()}
        alone = run(SCENARIO.change(row), 10, 4, first_world=10 * point)
        values = alone.columns[outcome].astype(float)
        assert sample.mean.reshape(-1)[point] == pytest.approx(values.mean())
        assert sample.variance is not None
        assert sample.variance.reshape(-1)[point] == pytest.approx(values.var(ddof=1))


def test_threads_and_a_folder_change_nothing(tmp_path: Path) -> None:
    plain = found().data()
    assert found(tmp_path / "kept", Execution(jobs=2)).data() == plain


def test_a_second_call_reads_what_the_first_has_played(tmp_path: Path) -> None:
    first, seen = found(tmp_path).data(), []
    again = found(
        tmp_path, Execution(begun=lambda study, cells, _: seen.append((cells, cells_of(study))))
    )
    assert again.data() == first
    assert seen == [(320, 320), (5, 5)]


def test_luck_alone_gives_a_factor_that_touches_nothing_an_index() -> None:
    # A range without width touches nothing; each of its points has worlds of its own.
    factors = (*FACTORS, ranged("accident_slope", 2.0, 2.0))
    indices = found(factors=factors, seed=3).indices
    assert indices is not None
    assert indices.index("total").estimates["accident_slope"].value > 0.0


def test_the_shares_of_luck_are_those_that_were_planted() -> None:
    """Points vary with variance 4, worlds within a point with variance 9, twenty worlds a point."""
    luck = np.random.default_rng(6)
    truth = luck.normal(0.0, 2.0, (4000, 4))
    worlds = truth[:, :, None] + luck.normal(0.0, 3.0, (4000, 4, 20))
    sample = DesignSample(
        ("a",), worlds.mean(axis=2), worlds.var(axis=2, ddof=1), np.full((4000, 4), 20)
    )
    shares = luck_share(sample, rows(4000), "made up")
    assert shares is not None
    assert shares.of_variance_between_single_worlds.value == pytest.approx(9 / 13, abs=0.02)
    assert (
        shares.of_variance_between_single_worlds.low
        <= 9 / 13
        <= shares.of_variance_between_single_worlds.high
    )
    assert shares.of_variance_between_averages_of_points.value == pytest.approx(
        0.45 / 4.45, abs=0.01
    )


def test_pure_luck_is_all_luck() -> None:
    luck = np.random.default_rng(7)
    worlds = luck.normal(size=(512, 4, 20))
    sample = DesignSample(
        ("a",), worlds.mean(axis=2), worlds.var(axis=2, ddof=1), np.full((512, 4), 20)
    )
    shares = luck_share(sample, rows(512), "made up")
    assert shares is not None
    assert shares.of_variance_between_single_worlds.high == 1.0
    assert shares.of_variance_between_averages_of_points.value == pytest.approx(1.0, abs=0.1)


def rows(groups: int) -> Any:
    """Return the groups themselves, then resamples of them."""
    return np.vstack((np.arange(groups), draw_resamples(groups, 60, 1, Stream.GROUPS_RESAMPLED)))


def test_what_cannot_be_played_is_refused_before_a_world_runs() -> None:
    for more, said in (
        ({"point_worlds": 9}, "from 10 to"),
        ({"worlds": 10**6}, "to 100000"),
        ({"outcome": "wer"}, "no outcome 'wer'"),
        ({"worlds": 5}, "too few"),
        ({"points": 100}, "powers of two"),
        ({"resamples": 3}, "from 50 to"),
    ):
        with pytest.raises(UsageProblem, match=said):
            SensitivityOptions(SCENARIO, **ASKED | more)
    with pytest.raises(DataProblem, match=r"in none of 3.200 worlds"):
        found(outcome="deal")


def test_levers_are_factors_where_they_are_admitted() -> None:
    text = [("washington.pressure=.2:.8", "--factor")]
    (lever,) = read_factors(text, SCENARIO)
    assert (lever.name, lever.role, lever.low, lever.high) == (
        "washington.pressure",
        "lever",
        0.2,
        0.8,
    )
    assert read_factors([], SCENARIO) == UNCERTAIN


def test_a_policy_is_a_factor_like_any_other() -> None:
    policies = ("engagement", "maximum_pressure")
    made = found(factors=(*FACTORS, Factor("washington.policy", "lever", one_of(policies))))
    (effect,) = made.groups["washington.policy"]
    ends = [run(SCENARIO.change({"washington.policy": policy}), 200, 4) for policy in policies]
    assert effect.changes["crisis"] == compare_paired(
        ends[1].flag("crisis"), ends[0].flag("crisis")
    )
    assert made.indices is not None
    assert made.indices.index("total").estimates["washington.policy"].n == 64


def test_an_effect_is_the_paired_difference_of_the_ends_in_the_same_worlds() -> None:
    made = found(seed=9)
    assert made.main == run(SCENARIO, 200, 9).probability("crisis")
    sizes = [made.size(name, "crisis") for name in made.ranked]
    assert sizes == sorted(sizes, reverse=True)
    (effect,) = made.groups["accident"]
    low, high = (run(SCENARIO.change({"accident": end}), 200, 9) for end in (0.001, 0.005))
    assert effect.changes["crisis"] == compare_paired(high.flag("crisis"), low.flag("crisis"))


def test_the_effect_on_a_number_is_a_difference_of_means() -> None:
    made = found(outcome="value_washington", seed=9, factors=FACTORS[:1], points=0)
    assert made.main == run(SCENARIO, 200, 9).mean("value_washington")
    assert made.effects[0].changes["value_washington"].method == "t"
    assert made.indices is None


def test_an_effect_stands_beside_win_win_and_by_who_kim_is_in_his_worlds() -> None:
    made = found(outcome="lose_lose", factors=FACTORS[:1], seed=9, worlds=400, points=0)
    (effect,) = made.effects
    low, high = (run(SCENARIO.change({FACTORS[0].name: end}), 400, 9) for end in (0.001, 0.005))
    assert effect.changes["win_win"].value == pytest.approx(
        high.flag("win_win").mean() - low.flag("win_win").mean()
    )
    assert effect.by_kim.keys() == {"fearful Kim", "greedy Kim", "erratic Kim"}
    for name, kim in (("greedy Kim", 1), ("fearful Kim", 0)):
        among = low.columns["kim_type"] == kim
        gap = high.flag("lose_lose")[among].mean() - low.flag("lose_lose")[among].mean()
        assert effect.by_kim[name].value == pytest.approx(gap)
        assert effect.by_kim[name].n == among.sum()


def test_the_tables_and_sentences_hold_what_was_found() -> None:
    made = found()
    tables = {table.name: table for table in made.tables()}
    assert [name for name in tables if name != "signs_by_kim"] == ["effects", "by_kim"]
    assert [row[0] for row in tables["effects"].rows] == [
        *map(factor_name, made.ranked),
        "dummy",
    ]
    assert made.sentences()[0].startswith("One at a time, in the same random draws, ")
    assert made.sentences()[2].startswith("Random draws alone account for")
    assert any("own" in note and note.startswith("Luck:") for note in made.notes())
