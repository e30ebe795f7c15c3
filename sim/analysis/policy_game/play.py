"""What is asked of a policy game: the policies that capitals may pick, and every profile in the same worlds.

A finished study that varies policies in a factorial design is such a game, and is read instead of played.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from sim.analysis.policy_game.game import PolicyGame
from sim.arrays import Floats
from sim.errors import DataProblem, UsageProblem, nearest
from sim.game.catalogue import CAPITALS
from sim.game.moves import KimType
from sim.game.policies import HELD, POLICIES, courses_of
from sim.study.capitals import check_capital
from sim.study.experiment.build import grid_of
from sim.study.experiment.definition import Experiment, Factor
from sim.study.experiment.factor_text import one_of
from sim.study.policies import is_own
from sim.study.run.worlds import checked_seed, checked_worlds
from sim.study.scenario import Scenario
from sim.study.store.results import Results
from sim.study.store.study_results import StudyResults

LEAST_WORLDS: Final = 20
LEAST_RESAMPLES: Final = 50
MOST_PROFILES: Final = 2_000
PRECISIONS: Final = (0.03, 0.1, 0.3, 1.0)
"""Precisions in 1 / months of value: at 1, a policy worth a month more is picked 2.7 times as often."""

COURSES: Final = "courses"
KIM: Final = "kim_type"
VALUES: Final = tuple(f"value_{capital}" for capital in CAPITALS)
LOSE_LOSE: Final = "lose_lose"
Choices = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class GameOptions:
    """What is asked of a policy game.

    `choices` maps a capital to the policies that it may pick, all its courses where it is not named; one policy holds
    it. `precisions` are those of the logit equilibria over the types, in 1 / months. `read` is the hash of a finished
    study and `results` its worlds, where one is read. Raises UsageProblem where there is no game, and for too few
    worlds or resamples.
    """

    scenario: Scenario
    choices: Choices = field(default_factory=dict)
    precisions: tuple[float, ...] = PRECISIONS
    resamples: int = 1000
    worlds: int = 1000
    seed: int = 7
    read: str = ""
    results: StudyResults | None = field(default=None, repr=False, compare=False)

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

    A policy stands in every month in place of the scenario's schedule. None where a study is read.
    """
    if so_far or options.read:
        return None
    factors = [Factor(KIM, "uncertainty", one_of(tuple(types_of(options.scenario))))]
    factors += [Factor(policy_of(name), "lever", one_of(options.choices[name])) for name in CAPITALS]
    return grid_of(options.scenario, factors, options.worlds, options.seed, (*VALUES, LOSE_LOSE), "game")


def game_of(options: GameOptions, results: Results) -> PolicyGame:
    """Return the game that was played; raises DataProblem where a world failed or a value is not finite."""
    scenario, chances = options.scenario, types_of(options.scenario)
    varied = KIM in results.study.components[0].factors
    types = tuple(map(str, results.study.factor(KIM).values if varied else chances))
    value = np.stack([by_profile(results, name) for name in VALUES], axis=1)
    if not np.isfinite(value).all():
        raise DataProblem("Some worlds have a value that is not finite.", "the payoffs", "Report this scenario.")
    loss = np.array([scenario.value(f"loss_{capital}") for capital in CAPITALS])
    lose_lose = by_profile(results, LOSE_LOSE) > 0.0
    choices = {capital: options.choices[capital] for capital in CAPITALS}
    return PolicyGame(
        scenario, options.seed, choices, types, tuple(chances[kim] for kim in types), value, lose_lose, loss
    )  # fmt: skip


def by_profile(results: Results, outcome: str) -> Floats:
    """Return an outcome of every world, `(types, w, b, p, s, worlds)`; an axis of size 1 for what was not varied."""
    order, axes = results.study.components[0].factors, (KIM, *map(policy_of, CAPITALS))
    sizes = {name: len(results.study.factor(name).values) for name in order}
    varied = [name for name in axes if name in order]
    cells = results.by_cell(outcome).reshape(*sizes.values(), -1)
    laid = cells.transpose([*(order.index(name) for name in varied), len(order)])
    return laid.reshape([sizes.get(name, 1) for name in axes] + [-1])


def options_of_study(results: StudyResults, **asked: Any) -> GameOptions:
    """Return what is asked of a finished study that varies policies, and types of Kim, in one factorial design.

    A capital whose policy the study does not vary is held on that of its first month. Raises DataProblem for a study
    that is no game, and UsageProblem as GameOptions.
    """
    study, where = results.study, str(results.folder)
    remedy = f"Run a factorial design over {policy_of('washington')} and others, luck common; or name a scenario."
    axes = (KIM, *map(policy_of, CAPITALS))
    kinds = [each.kind for each in study.components]
    if kinds != ["factorial"] or any(each.name not in axes or not each.values for each in study.factors):
        raise DataProblem("the study does not play every profile of policies", where, remedy)
    if study.luck != "common" or not study.replication.fixed:
        raise DataProblem("profiles are compared in the same worlds, and this study gives them others", where, remedy)
    for name in (*VALUES, LOSE_LOSE):
        results.kept_outcome(name)
    results.check_complete()
    values = {each.name: tuple(map(str, each.values)) for each in study.factors}
    if set(values.get(KIM, types_of(study.scenario))) != set(types_of(study.scenario)) or (
        KIM not in values and len(types_of(study.scenario)) > 1
    ):
        types = ", ".join(types_of(study.scenario))
        raise DataProblem("each type of Kim is played by itself", where, f"Vary {KIM} over: {types}.")
    choices = {
        name: values.get(policy_of(name), (study.scenario.plan(name).in_time[0].policy,)) for name in CAPITALS
    }  # fmt: skip
    return GameOptions(
        study.scenario, choices, worlds=study.replication.most, seed=study.seed, read=results.hash, results=results,
        **asked,
    )  # fmt: skip


def policy_of(capital: str) -> str:
    """Return the name of the factor that a capital's policy is."""
    return f"{capital}.policy"


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
        check_capital(capital, where)
        if not equals:
            raise UsageProblem("no policies are named", where, f"Write {capital}=policy,policy.")
        known = tuple(each for each in POLICIES[capital] if each != HELD)
        for policy in named:
            if policy not in known and not is_own(policy):
                remedy = f"Use one of: {', '.join(known)}; or module:function.{nearest(policy, known)}"
                raise UsageProblem(f"there is no policy of {capital.capitalize()} '{policy}'", where, remedy)
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
