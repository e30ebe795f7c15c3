"""The choice of a user's own policy, and the treatment of a choice that is on no menu."""

from dataclasses import dataclass

from sim.core.game.language import Count, float_of
from sim.core.game.world import World

NO_NUMBER = 0x7FF8000000000000  # the bits of a NaN


@dataclass(slots=True)
class Choice:
    """The course, statement and action that a user's own policy chooses, as places on the menus."""

    course: int = -1
    word: int = -1
    deed: int = -1


def chosen(choice: int, count: Count, present: int) -> int:
    """Return a choice if it is on the menu, else the present item."""
    return choice if choice >= 0 and choice < count else present


def fail_outside(world: World, choice: int, count: Count) -> None:
    """Make a world fail if a choice is off the menu: a state that no rule sets anew becomes NaN."""
    if choice < 0 or choice >= count:
        world.relation_drift = float_of(NO_NUMBER)
