"""The report of a study over a full grid: three sentences, the cells, the figure."""

from __future__ import annotations

import numpy as np

from sim.errors import UsageProblem
from sim.show import pictures
from sim.show.grid_pictures import check_axes
from sim.show.report.page import HEADS, Section, figure, paragraph, row, shown, table
from sim.show.saving import rendered
from sim.study.estimate.interval import count_text, number_text, value_text
from sim.study.run.grid import value_label
from sim.study.store.study_grid import StudyGrid

MOST_CELLS = 200


def lead(grid: StudyGrid, outcome: str) -> str:
    """Return the three sentences that come first."""
    cells, overall = grid.estimates(outcome), grid.overall(outcome)
    low, high = int(cells.value.argmin()), int(cells.value.argmax())
    line = round(overall.value, 3)
    unsure = int(np.count_nonzero((cells.low <= line) & (line <= cells.high)))
    axes = " and ".join(axis.name for axis in grid.axes)
    name = grid.results.ledger.label(outcome)
    sentences = (
        f"Over {axes}, there is {name} in {shown(overall)}, of the worlds of “{grid.scenario.title}”.",
        f"The cells reach from {extreme(grid, outcome, low)} to {extreme(grid, outcome, high)}.",
        f"All this is conditional on the model's assumptions and no forecast; of {count_text(cells.value.size)} cells "
        f"{count_text(unsure)} cannot be told apart from the share over all.",
    )
    return '<div class="lead">' + "\n".join(paragraph(text) for text in sentences) + "</div>"


def extreme(grid: StudyGrid, outcome: str, number: int) -> str:
    """Return a cell in words, with its estimate."""
    value, low, high = (float(part.ravel()[number]) for part in grid.estimates(outcome))
    return f"{value_text(value, low, high, 3)} at {place(grid, number)} (n = {count_text(grid.worlds)})"


def place(grid: StudyGrid, number: int) -> str:
    """Return where a cell is, in words."""
    pairs = zip(grid.axes, grid.values(number), strict=True)
    return ", ".join(f"{axis.name} {value_label(value)}" for axis, value in pairs)


def sections(grid: StudyGrid, outcome: str) -> list[Section]:
    """Return the numbers and the figure of a grid."""
    kept = [name for name in grid.results.ledger.probabilities if name in grid.results.kept]
    rows = [row(grid.results.ledger.label(name), grid.overall(name)) for name in kept]
    overall = table("Over all worlds of the grid; n counts worlds, each taken through all cells", HEADS, rows)
    content = f"{overall}\n{cells_table(grid, outcome)}"
    return [Section("numbers", "Numbers", content), Section("figures", "Figures", picture(grid, outcome))]


def cells_table(grid: StudyGrid, outcome: str) -> str:
    """Return the cells with their intervals; of many cells the first."""
    value, low, high = (part.ravel() for part in grid.estimates(outcome))
    shown_cells = min(value.size, MOST_CELLS)
    rows = [
        (place(grid, number), value_text(float(value[number]), float(low[number]), float(high[number]), 3),
         count_text(grid.worlds))
        for number in range(shown_cells)
    ]  # fmt: skip
    caption = f"{grid.results.ledger.label(outcome)} in each cell"
    more = "" if shown_cells == value.size else f": the first {shown_cells} of {count_text(value.size)} cells"
    return table(caption + more, ("", "probability [95 % interval]", "n"), rows)


def picture(grid: StudyGrid, outcome: str) -> str:
    """Return the figure of a grid with its description in words, or a word where none can show it."""
    try:
        check_axes(grid.axes)
    except UsageProblem:
        return paragraph("A grid over more than two axes has no figure. The table above has its cells.")
    cells = grid.estimates(outcome)
    axes = " by ".join(axis.name for axis in grid.axes)
    name = grid.results.ledger.label(outcome)
    low, high = (number_text(float(edge), 3) for edge in (cells.value.min(), cells.value.max()))
    text = f"The share with {name} by {axes}: from {low} to {high}. The table above has the number of each cell."
    return figure(rendered(pictures.plane(grid, outcome), "png"), f"{name} by {axes}.", text)
