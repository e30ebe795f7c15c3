"""The figure of any table of estimates: a dot with its interval for each row, columns of one kind
in one panel.
"""

from __future__ import annotations

from typing import Any, Final

from matplotlib.axes import Axes

from sim.show import grammar as g
from sim.show.drawn import Drawn, Provenance
from sim.show.grammar import MARKERS, EstimateRow, broad, drawing, estimates, rows_for
from sim.show.palette import BLACK, COURSE_COLOUR, GREY, INKS, KIM_COLOUR
from sim.study.estimate.quantities import Cell, Table, cell_text, drawable, panels_of

MOST: Final = 24
"""Rows that are read in one figure; the table has all."""

LETTERS: Final = 26
"""Letters of a line of the name of a row."""

AXES: Final = {"share": "per cent", "points": "percentage points", "amount": ""}


@drawing
def estimate_rows(table: Table, facts: Provenance, *, ax: Axes | None = None) -> Drawn:
    """Draw the numbers of a table that have an interval, a panel for neighbouring columns of one
    kind; a sign is hollow if its interval holds 0.
    """
    panels = panels_of(table)
    shown = table.rows[: rows_for(MOST, len(panels))]
    names = [name_of_row(row[: table.labels]) for row in shown]
    lines = sum(max(name.count("\n") + 0.4, len(max(panels, key=len)) * 0.5) for name in names)
    tall = g.tall_for(round(lines + len(names) * 0.6) * (1 if broad() else len(panels)))
    if g.now().name == "slide":
        # A slide is low: its words and key take a quarter of its height.
        tall = min(tall, 0.4 * g.now().width_mm)
    grid = g.side_by_side(ax, len(panels), tall).ravel()
    artists: dict[str, Any] = {}
    columns = [table.heads[place] for places in panels for place in places]
    looks = {head: look_of(head, number) for number, head in enumerate(dict.fromkeys(columns))}
    for axes, places in zip(grid, panels, strict=True):
        series = {table.heads[place]: [row_of(row[place]) for row in shown] for place in places}
        kind = kind_of(table, places[0])
        unit = AXES[kind] if len(places) > 1 or kind != "amount" else table.heads[places[0]]
        artists |= estimates(
            axes,
            names,
            series,
            unit=kind,
            colours=looks if len(columns) > 1 else {columns[0]: BLACK},
            zero=kind == "points",
            label=unit if len(places) > 1 else table.heads[places[0]],
        )
    several = [places for places in panels if len(places) > 1]
    keyed = dict.fromkeys(table.heads[place] for places in several for place in places)
    if keyed:
        samples = [
            g.sample(head, looks[head], "none", MARKERS[number % len(MARKERS)])
            for number, head in enumerate(keyed)
        ]
        g.key(grid[-1], samples, whole=ax is None)
    rest = len(table.rows) - len(shown)
    reading = "Lines: intervals; hollow: not distinguishable from 0."
    if rest:
        reading += f" The first {len(shown)} of {len(table.rows)} rows."
    signs = [g.interval(GREY), g.hollow("not distinguishable from 0")]
    return Drawn(
        grid,
        artists,
        table.caption.partition(". ")[0],
        reading,
        facts,
        measure=table.caption.partition(". ")[0],
        signs=signs,
    )


def name_of_row(labels: Any) -> str:
    """Return the labels of a row as its name, on lines that stand beside axes."""
    return g.balanced(", ".join(cell_text(each) for each in labels) or "all", LETTERS)


def look_of(head: str, number: int) -> str:
    """Return the colour of a column: that of a course or type by its name, else the next one."""
    name = head.replace(" ", "_")
    return {**COURSE_COLOUR, **KIM_COLOUR}.get(name, INKS[number % len(INKS)])


def kind_of(table: Table, place: int) -> str:
    """Return the kind of the numbers of a column."""
    return next(cell.kind for row in table.rows if drawable(cell := row[place]))


def row_of(cell: Cell) -> EstimateRow | None:
    """Return a cell as an estimate to draw; None if it holds none."""
    if not drawable(cell):
        return None
    sure = cell.kind == "share" or not cell.low <= 0 <= cell.high
    return EstimateRow(cell.value, cell.low, cell.high, sure)
