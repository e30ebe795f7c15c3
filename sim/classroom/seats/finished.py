"""The data of a game that is over, for its debrief: the true months, each capital's views, and the
acts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np

from sim.classroom.seats.play import Position
from sim.classroom.seats.record import EVENTS, Note
from sim.classroom.seats.seat import goals_seen, misread
from sim.classroom.seats.story import by_capital, ending_of, headlines_of
from sim.classroom.team.causes import LIVES, cause_sentence, find_causes
from sim.classroom.team.reading import MEN
from sim.core.base.months import month_after
from sim.core.game.catalogue import CAPITALS, COURSES
from sim.core.game.goals import goals_of
from sim.core.game.moves import PyongyangDeed
from sim.core.outcomes.outcomes import FINAL_STATES
from sim.core.scenario import Scenario
from sim.study.estimate.distribution import month_quantiles, round_series
from sim.study.run.worlds import Run, run

Data = dict[str, Any]

WORLDS: Final = 400
"""The worlds of the model beside a game: those after its own world under the same seed."""

LINE_BROKEN: Final = 3.0
COURSE_TURNED: Final = 1.0
"""Prices of a red line that was not enforced and of a declaration taken back, in months of calm."""

KEPT: Final = 12
"""Games whose results are cached: the most that a room has."""


@lru_cache(maxsize=4)
def play_alone(scenario: Scenario, seed: int, first: int, worlds: int) -> Run:
    """Return `worlds` worlds of a seed from `first` on, by the rules alone; the games of a room
    share them.
    """
    return run(scenario, worlds, seed, first_world=first, record=["tension", "pyongyang_deed"])


@lru_cache(maxsize=KEPT)
def finish_game(position: Position) -> Data:
    """Return all data of a game that is over for its debrief; cached.

    `truth` holds the actual months, `seen` each capital's view of them, and `misread` the
    differences. `notes` holds all notes, private ones too. The worlds of comparison are the 400 that follow the class's
    own under the same seed, played by the rules alone. `alone` is the end of the class's world
    without teams.
    """
    record = position.record
    others = play_alone(record.scenario, record.seed, record.world + 1, WORLDS)
    alone = play_alone(record.scenario, record.seed, record.world, 1)
    loses = {capital: bool(position.run.columns[f"loses_{capital}"][0]) for capital in CAPITALS}
    return {
        "start": record.scenario.start,
        "months": record.scenario.months,
        "end": {
            "name": ending_of(position),
            "months": position.month,
        },
        "record": record_data(position),
        "truth": [month_of(position, month) for month in range(position.month)],
        "seen": position.views,
        "misread": {capital: misread(position, capital) for capital in CAPITALS},
        "notes": notes(position),
        "lines": [vars(line) for line in position.lines],
        "headlines": [headlines_of(position, month) for month in range(position.month + 2)],
        "goals": {capital: goals_seen(position, capital) for capital in CAPITALS},
        "loses": loses,
        "forecasts": forecasts(position, others),
        "team": team_game(position, others),
        "model": model_data(others)
        | {
            "alone": FINAL_STATES[int(alone.columns["final_state"][0])],
            "class_path": round_series(position.run.state["tension"][:, 0]),
            "alone_path": round_series(alone.state["tension"][:, 0]),
        },
    }


def team_game(position: Position, others: Run) -> Data:
    """Return points, causes, Kim's type, the beliefs in it, and broken promises."""
    record, kim = position.record, position.kim
    scenario = record.played.change({"kim_type": kim})
    headlines = [
        headline
        for month in range(position.month + 2)
        for headline in headlines_of(position, month)
    ]
    return {
        "lives": LIVES,
        "causes": [
            cause_sentence(record.scenario.start, cause)
            for cause in find_causes(scenario, position.made)
        ],
        "points": points_of(position, others),
        "kim": kim,
        "belief": [round(chance, 3) for chance in position.belief],
        "bets": [dict(bet) for bet in record.bets],
        "bet_points": bet_points(record.bets, kim),
        "promises": [headline for headline in headlines if headline["key"] == "told.let_pass"],
    }


def points_of(position: Position, others: Run) -> dict[str, Data]:
    """Return by capital the worlds of the model, of all, in which it did worse than in the game,
    and the price of its broken words in months of calm.
    """
    points = {}
    for capital, price in prices(position).items():
        payoff = f"value_{capital}"
        worth = float(position.run.columns[payoff][0]) - price
        worse = int((others.columns[payoff] < worth).sum())
        points[capital] = {"better_than": worse, "worlds": others.worlds, "price": price}
    return points


