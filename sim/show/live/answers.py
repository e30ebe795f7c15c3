"""Runs as the page draws them: ribbon, outcomes with intervals, κ curve, every world's end, one traced world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from sim.calendar import month_after
from sim.game.catalogue import CAPITALS
from sim.show.labels import FLAGS
from sim.show.ladder import SHARES, quantiles
from sim.show.plain_data import rounded, shown
from sim.study.compare import paired_difference
from sim.study.estimate import value_text, wilson_cells
from sim.study.run import Run
from sim.study.summary import CAVEAT, KAPPAS
from sim.world.actions import ACTIONS
from sim.study.outcomes import FINAL_STATES

SHOWN_FLAGS: Final = ("lose_lose", "war", "inadvertent_war", "crisis", "ever_freeze")
COMPARED: Final = ("lose_lose", "war", "ever_freeze")
Data = dict[str, Any]


def answer(runs: Sequence[Run], world: int) -> Data:
    """Return everything that the page draws of one or two runs."""
    first = runs[0]
    return {
        "seed": str(first.seed),
        "worlds": first.worlds,
        "caveat": CAVEAT,
        "sides": [side(run, min(world, run.worlds - 1)) for run in runs],
        "differences": differences(runs),
    }


def side(run: Run, world: int) -> Data:
    """Return what is drawn of one run; `world` is the position of the traced one."""
    s = run.scenario
    return {
        "title": s.title, "hash": s.hash, "start": s.start, "months": s.months,
        "ribbon": ribbon(run),
        "ends": {name: shown(run.probability(name)) for name in FINAL_STATES},
        "flags": {name: shown(run.probability(name)) for name in SHOWN_FLAGS},
        "quadrants": {name: shown(share) for name, share in run.quadrants().items()},
        "kappa": s.value("lose_lose_threshold"),
        "kappa_curve": kappa_curve(run),
        "final": run.columns["final_state"].tolist(),
        "trace": trace(run, world),
    }  # fmt: skip


def ribbon(run: Run) -> Data:
    """Return quantiles of tension in the worlds still running, month by month, and how many these are."""
    tension = run.state["tension"]
    running = np.count_nonzero(~np.isnan(tension), axis=1)
    return {
        "shares": list(SHARES),
        "tension": [rounded(row) for row in quantiles(tension)],
        "running": running.tolist(),
    }


def kappa_curve(run: Run) -> Data:
    """Return the share of lose-lose at each threshold, with its Wilson interval."""
    losses = run.losses()
    worse = np.minimum(losses["washington"], losses["beijing"])
    hits = [int(np.count_nonzero(worse > kappa)) for kappa in KAPPAS]
    cells = wilson_cells(hits, run.worlds)
    return {
        "kappa": list(KAPPAS), "value": cells.value.tolist(), "low": cells.low.tolist(), "high": cells.high.tolist(),
    }  # fmt: skip


def trace(run: Run, world: int) -> Data:
    """Return one world month by month: tension at the end of each month, freezes, and the moves of the four."""
    ended = int(run.columns["months"][world])
    return {
        "world": int(run.columns["world"][world]),
        "tension": rounded(run.state["tension"][:, world]),
        "freeze": [bool(value > 0) for value in run.state["freeze"][: ended + 1, world]],
        "months": [month_after(run.scenario.start, month) for month in range(ended)],
        "moves": {
            capital: [ACTIONS[capital][move].label for move in run.actions[capital][:ended, world]]
            for capital in CAPITALS
        },
        "severity": {
            capital: [ACTIONS[capital][move].severity for move in run.actions[capital][:ended, world]]
            for capital in CAPITALS
        },
        "final": FINAL_STATES[int(run.columns["final_state"][world])],
        "flags": [FLAGS[name] for name in SHOWN_FLAGS if run.columns[name][world]],
    }


def differences(runs: Sequence[Run]) -> list[Data]:
    """Return how the second run differs from the first, world by world under the same luck."""
    if len(runs) < 2:
        return []
    found = []
    for name in COMPARED:
        difference = paired_difference(runs[1], runs[0], name)
        text = value_text(difference.value, difference.low, difference.high, 3)
        found.append({
            "name": name, "value": difference.value, "low": difference.low, "high": difference.high,
            "n": runs[0].worlds, "method": difference.method, "text": text,
            "distinguishable": difference.distinguishable,
        })  # fmt: skip
    return found
