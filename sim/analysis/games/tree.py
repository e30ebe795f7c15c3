"""Game trees: payoffs, moves of chance, and decisions at information sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np

from sim.arrays import Floats


class Payoff:
    """An end of the game: what each player gets."""

    def __init__(self, *values: float) -> None:
        self.values: Floats = np.array(values, dtype=np.float64)


class Chance:
    """A move of chance: branches as pairs of probability and what follows."""

    def __init__(self, *branches: tuple[float, Node]) -> None:
        self.branches = tuple((float(chance), child) for chance, child in branches)


class Decision:
    """A player's decision: its number from 0, the name of its information set, and what follows each move.

    Decisions of one name are one information set: the player cannot tell them apart.
    """

    def __init__(self, player: int, name: str, moves: Mapping[str, Node]) -> None:
        self.player, self.name, self.moves = player, name, dict(moves)


Node: TypeAlias = Payoff | Chance | Decision


def information_sets(tree: Node) -> tuple[dict[str, Decision], float]:
    """Give one decision of each information set, in order of the tree, and the range of the payoffs (1 if 0).

    Raises ValueError where payoffs differ in length or are not finite, chances do not add up to 1, decisions of one
    name differ in player or moves, or a path meets an information set twice.
    """
    sets: dict[str, Decision] = {}
    ends: list[Floats] = []
    _visit(tree, (), sets, ends)
    players = ends[0].size
    if any(end.size != players for end in ends) or not all(np.isfinite(end).all() for end in ends):
        raise _problem("Ends of the game have payoffs that do not fit.", "Payoff", "Give one finite number a player.")
    for name, one in sets.items():
        if not 0 <= one.player < players:
            raise _problem(f"There is no player {one.player}.", name, f"Give a number from 0 to {players - 1}.")
    spread = max(float(np.ptp([end[player] for end in ends])) for player in range(players))
    return sets, spread or 1.0


def _visit(node: Node, path: tuple[str, ...], sets: dict[str, Decision], ends: list[Floats]) -> None:
    """Walk through a tree, checking and collecting."""
    if isinstance(node, Payoff):
        ends.append(node.values)
        return
    if isinstance(node, Chance):
        chances = [chance for chance, _ in node.branches]
        if not chances or min(chances) < 0.0 or abs(sum(chances) - 1.0) > 1e-9:
            raise _problem(f"Chances {chances} do not add up to 1.", "Chance", "Give chances of at least 0 that do.")
        for _, child in node.branches:
            _visit(child, path, sets, ends)
        return
    known = sets.setdefault(node.name, node)
    if not node.moves or (known.player, list(known.moves)) != (node.player, list(node.moves)):
        raise _problem("Decisions of one information set differ.", node.name, "Give all the same player and moves.")
    if node.name in path:
        raise _problem("A path meets an information set twice.", node.name, "Give the later decision another name.")
    for child in node.moves.values():
        _visit(child, (*path, node.name), sets, ends)


def _problem(what: str, where: str, remedy: str) -> ValueError:
    return ValueError(f"{what}\nWhere: {where}.\n{remedy}")
