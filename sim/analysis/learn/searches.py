"""The searches of all capitals that learn, side by side, and then the test of what they found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from weakref import WeakKeyDictionary

from sim.analysis.learn import LearnOptions
from sim.analysis.learn.search import LINE_UP, Policy, Profile, Search, named_policies, played_by, with_policy, without
from sim.arrays import Floats
from sim.game.catalogue import CAPITALS
from sim.study.experiment.definition import Experiment
from sim.study.store.results import Results

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
