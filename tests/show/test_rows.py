"""The figure of any table of estimates: what it draws is what the table says, and it can be read."""

import numpy as np
import pytest
from matplotlib.collections import PathCollection

from sim.show.grammar import theme
from sim.show.rows import MOST, estimate_rows
from sim.study.estimate.quantities import Quantity, Table, panels_of
from tests.show.drawn import illegible, provenance


def table(count: int, longest: int = 12) -> Table:
    """Return a table of shares, differences and amounts, its first difference around 0."""
    rows = [
        (
            f"row {number} ".ljust(longest, "x"),
            Quantity(0.4, 0.3, 0.5, "share", 100),
            Quantity(0.5, 0.4, 0.6, "share", 100),
            "words",
            Quantity(0.1 * number, 0.1 * number - 0.05, 0.1 * number + 0.05, "points", 100),
            Quantity(-20.0, -22.0, -18.0, "amount", 100),
        )
        for number in range(count)
    ]
    return Table("made", "Shares and payoffs", ("", "A", "B", "said", "A minus B", "months"), rows)


@pytest.mark.parametrize("name", ["journal", "memo", "slide"])
@pytest.mark.parametrize(("count", "longest"), [(1, 8), (6, 40), (MOST + 6, 12)])
def test_a_table_of_any_size_can_be_read(name: str, count: int, longest: int) -> None:
    with theme(name):
        drawn = estimate_rows(table(count, longest), provenance(100))
        assert illegible(drawn) == []
    if count > MOST:
        assert f"of {count} rows" in drawn.reading


def test_columns_of_one_kind_share_a_panel_and_texts_are_not_drawn() -> None:
    assert panels_of(table(2)) == [[1, 2], [4], [5]]
    drawn = estimate_rows(table(2), provenance(100))
    assert {row["value"] for row in drawn.data} == {0.4, 0.5, 0.0, 0.1, -20.0}


def test_only_what_is_not_distinguishable_from_0_is_hollow() -> None:
    drawn = estimate_rows(table(2), provenance(100))
    points = [
        each for each in np.ravel(drawn.ax)[1].collections if isinstance(each, PathCollection)
    ]
    hollow = [tuple(each.get_facecolor()[0]) == (1, 1, 1, 1) for each in points]
    assert hollow == [True, False]


def test_the_bytes_repeat() -> None:
    drawn = [estimate_rows(table(3), provenance(100)).rendered("svg") for _ in range(2)]
    assert drawn[0] == drawn[1]
