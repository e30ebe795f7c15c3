"""Seoul: its policies, and what it weighs when it chooses."""

from __future__ import annotations

import numpy as np

from ...arrays import Floats, Quantity
from ..parameters import Parameters
from ..parameters.levers import BeijingLevers, SeoulLevers
from ..policy import Policy, by_name
from ..rules.hazards import exposure
from ..rules.thaad import COMPLETE, chance_to_lower, chance_to_raise, retaliation_cost
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

NAME = "seoul"

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


def following(
    engagement: Quantity, hard_line: Quantity, follow: Quantity, severity: Floats, p: Parameters
) -> tuple[Quantity, Quantity]:
    """Return engagement and hard line of a Seoul that follows Washington's last move, of some `severity`, in part."""
    hard = (1.0 - follow) * hard_line + follow * np.maximum(0.0, severity) / p.follow_hard_unit
    soft = (1.0 - follow) * engagement + follow * np.maximum(0.0, -severity) / p.follow_soft_unit
    return soft, hard


def stance(s: Situation, own: SeoulLevers) -> Floats:
    """Return what Seoul's policy makes of each move."""
    p = s.p
    return own.engagement * p.stance_seoul_engagement[s.rows] + own.hard_line * p.stance_seoul_hard_line[s.rows]


def expected_changes(s: Situation) -> Floats:
    """Return the worth of the changes each move brings: tension, hazard, alliance, arsenal."""
    p, worth = s.p, s.worth
    steps = tension_rows(s)
    exposed = expected_exposure(s, exposure(p.presence_exercise * s.own["exercises"], 0.0, p))
    total = -s.dread * perceived_hazard(s, steps, exposed)
    total -= worth["tension"] * steps
    gap = s.forecasts["washington"].mean_gap(s.own["severity"])
    gap *= worth["disunity"] * p.cohesion_gap / p.severity_unit
    total -= gap
    total += worth["disunity"] * s.own["cohesion"]
    if pressure_slows_arms(p):
        total += worth_of_slowing(s, expected_pressure(s, sanctions=s.own["sanctions"])[2])
    return total


def worth_of_thaad(s: Situation, own: SeoulLevers, beijing: BeijingLevers) -> Floats:
    """Return the worth of what each move does to THAAD, by the retaliation it brings, `(rows, worlds)`."""
    p, thaad = s.p, s.seen.thaad
    rises = s.own["exercises"] * (chance_to_raise(own.thaad_welcome, p) * (thaad < COMPLETE))
    falls = s.own["engages"] * (chance_to_lower(own.thaad_welcome, p) * (thaad > 0.0))
    return -s.worth["thaad_cost"] * retaliation_cost(rises - falls, beijing.thaad_retaliation, p)  # type: ignore[return-value]


def utility(s: Situation) -> Floats:
    """Return Seoul's utility of each move, `(rows, worlds)`; terms equal for all moves are left out."""
    own: SeoulLevers = s.levers[NAME]
    total = expected_changes(s)
    total += stance(s, own)
    total += worth_of_thaad(s, own, s.levers["beijing"])
    total += talks_of_mediator(s, s.p.alignment * s.own["engages"] * s.expect("beijing")["mediates"])
    return total
