"""What all know of a game is what an outsider sees and hears, whoever plays."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from sim.classroom.seats import play
from sim.classroom.seats.story import loudest
from sim.classroom.seats.table import GameTable
from sim.core.game.catalogue import CAPITALS
from sim.pages.text import page_texts
from sim.policies.agents.observation import KINDS
from tests.seats.tables import play_on, spring, started, table

HUSHED = {"blur": 0}


def told(game: GameTable) -> list[str]:
    """Return the keys of all headlines of a game."""
    return [headline["key"] for entry in game.story() for headline in entry["headlines"]]


def test_a_story_has_the_start_every_month_and_the_end() -> None:
    game = table(started(scenario=spring(6)))
    assert [entry["moves"] for entry in game.story()] == [None]
    play_on(game)
    story = game.story()
    assert len(story) == game.position.month + 1
    assert "ending" in story[-1]
    assert [entry["tension"] for entry in story] == [
        round(tension, 2) for tension in game.position.tension
    ]


def test_a_secret_back_channel_is_silence_to_all() -> None:
    game = table(started(scenario=spring(4, **HUSHED)))
    game.choose("washington", 0, "back_channel", "hold")
    game.close_month(0)
    assert game.story()[1]["moves"]["washington"]["word"] == "silence"
    assert game.position.made[0]["washington.word"] == "back_channel"


def test_a_turn_of_course_makes_a_headline_only_where_no_team_plays() -> None:
    game = table(replace(started(scenario=spring(12)), teams=("seoul",)))
    play_on(game)
    turns = [
        headline["values"]
        for entry in game.story()
        for headline in entry["headlines"]
        if headline["key"] == "told.turn"
    ]
    courses = [view["courses"] for view in game.position.views["seoul"]]
    assert len(turns) == sum(
        now[capital] != before[capital]
        for before, now in pairwise(courses)
        for capital in CAPITALS
        if capital != "seoul"
    )
    assert turns
    assert {tuple(entry["told"]) for entry in game.story()} == {
        tuple(each for each in CAPITALS if each != "seoul")
    }


def test_the_loudest_move_makes_the_headline_and_a_quiet_month_none() -> None:
    quiet = {capital: {"word": "silence", "deed": "hold"} for capital in CAPITALS} | {
        "beijing": {"word": "silence", "deed": "look_away"}
    }
    assert loudest(quiet) == []
    loud = quiet | {"pyongyang": {"word": "threaten", "deed": "lethal_act"}}
    assert loudest(loud)[0]["values"]["move"] == "deeds.pyongyang.lethal_act"
    soft = quiet | {"washington": {"word": "talks", "deed": "hold"}}
    assert loudest(soft)[0]["values"]["move"] == "words.washington.talks"


@pytest.mark.parametrize("shot", ["missile_test", "big_test", "lethal_act"])
@pytest.mark.parametrize("washington", [("talks", "relief"), ("threaten", "deploy")])
def test_a_month_with_a_test_or_a_death_says_so_first(
    shot: str, washington: tuple[str, str]
) -> None:
    """Whatever else happened; three headlines of moves at most."""
    moves = {
        "washington": dict(zip(KINDS, washington, strict=True)),
        "beijing": {"word": "mediate", "deed": "aid"},
        "pyongyang": {"word": "talks", "deed": shot},
        "seoul": {"word": "initiative", "deed": "retaliate"},
    }
    found = [each["values"]["move"] for each in loudest(moves)]
    assert found[0] == f"deeds.pyongyang.{shot}"
    assert len(found) == 3


def test_every_headline_has_its_text_and_its_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(play, "LEAK", 1.0)
    texts = page_texts("en", "names", "seats")
    game = table(started(scenario=spring(12)))
    game.act("seoul", {"act": "note", "to": ["beijing"], "text": "x"})
    game.act("seoul", {"act": "note", "to": [], "text": "y"})
    game.act(
        "washington",
        {"act": "line", "menu": "pyongyang.deed", "move": "missile_test", "deed": "deploy"},
    )
    game.inject("nuclear_test")
    game.close_month(0)
    game.close_month(1)
    play_on(game)
    assert {
        "news.nuclear_test",
        "told.leak",
        "told.note",
        "told.line",
        "told.crossed",
        "told.move",
    } <= set(told(game))
    now = {headline["key"] for headline in game.story()[0]["headlines"] if headline["now"]}
    assert now == {"news.nuclear_test", "told.note", "told.line"}
    for entry in game.story():
        for headline in entry["headlines"]:
            assert headline["key"] in texts
            assert all(
                value in texts for name, value in headline["values"].items() if name != "text"
            )
