"""A table of points in one batch says what a run of each point says."""

import numpy as np
import pandas as pd
import pytest

import sim
from sim.core.base.errors import UsageProblem
from tests.for_each import for_each

SPRING = sim.load_scenario("2017-spring")
ROWS = [
    {"beijing.enforcement": 0.0, "washington.policy": "engagement"},
    {"beijing.enforcement": 0.9, "washington.policy": "engagement"},
    {"beijing.enforcement": 0.9},
]


def test_each_point_is_the_run_of_that_setting_under_the_same_luck():
    found = sim.evaluate(SPRING, ROWS, ("crisis", "value_beijing"), worlds=60, seed=3)
    for row, cells in zip(ROWS, found.by_cell("crisis"), strict=True):
        run = sim.run(SPRING.change(row), worlds=60, seed=3)
        assert (cells == run.columns["crisis"]).all()
    assert found.to_frame()["n"].tolist() == [60, 60, 60]


def test_rows_columns_and_a_pandas_table_are_one_thing():
    columns = {name: [row.get(name) for row in ROWS] for name in ROWS[0]}
    frames = [
        sim.evaluate(SPRING, points, worlds=20).to_frame()
        for points in (ROWS, columns, pd.DataFrame(columns))
    ]
    assert frames[0].equals(frames[1])
    assert frames[0].equals(frames[2])


def test_many_numbers_are_played_at_their_exact_values():
    values = np.linspace(0.0, 1.0, 60)
    found = sim.evaluate(SPRING, {"washington.pressure": values}, ("crisis",), worlds=10)
    assert found.to_frame()["washington.pressure"].tolist() == values.tolist()


def test_points_of_independent_luck_are_worlds_of_their_own():
    same = [{"washington.pressure": 0.5}] * 2
    common = sim.evaluate(SPRING, same, ("value_beijing",), worlds=40).by_cell("value_beijing")
    own = sim.evaluate(SPRING, same, ("value_beijing",), worlds=40, luck="independent").by_cell(
        "value_beijing"
    )
    assert (common[0] == common[1]).all()
    assert not (own[0] == own[1]).all()


def test_a_folder_goes_on_and_holds_the_same(tmp_path):
    kept = sim.evaluate(SPRING, ROWS, worlds=20, out=tmp_path / "points")
    again = sim.evaluate(SPRING, ROWS, worlds=20, out=tmp_path / "points", jobs=2)
    assert kept.to_frame().equals(sim.evaluate(SPRING, ROWS, worlds=20).to_frame())
    assert again.to_frame().equals(kept.to_frame())


@for_each(
    "points",
    [
        7,
        [],
        {},
        {"accident": []},
        {"accident": [None]},
        {"acident": [0.01]},
        {"accident": ["often"]},
        {"accident": [0.01], "learn": [0.1, 0.2]},
        {"washington.pressure": [7.0]},
        {"elections.seoul": [0.3]},
    ],
)
def test_what_is_no_table_of_points_gets_a_message(points):
    with pytest.raises(UsageProblem) as caught:
        sim.evaluate(SPRING, points, worlds=10)
    assert caught.value.remedy
