"""What tests ask of a figure: its words, its parts by name, and whether it can be read."""

from __future__ import annotations

from typing import Any

from matplotlib.artist import Artist
from matplotlib.text import Text

from sim.show.drawn import Drawn, Provenance, unreadable


def provenance(n: int, **changes: Any) -> Provenance:
    """Return the provenance of a made-up run."""
    facts: dict[str, Any] = {
        "scenario": "2017-spring", "scenario_hash": "0123456789ab", "seed": 7, "n": n, "method": "Wilson 95 %",
        "version": "0.1.0",
    }  # fmt: skip
    return Provenance(**facts | changes)


def by_gid(drawn: Drawn, start: str) -> list[Any]:
    """Return the parts whose name begins so."""
    return drawn.figure.findobj(lambda each: isinstance(each, Artist) and str(each.get_gid() or "").startswith(start))


def only(drawn: Drawn, gid: str) -> Any:
    """Return the one part of this name."""
    (found,) = (each for each in by_gid(drawn, gid) if each.get_gid() == gid)
    return found


def words(drawn: Drawn) -> str:
    """Return all that is written in a figure and beside it."""
    return "\n".join([drawn.caption, *(each.get_text() for each in drawn.figure.findobj(Text))])


def illegible(drawn: Drawn) -> list[str]:
    """Return what cannot be read."""
    drawn.rendered("png")
    return unreadable(drawn.figure)
