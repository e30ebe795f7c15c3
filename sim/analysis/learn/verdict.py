"""What the test says: what each learnt policy gains, over which policies, by which parts; and what is left to gain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.learn import LearnOptions
from sim.analysis.learn.oracle import LOSE_LOSE, Learning
from sim.analysis.learn.profiles import LINE_UP, Mix, Policy, Profile, moved, replaced, weighed
from sim.analysis.learn.search import named_policies, without
from sim.analysis.learn.space import policy_key
from sim.analysis.policy_game.equilibria import chance_of
from sim.arrays import Floats
from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.study.estimate.interval import Estimate, mean_estimate
from sim.study.estimate.paired import PairedDifference, paired
from sim.study.experiment.definition import Value
from sim.study.run.worlds import run
from sim.study.scenario import Scenario
from sim.study.store.results import Results

MOST_WORLDS: Final = 2000
"""Worlds whose months are played again: enough for a picture of shares."""

KINDS: Final = ("course", "word", "deed")


def names_of(capital: str, kind: str) -> tuple[str, ...]:
    """Return the labels of the courses, words or deeds of a capital, in the order of their menu."""
    found = COURSES[capital] if kind == "course" else MOVES[f"{capital}.{kind}"]
    return tuple(item.label for item in found)


@dataclass(frozen=True, eq=False)
class Conduct:
    """What a capital does: `by_month[kind]` is the share of living worlds, `(months, menu)`, NaN once none lives.

    `by_world[kind]` is the share of its months, `(menu, worlds)`. A kind is a course, a word or a deed.
    """

    capital: str
    by_month: Mapping[str, Floats]
    by_world: Mapping[str, Floats]

    @property
    def worlds(self) -> int:
        """How many worlds were played."""
        return int(self.by_world["course"].shape[1])


def conduct_of(scenario: Scenario, capital: str, worlds: int, seed: int, jobs: int = 1) -> Conduct:
    """Play the first worlds of a scenario and return what a capital does in them."""
    played = run(
        scenario, min(worlds, MOST_WORLDS), seed, jobs=jobs, record=[f"{capital}.{kind}" for kind in KINDS[1:]]
    )
    done = {"course": played.courses[capital]} | {kind: played.actions[f"{capital}.{kind}"] for kind in KINDS[1:]}
    by_month, by_world = {}, {}
    for kind, moves in done.items():
        each = np.stack([moves == place for place in range(len(names_of(capital, kind)))])
        lived = moves >= 0
        with np.errstate(invalid="ignore"):
            by_month[kind] = (each.sum(axis=2) / lived.sum(axis=1)).T
        by_world[kind] = each.sum(axis=1) / lived.sum(axis=0)
    return Conduct(capital, by_month, by_world)


SHARED_LEVEL: Final = 0.05
"""What the intervals of a family may miss together."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a learnt policy: its name, the scenario's value and its own, and what would be lost without it."""

    name: str
    before: Value
    value: Value
    worth: PairedDifference


@dataclass(frozen=True, slots=True)
class Reply:
    """What a capital learnt against the scenario's own policies, and what that is worth to it.

    `over_own` holds together over the capitals that learn, `over_named` over the policies of one capital; `lose_lose`
    is the difference in both losing. `worth` maps own, learnt and each named policy to its mean.
    """

    capital: str
    policy: Policy
    over_own: PairedDifference
    over_named: Mapping[str, PairedDifference]
    worth: Mapping[str, Estimate]
    lose_lose: PairedDifference
    parts: tuple[Part, ...]

    @property
    def best_named(self) -> str:
        """The named policy that is worth most to the capital in the worlds of the test."""
        return max(self.over_named, key=lambda name: self.worth[name].value)

    @property
    def is_named(self) -> bool:
        """Whether what was learnt is the best named policy itself."""
        return self.policy == ((policy_key(self.capital), self.best_named),)

    @property
    def beside(self) -> str:
        """What its conduct is set beside: the best named policy, or the capital's own where it is that itself."""
        return "own" if self.is_named else self.best_named

    @property
    def gains(self) -> bool:
        """Whether it gains more than its noise over the scenario's own policy."""
        return self.over_own.low > 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """What something is at the scenario's own line-up and where the rounds ended, and the difference by world."""

    before: Estimate
    after: Estimate
    difference: PairedDifference


