"""The state of the peninsula in a batch of worlds."""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Final

import numpy as np
import numpy.typing as npt

from ..arrays import Floats, Ints, Quantity
from .parameters import Parameters

LONG_AGO: Final = 99.0


@dataclass(slots=True)
class State:
    """One month of every world; each array is `(worlds,)`.

    The first eleven are the core states and the next two its memories (model, section 3); then the states of the
    modules, and what rules keep count of: `fled` holds the refugees of the month in thousands. `moves` holds last
    month's move of each capital.
    """

    tension: Floats
    presence: Floats
    arsenal: Floats
    sanctions: Floats
    enforcement: Floats
    economy: Floats
    stability: Floats
    cohesion: Floats
    talks: Floats
    freeze: Floats
    audience: Floats
    test_memory: Floats
    big_test_memory: Floats
    thaad: Floats
    relation: Floats
    detainee: Floats
    credibility: Floats
    refugees: Floats
    freeze_months: Floats
    months_since_sanctions: Floats
    window_months_left: Floats
    fled: Floats
    inspections: npt.NDArray[np.uint16]
    moves: dict[str, Ints]


CORE_STATES: Final = (
    "tension", "presence", "arsenal", "sanctions", "enforcement", "economy", "stability", "cohesion", "talks",
    "freeze", "audience",
)  # fmt: skip
MEMORIES: Final = ("test_memory", "big_test_memory")
MODULE_STATES: Final = ("thaad", "relation", "detainee", "credibility", "refugees")
RECORDED_STATES: Final = CORE_STATES + MEMORIES + MODULE_STATES
RANGES: Final[dict[str, tuple[float, float]]] = dict.fromkeys(RECORDED_STATES, (0.0, 1.0)) | {
    "tension": (0.0, 7.99),
    "economy": (-0.5, 0.3),
    "thaad": (0.0, 2.0),
    "relation": (-1.0, 1.0),
    "refugees": (0.0, np.inf),
}


def opening_state(p: Parameters, moves: dict[str, Ints]) -> State:
    """Return the state of the first month; raises nothing, since the ledger bounds every starting value."""
    worlds = moves["washington"].size

    def filled(value: Quantity) -> Floats:
        return np.full(worlds, value, dtype=np.float64)

    started = {name: filled(getattr(p, f"start_{name}")) for name in RECORDED_STATES if name != "refugees"}
    return State(
        **started,
        refugees=filled(0.0),
        freeze_months=filled(0.0),
        months_since_sanctions=filled(LONG_AGO),
        window_months_left=filled(0.0),
        fled=filled(0.0),
        inspections=np.zeros(worlds, dtype=np.uint16),
        moves=moves,
    )


ALL_FIELDS: Final = attrgetter(*(item.name for item in fields(State)))


def copy_of(state: State) -> State:
    """Return a state whose fields can be set without touching the original; the arrays are shared."""
    return State(*ALL_FIELDS(state))
