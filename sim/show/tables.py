"""Tables as text for the terminal, CSV, Markdown, LaTeX and HTML: one renderer each."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from sim.core.estimate.writing import csv_text, lines_of
from sim.study.estimate.quantities import Quantity, Table, cell_text, columns_of

WIDTH: Final = 118
"""Letters of a line in a file, and the most in a terminal."""

WIDEST: Final = 64
LEAST_WIDTH: Final = 16
"""A column is broken into no fewer letters than this."""


INTERVAL: Final = re.compile(r"\((?:\S+ to \S+|no interval)\)")


def as_text(table: Table, digits: int | None = None, width: int = WIDTH) -> str:
    """Return a table for the terminal: its caption, then rows with aligned columns.

    Where it is too wide for one block and the first column does not name a row alone, rows are
    numbered, and each block begins with the number and the labels.
    """
    rows = [list(table.heads), *texts_of(table, digits)]
    labels = table.labels
    ambiguous = len({row[0] for row in rows}) < len(rows)
    if too_wide(rows, width) and (ambiguous or labels > 1):
        rows = [[str(k) if k else "", *row] for k, row in enumerate(rows)]
        labels += 1
    lines = align_rows(rows, width, any(table.heads), labels)
    return "\n".join([*lines_of(table.caption, width), *lines])


def too_wide(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Say whether rows are too wide for one block, even with their cells broken."""
    least = [min(max(map(len, column)), LEAST_WIDTH) for column in zip(*rows, strict=True)]
    return sum(least) + 2 * len(least) > width


def align_rows(
    rows: Sequence[Sequence[str]], width: int, heads: bool = True, labels: int = 1
) -> list[str]:
    """Return rows of text with aligned columns, the first row only where it holds `heads`.

    Cells go on below where lines are too long. Columns that no such line holds follow in a block of
    their own, behind the first `labels` columns, or behind the first alone where those leave no
    room.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if too_wide(rows, width):
        again, room_used = 1, 2 + min(widths[0], width // 3)
        others = sum(widths[1:labels]) + 2 * (labels - 1)
        if room_used + others + 2 + max(widths[labels:], default=0) <= width:
            again, room_used = labels, room_used + others
        first_columns = again
        while first_columns < len(widths) and (
            first_columns == again or room_used + 2 + widths[first_columns] <= width
        ):
            room_used, first_columns = room_used + 2 + widths[first_columns], first_columns + 1
        if first_columns < len(widths):
            rest = [[*row[:again], *row[first_columns:]] for row in rows]
            return align_rows(
                [row[:first_columns] for row in rows], width, heads, labels
            ) + align_rows(rest, width, heads, again)
    rows = break_rows(rows, width)
    # A text that is longer does not move the columns behind it.
    widths = [min(WIDEST, max(map(len, column))) for column in zip(*rows, strict=True)]
    lines = [
        "  " + "  ".join(f"{text:<{wide}}" for text, wide in zip(row, widths, strict=True))
        for row in rows
    ]
    return [line.rstrip() for line in (lines if heads else lines[1:])]


def break_rows(rows: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    """Return rows of text that so many letters hold: where they are too wide, cells go on in rows
    below.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for place in sorted(range(len(widths)), key=lambda place: -widths[place]):
        most = width - 2 * len(widths) - sum(widths) + widths[place]
        widths[place] = min(widths[place], max(most, LEAST_WIDTH))
    broken: list[list[str]] = []
    for row in rows:
        cells = [
            cell_lines(text, wide) if len(text) > wide else [text]
            for text, wide in zip(row, widths, strict=True)
        ]
        broken += [
            [cell[k] if k < len(cell) else "" for cell in cells]
            for k in range(max(map(len, cells)))
        ]
    return broken


def cell_lines(text: str, width: int) -> list[str]:
    """Break a cell into lines, long names at dots, but never within an interval or where it says
    that there is none.
    """
    joined = INTERVAL.sub(lambda match: match[0].replace(" ", "\u00a0"), text)
    joined = re.sub(
        r"\S+",
        lambda match: match[0].replace(".", ". ") if len(match[0]) > width else match[0],
        joined,
    )
    return [line.replace("\u00a0", " ") for line in lines_of(joined, width)]


