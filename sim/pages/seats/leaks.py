"""Which private messages leak: by luck of their own, drawn by address, so that a game played again leaks the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.game.catalogue import CAPITALS
from sim.pages.seats.acts import MOST_NOTES, Act, Note, Proposal
from sim.study.estimate.bootstrap import Stream, generator


def is_message(act: Act) -> bool:
    """Say whether an act is meant for some and not for all."""
    return isinstance(act, Proposal) or (isinstance(act, Note) and bool(act.to))


def leaked(acts: Sequence[Act], seed: int, chance: float) -> set[int]:
    """Return the places of the messages that leak: the n-th of a capital in a month has the n-th luck of both.

    `chance` is the model's own for a back channel. All learn of a leak when the month is over.
    """
    found: set[int] = set()
    luck: dict[tuple[int, str], Iterator[float]] = {}
    for place, act in enumerate(acts):
        if is_message(act):
            key = act.month, act.by
            if key not in luck:
                luck[key] = drawn(seed, *key)
            if next(luck[key]) < chance:
                found.add(place)
    return found


def drawn(seed: int, month: int, capital: str) -> Iterator[float]:
    """Yield the luck of the messages of a capital in a month, in their order."""
    source = generator(seed, Stream.SEATS_LEAK, month, CAPITALS.index(capital))
    yield from source.random(MOST_NOTES).tolist()
