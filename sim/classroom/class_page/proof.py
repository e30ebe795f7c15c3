"""Whether a lesson's claims hold: played on the model, the same luck in both arms."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.analysis.claims import Line, examine
from sim.analysis.claims.claim import SEED as SEED
from sim.analysis.claims.claim import WORLDS
from sim.arrays import Flags
from sim.errors import UsageProblem
from sim.study.run.runner import Block, outcomes_of
from sim.study.scenario import Scenario

if TYPE_CHECKING:
    from sim.classroom.class_page.lesson import Lesson

Worlds = npt.NDArray[np.intp]


def page_data(line: Line) -> dict[str, Any]:
    """Return what the page tells of a claim."""
    measured = line.measured
    return {
        "name": line.key, "says": line.what, "claimed": line.claimed, "holds": line.holds,
        "value": measured.value, "low": measured.low, "high": measured.high, "n": measured.n,
    }  # fmt: skip


def flips_of(lesson: Lesson, scenario: Scenario, worlds: int = WORLDS) -> tuple[Worlds, Worlds]:
    """Return which worlds the second choice turns out of a lesson's outcome and into it, the same luck under both."""
    first, second = (happened(lesson, scenario.change(side), worlds) for side in (lesson.first, lesson.second))
    return np.flatnonzero(first & ~second), np.flatnonzero(second & ~first)


def happened(lesson: Lesson, scenario: Scenario, worlds: int) -> Flags:
    """Return in which worlds a lesson's outcome happens, `(worlds,)`."""
    return np.asarray(outcomes_of([Block(scenario, 0, worlds)], SEED, names=(lesson.outcome,))[lesson.outcome])


@lru_cache(maxsize=32)
def proved(name: str) -> tuple[Line, ...]:
    """Return the findings of a lesson on its own scenario; raises UsageProblem for one that does not hold as written.

    A lesson holds if every claim does, if its shown world has the moments it tells of, and if there are flips in both
    directions.
    """
    from sim.classroom.class_page.lesson import read_lesson

    lesson = read_lesson(name)
    findings = tuple(examine(claim) for claim in (*lesson.claims, *lesson.moments))
    refuse(name, findings)
    out, into = flips_of(lesson, lesson.start)
    if not (out.size and into.size):
        what = f"the two choices flip '{lesson.outcome}' in one direction at most"
        where = f"lesson '{name}': {out.size} of {WORLDS} worlds out of it, {into.size} into it"
        raise UsageProblem(what, where, "Choose an outcome or choices that cut both ways.")
    return findings


def proved_course() -> dict[str, Line]:
    """Return the findings of the course and its lessons, by name; raises UsageProblem for one that does not hold.

    A name that is not a claim's, in a beat or a question, is refused too: what the course says, the model bears out.
    """
    from sim.classroom.class_page.course import COURSE, read_course

    course = read_course()
    own = tuple(examine(claim) for claim in (*course.claims, *(each for beat in course.beats for each in beat.shows)))
    refuse(COURSE, own)
    found = {each.key: each for name in course.lessons for each in proved(name)}
    found |= {each.key: each for each in own}
    rested = [name for beat in course.beats for name in beat.claims] + [each.claim for each in course.questions]
    for name in rested:
        if name not in found:
            raise UsageProblem(f"there is no claim '{name}'", COURSE, "Name a claim of a lesson or of the course.")
    return found


def refuse(lesson: str, findings: tuple[Line, ...]) -> None:
    """Raise UsageProblem for the claims of a lesson that do not hold, with what was measured and what was claimed."""
    failed = [finding for finding in findings if not finding.holds]
    if failed:
        names = ", ".join(f"'{finding.key}'" for finding in failed)
        measured = "; ".join(each.told for each in failed)
        raise UsageProblem(
            f"the model does not bear out {names}", f"lesson '{lesson}', {measured}",
            "Teach what the model shows: mend the claim and the text, or the rules.",
        )  # fmt: skip
