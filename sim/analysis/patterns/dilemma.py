"""The game of held courses of all four capitals: is any course always best, and do both powers lose
at every equilibrium?
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.claims import ClaimLine, Wanted, exact
from sim.analysis.games import Profile, is_best_reply, pure_equilibria
from sim.analysis.know.cells import KIM, types_of
from sim.core.base.arrays import Floats, weighted_sum
from sim.core.estimate.interval import mean_estimate
from sim.core.game.catalogue import CAPITALS, COURSES, VALUES
from sim.core.game.policies import courses_of
from sim.core.scenario import Scenario
from sim.study.estimate.bootstrap import Stream, percentiles, resampled_counts, resampled_means
from sim.study.experiment.build import grid_of
from sim.study.experiment.definition import Experiment, Factor
from sim.study.experiment.factor_text import one_of
from sim.study.store.results import Results

GOALS_FAILED: Final = "goals_failed_both"
RESAMPLES: Final = 100
METHOD: Final = "percentiles of resampled worlds"
ALWAYS: Final = 0.999
"""A course that is best in a larger share of the others' profiles counts as dominant."""

PYONGYANG: Final = CAPITALS.index("pyongyang")


def profiles_of(scenario: Scenario, worlds: int, seed: int) -> Experiment:
    """Return the experiment of every profile of held courses by type of Kim, in the same worlds."""
    courses = [Factor(f"{name}.policy", "lever", one_of(courses_of(name))) for name in CAPITALS]
    kim = Factor(KIM, "uncertainty", one_of(tuple(types_of(scenario))))
    return grid_of(scenario, [kim, *courses], worlds, seed, (*VALUES, GOALS_FAILED))


@dataclass(frozen=True, eq=False)
class CourseGame:
    """All profiles of held courses in the same worlds: `value` is `(types, capitals, w, b, p, s,
    worlds)` in months, `goals_failed` the same without capitals; `chances` are those of the types.

    Every type of Kim is a player, who knows his type; the others weigh the types by their chances.
    """

    value: Floats
    goals_failed: Floats
    chances: Floats
    seed: int

    @property
    def worlds(self) -> int:
        """How many worlds every profile was played in."""
        return int(self.value.shape[-1])

    @property
    def players(self) -> tuple[int, ...]:
        """The capital of each player by its place, in their order; Pyongyang's stands once a
        type.
        """
        repeats = [
            len(self.chances) if capital == PYONGYANG else 1 for capital in range(len(CAPITALS))
        ]
        return tuple(np.repeat(range(len(CAPITALS)), repeats).tolist())

    def laid(self, values: Floats, kim: int) -> Floats:
        """Return values under a type of Kim, `(…, w, b, p, s)`, with an axis for each player, of
        size 1 for the other types.
        """
        w, b, p, s = values.shape[-4:]
        kims = [p if type_place == kim else 1 for type_place in range(len(self.chances))]
        return values.reshape(*values.shape[:-4], w, b, *kims, s)

    def payoffs(self, means: Floats) -> Profile:
        """Return each player's payoff in each profile from means `(types, capitals, w, b, p, s)`."""
        shape = tuple(means.shape[1 + capital + 1] for capital in self.players)
        payoffs, kim = [], 0
        for capital in self.players:
            by_type = [
                self.laid(means[type_place, capital], type_place)
                for type_place in range(len(self.chances))
            ]
            if capital == PYONGYANG:
                payoffs.append(np.broadcast_to(by_type[kim], shape))
                kim += 1
            else:
                mixed = sum(x * chance for x, chance in zip(by_type, self.chances, strict=True))
                payoffs.append(np.broadcast_to(mixed, shape))
        return tuple(payoffs)

    def best_shares(self, payoffs: Profile) -> list[Floats]:
        """Return for each capital the share of the others' profiles in which each of its courses is
        best, `(courses,)`; all types of Kim count alike.
        """
        shares: list[list[Floats]] = [[] for _ in CAPITALS]
        for place, best in enumerate(is_best_reply(payoffs)):
            courses = np.moveaxis(best, place, 0)
            shares[self.players[place]].append(courses.reshape(len(courses), -1).mean(axis=1))
        return [np.asarray(np.mean(by_player, axis=0)) for by_player in shares]

    def losing(self, profile: tuple[int, ...]) -> Floats:
        """Return the chance over types that both powers fail their goals in a profile, `(worlds,)`."""
        w, b, *kims, s = profile
        lost = [
            self.goals_failed[type_place, w, b, course, s] for type_place, course in enumerate(kims)
        ]
        return np.asarray(weighted_sum(np.array(lost), self.chances))


def game_in(scenario: Scenario, results: Results) -> CourseGame:
    """Return the game that was played; raises DataProblem if a world failed."""
    types = types_of(scenario)
    shape = (len(types), *(len(courses_of(name)) for name in CAPITALS), -1)
    *values, failed = (results.by_cell(name).reshape(shape) for name in (*VALUES, GOALS_FAILED))
    chances = np.array([*types.values()])
    return CourseGame(np.stack(values, axis=1), failed, chances, results.study.seed)


def lines_of_game(game: CourseGame) -> list[ClaimLine]:
    """Return lines on the course of each capital that is best most often, and on the least lose-lose
    at a pure equilibrium.
    """
    counts = resampled_counts(game.worlds, RESAMPLES, game.seed, Stream.PROFILES_RESAMPLED)
    means = resampled_means(game.value, counts)
    again = [game.best_shares(game.payoffs(mean)) for mean in means]
    here = game.payoffs(game.value.mean(axis=-1))
    lines = []
    for place, (capital, shares) in enumerate(zip(CAPITALS, game.best_shares(here), strict=True)):
        resampled = np.array([by_capital[place].max() for by_capital in again])
        label = COURSES[capital][int(shares.argmax())].label
        text = f"{capital.title()}: how often {label} is best, over all that the others may do"
        measured = percentiles(float(shares.max()), resampled, game.worlds, METHOD)
        lines.append(ClaimLine(f"dilemma.dominant.{capital}", text, Wanted(high=ALWAYS), measured))
    estimates = [mean_estimate(game.losing(place), kind="share") for place in pure_equilibria(here)]
    least = min(estimates, key=lambda estimate: estimate.value, default=exact(1.0, game.worlds))
    text = "least lose-lose at a pure equilibrium of the four, Kim's type unknown"
    return [*lines, ClaimLine("dilemma.nice", text, Wanted(low=0.05), least)]
