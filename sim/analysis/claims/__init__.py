"""A claim: a sentence about the model that worlds can refute, its target, and the result of testing
it.

All arms of a claim are played with the same random draws, and give one estimate of the measure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from sim.core.base.arrays import Flags
from sim.core.base.errors import DataProblem
from sim.core.base.plain import Data
from sim.core.engine import Job, play
from sim.core.estimate.interval import Estimate, estimate_of, ratio
from sim.core.estimate.writing import Kind, bound_text, percent_text
from sim.core.outcomes.catalogue import PROBE, asked_of_both, merge
from sim.core.outcomes.history import History
from sim.core.runs.inputs import Inputs, inputs
from sim.core.runs.interventions import Intervention
from sim.core.runs.runner import put_under
from sim.core.scenario import Scenario
from sim.study.experiment.formula import Formula

WORLDS: Final = 4000
SEED: Final = 7
LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True)
class Wanted:
    """The target of an estimate: bounds, or a sign.

    `clear` requires the whole interval inside the bounds, not the value alone. A `sign` of 1 or −1
    requires the whole interval on that side of 0. `aim` is a narrower target that does not affect
    the verdict.
    """

    low: float = -math.inf
    high: float = math.inf
    clear: bool = False
    aim: tuple[float, float] | None = None
    sign: int = 0

    def holds(self, estimate: Estimate) -> bool:
        """Tell whether an estimate meets the target; one that is not a number never does."""
        if math.isnan(estimate.value):
            return False
        if self.sign:
            return self.sign * estimate.low > 0.0 and self.sign * estimate.high > 0.0
        low, high = (
            (estimate.low, estimate.high) if self.clear else (estimate.value, estimate.value)
        )
        return self.low <= low and high <= self.high

    def bounds(self, kind: Kind) -> str:
        """Write the bounds in the format of the measure."""
        if self.sign:
            return "above 0" if self.sign > 0 else "below 0"
        least, most = bound_text(self.low, kind), bound_text(self.high, kind)
        if math.isinf(self.low):
            return f"at most {most}"
        if math.isinf(self.high):
            return f"at least {least}"
        return least if self.low == self.high else f"{least} to {most}"

    def text(self, kind: Kind) -> str:
        """Return the target in words: the bounds, whether the interval is judged, and the aim."""
        text = self.bounds(kind) + (", interval clear" if self.clear else "")
        return text if self.aim is None else f"{text} (aim {Wanted(*self.aim).bounds(kind)})"

    def as_dict(self) -> Data:
        """Return the bounds as plain data."""
        low, high = (bound if math.isfinite(bound) else None for bound in (self.low, self.high))
        return {"low": low, "high": high, "clear": self.clear, "aim": self.aim}


UP: Final = Wanted(low=0.0, clear=True, sign=1)
DOWN: Final = Wanted(high=0.0, clear=True, sign=-1)
NONE: Final = Wanted(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Arm:
    """One side of a claim: a scenario, and the moves and random draws that are imposed on its
    worlds.

    `now` holds states with which no world can begin, for statistics of a single moment.
    """

    scenario: Scenario
    imposed: tuple[Intervention, ...] = ()
    now: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statistic:
    """A named measure that no formula can express; `of` returns None if these worlds cannot give
    it, and the line is left out.

    `takes` lists the arguments allowed in its brackets; None allows a formula of the months. `of`
    is called with a StatisticInput, or with the history of each arm if `arms` is true.
    """

    of: Callable[..., tuple[Estimate, str] | Estimate | None]
    takes: tuple[str, ...] | None = ()
    arms: bool = False


Statistics = Mapping[str, Statistic]


@dataclass(frozen=True, slots=True)
class Call:
    """A measure that is one call of a statistic; its argument is one of the names in `takes`, a
    formula of months or empty.
    """

    statistic: Statistic
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence about the model that worlds can refute.

    A measure is a formula with one value a world, or one call of a statistic. For a formula, one
    arm gives a share or a mean, or with `per` a ratio of totals; two give the mean difference, a
    less b, of worlds with the same random draws; four the difference of two differences, a less b
    and c less d. `among` selects the worlds that count: those in which it holds in every arm. With
    `world` the claim is about that world alone. It is played in `times` the requested number of
    worlds. A `short` one selects the vectors of `sim set`.
    """

    name: str
    says: str
    arms: tuple[Arm, ...]
    measure: Formula | Call
    wanted: Wanted | None
    among: Formula | None = None
    per: Formula | None = None
    world: int | None = None
    worlds: int = WORLDS
    times: int = 1
    seed: int = SEED
    level: float = LEVEL
    seen: bool = False
    shown_as: Kind | None = None
    short: bool = False

    @property
    def kind(self) -> Kind:
        """The kind of the measure, for a reader: a share of worlds or of months, a difference of
        shares, or an amount.
        """
        if self.shown_as is not None:
            return self.shown_as
        flag = isinstance(self.measure, Formula) and self.measure.term.kind == "flag"
        if self.world is not None or (self.per is None and not flag):
            return "amount"
        return "points" if len(self.arms) > 1 else "share"


