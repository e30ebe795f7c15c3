"""Playing the game: the policies that capitals may pick, and every profile in the same worlds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final

import numpy as np

from sim.analysis.policy_game.game import PolicyGame
from sim.arrays import Floats
from sim.errors import DataProblem, UsageProblem, nearest
from sim.game.catalogue import CAPITALS
from sim.game.moves import KimType
from sim.game.policies import HELD, POLICIES, courses_of
from sim.study.outcomes import Columns
from sim.study.run.runner import Block, Progress, outcomes_of
from sim.study.run.worlds import checked_seed, checked_worlds
from sim.study.scenario import Scenario

LEAST_WORLDS: Final = 20
MOST_PROFILES: Final = 2_000
COURSES, RULES = "courses", "policies"
KINDS: Final = (COURSES, RULES)
VALUES: Final = tuple(f"value_{capital}" for capital in CAPITALS)
LOSE_LOSE: Final = "lose_lose"
Choices = Mapping[str, tuple[str, ...]]


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


def check_choices(choices: Choices) -> int:
    """Return how many profiles there are, whatever the type of Kim; raises UsageProblem where there is no game."""
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
    return profiles


def types_of(scenario: Scenario) -> dict[str, float]:
    """Return the types of Kim that a scenario leaves possible, with their chances."""
    chances = {kim.name.lower(): scenario.value(f"kim_chance.{kim.name.lower()}") for kim in KimType}
    return {kim: chance for kim, chance in chances.items() if chance > 0.0}


def blocks_of(scenario: Scenario, choices: Choices, worlds: int) -> list[Block]:
    """Return every profile under every type of Kim, type by type, the last capital fastest."""
    blocks = []
    for kim in types_of(scenario):
        base = scenario.change({"kim_type": kim})
        for policies in product(*(choices[capital] for capital in CAPITALS)):
            plan = {f"{capital}.policy": policy for capital, policy in zip(CAPITALS, policies, strict=True)}
            blocks.append(Block(base.change(plan), 0, worlds))
    return blocks


def play_all(
    scenario: Scenario, choices: Choices | None = None, worlds: int = 1000, seed: int = 0, *, jobs: int = 1,
    progress: Progress | None = None,
) -> tuple[PolicyGame, Columns]:  # fmt: skip
    """Play every profile of policies in the same worlds, once for each type of Kim; return the game and its columns.

    `choices` maps a capital to the policies that it may pick, all its courses where it is not named; one policy holds
    it. A policy stands in every month in place of the scenario's schedule. Raises UsageProblem or ScenarioProblem, and
    DataProblem where a value is lost.
    """
    checked_seed(seed)
    checked_worlds(worlds)
    check_worlds(worlds)
    complete = choices_from() | {capital: tuple(own) for capital, own in (choices or {}).items()}
    check_choices(complete)
    blocks = blocks_of(scenario, complete, worlds)
    columns = outcomes_of(blocks, seed, jobs=jobs, names=(*VALUES, LOSE_LOSE), progress=progress)
    return game_of(scenario, seed, complete, columns, worlds), columns


def check_worlds(worlds: int) -> None:
    """Refuse fewer worlds than profiles can be compared in, with a UsageProblem."""
    if worlds < LEAST_WORLDS:
        raise UsageProblem(
            f"{worlds} worlds a profile are too few to compare profiles", "worlds", f"Ask for {LEAST_WORLDS} or more."
        )


def game_of(scenario: Scenario, seed: int, choices: Choices, columns: Columns, worlds: int) -> PolicyGame:
    """Return the game that blocks played, from their columns; raises DataProblem where a value is not finite."""
    types = types_of(scenario)
    shape = (len(types), *(len(choices[capital]) for capital in CAPITALS), worlds)
    value: Floats = np.stack([columns[name].reshape(shape) for name in VALUES], axis=1)
    if not np.isfinite(value).all():
        raise DataProblem("Some worlds have a value that is not finite.", "the payoffs", "Report this scenario.")
    loss = np.array([scenario.value(f"loss_{capital}") for capital in CAPITALS])
    lose_lose = columns[LOSE_LOSE].reshape(shape)
    return PolicyGame(
        scenario, seed, {capital: choices[capital] for capital in CAPITALS}, tuple(types), tuple(types.values()), value,
        lose_lose, loss,
    )  # fmt: skip


def coordinates(game: PolicyGame) -> tuple[Columns, dict[str, Sequence[str]]]:
    """Return the type of Kim and the policy of each capital for every row, as codes, and what the codes stand for."""
    labels: dict[str, Sequence[str]] = {"kim_type": game.types}
    labels |= {f"{capital}.policy": game.choices[capital] for capital in CAPITALS}
    grids = np.meshgrid(*(np.arange(len(names)) for names in labels.values()), indexing="ij")
    codes = {
        name: np.repeat(grid.ravel().astype(np.int16), game.worlds) for name, grid in zip(labels, grids, strict=True)
    }
    return codes, labels
