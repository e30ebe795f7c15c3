"""Deals bind by the moves made: kept or broken is read off them, said in public, and played again
with the game.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.classroom.seats.deals import (
    ALWAYS,
    LINES,
    TERMS,
    WILLING,
    at_least,
    deals_of,
    is_loyal,
    is_willing,
)
from sim.classroom.seats.play import position_of
from sim.classroom.seats.record import Record
from sim.classroom.seats.table import Table
from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from tests.seats.tables import after, spring, started, table


def summit(game: Table) -> None:
    """Let Pyongyang propose a summit, and Washington sign."""
    game.act("pyongyang", {"act": "propose", "term": "summit"})
    game.act("washington", {"act": "accept", "deal": 0})


def keys(game: Table) -> list[str]:
    """Return what the open month's headlines say of deals and red lines."""
    return [
        each["key"]
        for each in game.story()[-1]["headlines"]
        if each["key"] not in ("told.move", "told.turn")
    ]


def test_terms_name_moves_of_the_model_and_both_sides_owe_something() -> None:
    for term in TERMS.values():
        assert len(term.parties) >= 2
        for owed in term.owed:
            names = {move.name for move in MOVES[owed.menu]}
            assert set(owed.moves) < names
    for menu, moves in LINES.items():
        assert set(moves) < {move.name for move in MOVES[menu]}


def test_every_party_knows_its_mind_and_some_course_of_each_signs() -> None:
    wanted = {(name, capital) for name, term in TERMS.items() for capital in term.parties}
    assert set(WILLING) == wanted
    for (_, capital), courses in WILLING.items():
        assert courses
        assert set(courses) < {course.name for course in COURSES[capital]}


def test_the_document_says_who_signs_what() -> None:
    said = Path("docs/seats.md").read_text(encoding="utf-8")
    for (term, capital), courses in WILLING.items():
        needs = "; ".join(
            course if needs == ALWAYS else f"{course}, from {needs[0]} {needs[1]:g} on"
            for course, needs in courses.items()
        )
        assert f"| {term} | {capital} | {needs} |" in said


def test_what_is_owed_is_done_unless_a_team_says_otherwise() -> None:
    game = table(started(scenario=spring(8)))
    summit(game)
    assert keys(game) == ["told.signed"]
    game.close_month(0)
    for month in (1, 2):
        assert [
            item["name"] for item in game.seat("washington")["menu"]["word"] if item["owed"]
        ] == ["talks"]
        game.close_month(month)
        assert game.position.made[month]["washington.word"] == "talks"
        assert game.position.made[month]["pyongyang.word"] == "talks"
    assert game.position.deals[0].stage == "kept"
    assert keys(game) == ["told.kept"]
    assert all(item["owed"] is None for item in game.seat("washington")["menu"]["word"])


def test_nothing_is_owed_before_the_month_after_the_last_signature() -> None:
    game = table(started())
    game.act("pyongyang", {"act": "propose", "term": "summit"})
    game.choose("washington", 0, "threaten", "")
    game.act("washington", {"act": "accept", "deal": 0})
    game.close_month(0)
    assert game.position.deals[0].stage == "in_force"


def test_breaking_is_choosing_otherwise_and_costs_washington_the_credit_of_a_broken_freeze() -> (
    None
):
    worlds = []
    for word in ("talks", "threaten"):
        game = table(started(scenario=spring(8)))
        summit(game)
        game.close_month(0)
        game.choose("washington", 1, word, "hold")
        game.close_month(1)
        worlds.append(game.position)
    kept, broken = worlds
    assert (kept.deals[0].stage, broken.deals[0].stage) == ("in_force", "broken")
    assert broken.deals[0].ended_by == ("washington",)
    without = position_of(replace(broken.record, acts=()))
    lost = spring().value("credibility_broken")
    assert without.world.credibility - broken.world.credibility == pytest.approx(lost)
    assert [each.state for each in broken.settings] == ["credibility"]
    assert not kept.settings


def test_others_break_at_the_price_of_being_told() -> None:
    game = table(started(scenario=spring(8)))
    summit(game)
    game.close_month(0)
    game.choose("pyongyang", 1, "threaten", "build")
    game.close_month(1)
    assert game.position.deals[0].ended_by == ("pyongyang",)
    assert game.position.states == position_of(replace(game.record, acts=())).states
    assert keys(game) == ["told.broken"]
    assert {"term": "terms.summit", "capital": "capitals.pyongyang"} in [
        headline["values"] for headline in game.story()[-1]["headlines"]
    ]


def test_a_deal_can_be_declared_broken_before_its_first_month() -> None:
    game = table(started())
    summit(game)
    game.act("washington", {"act": "break", "deal": 0})
    assert keys(game) == ["told.signed", "told.declared"]
    game.close_month(0)
    assert [each.state for each in game.position.settings] == ["credibility"]
    game.close_month(1)
    assert "washington.word" not in game.record.months[1]


