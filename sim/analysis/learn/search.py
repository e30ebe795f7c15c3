"""Searches for a capital's best reply to what the others do, by cross-entropy over numbers and
choices, side by side.

Source of the method: Rubinstein and Kroese 2004, The Cross-Entropy Method; smoothing as in De Boer,
Kroese, Mannor and Rubinstein 2005, Annals of Operations Research 134:19.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from sim.analysis.learn import CANDIDATES, TRIMS, LearnOptions
from sim.core.base.arrays import Flags, Floats, Ints
from sim.core.base.errors import UsageProblem, nearest
from sim.core.game.catalogue import CAPITALS
from sim.core.game.levers import LEVERS
from sim.core.game.numbers import LEDGER
from sim.core.game.policies import FREE, HELD, POLICIES, courses_of
from sim.core.scenario import Scenario
from sim.core.scenario.scenario import effective_levers
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.paired import compare_paired
from sim.study.experiment.definition import Discrete, Experiment, Factor, Value
from sim.study.experiment.factor_text import one_of, whole_range
from sim.study.play.grid import experiment_of_rows
from sim.study.store.results import Results

ANSWERS: Final[Mapping[str, tuple[str, ...]]] = {
    "washington": ("washington_nerve", "washington_step"),
    "beijing": (
        "mediate_for_soft",
        "mediate_with_seoul",
        "mediate_in_crisis",
        "warn_after_test",
        "firm_after_test",
    ),
    "pyongyang": (
        "soft_for_neighbour",
        "offer_share",
        "accept",
        "disarm_for_talks",
        "disarm_for_relief",
        "threaten_for_threat",
        "caution",
    ),
    "seoul": (
        "initiative_for_soft",
        "aid_for_soft",
        "aid_after_test",
        "exercise",
        "exercise_paused",
        "exercise_after_test",
        "retaliate",
    ),
}
"""The numbers by which each capital alone answers what the others did."""

WANTS: Final = ("pyongyang.deterrent_goal",)
"""Levers that say what a capital wants, not what it does: to want less is no better policy."""

TIT_FOR_TAT: Final = "tit_for_tat"
RULES: Final[Mapping[str, tuple[str, ...]]] = {
    "washington": (TIT_FOR_TAT,),
    "pyongyang": (TIT_FOR_TAT,),
}
"""Rules over courses that no leaning can say."""


def space_of(capital: str, only: Sequence[str] = ()) -> tuple[Factor, ...]:
    """Return all that can be learnt of a capital, or what `only` names; raises UsageProblem for
    another name.

    First the rule over courses: free, by a rule of its own, or held to a course. Then leaning,
    courses allowed, the rate of reviews, answers, and levers.
    """
    known = {factor.name: factor for factor in whole_space(capital)}
    for name in only:
        if name not in known:
            remedy = f"Use one of: {', '.join(known)}.{nearest(name, known)}"
            raise UsageProblem(
                f"'{name}' is nothing that {capital.capitalize()} can learn", f"over {name}", remedy
            )
    return tuple(factor for name, factor in known.items() if not only or name in only)


def whole_space(capital: str) -> list[Factor]:
    """Return all that can be learnt of a capital."""
    courses = courses_of(capital)
    rules = (FREE, *RULES.get(capital, ()), *courses)
    levers = [name for name in LEVERS if name.startswith(f"{capital}.") and name not in WANTS]
    return [
        Factor(f"{capital}.policy", "lever", one_of(rules)),
        *(whole_range(f"{capital}_lean.{course}") for course in courses),
        *(
            Factor(f"{capital}_allowed.{course}", "uncertainty", one_of((1.0, 0.0)))
            for course in courses
        ),
        whole_range(f"review_rate_{capital}"),
        *(whole_range(name) for answer in ANSWERS[capital] for name in cells_of(answer)),
        *(whole_range(name) for name in levers),
    ]


def cells_of(name: str) -> list[str]:
    """Return the names of the cells of a table, or the name of a number."""
    entry = LEDGER[name]
    return [f"{name}.{cell}" for cell, _ in entry.cells] if entry.cells else [name]


def start_of(scenario: Scenario, capital: str, factor: Factor) -> Value:
    """Return the value from which learning starts: what the scenario has in its first month, free
    where it is held.
    """
    name = factor.name
    if name == f"{capital}.policy":
        return str(factor.values[0])
    if name in LEVERS:
        _, _, levers = next(effective_levers(scenario, capital))
        return levers[name.partition(".")[2]]
    return scenario.value(name)


def idle(capital: str, name: str, policy: Value | None) -> bool:
    """Say whether a name does nothing under a rule over courses.

    No review draws on a leaning where there is none, and who is held to a course never answers as
    on another.
    """
    if name.startswith((f"{capital}_lean.", f"{capital}_allowed.", f"review_rate_{capital}")):
        return policy not in (None, FREE)
    courses, cell = courses_of(capital), name.rpartition(".")[2]
    return policy in courses and cell in courses and cell != policy


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
    """Candidates: the place of each number in its range, 0 to 1, and the place of each choice; NaN
    and −1 elsewhere.
    """

    places: Floats
    picks: Ints


@dataclass(frozen=True, slots=True)
class Spread:
    """Where candidates are drawn from: a normal law for each number, chances for each choice."""

    mean: Floats
    width: Floats
    chances: tuple[Floats | None, ...]

    def drawn(self, count: int, rng: np.random.Generator) -> Candidates:
        """Return so many candidates; the numbers of one that leaves its range are put on its
        edge.
        """
        shape = (count, self.mean.size)
        places = np.clip(self.mean + self.width * rng.standard_normal(shape), 0.0, 1.0).round(
            DIGITS
        )
        uniform = rng.random(shape)
        picks = np.full(shape, -1, dtype=np.int64)
        for at, chance in enumerate(self.chances):
            if chance is not None:
                picks[:, at] = np.minimum(
                    np.searchsorted(np.cumsum(chance), uniform[:, at]), chance.size - 1
                )
        return Candidates(places, picks)

    def nearer(self, best: Candidates, used: Flags) -> Spread:
        """Return the spread after a generation; `used` says which numbers of the best ones did
        anything.
        """
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
        return Spread(mean, width, tuple(chances))

    def middle(self) -> Candidates:
        """Return the candidate in the middle: each number at its mean, each choice at its likeliest
        value.
        """
        picks = [-1 if chance is None else int(chance.argmax()) for chance in self.chances]
        return Candidates(self.mean[None].round(DIGITS), np.array([picks]))


def spread_around(factors: Sequence[Factor], start: Sequence[Value]) -> Spread:
    """Return the first spread: numbers around what the scenario has, and choices alike but for that
    which it has.
    """
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
    return Spread(mean, np.full(len(factors), WIDTH), tuple(chances))


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
"""What one capital does otherwise than in the scenario, in names that Scenario.change takes;
nothing: as there.
"""

OWN: Policy = ()
"""The scenario's own policies, of all."""


