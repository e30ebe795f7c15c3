"""Colours, and the signs of endings and capitals: the same in every figure and on every page."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.path import Path

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
"""The palette that people with any colour vision can tell apart. Source: Okabe and Ito 2008."""

GREY, PALE, FAINT = "#666666", "#C8C8C8", "#EBEBEB"
WINE, GOLD, INDIGO, TEAL, SAND = "#882255", "#A6761D", "#332288", "#44AA99", "#DDCC77"
"""Further colours, not those of a capital. Source: Tol 2021, muted."""

INKS: Final = (TEAL, GOLD, "#661100", "#AA4499", GREY, "#7A68A6")
"""The colours of series that have none of their own."""

RUNGS: Final = (
    "#00224e",
    "#123570",
    "#3b496c",
    "#575d6d",
    "#707173",
    "#8a8678",
    "#a59c74",
    "#c3b369",
    "#e1cc55",
    "#fee838",
)
"""The colours of the rungs of the ladder, from dark (0) to light (9). Source: cividis, Nuñez et al.
2018.
"""

Contour = tuple[tuple[float, float], ...]
"""Corners of a closed line, in a box from -6 to 6 whose second axis points down, as on a page."""

ROUND: Final = 32
"""Corners by which a circle is drawn."""


@dataclass(frozen=True, slots=True)
class PlotSign:
    """A filled shape with its colour."""

    contours: tuple[Contour, ...]
    colour: str

    @property
    def path(self) -> str:
        """The shape as the data of an SVG path."""
        return "".join(
            "M" + " ".join(f"{x:g} {y:g}" for x, y in contour) + "Z" for contour in self.contours
        )


def circle(radius: float, turn: int = 1) -> Contour:
    """Return a circle; turned the other way, it cuts a hole."""
    angles = (turn * 2 * math.pi * step / ROUND for step in range(ROUND))
    return tuple(
        (round(radius * math.cos(angle), 3), round(radius * math.sin(angle), 3)) for angle in angles
    )


def star(points: int, outer: float, inner: float) -> Contour:
    """Return a star whose first point is up."""
    turns = ((math.pi * step / points, inner if step % 2 else outer) for step in range(2 * points))
    return tuple(
        (round(far * math.sin(angle), 3), round(-far * math.cos(angle), 3)) for angle, far in turns
    )


def box(left: float, top: float, right: float, bottom: float) -> Contour:
    """Return an upright box."""
    return ((left, top), (right, top), (right, bottom), (left, bottom))


CROSS: Final[Contour] = (
    (-4, -5.2),
    (0, -1.2),
    (4, -5.2),
    (5.2, -4),
    (1.2, 0),
    (5.2, 4),
    (4, 5.2),
    (0, 1.2),
    (-4, 5.2),
    (-5.2, 4),
    (-1.2, 0),
    (-5.2, -4),
)
SNOW: Final[Contour] = (
    (-0.8, -5.5),
    (0.8, -5.5),
    (0.8, -1.4),
    (4.4, -3.5),
    (5.2, -2.1),
    (1.6, 0),
    (5.2, 2.1),
    (4.4, 3.5),
    (0.8, 1.4),
    (0.8, 5.5),
    (-0.8, 5.5),
    (-0.8, 1.4),
    (-4.4, 3.5),
    (-5.2, 2.1),
    (-1.6, 0),
    (-5.2, -2.1),
    (-4.4, -3.5),
    (-0.8, -1.4),
)
CALL: Final[Contour] = ((-1.4, -5.5), (1.4, -5.5), (0.9, 1.6), (-0.9, 1.6))

ENDINGS: Final = MappingProxyType(
    {
        "major war": PlotSign((star(8, 6, 2.6),), VERMILLION),
        "limited war": PlotSign((CROSS,), ORANGE),
        "regime collapse": PlotSign((((-5, -4), (5, -4), (0, 5)),), PURPLE),
        "freeze": PlotSign((SNOW,), SKY),
        "open crisis": PlotSign((CALL, box(-1.3, 2.9, 1.3, 5.4)), YELLOW),
        "cold standoff": PlotSign((box(-5, -3.2, 5, -1), box(-5, 1, 5, 3.2)), PALE),
        "détente": PlotSign((circle(5), circle(2.8, -1)), BLUE),
    }
)
"""The sign of each final state, in their order."""

ACTORS: Final = MappingProxyType(
    {
        "washington": PlotSign((circle(5),), BLUE),
        "beijing": PlotSign((box(-4.6, -4.6, 4.6, 4.6),), VERMILLION),
        "pyongyang": PlotSign((((0, -5.4), (5.4, 4.6), (-5.4, 4.6)),), PURPLE),
        "seoul": PlotSign((((0, -5.8), (5.2, 0), (0, 5.8), (-5.2, 0)),), GREEN),
    }
)
"""The sign of each capital."""

CAPITAL_COLOUR: Final = MappingProxyType({name: sign.colour for name, sign in ACTORS.items()})
CAPITAL_LABEL: Final = MappingProxyType({name: name.capitalize() for name in ACTORS})

SOFT, QUIET, HARD, HARDEST = SKY, "#8A8A8A", WINE, "#303030"
"""One code of colours for the courses of all capitals, none of them a capital's own."""

COURSE_COLOUR: Final = MappingProxyType(
    {
        "engagement": SOFT,
        "mediate": SOFT,
        "charm": SOFT,
        "sunshine": SOFT,
        "patience": QUIET,
        "balance": QUIET,
        "consolidate": QUIET,
        "hedge": QUIET,
        "maximum_pressure": HARD,
        "enforce": HARD,
        "build": HARD,
        "hard_line": HARD,
        "prevent": HARDEST,
        "brinkmanship": HARDEST,
        "shield": SAND,
        "free": GOLD,
        "held": GOLD,
    }
)
"""The colour of each course, and of a capital that decides for itself."""

KIM_COLOUR: Final = MappingProxyType({"fearful": "#C2A83E", "greedy": INDIGO, "erratic": "#117733"})
"""The colour of each type of Kim."""

DASHES: Final[tuple[Any, ...]] = ("-", (0, (5, 1.5)), (0, (1.5, 1)), "-.", (0, (6, 1, 1, 1, 1, 1)))
"""Five kinds of line, so that grey print can be read."""


@cache
def marker(sign: PlotSign) -> Path:
    """Return the shape of a sign as a marker of matplotlib, whose second axis points up."""
    from matplotlib.path import Path

    corners: list[tuple[float, float]] = []
    codes: list[Any] = []
    for contour in sign.contours:
        corners += [(x / 6, -y / 6) for x, y in (*contour, contour[0])]
        codes += [Path.MOVETO, *[Path.LINETO] * (len(contour) - 1), Path.CLOSEPOLY]
    return Path(corners, codes)
