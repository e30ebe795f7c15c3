"""The stopping rule: when it stops, and how often its interval covers the truth."""

from __future__ import annotations

import numpy as np
import pytest

from sim.study.estimate.interval import wilson_cells
from sim.study.experiment.definition import Replication, enough, more, replay_rule

RULE = Replication(4000, "war", 0.03, 50, 50)
CHANCES = (0.02, 0.05, 0.2, 0.5)


def test_a_rule_never_stops_before_its_minimum_or_after_its_cap() -> None:
    assert not enough(Replication(900, "war", 0.05, 100, 50), [0], [50])[0]
    assert enough(Replication(900, "war", 0.001, 100, 50), [450], [900])[0]


@pytest.mark.parametrize("chance", CHANCES)
def test_a_rule_stops_at_the_first_look_that_is_narrow_enough(chance: float) -> None:
    happened = np.random.default_rng(1).random(4000) < chance
    n = replay_rule(RULE, happened)
    assert n is not None
    looks = np.arange(50, 4001, 50)
    cells = wilson_cells(np.cumsum(happened)[looks - 1], looks)
    narrow = (cells.high - cells.low) / 2 <= RULE.half_width
    assert n == looks[np.argmax(narrow)]


def test_a_replay_that_ran_out_of_worlds_is_no_replay() -> None:
    happened = np.random.default_rng(1).random(100) < 0.5
    assert replay_rule(RULE, happened) is None


def test_a_fixed_number_needs_no_look() -> None:
    rule = Replication(70)
    assert more(rule, 0) == 70
    assert replay_rule(rule, np.zeros(70, dtype=bool)) == 70


def exact_coverage(chance: float, rule: Replication) -> float:
    """The chance that the interval holds the truth where the rule stops, by adding up every way there."""
    from scipy.stats import binom

    n = rule.first
    reached = binom.pmf(np.arange(n + 1), n, chance)
    covered = 0.0
    while reached.sum() > 1e-9:
        hits = np.arange(n + 1)
        cells = wilson_cells(hits, n)
        stops = enough(rule, hits.tolist(), [n] * hits.size)
        covered += reached[stops & (cells.low <= chance) & (chance <= cells.high)].sum()
        step = more(rule, n) if n < rule.most else 1
        reached = np.convolve(np.where(stops, 0.0, reached), binom.pmf(np.arange(step + 1), step, chance))
        n += step
    return float(covered)


@pytest.mark.parametrize("half_width", [0.02, 0.03, 0.05])
@pytest.mark.parametrize("chance", CHANCES)
def test_exact_coverage(chance: float, half_width: float) -> None:
    assert exact_coverage(chance, Replication(4000, "war", half_width, 50, 50)) >= 0.93


@pytest.mark.long
@pytest.mark.parametrize("half_width", [0.02, 0.03, 0.05])
@pytest.mark.parametrize("chance", CHANCES)
def test_coverage_over_many_studies(chance: float, half_width: float) -> None:
    rule = Replication(4000, "war", half_width, 50, 50)
    rng = np.random.default_rng(20170801)
    studies, covered = 4000, 0
    for _ in range(studies):
        happened = rng.random(rule.most) < chance
        n = replay_rule(rule, happened)
        assert n is not None
        cell = wilson_cells(int(happened[:n].sum()), n)
        covered += bool(cell.low <= chance <= cell.high)
    assert covered / studies >= 0.93


def test_a_wald_rule_would_stop_at_once_at_no_event() -> None:
    """Why no Wald rule is offered: without an event its half-width is 0, and it would stop there for good."""
    n, hits = 50, 0
    wald = 1.96 * np.sqrt(hits / n * (1 - hits / n) / n)
    assert wald == 0.0
    assert not enough(Replication(4000, "war", 0.02, 50, 50), [hits], [n])[0]
