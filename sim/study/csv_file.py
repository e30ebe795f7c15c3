"""A CSV file, read with care: cells by line, as text, with the number of each line."""

from __future__ import annotations

import csv
import io

from sim.errors import Place, Problem
from sim.study.scenario.toml_file import utf8_text

Line = tuple[int, list[str]]
"""The number of a line, from 1, and its cells without the blanks around them."""


def csv_lines(label: str, content: bytes, kind: type[Problem]) -> list[Line]:
    """Return the lines of a CSV file in UTF-8, blank ones left out; raises a problem of the kind, with the line.

    A byte-order mark is passed over. Another encoding, NUL bytes, semicolons between cells and quotes that do not end
    are refused.
    """
    text = utf8_text(label, content, kind, "Save it as CSV in UTF-8.")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[Line] = []
    try:
        for cells in reader:
            if any(cells):
                found.append((reader.line_num, [cell.strip() for cell in cells]))
    except csv.Error as error:
        raise kind(f"the line is no CSV: {error}", Place(label, reader.line_num), "Put commas between cells.") from None
    if found and len(found[0][1]) == 1 and ";" in found[0][1][0]:
        remedy = "Save it with commas between cells, and points in numbers."
        raise kind("the cells are set apart by semicolons", Place(label, found[0][0]), remedy)
    return found
