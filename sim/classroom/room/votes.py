"""How many decide as one: the vote of a seat, the forecast of a seat, and whether a bet was right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from sim.study.agents.observation import KINDS


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one device wants its capital to say and do; an empty one is left to the capital's course."""

    word: str
    deed: str


def first_of(votes: Iterable[str]) -> str:
    """Return what most vote for; of several, the one that stands the longest. There is at least one vote.

    >>> first_of(["wait", "threat", "threat", "wait", "talks"])
    'wait'
    """
    counts = Counter(votes)
    return max(counts, key=lambda name: counts[name])


def choice_of(ballots: Sequence[Ballot]) -> Ballot | None:
    """Return the choice of a seat: the word most vote for and the deed most vote for; None where nobody votes."""
    if not ballots:
        return None
    return Ballot(*(first_of(getattr(ballot, kind) for ballot in ballots) for kind in KINDS))


def tally(ballots: Sequence[Ballot]) -> dict[str, dict[str, int]]:
    """Return the votes of each word and of each deed."""
    return {kind: dict(Counter(getattr(ballot, kind) for ballot in ballots)) for kind in KINDS}


def forecast_of(forecasts: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the forecast of a seat: the median chance that its members give to each event."""
    return {event: float(median(each[event] for each in forecasts)) for event in forecasts[0]} if forecasts else {}
