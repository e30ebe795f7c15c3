"""The best-response graph: from each profile to the best reply of each capital, and where such moves end."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from sim.analysis.games.best_replies import regrets, slack
from sim.analysis.policy_game.game import PolicyGame
from sim.world.choice import Profile
from sim.world.types import Floats

Place = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """One arrow of the graph: a capital leaves a profile for its best reply and gains so much, in months."""

    start: Place
    end: Place
    player: int
    gain: float


@dataclass(frozen=True, slots=True)
class Path:
    """Moves from a named line-up, the capital with most to gain first each time; it ends at rest or in a cycle."""

    name: str
    start: Place
    moves: tuple[Move, ...]
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
            others = (*place[:player], slice(None), *place[player + 1 :])
            best = int(payoff[others].argmax())
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
        reach = set(part)
        for place in part:
            reach |= nx.ancestors(graph, place)
        found.append(Sink(tuple(sorted(part)), len(reach)))
    return sorted(found, key=lambda sink: (len(sink.profiles), sink.profiles))


def path_from(payoffs: Profile, name: str, start: Place) -> Path:
    """Follow best replies from a profile, the capital with most to gain first, until nobody gains or they repeat."""
    gains, place, seen = regrets(payoffs), start, {start}
    moves: list[Move] = []
    while True:
        open_to = moves_from(payoffs, gains, place)
        if not open_to:
            return Path(name, start, tuple(moves), False)
        moves.append(max(open_to, key=lambda move: move.gain))
        place = moves[-1].end
        if place in seen:
            return Path(name, start, tuple(moves), True)
        seen.add(place)


def lineups_of(game: PolicyGame) -> dict[str, Place]:
    """Return the line-ups of the scenario's own schedule that the game holds: those of its first and last spells."""
    from sim.world.actions import CAPITALS

    found: dict[str, Place] = {}
    for name, spell in (("first", 0), ("last", -1)):
        policies = {capital: game.scenario.plan(capital).spells[spell].policy for capital in CAPITALS}
        place = game.place(policies)
        if place is not None and place not in found.values():
            found[f"{name} line-up of the scenario"] = place
    return found
