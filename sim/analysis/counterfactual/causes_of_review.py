"""What calls for a review: the causes that hold in a month, by name and in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sim.game.capitals.beijing import beijing_has_failed
from sim.game.capitals.pyongyang import pyongyang_has_failed
from sim.game.capitals.seoul import seoul_has_failed
from sim.game.capitals.washington import washington_has_failed
from sim.game.catalogue import CAPITALS
from sim.game.numbers import Numbers
from sim.game.world import World

HAS_FAILED: Final[dict[str, Callable[[World, Numbers], bool]]] = {
    "washington": washington_has_failed,
    "beijing": beijing_has_failed,
    "pyongyang": pyongyang_has_failed,
    "seoul": seoul_has_failed,
}

IN_WORDS: Final = {
    "soft": "the other side was soft",
    "big_test": "a big test",
    "crisis": "a crisis",
    "turn": "another capital has turned",
    "failed": "the course has failed or is done",
    "deterrent": "the deterrent is complete",
    "routine": "nothing but time",
}
"""The causes of a review by name."""


def causes(capital: str, world: World, p: Numbers) -> tuple[str, ...]:
    """Return what called for a review of a world as its month opens, by name; time alone can call for one, too."""
    soft = world.soft_washington if capital == "pyongyang" else world.soft_pyongyang
    found = {
        "soft": soft > 0.5,
        "big_test": capital != "pyongyang" and world.big_test > 0.9,
        "crisis": world.tension >= 5.0,
        "turn": any(getattr(world, f"{other}_turned") for other in CAPITALS if other != capital),
        "failed": HAS_FAILED[capital](world, p),
        "deterrent": capital == "pyongyang" and world.just_complete,
    }
    return tuple(name for name, holds in found.items() if holds) or ("routine",)
