"""One month of the peninsula: every state moves, from the month before and the four moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..arrays import Floats, Ints, Quantity
from ..game.catalogue import CAPITALS
from .luck import Luck
from .parameters import Parameters
from .rules.economy import economy_next, effective_pressure, enforcement_next, sanctions_next, stability_next
from .rules.force import arsenal_next, cohesion_next, growth_share, presence_next
from .rules.refugees import flow
from .rules.talks import audience_gain, audience_next, talks_next
from .rules.tension import calming_share, tension_drift, tension_next
from .rules.thaad import thaad_next
from .state import State, copy_of
from .traits import Row

Made = Mapping[str, Row]
"""The traits of the four moves of a month, by capital."""


def new_tension(state: State, made: Made, alarm: Floats, noise: Quantity, p: Parameters) -> Floats:
    """Return next month's tension."""
    calming = calming_share(state.tension, p)
    drifted = tension_drift(state.tension, state.freeze, alarm, calming, p)
    steps: Any = 0.0
    for capital in CAPITALS:
        row = made[capital]
        steps = steps + (row["rise"] + row["fall"] * calming)
    return tension_next(drifted, steps, noise, p)


def new_talks(state: State, made: Made, small_talk: Quantity, p: Parameters) -> Floats:
    """Return next month's progress of talks: mediators add only while Washington or Pyongyang talks."""
    washington, beijing, pyongyang, seoul = (made[capital] for capital in CAPITALS)
    someone = np.maximum(washington["talking"], pyongyang["talking"])
    mediated = beijing["gain"] + seoul["gain"] + p.alignment * beijing["mediates"] * seoul["engages"]
    gains = washington["gain"] + pyongyang["gain"] + someone * mediated
    losses = washington["loss"] + beijing["loss"] + pyongyang["loss"] + seoul["loss"]
    return talks_next(state.talks, gains, losses + small_talk, p)


def new_audience(state: State, washington: Row, ambiguity: Quantity, p: Parameters) -> Floats:
    """Return next month's audience stock: a threat without a red line binds less."""
    return audience_next(state.audience, audience_gain(washington["audience"], washington["threatens"], ambiguity), p)


def advance(
    state: State, moves: Mapping[str, Ints], made: Made, alarm: Floats, luck: Luck, levers: Mapping[str, Any],
    modules: frozenset[str], p: Parameters,
) -> State:  # fmt: skip
    """Return the state after a month, before wars, accidents, collapse and the deal.

    `made` holds the traits of the `moves` and `alarm` is 1 where last month saw a lethal act or a big test. All rules
    read the state before the month, save that pressure takes the new sanctions and enforcement, the economy that
    pressure, and stability the new economy.
    """
    washington, beijing, pyongyang, seoul = (made[capital] for capital in CAPITALS)
    after = copy_of(state)
    after.moves = dict(moves)
    after.tension = new_tension(state, made, alarm, luck.normal("tension"), p)
    after.presence = presence_next(state.presence, washington["deploys"], seoul["exercises"], p)

    after.sanctions = sanctions_next(
        state.sanctions,
        washington["new_round"],
        beijing["vetoes"],
        washington["relief"],
        seoul["sanctions"],
        p,
    )
    after.enforcement = enforcement_next(state.enforcement, beijing["aim"], p)
    pressure = effective_pressure(after.sanctions, after.enforcement, p)
    aid = beijing["aid"] + seoul["aid"]
    after.economy = economy_next(state.economy, pressure, aid, p)
    after.stability = stability_next(state.stability, after.economy, aid, luck.normal("stability"), p)
    share = growth_share(state.arsenal, state.freeze, pressure, p)
    after.arsenal = arsenal_next(state.arsenal, pyongyang["arms"], pyongyang["disarms"], share)

    gap = np.abs(washington["severity"] - seoul["severity"])
    after.cohesion = cohesion_next(state.cohesion, seoul["cohesion"], gap, p)
    after.audience = new_audience(state, washington, levers["washington"].ambiguity, p)
    small_talk = p.small_talk * luck.normal("small_talk") if "small_talk" in modules else 0.0
    after.talks = new_talks(state, made, small_talk, p)

    after.test_memory = np.where(pyongyang["tests"] > 0.0, 1.0, p.test_memory * state.test_memory)
    after.big_test_memory = np.where(pyongyang["big"] > 0.0, 1.0, p.big_test_memory * state.big_test_memory)
    after.months_since_sanctions = (state.months_since_sanctions + 1.0) * (1.0 - washington["new_round"])
    if "thaad" in modules:
        after.thaad = thaad_next(state.thaad, moves["seoul"], levers["seoul"].thaad_welcome, luck.uniform("thaad"), p)
    if "refugees" in modules:
        after.fled = flow(after.economy, luck.normal("refugees"), p)
        after.refugees = state.refugees + after.fled
    return after
