"""The page on the record and the README of the data say what the code says."""

from __future__ import annotations

from pathlib import Path

from sim.history.observe import DEFINITIONS
from sim.history.rates import war_note
from sim.history.record import HEADER
from sim.history.sightings import DEFAULTS, TABLE
from sim.history.start_1990 import VALUES
from sim.study.estimate.writing import percent_text, short_text, tick_text

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
SOURCES = (ROOT / "sim" / "history" / "data" / "README.md").read_text(encoding="utf-8")


def test_every_definition_is_on_the_page() -> None:
    for item in DEFINITIONS:
        assert f"| `{item.name}` | {item.record} | {item.model} | {item.match} | {item.mismatch} |\n" in PAGE


def test_every_office_is_on_the_page_with_its_leaning() -> None:
    for office in (*TABLE, *DEFAULTS.values()):
        chances = ", ".join(tick_text(chance) for chance in office.leaning.values())
        assert f"| {office.holder or 'any other name'} | {office.since} | {chances} | {office.reason} |\n" in PAGE


def test_every_value_of_january_1990_is_on_the_page() -> None:
    for each in VALUES:
        ends = [short_text(end) for end in dict.fromkeys((each.low, each.high))]
        assert f"| `{each.name}` | {' to '.join(ends)} | {each.fact} | {each.tag} | {each.source} |\n" in PAGE


def test_every_bound_is_on_the_page() -> None:
    for bound in war_note().bounds:
        numbers = [percent_text(value) for value in (bound.upper, bound.jeffreys, bound.jeffreys_high)]
        assert f"| {bound.wars} of {bound.cases} |" in PAGE
        assert f"| {numbers[0]} | {numbers[1]}, {numbers[2]} |\n" in PAGE


def test_every_column_has_its_source() -> None:
    for column in HEADER:
        assert f"`{column}`" in SOURCES
