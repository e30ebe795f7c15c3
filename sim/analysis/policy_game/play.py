"""What is asked of a policy game: the policies that players may pick, and every profile in the same
worlds.

A finished study that varies policies in a factorial design is such a game, and is read instead of
played.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from sim.analysis.defaults import UNCERTAIN
from sim.analysis.policy_game import GameOptions
from sim.analysis.policy_game.beliefs import decisions_in, multiples
from sim.analysis.policy_game.game import EVEN, ODD, Place, PolicyGame, mean_over_worlds
from sim.core.base.arrays import Floats, weighted_sum
from sim.core.base.errors import DataProblem
from sim.core.game.catalogue import CAPITALS, VALUES
from sim.core.game.moves import KimType
from sim.core.game.payoffs import PARTS
from sim.core.outcomes.catalogue import OutcomeOrName
from sim.core.outcomes.history import PRIORS
from sim.core.scenario import Scenario
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.experiment.build import grid_of, points_of
from sim.study.experiment.definition import Experiment, Factor
from sim.study.experiment.design import hypercube_of
from sim.study.experiment.factor_text import one_of
from sim.study.experiment.formula import Formula
from sim.study.experiment.own_outcome import Outcome
from sim.study.store.results import Results

KIM: Final = "kim_type"
AXES: Final = (KIM, *(f"{capital}.policy" for capital in CAPITALS))
"""What a profile varies, in the order in which values are laid."""
GOALS_FAILED: Final = "goals_failed_both"
WAR: Final = "war"
MOST_OF_A_DRAW: Final = 200
"""Worlds of a draw of the uncertain parameters at most."""


def ask(options: GameOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the experiment: every profile under every type of Kim in the same worlds, the last
    capital fastest.

    A policy stands in every month in place of the scenario's schedule. Then what the uncertain
    parameters make of Washington's decision is played, where there is one. None where a study is
    read.
    """
    if options.read or len(so_far) > 1:
        return None
    if so_far:
        return (
            parameters_drawn(options, game_of(options, so_far[0]))
            if options.parameter_draws
            else None
        )
    choices = options.restrict
    factors = [Factor(KIM, "uncertainty", one_of(tuple(types_of(options.scenario))))]
    factors += [Factor(f"{name}.policy", "lever", one_of(own)) for name, own in choices.items()]
    parts = (
        [part for name in options.drawn for part in parts_of(name)] if options.payoff_draws else []
    )
    more: tuple[OutcomeOrName, ...] = (WAR, *parts) if parts else ()
    return grid_of(
        options.scenario, factors, options.worlds, options.seed, (*VALUES, GOALS_FAILED, *more)
    )


def parts_of(capital: str) -> list[Outcome]:
    """Return what each part of a capital's payoff adds to the value of a world, as outcomes."""
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


def parameters_drawn(options: GameOptions, game: PolicyGame) -> Experiment | None:
    """Return the experiment of draws of the uncertain parameters: pressing and talking at each pure
    equilibrium, by type.

    The ends come first, then the draws, the types, and pressing before talking. All cells share
    their worlds. None where Washington has no such decision.
    """
    ends = decisions_in(game)
    if not ends:
        return None
    count, types = options.parameter_draws, len(game.types)
    design = hypercube_of(UNCERTAIN, count, generator(options.seed, Stream.HYPERCUBE))
    spots = np.array(
        [[[game.spots(each, at) for each in pair] for at in range(types)] for pair in ends]
    )
    # (ends, draws, types, courses, capitals)
    places = np.broadcast_to(spots[:, None], (len(ends), count, *spots.shape[1:])).reshape(
        -1, len(CAPITALS)
    )
    each = len(ends) * count
    columns = {
        name: np.tile(np.repeat(column, 2 * types), len(ends)) for name, column in design.items()
    }
    columns[KIM] = np.tile(np.repeat(np.arange(types), 2), each)
    columns |= {f"{name}.policy": places[:, CAPITALS.index(name)] for name in options.restrict}
    factors = [Factor(KIM, "uncertainty", one_of(game.types)), *UNCERTAIN]
    factors += [
        Factor(f"{name}.policy", "lever", one_of(own)) for name, own in options.restrict.items()
    ]
    more: list[OutcomeOrName] = [WAR, *parts_of("washington")] if options.payoff_draws else []
    kept = (VALUES[0], *more)
    worlds = min(options.worlds, MOST_OF_A_DRAW)
    return points_of(
        options.scenario,
        factors,
        columns,
        np.zeros(len(places), np.int64),
        worlds,
        options.seed,
        kept,
    )


