"""What is told of a game is what the rules did: its news, its misreadings and its causes are those
of the kernel, which plays the months again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pytest

import sim
from sim.analysis.counterfactual.story import Story, story_of_jobs
from sim.classroom.seats.finished import finish_game
from sim.classroom.seats.play import Position
from sim.classroom.seats.record import NEWS, GameRecord
from sim.classroom.seats.red_lines import LINES, at_least
from sim.classroom.seats.story import MOST_LOUD, OUTSIDER, story_of
from sim.classroom.team.causes import FIRST_LIFE, LIVES
from sim.classroom.team.replays import SEED
from sim.core.base.errors import UsageProblem
from sim.core.base.months import month_after
from sim.core.engine import PLACES, play
from sim.core.engine.records import names_of, places_of
from sim.core.game import first_half
from sim.core.game.catalogue import CAPITALS, MOVES
from sim.core.game.moves import Ending
from sim.study.run.one_world import job_of
from tests.counterfactual.test_told import HALVES, SHEETS
from tests.seats.tables import OPEN, spring, table

MONTHS = 10
SEEN = {
    "washington": {"pyongyang.word": "others", "pyongyang.deed": "others"},
    "beijing": {
        "washington.word": "others",
        "pyongyang.word": "beijing",
        "pyongyang.deed": "beijing",
    },
    "pyongyang": {"washington.word": "pyongyang"},
    "seoul": {"washington.word": "others", "pyongyang.word": "others", "pyongyang.deed": "others"},
}
"""By capital and menu, by whom the kernel says that a move was observed; all others are seen as
they are.
"""

EVENTS = {
    "arrest": "arrested",
    "death": "dies",
    "seoul_votes": "election",
    "giants_agree": "window_succeeds",
    "giants_quarrel": "window_fails",
}
"""News by the kind of event that `sim why` tells of the world of the game."""


@cache
def finished(seed: int) -> Position:
    """Return a game of four teams that move by chance, with news, red lines and courses."""
    chance = Random(seed)
    scenario = spring(MONTHS, **{"blur": 0.3, "washington.ambiguity": 0.5})
    game = table(GameRecord(scenario, seed, CAPITALS if seed % 2 else ("seoul",)))
    game.start()
    while game.phase == "playing":
        month = game.position.month
        for capital in game.record.teams:
            if chance.random() < 0.7:
                moves = [
                    chance.choice(MOVES[f"{capital}.{kind}"]).name for kind in ("word", "deed")
                ]
                game.choose(capital, month, *moves)
            else:
                game.choose(capital, month, OPEN, OPEN)
        requests: list[tuple[str, Mapping[str, Any]]] = [
            ("seoul", {"act": "course", "course": chance.choice(("sunshine", "hard_line"))}),
            (
                "seoul",
                {
                    "act": "line",
                    "menu": "pyongyang.deed",
                    "move": chance.choice(LINES["pyongyang.deed"]),
                    "deed": chance.choice(LINES["seoul.deed"]),
                },
            ),
        ]
        try:
            if chance.random() < 0.3:
                game.act(*chance.choice(requests))
            if chance.random() < 0.3:
                game.inject(chance.choice(list(NEWS)))
        except UsageProblem:
            pass  # the calendar, or the rule of three lines, does not allow it
        game.close_month(month)
    return game.position


def observed(position: Position, month: int) -> Mapping[str, str]:
    """Return each move of a month, and each as others observed it, as two halves of the kernel have
    them from the month's start.
    """
    record, names = position.record, names_of(first_half.World)
    job = job_of(record.played, record.seed, record.world, record.interventions())
    state = np.zeros((len(places_of(first_half.World)), 1))
    state[: len(PLACES), 0] = position.states[month]
    sheets = {name: getattr(job, name)[month : month + 1] for name in SHEETS}
    for half in HALVES:
        again = replace(job, rules=half, months=1, first_month=month, state=state, **sheets)
        state = play(again).state
    values = dict(zip(names, state[:, 0], strict=True))
    found = {menu: MOVES[menu][int(values[menu.replace(".", "_")])].name for menu in MOVES}
    for capital, sights in SEEN.items():
        for menu, by in sights.items():
            place = int(values[f"{menu.replace('.', '_')}_by_{by}"])
            found[f"{capital}: {menu}"] = MOVES[menu][place].name
    return found


def lived(position: Position) -> range:
    """Return the months in which capitals still observed the moves."""
    return range(position.month - (int(position.states[-1][PLACES.index("ending")]) != Ending.NONE))


SEEDS = range(1, 9)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_misread_and_what_is_public_is_what_the_kernel_observed(seed: int) -> None:
    position = finished(seed)
    told = finish_game(position)["misread"]
    public = [entry["moves"] for entry in story_of(position)]
    for month in lived(position):
        of = observed(position, month)
        for capital in CAPITALS:
            of_month = {
                (f"{each['capital']}.{each['kind']}", each["made"], each["seen"])
                for each in told[capital]
                if each["month"] == month
            }
            seen = {menu: of.get(f"{capital}: {menu}", of[menu]) for menu in MOVES}
            wrong = {(menu, of[menu], seen[menu]) for menu in MOVES if seen[menu] != of[menu]}
            # What nobody opened a month after, nobody has seen.
            assert of_month == (wrong if month + 1 < position.month else set())
            if capital == OUTSIDER and month + 1 < position.month:
                assert public[month + 1] == {
                    other: {kind: seen[f"{other}.{kind}"] for kind in ("word", "deed")}
                    for other in CAPITALS
                }


def world_of(position: Position) -> Story:
    """Return the story of the world of a game, played by the rules from its record."""
    record = position.record
    job = job_of(record.played, record.seed, record.world, record.interventions())
    return story_of_jobs(record.played, (job, job))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_headline_is_something_that_the_rules_did(seed: int) -> None:
    position = finished(seed)
    was = world_of(position)
    count = 0
    for month, entry in enumerate(story_of(position)):
        headlines = [(each["key"], each["values"]) for each in entry["headlines"]]
        assert sum(key == "told.move" for key, _ in headlines) <= MOST_LOUD
        for key, values in headlines:
            of = {name: value.partition(".")[2] for name, value in values.items()}
            name = key.partition(".")[2]
            if key.startswith("news."):
                event = NEWS[name]
                if month + event.after < len(was.months):
                    now = was.months[month + event.after]
                    assert all(now.choices[menu].done == move for menu, move in event.moves)
                    assert name not in EVENTS or now.has(EVENTS[name])
            elif key == "told.move":
                capital, move = of["move"].split(".")
                assert move in entry["moves"][capital].values()
            elif key == "told.turn":
                course = of["course"].partition(".")[2]
                assert was.months[month].courses[of["capital"]] == course
                assert was.months[month - 1].courses[of["capital"]] != course
            elif key == "told.crossed":
                capital, move = of["move"].split(".")
                done = was.months[month - 1].choices[f"{capital}.deed"].done
                assert at_least(f"{capital}.deed", done, move)
            elif key in ("told.stood", "told.let_pass"):
                capital, deed = of["deed"].split(".")
                done = was.months[month - 1].choices[f"{capital}.deed"].done
                assert at_least(f"{capital}.deed", done, deed) == (key == "told.stood")
            count += 1
    assert count


def lives_with(position: Position, month: int, menu: str, move: str) -> sim.Run:
    """Return the lives in which a game is judged, played as a run with its moves imposed, one of
    them another.
    """
    imposed = [
        sim.ImposedMove(capital, at, **{kind: moves[f"{capital}.{kind}"]})
        for at, moves in enumerate(
            {**moves, menu: move} if at == month else moves
            for at, moves in enumerate(position.made)
        )
        for capital in CAPITALS
        for kind in ("word", "deed")
    ]
    scenario = position.record.played.change({"kim_type": position.kim})
    return sim.run(scenario, LIVES, SEED, first_world=FIRST_LIFE, interventions=imposed)


def added(position: Position, sentence: Mapping[str, str], capital: str) -> float:
    """Return what the other move of a told sentence adds to a capital."""
    start = position.record.scenario.start
    month = next(at for at in range(MONTHS) if month_after(start, at) == sentence["month"])
    kinds, of, made = sentence["made"].split(".")
    menu, other = f"{of}.{kinds.removesuffix('s')}", sentence["other"].rpartition(".")[2]
    assert position.made[month][menu] == made != other
    was, would = (lives_with(position, month, menu, move) for move in (made, other))
    worth = would.columns[f"value_{capital}"] - was.columns[f"value_{capital}"]
    return float(worth.mean())


@pytest.mark.parametrize("seed", SEEDS)
def test_a_cause_is_what_a_run_with_the_quiet_move_gives(seed: int) -> None:
    position = finished(seed)
    for sentence in (cause["values"] for cause in finish_game(position)["team"]["causes"]):
        by = added(position, sentence, sentence["who"].partition(".")[2])
        digits = len(sentence["by"].partition(".")[2])
        assert f"{abs(by):.{digits}f}" == sentence["by"]
        assert sentence["way"] == ("team.better" if by > 0.0 else "team.worse")
