"""Fearon's demand against the closed form: Fearon (1995), International Organization 49,
379-414.
"""

import numpy as np
import pytest

from tests.games.crises import fearon_demand

CASES = [(0.4, 0.0, 0.4), (0.4, 0.1, 0.4), (0.4, 0.3, 0.4), (0.5, 0.05, 0.8), (0.2, 0.2, 0.3)]


@pytest.mark.parametrize(("strength", "cost", "top_cost"), CASES)
def test_demand_and_risk_of_war_at_high_precision(
    strength: float, cost: float, top_cost: float
) -> None:
    bargain = fearon_demand(strength, cost, top_cost, precision=5000.0)
    assert bargain.demand == pytest.approx(strength + (top_cost - cost) / 2.0, abs=1e-3)
    assert bargain.war == pytest.approx((top_cost - cost) / (2.0 * top_cost), abs=2e-3)


def test_a_state_with_more_to_lose_than_its_rival_asks_for_what_is_safe() -> None:
    bargain = fearon_demand(0.4, cost=0.6, top_cost=0.4, precision=20_000.0)
    assert bargain.demand == pytest.approx(0.4, abs=1e-3)
    assert bargain.war == pytest.approx(0.0, abs=1e-3)


def test_a_demand_cannot_pass_the_whole_prize() -> None:
    bargain = fearon_demand(0.9, cost=0.0, top_cost=0.8, precision=20_000.0)
    assert bargain.demand == pytest.approx(1.0, abs=1e-3)
    assert bargain.war == pytest.approx(0.1 / 0.8, abs=2e-3)


def test_spread_of_the_demand_is_that_of_a_quadratic_payoff() -> None:
    # Around its best, the expected payoff falls by (x - best)^2 / top_cost, so logit choice is
    # normal there.
    precision, top_cost = 2000.0, 0.4
    bargain = fearon_demand(0.4, 0.1, top_cost, precision)
    variance = float((bargain.choice * (bargain.demands - bargain.demand) ** 2).sum())
    assert variance == pytest.approx(top_cost / (2.0 * precision), rel=1e-4)


def test_refusal_at_any_precision_is_the_mean_of_a_logistic_curve() -> None:
    strength, top_cost, precision = 0.4, 0.4, 30.0
    bargain = fearon_demand(strength, 0.1, top_cost, precision)
    over = bargain.demands - strength
    area = np.logaddexp(0.0, precision * over) - np.logaddexp(0.0, precision * (over - top_cost))
    assert bargain.refusal == pytest.approx(area / (precision * top_cost), abs=1e-6)


def test_without_precision_every_demand_is_as_likely_and_refused_half_the_time() -> None:
    bargain = fearon_demand(0.4, 0.1, 0.4, precision=0.0)
    assert bargain.demand == pytest.approx(0.5)
    assert bargain.war == pytest.approx(0.5)


@pytest.mark.parametrize(
    "arguments", [(0.0, 0.1, 0.4), (1.0, 0.1, 0.4), (0.4, -0.1, 0.4), (0.4, 0.1, 0.0)]
)
def test_what_is_no_bargaining_problem_is_refused(arguments: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="not a bargaining problem"):
        fearon_demand(*arguments, precision=1.0)
