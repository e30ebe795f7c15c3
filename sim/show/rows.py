"""The figure of any table of estimates: a dot with its interval for each row, columns of one kind
in one panel.
"""

from __future__ import annotations

from typing import Any, Final

from matplotlib.axes import Axes

from sim.show import grammar as g
from sim.show.drawn import Drawn, Provenance
from sim.show.grammar import MARKERS, EstimateRow, broad, drawing, estimates, rows_for
from sim.show.palette import CAPITAL_COLOUR, COURSE_COLOUR, GREY, INKS, KIM_COLOUR
from sim.study.estimate.quantities import Cell, Table, cell_text, drawable, panels_of

MOST: Final = 16
"""Rows that are read in one figure; the table has all."""

LETTERS: Final = 26
"""Letters of a line of the name of a row."""

SLIDE_LINES: Final = 12
"""Lines of names that the height of a slide holds."""

AXES: Final = {"share": "", "points": "points", "amount": ""}


@drawing
def estimate_rows(table: Table, facts: Provenance, *, ax: Axes | None = None) -> Drawn:
    """Draw the numbers of a table that have an interval, a panel for neighbouring columns of one
    kind; a sign is hollow if its interval holds 0.
    """
    panels, t = panels_of(table), g.now()
    row_names = table.row_names or [name_of_row(row[: table.labels]) for row in table.rows]
    whole = [
        (g.balanced(name, LETTERS), row)
        for name, row in zip(row_names, table.rows, strict=True)
        if name
    ]
    rows = whole[: rows_for(MOST, len(panels))]
    if t.name == "slide":
        tallest = max(name.count("\n") + 1.2 for name, _ in rows)
        rows = rows[: max(1, int(SLIDE_LINES / tallest))]
    names, columns = [name for name, _ in rows], len(max(panels, key=len))
    lines = 0.8 * sum(max(name.count("\n") + 1.0, 0.6 + 0.5 * columns) for name in names)
    tall = g.tall_for(round(lines)) * (1 if broad() else len(panels))
    # A slide is low: its words and key take a quarter of its height.
    tall = min(tall, 0.4 * t.width_mm) if t.name == "slide" else tall
    grid = g.side_by_side(ax, len(panels), tall).ravel()
    artists: dict[str, Any] = {}
    samples = []
    for axes, places in zip(grid, panels, strict=True):
        heads = [table.heads[place] for place in places]
        looks = {head: look_of(head, len(heads) > 1 and k) for k, head in enumerate(heads)}
        cells = [[row_of(row[place]) for _, row in rows] for place in places]
        kind = kind_of(table, places[0])
        sides = {end > 0 for row in cells[0] if row for end in (row.low, row.high)}
        artists |= estimates(
            axes,
            names,
            dict(zip(heads, cells, strict=True)),
            unit=kind,
            colours=looks,
            zero=kind == "points" or len(sides) > 1,
            label=AXES[kind],
        )
        if len(heads) > 1:
            samples += [
                g.sample(head, looks[head], "none", MARKERS[k % len(MARKERS)])
                for k, head in enumerate(heads)
            ]
        else:
            room = g.measure_box(axes).width / axes.figure.dpi * g.POINTS / (0.6 * t.text)
            title = g.balanced(table.panel_titles.get(heads[0], heads[0]), max(8, int(room)))
            axes.set_title(title, size=t.text, loc="left")
    if samples:
        g.key(grid[-1], samples, whole=ax is None)
    caption = table.caption.partition(". ")[0]
    rest = f" The first {len(rows)} of {len(whole)} rows." if len(rows) < len(whole) else ""
    return Drawn(
        grid,
        artists,
        caption,
        f"Lines: intervals; hollow: not distinguishable from 0.{rest}",
        facts,
        headline=table.headline,
        measure=caption,
        signs=[g.interval(GREY), g.hollow("not distinguishable from 0")],
    )


def name_of_row(labels: Any) -> str:
    """Return the labels of a row as its name."""
    return ", ".join(cell_text(label) for label in labels) or "all"


def look_of(head: str, number: int) -> str:
    """Return the colour of a column: that of a course, a type or a capital by its name, else the
    next one.
    """
    name = head.replace(" ", "_")
    capital = head.removeprefix("to ").lower()
    colours = {**COURSE_COLOUR, **KIM_COLOUR, **CAPITAL_COLOUR}
    return colours.get(name, colours.get(capital, INKS[number % len(INKS)]))


def kind_of(table: Table, place: int) -> str:
    """Return the kind of the numbers of a column."""
    return next(cell.kind for row in table.rows if drawable(cell := row[place]))


def row_of(cell: Cell) -> EstimateRow | None:
    """Return a cell as an estimate to draw; None if it holds none."""
    if not drawable(cell):
        return None
    sure = cell.kind == "share" or not cell.low <= 0 <= cell.high
    return EstimateRow(cell.value, cell.low, cell.high, sure)
