"""Cells of free play by type of Kim and by what each power knows of it, all in the same worlds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Final

import numpy as np

from sim.core.base.arrays import Floats, inner, weighted_sum
from sim.core.estimate.interval import STUDENT, Estimate
from sim.core.estimate.quantiles import normal_quantile
from sim.core.estimate.writing import Kind
from sim.core.game.catalogue import GIANT_VALUES, GIANTS
from sim.core.game.moves import KimType
from sim.core.outcomes.history import PRIORS
from sim.core.scenario import Scenario
from sim.study.experiment.definition import Experiment
from sim.study.play.grid import experiment_of_rows
from sim.study.store.results import Results

KIM: Final = "kim_type"
PRESSING: Final = ("maximum_pressure", "engagement")
"""The courses of Washington that the gain by pressing compares."""

KINDS: Final = tuple(kim.name.lower() for kim in KimType)
LEAST: Final = 0.001
"""The least chance that a belief may give to a type of Kim."""

OUTCOMES: Final = (
    *GIANT_VALUES,
    "lose_lose",
    *(f"share_washington_{course}" for course in PRESSING),
)
PAYOFF: Final = {name: place for place, name in enumerate(GIANTS)}
LOST, PRESSED, TALKED = 2, 3, 4
Changes = Mapping[str, float | str]


def types_of(scenario: Scenario) -> dict[str, float]:
    """Return the types of Kim with their chances; one alone if the scenario fixes Kim's type."""
    chances = {kim: scenario.value(f"kim_chance.{kim}") for kim in KINDS}
    most = max(chances.values())
    return {kim: chance for kim, chance in chances.items() if chance > 0.0 or most < 1.0}


def prior_of(scenario: Scenario, capital: str) -> Floats:
    """Return a capital's belief over all types of Kim, `(3,)`."""
    chances = np.array([scenario.value(f"{PRIORS[capital]}.{kim}") for kim in KINDS])
    return np.asarray(chances / chances.sum())


def weights_of(scenario: Scenario, capital: str = "") -> Floats:
    """Return the weights of the types that are played, `(types,)`: by a capital's own belief, or
    by the model's prior.
    """
    types = types_of(scenario)
    own = prior_of(scenario, capital)[[KINDS.index(kim) for kim in types]] if capital else None
    chances = np.array([*types.values()]) if own is None else own
    return np.asarray(chances / chances.sum())


def sure_of(kim: str) -> Floats:
    """Return the belief of a capital that knows the type, `(3,)`."""
    return np.where(np.array(KINDS) == kim, 1.0 - 2.0 * LEAST, LEAST)


def belief_changes(capital: str, chances: Floats) -> dict[str, float]:
    """Return the changes of a scenario that give a capital a belief in the first month."""
    # The program takes no chance below LEAST, so the others give way.
    bounded = np.maximum(chances, LEAST)
    while abs(bounded.sum() - 1.0) > 1e-12:
        least = bounded <= LEAST
        rest = bounded[~least] * (1.0 - LEAST * least.sum()) / bounded[~least].sum()
        bounded[~least] = np.maximum(rest, LEAST)
    return {f"{PRIORS[capital]}.{kim}": float(x) for kim, x in zip(KINDS, bounded, strict=True)}


def cells_of(
    scenario: Scenario, rows: Sequence[Changes], worlds: int, seed: int, outcomes: Sequence[str]
) -> Experiment:
    """Return the experiment of some changes of a scenario, a cell each, all in the same worlds."""
    blocks = np.zeros(len(rows), np.int64)
    return experiment_of_rows(scenario, rows, blocks, worlds, seed, outcomes)


def policy_rows(scenario: Scenario, pairs: Iterable[Sequence[str]]) -> list[Changes]:
    """Return the changes by pair of policies of Washington and Beijing, and type of Kim, the last
    fastest; without a policy a power is free.
    """
    return [
        {KIM: kim}
        | {f"{name}.policy": policy for name, policy in zip(GIANTS, pair, strict=True) if policy}
        for pair in pairs
        for kim in types_of(scenario)
    ]


def by_row(results: Results, outcomes: Sequence[str], types: int) -> Floats:
    """Return the outcomes of cells whose types run fastest, `(rows, types, outcomes, worlds)`."""
    table = np.stack([results.by_cell(name) for name in outcomes], axis=1)
    return table.reshape(-1, types, *table.shape[1:])


def estimate(values: Floats, weights: Floats, kind: Kind = "amount") -> Estimate:
    """Return the mean over types, `(types, worlds)`, weighed by `weights`, with its 95 % interval.

    The types are played apart, so their errors add as those of strata do.
    """
    worlds = values.shape[-1]
    middle = inner(weights, values.mean(axis=-1))
    spread = values.var(axis=-1, ddof=1) if worlds > 1 else np.full(len(weights), np.inf)
    reach = normal_quantile(0.95) * math.sqrt(inner(weights**2, spread) / worlds)
    return Estimate(middle, middle - reach, middle + reach, worlds, STUDENT, kind=kind)


def known_rows(scenario: Scenario, powers: Sequence[str]) -> dict[str, list[Changes]]:
    """Return for each case of who knows the changes by type of Kim."""
    pooled = np.mean([prior_of(scenario, name) for name in GIANTS], axis=0)
    cases: dict[str, Sequence[str]] = {"nobody": ()} | {name: (name,) for name in powers}
    if len(powers) > 1:
        cases |= {"both": powers}
    rows: dict[str, list[Changes]] = {}
    for case, holders in cases.items():
        rows[case] = []
        for kim in types_of(scenario):
            row: dict[str, float | str] = {KIM: kim}
            for name in holders:
                row |= belief_changes(name, sure_of(kim))
            rows[case].append(row)
    shared = {key: x for name in GIANTS for key, x in belief_changes(name, pooled).items()}
    rows["pool"] = [{KIM: kim, **shared} for kim in types_of(scenario)]
    return rows


def signal_chance(accuracy: float, truth: str, message: str) -> float:
    """Return the chance of a message of a signal if Kim has a type."""
    return accuracy if truth == message else (1.0 - accuracy) / (len(KINDS) - 1)


def signal_rows(scenario: Scenario, accuracies: Sequence[float]) -> list[Changes]:
    """Return the changes by accuracy, message and type of Kim, the last fastest: Washington's
    belief follows from the message by Bayes.
    """
    prior = prior_of(scenario, "washington")
    rows: list[Changes] = []
    for accuracy, message in product(accuracies, KINDS):
        likely = np.array([signal_chance(accuracy, kim, message) for kim in KINDS])
        after = belief_changes("washington", prior * likely / inner(prior, likely))
        rows += [{KIM: kim, **after} for kim in types_of(scenario)]
    return rows


def signal_gains(values: Floats, base: Floats, accuracies: Sequence[float]) -> list[Floats]:
    """Return for each accuracy the gain over nobody knowing, `(types, outcomes, worlds)`, each
    message weighed by its chance.
    """
    by_message = values.reshape(len(accuracies), len(KINDS), *values.shape[1:])
    gains = []
    for accuracy, table in zip(accuracies, by_message, strict=True):
        chances = np.array(
            [[signal_chance(accuracy, kim, message) for kim in KINDS] for message in KINDS]
        )
        gains.append(weighted_sum(table, chances[:, :, None, None]) - base)
    return gains
