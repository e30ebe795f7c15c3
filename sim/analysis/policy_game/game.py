"""The game in strategic form: the menus of the capitals, and every profile in the same worlds by
type of Kim.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import numpy as np

from sim.analysis.games import TIE, Profile
from sim.core.base.arrays import Flags, Floats, weighted_sum
from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import CAPITALS
from sim.core.game.moves import KimType
from sim.core.game.policies import POLICIES, courses_of
from sim.core.outcomes.history import PRIORS
from sim.core.scenario import Scenario
from sim.core.scenario.plan import check_capital, check_choice
from sim.study.estimate.bootstrap import Stream, resampled_counts, resampled_means

MOST_PROFILES: Final = 2_000
COURSES: Final = "courses"
PLANS: Final = "plans"
KIM: Final = "kim_type"
Choices = Mapping[str, tuple[str, ...]]


def menu(capital: str, kind: str) -> tuple[str, ...]:
    """Return a capital's menu: the courses that it can be held to, these and its plans, or the
    policies by which it is free.
    """
    courses, known = courses_of(capital), POLICIES[capital]
    if kind == PLANS:
        return (*courses, *(name for name, each in known.items() if each.plan))
    return courses if kind == COURSES else tuple(name for name in known if known[name].reviews)


def choices_from(texts: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the policies of each capital that a text `capital=policy,policy` names.

    Each text comes with its source. Raises UsageProblem for a name that does not exist, or one
    given twice.
    """
    found: dict[str, tuple[str, ...]] = {}
    for text, where in texts:
        capital, equals, rest = (part.strip() for part in text.partition("="))
        named = tuple(part.strip() for part in rest.split(","))
        check_capital(capital, where)
        if not equals:
            raise UsageProblem("no policies are named", where, f"Write {capital}=policy,policy.")
        for policy in named:
            check_choice(capital, policy, where)
        if len(set(named)) < len(named) or capital in found:
            raise UsageProblem(
                f"a policy or capital is named twice: {text}", where, "Name each once."
            )
        found[capital] = named
    return found


