"""The signs of endings and capitals as a page holds them: symbols to draw, and colours."""

from __future__ import annotations

from typing import Final

from sim.show.signs import ACTORS, ENDINGS, Sign
from sim.show.style import HIGHEST_RUNG, rung_colour

SYMBOL: Final = '<symbol id="{name}" viewBox="-6 -6 12 12"><path d="{path}"/></symbol>'


def named() -> dict[str, Sign]:
    """Return every sign by the name that a page calls it: `state-` and its place in the final states, or `actor-`."""
    ends = {f"state-{place}": sign for place, sign in enumerate(ENDINGS.values())}
    return ends | {f"actor-{capital}": sign for capital, sign in ACTORS.items()}


def symbols() -> str:
    """Return the signs as the symbols of a page."""
    return "\n".join(SYMBOL.format(name=name, path=sign.path) for name, sign in named().items())


def colours() -> str:
    """Return the colours of rungs, capitals and endings as the properties of a style sheet."""
    rungs = [f"--rung-{rung}: {rung_colour(rung)};" for rung in range(HIGHEST_RUNG + 1)]
    capitals = [f"--{capital}: {sign.colour};" for capital, sign in ACTORS.items()]
    ends = [f"--state-{place}: {sign.colour};" for place, sign in enumerate(ENDINGS.values())]
    return f":root {{ {' '.join(rungs + capitals + ends)} }}\n"