@dataclass(frozen=True)
class StatisticInput:
    """The input of a statistic: the claim, its one argument, and the plays that it may read."""

    claim: Claim
    argument: str
    plays: Any

    def histories(self) -> list[History]:
        """Return the histories of the arms, with the same random draws in all."""
        histories: list[History] = self.plays.arms_of(self.claim)
        return histories


LEAST_CASES: Final = 5
"""With fewer cases in the record no difference from it is reported."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The same measure in the record: in the `same` months that worlds play, and in `all` months
    with data.
    """

    same: Estimate
    all: Estimate


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """The result of a claim: `wanted` is None if the estimate is only shown.

    `seen` is true if we set the target while we looked at the record of 2015 to 2019. `note` says
    which parts the number leaves out. `recorded` is None if there is no comparison with the record.
    """

    key: str
    what: str
    wanted: Wanted | None
    measured: Estimate
    seen: bool = False
    note: str = ""
    recorded: Recorded | None = None

    def __str__(self) -> str:
        return f"{'holds' if self.holds else 'FAILS'}  {self.told}"

    @property
    def claimed(self) -> str:
        """The target in words; empty if there is none."""
        return "" if self.wanted is None else self.wanted.bounds(self.measured.kind)

    @property
    def told(self) -> str:
        """The estimate and the target."""
        return f"{self.key}: measured {self.measured}, claimed {self.claimed}"

    @property
    def holds(self) -> bool | None:
        """Whether the line holds; None without a target."""
        return None if self.wanted is None else self.wanted.holds(self.measured)

    @property
    def apart(self) -> bool:
        """Whether the intervals of the model and of the same months of the record, with five cases
        or more, do not overlap.
        """
        if self.recorded is None or self.recorded.same.n < LEAST_CASES:
            return False
        measured, real = self.measured, self.recorded.same
        return measured.high < real.low or real.high < measured.low

    @property
    def verdict(self) -> str:
        """The verdict in a word."""
        return {True: "pass", False: "MISS", None: "shown"}[self.holds]

    def as_dict(self) -> Data:
        """Return the line as plain data."""
        recorded = self.recorded
        return {
            "key": self.key,
            "what": self.what,
            "wanted": None if self.wanted is None else self.wanted.as_dict(),
            "measured": self.measured.as_dict(),
            "verdict": self.verdict.lower(),
            "seen": self.seen,
            "note": self.note,
            "recorded": None
            if recorded is None
            else {"same": recorded.same.as_dict(), "all": recorded.all.as_dict()},
        }


NOTHING: Final = Estimate(math.nan, -math.inf, math.inf, 0, "none")
KEPT: Final = 14
"""Worlds of histories that are kept, as a multiple of the worlds of a play."""


def exact(value: float, n: int = 1) -> Estimate:
    """Return a value without sampling error, such as a count of events that must never happen."""
    return Estimate(value, value, value, n, "exact")


