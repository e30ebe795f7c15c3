"""Which words and deeds the record can show: all of every menu are spoken for, once."""

from __future__ import annotations

from pathlib import Path

from sim.game.catalogue import MOVES
from sim.history.findings import VISIBLE, visible_rows, years_of
from sim.history.observe import OBSERVABLES
from sim.history.record import load_record

RECORD = load_record()
PAGE = (Path(__file__).parents[2] / "docs" / "record.md").read_text(encoding="utf-8")


def test_every_word_and_deed_stands_in_one_row() -> None:
    said = [move for each in VISIBLE for move in each.moves]
    assert sorted(said) == sorted(f"{menu}.{move.name}" for menu, moves in MOVES.items() for move in moves)
    assert all(move.startswith(each.capital) for each in VISIBLE for move in each.moves)


def test_every_observable_shows_something_and_years_are_those_of_the_record() -> None:
    assert {each.shown_by for each in VISIBLE} - {""} == set(OBSERVABLES)
    assert {name: years_of(RECORD, name) for name in OBSERVABLES} == {
        "test_month": "1990–2019", "big_test": "1990–2019", "talks_month": "1990–2019",
        "inter_korean_talks": "2006–2019", "resolution": "2006–2019", "lethal_incident": "2006–2019",
        "exercise": "2006–2019",
    }  # fmt: skip
    assert years_of(RECORD.window("1990-01", "1999-12"), "exercise") == "never"


def test_of_beijing_nothing_is_shown_and_no_threat_of_anyone() -> None:
    hidden = {move for each in VISIBLE if not each.shown_by for move in each.moves}
    assert {move for move in hidden if move.startswith("beijing")} == {
        f"{menu}.{move.name}" for menu, moves in MOVES.items() if menu.startswith("beijing") for move in moves
    }
    assert {"washington.word.threaten", "pyongyang.word.threaten"} <= hidden


def test_the_table_is_on_the_page() -> None:
    for capital, moves, by, years, caveat in visible_rows(RECORD):
        assert f"| {capital} | {moves} | {f'`{by}`' if by else 'nothing'} | {years} | {caveat} |\n" in PAGE
