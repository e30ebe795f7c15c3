"""Beijing: its policies, and what it weighs when it decides how much to enforce."""

from __future__ import annotations

import numpy as np

from ..actions import B_LIFELINE, B_MEDIATE, B_PROTECT, S_EXERCISE, S_INITIATIVE, W_DEPLOY, W_LEAN, W_RELIEF, W_SANCTIONS, at
from ..parameters.levers import BeijingLevers, WashingtonLevers
from ..policy import Policy, by_name
from ..rules.economy import (
    economy_next, effective_pressure, enforcement_next, sanctions_next, stability_aid_step, stability_pull,
)  # fmt: skip
from ..rules.refugees import expected_flow
from ..situation import (
    Situation, expected_exposure, growth_of_arsenal, marks, perceived_hazard, talks_rows, tension_rows,
)  # fmt: skip
from ..types import Floats

NAME = "beijing"
VETOES = marks(NAME, B_LIFELINE, B_PROTECT)
MEDIATES = marks(NAME, B_MEDIATE)

POLICIES = by_name(
    Policy(
        "lax",
        "Vote for sanctions and look away at the border.",
        "Chinese practice before 2017; Tzogopoulos 2017",
        (("enforcement", 0.1), ("mediation", 0.2), ("protection", 0.8)),
    ),
    Policy(
        "partial_enforcement",
        "Enforce what is asked loudest, and call for talks.",
        "Chinese practice in 2017; Tzogopoulos 2017",
        (("enforcement", 0.5), ("mediation", 0.4), ("protection", 0.2)),
    ),
    Policy(
        "full_enforcement",
        "Enforce every resolution, as Washington asks.",
        "the demand of Washington in 2017; Tzogopoulos 2017",
        (("enforcement", 1.0), ("mediation", 0.1)),
    ),
    Policy(
        "mediator",
        "Bring the parties back to Six Party Talks, freeze for freeze.",
        "Beijing's dual-track proposal of 2017; Tzogopoulos 2017",
        (("enforcement", 0.3), ("mediation", 1.0), ("protection", 0.2)),
    ),
    Policy(
        "protector",
        "Shield and feed the neighbour so that it does not fall.",
        "the lifeline and safety net of Tzogopoulos 2017",
        (("mediation", 0.2), ("protection", 1.0)),
    ),
)


def stance(s: Situation, own: BeijingLevers) -> Floats:
    """Return what Beijing's policy makes of each move."""
    p = s.p
    return (  # type: ignore[no-any-return]
        own.enforcement * s.own(p.stance_beijing_enforcement)
        + own.mediation * s.own(p.stance_beijing_mediation)
        + own.protection * s.own(p.stance_beijing_protection)
    )


def expected_changes(s: Situation, washington: WashingtonLevers) -> Floats:
    """Return the worth of the changes each move brings: tension, hazard, and all that pressure does to the neighbour."""
    p, worth, seen, forecasts = s.p, s.worth, s.seen, s.forecasts
    steps = tension_rows(s)
    tests = forecasts["pyongyang"].mean(p.test_weight)
    deploy, exercise = forecasts["washington"].chance(W_DEPLOY, W_DEPLOY), forecasts["seoul"].chance(S_EXERCISE, S_EXERCISE)
    exposed = expected_exposure(s, deploy, exercise, tests)
    total = -worth["tension"] * steps - s.dread * perceived_hazard(s, steps, exposed)

    new_round = forecasts["washington"].chance(W_SANCTIONS, W_SANCTIONS)
    relief = forecasts["washington"].chance(W_RELIEF, W_RELIEF)
    sanctions = sanctions_next(
        seen.sanctions, new_round, s.own(VETOES), relief, forecasts["seoul"].mean(p.sanctions_seoul), p
    )
    enforcement = enforcement_next(seen.enforcement, s.own(p.enforcement_aim), p)
    pressure = effective_pressure(sanctions, enforcement, p)
    aid = s.own(p.aid_beijing) + forecasts["seoul"].mean(p.aid_seoul)
    economy = economy_next(seen.economy, pressure, aid, p)
    stability = stability_pull(economy, p) + stability_aid_step(seen.stability, s.own(p.aid_beijing), p)
    total += worth["instability"] * stability
    total -= worth["enforcing"] * sanctions * enforcement
    total -= worth["secondary"] * washington.secondary_sanctions * (1.0 - enforcement) * sanctions
    total -= worth["refugees"] * np.exp(0.5 * p.refugee_noise * p.refugee_noise) * expected_flow(economy, p)
    total += worth["arsenal"] * growth_of_arsenal(s) * (p.arsenal_pressure_brake * pressure)
    return total  # type: ignore[no-any-return]


def talks(s: Situation) -> Floats:
    """Return the worth of each move for talks: Beijing adds only while Washington or Pyongyang talks."""
    p, forecasts = s.p, s.forecasts
    someone = 1.0 - (1.0 - forecasts["washington"].chance(0, 2)) * (1.0 - forecasts["pyongyang"].chance(0, 2))
    aligned = p.alignment * s.own(MEDIATES) * forecasts["seoul"].chance(0, S_INITIATIVE)
    return talks_rows(s, np.minimum(s.own(p.talks_beijing), 0.0), someone, np.maximum(s.own(p.talks_beijing), 0.0) + aligned)


def urge_to_enforce(s: Situation, own: BeijingLevers, washington: WashingtonLevers) -> Floats:
    """Return what pulls Beijing towards or away from enforcing, `(worlds,)`.

    A test, leaning and secondary sanctions pull towards it; fear of collapse and talk of regime change away.
    """
    p, seen = s.p, s.seen
    tested = at(p.test_weight, seen.moves["pyongyang"])
    weak = np.maximum(0.0, p.collapse_comfort - seen.stability)
    return (  # type: ignore[no-any-return]
        p.test_answer * tested
        - p.collapse_answer * own.collapse_brake * weak
        + p.lean_effect * (seen.moves["washington"] == W_LEAN)
        + p.secondary_answer * washington.secondary_sanctions
        - p.rhetoric_answer * washington.regime_change_rhetoric
    )


def utility(s: Situation) -> Floats:
    """Return Beijing's utility of each move, `(rows, worlds)`; terms equal for all moves are left out."""
    own: BeijingLevers = s.levers[NAME]
    washington: WashingtonLevers = s.levers["washington"]
    total = stance(s, own) + expected_changes(s, washington) + talks(s)
    total += s.own(s.p.enforcement_aim) * urge_to_enforce(s, own, washington)
    return total
