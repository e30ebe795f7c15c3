"""Histories made by hand, in which every measure is known."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from sim.analysis.claims import Claim, ClaimLine, line_of
from sim.analysis.patterns.findings import claims_of
from sim.analysis.patterns.plays import PatternPlays
from sim.core.game.moves import (
    Ending,
    PyongyangDeed,
    PyongyangWord,
    SeoulDeed,
    SeoulWord,
    WashingtonDeed,
    WashingtonWord,
)
from sim.core.outcomes.history import History

RECORDED = PatternPlays(1, 1).recorded

QUIET: dict[str, float] = {
    "tension": 2.0,
    "washington_word": WashingtonWord.SILENCE,
    "washington_deed": WashingtonDeed.HOLD,
    "beijing_word": 2.0,
    "beijing_deed": 2.0,
    "pyongyang_word": PyongyangWord.SILENCE,
    "pyongyang_deed": PyongyangDeed.HOLD,
    "seoul_word": SeoulWord.SILENCE,
    "seoul_deed": SeoulDeed.HOLD,
    "un_round_ago": 9.0,
}
"""A world in which nothing happens; what is not named is 0."""


def world(
    months: int = 36, ends: int | None = None, how: Ending = Ending.CLASH, **series: Any
) -> History:
    """Return one quiet world but for some series: each one value, or one a month; dots are written
    as `__`.

    `ends` is the month in which a war ends it.
    """
    given = {name.replace("__", "."): values for name, values in series.items()}
    state = {}
    for name in RECORDED:
        values = np.asarray(given.pop(name, QUIET.get(name, 0.0)), dtype=np.float64)
        state[name] = np.array(np.broadcast_to(values, months))[:, None]
    assert not given, f"nothing records {sorted(given)}"
    if ends is not None:
        state["ending"][ends:] = how
        for rows in state.values():
            rows[ends + 1 :] = rows[ends]
    return History(state)


def worlds(*each: History) -> History:
    """Return several worlds of one length as one history."""
    return History(
        {name: np.concatenate([one.state[name] for one in each], axis=1) for name in RECORDED}
    )


def months(wanted: Any, value: float, otherwise: float = 0.0, horizon: int = 36) -> list[float]:
    """Return one value in some months and another in the rest."""
    return [value if month in wanted else otherwise for month in range(horizon)]


class Given(PatternPlays):
    """Plays that are made already: the histories of a claim's arms, one after the other, and of all
    that is asked.
    """

    def __init__(self, *histories: History, offices: tuple[int, ...] = ()) -> None:
        super().__init__(len(histories[0].lived), 3)
        self.given = [replace(each, start="2017-02") for each in histories]
        self.in_office = list(offices)

    def of(self, *asked: Any, **more: Any) -> History:
        return self.given.pop(0) if len(self.given) > 1 else self.given[0]

    def offices(self, capital: str) -> list[int]:
        return self.in_office


@cache
def claims() -> dict[str, Claim]:
    """Return the claims of the patterns by name."""
    return {claim.name: claim for claim in claims_of({})}


def told(name: str, *histories: History, **more: Any) -> ClaimLine:
    """Return what a claim of the patterns comes to on histories made by hand, one of each arm."""
    found = line_of(claims()[name], Given(*histories, **more))
    assert found is not None
    return found


def value(name: str, *histories: History, **more: Any) -> float:
    """Return the value of a claim of the patterns on histories made by hand."""
    return told(name, *histories, **more).measured.value
