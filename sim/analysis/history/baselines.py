"""Forecasts that know nothing of the game: climatology, persistence, and a chain of two states."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.arrays import Flags, Floats

HALF: Final = 0.5
"""What each outcome has before it is seen: Jeffreys' prior."""


def counts_in_windows(flags: Flags, horizon: int) -> npt.NDArray[np.int64]:
    """Return how many months have the flag in each window of `horizon` months, in order."""
    running = np.concatenate([[0], np.cumsum(flags, dtype=np.int64)])
    return np.asarray(running[horizon:] - running[:-horizon])


def frequencies(counts: npt.NDArray[Any], horizon: int) -> Floats:
    """Return the shares of the counts 0 to `horizon`, `(horizon + 1,)`."""
    return np.asarray(np.bincount(counts, minlength=horizon + 1) / len(counts))


def climatology(known: Flags, _: Flags, horizon: int) -> Floats:
    """Return the shares of each count among all windows of that length in the months learnt from, `(horizon + 1,)`."""
    return frequencies(counts_in_windows(known, horizon), horizon)


def persistence(_: Flags, latest: Flags, horizon: int) -> Floats:
    """Return the beta-binomial forecast that the last `horizon` months go on, `(horizon + 1,)`.

    With k of them flagged the chance of a month is Beta(k + ½, horizon − k + ½).
    """
    from scipy.special import betaln, comb

    recent = latest[-horizon:]
    hits = int(np.count_nonzero(recent))
    counts = np.arange(horizon + 1)
    a, b = hits + HALF, recent.size - hits + HALF
    return np.asarray(comb(horizon, counts) * np.exp(betaln(counts + a, horizon - counts + b) - betaln(a, b)))


def transitions(known: Flags) -> tuple[float, float]:
    """Return the chance of a flag after a month without and after a month with one, each (hits + ½) / (months + 1)."""
    before, after = known[:-1], known[1:]
    chances = [
        (np.count_nonzero(after & given) + HALF) / (np.count_nonzero(given) + 2 * HALF) for given in (~before, before)
    ]
    return float(chances[0]), float(chances[1])


def chain_counts(after_quiet: float, after_flag: float, flagged_now: bool, horizon: int) -> Floats:
    """Return the distribution of the number of flagged months in a chain of two states, `(horizon + 1,)`."""
    reached = np.zeros((2, horizon + 1))
    reached[int(flagged_now), 0] = 1.0
    for _ in range(horizon):
        following = np.zeros_like(reached)
        for state, chance in enumerate((after_quiet, after_flag)):
            following[0] += (1.0 - chance) * reached[state]
            following[1, 1:] += chance * reached[state, :-1]
        reached = following
    return np.asarray(reached[0] + reached[1])


def markov_chain(known: Flags, latest: Flags, horizon: int) -> Floats:
    """Return the forecast of a two-state chain fitted to the months learnt from, `(horizon + 1,)`."""
    return chain_counts(*transitions(known), bool(latest[-1]), horizon)


Baseline = Callable[[Flags, Flags, int], Floats]
"""Takes the months learnt from, all months up to the origin, and the horizon."""

BASELINES: Final[dict[str, Baseline]] = {
    "climatology": climatology, "persistence": persistence, "markov chain": markov_chain,
}  # fmt: skip
LEARNING: Final = ("climatology", "markov chain")
"""Those that learn from a window, which may grow up to the origin; persistence always reads the latest months."""
