"""SALib gets the ranges of the model, and what it samples is played under the same luck."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from SALib import ProblemSpec

import sim
from sim.adapters import ema_outcomes, salib_problem
from sim.core.base.errors import UsageProblem
from tests.adapters.page import played


def test_a_problem_is_sampled_played_and_analysed() -> None:
    page = played("SALib")
    spec = page["spec"]
    indices = spec.analyze_rbd_fast(seed=7).analysis
    assert np.isfinite(indices["S1"]).all()
    shares = page["lose_lose"](spec.samples[[0, 1, 0]])
    # A point twice has the same share.
    assert shares[0] == shares[2]


def test_results_become_a_problem_and_a_choice_is_refused() -> None:
    points = {"accident": [0.002, 0.01, 0.02, 0.015], "washington.pressure": [0.1, 0.9, 0.4, 0.6]}
    results = sim.evaluate("2017-spring", points, ["lose_lose", "war"], worlds=20)
    problem = salib_problem(results, ["lose_lose", "war"])
    assert {*problem["names"]} == {*points}
    for name, column in zip(problem["names"], problem.samples.T, strict=True):
        assert column.tolist() == points[name]
    experiments, shares = ema_outcomes(results, ["lose_lose", "war"])
    assert np.array_equal(problem.results, np.stack([*shares.values()], axis=1))
    assert {*experiments} == {*points}
    chosen = {"washington.policy": ["dove", "hawk"]}
    with pytest.raises(UsageProblem, match="a choice"):
        salib_problem(sim.evaluate("2017-spring", chosen, ["war"], worlds=5), ["war"])


RANGES = {"accident": [0.001, 0.02], "beijing.enforcement": [0, 1], "washington.pressure": [0, 1]}
DESIGNS: dict[str, dict[str, int]] = {
    "sobol": {"N": 8},
    "fast": {"N": 65},
    "morris": {"N": 8},
    "finite_diff": {"N": 16},
    "ff": {},
}
OF_ANY_SAMPLE = ("delta", "pawn", "rbd_fast", "rsa", "discrepancy")


def of_a_folder(design: str, folder: Path, **size: int) -> tuple[Any, Any]:
    """Return a problem with SALib's sample, and the results of its points as a folder keeps them."""
    spec = ProblemSpec({"names": [*RANGES], "bounds": [*RANGES.values()], "outputs": ["tests"]})
    getattr(spec, f"sample_{design}")(**size)
    points = dict(zip(RANGES, spec.samples.T, strict=False))
    sim.evaluate("2017-spring", points, ["tests"], worlds=5, out=folder)
    return spec, sim.load_study(folder)


@pytest.mark.filterwarnings("ignore:FAST confidence")
@pytest.mark.parametrize("design", DESIGNS)
def test_a_design_of_its_own_is_analysed_from_a_folder(tmp_path: Path, design: str) -> None:
    spec, results = of_a_folder(design, tmp_path / "points", **DESIGNS[design])
    spec.set_results(results.to_frame()["tests"].to_numpy())
    for name, column in zip(RANGES, spec.samples.T, strict=False):
        assert results.design[name].tolist() == column.tolist()
    method = {"finite_diff": "dgsm"}.get(design, design)
    assert getattr(spec, f"analyze_{method}")().analysis


def test_methods_for_any_sample_take_the_problem_of_a_folder(tmp_path: Path) -> None:
    _, results = of_a_folder("latin", tmp_path / "points", N=64)
    for method in OF_ANY_SAMPLE:
        assert getattr(salib_problem(results, ["tests"]), f"analyze_{method}")().analysis
