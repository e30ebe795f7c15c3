"""What a policy of a user's own chooses, and what becomes of a choice that is on no menu."""

from dataclasses import dataclass

from sim.core.game.language import Count, float_of
from sim.core.game.world import World

NO_NUMBER = 0x7FF8000000000000  # the bits of a NaN


@dataclass(slots=True)
class Choice:
    """What a policy of a user's own chooses."""

    course: int = -1
    word: int = -1
    deed: int = -1


def chosen(choice: int, count: Count, present: int) -> int:
    """Return what was chosen from a menu, the present one where it is not on it."""
    return choice if choice >= 0 and choice < count else present


def fail_outside(world: World, choice: int, count: Count) -> None:
    """Let a world fail in which something was chosen that is not on the menu: what nothing sets
    anew is no number.
    """
    if choice < 0 or choice >= count:
        world.relation_drift = float_of(NO_NUMBER)
