"""The value to Washington of knowing Kim's type."""

from __future__ import annotations

from itertools import product
from typing import Final

import numpy as np

from sim.classroom.team.cards import MEN
from sim.classroom.team.points import FIRST_LIFE, LIVES, level_of
from sim.classroom.team.replays import WAYS, play_out, replay
from sim.core.scenario import Scenario

WAYS_SHOWN: Final = ("soft", "wait", "hard", "relief_for_quiet")
"""Washington's ways to play that the last picture compares."""


def levels_by_kim(scenario: Scenario) -> dict[str, dict[str, int]]:
    """Return Washington's level under each way to play, 0 to 100, by type of Kim.

    Pyongyang answers each way with its best reply for that type; the rules play Beijing and Seoul.
    """
    months = scenario.months
    replies = WAYS["pyongyang"].values()
    games = [
        play_out({"washington": WAYS["washington"][way], "pyongyang": reply}, months, [{}] * months)
        for way, reply in product(WAYS_SHOWN, replies)
    ]
    levels = {}
    for kim in MEN:
        lives = replay(scenario.change({"kim_type": kim}), games, LIVES, first=FIRST_LIFE)
        his, worth = (
            lives.means(capital).reshape(len(WAYS_SHOWN), -1)
            for capital in ("pyongyang", "washington")
        )
        answered = worth[np.arange(len(WAYS_SHOWN)), his.argmax(axis=1)]
        points = 100.0 * level_of(answered, "washington", kim, months)
        levels[kim] = dict(zip(WAYS_SHOWN, points.round().astype(int).tolist(), strict=True))
    return levels
