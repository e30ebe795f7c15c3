"""Designs against what is known of them."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st

from sim.core.scenario import load_scenario
from sim.study.experiment.components import latin_hypercube, saltelli, sobol
from sim.study.experiment.definition import Discrete, Number
from sim.study.experiment.design import cells_of, design_of
from sim.study.experiment.factor_text import factor_from, text_of
from sim.study.experiment.study_file import read_study
from sim.study.run.task import Span, Task, perform
from sim.study.run.worlds import run
from tests.for_each import for_each
from tests.studies.studies import SMALL, TABLED, tabled, written

SPRING = load_scenario("2017-spring")

SHARES = np.linspace(0.0, 1.0, 101)
NUMBERS = [
    Number("uniform", -1.0, 3.0),
    Number("log-uniform", 0.001, 10.0),
    Number("triangular", 0.0, 4.0, mode=1.0),
    Number("beta", 2.0, 5.0, a=2.0, b=3.0),
]


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number.kind)
def test_a_quantile_runs_through_its_range_without_turning_back(number: Number) -> None:
    values = number.quantile(SHARES)
    assert values[0] == number.low
    assert values[-1] == number.high
    assert (np.diff(values) > 0).all()


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number.kind)
def test_a_quantile_is_that_of_scipy(number: Number) -> None:
    from scipy import stats

    width = number.high - number.low
    known = {
        "uniform": stats.uniform(number.low, width),
        "log-uniform": stats.loguniform(max(number.low, 1e-9), number.high),
        "triangular": stats.triang((number.mode - number.low) / width, number.low, width),
        "beta": stats.beta(number.a, number.b, number.low, width),
    }[number.kind]
    np.testing.assert_allclose(number.quantile(SHARES), known.ppf(SHARES), rtol=1e-10, atol=1e-10)


def test_discrete_values_come_by_their_weights() -> None:
    made = Discrete(("a", "b", "c"), (1.0, 2.0, 1.0)).quantile((np.arange(400) + 0.5) / 400)
    assert np.bincount(made).tolist() == [100, 200, 100]


@given(points=st.integers(1, 60), factors=st.integers(1, 6), seed=st.integers(0, 99))
def test_a_latin_hypercube_has_one_point_in_every_slice(
    points: int, factors: int, seed: int
) -> None:
    made = latin_hypercube(points, factors, np.random.default_rng(seed))
    slices = np.sort(np.floor(made * points), axis=0)
    assert (slices == np.arange(points)[:, None]).all()


@pytest.mark.parametrize("seed", range(5))
def test_sobol_points_fill_every_elementary_box(seed: int) -> None:
    made = sobol(64, 2, np.random.default_rng(seed))
    # In two dimensions the sequence is a (0, m, 2)-net: each dyadic box of area 1/64 holds exactly
    # one point.
    for power in range(7):
        boxes = np.floor(made * [2**power, 2 ** (6 - power)])
        assert len(np.unique(boxes, axis=0)) == 64


def test_saltelli_blocks_differ_from_a_in_one_factor() -> None:
    factors = 4
    made = saltelli(8, factors, np.random.default_rng(1)).reshape(8, -1, factors)
    a, b = made[:, 0], made[:, -1]
    assert made.shape[1] == factors + 2
    assert (a != b).all()
    for factor in range(factors):
        changed = made[:, 1 + factor] != a
        assert changed[:, factor].all()
        assert changed.sum() == 8
        assert (made[:, 1 + factor, factor] == b[:, factor]).all()


def test_saltelli_blocks_come_in_the_order_that_salib_reads() -> None:
    """The first-order indices of a function known in closed form come out, so the order is
    right.
    """
    from SALib.analyze import sobol as analysis

    points = saltelli(2**12, 3, np.random.default_rng(3))
    x = (2 * points - 1) * math.pi
    values = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    found = analysis.analyze(problem, values, calc_second_order=False, num_resamples=10)
    # Ishigami and Homma 1990: S = (.3139, .4424, 0).
    np.testing.assert_allclose(found["S1"], [0.3139, 0.4424, 0.0], atol=0.02)


def test_designs_cross_with_the_last_fastest(tmp_path: Path) -> None:
    study = read_study(written(tmp_path))
    design = design_of(study)
    assert design.cells == cells_of(study) == 3 * 2 * 2
    rows = design.values(0, design.cells)
    assert len(set(rows)) == 12
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    hazards = [row[2] for row in rows]
    assert hazards == hazards[:2] * 6


def test_a_list_and_a_table_give_their_points(tmp_path: Path) -> None:
    listed = SMALL.replace(
        'kind = "sobol"\npoints = 2',
        'kind = "list"\npoints = [{ accident = 0.001 }, { accident = 0.004 }]',
    )
    studies = written(tmp_path, listed, "listed.toml"), tabled(tmp_path)
    designs = [design_of(read_study(path)) for path in studies]
    assert designs[0].values(0, 12) == designs[1].values(0, 12)
    assert designs[0].columns["accident"].tolist() == [0.001, 0.004] * 6


def test_a_parquet_table_is_that_of_csv(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"accident": [0.001, 0.004]}), tmp_path / "points.parquet")
    studies = (
        tabled(tmp_path),
        written(tmp_path, TABLED.replace(".csv", ".parquet"), "parquet.toml"),
    )
    made = [design_of(read_study(path)) for path in studies]
    assert made[0].values(0, 12) == made[1].values(0, 12)


@for_each(
    "text",
    [
        "beijing.enforcement=0.1:0.9",
        "beijing.enforcement=0:1:3",
        "kim_type",
        "kim_type=weighted(fearful:2,greedy:1)",
        "momentum=triangular(0,0.7,1.5)",
        "clash=log-uniform(0.02,0.4)",
        "clash=beta(0.02,0.4,2,3.5)",
        "months=3,40",
        "elections.seoul=true,false",
        "washington.policy=patience,engagement",
    ],
)
def test_a_factor_written_out_reads_as_the_same_factor(text: str) -> None:
    """The text form loses nothing, so that a study made in Python can be kept as a file."""
    factor = factor_from(text, "", SPRING)
    again = factor_from(f"{factor.name}={text_of(factor.distribution)}", "", SPRING)
    assert repr(again) == repr(factor)


def test_a_factor_on_the_command_line_and_in_a_file_is_the_same(tmp_path: Path) -> None:
    study = read_study(written(tmp_path))
    typed = (
        "washington.pressure=0:1",
        "pyongyang.policy=build,charm",
        "accident=log-uniform(0.001,0.02)",
    )
    assert repr(study.factors) == repr(
        tuple(factor_from(text, "", study.scenario) for text in typed)
    )


def test_cells_are_the_scenarios_that_change_makes(tmp_path: Path) -> None:
    text = SMALL.replace(
        "[uncertainties]",
        '[uncertainties]\nkim_type = "all"\nmonths = "3,4"\nlearn = "all"',
    )
    text = text.replace('kind = "sobol"', 'kind = "latin-hypercube"').replace(
        "points = 2", "points = 9"
    )
    study = read_study(written(tmp_path, text))
    design = design_of(study)
    names = [factor.name for factor in study.factors]
    rows = design.values(0, design.cells)
    spans = tuple(Span(k, row, 1, k) for k, row in enumerate(rows))
    done = perform(Task(study.scenario, tuple(names), spans, 7, ("war", "value_pyongyang")))
    scenarios = [study.scenario.change(dict(zip(names, row, strict=True))) for row in rows]
    assert len({scenario.hash for scenario in scenarios}) > 30
    assert not done.failures
    for name in ("war", "value_pyongyang"):
        alone = [
            run(scenario, 1, 7, first_world=k).columns[name][0]
            for k, scenario in enumerate(scenarios)
        ]
        assert done.columns[name].tolist() == alone


def test_a_value_left_out_leaves_what_the_scenario_says() -> None:
    task = Task(
        SPRING,
        ("accident", "beijing.policy"),
        (Span(0, (0.004, None), 3, 0), Span(1, (None, "shield"), 3, 0)),
        7,
        ("value_beijing",),
    )
    made = perform(task).columns["value_beijing"]
    for place, changes in enumerate(({"accident": 0.004}, {"beijing.policy": "shield"})):
        assert (
            made[3 * place : 3 * place + 3].tolist()
            == run(SPRING.change(changes), 3, 7).columns["value_beijing"].tolist()
        )
