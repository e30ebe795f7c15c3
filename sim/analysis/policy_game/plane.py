"""The figure of the terms: where the bargain is self-enforcing, which power leaves it elsewhere,
the terms of the scenario, and the trust in Beijing that Washington needs.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from sim.analysis.policy_game.terms import Terms, TermsFinding, sources
from sim.core.estimate.writing import count_text, number_text
from sim.show import grammar as g
from sim.show.drawn import Drawn, tidy
from sim.show.grammar import broad, drawing, now, panels
from sim.show.palette import BLACK, CAPITAL_COLOUR, GREY, TEAL

HOLDS: Final = "holds"
WORDS: Final = {
    HOLDS: "the bargain is self-enforcing",
    "washington": "W: Washington leaves, asking too much too soon",
    "beijing": "B: Beijing leaves, asked too little too late",
}
STRONG: Final = {HOLDS: 0.75, "washington": 0.22, "beijing": 0.22}
"""The strength of the colour of a cell: cells where the bargain holds stand out."""


def colour_of(kind: str) -> str:
    """Return the colour of a kind of cell."""
    return g.lighter(TEAL if kind == HOLDS else CAPITAL_COLOUR[kind], STRONG[kind])


@drawing
def terms(found: TermsFinding, *, ax: Axes | None = None) -> Drawn:
    """Draw the plane of terms: the gain of both over the trap and the power that leaves, a cell a
    pair of terms; next to it the trust in Beijing that Washington needs, at the enforcement that
    the scenario asks.
    """
    t, beside = now(), broad()
    if beside:
        grid = panels(ax, 1, 2, widths=(2.1, 1), height_mm=0.5 * t.width_mm)
    else:
        grid = panels(ax, 2, 1, heights=(1.4, 1), height_mm=1.7 * t.width_mm, gap=4.0)
    plane, line = grid.ravel()
    kinds = draw_plane(plane, found)
    draw_trust(line, found)
    handles = [
        Patch(color=colour_of(kind), label=words) for kind, words in WORDS.items() if kind in kinds
    ]
    g.key(plane, handles, whole=ax is None)
    here, held = found.plane.get(found.own), sum(not each.leaver for each in found.plane.values())
    about = (
        ""
        if here is None
        else f" Framed: the terms of {found.scenario.name}. {' '.join(sources())}"
    )
    reading = (
        "In each cell: the least gain of a power by the bargain over the trap, in limited wars. "
        f"It is self-enforcing where nobody gains more than 0.05 by leaving it.{about} Right: how sure "
        "Washington must be that Beijing keeps it, with 95 % intervals. "
        f"{count_text(found.options.worlds)} worlds a pair and type of Kim."
    )
    data = [
        row
        for each in found.plane.values()
        for row in tidy(
            4,
            grace=[each.grace],
            asked=each.asked,
            leaves=each.leaver or "nobody",
            holds=each.holds.value,
            over_trap=each.over_trap.value,
            low=each.over_trap.low,
            high=each.over_trap.high,
            trust=each.trust.value,
            trust_low=each.trust.low,
            trust_high=each.trust.high,
        )
    ]
    return Drawn(
        grid,
        {},
        "When is the bargain of Washington and Beijing self-enforcing?",
        reading,
        found.provenance(found.options.worlds, "resampled worlds 95 %"),
        data,
        headline=f"The bargain is self-enforcing at {held} of {len(found.plane)} terms",
        measure="What both gain at least by the bargain over the trap, in limited wars; beside it how "
        "sure Washington must be that Beijing keeps it",
        signs=[g.patch("95 % interval", g.lighter(GREY, 0.3))],
    )


def kind_of(each: Terms) -> str:
    """Return the power that leaves the bargain at some terms, or that it holds."""
    return each.leaver or HOLDS


def draw_plane(ax: Axes, found: TermsFinding) -> set[str]:
    """Draw the cells, and the frame around the terms of the scenario; return the kinds that
    occur.
    """
    t = now()
    graces = sorted({each.grace for each in found.plane.values()})
    asks = sorted({each.asked for each in found.plane.values()})
    kinds = set()
    # A cell holds four signs and their margin.
    wide = ax.get_window_extent().width / ax.figure.dpi * g.POINTS / len(graces)
    size = max(g.LEAST_PT, min(t.small, wide / 4.2))
    for each in found.plane.values():
        x, y = graces.index(each.grace), asks.index(each.asked)
        kind = kind_of(each)
        kinds.add(kind)
        ax.add_patch(
            Rectangle(
                (x - 0.5, y - 0.5), 1, 1, facecolor=colour_of(kind), edgecolor="white", lw=t.line
            )
        )
        own = f"{found.scenario.start[:4]}\n" if (each.grace, each.asked) == found.own else ""
        leaves = f"{each.leaver[0].upper()}\n" if each.leaver else ""
        ax.annotate(
            own + leaves + number_text(each.over_trap.value, 2, signed=True),
            (x, y),
            ha="center",
            va="center",
            size=size,
            weight="bold" if kind == HOLDS or own else "normal",
        )
    if found.own in found.plane:
        x, y = graces.index(found.own[0]), asks.index(found.own[1])
        ax.add_patch(
            Rectangle(
                (x - 0.5, y - 0.5), 1, 1, fill=False, edgecolor=BLACK, lw=2.2 * t.line, zorder=5
            )
        )
    ax.set_title("what both gain, limited wars", size=t.small, loc="left")
    ax.set_xlim(-0.5, len(graces) - 0.5)
    ax.set_ylim(-0.5, len(asks) - 0.5)
    ax.set_xticks(range(len(graces)), [f"{each:g}" for each in graces], size=t.small)
    ax.set_yticks(range(len(asks)), [f"{each:g}" for each in asks], size=t.small)
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
    ax.set_xlabel("months that Washington waits", size=t.text)
    ax.set_ylabel("enforcement asked", size=t.text)
    return kinds


def draw_trust(ax: Axes, found: TermsFinding) -> None:
    """Draw the trust in Beijing that Washington needs, by the months that it waits, at the
    enforcement that the scenario asks; if the terms of the scenario are not on the plane, at the
    middle row.
    """
    t = now()
    asks = sorted({each.asked for each in found.plane.values()})
    asked = found.own[1] if found.own in found.plane else asks[len(asks) // 2]
    own = sorted(
        (each for each in found.plane.values() if each.asked == asked), key=lambda one: one.grace
    )
    x = np.arange(len(own), dtype=np.float64)
    low, high, middle = (
        [getattr(each.trust, what) for each in own] for what in ("low", "high", "value")
    )
    g.bands(ax, x, low, high, GREY, 0.3)
    g.lines(ax, x, middle, BLACK)
    g.dots(ax, x, middle, BLACK)
    for at, each in zip(x, own, strict=True):
        if (each.grace, each.asked) == found.own:
            frame: Any = g.dots(ax, at, each.trust.value, BLACK, "s", True, size=2.2 * t.dot)
            frame.set_zorder(3)
    ax.set_title(f"Asking to see {asked:g}", size=t.small, loc="left")
    g.share_axis(ax, "trust in Beijing that it needs")
    ax.set_ylim(0, 1.08)
    ax.set_xticks(x, [f"{each.grace:g}" for each in own], size=t.small)
    ax.set_xlabel("months that it waits", size=t.text)
