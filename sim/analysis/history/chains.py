"""Forecasts of chains of states: how many of the next months show a flag, and whether a pause begins, both exact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.history.targets import SPELL, Target, reach
from sim.arrays import Floats, Marks

HALF: Final = 0.5
"""What each outcome has before it is seen: Jeffreys' prior."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of states that show a flag or do not, known up to the month before an origin.

    `now` is the chance of each state in that month, `(…, states)`; `move[…, i, j]` that of state j after state i; and
    `shows` that a state shows the flag, `(…, states)`.
    """

    now: Floats
    move: Floats
    shows: Floats


def count_chances(chain: Chain, horizon: int) -> Floats:
    """Return the chance of each number of months with the flag among the next, `(…, horizon + 1)`."""
    reached = np.zeros((*chain.now.shape, horizon + 1))
    reached[..., 0] = chain.now
    for _ in range(horizon):
        moved = moved_on(chain, reached)
        reached = moved * (1.0 - chain.shows[..., None])
        reached[..., 1:] += moved[..., :-1] * chain.shows[..., None]
    return np.asarray(reached.sum(axis=-2))


def pause_chance(chain: Chain, months: int) -> Floats:
    """Return the chance that the next months hold a pause, six in a row without the flag, `(…)`."""
    quiet = np.zeros((*chain.now.shape, SPELL + 1))
    quiet[..., 0] = chain.now
    for _ in range(months):
        moved = moved_on(chain, quiet)
        quiet = np.zeros_like(moved)
        quiet[..., 0] = moved[..., :SPELL].sum(axis=-1) * chain.shows
        quiet[..., 1:] = moved[..., :-1] * (1.0 - chain.shows[..., None])
        quiet[..., SPELL] += moved[..., SPELL]
    return np.asarray(quiet[..., SPELL].sum(axis=-1))


def moved_on(chain: Chain, reached: Floats) -> Floats:
    """Return chances by state, `(…, states, any)`, a month later."""
    return np.asarray(np.swapaxes(chain.move, -1, -2) @ reached)


def chances(chain: Chain, target: Target, horizon: int) -> Floats:
    """Return what a chain says of a target: the chance of each count, `(…, horizon + 1)`, or of an event, `(…)`."""
    if target.kind == "pauses":
        return pause_chance(chain, reach(target, horizon))
    counts = count_chances(chain, horizon)
    return counts if target.kind == "count" else np.asarray(1.0 - counts[..., 0])


def transitions(known: Marks) -> tuple[float, float]:
    """Return the chance of a flag after a month without and after a month with one, each (hits + ½) / (months + 1).

    Pairs of which a month is unknown are left out.
    """
    before, after = known[:-1], known[1:]
    quiet, flagged = (
        (np.count_nonzero((before == given) & (after == 1)) + HALF)
        / (np.count_nonzero((before == given) & (after >= 0)) + 2 * HALF)
        for given in (0, 1)
    )
    return float(quiet), float(flagged)


def two_states(known: Marks) -> Chain:
    """Return the chain of two states, with the flag and without, fitted to months `(months,)`.

    It goes on from the last month that is known; where none is, each state is as likely.
    """
    after_quiet, after_flag = transitions(known)
    move = np.array([[1.0 - after_quiet, after_quiet], [1.0 - after_flag, after_flag]])
    places = np.flatnonzero(known >= 0)
    now = np.full(2, HALF)
    if len(places):
        now = np.eye(2)[known[places[-1]]] @ np.linalg.matrix_power(move, len(known) - 1 - int(places[-1]))
    return Chain(now, move, np.array([0.0, 1.0]))
