"""Benchmarks: forecasters that know only the record before the origin.

Hidden Markov chains emit the symbol of a month, tests by talks, and are fitted anew at every
origin. A level of effort is a hidden walk of one observable alone. Sources: Baum, Petrie, Soules
and Weiss 1970; Rabiner 1989, Proc. IEEE 77:257-286; Kitagawa 1987, J. Am. Stat. Assoc. 82:1032.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from operator import mul
from typing import Final

import numpy as np

from sim.core.base.arrays import Flags, Floats, Ints, Marks, exp, log
from sim.history.observe import UNKNOWN
from sim.history.record import shipped_bytes
from sim.history.targets import TARGETS, Key, Seen
from sim.study.estimate.bootstrap import Stream, generator

HALF: Final = 0.5
"""Prior count of each outcome: Jeffreys' prior."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of states that show a flag or do not, known up to the month before an origin.

    `now` is the chance of each state in that month, `(…, states)`; `move[…, i, j]` that of state j
    after state i; and `shows` that a state shows the flag, `(…, states)`.
    """

    now: Floats
    move: Floats
    shows: Floats


def count_chances(chain: Chain, horizon: int) -> Floats:
    """Return the chance of each number of months with the flag among the next, `(…, horizon +
    1)`.
    """
    reached = np.zeros((*chain.now.shape, horizon + 1))
    reached[..., 0] = chain.now
    for _ in range(horizon):
        moved = moved_on(chain, reached)
        reached = moved * (1.0 - chain.shows[..., None])
        reached[..., 1:] += moved[..., :-1] * chain.shows[..., None]
    return np.asarray(reached.sum(axis=-2))


def moved_on(chain: Chain, reached: Floats) -> Floats:
    """Return chances by state, `(…, states, any)`, a month later."""
    return np.asarray((chain.move[..., None] * reached[..., :, None, :]).sum(axis=-3))


TESTS: Final = 3
"""Kinds of month by its tests: none, some, a big one."""
SYMBOLS: Final = 2 * TESTS
"""Symbols of a month: twice its kind of tests, plus one if there are talks."""

STAY: Final = 5.0
"""Prior months of staying in a state, beyond half a month of each move.

Priors are Dirichlet, and a fit is the posterior mode. A row of moves has half a month of each and
these of staying; the symbols of a state and the first state have half a month of each.
"""

SEED: Final = 12
STARTS: Final = 10
FIRST_STEPS: Final = 100
STEPS: Final = 50
REFIT_MONTHS: Final = 12
"""Every twelfth month the chain is fitted from all its starts, in between from the best one of the
twelfth before.
"""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Hidden chains side by side: `begin` `(chains, states)`, `move` `(chains, states, states)`,
    from and to, and `shows` `(chains, states, SYMBOLS)`.
    """

    begin: Floats
    move: Floats
    shows: Floats

    def chosen(self, rows: Ints) -> Hidden:
        """Return some of the chains."""
        return Hidden(self.begin[rows], self.move[rows], self.shows[rows])


@dataclass(frozen=True, slots=True)
class Smoothed:
    """The posterior of the states of chains, given the months of each chain.

    `state` `(months, chains, states)` is the chance of each state in each month, 0 after the last
    month of the chain; `last` `(chains, states)` that in its last month; `moves` `(chains, states,
    states)` the expected moves; `log_likelihood` is `(chains,)`.
    """

    state: Floats
    last: Floats
    moves: Floats
    log_likelihood: Floats


def codes_of(marks: Seen) -> Ints:
    """Return each month's row in `MAY`, `(months,)`."""
    test, big, talks = (
        marks[name].astype(np.intp) + 1 for name in ("test_month", "big_test", "talks_month")
    )
    return np.asarray(9 * test + 3 * big + talks)