def choices_of(named: Any, kind: str, players: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the policies that `named` gives, and all of a kind for the other players; raises
    UsageProblem.
    """
    if not isinstance(named, Mapping):
        remedy = "Give a dict, such as {'beijing': ['balance']}."
        raise UsageProblem(f"'restrict' is {named!r}", "restrict", remedy)
    texts = [
        (f"{capital}={own if isinstance(own, str) else ','.join(own)}", f"restrict: {capital}")
        for capital, own in named.items()
    ]
    found = {capital: menu(capital, kind) for capital in players} | choices_from(texts)
    return {capital: found[capital] for capital in CAPITALS if capital in found}


def check_choices(choices: Choices) -> None:
    """Refuse choices without a game, or with too many profiles; raises UsageProblem."""
    if sum(len(own) > 1 for own in choices.values()) < 2:
        raise UsageProblem(
            "a game needs two capitals with a choice",
            "the policies of the game",
            "Name two or more, as in --players washington,beijing, and hold neither.",
        )
    profiles = math.prod(len(own) for own in choices.values())
    if profiles > MOST_PROFILES:
        raise UsageProblem(
            f"the game would have {profiles:,} profiles",
            "the policies of the game",
            f"Name fewer policies: {MOST_PROFILES:,} profiles at most.",
        )


Place = tuple[int, ...]
WASHINGTON: Final = CAPITALS.index("washington")
PYONGYANG: Final = CAPITALS.index("pyongyang")


@dataclass(frozen=True, slots=True)
class Player:
    """A player that picks a policy: a capital, or Pyongyang as one type of Kim."""

    capital: str
    policies: tuple[str, ...]
    kim: str = ""

    @property
    def name(self) -> str:
        """The capital, with the type of Kim if there are several: `pyongyang (fearful)`."""
        return f"{self.capital} ({self.kim})" if self.kim else self.capital


@dataclass(frozen=True, eq=False)
class PolicyGame:
    """All profiles of a policy game, played in the same worlds under each type of Kim.

    `choices` maps each capital to its policies, one if it is held. `value` holds the payoff of each
    capital, `(types, capitals, w, b, p, s, worlds)` in months, with one axis of policies a capital,
    and `goals_failed` whether Washington and Beijing both fail their goals, `(types, w, b, p, s,
    worlds)`. `chances` are those of the types, `loss` the cost of a limited war to each capital,
    `(capitals,)` in months.

    Pyongyang knows its type, so each type with a choice is a player; the others weigh the types by
    their `beliefs`, or by the chances if none are given. A profile has a policy for each player.
    `parts` are those of the payoffs of some capitals, the means over the even and over the odd
    worlds, `(2, types, parts, w, b, p, s)`.
    """

    scenario: Scenario
    seed: int
    choices: Mapping[str, tuple[str, ...]]
    types: tuple[str, ...]
    chances: tuple[float, ...]
    value: Floats
    goals_failed: Flags
    loss: Floats
    beliefs: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    parts: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def worlds(self) -> int:
        """How many worlds every profile was played in."""
        return int(self.goals_failed.shape[-1])

    @cached_property
    def agents(self) -> tuple[Player, ...]:
        """The players, in the order of the capitals and of the types."""
        found: list[Player] = []
        for capital in CAPITALS:
            own = self.choices[capital]
            if len(own) > 1 and capital == CAPITALS[PYONGYANG] and len(self.types) > 1:
                found += [Player(capital, own, kim) for kim in self.types]
            elif len(own) > 1:
                found.append(Player(capital, own))
        return tuple(found)

    @property
    def players(self) -> tuple[str, ...]:
        """The names of the players."""
        return tuple(player.name for player in self.agents)

    @property
    def policies(self) -> tuple[tuple[str, ...], ...]:
        """The policies of each player."""
        return tuple(player.policies for player in self.agents)

    @property
    def held(self) -> dict[str, str]:
        """The policy of each capital without a choice."""
        return {capital: own[0] for capital, own in self.choices.items() if len(own) == 1}

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """How many policies each player has."""
        return tuple(len(player.policies) for player in self.agents)

    def among(self, choices: Choices) -> PolicyGame:
        """Return the game in which some capitals pick among fewer of their policies."""
        spots = {
            name: [self.choices[name].index(policy) for policy in own]
            for name, own in choices.items()
        }
        value, failed, parts = self.value, self.goals_failed, dict(self.parts)
        for at, capital in enumerate(CAPITALS):
            if capital in spots:
                # Worlds are the last axis of values, and of parts Seoul's policies are.
                value = np.take(value, spots[capital], at - 5)
                failed = np.take(failed, spots[capital], at - 5)
                parts = {name: np.take(own, spots[capital], at - 4) for name, own in parts.items()}
        return replace(
            self,
            choices={**self.choices, **choices},
            value=value,
            goals_failed=failed,
            parts=parts,
        )

    def of_courses(self) -> PolicyGame:
        """Return the game among courses alone, or this one if a player does not have two of
        them.
        """
        names = {player.capital for player in self.agents}
        courses = {
            name: tuple(each for each in self.choices[name] if each in courses_of(name))
            for name in names
        }
        fewer = any(len(own) < len(self.choices[name]) for name, own in courses.items())
        return self.among(courses) if fewer and min(map(len, courses.values())) > 1 else self

    def if_believed(self, **beliefs: tuple[float, ...]) -> PolicyGame:
        """Return the game in which some capitals hold other beliefs."""
        return replace(self, beliefs={**self.beliefs, **beliefs})

    def of_type(self, kim: str) -> PolicyGame:
        """Return the game in which everybody knows that Kim is of a type."""
        at = self.types.index(kim)
        part = slice(at, at + 1)
        return replace(
            self,
            types=(kim,),
            chances=(1.0,),
            value=self.value[part],
            goals_failed=self.goals_failed[part],
            beliefs={},
            parts={capital: means[:, part] for capital, means in self.parts.items()},
        )

    def if_all_believe(self, chances: Sequence[float]) -> PolicyGame:
        """Return the game in which everybody but Pyongyang holds one belief of the types."""
        return replace(self, chances=tuple(chances), beliefs={})

    def weights_of(self, capital: str) -> tuple[float, ...]:
        """Return a capital's probability of each type."""
        return self.beliefs.get(capital, self.chances)

    def unit(self, place: int) -> float:
        """Return the cost of a limited war to a player, in months."""
        return float(self.loss[CAPITALS.index(self.agents[place].capital)])

    @cached_property
    def mean(self) -> Floats:
        """The mean value of each capital, `(types, capitals, w, b, p, s)`."""
        return mean_over_worlds(self.value)

    def payoffs(self) -> Profile:
        """Return the mean value of each player over the worlds, one array `(*profiles)` a
        player.
        """
        return self.payoffs_of(self.mean)

    def payoffs_of(self, mean: Floats) -> Profile:
        """Return each player's payoff in each profile, `(..., *profiles)` each, from `(..., types,
        capitals, w, …)`.

        A type of Kim gets its payoff as that type; the other capitals get the mean over the types,
        by their beliefs.
        """
        made = []
        for player in self.agents:
            own = mean[..., CAPITALS.index(player.capital), :, :, :, :]
            if player.kim:
                at = self.types.index(player.kim)
                laid = self._laid(own[..., at, :, :, :, :], at)
                made.append(np.broadcast_to(laid, (*laid.shape[: -len(self.shape)], *self.shape)))
            else:
                made.append(self.over_types(own, self.weights_of(player.capital)))
        return tuple(made)

    def parts_of(self, mean: Floats) -> list[tuple[tuple[int, ...], Profile]]:
        """Return the game as a sum of one game a type: the places of its players, and their payoffs
        weighed by their beliefs.

        A type of Kim gets its payoff as that type, independent of its chance. Means are `(types,
        capitals, w, b, p, s)`.
        """
        parts = []
        for at in range(len(self.types)):
            who = tuple(k for k, player in enumerate(self.agents) if self._plays(player, at))
            shape = [self.shape[k] for k in who]
            own = (mean[at, CAPITALS.index(self.agents[k].capital)].reshape(shape) for k in who)
            weights = (
                1.0 if self.agents[k].kim else self.weights_of(self.agents[k].capital)[at]
                for k in who
            )
            parts.append((who, tuple(map(np.multiply, own, weights))))
        return parts

    def over_types(self, values: Floats, weights: Sequence[float]) -> Floats:
        """Return the mean over the types of `(..., types, w, b, p, s)` in each profile, `(...,
        *profiles)`.
        """
        parts = [
            self._laid(values[..., at, :, :, :, :], at) * weight
            for at, weight in enumerate(weights)
        ]
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return np.broadcast_to(total, (*total.shape[: -len(self.shape)], *self.shape))

    def _laid(self, values: Floats, at: int) -> Floats:
        """Return values under a type, `(..., w, b, p, s)`, with one axis a player; of size 1 for
        the other types.
        """
        sizes = [len(player.policies) if self._plays(player, at) else 1 for player in self.agents]
        return values.reshape(*values.shape[:-4], *sizes)

    def _plays(self, player: Player, at: int) -> bool:
        return player.kim in ("", self.types[at])

    def by_type(self, values: Floats, mix: Profile) -> Floats:
        """Return expected values under each type if players mix, `(types, worlds)`, from `(types,
        w, b, p, s, worlds)`.
        """
        return np.stack([self._mixed(own, mix, at) for at, own in enumerate(values)])

    def _mixed(self, values: Floats, mix: Profile, at: int) -> Floats:
        choice = {
            player.capital: mix[k]
            for k, player in enumerate(self.agents)
            if self._plays(player, at)
        }
        for capital in CAPITALS:
            values = weighted_sum(values, choice.get(capital, np.ones(1)))
        return values

    def payoff(self, capital: str, mix: Profile) -> Floats:
        """Return a capital's expected payoff by its own belief if players mix, world by world,
        `(worlds,)`.
        """
        own = self.by_type(self.value[:, CAPITALS.index(capital)], mix)
        return np.asarray(weighted_sum(own, self.weights_of(capital)))

    def payoff_to(self, place: int, mix: Profile) -> Floats:
        """Return a player's expected payoff if players mix, world by world, `(worlds,)`."""
        player = self.agents[place]
        if not player.kim:
            return self.payoff(player.capital, mix)
        at = self.types.index(player.kim)
        return self._mixed(self.value[at, CAPITALS.index(player.capital)], mix, at)

    def losing(self, mix: Profile) -> Floats:
        """Return the probability that both powers fail their goals if players mix, world by world,
        `(worlds,)`; types are weighed by the chances.
        """
        # Chances sum to 1 up to rounding only; certain results must stay at exactly 0 or 1.
        return np.asarray(
            np.round(
                weighted_sum(self.by_type(self.goals_failed.astype(np.float64), mix), self.chances),
                12,
            )
        )

    def pure(self, profile: Sequence[int]) -> Profile:
        """Return a profile of policies as mixed choices."""
        return tuple(np.eye(size)[place] for size, place in zip(self.shape, profile, strict=True))

    def spots(self, profile: Sequence[int], kim: int) -> tuple[int, ...]:
        """Return the place of each of the four capitals' policies in a profile, under a type given
        by its number.
        """
        at = {
            player.capital: profile[k]
            for k, player in enumerate(self.agents)
            if self._plays(player, kim)
        }
        return tuple(at.get(capital, 0) for capital in CAPITALS)

    def named(self, profile: Sequence[int]) -> dict[str, str]:
        """Return the policy of each player in a profile, and of each capital that is held, by
        name.
        """
        chosen = {
            player.name: player.policies[at]
            for player, at in zip(self.agents, profile, strict=True)
        }
        order = sorted(
            {**self.held, **chosen}, key=lambda name: CAPITALS.index(name.partition(" ")[0])
        )
        return {name: {**self.held, **chosen}[name] for name in order}

    def line(self, profile: Sequence[int]) -> str:
        """Return the policies of the players in a line, those of the types of Kim separated by
        slashes if they differ.
        """
        by_capital: dict[str, list[str]] = {}
        for name, policy in self.named(profile).items():
            if name in self.held:
                continue
            by_capital.setdefault(name.partition(" ")[0], []).append(policy)
        return ", ".join(
            " / ".join(own if len(set(own)) > 1 else own[:1]) for own in by_capital.values()
        )

    def place(self, policies: Mapping[str, str]) -> Place | None:
        """Return the profile in which the capitals have these policies, for every type, or None if
        there is none.
        """
        if any(policies[capital] not in own for capital, own in self.choices.items()):
            return None
        return tuple(player.policies.index(policies[player.capital]) for player in self.agents)


ALL, EVEN, ODD = slice(None), slice(0, None, 2), slice(1, None, 2)
"""Selections of worlds: a profile that is chosen in the even ones is measured in the odd ones."""


def mean_over_worlds(values: Floats) -> Floats:
    """Return means over the last axis, summed exactly, so that equal columns have equal means."""
    worlds = values.shape[-1]
    flat = [math.fsum(row.tolist()) / worlds for row in values.reshape(-1, worlds)]
    return np.array(flat).reshape(values.shape[:-1])


CHUNK: Final = 50
"""Resamples whose profiles are examined together, so that memory stays bounded."""


def resample_game(game: PolicyGame, resamples: int) -> Floats:
    """Return means over resampled worlds, `(resamples, types, capitals, w, b, p, s)`; the seed
    fixes the resamples.
    """
    counts = resampled_counts(game.worlds, resamples, game.seed, Stream.PROFILES_RESAMPLED)
    return resampled_means(game.value, counts)


def largest_gains(game: PolicyGame, means: Floats) -> Floats:
    """Return the largest gain of any player by leaving a profile in each resample, `(resamples,
    *profiles)`.
    """
    parts = []
    for first in range(0, len(means), CHUNK):
        most = np.zeros((1, *game.shape))
        for player, payoff in enumerate(game.payoffs_of(means[first : first + CHUNK])):
            gain = payoff.max(axis=player + 1, keepdims=True) - payoff
            gain[gain <= TIE * np.ptp(payoff)] = 0.0
            most = np.maximum(most, gain)
        parts.append(most)
    return np.concatenate(parts)


def types_of(scenario: Scenario) -> dict[str, float]:
    """Return the types of Kim with their chances; one alone if the scenario fixes Kim's type."""
    chances = {
        kim.name.lower(): scenario.value(f"kim_chance.{kim.name.lower()}") for kim in KimType
    }
    return {
        kim: chance
        for kim, chance in chances.items()
        if chance > 0.0 or max(chances.values()) < 1.0
    }


def beliefs_of(scenario: Scenario, types: Sequence[str]) -> dict[str, tuple[float, ...]]:
    """Return the prior of each capital but Pyongyang over the types; a single type is known to
    all.
    """
    if len(types) == 1:
        return dict.fromkeys(PRIORS, (1.0,))
    priors = {
        name: [scenario.value(f"{prior}.{kim}") for kim in types] for name, prior in PRIORS.items()
    }
    return {name: tuple(each / sum(prior) for each in prior) for name, prior in priors.items()}
