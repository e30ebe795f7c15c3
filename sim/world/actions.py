"""The moves each capital can make, in ordinal order, with three scales that stay independent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from ..arrays import Floats, Ints


@dataclass(frozen=True, slots=True)
class Action:
    """One move.

    `severity` is ours, −3 to 4. `cameo` is the event code and `goldstein` its published score; the latter is not an
    order of escalation, so no field is derived from another. CAMEO has no code for a weapon test: 15 (military
    posture) is a convention. War actions need tension of rung 6 or more.
    """

    name: str
    label: str
    severity: float
    cameo: str
    goldstein: float
    war: bool = False


ACTIONS: Final[dict[str, tuple[Action, ...]]] = {
    "washington": (
        Action("relief", "relief", -3, "085", 7.0),
        Action("formal_talks", "formal talks", -2, "046", 7.0),
        Action("back_channel", "back channel", -1, "036", 4.0),
        Action("wait", "wait", 0, "010", 0.0),
        Action("lean_on_beijing", "lean on Beijing", 0.5, "111", -2.0),
        Action("sanctions", "sanctions", 1, "163", -8.0),
        Action("threaten_force", "threaten force", 2, "138", -7.0),
        Action("deploy", "deploy, show of force", 2.5, "154", -7.2),
        Action("strike", "strike", 4, "190", -10.0, war=True),
    ),
    "beijing": (
        Action("lifeline_aid", "lifeline aid", -2, "071", 7.4),
        Action("protect", "protect (veto)", -1, "129", -5.0),
        Action("urge_restraint", "urge restraint", 0, "02", 3.0),
        Action("mediate", "mediate (Six Party)", 0.5, "045", 5.0),
        Action("partial_enforcement", "partial enforcement", 1, "160", -4.0),
        Action("full_enforcement", "full enforcement", 2, "163", -8.0),
    ),
    "pyongyang": (
        Action("dismantle", "dismantle, inspections", -3, "086", 9.0),
        Action("formal_talks", "formal talks", -2, "046", 7.0),
        Action("moratorium", "moratorium, release", -1, "084", 7.0),
        Action("quiet_build", "quiet build", 0, "010", 0.0),
        Action("rhetoric", "rhetoric", 0.5, "138", -7.0),
        Action("missile_test", "missile test", 1.5, "15", -7.2),
        Action("big_test", "ICBM or nuclear test", 2.5, "15", -7.2),
        Action("lethal_provocation", "lethal provocation", 3, "18", -9.0),
        Action("attack", "attack", 4, "190", -10.0, war=True),
    ),
    "seoul": (
        Action("aid", "aid", -2, "071", 7.4),
        Action("peace_initiative", "peace initiative", -1.5, "036", 4.0),
        Action("wait", "wait", 0, "010", 0.0),
        Action("condemn", "condemn", 0.5, "111", -2.0),
        Action("exercise", "exercise, THAAD", 1, "15", -7.2),
        Action("sanctions", "sanctions", 1.5, "163", -8.0),
        Action("local_retaliation", "local retaliation", 3, "190", -10.0),
    ),
}


def index_of(capital: str, name: str) -> int:
    """Return the ordinal of a move; raises ValueError for a name the capital does not have."""
    return [action.name for action in ACTIONS[capital]].index(name)


SEVERITY: Final[dict[str, Floats]] = {
    capital: np.array([[action.severity] for action in actions]) for capital, actions in ACTIONS.items()
}

# Ordinals that rules name. Up to CONCILIATORY, Washington and Pyongyang talk; from BREAKING up, a freeze is broken.
CONCILIATORY: Final = 2
BREAKING: Final = 5
W_RELIEF, W_BACK_CHANNEL, W_WAIT, W_LEAN, W_SANCTIONS, W_THREATEN, W_DEPLOY, W_STRIKE = 0, 2, 3, 4, 5, 6, 7, 8
B_LIFELINE, B_PROTECT, B_MEDIATE = 0, 1, 3
P_DISMANTLE, P_RHETORIC, P_MISSILE, P_BIG, P_LETHAL, P_ATTACK = 0, 4, 5, 6, 7, 8
S_AID, S_INITIATIVE, S_EXERCISE = 0, 1, 4
OPENING_MOVES: Final = ("wait", "urge_restraint", "quiet_build", "wait")


def at(table: Floats, actions: Ints) -> Floats:
    """Look a table up by action.

    `table` is `(actions, 1)` or `(actions, worlds)`, `actions` is `(worlds,)`; the result is `(worlds,)`.
    """
    if table.shape[1] == 1:
        return table[:, 0].take(actions)
    return table.ravel().take(flat_index(actions))


@lru_cache(maxsize=8)
def world_positions(worlds: int) -> Ints:
    """Return 0 to worlds − 1; kept, since every look-up in a table over worlds needs it."""
    positions = np.arange(worlds)
    positions.flags.writeable = False
    return positions


def flat_index(actions: Ints) -> Ints:
    """Return where the cells of some actions `(worlds,)` stand in a flat table `(actions, worlds)`."""
    flat = actions * actions.size
    flat += world_positions(actions.size)
    return flat
