"""The experiments of a policy game: every profile of the players' policies in the same worlds.

A finished study that varies policies in a factorial design is such a game, and is read instead of
played.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from sim.analysis.policy_game import GameOptions
from sim.analysis.policy_game.free import free_play
from sim.analysis.policy_game.game import (
    EVEN,
    KIM,
    ODD,
    PolicyGame,
    beliefs_of,
    mean_over_worlds,
    types_of,
)
from sim.analysis.policy_game.terms import plane_of
from sim.core.base.arrays import Floats, weighted_sum
from sim.core.base.errors import DataProblem
from sim.core.game.catalogue import CAPITALS, VALUES
from sim.core.game.payoffs import PARTS
from sim.core.outcomes.catalogue import OutcomeOrName
from sim.core.scenario import Scenario
from sim.study.experiment.build import grid_of
from sim.study.experiment.definition import Experiment, Factor, value_text
from sim.study.experiment.factor_text import one_of
from sim.study.experiment.formula import Formula
from sim.study.experiment.own_outcome import Outcome
from sim.study.store.results import Results

AXES: Final = (KIM, *(f"{capital}.policy" for capital in CAPITALS))
"""The factors that a profile varies, in the order of the axes of values."""
GOALS_FAILED: Final = "goals_failed_both"
WAR: Final = "war"


def ask(options: GameOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the next experiment: every profile under every type of Kim in the same worlds, the
    last capital fastest; then free play of Washington and Beijing; and the profiles again for each
    value that is varied.

    A policy replaces the scenario's schedule in every month. None if no experiment is left, or a
    study is read.
    """
    if options.read:
        return None
    if options.terms:
        return plane_of(options) if not so_far else None
    again, done = variations(options), len(so_far) - 1 - options.plays_free
    if not so_far:
        return profiles_of(options, options.scenario, options.drawn)
    if done < 0:
        return free_play(options)
    if done < len(again):
        return profiles_of(options, again[done][1])
    return None


def variations(options: GameOptions) -> list[tuple[str, Scenario]]:
    """Return the name of each varied value and the scenario with it."""
    return [
        (f"{each.name} = {value_text(value)}", options.scenario.change({each.name: value}))
        for each in options.vary
        for value in each.values
    ]


def profiles_of(
    options: GameOptions, scenario: Scenario, in_parts: Sequence[str] = ()
) -> Experiment:
    """Return the experiment of every profile under every type of Kim, with the parts of the payoffs
    of the capitals `in_parts`.
    """
    factors = [Factor(KIM, "uncertainty", one_of(tuple(types_of(scenario))))]
    factors += [
        Factor(f"{name}.policy", "lever", one_of(own)) for name, own in options.restrict.items()
    ]
    parts = [part for name in in_parts for part in parts_of(name)]
    more: tuple[OutcomeOrName, ...] = (WAR, *parts) if parts else ()
    return grid_of(scenario, factors, options.worlds, options.seed, (*VALUES, GOALS_FAILED, *more))


def parts_of(capital: str) -> list[Outcome]:
    """Return the contribution of each part of a capital's payoff to the value of a world, as
    outcomes.
    """
    return [
        Outcome(
            f"part_{capital}_{part.name}",
            f"What {part.label} added to {capital.title()}'s value.",
            Formula(f"worth({part.place})"),
            "number",
            unit="months",
        )
        for part in PARTS[capital]
    ]