def possible_symbols() -> Floats:
    """Return the symbols that a month may have, 1 or 0, `(27, SYMBOLS)`: a row for each combination
    of its three columns, each of them unknown, no or yes.

    A big test counts as a test, even if the other column says no.
    """
    test, big, talks = np.meshgrid(*[(-1, 0, 1)] * 3, indexing="ij")
    tests = (
        (test != 1) & (big != 1),
        (test != 0) & (big != 1),
        (big == 1) | ((big < 0) & (test != 0)),
    )
    pairs = [allowed & talking for allowed in tests for talking in (talks != 1, talks != 0)]
    return np.stack([allowed.reshape(-1) for allowed in pairs], axis=1).astype(np.float64)


MAY: Final = possible_symbols()


def smooth_states(hidden: Hidden, code: Ints, lengths: Ints) -> Smoothed:
    """Return the posterior of the states given the months in `code`, rows of `MAY`, by a forward
    and a backward pass.

    Chain c sees the first `lengths[c]` months. Chains stand from the longest to the shortest. No
    sum runs over chains or over months that a chain does not see, so a chain's numbers are the same
    bits beside any others.
    """
    like = np.ascontiguousarray(np.moveaxis((hidden.shows[..., None, :] * MAY).sum(axis=-1), -1, 0))
    count = int(lengths[0])
    active = np.count_nonzero(lengths[None, :] > np.arange(count)[:, None], axis=1)
    shape = (count, *hidden.begin.shape)
    forward, backward, future, scale = (
        np.zeros(shape),
        np.zeros(shape),
        np.ones(shape),
        np.ones(shape[:2]),
    )
    state = hidden.begin
    for m, chains in enumerate(active):
        if m:
            state = (state[:chains, :, None] * hidden.move[:chains]).sum(axis=1)
        state = state[:chains] * like[code[m], :chains]
        scale[m, :chains] = state.sum(axis=-1)
        state = forward[m, :chains] = state / scale[m, :chains, None]
    for m in range(count - 1, 0, -1):
        chains = active[m]
        backward[m, :chains] = like[code[m], :chains] * future[m, :chains] / scale[m, :chains, None]
        future[m - 1, :chains] = (hidden.move[:chains] * backward[m, :chains, None, :]).sum(axis=2)
    moves = (forward[:-1, :, :, None] * backward[1:, :, None, :]).sum(axis=0) * hidden.move
    last = forward[lengths - 1, np.arange(shape[1])]
    return Smoothed(forward * future, last, moves, log(scale).sum(axis=0))


def improve_chains(hidden: Hidden, code: Ints, lengths: Ints) -> Hidden:
    """Return chains after one step of expectation and maximisation, which never lowers the
    posterior.
    """
    posterior = smooth_states(hidden, code, lengths)
    begin = posterior.state[0] + HALF
    move = posterior.moves + HALF + STAY * np.eye(posterior.moves.shape[-1])
    shows = expect_symbols(hidden, code, posterior.state) + HALF
    return Hidden(*(counts / counts.sum(axis=-1, keepdims=True) for counts in (begin, move, shows)))


def expect_symbols(hidden: Hidden, code: Ints, state: Floats) -> Floats:
    """Return how often each state is expected to have shown each symbol, `(chains, states,
    SYMBOLS)`.
    """
    visited = np.zeros_like(hidden.shows)
    codes = code[: len(state)]
    for kind in np.unique(codes):
        symbols = hidden.shows * MAY[kind]
        visits = state[codes == kind].sum(axis=0)
        visited += visits[..., None] * symbols / symbols.sum(axis=-1, keepdims=True)
    return visited


def log_posterior(hidden: Hidden, code: Ints, lengths: Ints) -> Floats:
    """Return the log of likelihood times prior of each chain, but for a constant, `(chains,)`."""
    states = hidden.begin.shape[-1]
    prior = (HALF * log(hidden.shows)).sum(axis=(1, 2)) + (HALF * log(hidden.begin)).sum(axis=1)
    prior += ((HALF + STAY * np.eye(states)) * log(hidden.move)).sum(axis=(1, 2))
    return np.asarray(smooth_states(hidden, code, lengths).log_likelihood + prior)


