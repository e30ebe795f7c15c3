"""What each capital sees of the others' moves and of the state (module `information`)."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..arrays import Floats, Ints, Quantity
from ..game.catalogue import CAPITALS
from .actions import ACTIONS, P_BIG, P_MISSILE, W_BACK_CHANNEL, W_WAIT
from .luck import Luck
from .parameters import Parameters
from .rules.bounds import clip
from .state import RANGES, State, copy_of

LAST_QUIET_MOVE: Final = {
    capital: sum(not action.war for action in actions) - 1 for capital, actions in ACTIONS.items()
}
NOISY: Final = {
    "washington": ("enforcement", "economy", "stability", "arsenal"),
    "beijing": ("economy", "stability", "arsenal"),
    "pyongyang": ("enforcement",),
    "seoul": ("enforcement", "economy", "stability", "arsenal"),
}


def error_share(observer: str, p: Parameters) -> Quantity:
    """Return an observer's errors as a share of Washington's: contact with Pyongyang helps Beijing only."""
    return 1.0 - p.contact if observer == "beijing" else 1.0


def error_chance(observer: str, actor: str, ambiguity: Quantity, p: Parameters) -> Quantity:
    """Return the chance that an observer takes a move for the next one in order."""
    chance = p.misperception * error_share(observer, p)
    if (observer, actor) == ("pyongyang", "washington"):
        chance = chance + p.ambiguity_error * ambiguity
    return chance


def publicly(observer: str, actor: str, moves: Ints, secrecy: Quantity) -> Ints:
    """Return the moves as they would be seen without error: a back channel is secret to Beijing and Seoul."""
    if actor != "washington" or observer == "pyongyang":
        return moves
    hidden = (moves == W_BACK_CHANNEL) & (np.asarray(secrecy) > 0.0)
    return np.where(hidden, W_WAIT, moves)


def misread(moves: Ints, actor: str, chance: Quantity, luck: Floats) -> Ints:
    """Return the moves as seen: now and then as the next in order, but never as a war move."""
    can_slip = moves < LAST_QUIET_MOVE[actor]
    return moves + (can_slip & (luck < chance))


def seen_moves(
    observer: str, moves: dict[str, Ints], ambiguity: Quantity, luck: Luck, p: Parameters
) -> dict[str, Ints]:
    """Return last month's moves of all four as an observer sees them; its own it knows."""
    seen = {observer: moves[observer]}
    for actor in CAPITALS:
        if actor != observer:
            shown = publicly(observer, actor, moves[actor], p.back_channel_secrecy)
            chance = error_chance(observer, actor, ambiguity, p)
            seen[actor] = misread(shown, actor, chance, luck.uniform(f"see_{observer}_{actor}"))
    return seen


def view(observer: str, state: State, ambiguity: Quantity, luck: Luck, p: Parameters) -> State:
    """Return the state as an observer sees it: with a normal error, new each month, on what is hidden from it.

    After a test everyone knows the arsenal.
    """
    seen = copy_of(state)
    last = state.moves["pyongyang"]
    for name in NOISY[observer]:
        sd = getattr(p, f"see_{name}_sd") * error_share(observer, p)
        if name == "arsenal":
            sd = sd * ((last != P_MISSILE) & (last != P_BIG))
        noisy = getattr(state, name) + sd * luck.normal(f"noise_{observer}_{name}")
        setattr(seen, name, clip(noisy, *RANGES[name]))
    seen.moves = seen_moves(observer, state.moves, ambiguity, luck, p)
    return seen
