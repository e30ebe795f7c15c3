"""The game in strategic form: every profile of policies played in the same worlds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.analysis.games.choice import Profile
from sim.arrays import Floats
from sim.errors import DataProblem, ScenarioProblem, UsageProblem, nearest
from sim.game.catalogue import CAPITALS
from sim.study.grid import MOST_CELLS, Axis, Sweep, sweep
from sim.study.runner import Progress
from sim.world.capitals import POLICIES
from sim.world.outcomes import losing_line
from sim.world.parameters import assemble
from sim.world.scenario import Scenario

LEAST_WORLDS: Final = 20
Choices = Mapping[str, Sequence[str]]


@dataclass(frozen=True, eq=False)
class PolicyGame:
    """All profiles of a policy game, played in the same worlds.

    `players` are the capitals with a choice and `policies` their policies, in order; `held` maps each other capital to
    its one policy. `value` holds what each of the four capitals gets, `(capitals, *profiles, worlds)` in months, and
    `lose_lose` whether both giants lose, `(*profiles, worlds)`: one axis of profiles a player. `loss` is the loss of a
    limited war to each capital over the horizon, `(capitals,)` in months: the yardstick of the lose-lose measure.
    """

    scenario: Scenario
    seed: int
    players: tuple[str, ...]
    policies: tuple[tuple[str, ...], ...]
    held: Mapping[str, str]
    value: Floats
    lose_lose: npt.NDArray[np.bool_]
    loss: Floats

    @property
    def worlds(self) -> int:
        """How many worlds every profile was played in."""
        return int(self.lose_lose.shape[-1])

    @property
    def shape(self) -> tuple[int, ...]:
        """How many policies each player has."""
        return self.lose_lose.shape[:-1]

    @property
    def profiles(self) -> int:
        """How many profiles there are."""
        return math.prod(self.shape)

    @property
    def of_players(self) -> Floats:
        """What the players get, `(players, *profiles, worlds)`."""
        return self.value[[CAPITALS.index(player) for player in self.players]]

    def payoffs(self) -> Profile:
        """Return the mean value of each player over the worlds, one array `(*profiles)` a player."""
        return tuple(mean_over_worlds(each) for each in self.of_players)

    def named(self, profile: Sequence[int]) -> dict[str, str]:
        """Return the policy of all four capitals in a profile, by capital."""
        chosen = {
            player: policies[place]
            for player, policies, place in zip(self.players, self.policies, profile, strict=True)
        }
        return {capital: chosen.get(capital, self.held.get(capital, "")) for capital in CAPITALS}

    def place(self, policies: Mapping[str, str]) -> tuple[int, ...] | None:
        """Return the profile in which the capitals have these policies, or None where the game has none."""
        if any(policies[capital] != policy for capital, policy in self.held.items()):
            return None
        found = [own.index(policies[player]) if policies[player] in own else -1
                 for player, own in zip(self.players, self.policies, strict=True)]  # fmt: skip
        return tuple(found) if min(found) >= 0 else None


def mean_over_worlds(values: Floats) -> Floats:
    """Return means over the last axis, exact before the last rounding, so that equal columns have equal means."""
    worlds = values.shape[-1]
    flat = [math.fsum(row) / worlds for row in values.reshape(-1, worlds).tolist()]
    return np.array(flat).reshape(values.shape[:-1])


def choices_from(texts: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the policies of each capital, all but where a text `capital=policy,policy` names some.

    Each text comes with where it was said. Raises UsageProblem for a name that does not exist, or one said twice.
    """
    found = {capital: tuple(POLICIES[capital]) for capital in CAPITALS}
    said: set[str] = set()
    for text, where in texts:
        capital, equals, rest = (part.strip() for part in text.partition("="))
        named = tuple(part.strip() for part in rest.split(","))
        if capital not in CAPITALS or not equals:
            remedy = f"Write {CAPITALS[0]}=policy,policy; the capitals are {', '.join(CAPITALS)}."
            raise UsageProblem(f"there is no capital '{capital}'", where, remedy + nearest(capital, CAPITALS))
        for policy in named:
            if policy not in POLICIES[capital]:
                remedy = f"Use one of: {', '.join(POLICIES[capital])}.{nearest(policy, POLICIES[capital])}"
                raise UsageProblem(f"there is no policy of {capital} '{policy}'", where, remedy)
        if len(set(named)) < len(named) or capital in said:
            raise UsageProblem(f"a policy or capital is named twice: {text}", where, "Name each once.")
        said.add(capital)
        found[capital] = named
    return found