def first_guesses(states: int) -> Hidden:
    """Return the chains from which all fits begin: each state's symbols are drawn, the same ones
    always, and states mostly stay.
    """
    shows = generator(SEED, Stream.CHAIN_STARTS, states).dirichlet(
        np.ones(SYMBOLS), (STARTS, states)
    )
    move = HALF + STAY * np.eye(states)
    move = np.repeat((move / move.sum(axis=-1, keepdims=True))[None], STARTS, axis=0)
    return Hidden(np.full((STARTS, states), 1.0 / states), move, shows)


def fit_chains(marks: Seen, ends: Sequence[int], states: int) -> tuple[Hidden, Smoothed]:
    """Return a chain for each end, fitted to the months before it, and the posterior of its states.

    Ends go up. A fit rests on nothing but the months before its end: each begins from the best fit
    to the months before the last multiple of twelve, and that one from ten first guesses.
    """
    code = codes_of(marks)
    turn = np.array([end - end % REFIT_MONTHS or end for end in ends], dtype=np.intp)
    anchors = np.unique(turn)[::-1]
    guesses = first_guesses(states)
    many = guesses.chosen(np.tile(np.arange(STARTS), len(anchors)))
    lengths = np.repeat(anchors, STARTS)
    for _ in range(FIRST_STEPS):
        many = improve_chains(many, code, lengths)
    best = log_posterior(many, code, lengths).reshape(len(anchors), STARTS).argmax(axis=1)
    many = many.chosen(np.arange(len(anchors)) * STARTS + best)
    # From the longest to the shortest, as `smooth_states` wants them.
    order = np.argsort(ends)[::-1]
    many = many.chosen(np.array([int(np.flatnonzero(anchors == turn[row])[0]) for row in order]))
    lengths = np.asarray(ends, dtype=np.intp)[order]
    for _ in range(STEPS):
        many = improve_chains(many, code, lengths)
    posterior, back = smooth_states(many, code, lengths), np.argsort(order)
    return many.chosen(back), Smoothed(
        posterior.state[:, back],
        posterior.last[back],
        posterior.moves[back],
        posterior.log_likelihood[back],
    )


def hidden_chains(
    marks: Seen, flags: Sequence[str], ends: Sequence[int], states: int
) -> dict[str, Chain]:
    """Return by flag the chains that forecast it from each end on, one an end, side by side.

    A flag outside the symbol has in each state its frequency in the months assigned to that state,
    with a month's worth of the base rate.
    """
    chains, posterior = fit_chains(marks, ends, states)
    return {
        flag: Chain(
            posterior.last, chains.move, shown_of(flag, chains, posterior, marks[flag], ends)
        )
        for flag in flags
    }


IN_SYMBOL: Final[dict[str, Flags]] = {
    "test_month": np.arange(SYMBOLS) >= 2,
    "big_test": np.arange(SYMBOLS) >= 4,
    "talks_month": np.arange(SYMBOLS) % 2 == 1,
}
"""The symbols of a month with the flag."""


def shown_of(
    flag: str, chains: Hidden, posterior: Smoothed, marks: Marks, ends: Sequence[int]
) -> Floats:
    """Return the chance that each state shows a flag, `(chains, states)`."""
    if flag in IN_SYMBOL:
        return np.asarray(chains.shows[..., IN_SYMBOL[flag]].sum(axis=-1))
    count = len(posterior.state)
    observed = (marks[:count, None] >= 0) & (np.arange(count)[:, None] < np.asarray(ends))
    yes = observed & (marks[:count, None] == 1)
    base = (yes.sum(axis=0) + HALF) / (observed.sum(axis=0) + 2 * HALF)
    visits, hits = ((posterior.state * months[..., None]).sum(axis=0) for months in (observed, yes))
    return np.asarray((hits + base[:, None]) / (visits + 1.0))


LEVELS: Final = np.linspace(-5.0, 4.0, 37)
"""Grid of the levels of effort: log-odds that a month has the flag."""
MEANS: Final = (-2.5, -1.7, -1.0, -0.3)
PERSISTENCE: Final = (0.9, 0.95, 0.98, 0.995)
SPREADS: Final = (0.15, 0.3, 0.6, 1.0)
"""The mean, the monthly persistence and the step's sd of a level: every combination is one walk,
and all begin with equal weight.
"""


