"""What is asked of a policy game: the policies that capitals may pick, and every profile in the same worlds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from sim.analysis.policy_game.game import PolicyGame
from sim.errors import DataProblem, UsageProblem, nearest
from sim.game.catalogue import CAPITALS
from sim.game.moves import KimType
from sim.game.policies import HELD, POLICIES, courses_of
from sim.study.experiment.build import grid_of
from sim.study.experiment.definition import Experiment, Factor
from sim.study.experiment.factor_text import one_of
from sim.study.run.worlds import checked_seed, checked_worlds
from sim.study.scenario import Scenario
from sim.study.store.results import Results

LEAST_WORLDS: Final = 20
LEAST_RESAMPLES: Final = 50
MOST_PROFILES: Final = 2_000
PRECISIONS: Final = (0.03, 0.1, 0.3, 1.0)
"""Precisions in 1 / months of value: at 1, a policy worth a month more is picked 2.7 times as often."""

COURSES: Final = "courses"
VALUES: Final = tuple(f"value_{capital}" for capital in CAPITALS)
LOSE_LOSE: Final = "lose_lose"
Choices = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class GameOptions:
    """What is asked of a policy game.

    `choices` maps a capital to the policies that it may pick, all its courses where it is not named; one policy holds
    it. `precisions` are those of the logit equilibria over the types, in 1 / months. Raises UsageProblem where there is
    no game, and for too few worlds or resamples.
    """

    scenario: Scenario
    choices: Choices = field(default_factory=dict)
    precisions: tuple[float, ...] = PRECISIONS
    resamples: int = 1000
    worlds: int = 1000
    seed: int = 7

    def __post_init__(self) -> None:
        checked_seed(self.seed)
        checked_worlds(self.worlds)
        object.__setattr__(self, "choices", choices_from() | {name: tuple(own) for name, own in self.choices.items()})
        check_choices(self.choices)
        for count, least, what in (
            (self.worlds, LEAST_WORLDS, "worlds a profile"), (self.resamples, LEAST_RESAMPLES, "resamples"),
        ):  # fmt: skip
            if count < least:
                where = what.partition(" ")[0]
                raise UsageProblem(f"{count} {what} are too few", where, f"Ask for {least} or more.")
        for each in self.precisions:
            if not (math.isfinite(each) and each > 0):
                raise UsageProblem(f"a precision is {each}", "precision", "Give finite numbers above 0.")


def ask(options: GameOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the experiment: every profile under every type of Kim in the same worlds, the last capital fastest.

    A policy stands in every month in place of the scenario's schedule.
    """
    if so_far:
        return None
    factors = [Factor("kim_type", "uncertainty", one_of(tuple(types_of(options.scenario))))]
    factors += [Factor(f"{name}.policy", "lever", one_of(options.choices[name])) for name in CAPITALS]
    return grid_of(options.scenario, factors, options.worlds, options.seed, (*VALUES, LOSE_LOSE), "game")


def game_of(options: GameOptions, results: Results) -> PolicyGame:
    """Return the game that was played; raises DataProblem where a world failed or a value is not finite."""
    scenario, types = options.scenario, types_of(options.scenario)
    shape = (len(types), *(len(options.choices[capital]) for capital in CAPITALS), options.worlds)
    value = np.stack([results.by_cell(name).reshape(shape) for name in VALUES], axis=1)
    if not np.isfinite(value).all():
        raise DataProblem("Some worlds have a value that is not finite.", "the payoffs", "Report this scenario.")
    loss = np.array([scenario.value(f"loss_{capital}") for capital in CAPITALS])
    lose_lose = results.by_cell(LOSE_LOSE).reshape(shape) > 0.0
    choices = {capital: options.choices[capital] for capital in CAPITALS}
    chances = tuple(types.values())
    return PolicyGame(scenario, options.seed, choices, tuple(types), chances, value, lose_lose, loss)


def menu(capital: str, kind: str) -> tuple[str, ...]:
    """Return what a capital may pick: the courses that it can be held to, or the policies by which it is free."""
    courses = courses_of(capital)
    return courses if kind == COURSES else tuple(each for each in POLICIES[capital] if each not in (HELD, *courses))


def choices_from(texts: Sequence[tuple[str, str]] = (), kind: str = COURSES) -> dict[str, tuple[str, ...]]:
    """Return the policies of each capital, all of a kind but where a text `capital=policy,policy` names some.

    Each text comes with where it was said. Raises UsageProblem for a name that does not exist, or one said twice.
    """
    found = {capital: menu(capital, kind) for capital in CAPITALS}
    said: set[str] = set()
    for text, where in texts:
        capital, equals, rest = (part.strip() for part in text.partition("="))
        named = tuple(part.strip() for part in rest.split(","))
        if capital not in CAPITALS or not equals:
            remedy = f"Write {CAPITALS[0]}=policy,policy; the capitals are {', '.join(CAPITALS)}."
            raise UsageProblem(f"there is no capital '{capital}'", where, remedy + nearest(capital, CAPITALS))
        known = tuple(each for each in POLICIES[capital] if each != HELD)
        for policy in named:
            if policy not in known:
                remedy = f"Use one of: {', '.join(known)}.{nearest(policy, known)}"
                raise UsageProblem(f"there is no policy of {capital} '{policy}'", where, remedy)
        if len(set(named)) < len(named) or capital in said:
            raise UsageProblem(f"a policy or capital is named twice: {text}", where, "Name each once.")
        said.add(capital)
        found[capital] = named
    return found


def check_choices(choices: Choices) -> None:
    """Refuse choices with which there is no game, or one of too many profiles, with a UsageProblem."""
    if sum(len(own) > 1 for own in choices.values()) < 2:
        raise UsageProblem(
            "a game needs two capitals with a choice", "the policies of the game", "Leave two or more capitals free."
        )
    profiles = math.prod(len(own) for own in choices.values())
    if profiles > MOST_PROFILES:
        raise UsageProblem(
            f"the game would have {profiles:,} profiles", "the policies of the game",
            f"Name fewer policies: {MOST_PROFILES:,} profiles at most.",
        )  # fmt: skip


def types_of(scenario: Scenario) -> dict[str, float]:
    """Return the types of Kim that a scenario leaves possible, with their chances."""
    chances = {kim.name.lower(): scenario.value(f"kim_chance.{kim.name.lower()}") for kim in KimType}
    return {kim: chance for kim, chance in chances.items() if chance > 0.0}
