"""A lesson: what is chosen and bet on, and what it claims of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from sim.analysis.claims import Arm, Claim, claims_from
from sim.analysis.claims.reading import about_world
from sim.errors import UsageProblem, nearest
from sim.study.scenario import Scenario, load_scenario

SUFFIX: Final = ".toml"
FOLDER: Final = "lessons"
ORDER: Final = ("spiral", "brink", "key", "turn", "lose-lose")


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a lesson plays; its texts are in the part `lessons` of the catalogue, under the same name.

    `first` and `second` are what each of the two choices changes in the scenario, as `Scenario.change` takes it.
    `seat` is the capital that the class takes.
    `claims` are what the lesson teaches of the model, `moments` what happens in the shown `world` under the first
    choice, by month; both are tested before the lesson is exported.
    """

    name: str
    scenario: str
    outcome: str
    seat: str
    world: int
    first: Mapping[str, Any]
    second: Mapping[str, Any]
    claims: tuple[Claim, ...]
    moments: tuple[Claim, ...]

    @property
    def start(self) -> Scenario:
        """The lesson's own scenario."""
        return load_scenario(self.scenario)


def lesson_names() -> tuple[str, ...]:
    """Return the names of the lessons, in the order in which they are best taught."""
    return ORDER


def read_lesson(name: str) -> Lesson:
    """Return a lesson by its name; raises UsageProblem with the nearest name for one that does not exist."""
    if name not in ORDER:
        remedy = f"Use one of: {', '.join(ORDER)}.{nearest(name, ORDER)}"
        raise UsageProblem(f"there is no lesson '{name}'", f"lesson '{name}'", remedy)
    file = resources.files(__package__).joinpath(FOLDER, name + SUFFIX)
    read = claims_from(file.name, file.read_bytes())
    said = read.file.data
    if not read.claims:
        raise UsageProblem("it claims nothing", f"lesson '{name}'", 'Add [claim."NAME"] that say what it teaches.')
    start = load_scenario(said["scenario"])
    first, second = (said["arm"][choice]["set"] for choice in ("first", "second"))
    arm = Arm(start.change(first))
    moments = tuple(
        about_world(date, happens, f"any({happens}, {date}, {date})", arm, said["world"])
        for date, happens in said.get("moments", {}).items()
    )
    return Lesson(
        name, said["scenario"], said["outcome"], said["seat"], said["world"], first, second, read.claims, moments
    )
