"""The model as a forecaster: it reads a record month by month, and plays on from what it holds at every origin.

One goes on learning: every month weighs its sets of numbers, and each January, where few sets count, they are drawn
anew and moved over all months read. One is frozen before the first origin: it filters, and its sets stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from sim.analysis.history.ahead import behind_a_closed_border, calendar_ahead, ensemble, shown_ahead
from sim.analysis.history.filter import Clouds, check_possible
from sim.analysis.history.kept_posterior import Kept
from sim.analysis.history.observe import seen_in
from sim.analysis.history.posterior import MOVE_BELOW, Beginning, Sampler
from sim.analysis.history.prior import FITTED, Fitted, log_peace_before
from sim.analysis.history.record import Record
from sim.analysis.history.sightings import border_closed, calendar_of
from sim.analysis.history.targets import TARGETS, Key, reach, share_of_worlds
from sim.arrays import Flags, Floats
from sim.errors import DataProblem
from sim.months import month_after

Learn = Literal["numbers", "weights"]
"""What goes on learning: the numbers, by moves each January, or the weights of the sets alone."""

Told = Callable[[str, float], None]
"""Takes what a forecaster is at, and the share of the record that it has read."""

LEARNING: Final = "learning"
FROZEN: Final = "frozen"
EDGE: Final = 1e-6
"""Share of its range that a number of a file is kept away from the ends of it, where log-odds end."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of the record: from a month on, `least` or more of the months of a year show something."""

    origin: str
    target: str
    least: int
    months: int = 12

    @property
    def label(self) -> str:
        """The turn in words."""
        return f"{self.least} or more of the {self.months} months from {self.origin}: {TARGETS[self.target].meaning}"


TURNS: Final = (Turn("2018-01", "talks_month", 7), Turn("2019-05", "test_month", 5))
"""The two turns of 2015 to 2019. Their answers are known, so their chances are shown and aimed at by nobody."""


@dataclass(frozen=True)
class Rolling:
    """What the forecasts of the model hang on: the record, its origins, and how it learns and plays.

    `closed` is the first and last month of a closed border, empty for none.
    """

    record: Record
    posterior: Kept
    origins: tuple[str, ...]
    horizons: tuple[int, ...]
    worlds: int
    particles: int
    seed: int
    learn: Learn
    closed: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Said:
    """What the model says at one origin: by forecaster, the chances of each target, and of a turn that begins there."""

    given: Mapping[str, Mapping[Key, Floats]]
    turn: Mapping[str, float]


class Reader:
    """The two forecasters on their way through the record; before the first origin they are one."""

    def __init__(self, plan: Rolling, learning: Sampler, frozen: Sampler | None) -> None:
        self.plan, self.learning, self.frozen = plan, learning, frozen
        self.calendar = calendar_of(plan.record, plan.closed)
        self.seen = seen_in(plan.record)
        last = plan.posterior.last
        self.learnt = None if last is None else plan.record.position(last) + 1

    @classmethod
    def before(cls, plan: Rolling, jobs: int) -> Reader:
        """Return who has read nothing."""
        return cls(plan, begun(plan.posterior, plan.particles, plan.seed, jobs), None)

    @property
    def month(self) -> int:
        """The number of months that were read."""
        return self.learning.clouds.month

    def read_to(self, origin: str, told: Told, keep: Callable[[Reader], None]) -> None:
        """Read every month before an origin; what is held then is kept before the first one and each January."""
        record, first = self.plan.record, self.plan.record.position(self.plan.origins[0])
        place = record.position(origin)
        while self.month < place:
            told(f"reading {record.months[self.month]}", self.month / len(record))
            self.read()
            if self.month == first:
                self.frozen = deepcopy(self.learning)
            january = self.origin.endswith("-01")
            if january and self.plan.learn == "numbers":
                self.move(lambda: told("moving the sets of numbers", self.month / len(record)))
            if self.frozen and (january or self.month == first):
                keep(self)

    def read(self) -> None:
        """Read the next month: a set that gives it no chance counts no more, and new months weigh those that learn."""
        row = self.month
        new = self.learnt is not None and row >= self.learnt
        for sampler, learns in ((self.learning, new), (self.frozen, False)):
            if sampler is not None:
                chance = sampler.clouds.read(self.calendar[row : row + 1], sampler.jobs)
                check_possible(chance[None], self.plan.record.months[row : row + 1], self.plan.record.label)
                sampler.total = sampler.total + chance
                weighed = chance if learns else np.where(np.isfinite(chance), 0.0, -np.inf)
                sampler.log_weight = sampler.log_weight + weighed

    def move(self, progress: Callable[[], None]) -> None:
        """Draw the sets that learn anew and move them over all months read, where few of them count."""
        if self.learnt is not None and self.learning.effective < MOVE_BELOW * len(self.learning.weight):
            self.learning.move(self.calendar[: self.month], progress)

    def say(self) -> Said:
        """Return what both forecasters say of the months to come."""
        assert self.frozen is not None
        shown = {name: self.shown(sampler) for name, sampler in ((LEARNING, self.learning), (FROZEN, self.frozen))}
        given = {name: self.chances(futures) for name, futures in shown.items()}
        turn = next((each for each in TURNS if each.origin == self.origin), None)
        return Said(given, {name: chance_of(turn, futures) for name, futures in shown.items()} if turn else {})

    @property
    def origin(self) -> str:
        """The first month that was not read."""
        return month_after(self.plan.record.months[0], self.month)

    def shown(self, sampler: Sampler) -> dict[str, Flags]:
        """Return what worlds show that begin in what a sampler holds; a border that is closed stays closed.

        Nobody knew in 2020 when it would open again, and nobody before that it would close.
        """
        start = ensemble(sampler, self.plan.worlds, self.plan.seed)
        if self.month and border_closed(self.plan.record.months[self.month - 1], self.plan.closed):
            start = behind_a_closed_border(start)
        turns = [turn.months for turn in TURNS if turn.origin == self.origin]
        months = max(*(reach(target, h) for target in TARGETS.values() for h in self.plan.horizons), *turns)
        ahead = calendar_ahead(self.origin, months, self.plan.record.before(self.origin))
        return shown_ahead(start, ahead, self.plan.seed, sampler.jobs)

    def chances(self, futures: Mapping[str, Flags]) -> dict[Key, Floats]:
        """Return the chances of every target and horizon over worlds."""
        return {
            (t.name, h): share_of_worlds(t, self.seen[t.flag][: self.month], futures[t.flag], h)
            for t in TARGETS.values() for h in self.plan.horizons
        }  # fmt: skip


