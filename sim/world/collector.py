"""Mesa's own DataCollector for a model of one world, for those who teach with Mesa."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import mesa

from .actions import ACTIONS
from .state import RECORDED_STATES

if TYPE_CHECKING:
    from .actors import Capital
    from .model import EscalationModel


def state_of(name: str, model: EscalationModel) -> float:
    """Return a state of the only world of a model; raises ValueError if it has more than one."""
    if model.batch.worlds != 1:
        raise ValueError("Mesa's DataCollector copies every value: use it with worlds=1, and record= for more")
    return float(model.observed(name)[0])


def last_move(capital: Capital) -> str:
    """Return the last move of a capital by name."""
    return ACTIONS[capital.name][int(capital.model.state.moves[capital.name][0])].name


def data_collector() -> mesa.DataCollector:
    """Return a DataCollector of every state and every capital's last move; call its `collect(model)` each month."""
    return mesa.DataCollector(
        model_reporters={name: partial(state_of, name) for name in RECORDED_STATES},
        agent_reporters={"capital": "name", "move": last_move},
    )