def means_of(values: Floats) -> Floats:
    """Return means over the last axis, added up in order, so that they do not hang on how an array
    is laid out.
    """
    means: Floats = np.cumsum(values, axis=-1)[..., -1] / values.shape[-1]
    return means


SMALL: Final = 0.05
"""A part is not worth its words where all that is left out costs less than that share of the
gain.
"""

MORE: Final = 4
"""How many times the worlds of a candidate are played to tell whether a part of a policy is
needed.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Policies of one capital that are to be played next in the same worlds, in so many each."""

    policies: list[Policy]
    worlds: int


Steps = Generator[Asked, Floats, Policy]
"""A search: it asks, is given what the policies were worth in each world, `(policies, worlds)`, and
ends with one.
"""


def search(options: LearnOptions, capital: str) -> Steps:
    """Search for the policy that is worth most to a capital.

    Generations of candidates come first. Then their middle is played beside the scenario's own and
    the named policies, and what it does not need is left out.
    """
    factors = space_of(capital, options.over)
    start = [start_of(options.scenario, capital, factor) for factor in factors]
    spread = spread_around(factors, start)
    for generation in range(options.generations):
        rng = generator(options.seed, Stream.CANDIDATES, 0, CAPITALS.index(capital), generation)
        drawn = spread.drawn(CANDIDATES, rng)
        made = [changes_of(capital, factors, drawn, row) for row in range(CANDIDATES)]
        best = best_of(
            means_of((yield Asked([tuple(each.items()) for each in made], options.sample)))
        )
        used = np.array([[factor.name in made[row] for factor in factors] for row in best])
        spread = spread.nearer(Candidates(drawn.places[best], drawn.picks[best]), used)
    key, own = f"{capital}.policy", own_rule(options.scenario, capital)
    has: dict[str, Value | None] = {
        factor.name: value for factor, value in zip(factors, start, strict=True)
    }
    named = named_policies(options.scenario, capital) if key in has else []
    middle = changes_of(capital, factors, spread.middle(), 0)
    differing = tuple(
        (name, value) for name, value in middle.items() if value != (has | {key: own})[name]
    )
    return (yield from trim(differing, [OWN, *named], MORE * options.sample))