def begun(kept: Kept, particles: int, seed: int, jobs: int) -> Sampler:
    """Return a sampler that has read nothing and holds the sets of a file.

    Its clouds are new. Sets whose new likelihood happens to be low or high are soon told by the first moves.
    """
    beginning = Beginning.of_1990()
    fitted = fitted_in(kept)
    numbers = {item.name: kept.numbers[item.name] for item in fitted}
    share = np.stack([(numbers[item.name] - item.low) / (item.high - item.low) for item in fitted], axis=1)
    inside = np.clip(share, EDGE, 1.0 - EDGE)
    clouds = Clouds.before(numbers, beginning.ranges, beginning.certain, particles, seed)
    total = log_peace_before(numbers, beginning.certain, seed, jobs)
    with np.errstate(divide="ignore"):
        weight = np.log(kept.weight)
    logits = np.log(inside) - np.log1p(-inside)
    return Sampler(logits, weight, total, clouds, beginning, seed, jobs, fitted, scale=2.38 / len(fitted) ** 0.5)


def fitted_in(kept: Kept) -> tuple[Fitted, ...]:
    """Return the numbers that a file holds; those of a smaller fit leave the others at their defaults."""
    return tuple(item for item in FITTED if item.name in kept.numbers)


def check_posterior(kept: Kept, first: str) -> None:
    """Refuse sets that have learnt from a month that is to be forecast, or of other numbers; raises DataProblem."""
    if kept.last is not None and kept.last >= first:
        raise DataProblem(
            f"the sets of numbers have learnt from months up to {kept.last}, which are to be forecast", kept.label,
            f"Begin in {month_after(kept.last, 1)} or later with --from, or give a --posterior of the months before "
            f"{first}.",
        )  # fmt: skip
    known = [item.name for item in fitted_in(kept)]
    for name in kept.numbers:
        if name not in known:
            raise DataProblem(
                f"the posterior holds '{name}', which is not fitted", kept.label, "Give one that this version has made."
            )


def chance_of(turn: Turn, futures: Mapping[str, Flags]) -> float:
    """Return the share of worlds in which a turn comes."""
    months = futures[TARGETS[turn.target].flag][: turn.months].sum(axis=0)
    return float((months >= turn.least).mean())


def in_rows(said: Sequence[Said], forecaster: str, keys: Sequence[Key]) -> dict[Key, Floats]:
    """Return the forecasts of one forecaster from all origins, `(origins, …)` by target and horizon."""
    return {key: np.array([each.given[forecaster][key] for each in said]) for key in keys}
