"""What each entrant of a tournament is worth at its seat, less the model's capital there: a point
with its interval.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from matplotlib.axes import Axes

from sim.analysis.finding import Figures
from sim.analysis.tournament.findings import TournamentFinding
from sim.show.drawn import Drawn
from sim.show.grammar import Row, canvas, drawing, estimates, tall_for
from sim.study.estimate.quantities import amount

MOST_ROWS: Final = 24
"""The rows that a figure has room for; of more, the first are drawn, and the figure says so."""


@drawing
def seat_worth(finding: TournamentFinding, *, ax: Axes | None = None) -> Drawn:
    """Draw the payoff of each entrant at each seat less that of the model's capital in the same
    worlds.

    Hollow where the two cannot be told apart.
    """
    sittings = list(finding.sittings())
    shown = sittings[:MOST_ROWS]
    left = f" The first {MOST_ROWS} of {len(sittings)}." if len(sittings) > MOST_ROWS else ""
    ax = ax or canvas(height_mm=tall_for(len(shown)))[1]
    each = [finding.difference(f"value_{seat}", seat, number) for seat, number in shown]
    rows = [Row.of(found, amount(found).text()) for found in each]
    made = estimates(
        ax,
        [finding.named(*seat) for seat in shown],
        {"": rows},
        unit="amount",
        label="payoff less the model's, months",
    )
    reading = f"Payoff less that of the model's capital at the seat, in the same worlds. Hollow: not told apart.{left}"
    about = finding.provenance(int(finding.sound.sum()), "paired Student 95 %", "worlds a line-up")
    return Drawn(ax, made, f"{finding.scenario.name}: what each is worth at a seat", reading, about)


def figures(found: TournamentFinding) -> Figures:
    """Return what each entrant is worth at its seat."""
    return {"seats": partial(seat_worth, found)}
