"""Numbers as people write them."""

import doctest
import math

import pytest
from hypothesis import given, strategies as st

import sim.core.base.numerals
from sim.core.base.numerals import number_in, whole_in
from tests.cli.command import Captured, said, three_lines
from tests.for_each import for_each


def test_the_examples_hold() -> None:
    assert doctest.testmod(sim.core.base.numerals).failed == 0


@given(st.integers(-(10**20), 10**20))
def test_a_whole_number_is_read_with_and_without_its_thousands_apart(number: int) -> None:
    for text in (
        str(number),
        f"{number:,}",
        f"{number:_}",
        f"{number:,}".replace(",", "\u202f"),
        f"{number}e0",
    ):
        assert whole_in(text) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_to_the_last_bit(number: float) -> None:
    assert number_in(repr(number)) == number


@given(st.integers(-1000, 1000), st.integers(0, 3))
def test_per_cent_is_the_nearest_float_to_a_hundredth(number: int, digits: int) -> None:
    assert number_in(f"{number / 10**digits:.{digits}f}%") == float(
        f"{number / 10**digits:.{digits}f}e-2"
    )


@given(st.text())
def test_whatever_a_text_holds_it_is_a_finite_number_or_none(text: str) -> None:
    number = number_in(text)
    assert number is None or math.isfinite(number)
    assert whole_in(text) is None or isinstance(whole_in(text), int)


@for_each(
    "text", ["", "x", "1,00", "1.5", "1.000", "5%", "1e-3", "nan", "inf", "1e999", "٥", "0x10"]
)
def test_what_is_no_whole_number_to_everybody_is_none(text: str) -> None:
    assert whole_in(text) is None


@pytest.mark.parametrize("worlds", ["1,000", "1e3", "1_000", "1000"])
def test_a_thousand_worlds_however_they_are_written(capsys: Captured, worlds: str) -> None:
    assert "1 000 worlds" in said(capsys, "run", "core", "-n", worlds, "--dry-run").out.replace(
        "\u202f", " "
    )


def test_a_lever_in_per_cent(capsys: Captured) -> None:
    line = ("show", "core", "--json", "--set")
    shown = [
        said(capsys, *line, f"washington.pressure={text}").out.replace("80%", "0.8")
        for text in ("80%", "0.8")
    ]
    assert shown[0] == shown[1]


def test_a_share_in_per_cent_and_one_that_is_none(capsys: Captured) -> None:
    line = ("robustness", "core", "--dry-run", "--points", 20, "--tolerable")
    assert said(capsys, *line, "20%").code == 0
    found = said(capsys, *line, "120%")
    assert found.code == 2
    assert "from 0 to 1" in three_lines(found.err)[0]


def test_a_range_in_per_cent(capsys: Captured) -> None:
    shown = said(capsys, "sweep", "core", "--over", "washington.pressure=0%:100%:5", "--dry-run")
    assert shown.code == 0
    assert "5" in shown.out
