"""Points of a design played side by side are the runs of their scenarios, byte for byte."""

import numpy as np
import pytest

from sim.errors import DataProblem, ScenarioProblem
from sim.study.run.runner import blocks_at, outcomes_of
from sim.study.run.worlds import run
from sim.study.scenario import load_scenario

SPRING = load_scenario("2017-spring").change({"months": 8})
NAMES = ("accident", "washington.pressure", "drive_threat.greedy", "kim_chance.erratic", "beijing.policy", "months")
ROWS = (
    (0.002, 0.1, -1.0, 0.5, "free", 8), (0.010, 0.9, -3.0, 0.2, "free", 8), (0.010, 0.9, -3.0, 0.0, "shield", 8),
    (0.004, 0.5, -2.0, 0.3, "shield", 9),
)  # fmt: skip
WORLDS = 6


def test_every_point_is_the_run_of_its_scenario() -> None:
    firsts = [0, 6, 12, 40]
    blocks = blocks_at(SPRING, NAMES, ROWS, firsts, WORLDS)
    assert [block.worlds for block in blocks] == [12, 6, 6]
    columns = outcomes_of(blocks, 3, names=("value_pyongyang", "war", "months", "talk_months"))
    for k, (row, first) in enumerate(zip(ROWS, firsts, strict=True)):
        alone = run(SPRING.change(dict(zip(NAMES, row, strict=True))), WORLDS, 3, first_world=first)
        for name in columns:
            assert columns[name][k * WORLDS : (k + 1) * WORLDS].tobytes() == alone.columns[name].tobytes()


def test_points_that_share_their_worlds_are_blocks_of_their_own() -> None:
    blocks = blocks_at(SPRING, ("accident",), [(0.002,), (0.003,)], [0, 0], WORLDS)
    assert [block.numbers.tolist() for block in blocks] == [list(range(WORLDS))] * 2


def test_a_lever_by_world_holds_in_every_month_whatever_a_schedule_says() -> None:
    (block,) = blocks_at(SPRING, ("washington.pressure",), [(0.25,), (0.75,)], [0, 6], WORLDS)
    assert block.drawn["washington.pressure"].tolist() == np.repeat([0.25, 0.75], WORLDS).tolist()


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ScenarioProblem):
        blocks_at(SPRING, ("beijing.policy",), [("none",)], [0], WORLDS)
    with pytest.raises(DataProblem):
        outcomes_of(blocks_at(SPRING, ("washington.pressure",), [(1.5,)], [0], WORLDS), 1)
