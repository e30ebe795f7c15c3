"""The page on the record and the README of the data say what the code says."""

from __future__ import annotations

from pathlib import Path

from sim.core.estimate.writing import percent_text
from sim.history.rates import war_bounds
from sim.history.record import HEADER

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
SOURCES = (ROOT / "sim" / "history" / "data" / "README.md").read_text(encoding="utf-8")


def test_every_bound_is_on_the_page() -> None:
    for bound in war_bounds():
        numbers = [
            percent_text(value) for value in (bound.upper, bound.jeffreys, bound.jeffreys_high)
        ]
        assert f"| {bound.wars} of {bound.cases} |" in PAGE
        assert f"| {numbers[0]} | {numbers[1]}, {numbers[2]} |\n" in PAGE


def test_every_column_has_its_source() -> None:
    for column in HEADER:
        assert f"`{column}`" in SOURCES
