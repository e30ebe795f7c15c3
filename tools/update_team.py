"""Make the tables of the team game again from the rules: payoffs of levels by length, and the
reading card.

    python tools/update_team.py

Plays every combination of simple ways with each Kim and length, and free Kims against a Washington
that changes its moves each season. Run it after the rules or their parameters change; a test says
when.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Final

import numpy as np

import sim
from sim.classroom.team.cards import ACTS, AFTER, MEN, act_of, stimulus
from sim.classroom.team.replays import WAYS, Month, MovePlan, Replays, play_out, replay
from sim.core.base.arrays import Floats
from sim.core.game.catalogue import CAPITALS, MOVES
from sim.core.scenario import Scenario
from sim.study.estimate.bootstrap import Stream, generator

KIMS: Final = ("fearful", "greedy", "erratic")
MONTHS: Final = (6, 12, 24, 36)
PART: Final = 720
LIVES: Final = 40
FREE: Final = 4000
SEASONS: Final = (("talks", "hold"), ("silence", "hold"), ("threaten", "sanctions"))
TABLES: Final = Path(__file__).parents[1] / "sim" / "classroom" / "team" / "tables.toml"
HEAD: Final = "# Made by tools/update_team.py. By Kim and capital: the worth of level 0 and of level 1, by length.\n"


def scenario_with(kim: str, months: int) -> Scenario:
    """Return the scenario of the tables for a type of Kim and a length."""
    return sim.load_scenario("2017-spring").change({"months": months, "kim_type": kim})


def every_way() -> list[dict[str, MovePlan]]:
    """Return every combination of simple ways."""
    chosen = product(*(WAYS[capital].values() for capital in CAPITALS))
    return [dict(zip(CAPITALS, ways, strict=True)) for ways in chosen]


def play_all(kim: str, months: int, lives: int = LIVES) -> list[Replays]:
    """Play every combination of simple ways, in parts."""
    scenario, games = scenario_with(kim, months), [play_out(ways, months) for ways in every_way()]
    parts = (games[first : first + PART] for first in range(0, len(games), PART))
    return [replay(scenario, part, lives, record=["freeze"]) for part in parts]


def levels(kim: str, months: int) -> dict[str, list[float]]:
    """Return the payoffs of level 0 and level 1 for one type of Kim and length, by capital."""
    parts = play_all(kim, months)
    worths = {
        capital: np.concatenate([part.means(capital) for part in parts]) for capital in CAPITALS
    }
    # Of all games by simple ways, the worths that are level 0 and level 1.
    return {
        capital: np.quantile(worth, (0.15, 0.9)).round(2).tolist()
        for capital, worth in worths.items()
    }


def seasons(number: int, months: int, seed: int) -> list[list[Month]]:
    """Return months in which Washington talks, waits or presses for a season each, drawn at random;
    the others are free.
    """
    drawn = generator(seed, Stream.SEATS_CARDS, number).integers(
        0, len(SEASONS), (number, -(-months // 3))
    )
    return [[{"washington": SEASONS[row[month // 3]]} for month in range(months)] for row in drawn]


def months_in(found: Replays, life: int) -> list[Month]:
    """Return the moves of Washington and Pyongyang in one life, month by month up to its end."""
    series = found.record
    lived = (
        1 + int(np.argmax(series["ending"][:, life, 0] > 0))
        if series["ending"][-1, life, 0]
        else len(series["ending"])
    )
    return [
        {
            capital: tuple(
                MOVES[f"{capital}.{kind}"][int(series[f"{capital}_{kind}"][month, life, 0])].name
                for kind in ("word", "deed")
            )
            for capital in ("washington", "pyongyang")
        }
        for month in range(lived)
    ]  # type: ignore[misc]


def free_games(
    kim: str, number: int, months: int, seed: int, games: list[list[Month]] | None = None
) -> list[list[Month]]:
    """Return the moves of a free Kim against such a Washington, or in given games; each with random
    draws of its own.
    """
    scenario = scenario_with(kim, months)
    record = [
        "ending",
        *(
            f"{capital}_{kind}"
            for capital in ("washington", "pyongyang")
            for kind in ("word", "deed")
        ),
    ]
    played = seasons(number, months, seed) if games is None else games
    found = replay(scenario, played, 1, seed=seed, record=record, apart=True)
    return [months_in(found, life) for life in range(number)]


def card(kim: str) -> Floats:
    """Return the shares of a free Kim's acts after each stimulus, `(stimuli, acts)`."""
    counts = np.zeros((len(AFTER), len(ACTS)))
    for months in free_games(kim, FREE, 24, seed=21):
        for number, month in enumerate(months):
            counts[stimulus(months[:number]), act_of(month)] += 1
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def main() -> None:
    """Write the tables."""
    lines = [HEAD, f"months = {list(MONTHS)}\n"]
    for kim in KIMS:
        by_length = [levels(kim, months) for months in MONTHS]
        rows = [f"{capital} = {[each[capital] for each in by_length]}\n" for capital in CAPITALS]
        lines += [f"\n[levels.{kim}]\n", *rows]
    for kim in MEN:
        shares = card(kim).round(3)
        lines += [
            f"\n[card.{kim}] # {', '.join(ACTS)}\n",
            *(f"{name} = {row.tolist()}\n" for name, row in zip(AFTER, shares, strict=True)),
        ]
    TABLES.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
