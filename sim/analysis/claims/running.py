"""Playing claims: every arm under the same luck, and one estimate of what is measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from sim.analysis.claims import Call, Claim, Line, StatisticInput
from sim.arrays import Flags
from sim.engine import Job, play
from sim.errors import DataProblem
from sim.scenario import Scenario
from sim.study.estimate.interval import Estimate, estimate_of, ratio
from sim.study.estimate.writing import percent_text
from sim.study.measure.formula import Formula
from sim.study.measure.history import History
from sim.study.measure.outcome_ledger import PROBE, asked_of_both, merge
from sim.study.run.inputs import Inputs, inputs
from sim.study.run.interventions import Intervention
from sim.study.run.runner import put_under

NOTHING: Final = Estimate(math.nan, -math.inf, math.inf, 0, "none")
KEPT: Final = 14
"""Worlds of histories that are kept, as so many times those of a play."""


def exact(value: float, n: int = 1) -> Estimate:
    """Return a value that has no sampling error, such as a count of what may never happen."""
    return Estimate(value, value, value, n, "exact")


@dataclass
class Plays:
    """Worlds of one seed, played as they are asked for; the last histories are kept, as long as there is room.

    `recorded` are series that every history has, beside what the measures read that ask for it.
    """

    worlds: int
    seed: int
    jobs: int = 1
    recorded: tuple[str, ...] = ()
    _kept: dict[Any, History] = field(default_factory=dict, repr=False)

    def of(
        self, scenario: Scenario, worlds: int | None = None, imposed: Sequence[Intervention] = (),
        first_world: int = 0, read: Sequence[str] = (),
    ) -> History:  # fmt: skip
        """Return the histories of worlds of a scenario, in which moves or luck may be imposed."""
        size, names = worlds or self.worlds, tuple(dict.fromkeys((*self.recorded, *read, "ending")))
        asked = (scenario, size, tuple(imposed), first_world, names)
        found = self._kept.pop(asked, None)
        if found is None:
            while self._kept and sum(each[1] for each in self._kept) + size > KEPT * self.worlds:
                del self._kept[next(iter(self._kept))]
            given, job = self.job(scenario, size, imposed, first_world, names)
            found = History(play(job, jobs=self.jobs).record, given.numbers, scenario.start)
        self._kept[asked] = found
        return found

    def job(
        self, scenario: Scenario, worlds: int, imposed: Sequence[Intervention] = (), first_world: int = 0,
        record: Sequence[str] = (),
    ) -> tuple[Inputs, Job]:  # fmt: skip
        """Return what a scenario comes to, and the job that plays it."""
        given = inputs(scenario).imposed(imposed, np.arange(worlds))
        return given, given.job(worlds, seed=self.seed, first_world=first_world, record=tuple(record) or self.recorded)

    def arms_of(self, claim: Claim) -> list[History]:
        """Return the histories of the arms of a claim, the same luck in all, with all that its formulas read."""
        formulas = [each for each in (claim.measure, claim.among, claim.per) if isinstance(each, Formula)]
        read, seconds = merge(asked_of_both(each, PROBE) for each in formulas)
        first, worlds = (0, claim.times * self.worlds) if claim.world is None else (claim.world, 1)
        found = []
        for arm in claim.arms:
            others = {
                line_up: self.of(put_under(arm.scenario, line_up), worlds, arm.imposed, first, names)
                for line_up, names in seconds.items()
            }
            found.append(replace(self.of(arm.scenario, worlds, arm.imposed, first, read), seconds=others))
        return found


def examine(claim: Claim, worlds: int | None = None, plays: Plays | None = None) -> Line:
    """Play a claim's arms under the same luck and say what came of it.

    Worlds and seed are those of the claim, unless worlds are said, or both given with plays.
    """
    found = line_of(claim, plays or Plays(worlds or claim.worlds, claim.seed))
    return found or Line(claim.name, claim.says, claim.wanted, NOTHING, claim.seen)


def line_of(claim: Claim, plays: Plays) -> Line | None:
    """Return what came of a claim; None where its statistic cannot tell it of these worlds."""
    if isinstance(claim.measure, Call):
        statistic, asked = claim.measure.statistic, StatisticInput(claim, claim.measure.argument, plays)
        made = statistic.of(*asked.histories()) if statistic.arms else statistic.of(asked)
        if made is None:
            return None
        found, more = made if isinstance(made, tuple) else (made, "")
        return Line(claim.name, claim.says + more, claim.wanted, found, claim.seen)
    arms = [parts_of(claim, history) for history in plays.arms_of(claim)]
    kept = np.logical_and.reduce([counts for _, counts, _ in arms])
    values, exposures = ([arm[part][kept] for arm in arms] for part in (0, 2))
    try:
        found = replace(estimate_claim(claim, values, exposures), kind=claim.kind)
    except DataProblem:
        found = NOTHING
    says = claim.says
    if len(values) == 2:
        from_value = float(values[1].mean()) if len(values[1]) else math.nan
        says = says.replace("{from}", f"{from_value:.3g}").replace("{share}", percent_text(from_value))
    return Line(claim.name, says, claim.wanted, found, claim.seen)


def parts_of(claim: Claim, history: History) -> tuple[Any, Flags, Any]:
    """Return what an arm's worlds come to, whether they count, and what the measure is per, `(worlds,)` each."""
    assert isinstance(claim.measure, Formula)
    value = claim.measure(history)
    counts = np.ones(len(value), dtype=bool) if claim.among is None else np.asarray(claim.among(history), dtype=bool)
    per = value if claim.per is None else claim.per(history)
    return value, counts, np.asarray(per, np.float64)


def estimate_claim(claim: Claim, values: list[Any], exposures: list[Any]) -> Estimate:
    """Return the estimate of a claim from what was measured in the worlds that count; raises DataProblem for none."""
    numbers = [np.asarray(each, np.float64) for each in values]
    if len(numbers) == 4:
        numbers = [numbers[0] - numbers[1], numbers[2] - numbers[3]]
    found = numbers[0] - numbers[1] if len(numbers) > 1 else numbers[0]
    if claim.world is not None and found.size:
        return exact(float(found[0]))
    if claim.per is not None:
        return ratio(found, exposures[0], claim.level)
    return estimate_of(values[0] if len(values) == 1 else found, claim.level)
