"""What Beijing can pass on of what it knows: by talk, by a mediator of its reports, by evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from scipy.optimize import linprog

from sim.analysis.know.cells import (
    KIM,
    KINDS,
    PRESSED,
    Changes,
    belief_changes,
    estimate,
    prior_of,
    sure_of,
)
from sim.core.base.arrays import Floats, inner
from sim.core.estimate.interval import Estimate
from sim.core.scenario import Scenario

STEP: Final = 3
"""Beliefs of Washington lie on a grid of thirds."""

PLACES: Final = range(len(KINDS))
SETS: Final = tuple(cell for size in (1, 2, 3) for cell in combinations(PLACES, size))
SPLITS: Final = (((0,), (1, 2)), ((1,), (0, 2)), ((2,), (0, 1)), ((0,), (1,), (2,)))
"""The ways in which talk can part the types."""


def beliefs_tried(scenario: Scenario) -> tuple[list[Floats], dict[tuple[int, ...], int]]:
    """Return Washington's beliefs that are played, and the place among them of the belief in each
    set of types.
    """
    prior = prior_of(scenario, "washington")
    grid = [
        np.array((i, j, STEP - i - j)) / STEP for i in range(STEP + 1) for j in range(STEP + 1 - i)
    ]
    places = {}
    for cell in SETS:
        belief = prior * np.isin(PLACES, cell)
        belief = belief / belief.sum()
        equal = [place for place, other in enumerate(grid) if np.allclose(other, belief)]
        places[cell] = equal[0] if equal else len(grid)
        grid += [] if equal else [belief]
    return grid, places


def word_rows(scenario: Scenario) -> list[Changes]:
    """Return the changes by belief of Washington and type of Kim, the last fastest; Beijing knows
    the type.
    """
    grid, _ = beliefs_tried(scenario)
    return [
        {KIM: kim} | belief_changes("beijing", sure_of(kim)) | belief_changes("washington", belief)
        for belief in grid
        for kim in KINDS
    ]


@dataclass(frozen=True)
class Lie:
    """What a Beijing that knows a type gains, in months, by a message of other types."""

    kim: str
    claims: str
    gain: Estimate


@dataclass(frozen=True, eq=False)
class Words:
    """What each way of telling Washington is worth to both over a Beijing that says nothing.

    `prefers` is Beijing's gain at each type if Washington believes in a fearful and not in a greedy
    Kim. `lies` holds the best lie against each way to part the types by talk. `mediated` and
    `proved` are months to Washington and Beijing by the best mediator of reports, and if types can
    be proved. `unravels` says that silence hides no two types wherever nobody does better by
    another choice to show or hide. `window` bounds the months that a month of pressure must be
    worth to Beijing for its word about a fearful Kim to be honest.
    """

    prefers: dict[str, Estimate]
    lies: dict[str, Lie]
    mediated: tuple[float, float]
    proved: tuple[Estimate, Estimate]
    unravels: bool
    window: tuple[float, float]

    @property
    def talk_fails(self) -> bool:
        """Whether every way to part the types by talk is broken by a lie that clearly pays."""
        return all(lie.gain.low > 0.0 for lie in self.lies.values())


def words_of(scenario: Scenario, values: Floats) -> Words:
    """Return what words can do from the outcomes by belief, `(beliefs, types, outcomes, worlds)`."""
    grid, places = beliefs_tried(scenario)
    us, them = (prior_of(scenario, name) for name in ("washington", "beijing"))
    quiet = places[tuple(PLACES)]
    beijing = values[:, :, 1]

    def gained(kim: int, one: Sequence[int], other: Sequence[int]) -> Estimate:
        more = beijing[places[tuple(one)], kim] - beijing[places[tuple(other)], kim]
        return estimate(more[None], np.ones(1))

    evidence = np.stack([values[places[kim,], kim] for kim in PLACES]) - values[quiet]
    means = values[:, :, :2].mean(axis=-1)
    return Words(
        {name: gained(kim, (0,), (1,)) for kim, name in enumerate(KINDS)},
        {
            " / ".join(map(names_of, split)): max(
                (
                    Lie(KINDS[kim], names_of(other), gained(kim, other, cell))
                    for cell in split
                    for kim in cell
                    for other in split
                    if other != cell
                ),
                key=lambda lie: lie.gain.value,
            )
            for split in SPLITS
        },
        mediated(grid, us, them, means, quiet),
        (estimate(evidence[:, 0], us), estimate(evidence[:, 1], them)),
        unravels(means[:, :, 1], places),
        window_of(means[:, :, 1], 36.0 * values[:, :, PRESSED].mean(axis=-1), places),
    )


def names_of(cell: Sequence[int]) -> str:
    """Return the names of types: fearful or greedy."""
    return " or ".join(KINDS[kim] for kim in cell)


def unravels(beijing: Floats, places: dict[tuple[int, ...], int]) -> bool:
    """Say whether silence hides no two types in any equilibrium of showing evidence.

    `beijing` are Beijing's means by belief and type. If all show, silence is read as the type at
    which showing pays most.
    """
    for size in range(len(KINDS)):
        for disclosed in combinations(PLACES, size):
            silent = tuple(kim for kim in PLACES if kim not in disclosed)
            if len(silent) < 2:
                continue
            hidden = places[silent]
            stays = all(beijing[places[kim,], kim] >= beijing[hidden, kim] for kim in disclosed)
            if stays and all(beijing[hidden, kim] >= beijing[places[kim,], kim] for kim in silent):
                return False
    return True


def window_of(
    beijing: Floats, pressed: Floats, places: dict[tuple[int, ...], int]
) -> tuple[float, float]:
    """Return the months that a month of pressure must be worth to Beijing, from the least by which
    no other type claims to be fearful to the most by which the fearful type still does.
    """
    fear, rest = places[0,], places[1, 2]
    fewer = np.maximum(pressed[rest] - pressed[fear], 1e-9)
    price = (beijing[fear] - beijing[rest]) / fewer
    return float(max(price[1:])), float(price[0])


def mediated(
    grid: Sequence[Floats], us: Floats, them: Floats, means: Floats, quiet: int
) -> tuple[float, float]:
    """Return what the best mediator of Beijing's reports is worth to both, in months.

    The mediator draws Washington's belief by the report. Beliefs must come true, and no type of
    Beijing may gain by another's report: a linear programme, for the sum of both payoffs.
    """
    beliefs, types = len(grid), len(KINDS)
    washington, beijing = means[:, :, 0].T, means[:, :, 1].T
    goal = -(us[:, None] * washington + them[:, None] * beijing).ravel()
    reports, signals = np.eye(types), np.eye(beliefs)
    sure = [np.repeat(report, beliefs) for report in reports]
    true = [
        ((us * (report - chance))[:, None] * signal).ravel()
        for belief, signal in zip(grid, signals, strict=True)
        for report, chance in zip(reports[1:], belief[1:], strict=True)
    ]
    honest = [
        ((other - report)[:, None] * payoff).ravel()
        for report, payoff in zip(reports, beijing, strict=True)
        for other in reports
    ]
    ends = [1.0] * types + [0.0] * len(true)
    solved = linprog(
        goal, np.array(honest), np.zeros(len(honest)), np.array(sure + true), ends, (0.0, 1.0)
    )
    rule = solved.x.reshape(types, beliefs)
    gains = [
        inner(weights, (rule * payoff).sum(axis=1) - payoff[:, quiet])
        for weights, payoff in ((us, washington), (them, beijing))
    ]
    return gains[0], gains[1]
