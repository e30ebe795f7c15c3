"""Powell's critical risk and brinkmanship: Powell (1990), Nuclear Deterrence Theory."""

import numpy as np
import pytest

from tests.games.crises import Stakes, brinkmanship, critical_risk, stand_probability

RESOLUTE = Stakes(prize=1.0, submission=0.0, disaster=-1.5)
TIMID = Stakes(prize=1.0, submission=0.0, disaster=-3.0)
RISKS = [step / 100 for step in range(1, 100)]


def closed_form(stakes: Stakes) -> float:
    return (stakes.prize - stakes.submission) / (stakes.prize - stakes.disaster)


@pytest.mark.parametrize(
    "stakes",
    [RESOLUTE, TIMID, Stakes(10.0, 9.0, -990.0), Stakes(2.0, -1.0, -1.5), Stakes(1e-3, 0.0, -1e-3)],
)
def test_critical_risk_is_the_share_of_the_prize_in_all_that_is_at_stake(stakes: Stakes) -> None:
    assert critical_risk(stakes) == pytest.approx(closed_form(stakes), abs=1e-12)


def test_log_odds_of_standing_fall_in_proportion_to_risk() -> None:
    risk = np.linspace(0.0, 1.0, 21)
    chance = stand_probability(risk, TIMID, precision=1.7)
    wanted = 1.7 * (TIMID.prize - TIMID.disaster) * (closed_form(TIMID) - risk)
    assert np.log(chance / (1.0 - chance)) == pytest.approx(wanted, abs=1e-9)


def test_at_high_precision_a_state_stands_exactly_below_its_critical_risk() -> None:
    risk = np.linspace(0.005, 0.995, 100)
    stands = stand_probability(risk, RESOLUTE, precision=1e5) > 0.5
    assert (stands == (risk < closed_form(RESOLUTE))).all()


def test_the_less_resolute_submits_at_once_when_it_moves_first() -> None:
    first, second, disaster = brinkmanship(TIMID, RESOLUTE, RISKS, precision=2000.0)
    assert second == pytest.approx(1.0, abs=1e-6)
    assert first == pytest.approx(0.0, abs=1e-6)
    assert disaster == pytest.approx(0.0, abs=1e-6)


def test_the_more_resolute_prevails_at_the_price_of_one_step_of_risk_when_it_moves_first() -> None:
    first, second, disaster = brinkmanship(RESOLUTE, TIMID, RISKS, precision=2000.0)
    assert first == pytest.approx(1.0 - RISKS[0], abs=1e-6)
    assert second == pytest.approx(0.0, abs=1e-6)
    assert disaster == pytest.approx(RISKS[0], abs=1e-6)


@pytest.mark.parametrize("precision", [0.0, 0.5, 3.0])
def test_the_ends_of_a_crisis_sum_to_one(precision: float) -> None:
    assert brinkmanship(RESOLUTE, TIMID, RISKS, precision).sum() == pytest.approx(1.0, abs=1e-12)


def test_without_precision_the_ends_follow_from_coin_tosses_alone() -> None:
    # Half the time the first submits at once. Else disaster at .2, or the second tosses: it
    # submits, or disaster at .5, or it prevails.
    ends = brinkmanship(RESOLUTE, TIMID, [0.2, 0.5], precision=0.0)
    assert ends == pytest.approx(
        [0.5 * 0.8 * 0.5, 0.5 + 0.5 * 0.8 * 0.25, 0.5 * (0.2 + 0.8 * 0.25)]
    )


@pytest.mark.parametrize("stakes", [Stakes(0.0, 0.0, -1.0), Stakes(1.0, 0.0, 0.5)])
def test_stakes_out_of_order_are_refused(stakes: Stakes) -> None:
    with pytest.raises(ValueError, match="no crisis"):
        critical_risk(stakes)
    with pytest.raises(ValueError, match="no crisis"):
        brinkmanship(stakes, TIMID, RISKS, 1.0)
