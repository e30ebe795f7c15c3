"""The best-response graph: from each profile to the best reply of each capital, and where such moves end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from sim.analysis.games.choice import Profile
from sim.analysis.games.nash import regrets, slack
from sim.analysis.policy_game.game import Place, PolicyGame
from sim.arrays import Floats
from sim.study.estimate.paired import PairedDifference, paired


@dataclass(frozen=True, slots=True)
class Move:
    """One arrow of the graph: a capital leaves a profile for its best reply and gains so much, in months."""

    start: Place
    end: Place
    player: int
    gain: float


@dataclass(frozen=True, slots=True)
class Path:
    """Moves from a profile, the player with most to gain first each time; it ends at rest or in a cycle.

    `gains` are what each move brings the player that makes it, with paired intervals, in months.
    """

    start: Place
    moves: tuple[Move, ...]
    gains: tuple[PairedDifference, ...]
    cycles: bool


@dataclass(frozen=True, slots=True)
class Sink:
    """Profiles that best replies never leave: one profile is a pure equilibrium, several are a cycle.

    `drawn` counts the profiles, of all, from which best replies can lead here.
    """

    profiles: tuple[Place, ...]
    drawn: int


def moves_from(payoffs: Profile, gains: tuple[Floats, ...], place: Place) -> list[Move]:
    """Return the move of each player that would gain by leaving a profile."""
    found = []
    for player, (payoff, gain) in enumerate(zip(payoffs, gains, strict=True)):
        if gain[place] > slack(payoff):
            best = int(np.moveaxis(payoff, player, -1)[(*place[:player], *place[player + 1 :])].argmax())
            found.append(Move(place, (*place[:player], best, *place[player + 1 :]), player, float(gain[place])))
    return found


def sinks_of(payoffs: Profile) -> list[Sink]:
    """Return the profiles and cycles in which best replies end, and from how many profiles they can be reached."""
    import networkx as nx

    gains = regrets(payoffs)
    graph: Any = nx.DiGraph()
    for place in product(*map(range, payoffs[0].shape)):
        graph.add_node(place)
        graph.add_edges_from((place, move.end) for move in moves_from(payoffs, gains, place))
    found = []
    for part in nx.attracting_components(graph):
        # The profiles of a component lead to one another, so one stands for all.
        reach = nx.ancestors(graph, next(iter(part))) | part
        found.append(Sink(tuple(sorted(part)), len(reach)))
    return sorted(found, key=lambda sink: (len(sink.profiles), sink.profiles))


def path_from(game: PolicyGame, payoffs: Profile, start: Place) -> Path:
    """Follow best replies from a profile, the player with most to gain first, until nobody gains or they repeat.

    `payoffs` are the means of the game.
    """
    gains, place, seen = regrets(payoffs), start, {start}
    moves: list[Move] = []
    cycles = False
    while not cycles and (open_to := moves_from(payoffs, gains, place)):
        moves.append(max(open_to, key=lambda move: move.gain))
        place = moves[-1].end
        cycles = place in seen
        seen.add(place)
    sure = tuple(
        paired(game.worth_to(move.player, game.pure(move.end)), game.worth_to(move.player, game.pure(move.start)))
        for move in moves
    )
    return Path(start, tuple(moves), sure, cycles)


def start_of(game: PolicyGame) -> Place | None:
    """Return the profile that the scenario starts from, or None where the game has none.

    A capital has its own policy of the first month there, or else the course on which it starts.
    """
    found = {}
    for capital, own in game.choices.items():
        first = game.scenario.plan(capital).in_time[0].policy
        course = game.scenario.course(capital) or ""
        found[capital] = first if first in own else course
    return game.place(found)


@dataclass(frozen=True, slots=True)
class Deviation:
    """A player that leaves a profile for another policy: `gain` is what it would get more, in months.

    The intervals of all deviations from one profile hold together at 95 %: each has a level of 1 - .05 / their number.
    """

    player: str
    policy: str
    gain: PairedDifference

    def as_dict(self) -> dict[str, Any]:
        """Return the deviation as plain data."""
        return {"player": self.player, "policy": self.policy, "gain": self.gain.as_dict()}


def deviations_from(game: PolicyGame, profile: Sequence[int]) -> list[Deviation]:
    """Return every deviation of one player from a profile, with simultaneous paired t intervals (Bonferroni)."""
    family = sum(game.shape) - len(game.shape)
    found = []
    for place, player in enumerate(game.agents):
        here = game.worth_to(place, game.pure(profile))
        for policy, name in enumerate(player.policies):
            if policy == profile[place]:
                continue
            there = game.worth_to(place, game.pure((*profile[:place], policy, *profile[place + 1 :])))
            found.append(Deviation(player.name, name, paired(there, here, 1.0 - 0.05 / family)))
    return found


def regret_bounds(deviations: Sequence[Deviation]) -> dict[str, float]:
    """Return the most that each player may gain by leaving, in months, all bounds together at 95 %; at least 0."""
    bounds: dict[str, float] = {}
    for each in deviations:
        bounds[each.player] = max(bounds.get(each.player, 0.0), float(each.gain.high))
    return bounds


def decided(deviations: Sequence[Deviation]) -> bool:
    """Say whether these worlds rule out, all together at 95 %, that any deviation pays."""
    return bool(np.all([each.gain.high <= 0.0 for each in deviations]))
