"""Runs that the tests of the mechanisms share, and what they ask of two runs under common luck."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.study.compare import paired_difference
from sim.study.paired import paired
from sim.study.run import FLAGS, Run
from sim.study.scenario import load_scenario
from sim.world.actions import SEVERITY, index_of
from sim.world.door import Intervention
from sim.study.scenario import Scenario
from tests.support import play

SPRING, DUAL, TURN, PEACE = "2017-spring", "dual-track", "2018-turn", "peace-initiative"
SEED = 11
WORLDS = 600
MONTHS = 30
Changes = Mapping[str, Any]


def shipped(name: str, changes: Changes | None = None) -> Scenario:
    """Return a shipped scenario over thirty months, then changed."""
    return load_scenario(name).change({"months": MONTHS} | dict(changes or {}))


def worlds_of(
    name: str, changes: Changes | None = None, imposed: list[Intervention] | None = None, worlds: int = WORLDS
) -> Run:
    """Return the run of a shipped scenario, changed; the same luck for all, and each run only once."""
    return _run(shipped(name, changes), tuple(imposed or ()), worlds)


@lru_cache(maxsize=24)
def _run(scenario: Scenario, imposed: tuple[Intervention, ...], worlds: int) -> Run:
    model = play(scenario, worlds, SEED, interventions=imposed)
    kept = model.recorder
    return Run(scenario, SEED, model.outcomes(), imposed, state=dict(kept.state), moves=dict(kept.moves))


def end_otherwise(a: Run, b: Run) -> int:
    """Return in how many worlds the final state or a flag of the outcome differs."""
    differs = a.columns["final_state"] != b.columns["final_state"]
    for name in FLAGS:
        differs = differs | (a.columns[name] != b.columns[name])
    return int(np.count_nonzero(differs))


def final_states_differ(a: Run, b: Run) -> int:
    """Return how many worlds end in another final state."""
    return int(np.count_nonzero(a.columns["final_state"] != b.columns["final_state"]))


def same_history(a: Run, b: Run) -> bool:
    """Say whether every move and every final state of two runs is the same."""
    moves = all(np.array_equal(a.actions[capital], b.actions[capital]) for capital in a.actions)
    return moves and final_states_differ(a, b) == 0


def same_until(a: Run, b: Run, month: int) -> bool:
    """Say whether two runs agree to the last bit in the moves before a month and the states up to it."""
    moves = all(np.array_equal(a.actions[name][:month], b.actions[name][:month]) for name in a.actions)
    states = all(
        np.array_equal(a.state[name][: month + 1], b.state[name][: month + 1], equal_nan=True) for name in a.state
    )
    return moves and states


def within(smaller: Run, larger: Run, outcome: str) -> bool:
    """Say whether an outcome happens wherever it happens in a first run, and in more worlds."""
    few, many = smaller.flag(outcome), larger.flag(outcome)
    return not (few & ~many).any() and bool((many & ~few).any())


def mean_state(run: Run, name: str, months: slice = slice(None)) -> npt.NDArray[np.float64]:
    """Return a state's mean over the months a world lives to see, `(worlds,)`; NaN if it sees none."""
    rows = run.state[name][months]
    seen = np.isfinite(rows)
    total, count = np.where(seen, rows, 0.0).sum(axis=0), seen.sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def share_of_move(run: Run, capital: str, *moves: str) -> npt.NDArray[np.float64]:
    """Return the share of a world's months in which a capital makes one of some moves, `(worlds,)`."""
    made = run.actions[capital]
    chosen = np.isin(made, [index_of(capital, move) for move in moves])
    return np.asarray(chosen.sum(axis=0) / (made >= 0).sum(axis=0))


def mean_severity(run: Run, capital: str) -> npt.NDArray[np.float64]:
    """Return the mean severity of a capital's moves over the months each world lives to see, `(worlds,)`."""
    made = run.actions[capital]
    severity = np.where(made >= 0, SEVERITY[capital][:, 0].take(np.maximum(made, 0)), 0.0)
    return np.asarray(severity.sum(axis=0) / (made >= 0).sum(axis=0))


def more(a: Run, b: Run, outcome: str) -> bool:
    """Say whether an outcome is more frequent, or larger, in the first run: the interval lies above 0."""
    return paired_difference(a, b, outcome).low > 0


def above(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> bool:
    """Say whether the first of two paired numbers is larger in the mean: the interval lies above 0."""
    return paired(a, b).low > 0


def higher(a: Run, b: Run, state: str, months: slice = slice(None)) -> bool:
    """Say whether a state is higher in the first run, in the worlds that live to see it in both."""
    first, second = mean_state(a, state, months), mean_state(b, state, months)
    both = np.isfinite(first - second)
    return above(first[both], second[both])
