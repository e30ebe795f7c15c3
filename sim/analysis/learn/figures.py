"""What was learnt, drawn: what each policy is worth beside the learnt one, and what a capital does by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from sim.analysis.finding import Drawn
from sim.analysis.learn.findings import LearnFinding
from sim.analysis.learn.verdict import KINDS, Conduct, Reply, names_of
from sim.arrays import Floats
from sim.show import style
from sim.show.inputs import month_axis
from sim.show.palette import CAPITAL_COLOUR, CAPITAL_LABEL
from sim.show.style import Picture, Provenance
from sim.study.estimate.paired import PairedDifference
from sim.study.names import policy_name

HEADS: Final = {"course": "course", "word": "word", "deed": "deed"}
LEARNT, OWN = "learnt", "its own"


@style.house_style()
def gains(found: LearnFinding, provenance: Provenance) -> Picture:
    """Draw how much less each policy of a capital is worth to it than what it learnt, a panel a capital."""
    provenance.confirm(found.options.worlds)
    figure = style.new_figure(
        f"{provenance.scenario}: what is lost with any other policy than the learnt one",
        "0 is the learnt policy, the others keep to the scenario. Left is worse. Whiskers: paired intervals.",
        provenance,
    )
    replies = list(found.replies.values())
    columns = min(len(replies), 2)
    panels = np.ravel(figure.subplots(-(-len(replies) // columns), columns, squeeze=False))
    for axes, reply in zip(panels, replies, strict=False):
        _losses(axes, reply)
    for axes in panels[len(replies) :]:
        axes.set_axis_off()
    for axes in panels[max(0, len(replies) - columns) : len(replies)]:
        axes.set_xlabel(f"{found.measure.head}, against the learnt policy")
    return figure.settle()


def _losses(axes: Axes, reply: Reply) -> None:
    """Draw a dot for each policy of one capital, the worst at the foot."""
    over = {OWN: reply.over_own, **reply.over_named}
    order = sorted(over, key=lambda name: over[name].value)
    colour = CAPITAL_COLOUR[reply.capital]
    axes.axvline(0, color=colour, linewidth=2.0, label=LEARNT)
    for row, name in enumerate(order):
        gain = over[name]
        axes.errorbar(
            -gain.value, row, xerr=_reach(gain), fmt="s" if name == OWN else "o", capsize=3, elinewidth=1.3,
            color=colour if name == OWN else style.GREY, ecolor=style.BLACK, markersize=9 if name == OWN else 7,
            gid=f"{reply.capital}: {name}",
        )  # fmt: skip
    axes.set_yticks(range(len(order)), [name if name == OWN else policy_name(reply.capital, name) for name in order])
    axes.set_ylim(len(order) - 0.5, -0.5)
    axes.set_title(CAPITAL_LABEL[reply.capital], color=colour, loc="left")
    axes.tick_params(axis="y", length=0, labelsize=style.SMALL_SIZE)
    axes.locator_params(axis="x", nbins=5)
    axes.grid(axis="x")


def _reach(gain: PairedDifference) -> list[list[float]]:
    """Return how far the interval of a loss reaches to the left and to the right."""
    return [[gain.high - gain.value], [gain.value - gain.low]]


@style.house_style()
def conduct(pair: tuple[Conduct, Conduct], beside: str, start: str, provenance: Provenance) -> Picture:
    """Draw what a capital does month by month: by the policy called `beside` left, by the learnt one right.

    Shares of the worlds that still live, one band a course, a word or a deed, in the order of its menu.
    """
    learnt, named = pair
    provenance.confirm(learnt.worlds)
    capital = learnt.capital
    figure = style.new_figure(
        f"{provenance.scenario}: what {CAPITAL_LABEL[capital]} does by what it learnt",
        "Bands: shares of the worlds that still live. The same worlds on both sides; all others keep to the scenario.",
        provenance,
    )
    panels = figure.subplots(len(KINDS), 2, sharex=True, sharey=True)
    best = "its own policy" if beside == "own" else f"{policy_name(capital, beside)}, the best that has a name"
    titles = (f"by {best}", "by what it learnt")
    for row, kind in enumerate(KINDS):
        for column, side in enumerate((named, learnt)):
            axes = panels[row, column]
            _bands(axes, side.by_month[kind], names_of(capital, kind))
            if row == 0:
                axes.set_title(titles[column], loc="left")
            if row == len(KINDS) - 1:
                month_axis(axes, start, len(side.by_month[kind]))
                axes.tick_params(axis="x", labelsize=style.SMALL_SIZE - 2)
        style.share_axis(panels[row, 0], HEADS[kind], bins=2)
        handles, labels = panels[row, 1].get_legend_handles_labels()
        panels[row, 1].legend(
            handles[::-1], labels[::-1], loc="center left", bbox_to_anchor=(1.01, 0.5), borderaxespad=0.0
        )
    return figure.settle()


def _bands(axes: Axes, shares: Floats, names: Sequence[str]) -> None:
    """Draw shares by month, `(months, menu)`, as bands that fill the height; where no world lives there is none."""
    months = len(shares)
    edges = np.concatenate([np.zeros((months, 1)), np.cumsum(shares, axis=1)], axis=1)
    # Each month is as wide as a month: the last value is drawn to its end.
    at, edges = np.arange(months + 1), np.concatenate([edges, edges[-1:]])
    for place, name in enumerate(names):
        colour = to_hex(mpl.colormaps[style.SEQUENCE](place / (len(names) - 1)))
        axes.fill_between(at, edges[:, place], edges[:, place + 1], step="post", color=colour, linewidth=0, label=name)
    axes.set_xlim(0, months)
    axes.set_ylim(0, 1)


def figures(found: LearnFinding) -> Drawn:
    """Return the gains, and what each capital does with what it learnt."""
    about = found.provenance(found.options.worlds, "paired t, together 95 %", "pairs of worlds")
    drawn: dict[str, Callable[[], Any]] = {"gains": partial(gains, found, about)}
    for capital, pair in found.conduct.items():
        shown = found.provenance(pair[0].worlds, "none drawn; see the table", "worlds a side")
        beside, start = found.replies[capital].beside, found.scenario.start
        drawn[f"conduct-{capital}"] = partial(conduct, pair, beside, start, shown)
    return drawn
