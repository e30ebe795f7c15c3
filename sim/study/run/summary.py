"""What a run comes to: every probability and mean with its interval."""

from __future__ import annotations

import math
from typing import Any, Final

from sim.study.estimate.interval import WILSON, Estimate
from sim.study.estimate.words import words
from sim.study.outcomes import FINAL_STATES, FLAGS, NUMBERS
from sim.study.run.grid import GridEstimates
from sim.study.run.readings import DRAWS
from sim.study.run.worlds import Run

KAPPAS: Final = tuple(step / 20 for step in range(41))
CAVEAT: Final = "Conditional on the model's assumptions. Not a forecast."


def shown(estimate: Estimate) -> dict[str, Any]:
    """Return an estimate of a probability as plain data, with its word of estimative probability."""
    return estimate.as_dict() | {"words": words(estimate.low, estimate.high)}


def number(estimate: Estimate) -> dict[str, Any]:
    """Return an estimate of a number as JSON can hold it: what is not defined is null."""
    found = estimate.as_dict()
    return {key: None if isinstance(value, float) and math.isnan(value) else value for key, value in found.items()}


def summary(run: Run) -> dict[str, Any]:
    """Return a run's estimates as plain data: lose-lose by aims first, then by value."""
    around = run.lose_lose_range
    return {
        "scenario": run.scenario.name,
        "title": run.scenario.title,
        "scenario_hash": run.scenario.hash,
        "seed": run.seed,
        "worlds": run.worlds,
        "failed": int(run.failed.sum()),
        "months": run.scenario.months,
        "caveat": CAVEAT,
        "mostly": run.mostly(),
        "final_states": {name: shown(run.probability(name)) for name in FINAL_STATES},
        "flags": {name: shown(run.probability(name)) for name in FLAGS},
        "quadrants": {name: shown(share) for name, share in run.quadrants().items()},
        "lose_lose_range": {"low": around.low, "middle": around.middle, "high": around.high, "draws": DRAWS},
        "hanging_on": run.hanging_on(),
        "numbers": {name: number(run.mean(name)) for name in NUMBERS},
        "payoff_rank_correlation": {
            "all_worlds": number(run.payoff_correlation()),
            "without_war": number(run.payoff_correlation(without_war=True)),
        },
        "kappa_curve": [
            {"kappa": kappa, **share.as_dict()} for kappa, share in zip(KAPPAS, run.kappa_curve(KAPPAS), strict=True)
        ],
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
