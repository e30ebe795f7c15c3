"""The yardstick of a comparison is said: who shares a course with the benchmark, and how far each
side lies below the best of the compared.
"""

from __future__ import annotations

from functools import cache

import numpy as np

import sim
from sim.analysis.compare.yardstick import beaten, regrets, shared_courses
from sim.core.game.catalogue import GIANTS
from sim.core.scenario import Stretch

SPRING = sim.load_scenario("2017-spring")
POLICIES = ("engagement", "patience", "maximum_pressure")


@cache
def found() -> sim.CompareFinding:
    sides = [SPRING.change({"washington.policy": each}) for each in POLICIES]
    return sim.compare(*sides, worlds=100)


def test_a_side_that_plays_half_of_the_benchmark_says_so() -> None:
    said = " ".join(found().sentences())
    assert said.count("half of the benchmark itself") == 1
    assert "Engagement (A) plays half of the benchmark itself" in said
    whole = SPRING.change({"washington.policy": "engagement", "beijing.policy": "enforce"})
    told = " ".join(sim.compare(SPRING, whole, worlds=50).sentences())
    assert "plays the benchmark itself" in told
    assert shared_courses(sim.run(SPRING, worlds=20)) == {}
    assert shared_courses(sim.run(whole, worlds=20)) == {"washington": 1.0, "beijing": 1.0}


def test_a_schedule_says_in_which_share_of_its_months_it_plays_the_benchmark() -> None:
    stretches = (Stretch(None, "patience"), Stretch("2018-02", "engagement"))
    late = SPRING.change({"washington.schedule": stretches})
    (share,) = shared_courses(sim.run(late, worlds=50)).values()
    assert 0.5 < share < 0.75
    told = " ".join(sim.compare(SPRING, late, worlds=50).sentences())
    assert "plays a part of the benchmark itself (Washington's engagement in 6" in told


def test_an_outcome_that_is_not_measured_against_it_needs_no_note() -> None:
    engaged = SPRING.change({"washington.policy": "engagement"})
    said = sim.compare(SPRING, engaged, worlds=50, outcome="war").sentences()
    assert not any("benchmark itself" in each for each in said)


def test_regret_is_against_the_best_of_the_compared_in_the_same_world() -> None:
    runs = found().runs
    for capital in GIANTS:
        lost = regrets(runs)[capital]
        values = np.stack([run.columns[f"value_{capital}"] for run in runs])
        assert (lost.min(axis=0) == 0.0).all()
        assert np.allclose(values + lost, values.max(axis=0))
    # Where another side is better for both, neither giant is at its best.
    worse = beaten(runs)
    assert worse.any()
    assert all((regrets(runs)[capital][worse] > 0.0).all() for capital in GIANTS)
    table = next(table for table in found().tables() if table.name == "regret")
    assert [row[0] for row in table.rows] == list(found().called)


def test_each_table_of_several_sides_has_a_name_of_its_own() -> None:
    names = [table.name for table in found().tables()]
    assert len(set(names)) == len(names)
    assert {"flips", "flips_c"} <= set(names)
