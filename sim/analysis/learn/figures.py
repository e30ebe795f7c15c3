"""What was learnt, drawn: what each policy is worth beside the learnt one."""

from __future__ import annotations

from functools import partial
from typing import Final

from matplotlib.axes import Axes

from sim.analysis.finding import Figures
from sim.analysis.learn.findings import LearnFinding
from sim.show import grammar as g
from sim.show.drawn import Drawn
from sim.show.grammar import drawing, now, panels
from sim.show.palette import CAPITAL_COLOUR, CAPITAL_LABEL
from sim.study.experiment.factor_text import policy_name

OWN: Final = "its own"


@drawing
def gains(found: LearnFinding, *, ax: Axes | None = None) -> Drawn:
    """Draw how much less each policy of a capital is worth to it than what it learnt, a panel a
    capital.
    """
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
            axes,
            names,
            {"": rows},
            unit="amount",
            colours={"": CAPITAL_COLOUR[reply.capital]},
            label=f"{found.measure.head}, less the learnt policy's",
        )
        axes.set_title(CAPITAL_LABEL[reply.capital], loc="left", size=now().text)
    for axes in grid[len(replies) :]:
        axes.set_axis_off()
    reading = "0 is the learnt policy, the others keep to the scenario. Left is worse. Lines: paired intervals."
    title = f"{found.scenario.name}: what is lost with any other policy than the learnt one"
    about = found.provenance(found.options.worlds, "paired t, together 95 %", "pairs of worlds")
    return Drawn(grid, artists, title, reading, about)


def figures(found: LearnFinding) -> Figures:
    """Return the gains."""
    return {"gains": partial(gains, found)}