def game_of(options: GameOptions, results: Results) -> PolicyGame:
    """Return the game that was played; raises DataProblem if a world failed or a payoff is not
    finite.
    """
    scenario, chances = options.scenario, types_of(options.scenario)
    varied = KIM in results.study.components[0].factors
    types = tuple(map(str, results.study.factor(KIM).values if varied else chances))
    value = np.stack([by_profile(results, name) for name in VALUES], axis=1)
    if not np.isfinite(value).all():
        raise DataProblem(
            "Some worlds have a value that is not finite.", "the payoffs", "Report this scenario."
        )
    loss = np.array([scenario.value(f"loss_{capital}") for capital in CAPITALS])
    goals_failed = by_profile(results, GOALS_FAILED) > 0.0
    choices = {
        name: options.restrict.get(name) or (scenario.plan(name).in_time[0].policy,)
        for name in CAPITALS
    }
    kept = [name for name in options.drawn if parts_of(name)[0].name in results.study.outcomes]
    parts = {name: means_of_parts(results, name, value[:, CAPITALS.index(name)]) for name in kept}
    return PolicyGame(
        scenario,
        options.seed,
        choices,
        types,
        tuple(chances[kim] for kim in types),
        value,
        goals_failed,
        loss,
        beliefs_of(scenario, types) if len(types) > 1 else {},
        parts,
    )


def means_of_parts(results: Results, capital: str, value: Floats) -> Floats:
    """Return the mean parts of a payoff over the even and the odd worlds, `(2, types, parts, w, b,
    p, s)`.
    """
    parts = parts_in(lambda name: by_profile(results, name), capital, value)
    return np.stack(
        [
            np.stack([mean_over_worlds(part[..., half]) for part in parts], axis=1)
            for half in (EVEN, ODD)
        ]
    )


def parts_in(read: Callable[[str], Floats], capital: str, value: Floats) -> list[Floats]:
    """Return the parts of a payoff world by world; last come the loss in a war, and the charge at
    any other end.
    """
    parts = [read(each.name) for each in parts_of(capital)]
    rest, war = value - weighted_sum(parts, np.ones(len(parts))), read(WAR) > 0.0
    return [*parts, np.where(war, rest, 0.0), np.where(war, 0.0, rest)]


def by_profile(results: Results, outcome: str) -> Floats:
    """Return an outcome of every world, `(types, w, b, p, s, worlds)`, with an axis of size 1 for a
    factor that was not varied.
    """
    order = results.study.components[0].factors
    sizes = {name: len(results.study.factor(name).values) for name in order}
    varied = [name for name in AXES if name in order]
    cells = results.by_cell(outcome).reshape(*sizes.values(), -1)
    laid = cells.transpose([*(order.index(name) for name in varied), len(order)])
    return laid.reshape([sizes.get(name, 1) for name in AXES] + [-1])


def options_of_study(results: Results, **asked: Any) -> GameOptions:
    """Return the options of a game from a finished study that varies policies, and types of Kim, in
    one factorial design.

    A capital whose policy the study does not vary is held to that of its first month. Raises
    DataProblem for a study that is no game, and UsageProblem as GameOptions.
    """
    study, where = results.study, results.place
    remedy = (
        "Run a factorial design over washington.policy and others, luck common; or name a scenario."
    )
    kinds = [each.kind for each in study.components]
    if kinds != ["factorial"] or any(
        each.name not in AXES or not each.values for each in study.factors
    ):
        raise DataProblem("the study does not play every profile of policies", where, remedy)
    if study.luck != "common":
        raise DataProblem(
            "profiles are compared in the same worlds, and this study gives them others",
            where,
            remedy,
        )
    for name in (*VALUES, GOALS_FAILED):
        results.kept_outcome(name)
    results.check_complete()
    values = {each.name: tuple(map(str, each.values)) for each in study.factors}
    if set(values.get(KIM, types_of(study.scenario))) != set(types_of(study.scenario)) or (
        KIM not in values and len(types_of(study.scenario)) > 1
    ):
        types = ", ".join(types_of(study.scenario))
        raise DataProblem(
            "each type of Kim is played by itself", where, f"Vary {KIM} over: {types}."
        )
    choices = {name: values[f"{name}.policy"] for name in CAPITALS if f"{name}.policy" in values}
    return GameOptions(
        study.scenario,
        choices,
        worlds=study.worlds,
        seed=study.seed,
        read=results.hash,
        results=results,
        **asked,
    )
