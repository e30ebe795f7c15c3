"""What was learnt: whether the line-up was near an equilibrium, what would have been better, by how
much, and how.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding, plain_data
from sim.analysis.learn import CANDIDATES, VALUE, LearnOptions, search
from sim.analysis.learn.search import ask as ask
from sim.core.base.arrays import Floats
from sim.core.estimate.interval import Estimate, mean_estimate
from sim.core.estimate.writing import count_text
from sim.core.game.catalogue import CAPITALS, MENUS
from sim.core.game.policies import FREE, courses_of
from sim.core.outcomes.outcomes import LEDGER
from sim.core.scenario import Scenario, load_scenario, shipped_scenarios
from sim.core.scenario.text import table, text as quoted, to_toml
from sim.study.estimate.paired import PairedDifference, compare_paired
from sim.study.estimate.quantities import Cell, Quantity, Table, amount, list_parts, points, share
from sim.study.experiment.definition import Value
from sim.study.experiment.factor_text import factor_name, factor_value, policy_name
from sim.study.run.readings import kims_alone, types_differ
from sim.study.run.worlds import run
from sim.study.store.results import Results

MOST_WORLDS: Final = 2000
"""Worlds whose months are played again: enough for a picture of shares."""

KINDS: Final = ("course", "word", "deed")

Row = tuple[Cell, ...]
Conduct = Mapping[str, Floats]
"""What a capital does in each world, by kind, a course, a word or a deed: shares of its months,
`(menu, worlds)`.
"""


def conduct_of(options: LearnOptions, capital: str, policy: search.Policy) -> Conduct:
    """Play the first worlds of the test by one policy of a capital and return what the capital does
    in them.
    """
    scenario = options.scenario.change(dict(policy))
    moves = {kind: f"{capital}.{kind}" for kind in KINDS[1:]}
    worlds = min(options.worlds, MOST_WORLDS)
    played = run(
        scenario, worlds, options.seed, jobs=options.desk.jobs, record=list(moves.values())
    )
    done = {"course": played.courses[capital]} | {
        kind: played.actions[menu] for kind, menu in moves.items()
    }
    return {
        kind: np.stack(
            [(rows == place).sum(axis=0) for place in range(len(MENUS[f"{capital}.{kind}"]))]
        )
        / (rows >= 0).sum(axis=0)
        for kind, rows in done.items()
    }


SHARED_LEVEL: Final = 0.05
"""What the intervals of a family may miss together."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a learnt policy: its name, the scenario's value and its own, and what would be lost
    without it.
    """

    name: str
    before: Value
    value: Value
    worth: PairedDifference


@dataclass(frozen=True, slots=True)
class Reply:
    """What a capital learnt against the scenario's own policies, and what that is worth to it.

    `over_own` holds together over the capitals that learn, `over_named` over the policies of one
    capital; `lose_lose` is the difference in both losing. `worth` maps own, learnt and each named
    policy to its mean; `by_kim` are the gains over the own policy by who Kim is.
    """

    capital: str
    policy: search.Policy
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
        return self.policy == ((f"{self.capital}.policy", self.best_named),)

    @property
    def beside(self) -> str:
        """What its conduct is set beside: the best named policy, or the capital's own where it is
        that itself.
        """
        return "own" if self.is_named else self.best_named

    @property
    def gains(self) -> bool:
        """Whether it gains more than its noise over the scenario's own policy."""
        return self.over_own.low > 0.0


