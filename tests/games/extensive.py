"""Small games in extensive form and their agent logit equilibrium: at every information set an
agent errs by itself.

The concept is that of McKelvey and Palfrey (1998), Experimental Economics 1, 9-41. Beliefs within
an information set follow from the choices by Bayes' rule, which is always defined, since every move
has some chance. The branch of equilibria is followed from precision 0 by `branch`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from sim.analysis.games import Profile, follow
from sim.core.base.arrays import Floats
from tests.games.choice import logit_probabilities

STEP = 1e-6  # of the central differences by which slopes are taken
Choices: TypeAlias = dict[str, dict[str, float]]


@dataclass(frozen=True, eq=False)
class AgentLogit:
    """An agent logit equilibrium.

    `choices` gives the chance of each move at each information set; `payoffs` what each player can
    expect; `residual` the largest difference between a chance and the logit answer.
    """

    choices: Choices
    payoffs: tuple[float, ...]
    precision: float
    residual: float


def agent_logit(tree: Node, precision: float) -> AgentLogit:
    """Solve a game tree for its agent logit equilibrium on the principal branch.

    At each information set the chance of a move is the logit of what the player expects from it,
    given the choices everywhere else and the beliefs that follow from them. Other equilibria may
    exist and are not looked for. Raises ValueError for a tree that is no game, ArithmeticError
    where the branch cannot be followed: at a very high precision some information set may be
    reached with a chance below what a float can hold.

    >>> entry = Decision(0, "entrant", {"out": Payoff(0, 2),
    ...     "in": Decision(1, "incumbent", {"fight": Payoff(-1, -1), "share": Payoff(1, 1)})})
    >>> round(agent_logit(entry, 2.0).choices["incumbent"]["share"], 4)
    0.982
    """
    if not (np.isfinite(precision) and precision >= 0):
        raise ValueError(
            f"precision cannot be {precision}.\nWhere: the second argument of agent_logit.\n"
            "Give a finite number, at least 0."
        )
    game = AgentScores(tree)
    point = follow(game, float(precision) * game.scale)
    profile = game.profile(point)
    answers = [logit_probabilities(values, precision) for values in game.values(profile)]
    residual = max(
        (float(np.abs(a - b).max()) for a, b in zip(answers, profile, strict=True)), default=0.0
    )
    choices = {
        name: dict(zip(one.moves, chance.tolist(), strict=True))
        for (name, one), chance in zip(game.sets.items(), profile, strict=True)
    }
    payoffs = tuple(float(value) for value in game.expected(tree, profile))
    return AgentLogit(choices, payoffs, float(precision), residual)


class AgentScores:
    """The equations of an agent logit equilibrium, in the form that `branch.follow` takes.

    A point is the scores of all information sets in order of the tree, first moves left out, then
    the precision; payoffs are counted in units of their own range, `scale`.
    """

    def __init__(self, tree: Node) -> None:
        self.tree = tree
        self.sets, self.scale = information_sets(tree)
        self.number = {name: number for number, name in enumerate(self.sets)}
        ends = np.cumsum([0, *(len(one.moves) - 1 for one in self.sets.values())]).tolist()
        self.places = [slice(start, end) for start, end in pairwise(ends)]
        self.unknowns = int(ends[-1])

    def profile(self, point: Floats) -> Profile:
        """Turn scores into mixed choices with the model's choice rule."""
        return tuple(
            logit_probabilities(np.concatenate([[0.0], point[place]]), 1.0) for place in self.places
        )

    def expected(self, node: Node, profile: Profile) -> Floats:
        """Give what each player expects once a node is reached, `(players,)`."""
        if isinstance(node, Payoff):
            return node.values
        if isinstance(node, Decision):
            parts = list(zip(profile[self.number[node.name]], node.moves.values(), strict=True))
        else:
            parts = list(node.branches)
        total: Floats = parts[0][0] * self.expected(parts[0][1], profile)
        for chance, child in parts[1:]:
            total = total + chance * self.expected(child, profile)
        return total

    def values(self, profile: Profile) -> list[Floats]:
        """Give what the player expects from each move at each information set, believing what the
        choices imply.
        """
        sums = [np.zeros(len(one.moves)) for one in self.sets.values()]
        reached = np.zeros(len(self.sets))
        pending: list[tuple[Node, float]] = [(self.tree, 1.0)]
        while pending:
            node, chance = pending.pop()
            if isinstance(node, Payoff):
                continue
            if isinstance(node, Decision):
                place = self.number[node.name]
                expected = [
                    self.expected(child, profile)[node.player] for child in node.moves.values()
                ]
                sums[place] = sums[place] + chance * np.array(expected)
                reached[place] += chance
                parts = zip(profile[place], node.moves.values(), strict=True)
                pending += [(child, chance * float(share)) for share, child in parts]
            else:
                pending += [(child, chance * share) for share, child in node.branches]
        if (reached <= 0.0).any():
            raise ArithmeticError(
                "An information set is reached with a chance below what a float can hold.\n"
                f"Where: {list(self.sets)[int(np.argmin(reached))]}.\nTry a lower precision."
            )
        return [total / chance for total, chance in zip(sums, reached, strict=True)]

    def gains(self, point: Floats) -> Floats:
        """Give what each move but the first brings over the first, in units of the range, all sets
        in a row.
        """
        values = self.values(self.profile(point))
        return np.concatenate([(value[1:] - value[0]) / self.scale for value in values])

    def gap_and_slopes(self, point: Floats) -> tuple[Floats, Floats]:
        """Give how far the scores are from what they should be, and its derivatives by scores and
        precision.
        """
        slopes = np.eye(self.unknowns, self.unknowns + 1)
        slopes[:, -1] = -self.gains(point)
        for score in range(self.unknowns):
            step = np.zeros(self.unknowns + 1)
            step[score] = STEP
            slopes[:, score] -= (
                point[-1] * (self.gains(point + step) - self.gains(point - step)) / (2.0 * STEP)
            )
        return point[:-1] - point[-1] * self.gains(point), slopes


