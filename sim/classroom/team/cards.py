"""Cards: the secret one of a capital, which adds to its goals, and the one by which all read Kim."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp, log
from typing import Any, Final

from sim.classroom.team.replays import PRESSURE, SHOTS, Month, shot
from sim.core.game.catalogue import CAPITALS
from sim.core.scenario import Scenario
from sim.core.scenario.scenario import DRAWN_TYPE
from sim.study.estimate.bootstrap import Stream, generator


@dataclass(frozen=True)
class Card:
    """What a month adds to the worth of its capital, and what a freeze at the end adds, in months
    of calm.

    Without a freeze at the end as much is taken.
    """

    a_month: Callable[[Month], float]
    freeze: float = 0.0


def of_hawk(made: Month) -> float:
    """Return what a month pays a Washington that must look strong at home."""
    word, deed = made["washington"]
    soft = word in ("talks", "back_channel") or deed == "relief"
    return 0.25 * (deed in PRESSURE) - 0.5 * (deed == "relief") - 0.5 * (soft and shot(made))


CARDS: Final[Mapping[str, Mapping[str, Card]]] = {
    "washington": {"hawk": Card(of_hawk), "dealer": Card(lambda _: 0.0, freeze=3.0)},
    "beijing": {
        # One's provinces trade with the North, the other fears the bomb next door.
        "trader": Card(
            lambda made: (
                -{"enforce_fully": 0.125, "enforce_partly": 0.06}.get(made["beijing"][1], 0.0)
            )
        ),
        "neighbour": Card(
            lambda made: (
                0.125 * (made["beijing"][1] == "enforce_fully")
                - 0.25 * (made["pyongyang"][1] == "big_test")
            )
        ),
    },
    "seoul": {
        # One was elected to make peace, the other holds to Washington, more while Washington
        # presses.
        "sunshine": Card(
            lambda made: 0.25 * (made["seoul"][0] == "initiative" or made["seoul"][1] == "aid")
        ),
        "ally": Card(
            lambda made: (
                0.3
                * (made["seoul"][1] == "exercise")
                * (1.0 if made["washington"][1] in PRESSURE else 0.3)
            )
        ),
    },
}
"""The cards of each capital. Pyongyang's is who Kim is."""

SHORTEST_SEALED: Final = 6
AROUND: Final = 2
"""Months of a game from which on its end is sealed, and by how many it may be shorter or longer."""

EVEN: Final = 0.5
MEN: Final = ("fearful", "greedy")
"""The two men that a game of teams is about; nobody can be asked to tell the third."""


def draw_cards(seed: int) -> dict[str, str]:
    """Return the card of each capital but Pyongyang, by the luck of a game."""
    luck = generator(seed, Stream.SEATS_CARDS, 4).random(len(CAPITALS))
    place = {
        capital: int(len(CARDS.get(capital, ())) * draw)
        for capital, draw in zip(CAPITALS, luck, strict=True)
    }
    return {capital: list(cards)[place[capital]] for capital, cards in CARDS.items()}


def draw_man(scenario: Scenario, seed: int) -> Scenario:
    """Return a scenario in which Kim is one of two men, as a coin falls; one that names him stays
    as it is.
    """
    if scenario.kim_type != DRAWN_TYPE:
        return scenario
    greedy = generator(seed, Stream.SEATS_CARDS, 3).random() < EVEN
    return scenario.change({"kim_type": MEN[greedy]})


def seal_end(scenario: Scenario, seed: int) -> tuple[Scenario, tuple[int, int] | None]:
    """Return a scenario whose last month is drawn, and between which months a class is told that it
    lies.

    A known end is robbed: whoever moves last has nobody to fear. A short game has a known one.
    """
    if scenario.months < SHORTEST_SEALED:
        return scenario, None
    least, most = scenario.months - AROUND, scenario.months + AROUND
    drawn = int(generator(seed, Stream.SEATS_CARDS, 2).integers(least, most + 1))
    return scenario.change({"months": drawn}), (least, most)


def paid_by(card: Card | None, made: Sequence[Month], freeze: float) -> float:
    """Return what a card adds to the worth of a game; `freeze` is the share of its lives that end
    in one.
    """
    if card is None:
        return 0.0
    return sum(map(card.a_month, made)) + card.freeze * (2.0 * freeze - 1.0)


@cache
def tables() -> Mapping[str, Any]:
    """Return the tables that tools/update_team.py makes: levels by length, and the reading card."""
    return tomllib.loads(resources.files(__package__).joinpath("tables.toml").read_text("utf-8"))


AFTER: Final = ("talk", "mixed", "press")
ACTS: Final = ("soft", "plain", "hot")
WATCHED: Final = 3
"""Months of Washington's that count for what Kim answers to."""

PLENTY: Final = 2
"""By so many coercive months must they outnumber the soft ones, or the reverse."""

SURE, WEIGHT, FORGET = 0.8, 0.5, 0.01
"""How far the card is trusted, how much a month weighs, and what is forgotten in one. Conservative
Bayes.
"""


def coercion(month: Month) -> int:
    """Return 1 where Washington threatened or pressed, −1 where it talked or gave relief, 0 for
    neither.
    """
    word, deed = month["washington"]
    if word == "threaten" or deed in PRESSURE:
        return 1
    return -1 if word in ("talks", "back_channel") or deed == "relief" else 0


def stimulus(before: Sequence[Month]) -> int:
    """Return what Kim answers to, by its place in AFTER."""
    signs = [coercion(month) for month in before[-WATCHED:]]
    bound = PLENTY if len(before) >= PLENTY else 1
    return 2 if sum(signs) >= bound else 0 if sum(signs) <= -bound else 1


def act_of(month: Month) -> int:
    """Return what Kim does, by its place in ACTS: hot is a shot or a threat, soft a soft word
    without a shot.
    """
    word, deed = month["pyongyang"]
    if deed in SHOTS or word == "threaten":
        return 2
    return 0 if word in ("talks", "offer") else 1


def read_month(evidence: list[float], before: Sequence[Month], month: Month) -> list[float]:
    """Return the evidence for each man after one more month."""
    place, act = stimulus(before), act_of(month)
    total = sum(map(exp, evidence))
    return [
        log((1.0 - FORGET) * exp(each) / total + FORGET / len(MEN))
        + WEIGHT * log(SURE * tables()["card"][man][AFTER[place]][act] + (1.0 - SURE) / 3)
        for man, each in zip(MEN, evidence, strict=True)
    ]


def believe(made: Sequence[Month], prior: float) -> list[float]:
    """Return how likely Kim is greedy, at the start and after each month, by the card and a chance
    before it.
    """
    evidence, found = [0.0, 0.0], [prior]
    for number, month in enumerate(made):
        evidence = read_month(evidence, made[:number], month)
        odds = prior * exp(evidence[1]) / ((1.0 - prior) * exp(evidence[0]))
        found.append(odds / (1.0 + odds))
    return found