def without_votes(scenario: Scenario) -> Scenario:
    """Return a scenario without elections: a vote would replace the policy that is compared."""
    return scenario.change({"elections": ()})


def axes_of(choices: Choices) -> tuple[list[Axis], dict[str, str]]:
    """Return an axis for each capital with a choice, and the policy of each other; raises UsageProblem for no game."""
    held = {capital: named[0] for capital, named in choices.items() if len(named) == 1}
    axes = [Axis(f"{capital}.policy", tuple(choices[capital])) for capital in CAPITALS if capital not in held]
    if len(axes) < 2:
        raise UsageProblem(
            "a game needs two capitals with a choice", "the policies of the game", "Leave two or more capitals free."
        )
    profiles = math.prod(len(axis.values) for axis in axes)
    if profiles > MOST_CELLS:
        raise UsageProblem(f"the game would have {profiles:,} profiles", "the policies", "Name fewer policies.")
    return axes, held


def play_all(
    scenario: Scenario, choices: Choices | None = None, worlds: int = 1000, seed: int = 0, *, jobs: int = 1,
    progress: Progress | None = None,
) -> tuple[PolicyGame, Sweep]:  # fmt: skip
    """Play every profile of policies in the same worlds, elections off; return the game and the sweep behind it.

    `choices` maps a capital to the policies that it may pick, all of its own where it is not named; one policy holds
    it. A policy stands in every month in place of the scenario's schedule. Raises UsageProblem or ScenarioProblem.
    """
    if worlds < LEAST_WORLDS:
        raise UsageProblem(
            f"{worlds} worlds a profile are too few to compare profiles", "worlds", f"Ask for {LEAST_WORLDS} or more."
        )
    complete = {capital: tuple(POLICIES[capital]) for capital in CAPITALS} | dict(choices or {})
    axes, held = axes_of(complete)
    base = without_votes(scenario).change({f"{capital}.policy": policy for capital, policy in held.items()})
    made = sweep(base, axes, worlds, seed, jobs=jobs, progress=progress)
    return game_of(made, held), made


def game_of(made: Sweep, held: Mapping[str, str]) -> PolicyGame:
    """Return the game that a sweep over policies played; raises DataProblem where a value is not finite."""
    value = np.stack([made.columns[f"value_{capital}"].reshape(*made.shape, made.worlds) for capital in CAPITALS])
    if not np.isfinite(value).all():
        raise DataProblem("Some worlds have a value that is not finite.", "the payoffs", "Report this scenario.")
    players = tuple(axis.name.partition(".")[0] for axis in made.axes)
    policies = tuple(tuple(str(value) for value in axis.values) for axis in made.axes)
    lines = losing_line(assemble([made.scenario.resolved()], [1]), made.scenario.months)
    loss = np.array([float(np.asarray(lines[capital]).ravel()[0]) for capital in CAPITALS])
    if not (loss > 0.0).all():
        raise ScenarioProblem(
            "a limited war costs some capital nothing, so its loss is no yardstick", "loss_limited",
            "Give loss_limited a value above 0.",
        )  # fmt: skip
    lose_lose = made.columns["lose_lose"].reshape(*made.shape, made.worlds)
    return PolicyGame(made.scenario, made.seed, players, policies, dict(held), value, lose_lose, loss)
