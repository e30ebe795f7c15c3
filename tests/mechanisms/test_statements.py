"""The rows of the paper that have no direction: what is the same, what is not known, what is
assumed nowhere.
"""

import numpy as np
import pytest

from sim.core.game.beliefs import belief
from sim.core.game.language import copy_of
from sim.core.game.month import pay, sum_payoffs
from sim.core.game.moves import KimType
from sim.core.game.parameters import Parameters
from sim.core.game.payoffs import Payoffs
from sim.core.game.world import Conduct, Now, World
from sim.core.scenario import load_scenario
from sim.study.run.worlds import run


@pytest.mark.parametrize("tension", [0.0, 3.0, 6.5])
def test_1_the_same_tension_costs_washington_beijing_and_pyongyang_the_same(tension: float) -> None:
    p, now, conduct = Parameters(), Now(), Conduct()
    calm = World()
    hot = copy_of(calm)
    hot.tension = tension
    for world in (calm, hot):
        payoffs = Payoffs()
        pay(payoffs, world, conduct, now, p)
        sum_payoffs(world, payoffs)
    names = [f"{capital}_payoff" for capital in ("washington", "beijing", "pyongyang")]
    paid = [getattr(hot, name) - getattr(calm, name) for name in names]
    assert paid == pytest.approx([-p.pay_tension * tension] * 3, abs=1e-12)


def test_18_what_tells_washington_and_beijing_apart_is_where_they_start() -> None:
    p = Parameters()
    evidence = [-0.5, 0.0, -1.0, 0.0, 0.0, 0.0]
    washington, beijing = belief(p.prior_washington, evidence), belief(p.prior_beijing, evidence)
    odds = [b[KimType.FEARFUL] / b[KimType.GREEDY] for b in (washington, beijing)]
    priors = [q[KimType.FEARFUL] / q[KimType.GREEDY] for q in (p.prior_washington, p.prior_beijing)]
    assert odds[1] / odds[0] == pytest.approx(priors[1] / priors[0])


def test_28_worlds_of_one_seed_part() -> None:
    made = run(load_scenario("2017-spring").change({"months": 24}), 1000, 7)
    assert np.unique(made.columns["tests"]).size > 10
    assert made.columns["big_tests"].any()
