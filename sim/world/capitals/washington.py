"""Washington: its policies, and what it weighs when it chooses."""

from __future__ import annotations

import numpy as np

from ..actions import (
    BREAKING, P_DISMANTLE, SEVERITY, W_DEPLOY, W_LEAN, W_RELIEF, W_SANCTIONS, at, index_of,
)  # fmt: skip
from ..parameters.levers import WashingtonLevers
from ..policy import Policy, by_name
from ..rules.economy import effective_pressure, enforcement_next, sanctions_next
from ..rules.force import GAP_WASHINGTON_SEOUL
from ..rules.talks import audience_gain
from ..situation import (
    TALKING, Situation, expected_exposure, growth_of_arsenal, marks, perceived_hazard, talks_rows, tension_rows,
)  # fmt: skip
from ..types import Floats

NAME = "washington"
DEPLOYS = marks(NAME, W_DEPLOY)
THREATENS = marks(NAME, index_of(NAME, "threaten_force"))
SANCTIONS = marks(NAME, W_SANCTIONS)
RELIEF = marks(NAME, W_RELIEF)

FAMILIES = ("strategic_patience", "maximum_pressure", "engagement")
POLICIES = by_name(
    Policy(
        "strategic_patience",
        "Wait, keep the allies close, and sanction after tests.",
        "United States policy 2009–2016; Tzogopoulos 2017",
        (("pressure", 0.3), ("dialogue", 0.1), ("patience", 1.0)),
    ),
    Policy(
        "maximum_pressure",
        "Threaten, deploy, sanction, and lean on Beijing.",
        "United States policy from April 2017; Tzogopoulos 2017",
        (("pressure", 1.0), ("dialogue", 0.1)),
    ),
    Policy(
        "engagement",
        "Talk, openly and in secret, and trade relief for steps.",
        "United States policy from March 2018",
        (("pressure", 0.1), ("dialogue", 1.0), ("patience", 0.2)),
    ),
    Policy(
        "reciprocity",
        "Open with an initiative, then answer Pyongyang's conduct of the last three months in kind.",
        "Osgood 1962, graduated and reciprocated initiatives (GRIT)",
        rule="reciprocity",
    ),
    Policy(
        "adaptive",
        "Each quarter take up the family of policy that has paid best so far.",
        "Roth and Erev 1995, reinforcement learning in games",
        rule="adaptive",
    ),
)


def stance(s: Situation, own: WashingtonLevers) -> Floats:
    """Return what Washington's policy makes of each move: pressure hardens with Pyongyang's severest act last month."""
    provoked = np.maximum(0.0, at(SEVERITY["pyongyang"], s.seen.moves["pyongyang"]))
    pressure = own.pressure + s.p.response * provoked / s.p.severity_unit
    p = s.p
    return (  # type: ignore[no-any-return]
        pressure * s.own(p.stance_washington_pressure)
        + own.dialogue * s.own(p.stance_washington_dialogue)
        + own.patience * s.own(p.stance_washington_patience)
    )


def expected_changes(s: Situation, own: WashingtonLevers) -> Floats:
    """Return the worth of the changes each move brings: tension, presence, alliance, audience, arsenal, hazard."""
    p, worth, seen, forecasts = s.p, s.worth, s.seen, s.forecasts
    steps = tension_rows(s)
    exercise = forecasts["seoul"].chance(4, 4)
    tests = forecasts["pyongyang"].mean(p.test_weight)
    exposed = expected_exposure(s, s.own(DEPLOYS), exercise, tests)
    total = -worth["tension"] * steps - s.dread * perceived_hazard(s, steps, exposed)
    total -= worth["presence"] * p.presence_deploy * s.own(DEPLOYS)
    gap = forecasts["seoul"].mean_columns(s.own(GAP_WASHINGTON_SEOUL))
    total -= worth["disunity"] * p.cohesion_gap / p.severity_unit * gap
    total -= worth["audience"] * s.own(audience_gain(p.audience_gain, THREATENS, own.ambiguity))
    sanctions = sanctions_next(
        seen.sanctions, s.own(SANCTIONS), forecasts["beijing"].chance(0, 1), s.own(RELIEF),
        forecasts["seoul"].mean(p.sanctions_seoul), p,
    )  # fmt: skip
    enforcement = enforcement_next(seen.enforcement, forecasts["beijing"].mean(p.enforcement_aim), p)
    slowed = p.arsenal_pressure_brake * effective_pressure(sanctions, enforcement, p)
    total += worth["arsenal"] * growth_of_arsenal(s) * slowed
    return total  # type: ignore[no-any-return]


def talks(s: Situation) -> Floats:
    """Return the worth of each move for talks: Beijing and Seoul can add only while someone talks."""
    p, forecasts = s.p, s.forecasts
    beijing, seoul = forecasts["beijing"], forecasts["seoul"]
    mediated = beijing.mean(np.maximum(p.talks_beijing, 0.0)) + seoul.mean(np.maximum(p.talks_seoul, 0.0))
    mediated = mediated + p.alignment * beijing.chance(3, 3) * seoul.chance(0, 1)
    talking = s.own(TALKING[NAME])
    gate = talking + (1.0 - talking) * forecasts["pyongyang"].chance(0, 2)
    return talks_rows(s, s.own(p.talks_washington), gate, mediated)


def utility(s: Situation) -> Floats:
    """Return Washington's utility of each move, `(rows, worlds)`; terms equal for all moves are left out."""
    p, seen = s.p, s.seen
    own: WashingtonLevers = s.levers[NAME]
    total = stance(s, own) + expected_changes(s, own) + talks(s)
    total[W_SANCTIONS] += p.sanctions_answer * seen.big_test_memory
    total[W_RELIEF] += p.step_for_step * seen.freeze * (seen.moves["pyongyang"] == P_DISMANTLE)
    total[W_LEAN] += p.pressure_belief * p.believed_china_share * seen.sanctions * (1.0 - seen.enforcement)
    backing_down = np.maximum(0.0, at(SEVERITY[NAME], seen.moves[NAME]) - s.own(SEVERITY[NAME]))
    total -= p.audience_cost * seen.audience * backing_down
    total[BREAKING:] -= p.hold * seen.freeze
    return total
