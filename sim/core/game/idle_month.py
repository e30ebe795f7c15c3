"""An idle month on the starting state: no capital says or does anything, so that only the state is
paid for.
"""

from sim.core.game.month import begin as begin, pay, sum_payoffs
from sim.core.game.parameters import Parameters
from sim.core.game.payoffs import Payoffs
from sim.core.game.world import Conduct, Now, World


def month(world: World, now: Now, p: Parameters) -> None:
    """Play a month in which nothing is done."""
    pay_idle(world, now, p)


def pay_idle(world: World, now: Now, p: Parameters) -> None:
    """Pay all four for the state as it stands."""
    payoffs = Payoffs()
    conduct = Conduct()
    pay(payoffs, world, conduct, now, p)
    sum_payoffs(world, payoffs)