class Tested:
    """The worlds of the test by policy."""

    def __init__(self, learning: search.Learning, results: Results) -> None:
        self.order = {policy: place for place, policy in enumerate(learning.tested())}
        self.payoffs = {name: learning.payoffs(results, name) for name in learning.replies}
        self.lost = results.by_cell(search.LOSE_LOSE) > 0.0
        # Who Kim is hangs on luck and on no policy.
        self.kims = kims_alone({"kim": results.by_cell("kim")[0].astype(np.int64)})

    def reply(self, options: LearnOptions, capital: str, policy: search.Policy) -> Reply:
        """Return what the test says of one learnt policy."""
        worth = {each: self.payoffs[capital][place] for each, place in self.order.items()}
        learnt, own = worth[policy], worth[search.OWN]
        # What the scenario has of all that was searched.
        start = {
            each.name: search.start_of(options.scenario, capital, each)
            for each in search.space_of(capital)
        }
        start[f"{capital}.policy"] = search.own_rule(options.scenario, capital) or FREE
        named = search.named_policies(options.scenario, capital)
        rivals = {str(dict(each)[f"{capital}.policy"]): worth[each] for each in named}
        level = 1.0 - SHARED_LEVEL / len(rivals)
        parts = [
            Part(
                name,
                start[name],
                value,
                compare_paired(learnt, worth[search.without(policy, [name])]),
            )
            for name, value in policy
        ]
        means = {"own": own, "learnt": learnt} | rivals
        lost = (self.lost[self.order[each]] for each in (policy, search.OWN))
        return Reply(
            capital,
            policy,
            compare_paired(learnt, own, 1.0 - SHARED_LEVEL / len(options.capitals)),
            {name: compare_paired(learnt, values, level) for name, values in rivals.items()},
            {name: mean_estimate(values) for name, values in means.items()},
            compare_paired(*lost),
            tuple(sorted(parts, key=lambda part: -part.worth.value)),
            {
                kim: compare_paired(learnt[among], own[among])
                for kim, among in self.kims.items()
                if among.sum() > 1
            },
        )


class Measure:
    """How the objective of learning is told; gains and levels come in as payoffs, of which more is
    better.
    """

    def __init__(self, options: LearnOptions) -> None:
        outcome, self.sign = options.outcome_of(CAPITALS[0]), options.sign
        label, less = LEDGER.label(outcome), self.sign < 0.0
        self.is_value, self.is_share = (
            options.objective == VALUE,
            LEDGER.named(outcome).kind == "flag",
        )
        own = "months of value" if self.is_value else ""
        self.head = own or f"{label} ({'less' if less else 'more'} is better)"
        self.unit = own or f"{'against' if less else 'for'} {label}"

    def gain(self, found: Estimate | PairedDifference) -> Quantity:
        """Return a gain: above 0 where the objective is better met."""
        return points(found) if self.is_share else amount(found)

    def level(self, found: Estimate) -> Quantity:
        """Return a mean payoff as the mean of the outcome itself."""
        low, high = sorted(self.sign * each for each in (found.low, found.high))
        own = Estimate(self.sign * found.value + 0.0, low, high, found.n, found.method, found.level)
        return share(own) if self.is_share else amount(own)

    def text(self, found: Estimate | PairedDifference) -> str:
        """Return a gain in words, with what it is a gain of."""
        return f"{self.gain(found).text()} {self.unit}"


WIDTH: Final = 110


def file_of(scenario: Scenario, capital: str, policy: search.Policy, about: Sequence[str]) -> str:
    """Return the text of a scenario file in which a capital has a learnt policy; `about` heads
    it.
    """
    title = f"{scenario.title}: learnt by {capital.capitalize()}"
    head = "\n".join(f"# {line}" for text in about for line in textwrap.wrap(text, WIDTH))
    if scenario.name not in shipped_scenarios() or load_scenario(scenario.name) != scenario:
        whole = scenario.change(dict(policy) | {"name": f"learnt-{capital}", "title": title})
        return f"{head}\n\n{to_toml(whole)}"
    numbers, own = dict[str, str](), dict[str, str]()
    for name, value in policy:
        (own if name.startswith(f"{capital}.") else numbers)[name.removeprefix(f"{capital}.")] = (
            quoted(value)
        )
    tables = "\n".join([*table("[parameters]", numbers), *table(f"[{capital}]", own)])
    return f"{head}\n\ntitle = {quoted(title)}\nbase = {quoted(scenario.name)}\n{tables}\n"


SHOWN_PARTS: Final = 3
"""Parts of a policy that a sentence names."""


