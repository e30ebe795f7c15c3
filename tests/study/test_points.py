"""Points of a design played side by side are the runs of their scenarios, byte for byte."""

import numpy as np
import pytest

import sim
from sim.core.base.errors import UsageProblem
from sim.core.scenario import load_scenario
from sim.study.experiment.build import points_of
from sim.study.experiment.definition import BLOCK_WORLDS
from sim.study.experiment.factor_text import factors_from
from sim.study.play.grid import evaluate
from sim.study.play.play import play
from sim.study.run.worlds import run
from tests.for_each import for_each

SPRING = load_scenario("2017-spring").change({"months": 8})
ROWS = (
    (0.002, 0.1, -1.0, 0.5, "free", 8),
    (0.010, 0.9, -3.0, 0.2, "free", 8),
    (0.010, 0.9, -3.0, 0.0, "shield", 8),
    (0.004, 0.5, -2.0, 0.3, "shield", 9),
)
NAMES = (
    "accident",
    "washington.pressure",
    "drive_threat.greedy",
    "kim_chance.erratic",
    "beijing.policy",
    "months",
)
OUTCOMES = ("value_pyongyang", "war", "months", "talk_months")
WORLDS = 6


def test_every_point_is_the_run_of_its_scenario_in_the_worlds_of_its_replicate_block() -> None:
    replicate_blocks = [0, 1, 1, 6]
    factors = factors_from(
        [
            (f"{name}={','.join(dict.fromkeys(str(row[k]) for row in ROWS))}", name)
            for k, name in enumerate(NAMES)
        ],
        SPRING,
    )
    columns = {
        factor.name: np.array([factor.values.index(row[k]) for row in ROWS])
        for k, factor in enumerate(factors)
    }
    played = play(
        points_of(SPRING, factors, columns, np.array(replicate_blocks), WORLDS, 3, OUTCOMES)
    )
    for k, (row, replicate_block) in enumerate(zip(ROWS, replicate_blocks, strict=True)):
        alone = run(
            SPRING.change(dict(zip(NAMES, row, strict=True))),
            WORLDS,
            3,
            first_world=replicate_block * WORLDS,
        )
        for name in OUTCOMES:
            assert played.by_cell(name)[k].tolist() == alone.columns[name].tolist()


def test_a_lever_holds_in_every_month_whatever_a_schedule_says() -> None:
    found = evaluate(SPRING, {"washington.pressure": [0.25, 0.75]}, OUTCOMES, WORLDS, 3)
    for k, pressure in enumerate((0.25, 0.75)):
        alone = run(SPRING.change({"washington.pressure": pressure}), WORLDS, 3)
        assert (
            found.by_cell("value_pyongyang")[k].tolist()
            == alone.columns["value_pyongyang"].tolist()
        )


def test_what_cannot_be_is_refused() -> None:
    for points in ({"beijing.policy": ["none"]}, {"washington.pressure": [1.5]}):
        with pytest.raises(UsageProblem):
            evaluate(SPRING, points, OUTCOMES, WORLDS)


@for_each("worlds", [1, 100, BLOCK_WORLDS, BLOCK_WORLDS + 1])
def test_a_part_holds_one_cell_or_no_more_worlds_than_fit(worlds: int) -> None:
    study = sim.experiment(SPRING, outcomes=["war"], worlds=worlds)
    assert study.block == 1 or study.block * worlds <= BLOCK_WORLDS
    assert (study.block + 1) * worlds > BLOCK_WORLDS, "as few parts as may be"
