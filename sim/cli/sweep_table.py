"""The table of a sweep for the terminal: a grid for two axes, a list otherwise."""

from __future__ import annotations

from typing import Final

from sim.analysis.history.war_number import caveat
from sim.cli.reading import several
from sim.study.estimate.interval import Cells, count_text, number_text, value_text
from sim.study.estimate.words import words
from sim.study.outcomes import label_of
from sim.study.run.grid import GridEstimates, value_label
from sim.study.run.summary import CAVEAT

MOST_COLUMNS: Final = 21
MOST_ROWS: Final = 60


def sweep_table(made: GridEstimates, outcome: str) -> str:
    """Return the table of a sweep for one outcome."""
    s, cells = made.scenario, made.estimates(outcome).value.size
    two = len(made.axes) == 2 and len(made.axes[0].values) <= MOST_COLUMNS
    everywhere = made.overall(outcome)
    overall = value_text(everywhere.value, everywhere.low, everywhere.high, 3)
    head = (
        f"{s.title} ({s.name})\n"
        f"{several(cells, 'cell')} of {several(made.worlds, 'world')}, seed {made.seed}; Wilson 95 % intervals\n"
        f"Probability of {label_of(outcome)}; over all cells {overall}"
    )
    return "\n".join([head, "", *(grid(made, outcome) if two else rows(made, outcome)), "", caveat(CAVEAT, [outcome])])


def grid(made: GridEstimates, outcome: str) -> list[str]:
    """Return the lines of a grid: the first axis runs across, the second upwards, as in the heat map."""
    across, along = made.axes
    cells, middle = made.estimates(outcome), round(made.overall(outcome).value, 3)
    shown = [[number_text(float(value), 2) for value in column] for column in cells.value]
    unsure = (cells.low <= middle) & (middle <= cells.high)
    columns = across.order
    names = [value_label(across.values[column]) for column in columns]
    width = max(4, *map(len, names)) + 1
    left = max(len(along.name), *(len(value_label(value)) for value in along.values))
    lines = [f"{along.name:<{left}}  across: {across.name}"]
    for row in reversed(along.order):
        marks = "".join(f"{shown[column][row]:>{width}}{'~' if unsure[column, row] else ' '}" for column in columns)
        lines.append(f"{value_label(along.values[row]):>{left}} {marks}".rstrip())
    lines.append(f"{'':>{left}} {''.join(f'{name:>{width}} ' for name in names)}".rstrip())
    lines.append(reach(cells, made.worlds))
    if unsure.any():
        lines.append(f"~ the interval of the cell holds {number_text(middle, 3)}: undecided at this n")
    return lines


def reach(cells: Cells, worlds: int) -> str:
    """Return how far the intervals of a grid reach, in words: a grid has no room for each."""
    below, above = float((cells.value - cells.low).max()), float((cells.high - cells.value).max())
    widest = number_text(max(below, above), 3)
    return f"n = {count_text(worlds)} a cell; no limit lies further than {widest} from its value; --json gives each"


def rows(made: GridEstimates, outcome: str) -> list[str]:
    """Return the lines of a list of cells with their intervals; of a long one the beginning."""
    cells = made.estimates(outcome)
    flat = [part.ravel() for part in cells]
    shown = min(flat[0].size, MOST_ROWS)
    named = [", ".join(value_label(value) for value in made.values(number)) for number in range(shown)]
    title = ", ".join(axis.name for axis in made.axes)
    width = max(len(title), *map(len, named))
    lines = [f"  {title}"]
    for number, name in enumerate(named):
        value, low, high = (float(part[number]) for part in flat)
        lines.append(f"  {name:<{width}}  {value_text(value, low, high, 3):<22} {words(low, high)}")
    if shown < flat[0].size:
        lines.append(f"  … {count_text(flat[0].size - shown)} more cells: --json or --out give them all")
    return lines