def test_a_capital_of_the_model_answers_by_its_course() -> None:
    for course, answer in (("charm", "in_force"), ("brinkmanship", "declined")):
        scenario = spring(**{"pyongyang.policy": course})
        game = table(Record(scenario, 7, ("washington",), started=True))
        game.act("washington", {"act": "propose", "term": "summit"})
        assert game.position.deals[0].stage == answer


def test_a_course_that_looks_at_the_state_signs_from_there_on() -> None:
    for tension, answer in ((3.9, "declined"), (4.0, "in_force")):
        held = {"pyongyang.policy": "charm", "washington.policy": "patience"}
        scenario = spring(start_tension=tension, **held)
        game = table(Record(scenario, 7, ("seoul",), started=True))
        game.act("seoul", {"act": "propose", "term": "freeze_for_freeze"})
        assert game.position.deals[0].stage == answer


def test_a_capital_of_the_model_keeps_a_deal_until_it_turns() -> None:
    scenario = spring(24, **{"beijing.policy": "enforce"})
    game = table(Record(scenario, 7, ("washington",), started=True))
    game.act("washington", {"act": "propose", "term": "enforcement_for_thaad"})
    for month in range(7):
        game.close_month(month)
    assert game.position.deals[0].stage == "kept"
    assert {made["beijing.deed"] for made in game.position.made[1:7]} == {"enforce_fully"}
    world = game.position.world
    assert is_loyal("enforcement_for_thaad", "beijing", world)
    world.beijing_course = type(world.beijing_course)(0)
    assert not is_loyal("enforcement_for_thaad", "beijing", world)
    assert not is_willing("enforcement_for_thaad", "beijing", world)


def test_an_offer_that_nobody_answers_lapses() -> None:
    game = table(started())
    game.act("pyongyang", {"act": "propose", "term": "summit"})
    game.close_month(0)
    assert game.position.deals[0].stage == "offered"
    game.close_month(1)
    assert game.position.deals[0].stage == "lapsed"
    with pytest.raises(UsageProblem, match="no longer open"):
        game.act("washington", {"act": "accept", "deal": 0})


def test_a_go_between_signs_nothing_and_all_parties_must() -> None:
    game = table(started())
    game.act("beijing", {"act": "propose", "term": "freeze_for_freeze"})
    assert game.position.deals[0].signed == ()
    for capital in ("washington", "pyongyang"):
        game.act(capital, {"act": "accept", "deal": 0})
    assert game.position.deals[0].stage == "offered"
    game.act("seoul", {"act": "accept", "deal": 0})
    assert game.position.deals[0].stage == "in_force"


@pytest.mark.parametrize(
    ("capital", "request_"),
    [
        ("seoul", {"act": "accept", "deal": 0}),
        ("pyongyang", {"act": "accept", "deal": 0}),
        ("washington", {"act": "accept", "deal": 7}),
        ("washington", {"act": "break", "deal": 0}),
        ("washington", {"act": "propose", "term": "summit"}),
        ("washington", {"act": "propose", "term": "nonesuch"}),
        ("washington", {"act": "accept"}),
        ("washington", {"act": "accept", "deal": "0"}),
        ("washington", {"act": "accept", "deal": True}),
        ("washington", {"act": "news", "name": "missile_test"}),
        ("washington", {}),
        ("washington", {"act": "accept", "deal": 0, "by": "pyongyang"}),
    ],
)
def test_a_reply_that_cannot_be_changes_nothing(capital: str, request_: dict[str, Any]) -> None:
    game = table(started())
    game.act("pyongyang", {"act": "propose", "term": "summit"})
    before = game.record
    with pytest.raises(UsageProblem):
        game.act(capital, request_)
    assert game.record == before


def test_two_deals_ask_for_what_both_allow() -> None:
    game = table(started(scenario=spring(8)))
    for number, term in enumerate(("freeze_for_freeze", "relief_for_moratorium")):
        game.act("pyongyang", {"act": "propose", "term": term})
        for capital in set(TERMS[term].parties) - {"pyongyang"}:
            game.act(capital, {"act": "accept", "deal": number})
    game.close_month(0)
    owed = [item["name"] for item in game.seat("washington")["menu"]["deed"] if item["owed"]]
    assert owed == ["relief"]
    game.close_month(1)
    assert game.position.made[1]["washington.deed"] == "relief"
    assert {deal.stage for deal in game.position.deals} == {"in_force"}


def red_line(game: Table, capital: str = "washington", deed: str = "deploy") -> None:
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
    for menu in LINES:
        names = [move.name for move in MOVES[menu]]
        assert [at_least(menu, names[-1], name) for name in names] == [True] * len(names)
        assert at_least(menu, names[0], names[-1]) is False


def test_a_game_with_deals_lines_and_news_is_played_again_to_the_byte() -> None:
    game = table(started(scenario=spring(10, **{"elections.seoul": False})))
    summit(game)
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
    assert {each.state for each in again.settings} == {"audience", "credibility"}
    for capital in CAPITALS:
        assert again.views[capital] == game.position.views[capital]
    assert deals_of(again.record.acts, again.made) == game.position.deals
