"""Files for other programs: every world as CSV, and the policy game for Gambit.

The EMA Workbench and SALib take a function: `sim.evaluate` plays all points of a table in one
batch.
"""

from __future__ import annotations

import os
from itertools import product
from pathlib import Path

from sim.analysis.policy_game.game import PolicyGame
from sim.core.estimate.writing import count_text
from sim.study.store.archive import as_csv
from sim.study.store.disk import draft
from sim.study.store.results import Results, tables_of

__all__ = ["gambit_game", "write_csv"]


def write_csv(results: Results, path: str | os.PathLike[str]) -> Path:
    """Write every world as a row of a CSV file: cell, factors, world, seed, outcomes, and the error
    of a failed one.

    Parts are written one at a time, so that memory does not grow with them. Raises StorageProblem.
    """
    with draft(Path(path)) as file:
        file.writelines(as_csv(tables_of(results)))
    return Path(path)


def gambit_game(game: PolicyGame) -> str:
    """Return the game as the text of a `.nfg` file: players, their policies, and their payoffs in each profile.

    Pyongyang is a player for each type of Kim where the types are not known;
    `game.of_type("greedy")` is the game in which they are. Payoffs are mean values over the worlds,
    in months, with every digit.
    """
    payoffs = game.payoffs()
    players = " ".join(map(quote_text, game.players))
    strategies = " ".join("{ " + " ".join(map(quote_text, own)) + " }" for own in game.policies)
    title = f"{game.scenario.name}, {game.scenario.hash}: values in months"
    about = f"{count_text(game.worlds)} worlds a profile, seed {game.seed}; held: {held(game)}. No forecast."
    lines = [
        f"NFG 1 R {quote_text(title)} {{ {players} }}",
        "",
        f"{{ {strategies} }}",
        quote_text(about),
        "",
    ]
    # The first player's policy runs fastest.
    for place in product(*map(range, reversed(game.shape))):
        profile = place[::-1]
        lines.append(" ".join(repr(float(own[profile])) for own in payoffs))
    return "\n".join(lines) + "\n"


def held(game: PolicyGame) -> str:
    """Return the capitals that have no choice, each with its policy."""
    return ", ".join(f"{capital} {policy}" for capital, policy in game.held.items()) or "nobody"


def quote_text(text: str) -> str:
    """Return text as the file writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