class Payoff:
    """An end of the game: what each player gets."""

    def __init__(self, *values: float) -> None:
        self.values: Floats = np.array(values, dtype=np.float64)


class Chance:
    """A move of chance: branches as pairs of probability and what follows."""

    def __init__(self, *branches: tuple[float, Node]) -> None:
        self.branches = tuple((float(chance), child) for chance, child in branches)


class Decision:
    """A player's decision: its number from 0, the name of its information set, and what follows
    each move.

    Decisions of one name are one information set: the player cannot tell them apart.
    """

    def __init__(self, player: int, name: str, moves: Mapping[str, Node]) -> None:
        self.player, self.name, self.moves = player, name, dict(moves)


Node: TypeAlias = Payoff | Chance | Decision


def information_sets(tree: Node) -> tuple[dict[str, Decision], float]:
    """Give one decision of each information set, in order of the tree, and the range of the payoffs
    (1 if 0).

    Raises ValueError where payoffs differ in length or are not finite, chances do not add up to 1,
    decisions of one name differ in player or moves, or a path meets an information set twice.
    """
    sets: dict[str, Decision] = {}
    ends: list[Floats] = []
    _visit(tree, (), sets, ends)
    players = ends[0].size
    if any(end.size != players for end in ends) or not all(np.isfinite(end).all() for end in ends):
        raise _problem(
            "Ends of the game have payoffs that do not fit.",
            "Payoff",
            "Give one finite number a player.",
        )
    for name, one in sets.items():
        if not 0 <= one.player < players:
            raise _problem(
                f"There is no player {one.player}.", name, f"Give a number from 0 to {players - 1}."
            )
    spread = max(float(np.ptp([end[player] for end in ends])) for player in range(players))
    return sets, spread or 1.0


def _visit(
    node: Node, path: tuple[str, ...], sets: dict[str, Decision], ends: list[Floats]
) -> None:
    """Walk through a tree, checking and collecting."""
    if isinstance(node, Payoff):
        ends.append(node.values)
        return
    if isinstance(node, Chance):
        chances = [chance for chance, _ in node.branches]
        if not chances or min(chances) < 0.0 or abs(sum(chances) - 1.0) > 1e-9:
            raise _problem(
                f"Chances {chances} do not add up to 1.",
                "Chance",
                "Give chances of at least 0 that do.",
            )
        for _, child in node.branches:
            _visit(child, path, sets, ends)
        return
    known = sets.setdefault(node.name, node)
    if not node.moves or (known.player, list(known.moves)) != (node.player, list(node.moves)):
        raise _problem(
            "Decisions of one information set differ.",
            node.name,
            "Give all the same player and moves.",
        )
    if node.name in path:
        raise _problem(
            "A path meets an information set twice.",
            node.name,
            "Give the later decision another name.",
        )
    for child in node.moves.values():
        _visit(child, (*path, node.name), sets, ends)


def _problem(what: str, where: str, remedy: str) -> ValueError:
    return ValueError(f"{what}\nWhere: {where}.\n{remedy}")
