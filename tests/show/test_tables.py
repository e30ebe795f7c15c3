"""Tables as text: a table too wide for a line keeps its rows from block to block."""

import pytest

from sim.show.tables import as_text
from sim.study.estimate.quantities import Table

FACTORS = ("Seoul's policy", "Washington's policy", "start_tension")
ROWS = [
    (seoul, washington, tension, f"{place} % (0 to 99)", f"{place + 50} % (0 to 99)")
    for place, (seoul, washington, tension) in enumerate(
        (seoul, washington, tension)
        for seoul in ("sunshine", "hard line")
        for washington in ("engagement", "patience")
        for tension in ("3", "6")
    )
]


def blocks(text: str, heads: int) -> list[list[str]]:
    """The lines of each block of rows, without the caption."""
    lines = text.splitlines()[1:]
    size = heads + len(ROWS)
    return [lines[k : k + size] for k in range(0, len(lines), size)]


@pytest.mark.parametrize("more", [0, 4])
def test_each_block_says_which_row_is_which(more: int) -> None:
    """Labels stand in every block where they leave room, and the number of the row always."""
    heads = (*FACTORS, *(f"a factor {k}" for k in range(more)), "lose-lose", "win-win")
    rows = [(*row[:3], *("0.123456" for _ in range(more)), *row[3:]) for row in ROWS]
    text = as_text(Table("cells", "Each cell", heads, rows, labels=3 + more), width=76)
    found = blocks(text, 1)
    assert len(found) > 1
    for block in found:
        assert [line.split()[0] for line in block[1:]] == [str(k + 1) for k in range(len(ROWS))]
        for line, row in zip(block[1:], ROWS, strict=True):
            assert more or all(label in line for label in row[:3])
    assert "57 % (0 to 99)" in found[-1][-1]


def test_a_table_that_fits_has_no_numbers() -> None:
    text = as_text(Table("cells", "Each cell", FACTORS, [row[:3] for row in ROWS], labels=3))
    assert text.splitlines()[2].split()[0] == "sunshine"
