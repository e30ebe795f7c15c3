"""Red lines are said in public, crossed and stood by in deeds, and played again with the game."""

from __future__ import annotations

import pytest

from sim.classroom.seats.play import position_of
from sim.classroom.seats.red_lines import LINES, at_least
from sim.classroom.seats.table import GameTable
from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import CAPITALS, MOVES
from tests.seats.tables import after, spring, started, table


def keys(game: GameTable) -> list[str]:
    """Return what the open month's headlines say of red lines."""
    return [
        each["key"]
        for each in game.story()[-1]["headlines"]
        if each["key"] not in ("told.move", "told.turn")
    ]


def red_line(game: GameTable, capital: str = "washington", deed: str = "deploy") -> None:
    """Let a capital say that a big test brings a deed."""
    game.act(capital, {"act": "line", "menu": "pyongyang.deed", "move": "big_test", "deed": deed})


def test_a_red_line_of_washingtons_is_one_threat_more_in_its_stock() -> None:
    game, silent = table(started()), table(started())
    red_line(game)
    added = game.position.world.audience - silent.position.world.audience
    scenario = spring()
    assert added == pytest.approx(scenario.value("threat_audience"))
    game.close_month(0)
    silent.close_month(0)
    assert after(game, "audience") > after(silent, "audience")
    assert after(game, "threat_felt") == after(silent, "threat_felt")


def test_a_red_line_of_another_capital_binds_in_words_only() -> None:
    game, silent = table(started()), table(started())
    red_line(game, "seoul", "sanction")
    for each in (game, silent):
        each.close_month(0)
    assert game.position.states == silent.position.states


@pytest.mark.parametrize(("deed", "stood"), [("deploy", True), ("hold", False)])
def test_a_line_is_crossed_by_the_deed_or_a_harder_one_and_stood_by_in_the_month_after(
    deed: str, stood: bool
) -> None:
    game = table(started())
    red_line(game)
    game.choose("pyongyang", 0, "", "missile_test")
    game.close_month(0)
    assert game.position.lines[0].crossed == -1
    game.choose("pyongyang", 1, "", "lethal_act")
    game.close_month(1)
    assert keys(game) == ["told.crossed"]
    game.choose("washington", 2, "", deed)
    game.close_month(2)
    assert game.position.lines[0].stood is stood
    assert keys(game) == ["told.stood" if stood else "told.let_pass"]


def test_lines_are_few_drawn_once_and_against_others() -> None:
    game = table(started())
    red_line(game)
    wrong = [
        {"menu": "pyongyang.deed", "move": "big_test", "deed": "deploy"},
        {"menu": "washington.deed", "move": "deploy", "deed": "deploy"},
        {"menu": "pyongyang.deed", "move": "build", "deed": "deploy"},
        {"menu": "pyongyang.word", "move": "threaten", "deed": "deploy"},
        {"menu": "pyongyang.deed", "move": "missile_test", "deed": "relief"},
    ]
    for request in wrong:
        with pytest.raises(UsageProblem):
            game.act("washington", {"act": "line", **request})
    for move in ("missile_test", "lethal_act"):
        game.act(
            "washington", {"act": "line", "menu": "pyongyang.deed", "move": move, "deed": "deploy"}
        )
    with pytest.raises(UsageProblem, match="3 red lines"):
        game.act(
            "washington",
            {"act": "line", "menu": "seoul.deed", "move": "exercise", "deed": "deploy"},
        )
    assert game.seat("washington")["can"]["lines"] == {}


def test_menus_go_from_soft_to_hard() -> None:
    for menu, deeds in LINES.items():
        names = [move.name for move in MOVES[menu]]
        assert set(deeds) < set(names)
        assert [at_least(menu, names[-1], name) for name in names] == [True] * len(names)
        assert at_least(menu, names[0], names[-1]) is False


def test_a_game_with_notes_lines_and_news_is_played_again_to_the_byte() -> None:
    game = table(started(scenario=spring(10, **{"elections.seoul": False})))
    red_line(game)
    game.act("seoul", {"act": "note", "to": ["beijing"], "text": "now?"})
    game.inject("missile_test")
    game.close_month(0)
    game.choose("washington", 1, "threaten", "deploy")
    game.close_month(1)
    game.inject("seoul_votes")
    while game.phase == "playing":
        game.close_month(game.position.month)
    again = position_of(game.record)
    assert (again.states, again.made, again.leaks) == (
        game.position.states,
        game.position.made,
        game.position.leaks,
    )
    assert again.held_to == game.position.held_to
    assert list(again.held_to) == [0]
    for capital in CAPITALS:
        assert again.views[capital] == game.position.views[capital]
    assert again.lines == game.position.lines
