"""A month of which nothing is known is the game's own month: weighed by peace, particles are worlds
that live.
"""

from typing import Any

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.engine import CALENDAR as OF_GAME, Job, play
from sim.history.filter import game

from .support import CALENDAR, months_of

WORLDS, MONTHS = 8000, 18
NUMBERS = {
    "start_tension": 7.6,
    "clash": 0.3,
    "accident": 0.02,
    "collapse": 0.002,
    "type_drift": 0.05,
    "start_talks": 0.5,
    "freeze_begin": 0.5,
}
MOVES = (
    "washington_word",
    "washington_deed",
    "beijing_word",
    "beijing_deed",
    "pyongyang_word",
    "pyongyang_deed",
    "seoul_word",
    "seoul_deed",
)
COURSES = ("washington_course", "beijing_course", "pyongyang_course", "seoul_course")
STATE = (
    "tension",
    "arsenal",
    "economy",
    "talks",
    "freeze",
    "audience",
    "threat_felt",
    "softness_seen",
    "un_measures",
    "evidence.1",
    "standoff",
)
CALENDAR_OF_ALL = months_of(
    *(
        {"month": float(k), "month_of_year": float(k % 12 + 1), "new_leader": float(k == 6)}
        | {
            "washington_election": float(k == 9),
            "washington_office.1": 0.5,
            "washington_office.2": 0.5,
        }
        for k in range(MONTHS)
    )
)


def features(made: Any, kim: list[Floats]) -> dict[str, Floats]:
    """Return what is compared, `(worlds,)` by name; `kim` holds the chance, or the fact, of each
    type.
    """
    found = {f"type {k}": chance for k, chance in enumerate(kim)}
    for name in (*MOVES, *COURSES):
        found |= {f"{name} {move}": (made.final(name) == move) * 1.0 for move in range(6)}
    found |= {name: made.final(name) for name in STATE}
    tests = made.final("pyongyang_deed") >= 3.0
    found |= {f"type {k} tests": chance * tests for k, chance in enumerate(kim)}
    return found | {"lives": np.ones(WORLDS)}


def test_weighed_by_peace_particles_are_the_worlds_of_the_game_that_live() -> None:
    """Courses, moves, state and type after months with an office and a new leader, many in crisis,
    at peace in most.
    """
    free = play(
        Job(
            WORLDS,
            1,
            MONTHS,
            numbers=NUMBERS,
            calendar=CALENDAR_OF_ALL[:, [CALENDAR.index(name) for name in OF_GAME]],
        )
    )
    seen = play(
        Job(
            WORLDS,
            2,
            MONTHS,
            numbers=NUMBERS | {"type_evidence": 1.0, "type_fade": 0.0},
            calendar=CALENDAR_OF_ALL,
            record=("seen_chance", "tension"),
        ),
        game=game(),
    )
    lives = free.final("ending") == 0.0
    assert 0.5 < lives.mean() < 0.95
    assert (seen.record["tension"] >= 6.0).mean() > 0.01
    weight = seen.record["seen_chance"].prod(axis=0)
    ours = features(seen, [seen.final(f"kim_odds.{kim}") for kim in range(3)])
    theirs = features(free, [(free.final("kim.type") == kim) * 1.0 for kim in range(3)])
    apart = {}
    for name, wanted in theirs.items():
        a, b = wanted * lives, ours[name] * weight
        error = np.sqrt((a.var() + b.var()) / WORLDS)
        apart[name] = abs(a.mean() - b.mean()) / error if error > 0.0 else abs(a.mean() - b.mean())
    assert len(apart) > 80
    assert max(apart.values()) < 4.0, apart
    assert (np.array(list(apart.values())) > 2.0).mean() < 0.1
