"""Washington: its policies, and what it weighs when it chooses."""

from __future__ import annotations

import numpy as np

from ...arrays import Floats
from ..actions import BREAKING, P_DISMANTLE, W_LEAN, W_RELIEF, W_SANCTIONS
from ..parameters.levers import WashingtonLevers
from ..policy import Policy, by_name
from ..rules.hazards import exposure
from ..rules.talks import audience_gain
from ..situation import (
    Situation,
    expected_exposure,
    expected_pressure,
    perceived_hazard,
    pressure_slows_arms,
    talks_of_principal,
    tension_rows,
    worth_of_slowing,
)  # fmt: skip

NAME = "washington"

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
    p = s.p
    provoked = np.maximum(0.0, s.last["pyongyang"]["severity"])
    pressure = own.pressure + p.response / p.severity_unit * provoked
    soft = own.dialogue * p.stance_washington_dialogue[s.rows] + own.patience * p.stance_washington_patience[s.rows]
    return pressure * p.stance_washington_pressure[s.rows] + soft


def expected_changes(s: Situation, own: WashingtonLevers) -> Floats:
    """Return the worth of the changes each move brings: tension, presence, alliance, audience, arsenal, hazard."""
    p, worth = s.p, s.worth
    steps = tension_rows(s)
    exposed = expected_exposure(s, exposure(p.presence_deploy * s.own["deploys"], 0.0, p))
    total = -s.dread * perceived_hazard(s, steps, exposed)
    total -= worth["tension"] * steps
    audience = audience_gain(s.own["audience"], s.own["threatens"], own.ambiguity)
    total -= worth["presence"] * p.presence_deploy * s.own["deploys"] + worth["audience"] * audience
    gap = s.forecasts["seoul"].mean_gap(s.own["severity"])
    gap *= worth["disunity"] * p.cohesion_gap / p.severity_unit
    total -= gap
    if pressure_slows_arms(p):
        total += worth_of_slowing(s, expected_pressure(s, new_round=s.own["new_round"], relief=s.own["relief"])[2])
    return total


def utility(s: Situation) -> Floats:
    """Return Washington's utility of each move, `(rows, worlds)`; terms equal for all moves are left out."""
    p, seen = s.p, s.seen
    own: WashingtonLevers = s.levers[NAME]
    total = stance(s, own)
    total += expected_changes(s, own)
    total += talks_of_principal(s, "pyongyang")
    total[W_SANCTIONS] += p.sanctions_answer * seen.big_test_memory
    total[W_RELIEF] += p.step_for_step * seen.freeze * (seen.moves["pyongyang"] == P_DISMANTLE)
    total[W_LEAN] += p.pressure_belief * p.believed_china_share * seen.sanctions * (1.0 - seen.enforcement)
    backing_down = np.maximum(s.last[NAME]["severity"] - s.own["severity"], 0.0)
    backing_down *= p.audience_cost * seen.audience
    total -= backing_down
    total[BREAKING:] -= p.hold * seen.freeze
    return total
