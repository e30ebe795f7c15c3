"""A model of the EMA Workbench and a problem for SALib, whose points are played in one batch."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.arrays import Floats
from sim.errors import UsageProblem, import_optional
from sim.options import as_list
from sim.scenario import Scenario
from sim.study.experiment.definition import Factor, Number
from sim.study.experiment.factor_text import factors_from
from sim.study.play.grid import evaluate
from sim.study.store.results import Results

if TYPE_CHECKING:
    import pandas as pd


def factors_of(scenario: Scenario, texts: Sequence[str]) -> tuple[Factor, ...]:
    """Return the factors that texts such as "accident=0.001:0.02" name; raises UsageProblem."""
    return factors_from([(str(text), f"factors: {text}") for text in as_list("factors", texts)], scenario)


def estimates(
    scenario: Scenario, points: Mapping[str, Sequence[Any]], outcomes: Sequence[str], worlds: int, seed: int, jobs: int
) -> Floats:
    """Return the estimate of each outcome at each point, `(points, outcomes)`, all played in one batch."""
    found = evaluate(scenario, points, outcomes, worlds, seed, jobs=jobs).to_frame()
    return np.stack([found[name].to_numpy(dtype=np.float64) for name in outcomes], axis=1)


def workbench_model(
    scenario: Scenario,
    *,
    levers: Sequence[str] = (),
    uncertainties: Sequence[str] = (),
    outcomes: Sequence[str] = ("lose_lose", "war"),
    worlds: int = 1000,
    seed: int = 7,
) -> Any:
    """Return a `Model` of the EMA Workbench: levers and uncertainties as parameters, the share of worlds as outcomes.

    Levers and uncertainties are texts such as "beijing.enforcement=0:1"; a choice becomes a categorical parameter. The
    workbench wants plain names, so a dot becomes two underscores. Needs the extra `discover`. Raises UsageProblem.
    """
    ema = workbench()
    asked = {"levers": factors_of(scenario, levers), "uncertainties": factors_of(scenario, uncertainties)}
    names = {name_for_workbench(factor.name): factor.name for each in asked.values() for factor in each}
    wanted = list(as_list("outcomes", outcomes))

    def play(**point: Any) -> dict[str, float]:
        table = {names[name]: [value] for name, value in point.items()}
        (found,) = estimates(scenario, table, wanted, worlds, seed, 1)
        return dict(zip(wanted, map(float, found), strict=True))

    model = ema.Model("korea", function=play)
    for kind, factors in asked.items():
        setattr(model, kind, [parameter(ema, factor) for factor in factors])
    model.outcomes = [ema.ScalarOutcome(name) for name in wanted]
    return model


def ema_results(results: Results) -> tuple[pd.DataFrame, dict[str, Floats]]:
    """Return results as the analyses of the workbench take them: a table of experiments, and outcomes by name.

    >>> import sim
    >>> points = {"beijing.enforcement": [0.0, 1.0], "washington.pressure": [0.2, 0.8]}
    >>> experiments, outcomes = ema_results(sim.evaluate(sim.load_scenario("2017-spring"), points, worlds=50))
    >>> experiments.shape, sorted(outcomes)
    ((2, 2), ['crisis', 'lose_lose', 'war'])
    """
    names = [factor.name for factor in results.study.factors]
    frame = results.to_frame()
    return results.design[names], {name: frame[name].to_numpy() for name in results.study.outcomes}


def name_for_workbench(name: str) -> str:
    """Return a name as the workbench takes it."""
    return name.replace(".", "__")


def parameter(ema: Any, factor: Factor) -> Any:
    """Return a factor as a parameter of the workbench."""
    shape = factor.distribution
    if isinstance(shape, Number):
        return ema.RealParameter(name_for_workbench(factor.name), shape.low, shape.high)
    return ema.CategoricalParameter(name_for_workbench(factor.name), list(shape.values))


def workbench() -> Any:
    """Return the package of the workbench; raises UsageProblem where it is not installed."""
    with warnings.catch_warnings():
        # It warns of each of its own extras that is not there.
        warnings.simplefilter("ignore")
        return import_optional("ema_workbench", "ema_workbench", "sim.adapters.workbench_model", "discover")


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
