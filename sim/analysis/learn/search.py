"""Searches for a capital's best reply to what the others do, by cross-entropy over numbers and choices, side by side.

Source of the method: Rubinstein and Kroese 2004, The Cross-Entropy Method; smoothing as in De Boer, Kroese, Mannor and
Rubinstein 2005, Annals of Operations Research 134:19.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from weakref import WeakKeyDictionary

import numpy as np

from sim.analysis.learn import CANDIDATES, TRIMS, LearnOptions
from sim.analysis.learn.space import idle, policy_key, space_of, start_of
from sim.arrays import Flags, Floats, Ints
from sim.game.catalogue import CAPITALS
from sim.game.policies import HELD, POLICIES
from sim.scenario import Scenario
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.paired import compare_paired
from sim.study.experiment.definition import Discrete, Experiment, Factor, Value
from sim.study.measure.outcome_ledger import Wanted
from sim.study.play.grid import experiment_of_rows
from sim.study.store.results import Results

ELITE: Final = 12
"""The best candidates of a generation, to which the next draws nearer."""

PACE: Final = 0.6
"""How far the distribution moves towards the best at a time; 1 is all the way."""

WIDTH: Final = 0.3
"""The first standard deviation of a number, as a share of its range."""

LEAST_CHANCE: Final = 0.02
"""No value of a choice becomes rarer than that: what is never drawn can never win."""

DIGITS: Final = 3
"""Digits of a number's place in its range: a policy that nobody could read says too much."""

FEW: Final = 3
"""With fewer of the best to learn from, a number stays where it is."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates: the place of each number in its range, 0 to 1, and the place of each choice; NaN and −1 elsewhere."""

    places: Floats
    picks: Ints


@dataclass(frozen=True, slots=True)
class Spread:
    """Where candidates are drawn from: a normal law for each number, chances for each choice."""

    factors: tuple[Factor, ...]
    mean: Floats
    width: Floats
    chances: tuple[Floats | None, ...]

    def drawn(self, count: int, rng: np.random.Generator) -> Candidates:
        """Return so many candidates; the numbers of one that leaves its range are put on its edge."""
        shape = (count, len(self.factors))
        places = np.clip(self.mean + self.width * rng.standard_normal(shape), 0.0, 1.0).round(DIGITS)
        uniform = rng.random(shape)
        picks = np.full(shape, -1, dtype=np.int64)
        for at, chance in enumerate(self.chances):
            if chance is not None:
                picks[:, at] = np.minimum(np.searchsorted(np.cumsum(chance), uniform[:, at]), chance.size - 1)
        return Candidates(places, picks)

    def nearer(self, best: Candidates, used: Flags) -> Spread:
        """Return the spread after a generation; `used` says which numbers of the best ones did anything."""
        mean, width = self.mean.copy(), self.width.copy()
        chances = list(self.chances)
        for at, chance in enumerate(self.chances):
            own = used[:, at]
            if int(own.sum()) < FEW:
                continue
            if chance is None:
                rows = best.places[own, at]
                mean[at] += PACE * (rows.mean() - mean[at])
                width[at] += PACE * (rows.std() - width[at])
            else:
                counted = np.bincount(best.picks[own, at], minlength=chance.size) / own.sum()
                mixed = np.maximum(chance + PACE * (counted - chance), LEAST_CHANCE)
                chances[at] = mixed / mixed.sum()
        return Spread(self.factors, mean, width, tuple(chances))

    def middle(self) -> Candidates:
        """Return the candidate in the middle: each number at its mean, each choice at its likeliest value."""
        picks = [-1 if chance is None else int(chance.argmax()) for chance in self.chances]
        return Candidates(self.mean[None].round(DIGITS), np.array([picks]))


def spread_around(factors: Sequence[Factor], start: Sequence[Value]) -> Spread:
    """Return the first spread: numbers around what the scenario has, and choices alike but for that which it has."""
    mean = np.zeros(len(factors))
    chances: list[Floats | None] = []
    for at, (factor, value) in enumerate(zip(factors, start, strict=True)):
        own = factor.distribution
        if isinstance(own, Discrete):
            weight = np.ones(len(own.values))
            weight[own.index(value)] = max(1.0, len(own.values) - 1.0)
            chances.append(weight / weight.sum())
        else:
            mean[at] = (float(value) - own.low) / (own.high - own.low)
            chances.append(None)
    return Spread(tuple(factors), mean, np.full(len(factors), WIDTH), tuple(chances))