def gains_drawn(
    options: GameOptions, game: PolicyGame, results: Results
) -> dict[tuple[Place, Place], Floats]:
    """Return what pressing pays Washington more than talking in each draw, `(types, draws)`, by its
    two profiles.

    Where payoffs are drawn each draw has its own of them too.
    """
    ends = decisions_in(game)
    value = results.by_cell(VALUES[0])
    means = mean_over_worlds(value)
    if options.payoff_draws:
        parts = np.stack(
            [mean_over_worlds(part) for part in parts_in(results.by_cell, "washington", value)]
        )
        cells = parts.reshape(len(parts), len(ends), options.parameter_draws, -1)
        times = multiples(
            generator(game.seed, Stream.PAYOFFS_DRAWN, 1), options.parameter_draws, len(parts)
        )
        means = np.asarray(weighted_sum(cells * times.T[:, None, :, None], np.ones(len(parts))))
    laid = means.reshape(len(ends), options.parameter_draws, len(game.types), 2)
    return {pair: (own[..., 0] - own[..., 1]).T for pair, own in zip(ends, laid, strict=True)}


def game_of(options: GameOptions, results: Results) -> PolicyGame:
    """Return the game that was played; raises DataProblem where a world failed or a value is not
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
    """Return the mean parts of a value over the even and the odd worlds, `(2, types, parts, w, b,
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
    """Return the parts of a value world by world; last come the loss in a war, and what any other
    end is charged.
    """
    parts = [read(each.name) for each in parts_of(capital)]
    rest, war = value - weighted_sum(parts, np.ones(len(parts))), read(WAR) > 0.0
    return [*parts, np.where(war, rest, 0.0), np.where(war, 0.0, rest)]


def by_profile(results: Results, outcome: str) -> Floats:
    """Return an outcome of every world, `(types, w, b, p, s, worlds)`; an axis of size 1 for what
    was not varied.
    """
    order = results.study.components[0].factors
    sizes = {name: len(results.study.factor(name).values) for name in order}
    varied = [name for name in AXES if name in order]
    cells = results.by_cell(outcome).reshape(*sizes.values(), -1)
    laid = cells.transpose([*(order.index(name) for name in varied), len(order)])
    return laid.reshape([sizes.get(name, 1) for name in AXES] + [-1])


def options_of_study(results: Results, **asked: Any) -> GameOptions:
    """Return what is asked of a finished study that varies policies, and types of Kim, in one
    factorial design.

    A capital whose policy the study does not vary is held on that of its first month. Raises
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


def types_of(scenario: Scenario) -> dict[str, float]:
    """Return the types of Kim with their chances; one alone where the scenario says who he is."""
    chances = {
        kim.name.lower(): scenario.value(f"kim_chance.{kim.name.lower()}") for kim in KimType
    }
    return {
        kim: chance
        for kim, chance in chances.items()
        if chance > 0.0 or max(chances.values()) < 1.0
    }


def beliefs_of(scenario: Scenario, types: Sequence[str]) -> dict[str, tuple[float, ...]]:
    """Return how likely each capital but Pyongyang first holds the types to be."""
    priors = {
        name: [scenario.value(f"{prior}.{kim}") for kim in types] for name, prior in PRIORS.items()
    }
    return {name: tuple(each / sum(prior) for each in prior) for name, prior in priors.items()}
