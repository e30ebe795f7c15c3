"""What was learnt, drawn: what each policy is worth beside the learnt one, and what a capital does by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from sim.analysis.finding import Figures
from sim.analysis.learn.findings import LearnFinding
from sim.analysis.learn.verdict import KINDS, Conduct, names_of
from sim.arrays import Floats
from sim.show import grammar as g
from sim.show.drawn import Drawn, Provenance
from sim.show.grammar import drawing, now, panels
from sim.show.palette import CAPITAL_COLOUR, CAPITAL_LABEL
from sim.study.names import policy_name

HEADS: Final = {"course": "course", "word": "word", "deed": "deed"}
OWN: Final = "its own"


@drawing
def gains(found: LearnFinding, provenance: Provenance, *, ax: Axes | None = None) -> Drawn:
    """Draw how much less each policy of a capital is worth to it than what it learnt, a panel a capital."""
    provenance.confirm(found.options.worlds)
    replies = list(found.replies.values())
    columns = min(len(replies), 2 if g.broad() else 1)
    lines = -(-len(replies) // columns)
    most = max(len(reply.over_named) + 1 for reply in replies)
    grid = panels(ax, lines, columns, height_mm=g.tall_for(most * lines)).ravel()
    artists = {}
    for axes, reply in zip(grid, replies, strict=False):
        over = {OWN: reply.over_own, **reply.over_named}
        order = sorted(over, key=lambda name: over[name].value)
        names = [name if name == OWN else policy_name(reply.capital, name) for name in order]
        rows = [g.Row.of(over[name], sign=-1.0, sure=True) for name in order]
        artists[reply.capital] = g.estimates(
            axes, names, {"": rows}, unit="amount", colours={"": CAPITAL_COLOUR[reply.capital]},
            label=f"{found.measure.head}, less the learnt policy's",
        )  # fmt: skip
        axes.set_title(CAPITAL_LABEL[reply.capital], loc="left", size=now().text)
    for axes in grid[len(replies) :]:
        axes.set_axis_off()
    reading = "0 is the learnt policy, the others keep to the scenario. Left is worse. Lines: paired intervals."
    title = f"{provenance.scenario}: what is lost with any other policy than the learnt one"
    return Drawn(grid, artists, title, reading, provenance)


@drawing
def conduct(
    pair: tuple[Conduct, Conduct], beside: str, start: str, provenance: Provenance, *, ax: Axes | None = None
) -> Drawn:
    """Draw what a capital does month by month: by the policy called `beside` left, by the learnt one right.

    Shares of the worlds that still live, one band a course, a word or a deed, in the order of its menu.
    """
    learnt, named = pair
    provenance.confirm(learnt.worlds)
    capital = learnt.capital
    grid = panels(ax, len(KINDS), 2, share="xy", height_mm=now().width_mm * 0.85)
    best = "its own policy" if beside == "own" else f"{policy_name(capital, beside)}, the best that has a name"
    for row, kind in enumerate(KINDS):
        for column, side in enumerate((named, learnt)):
            axes = grid[row, column]
            _bands(axes, side.by_month[kind], names_of(capital, kind))
            if row == 0:
                said = ("by " + best, "by what it learnt")[column]
                axes.set_title("\n".join(g.lines_of(said, 26)), loc="left", size=now().small)
            if row == len(KINDS) - 1:
                g.axis_of(axes, f"months after {start}", "x")
        g.share_axis(grid[row, 0], HEADS[kind], bins=2)
        handles, labels = grid[row, 1].get_legend_handles_labels()
        grid[row, 1].legend(
            handles[::-1], labels[::-1], loc="center left", bbox_to_anchor=(1.01, 0.5), borderaxespad=0.0
        )
    reading = "Bands: shares of the worlds that still live. The same worlds on both sides."
    title = f"{provenance.scenario}: what {CAPITAL_LABEL[capital]} does by what it learnt"
    return Drawn(grid, {}, title, reading, provenance)


def _bands(axes: Axes, shares: Floats, names: Sequence[str]) -> None:
    """Draw shares by month, `(months, menu)`, as bands that fill the height; where no world lives there is none."""
    months = len(shares)
    edges = np.concatenate([np.zeros((months, 1)), np.cumsum(shares, axis=1)], axis=1)
    # Each month is as wide as a month: the last value is drawn to its end.
    at, edges = np.arange(months + 1), np.concatenate([edges, edges[-1:]])
    for place, name in enumerate(names):
        colour = to_hex(mpl.colormaps[g.SEQUENCE](place / (len(names) - 1)))
        axes.fill_between(at, edges[:, place], edges[:, place + 1], step="post", color=colour, linewidth=0, label=name)
    axes.set_xlim(0, months)
    axes.set_ylim(0, 1)


def figures(found: LearnFinding) -> Figures:
    """Return the gains, and what each capital does with what it learnt."""
    about = found.provenance(found.options.worlds, "paired t, together 95 %", "pairs of worlds")
    drawn: dict[str, Callable[[], Any]] = {"gains": partial(gains, found, about)}
    for capital, pair in found.conduct.items():
        shown = found.provenance(pair[0].worlds, "none drawn; see the table", "worlds a side")
        beside, start = found.replies[capital].beside, found.scenario.start
        drawn[f"conduct-{capital}"] = partial(conduct, pair, beside, start, shown)
    return drawn