@cache
def effort_walks() -> Chain:
    """Return the walks of a level of effort before the first month, one a combination, `(walks,
    levels)`.
    """
    grid = np.meshgrid(MEANS, PERSISTENCE, SPREADS, indexing="ij")
    mean, memory, step = (values.reshape(-1, 1, 1) for values in grid)
    move = exp(-0.5 * ((LEVELS - mean - memory * (LEVELS[:, None] - mean)) / step) ** 2) + 1e-12
    spread = step / np.sqrt(1.0 - memory**2)
    now = exp(-0.5 * ((LEVELS - mean) / spread) ** 2)[:, 0]
    return Chain(
        now / now.sum(axis=-1, keepdims=True),
        move / move.sum(axis=-1, keepdims=True),
        1.0 / (1.0 + exp(-LEVELS)),
    )


@cache
def effort_counts(horizon: int) -> Floats:
    """Return the chance of each count in the next months by walk and level of now, `(walks, levels,
    horizon + 1)`.
    """
    walks = effort_walks()
    counts = np.ones((*walks.now.shape, 1))
    for _ in range(horizon):
        later = np.zeros((*walks.now.shape, counts.shape[-1] + 1))
        later[..., :-1] = counts * (1.0 - walks.shows[:, None])
        later[..., 1:] += counts * walks.shows[:, None]
        counts = (walks.move[..., None] * later[:, None]).sum(axis=2)
    return counts


def level_of_effort(
    marks: Marks, ends: Sequence[int], horizons: Sequence[int]
) -> dict[int, Floats]:
    """Return the forecasts of a level of effort, `(ends, horizon + 1)` by horizon.

    The log-odds of a flag are a hidden walk that returns to a mean. Walks that differ in mean,
    persistence and step are weighted by their evidence, the likelihood of the months before each
    end. An unknown month carries no evidence.
    """
    walks = effort_walks()
    now, evidence = walks.now, np.zeros(len(walks.now))
    forecasts: dict[int, list[Floats]] = {h: [] for h in horizons}
    for month in range(max(ends) + 1):
        if month in ends:
            weight = exp(evidence - evidence.max())
            belief = (weight / weight.sum())[:, None, None] * now[..., None]
            for h, rows in forecasts.items():
                rows.append(np.asarray((belief * effort_counts(h)).sum(axis=(0, 1))))
        if month < len(marks):
            now = (now[..., None] * walks.move).sum(axis=1)
            if marks[month] != UNKNOWN:
                now = now * (walks.shows if marks[month] else 1.0 - walks.shows)
            chance = now.sum(axis=-1)
            evidence, now = evidence + log(chance), now / chance[:, None]
    return {h: np.array(rows) for h, rows in forecasts.items()}


EVEN: Final = "even"

Forecasts = dict[str, dict[Key, Floats]]
"""Forecasts by forecaster, `(origins, horizon + 1)` by target and horizon; NaN where one has none.
"""
Forecaster = Callable[[Marks, int], Floats]
"""Takes the months learnt from, `(months,)`, and a horizon; returns the chance of each count,
`(horizon + 1,)`.
"""


def even_odds(_: Marks, horizon: int) -> Floats:
    """Return the uniform forecast."""
    return np.full(horizon + 1, 1.0 / (horizon + 1))


def persistence(marks: Marks, horizon: int) -> Floats:
    """Return the beta-binomial forecast that the last `horizon` months go on; NaN if fewer than
    half of them are known.
    """
    recent = marks[max(len(marks) - horizon, 0) :]
    a, b = np.count_nonzero(recent == 1) + HALF, np.count_nonzero(recent == 0) + HALF
    if 2 * (a + b - 2 * HALF) < horizon:
        return np.full(horizon + 1, np.nan)
    none = math.prod((b + k) / (a + b + k) for k in range(horizon))
    odds = ((horizon - k) * (a + k) / ((k + 1) * (b + horizon - k - 1)) for k in range(horizon))
    return np.array(list(accumulate(odds, mul, initial=none)))