def changes_of(
    capital: str, factors: Sequence[Factor], candidates: Candidates, row: int
) -> dict[str, Value]:
    """Return what a candidate changes; what does nothing under its rule over courses is left
    out.
    """
    values = {
        factor.name: value_at(factor, candidates.places[row, at], int(candidates.picks[row, at]))
        for at, factor in enumerate(factors)
    }
    allowed = [name for name in values if name.startswith(f"{capital}_allowed.")]
    if allowed and not any(values[name] for name in allowed):
        values |= dict.fromkeys(allowed, 1.0)
    rule = values.get(f"{capital}.policy")
    return {name: value for name, value in values.items() if not idle(capital, name, rule)}


def trim(found: Policy, others: Sequence[Policy], worlds: int) -> Steps:
    """Return a policy without the parts that it does not need, or the best of the others where that
    does better.

    The policy is played once without each of its parts; then the parts that were missed least are
    left out one after another, as long as the loss is small or cannot be told from none.
    """
    for _ in range(TRIMS):
        policies = [found, *others, *(without(found, [name]) for name, _ in found)]
        if not any(policies):
            return found
        means, known = means_of((yield Asked(policies, worlds))), 1 + len(others)
        best = int(means[:known].argmax())
        if best or not found:
            return policies[best]
        names = [found[at][0] for at in np.argsort(means[0] - means[known:], kind="stable")]
        shorter = [without(found, names[:count]) for count in range(1, len(names))]
        payoffs, before = (yield Asked([found, OWN, *shorter], worlds)), found
        means = means_of(payoffs)
        small = max(0.0, SMALL * float(means[0] - means[1]))
        for policy, cut in zip(shorter, payoffs[2:], strict=True):
            if compare_paired(payoffs[0], cut).low > small:
                break
            found = policy
        if found == before or len(found) == 1:
            return found
        others = []
    return found


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
    return [((f"{capital}.policy", name),) for name in POLICIES[capital] if name not in (own, HELD)]


LOSE_LOSE: Final = "aims_lose_lose"


class Learning:
    """Learning under way: `experiment` is what to play next, `take` takes its results and goes on.

    No world is played twice for two purposes: each experiment has luck of its own. The worlds of
    `sim run` with the same seed are kept for the test, which is the last experiment.
    """

    def __init__(self, options: LearnOptions) -> None:
        self.options = options
        self.searches = {capital: search(options, capital) for capital in options.capitals}
        self.asked = {capital: next(steps) for capital, steps in self.searches.items()}
        self.found: dict[str, Policy] = {}
        self.next_world = options.worlds
        self.played = 0
        self.done = False

    @property
    def worlds(self) -> int:
        """How many worlds each policy of the next experiment gets."""
        return max((asked.worlds for asked in self.asked.values()), default=self.options.worlds)

    @property
    def policies(self) -> list[Policy]:
        """What is played next."""
        return [
            policy for asked in self.asked.values() for policy in asked.policies
        ] or self.tested()

    def experiment(self) -> Experiment | None:
        """Return the next experiment, None where all is done."""
        if self.done:
            return None
        self.lot = -(-self.next_world // self.worlds) if self.asked else 0
        outcomes = tuple(dict.fromkeys([*map(self.options.outcome_of, CAPITALS), LOSE_LOSE]))
        rows = [dict(policy) for policy in self.policies]
        lots = np.full(len(rows), self.lot, dtype=np.int64)
        return experiment_of_rows(
            self.options.scenario, rows, lots, self.worlds, self.options.seed, outcomes
        )

    def take(self, results: Results) -> None:
        """Take the results of the experiment that was asked for."""
        worlds = self.worlds
        self.played += len(self.policies) * worlds
        self.done = not self.asked
        self.next_world = (-(-self.next_world // worlds) + 1) * worlds
        at = 0
        for capital, asked in list(self.asked.items()):
            at, payoffs = (
                at + len(asked.policies),
                self.payoffs(results, capital)[at : at + len(asked.policies)],
            )
            try:
                self.asked[capital] = self.searches[capital].send(payoffs)
            except StopIteration as end:
                self.found[capital] = end.value
                del self.asked[capital]

    def payoffs(self, results: Results, capital: str) -> Floats:
        """Return what every policy was worth to a capital in each world, `(policies, worlds)`; more
        is better.
        """
        return self.options.sign * results.by_cell(self.options.outcome_of(capital))

    @property
    def replies(self) -> Mapping[str, Policy]:
        """What each capital learnt, once all have."""
        return {capital: self.found[capital] for capital in self.options.capitals}

    def tested(self) -> list[Policy]:
        """Return what is played in the worlds kept for the test."""
        made = [OWN]
        for capital, reply in self.replies.items():
            made += [reply, *named_policies(self.options.scenario, capital)]
            made += [without(reply, [name]) for name, _ in reply]
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
    """Return the next experiment: a generation of candidates, policies without their parts, or the
    test.
    """
    return learning_after(options, so_far).experiment()
