"""Make the reading card of the team game again from the rules.

    python tools/update_team.py

Plays free Kims of each type against a Washington that changes its moves each season. Run it after
the rules or their parameters change; a test says when.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

import sim
from sim.classroom.team.reading import ACTS, AFTER, MEN, act_of, stimulus
from sim.classroom.team.replays import Month, play_games
from sim.core.base.arrays import Floats
from sim.core.game.catalogue import MOVES
from sim.core.outcomes.history import History
from sim.core.scenario import Scenario
from sim.study.estimate.bootstrap import Stream, generator

FREE: Final = 4000
SEASONS: Final = (("talks", "hold"), ("silence", "hold"), ("threaten", "sanctions"))
CARD: Final = Path(__file__).parents[1] / "sim" / "classroom" / "team" / "card.toml"
HEAD: Final = (
    "# Made by tools/update_team.py: shares of a free Kim's acts, by man and by what Washington did"
    " before.\n"
)
MENUS: Final = ("washington.word", "washington.deed", "pyongyang.word", "pyongyang.deed")


def scenario_with(kim: str, months: int) -> Scenario:
    """Return the scenario of the card for a type of Kim and a length."""
    return sim.load_scenario("2017-spring").change({"months": months, "kim_type": kim})


def seasons(number: int, months: int, seed: int) -> list[list[Month]]:
    """Return months in which Washington talks, waits or presses for a season each, drawn at random;
    the others are free.
    """
    drawn = generator(seed, Stream.SEATS_CARDS, number).integers(
        0, len(SEASONS), (number, -(-months // 3))
    )
    return [
        [dict(zip(MENUS, SEASONS[row[month // 3]], strict=False)) for month in range(months)]
        for row in drawn
    ]


def months_in(history: History, life: int) -> list[Month]:
    """Return the moves of Washington and Pyongyang in one life, month by month up to its end."""
    over = np.asarray(history.state["ending"])[:, life] > 0
    lived = 1 + int(np.argmax(over)) if over[-1] else len(over)
    series = {menu: history.state[menu.replace(".", "_")] for menu in MENUS}
    return [
        {menu: MOVES[menu][int(series[menu][month, life])].name for menu in MENUS}
        for month in range(lived)
    ]


def free_games(
    kim: str, months: int, seed: int, games: Sequence[Sequence[Month]]
) -> list[list[Month]]:
    """Return the moves of a free Kim in games, each with random draws of its own."""
    record = ["ending", *(menu.replace(".", "_") for menu in MENUS)]
    history = play_games(
        scenario_with(kim, months), games, 1, seed=seed, first=0, record=record, apart=True
    )
    return [months_in(history, life) for life in range(len(games))]


def card(kim: str) -> Floats:
    """Return the shares of a free Kim's acts after each stimulus, `(stimuli, acts)`."""
    counts = np.zeros((len(AFTER), len(ACTS)))
    for months in free_games(kim, 24, 21, seasons(FREE, 24, 21)):
        for number, month in enumerate(months):
            counts[stimulus(months[:number]), act_of(month)] += 1
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def main() -> None:
    """Write the card."""
    lines = [HEAD]
    for kim in MEN:
        shares = card(kim).round(3)
        lines += [
            f"\n[{kim}] # {', '.join(ACTS)}\n",
            *(f"{name} = {row.tolist()}\n" for name, row in zip(AFTER, shares, strict=True)),
        ]
    CARD.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
