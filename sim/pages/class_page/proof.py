"""Whether a lesson's claims hold: played on the model, the same luck in both arms."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from sim.analysis.patterns.measures import exact
from sim.arrays import Flags
from sim.errors import DataProblem, UsageProblem
from sim.pages.class_page.claims import Arm, Claim
from sim.study.estimate.interval import Estimate, mean_estimate, probability, ratio
from sim.study.formula import Formula
from sim.study.ledger import Outcome
from sim.study.run.runner import Block, outcomes_of
from sim.study.scenario import Scenario

if TYPE_CHECKING:
    from sim.pages.class_page.lesson import Lesson

WORLDS: Final = 4000
SEED: Final = 7
EXAMPLES: Final = 3
"""Worlds named for each direction of a flip."""

Parts = dict[str, npt.NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim, what was measured, and whether the claim holds."""

    claim: Claim
    measured: Estimate

    @property
    def holds(self) -> bool:
        """Whether the whole interval lies within the bounds."""
        return self.claim.least <= self.measured.low and self.measured.high <= self.claim.most

    def __str__(self) -> str:
        verdict = "holds" if self.holds else "FAILS"
        return f"{verdict}  {self.told}"

    @property
    def told(self) -> str:
        """What was measured and what was claimed."""
        return f"{self.claim.name}: measured {self.measured}, claimed {self.claim.bounds}"

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain data."""
        measured = self.measured
        return {
            "name": self.claim.name, "says": self.claim.says, "claimed": self.claim.bounds, "holds": self.holds,
            "value": measured.value, "low": measured.low, "high": measured.high, "n": measured.n,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flips:
    """How many worlds the other choice turns out of an outcome and into it, and the first that show each."""

    worlds: int
    out: int
    into: int
    worlds_out: tuple[int, ...]
    worlds_into: tuple[int, ...]

    @property
    def both(self) -> bool:
        """Whether there are flips in both directions."""
        return bool(self.out and self.into)

    def __str__(self) -> str:
        shown = [", ".join(map(str, worlds)) or "none" for worlds in (self.worlds_out, self.worlds_into)]
        return f"flips in {self.worlds} worlds: {self.out} out ({shown[0]}), {self.into} into it ({shown[1]})"


def examine(claim: Claim, worlds: int = WORLDS, seed: int = SEED) -> Finding:
    """Play a claim's arms under the same luck and return what was measured."""
    block = (0, worlds) if claim.world is None else (claim.world, 1)
    arms = [parts_of(claim, arm, block, seed) for arm in claim.arms]
    kept = np.logical_and.reduce([arm["among"] > 0.0 for arm in arms])
    try:
        found = estimated(claim, [{name: values[kept] for name, values in arm.items()} for arm in arms])
        return Finding(claim, replace(found, kind=claim.kind))
    except DataProblem:
        return Finding(claim, Estimate(math.nan, -math.inf, math.inf, int(kept.sum()), "none"))


def estimated(claim: Claim, arms: list[Parts]) -> Estimate:
    """Return the estimate of a claim from what was measured in the worlds that count."""
    measured = arms[0]["measure"]
    if claim.world is not None and measured.size:
        value = float(measured[0] - arms[1]["measure"][0] if len(arms) > 1 else measured[0])
        return exact(value)
    if len(arms) > 1:
        return mean_estimate(measured - arms[1]["measure"])
    if claim.per is not None:
        return ratio(measured, arms[0]["per"])
    return probability(measured > 0.0) if claim.measure.term.kind == "flag" else mean_estimate(measured)


def parts_of(claim: Claim, arm: Arm, block: tuple[int, int], seed: int) -> Parts:
    """Return what an arm's worlds come to: the measure, whether they count, and what the measure is per."""
    formulas: Mapping[str, Formula | None] = {"measure": claim.measure, "among": claim.among, "per": claim.per}
    names = tuple(
        Outcome(f"claim_{part}", claim.says, formula) for part, formula in formulas.items() if formula is not None
    )
    found = outcomes_of([Block(arm.scenario, *block)], seed, interventions=arm.imposed, names=names)
    parts = {part: np.asarray(found[f"claim_{part}"], np.float64) for part in formulas if f"claim_{part}" in found}
    counts = parts.pop("among", np.ones(len(found["failed"])))
    return {"among": np.where(found["failed"], 0.0, counts), **parts}


def flips_of(lesson: Lesson, scenario: Scenario, worlds: int = WORLDS, seed: int = SEED) -> Flips:
    """Return in which worlds a lesson's two choices end otherwise, the same luck under both."""
    first, second = (happened(lesson, scenario.change(side), worlds, seed) for side in (lesson.first, lesson.second))
    out, into = np.flatnonzero(first & ~second), np.flatnonzero(second & ~first)
    shown = (tuple(map(int, found[:EXAMPLES])) for found in (out, into))
    return Flips(worlds, len(out), len(into), *shown)


def happened(lesson: Lesson, scenario: Scenario, worlds: int, seed: int) -> Flags:
    """Return in which worlds a lesson's outcome happens, `(worlds,)`."""
    return np.asarray(outcomes_of([Block(scenario, 0, worlds)], seed, names=(lesson.outcome,))[lesson.outcome])


@lru_cache(maxsize=32)
def proved(name: str) -> tuple[Finding, ...]:
    """Return the findings of a lesson on its own scenario; raises UsageProblem for one that does not hold as written.

    A lesson holds if every claim does, if its shown world has the moments it tells of, and if there are flips in both
    directions.
    """
    from sim.pages.class_page.lesson import read_lesson

    lesson = read_lesson(name)
    findings = tuple(examine(claim) for claim in (*lesson.claims, *lesson.moments))
    refuse(name, findings)
    flips = flips_of(lesson, lesson.start)
    if not flips.both:
        what = f"the two choices flip '{lesson.outcome}' in one direction at most"
        raise UsageProblem(what, f"lesson '{name}': {flips}", "Choose an outcome or choices that cut both ways.")
    return findings


def proved_course() -> dict[str, Finding]:
    """Return the findings of the course and its lessons, by name; raises UsageProblem for one that does not hold.

    A name that is not a claim's, in a beat or a question, is refused too: what the course says, the model bears out.
    """
    from sim.pages.class_page.course import COURSE, read_course

    course = read_course()
    own = tuple(examine(claim) for claim in (*course.claims, *(each for beat in course.beats for each in beat.shows)))
    refuse(COURSE, own)
    found = {each.claim.name: each for name in course.lessons for each in proved(name)}
    found |= {each.claim.name: each for each in own}
    rested = [name for beat in course.beats for name in beat.claims] + [each.claim for each in course.questions]
    for name in rested:
        if name not in found:
            raise UsageProblem(f"there is no claim '{name}'", COURSE, "Name a claim of a lesson or of the course.")
    return found


def refuse(lesson: str, findings: tuple[Finding, ...]) -> None:
    """Raise UsageProblem for the claims of a lesson that do not hold, with what was measured and what was claimed."""
    failed = [finding for finding in findings if not finding.holds]
    if failed:
        names = ", ".join(f"'{finding.claim.name}'" for finding in failed)
        measured = "; ".join(
            f"{each.claim.name}: measured {each.measured}, claimed {each.claim.bounds}" for each in failed
        )
        raise UsageProblem(
            f"the model does not bear out {names}", f"lesson '{lesson}', {measured}",
            "Teach what the model shows: mend the claim and the text, or the rules.",
        )  # fmt: skip