def as_csv(table: Table, digits: int | None = None) -> str:
    """Return a table as CSV with full numbers: value, low, high and n of each number in columns of
    their own.
    """
    wide = [
        any(isinstance(row[k], Quantity) for row in table.rows) for k in range(len(table.heads))
    ]
    heads = [
        head_or_cell
        for head, spread in zip(columns_of(table), wide, strict=True)
        for head_or_cell in (
            [head, f"{head} low", f"{head} high", f"{head} n"] if spread else [head]
        )
    ]
    rows = (
        [
            head_or_cell
            for cell, spread in zip(row, wide, strict=True)
            for head_or_cell in plain_cells(cell, spread)
        ]
        for row in table.rows
    )
    return csv_text([heads, *rows])


def plain_cells(cell: Any, spread: bool) -> list[Any]:
    """Return a cell as CSV holds it: of a number its value, limits and n."""
    if isinstance(cell, Quantity):
        return ["" if number is None else number for number in cell.as_dict().values()]
    return [cell, "", "", ""] if spread else [cell]


def as_markdown(table: Table, digits: int | None = None) -> str:
    """Return a table in Markdown."""
    rows = [list(table.heads), ["---"] * len(table.heads), *texts_of(table, digits)]
    lines = ["| " + " | ".join(text.replace("|", "\\|") for text in row) + " |" for row in rows]
    return "\n".join([f"**{table.caption}**", "", *lines])


def as_latex(table: Table, digits: int | None = None) -> str:
    """Return a table in LaTeX, with the rules of booktabs."""
    body = [" & ".join(map(latex_text, row)) + r" \\" for row in texts_of(table, digits)]
    head = " & ".join(map(latex_text, table.heads)) + r" \\"
    columns = "l" + "r" * (len(table.heads) - 1)
    return "\n".join(
        [
            r"\begin{table}",
            rf"\caption{{{latex_text(table.caption)}}}",
            rf"\begin{{tabular}}{{{columns}}}",
            r"\toprule",
            head,
            r"\midrule",
            *body,
            r"\bottomrule",
            r"\end{tabular}",
            r"\end{table}",
        ]
    )


def as_html(table: Table, kind: str = "") -> str:
    """Return a table in HTML, of a class `kind`: caption, head and rows, the first column as the
    name of the row.
    """
    head = "".join(f'<th scope="col">{html.escape(text)}</th>' for text in table.heads)
    rows = []
    for name, *cells in texts_of(table):
        cells_html = "".join(f"<td>{html.escape(text)}</td>" for text in cells)
        rows.append(f'<tr><th scope="row">{html.escape(name)}</th>{cells_html}</tr>')
    body = "\n".join(rows)
    class_text = f' class="{html.escape(kind)}"' if kind else ""
    return (
        f"<table{class_text}>\n<caption>{html.escape(table.caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody>\n</table>"
    )


LATEX: Final = {
    "\\": r"\textbackslash{}",
    **{letter: f"\\{letter}" for letter in "&%$#_{}"},
    "−": "$-$",
}


def latex_text(text: str) -> str:
    """Return a text with the letters escaped that mean something to LaTeX."""
    return "".join(LATEX.get(letter, letter) for letter in text)


def texts_of(table: Table, digits: int | None = None) -> list[list[str]]:
    """Return the rows of a table as texts."""
    return [[cell_text(cell, digits) for cell in row] for row in table.rows]


FORMATS: Final[dict[str, Callable[[Table, int | None], str]]] = {
    "csv": as_csv,
    "md": as_markdown,
    "latex": as_latex,
}


def all_as_text(
    sentences: Sequence[str],
    tables: Sequence[Table],
    notes: Sequence[str],
    digits: int | None,
    width: int = WIDTH,
) -> str:
    """Return sentences, tables and notes as text for the terminal, the answer first."""
    printed = [as_text(table, digits, width) for table in tables if not table.sheet]
    parts = [fill_lines(sentences, width), *printed, fill_lines(notes, width)]
    return "\n\n".join(part for part in parts if part)


def fill_lines(texts: Sequence[str], width: int) -> str:
    """Return sentences, each on lines of so many letters."""
    return "\n".join(line for text in texts for line in lines_of(text, width))