@dataclass
class Plays:
    """Worlds of one seed, played on demand; the last histories are kept while there is room.

    `recorded` are series that every history has, in addition to those that a measure reads.
    """

    worlds: int
    seed: int
    jobs: int = 1
    recorded: tuple[str, ...] = ()
    _kept: dict[Any, History] = field(default_factory=dict, repr=False)

    def of(
        self,
        scenario: Scenario,
        worlds: int | None = None,
        imposed: Sequence[Intervention] = (),
        first_world: int = 0,
        read: Sequence[str] = (),
    ) -> History:
        """Return the histories of worlds of a scenario, with imposed moves or random draws if
        any.
        """
        size, names = worlds or self.worlds, tuple(dict.fromkeys((*self.recorded, *read, "ending")))
        key = (scenario, size, tuple(imposed), first_world, names)
        history = self._kept.pop(key, None)
        if history is None:
            while (
                self._kept
                and sum(kept_key[1] for kept_key in self._kept) + size > KEPT * self.worlds
            ):
                del self._kept[next(iter(self._kept))]
            scenario_inputs, job = self.job(scenario, size, imposed, first_world, names)
            history = History(
                play(job, jobs=self.jobs).record, scenario_inputs.numbers, scenario.start
            )
        self._kept[key] = history
        return history

    def job(
        self,
        scenario: Scenario,
        worlds: int,
        imposed: Sequence[Intervention] = (),
        first_world: int = 0,
        record: Sequence[str] = (),
    ) -> tuple[Inputs, Job]:
        """Return the inputs of a scenario, and the job that plays it."""
        scenario_inputs = inputs(scenario).imposed(imposed, np.arange(worlds))
        return scenario_inputs, scenario_inputs.job(
            worlds, seed=self.seed, first_world=first_world, record=tuple(record) or self.recorded
        )

    def arms_of(self, claim: Claim) -> list[History]:
        """Return the histories of the arms of a claim, with the same random draws and all series
        that its formulas read.
        """
        formulas = [
            part for part in (claim.measure, claim.among, claim.per) if isinstance(part, Formula)
        ]
        read, seconds = merge(asked_of_both(part, PROBE) for part in formulas)
        first, worlds = (0, claim.times * self.worlds) if claim.world is None else (claim.world, 1)
        arms = []
        for arm in claim.arms:
            others = {
                profile: self.of(
                    put_under(arm.scenario, profile), worlds, arm.imposed, first, names
                )
                for profile, names in seconds.items()
            }
            arms.append(
                replace(self.of(arm.scenario, worlds, arm.imposed, first, read), seconds=others)
            )
        return arms


def examine(claim: Claim, worlds: int | None = None, plays: Plays | None = None) -> ClaimLine:
    """Play a claim's arms with the same random draws and return its result.

    Worlds and seed are those of the claim, unless `worlds` is given, or both with `plays`.
    """
    line = line_of(claim, plays or Plays(worlds or claim.worlds, claim.seed))
    return line or ClaimLine(claim.name, claim.says, claim.wanted, NOTHING, claim.seen)


def line_of(claim: Claim, plays: Plays) -> ClaimLine | None:
    """Return the result of a claim; None if its statistic cannot be computed from these worlds."""
    if isinstance(claim.measure, Call):
        statistic, inputs = (
            claim.measure.statistic,
            StatisticInput(claim, claim.measure.argument, plays),
        )
        reading = statistic.of(*inputs.histories()) if statistic.arms else statistic.of(inputs)
        if reading is None:
            return None
        estimate, more = reading if isinstance(reading, tuple) else (reading, "")
        return ClaimLine(claim.name, claim.says + more, claim.wanted, estimate, claim.seen)
    arms = [parts_of(claim, history) for history in plays.arms_of(claim)]
    counted = np.logical_and.reduce([counts for _, counts, _ in arms])
    values, exposures = ([arm[part][counted] for arm in arms] for part in (0, 2))
    try:
        estimate = replace(estimate_claim(claim, values, exposures), kind=claim.kind)
    except DataProblem:
        estimate = NOTHING
    says = claim.says
    if len(values) == 2:
        from_value = float(values[1].mean()) if len(values[1]) else math.nan
        says = says.replace("{from}", f"{from_value:.3g}").replace(
            "{share}", percent_text(from_value)
        )
    return ClaimLine(claim.name, says, claim.wanted, estimate, claim.seen)


def parts_of(claim: Claim, history: History) -> tuple[Any, Flags, Any]:
    """Return the measure of an arm's worlds, whether each counts, and the denominator, `(worlds,)`
    each.
    """
    assert isinstance(claim.measure, Formula)
    value = claim.measure(history)
    counts = (
        np.ones(len(value), dtype=bool)
        if claim.among is None
        else np.asarray(claim.among(history), dtype=bool)
    )
    per = value if claim.per is None else claim.per(history)
    return value, counts, np.asarray(per, np.float64)


def estimate_claim(claim: Claim, values: list[Any], exposures: list[Any]) -> Estimate:
    """Return the estimate of a claim from the measures of the worlds that count; raises DataProblem
    if none does.
    """
    numbers = [np.asarray(column, np.float64) for column in values]
    if len(numbers) == 4:
        numbers = [numbers[0] - numbers[1], numbers[2] - numbers[3]]
    differences = numbers[0] - numbers[1] if len(numbers) > 1 else numbers[0]
    if claim.world is not None and differences.size:
        return exact(float(differences[0]))
    if claim.per is not None:
        return ratio(differences, exposures[0], claim.level)
    return estimate_of(values[0] if len(values) == 1 else differences, claim.level)
