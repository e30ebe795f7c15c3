"""The course: seven beats from the lessons, each one idea, and the five questions before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from sim.analysis.claims import Arm, Claim, claims_from
from sim.analysis.claims.reading import about_world, imposed_moves
from sim.classroom.class_page.lesson import read_lesson
from sim.errors import UsageProblem
from sim.months import months_from
from sim.study.run.interventions import ImposedMove, Intervention
from sim.study.scenario import Scenario

COURSE: Final = "course"
FILE: Final = "course.toml"
CHOICES: Final = ("a", "b")
MEASURES: Final = ("tests", "gap", "hits", "claim")
"""What may be bet on: months with tests, those of a less those of b, worlds with the outcome, the first claim."""


@dataclass(frozen=True, slots=True)
class Beat:
    """One idea: a choice in one world of a lesson, a bet on what comes, and what the model bears out.

    `month` is how many months have passed at the choice, `until` how many are shown of both futures. `arms` are the two
    choices as they are played. `shows` is what the texts say of the shown world, `claims` names what the beat rests on.
    """

    name: str
    lesson: str
    seat: str
    world: int
    minutes: int
    month: int
    until: int
    arms: Mapping[str, Arm]
    changes: Mapping[str, Mapping[str, Any]]
    measure: str
    options: tuple[tuple[float, float], ...]
    claims: tuple[str, ...]
    shows: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question before and after the course: how many answers it has, which is right, and the claim that says so."""

    name: str
    answers: int
    right: int
    claim: str


@dataclass(frozen=True, slots=True)
class Course:
    """The beats in order, the questions, what it claims beside its lessons, and the lesson of its sandbox."""

    home: str
    beats: tuple[Beat, ...]
    questions: tuple[Question, ...]
    claims: tuple[Claim, ...]

    @property
    def lessons(self) -> tuple[str, ...]:
        """The lessons of the beats, each once, in order."""
        return tuple(dict.fromkeys(beat.lesson for beat in self.beats))


def read_course() -> Course:
    """Return the course as its file says it; raises UsageProblem for what cannot be meant."""
    read = claims_from(FILE, resources.files(__package__).joinpath(FILE).read_bytes())
    said = read.file.data
    beats = tuple(read_beat(each) for each in said["beats"])
    return Course(said["home"], beats, tuple(Question(**each) for each in said["questions"]), read.claims)


def read_beat(said: Mapping[str, Any]) -> Beat:
    """Return one beat; raises UsageProblem that names it."""
    lesson, where = read_lesson(said["lesson"]), f"beat '{said['name']}'"
    if said["measure"] not in MEASURES:
        raise UsageProblem(f"'{said['measure']}' cannot be bet on", where, f"Use one of: {', '.join(MEASURES)}.")
    start = lesson.start
    month = months_from(start.start, said["month"], where) if "month" in said else 0
    until = months_from(start.start, said["until"], where) + 1 if "until" in said else start.months
    changes = {side: dict(said.get("changes", {})) | dict(said[side].get("changes", {})) for side in CHOICES}
    arms = {
        side: Arm(start.change(changes[side]), tuple(imposed(said, side, start.change(changes[side]), month)))
        for side in CHOICES
    }
    return Beat(
        said["name"], said["lesson"], said["seat"], said["world"], said["minutes"], month, until, arms, changes,
        said["measure"], tuple((low, high) for low, high in said["options"]), tuple(said["claims"]),
        tuple(shown(said, side, arms[side]) for side in CHOICES),
    )  # fmt: skip


def imposed(said: Mapping[str, Any], side: str, scenario: Scenario, month: int) -> Iterator[Intervention]:
    """Yield what a choice imposes: its moves in the month of the choice, its course from there on."""
    if moves := said[side].get("moves"):
        yield from imposed_moves({said["month"]: moves}, scenario)
    if course := said[side].get("course"):
        yield from (ImposedMove(said["seat"], each, course=course) for each in range(month, scenario.months))


def shown(said: Mapping[str, Any], side: str, arm: Arm) -> Claim:
    """Return what the texts say of the shown world after a choice, as a claim about that world."""
    text = said["shows"][side]
    return about_world(f"{said['name']}, {side}", text, text, arm, said["world"])
