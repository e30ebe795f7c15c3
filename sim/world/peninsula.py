"""One month of the peninsula: every state moves, from the month before and the four moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .actions import (
    B_MEDIATE, B_PROTECT, CONCILIATORY, P_BIG, P_LETHAL, P_MISSILE, S_EXERCISE, S_INITIATIVE, SEVERITY,
    W_DEPLOY, W_RELIEF, W_SANCTIONS, index_of, at,
)  # fmt: skip
from .luck import Luck
from .parameters import Parameters
from .rules import economy as econ
from .rules.force import arsenal_next, cohesion_next, growth_share, presence_next
from .rules.refugees import flow
from .rules.talks import audience_next, talks_next
from .rules.tension import calming_share, tension_drift, tension_next, tension_step
from .rules.thaad import thaad_next
from .state import State, copy_of
from .types import Floats, Ints, Quantity

THREATENS = index_of("washington", "threaten_force")
Moves = Mapping[str, Ints]


def is_test(pyongyang: Ints) -> Any:
    """Say where Pyongyang tests, a missile or more."""
    return (pyongyang == P_MISSILE) | (pyongyang == P_BIG)


def new_tension(state: State, moves: Moves, noise: Quantity, p: Parameters) -> Floats:
    """Return next month's tension."""
    calming = calming_share(state.tension, p)
    last = state.moves["pyongyang"]
    alarm = ((last == P_BIG) | (last == P_LETHAL)).astype(np.float64)
    drifted = tension_drift(state.tension, state.freeze, alarm, calming, p)
    effects = (p.tension_washington, p.tension_beijing, p.tension_pyongyang, p.tension_seoul)
    steps: Any = 0.0
    for table, capital in zip(effects, moves, strict=True):
        steps = steps + tension_step(at(table, moves[capital]), calming, p)
    return tension_next(drifted, steps, noise, p)


def new_talks(state: State, moves: Moves, small_talk: Quantity, p: Parameters) -> Floats:
    """Return next month's progress of talks: mediators add only while Washington or Pyongyang talks."""
    washington, pyongyang = at(p.talks_washington, moves["washington"]), at(p.talks_pyongyang, moves["pyongyang"])
    beijing, seoul = at(p.talks_beijing, moves["beijing"]), at(p.talks_seoul, moves["seoul"])
    someone = (moves["washington"] <= CONCILIATORY) | (moves["pyongyang"] <= CONCILIATORY)
    aligned = (moves["beijing"] == B_MEDIATE) & (moves["seoul"] <= S_INITIATIVE)
    mediated = np.maximum(beijing, 0.0) + np.maximum(seoul, 0.0) + p.alignment * aligned
    gains = np.maximum(washington, 0.0) + np.maximum(pyongyang, 0.0) + someone * mediated
    losses = np.minimum(washington, 0.0) + np.minimum(beijing, 0.0) + np.minimum(pyongyang, 0.0) + np.minimum(seoul, 0.0)
    return talks_next(state.talks, gains, losses + small_talk, p)


def new_sanctions(state: State, moves: Moves, p: Parameters) -> Floats:
    """Return next month's sanctions: a round, or relief, from Washington; Beijing's veto; Seoul's own."""
    washington = moves["washington"]
    new_round = (washington == W_SANCTIONS).astype(np.float64)
    relief = (washington == W_RELIEF).astype(np.float64)
    veto = (moves["beijing"] <= B_PROTECT).astype(np.float64)
    return econ.sanctions_next(state.sanctions, new_round, veto, relief, at(p.sanctions_seoul, moves["seoul"]), p)


def new_audience(state: State, washington: Ints, ambiguity: Quantity, p: Parameters) -> Floats:
    """Return next month's audience stock: a threat without a red line binds less."""
    gain = at(p.audience_gain, washington) * (1.0 - (washington == THREATENS) * ambiguity)
    return audience_next(state.audience, gain, p)


def advance(state: State, moves: Moves, luck: Luck, levers: Mapping[str, Any], modules: frozenset[str], p: Parameters) -> State:
    """Return the state after a month, before wars, accidents, collapse and the deal.

    All rules read the state before the month, save that pressure takes the new sanctions and enforcement, the economy
    that pressure, and stability the new economy.
    """
    washington, pyongyang, seoul = moves["washington"], moves["pyongyang"], moves["seoul"]
    after = copy_of(state)
    after.moves = dict(moves)
    after.tension = new_tension(state, moves, luck.normal("tension"), p)
    deploy, exercise = (washington == W_DEPLOY).astype(np.float64), (seoul == S_EXERCISE).astype(np.float64)
    after.presence = presence_next(state.presence, deploy, exercise, p)

    after.sanctions = new_sanctions(state, moves, p)
    after.enforcement = econ.enforcement_next(state.enforcement, at(p.enforcement_aim, moves["beijing"]), p)
    pressure = econ.effective_pressure(after.sanctions, after.enforcement, p)
    aid = at(p.aid_beijing, moves["beijing"]) + at(p.aid_seoul, seoul)
    after.economy = econ.economy_next(state.economy, pressure, aid, p)
    after.stability = econ.stability_next(state.stability, after.economy, aid, luck.normal("stability"), p)
    share = growth_share(state.arsenal, state.freeze, pressure, p)
    after.arsenal = arsenal_next(state.arsenal, at(p.arsenal_gain, pyongyang), share)

    gap = np.abs(at(SEVERITY["washington"], washington) - at(SEVERITY["seoul"], seoul))
    after.cohesion = cohesion_next(state.cohesion, at(p.cohesion_seoul, seoul), gap, p)
    after.audience = new_audience(state, washington, levers["washington"].ambiguity, p)
    small_talk = p.small_talk * luck.normal("small_talk") if "small_talk" in modules else 0.0
    after.talks = new_talks(state, moves, small_talk, p)

    tested, big = is_test(pyongyang), pyongyang == P_BIG
    after.test_memory = np.where(tested, 1.0, p.test_memory * state.test_memory)
    after.big_test_memory = np.where(big, 1.0, p.big_test_memory * state.big_test_memory)
    after.months_since_sanctions = np.where(washington == W_SANCTIONS, 0.0, state.months_since_sanctions + 1.0)
    if "thaad" in modules:
        after.thaad = thaad_next(state.thaad, seoul, levers["seoul"].thaad_welcome, luck.uniform("thaad"), p)
    if "refugees" in modules:
        after.refugees = state.refugees + flow(after.economy, luck.normal("refugees"), p)
    return after
