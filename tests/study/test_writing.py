"""One way to write a number: a share as per cent, a difference in points, an amount as it is, with
its interval.
"""

import math

import pytest

from sim.core.estimate.interval import mean_estimate, wilson
from sim.core.estimate.writing import (
    count_text,
    lines_of,
    number_text,
    p_text,
    percent_text,
    quantity_text,
    short_text,
    tick_text,
)
from sim.show.tables import WIDTH, as_csv, as_html, as_latex, as_markdown, as_text, break_rows
from sim.study.estimate.paired import compare_paired
from sim.study.estimate.quantities import Quantity, Table, amount, points, share
from tests.for_each import for_each


@pytest.mark.parametrize(
    ("hits", "n"), [(0, 2000), (3, 2000), (606, 2000), (2000, 2000), (303_000, 1_000_000)]
)
def test_a_share_is_written_the_same_by_str_and_a_table(hits: int, n: int) -> None:
    found = wilson(hits, n)
    written = share(found).text()
    assert str(found) == f"{written}, n = {count_text(n)}, Wilson 95 %"
    table = Table("ends", "How worlds end", ("", "share"), (("war", share(found)),))
    for told in (as_text, as_markdown, as_html):
        assert written in told(table)
    assert written.replace("%", "\\%") in as_latex(table)


def test_a_difference_and_an_amount_are_written_the_same_by_str_and_a_table() -> None:
    changed = compare_paired([True] * 30 + [False] * 70, [False] * 90 + [True] * 10)
    assert (
        str(changed)
        == f"A − B = {points(changed).text()}, n = 100 pairs, Tango 95 %: {changed.verdict}"
    )
    found = mean_estimate([3.0, 4.5, 2.5, 6.0])
    assert str(found) == f"{amount(found).text()}, n = 4, t 95 %"


@pytest.mark.parametrize("n", [10, 1000, 10**5, 10**7, 10**9])
def test_no_rounding_hides_how_wide_an_interval_is(n: int) -> None:
    for hits in (0, 1, n // 3, n):
        value, _, reach = share(wilson(hits, n)).text().removesuffix(")").partition(" % (")
        low, high = (float(each) for each in reach.split(" to "))
        assert low < high
        assert low <= float(value) <= high


def test_lines_part_neither_a_count_nor_a_number_from_its_unit() -> None:
    for width in range(14, 60):
        lines = lines_of(
            "In 30 % (28 to 33) of 10 000 worlds, −19 points (−24 to −14) less than before.", width
        )
        assert max(map(len, lines)) <= width
        assert not any(line.startswith(("%", "000", "points")) for line in lines)


@for_each(
    ("written", "text"),
    [
        (number_text(0.25, 2), "0.25"),
        (number_text(-0.25, 2), "−0.25"),
        (number_text(-0.0004, 3), "0.000"),
        (number_text(0.25, 2, signed=True), "+0.25"),
        (number_text(0.0, 1, signed=True), "0.0"),
        (number_text(0.9999, 3), "1.000"),
        (number_text(math.inf, 2), "unbounded"),
        (short_text(0.45), "0.45"),
        (short_text(100.0), "100"),
        (short_text(-2.50), "−2.5"),
        (short_text(0.0), "0"),
        (percent_text(0.374), "37 %"),
        (percent_text(0.095), "9.5 %"),
        (percent_text(0.0021), "0.21 %"),
        (percent_text(0.0), "0 %"),
        (percent_text(1.0), "100 %"),
        (tick_text(0.0), "0 %"),
        (tick_text(0.025), "2.5 %"),
        (tick_text(0.30000000000000004), "30 %"),
        (quantity_text(1.24, 1.1, 1.38, "amount"), "1.24 (1.10 to 1.38)"),
        (quantity_text(-0.19, -0.24, -0.14, "points"), "−19 points (−24 to −14)"),
        (quantity_text(0.11, 0.078, 0.142, "points"), "+11 points (+8 to +14)"),
        (quantity_text(-0.051, -0.102, -1e-17, "points"), "−5 points (−10 to 0)"),
        (quantity_text(-0.051, -0.102, 1e-17, "points"), "−5 points (−10 to 0)"),
        (quantity_text(-0.01, -0.021, 0.002, "points"), "−1.0 points (−2.1 to +0.2)"),
        (quantity_text(2.0, -math.inf, math.inf, "amount"), "2.00 (no interval)"),
        (p_text(0.0123), "0.012"),
        (p_text(0.0), "< 0.001"),
        (count_text(999), "999"),
        (count_text(12_345_678), "12 345 678"),
    ],
)
def test_numbers_have_a_0_before_the_point_a_true_minus_and_their_unit(
    written: str, text: str
) -> None:
    assert written == text


def test_no_two_columns_of_a_csv_table_have_one_name():
    table = Table("t", "", ("", "less", "n", "less", ""), (("a", 1, 1_000, 2, "b"),))
    heads, row = as_csv(table).splitlines()
    assert heads == "name,less,n,less 2,name 2"
    assert row == "a,1,1000,2,b"


def test_a_cell_that_goes_on_below_parts_no_number_from_its_unit():
    chances = "urges restraint 51 %; silence 13 %; mediates 9.5 %; others 4.7 %; of 12 000 worlds"
    for width in range(20, 64):
        with_name = break_rows([["x" * (WIDTH - 4 - width), chances]], WIDTH)
        assert not any(line.strip().startswith(("%", "000")) for _, line in with_name)


@pytest.mark.parametrize("width", [80, 100, WIDTH])
def test_a_table_keeps_to_the_width_of_its_terminal_and_no_interval_is_parted(width):
    less = Quantity(-0.1923, -0.2412, -0.1434, "points", 200)
    heads = ("", "A", "B", "A minus B", "verdict")
    row = (
        "Washington and Beijing both lose",
        share(wilson(80, 200)),
        share(wilson(110, 200)),
        less,
        "A is lower",
    )
    text = as_text(Table("t", "Share of worlds in which it happens", heads, (row,)), width=width)
    assert max(map(len, text.splitlines())) <= width
    assert all(cell.text().partition(" (")[2] in text for cell in row[1:4])
