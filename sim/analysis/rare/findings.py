"""How likely war is where it is rare, how it begins, and what splitting saved."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding, plain_data
from sim.analysis.rare import RareOptions
from sim.arrays import Flags, Floats
from sim.engine import PLACES, Job
from sim.engine.play import play
from sim.game.moves import Ending
from sim.study.estimate.interval import Estimate, probability
from sim.study.estimate.shown import Quantity, Table
from sim.study.estimate.splitting import MOST_ROUNDS, Paths, Placed, Split, Whole, gain, placed, split, weight_estimate
from sim.study.estimate.writing import count_text, number_text
from sim.study.experiment.definition import Experiment
from sim.study.scenario import Scenario, inputs
from sim.study.store.results import Results

TENSION, ENDING = PLACES.index("tension"), PLACES.index("ending")
WARS = (Ending.STRIKE, Ending.ATTACK, Ending.CLASH, Ending.ACCIDENT)
"""The kinds of event, from 1: how a war began."""

GRID: Final = tuple(np.arange(1.0, 8.0, 0.125).tolist())
"""The tensions among which levels are placed."""

TRIALS_FROM: Final = 2**40
"""The number of the first world of the trials, which no estimate reaches."""

MILLION: Final = 1e6
FEW: Final = 30
"""Worlds with a war among their copies below which an interval may be too narrow."""


class Worlds:
    """The worlds of a scenario under a seed; a root is the world of its number in every run with that seed."""

    def __init__(self, scenario: Scenario, seed: int, jobs: int = 1) -> None:
        self.job: Job = inputs(scenario).job(1, seed=seed)
        self.steps = self.job.months
        self.jobs = jobs

    def begin(self, roots: Whole) -> Floats:
        """Return the worlds as they begin."""
        return play(replace(self.job, worlds=roots.size, months=0, ids=roots, **self.sheets(0))).state

    def step(self, paths: Paths, step: int) -> Floats:
        """Return the worlds after one more month."""
        job = replace(
            self.job, worlds=len(paths), months=1, first_month=step, state=paths.state, ids=paths.root,
            generation=paths.generation, clone=paths.clone, **self.sheets(step),
        )  # fmt: skip
        return play(job, jobs=self.jobs).state

    def sheets(self, month: int) -> dict[str, Any]:
        """Return what one month brings."""
        return {name: getattr(self.job, name)[month : month + 1] for name in ("levers", "orders", "calendar")}

    def score(self, state: Floats) -> Floats:
        """Return the tension of each world."""
        return np.asarray(state[TENSION])

    def happened(self, state: Floats) -> Whole:
        """Return how a war began, 0 where there is none."""
        ending = state[ENDING].astype(np.int64)
        return np.where(np.isin(ending, WARS), ending, 0)

    def over(self, state: Floats) -> Flags:
        """Return where a world has ended, by war or collapse."""
        return np.asarray(state[ENDING] != Ending.NONE)


def ask(options: RareOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return None: copies differ by the state from which they go on, which no experiment does; `find` plays them."""
    return None


def find(options: RareOptions, results: Sequence[Results]) -> RareFinding:
    """Place levels on tension by trial, then play the worlds with splitting."""
    worlds = Worlds(options.scenario, options.seed, options.jobs)
    starts = [TRIALS_FROM + options.trial * number for number in range(MOST_ROUNDS)]
    rounds = [np.arange(start, start + options.trial) for start in starts]
    levels = placed(worlds, GRID, rounds, kinds=len(WARS))
    found = split(worlds, levels.levels, np.arange(options.worlds), kinds=len(WARS))
    return RareFinding(options, levels, found)


