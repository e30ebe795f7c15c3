"""Notes reach whom they are meant for, and all others only where they leak."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from sim.classroom.seats import play
from sim.classroom.seats.play import leaked_messages
from sim.classroom.seats.record import MOST_NOTES, MOST_TEXT, act_from
from sim.classroom.seats.saving import read_game, saved_table
from sim.classroom.seats.table import GameTable
from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import CAPITALS
from tests.seats.tables import spring, started, table


def at_leak(chance: float, monkeypatch: pytest.MonkeyPatch) -> GameTable:
    """Return a game in which messages leak with a chance."""
    monkeypatch.setattr(play, "LEAK", chance)
    return table(started(scenario=spring()))


def note(text: str, *to: str) -> dict[str, Any]:
    """Return the request of a note."""
    return {"act": "note", "to": list(to), "text": text}


def texts(game: GameTable, capital: str) -> set[str]:
    """Return the notes that a capital has."""
    return {each["text"] for each in game.seat(capital)["notes"]}


def test_a_private_note_is_seen_by_its_two_ends_and_a_public_one_by_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    game = at_leak(0.0, monkeypatch)
    game.act("washington", note("secret", "beijing"))
    game.act("washington", note("open"))
    for month in (0, 1):
        assert {capital: "secret" in texts(game, capital) for capital in CAPITALS} == {
            "washington": True,
            "beijing": True,
            "pyongyang": False,
            "seoul": False,
        }
        assert all("open" in texts(game, capital) for capital in CAPITALS)
        assert "secret" not in str(game.story())
        for capital in ("pyongyang", "seoul"):
            assert "secret" not in str(game.seat(capital))
        game.close_month(month)


def test_what_leaks_is_known_to_all_when_the_month_is_over_and_not_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    game = at_leak(1.0, monkeypatch)
    game.act("washington", note("secret", "beijing"))
    assert "secret" not in texts(game, "seoul")
    assert "secret" not in str(game.story())
    game.close_month(0)
    for capital in CAPITALS:
        assert [(each["text"], each["leaked"]) for each in game.seat(capital)["notes"]] == [
            ("secret", True)
        ]
    assert "told.leak" in [headline["key"] for headline in game.story()[-1]["headlines"]]


def test_leaks_are_as_many_as_the_chance_of_a_back_channel_says_and_the_same_every_time() -> None:
    acts = [
        act_from(note("x", "seoul"), month, capital)
        for month in range(100)
        for capital in CAPITALS[:3]
        for _ in range(MOST_NOTES)
    ]
    found = leaked_messages(acts, 7, 0.1)
    assert len(found) / len(acts) == pytest.approx(0.1, abs=0.015)
    assert found == leaked_messages(acts, 7, 0.1)
    assert leaked_messages(acts[:40], 7, 0.1) == {place for place in found if place < 40}
    assert found != leaked_messages(acts, 8, 0.1)


def test_public_words_have_no_luck_and_take_none_from_private_ones() -> None:
    private = act_from(note("x", "seoul"), 0, "beijing")
    public = act_from(note("x"), 0, "beijing")
    chance = next(c / 100 for c in range(1, 100) if leaked_messages([private], 7, c / 100))
    assert leaked_messages([public, private], 7, chance) == {1}


def test_a_seat_has_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    game = at_leak(0.0, monkeypatch)
    wrong_ones = (
        note("x" * (MOST_TEXT + 1)),
        note(""),
        note("  "),
        note("x", "seoul"),
        note("x", "beijing", "beijing"),
        note("x", "tokyo"),
        {"act": "note", "text": "x"},
        note("x") | {"more": 1},
        {"act": "shout"},
        {"act": "news", "name": "missile_test"},
        {},
    )
    for wrong in wrong_ones:
        with pytest.raises(UsageProblem):
            game.act("seoul", wrong)
    for _ in range(MOST_NOTES):
        game.act("seoul", note("x"))
    assert game.seat("seoul")["can"]["messages"] == 0
    with pytest.raises(UsageProblem):
        game.act("seoul", note("x"))
    game.act("beijing", note("x"))
    game.close_month(0)
    game.act("seoul", note("x"))


KEYS = st.sampled_from(["act", "to", "text", "menu", "month", "x"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
)


@given(ANYTHING)
@settings(max_examples=60)
def test_no_request_breaks_the_table(request: Any) -> None:
    try:
        act_from(request, 0, "seoul")
    except UsageProblem:
        return
    assert request["act"]


def test_no_seat_speaks_before_or_after_the_game() -> None:
    with pytest.raises(UsageProblem):
        table().act("seoul", note("x"))
    game = table(started(scenario=spring(1)))
    game.close_month(0)
    with pytest.raises(UsageProblem):
        game.act("seoul", note("x"))


PAPER = {"act": "paper"}


@pytest.mark.parametrize("kim", ["fearful", "greedy", "erratic"])
def test_a_paper_proves_one_kim_alone_and_one_capital_holds_it(kim: str) -> None:
    """A word can be said of any man; who shows no paper has none, or keeps it."""
    for capital in CAPITALS:
        game = table(started(scenario=spring(kim_type=kim)))
        holds = (capital, kim) == ("beijing", "fearful")
        assert game.seat(capital)["can"]["paper"] == holds
        game.act(capital, note("I say: he is afraid"))
        if not holds:
            with pytest.raises(UsageProblem, match="you hold no paper"):
                game.act(capital, PAPER)
            continue
        game.act(capital, PAPER)
        assert not game.seat(capital)["can"]["paper"]
        with pytest.raises(UsageProblem, match="you hold no paper"):
            game.act(capital, PAPER)
        shown = {"key": "told.paper", "values": {"capital": "capitals.beijing"}, "now": True}
        assert shown in game.story()[0]["headlines"]


def test_a_paper_changes_no_world_and_is_saved(tmp_path: Path) -> None:
    plain, proved = (table(started(scenario=spring(kim_type="fearful"))) for _ in range(2))
    proved.act("beijing", PAPER)
    for game in (plain, proved):
        game.close_month(0)
    assert plain.position.states == proved.position.states
    saved_table(tmp_path, proved.record, {})
    record, _ = read_game(tmp_path)
    assert record.acts == proved.record.acts
