"""Beijing: its policies, and what it weighs when it decides how much to enforce."""

from __future__ import annotations

import numpy as np

from ...arrays import Floats
from ..actions import W_LEAN
from ..parameters.levers import BeijingLevers, WashingtonLevers
from ..policy import Policy, by_name
from ..rules.economy import economy_next, stability_aid_step, stability_pull
from ..rules.refugees import expected_flow
from ..situation import (
    Situation,
    expected_exposure,
    expected_pressure,
    perceived_hazard,
    pressure_slows_arms,
    talks_of_mediator,
    tension_rows,
    worth_of_slowing,
)  # fmt: skip

NAME = "beijing"
NO_EXPOSURE: Floats = np.zeros((1, 1))

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
    soft = own.mediation * p.stance_beijing_mediation[s.rows] + own.protection * p.stance_beijing_protection[s.rows]
    return own.enforcement * p.stance_beijing_enforcement[s.rows] + soft


def worth_of_pressing(s: Situation, washington: WashingtonLevers) -> Floats:
    """Return the worth of all that each move does to the neighbour: its economy, its hold, its refugees, its arms."""
    p, worth = s.p, s.worth
    sanctions, enforcement, pressure = expected_pressure(s, vetoes=s.own["vetoes"], aim=s.own["aim"])
    economy = economy_next(s.seen.economy, pressure, s.own["aid"] + s.expect("seoul")["aid"], p)
    stability = stability_pull(economy, p) + stability_aid_step(s.seen.stability, s.own["aid"], p)
    total = worth["instability"] * stability
    total -= worth["enforcing"] * sanctions * enforcement
    total -= worth["secondary"] * washington.secondary_sanctions * ((1.0 - enforcement) * sanctions)
    total -= worth["refugees"] * np.exp(0.5 * p.refugee_noise * p.refugee_noise) * expected_flow(economy, p)
    if pressure_slows_arms(p):
        total += worth_of_slowing(s, pressure)
    return total


def expected_changes(s: Situation) -> Floats:
    """Return the worth of the changes each move brings to tension and hazard."""
    steps = tension_rows(s)
    total = -s.dread * perceived_hazard(s, steps, expected_exposure(s, NO_EXPOSURE))
    total -= s.worth["tension"] * steps
    return total


def urge_to_enforce(s: Situation, own: BeijingLevers, washington: WashingtonLevers) -> Floats:
    """Return what pulls Beijing towards or away from enforcing, `(worlds,)`.

    A test, leaning and secondary sanctions pull towards it; fear of collapse and talk of regime change away.
    """
    p, seen = s.p, s.seen
    weak = np.maximum(0.0, p.collapse_comfort - seen.stability)
    urge: Floats = (
        p.test_answer * s.last["pyongyang"]["test_weight"]
        - p.collapse_answer * own.collapse_brake * weak
        + p.lean_effect * (seen.moves["washington"] == W_LEAN)
        + (p.secondary_answer * washington.secondary_sanctions - p.rhetoric_answer * washington.regime_change_rhetoric)
    )
    return urge


def utility(s: Situation) -> Floats:
    """Return Beijing's utility of each move, `(rows, worlds)`; terms equal for all moves are left out."""
    own: BeijingLevers = s.levers[NAME]
    washington: WashingtonLevers = s.levers["washington"]
    total = expected_changes(s)
    total += stance(s, own)
    total += worth_of_pressing(s, washington)
    total += talks_of_mediator(s, s.p.alignment * s.own["mediates"] * s.expect("seoul")["engages"])
    total += s.own["aim"] * urge_to_enforce(s, own, washington)
    return total
