"""Secret cards: what a capital wants beside its aims, drawn at the start and told when the game is over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sim.classroom.team.playbooks import PRESSURE, Month, shot
from sim.game.catalogue import CAPITALS
from sim.scenario import Scenario
from sim.scenario.scenario import DRAWN
from sim.study.estimate.bootstrap import Stream, generator

Paid = Callable[[Month], float]


@dataclass(frozen=True)
class Card:
    """What a month adds to the worth of its capital, and what a freeze at the end adds, in months of calm.

    Without a freeze at the end as much is taken.
    """

    a_month: Paid
    freeze: float = 0.0


def of_hawk(made: Month) -> float:
    """Return what a month pays a Washington that must look strong at home."""
    word, deed = made["washington"]
    soft = word in ("talks", "back_channel") or deed == "relief"
    return 0.25 * (deed in PRESSURE) - 0.5 * (deed == "relief") - 0.5 * (soft and shot(made))


def of_trader(made: Month) -> float:
    """Return what a month pays a Beijing whose provinces trade with the North."""
    return -{"enforce_fully": 0.125, "enforce_partly": 0.06}.get(made["beijing"][1], 0.0)


def of_neighbour(made: Month) -> float:
    """Return what a month pays a Beijing that fears the bomb next door."""
    return 0.125 * (made["beijing"][1] == "enforce_fully") - 0.25 * (made["pyongyang"][1] == "big_test")


def of_sunshine(made: Month) -> float:
    """Return what a month pays a Seoul that was elected to make peace."""
    return 0.25 * (made["seoul"][0] == "initiative" or made["seoul"][1] == "aid")


def of_ally(made: Month) -> float:
    """Return what a month pays a Seoul that holds to Washington, more while Washington presses."""
    return 0.3 * (made["seoul"][1] == "exercise") * (1.0 if made["washington"][1] in PRESSURE else 0.3)


CARDS: Final[Mapping[str, Mapping[str, Card]]] = {
    "washington": {"hawk": Card(of_hawk), "dealer": Card(lambda _: 0.0, freeze=3.0)},
    "beijing": {"trader": Card(of_trader), "neighbour": Card(of_neighbour)},
    "seoul": {"sunshine": Card(of_sunshine), "ally": Card(of_ally)},
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
    place = {capital: int(len(CARDS.get(capital, ())) * draw) for capital, draw in zip(CAPITALS, luck, strict=True)}
    return {capital: list(cards)[place[capital]] for capital, cards in CARDS.items()}


def draw_man(scenario: Scenario, seed: int) -> Scenario:
    """Return a scenario in which Kim is one of two men, as a coin falls; one that names him stays as it is."""
    if scenario.kim_type != DRAWN:
        return scenario
    greedy = generator(seed, Stream.SEATS_CARDS, 3).random() < EVEN
    return scenario.change({"kim_type": MEN[greedy]})


def seal_end(scenario: Scenario, seed: int) -> tuple[Scenario, tuple[int, int] | None]:
    """Return a scenario whose last month is drawn, and between which months a class is told that it lies.

    A known end is robbed: whoever moves last has nobody to fear. A short game has a known one.
    """
    if scenario.months < SHORTEST_SEALED:
        return scenario, None
    least, most = scenario.months - AROUND, scenario.months + AROUND
    drawn = int(generator(seed, Stream.SEATS_CARDS, 2).integers(least, most + 1))
    return scenario.change({"months": drawn}), (least, most)


def paid_by(card: Card | None, made: Sequence[Month], freeze: float) -> float:
    """Return what a card adds to the worth of a game; `freeze` is the share of its lives that end in one."""
    if card is None:
        return 0.0
    return sum(map(card.a_month, made)) + card.freeze * (2.0 * freeze - 1.0)
