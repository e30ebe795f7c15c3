"""The rows of the paper that have no direction: what is the same, what is not known, what is assumed nowhere."""

import numpy as np
import pytest

from sim.game.beliefs import belief
from sim.game.language import copy_of
from sim.game.month import pay, sum_payoffs
from sim.game.moves import KimType, PyongyangDeed, WashingtonCourse
from sim.game.numbers import Numbers
from sim.game.payoffs import Payoffs
from sim.game.world import Conduct, Now, World

from .paired import difference, played, share
from .test_rows import FEARFUL, GREEDY, TESTS


@pytest.mark.parametrize("tension", [0.0, 3.0, 6.5])
def test_1_the_same_tension_costs_washington_beijing_and_pyongyang_the_same(tension: float) -> None:
    p, now, conduct = Numbers(), Now(), Conduct()
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


def test_18_without_contact_beijing_has_the_evidence_of_washington_and_nothing_more() -> None:
    worlds = played(months=12, worlds=500)
    for kim in range(3):
        assert (worlds.record[f"evidence_beijing.{kim}"] == worlds.record[f"evidence.{kim}"]).all()


def test_18_what_tells_washington_and_beijing_apart_is_where_they_start() -> None:
    p = Numbers()
    evidence = [-0.5, 0.0, -1.0, 0.0, 0.0, 0.0]
    washington, beijing = belief(p.prior_washington, evidence), belief(p.prior_beijing, evidence)
    odds = [b[KimType.FEARFUL] / b[KimType.GREEDY] for b in (washington, beijing)]
    priors = [q[KimType.FEARFUL] / q[KimType.GREEDY] for q in (p.prior_washington, p.prior_beijing)]
    assert odds[1] / odds[0] == pytest.approx(priors[1] / priors[0])


def test_27_no_number_says_that_pressure_works_and_its_sign_depends_on_who_kim_is() -> None:
    held = {("washington_course", None): WashingtonCourse.MAXIMUM_PRESSURE}
    moved = {}
    for name, kim in (("fearful", FEARFUL), ("greedy", GREEDY)):
        low, high = (played(levers={"washington_pressure": v}, orders=held, **kim) for v in (0.0, 1.0))
        moved[name] = difference(share(high, "pyongyang_deed", *TESTS), share(low, "pyongyang_deed", *TESTS))
    print({name: (round(d.mean, 3), round(d.reach, 3)) for name, d in moved.items()})
    assert moved["fearful"].mean * moved["greedy"].mean < 0.0


def test_28_the_prognosis_is_a_distribution_worlds_of_one_seed_part() -> None:
    worlds = played(worlds=1000)
    assert 0.0 < (worlds.of("ending") > 0).mean() < 1.0
    tests = (np.isin(worlds.record["pyongyang_deed"], TESTS)).sum(axis=0)
    assert np.unique(tests).size > 10
    assert PyongyangDeed.BIG_TEST in worlds.record["pyongyang_deed"]
