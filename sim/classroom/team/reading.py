"""The reading card, by which all estimate Kim's type from his answers to Washington."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final

from sim.classroom.team.replays import Month

MEN: Final = ("fearful", "greedy")
"""The two types of Kim in a game of teams; the players are not asked to detect an erratic Kim."""

SHOTS: Final = ("missile_test", "big_test", "lethal_act")
PRESSURE: Final = ("sanctions", "deploy")


@cache
def reading_card() -> Mapping[str, Any]:
    """Return the shares of Kim's acts by man and stimulus, which tools/update_team.py makes."""
    table = resources.files(__package__).joinpath("card.toml").read_text("utf-8")
    return tomllib.loads(table)


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
    word, deed = month["washington.word"], month["washington.deed"]
    if word == "threaten" or deed in PRESSURE:
        return 1
    return -1 if word in ("talks", "back_channel") or deed == "relief" else 0


def stimulus(past: Sequence[Month]) -> int:
    """Return the kind of Washington's last months, as an index of AFTER."""
    balance = sum(coercion(month) for month in past[-WATCHED:])
    bound = min(PLENTY, max(1, len(past)))
    return 2 if balance >= bound else 0 if balance <= -bound else 1


def act_of(month: Month) -> int:
    """Return the kind of Kim's moves in a month, as an index of ACTS.

    Hot is a test, an attack or a threat; soft is talks or an offer without them.
    """
    word, deed = month["pyongyang.word"], month["pyongyang.deed"]
    if deed in SHOTS or word == "threaten":
        return 2
    return 0 if word in ("talks", "offer") else 1


def believe(game: Sequence[Month]) -> list[float]:
    """Return the probability of a greedy Kim by the card, from even odds, at the start and after
    each month.
    """
    beliefs = [0.5]
    for number, month in enumerate(game):
        after, act = AFTER[stimulus(game[:number])], act_of(month)
        fearful, greedy = (
            ((1.0 - FORGET) * belief + FORGET / len(MEN))
            * (SURE * reading_card()[man][after][act] + (1.0 - SURE) / len(ACTS)) ** WEIGHT
            for man, belief in zip(MEN, (1.0 - beliefs[-1], beliefs[-1]), strict=True)
        )
        beliefs.append(greedy / (fearful + greedy))
    return beliefs
