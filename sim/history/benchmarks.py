"""Forecasters that know only the record before the origin: what a model must beat."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, pairwise
from operator import mul
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.arrays import Floats, Marks
from sim.errors import DataProblem
from sim.history.hidden import HALF, chances, hidden_chains, two_states
from sim.history.observe import UNKNOWN
from sim.history.targets import COUNTS, EVENTS, TARGETS, Key, Seen, Target, at_stake, count_in, outcomes

EVEN: Final = "even"
BENCHMARKS: Final[dict[str, str]] = {
    EVEN: "each count as likely, and an event as likely as not",
    "climatology": "the shares of each count among all windows of that length",
    "persistence": "the last months go on: with k of h flagged a month's chance is Beta(k + ½, h − k + ½)",
    "base rate": "how often the event happened where it was at stake, (hits + ½) / (months + 1)",
    "markov chain": "a chain of two states for each observable, (hits + ½) / (months + 1)",
    "hidden chain of 3": "a hidden Markov chain of three states on tests (none, some, big) by talks, sticky prior",
    "hidden chain of 4": "the same of four states",
}
"""What each forecaster says. All but the even one learn from all months from the first to the one before the origin."""

HIDDEN: Final = {"hidden chain of 3": 3, "hidden chain of 4": 4}

Given = dict[str, dict[Key, Floats]]
"""Forecasts by forecaster: `(origins, horizon + 1)` of a count; of an event `(origins,)`, NaN where not at stake."""
Forecaster = Callable[[Marks, Target, int], Floats]
"""Takes the months learnt from, `(months,)`, a target and a horizon; returns the chance of each count `(horizon + 1,)`,
or of an event `()`."""


def even_odds(_: Marks, target: Target, horizon: int) -> Floats:
    """Return the forecast of who knows nothing."""
    return np.full(horizon + 1, 1.0 / (horizon + 1)) if target.kind == "count" else np.array(HALF)


def climatology(known: Marks, target: Target, horizon: int) -> Floats:
    """Return the shares of each count among all windows without an unknown month; an even forecast without any."""
    if len(known) < horizon:
        return even_odds(known, target, horizon)
    counts = count_in(np.lib.stride_tricks.sliding_window_view(known, horizon).T, horizon)
    counts = counts[counts != UNKNOWN]
    return frequencies(counts, horizon) if len(counts) else even_odds(known, target, horizon)


def frequencies(counts: npt.NDArray[Any], horizon: int) -> Floats:
    """Return the shares of the counts 0 to `horizon`, `(horizon + 1,)`."""
    return np.asarray(np.bincount(counts, minlength=horizon + 1) / len(counts))


def persistence(known: Marks, _: Target, horizon: int) -> Floats:
    """Return the beta-binomial forecast that the last `horizon` months go on; unknown ones say nothing."""
    recent = known[max(len(known) - horizon, 0) :]
    a, b = np.count_nonzero(recent == 1) + HALF, np.count_nonzero(recent == 0) + HALF
    none = math.prod((b + k) / (a + b + k) for k in range(horizon))
    odds = ((horizon - k) * (a + k) / ((k + 1) * (b + horizon - k - 1)) for k in range(horizon))
    return np.array(list(accumulate(odds, mul, initial=none)))


def base_rate(known: Marks, target: Target, horizon: int) -> Floats:
    """Return how often an event happened from the months where it was at stake, half an outcome each before.

    Only months whose outcome is known before the origin teach.
    """
    found = outcomes(target, known, range(len(known)), horizon)
    return np.array((np.count_nonzero(found == 1) + HALF) / (np.count_nonzero(found != UNKNOWN) + 2 * HALF))


def markov_chain(known: Marks, target: Target, horizon: int) -> Floats:
    """Return the forecast of a chain of two states, with the observable and without."""
    return chances(two_states(known), target, horizon)


SIMPLE: Final[dict[str, tuple[Forecaster, tuple[str, ...]]]] = {
    EVEN: (even_odds, (*COUNTS, *EVENTS)), "climatology": (climatology, COUNTS), "persistence": (persistence, COUNTS),
    "base rate": (base_rate, EVENTS), "markov chain": (markov_chain, (*COUNTS, *EVENTS)),
}  # fmt: skip
"""Each with the targets that it forecasts."""


def benchmark_forecasts(
    seen: Seen, origins: Sequence[int], horizons: Sequence[int], first: int = 0, targets: Sequence[str] = tuple(TARGETS)
) -> Given:
    """Return the forecasts of every benchmark from every origin.

    `seen` is what the record shows by observable, `(months,)`, and `origins` the places of the first months that are
    forecast, going up: a forecast rests on the months from `first` to the one before its origin and on nothing else.
    Raises DataProblem for origins without a month before them, or out of order.
    """
    check_origins(origins, first)
    learnt = {name: marks[first:] for name, marks in seen.items()}
    ends = [origin - first for origin in origins]
    wanted = [TARGETS[name] for name in targets]
    given: Given = {}
    for name, (says, own) in SIMPLE.items():
        given[name] = {
            (t.name, h): np.array([says(learnt[t.flag][:end], t, h) for end in ends])
            for t in wanted if t.name in own for h in horizons
        }  # fmt: skip
    for name, states in HIDDEN.items():
        chains = hidden_chains(learnt, [t.flag for t in wanted], ends, states)
        given[name] = {(t.name, h): chances(chains[t.flag], t, h) for t in wanted for h in horizons}
    staked = {t.name: np.array([at_stake(t, learnt[t.flag][:end]) for end in ends]) for t in wanted}
    return {
        name: {(t, h): rows if t in COUNTS else np.where(staked[t], rows, np.nan) for (t, h), rows in own.items()}
        for name, own in given.items()
    }


def check_origins(origins: Sequence[int], first: int) -> None:
    """Refuse origins that nothing can be learnt for, or that do not go up; raises DataProblem."""
    if not len(origins) or min(origins) <= first or any(a >= b for a, b in pairwise(origins)):
        raise DataProblem(
            "origins must go up, and begin after the first month that is learnt from", f"origins {list(origins)}",
            f"Begin at month number {first + 1} or later.",
        )  # fmt: skip


POOL: Final = "pool"
MODEL: Final = "model"
POOLED: Final = (MODEL, "hidden chain of 4", "persistence", "base rate")
"""What the pool is the mean of, with equal weights: of each target those that forecast it, and no weight is learnt.

Persistence forecasts counts alone, the base rate events alone, so it is three of each.
"""


def pool(given: Mapping[str, Mapping[Key, Floats]]) -> dict[Key, Floats]:
    """Return the mean of the forecasters of POOLED, of each target and horizon that the model forecasts."""
    return {
        key: np.asarray(np.mean([given[name][key] for name in POOLED if key in given.get(name, {})], axis=0))
        for key in given[MODEL]
    }
