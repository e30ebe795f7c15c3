"""A problem for SALib, and the function that it samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sim.adapters.points import estimates, factors_of
from sim.arrays import Floats
from sim.errors import UsageProblem
from sim.options import as_list
from sim.scenario import Scenario
from sim.study.experiment.definition import Number


def salib_problem(
    scenario: Scenario, factors: Sequence[str], outcomes: Sequence[str] = ("lose_lose",)
) -> dict[str, Any]:
    """Return the problem of SALib in which factors vary over their ranges; `ProblemSpec(problem)` takes it.

    Factors are texts such as "accident=0.001:0.02", or a name for its whole range. Raises UsageProblem for one that
    is no range: SALib knows numbers only.

    >>> import sim
    >>> salib_problem(sim.load_scenario("2017-spring"), ["accident=0.001:0.02", "beijing.enforcement"])["bounds"]
    [[0.001, 0.02], [0.0, 1.0]]
    """
    found = factors_of(scenario, factors)
    bounds = []
    for factor in found:
        shape = factor.distribution
        if not isinstance(shape, Number) or shape.kind != "uniform":
            remedy = "Give name=low:high; sim.sensitivity takes choices and other shapes."
            raise UsageProblem(f"'{factor.name}' is no range", "factors", remedy)
        bounds.append([float(shape.low), float(shape.high)])
    names = [factor.name for factor in found]
    return {"num_vars": len(names), "names": names, "bounds": bounds, "outputs": list(as_list("outcomes", outcomes))}


def salib_function(
    scenario: Scenario, problem: dict[str, Any], *, worlds: int = 1000, seed: int = 7, jobs: int = 1
) -> Callable[[Floats], Floats]:
    """Return the function from SALib's matrix of points to the share of each outcome, `(points,)` where there is one.

    `ProblemSpec.evaluate` takes it. The whole matrix is played in one batch under the same luck, so the function has
    no noise of its own from point to point.
    """

    def shares(points: Floats) -> Floats:
        table = {name: points[:, at].tolist() for at, name in enumerate(problem["names"])}
        found = estimates(scenario, table, problem["outputs"], worlds, seed, jobs)
        return found[:, 0] if found.shape[1] == 1 else found

    return shares
