"""Policies as differences from a scenario, and the experiment that plays profiles of them in the same worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.arrays import Floats
from sim.game.catalogue import CAPITALS
from sim.study.experiment.build import points_of
from sim.study.experiment.definition import Experiment, Value
from sim.study.ledger import Wanted
from sim.study.run.grid import column_of
from sim.study.scenario import Scenario

Policy = tuple[tuple[str, Value], ...]
"""What one capital does otherwise than in the scenario, in names that Scenario.change takes; nothing: as there."""

Profile = tuple[Policy, Policy, Policy, Policy]
"""A policy of each capital, in their order."""

OWN: Policy = ()
LINE_UP: Profile = (OWN, OWN, OWN, OWN)
"""The scenario's own policies."""


def policy_from(changes: Mapping[str, Value]) -> Policy:
    """Return changes as a policy."""
    return tuple(changes.items())


def replaced(profile: Profile, capital: str, policy: Policy) -> Profile:
    """Return a profile in which one capital has another policy."""
    at = CAPITALS.index(capital)
    return (*profile[:at], policy, *profile[at + 1 :])  # type: ignore[return-value]


def changes_in(profile: Profile) -> dict[str, Value]:
    """Return all that a profile changes."""
    return {name: value for policy in profile for name, value in policy}


def played_by(
    scenario: Scenario, profiles: Sequence[Profile], lot: int, worlds: int, seed: int, outcomes: Sequence[Wanted]
) -> Experiment:
    """Return the experiment of profiles in the same worlds: those of the lot, of so many worlds each."""
    rows = [changes_in(profile) for profile in profiles]
    names = dict.fromkeys(name for row in rows for name in row)
    made = {name: column_of(name, [row.get(name) for row in rows], scenario) for name in names}
    factors, columns = [factor for factor, _ in made.values()], {name: coded for name, (_, coded) in made.items()}
    lots = np.full(len(rows), lot, dtype=np.int64)
    return points_of(scenario, factors, columns, lots, worlds, seed, outcomes, "learn")


def means_of(values: Floats) -> Floats:
    """Return means over the last axis, added up in order, so that they do not hang on how an array is laid out."""
    means: Floats = np.cumsum(values, axis=-1)[..., -1] / values.shape[-1]
    return means
