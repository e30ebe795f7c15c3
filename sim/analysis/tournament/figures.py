"""What each entrant of a tournament is worth at its seat, less the model's capital there: a point with its interval."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.analysis.finding import Drawn
from sim.analysis.tournament.findings import TournamentFinding
from sim.show.style import BLACK, SMALL_SIZE, Picture, Provenance, halo, new_figure, number_axis
from sim.study.estimate.shown import amount

MOST_ROWS: Final = 24
"""The rows that a figure has room for; of more, the first are drawn, and the figure says so."""


def seat_worth(finding: TournamentFinding, provenance: Provenance) -> Picture:
    """Draw the payoff of each entrant at each seat less that of the model's capital in the same worlds.

    Hollow where the two cannot be told apart.
    """
    sittings = list(finding.sittings())
    shown = sittings[:MOST_ROWS]
    left = f" The first {MOST_ROWS} of {len(sittings)}." if len(sittings) > MOST_ROWS else ""
    figure = new_figure(
        f"{provenance.scenario}: what each is worth at a seat",
        f"Payoff less that of the model's capital at the seat, in the same worlds. Hollow: not told apart.{left}",
        provenance,
    )
    axes = figure.subplots()
    axes.axvline(0.0, color=BLACK, linewidth=1.2)
    for place, (seat, number) in enumerate(shown):
        found = finding.difference(f"value_{seat}", seat, number)
        reach = [[max(found.value - found.low, 0.0)], [max(found.high - found.value, 0.0)]]
        axes.errorbar(
            found.value, place, xerr=reach, fmt="D", color=BLACK,
            markerfacecolor=BLACK if found.distinguishable else "white", markersize=8, capsize=4,
            gid=f"{seat} {finding.names[number]}",
        )  # fmt: skip
        axes.annotate(
            amount(found).text(), (found.value, place), (0, 9), textcoords="offset points", ha="center",
            size=SMALL_SIZE, path_effects=halo(),
        )  # fmt: skip
    axes.set_yticks(np.arange(len(shown)), [finding.named(*each) for each in shown])
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    number_axis(axes, "payoff less the model's, months", "x")
    return figure.settle()


def figures(found: TournamentFinding) -> Drawn:
    """Return what each entrant is worth at its seat."""
    about = found.provenance(int(found.sound.sum()), "paired Student 95 %", "worlds a line-up")
    return {"seats": lambda: seat_worth(found, about)}
