"""A model of the EMA Workbench, and the workbench's form of results that were played in one batch."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.adapters.points import estimates, factors_of
from sim.errors import import_optional
from sim.options import as_list
from sim.scenario import Scenario
from sim.study.experiment.definition import Factor, Number
from sim.study.store.results import Results

if TYPE_CHECKING:
    import pandas as pd

    from sim.arrays import Floats


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
