"""The screen: the effect of each parameter on lose-lose, and on Washington's choice in the game."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from matplotlib.axes import Axes

from sim.analysis.finding import Figures
from sim.analysis.screen.findings import ENDS, LEVEL, ScreenFinding
from sim.core.base.errors import DataProblem
from sim.show.drawn import Drawn
from sim.show.grammar import (
    EstimateRow,
    broad,
    drawing,
    estimates,
    key,
    lighter,
    now,
    rows_for,
    sample,
    side_by_side,
    tall_for,
)
from sim.show.palette import BLACK, ORANGE, SKY
from sim.study.experiment.factor_text import factor_name

MOST: Final = 20
PANELS: Final = {
    "lose_lose": ("points", "lose-lose"),
    "pressing": ("amount", "pressing over talking, months"),
    "bargain": ("amount", "bargain, months"),
}


@drawing
def screen_bars(found: ScreenFinding, *, ax: Axes | None = None) -> Drawn:
    """Draw the effects at both ends of the parameters that move the answer, the largest on top.

    Raises DataProblem if no parameter moves the answer.
    """
    shown = found.ranked[: rows_for(MOST, len(PANELS))]
    if not shown:
        raise DataProblem(
            "no number moves the answer",
            "the numbers of the screen",
            "Name others, or more worlds.",
        )
    names = [factor_name(each.name) for each in shown]
    tall = tall_for(len(names) * (1 if broad() else len(PANELS)))
    grid = side_by_side(ax, len(PANELS), tall).ravel()
    looks = {f"× {ENDS[0]:g}": SKY, f"× {ENDS[1]:g}": ORANGE}
    artists: dict[str, Any] = {}
    for axes, (measure, (unit, label)) in zip(grid, PANELS.items(), strict=True):
        series = {
            end: [EstimateRow.of(each.changes[measure][at], sure=True) for each in shown]
            for at, end in enumerate(looks)
        }
        artists[measure] = estimates(
            axes, names, series, bar=True, colours=looks, unit=unit, label=label
        )
    ends = [sample(end, lighter(colour, 0.65), "none", "s") for end, colour in looks.items()]
    key(grid[-1], ends, whole=ax is None)
    left = (
        ""
        if len(found.ranked) == len(shown)
        else f" The {len(shown)} that carry most of {len(found.ranked)}."
    )
    reading = (
        f"Bars: the change if a number is halved or raised by half, in the same worlds. Whiskers: paired intervals, "
        f"{100 * LEVEL:g} %.{left}"
    )
    about = found.provenance(found.options.worlds, f"paired {100 * LEVEL:g} %", "worlds a point")
    title = f"{found.scenario.name}: the numbers that carry the answer"
    measure = f"Change if a parameter is halved or raised by half, in the same worlds.{left}"
    signs = [sample(f"{100 * LEVEL:g} % interval", BLACK, linewidth=now().line * 0.9)]
    return Drawn(grid, artists, title, reading, about, measure=measure, signs=signs)


def figures(found: ScreenFinding) -> Figures:
    """Return the bars."""
    return {"screen": partial(screen_bars, found)}
