"""A lesson: which scenario, which two settings of one lever, what is bet on, and from where one comes down."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from sim.errors import UsageProblem, nearest

DEFAULT_LESSON: Final = "lose-lose"
SUFFIX: Final = ".toml"
FOLDER: Final = "lessons"
ORDER: Final = ("spiral", "brinkmanship", "enforcement-dilemma", "lose-lose")


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a lesson plays; its texts are in the file of strings, under the same name.

    `first` and `second` are what each of the two choices changes in the scenario, as `Scenario.change` takes it.
    `seat` is the capital that the class takes, `options` its three courses in the crisis. `opening` holds the words and
    deeds of the month before the crisis by menu, and `crisis` what else the crisis changes before its first month.
    """

    name: str
    scenario: str
    outcome: str
    seat: str
    world: int
    first: Mapping[str, Any]
    second: Mapping[str, Any]
    options: tuple[str, ...]
    opening: Mapping[str, str]
    crisis: Mapping[str, Any]


def lesson_names() -> tuple[str, ...]:
    """Return the names of the lessons, in the order in which they are best taught."""
    return ORDER


def read_lesson(name: str) -> Lesson:
    """Return a lesson by its name; raises UsageProblem with the nearest name for one that does not exist."""
    if name not in ORDER:
        raise UsageProblem(
            f"there is no lesson '{name}'", f"--lesson {name}", f"Use one of: {', '.join(ORDER)}.{nearest(name, ORDER)}"
        )
    file = resources.files(__package__).joinpath(FOLDER, name + SUFFIX)
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    crisis = said["crisis"]
    return Lesson(
        name, said["scenario"], said["outcome"], said["seat"], said["world"], said["first"], said["second"],
        tuple(crisis["options"]), crisis["opening"], crisis["values"],
    )  # fmt: skip
