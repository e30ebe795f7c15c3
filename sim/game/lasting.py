"""The start, if it lasted: a month in which nobody says or does anything, so that only the state is paid for."""

from sim.game.month import begin, pay, sum_payoffs
from sim.game.numbers import Numbers
from sim.game.payoffs import Payoffs
from sim.game.world import Conduct, Now, World

__all__ = ["begin", "month"]


def month(world: World, now: Now, p: Numbers) -> None:
    """Play a month in which nothing is done: all four are paid for the state as it stands."""
    payoffs = Payoffs()
    conduct = Conduct()
    pay(payoffs, world, conduct, now, p)
    sum_payoffs(world, payoffs)
