"""What a run comes to: every probability and mean with its interval."""

from __future__ import annotations

import math
from typing import Any, Final

from sim.game.catalogue import CAPITALS
from sim.study.estimate import WILSON, Estimate
from sim.study.grid import GridEstimates
from sim.study.run import FLAGS, Run
from sim.study.words import words
from sim.world.outcomes import FINAL_STATES

KAPPAS: Final = tuple(step / 20 for step in range(41))
CAVEAT: Final = "Conditional on the model's assumptions. Not a forecast."


def shown(estimate: Estimate) -> dict[str, Any]:
    """Return an estimate of a probability as plain data, with its word of estimative probability."""
    return estimate.as_dict() | {"words": words(estimate.low, estimate.high)}


def correlation(estimate: Estimate) -> dict[str, Any]:
    """Return a correlation as JSON can hold it: the value is null where one of the two does not vary."""
    value = None if math.isnan(estimate.value) else estimate.value
    return {"value": value, "low": estimate.low, "high": estimate.high, "n": estimate.n, "method": estimate.method}


def summary(run: Run) -> dict[str, Any]:
    """Return a run's estimates as plain data."""
    return {
        "scenario": run.scenario.name,
        "title": run.scenario.title,
        "scenario_hash": run.scenario.hash,
        "seed": run.seed,
        "worlds": run.worlds,
        "months": run.scenario.months,
        "caveat": CAVEAT,
        "final_states": {name: shown(run.probability(name)) for name in FINAL_STATES},
        "flags": {name: shown(run.probability(name)) for name in FLAGS},
        "quadrants": {name: shown(share) for name, share in run.quadrants().items()},
        "payoff_correlation": {
            "all_worlds": correlation(run.payoff_correlation_estimate()),
            "without_war": correlation(run.payoff_correlation_estimate(without_war=True)),
        },
        "kappa": run.scenario.value("lose_lose_threshold"),
        "kappa_curve": [
            {"kappa": kappa, **share.as_dict()} for kappa, share in zip(KAPPAS, run.kappa_curve(KAPPAS), strict=True)
        ],
        "delta": {capital: run.mean(f"delta_{capital}").as_dict() for capital in CAPITALS},
    }


def sweep_summary(made: GridEstimates) -> dict[str, Any]:
    """Return a sweep's estimates as plain data: a list of cells for each outcome, the last axis fastest."""
    estimates, overall = {}, {}
    for name in (*FINAL_STATES, *FLAGS):
        cells = made.estimates(name)
        estimates[name] = {"value": cells.value.ravel().tolist(), "low": cells.low.ravel().tolist(),
                           "high": cells.high.ravel().tolist()}  # fmt: skip
        overall[name] = made.overall(name).as_dict()
    return {
        "scenario": made.scenario.name,
        "title": made.scenario.title,
        "scenario_hash": made.scenario.hash,
        "seed": made.seed,
        "worlds_a_cell": made.worlds,
        "caveat": CAVEAT,
        "axes": [{"name": axis.name, "values": list(axis.values)} for axis in made.axes],
        "order": "the last axis runs fastest",
        "method": WILSON,
        "level": 0.95,
        "overall": overall,
        "estimates": estimates,
    }