@dataclass(frozen=True, slots=True)
class Rest:
    """Where the rounds ended: a mix of profiles, and what the last reply of each capital still gains there.

    `worth` is what that is worth to each capital, `lose_lose` how likely Washington and Beijing both lose.
    """

    mix: Mix
    left: Mapping[str, PairedDifference]
    worth: Mapping[str, Change]
    lose_lose: Change

    @property
    def settled(self) -> bool:
        """Whether no capital was found to gain more than its noise."""
        return all(gain.low <= 0.0 for gain in self.left.values())


class Tested:
    """The worlds of the test by profile."""

    def __init__(self, learning: Learning, results: Results) -> None:
        self.order = {profile: place for place, profile in enumerate(learning.tested())}
        self.payoffs = {name: learning.payoffs(results, name) for name in CAPITALS}
        self.lost = results.by_cell(LOSE_LOSE) > 0.0

    def worth(self, capital: str, profile: Profile) -> Floats:
        """Return what a profile is worth to a capital in each world."""
        own: Floats = self.payoffs[capital][self.order[profile]]
        return own

    def mixed(self, capital: str, mix: Mix) -> Floats:
        """Return what a mix of profiles is worth to a capital in each world."""
        return weighed([(weight, self.worth(capital, profile)) for weight, profile in mix])

    def losing(self, mix: Mix) -> Floats:
        """Return how likely Washington and Beijing both lose under a mix of profiles, world by world."""
        return weighed([(weight, self.lost[self.order[profile]].astype(np.float64)) for weight, profile in mix])


def reply_of(tested: Tested, options: LearnOptions, capital: str, policy: Policy, start: Mapping[str, Value]) -> Reply:
    """Return what the test says of one learnt policy; `start` is what the scenario has of what was searched."""
    there = replaced(LINE_UP, capital, policy)
    learnt, own = tested.worth(capital, there), tested.worth(capital, LINE_UP)
    named = {str(dict(each)[policy_key(capital)]): each for each in named_policies(options.scenario, capital)}
    rivals = {name: tested.worth(capital, replaced(LINE_UP, capital, each)) for name, each in named.items()}
    level = 1.0 - SHARED_LEVEL / len(rivals)
    lost = tested.lost[tested.order[there]], tested.lost[tested.order[LINE_UP]]
    parts = [
        Part(name, start[name], value, paired(learnt, tested.worth(capital, replaced(LINE_UP, capital, rest))))
        for name, value in policy
        for rest in [without(policy, [name])]
    ]
    return Reply(
        capital, policy, paired(learnt, own, 1.0 - SHARED_LEVEL / len(options.capitals)),
        {name: paired(learnt, values, level) for name, values in rivals.items()},
        {"own": mean_estimate(own), "learnt": mean_estimate(learnt)}
        | {name: mean_estimate(values) for name, values in rivals.items()},
        paired(*lost), tuple(sorted(parts, key=lambda part: -part.worth.value)),
    )  # fmt: skip


def rest_of(tested: Tested, learning: Learning) -> Rest:
    """Return where the rounds ended, and what each capital still gains: the best of its pool and its last reply."""
    last = learning.turns[-1]
    level = 1.0 - SHARED_LEVEL / len(last.replies)
    left = {}
    for capital, reply in last.replies.items():
        here = tested.mixed(capital, last.against)
        there = tested.mixed(capital, moved(last.against, capital, reply))
        left[capital] = paired(there, here, level)
    worth = {
        capital: changed(tested.worth(capital, LINE_UP), tested.mixed(capital, last.against)) for capital in CAPITALS
    }
    return Rest(last.against, left, worth, changed(tested.losing(((1.0, LINE_UP),)), tested.losing(last.against)))


def changed(before: Floats, after: Floats) -> Change:
    """Return how two series of the same worlds differ; of what happens or not in each world, as shares."""
    sure = np.isin(before, (0.0, 1.0)).all() and np.isin(after, (0.0, 1.0)).all()
    difference = paired(after > 0.0, before > 0.0) if sure else paired(after, before)
    return Change(chance_of(before), chance_of(after), difference)


def is_line_up(mix: Mix) -> bool:
    """Say whether a mix is the scenario's own policies."""
    return [profile for _, profile in mix] == [LINE_UP]
