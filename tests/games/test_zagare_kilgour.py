"""The asymmetric escalation game: Zagare and Kilgour (2000), Perfect Deterrence."""

import numpy as np
import pytest

from tests.games.deterrence import (
    OUTCOMES,
    ChallengerPayoffs,
    DefenderPayoffs,
    asymmetric_escalation,
    massive_retaliation,
)

CHALLENGER = ChallengerPayoffs()
DEFENDER = DefenderPayoffs()

# Challenger hard; Defender tactically hard, strategically hard; the outcome of backward induction.
KNOWN_MINDS = [
    (False, False, False, "SQ"),
    (False, False, True, "SQ"),
    (False, True, False, "SQ"),
    (False, True, True, "SQ"),
    (True, False, False, "DC"),
    (True, False, True, "DC"),
    (True, True, False, "DC"),
    (True, True, True, "SQ"),
]


@pytest.mark.parametrize(("hard", "tactical", "strategic", "outcome"), KNOWN_MINDS)
def test_known_minds_lead_to_the_outcome_of_backward_induction(
    hard: bool, tactical: bool, strategic: bool, outcome: str
) -> None:
    chances = asymmetric_escalation(
        CHALLENGER.by_outcome(hard), DEFENDER.by_outcome(tactical, strategic), precision=60.0
    )
    assert chances[OUTCOMES.index(outcome)] == pytest.approx(1.0, abs=1e-9)


def test_without_precision_the_outcome_is_a_chain_of_even_choices() -> None:
    challenger, defender = CHALLENGER.by_outcome(True), DEFENDER.by_outcome(True, True)
    assert OUTCOMES == ("SQ", "DC", "DD", "ED", "DE", "EE")
    wanted = np.array([12, 4, 2, 1, 2, 3]) / 24.0
    assert asymmetric_escalation(challenger, defender, precision=0.0) == pytest.approx(
        wanted, abs=1e-15
    )


def thresholds() -> tuple[float, float, float]:
    """The chance of escalation a soft Challenger just bears, and the belief a soft and a hard
    Defender do.
    """
    gain = CHALLENGER.concession - CHALLENGER.status_quo
    bear = gain / (CHALLENGER.concession - CHALLENGER.defender_wins)
    stake = DEFENDER.defender_wins - DEFENDER.concession
    soft = stake / (DEFENDER.defender_wins - DEFENDER.soft_all_out)
    hard = stake / (DEFENDER.defender_wins - DEFENDER.hard_all_out)
    return bear, soft, hard


def bluff(credibility: np.ndarray, belief: np.ndarray) -> np.ndarray:
    """How often a soft Challenger bluffs so that a challenge leaves the Defender with this
    belief.
    """
    return credibility * (1.0 - belief) / (belief * (1.0 - credibility))


def test_the_thresholds_of_the_default_payoffs() -> None:
    assert thresholds() == pytest.approx((0.2, 1.0 / 3.0, 0.5))


def test_a_credible_challenger_attacks_and_is_never_resisted() -> None:
    game = massive_retaliation(
        np.array([0.6, 0.6, 0.9]), np.array([0.05, 0.6, 0.3]), precision=20.0
    )
    assert game.converged.all()
    assert game.challenge == pytest.approx(np.ones((2, 3)), abs=0.01)
    assert game.escalate == pytest.approx(np.zeros((2, 3)), abs=0.01)
    assert game.belief == pytest.approx([0.6, 0.6, 0.9], abs=0.01)


def test_in_between_all_challenge_and_only_a_hard_defender_escalates() -> None:
    bear, soft, hard = thresholds()
    challenger, defender = np.array([0.4, 0.43]), np.array([0.05, 0.12])
    assert ((challenger > soft) & (challenger < hard) & (defender < bear)).all()
    game = massive_retaliation(challenger, defender, precision=20.0)
    assert game.converged.all()
    assert game.challenge == pytest.approx(np.ones((2, 2)), abs=0.01)
    assert game.escalate == pytest.approx(np.array([[1.0, 1.0], [0.0, 0.0]]), abs=0.01)


def test_a_challenger_of_little_credibility_bluffs_and_is_called_in_proportion() -> None:
    bear, soft, hard = thresholds()
    challenger = np.array([0.1, 0.2, 0.2, 0.4, 0.4])
    defender = np.array([0.05, 0.12, 0.3, 0.3, 0.9])
    game = massive_retaliation(challenger, defender, precision=20.0)
    assert game.converged.all()
    # Where hard Defenders are rare they all escalate and the soft ones mix; else the hard ones mix.
    rare = defender < bear
    belief = np.where(rare, soft, hard)
    assert game.challenge[0] == pytest.approx(np.ones(5), abs=0.06)
    assert game.challenge[1] == pytest.approx(bluff(challenger, belief), abs=0.06)
    assert game.belief == pytest.approx(belief, abs=0.06)
    escalation = defender * game.escalate[0] + (1.0 - defender) * game.escalate[1]
    assert escalation == pytest.approx(np.full(5, bear), abs=0.02)
    assert game.escalate[0, rare] == pytest.approx(np.ones(2), abs=0.01)
    assert game.escalate[1, ~rare] == pytest.approx(np.zeros(3), abs=0.01)


def test_the_gap_to_the_closed_form_shrinks_with_precision() -> None:
    wanted = bluff(np.array(0.2), np.array(thresholds()[2]))
    gaps = [
        abs(massive_retaliation(0.2, 0.6, p).challenge[1, 0] - wanted) for p in (2.0, 6.0, 18.0)
    ]
    assert gaps[0] > gaps[1] > gaps[2]


def test_credibilities_do_not_see_each_other() -> None:
    challenger, defender = np.array([0.1, 0.4, 0.8]), np.array([0.3, 0.05, 0.5])
    together = massive_retaliation(challenger, defender, precision=5.0)
    for world in range(3):
        alone = massive_retaliation(float(challenger[world]), float(defender[world]), precision=5.0)
        assert (alone.challenge[:, 0] == together.challenge[:, world]).all()
        assert (alone.escalate[:, 0] == together.escalate[:, world]).all()


@pytest.mark.parametrize(("challenger", "defender"), [(0.0, 0.5), (0.5, 1.0), (np.nan, 0.5)])
def test_certain_minds_are_refused(challenger: float, defender: float) -> None:
    with pytest.raises(ValueError, match="leaves no doubt"):
        massive_retaliation(challenger, defender, precision=1.0)


def test_payoffs_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="not the asymmetric escalation game"):
        ChallengerPayoffs(status_quo=7.0)
    with pytest.raises(ValueError, match="not the asymmetric escalation game"):
        DefenderPayoffs(hard_all_out=0.5)
