"""Every number that ships moves something somewhere: an outcome, a gain in the game, a pattern or a
signed claim.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pytest

import sim
from sim.analysis.claims import Claim, Plays, line_of
from sim.analysis.patterns.findings import claims_of
from sim.analysis.patterns.plays import PatternPlays
from sim.analysis.sensitivity.ends import SCALES, scaled
from sim.analysis.sensitivity.findings import SensitivityFinding
from sim.analysis.sensitivity.kept import STILL
from sim.core.base.errors import UsageProblem
from sim.core.estimate.interval import Estimate
from sim.core.game.levers import LEVERS
from sim.core.scenario import load_scenario
from sim.core.scenario.parameters import PARAMETERS
from tests.mechanisms.test_claims import CLAIMS, LOOKED_AT

CLAIM_WORLDS: Final = 400
"""Worlds of an arm of a claim: some numbers are tried on all of 196 claims, at both ends."""

STEP: Final = 16
"""The short test looks at every sixteenth number."""

LEVERED: Final = {
    each.name: each.high if each.default < each.high else each.low for each in LEVERS.values()
}
ELSEWHERE: Final[Mapping[str, Mapping[str, Any]]] = {
    "levers at their far ends": LEVERED,
    "plans": {
        "washington.policy": "press_until_enforced",
        "beijing.policy": "enforce_unless_pressed",
    },
    "ten years under pressure": {"months": 120, "washington.policy": "maximum_pressure"},
}
"""Changes of spring 2017 under which numbers that wait for a lever, a plan or time move worlds."""


def tried(scenario: sim.Scenario, numbers: list[str], worlds: int) -> SensitivityFinding:
    """Return the effects of some numbers."""
    return sim.sensitivity(scenario, vary="parameters", only=numbers, worlds=worlds, seed=7)


def still_in(scenario: sim.Scenario, numbers: list[str], worlds: int) -> list[str]:
    """Return the numbers of some that move nothing by what counts."""
    found = tried(scenario, numbers, worlds)
    measures = [*found.effects[0].changes]
    return [
        name for name in found.groups if not any(found.size(name, measure) for measure in measures)
    ]


def changed(claim: Claim, name: str, by: float) -> Claim:
    """Return a claim about worlds in which a number is scaled."""
    arms = tuple(
        replace(arm, scenario=arm.scenario.change(scaled(arm.scenario, name, by)))
        for arm in claim.arms
    )
    return replace(claim, arms=arms)


def moves(name: str, claim: Claim, plays: Plays, shipped: Estimate) -> bool:
    """Tell whether a number takes what a claim measures out of the interval that it has as it
    ships.

    What is read off free worlds alone is no claim about others: it is left out.
    """
    for by in SCALES:
        try:
            found = line_of(changed(claim, name, by), plays)
        except UsageProblem:
            return False
        if found and not shipped.low <= found.measured.value <= shipped.high:
            return True
    return False


def test_a_sample_of_the_numbers_changes_worlds() -> None:
    names = [*PARAMETERS][::STEP]
    found = tried(load_scenario("2017-spring"), names, 40)
    assert set(found.still) <= {
        "learn_until",
        "unpredictable",
        "proof",
        "grace_beijing",
        "proof_cost",
    }


@pytest.mark.long
def test_every_number_moves_an_outcome_a_gain_a_pattern_or_a_signed_claim() -> None:
    spring = load_scenario("2017-spring")
    still = still_in(spring, [*PARAMETERS], 1000)
    for changes in ELSEWHERE.values():
        still = still_in(spring.change(changes), still, 1000) if still else []
    mechanisms = Plays(CLAIM_WORLDS, 7, recorded=LOOKED_AT)
    patterns = PatternPlays(CLAIM_WORLDS, 7)
    claims = [(each, mechanisms) for each in CLAIMS if each.wanted]
    claims += [(each, patterns) for each in claims_of({}) if each.wanted and each.world is None]
    lines = [(claim, plays, line_of(claim, plays)) for claim, plays in claims]
    told = [(claim, plays, line.measured) for claim, plays, line in lines if line]
    left = [name for name in still if not any(moves(name, *each) for each in told)]
    assert sorted(left) == sorted(STILL)