def value_at(factor: Factor, place: float, pick: int) -> Value:
    """Return the value of a factor at a place in its range, or that of a choice."""
    if isinstance(factor.distribution, Discrete):
        return factor.distribution.values[pick]
    return float(factor.distribution.quantile(np.array([place]))[0])


def best_of(payoffs: Floats) -> Ints:
    """Return the places of the best candidates, the best first; of equals the first drawn."""
    order: Ints = np.argsort(-payoffs, kind="stable")[:ELITE]
    return order


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
    return experiment_of_rows(scenario, rows, np.full(len(rows), lot, dtype=np.int64), worlds, seed, outcomes)


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
        self.policies = [self.found, OWN, *(without(self.found, names[:count]) for count in range(1, len(names)))]

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


LOSE_LOSE = "aims_lose_lose"


class Learning:
    """Learning under way: `experiment` is what to play next, `take` takes its results and goes on.

    No world is played twice for two purposes: each experiment has luck of its own. The worlds of `sim run` with the
    same seed are kept for the test, which is the last experiment.
    """

    def __init__(self, options: LearnOptions) -> None:
        self.options = options
        self.searches = {capital: Search(options, capital) for capital in options.capitals}
        self.next_world = options.worlds
        self.played = 0
        self.done = False

    def experiment(self) -> Experiment | None:
        """Return the next experiment, None where all is done."""
        if self.done:
            return None
        worlds, profiles = self._worlds(), self._profiles()
        self.lot = -(-self.next_world // worlds) if self._open else 0
        outcomes = tuple(dict.fromkeys([*map(self.options.outcome_of, CAPITALS), LOSE_LOSE]))
        return played_by(self.options.scenario, profiles, self.lot, worlds, self.options.seed, outcomes)

    def take(self, results: Results) -> None:
        """Take the results of the experiment that was asked for."""
        worlds = self._worlds()
        self.played += len(self._profiles()) * worlds
        self.done = not self._open
        self.next_world = (-(-self.next_world // worlds) + 1) * worlds
        at = 0
        for capital, search in self._open.items():
            count = len(search.policies)
            search.take(self.payoffs(results, capital)[at : at + count])
            at += count

    def payoffs(self, results: Results, capital: str) -> Floats:
        """Return what every profile was worth to a capital in each world, `(profiles, worlds)`; more is better."""
        return self.options.sign * results.by_cell(self.options.outcome_of(capital))

    @property
    def _open(self) -> dict[str, Search]:
        return {capital: search for capital, search in self.searches.items() if search.phase != "done"}

    def _worlds(self) -> int:
        """Return how many worlds each profile of the next experiment gets."""
        return max((search.worlds for search in self._open.values()), default=self.options.worlds)

    def _profiles(self) -> list[Profile]:
        """Return what is played next."""
        own = [(capital, policy) for capital, search in self._open.items() for policy in search.policies]
        return [with_policy(LINE_UP, capital, policy) for capital, policy in own] or self.tested()

    @property
    def replies(self) -> Mapping[str, Policy]:
        """What each capital learnt."""
        return {capital: search.found for capital, search in self.searches.items()}

    def tested(self) -> list[Profile]:
        """Return what is played in the worlds kept for the test."""
        made = [LINE_UP]
        for capital, reply in self.replies.items():
            rivals = [reply, *named_policies(self.options.scenario, capital)]
            rivals += [without(reply, [name]) for name, _ in reply]
            made += [with_policy(LINE_UP, capital, policy) for policy in rivals]
        return list(dict.fromkeys(made))


_STANDING: WeakKeyDictionary[Results, Learning] = WeakKeyDictionary()
"""Learning as it stands after these results, so that each is read once."""


def learning_after(options: LearnOptions, so_far: Sequence[Results]) -> Learning:
    """Return learning as it stands after some results."""
    if not so_far:
        return Learning(options)
    known = _STANDING.get(so_far[-1])
    if known is not None and known.options == options:
        return known
    learning = learning_after(options, so_far[:-1])
    learning.take(so_far[-1])
    if len(so_far) > 1:
        _STANDING.pop(so_far[-2], None)
    _STANDING[so_far[-1]] = learning
    return learning


def ask(options: LearnOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the next experiment: a generation of candidates, policies without their parts, or the test."""
    return learning_after(options, so_far).experiment()