@dataclass(frozen=True, eq=False)
class LearnFinding(Finding):
    """What capitals learnt.

    `replies` are against the scenario's own policies. `conduct` holds what each capital does by
    what it learnt, and by the best named policy, or its own where that is what it learnt.
    """

    analysis: ClassVar[str] = "learn"
    options: LearnOptions
    replies: dict[str, Reply]
    conduct: dict[str, tuple[Conduct, Conduct]]
    played: int

    @property
    def measure(self) -> Measure:
        """How gains and levels are told."""
        return Measure(self.options)

    def sentences(self) -> list[str]:
        """Return whether the line-up was near an equilibrium and what would have been better; then
        each capital's.
        """
        return [
            self.answer(),
            *(self.said_of(reply) for reply in self.replies.values() if reply.gains),
        ]

    def answer(self) -> str:
        """Return the first sentence: whether the line-up was near an equilibrium, or what the only
        learner gains.
        """
        title, tested = (
            f"“{self.scenario.title}”",
            f"n = {count_text(self.options.worlds)} pairs of worlds",
        )
        better = [self.better(reply) for reply in self.replies.values() if reply.gains]
        if len(self.replies) == 1:
            (reply,) = self.replies.values()
            if better:
                return f"Against {title} {better[0]} ({tested})."
            who, gain = reply.capital.capitalize(), self.measure.text(reply.over_own)
            return f"Against {title} {who} found nothing that gains more than noise: {gain} ({tested})."
        if better:
            return f"The line-up of {title} was not near an equilibrium: alone, {'; '.join(better)} ({tested})."
        most = max((reply.over_own for reply in self.replies.values()), key=lambda gain: gain.high)
        return (
            f"The line-up of {title} was near an equilibrium as far as these searches see: no capital found a gain "
            f"above its noise, the widest being {self.measure.text(most)} ({tested})."
        )

    def better(self, reply: Reply) -> str:
        """Return what a capital gains over its own policy, and by what."""
        return (
            f"{reply.capital.capitalize()} gains "
            f"{self.measure.text(reply.over_own)} by {in_words(reply, SHOWN_PARTS)}"
        )

    def said_of(self, reply: Reply) -> str:
        """Return how what a capital learnt stands beside the policies that have names."""
        who, gain = reply.capital.capitalize(), reply.over_named[reply.best_named]
        best = policy_name(reply.capital, reply.best_named)
        if reply.is_named:
            return f"What {who} learnt is {best}, which has a name."
        if gain.low > 0.0:
            return f"{who} gains {self.measure.text(gain)} over {best}, the best policy of its own that has a name."
        if gain.high < 0.0:
            return f"{who} loses {self.measure.text(gain)} against {best}, which has a name: the search missed it."
        return f"What {who} learnt cannot be told from {best}, which has a name: {self.measure.text(gain)}."

    def tables(self) -> list[Table]:
        """Return the gains, those by type of Kim, what was learnt, the named policies and the
        conduct.
        """
        replies, told = list(self.replies.values()), self.measure
        gain, level = told.gain, told.level
        gains, kims, parts, named = list[Row](), list[Row](), list[Row](), list[Row]()
        for each in replies:
            who, best = each.capital.capitalize(), each.best_named
            own, by_kim = gain(each.over_own), [gain(found) for found in each.by_kim.values()]
            gains.append(
                (
                    who,
                    own,
                    policy_name(each.capital, best),
                    gain(each.over_named[best]),
                    points(each.lose_lose),
                )
            )
            kims += [(who, own, *by_kim)] if by_kim and each.policy else []
            parts += [
                (
                    who,
                    factor_name(part.name),
                    *(factor_value(part.name, value) for value in (part.before, part.value)),
                    gain(part.worth),
                )
                for part in each.parts
            ]
            named += [
                (who, "learnt", level(each.worth["learnt"]), "itself"),
                (who, "own", level(each.worth["own"]), own),
            ]
            named += [
                (who, policy_name(each.capital, name), level(each.worth[name]), gain(found))
                for name, found in each.over_named.items()
            ]
        types, differ = (
            replies[0].by_kim,
            any(types_differ(each.by_kim.values()) for each in replies),
        )
        made = [
            Table(
                "gains",
                f"What a learnt policy gains in {told.head}",
                ("", "over its own policy", "best named", "over that", "both lose by aims"),
                tuple(gains),
                main=True,
            ),
            Table(
                "by_kim",
                f"What a learnt policy gains over its own by who Kim is, in {told.head}",
                ("", "all worlds", *types),
                tuple(kims),
                differ,
            ),
            Table(
                "learnt",
                "What was learnt, and what each part of it is worth",
                ("", "what", "in the scenario", "learnt", "lost without it"),
                tuple(parts),
                main=True,
            ),
            Table(
                "named",
                "Beside the named policies",
                ("", "policy", "worth", "the learnt one gains"),
                tuple(named),
            ),
            Table(
                "conduct",
                "What it does, shares of months",
                ("capital", "kind", "move", "set beside", "in its months", "learnt less that"),
                tuple(self.done()),
            ),
        ]
        return [table for table in made if table.rows]

    def done(self) -> Iterator[Row]:
        """Yield how often a capital does what by what it learnt, and by what it is set beside."""
        for capital, (learnt, best) in self.conduct.items():
            for kind in KINDS:
                for entry, ours, theirs in zip(
                    MENUS[f"{capital}.{kind}"], learnt[kind], best[kind], strict=True
                ):
                    mean, change = (
                        share(mean_estimate(theirs)),
                        points(compare_paired(ours, theirs)),
                    )
                    yield (
                        capital.capitalize(),
                        kind,
                        entry.label,
                        self.replies[capital].beside,
                        mean,
                        change,
                    )

    def notes(self) -> list[str]:
        """Return how the numbers were made."""
        asked, capitals = (
            self.options,
            list_parts([name.capitalize() for name in self.options.capitals]),
        )
        seeks = "its own value" if self.measure.is_value else self.measure.head
        return [
            f"{self.scenario.title} ({self.scenario.name}), {self.scenario.months} months, seed {asked.seed}. "
            f"{capitals} sought {seeks}: {asked.generations} generations of {CANDIDATES} candidates a search, each in "
            f"{count_text(asked.sample)} worlds, the same for all of a generation and new in the next; "
            f"{count_text(self.played)} worlds in all.",
            f"Tested in worlds 0 to {count_text(asked.worlds - 1)} of the seed, those of sim run: no search has seen "
            "them, so no gain is flattered by its search. A better policy may exist: what can be gained "
            "is at least that much.",
            "Intervals are paired, 95 %. Those over the own policies hold together over the capitals, those over the "
            "named ones over the policies of a capital (Bonferroni). The best named policy is picked in the worlds of "
            "the test, which favours it.",
            "A policy is one for all types of Kim; the calendar and the votes of the scenario stay.",
        ]

    def files(self) -> Mapping[str, str]:
        """Return each learnt policy as a scenario file."""
        return {
            f"learnt-{name}.toml": file_of(
                self.scenario, name, each.policy, [self.answer(), self.said_of(each)]
            )
            for name, each in self.replies.items()
            if each.policy
        }

    def learnt(self, capital: str) -> Scenario:
        """Return the scenario in which a capital has what it learnt against it."""
        return self.scenario.change(dict(self.replies[capital].policy))

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "capitals": list(self.options.capitals),
            "objective": self.options.objective,
            "budget": self.options.budget,
            "sample": self.options.sample,
            "worlds": self.options.worlds,
            "played": self.played,
            "replies": plain_data(self.replies),
        }


