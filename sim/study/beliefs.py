"""Who the capitals take Kim for, from recorded series; Pyongyang knows."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.arrays import Floats
from sim.engine import on_arrays
from sim.game.moves import KimType
from sim.study.history import History

EVIDENCE: Final = {"washington": "frozen_evidence", "beijing": "evidence_beijing", "seoul": "evidence"}
"""What each observer goes by: the log-likelihood of each type of Kim."""


def evidence_of(observer: str) -> tuple[str, ...]:
    """Return the names of the series that hold what an observer goes by, in the order of the types."""
    return tuple(f"{EVIDENCE[observer]}.{int(kim)}" for kim in KimType)


def beliefs(history: History, observer: str) -> Floats:
    """Return an observer's belief in each type of Kim, `(types, months, worlds)`: NaN where the evidence is."""
    prior = [history.number(f"prior_{observer}.{int(kim)}") for kim in KimType]
    evidence = [history.state[name] for name in evidence_of(observer)]
    held = on_arrays("belief")(prior, [np.nan_to_num(each) for each in evidence])
    return np.where(np.isnan(evidence), np.nan, np.stack(held[: len(KimType)]))
