"""The short lines of the patterns, tried on many vectors at once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Final

import numpy as np

from sim.analysis.claims import Claim
from sim.analysis.patterns.findings import claims_of
from sim.analysis.plausible.draws import Vectors, of_vectors
from sim.core.base.arrays import Flags, Floats, Ints
from sim.core.base.errors import DataProblem
from sim.core.estimate.interval import wilson_cells
from sim.core.estimate.quantiles import normal_quantile
from sim.core.scenario import Scenario
from sim.study.experiment.definition import Experiment
from sim.study.experiment.formula import Formula
from sim.study.experiment.own_outcome import Outcome
from sim.study.store.results import Results

LEVEL: Final = 0.95
MISSED: Final = 0.05
"""The share of lines that a kept vector may miss."""


@cache
def lines() -> tuple[Claim, ...]:
    """Return the claims of the patterns that are short."""
    return tuple(claim for claim in claims_of({}) if claim.short and claim.wanted is not None)


@cache
def arms() -> tuple[Scenario, ...]:
    """Return the scenarios of the lines, each once: spring 2017 as it is comes first."""
    every = {arm.scenario.hash: arm.scenario for claim in lines() for arm in claim.arms}
    return tuple(every.values())


def most_missed() -> int:
    """Return how many lines a kept vector may miss."""
    return math.floor(MISSED * len(lines()))


def parts_of(place: int, claim: Claim) -> dict[str, Outcome]:
    """Return the outcomes that a line reads: its measure, the condition on worlds, and the
    denominator.
    """
    formulas = {"measure": claim.measure, "among": claim.among, "per": claim.per}
    return {
        part: Outcome(f"{part}_{place}", claim.says, formula, formula.term.kind)
        for part, formula in formulas.items()
        if isinstance(formula, Formula)
    }


@cache
def arms_of() -> tuple[tuple[int, ...], ...]:
    """Return which arms each line compares, by their places."""
    places = {arm.hash: place for place, arm in enumerate(arms())}
    return tuple(
        tuple(places[claim_arm.scenario.hash] for claim_arm in claim.arms) for claim in lines()
    )


def lines_on(arm: int) -> list[int]:
    """Return the places of the lines that look at an arm."""
    return [place for place, arms in enumerate(arms_of()) if arm in arms]


def played_on(arm: int, vectors: Vectors, worlds: int, seed: int) -> Experiment:
    """Return the experiment of some vectors on an arm, with the outcomes that its lines read."""
    outcomes = [
        outcome for place in lines_on(arm) for outcome in parts_of(place, lines()[place]).values()
    ]
    return of_vectors(arms()[arm], vectors, worlds, seed, outcomes)


@lru_cache(maxsize=2)
def tried_on(results: tuple[Results, ...], draws: int) -> tuple[list[list[int]], Flags]:
    """Return which draws each arm is played on, that of the next arm last, and which lines each
    draw has missed so far, `(lines, draws)`.

    The first arm is played on all, each later one on those that have not missed too many by then.
    A line is judged once all its arms are played.
    """
    left, missed = [[*range(draws)]], np.zeros((len(lines()), draws), dtype=np.bool_)
    by_arm: dict[int, tuple[list[int], Results]] = {}
    for arm, played in enumerate(results):
        here = left[-1]
        by_arm[arm] = here, played
        for place in lines_on(arm) if here else ():
            sides = [by_arm.get(arm_of_claim) for arm_of_claim in arms_of()[place]]
            if None not in sides:
                read = [
                    read_of(place, arm_of_claim, np.searchsorted(among, here))
                    for among, arm_of_claim in filter(None, sides)
                ]
                missed[place, here] = is_missed(place, read)
        left.append([draw for draw in here if missed[:, draw].sum() <= most_missed()])
    return left, missed


@lru_cache(maxsize=64)
def columns_of(played: Results) -> dict[str, Floats]:
    """Return all that the lines read of an arm, `(vectors, worlds)` each, in one pass over its
    parts; raises DataProblem if a world failed.
    """
    played.check_complete()
    columns = played.columns([outcome.name for outcome in played.study.own])
    if columns["failed"].any():
        raise DataProblem("some worlds failed", played.place, "Report this scenario.")
    shape = (-1, played.study.worlds)
    return {
        outcome.name: columns[outcome.name].astype(np.float64).reshape(shape)
        for outcome in played.study.own
    }


def read_of(place: int, played: Results, rows: Ints) -> dict[str, Floats]:
    """Return the outcomes that a line reads on one of its arms, `(rows, worlds)` each."""
    parts, columns = parts_of(place, lines()[place]), columns_of(played)
    return {part: columns[outcome.name][rows] for part, outcome in parts.items()}


def is_missed(place: int, read: Sequence[Mapping[str, Floats]]) -> Flags:
    """Return whether each vector misses a line: its interval lies wholly outside the bounds."""
    low, high = interval_of(place, read)
    bounds = lines()[place].wanted
    assert bounds is not None
    return np.asarray((high < bounds.low) | (low > bounds.high))


def interval_of(place: int, read: Sequence[Mapping[str, Floats]]) -> tuple[Floats, Floats]:
    """Return the ends of the interval of a line for each vector, `(vectors,)` both, from the
    outcomes of each arm.

    The interval is Wilson's for a share, else symmetric by the standard error at the same level.
    """
    z, first = normal_quantile(LEVEL), read[0]
    values = first["measure"]
    kind = parts_of(place, lines()[place])["measure"].kind
    if len(read) == 1 and "per" not in first and kind == "flag":
        counted = first.get("among", np.ones_like(values))
        return wilson_limits((values * counted).sum(axis=1), counted.sum(axis=1))
    if "per" in first:
        whole = np.maximum(first["per"].sum(axis=1), 1e-9)
        ratio = values.sum(axis=1) / whole
        rest = values - ratio[:, None] * first["per"]
        reach = z * np.sqrt((rest * rest).sum(axis=1)) / whole
        return ratio - reach, ratio + reach
    if len(read) == 2:
        values = values - read[1]["measure"]
    reach = z * values.std(axis=1, ddof=1) / math.sqrt(values.shape[1])
    mean = values.mean(axis=1)
    return mean - reach, mean + reach


def wilson_limits(counts: Floats, totals: Floats) -> tuple[Floats, Floats]:
    """Return Wilson's limits of shares, `(vectors,)` both; of nothing from 0 to 1."""
    cells = wilson_cells(counts.astype(np.int64), np.maximum(totals, 1.0).astype(np.int64), LEVEL)
    none = totals == 0.0
    return np.where(none, 0.0, cells.low), np.where(none, 1.0, cells.high)