def bet_points(bets: Sequence[Mapping[str, float]], kim: str) -> dict[str, int]:
    """Return the points of each team's bets on Kim, by capital: 100 if always right, 75 at even
    odds.

    Points are 100 less a hundred times the mean squared error; none if Kim is erratic.
    """
    if kim not in MEN:
        return {}
    points = {}
    for capital in CAPITALS:
        missed = [(month[capital] - (kim == "greedy")) ** 2 for month in bets if capital in month]
        if missed:
            points[capital] = round(100.0 * (1.0 - sum(missed) / len(missed)))
    return points


def prices(position: Position) -> dict[str, float]:
    """Return each capital's price of red lines not enforced and declarations changed, in months of
    calm.
    """
    broken = dict.fromkeys(CAPITALS, 0.0)
    for line in position.lines:
        broken[line.by] += LINE_BROKEN * (line.stood is False)
    declared = [act.by for act in position.record.declarations()]
    return {
        capital: paid + COURSE_TURNED * max(0, declared.count(capital) - 1)
        for capital, paid in broken.items()
    }


def record_data(position: Position) -> Data:
    """Return what the debrief tells of a game's record: its world, teams, programs and news."""
    record = position.record
    return {
        "world": record.world,
        "teams": list(record.teams),
        # By capital, the program that played, and by month, from 0, its reason for no move.
        "programs": [
            {
                "capital": capital,
                "name": name,
                "faults": {
                    fault.month: fault.why for fault in record.faults if fault.by == capital
                },
            }
            for capital, name in record.programs.items()
        ],
        "declared": [act.by for act in record.declarations()],
        "news": [item.month for item in record.news],
    }


def month_of(position: Position, month: int) -> Data:
    """Return a true month: its courses, its moves, the menus that teams set, and its
    final tension.
    """
    imposed = position.record.months[month]
    courses = position.run.courses
    return {
        "month": month_after(position.record.scenario.start, month),
        "tension": round(position.tension[month + 1], 3),
        "courses": {
            capital: COURSES[capital][int(courses[capital][month, 0])].name for capital in CAPITALS
        },
        "moves": by_capital(position.made[month]),
        "chosen": [menu for menu in imposed if menu.partition(".")[0] in position.record.teams],
    }


def notes(position: Position) -> list[Data]:
    """Return every note, with whether it leaked."""
    return [
        act.model_dump() | {"leaked": place in position.leaks}
        for place, act in enumerate(position.record.acts)
        if isinstance(act, Note)
    ]


def forecasts(position: Position, others: Run) -> Data:
    """Return each team's forecast, the events that happened, and their shares among the model's
    worlds.
    """
    return {
        "teams": {capital: dict(chances) for capital, chances in position.record.forecasts.items()},
        "happened": {event: bool(position.run.flag(event)[0]) for event in EVENTS},
        "shares": {event: others.probability(event).as_dict() for event in EVENTS},
    }


def model_data(others: Run) -> Data:
    """Return the model's worlds for comparison with a game: shares of endings, tension by month, and
    the months of the middle world in which Pyongyang tests or kills.
    """
    shots = others.actions["pyongyang.deed"] >= PyongyangDeed.MISSILE_TEST
    return {
        "worlds": WORLDS,
        "ends": {name: others.probability(name).as_dict() for name in FINAL_STATES},
        "shots": int(np.median(shots.sum(axis=0))),
        "months": len(shots),
        "path": [round_series(row) for row in month_quantiles(others.state["tension"])],
        "lines": [both_lost_by(others, most) for most in (1, 2, 3)],
    }


def both_lost_by(others: Run, most: int) -> int:
    """Return the number of worlds in which Washington and Beijing both lose.

    Here a power loses if it fails a vital goal, or at least `most` others.
    """
    lost = np.ones(others.worlds, dtype=bool)
    for giant in ("washington", "beijing"):
        missed: dict[bool, Any] = {True: 0, False: 0}
        for goal in goals_of(giant):
            missed[goal.vital] = missed[goal.vital] + ~others.flag(goal.column)
        lost &= (missed[True] > 0) | (missed[False] >= most)
    return int(lost.sum())
