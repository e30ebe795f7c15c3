"""One search: a capital's best reply to what the others do, found by cross-entropy and cut to what it needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np

from sim.analysis.learn import CANDIDATES, TRIMS, LearnOptions
from sim.analysis.learn.entropy import Candidates, Spread, best_of, spread_around, value_at
from sim.analysis.learn.space import idle, policy_key, space_of, start_of
from sim.arrays import Floats
from sim.game.catalogue import CAPITALS
from sim.game.policies import HELD, POLICIES
from sim.scenario import Scenario
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.paired import compare_paired
from sim.study.experiment.definition import Experiment, Value
from sim.study.measure.outcome_ledger import Wanted
from sim.study.play.grid import experiment_of_table

Policy = tuple[tuple[str, Value], ...]
"""What one capital does otherwise than in the scenario, in names that Scenario.change takes; nothing: as there."""

Profile = tuple[Policy, Policy, Policy, Policy]
"""A policy of each capital, in their order."""

OWN: Policy = ()
LINE_UP: Profile = (OWN, OWN, OWN, OWN)
"""The scenario's own policies."""


def with_policy(profile: Profile, capital: str, policy: Policy) -> Profile:
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
    return experiment_of_table(scenario, rows, np.full(len(rows), lot, dtype=np.int64), worlds, seed, outcomes)


def means_of(values: Floats) -> Floats:
    """Return means over the last axis, added up in order, so that they do not hang on how an array is laid out."""
    means: Floats = np.cumsum(values, axis=-1)[..., -1] / values.shape[-1]
    return means


SMALL: Final = 0.05
"""A part is not worth its words where all that is left out costs less than that share of the gain."""

MORE: Final = 4
"""How many times the worlds of a candidate are played to tell whether a part of a policy is needed."""

Phase = Literal["search", "parts", "trim", "done"]


class Search:
    """A search under way: `policies` are to be played next in the same worlds, `take` takes what they were worth.

    Generations of candidates come first. Then their middle is played beside the scenario's own and the named policies,
    and once without each of its parts; then the parts that were missed least are left out one after another, as long
    as the loss is small or cannot be told from none.
    """

    def __init__(self, options: LearnOptions, capital: str) -> None:
        self.options, self.capital = options, capital
        self.factors = space_of(capital, options.over)
        self.start = [start_of(options.scenario, capital, factor) for factor in self.factors]
        self.spread: Spread = spread_around(self.factors, self.start)
        self.phase: Phase = "search"
        self.generation = self.trims = 0
        self.candidates: Candidates | None = None
        self.found: Policy = OWN
        searched = policy_key(capital) in (factor.name for factor in self.factors)
        self.named = named_policies(options.scenario, capital) if searched else []
        self._next_generation()

    @property
    def worlds(self) -> int:
        """In how many worlds each policy is to be played."""
        return self.options.sample * (1 if self.phase == "search" else MORE)

    def take(self, payoffs: Floats) -> None:
        """Take what the policies were worth in each world, `(policies, worlds)`, and go on."""
        if self.phase == "search":
            self._learn(means_of(payoffs))
        elif self.phase == "parts":
            self._compare(means_of(payoffs))
        else:
            self._trim(payoffs)

    def _next_generation(self) -> None:
        place = CAPITALS.index(self.capital)
        rng = generator(self.options.seed, Stream.CANDIDATES, 0, place, self.generation)
        self.candidates = self.spread.drawn(CANDIDATES, rng)
        self.policies = [tuple(self._changes(self.candidates, row).items()) for row in range(CANDIDATES)]

    def _changes(self, candidates: Candidates, row: int) -> dict[str, Value]:
        """Return what a candidate changes; what does nothing under its rule over courses is left out."""
        values = {
            factor.name: value_at(factor, candidates.places[row, at], int(candidates.picks[row, at]))
            for at, factor in enumerate(self.factors)
        }
        allowed = [name for name in values if name.startswith(f"{self.capital}_allowed.")]
        if allowed and not any(values[name] for name in allowed):
            values |= dict.fromkeys(allowed, 1.0)
        rule = values.get(policy_key(self.capital))
        return {name: value for name, value in values.items() if not idle(self.capital, name, rule)}

    def _learn(self, means: Floats) -> None:
        assert self.candidates is not None
        best = best_of(means)
        chosen = Candidates(self.candidates.places[best], self.candidates.picks[best])
        used = np.array([[factor.name in dict(self.policies[row]) for factor in self.factors] for row in best])
        self.spread = self.spread.nearer(chosen, used)
        self.generation += 1
        if self.generation < self.options.generations:
            self._next_generation()
        else:
            self.found = self._differing(self._changes(self.spread.middle(), 0))
            self._ask_parts([OWN, *self.named])

    def _differing(self, changes: dict[str, Value]) -> Policy:
        """Return the changes that differ from what the scenario has."""
        has: dict[str, Value | None] = {f.name: value for f, value in zip(self.factors, self.start, strict=True)}
        has[policy_key(self.capital)] = own_rule(self.options.scenario, self.capital)
        return tuple((name, value) for name, value in changes.items() if value != has[name])

    def _ask_parts(self, others: Sequence[Policy]) -> None:
        self.beside = list(others)
        self.phase = "parts"
        self.policies = [self.found, *others, *(without(self.found, [name]) for name, _ in self.found)]
        if not any(self.policies):
            self.phase = "done"

    def _compare(self, means: Floats) -> None:
        """Keep a named policy that does better; else begin to leave out what was missed least."""
        known = 1 + len(self.beside)
        best = int(means[:known].argmax())
        if best or not self.found:
            self.found, self.phase = self.policies[best], "done"
            return
        missed = means[0] - means[known:]
        names = [self.found[at][0] for at in np.argsort(missed, kind="stable")]
        self.phase = "trim"
        self.policies = [
            self.found,
            OWN,
            *(without(self.found, names[:count]) for count in range(1, len(names))),
        ]

    def _trim(self, payoffs: Floats) -> None:
        whole, before = payoffs[0], self.found
        means = means_of(payoffs)
        small = max(0.0, SMALL * float(means[0] - means[1]))
        for policy, cut in zip(self.policies[2:], payoffs[2:], strict=True):
            if compare_paired(whole, cut).low > small:
                break
            self.found = policy
        self.trims += 1
        if self.trims < TRIMS and self.found != before and len(self.found) > 1:
            self._ask_parts([])
        else:
            self.phase = "done"


def without(policy: Policy, names: Sequence[str]) -> Policy:
    """Return a policy without some of its parts."""
    return tuple((name, value) for name, value in policy if name not in names)


def own_rule(scenario: Scenario, capital: str) -> Value | None:
    """Return the policy of a capital in a scenario, None where it changes with the months."""
    spells = scenario.plan(capital).in_time
    return spells[0].policy if len(spells) == 1 else None


def named_policies(scenario: Scenario, capital: str) -> list[Policy]:
    """Return the policies of a capital that have names, but for the scenario's own."""
    own = own_rule(scenario, capital)
    return [((policy_key(capital), name),) for name in POLICIES[capital] if name not in (own, HELD)]
