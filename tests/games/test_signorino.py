"""Signorino's two-stage crisis: (1999), APSR 93, 279-297; (2003), Political Analysis 11,
316-344.
"""

import math

import pytest
from scipy.stats import norm

from tests.games.crises import Attacker, Target, two_stage_logit, two_stage_probit

CRISES = [
    (Attacker(0.0, 1.0, -0.5), Target(0.0, 0.3)),
    (Attacker(0.2, 2.0, -3.0), Target(-1.0, -0.4)),
    (Attacker(-1.0, 0.5, 0.0), Target(0.5, -1.5)),
]


def closed_form(attacker: Attacker, target: Target, curve) -> list[float]:  # type: ignore[no-untyped-def]
    resist = curve(target.war - target.capitulation)
    attack = curve(
        resist * attacker.war + (1.0 - resist) * attacker.capitulation - attacker.status_quo
    )
    return [1.0 - attack, attack * (1.0 - resist), attack * resist]


@pytest.mark.parametrize(("attacker", "target"), CRISES)
@pytest.mark.parametrize("spread", [0.3, 1.0, 2.5])
def test_probit_is_the_normal_curve_of_the_difference_of_two_errors(
    attacker: Attacker, target: Target, spread: float
) -> None:
    wanted = closed_form(
        attacker, target, lambda gain: float(norm.cdf(gain / (spread * math.sqrt(2.0))))
    )
    assert two_stage_probit(attacker, target, spread) == pytest.approx(wanted, abs=5e-4)


@pytest.mark.parametrize(("attacker", "target"), CRISES)
@pytest.mark.parametrize("precision", [0.0, 0.7, 4.0])
def test_logit_is_the_logistic_curve(attacker: Attacker, target: Target, precision: float) -> None:
    wanted = closed_form(attacker, target, lambda gain: 1.0 / (1.0 + math.exp(-precision * gain)))
    assert two_stage_logit(attacker, target, precision) == pytest.approx(wanted, abs=1e-12)


def test_both_errors_vanish_into_the_subgame_perfect_outcome() -> None:
    # The target resists, so the attacker, who would lose by war, keeps the status quo.
    attacker, target = CRISES[0]
    assert two_stage_logit(attacker, target, 200.0) == pytest.approx([1.0, 0.0, 0.0], abs=1e-6)
    assert two_stage_probit(attacker, target, 0.01) == pytest.approx([1.0, 0.0, 0.0], abs=1e-6)


@pytest.mark.parametrize(("spread", "worlds"), [(0.0, 100), (-1.0, 100), (1.0, 0)])
def test_what_cannot_be_played_is_refused(spread: float, worlds: int) -> None:
    with pytest.raises(ValueError, match="cannot be played"):
        two_stage_probit(*CRISES[0], spread, worlds)