def in_words(reply: Reply, most: int) -> str:
    """Return a learnt policy in words: the rule over courses, then what would be missed most."""
    key = f"{reply.capital}.policy"
    ordered, named = sorted(reply.parts, key=lambda part: part.name != key), []
    for part in ordered[:most]:
        before, value = (factor_value(part.name, each) for each in (part.before, part.value))
        if part.name != key:
            named.append(f"{factor_name(part.name)} from {before} to {value}")
        else:
            named.append(
                f"being held to {value}"
                if part.value in courses_of(reply.capital)
                else f"the rule “{value}”"
            )
    left = len(ordered) - len(named)
    return list_parts([*named, f"{left} more"] if left else named)


def find(options: LearnOptions, results: Sequence[Results]) -> LearnFinding:
    """Return what was learnt, as the worlds of the test tell it."""
    learning = search.learning_after(options, results)
    tested = Tested(learning, results[-1])
    replies = {
        capital: tested.reply(options, capital, policy)
        for capital, policy in learning.replies.items()
    }
    done = {}
    for capital, each in replies.items():
        if each.policy:
            beside: search.Policy = (
                () if each.is_named else ((f"{capital}.policy", each.best_named),)
            )
            done[capital] = (
                conduct_of(options, capital, each.policy),
                conduct_of(options, capital, beside),
            )
    return LearnFinding(options, replies, done, learning.played)
