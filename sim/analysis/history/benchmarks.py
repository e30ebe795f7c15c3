"""Forecasters that know only the record before the origin: what a model must beat."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from sim.analysis.history.hidden import HALF, chances, hidden_chains, two_states
from sim.analysis.history.observe import UNKNOWN
from sim.analysis.history.scores import as_counts, frequencies, smoothed
from sim.analysis.history.targets import COUNTS, EVENTS, TARGETS, Key, Seen, Target, at_stake, count_in, outcomes, reach
from sim.arrays import Floats, Ints, Marks
from sim.errors import DataProblem

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


def even(_: Marks, target: Target, horizon: int) -> Floats:
    """Return the forecast of who knows nothing."""
    return np.full(horizon + 1, 1.0 / (horizon + 1)) if target.kind == "count" else np.array(HALF)


def climatology(known: Marks, target: Target, horizon: int) -> Floats:
    """Return the shares of each count among all windows without an unknown month; an even forecast without any."""
    if len(known) < horizon:
        return even(known, target, horizon)
    counts = count_in(np.lib.stride_tricks.sliding_window_view(known, horizon).T, horizon)
    counts = counts[counts != UNKNOWN]
    return frequencies(counts, horizon) if len(counts) else even(known, target, horizon)


def persistence(known: Marks, _: Target, horizon: int) -> Floats:
    """Return the beta-binomial forecast that the last `horizon` months go on; unknown ones say nothing."""
    from scipy.special import betaln, comb

    recent = known[max(len(known) - horizon, 0) :]
    counts = np.arange(horizon + 1)
    a, b = np.count_nonzero(recent == 1) + HALF, np.count_nonzero(recent == 0) + HALF
    return np.asarray(comb(horizon, counts) * np.exp(betaln(counts + a, horizon - counts + b) - betaln(a, b)))


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
    EVEN: (even, (*COUNTS, *EVENTS)),
    "climatology": (climatology, COUNTS),
    "persistence": (persistence, COUNTS),
    "base rate": (base_rate, EVENTS),
    "markov chain": (markov_chain, (*COUNTS, *EVENTS)),
}
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


STACKED: Final = "stacked"
STEPS: Final = 200
PRIOR: Final = 1.0
"""Windows that each forecaster has been right in before anything is seen: with nothing seen, weights are even."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Stacked forecasts, like those they are made of, and the weight of each forecaster, `(origins, forecasters)`."""

    forecast: Floats
    forecasters: tuple[str, ...]
    weights: Floats


def stacked(given: Mapping[str, Floats], seen: Ints, origins: Sequence[int], apart: int) -> Stack:
    """Return the weighted mean of forecasters from each origin, with the weights of the best log score so far.

    `given[forecaster]` holds forecasts of one target and horizon, `seen` what happened, −1 where unknown, and `origins`
    the places of the origins. A forecast is known `apart` months after its origin, and teaches from then on. Since that
    many neighbours share months, each counts as one of so many. Weights begin even and are those most likely a
    posteriori; every forecast is smoothed first, as it is before it is scored.
    """
    counts = {name: smoothed(as_counts(rows)) for name, rows in given.items()}
    scored = seen != UNKNOWN
    place = np.where(scored, seen, 0)
    right = np.stack([rows[np.arange(len(seen)), place] for rows in counts.values()], axis=1)
    right[~scored] = 1.0
    begun = np.asarray(origins)
    teaches = (begun[None, :] + apart <= begun[:, None]) & scored[None, :]
    weights = np.full((len(seen), len(given)), 1.0 / len(given))
    for _ in range(STEPS):
        shares = weights * ((teaches / (weights @ right.T)) @ right) / apart + PRIOR
        weights = shares / shares.sum(axis=1, keepdims=True)
    pooled = sum(weights[(slice(None), k, *[None] * (rows.ndim - 1))] * rows for k, rows in enumerate(given.values()))
    return Stack(np.asarray(pooled), tuple(given), weights)


def stacked_forecasts(
    given: Mapping[str, Mapping[Key, Floats]], seen: Mapping[Key, Ints], origins: Sequence[int]
) -> dict[Key, Stack]:
    """Return the stack of every target and horizon, of those forecasters that forecast it."""
    found = {}
    for key, happened in seen.items():
        own = {name: rows[key] for name, rows in given.items() if key in rows}
        found[key] = stacked(own, happened, origins[: len(happened)], reach(TARGETS[key[0]], key[1]))
    return found
