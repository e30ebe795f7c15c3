"""All of a game that is over, as data for its debrief: what was, what each capital saw, and what
was said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np

from sim.classroom.seats.play import Position
from sim.classroom.seats.record import EVENTS, Note
from sim.classroom.seats.seat import goals_seen, is_wrong, misread
from sim.classroom.seats.story import by_capital, ending_of, headlines_of
from sim.classroom.team.cards import MEN
from sim.classroom.team.known import levels_by_kim
from sim.classroom.team.points import COURSE_TURNED, LINE_BROKEN, judge, tell
from sim.core.base.months import month_after
from sim.core.game.catalogue import CAPITALS, COURSES
from sim.core.game.goals import goals_of
from sim.core.outcomes.outcomes import FINAL_STATES
from sim.core.scenario import Scenario, to_toml
from sim.study.estimate.distribution import SHARES, month_quantiles, round_series
from sim.study.estimate.quantities import CAVEAT
from sim.study.run.worlds import Run, run

Data = dict[str, Any]

WORLDS: Final = 400
"""The worlds of the model that a game is set beside: those after its own under the same seed."""

KEPT: Final = 12
"""Games of which all is kept that was worked out: as many as a room has at most."""


@lru_cache(maxsize=4)
def play_alone(scenario: Scenario, seed: int, first: int, worlds: int) -> Run:
    """Return worlds of a seed from a first one on, by the rules alone. All games of a room are set
    beside the same.
    """
    return run(scenario, worlds, seed, first_world=first, record=["tension"])


@lru_cache(maxsize=KEPT)
def finish_game(position: Position) -> Data:
    """Return everything that a debrief can show of a game that is over; it is worked out once.

    `truth` holds the months as they were and `seen` each capital's view of them; `misread` where
    the two differ. `notes` are all of them, private ones too. `record` is what a kernel needs to
    play any month otherwise. The worlds to compare with are the 400 that follow the class's own
    under the same seed, played by the rules alone, and `alone` the class's own luck without teams.
    """
    record = position.record
    others = play_alone(record.scenario, record.seed, record.world + 1, WORLDS)
    alone = play_alone(record.scenario, record.seed, record.world, 1)
    loses = {capital: bool(position.run.columns[f"loses_{capital}"][0]) for capital in CAPITALS}
    return {
        "caveat": CAVEAT,
        "start": record.scenario.start,
        "months": record.scenario.months,
        "end": {
            "name": ending_of(position),
            "months": position.month,
            "month": month_after(record.scenario.start, position.month - 1),
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
        "team": team_game(position, loses),
        "model": model_data(others)
        | {
            "alone": FINAL_STATES[int(alone.columns["final_state"][0])],
            "class_path": round_series(position.run.state["tension"][:, 0]),
            "alone_path": round_series(alone.state["tension"][:, 0]),
        },
    }


def team_game(position: Position, loses: dict[str, bool]) -> Data:
    """Return points, causes, what would have been better, who Kim was and was taken for, and broken
    words.
    """
    kim, made = position.kim, position.months
    scenario = position.record.played.change({"kim_type": kim})
    points = judge(scenario, made, kim, loses, position.cards, prices(position))
    told = [each for month in range(position.month + 2) for each in headlines_of(position, month)]
    return tell(scenario, made, points) | {
        "kim": kim,
        "cards": position.cards,
        "belief": [round(each, 3) for each in position.belief],
        "bets": [dict(each) for each in position.record.bets],
        "bet_points": bet_points(position.record.bets, kim),
        "known": levels_by_kim(scenario),
        "promises": [each for each in told if each["key"] == "told.let_pass"],
        "advice": {
            capital: [
                month
                for month in range(1, position.month)
                if is_wrong(position.record.seed, month, capital)
            ]
            for capital in position.record.teams
        },
    }


def bet_points(bets: Sequence[Mapping[str, float]], kim: str) -> dict[str, int]:
    """Return the points of each team's bets on Kim, by capital: 100 if always right, 75 for a coin.

    Points are 100 less a hundred times the mean square of the error; none if Kim is erratic.
    """
    if kim not in MEN:
        return {}
    found = {}
    for capital in CAPITALS:
        missed = [(month[capital] - (kim == "greedy")) ** 2 for month in bets if capital in month]
        if missed:
            found[capital] = round(100.0 * (1.0 - sum(missed) / len(missed)))
    return found


def prices(position: Position) -> dict[str, float]:
    """Return what each capital paid for words that it did not stand by, in months of calm."""
    found = dict.fromkeys(CAPITALS, 0.0)
    for line in position.lines:
        found[line.by] += LINE_BROKEN * (line.stood is False)
    declared = [act.by for act in position.record.declarations()]
    return {
        capital: paid + COURSE_TURNED * max(0, declared.count(capital) - 1)
        for capital, paid in found.items()
    }


def record_data(position: Position) -> Data:
    """Return the game as it can be played again: scenario with its news, seed and imposed
    moves.
    """
    record = position.record
    return {
        "scenario": to_toml(record.played),
        "seed": str(record.seed),
        "world": record.world,
        "teams": list(record.teams),
        # By capital which program played, and by month, from 0, why it gave no move.
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
        "imposed": [dict(moves) for moves in record.months],
        "declared": [act.model_dump() for act in record.declarations()],
        "news": [{"month": item.month, "name": item.name} for item in record.news],
    }


def month_of(position: Position, month: int) -> Data:
    """Return a month as it was: the courses, the moves and whose they were, and the tension after
    it.
    """
    imposed = position.record.months[month]
    courses = position.run.courses
    return {
        "month": month_after(position.record.scenario.start, month),
        "tension": round(position.tension[month + 1], 3),
        "courses": {each: COURSES[each][int(courses[each][month, 0])].name for each in CAPITALS},
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
    """Return each team's chances, what happened, and the share of the model's worlds in which it
    did.
    """
    return {
        "teams": {capital: dict(chances) for capital, chances in position.record.forecasts.items()},
        "happened": {event: bool(position.run.flag(event)[0]) for event in EVENTS},
        "shares": {event: others.probability(event).as_dict() for event in EVENTS},
    }


def model_data(others: Run) -> Data:
    """Return worlds of the model as they are set beside a game: how often each ending came, and
    tension by month.
    """
    return {
        "worlds": WORLDS,
        "ends": {name: others.probability(name).as_dict() for name in FINAL_STATES},
        "shares": list(SHARES),
        "path": [round_series(row) for row in month_quantiles(others.state["tension"])],
        "lines": [both_lost_by(others, most) for most in (1, 2, 3)],
    }


def both_lost_by(others: Run, most: int) -> int:
    """Return in how many worlds both giants lose if a giant loses with a vital goal missed, or with
    so many others.
    """
    lost = np.ones(others.worlds, dtype=bool)
    for giant in ("washington", "beijing"):
        missed: dict[bool, Any] = {True: 0, False: 0}
        for goal in goals_of(giant):
            missed[goal.vital] = missed[goal.vital] + ~others.flag(goal.column)
        lost &= (missed[True] > 0) | (missed[False] >= most)
    return int(lost.sum())
