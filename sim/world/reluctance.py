"""How dear war must be for the chance of a war move to be the declared one (only if the choice rule covers war)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from ..game.catalogue import CAPITALS
from .capitals import POLICIES
from .choice import WAR_REFERENCE, reluctance
from .forecast import Forecast, Repeat
from .parameters import LEVERS
from .parameters.entry import entries_of

if TYPE_CHECKING:
    from .model import EscalationModel

LINEUP_2017: Final = {
    "washington": "maximum_pressure",
    "beijing": "partial_enforcement",
    "pyongyang": "byungjin",
    "seoul": "hedging",
}


def set_reluctance(model: EscalationModel) -> None:
    """Solve once the cost of a war move, at the start state with tension 7 under the 2017 line-up."""
    if model.p.tremble_excludes_war:
        return
    kept = model.levers
    for name, policy in LINEUP_2017.items():
        neutral = {lever: entry.default for lever, entry in entries_of(LEVERS[name]).items()}
        model.capitals[name].levers = LEVERS[name](**neutral | dict(POLICIES[name][policy].levers))
    tense = replace(model.state, tension=np.full(model.batch.worlds, WAR_REFERENCE))
    last = model.batch.traits_of(tense.moves)
    for name in ("washington", "pyongyang"):
        forecasts: dict[str, Forecast] = {o: Repeat(last[o]) for o in CAPITALS if o != name}
        capital = model.capitals[name]
        threshold = capital.war_threshold()
        assert threshold is not None
        utility = capital.utility(replace(capital.situation(forecasts), seen=tense, last=last))
        capital.reluctance = reluctance(utility[-1], utility[:-1], threshold)
    for name, levers in kept.items():
        model.capitals[name].levers = levers
