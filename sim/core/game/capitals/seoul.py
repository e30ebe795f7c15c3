"""Seoul: it engages the North, hedges, or holds a hard line; its voters decide, and lethal acts."""

from sim.core.game.choosing import INFEASIBLE, SOME_MONTHS, chances
from sim.core.game.language import Row, row
from sim.core.game.maths import above, holds
from sim.core.game.moves import SeoulCourse, SeoulDeed, SeoulWord, WashingtonCourse
from sim.core.game.parameters import Parameters
from sim.core.game.payoffs import SeoulPayoff
from sim.core.game.world import Conduct, Now, World

NEAR = 0.5  # Seoul answers softness half as surely as Washington: its course says most
PATIENCE = 11.0  # months for which Seoul waits for what a course should bring
PAUSED = 3.0  # exercises pause in a freeze, and for talks of Washington and Pyongyang
OWN_DEAD = 2.4  # cost of a lethal act, against its cost to Washington: its own people die


def words_of_seoul(world: World, p: Parameters) -> Row:
    """Return the chance of every statement: initiatives answer softness, tests and killings are
    condemned.
    """
    odds = row()
    for word in SeoulWord:
        odds[word] = (
            p.seoul_words[world.seoul_course][word] + p.momentum * world.moves.seoul_word[word]
        )
    odds[SeoulWord.INITIATIVE] += (
        NEAR * p.step_for_step * world.soft_pyongyang - p.seoul_test * world.big_test
    )
    odds[SeoulWord.CONDEMN] += p.seoul_test * (world.big_test + world.lethal)
    return chances(odds, len(SeoulWord))


def deeds_of_seoul(world: World, exercises: bool, p: Parameters) -> Row:
    """Return the chance of every action; `exercises` tells whether they are in the calendar this
    month.

    It retaliates only in the month after a lethal act. Exercises pause for talks between Washington
    and Pyongyang.
    """
    paused = holds(world.washington_course == WashingtonCourse.ENGAGEMENT) * world.soft_pyongyang
    odds = row()
    for deed in SeoulDeed:
        odds[deed] = (
            p.seoul_deeds[world.seoul_course][deed] + p.momentum * world.moves.seoul_deed[deed]
        )
    odds[SeoulDeed.AID] += (
        NEAR * p.step_for_step * world.soft_pyongyang - p.seoul_test * world.tested
    )
    odds[SeoulDeed.SANCTION] += p.seoul_test * world.big_test
    odds[SeoulDeed.EXERCISE] -= PAUSED * (paused + world.freeze)
    if not exercises:
        odds[SeoulDeed.EXERCISE] = INFEASIBLE
    if world.lethal <= 0.9:
        odds[SeoulDeed.RETALIATE] = INFEASIBLE
    return chances(odds, len(SeoulDeed))


def seoul_has_failed(world: World, p: Parameters) -> bool:
    """Return whether the course has failed, or has brought the result that it waits for.

    Sunshine fails if tests go on, a hard line waits for quiet, and a hedge only lasts so long.
    """
    waited = world.seoul_age >= PATIENCE
    if world.seoul_course == SeoulCourse.SUNSHINE:
        return waited and world.quiet <= 2.0
    return waited and (world.quiet >= SOME_MONTHS or world.seoul_course == SeoulCourse.HEDGE)


def pay_seoul(payoff: SeoulPayoff, world: World, conduct: Conduct, now: Now, p: Parameters) -> None:
    """Find the parts of Seoul's monthly payoff, on the new state."""
    payoff.tension = -p.pay_tension * world.tension
    payoff.lethal = -OWN_DEAD * p.pay_lethal * conduct.lethal
    payoff.talks = p.pay_seoul_talks * world.talks
    payoff.both = p.pay_seoul_talks * conduct.soft_seoul * conduct.soft_pyongyang
    payoff.appeasement = -p.pay_appease * conduct.soft_seoul * conduct.shot
    payoff.alliance = -p.pay_cohesion * above(p.start_cohesion - world.cohesion)
    payoff.thaad = -p.pay_seoul_talks * now.levers.beijing_thaad_retaliation * world.thaad / 2.0
    payoff.freeze = p.pay_seoul_talks * world.freeze
