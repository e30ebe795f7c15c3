"""Pyongyang: its policies, Kim's types, and what it weighs when it chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ...arrays import Floats, Ints, Quantity
from ..actions import BREAKING, CONCILIATORY, P_BIG, P_DISMANTLE, P_LETHAL, P_MISSILE, W_RELIEF
from ..parameters import Parameters
from ..parameters.levers import PyongyangLevers, WashingtonLevers
from ..policy import Policy, by_name
from ..rules.economy import effective_pressure
from ..rules.force import growth_share
from ..rules.hazards import exposure
from ..situation import (
    Situation,
    expected_exposure,
    expected_pressure,
    perceived_hazard,
    pressure_slows_arms,
    talks_of_principal,
    tension_rows,
)  # fmt: skip

NAME = "pyongyang"
KIM_TYPES: Final = ("secure", "revisionist", "erratic")
PLAIN: Final = "plain"
PRESETS: Final = ("byungjin", "brinkmanship", "conciliatory")

POLICIES = by_name(
    Policy(
        "byungjin",
        "Build the arsenal and the economy side by side, and test often.",
        "the line of the party since 2013",
        (("testing", 0.9), ("provocation", 0.2), ("bargaining", 0.1)),
    ),
    Policy(
        "brinkmanship",
        "Escalate, and bargain in the month after.",
        "Schelling 1966, Arms and Influence",
        (("testing", 0.8), ("provocation", 0.9), ("bargaining", 0.2)),
        rule="brinkmanship",
    ),
    Policy(
        "conciliatory",
        "Seek talks, a moratorium, and relief for steps of disarmament.",
        "the line of 2018",
        (("testing", 0.1), ("bargaining", 1.0)),
    ),
    Policy(
        "unpredictable",
        "Follow byungjin with little precision, and take up another line now and then.",
        "Kim's next move is hard to foresee; Tzogopoulos 2017",
        (("testing", 0.9), ("provocation", 0.2), ("bargaining", 0.1), ("unpredictability", 1.0)),
    ),
)


@dataclass(frozen=True, slots=True)
class Kim:
    """The type of Kim as numbers: each is a float or `(worlds,)`; the plain type is (0, 0, 0)."""

    secure: Quantity = 0.0
    revisionist: Quantity = 0.0
    erratic: Quantity = 0.0

    def precision_factor(self, p: Parameters) -> Quantity:
        """Return the factor of the type on the precision of choice."""
        return 1.0 - (1.0 - p.erratic_precision) * self.erratic


def arsenal_appetite(s: Situation, own: PyongyangLevers, washington: WashingtonLevers) -> Floats:
    """Return the factor on the arsenal's worth: sated beyond the goal, hungrier under talk of regime change."""
    sated = np.where(s.seen.arsenal > own.deterrent_goal, s.p.satiation, 1.0)
    return sated * (1.0 + s.p.rhetoric_arms * washington.regime_change_rhetoric)


def stance(s: Situation, own: PyongyangLevers) -> Floats:
    """Return what Pyongyang's policy makes of each move."""
    p = s.p
    wild = own.testing * p.stance_pyongyang_testing[s.rows] + own.provocation * p.stance_pyongyang_provocation[s.rows]
    return wild + own.bargaining * p.stance_pyongyang_bargaining[s.rows]


def expected_changes(s: Situation) -> Floats:
    """Return the worth of the changes each move brings, but for the arsenal: tension and hazard."""
    steps = tension_rows(s)
    exposed = expected_exposure(s, exposure(0.0, s.own["test_weight"], s.p))
    total = -s.dread * perceived_hazard(s, steps, exposed)
    total -= s.worth["tension"] * steps
    return total


def worth_of_arming(s: Situation) -> Floats:
    """Return the worth of each move's step of the arsenal, before the appetite for it, `(rows, worlds)`."""
    pressure = expected_pressure(s)[2] if pressure_slows_arms(s.p) else 0.0
    share = growth_share(s.seen.arsenal, s.seen.freeze, pressure, s.p)
    return s.own["arms"] * (s.worth["no_arsenal"] * share) + s.own["disarms"] * s.worth["no_arsenal"]


def untyped_utility(s: Situation, own: PyongyangLevers) -> Floats:
    """Return the part of the utility that is the same for every type of Kim."""
    p, seen = s.p, s.seen
    total = expected_changes(s)
    total += stance(s, own)
    total += talks_of_principal(s, "washington")
    total[P_MISSILE : P_BIG + 1] += p.momentum * (seen.test_memory - p.momentum_midpoint)
    total[: CONCILIATORY + 1] += p.concession_sensitivity * effective_pressure(seen.sanctions, seen.enforcement, p)
    total += p.diversion_moves[s.rows] * (p.diversion * np.maximum(0.0, p.stability_rest - seen.stability))
    return total


def utility(s: Situation, kims: Sequence[Kim]) -> list[Floats]:
    """Return Pyongyang's utility of each move, `(rows, worlds)`, for each of several types of Kim.

    Terms equal for all moves are left out. The types differ in their appetite for arms, their hold on a freeze, their
    answer to a step under it, and their taste for a lethal provocation.
    """
    p, seen = s.p, s.seen
    own: PyongyangLevers = s.levers[NAME]
    washington: WashingtonLevers = s.levers["washington"]
    common = untyped_utility(s, own)
    arming = arsenal_appetite(s, own, washington) * worth_of_arming(s)
    enough = seen.arsenal > p.secure_arsenal
    answered = seen.freeze * (seen.moves["washington"] == W_RELIEF)
    totals = []
    for kim in kims:
        total = common + (1.0 - kim.secure * enough) * arming
        total[P_DISMANTLE] += p.step_for_step * answered * (1.0 - kim.revisionist)
        total[P_LETHAL] += p.revisionist_lethal * kim.revisionist
        kept = 1.0 + (p.secure_hold - 1.0) * kim.secure
        total[BREAKING:] -= p.hold * kept * seen.credibility * seen.freeze
        totals.append(total)
    return totals


def precision(own: PyongyangLevers, kim: Kim, p: Parameters) -> Quantity:
    """Return the precision with which Pyongyang chooses: less if it is unpredictable or Kim is erratic."""
    steadiness = 1.0 - p.erratic_precision_loss * own.unpredictability
    return p.precision * p.precision_pyongyang * steadiness * kim.precision_factor(p)


def kim_of(kim_type: Ints) -> Kim:
    """Return the traits of each world's Kim; `kim_type` is −1 for plain or the index in KIM_TYPES, `(worlds,)`."""
    secure, revisionist, erratic = ((kim_type == index).astype(np.float64) for index in range(len(KIM_TYPES)))
    return Kim(secure, revisionist, erratic)
