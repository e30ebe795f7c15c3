"""The information available to each capital when it chooses: one table for environments, tables,
rooms, programs and users' own policies.

It follows from the declared states and the menus. `sim/core/game/first_half.py` and
`second_half.py` record in a world the states observed with error and the moves as perceived.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.core.game import moves
from sim.core.game.catalogue import CAPITALS, MENUS
from sim.core.game.language import Move
from sim.core.game.moves import KimType
from sim.core.game.world import STATES, observed_by

NEAREST: Final = {
    "washington.word": "pyongyang",
    "pyongyang.word": "beijing",
    "pyongyang.deed": "beijing",
}
"""The moves that others may misperceive, and the capital that perceives each with an error of its
own.
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """One number that a capital sees: its name, the place where a world keeps it, its bounds."""

    name: str
    place: str
    low: float
    high: float
    kind: type[Move] | type[float] = float


def menu_class(menu: str) -> type[Move]:
    """Return the class of a menu by its key, as `WashingtonWord` of `washington.word`."""
    kind: type[Move] = vars(moves)["".join(part.capitalize() for part in menu.split("."))]
    return kind


def seen_move(menu: str, capital: str, truly: bool) -> Seen:
    """Return how a capital sees last month's statement or action, or the course, of a menu."""
    nearest = NEAREST.get(menu)
    place = menu.replace(".", "_")
    if nearest and not truly and not menu.startswith(f"{capital}."):
        place += f"_by_{capital if capital == nearest else 'others'}"
    return Seen(menu, place, 0.0, len(MENUS[menu]) - 1.0, menu_class(menu))


def sight(capital: str, omniscient: bool = False) -> tuple[Seen, ...]:
    """Return all that a capital sees of a world: states, moves, courses, and Kim's type or a belief
    about it. An omniscient one sees every state and move as it is, and the type.
    """
    visible = [
        Seen(
            name,
            f"{name}_by_{capital}" if capital in state.errors and not omniscient else name,
            state.low,
            state.high,
        )
        for name in (STATES if omniscient else observed_by(capital))
        for state in (STATES[name],)
    ]
    visible += [seen_move(menu, capital, omniscient) for menu in MENUS]
    if omniscient or capital == "pyongyang":
        visible.append(Seen("kim", "kim.type", 0.0, len(KimType) - 1.0, KimType))
    if capital != "pyongyang":
        visible += [
            Seen(f"kim.{kim.name.lower()}", f"belief_of_{capital}.{int(kim)}", 0.0, 1.0)
            for kim in KimType
        ]
    return tuple(visible)


SIGHTS: Final = {capital: sight(capital) for capital in CAPITALS}
"""The information available to each capital."""
