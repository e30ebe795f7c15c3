"""The reference results: small runs and a small sweep, as the documents and notebooks show them."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from sim.core.game.catalogue import CAPITALS
from sim.core.outcomes.outcomes import FINAL_STATES, FLAGS
from sim.core.scenario import load_scenario, shipped_scenarios
from sim.study.play.grid import sweep
from sim.study.run.worlds import run

FOLDER = Path(__file__).parents[2] / "results" / "reference"
SEED, WORLDS = 7, 500
AXES = ("washington.pressure=0:1:5", "beijing.enforcement=0:1:5")
STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)
CELL_WORLDS = 200


def scenarios() -> dict[str, Any]:
    """Return, for every shipped scenario, how many worlds end how, and the mean value to each
    capital.
    """
    found = {}
    for name in shipped_scenarios():
        made = run(load_scenario(name), WORLDS, SEED)
        found[name] = {
            "hash": made.scenario.hash,
            "counts": {flag: int(made.flag(flag).sum()) for flag in (*FINAL_STATES, *FLAGS)},
            "mean_values": {
                # A sum that no machine rounds otherwise.
                capital: math.fsum(made.columns[f"value_{capital}"]) / WORLDS
                for capital in CAPITALS
            },
        }
    return {"seed": SEED, "worlds": WORLDS, "scenarios": found}


def plane() -> dict[str, Any]:
    """Return the pressure × enforcement plane of spring 2017 as counts of worlds a cell."""
    made = sweep(
        load_scenario("2017-spring"),
        {axis.partition("=")[0]: STEPS for axis in AXES},
        CELL_WORLDS,
        SEED,
    )
    counts = {}
    for flag in ("war", "opening", "ever_freeze", "lose_lose", "win_win"):
        shares = made.estimates(flag).value
        counts[flag] = np.rint(shares * CELL_WORLDS).astype(int).tolist()
    return {
        "seed": SEED,
        "worlds": CELL_WORLDS,
        "axes": list(AXES),
        "hash": made.scenario.hash,
        "counts": counts,
    }


def references() -> dict[str, Any]:
    """Return every reference file by name."""
    return {"scenarios.json": scenarios(), "pressure-enforcement.json": plane()}


def text_of(content: dict[str, Any]) -> str:
    """Return a reference as the text of its file."""
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