PERSISTS: Final = "persistence"
SIMPLE: Final[dict[str, tuple[Forecaster, str]]] = {
    EVEN: (even_odds, "each count as likely"),
    PERSISTS: (
        persistence,
        "the last months go on: with k of h flagged a month's chance is Beta(k + ½, h − k + ½); a level of effort if "
        "fewer than half of them are known",
    ),
}
"""The simple forecasters by name, each with its description."""

EFFORT: Final = "level of effort"
HIDDEN: Final = "hidden chain of 4"
STATES: Final = 4

BENCHMARKS: Final = {name: says for name, (_, says) in SIMPLE.items()} | {
    EFFORT: "the log-odds of a month are a hidden walk that returns to a mean; 64 walks weighed by their evidence",
    HIDDEN: "a hidden Markov chain of four states on tests (none, some, big) by talks, sticky prior",
}
"""The description of each benchmark. All but the even one learn from all months from the first to
the one before the origin.
"""


def benchmark_forecasts(
    record: Seen,
    origins: Sequence[int],
    horizons: Sequence[int],
    first: int = 0,
    names: Sequence[str] = tuple(TARGETS),
) -> Forecasts:
    """Return the forecasts of every benchmark from every origin.

    `record` is the record by observable, `(months,)`, and `origins` the places of the first months
    that are forecast, going up: a forecast rests on the months from `first` to the one before its
    origin and on nothing else.
    """
    learnt = {name: marks[first:] for name, marks in record.items()}
    ends = [origin - first for origin in origins]
    forecasts: Forecasts = {
        name: {
            (t, h): np.array([says(learnt[t][:end], h) for end in ends])
            for t in names
            for h in horizons
        }
        for name, (says, _) in SIMPLE.items()
    }
    forecasts[EFFORT] = {
        (t, h): rows
        for t in names
        for h, rows in level_of_effort(learnt[t], ends, horizons).items()
    }
    chains = hidden_chains(learnt, names, ends, STATES)
    forecasts[HIDDEN] = {(t, h): count_chances(chains[t], h) for t in names for h in horizons}
    return forecasts


POOL: Final = "pool"
FORMER: Final = "former pool"
MODEL: Final = "model"
FORMER_MEMBERS: Final = (MODEL, HIDDEN, PERSISTS)
POOLED: Final = (*FORMER_MEMBERS, EFFORT)
"""The members of the pool, in the order of their weights; the first three with equal weights were
the former pool.
"""


@cache
def pool_weights() -> dict[str, list[float]]:
    """Return the weights of POOLED by target, learnt as docs/registration.md says."""
    weights: dict[str, list[float]] = json.loads(shipped_bytes("pool.json"))
    return weights


def mixed(rows: Sequence[Floats], weights: Sequence[float]) -> Floats:
    """Return the weighted mean of forecasts `(origins, counts)` of members; one that has none (NaN)
    leaves its share to the others.
    """
    table = np.array(rows)
    weight = np.where(np.isnan(table), 0.0, np.array(weights)[:, None, None])
    return np.asarray((weight * np.nan_to_num(table)).sum(axis=0) / weight.sum(axis=0))


def with_pools(forecasts: Forecasts) -> Forecasts:
    """Return the pool, the former one, then the forecasts, in which a level of effort stands in
    where persistence has none, so that each can be scored.
    """
    pools: Forecasts = {POOL: {}, FORMER: {}}
    for key in forecasts[MODEL]:
        rows = [forecasts[name][key] for name in POOLED]
        pools[POOL][key] = mixed(rows, pool_weights()[key[0]])
        members = rows[: len(FORMER_MEMBERS)]
        pools[FORMER][key] = mixed(members, np.ones(len(members)).tolist())
    complete = {
        key: np.where(np.isnan(rows), forecasts[EFFORT][key], rows)
        for key, rows in forecasts[PERSISTS].items()
    }
    return pools | forecasts | {PERSISTS: complete}
