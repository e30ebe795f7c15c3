"""Seoul: its policies, and what it weighs when it chooses."""

from __future__ import annotations

import numpy as np

from ..actions import S_AID, S_EXERCISE, S_INITIATIVE, SEVERITY, W_DEPLOY, W_RELIEF, W_SANCTIONS, at
from ..parameters import Parameters
from ..parameters.levers import BeijingLevers, SeoulLevers
from ..policy import Policy, by_name
from ..rules.economy import effective_pressure, enforcement_next, sanctions_next
from ..rules.force import GAP_WASHINGTON_SEOUL
from ..rules.thaad import COMPLETE, chance_to_lower, chance_to_raise, retaliation_cost
from ..situation import (
    Situation, expected_exposure, growth_of_arsenal, marks, perceived_hazard, talks_rows, tension_rows,
)  # fmt: skip
from ..types import Floats, Ints, Quantity

NAME = "seoul"
EXERCISES = marks(NAME, S_EXERCISE)
ENGAGES = marks(NAME, S_AID, S_INITIATIVE)

POLICIES = by_name(
    Policy(
        "sunshine",
        "Aid and peace initiatives: dialogue as a necessity.",
        "the line of the president elected in May 2017; Tzogopoulos 2017",
        (("engagement", 1.0),),
    ),
    Policy(
        "hard_line",
        "Exercises, condemnation and sanctions.",
        "the line of 2008–2017",
        (("hard_line", 1.0),),
    ),
    Policy(
        "hedging",
        "A bit of both, half led by Washington.",
        "South Korean practice between elections; ours",
        (("engagement", 0.4), ("hard_line", 0.4), ("follow_washington", 0.5)),
    ),
    Policy(
        "alliance_first",
        "Do as Washington does.",
        "the alliance school in Seoul; ours",
        (("engagement", 0.1), ("hard_line", 0.3), ("follow_washington", 1.0)),
    ),
)


def following(engagement: Quantity, hard_line: Quantity, follow: Quantity, washington: Ints, p: Parameters) -> tuple[Quantity, Quantity]:
    """Return engagement and hard line of a Seoul that follows Washington's last move, `(worlds,)`, to some extent."""
    severity = at(SEVERITY["washington"], washington)
    hard = (1.0 - follow) * hard_line + follow * np.maximum(0.0, severity) / p.follow_hard_unit
    soft = (1.0 - follow) * engagement + follow * np.maximum(0.0, -severity) / p.follow_soft_unit
    return soft, hard


def stance(s: Situation, own: SeoulLevers) -> Floats:
    """Return what Seoul's policy makes of each move."""
    p = s.p
    return own.engagement * s.own(p.stance_seoul_engagement) + own.hard_line * s.own(p.stance_seoul_hard_line)  # type: ignore[return-value]


def expected_changes(s: Situation, own: SeoulLevers, beijing: BeijingLevers) -> Floats:
    """Return the worth of the changes each move brings: tension, hazard, alliance, THAAD, arsenal."""
    p, worth, seen, forecasts = s.p, s.worth, s.seen, s.forecasts
    steps = tension_rows(s)
    tests = forecasts["pyongyang"].mean(p.test_weight)
    exposed = expected_exposure(s, forecasts["washington"].chance(W_DEPLOY, W_DEPLOY), s.own(EXERCISES), tests)
    total = -worth["tension"] * steps - s.dread * perceived_hazard(s, steps, exposed)
    gap = forecasts["washington"].mean_columns(s.own(np.ascontiguousarray(GAP_WASHINGTON_SEOUL.T)))
    total += worth["disunity"] * (s.own(p.cohesion_seoul) - p.cohesion_gap * gap / p.severity_unit)

    rises = s.own(EXERCISES) * chance_to_raise(own.thaad_welcome, p) * (seen.thaad < COMPLETE)
    falls = s.own(ENGAGES) * chance_to_lower(own.thaad_welcome, p) * (seen.thaad > 0.0)
    total -= worth["thaad_cost"] * retaliation_cost(rises - falls, beijing.thaad_retaliation, p)

    washington, china = forecasts["washington"], forecasts["beijing"]
    sanctions = sanctions_next(
        seen.sanctions, washington.chance(W_SANCTIONS, W_SANCTIONS), china.chance(0, 1),
        washington.chance(W_RELIEF, W_RELIEF), s.own(p.sanctions_seoul), p,
    )  # fmt: skip
    enforcement = enforcement_next(seen.enforcement, china.mean(p.enforcement_aim), p)
    slowed = p.arsenal_pressure_brake * effective_pressure(sanctions, enforcement, p)
    total += worth["arsenal"] * growth_of_arsenal(s) * slowed
    return total  # type: ignore[no-any-return]


def talks(s: Situation) -> Floats:
    """Return the worth of each move for talks: Seoul adds only while Washington or Pyongyang talks."""
    p, forecasts = s.p, s.forecasts
    someone = 1.0 - (1.0 - forecasts["washington"].chance(0, 2)) * (1.0 - forecasts["pyongyang"].chance(0, 2))
    aligned = p.alignment * s.own(ENGAGES) * forecasts["beijing"].chance(3, 3)
    return talks_rows(s, np.minimum(s.own(p.talks_seoul), 0.0), someone, np.maximum(s.own(p.talks_seoul), 0.0) + aligned)


def utility(s: Situation) -> Floats:
    """Return Seoul's utility of each move, `(rows, worlds)`; terms equal for all moves are left out."""
    own: SeoulLevers = s.levers[NAME]
    return stance(s, own) + expected_changes(s, own, s.levers["beijing"]) + talks(s)
