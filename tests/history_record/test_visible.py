"""What the page says the lists can show: all words and deeds of every menu are spoken for, once."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from sim.core.game.catalogue import MOVES
from sim.history.observe import OBSERVABLES, UNKNOWN, seen_in
from sim.history.record import load_record

RECORD = load_record()
PAGE = (Path(__file__).parents[2] / "docs" / "record.md").read_text(encoding="utf-8")
ROWS = re.findall(
    r"^\| (Washington|Beijing|Pyongyang|Seoul) \| ((?:word|deed) .+?) \| (.+?) \| (.+?) \|",
    PAGE,
    re.MULTILINE,
)
"""The rows of the table: capital, words and deeds, what shows them, and in which years."""


def moves_of(capital: str, text: str) -> list[str]:
    """Return the moves that a cell names, as menus do."""
    named = (each.split(" ", 1) for each in text.split(", "))
    return [f"{capital.lower()}.{kind}.{name.replace(' ', '_')}" for kind, name in named]


def test_every_word_and_deed_stands_in_one_row() -> None:
    said = [move for capital, text, *_ in ROWS for move in moves_of(capital, text)]
    assert sorted(said) == sorted(
        f"{menu}.{move.name}" for menu, moves in MOVES.items() for move in moves
    )


def test_years_are_those_of_the_record() -> None:
    assert {by.strip("`") for _, _, by, _ in ROWS} - {"nothing"} == set(OBSERVABLES)
    for _, _, by, years in ROWS:
        rows = np.flatnonzero(seen_in(RECORD)[by.strip("`")] != UNKNOWN) if by != "nothing" else ()
        assert years == (
            f"{RECORD.months[rows[0]][:4]}–{RECORD.months[rows[-1]][:4]}" if len(rows) else "never"
        )
