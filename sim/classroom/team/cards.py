"""Cards: a capital's secret one, which adds to its payoff, and the one by which all estimate Kim's
type.
"""

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
    """The payoff that a card adds each month, and for a freeze at the end, in months of calm.

    Without a freeze at the end, `freeze` is subtracted.
    """

    a_month: Callable[[Month], float]
    freeze: float = 0.0


def of_hawk(month: Month) -> float:
    """Return the monthly payoff of the card by which Washington must look strong at home."""
    word, deed = month["washington"]
    soft = word in ("talks", "back_channel") or deed == "relief"
    return 0.25 * (deed in PRESSURE) - 0.5 * (deed == "relief") - 0.5 * (soft and shot(month))


CARDS: Final[Mapping[str, Mapping[str, Card]]] = {
    "washington": {"hawk": Card(of_hawk), "dealer": Card(lambda _: 0.0, freeze=3.0)},
    "beijing": {
        # The trader's provinces trade with the North; the neighbour fears its bomb.
        "trader": Card(
            lambda moves: (
                -{"enforce_fully": 0.125, "enforce_partly": 0.06}.get(moves["beijing"][1], 0.0)
            )
        ),
        "neighbour": Card(
            lambda moves: (
                0.125 * (moves["beijing"][1] == "enforce_fully")
                - 0.25 * (moves["pyongyang"][1] == "big_test")
            )
        ),
    },
    "seoul": {
        # The president of sunshine was elected to make peace; the ally follows Washington, above
        # all while it presses.
        "sunshine": Card(
            lambda moves: 0.25 * (moves["seoul"][0] == "initiative" or moves["seoul"][1] == "aid")
        ),
        "ally": Card(
            lambda moves: (
                0.3
                * (moves["seoul"][1] == "exercise")
                * (1.0 if moves["washington"][1] in PRESSURE else 0.3)
            )
        ),
    },
}
"""The cards of each capital; Pyongyang's card is Kim's type."""

SHORTEST_SEALED: Final = 6
AROUND: Final = 2
"""The shortest game with a sealed end, and by how many months it may be shorter or longer."""

EVEN: Final = 0.5
MEN: Final = ("fearful", "greedy")
"""The two types of Kim in a game of teams; the players are not asked to detect an erratic Kim."""


def draw_cards(seed: int) -> dict[str, str]:
    """Draw the card of each capital but Pyongyang from the seed of a game."""
    luck = generator(seed, Stream.SEATS_CARDS, 4).random(len(CAPITALS))
    place = {
        capital: int(len(CARDS.get(capital, ())) * draw)
        for capital, draw in zip(CAPITALS, luck, strict=True)
    }
    return {capital: list(cards)[place[capital]] for capital, cards in CARDS.items()}


def draw_man(scenario: Scenario, seed: int) -> Scenario:
    """Return a scenario with Kim's type drawn from two with equal chances; a given type is kept."""
    if scenario.kim_type != DRAWN_TYPE:
        return scenario
    greedy = generator(seed, Stream.SEATS_CARDS, 3).random() < EVEN
    return scenario.change({"kim_type": MEN[greedy]})


def seal_end(scenario: Scenario, seed: int) -> tuple[Scenario, tuple[int, int] | None]:
    """Return a scenario with a drawn number of months, and the bounds of the draw that a class may
    know.

    With a known end, the last mover need fear no reply. A short game keeps its length, and has no
    bounds.
    """
    if scenario.months < SHORTEST_SEALED:
        return scenario, None
    least, most = scenario.months - AROUND, scenario.months + AROUND
    months = int(generator(seed, Stream.SEATS_CARDS, 2).integers(least, most + 1))
    return scenario.change({"months": months}), (least, most)


def paid_by(card: Card | None, game: Sequence[Month], freeze: float) -> float:
    """Return the payoff that a card adds to a game; `freeze` is the share of its worlds that end in
    a freeze.
    """
    if card is None:
        return 0.0
    return sum(map(card.a_month, game)) + card.freeze * (2.0 * freeze - 1.0)


@cache
def tables() -> Mapping[str, Any]:
    """Return the tables that tools/update_team.py makes: levels by length of the game, and the
    reading card.
    """
    return tomllib.loads(resources.files(__package__).joinpath("tables.toml").read_text("utf-8"))


AFTER: Final = ("talk", "mixed", "press")
ACTS: Final = ("soft", "plain", "hot")
WATCHED: Final = 3
"""The number of Washington's last months to which Kim reacts."""

PLENTY: Final = 2
"""The least difference between coercive and soft months that counts as pressing or talking."""

SURE, WEIGHT, FORGET = 0.8, 0.5, 0.01
"""Trust in the card, weight of a month, and evidence forgotten per month: a conservative Bayesian
update.
"""


def coercion(month: Month) -> int:
    """Return 1 if Washington threatened or pressed, −1 if it talked or gave relief, else 0."""
    word, deed = month["washington"]
    if word == "threaten" or deed in PRESSURE:
        return 1
    return -1 if word in ("talks", "back_channel") or deed == "relief" else 0


def stimulus(past: Sequence[Month]) -> int:
    """Return the kind of Washington's last months, as an index of AFTER."""
    signs = [coercion(month) for month in past[-WATCHED:]]
    bound = PLENTY if len(past) >= PLENTY else 1
    return 2 if sum(signs) >= bound else 0 if sum(signs) <= -bound else 1


def act_of(month: Month) -> int:
    """Return the kind of Kim's moves in a month, as an index of ACTS.

    Hot is a test, an attack or a threat; soft is talks or an offer without them.
    """
    word, deed = month["pyongyang"]
    if deed in SHOTS or word == "threaten":
        return 2
    return 0 if word in ("talks", "offer") else 1


def read_month(evidence: list[float], past: Sequence[Month], month: Month) -> list[float]:
    """Return the log-evidence for each type of Kim after one more month."""
    place, act = stimulus(past), act_of(month)
    total = sum(map(exp, evidence))
    return [
        log((1.0 - FORGET) * exp(logit) / total + FORGET / len(MEN))
        + WEIGHT * log(SURE * tables()["card"][man][AFTER[place]][act] + (1.0 - SURE) / 3)
        for man, logit in zip(MEN, evidence, strict=True)
    ]


def believe(game: Sequence[Month], prior: float) -> list[float]:
    """Return the probability of a greedy Kim from `prior`, at the start and after each month, by
    the card.
    """
    evidence, beliefs = [0.0, 0.0], [prior]
    for number, month in enumerate(game):
        evidence = read_month(evidence, game[:number], month)
        odds = prior * exp(evidence[1]) / ((1.0 - prior) * exp(evidence[0]))
        beliefs.append(odds / (1.0 + odds))
    return beliefs
