"""What the test says: what each learnt policy gains, over which policies, by which parts, and from which Kim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.learn import LearnOptions
from sim.analysis.learn.search import (
    LINE_UP,
    LOSE_LOSE,
    Learning,
    Policy,
    Profile,
    changes_in,
    named_policies,
    with_policy,
    without,
)
from sim.analysis.learn.space import policy_key
from sim.arrays import Floats
from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.study.estimate.interval import Estimate, mean_estimate
from sim.study.estimate.paired import PairedDifference, compare_paired
from sim.study.experiment.definition import Value
from sim.study.run.readings import kims_alone
from sim.study.run.worlds import run
from sim.study.store.results import Results

MOST_WORLDS: Final = 2000
"""Worlds whose months are played again: enough for a picture of shares."""

KINDS: Final = ("course", "word", "deed")


Conduct = Mapping[str, Floats]
"""What a capital does in each world, by kind, a course, a word or a deed: shares of its months, `(menu, worlds)`."""


def names_of(capital: str, kind: str) -> tuple[str, ...]:
    """Return the labels of the courses, words or deeds of a capital, in the order of their menu."""
    found = COURSES[capital] if kind == "course" else MOVES[f"{capital}.{kind}"]
    return tuple(item.label for item in found)


def conduct_of(options: LearnOptions, capital: str, policy: Policy) -> Conduct:
    """Play the first worlds of the test by one policy of a capital and return what the capital does in them."""
    scenario = options.scenario.change(changes_in(with_policy(LINE_UP, capital, policy)))
    moves = {kind: f"{capital}.{kind}" for kind in KINDS[1:]}
    worlds = min(options.worlds, MOST_WORLDS)
    played = run(scenario, worlds, options.seed, jobs=options.desk.jobs, record=list(moves.values()))
    done = {"course": played.courses[capital]} | {kind: played.actions[menu] for kind, menu in moves.items()}
    return {
        kind: np.stack([(rows == place).sum(axis=0) for place in range(len(names_of(capital, kind)))])
        / (rows >= 0).sum(axis=0)
        for kind, rows in done.items()
    }


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
    is the difference in both losing. `worth` maps own, learnt and each named policy to its mean; `by_kim` are the gains
    over the own policy by who Kim is.
    """

    capital: str
    policy: Policy
    over_own: PairedDifference
    over_named: Mapping[str, PairedDifference]
    worth: Mapping[str, Estimate]
    lose_lose: PairedDifference
    parts: tuple[Part, ...]
    by_kim: Mapping[str, PairedDifference]

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


class Tested:
    """The worlds of the test by profile."""

    def __init__(self, learning: Learning, results: Results) -> None:
        self.order = {profile: place for place, profile in enumerate(learning.tested())}
        self.payoffs = {name: learning.payoffs(results, name) for name in CAPITALS}
        self.lost = results.by_cell(LOSE_LOSE) > 0.0
        # Who Kim is hangs on luck and on no policy.
        self.kims = kims_alone({"kim": results.by_cell("kim")[0].astype(np.int64)})

    def worth(self, capital: str, profile: Profile) -> Floats:
        """Return what a profile is worth to a capital in each world."""
        own: Floats = self.payoffs[capital][self.order[profile]]
        return own


def reply_of(tested: Tested, options: LearnOptions, capital: str, policy: Policy, start: Mapping[str, Value]) -> Reply:
    """Return what the test says of one learnt policy; `start` is what the scenario has of what was searched."""
    there = with_policy(LINE_UP, capital, policy)
    learnt, own = tested.worth(capital, there), tested.worth(capital, LINE_UP)
    named = {str(dict(each)[policy_key(capital)]): each for each in named_policies(options.scenario, capital)}
    rivals = {name: tested.worth(capital, with_policy(LINE_UP, capital, each)) for name, each in named.items()}
    level = 1.0 - SHARED_LEVEL / len(rivals)
    lost = tested.lost[tested.order[there]], tested.lost[tested.order[LINE_UP]]
    parts = [
        Part(
            name, start[name], value, compare_paired(learnt, tested.worth(capital, with_policy(LINE_UP, capital, rest)))
        )
        for name, value in policy
        for rest in [without(policy, [name])]
    ]
    return Reply(
        capital, policy, compare_paired(learnt, own, 1.0 - SHARED_LEVEL / len(options.capitals)),
        {name: compare_paired(learnt, values, level) for name, values in rivals.items()},
        {"own": mean_estimate(own), "learnt": mean_estimate(learnt)}
        | {name: mean_estimate(values) for name, values in rivals.items()},
        compare_paired(*lost), tuple(sorted(parts, key=lambda part: -part.worth.value)),
        {kim: compare_paired(learnt[among], own[among]) for kim, among in tested.kims.items() if among.sum() > 1},
    )  # fmt: skip