@dataclass(frozen=True, eq=False)
class RareFinding(Finding):
    """The probability of war by splitting, beside that of the same worlds without their copies."""

    analysis: ClassVar[str] = "rare"
    options: RareOptions
    placed: Placed
    split: Split

    @property
    def war(self) -> Estimate:
        """The probability of war."""
        return self.split.probability()

    @property
    def plain(self) -> Estimate:
        """The same from the worlds without their copies: those of a run with this seed."""
        return probability(self.split.plain)

    @property
    def kinds(self) -> dict[str, Estimate]:
        """The probability of each way in which war begins."""
        return {kind.name.lower(): weight_estimate(self.split.weight[place]) for place, kind in enumerate(WARS)}

    @property
    def gain(self) -> float:
        """How many times the world-months plain worlds would take for the same spread; trials are counted with it."""
        return gain(self.split, self.placed.steps)

    @property
    def counted(self) -> int:
        """In how many worlds there is a war in the world or among its copies."""
        return int(np.count_nonzero(self.split.total))

    def sentences(self) -> list[str]:
        """Return how likely war is, what plain worlds say, and what was saved."""
        worlds = count_text(self.options.worlds)
        answer = (
            f"War comes in {in_a_million(self.war).text()} of a million worlds "
            f"(splitting on tension, {worlds} worlds with their copies; 95 % interval)."
        )
        wars = int(np.count_nonzero(self.split.plain))
        counted = f"{count_text(wars)} war{'' if wars == 1 else 's'}"
        beside = f"Without copies the same {worlds} worlds have {counted}: {in_a_million(self.plain).text()}."
        if math.isnan(self.gain):
            return [answer, beside, "No copy came to war: give more worlds, or more for the trials."]
        saved = f"Plain worlds would take {number_text(self.gain, 1)} times the work for the same spread."
        if self.gain < 1.0:
            saved += " War is not rare enough here for splitting: use sim run."
        return [answer, beside, saved]

    def tables(self) -> list[Table]:
        """Return how likely war is, how it begins, and the levels."""
        ways = (("splitting", self.war, self.split.steps + self.placed.steps, self.counted),
                ("plain", self.plain, self.split.plain_steps, int(np.count_nonzero(self.split.plain))))  # fmt: skip
        war = tuple((name, in_a_million(chance), steps, worlds) for name, chance, steps, worlds in ways)
        kinds = tuple((name, in_a_million(chance)) for name, chance in self.kinds.items())
        levels = tuple(
            (number_text(at, 3), copies, number_text(MILLION * reached, 1))
            for at, copies, reached in zip(
                self.placed.levels.at, self.placed.levels.copies, self.placed.reached, strict=True
            )
        )
        heads = ("how", "wars in a million worlds", "world-months", "worlds with a war")
        return [
            Table("war", "How often war comes; world-months of splitting count its trials", heads, war, True),
            Table("kinds", "How war begins", ("war by", "in a million worlds"), kinds),
            Table("levels", "Tensions at which worlds are copied",
                  ("tension", "copies", "of a million worlds reach it, in the last trial"), levels),
        ]  # fmt: skip

    def notes(self) -> list[str]:
        """Return how the numbers were made, and when their interval may be too narrow."""
        made = (
            f"{self.placed.rounds} trials of {count_text(self.options.trial)} other worlds placed the levels. A world "
            "that climbs over one is copied, each copy with its share of the weight and luck of its own; one that fell "
            "below the level where it was made ends. Where levels lie moves the spread, not the expectation. "
            "The interval is the normal one of the logarithm, over worlds."
        )
        few = f"Only {self.counted} worlds have a war among their copies: the interval may be too narrow."
        return [made, few] if 0 < self.counted < FEW else [made]

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "war": self.war.as_dict(), "plain": self.plain.as_dict(), "kinds": plain_data(self.kinds),
            "gain": None if math.isnan(self.gain) else self.gain, "levels": plain_data(self.placed),
            "splitting_months": self.split.steps, "trial_months": self.placed.steps,
            "plain_months": self.split.plain_steps, "worlds_with_war": self.counted, "wars": self.split.events,
            "most_copies": self.split.most_paths,
        }  # fmt: skip


def in_a_million(chance: Estimate) -> Quantity:
    """Return a probability as a number of worlds in a million."""
    return Quantity(MILLION * chance.value, MILLION * chance.low, MILLION * chance.high, "amount", chance.n)
