"""Benchmarks: closed forms, slow sums over all paths, and no leakage."""

from functools import cache
from itertools import product

import numpy as np
import pytest

from sim.history import benchmarks
from sim.history.benchmarks import (
    Chain,
    benchmark_forecasts,
    count_chances,
    with_pools,
)
from sim.history.observe import seen_in
from sim.history.record import load_record
from sim.history.scores import scores_of
from sim.history.targets import Seen, outcomes

GENERATOR = np.random.default_rng(12)
RECORD = load_record().window("2006-01", "2019-12")
SEEN: Seen = seen_in(RECORD)


def with_holes(months: int, seed: int) -> Seen:
    """Return marks with unknown ones, whose tests come in spells."""
    luck = np.random.default_rng(seed)
    test = (np.convolve(luck.random(months + 5), np.ones(6) / 6, "valid") > 0.5).astype(np.int8)
    big = np.where(test == 1, luck.random(months) < 0.3, 0).astype(np.int8)
    rest = {
        name: (luck.random(months) < 0.2).astype(np.int8) for name in ("talks_month", "resolution")
    }
    seen = {
        "test_month": test,
        "big_test": big,
        **rest,
        "lethal_incident": np.zeros(months, dtype=np.int8),
    }
    for marks in seen.values():
        marks[luck.random(months) < 0.1] = -1
    seen["resolution"][: months // 2] = -1
    return seen


def a_chain(states: int) -> Chain:
    """Return some chain."""
    draw = GENERATOR.dirichlet
    return Chain(draw(np.ones(states)), draw(np.ones(states), states), GENERATOR.random(states))


def paths(chain: Chain, months: int) -> list[tuple[tuple[bool, ...], float]]:
    """Return all runs of flags with their chances, summed over all runs of states."""
    found = []
    for flags in product((False, True), repeat=months):
        reached = chain.now
        for flag in flags:
            reached = (reached @ chain.move) * (chain.shows if flag else 1.0 - chain.shows)
        found.append((flags, float(reached.sum())))
    return found


@pytest.mark.parametrize("states", [2, 3])
def test_counts_of_a_chain_are_sums_over_all_its_paths(states: int) -> None:
    chain, months = a_chain(states), 8
    slow = np.zeros(months + 1)
    for flags, chance in paths(chain, months):
        slow[sum(flags)] += chance
    np.testing.assert_allclose(count_chances(chain, months), slow, atol=1e-14)


def test_a_chain_without_memory_is_binomial() -> None:
    from scipy.stats import binom

    chain = Chain(np.array([0.2, 0.8]), np.full((2, 2), 0.5), np.array([0.3, 0.3]))
    np.testing.assert_allclose(count_chances(chain, 6), binom.pmf(np.arange(7), 6, 0.3), atol=1e-14)


def test_persistence_is_beta_binomial_of_the_months_that_are_known() -> None:
    from scipy.stats import betabinom

    latest = np.array([1, 1, 0, 1, 0, 0, 0, 1], dtype=np.int8)
    slow = betabinom.pmf(np.arange(7), 6, 2.5, 4.5)
    np.testing.assert_allclose(benchmarks.persistence(latest, 6), slow, atol=1e-12)
    latest[-1] = -1
    slow = betabinom.pmf(np.arange(7), 6, 1.5, 4.5)
    np.testing.assert_allclose(benchmarks.persistence(latest, 6), slow, atol=1e-12)


def test_persistence_has_no_forecast_where_fewer_than_half_of_its_months_are_known() -> None:
    known = np.array([1, 1, 1, -1, -1, -1], dtype=np.int8)
    assert not np.isnan(benchmarks.persistence(known, 6)).any()
    known[0] = -1
    assert np.isnan(benchmarks.persistence(known, 6)).all()


def test_an_empty_column_leaves_the_pool_between_model_and_chain_and_a_level_of_effort_is_scored() -> (
    None
):
    seen = {name: marks.copy() for name, marks in with_holes(70, 6).items()}
    seen["talks_month"][30:] = -1
    given = benchmark_forecasts(seen, [70], (12,), names=["talks_month"])
    key = ("talks_month", 12)
    given[benchmarks.MODEL] = {key: np.eye(13)[[2]]}
    model, chain, both = (
        float((rows[0] * np.arange(13)).sum())
        for rows in (
            given[benchmarks.MODEL][key],
            given[benchmarks.HIDDEN][key],
            with_pools(given)[benchmarks.FORMER][key],
        )
    )
    assert both == pytest.approx((model + chain) / 2)
    stood = with_pools(given)[benchmarks.PERSISTS][key]
    np.testing.assert_array_equal(stood, given[benchmarks.EFFORT][key])


def slow_effort(known: np.ndarray, horizon: int) -> np.ndarray:
    """Return the forecast of a level of effort by plain sums, a walk at a time."""
    x = np.linspace(-5.0, 4.0, 37)
    p = 1.0 / (1.0 + np.exp(-x))
    weights, forecasts = [], []
    for mean, kept, step in product(
        (-2.5, -1.7, -1.0, -0.3), (0.9, 0.95, 0.98, 0.995), (0.15, 0.3, 0.6, 1.0)
    ):
        move = np.exp(-0.5 * ((x - mean - kept * (x[:, None] - mean)) / step) ** 2) + 1e-12
        move /= move.sum(axis=1, keepdims=True)
        now = np.exp(-0.5 * ((x - mean) / (step / np.sqrt(1 - kept**2))) ** 2)
        now /= now.sum()
        evidence = 1.0
        for mark in known:
            now = (now @ move) * {1: p, 0: 1 - p, -1: np.ones(37)}[int(mark)]
            evidence *= now.sum()
            now /= now.sum()
        weights.append(evidence)
        forecasts.append(count_chances(Chain(now, move, p), horizon))
    return np.asarray(np.average(forecasts, axis=0, weights=weights))


def test_a_level_of_effort_is_the_mean_over_walks_weighed_by_their_evidence() -> None:
    known = with_holes(40, 2)["test_month"]
    found = benchmarks.level_of_effort(known, [0, 13, 40], (2, 5))
    for row, end in enumerate((0, 13, 40)):
        for horizon in (2, 5):
            slow = slow_effort(known[:end], horizon)
            np.testing.assert_allclose(found[horizon][row], slow, atol=1e-12)


def test_a_level_of_effort_follows_a_long_spell_and_returns() -> None:
    spell = np.concatenate([np.zeros(200), np.ones(24)]).astype(np.int8)
    found = benchmarks.level_of_effort(spell, [200, 224], (3,))[3] @ np.arange(4)
    assert found[0] < 0.3
    assert 2.0 < found[1] < 3.0


def some_hidden(states: int, chains: int) -> benchmarks.Hidden:
    """Return chains of drawn numbers."""
    draw = GENERATOR.dirichlet
    shows = draw(np.ones(benchmarks.SYMBOLS), (chains, states))
    return benchmarks.Hidden(
        draw(np.ones(states), chains), draw(np.ones(states), (chains, states)), shows
    )


def test_what_months_say_of_hidden_states_is_the_sum_over_all_paths_of_states() -> None:
    seen = with_holes(6, 3)
    chains, lengths = some_hidden(3, 2), np.array([6, 4])
    found = benchmarks.smooth_states(chains, benchmarks.codes_of(seen), lengths)
    may = benchmarks.MAY[benchmarks.codes_of(seen)]
    for c, length in enumerate(lengths):
        total, states, moves = 0.0, np.zeros((length, 3)), np.zeros((3, 3))
        for path in product(range(3), repeat=int(length)):
            chance = chains.begin[c, path[0]]
            for m, state in enumerate(path):
                chance *= (
                    chains.shows[c, state]
                    @ may[m]
                    * (chains.move[c, path[m - 1], state] if m else 1.0)
                )
            total += chance
            states[np.arange(length), path] += chance
            np.add.at(moves, (path[:-1], path[1:]), chance)
        assert found.log_likelihood[c] == pytest.approx(np.log(total))
        np.testing.assert_allclose(found.state[:length, c], states / total, atol=1e-12)
        np.testing.assert_allclose(found.last[c], states[-1] / total, atol=1e-12)
        np.testing.assert_allclose(found.moves[c], moves / total, atol=1e-12)


def test_a_month_may_have_had_the_symbols_that_its_columns_allow() -> None:
    def allowed(test: int, big: int, talks: int) -> set[int]:
        code = benchmarks.codes_of(
            {
                name: np.array([mark], dtype=np.int8)
                for name, mark in (("test_month", test), ("big_test", big), ("talks_month", talks))
            }
        )
        return set(np.flatnonzero(benchmarks.MAY[code[0]]))

    assert allowed(0, 0, 1) == {1}
    assert allowed(1, -1, 0) == {2, 4}
    assert allowed(-1, 1, 0) == {4}
    assert allowed(-1, 0, -1) == {0, 1, 2, 3}
    assert allowed(-1, -1, -1) == set(range(benchmarks.SYMBOLS))
    assert benchmarks.MAY.any(axis=1).all()


def test_no_step_of_a_fit_lowers_the_posterior() -> None:
    months = benchmarks.codes_of(with_holes(80, 5)), np.array([80, 75, 40])
    chains = some_hidden(3, 3)
    before = benchmarks.log_posterior(chains, *months)
    for _ in range(25):
        chains = benchmarks.improve_chains(chains, *months)
        after = benchmarks.log_posterior(chains, *months)
        assert (after > before - 1e-9).all()
        before = after


def test_a_fit_finds_the_chain_that_made_the_months() -> None:
    luck = np.random.default_rng(1)
    move = np.array([[0.95, 0.03, 0.02], [0.04, 0.94, 0.02], [0.03, 0.03, 0.94]])
    test, talks = np.array([0.05, 0.8, 0.1]), np.array([0.05, 0.1, 0.8])
    state, states = 0, []
    for _ in range(900):
        state = int(luck.choice(3, p=move[state]))
        states.append(state)
    shown = {
        "test_month": luck.random(900) < test[states],
        "talks_month": luck.random(900) < talks[states],
    }
    seen = {name: flags.astype(np.int8) for name, flags in shown.items()} | {
        "big_test": np.zeros(900, dtype=np.int8)
    }
    found = benchmarks.hidden_chains(seen, ["test_month", "talks_month"], [900], 3)
    order = np.lexsort((found["talks_month"].shows[0], found["test_month"].shows[0].round(0)))
    np.testing.assert_allclose(found["test_month"].shows[0][order], test[[0, 2, 1]], atol=0.1)
    np.testing.assert_allclose(found["talks_month"].shows[0][order], talks[[0, 2, 1]], atol=0.1)
    np.testing.assert_allclose(
        np.diag(found["test_month"].move[0])[order], np.diag(move)[[0, 2, 1]], atol=0.05
    )


@cache
def holed(first: int = 10) -> benchmarks.Forecasts:
    """Return the forecasts of all benchmarks on months with holes."""
    return benchmark_forecasts(with_holes(70, 6), range(40, 56), (3, 6), first)


def differing(a: benchmarks.Forecasts, b: benchmarks.Forecasts, rows: slice) -> set[str]:
    """Return the forecasters of which any forecast differs in any bit."""
    return {
        name
        for name, own in a.items()
        if any(own[k][rows].tobytes() != b[name][k][rows].tobytes() for k in own)
    }


def test_changing_any_later_month_leaves_every_forecast_untouched_bit_for_bit() -> None:
    base = holed()
    for number in (0, 5, 11):
        seen = {name: marks.copy() for name, marks in with_holes(70, 6).items()}
        for marks in seen.values():
            marks[40 + number :] = (marks[40 + number :] + 2) % 3 - 1
        other = benchmark_forecasts(seen, range(40, 56), (3, 6), 10)
        assert differing(base, other, slice(0, number + 1)) == set()
        # The change is one that later forecasts do see.
        assert differing(base, other, slice(None)) >= set(base) - {"even"}


def test_months_before_the_first_say_nothing_and_other_origins_change_nothing() -> None:
    seen = {name: marks.copy() for name, marks in with_holes(70, 6).items()}
    for marks in seen.values():
        marks[:10] = 1
    assert (
        differing(holed(), benchmark_forecasts(seen, range(40, 56), (3, 6), 10), slice(None))
        == set()
    )
    alone = benchmark_forecasts(seen, [43], (3, 6), 10)
    there = {name: {key: rows[3:4] for key, rows in own.items()} for name, own in holed().items()}
    assert differing(alone, there, slice(None)) == set()


def test_every_benchmark_is_a_distribution_unless_it_has_none() -> None:
    for name, own in holed().items():
        for (_, horizon), rows in own.items():
            assert rows.shape == (16, horizon + 1)
            given = rows[~np.isnan(rows).any(axis=1)]
            assert len(given) == 16 or name == "persistence"
            assert (given >= 0).all()
            np.testing.assert_allclose(given.sum(axis=1), 1.0, err_msg=name)


def test_known_scores_of_2015_to_2019() -> None:
    horizons, origins = (3, 6, 12), range(RECORD.position("2015-01"), len(RECORD))
    given = benchmark_forecasts(SEEN, origins, horizons, RECORD.position("2007-01"), ["test_month"])
    found: dict[str, list[float]] = {}
    for horizon in horizons:
        seen = outcomes(SEEN["test_month"], origins, horizon)
        for name in ("even", "persistence"):
            rows = given[name]["test_month", horizon][seen >= 0]
            key = ("test_month", horizon)
            found.setdefault(name, []).append(
                float(scores_of(name, key, rows, seen[seen >= 0]).mean())
            )
    np.testing.assert_allclose(found["even"], np.log([4, 7, 13]), atol=1e-12)
    np.testing.assert_allclose(found["persistence"], [1.45, 2.60, 3.44], atol=0.015)
