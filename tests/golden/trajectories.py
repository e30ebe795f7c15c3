"""Golden trajectories: a few worlds of telling scenarios, month by month, as plain data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from sim.game.catalogue import CAPITALS
from sim.study.fingerprint import fingerprint
from sim.study.scenario import load_scenario
from sim.world.model import EscalationModel
from sim.world.outcomes import FINAL_STATES
from sim.study.scenario import Scenario
from sim.world.state import RECORDED_STATES

FILE = Path(__file__).with_name("golden.json")
SEED, WORLDS = 20170201, 4
FLAGS = (
    "war",
    "major_war",
    "inadvertent_war",
    "collapse",
    "crisis",
    "ever_freeze",
    "lose_lose",
    "lose_lose_event",
)


def cases() -> dict[str, Scenario]:
    """Return the scenarios that are kept: every module, every rule of policy, every forecast."""
    spring = load_scenario("2017-spring")
    return {
        "core": load_scenario("core"),
        "2017-spring": spring,
        "2018-turn": load_scenario("2018-turn"),
        "dual-track": load_scenario("dual-track"),
        "reciprocity against brinkmanship": spring.change(
            {"washington.policy": "reciprocity", "pyongyang.policy": "brinkmanship"}
        ),
        "adaptive against unpredictable": spring.change(
            {"washington.policy": "adaptive", "pyongyang.policy": "unpredictable", "months": 24}
        ),
        "empirical forecasts": spring.change({"forecast": "empirical", "months": 18}),
        "belief forecasts": spring.change({"forecast": "belief", "months": 18}),
        "logit equilibrium": spring.change({"forecast": "qre", "months": 12}),
        "war in the choice rule": spring.change({"tremble_excludes_war": 0, "start_tension": 6.5}),
    }


def trajectory(scenario: Scenario) -> dict[str, Any]:
    """Return moves and outcomes, which are exact everywhere, and floats, which are exact on one kind of machine."""
    names = (*RECORDED_STATES, *CAPITALS)
    model = EscalationModel(scenario, WORLDS, SEED, record=names).run()
    outcomes = model.outcomes()
    kept = {
        "moves": {capital: model.recorder.moves[capital].tolist() for capital in CAPITALS},
        "final_state": [FINAL_STATES[code] for code in outcomes["final_state"]],
        "months": outcomes["months"].tolist(),
        "flags": {name: outcomes[name].tolist() for name in FLAGS},
        "floats": {
            name: [None if np.isnan(x) else x for x in rows[-1].tolist()] for name, rows in model.recorder.state.items()
        }
        | {name: outcomes[name].tolist() for name in outcomes if name.startswith(("value_", "delta_", "refugees"))},
    }
    model.close()
    return kept


def all_trajectories() -> dict[str, Any]:
    """Return every case with the numerics fingerprint of this machine."""
    return {
        "numerics": fingerprint(),
        "cases": {name: trajectory(scenario) for name, scenario in cases().items()},
    }


def write() -> None:
    """Write the golden file anew."""
    FILE.write_text(json.dumps(all_trajectories(), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
