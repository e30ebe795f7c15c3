"""The floor as a game: a month that draws its luck and takes exponentials and normal variates, and
does no more.
"""

from dataclasses import dataclass

from sim.core.game.language import Count
from sim.core.game.maths import exp, normal
from sim.core.game.moves import Ending
from sim.core.game.world import Luck, Now

MOST_NORMALS = 32
MOST_GROUPS = 128
GROUP = 16  # exponentials


@dataclass(slots=True)
class World:
    """A sum of all that is worked out, so that no compiler leaves it away."""

    total: float = 0.0
    ending: Ending = Ending.NONE


@dataclass(slots=True)
class Parameters:
    """How many normal variates a month takes, and how many groups of exponentials."""

    normals: float = 0.0
    groups: float = 0.0


def begin(world: World, now: Now, p: Parameters) -> None:
    """Begin a world."""
    world.total = 0.0


def month(world: World, now: Now, p: Parameters) -> None:
    """Play a month."""
    work(world, now, p)


def work(world: World, now: Now, p: Parameters) -> None:
    """Add up luck, normal variates and exponentials."""
    u = luck_of(now.luck)
    world.total += u
    for k in range(MOST_NORMALS):
        if float(k) < p.normals:
            world.total += normal(u * (0.03 * float(k) + 0.02))
    for k in range(MOST_GROUPS):
        if float(k) < p.groups:
            world.total += exponentials(u, k)


def luck_of(luck: Luck) -> float:
    """Return the mean of one uniform of each block that all living worlds draw in the real
    month.
    """
    return (
        luck.washington_word
        + luck.pyongyang_word
        + luck.accident
        + luck.stand_washington
        + luck.see_word
        + luck.type_drift
        + luck.sports
        + luck.course_beijing
        + luck.kim_type
        + luck.relation
        + luck.scale_beijing
    ) / 11.0


def exponentials(u: float, k: Count) -> float:
    """Return the sum of a group of exponentials that do not wait for one another."""
    total = 0.0
    for j in range(GROUP):
        total += exp(u * float(k) - 0.25 * float(j))
    return total
