"""7.11: what Pyongyang was seen to do, and what it says about Kim."""

from __future__ import annotations

import numpy as np

from .answers import pyongyang_chances, seen
from .arrays import PLACES, Array, Fields, of
from .kim import pure_type

KINDS = ("word", "deed")


def likelihood(chances: Array, seen_move: Array, blur: Array) -> Array:
    """Return the chance that a move was seen, where each may have been taken for its neighbour."""
    last = len(chances) - 1
    before, after = np.maximum(seen_move - 1, 0), np.minimum(seen_move + 1, last)
    return (1 - blur) * of(chances, seen_move) + (blur / 2) * (
        of(chances, before) + of(chances, after)
    )


def learned(old: Array, logs: Array, learn: Array, forget: Array) -> Array:
    """Return the log-likelihoods of the types after a month, the largest 0."""
    b = np.exp(old) / np.exp(old).sum(axis=0)
    new = np.log((1 - forget) * b + forget / 3) + learn * logs
    return new - new.max(axis=0)


def evidence(s: Fields, moves: Fields, now: Fields, p: Fields) -> Fields:
    """Return the world with what its capitals learned this month."""
    contact = now.levers.contact
    views = [
        pyongyang_chances(s, s.moves, pure_type(kind, now.levers, p), now.levers, p)
        for kind in range(3)
    ]

    def logs(blur: Array) -> Array:
        found = np.zeros((3, len(blur)))
        for place, kind in enumerate(KINDS):
            name = f"pyongyang_{kind}"
            move = seen(moves[name], blur, now.luck, f"see_{kind}", PLACES[name])
            for kim in range(3):
                factor = likelihood(views[kim][place], move, blur)
                found[kim] += np.where(now.orders[name] >= 0, 0.0, np.log(factor))
        return found

    shared = learned(s.evidence, logs(p.blur), p.learn, p.forget)
    beijing = learned(
        s.evidence_beijing,
        logs(p.blur * (1 - contact)),
        p.learn + (1 - p.learn) * contact,
        p.forget,
    )
    frozen = np.where(now.calendar.month < p.learn_until, shared, s.frozen_evidence)
    return s.but(evidence=shared, evidence_beijing=beijing, frozen_evidence=frozen)
